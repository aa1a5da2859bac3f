#include "planner/plan/growing_fleet.hpp"

#include "tests/support/specs.hpp"

using namespace cniplan;
using namespace cniplan::test;

namespace {

/// A cluster whose groups have so many nodes desired and at most.
ClusterModel groups_of(const std::vector<GroupOptions>& groups,
                       std::vector<ScenarioKind> scenarios = {ScenarioKind::steady}) {
  ClusterSpec spec;
  spec.policy = planning(std::move(scenarios));
  spec.addons.emplace();
  spec.vpc.subnets = {subnet("a", "10.0.0.0/20", "a"), subnet("b", "10.0.16.0/20", "b")};
  for (std::size_t g = 0; g < groups.size(); ++g) {
    spec.node_groups.push_back(group("g" + std::to_string(g), {"m5.large"}, groups[g]));
  }
  return resolved(spec);
}

std::vector<GroupMaxPods> all_max_pods(const ClusterModel& model) {
  std::vector<GroupMaxPods> max_pods;
  for (const NodeGroupModel& group : model.node_groups) max_pods.push_back(group_max_pods(model, group));
  return max_pods;
}

}  // namespace

TEST_CASE("a fleet is shared out as if it grew node by node") {
  const auto weights = GENERATE(
      values<std::vector<std::int64_t>>({{1}, {1, 1}, {3, 5}, {7, 1, 1}, {2, 0, 9, 4}, {100, 1, 50}}));
  std::vector<GroupOptions> groups;
  for (const std::int64_t nodes : weights)
    groups.push_back({.desired = nodes, .max = nodes + 1, .pods_per_node = 5});
  const ClusterModel model = groups_of(groups);
  const auto max_pods = all_max_pods(model);
  const NodeDemand demand(model, max_pods);
  GrowingFleet fleet(demand, max_pods);
  for (std::int64_t nodes = 0; nodes < 40; ++nodes) {
    CAPTURE(nodes);
    CHECK(fleet.shared_out(nodes) == grown_one_by_one(nodes, weights));
  }
}

TEST_CASE("where no node is desired the most are what groups grow in proportion to") {
  const ClusterModel model =
      groups_of({{.desired = 0, .max = 3, .pods_per_node = 5}, {.desired = 0, .max = 1, .pods_per_node = 5}});
  const auto max_pods = all_max_pods(model);
  const NodeDemand demand(model, max_pods);
  GrowingFleet fleet(demand, max_pods);
  CHECK(fleet.reference_nodes() == NodeCount(4));
  CHECK(fleet.shared_out(8) == std::vector<std::int64_t>{6, 2});
}

TEST_CASE("nodes of a grown fleet are as full as they are, and each second copy comes on top") {
  const ClusterModel model = groups_of(
      {{.desired = 2, .pods_per_node = 5}, {.desired = 2, .pods_per_node = 5}}, {ScenarioKind::blue_green});
  const auto max_pods = all_max_pods(model);
  const NodeDemand demand(model, max_pods);
  const auto planned = planned_scenarios(model, max_pods);
  GrowingFleet fleet(demand, max_pods);
  const GrowthState state = fleet.state_of(planned[0], planned[0].variants[0], 0);
  std::vector<IpCount> all;
  std::vector<std::pair<NodeGroupIndex, IpCount>> copies;
  // m5.large with 5 Pods holds 20 addresses; the groups have 4 and 4 nodes, half of them in each zone.
  fleet.with(
      8, state,
      [&](const FleetTotal& total) {
        for (const SubnetTotal& of_subnet : total.subnets) all.push_back(of_subnet.ips);
        CHECK(total.nodes == NodeCount(8));
      },
      [&](const FleetTotal&, NodeGroupIndex group, const std::vector<NodeDemand::AddedTotal>& added,
          const FleetTotal& count) {
        CHECK(count.nodes == NodeCount(12));
        for (const NodeDemand::AddedTotal& more : added) copies.emplace_back(group, more.total.ips);
      });
  CHECK(all == std::vector{IpCount(80), IpCount(80)});
  using Copy = std::pair<NodeGroupIndex, IpCount>;
  CHECK(copies == std::vector<Copy>{{0, IpCount(40)}, {0, IpCount(40)}, {1, IpCount(40)}, {1, IpCount(40)}});
}
