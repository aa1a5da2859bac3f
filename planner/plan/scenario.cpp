#include "planner/plan/scenario.hpp"

#include <algorithm>

#include "planner/core/proportion.hpp"
#include "planner/plan/node_update.hpp"

namespace cniplan {
namespace {

SubnetTotal total_of(const SubnetDemand& demand) { return {demand.total(), demand.prefixes}; }

void add(SubnetDemand& to, const SubnetDemand& more) {
  for (std::size_t owner = 0; owner < kAddressOwners; ++owner) to.by_owner[owner] += more.by_owner[owner];
  to.prefixes += more.prefixes;
}

/// Keeps the worst that is seen of each subnet, and of the fullest subnet the variant.
class Worst {
 public:
  Worst(const NodeDemand& demand, ScenarioOutcome& outcome)
      : demand_(demand), outcome_(outcome), stress_(demand.model().subnets.size()) {
    outcome.demand.resize(stress_.size());
    outcome.variant.resize(stress_.size());
  }

  /// One subnet in a variant; whether it is the fullest of all so far.
  bool see(SubnetIndex subnet, const SubnetDemand& seen, const std::string& variant) {
    const SubnetStress stress = stress_of(demand_.room(subnet), total_of(seen));
    if (first_[subnet] || stress.worse_than(stress_[subnet])) {
      first_[subnet] = false;
      stress_[subnet] = stress;
      outcome_.demand[subnet] = seen;
      outcome_.variant[subnet] = variant;
    }
    if (fullest_ && !stress.worse_than(*fullest_)) return false;
    fullest_ = stress;
    return true;
  }

