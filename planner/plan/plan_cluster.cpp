#include "planner/plan/plan_cluster.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "planner/core/counted.hpp"
#include "planner/core/format.hpp"
#include "planner/plan/demand.hpp"
#include "planner/plan/exhaustion.hpp"
#include "planner/plan/fleet.hpp"
#include "planner/plan/group_max_pods.hpp"
#include "planner/plan/growth.hpp"
#include "planner/plan/network_findings.hpp"
#include "planner/plan/plan_charts.hpp"
#include "planner/plan/plan_derivations.hpp"
#include "planner/plan/plan_findings.hpp"
#include "planner/plan/policy.hpp"
#include "planner/plan/scale_findings.hpp"
#include "planner/plan/scenario.hpp"

namespace cniplan {
namespace {

NodeGroupScenario group_in(const NodeDemand& demand, NodeGroupIndex index, std::size_t scenario,
                           const ScenarioOutcome& outcome) {
  const NodeGroupModel& group = demand.model().node_groups[index];
  const GroupState& state = outcome.groups[index];
  NodeGroupScenario made{.scenario = scenario,
                         .nodes = state.nodes,
                         .extra_nodes = state.extra,
                         .pods = outcome.loads[index].pods,
                         .branch_pods = outcome.loads[index].branch_pods};
  const bool copied = outcome.copied == index;
  if (copied) {
    made.pods += made.pods;
    made.branch_pods += made.branch_pods;
  }
  if (group.manager == NodeManager::hybrid) return made;
  const NodeRun* fullest = nullptr;
  for (const NodeRun& run : state.runs.runs) {
    const WorstNode& node = demand.node(index, run);
    const std::int64_t nodes = run.nodes.value() * (copied ? 2 : 1);
    made.addresses += node.usage.total() * nodes;
    made.least_addresses += node.least_ips * nodes;
    if (fullest == nullptr || run.pods > fullest->pods) fullest = &run;
  }
  if (fullest == nullptr) return made;
  NodeRun running = *fullest;
  running.drained = false;
  const WorstNode& worst = demand.node(index, running);
  made.most_pods = running.pods;
  made.fullest = worst.usage;
  made.type = group.types[worst.type].name.view();
  made.least_ips = worst.least_ips;
  return made;
}

NodeGroupPlan plan_group(const ClusterModel& model, std::size_t index, const GroupMaxPods& max_pods) {
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
  return plan;
}

SubnetPlan plan_subnet(const SubnetModel& subnet, const SubnetRoom& room) {
  SubnetPlan plan{.label = subnet.label, .id = subnet.id, .az = subnet.az, .cidr = subnet.cidr};
  if (!subnet.cidr) return plan;
  plan.usable = room.usable;
  plan.assignable_prefixes = assignable_prefixes(*subnet.cidr);
  plan.space = room.space;
  return plan;
}

SubnetScenario subnet_in(const SubnetModel& subnet, const SubnetRoom& room, std::size_t scenario,
                         const SubnetDemand& demand, std::string variant, const PlanOptions& options) {
  SubnetScenario made{.scenario = scenario, .variant = std::move(variant), .demand = demand};
  if (!room.known) return made;
  const IpCount total = demand.total();
  made.free = room.usable - total;
  made.utilization = Share::from_basis_points(ceil_div(total.value() * Share::kWhole, room.usable.value()));
  made.missing_prefixes = room.missing_prefixes(total, demand.prefixes);
  made.missing_singles = room.missing_singles(total, demand.prefixes);
  if (demand.prefixes == PrefixCount(0)) return made;
  const SharedDemand wanted{.singles = room.singles(total, demand.prefixes), .prefixes = demand.prefixes};
  made.prefix_outlook = prefixes_after_singles(room.space, wanted);
  if (options.sampling) {
    const SubnetMap map(*subnet.cidr, Ipv4Set::of(subnet.used_ranges),
                        {.prefix = subnet.prefix_reservations, .explicit_use = subnet.explicit_reservations});
    made.sampled_outlook = prefixes_among_singles(map, wanted, *options.sampling);
  }
  return made;
}

/// The subnet that lacks most, or else the fullest.
std::string verdict_of(const ClusterModel& model, const ClusterPlan& plan, const NodeDemand& demand) {
  const SubnetPlan* fullest = nullptr;
  const SubnetScenario* worst = nullptr;
  SubnetStress stress;
  bool unknown = false;
  for (SubnetIndex i = 0; i < plan.subnets.size(); ++i) {
    const SubnetPlan& subnet = plan.subnets[i];
    if (!subnet.usable) {
      unknown = true;
      continue;
    }
    for (const SubnetScenario& scenario : subnet.scenarios) {
      const SubnetStress here = stress_of(demand.room(i), {scenario.demand.total(), scenario.demand.prefixes});
      if (worst != nullptr && !here.worse_than(stress)) continue;
      fullest = &subnet;
      worst = &scenario;
      stress = here;
    }
  }
  if (worst == nullptr) {
    return plan.subnets.empty() ? "Nothing to plan: there are no subnets."
                                : "Cannot say whether it fits: no subnet's CIDR is known.";
  }
  // A report may be all that somebody reads.
  const std::string_view assumed = model.assumed_subnets ? " in the subnets that eksctl would make" : "";
  const std::string where =
      fmt::format("subnet {} in scenario {}", fullest->label, scenario_text(plan, worst->scenario, worst->variant));
  if (*worst->free < IpCount(0)) {
    return fmt::format("Does not fit{}: {} lacks {} of {} addresses.", assumed, where, IpCount(0) - *worst->free,
                       worst->demand.total());
  }
  if (worst->missing_prefixes > PrefixCount(0)) {
    return fmt::format("Does not fit{}: {} lacks {}.", assumed, where, counted(worst->missing_prefixes));
  }
  if (worst->missing_singles > IpCount(0)) {
    return fmt::format("Does not fit{}: {} lacks {} single addresses outside of its reservations.", assumed, where,
                       worst->missing_singles);
  }
  const auto errors = std::ranges::count_if(plan.findings, [](const Finding& finding) {
    return finding.state == FindingState::open && finding.severity == Severity::error;
  });
  std::string fits = fmt::format("Fits{}{}", unknown ? " where the size is known" : "", assumed);
  if (errors > 0) {
    fits = fmt::format("The addresses fit{}, but there {} {} to mend", assumed, errors == 1 ? "is" : "are",
                       counted(errors, "error", "errors"));
  }
  return fmt::format("{}: the fullest is {}, {} of {} addresses used.", fits, where, worst->demand.total(),
                     *fullest->usable);
}

/// Everything that is found, as policy and baseline leave it.
std::vector<Finding> findings_of(const PlanInputs& inputs, const ClusterPlan& plan, const PlanOptions& options) {
  std::vector<Finding> found = plan_findings(inputs, plan);
  std::ranges::move(network_findings(inputs.model), std::back_inserter(found));
  std::ranges::move(scale_findings(inputs.model, plan), std::back_inserter(found));
  found = apply_policy(std::move(found), finding_policy(inputs.model.policy), options.today);
  if (options.baseline != nullptr) found = compare_with(std::move(found), *options.baseline).findings;
  return found;
}

}  // namespace

ClusterPlan plan_cluster(const ClusterModel& model, const PlanOptions& options) {
  ClusterPlan plan{.name = model.name,
                   .platform = model.platform,
                   .cni = model.cni,
                   .warn_at = model.policy.warn_at,
                   .fail_at = model.policy.fail_at};
  std::vector<GroupMaxPods> max_pods;
  for (const NodeGroupModel& group : model.node_groups) max_pods.push_back(group_max_pods(model, group));
  const NodeDemand demand(model, max_pods);
  const std::vector<PlannedScenario> planned = planned_scenarios(model, max_pods);

  for (std::size_t i = 0; i < model.node_groups.size(); ++i) {
    plan.node_groups.push_back(plan_group(model, i, max_pods[i]));
  }
  for (SubnetIndex i = 0; i < model.subnets.size(); ++i) {
    plan.subnets.push_back(plan_subnet(model.subnets[i], demand.room(i)));
  }
  for (std::size_t s = 0; s < planned.size(); ++s) {
    ScenarioOutcome outcome = outcome_of(demand, planned[s]);
    ScenarioPlan scenario{.name = planned[s].scenario.name,
                          .kind = planned[s].scenario.kind,
                          .variant = outcome.fullest_variant,
                          .nodes = outcome.nodes,
                          .pods = outcome.pods,
                          .total = outcome.total,
                          .network_interfaces = network_interfaces(outcome.total),
                          .network_address_units = network_address_units(model, outcome.total, outcome.nodes)};
    for (SubnetIndex i = 0; i < plan.subnets.size(); ++i) {
      plan.subnets[i].scenarios.push_back(subnet_in(model.subnets[i], demand.room(i), s, outcome.demand[i],
                                                    std::move(outcome.variant[i]), options));
      scenario.fits = scenario.fits && plan.subnets[i].scenarios.back().fits();
    }
    for (NodeGroupIndex g = 0; g < plan.node_groups.size(); ++g) {
      plan.node_groups[g].scenarios.push_back(group_in(demand, g, s, outcome));
    }
    plan.fits = plan.fits && scenario.fits;
    plan.scenarios.push_back(std::move(scenario));
  }
  Exhaustions exhausted = exhaustions(demand, planned, max_pods);
  plan.exhaustion = std::move(exhausted.all);
  for (NodeGroupIndex g = 0; g < plan.node_groups.size(); ++g) {
    plan.node_groups[g].exhaustion = std::move(exhausted.of_group[g]);
    plan.node_groups[g].pod_exhaustion = std::move(exhausted.pods_of_group[g]);
  }
  if (model.growth) {
    plan.growth = GrowthPlan{.pods_per_month = model.growth->pods_per_month, .months = model.growth->months};
    auto grown = subnet_growth(demand, planned);
    for (SubnetIndex i = 0; i < plan.subnets.size(); ++i) plan.subnets[i].growth = std::move(grown[i]);
  }
  const PlanInputs inputs{model, max_pods, demand, planned};
  plan.findings = findings_of(inputs, plan, options);
  plan.verdict = verdict_of(model, plan, demand);
  if (options.derivations) plan.derivations = plan_derivations(inputs, plan);
  if (options.charts) plan.charts = plan_charts(inputs, plan);
  return plan;
}

}  // namespace cniplan
