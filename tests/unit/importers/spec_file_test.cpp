#include "planner/importers/spec_file.hpp"

#include <cstdint>
#include <string>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/support/input_mutator.hpp"
#include "tests/support/spec_text.hpp"
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
  REQUIRE(spec.vpc.peers.size() == 2);
  CHECK(spec.vpc.peers[0].name->value == "shared-services");
  CHECK(spec.vpc.peers[0].cidrs.front().value.to_string() == "10.30.0.0/16");
  CHECK(spec.vpc.peers[0].network_address_units->value == 1200);
  CHECK_FALSE(spec.endpoints[0].type);
  CHECK(spec.endpoints[2].type->value == EndpointType::nat_gateway);
  REQUIRE(spec.policy.scenarios->size() == 5);
  CHECK((*spec.policy.scenarios)[2].kind.value == ScenarioKind::rolling_update);
  CHECK_FALSE((*spec.policy.scenarios)[2].name);
  const ScenarioSpec& own = spec.policy.scenarios->back();
  CHECK(own.name->value == "black-friday");
  CHECK(own.kind.value == ScenarioKind::max);
  CHECK_FALSE(own.nodes);
  CHECK(own.pods->value == Share::from_percent(125));
  REQUIRE(own.node_groups.size() == 1);
  CHECK(own.node_groups[0].node_group.value == "web");
  CHECK(std::get<std::int64_t>(own.node_groups[0].nodes->value) == 24);
  CHECK(std::get<std::int64_t>(own.node_groups[0].pods_per_node->value) == 12);
  REQUIRE(spec.policy.accept.size() == 1);
  CHECK(spec.policy.accept[0].rule->value == "growth.crosses-warn");
  CHECK(spec.policy.accept[0].reason->value == "the subnets' size is reviewed twice a year");
}

