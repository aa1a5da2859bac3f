#include "planner/plan/plan_findings.hpp"

#include "tests/support/specs.hpp"

using namespace cniplan;
using namespace cniplan::test;

namespace {

/// m5.large in one zone with prefixes: 5 Pods are a prefix, and one is warm; 33 addresses, one of them single.
ClusterSpec with_prefixes(std::string_view block, std::int64_t nodes) {
  ClusterSpec spec;
  spec.policy = planning({ScenarioKind::steady});
  spec.addons.emplace();
  spec.vpc.subnets = {subnet("only", block)};
  spec.cni.env = {variable("ENABLE_PREFIX_DELEGATION", "true")};
  spec.node_groups = {group("all", {"m5.large"}, {.desired = nodes, .pods_per_node = 5})};
  return spec;
}

}  // namespace

TEST_CASE("whole blocks that are there at best need not be there") {
  // A /24 has 14 blocks, of 251 addresses.
  ClusterPlan plan = planned(with_prefixes("10.0.0.0/24", 6));
  const auto& outlook = plan.subnets.front().scenarios.front().prefix_outlook;
  REQUIRE(outlook.has_value());
  CHECK(outlook->supply.best == PrefixCount(14));
  CHECK(outlook->supply.worst == PrefixCount(8));
  CHECK(outlook->supply.expected_millionths < 10'000'000);
  REQUIRE(finding(plan, "subnet.prefixes-unlikely") != nullptr);
  CHECK(finding(plan, "subnet.prefixes-unlikely")->severity == Severity::error);

  // Three nodes want six prefixes: eleven are left even when each of three addresses breaks one.
  plan = planned(with_prefixes("10.0.0.0/24", 3));
  CHECK(finding(plan, "subnet.prefixes-unlikely") == nullptr);
  CHECK(finding(plan, "subnet.no-prefix-reservation") == nullptr);

  // Five want ten, nine are left at worst.
  plan = planned(with_prefixes("10.0.0.0/24", 5));
  REQUIRE(finding(plan, "subnet.prefixes-unlikely") != nullptr);
  CHECK(finding(plan, "subnet.prefixes-unlikely")->severity == Severity::warning);
}

TEST_CASE("a reservation shelters prefixes from single addresses") {
  ClusterSpec spec = with_prefixes("10.0.0.0/24", 5);
  ReservationSpec reservation;
  reservation.cidr = Located<Cidr>{cidr("10.0.0.128/25")};
  reservation.type = Located<ReservationType>{ReservationType::prefix};
  spec.vpc.subnets.front().reservations = {reservation};
  const ClusterPlan plan = planned(spec);
  const auto& outlook = plan.subnets.front().scenarios.front().prefix_outlook;
  REQUIRE(outlook.has_value());
  // Seven blocks are sheltered; five single addresses can break five of the other seven.
  CHECK(outlook->supply.worst == PrefixCount(9));
  CHECK(finding(plan, "subnet.no-prefix-reservation") == nullptr);
}

TEST_CASE("where all prefixes are all but certain, the worst case is only said") {
  // A /20 has 254 blocks. 84 nodes want 168 and break 84 at worst, which leaves 170; 85 want 170, and 169 are left.
  CHECK(finding(planned(with_prefixes("10.0.0.0/20", 84)), "subnet.no-prefix-reservation") == nullptr);
  ClusterSpec spec = with_prefixes("10.0.0.0/20", 85);
  ClusterPlan plan = planned(spec);
  CHECK(finding(plan, "subnet.prefixes-unlikely") == nullptr);
  REQUIRE(finding(plan, "subnet.no-prefix-reservation") != nullptr);
  CHECK(finding(plan, "subnet.no-prefix-reservation")->message ==
        "its 85 single addresses can break so many /28 blocks that 1 of 170 prefixes lack in scenario steady; with a chance "
        "of over 99.9 % all can be had");

  // A reservation that is too small to shelter them all.
  ReservationSpec reservation;
  reservation.cidr = Located<Cidr>{cidr("10.0.8.0/26")};
  reservation.type = Located<ReservationType>{ReservationType::prefix};
  spec.vpc.subnets.front().reservations = {reservation};
  plan = planned(spec);
  CHECK(finding(plan, "subnet.no-prefix-reservation") == nullptr);
  REQUIRE(finding(plan, "subnet.prefixes-worst-case") != nullptr);
  CHECK(finding(plan, "subnet.prefixes-worst-case")->severity == Severity::info);
}

