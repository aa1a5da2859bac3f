#include "planner/importers/eksctl.hpp"

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <string>

#include "planner/report/diagnostic_text.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/input_mutator.hpp"
#include "tests/support/spec_text.hpp"

using namespace cniplan;

namespace {

/// What became of a file: the spec as text, empty when there is none, and everything that was said.
struct Read {
  std::string spec;
  std::string said;
};

Read read(const std::string& name, const std::string& text) {
  Sources sources;
  const int source = sources.add(name, text);
  const auto documents = read_documents(sources.text(source), source);
  if (!documents) return {"", report::to_text(documents.error(), sources)};
  const auto imported = read_eksctl(documents->front(), Catalog::embedded());
  if (!imported) return {"", report::to_text(imported.error(), sources)};
  return {spec_text(imported->value), report::to_text(imported->warnings, sources)};
}

std::string fixture(const std::string& name) {
  std::ifstream file(fmt::format("{}/tests/fixtures/eksctl/{}", CNIPLAN_SOURCE_DIR, name));
  REQUIRE(file);
  return {std::istreambuf_iterator<char>(file), {}};
}

Read read_fixture(const std::string& name) {
  return read(name, fixture(name));
}

/// A file with two zones and what a row adds to it.
std::string cluster_with(const std::string& rest) {
  return "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {name: c, region: eu-west-1}\n"
         "availabilityZones: [eu-west-1a, eu-west-1b]\n" +
         rest;
}

/// The lines of a text that begin with a word.
std::string lines_with(const std::string& text, const std::string& word) {
  std::string out;
  for (std::size_t start = 0; start < text.size();) {
    const auto end = text.find('\n', start) + 1;
    if (text.compare(start, word.size(), word) == 0) out += text.substr(start, end - start);
    start = end;
  }
  return out;
}

/// What is said, without the lines that show the place.
std::string messages(const std::string& said) {
  return lines_with(said, "f.yaml");
}

}  // namespace

TEST_CASE("eksctl lays out the VPC, and the file says the rest") {
  const Read read = read_fixture("new-vpc.yaml");
  CHECK(read.spec == R"(cluster orchard eks ipv4 service 172.20.0.0/16
vpc 10.40.0.0/16
subnet public-eu-central-1a id - az eu-central-1a 10.40.0.0/19 [controlPlane loadBalancers nodes]
subnet public-eu-central-1b id - az eu-central-1b 10.40.32.0/19 [controlPlane loadBalancers nodes]
subnet public-eu-central-1c id - az eu-central-1c 10.40.64.0/19 [controlPlane loadBalancers nodes]
subnet private-eu-central-1a id - az eu-central-1a 10.40.96.0/19 [controlPlane nodes fargate]
subnet private-eu-central-1b id - az eu-central-1b 10.40.128.0/19 [controlPlane nodes fargate]
subnet private-eu-central-1c id - az eu-central-1c 10.40.160.0/19 [controlPlane nodes fargate]
env ENABLE_PREFIX_DELEGATION=true
env WARM_PREFIX_TARGET=1
group edge self-managed linux [c6i.large c6a.large] nodes 3/3/9 [public-eu-central-1a public-eu-central-1b public-eu-central-1c] maxPods 58
group kiosk self-managed windows [m5.large] nodes 1/1/1 [public-eu-central-1b]
group general managed linux [m6i.xlarge m6a.xlarge] nodes 3/6/30 [private-eu-central-1a private-eu-central-1b private-eu-central-1c] unavailable 33%
group batch managed bottlerocket [r6i.2xlarge] nodes 0/0/1 [private-eu-central-1a private-eu-central-1b private-eu-central-1c] maxPods 40 unavailable 2
group tuned managed linux [m5.large] nodes 2/2/2 [private-eu-central-1a private-eu-central-1b private-eu-central-1c] maxPods default_enis * (ips_per_eni - 1) custom-ami
fargate jobs pods -/-/- [private-eu-central-1a private-eu-central-1b private-eu-central-1c]
addons [vpc-cni aws-ebs-csi-driver kube-proxy coredns metrics-server]
endpoint nat-gateway nat-gateway [public-eu-central-1a public-eu-central-1b public-eu-central-1c]
)");
  CHECK(read.said == R"()");
}

