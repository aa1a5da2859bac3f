#include "planner/plan/growing_fleet.hpp"

#include <algorithm>

#include "planner/core/proportion.hpp"

namespace cniplan {
namespace {

std::int64_t nodes_of(const Fleet& fleet) {
  std::int64_t all = 0;
  for (const GroupLoad& group : fleet.groups) all += group.nodes.value();
  return all;
}

}  // namespace

GrowingFleet::GrowingFleet(const NodeDemand& demand, const std::vector<GroupMaxPods>& max_pods)
    : demand_(demand), model_(demand.model()) {
  const ScenarioModel most = built_in_scenario(ScenarioKind::max);
  most_.scenario = most;
  most_.variants.push_back({.fleet = fleet_in(model_, most, max_pods)});
  Fleet desired = fleet_in(model_, built_in_scenario(ScenarioKind::steady), max_pods);
  reference_ = nodes_of(desired) > 0 ? std::move(desired) : most_.variants.front().fleet;
  total_weight_ = nodes_of(reference_);
}

GrowthState GrowingFleet::state_of(const PlannedScenario& planned, const ScenarioVariant& variant,
                                   std::size_t scenario) const {
  GrowthState state{.planned = &planned, .variant = &variant, .scenario = scenario};
  SubnetDemand all;
  for (const SubnetDemand& demand : fixed_demand(model_, planned.scenario, variant.lost_zone)) {
    state.fixed.subnets.push_back({demand.total(), demand.prefixes});
    for (std::size_t owner = 0; owner < kAddressOwners; ++owner)
      all.by_owner[owner] += demand.by_owner[owner];
  }
  state.fixed_enis = network_interfaces(all);
  for (NodeGroupIndex g = 0; g < model_.node_groups.size(); ++g) {
    GroupLoad load = variant.fleet.groups[g];
    const bool of_users =
        !planned.scenario.node_groups.empty() && planned.scenario.node_groups[g].nodes.has_value();
    if (load.nodes == NodeCount(0) && !of_users && !variant.lost_zone)
      load = most_.variants.front().fleet.groups[g];
    state.density.push_back(load);
  }
  return state;
}

GroupRuns GrowingFleet::runs_of(const GrowthState& state, NodeGroupIndex group, const GroupLoad& load) const {
  return group_state(demand_, group, state.planned->scenario.kind, load, state.variant->lost_zone).runs;
}

const std::vector<std::int64_t>& GrowingFleet::shared_out(std::int64_t nodes) {
  if (shared_out_ == nodes) return counts_;
  shared_out_ = nodes;
  counts_.clear();
  const auto weight = [&](std::size_t g) { return reference_.groups[g].nodes.value(); };
  std::vector<std::size_t> groups;
  std::int64_t left = nodes;
  for (std::size_t g = 0; g < reference_.groups.size(); ++g) {
    counts_.push_back(total_weight_ == 0 ? 0 : proportion(nodes, weight(g), total_weight_));
    left -= counts_.back();
    if (weight(g) > 0) groups.push_back(g);
  }
  const auto comes_later = [&](std::size_t a, std::size_t b) {
    const Wide of_a = static_cast<Wide>(counts_[a] + 1) * weight(b);
    const Wide of_b = static_cast<Wide>(counts_[b] + 1) * weight(a);
    return of_a > of_b || (of_a == of_b && a > b);
  };
  std::ranges::make_heap(groups, comes_later);
  for (; left > 0 && !groups.empty(); --left) {
    std::ranges::pop_heap(groups, comes_later);
    ++counts_[groups.back()];
    std::ranges::push_heap(groups, comes_later);
  }
  return counts_;
}

}  // namespace cniplan
