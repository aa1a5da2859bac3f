#include "planner/plan/scenario.hpp"

#include "tests/support/specs.hpp"

using namespace cniplan;
using namespace cniplan::test;

namespace {

constexpr std::int64_t kDesired = 6;

/// Three zones; m5.large with 5 Pods holds 20 addresses on two ENIs, without Pods 10 on one.
ClusterSpec three_zones(std::vector<ScenarioKind> kinds) {
  ClusterSpec spec;
  spec.policy = planning(std::move(kinds));
  spec.addons.emplace();
  const std::vector<SubnetUse> uses = {SubnetUse::nodes, SubnetUse::control_plane};
  spec.vpc.subnets = {subnet("a", "10.0.0.0/23", "zone-a", uses), subnet("b", "10.0.2.0/23", "zone-b", uses),
                      subnet("c", "10.0.4.0/23", "zone-c", uses)};
  spec.node_groups = {group("all", {"m5.large"}, {.desired = kDesired, .max = 9, .pods_per_node = 5})};
  return spec;
}

/// What each subnet has to give, without the control plane.
std::vector<std::int64_t> used(const ClusterPlan& plan, std::size_t scenario = 0) {
  std::vector<std::int64_t> ips;
  for (const SubnetPlan& made : plan.subnets) {
    const SubnetDemand& demand = made.scenarios[scenario].demand;
    ips.push_back((demand.total() - demand[AddressOwner::control_plane]).value());
  }
  return ips;
}

using Ips = std::vector<std::int64_t>;

}  // namespace

TEST_CASE("what each scenario takes of three zones") {
  struct Row {
    ScenarioKind kind;
    Ips ips;
    std::int64_t nodes;
    std::int64_t pods;
  };
  const auto row = GENERATE(values<Row>({
      {ScenarioKind::steady, {40, 40, 40}, 6, 30},
      {ScenarioKind::max, {60, 60, 60}, 9, 45},
      // Full: 27 Pods on three ENIs.
      {ScenarioKind::full, {90, 90, 90}, 9, 243},
      {ScenarioKind::cold_start, {20, 20, 20}, 6, 0},
      // Six new nodes, two in each zone; the one that is drained has 5 Pods: 1 on each of five new nodes, none on the last.
      {ScenarioKind::rolling_update, {80, 80, 70}, 12, 30},
      // Each of the others gets half of the lost zone's nodes.
      {ScenarioKind::az_loss, {60, 60, 60}, 6, 30},
      {ScenarioKind::blue_green, {80, 80, 80}, 12, 60},
      {ScenarioKind::control_plane_update, {40, 40, 40}, 6, 30},
  }));
  CAPTURE(to_string(row.kind));
  const ClusterPlan plan = planned(three_zones({row.kind}));
  REQUIRE(plan.scenarios.size() == 1);
  CHECK(plan.scenarios.front().name == to_string(row.kind));
  CHECK(used(plan) == row.ips);
  CHECK(plan.scenarios.front().nodes == NodeCount(row.nodes));
  CHECK(plan.scenarios.front().pods == PodCount(row.pods));
  CHECK(plan.scenarios.front().fits);
}

TEST_CASE("a lost zone is lost with everything in it, and the worst one is told for each subnet and for all") {
  ClusterSpec spec = three_zones({ScenarioKind::az_loss});
  spec.node_groups.front().nodes.desired = Located<std::int64_t>{7};
  const ClusterPlan plan = planned(spec);
  // Seven nodes on two zones: four and three. The first of the two that are left takes the odd one.
  CHECK(used(plan) == Ips{80, 80, 60});
  CHECK(plan.subnets[0].scenarios[0].variant == "zone-b");
  CHECK(plan.subnets[1].scenarios[0].variant == "zone-a");
  CHECK(plan.subnets[2].scenarios[0].variant == "zone-a");
  // As a whole, without zone-b: a has the control plane's odd ENI too.
  CHECK(plan.scenarios.front().variant == "zone-b");
  CHECK(plan.scenarios.front().total[AddressOwner::primary] == IpCount(14));
  CHECK(scenario_text(plan, 0, "zone-a") == "az-loss without zone-a");
}