TEST_CASE("subnets that are there keep their names, ids and zones, and what is unknown is said") {
  const Read read = read_fixture("existing-vpc.yaml");
  CHECK(read.spec == R"(cluster harbour eks ipv4
vpc 10.8.0.0/16
vpc 100.64.0.0/16
vpc 10.9.0.0/28
subnet public-us-east-2a id subnet-0a1 az us-east-2a 10.8.0.0/22 [loadBalancers]
subnet public-us-east-2b id subnet-0a2 az us-east-2b 10.8.4.0/22 [loadBalancers nodes]
subnet private-us-east-2a id subnet-0b1 az us-east-2a 10.8.32.0/20 [nodes]
subnet private-us-east-2b id subnet-0b2 az us-east-2b - [nodes]
subnet control-a id subnet-0c1 az us-east-2a 10.9.0.0/28 [controlPlane]
subnet subnet-0c2 id subnet-0c2 az - - [controlPlane]
subnet subnet-0e1 id subnet-0e1 az - - [pods]
subnet subnet-0e2 id subnet-0e2 az - - [pods]
env AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG=true
eniConfig us-east-2a subnet-0e1
eniConfig us-east-2b subnet-0e2
group workers managed linux [m5.xlarge] nodes 2/2/2 [private-us-east-2a private-us-east-2b]
group proxies managed linux [c5.large] nodes 2/2/2 [public-us-east-2b]
addons [vpc-cni coredns]
)");
  CHECK(
      read.said ==
      R"(existing-vpc.yaml:9:1: warning: the subnets were there before: addresses that others hold in them are not in the file and not counted; compare with AvailableIpAddressCount of `aws ec2 describe-subnets`
    9 | vpc:
      | ^~~
existing-vpc.yaml:20:7: warning: the size of 4 subnets is not in the file: subnet-0b2, subnet-0c2, subnet-0e1, subnet-0e2; add "cidr:" in vpc.subnets; `aws ec2 describe-subnets` shows it as CidrBlock
   20 |       us-east-2b: {id: subnet-0b2}
      |       ^~~~~~~~~~
existing-vpc.yaml:21:57: warning: subnet "control-a": 10.9.0.0/28 is outside vpc.cidr, so the VPC has a CIDR that is not in the file; add it to vpc.extraCIDRs; until then the subnet's own is taken
   21 |       control-a: {id: subnet-0c1, az: us-east-2a, cidr: 10.9.0.0/28}
      |                                                         ^~~~~~~~~~~
)");
}

TEST_CASE("a fully private cluster has private subnets only, with endpoints") {
  const Read read = read_fixture("private-cluster.yaml");
  CHECK(read.spec == R"(cluster vault eks ipv4
vpc 192.168.0.0/16
subnet private-ca-central-1a id - az ca-central-1a 192.168.64.0/19 [controlPlane loadBalancers nodes]
subnet private-ca-central-1b id - az ca-central-1b 192.168.96.0/19 [controlPlane loadBalancers nodes]
group inner managed linux [m5.large] nodes 2/2/2 [private-ca-central-1a private-ca-central-1b]
addons [vpc-cni kube-proxy coredns metrics-server]
endpoint ec2 - [private-ca-central-1a private-ca-central-1b]
endpoint ecr.api - [private-ca-central-1a private-ca-central-1b]
endpoint ecr.dkr - [private-ca-central-1a private-ca-central-1b]
endpoint sts - [private-ca-central-1a private-ca-central-1b]
endpoint autoscaling - [private-ca-central-1a private-ca-central-1b]
endpoint logs - [private-ca-central-1a private-ca-central-1b]
)");
  CHECK(read.said == R"()");
}

TEST_CASE("IPv6 cuts the VPC differently; instance types that are elsewhere stay unknown") {
  const Read read = read_fixture("ipv6-hybrid.yaml");
  CHECK(read.spec == R"(cluster meadow eks ipv6
vpc 192.168.0.0/16
subnet public-us-west-2a id - az us-west-2a 192.168.0.0/20 [controlPlane loadBalancers nodes]
subnet public-us-west-2b id - az us-west-2b 192.168.16.0/20 [controlPlane loadBalancers nodes]
subnet public-us-west-2c id - az us-west-2c 192.168.32.0/20 [controlPlane loadBalancers nodes]
subnet public-us-west-2d id - az us-west-2d 192.168.48.0/20 [controlPlane loadBalancers nodes]
subnet private-us-west-2a id - az us-west-2a 192.168.64.0/20 [controlPlane nodes]
subnet private-us-west-2b id - az us-west-2b 192.168.80.0/20 [controlPlane nodes]
subnet private-us-west-2c id - az us-west-2c 192.168.96.0/20 [controlPlane nodes]
subnet private-us-west-2d id - az us-west-2d 192.168.112.0/20 [controlPlane nodes]
group system managed linux [m6i.large m7i.large] nodes 2/2/2 [public-us-west-2a public-us-west-2b public-us-west-2c public-us-west-2d]
group templated managed linux [] nodes 2/2/2 [public-us-west-2a public-us-west-2b public-us-west-2c public-us-west-2d]
addons [vpc-cni kube-proxy coredns metrics-server]
endpoint nat-gateway nat-gateway [public-us-west-2a]
)");
  CHECK(
      read.said ==
      R"(ipv6-hybrid.yaml:10:1: warning: Karpenter is installed, but its NodePools and their nodes are not in the file; plan them in a spec of your own: node groups with manager: karpenter
   10 | karpenter:
      | ^~~~~~~~~
ipv6-hybrid.yaml:20:7: warning: node group "templated": instance type, AMI and max Pods are in launch template lt-0f00, not in the file; plan the group in a spec of your own, with its instanceTypes
   20 |       id: lt-0f00
      |       ^~
)");
}

