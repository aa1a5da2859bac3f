#include "planner/plan/plan_cluster.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "planner/core/counted.hpp"
#include "planner/core/format.hpp"
#include "planner/plan/demand.hpp"
#include "planner/plan/exhaustion.hpp"
#include "planner/plan/fleet.hpp"
#include "planner/plan/group_max_pods.hpp"
#include "planner/plan/plan_derivations.hpp"
#include "planner/plan/plan_findings.hpp"

namespace cniplan {
namespace {

NodeGroupScenario group_in(const ClusterModel& model, std::size_t index, ScenarioName scenario, const Fleet& fleet,
                           const GroupMaxPods& max_pods) {
  const NodeGroupModel& group = model.node_groups[index];
  const GroupFleet& nodes = fleet.groups[index];
  NodeGroupScenario made{.scenario = scenario,
                         .nodes = nodes.nodes,
                         .pods = nodes.pods,
                         .branch_pods = nodes.branch_pods};
  const auto runs = spread(nodes);
  if (runs.empty() || group.manager == NodeManager::hybrid) return made;
  made.most_pods = runs.front().pods;
  const WorstNode worst = worst_node(model, group,
                                     {.pods = runs.front().pods,
                                      .branch_pods = runs.front().branch_pods,
                                      .max_pods = max_pods.value});
  made.fullest = worst.usage;
  made.type = group.types[worst.type].name.view();
  made.least_ips = worst.least_ips;
  return made;
}

NodeGroupPlan plan_group(const ClusterModel& model, std::size_t index, const std::vector<Fleet>& fleets,
                         const GroupMaxPods& max_pods) {
  const NodeGroupModel& group = model.node_groups[index];
  NodeGroupPlan plan{.name = group.name,
                     .manager = group.manager,
                     .os = group.os,
                     .nodes = group.nodes,
                     .max_pods = max_pods.value,
                     .max_pods_source = max_pods.source};
  for (const InstanceType& type : group.types) plan.types.emplace_back(type.name.view());
  if (!group.types.empty()) plan.max_pods_type = plan.types[max_pods.type];
  for (const Placement& place : group.placements) {
    const std::string& label = model.subnets[place.nodes].label;
    if (std::ranges::find(plan.subnets, label) == plan.subnets.end()) plan.subnets.push_back(label);
  }
  for (std::size_t s = 0; s < fleets.size(); ++s) {
    plan.scenarios.push_back(group_in(model, index, model.policy.scenarios[s], fleets[s], max_pods));
  }
  return plan;
}

SubnetScenario scenario_of(const SubnetModel& subnet, ScenarioName scenario, const SubnetDemand& fleet,
                           const SubnetDemand& fixed) {
  SubnetScenario made{.scenario = scenario};
  for (std::size_t owner = 0; owner < kAddressOwners; ++owner) {
    made.demand.by_owner[owner] = fleet.by_owner[owner] + fixed.by_owner[owner];
  }
  made.demand.prefixes = fleet.prefixes;
  if (subnet.cidr) {
    const IpCount usable = usable_ips(*subnet.cidr);
    made.free = usable - made.demand.total();
    made.utilization =
        Share::from_basis_points(ceil_div(made.demand.total().value() * Share::kWhole, usable.value()));
    made.missing_prefixes = missing_prefixes(*subnet.cidr, made.demand);
    made.missing_singles = missing_singles(*subnet.cidr, subnet.prefix_reserved, made.demand);
  }
  return made;
}

std::string verdict_of(const ClusterPlan& plan) {
  const SubnetPlan* fullest = nullptr;
  const SubnetScenario* worst = nullptr;
  bool unknown = false;
  for (const SubnetPlan& subnet : plan.subnets) {
    if (!subnet.usable) {
      unknown = true;
      continue;
    }
    for (const SubnetScenario& scenario : subnet.scenarios) {
      const bool worse = worst == nullptr || (worst->fits() && !scenario.fits()) ||
                         (worst->fits() == scenario.fits() && *scenario.utilization > *worst->utilization);
      if (!worse) continue;
      fullest = &subnet;
      worst = &scenario;
    }
  }
  if (worst == nullptr) {
    return plan.subnets.empty() ? "Nothing to plan: there are no subnets."
                                : "Cannot say whether it fits: no subnet's CIDR is known.";
  }
  const std::string where = fmt::format("subnet {} in scenario {}", fullest->label, to_string(worst->scenario));
  if (*worst->free < IpCount(0)) {
    return fmt::format("Does not fit: {} lacks {} of {} addresses.", where, IpCount(0) - *worst->free,
                       worst->demand.total());
  }
  if (worst->missing_prefixes > PrefixCount(0)) {
    return fmt::format("Does not fit: {} lacks {}.", where, counted(worst->missing_prefixes));
  }
  if (worst->missing_singles > IpCount(0)) {
    return fmt::format("Does not fit: {} lacks {} single addresses outside of its reservations.", where,
                       worst->missing_singles);
  }
  const auto errors = std::ranges::count(plan.findings, Severity::error, &Finding::severity);
  std::string fits = unknown ? "Fits where the size is known" : "Fits";
  if (errors > 0) fits = fmt::format("The addresses fit, but there {} {} to mend", errors == 1 ? "is" : "are", counted(errors, "error", "errors"));
  return fmt::format("{}: the fullest is {}, {} of {} addresses used.", fits, where, worst->demand.total(),
                     *fullest->usable);
}

}  // namespace

ClusterPlan plan_cluster(const ClusterModel& model) {
  ClusterPlan plan{.name = model.name, .platform = model.platform, .cni = model.cni, .scenarios = model.policy.scenarios};
  std::vector<GroupMaxPods> max_pods;
  for (const NodeGroupModel& group : model.node_groups) max_pods.push_back(group_max_pods(model, group));
  std::vector<Fleet> fleets;
  for (const ScenarioName scenario : plan.scenarios) fleets.push_back(fleet_in(model, scenario, max_pods));

  for (std::size_t i = 0; i < model.node_groups.size(); ++i) {
    plan.node_groups.push_back(plan_group(model, i, fleets, max_pods[i]));
  }
  for (const SubnetModel& subnet : model.subnets) {
    SubnetPlan made{.label = subnet.label, .id = subnet.id, .az = subnet.az, .cidr = subnet.cidr};
    if (subnet.cidr) {
      made.usable = usable_ips(*subnet.cidr);
      made.assignable_prefixes = assignable_prefixes(*subnet.cidr);
    }
    plan.subnets.push_back(std::move(made));
  }
  for (std::size_t s = 0; s < plan.scenarios.size(); ++s) {
    const auto fleet = fleet_demand(model, fleets[s], max_pods);
    const auto fixed = fixed_demand(model, plan.scenarios[s]);
    for (std::size_t i = 0; i < plan.subnets.size(); ++i) {
      plan.subnets[i].scenarios.push_back(scenario_of(model.subnets[i], plan.scenarios[s], fleet[i], fixed[i]));
      plan.fits = plan.fits && plan.subnets[i].scenarios.back().fits();
    }
  }
  const auto steady = std::ranges::find(plan.scenarios, ScenarioName::steady);
  plan.exhaustion = steady == plan.scenarios.end()
                        ? exhaustion(model, fleet_in(model, ScenarioName::steady, max_pods), max_pods)
                        : exhaustion(model, fleets[static_cast<std::size_t>(steady - plan.scenarios.begin())], max_pods);
  const PlanInputs inputs{model, max_pods, fleets};
  plan.findings = plan_findings(inputs, plan);
  plan.verdict = verdict_of(plan);
  plan.derivations = plan_derivations(inputs, plan);
  return plan;
}

}  // namespace cniplan