TEST_CASE("a node group in the lost zone alone is lost, and its workloads go to others") {
  ClusterSpec spec = three_zones({ScenarioKind::az_loss});
  spec.node_groups = {group("wide", {"m5.large"}, {.desired = 6}),
                      group("narrow", {"m5.large"}, {.desired = 2, .subnets = {"a"}})};
  WorkloadSpec workload;
  workload.name = Located<std::string>{"api"};
  workload.replicas.desired = Located<std::int64_t>{170};
  spec.workloads = {workload};
  const ClusterPlan plan = planned(spec);
  // 8 nodes have room for 216 Pods; without zone-a 6 nodes have room for 162.
  REQUIRE(finding(plan, "az-loss.not-survivable") != nullptr);
  std::vector<std::string> messages;
  for (const Finding& found : plan.findings) {
    if (found.rule->id == "az-loss.not-survivable") messages.push_back(found.subject + ": " + found.message);
  }
  CHECK(messages == std::vector<std::string>{
                        "node group \"narrow\": stands in zone-a alone: when it is lost, its 2 nodes and their Pods have no "
                        "other place",
                        "workload \"api\": no node has room for 8 of its Pods when zone-a is lost"});
}

TEST_CASE("a cluster in one zone cannot lose it, and is planned without that scenario") {
  ClusterSpec spec = three_zones({ScenarioKind::steady, ScenarioKind::az_loss});
  spec.node_groups.front().subnets = {{"a"}};
  const ClusterPlan plan = planned(spec);
  REQUIRE(plan.scenarios.size() == 1);
  CHECK(plan.scenarios.front().kind == ScenarioKind::steady);
  REQUIRE(finding(plan, "az-loss.not-survivable") != nullptr);
  CHECK(finding(plan, "az-loss.not-survivable")->message ==
        "all nodes stand in zone-a: when it is lost, nothing runs on");
}

TEST_CASE("a second copy is planned of each group in turn, and the worst one is told for each subnet") {
  ClusterSpec spec = three_zones({ScenarioKind::blue_green});
  spec.node_groups = {group("x", {"m5.large"}, {.desired = 2, .pods_per_node = 5, .subnets = {"a"}}),
                      group("y", {"m5.large"}, {.desired = 3, .pods_per_node = 5, .subnets = {"a", "b"}})};
  const ClusterPlan plan = planned(spec);
  // a: 2 of x and 2 of y; b: 1 of y. The larger copy in a is either's: x's comes first.
  CHECK(used(plan) == Ips{80 + 40, 20 + 20, 0});
  CHECK(plan.subnets[0].scenarios[0].variant == "x");
  CHECK(plan.subnets[1].scenarios[0].variant == "y");
  CHECK(plan.subnets[2].scenarios[0].variant.empty());
  CHECK(plan.scenarios.front().variant == "x");
  CHECK(plan.scenarios.front().nodes == NodeCount(2 + 2 + 3));
  CHECK(plan.node_groups[0].scenarios[0].extra_nodes == NodeCount(2));
  CHECK(plan.node_groups[1].scenarios[0].extra_nodes == NodeCount(0));
}

TEST_CASE("an update of the control plane wants five addresses more in each of its subnets") {
  const ClusterPlan plan = planned(three_zones({ScenarioKind::steady, ScenarioKind::control_plane_update}));
  // Four ENIs on three subnets: 2, 1, 1.
  const std::vector<std::int64_t> enis = {2, 1, 1};
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(plan.subnets[i].scenarios[0].demand[AddressOwner::control_plane] == IpCount(enis[i]));
    CHECK(plan.subnets[i].scenarios[1].demand[AddressOwner::control_plane] == IpCount(enis[i] + 5));
  }
}

TEST_CASE("a scenario of one's own has other numbers, of all groups or of one") {
  ClusterSpec spec = three_zones({ScenarioKind::steady});
  spec.node_groups.push_back(group("other", {"m5.large"}, {.desired = 3, .pods_per_node = 5}));
  ScenarioSpec own;
  own.name = Located<std::string>{"black-friday"};
  own.kind = {ScenarioKind::steady};
  own.nodes = Located<Share>{Share::from_percent(150)};
  own.pods = Located<Share>{Share::from_percent(200)};
  own.node_groups = {{.node_group = {"other"},
                      .nodes = Located<Amount>{std::int64_t{1}},
                      .pods_per_node = Located<Amount>{std::int64_t{27}}}};
  spec.policy.scenarios->push_back(own);
  const ClusterPlan plan = planned(spec);
  REQUIRE(plan.scenarios.size() == 2);
  CHECK(plan.scenarios[1].name == "black-friday");
  CHECK(plan.node_groups[0].scenarios[1].nodes == NodeCount(9));
  CHECK(plan.node_groups[0].scenarios[1].pods == PodCount(90));
  CHECK(plan.node_groups[1].scenarios[1].nodes == NodeCount(1));
  CHECK(plan.node_groups[1].scenarios[1].pods == PodCount(27));
}

