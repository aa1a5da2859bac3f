#include "planner/plan/exhaustion.hpp"

#include "tests/support/specs.hpp"

using namespace cniplan;
using namespace cniplan::test;

TEST_CASE("a fleet grows until its subnet cannot hold the next node") {
  ClusterSpec spec;
  spec.vpc.subnets = {subnet("only", "10.0.0.0/24")};
  // m5.large with 5 Pods: two ENIs, 20 addresses; 251 usable hold 12 of them.
  spec.node_groups = {group("all", {"m5.large"}, {.desired = 3, .pods_per_node = 5})};
  const auto found = planned(spec).exhaustion;
  REQUIRE(found.has_value());
  CHECK(found->nodes == NodeCount(12));
  CHECK(found->pods == PodCount(60));
  CHECK(found->subnet == "only");
  CHECK(found->resource == Resource::addresses);
}

TEST_CASE("groups grow in proportion to their desired nodes") {
  ClusterSpec spec;
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
  spec.vpc.subnets = {subnet("a", "10.0.0.0/24", "a"), subnet("b", "10.0.1.0/26", "b")};
  spec.node_groups = {group("all", {"m5.large"}, {.desired = 2, .pods_per_node = 5})};
  const auto found = planned(spec).exhaustion;
  REQUIRE(found.has_value());
  // 59 usable in b hold two nodes; the sixth node would be b's third.
  CHECK(found->nodes == NodeCount(5));
  CHECK(found->subnet == "b");
}

TEST_CASE("with prefixes the blocks may run out before the addresses") {
  ClusterSpec spec;
  spec.vpc.subnets = {subnet("only", "10.0.0.0/24")};
  spec.cni.env = {variable("ENABLE_PREFIX_DELEGATION", "true")};
  spec.node_groups = {group("all", {"m5.large"}, {.desired = 1, .pods_per_node = 5})};
  const auto found = planned(spec).exhaustion;
  REQUIRE(found.has_value());
  CHECK(found->nodes == NodeCount(7));  // two prefixes a node, 14 blocks
  CHECK(found->resource == Resource::prefixes);
}

TEST_CASE("a cluster that is too large already has its exhaustion point behind it") {
  ClusterSpec spec;
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
  spec.vpc.subnets = {subnet("only", "10.0.0.0/26")};
  spec.node_groups = {group("all", {"m5.large"}, {.desired = 0, .max = 3, .pods_per_node = 5})};
  CHECK(planned(spec).exhaustion == std::nullopt);
}

TEST_CASE("bisection finds what adding one node at a time finds") {
  ClusterSpec spec;
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
