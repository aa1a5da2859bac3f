#include "planner/importers/spec_file.hpp"

#include <cstdint>
#include <string>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/support/input_mutator.hpp"
#include "tests/unit/importers/read_text.hpp"

using namespace cniplan;
using test::messages_about;
using test::spec_of;

namespace {

ClusterSpec read(std::string_view text) {
  auto spec = spec_of(text);
  CAPTURE(text);
  REQUIRE(spec.has_value());
  return std::move(spec->value);
}

/// One node group around which a test builds its spec.
const std::string kGroup = "nodeGroups: [{name: g, instanceTypes: [m5.large], nodes: {desired: 1}}]\n";

}  // namespace

TEST_CASE("every part of the example is read") {
  const ClusterSpec spec = read(test::project_file("data/examples/payments-prod.yaml"));
  CHECK(spec.name->value == "payments-prod");
  CHECK(spec.platform->value == Platform::eks);
  CHECK(spec.ip_family->value == IpFamily::ipv4);
  CHECK(spec.service_cidr->value.to_string() == "172.20.0.0/16");
  CHECK(spec.vpc.cidrs.front().value.to_string() == "10.20.0.0/16");
  REQUIRE(spec.vpc.subnets.size() == 6);
  const SubnetSpec& a = spec.vpc.subnets[0];
  CHECK(a.name->value == "private-a");
  CHECK(a.az->value == "eu-west-1a");
  CHECK(a.cidr->value.to_string() == "10.20.0.0/20");
  CHECK(a.cidr->location == Location{.source = 0, .line = 15, .column = 13, .length = 12});
  REQUIRE(a.uses->size() == 3);
  CHECK((*a.uses)[0].value == SubnetUse::control_plane);
  CHECK((*a.uses)[1].value == SubnetUse::nodes);
  CHECK((*a.uses)[2].value == SubnetUse::fargate);
  CHECK(a.used_count->value == IpCount(37));
  CHECK(a.reservations.front().cidr->value.to_string() == "10.20.8.0/21");
  CHECK(a.reservations.front().type->value == ReservationType::prefix);
  const SubnetSpec& b = spec.vpc.subnets[1];
  REQUIRE(b.used_ranges.size() == 2);
  CHECK(b.used_ranges[0].value.to_string() == "10.20.16.10");
  CHECK(b.used_ranges[1].value.to_string() == "10.20.16.32/28");
  REQUIRE(spec.cni.env.size() == 2);
  CHECK(spec.cni.env[1].name.value == "WARM_PREFIX_TARGET");
  CHECK(spec.cni.env[1].value.value == "1");
  REQUIRE(spec.node_groups.size() == 2);
  const NodeGroupSpec& general = spec.node_groups[0];
  CHECK(general.name->value == "general");
  CHECK(general.manager->value == NodeManager::managed);
  CHECK(general.os->value == NodeOs::linux);
  CHECK(general.instance_types[1].value == "m6a.2xlarge");
  CHECK(general.nodes.min->value == 3);
  CHECK(general.nodes.desired->value == 24);
  CHECK(general.nodes.max->value == 60);
  CHECK(general.subnets[2].value == "private-c");
  CHECK(std::holds_alternative<MaxPodsAuto>(general.max_pods->value));
  CHECK(general.pods_per_node->value == PodCount(40));
  CHECK(std::get<Share>(general.update.max_unavailable->value) == Share::from_percent(33));
  CHECK(general.update.strategy->value == UpdateStrategy::default_strategy);
  CHECK(spec.node_groups[1].os->value == NodeOs::bottlerocket);
  CHECK(spec.fargate_profiles[0].pods.max->value == 200);
  CHECK((*spec.addons)[1].value == "aws-ebs-csi-driver");
  CHECK_FALSE(spec.daemon_sets[0].host_network);
  CHECK(spec.daemon_sets[1].host_network->value);
  const WorkloadSpec& api = spec.workloads[0];
  CHECK(api.replicas.min->value == 6);
  CHECK(api.requests.cpu_millis->value == 500);
  CHECK(api.requests.memory_bytes->value == std::int64_t{1} << 30);
  CHECK(api.node_groups[0].value == "web");
  CHECK(spec.load_balancers[0].type->value == LoadBalancerType::alb);
  CHECK(spec.endpoints[1].name->value == "ecr.dkr");
  CHECK(spec.growth.pods_per_month->value == Share::from_percent(8));
  CHECK(spec.growth.months->value == 12);
  CHECK(spec.policy.warn_at->value == Share::from_percent(80));
  CHECK(spec.policy.fail_at->value == Share::from_percent(95));
  CHECK((*spec.policy.scenarios)[1].value == ScenarioName::max);
}