TEST_CASE("CPU and memory limit Pods as max Pods does") {
  struct Row {
    std::string name;
    std::int64_t cpu_millis;
    std::int64_t memory_mib;
    std::int64_t placed;
    std::string rule;
  };
  // m5.large with max Pods 29: 1,930 millicores, 7,518 MiB, 27 Pods on the Pod network; three nodes.
  const auto row = GENERATE(values<Row>({{"nothing requested", 0, 0, 81, "pods.no-room"},
                                         {"CPU", 200, 10, 27, "pods.no-cpu"},
                                         {"memory", 10, 1'024, 21, "pods.no-memory"},
                                         {"more than a node has", 4'000, 10, 0, "pods.no-cpu"}}));
  CAPTURE(row.name);
  ClusterSpec spec = three_zones({ScenarioKind::steady});
  spec.node_groups = {group("all", {"m5.large"}, {.desired = 3})};
  WorkloadSpec workload;
  workload.name = Located<std::string>{"api"};
  workload.replicas.desired = Located<std::int64_t>{100};
  if (row.cpu_millis > 0) workload.requests.cpu_millis = Located<std::int64_t>{row.cpu_millis};
  if (row.memory_mib > 0) workload.requests.memory_bytes = Located<std::int64_t>{row.memory_mib * 1'048'576};
  spec.workloads = {workload};
  const ClusterPlan plan = planned(spec);
  CHECK(plan.node_groups.front().scenarios.front().pods == PodCount(row.placed));
  REQUIRE(finding(plan, row.rule) != nullptr);
}

TEST_CASE("in every scenario owners add up, nothing is negative, and a group's addresses are its subnets'") {
  ClusterSpec spec = three_zones({kScenarioKinds, std::end(kScenarioKinds)});
  spec.cni.env = {variable("ENABLE_POD_ENI", "true")};
  spec.node_groups = {group("one", {"m5.large"}, {.desired = 7, .max = 11, .pods_per_node = 13}),
                      group("two", {"c5.2xlarge", "m5.4xlarge"}, {.desired = 5, .max = 8})};
  WorkloadSpec workload;
  workload.name = Located<std::string>{"secure"};
  workload.replicas.desired = Located<std::int64_t>{23};
  workload.pod_eni = Located<bool>{true};
  spec.workloads = {workload};
  const ClusterPlan plan = planned(spec);
  REQUIRE(plan.scenarios.size() == std::size(kScenarioKinds));
  for (std::size_t s = 0; s < plan.scenarios.size(); ++s) {
    CAPTURE(plan.scenarios[s].name);
    for (const SubnetPlan& made : plan.subnets) {
      const SubnetScenario& scenario = made.scenarios[s];
      IpCount sum;
      for (const IpCount ips : scenario.demand.by_owner) {
        CHECK(ips >= IpCount(0));
        sum += ips;
      }
      CHECK(scenario.demand.total() == sum);
      CHECK(*scenario.free == *made.usable - sum);
    }
    IpCount of_groups;
    NodeCount nodes;
    for (const NodeGroupPlan& made : plan.node_groups) {
      of_groups += made.scenarios[s].addresses;
      nodes += made.scenarios[s].nodes;
      CHECK(made.scenarios[s].least_addresses <= made.scenarios[s].addresses);
    }
    const SubnetDemand& total = plan.scenarios[s].total;
    CHECK(of_groups == total[AddressOwner::primary] + total[AddressOwner::pods] + total[AddressOwner::warm] +
                           total[AddressOwner::trunk] + total[AddressOwner::branch]);
    CHECK(nodes == plan.scenarios[s].nodes);
  }
}
