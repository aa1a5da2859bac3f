#include "planner/plan/exhaustion.hpp"

#include "tests/support/specs.hpp"

using namespace cniplan;
using namespace cniplan::test;

TEST_CASE("a fleet grows until its subnet cannot hold the next node") {
  ClusterSpec spec;
  spec.policy = planning({ScenarioKind::steady});
  spec.vpc.subnets = {subnet("only", "10.0.0.0/24")};
  // m5.large with 5 Pods: two ENIs, 20 addresses; 251 usable hold 12 of them.
  spec.node_groups = {group("all", {"m5.large"}, {.desired = 3, .pods_per_node = 5})};
  const auto found = planned(spec).exhaustion;
  REQUIRE(found.has_value());
  CHECK(found->nodes == NodeCount(12));
  CHECK(found->pods == PodCount(60));
  CHECK(found->first.subnet == "only");
  CHECK(found->first.resource == Resource::addresses);
}

TEST_CASE("groups grow in proportion to their desired nodes") {
  ClusterSpec spec;
  spec.policy = planning({ScenarioKind::steady});
  spec.vpc.subnets = {subnet("only", "10.0.0.0/22")};
  spec.node_groups = {group("two", {"m5.large"}, {.desired = 4, .pods_per_node = 5}),
                      group("one", {"m5.large"}, {.desired = 2, .pods_per_node = 5}),
                      group("none", {"m5.large"}, {.desired = 0, .max = 9, .pods_per_node = 5})};
  const auto found = planned(spec).exhaustion;
  REQUIRE(found.has_value());
  CHECK(found->nodes == NodeCount(50));  // 1,019 usable, 20 a node
  CHECK(found->nodes_of_group == std::vector{NodeCount(34), NodeCount(16), NodeCount(0)});
}

TEST_CASE("the fullest zone ends growth, though others have room") {
  ClusterSpec spec;
  spec.policy = planning({ScenarioKind::steady});
  spec.vpc.subnets = {subnet("a", "10.0.0.0/24", "a"), subnet("b", "10.0.1.0/26", "b")};
  spec.node_groups = {group("all", {"m5.large"}, {.desired = 2, .pods_per_node = 5})};
  const auto found = planned(spec).exhaustion;
  REQUIRE(found.has_value());
  // 59 usable in b hold two nodes; the sixth node would be b's third.
  CHECK(found->nodes == NodeCount(5));
  CHECK(found->first.subnet == "b");
}

TEST_CASE("with prefixes the blocks may run out before the addresses") {
  ClusterSpec spec;
  spec.policy = planning({ScenarioKind::steady});
  spec.vpc.subnets = {subnet("only", "10.0.0.0/24")};
  spec.cni.env = {variable("ENABLE_PREFIX_DELEGATION", "true")};
  spec.node_groups = {group("all", {"m5.large"}, {.desired = 1, .pods_per_node = 5})};
  const auto found = planned(spec).exhaustion;
  REQUIRE(found.has_value());
  CHECK(found->nodes == NodeCount(7));  // two prefixes a node, 14 blocks
  CHECK(found->first.resource == Resource::prefixes);
}

TEST_CASE("a cluster that is too large already has its exhaustion point behind it") {
  ClusterSpec spec;
  spec.policy = planning({ScenarioKind::steady});
  spec.vpc.subnets = {subnet("only", "10.0.0.0/26")};
  spec.node_groups = {group("all", {"m5.large"}, {.desired = 10, .pods_per_node = 5})};
  const auto found = planned(spec).exhaustion;
  REQUIRE(found.has_value());
  CHECK(found->nodes == NodeCount(2));
  FargateProfileSpec profile;
  profile.name = Located<std::string>{"batch"};
  profile.pods.desired = Located<std::int64_t>{100};
  profile.subnets = {{"only"}};
  spec.fargate_profiles = {profile};
  CHECK(planned(spec).exhaustion->nodes == NodeCount(0));
}

TEST_CASE("nothing that grows means no exhaustion point") {
  ClusterSpec spec;
  spec.policy = planning({ScenarioKind::steady});
  spec.vpc.subnets = {subnet("only", "10.0.0.0/26")};
  spec.node_groups = {group("all", {"m5.large"}, {.desired = 0, .pods_per_node = 5})};
  CHECK_FALSE(planned(spec).exhaustion.has_value());
  CHECK_FALSE(planned(spec).node_groups.front().exhaustion.has_value());
}