TEST_CASE("Auto Mode keeps the control plane private; local zones have subnets of their own") {
  const Read read = read_fixture("auto-mode.yaml");
  CHECK(read.spec == R"(cluster drift eks-auto ipv4
vpc 192.168.0.0/16
subnet public-us-east-1a id - az us-east-1a 192.168.0.0/19 [loadBalancers]
subnet public-us-east-1b id - az us-east-1b 192.168.32.0/19 [loadBalancers]
subnet public-us-east-1-bos-1a id - az us-east-1-bos-1a 192.168.64.0/19 []
subnet private-us-east-1a id - az us-east-1a 192.168.96.0/19 [controlPlane nodes]
subnet private-us-east-1b id - az us-east-1b 192.168.128.0/19 [controlPlane nodes]
subnet private-us-east-1-bos-1a id - az us-east-1-bos-1a 192.168.160.0/19 []
addons [metrics-server]
endpoint nat-gateway nat-gateway [public-us-east-1a]
endpoint transit-gateway transit-gateway [private-us-east-1a private-us-east-1b private-us-east-1-bos-1a]
)");
  CHECK(
      read.said ==
      R"(auto-mode.yaml:5:11: warning: no availabilityZones: eksctl picks them when it runs; taken as us-east-1a, us-east-1b; name them under availabilityZones to be sure
    5 |   region: us-east-1
      |           ^~~~~~~~~
auto-mode.yaml:7:12: warning: Auto Mode makes nodes as Pods need them once there is a NodePool; how many is not in the file; plan them in a spec of your own: node groups with manager: auto
    7 |   enabled: true
      |            ^~~~
auto-mode.yaml:9:1: warning: hybrid nodes and their Pods have addresses of remote networks, which are not the VPC's; nothing is planned for them here
    9 | remoteNetworkConfig:
      | ^~~~~~~~~~~~~~~~~~~
)");
}

TEST_CASE("a cluster on an Outpost has one zone") {
  const Read read = read_fixture("outpost.yaml");
  CHECK(read.spec == R"(cluster rig eks ipv4
vpc 192.168.0.0/16
subnet public-us-west-2a id - az us-west-2a 192.168.0.0/19 [loadBalancers]
subnet private-us-west-2a id - az us-west-2a 192.168.32.0/19 [nodes]
group crew self-managed linux [] nodes 2/2/2 [private-us-west-2a]
addons [vpc-cni kube-proxy coredns metrics-server]
endpoint nat-gateway nat-gateway [public-us-west-2a]
)");
  CHECK(
      read.said ==
      R"(outpost.yaml:5:11: warning: the file does not say in which zone the Outpost is; taken as us-west-2a; the addresses are the same in any zone
    5 |   region: us-west-2
      |           ^~~~~~~~~
outpost.yaml:7:27: warning: the control plane runs on instances of an Outpost, whose addresses are not planned; count them as used in their subnet, in a spec of your own
    7 |   controlPlaneOutpostARN: "arn:aws:outposts:us-west-2:111122223333:outpost/op-1"
      |                           ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
outpost.yaml:10:5: warning: node group "crew": the instance type is not in the file; add instanceType
   10 |   - name: crew
      |     ^~~~
)");
}