TEST_CASE("an update whose new nodes find no room is told, and whether it fits alone") {
  ClusterSpec spec;
  spec.policy = planning({ScenarioKind::steady, ScenarioKind::rolling_update});
  spec.addons.emplace();
  // 10 addresses without Pods, 20 with: 59 usable hold two nodes and one new one with and one without.
  spec.vpc.subnets = {subnet("only", "10.0.0.0/26")};
  spec.node_groups = {group("x", {"m5.large"}, {.desired = 1, .pods_per_node = 1}),
                      group("y", {"m5.large"}, {.desired = 1, .pods_per_node = 0})};
  // x: 20, y: 10. An update of x adds 20 and 10: 60; of y 10 and 10: 50.
  const ClusterPlan plan = planned(spec);
  CHECK(plan.scenarios[0].fits);
  CHECK_FALSE(plan.scenarios[1].fits);
  std::vector<std::pair<std::string, Severity>> found;
  for (const Finding& made : plan.findings) {
    if (made.rule->id == "update.no-surge") found.emplace_back(made.subject, made.severity);
  }
  CHECK(found == std::vector<std::pair<std::string, Severity>>{{"node group \"x\"", Severity::error},
                                                               {"node group \"y\"", Severity::warning}});
}

TEST_CASE("a disruption budget of none blocks every update") {
  ClusterSpec spec;
  spec.policy = planning({ScenarioKind::steady, ScenarioKind::rolling_update});
  spec.vpc.subnets = {subnet("only", "10.0.0.0/24")};
  spec.node_groups = {group("pool", {"m5.large"}, {.desired = 3, .pods_per_node = 5, .manager = NodeManager::karpenter})};
  CHECK(finding(planned(spec), "update.blocked") == nullptr);
  spec.node_groups.front().update.max_unavailable = Located<std::variant<NodeCount, Share>>{NodeCount(0)};
  CHECK(finding(planned(spec), "update.blocked") != nullptr);
}

TEST_CASE("node groups that may grow further than their subnets are told") {
  ClusterSpec spec;
  spec.policy = planning({ScenarioKind::steady});
  spec.vpc.subnets = {subnet("only", "10.0.0.0/24")};
  spec.node_groups = {group("all", {"m5.large"}, {.desired = 3, .max = 12, .pods_per_node = 5})};
  CHECK(finding(planned(spec), "exhaustion.near") == nullptr);
  spec.node_groups.front().nodes.max = Located<std::int64_t>{13};
  const ClusterPlan plan = planned(spec);
  REQUIRE(finding(plan, "exhaustion.near") != nullptr);
  CHECK(finding(plan, "exhaustion.near")->message ==
        "12 nodes fit in every scenario, the node groups may grow to 13; then subnet only lacks addresses in scenario "
        "steady");
}

TEST_CASE("a max Pods that is too low is told with the one that would do, unless EKS enforces it") {
  ClusterSpec spec;
  spec.policy = planning({ScenarioKind::steady});
  spec.addons.emplace();
  spec.vpc.subnets = {subnet("only", "10.0.0.0/20")};
  spec.node_groups = {group("all", {"m5.large"}, {.desired = 2})};
  spec.node_groups.front().max_pods = Located<MaxPodsSpec>{PodCount(12)};
  WorkloadSpec workload;
  workload.name = Located<std::string>{"api"};
  workload.replicas.desired = Located<std::int64_t>{25};
  spec.workloads = {workload};
  const ClusterPlan plan = planned(spec);
  // Room for 10 on each of two nodes; five more are three more on one.
  REQUIRE(finding(plan, "max-pods.below-need") != nullptr);
  CHECK(finding(plan, "max-pods.below-need")->message ==
        "no node has room under max Pods for 5 of its Pods in scenario steady");
  CHECK(finding(plan, "max-pods.below-need")->remedy ==
        "set maxPods of node group \"all\" to 15: its ENIs have 27 addresses for Pods");
  spec.workloads.front().replicas.desired = Located<std::int64_t>{100};
  CHECK(finding(planned(spec), "max-pods.below-need") == nullptr);
  CHECK(finding(planned(spec), "pods.no-room") != nullptr);
}