TEST_CASE("bisection finds what adding one node at a time finds") {
  ClusterSpec spec;
  spec.policy = planning({ScenarioKind::steady});
  spec.vpc.subnets = {subnet("a", "10.0.0.0/23", "a"), subnet("b", "10.0.2.0/24", "b")};
  spec.addons.emplace();
  spec.node_groups = {group("x", {"m5.large"}, {.desired = 3}), group("y", {"c5.2xlarge"}, {.desired = 5})};
  WorkloadSpec workload;
  workload.name = Located<std::string>{"w"};
  workload.replicas.desired = Located<std::int64_t>{77};
  spec.workloads = {workload};
  const auto plan = planned(spec);
  REQUIRE(plan.exhaustion.has_value());
  // Plan every fleet that the method passes through as a fixed one.
  const auto fits = [&](const std::vector<NodeCount>& nodes) {
    ClusterSpec fixed = spec;
    std::int64_t pods = 0;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      fixed.node_groups[i].nodes.desired = Located<std::int64_t>{nodes[i].value()};
      pods += plan.node_groups[i].scenarios[0].pods.value() * nodes[i].value() /
              plan.node_groups[i].scenarios[0].nodes.value();
    }
    fixed.workloads.front().replicas.desired = Located<std::int64_t>{pods};
    const auto made = planned(fixed);
    return of_subnet(made, "a").fits() && of_subnet(made, "b").fits();
  };
  CHECK(fits(plan.exhaustion->nodes_of_group));
}

TEST_CASE("groups of which none is desired grow in proportion to their most nodes") {
  ClusterSpec spec;
  spec.policy = planning({ScenarioKind::steady, ScenarioKind::max});
  spec.vpc.subnets = {subnet("only", "10.0.0.0/26")};
  spec.node_groups = {group("all", {"m5.large"}, {.desired = 0, .max = 3, .pods_per_node = 5})};
  const auto found = planned(spec).exhaustion;
  REQUIRE(found.has_value());
  CHECK(found->nodes == NodeCount(2));  // 59 usable, 20 a node
  CHECK(found->pods == PodCount(10));
}

TEST_CASE("every scenario has to fit, and the one that stops growth is named with what would stop it next") {
  ClusterSpec spec;
  spec.policy = planning({ScenarioKind::steady, ScenarioKind::rolling_update});
  spec.vpc.subnets = {subnet("a", "10.0.0.0/24", "a"), subnet("b", "10.0.1.0/25", "b")};
  spec.node_groups = {group("all", {"m5.large"}, {.desired = 2, .pods_per_node = 5})};
  const auto found = planned(spec).exhaustion;
  REQUIRE(found.has_value());
  // An update adds 2 nodes in each zone, the first 2 of the 4 with 3 moved Pods and 2: 20 addresses and 20. The 123 of b
  // hold 6 nodes, 2 of them new: 4 of b's own, 9 in all, as the tenth would be b's fifth.
  CHECK(found->nodes == NodeCount(9));
  CHECK(found->first.subnet == "b");
  CHECK(found->first.resource == Resource::addresses);
  CHECK(found->first.scenario == 1);
  // a has room for 12 nodes, 2 of them new; its eleventh is node 21.
  REQUIRE(found->second.has_value());
  CHECK(found->second->subnet == "a");
  CHECK(found->second_nodes == NodeCount(20));
}