TEST_CASE("every value of the wrong kind is said in one run") {
  const Read read = read_fixture("wrong.yaml");
  CHECK(read.spec.empty());
  CHECK(read.said == R"(wrong.yaml:4:9: metadata: name must be text, but is a number; write "17" with quotes
    4 |   name: 17
      |         ^~
wrong.yaml:5:3: warning: metadata: eksctl has no key "regoin" here, it is not read; did you mean "region"?
    5 |   regoin: us-west-2
      |   ^~~~~~
wrong.yaml:7:9: vpc: 10.0.5.0/16 has host bits set; did you mean 10.0.0.0/16?
    7 |   cidr: 10.0.5.0/16
      |         ^~~~~~~~~~~
wrong.yaml:9:14: vpc.nat: gateway: unknown value "Singel"; did you mean "Single"?
    9 |     gateway: Singel
      |              ^~~~~~
wrong.yaml:10:20: availabilityZones must be a list, but is text; write [us-west-2a]
   10 | availabilityZones: us-west-2a
      |                    ^~~~~~~~~~
wrong.yaml:13:22: node group "a": desiredCapacity: "3" is not a whole number; remove the quotes
   13 |     desiredCapacity: "3"
      |                      ^~~
wrong.yaml:14:24: node group "a": privateNetworking: "yes" is neither true nor false; write true or false
   14 |     privateNetworking: yes
      |                        ^~~
wrong.yaml:15:5: warning: node group "a": eksctl has no key "instanceTypes" here, it is not read; did you mean "instanceType"?
   15 |     instanceTypes: [m5.large]
      |     ^~~~~~~~~~~~~
wrong.yaml:16:11: node group "a": there is another node group of this name; give each its own
   16 |   - name: a
      |           ^
wrong.yaml:18:14: node group "a": maxSize 2 is below minSize 4; raise it, or lower minSize
   18 |     maxSize: 2
      |              ^
wrong.yaml:19:5: an item of nodeGroups: there is no name; add "name:"
   19 |   - minSize: -1
      |     ^~~~~~~
wrong.yaml:19:14: an item of nodeGroups: minSize: -1 is out of range; write a whole number from 0 to 1000000
   19 |   - minSize: -1
      |              ^~
wrong.yaml:22:19: node group "b": instanceType and instanceTypes are both given; remove one of them
   22 |     instanceType: m5.large
      |                   ^~~~~~~~
wrong.yaml:24:22: node group "b": desiredCapacity 5 is above maxSize 4; lower it, or raise maxSize
   24 |     desiredCapacity: 5
      |                      ^
wrong.yaml:26:65: node group "b": updateConfig: maxUnavailable and maxUnavailablePercentage are both given; remove one of them
   26 |     updateConfig: {maxUnavailable: 2, maxUnavailablePercentage: 50}
      |                                                                 ^~
wrong.yaml:28:14: node group "c": maxSize 1 is below the 2 nodes that eksctl starts with; set minSize too
   28 |     maxSize: 1
      |              ^
wrong.yaml:29:21: node group "c": maxPodsPerNode: "many" is not a whole number; write a whole number from 0 to 1000000
   29 |     maxPodsPerNode: many
      |                     ^~~~
wrong.yaml:32:58: addon "vpc-cni": configurationValues: line 1: the bracket of line 1, column 1 is not closed; add the "}", or a comma between two entries
   32 |     configurationValues: '{"env": {"WARM_IP_TARGET": [5]}'
      |                                                          ^
wrong.yaml:35:14: Fargate profile "f": subnets must be a list, but is text; write [all]
   35 |     subnets: all
      |              ^~~
)");
}

TEST_CASE("subnets and zones that are not there are said in one run") {
  const Read read = read_fixture("wrong-places.yaml");
  CHECK(read.spec.empty());
  CHECK(
      read.said ==
      R"(wrong-places.yaml:12:21: availabilityZones and vpc.subnets are both given, eksctl takes one of them; remove availabilityZones: the subnets have their zones
   12 | availabilityZones: [us-west-2a, us-west-2b]
      |                     ^~~~~~~~~~
wrong-places.yaml:14:5: node group "public-by-default": there is no public subnet; set privateNetworking: true, or give public subnets
   14 |   - name: public-by-default
      |     ^~~~
wrong-places.yaml:17:15: node group "no-such-subnet": there is no subnet "us-west-2c"; did you mean "us-west-2a"?
   17 |     subnets: [us-west-2c]
      |               ^~~~~~~~~~
wrong-places.yaml:19:15: node group "private-subnet-public-group": subnet "us-west-2a" is private, and the group is not; set privateNetworking: true, or name a public subnet
   19 |     subnets: [us-west-2a]
      |               ^~~~~~~~~~
wrong-places.yaml:22:25: node group "no-such-zone": there is no private subnet in zone us-west-2d; give "az:" in vpc.subnets where it is missing
   22 |     availabilityZones: [us-west-2d]
      |                         ^~~~~~~~~~
wrong-places.yaml:25:25: node group "both": availabilityZones and subnets are both given, eksctl takes one of them; remove one of them
   25 |     availabilityZones: [us-west-2a]
      |                         ^~~~~~~~~~
)");
}

TEST_CASE("numbers of nodes that are not given follow eksctl's defaults") {
  struct Row {
    std::string name;
    std::string given;
    std::string self_managed;
    std::string managed;
  };
  const auto row = GENERATE(values<Row>({
      {"nothing", "", "2/2/2", "2/2/2"},
      {"desired", "desiredCapacity: 5", "5/5/5", "5/5/5"},
      {"desired 0", "desiredCapacity: 0", "0/0/0", "0/0/1"},
      {"min", "minSize: 4", "4/4/4", "4/4/4"},
      {"min 0", "minSize: 0", "0/0/0", "0/0/1"},
      {"max", "maxSize: 4", "2/2/4", "2/2/4"},
      {"min and max", "minSize: 1, maxSize: 4", "1/1/4", "1/1/4"},
      {"desired and max", "desiredCapacity: 3, maxSize: 4", "3/3/4", "3/3/4"},
      {"desired and min", "desiredCapacity: 3, minSize: 1", "1/3/3", "1/3/3"},
      {"all", "minSize: 1, desiredCapacity: 2, maxSize: 3", "1/2/3", "1/2/3"},
      {"empty values are as good as none",
       "minSize: , desiredCapacity: null, instanceType: '', ami: '', amiFamily: '', outpostARN: '', "
       "instanceSelector: {}",
       "2/2/2", "2/2/2"},
  }));
  CAPTURE(row.name);
  const auto group = [&](const std::string& list) {
    return read("f.yaml", cluster_with(fmt::format("{}: [{{name: g, {}}}]\n", list, row.given)));
  };
  const std::string subnets = "[public-eu-west-1a public-eu-west-1b]\n";
  const Read self_managed = group("nodeGroups");
  CHECK(self_managed.said.empty());
  CHECK(lines_with(self_managed.spec, "group") ==
        fmt::format("group g self-managed linux [m5.large] nodes {} {}", row.self_managed, subnets));
  CHECK(lines_with(group("managedNodeGroups").spec, "group") ==
        fmt::format("group g managed linux [m5.large] nodes {} {}", row.managed, subnets));
}