TEST_CASE("max Pods are auto, a number or an expression") {
  const ClusterSpec spec = read(
      "nodeGroups:\n"
      "  - {name: a, instanceTypes: [m5.large], nodes: {max: 1}, maxPods: 29}\n"
      "  - {name: b, instanceTypes: [m5.large], nodes: {max: 1}, maxPods: {expression: max_pods * 2}}\n"
      "  - {name: c, instanceTypes: [m5.large], nodes: {max: 1}}\n");
  CHECK(std::get<PodCount>(spec.node_groups[0].max_pods->value) == PodCount(29));
  CHECK(std::get<MaxPodsExpression>(spec.node_groups[1].max_pods->value).text == "max_pods * 2");
  CHECK_FALSE(spec.node_groups[2].max_pods);
}

TEST_CASE("the same spec as JSON reads the same") {
  const ClusterSpec spec = read(
      "{\n\t\"nodeGroups\": [{\"name\": \"g\", \"instanceTypes\": [\"m5.large\"], \"nodes\": {\"desired\": "
      "2}}],\n"
      "\t\"policy\": {\"warnAt\": \"80%\"}\n}\n");
  CHECK(spec.node_groups[0].nodes.desired->value == 2);
  CHECK(spec.policy.warn_at->value == Share::from_percent(80));
}

TEST_CASE("a scenario of a later version is left out with a warning") {
  const std::string text = kGroup + "policy: {scenarios: [steady, rolling-update, max]}\n";
  CHECK(messages_about(text) ==
        "f.yaml:2:30: warning: policy: the scenario rolling-update is not available yet in this version; the "
        "plan "
        "leaves it out\n");
  CHECK(read(text).policy.scenarios->size() == 2);
}

TEST_CASE("the first wrong thing that people meet looks like this") {
  Sources sources;
  const int source = sources.add(
      "cluster.yaml", kGroup + "vpc:\n  subnets:\n    - name: private-a\n      cidr: 10.20.33.0/19\n");
  const auto spec = spec_of(sources.text(source));
  REQUIRE_FALSE(spec.has_value());
  CHECK(report::to_text(spec.error(), sources) ==
        "cluster.yaml:5:13: subnet \"private-a\": 10.20.33.0/19 has host bits set; did you mean "
        "10.20.32.0/19?\n"
        "    5 |       cidr: 10.20.33.0/19\n"
        "      |             ^~~~~~~~~~~~~\n");
}