TEST_CASE("a group alone grows beside the others, stopped by its own subnets") {
  ClusterSpec spec;
  spec.policy = planning({ScenarioKind::steady});
  spec.vpc.subnets = {subnet("a", "10.0.0.0/24", "a"), subnet("b", "10.0.1.0/26", "b")};
  spec.node_groups = {group("x", {"m5.large"}, {.desired = 3, .pods_per_node = 5, .subnets = {"a"}}),
                      group("y", {"m5.large"}, {.desired = 1, .pods_per_node = 5, .subnets = {"a"}}),
                      group("z", {"m5.large"}, {.desired = 2, .pods_per_node = 5, .subnets = {"b"}})};
  const auto plan = planned(spec);
  const auto nodes_of = [&](std::size_t group) { return plan.node_groups[group].exhaustion->nodes; };
  CHECK(nodes_of(0) == NodeCount(11));  // a holds 12, one of which is y's
  CHECK(nodes_of(1) == NodeCount(9));
  CHECK(nodes_of(2) == NodeCount(2));
  CHECK(plan.node_groups[0].exhaustion->pods == PodCount(55));
  CHECK(plan.node_groups[0].exhaustion->first.subnet == "a");
  // Were its subnet no limit, the Region's quota of 5,000 ENIs would be: two a node, beside the three others' six.
  REQUIRE(plan.node_groups[0].exhaustion->second.has_value());
  CHECK(plan.node_groups[0].exhaustion->second->resource == Resource::network_interfaces);
  CHECK(plan.node_groups[0].exhaustion->second_nodes == NodeCount((5'000 - 6) / 2));
}

TEST_CASE("what stops Pods on a group's most nodes") {
  struct Row {
    std::string name;
    std::string block;
    std::int64_t nodes;
    MaxPodsSpec max_pods;
    NodeManager manager;
    std::int64_t pods_a_node;
    Resource resource;
  };
  const auto row = GENERATE(values<Row>({
      {"max Pods", "10.0.0.0/20", 3, MaxPodsAuto{}, NodeManager::managed, 27, Resource::max_pods},
      {"the addresses of its ENIs", "10.0.0.0/20", 3, PodCount(110), NodeManager::self_managed, 27, Resource::enis},
      {"its subnet", "10.0.0.0/26", 3, MaxPodsAuto{}, NodeManager::managed, 0, Resource::addresses},
      {"its subnet, when nodes take a second ENI", "10.0.0.0/25", 5, MaxPodsAuto{}, NodeManager::managed, 9,
       Resource::addresses},
  }));
  CAPTURE(row.name);
  ClusterSpec spec;
  spec.policy = planning({ScenarioKind::steady});
  spec.vpc.subnets = {subnet("only", row.block)};
  spec.node_groups = {
      group("all", {"m5.large"}, {.desired = 1, .max = row.nodes, .pods_per_node = 0, .manager = row.manager})};
  spec.node_groups.front().max_pods = Located<MaxPodsSpec>{row.max_pods};
  const auto found = planned(spec).node_groups.front().pod_exhaustion;
  REQUIRE(found.has_value());
  CHECK(found->nodes == NodeCount(row.nodes));
  CHECK(found->pods_a_node == PodCount(row.pods_a_node));
  CHECK(found->pods == PodCount(row.pods_a_node * row.nodes));
  CHECK(found->limit.resource == row.resource);
}

TEST_CASE("quotas of ENIs and of network address units end growth too") {
  ClusterSpec spec;
  spec.policy = planning({ScenarioKind::steady});
  spec.vpc.subnets = {subnet("only", "10.0.0.0/18")};
  spec.node_groups = {group("all", {"m5.large"}, {.desired = 3, .pods_per_node = 5})};
  spec.quotas.network_interfaces = Located<std::int64_t>{21};
  auto found = planned(spec).exhaustion;
  REQUIRE(found.has_value());
  CHECK(found->nodes == NodeCount(10));  // two ENIs a node
  CHECK(found->first.resource == Resource::network_interfaces);
  CHECK(found->first.subnet.empty());
  REQUIRE(found->second.has_value());
  CHECK(found->second->resource == Resource::addresses);

  // A node has 20 addresses and one ENI beyond its first: 21 units.
  spec.quotas.network_interfaces.reset();
  spec.quotas.network_address_units = Located<std::int64_t>{211};
  found = planned(spec).exhaustion;
  CHECK(found->nodes == NodeCount(10));
  CHECK(found->first.resource == Resource::network_address_units);

  // The same with prefixes: 2 prefixes and an address are 3 units.
  spec.cni.env = {variable("ENABLE_PREFIX_DELEGATION", "true")};
  CHECK(planned(spec).exhaustion->nodes == NodeCount(70));
}

TEST_CASE("in every scenario growth found by bisection is what trying each number finds") {
  struct Row {
    ScenarioKind kind;
    UpdateStrategy strategy;
    NodeManager manager;
  };
  const auto row = GENERATE(values<Row>({
      {ScenarioKind::steady, UpdateStrategy::default_strategy, NodeManager::managed},
      {ScenarioKind::full, UpdateStrategy::default_strategy, NodeManager::managed},
      {ScenarioKind::cold_start, UpdateStrategy::default_strategy, NodeManager::managed},
      {ScenarioKind::rolling_update, UpdateStrategy::default_strategy, NodeManager::managed},
      {ScenarioKind::rolling_update, UpdateStrategy::minimal, NodeManager::managed},
      {ScenarioKind::rolling_update, UpdateStrategy::default_strategy, NodeManager::karpenter},
      {ScenarioKind::rolling_update, UpdateStrategy::minimal, NodeManager::self_managed},
      {ScenarioKind::az_loss, UpdateStrategy::default_strategy, NodeManager::managed},
      {ScenarioKind::blue_green, UpdateStrategy::default_strategy, NodeManager::managed},
      {ScenarioKind::control_plane_update, UpdateStrategy::default_strategy, NodeManager::managed},
  }));
  const auto pods = GENERATE(0, 7, 9, 13);
  const bool prefixes = GENERATE(false, true);
  CAPTURE(static_cast<int>(row.kind), static_cast<int>(row.strategy), static_cast<int>(row.manager), pods, prefixes);
  ClusterSpec spec;
  spec.policy = planning({row.kind});
  const std::vector<SubnetUse> uses = {SubnetUse::nodes, SubnetUse::control_plane};
  spec.vpc.subnets = {subnet("a", "10.0.0.0/24", "a", uses), subnet("b", "10.0.1.0/25", "b", uses),
                      subnet("c", "10.0.2.0/24", "c", uses)};
  if (prefixes) spec.cni.env = {variable("ENABLE_PREFIX_DELEGATION", "true")};
  spec.addons.emplace();
  spec.node_groups = {group("x", {"m5.large"}, {.desired = 3, .pods_per_node = pods, .manager = row.manager})};
  spec.node_groups.front().update.strategy = Located<UpdateStrategy>{row.strategy};
  const auto found = planned(spec).node_groups.front().exhaustion;
  REQUIRE(found.has_value());
  std::int64_t most = 0;
  for (std::int64_t nodes = 1; nodes < 80; ++nodes) {
    // `full` has the most nodes, the others the desired ones.
    spec.node_groups.front().nodes.desired = Located<std::int64_t>{nodes};
    if (!planned(spec).fits) break;
    most = nodes;
  }
  CHECK(found->nodes == NodeCount(most));
}