TEST_CASE("EFA takes an address on each network card") {
  const auto said = [](const std::string& given) {
    const std::string all =
        read("f.yaml", cluster_with(fmt::format("managedNodeGroups: [{{name: g, {}}}]\n", given))).said;
    return all.substr(0, all.find('\n') + 1);
  };
  CHECK(said("instanceType: p4d.24xlarge, efaEnabled: true")
            .contains("node group \"g\": efaEnabled gives each node an ENI with an address on each network card; the 3 "
                      "beyond the first are not planned; count them as used in their subnets"));
  CHECK(said("instanceType: c5n.18xlarge, efaEnabled: true").empty());
  CHECK(said("instanceType: p4d.24xlarge, efaEnabled: false").empty());
}

TEST_CASE("max Pods comes from where kubelet would take it") {
  struct Row {
    std::string name;
    std::string given;
    std::string max_pods;
  };
  const auto row = GENERATE(values<Row>({
      {"nothing", "", ""},
      {"0 is nothing", "maxPodsPerNode: 0", ""},
      {"maxPodsPerNode", "maxPodsPerNode: 30", " maxPods 30"},
      {"kubelet's own", "kubeletExtraConfig: {maxPods: 31}", " maxPods 31"},
      {"maxPodsPerNode wins", "maxPodsPerNode: 30, kubeletExtraConfig: {maxPods: 31}", " maxPods 30"},
      {"NodeConfig wins",
       "maxPodsPerNode: 30, overrideBootstrapCommand: '{spec: {kubelet: {config: {maxPods: 32}}}}'",
       " maxPods 32"},
      {"a flag in a script",
       "overrideBootstrapCommand: \"bootstrap.sh c --kubelet-extra-args '--max-pods=33'\"", " maxPods 33"},
      {"a script without one",
       "maxPodsPerNode: 30, overrideBootstrapCommand: bootstrap.sh --max-pods-of-what", " maxPods 30"},
  }));
  CAPTURE(row.name);
  const Read read_row =
      read("f.yaml", cluster_with(fmt::format("nodeGroups: [{{name: g, {}}}]\n", row.given)));
  CHECK(read_row.said.empty());
  CHECK(lines_with(read_row.spec, "group") ==
        fmt::format(
            "group g self-managed linux [m5.large] nodes 2/2/2 [public-eu-west-1a public-eu-west-1b]{}\n",
            row.max_pods));
}

TEST_CASE("add-ons are those given and those that eksctl installs anyway") {
  struct Row {
    std::string name;
    std::string given;
    std::string addons;
    std::string said;
  };
  const auto row = GENERATE(values<Row>({
      {"none given", "", "addons [vpc-cni kube-proxy coredns metrics-server]\n", ""},
      {"in the file's order, whatever the case", "addons: [{name: CoreDNS}, {name: aws-efs-csi-driver}]\n",
       "addons [coredns aws-efs-csi-driver vpc-cni kube-proxy metrics-server]\n", ""},
      {"no defaults", "addonsConfig: {disableDefaultAddons: true}\naddons: [{name: vpc-cni}]\n",
       "addons [vpc-cni]\n", ""},
      {"no defaults and no CNI", "addonsConfig: {disableDefaultAddons: true}\n", "addons []\n",
       "f.yaml:5:1: warning: eksctl installs no vpc-cni: what is planned here holds only with it; add it "
       "under "
       "addons\n"},
  }));
  CAPTURE(row.name);
  const Read read_row = read("f.yaml", cluster_with(row.given));
  CHECK(lines_with(read_row.spec, "addons") == row.addons);
  CHECK(messages(read_row.said) == row.said);
}