 private:
  const NodeDemand& demand_;
  ScenarioOutcome& outcome_;
  std::vector<SubnetStress> stress_;
  std::vector<bool> first_ = std::vector<bool>(stress_.size(), true);
  std::optional<SubnetStress> fullest_;
};

}  // namespace

bool SubnetStress::worse_than(const SubnetStress& other) const {
  if (lacking != other.lacking) return lacking > other.lacking;
  const Wide here = static_cast<Wide>(total.value()) * std::max<std::int64_t>(1, other.usable.value());
  const Wide there = static_cast<Wide>(other.total.value()) * std::max<std::int64_t>(1, usable.value());
  return here > there;
}

SubnetStress stress_of(const SubnetRoom& room, const SubnetTotal& total) {
  SubnetStress stress{.total = total.ips, .usable = room.usable};
  // Where the size is not known nothing is lacking, and what is held counts least.
  if (!room.known) {
    stress.usable = IpCount(std::int64_t{1} << 40);
    return stress;
  }
  stress.lacking = std::max({IpCount(0), total.ips - room.usable,
                             ips_in(room.missing_prefixes(total.ips, total.prefixes)),
                             room.missing_singles(total.ips, total.prefixes)});
  return stress;
}

std::vector<ZoneIndex> zones_with_nodes(const ClusterModel& model) {
  std::vector<bool> used(model.zones.size());
  for (const NodeGroupModel& group : model.node_groups) {
    if (group.nodes.max == NodeCount(0)) continue;
    for (const Placement& place : group.placements) used[place.zone] = true;
  }
  for (const FargateProfileModel& profile : model.fargate_profiles) {
    if (profile.pods.max == PodCount(0)) continue;
    for (const SubnetIndex subnet : profile.subnets) used[model.subnets[subnet].zone] = true;
  }
  std::vector<ZoneIndex> zones;
  for (ZoneIndex zone = 0; zone < used.size(); ++zone) {
    if (used[zone]) zones.push_back(zone);
  }
  return zones;
}

std::vector<PlannedScenario> planned_scenarios(const ClusterModel& model, const std::vector<GroupMaxPods>& max_pods) {
  std::vector<PlannedScenario> planned;
  const auto add_scenario = [&](const ScenarioModel& scenario) {
    PlannedScenario made{.scenario = scenario};
    if (scenario.kind == ScenarioKind::az_loss) {
      const auto zones = zones_with_nodes(model);
      if (zones.size() < 2) return;
      for (const ZoneIndex zone : zones) {
        made.variants.push_back({.name = model.zones[zone],
                                 .lost_zone = zone,
                                 .fleet = fleet_in(model, scenario, max_pods, zone)});
      }
    } else {
      made.variants.push_back({.fleet = fleet_in(model, scenario, max_pods)});
    }
    planned.push_back(std::move(made));
  };
  for (const ScenarioModel& scenario : model.policy.scenarios) add_scenario(scenario);
  if (planned.empty()) add_scenario(built_in_scenario(ScenarioKind::steady));
  return planned;
}

GroupState group_state(const NodeDemand& demand, NodeGroupIndex group, ScenarioKind kind, const GroupLoad& load,
                       std::optional<ZoneIndex> lost_zone) {
  if (kind != ScenarioKind::rolling_update) {
    return {.nodes = load.nodes, .runs = {.runs = spread(load), .lost_zone = lost_zone}};
  }
  const UpdatedGroup updated = updated_group(demand.model().node_groups[group], load, demand.pods_per_node(group));
  return {.nodes = updated.nodes, .extra = updated.extra, .runs = {.runs = updated.runs, .lost_zone = lost_zone}};
}

GroupLoad in_proportion(const GroupLoad& base, NodeCount nodes) {
  if (base.nodes == nodes) return base;
  if (base.nodes == NodeCount(0)) return {};
  return {.nodes = nodes,
          .pods = PodCount(proportion(base.pods.value(), nodes.value(), base.nodes.value())),
          .branch_pods = PodCount(proportion(base.branch_pods.value(), nodes.value(), base.nodes.value()))};
}

ScenarioOutcome outcome_of(const NodeDemand& demand, const PlannedScenario& planned) {
  const ClusterModel& model = demand.model();
  const ScenarioKind kind = planned.scenario.kind;
  ScenarioOutcome outcome;
  Worst worst(demand, outcome);
  for (const ScenarioVariant& variant : planned.variants) {
    std::vector<GroupState> states;
    std::vector<GroupRuns> runs;
    for (NodeGroupIndex g = 0; g < model.node_groups.size(); ++g) {
      states.push_back(group_state(demand, g, kind, variant.fleet.groups[g], variant.lost_zone));
      runs.push_back(states.back().runs);
    }
    std::vector<SubnetDemand> all = fixed_demand(model, planned.scenario, variant.lost_zone);
    demand.add(all, runs);
    bool fullest = outcome.groups.empty();
    for (SubnetIndex i = 0; i < all.size(); ++i) {
      if (worst.see(i, all[i], variant.name)) fullest = true;
    }
    std::optional<NodeGroupIndex> copied;
    std::vector<NodeDemand::Added> copy;
    if (kind == ScenarioKind::blue_green) {
      for (NodeGroupIndex g = 0; g < runs.size(); ++g) {
        auto added = demand.on_top(all, g, runs[g]);
        bool is_fullest = false;
        for (const NodeDemand::Added& more : added) {
          SubnetDemand both = all[more.subnet];
          add(both, more.demand);
          if (worst.see(more.subnet, both, model.node_groups[g].name)) is_fullest = true;
        }
        if (!is_fullest && (copied || added.empty())) continue;
        copied = g;
        copy = std::move(added);
      }
    }
    if (!fullest && !copied) continue;
    outcome.copied = copied;
    outcome.fullest_variant = copied ? model.node_groups[*copied].name : variant.name;
    outcome.total = {};
    for (const SubnetDemand& of_subnet : all) add(outcome.total, of_subnet);
    for (const NodeDemand::Added& more : copy) add(outcome.total, more.demand);
    if (copied) {
      states[*copied].extra = states[*copied].nodes;
      states[*copied].nodes += states[*copied].nodes;
    }
    outcome.nodes = NodeCount(0);
    outcome.pods = PodCount(0);
    for (NodeGroupIndex g = 0; g < states.size(); ++g) {
      outcome.nodes += states[g].nodes;
      outcome.pods += variant.fleet.groups[g].pods + variant.fleet.groups[g].branch_pods;
    }
    if (copied) outcome.pods += variant.fleet.groups[*copied].pods + variant.fleet.groups[*copied].branch_pods;
    for (const FargateProfileModel& profile : model.fargate_profiles) {
      outcome.pods += fargate_pods(profile, planned.scenario);
    }
    outcome.loads = variant.fleet.groups;
    outcome.groups = std::move(states);
  }
  return outcome;
}

}  // namespace cniplan