TEST_CASE("what is planned for, what the network reaches and what becomes of findings is read") {
  struct Row {
    const char* name;
    std::string text;  // behind kGroup
    std::string lines;
  };
  const auto row = GENERATE(values<Row>({
      {"peers",
       "vpc: {peers: [{name: a, cidrs: [10.0.0.0/8, 10.1.0.0/16]}, {name: b, cidrs: [10.1.0.0/16], "
       "networkAddressUnits: 0}]}\n",
       "peer a [10.0.0.0/8 10.1.0.0/16] units -\npeer b [10.1.0.0/16] units 0\n"},
      {"endpoints",
       "endpoints: [{name: a, type: efs}, {name: b, type: lambda}, {name: c, type: rds}, {name: d, type: "
       "other}, "
       "{name: e, type: transit-gateway}, {name: f, type: interface-endpoint}, {name: g}]\n",
       "endpoint a efs []\nendpoint b lambda []\nendpoint c rds []\nendpoint d other []\n"
       "endpoint e transit-gateway []\nendpoint f interface-endpoint []\nendpoint g - []\n"},
      {"quotas",
       "quotas: {cidrsPerVpc: 1, subnetsPerVpc: 2, networkInterfacesPerRegion: 3, networkAddressUnits: 4, "
       "peeredNetworkAddressUnits: 5, natGatewaysPerZone: 6, interfaceEndpointsPerVpc: 7}\n",
       "quotas 1 2 3 4 5 6 7\n"},
      {"one quota", "quotas: {subnetsPerVpc: 300}\n", "quotas - 300 - - - - -\n"},
      {"every scenario",
       "policy: {scenarios: [steady, max, full, cold-start, rolling-update, az-loss, blue-green, "
       "control-plane-update]}\n",
       "scenario - from steady\nscenario - from max\nscenario - from full\nscenario - from cold-start\n"
       "scenario - from rolling-update\nscenario - from az-loss\nscenario - from blue-green\n"
       "scenario - from control-plane-update\n"},
      {"scenarios of one's own",
       "policy: {scenarios: [{name: plain}, {name: big, from: max, nodes: 150%, pods: 12.5%}, "
       "{name: fixed, from: az-loss, nodeGroups: {g: {nodes: 80, podsPerNode: 0%}}}, "
       "{name: half, nodeGroups: {g: {nodes: 50%}}}]}\n",
       "scenario plain from steady\nscenario big from max nodes 150% pods 12.5%\n"
       "scenario fixed from az-loss g: 80 x 0%\nscenario half from steady g: 50% x -\n"},
      {"rules",
       "policy: {rules: {a: error, b: \"warning\", c: info, d: off, e: \"off\", f: {severity: off}, "
       "g: {threshold: 8}, h: {severity: info, threshold: 92.5%}}}\n",
       "rule a error threshold -\nrule b warning threshold -\nrule c info threshold -\n"
       "rule d off threshold -\nrule e off threshold -\nrule f off threshold -\n"
       "rule g - threshold 8\nrule h info threshold 92.5%\n"},
      {"accepted findings",
       "policy: {accept: [{rule: subnet.full, subject: private-a, reason: \"known\", expires: 2027-01-31}, "
       "{rule: subnet.full, reason: all, expires: \"2028-02-29\"}, {rule: pods.assumed-full, reason: so}]}\n",
       "accept subnet.full of private-a until 2027-01-31: known\n"
       "accept subnet.full of - until 2028-02-29: all\n"
       "accept pods.assumed-full of - until -: so\n"},
  }));
  CAPTURE(row.name);
  CHECK(messages_about(kGroup + row.text).empty());
  const std::string before = "cluster - - -\n";
  const std::string group = "group g - - [m5.large] nodes -/1/- []\n";
  std::string lines = spec_text(read(kGroup + row.text));
  REQUIRE(lines.starts_with(before));
  lines.erase(0, before.size());
  const auto at = lines.find(group);
  REQUIRE(at != std::string::npos);
  lines.erase(at, group.size());
  CHECK(lines == row.lines);
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
      {"unknown scenario", "policy: {scenarios: [az-los, peak, [max]]}\n",
       "f.yaml:2:22: policy: scenarios: unknown value \"az-los\"; did you mean \"az-loss\"?\n"
       "f.yaml:2:30: policy: scenarios: unknown value \"peak\"; it is one of steady, max, full, cold-start, "
       "rolling-update, az-loss, blue-green, control-plane-update\n"
       "f.yaml:2:36: policy: an item of scenarios must be a name or a mapping, but is a list; write max, or "
       "{name: black-friday, from: max, pods: 200%}\n"},
      {"no scenario", "policy: {scenarios: []}\n",
       "f.yaml:2:21: policy: scenarios is empty; name at least one, or remove the key for the usual ones\n"},
      {"scenario twice", "policy: {scenarios: [max, {name: a}, {name: a}, max]}\n",
       "f.yaml:2:45: scenario \"a\": there are two of this name; the first is in line 2, column 34: give "
       "each "
       "its own\n"
       "f.yaml:2:49: scenario \"max\": there are two of this name; the first is in line 2, column 22: give "
       "each its own\n"},
      {"scenario with a name that is taken", "policy: {scenarios: [{name: max, from: steady}]}\n",
       "f.yaml:2:29: scenario \"max\": a built-in scenario has this name; choose another; \"from: max\" "
       "starts "
       "from that one\n"},
      {"scenario without a name", "policy: {scenarios: [{from: max}]}\n",
       "f.yaml:2:22: scenario: name is missing; give it a name; a built-in scenario stands in the list by "
       "its "
       "name alone\n"},
      {"scenario of unknown groups",
       "policy: {scenarios: [{name: a, nodeGroups: {gg: {nodes: 1}, h: {nodes: 1}}}]}\n",
       "f.yaml:2:45: scenario \"a\": unknown node group \"gg\"; name one of nodeGroups\n"
       "f.yaml:2:61: scenario \"a\": unknown node group \"h\"; name one of nodeGroups\n"},
      {"scenario with wrong numbers",
       "policy:\n  scenarios:\n    - {name: a, nodes: 150, pods: 10001%}\n"
       "    - {name: b, nodeGroups: {g: {nodes: some, podsPerNode: [1]}}}\n"
       "    - {name: c, nodeGroups: {g: {nodes: 10001%, podsPerNode: -1}}}\n"
       "    - {name: d, nodeGroups: {g: {nodes: \"8\", pods: 3}}}\n"
       "    - {name: e, nodeGroups: {g: {}}}\n"
       "    - {name: f, nodeGroups: {g: 3}}\n",
       "f.yaml:4:24: scenario \"a\": nodes: \"150\" is not a share; write 150%\n"
       "f.yaml:4:35: scenario \"a\": pods is out of range; write a percentage up to 10000%\n"
       "f.yaml:5:41: scenario \"b\": nodeGroups: g: nodes: \"some\" is neither a whole number nor a "
       "percentage; write it as 5 or 33%\n"
       "f.yaml:5:60: scenario \"b\": nodeGroups: g: podsPerNode must be a whole number or a percentage, but "
       "is "
       "a list; write it as 5 or 33%\n"
       "f.yaml:6:41: scenario \"c\": nodeGroups: g: nodes is out of range; write a percentage up to 10000%\n"
       "f.yaml:6:62: scenario \"c\": nodeGroups: g: podsPerNode: -1 is out of range; write a whole number "
       "from 0 to 100000\n"
       "f.yaml:7:41: scenario \"d\": nodeGroups: g: nodes: \"8\" is not a whole number; remove the quotes\n"
       "f.yaml:7:46: scenario \"d\": nodeGroups: g: unknown key \"pods\"; the keys here are nodes, "
       "podsPerNode\n"
       "f.yaml:8:33: scenario \"e\": nodeGroups: g: there is no number; give nodes or podsPerNode, as 80 or "
       "150%\n"
       "f.yaml:9:33: scenario \"f\": nodeGroups: g: must be a mapping, but is a number; write \"key: value\" "
       "lines\n"},
      {"Pods where there are none, or all that fit",
       "policy: {scenarios: [{name: a, from: cold-start, pods: 50%}, {name: b, from: full, pods: 50%, "
       "nodeGroups: {g: "
       "{podsPerNode: 9}}}]}\n",
       "f.yaml:2:56: scenario \"a\": pods counts for nothing: every node of cold-start is empty; remove it, "
       "or start "
       "from another scenario, as max\n"
       "f.yaml:2:125: scenario \"b\": podsPerNode counts for nothing: every node of full is full; remove it, "
       "or start "
       "from another scenario, as max\n"},
      {"severity that is none",
       "policy: {rules: {a: false, b: true, c: eror, d: {severity: false}, e: {}, f: []}}\n",
       "f.yaml:2:21: policy: rules: a: false is no severity; write off to turn the rule off, or else error, "
       "warning or info\n"
       "f.yaml:2:31: policy: rules: b: true is no severity; write off to turn the rule off, or else error, "
       "warning or info\n"
       "f.yaml:2:40: policy: rules: c: unknown value \"eror\"; did you mean \"error\"?\n"
       "f.yaml:2:60: policy: rules: d: severity: false is no severity; write off to turn the rule off, or "
       "else "
       "error, warning or info\n"
       "f.yaml:2:71: policy: rules: e: it sets nothing; give its severity or its threshold\n"
       "f.yaml:2:78: policy: rules: f must be a severity or a mapping, but is a list; write info, off or "
       "{threshold: 8}\n"},
      {"rule twice", "policy: {rules: {a: off, a: info}}\n",
       "f.yaml:2:26: the key \"a\" stands here a second time; the first is in line 2, column 18: keep one of "
       "them\n"},
      {"threshold that is none", "policy: {rules: {a: {threshold: high}, b: {threshold: 8.5}}}\n",
       "f.yaml:2:33: policy: rules: a: threshold: \"high\" is neither a whole number nor a percentage; write "
       "it "
       "as 5 or 33%\n"
       "f.yaml:2:55: policy: rules: b: threshold: \"8.5\" is not a whole number; write a whole number from 0 "
       "to 1000000000\n"},
      {"accepted without a reason or a rule", "policy: {accept: [{rule: subnet.full}, {reason: known}]}\n",
       "f.yaml:2:19: accepted finding \"subnet.full\": reason is missing; say why it is accepted\n"
       "f.yaml:2:40: accepted finding: rule is missing; name the rule; `cniplan rules` lists them\n"},
      {"no such day",
       "policy: {accept: [{rule: a, reason: b, expires: 2027-02-29}, {rule: c, reason: d, expires: "
       "31.01.2027}, "
       "{rule: e, reason: f, expires: [2027-01-31]}]}\n",
       "f.yaml:2:49: accepted finding \"a\": expires: \"2027-02-29\" is no day of the calendar; write year, "
       "month and day, 2027-01-31\n"
       "f.yaml:2:92: accepted finding \"c\": expires: \"31.01.2027\" is no day of the calendar; write year, "
       "month and day, 2027-01-31\n"
       "f.yaml:2:135: accepted finding \"e\": expires must be a date, but is a list; write 2027-01-31\n"},
      {"accepted twice",
       "policy: {accept: [{rule: a, subject: s, reason: b}, {rule: a, reason: c}, {rule: a, subject: s, "
       "reason: "
       "d}, {rule: a, reason: e}]}\n",
       "f.yaml:2:82: accepted finding \"a\": it is accepted twice for s; the first is in line 2, column 26: "
       "keep one of them\n"
       "f.yaml:2:116: accepted finding \"a\": it is accepted twice; the first is in line 2, column 60: keep "
       "one of them\n"},
      {"peers",
       "vpc: {peers: [{name: a}, {cidrs: []}, {name: a, cidrs: [10.0.0.1/8], networkAddressUnits: 1.5}]}\n",
       "f.yaml:2:15: peer \"a\": cidrs is missing; list its networks\n"
       "f.yaml:2:26: peer: name is missing; give it a name\n"
       "f.yaml:2:34: peer: cidrs is empty; list its networks\n"
       "f.yaml:2:46: peer \"a\": there are two of this name; the first is in line 2, column 22: give each "
       "its "
       "own\n"
       "f.yaml:2:57: peer \"a\": 10.0.0.1/8 has host bits set; did you mean 10.0.0.0/8?\n"
       "f.yaml:2:91: peer \"a\": networkAddressUnits: \"1.5\" is not a whole number; write a whole number "
       "from "
       "0 to 10000000\n"},
      {"endpoint types", "endpoints: [{name: a, type: nat_gateway}, {name: b, type: nat-gateway}]\n",
       "f.yaml:2:29: endpoint \"a\": type: unknown value \"nat_gateway\"; did you mean \"nat-gateway\"?\n"
       "f.yaml:2:59: endpoint \"b\": where the NAT gateway stands is not said; name its subnets, most often "
       "public ones\n"},
      {"quotas", "quotas: {subnetsPerVpc: 0, networkInterfaces: 5000, natGatewaysPerZone: 5%}\n",
       "f.yaml:2:25: quotas: subnetsPerVpc: 0 is out of range; write a whole number from 1 to 10000000\n"
       "f.yaml:2:28: quotas: unknown key \"networkInterfaces\"; the keys here are cidrsPerVpc, "
       "subnetsPerVpc, "
       "networkInterfacesPerRegion, networkAddressUnits, peeredNetworkAddressUnits, natGatewaysPerZone, "
       "interfaceEndpointsPerVpc\n"
       "f.yaml:2:73: quotas: natGatewaysPerZone: \"5%\" is not a whole number; write a whole number from 1 "
       "to "
       "10000000\n"},
      {"growth without a rate", "growth: {months: 6}\n",
       "f.yaml:2:18: growth: months without podsPerMonth says nothing; add podsPerMonth, as 8%\n"},
      {"number for a range", "fargateProfiles: [{name: f, pods: 3}]\n",
       "f.yaml:2:35: Fargate profile \"f\": pods: must be a mapping, but is a number; write {desired: 3}, "
       "with min and "
       "max beside it, or unknown\n"},
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

TEST_CASE("an update in batches of no nodes is refused") {
  const auto update = [](const std::string& size) {
    return messages_about(
        "nodeGroups: [{name: g, instanceTypes: [m5.large], nodes: {desired: 1}, manager: "
        "self-managed, update: {maxUnavailable: " +
        size + "}}]\n");
  };
  const std::string wrong =
      "f.yaml:1:120: node group \"g\": maxUnavailable is the size of a batch here, and one of no nodes "
      "replaces "
      "none; write 1 or more\n";
  CHECK(update("0") == wrong);
  CHECK(update("0%") == wrong);
  CHECK(update("200").empty());
  CHECK(update("0.5%").empty());
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