TEST_CASE("NAT gateways take an address in public subnets of a VPC that eksctl makes") {
  struct Row {
    std::string name;
    std::string given;
    std::string endpoints;
  };
  const auto row = GENERATE(values<Row>({
      {"by default", "", "endpoint nat-gateway nat-gateway [public-eu-west-1a]\n"},
      {"Single", "vpc: {nat: {gateway: Single}}\n", "endpoint nat-gateway nat-gateway [public-eu-west-1a]\n"},
      {"HighlyAvailable", "vpc: {nat: {gateway: HighlyAvailable}}\n",
       "endpoint nat-gateway nat-gateway [public-eu-west-1a public-eu-west-1b]\n"},
      {"Disable", "vpc: {nat: {gateway: Disable}}\n", ""},
      {"IPv6", "kubernetesNetworkConfig: {ipFamily: ipv6}\n", "endpoint nat-gateway nat-gateway [public-eu-west-1a]\n"},
      {"fully private, its own endpoints", "privateCluster: {enabled: true, skipEndpointCreation: true}\n",
       ""},
  }));
  CAPTURE(row.name);
  CHECK(lines_with(read("f.yaml", cluster_with(row.given)).spec, "endpoint") == row.endpoints);
}

TEST_CASE("the VPC has the CIDRs that the file says, when it says the first") {
  struct Row {
    std::string name;
    std::string given;
    std::string vpc;
    std::string first_subnet;
  };
  const std::string subnets =
      "subnets: {private: {eu-west-1a: {id: a, cidr: 10.1.0.0/24}, eu-west-1b: {id: b, cidr: 10.1.1.0/24}}}";
  const auto row = GENERATE_COPY(values<Row>({
      {"none", "", "vpc 192.168.0.0/16\n", "192.168.0.0/19"},
      {"a further one", "extraCIDRs: [100.64.0.0/16]", "vpc 192.168.0.0/16\nvpc 100.64.0.0/16\n",
       "192.168.0.0/19"},
      {"the first", "cidr: 10.1.0.0/20", "vpc 10.1.0.0/20\n", "10.1.0.0/23"},
      {"of subnets that are there", "cidr: 10.1.0.0/20, " + subnets, "vpc 10.1.0.0/20\n", "10.1.0.0/24"},
      {"not of a VPC that is there", "extraCIDRs: [100.64.0.0/16], " + subnets, "", "10.1.0.0/24"},
  }));
  CAPTURE(row.name);
  const Read read_row = read("f.yaml", fmt::format("apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\n"
                                                   "metadata: {{name: c, region: eu-west-1}}\nvpc: {{{}}}\n",
                                                   row.given));
  CHECK(lines_with(read_row.spec, "vpc") == row.vpc);
  CHECK(lines_with(read_row.spec, "subnet").find(" " + row.first_subnet + " ") != std::string::npos);
}

TEST_CASE("nodes go to vpc.subnets, not to subnets that are only the control plane's") {
  const Read read_file = read("f.yaml", R"(apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: c, region: eu-west-1}
vpc:
  controlPlaneSubnetIDs: [subnet-9, b]
  subnets: {private: {eu-west-1a: {id: a, cidr: 10.1.0.0/24}, eu-west-1b: {id: b, cidr: 10.1.1.0/24}}}
nodeGroups: [{name: g, privateNetworking: true}, {name: h, subnets: [subnet-9]}]
fargateProfiles: [{name: f}]
)");
  CHECK(read_file.spec == R"(cluster c eks ipv4
subnet private-eu-west-1a id a az eu-west-1a 10.1.0.0/24 [loadBalancers nodes fargate]
subnet private-eu-west-1b id b az eu-west-1b 10.1.1.0/24 [controlPlane loadBalancers nodes fargate]
subnet subnet-9 id subnet-9 az - - [controlPlane nodes]
group g self-managed linux [m5.large] nodes 2/2/2 [private-eu-west-1a private-eu-west-1b]
group h self-managed linux [m5.large] nodes 2/2/2 [subnet-9]
fargate f pods -/-/- [private-eu-west-1a private-eu-west-1b]
addons [vpc-cni kube-proxy coredns metrics-server]
)");
}