TEST_CASE("what contradicts itself is said with its place and a way out") {
  struct Row {
    const char* name;
    std::string text;  // behind kGroup, so that its first line is line 2
    std::string said;
  };
  const std::string a = "    - {name: a, az: z1, cidr: 10.0.0.0/24";
  const std::vector<Row> rows = {
      {"unknown key", "wrokloads: []\n",
       "f.yaml:2:1: unknown key \"wrokloads\"; did you mean \"workloads\"?\n"},
      {"no value", "growth:\n", "f.yaml:2:1: growth has no value; give one, or remove the key\n"},
      {"version", "version: 2\n", "f.yaml:2:10: version: this program reads version 1; write version: 1\n"},
      {"two subnets of a name", "vpc:\n  subnets:\n    - {name: a}\n    - {name: a}\n",
       "f.yaml:5:14: subnet \"a\": there are two of this name; the first is in line 4, column 14: give each "
       "its own\n"},
      {"overlap of subnets", "vpc:\n  subnets:\n" + a + "}\n    - {name: b, cidr: 10.0.0.128/25}\n",
       "f.yaml:5:23: subnet \"b\": 10.0.0.128/25 overlaps 10.0.0.0/24 of subnet \"a\"; give each addresses "
       "of its own\n"},
      {"overlap behind another subnet",
       "vpc:\n  subnets:\n    - {name: a, cidr: 10.0.0.0/20}\n    - {name: b, cidr: 10.0.1.0/24}\n"
       "    - {name: c, cidr: 10.0.2.0/24}\n",
       "f.yaml:5:23: subnet \"b\": 10.0.1.0/24 overlaps 10.0.0.0/20 of subnet \"a\"; give each addresses of "
       "its own\n"
       "f.yaml:6:23: subnet \"c\": 10.0.2.0/24 overlaps 10.0.0.0/20 of subnet \"a\"; give each addresses of "
       "its own\n"},
      {"outside of the VPC", "vpc:\n  cidrs: [10.1.0.0/16]\n  subnets:\n" + a + "}\n",
       "f.yaml:5:31: subnet \"a\": 10.0.0.0/24 lies in none of the VPC's CIDRs; add its network to "
       "vpc.cidrs, or "
       "correct it\n"},
      {"too small a subnet", "vpc:\n  subnets:\n    - {name: a, cidr: 10.0.0.0/29}\n",
       "f.yaml:4:23: subnet \"a\": 10.0.0.0/29 is too small for a subnet; it is /16 to /28\n"},
      {"too large a VPC", "vpc: {cidrs: [10.0.0.0/8]}\n",
       "f.yaml:2:15: vpc: 10.0.0.0/8 is too large for a VPC's CIDR; it is /16 to /28\n"},
      {"service network in the VPC", "vpc: {cidrs: [10.0.0.0/16]}\ncluster: {serviceCidr: 10.0.0.0/20}\n",
       "f.yaml:3:24: cluster: serviceCidr: 10.0.0.0/20 overlaps 10.0.0.0/16 of the VPC; give each addresses "
       "of its "
       "own\n"},
      {"more used than there are", "vpc:\n  subnets:\n" + a + ", used: 252}\n",
       "f.yaml:4:50: subnet \"a\": 252 used addresses are more than the 251 usable ones of 10.0.0.0/24; "
       "count the "
       "addresses of this subnet only\n"},
      {"used elsewhere", "vpc:\n  subnets:\n" + a + ", used: [10.0.1.9]}\n",
       "f.yaml:4:51: subnet \"a\": used 10.0.1.9 lies outside of 10.0.0.0/24; list the addresses of this "
       "subnet only\n"},
      {"used with host bits", "vpc:\n  subnets:\n" + a + ", used: [10.0.0.9/28]}\n",
       "f.yaml:4:51: subnet \"a\": used: 10.0.0.9/28 has host bits set; did you mean 10.0.0.0/28?\n"},
      {"reservations overlap",
       "vpc:\n  subnets:\n" + a +
           ", reservations: [{cidr: 10.0.0.0/25, type: prefix}, {cidr: 10.0.0.64/26, type: explicit}]}\n",
       "f.yaml:4:101: subnet \"a\": reservation: 10.0.0.64/26 overlaps 10.0.0.0/25 of another reservation; "
       "give each "
       "addresses of its own\n"},
      {"reservation elsewhere",
       "vpc:\n  subnets:\n" + a + ", reservations: [{cidr: 10.0.1.0/28, type: prefix}]}\n",
       "f.yaml:4:66: subnet \"a\": reservation 10.0.1.0/28 lies outside of 10.0.0.0/24; reserve a part of "
       "the subnet\n"},
      {"ENIConfig of nothing", "vpc:\n  subnets:\n" + a + "}\ncni: {eniConfigs: {z1: b}}\n",
       "f.yaml:5:24: ENIConfig \"z1\": unknown subnet \"b\"; list it in vpc.subnets\n"},
      {"ENIConfig in another zone", "vpc:\n  subnets:\n" + a + "}\ncni: {eniConfigs: {z2: a}}\n",
       "f.yaml:5:24: ENIConfig \"z2\": subnet \"a\" lies in z1; name a subnet of z2\n"},
      {"unknown subnet",
       "vpc:\n  subnets:\n    - {name: private-a}\nendpoints: [{name: s3, subnets: [privte-a]}]\n",
       "f.yaml:5:34: endpoint \"s3\": unknown subnet \"privte-a\"; did you mean \"private-a\"?\n"},
      {"unknown node group", "workloads: [{name: w, replicas: {desired: 1}, nodeGroups: [gg]}]\n",
       "f.yaml:2:60: workload \"w\": unknown node group \"gg\"; name one of nodeGroups\n"},
      {"order of a range", "fargateProfiles: [{name: f, pods: {min: 3, desired: 2, max: 1}}]\n",
       "f.yaml:2:41: Fargate profile \"f\": pods: min 3 is above desired 2; lower min, or raise desired\n"
       "f.yaml:2:53: Fargate profile \"f\": pods: desired 2 is above max 1; lower desired, or raise max\n"},
      {"order without the middle", "fargateProfiles: [{name: f, pods: {min: 3, max: 1}}]\n",
       "f.yaml:2:41: Fargate profile \"f\": pods: min 3 is above max 1; lower min, or raise max\n"},
      {"order of the policy", "policy: {warnAt: 95%, failAt: 80%}\n",
       "f.yaml:2:18: policy: warnAt is above failAt; a warning comes before a failure\n"},
      {"too large a share", "policy: {failAt: 101%}\n",
       "f.yaml:2:18: policy: failAt is out of range; write a percentage up to 100%\n"},
      {"number for a range", "fargateProfiles: [{name: f, pods: 3}]\n",
       "f.yaml:2:35: Fargate profile \"f\": pods: must be a mapping, but is a number; write {desired: 3}, "
       "with min and "
       "max beside it\n"},
      {"wrong quantity",
       "workloads: [{name: w, replicas: {desired: 1}, requests: {cpu: 5q, memory: -1Gi}}]\n",
       "f.yaml:2:63: workload \"w\": requests: cpu: \"5q\" is not a quantity of Kubernetes; write cores, 2 "
       "or 0.5, or "
       "thousandths, 500m\n"
       "f.yaml:2:75: workload \"w\": requests: memory: \"-1Gi\" is below zero; write 512Mi, 1Gi or bytes\n"},
      {"no subnet id", "vpc: {subnets: [{id: sn-1}]}\n",
       "f.yaml:2:22: subnet \"sn-1\": id: \"sn-1\" is not the id of a subnet; write subnet- and hexadecimal "
       "digits, or "
       "use name for a name of your own\n"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK(messages_about(kGroup + row.text) == row.said);
  }
}

TEST_CASE("what a managed node group's update cannot be is said") {
  const auto update = [](const std::string& group) {
    return messages_about("nodeGroups: [{name: g, instanceTypes: [m5.large], nodes: {desired: 1}, " + group +
                          "}]\n");
  };
  const std::string wrong =
      "node group \"g\": EKS does not take this maxUnavailable for a managed node group; write a number from "
      "1 to 100, "
      "or 1% to 100%\n";
  CHECK(update("update: {maxUnavailable: 0}") == "f.yaml:1:97: " + wrong);
  CHECK(update("update: {maxUnavailable: 101}") == "f.yaml:1:97: " + wrong);
  CHECK(update("update: {maxUnavailable: 0%}") == "f.yaml:1:97: " + wrong);
  CHECK(update("update: {maxUnavailable: 100}").empty());
  CHECK(update("manager: karpenter, update: {maxUnavailable: 0}").empty());
}

TEST_CASE("nodeGroups is the one key that has to be there") {
  CHECK(messages_about("version: 1\n") ==
        "f.yaml:1:1: nodeGroups is missing; list the node groups, or write [] when there are none\n");
  CHECK(messages_about("nodeGroups: []\n").empty());
}

TEST_CASE("a subnet whose name did not read does not make references to it wrong too") {
  CHECK(messages_about(kGroup + "vpc:\n  subnets: [{name: 5}]\nendpoints: [{name: s3, subnets: [five]}]\n") ==
        "f.yaml:3:20: subnet: name must be text, but is a number; write \"5\" with quotes\n");
}

TEST_CASE("errors come in the order of the file") {
  CHECK(messages_about("policy: {warnAt: 8}\nnodeGroups: [5]\ncluster: {name: [x]}\n") ==
        "f.yaml:1:18: policy: warnAt: \"8\" is not a share; write 8%\n"
        "f.yaml:2:14: node group: must be a mapping, but is a number; write \"key: value\" lines\n"
        "f.yaml:3:17: cluster: name must be text, but is a list\n");
}

TEST_CASE("whatever is done to a spec, reading it ends, with a spec or with a place") {
  const std::string payments = test::project_file("data/examples/payments-prod.yaml");
  const std::string custom = test::project_file("data/examples/custom-networking.yaml");
  for (std::uint32_t seed = 0; seed < 1500; ++seed) {
    CAPTURE(seed);
    const auto spec = spec_of(test::InputMutator(seed).mutate(seed % 2 == 0 ? payments : custom));
    const Diagnostics& all = spec ? spec->warnings : spec.error();
    REQUIRE((spec.has_value() || !all.empty()));
    for (const Diagnostic& diagnostic : all) {
      REQUIRE(diagnostic.location.source == 0);
      REQUIRE_FALSE(diagnostic.code.empty());
      REQUIRE_FALSE(diagnostic.message.empty());
    }
  }
}