TEST_CASE("what is assumed or cannot be planned is said once") {
  struct Row {
    std::string name;
    std::string text;
    std::string said;
  };
  const auto row = GENERATE(values<Row>({
      {"zones that groups name are among the cluster's",
       "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {name: c, region: us-east-1}\n"
       "nodeGroups: [{name: g, availabilityZones: [us-east-1f]}]\n",
       "f.yaml:3:29: warning: no availabilityZones: eksctl picks them when it runs; taken as us-east-1a, "
       "us-east-1f; "
       "name them under availabilityZones to be sure\n"},
      {"unknown keys, wherever addresses come from",
       cluster_with("nodeGroup: []\nvpc: {nat: {gatewy: Single}}\nmanagedNodeGroups: [{name: g, zone: a}]\n"),
       "f.yaml:5:1: warning: eksctl has no key \"nodeGroup\" here, it is not read; did you mean "
       "\"nodeGroups\"?\n"
       "f.yaml:6:13: warning: vpc.nat: eksctl has no key \"gatewy\" here, it is not read; did you mean "
       "\"gateway\"?\n"
       "f.yaml:7:31: warning: node group \"g\": eksctl has no key \"zone\" here, it is not read; remove it, "
       "or plan "
       "what it means in a spec of your own\n"},
      {"a group on an Outpost is left out", cluster_with("nodeGroups: [{name: g, outpostARN: arn}]\n"),
       "f.yaml:5:36: warning: node group \"g\": nodes on an Outpost are not planned, the group is left out; "
       "plan the "
       "Outpost's subnets in a spec of their own\n"},
      {"an AMI family that eksctl does not have",
       cluster_with("nodeGroups: [{name: g, amiFamily: Botlerocket}]\n"),
       "f.yaml:5:35: warning: node group \"g\": unknown amiFamily \"Botlerocket\", taken as Linux; did you "
       "mean "
       "\"Bottlerocket\"?\n"},
      {"custom networking without its subnets",
       cluster_with("addons: [{name: vpc-cni, configurationValues: 'env: "
                    "{AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: true}'}]\n"),
       "f.yaml:5:47: warning: Pods take their addresses from the subnets of ENIConfigs, which are not in the "
       "file; let "
       "the add-on make them (eniConfig in configurationValues), or plan them in a spec of your own\n"},
  }));
  CAPTURE(row.name);
  const Read read_row = read("f.yaml", row.text);
  CHECK_FALSE(read_row.spec.empty());
  CHECK(messages(read_row.said) == row.said);
}

TEST_CASE("what is no eksctl file, or none that can be planned, is an error with a way out") {
  struct Row {
    std::string name;
    std::string text;
    std::string said;
  };
  const auto row = GENERATE(values<Row>({
      {"another kind", "apiVersion: v1\nkind: Pod\n",
       "f.yaml:1:13: apiVersion v1 is not one that eksctl reads; write \"apiVersion: eksctl.io/v1alpha5\"\n"},
      {"another kind of eksctl's", "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfigs\n",
       "f.yaml:2:7: kind ClusterConfigs is not an eksctl ClusterConfig; write \"kind: ClusterConfig\"\n"},
      {"neither", "metadata: {name: c}\n",
       "f.yaml:1:1: not an eksctl file: apiVersion and kind are missing; write \"apiVersion: "
       "eksctl.io/v1alpha5\" and "
       "\"kind: ClusterConfig\"\n"},
      {"a list", "[1, 2]\n", "f.yaml:1:1: must be a mapping, but is a list; write \"key: value\" lines\n"},
      {"a key twice", cluster_with("vpc: {}\nvpc: {}\n"),
       "f.yaml:6:1: the key \"vpc\" stands here a second time; the first is in line 5, column 1: keep one of "
       "them\n"},
      {"no metadata", "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\n",
       "f.yaml:1:1: the cluster has no name; add \"metadata:\" with name and region\n"},
      {"an existing VPC without subnets", cluster_with("vpc: {id: vpc-1}\n"),
       "f.yaml:5:11: vpc: vpc-1 is there already, but the file names none of its subnets; list them under "
       "vpc.subnets\n"},
      {"no names",
       "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {region: eu-west-1}\n"
       "availabilityZones: [a, b]\nfargateProfiles: [{name: \"\"}]\naddons: [{version: v1}]\n",
       "f.yaml:3:11: metadata: there is no name; add \"name:\"\n"
       "f.yaml:5:19: an item of fargateProfiles: there is no name; add \"name:\"\n"
       "f.yaml:6:10: an item of addons: there is no name; add \"name:\"\n"},
      {"one zone",
       "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {name: c}\navailabilityZones: [a]\n",
       "f.yaml:4:21: availabilityZones names one zone, a cluster needs two; name another one\n"},
      {"a VPC that cannot be cut", cluster_with("vpc: {cidr: 10.0.0.0/25}\n"),
       "f.yaml:5:13: vpc 10.0.0.0/25: eksctl makes subnets only in a VPC of /16 to /24; choose another "
       "vpc.cidr, or give "
       "vpc.subnets\n"},
      {"a zone that is not the cluster's",
       cluster_with("nodeGroups: [{name: g, availabilityZones: [eu-west-1d]}]\n"),
       "f.yaml:5:44: node group \"g\": there is no public subnet in zone eu-west-1d; did you mean "
       "\"eu-west-1a\"?\n"},
      {"Fargate without private subnets",
       "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {name: c, region: eu-west-1}\n"
       "vpc: {subnets: {public: {eu-west-1a: {id: s, cidr: 10.0.0.0/24}}}}\nfargateProfiles: [{name: f}]\n",
       "f.yaml:5:19: Fargate profile \"f\": Fargate needs private subnets, and there are none; add private "
       "subnets to "
       "vpc.subnets\n"},
      {"an endpoint that eksctl does not know",
       cluster_with("privateCluster: {enabled: true, additionalEndpointServices: [autoscalin]}\n"),
       "f.yaml:5:62: privateCluster: additionalEndpointServices: unknown value \"autoscalin\"; did you mean "
       "\"autoscaling\"?\n"},
      {"configuration of vpc-cni that is no text",
       cluster_with("addons: [{name: vpc-cni, configurationValues: {env: {}}}]\n"),
       "f.yaml:5:47: addon \"vpc-cni\": configurationValues: must be text, but is a mapping; write the JSON "
       "or YAML in "
       "quotes or behind \"|\"\n"},
      {"a variable of vpc-cni that is no value",
       cluster_with("addons: [{name: vpc-cni, configurationValues: '{\"env\": {\"A\": [1]}}'}]\n"),
       "f.yaml:5:57: addon \"vpc-cni\": configurationValues: env: A must be one value, but is a list; write "
       "text\n"},
  }));
  CAPTURE(row.name);
  const Read read_row = read("f.yaml", row.text);
  CHECK(read_row.spec.empty());
  CHECK(messages(read_row.said) == row.said);
}

TEST_CASE("a file that ends anywhere is read or refused, never more") {
  const std::string text = fixture("existing-vpc.yaml");
  for (std::size_t length = 0; length < text.size(); length += 7) {
    CAPTURE(length);
    const Read read_part = read("f.yaml", text.substr(0, length));
    CHECK((!read_part.spec.empty() || !read_part.said.empty()));
  }
}

TEST_CASE("broken files are read or refused, the same way each time") {
  constexpr std::uint32_t kSeed = 20261122;
  CAPTURE(kSeed);
  test::InputMutator mutator(kSeed);
  for (const char* const name :
       {"new-vpc.yaml", "existing-vpc.yaml", "private-cluster.yaml", "auto-mode.yaml"}) {
    const std::string text = fixture(name);
    for (int i = 0; i < 250; ++i) {
      const std::string broken = mutator.mutate(text);
      CAPTURE(name, i, broken);
      const Read once = read("f.yaml", broken);
      CHECK((!once.spec.empty() || !once.said.empty()));
      CHECK(read("f.yaml", broken).spec == once.spec);
    }
  }
}

TEST_CASE("an instanceSelector is asked of the catalog") {
  struct Row {
    std::string name;
    std::string selector;
    std::string types;  // of the group, empty: none
    std::string said;
  };
  const auto row = GENERATE(values<Row>({
      {"types by amounts and names", "vCPUs: 4, memory: 16GiB, allow: '^m[56]i?\\.'", "[m5.xlarge m6i.xlarge]", ""},
      {"memory as a number", "vCPUs: 2, memory: '8', cpuArchitecture: arm64, allow: 'm[67]g\\.', deny: m6",
       "[m7g.large]", ""},
      {"too many", "memory: 16GiB, gpus: 0, allow: '.'", "", ""},
      {"none", "vCPUs: 3", "",
       "f.yaml:6:68: node group \"g\": instanceSelector: no instance type of the catalog is like that; ask for "
       "less, or give the types in instanceTypes\n"},
      {"no expression", "allow: 'm5('", "",
       "f.yaml:6:76: node group \"g\": instanceSelector: allow: \"m5(\" is no regular expression that is "
       "understood here; use the syntax that Go and JavaScript share, or plan what `eksctl create cluster --dry-run` "
       "prints, it lists the types\n"},
      {"no amount", "memory: much", "",
       "f.yaml:6:77: node group \"g\": instanceSelector: memory: \"much\" is no amount of memory; write it like "
       "\"8\" (GiB), \"512MiB\" or \"1.5TiB\"\n"},
  }));
  CAPTURE(row.name);
  const auto made =
      read("f.yaml", cluster_with(fmt::format("managedNodeGroups:\n- {{name: g, minSize: 1, privateNetworking: true, "
                                              "instanceSelector: {{{}}}}}\n",
                                              row.selector)));
  if (row.name == "too many") {
    CHECK(messages(made.said).find("instance types are like that, and eksctl takes at most 40; all are planned for") !=
          std::string::npos);
    return;
  }
  CHECK(messages(made.said) == row.said);
  if (row.said.empty()) CHECK(lines_with(made.spec, "group").find(row.types) != std::string::npos);
}

TEST_CASE("Neuron devices are in no catalog, and an instance type beside a selector is a mistake") {
  const auto said = [](const std::string& group) {
    return messages(read("f.yaml", cluster_with(fmt::format("nodeGroups:\n- {{name: g, {}}}\n", group))).said);
  };
  CHECK(said("instanceSelector: {neuron_devices: 2}") ==
        "f.yaml:6:48: warning: node group \"g\": instanceSelector: how many Neuron devices a type has is not in the "
        "catalog, so the types are unknown; plan what `eksctl create cluster --dry-run` prints, it lists the types\n");
  CHECK(said("instanceType: m5.large, instanceSelector: {vCPUs: 2}") ==
        "f.yaml:6:27: node group \"g\": instanceType and instanceSelector are both given; remove one of them\n");
}
