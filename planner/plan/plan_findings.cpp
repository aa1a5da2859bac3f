#include "planner/plan/plan_findings.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "planner/capacity/max_pods.hpp"
#include "planner/core/counted.hpp"
#include "planner/core/format.hpp"
#include "planner/plan/demand.hpp"
#include "planner/plan/node_update.hpp"

namespace cniplan {
namespace {

/// What EKS asks at least of the subnets given to a cluster; what it recommends is the rule's threshold. Source:
/// docs.aws.amazon.com/eks/latest/userguide/network-reqs.html (two zones; 6 addresses, better 16).
constexpr std::int64_t kLeastClusterIps = 6;

std::string percent(Share share) {
  const std::int64_t points = share.basis_points();
  return points % 100 == 0 ? fmt::format("{} %", points / 100)
                           : fmt::format("{}.{} %", points / 100, (points % 100 + 9) / 10);
}

class Findings {
 public:
  Findings(const PlanInputs& inputs, const ClusterPlan& plan) : in_(inputs), plan_(plan) {}

  std::vector<Finding> run() {
    for (std::size_t i = 0; i < in_.model.node_groups.size(); ++i) about_group(i);
    about_workloads();
    about_pod_counts();
    for (std::size_t i = 0; i < plan_.subnets.size(); ++i) about_subnet(i);
    about_cluster_subnets();
    about_lost_zones();
    about_updates();
    about_exhaustion();
    std::ranges::stable_sort(found_, {}, &Finding::severity);
    return std::move(found_);
  }

 private:
  void add(RuleRef rule, std::string subject, std::string message, std::string remedy, Location at) {
    found_.push_back({.rule = rule,
                      .subject = std::move(subject),
                      .message = std::move(message),
                      .remedy = std::move(remedy),
                      .location = at});
  }

  void about_group(std::size_t index) {
    const NodeGroupModel& group = in_.model.node_groups[index];
    const NodeGroupPlan& planned = plan_.node_groups[index];
    const std::string subject = fmt::format("node group \"{}\"", group.name);
    if (group.manager == NodeManager::hybrid) return;
    if (const auto& fault = in_.max_pods[index].expression_fault) {
      add("max-pods.expression", subject,
          fmt::format("maxPods: {} (column {} of the expression); nodeadm sets its default, {}", fault->message,
                      fault->location.column, planned.max_pods),
          fault->way_out, group.max_pods_location);
    }
    if (planned.max_pods_source == MaxPodsSource::managed_cap && !std::holds_alternative<MaxPodsAuto>(group.max_pods)) {
      add("max-pods.capped", subject,
          fmt::format("EKS enforces max Pods {} on managed node groups of {}, whatever the spec says", planned.max_pods,
                      planned.max_pods_type),
          "use an AMI of your own, or plan with that value", group.max_pods_location);
    }
    const auto& pod_ips = in_.max_pods[index].pod_ips;
    // On Windows the scheduler counts addresses as a resource, so that max Pods cannot mislead it.
    if (pod_ips && group.os != NodeOs::windows && planned.max_pods - group.host_network_pods > PodCount(pod_ips->value())) {
      add("max-pods.above-addresses", subject,
          fmt::format("max Pods {} lets {} Pods onto a node whose ENIs have {} addresses for them; the others hang in "
                      "ContainerCreating",
                      planned.max_pods, planned.max_pods - group.host_network_pods, *pod_ips),
          fmt::format("set maxPods to {}", PodCount(pod_ips->value()) + group.host_network_pods),
          group.max_pods_location.line > 0 ? group.max_pods_location : group.location);
    }
    if (group.manager == NodeManager::auto_mode) {
      add("auto-mode.warm-pool-assumed", subject,
          "AWS does not publish the warm pool of EKS Auto Mode; planned with one warm prefix a node", "", group.location);
    }
    if (group.full_nodes) {
      add("pods.assumed-full", subject,
          fmt::format("the file does not say how many Pods run; planned with full nodes, {} each",
                      counted(full_node(in_.max_pods[index], group.host_network_pods))),
          "--pods-per-node N plans with another number", group.location);
    }
    for (const NodeGroupScenario& scenario : planned.scenarios) {
      if (about_group_in(group, planned, scenario, subject)) break;  // the same again in `max` says nothing new
    }
  }

  bool about_group_in(const NodeGroupModel& group, const NodeGroupPlan& planned, const NodeGroupScenario& scenario,
                      const std::string& subject) {
    if (scenario.nodes == NodeCount(0)) return false;
    const std::string where = fmt::format("in scenario {}", plan_.scenarios[scenario.scenario].name);
    const PodCount branch_per_node(ceil_div(scenario.branch_pods.value(), scenario.nodes.value()));
    const PodCount on_node = scenario.most_pods + branch_per_node + group.host_network_pods;
    bool said = false;
    if (on_node > planned.max_pods) {
      add("pods.above-max-pods", subject,
          fmt::format("{} Pods a node, {} of them on the host network, are above max Pods {} of {} {}", on_node,
                      group.host_network_pods, planned.max_pods, planned.max_pods_type, where),
          fmt::format("plan at most {} Pods a node, or raise maxPods",
                      std::max(planned.max_pods - group.host_network_pods, PodCount(0))),
          group.location);
      said = true;
    }
    if (scenario.fullest.pods_without_address > PodCount(0)) {
      add("pods.without-address", subject,
          fmt::format("the fullest node has no address for {} of its {} Pods {}: {} serves Pods with {} of {} addresses",
                      scenario.fullest.pods_without_address, scenario.most_pods, where, scenario.type,
                      counted(scenario.fullest.usable_enis), slots_of(group, scenario)),
          without_address_remedy(scenario), group.location);
      said = true;
    }
    if (scenario.fullest.branch_pods_without_eni > PodCount(0)) {
      add("pods.without-branch-eni", subject,
          fmt::format("the fullest node has no branch ENI for {} with security groups of their own {}",
                      counted(scenario.fullest.branch_pods_without_eni), where),
          "use an instance type with more branch ENIs, or more nodes", group.location);
      said = true;
    }
    if (!scenario.fullest.settles) {
      add("cni.never-settles", subject,
          fmt::format("with WARM_ENI_TARGET=0 and {} Pods a node the last ENI is attached and detached for ever; planned "
                      "with its peak",
                      scenario.most_pods),
          "set WARM_ENI_TARGET to 1, or WARM_IP_TARGET", group.location);
      said = true;
    }
    if (in_.model.cni.prefix_delegation && scenario.fullest.mode == AddressMode::secondary_ip) {
      add("cni.prefixes-need-nitro", subject,
          fmt::format("{} is neither Nitro nor bare metal: prefix delegation falls back to secondary IP mode", scenario.type),
          "use a Nitro instance type", group.location);
      said = true;
    }
    return said;
  }

  [[nodiscard]] static std::int64_t slots_of(const NodeGroupModel& group, const NodeGroupScenario& scenario) {
    const auto type =
        std::ranges::find_if(group.types, [&](const InstanceType& t) { return t.name.view() == scenario.type; });
    const std::int64_t slots = type->ipv4_per_eni - 1;
    return scenario.fullest.mode == AddressMode::prefix ? slots * kIpsPerPrefix : slots;
  }

  [[nodiscard]] std::string without_address_remedy(const NodeGroupScenario& scenario) const {
    const CniConfig& cni = in_.model.cni;
    if (cni.minimum_ip_target > 0 && cni.warm_ip_target == 0) {
      return "set WARM_IP_TARGET too: with MINIMUM_IP_TARGET alone Pods beyond it never get an address";
    }
    if (scenario.fullest.mode == AddressMode::windows_secondary_ip) return "plan fewer Pods a node: Windows uses one ENI";
    if (!cni.prefix_delegation) return "turn prefix delegation on, or plan fewer Pods a node";
    return "plan fewer Pods a node, or use a larger instance type";
  }

  /// Each workload in the scenario in which most of its Pods find no node. Those that only a lost zone leaves without one
  /// are told of with the zone.
  void about_workloads() {
    struct Worst {
      Unplaced unplaced;
      std::size_t scenario;
    };
    std::vector<Worst> worst;
    for (std::size_t s = 0; s < in_.planned.size(); ++s) {
      if (in_.planned[s].scenario.kind == ScenarioKind::az_loss) continue;
      for (const Unplaced& unplaced : in_.planned[s].variants.front().fleet.unplaced) {
        const auto known = std::ranges::find(worst, unplaced.workload, [](const Worst& w) { return w.unplaced.workload; });
        if (known == worst.end()) {
          worst.push_back({unplaced, s});
        } else if (unplaced.pods > known->unplaced.pods) {
          *known = {unplaced, s};
        }
      }
    }
    for (const Worst& found : worst) about_unplaced(found.unplaced, plan_.scenarios[found.scenario].name);
  }

  void about_unplaced(const Unplaced& unplaced, const std::string& scenario) {
    const std::string subject = fmt::format("workload \"{}\"", unplaced.workload);
    const auto say = [&](RuleRef rule, std::string_view lacking, std::string remedy) {
      add(rule, subject,
          fmt::format("no node has {} for {} of its Pods in scenario {}", lacking, unplaced.pods, scenario),
          std::move(remedy), unplaced.location);
    };
    switch (unplaced.lacks) {
      case NodeResource::nodes:
        add("pods.no-room", subject,
            fmt::format("there is no node for {} of its Pods in scenario {}", unplaced.pods, scenario),
            "plan nodes in a group that may take it", unplaced.location);
        break;
      case NodeResource::max_pods: {
        if (const auto higher = higher_max_pods(unplaced)) {
          say("max-pods.below-need", "room under max Pods",
              fmt::format("set maxPods of node group \"{}\" to {}: its ENIs have {} addresses for Pods", higher->group,
                          higher->max_pods, higher->pod_ips));
        } else {
          say("pods.no-room", "room under max Pods", "plan more nodes, or a higher max Pods");
        }
        break;
      }
      case NodeResource::branch_enis:
        say("pods.without-branch-eni", "a branch ENI", "use an instance type with more branch ENIs, or more nodes");
        break;
      case NodeResource::cpu:
        say("pods.no-cpu", "CPU", "plan more or larger nodes, or lower requests.cpu");
        break;
      case NodeResource::memory:
        say("pods.no-memory", "memory", "plan more or larger nodes, or lower requests.memory");
        break;
    }
  }

  struct HigherMaxPods {
    std::string group;
    PodCount max_pods;
    IpCount pod_ips;
  };
  /// A max Pods with which the nodes of one group would take the Pods that find no room, if their ENIs have addresses for
  /// so many, and EKS does not enforce less.
  [[nodiscard]] std::optional<HigherMaxPods> higher_max_pods(const Unplaced& unplaced) const {
    for (const NodeGroupIndex index : unplaced.node_groups) {
      const NodeGroupModel& group = in_.model.node_groups[index];
      const GroupMaxPods& now = in_.max_pods[index];
      if (!now.pod_ips || group.nodes.max == NodeCount(0)) continue;
      const PodCount more(ceil_div(unplaced.pods.value(), group.nodes.max.value()));
      const PodCount wanted = now.value + more;
      if (PodCount(now.pod_ips->value()) + group.host_network_pods < wanted) continue;
      if (!may_have(group, wanted)) continue;
      return HigherMaxPods{group.name, wanted, *now.pod_ips};
    }
    return std::nullopt;
  }

  /// Whether EKS lets the nodes of a group have that max Pods.
  [[nodiscard]] static bool may_have(const NodeGroupModel& group, PodCount max_pods) {
    if (group.manager == NodeManager::auto_mode) return false;
    if (group.manager != NodeManager::managed || group.custom_ami) return true;
    return std::ranges::all_of(group.types, [&](const InstanceType& type) {
      const auto cap = pod_cap(type);
      return !cap || max_pods <= *cap;
    });
  }

  /// A spec that names no Pods plans a nearly empty cluster, which is seldom what its author means.
  void about_pod_counts() {
    const bool pods_named = std::ranges::any_of(in_.model.node_groups, [](const NodeGroupModel& group) {
      return group.pods_per_node.has_value() || group.full_nodes || group.manager == NodeManager::hybrid;
    });
    const bool workloads_named = std::ranges::any_of(
        in_.model.workloads, [](const WorkloadModel& workload) { return !workload.addon; });
    if (in_.model.node_groups.empty() || pods_named || workloads_named) return;
    add("pods.none-given", "nodeGroups",
        "no workloads and no podsPerNode are given: only the add-ons' Pods are planned",
        "give podsPerNode, or workloads", in_.model.node_groups.front().location);
  }

  void about_subnet(std::size_t index) {
    const SubnetPlan& subnet = plan_.subnets[index];
    const Location at = in_.model.subnets[index].location;
    const std::string subject = fmt::format("subnet \"{}\"", subnet.label);
    if (!subnet.usable) {
      const auto most = std::ranges::max(subnet.scenarios, {}, [](const auto& s) { return s.demand.total(); });
      if (most.demand.total() > IpCount(0)) {
        add("subnet.size-unknown", subject,
            fmt::format("its CIDR is not known, so that nobody can say whether its {} fit", counted(most.demand.total())),
            "give its cidr", at);
      }
      return;
    }
    // The scenario that is worst for the subnet speaks for all of them.
    const SubnetScenario* worst = &subnet.scenarios.front();
    SubnetStress stress = stress_in(index, *worst);
    for (const SubnetScenario& scenario : subnet.scenarios) {
      const SubnetStress here = stress_in(index, scenario);
      if (!here.worse_than(stress)) continue;
      worst = &scenario;
      stress = here;
    }
    const std::string where = fmt::format("in scenario {}", scenario_text(plan_, worst->scenario, worst->variant));
    const PolicyModel& policy = in_.model.policy;
    if (*worst->free < IpCount(0)) {
      add("subnet.full", subject,
          fmt::format("lacks {} {}: {} wanted, {} usable", counted(IpCount(0) - *worst->free), where,
                      worst->demand.total(), *subnet.usable),
          remedy(index, *worst), at);
    } else if (worst->missing_prefixes > PrefixCount(0)) {
      add("subnet.prefixes-short", subject,
          fmt::format("lacks {} {}: {} prefixes and {} single addresses, {} blocks at best",
                      counted(worst->missing_prefixes), where, worst->demand.prefixes,
                      worst->demand.total() - ips_in(worst->demand.prefixes),
                      subnet.space->exposed + subnet.space->sheltered),
          remedy(index, *worst), at);
    } else if (worst->missing_singles > IpCount(0)) {
      add("subnet.singles-short", subject,
          fmt::format("lacks {} single addresses {}: {} wanted, and only prefixes are taken from its reservations",
                      worst->missing_singles, where, worst->demand.total() - ips_in(worst->demand.prefixes)),
          "make the prefix reservation smaller", at);
    } else if (*worst->utilization >= policy.fail_at || *worst->utilization >= policy.warn_at) {
      const bool fails = *worst->utilization >= policy.fail_at;
      add(fails ? RuleRef("subnet.above-fail-share") : RuleRef("subnet.above-warn-share"), subject,
          fmt::format("{} used {}: {} of {} addresses, {} free ({} is {})", percent(*worst->utilization), where,
                      worst->demand.total(), *subnet.usable, *worst->free, fails ? "failAt" : "warnAt",
                      percent(fails ? policy.fail_at : policy.warn_at)),
          remedy(index, *worst), at);
    }
    if (worst->fits()) about_fragmentation(index, subject, at);
    about_load_balancers(index, subject, at);
    about_growth(subnet, subject, at);
  }

  [[nodiscard]] SubnetStress stress_in(std::size_t index, const SubnetScenario& scenario) const {
    return stress_of(in_.demand.room(index), {scenario.demand.total(), scenario.demand.prefixes});
  }

  /// Blocks that are there at best and need not be there: in the scenario in which that is likeliest.
  void about_fragmentation(std::size_t index, const std::string& subject, Location at) {
    const SubnetPlan& subnet = plan_.subnets[index];
    const SubnetScenario* riskiest = nullptr;
    PrefixCount lacking;
    for (const SubnetScenario& scenario : subnet.scenarios) {
      if (!scenario.prefix_outlook) continue;
      const PrefixCount here = scenario.demand.prefixes - scenario.prefix_outlook->supply.worst;
      const bool riskier = riskiest == nullptr ||
                           scenario.prefix_outlook->all_millionths < riskiest->prefix_outlook->all_millionths ||
                           (scenario.prefix_outlook->all_millionths == riskiest->prefix_outlook->all_millionths &&
                            here > lacking);
      if (!riskier) continue;
      riskiest = &scenario;
      lacking = here;
    }
    if (riskiest == nullptr || lacking <= PrefixCount(0)) return;
    const PrefixOutlook& outlook = *riskiest->prefix_outlook;
    const std::string where = scenario_text(plan_, riskiest->scenario, riskiest->variant);
    const IpCount singles = in_.demand.room(index).singles(riskiest->demand.total(), riskiest->demand.prefixes);
    const bool reserved = in_.demand.room(index).has_prefix_reservation;
    const std::string remedy = fmt::format("{} for its {} prefixes: a CIDR reservation of type prefix, which single "
                                           "addresses leave alone",
                                           reserved ? "reserve a larger part of it" : "reserve a part of it",
                                           riskiest->demand.prefixes);
    const RuleRef unlikely = "subnet.prefixes-unlikely";
    constexpr std::int64_t kEven = 500'000;
    if (outlook.all_millionths < threshold_of(unlikely, in_.model.policy.rules) * (1'000'000 / Share::kWhole)) {
      found_.push_back({.rule = unlikely,
                        .severity = outlook.all_millionths < kEven ? unlikely->severity : unlikely->milder.value(),
                        .subject = subject,
                        .message = fmt::format("all {} prefixes can be had beside {} single addresses with a chance of {} "
                                               "in scenario {}; {} blocks are expected, {} at worst",
                                               riskiest->demand.prefixes, singles, chance(outlook.all_millionths), where,
                                               outlook.supply.expected_millionths / 1'000'000, outlook.supply.worst),
                        .remedy = remedy,
                        .location = at});
      return;
    }
    add(reserved ? RuleRef("subnet.prefixes-worst-case") : RuleRef("subnet.no-prefix-reservation"), subject,
        fmt::format("its {} single addresses can break so many /28 blocks that {} of {} prefixes lack in scenario {}; "
                    "with a chance of {} all can be had",
                    singles, lacking, riskiest->demand.prefixes, where, chance(outlook.all_millionths)),
        remedy, at);
  }

  /// "97.3 %"; never rounded to certainty or impossibility.
  static std::string chance(std::int64_t millionths) {
    if (millionths == 1'000'000) return "100 %";
    if (millionths >= 999'900) return "over 99.9 %";
    if (millionths < 1'000 && millionths > 0) return "under 0.1 %";
    return fmt::format("{}.{} %", millionths / 10'000, millionths / 1'000 % 10);
  }

  void about_growth(const SubnetPlan& subnet, const std::string& subject, Location at) {
    if (!subnet.growth) return;
    const SubnetGrowth& growth = *subnet.growth;
    const PolicyModel& policy = in_.model.policy;
    const auto when = [](std::int64_t month) { return counted(month, "month", "months"); };
    // What is so today is told by other findings.
    if (growth.fail_month && *growth.fail_month > 0) {
      const RuleRef rule = "growth.crosses-fail";
      const bool soon = *growth.fail_month <= threshold_of(rule, policy.rules);
      found_.push_back({.rule = rule,
                        .severity = soon ? rule->severity : rule->milder.value(),
                        .subject = subject,
                        .message = fmt::format("reaches {} of its addresses in {} when Pods grow by {} a month: {} of {}",
                                               percent(policy.fail_at), when(*growth.fail_month),
                                               percent(in_.model.growth->pods_per_month),
                                               growth.demand[static_cast<std::size_t>(*growth.fail_month)], *subnet.usable),
                        .remedy = "make it larger before, or add a subnet",
                        .location = at});
    }
    const bool same = growth.fail_month && *growth.fail_month == growth.warn_month;
    if (growth.warn_month && *growth.warn_month > 0 && !same) {
      add("growth.crosses-warn", subject,
          fmt::format("reaches {} of its addresses in {} when Pods grow by {} a month", percent(policy.warn_at),
                      when(*growth.warn_month), percent(in_.model.growth->pods_per_month)),
          "plan a larger subnet, or another one", at);
    }
  }

  void about_lost_zones() {
    const auto asked = std::ranges::find(in_.model.policy.scenarios, ScenarioKind::az_loss, &ScenarioModel::kind);
    if (asked == in_.model.policy.scenarios.end()) return;
    const auto zones = zones_with_nodes(in_.model);
    const RuleRef rule = "az-loss.not-survivable";
    if (zones.size() == 1) {
      add(rule, "cluster", fmt::format("all nodes stand in {}: when it is lost, nothing runs on", in_.model.zones[zones.front()]),
          "give the node groups subnets in further zones", asked->location);
    }
    const auto planned = std::ranges::find(in_.planned, ScenarioKind::az_loss, [](const PlannedScenario& p) { return p.scenario.kind; });
    if (planned == in_.planned.end()) return;
    for (const NodeGroupModel& group : in_.model.node_groups) {
      if (group.zones != 1 || group.nodes.desired == NodeCount(0)) continue;
      add(rule, fmt::format("node group \"{}\"", group.name),
          fmt::format("stands in {} alone: when it is lost, its {} and their Pods have no other place",
                      in_.model.zones[group.placements.front().zone], counted(group.nodes.desired)),
          "give it subnets in further zones", group.location);
    }
    const Fleet steady = fleet_in(in_.model, built_in_scenario(ScenarioKind::steady), in_.max_pods);
    for (const ScenarioVariant& variant : planned->variants) {
      for (const Unplaced& unplaced : variant.fleet.unplaced) {
        const bool always = std::ranges::find(steady.unplaced, unplaced.workload, &Unplaced::workload) != steady.unplaced.end();
        if (always) continue;
        add(rule, fmt::format("workload \"{}\"", unplaced.workload),
            fmt::format("no node has room for {} of its Pods when {} is lost", unplaced.pods, variant.name),
            "plan more nodes, or let other node groups take it", unplaced.location);
      }
    }
    const auto index = static_cast<std::size_t>(planned - in_.planned.begin());
    if (plan_.scenarios[index].fits || !fits_steady()) return;
    add(rule, "cluster",
        fmt::format("when {} is lost, its nodes and Pods do not fit into the other zones", plan_.scenarios[index].variant),
        "give the subnets of the other zones more addresses", asked->location);
  }

  /// Whether the desired nodes and Pods fit, as far as it is planned.
  [[nodiscard]] bool fits_steady() const {
    return std::ranges::none_of(plan_.scenarios, [](const ScenarioPlan& scenario) {
      return scenario.kind == ScenarioKind::steady && !scenario.fits;
    });
  }

  void about_updates() {
    for (NodeGroupIndex g = 0; g < in_.model.node_groups.size(); ++g) {
      const NodeGroupModel& group = in_.model.node_groups[g];
      const bool by_budget = group.manager == NodeManager::karpenter || group.manager == NodeManager::auto_mode;
      if (by_budget && group.nodes.desired > NodeCount(0) && update_step(group, group.nodes.desired).away == NodeCount(0)) {
        add("update.blocked", fmt::format("node group \"{}\"", group.name),
            "its disruption budget is 0, so that its nodes are never replaced", "allow at least 1 node", group.update.location);
      }
    }
    const auto planned = std::ranges::find(in_.planned, ScenarioKind::rolling_update, [](const PlannedScenario& p) { return p.scenario.kind; });
    if (planned == in_.planned.end() || !fits_steady()) return;
    const auto index = static_cast<std::size_t>(planned - in_.planned.begin());
    if (plan_.scenarios[index].fits) return;
    const Fleet& fleet = planned->variants.front().fleet;
    std::vector<GroupRuns> runs;
    for (const GroupLoad& load : fleet.groups) runs.push_back({.runs = spread(load)});
    const std::vector<SubnetDemand> fixed = fixed_demand(in_.model, planned->scenario);
    for (NodeGroupIndex g = 0; g < in_.model.node_groups.size(); ++g) {
      const GroupState updated = group_state(in_.demand, g, ScenarioKind::rolling_update, fleet.groups[g], std::nullopt);
      if (updated.extra == NodeCount(0) || !stands_in_full_subnet(g, index)) continue;
      std::vector<SubnetDemand> demand = fixed;
      const GroupRuns steady = runs[g];
      runs[g] = updated.runs;
      in_.demand.add(demand, runs);
      runs[g] = steady;
      const bool alone_fits = std::ranges::all_of(subnets_of(g), [&](SubnetIndex subnet) {
        return stress_of(in_.demand.room(subnet), {demand[subnet].total(), demand[subnet].prefixes}).lacking == IpCount(0);
      });
      const RuleRef rule = "update.no-surge";
      found_.push_back(
          {.rule = rule,
           .severity = alone_fits ? rule->milder.value() : rule->severity,
           .subject = fmt::format("node group \"{}\"", in_.model.node_groups[g].name),
           .message = fmt::format("the {} that its update adds to {} do not fit{}", counted(updated.extra, "node", "nodes"),
                                  counted(fleet.groups[g].nodes), alone_fits ? " when all node groups are updated at once" : ""),
           .remedy = alone_fits ? "update one node group after the other, or give its subnets more addresses"
                                : "give its subnets more addresses, or set the update strategy minimal",
           .location = in_.model.node_groups[g].update.location});
    }
  }

  [[nodiscard]] std::vector<SubnetIndex> subnets_of(NodeGroupIndex group) const {
    std::vector<SubnetIndex> subnets;
    for (const Placement& place : in_.model.node_groups[group].placements) {
      subnets.push_back(place.nodes);
      subnets.push_back(place.pods);
      subnets.insert(subnets.end(), place.discovered.begin(), place.discovered.end());
    }
    return subnets;
  }

  [[nodiscard]] bool stands_in_full_subnet(NodeGroupIndex group, std::size_t scenario) const {
    return std::ranges::any_of(subnets_of(group), [&](SubnetIndex subnet) {
      return !plan_.subnets[subnet].scenarios[scenario].fits();
    });
  }

  void about_exhaustion() {
    if (!plan_.exhaustion || !plan_.fits) return;
    NodeCount most;
    for (const NodeGroupPlan& group : plan_.node_groups) {
      if (group.manager != NodeManager::hybrid) most += group.nodes.max;
    }
    if (plan_.exhaustion->nodes >= most) return;
    const Limit& first = plan_.exhaustion->first;
    add("exhaustion.near", "cluster",
        fmt::format("{} fit in every scenario, the node groups may grow to {}; then {} in scenario {}",
                    counted(plan_.exhaustion->nodes), most, lack_text(first),
                    scenario_text(plan_, first.scenario, first.variant)),
        "give it more of that, or lower the maximum of the node groups", {});
  }

  static std::string lack_text(const Limit& limit) {
    switch (limit.resource) {
      case Resource::addresses: return fmt::format("subnet {} lacks addresses", limit.subnet);
      case Resource::prefixes: return fmt::format("subnet {} lacks whole /28 blocks", limit.subnet);
      case Resource::single_addresses: return fmt::format("subnet {} lacks single addresses", limit.subnet);
      case Resource::network_interfaces: return "the Region's quota of ENIs is used up";
      case Resource::network_address_units: return "the VPC's quota of network address units is used up";
      case Resource::enis:
      case Resource::max_pods:
      case Resource::branch_enis: break;  // they stop Pods, not nodes
    }
    return "";
  }

  /// The size that would do, and what less warm addresses would change.
  [[nodiscard]] std::string remedy(std::size_t index, const SubnetScenario& worst) {
    std::string text;
    if (const auto length = prefix_length_for(worst.demand, in_.model.policy.warn_at)) {
      const Cidr larger = Cidr::containing(Ipv4Address(0), *length);
      text = fmt::format("a /{} ({} usable) holds it below {}", *length, usable_ips(larger),
                         percent(in_.model.policy.warn_at));
    } else {
      text = "no subnet is large enough: spread the nodes over more subnets";
    }
    if (const auto leaner = with_warm_ip_target(index, worst); leaner && *leaner < worst.demand.total()) {
      text += fmt::format("; or WARM_IP_TARGET={} takes {} here", kLeanWarmIpTarget, *leaner);
    }
    return text;
  }

  /// What the same nodes and Pods take of the subnet with a small WARM_IP_TARGET, when no IP target is set yet.
  [[nodiscard]] std::optional<IpCount> with_warm_ip_target(std::size_t index, const SubnetScenario& worst) {
    const CniConfig& cni = in_.model.cni;
    if (cni.ip_targets() || cni.ip_family == IpFamily::ipv6) return std::nullopt;
    lean_.resize(plan_.scenarios.size());
    auto& lean = lean_[worst.scenario];
    if (lean.empty()) {
      ClusterModel leaner = in_.model;
      leaner.cni.warm_ip_target = kLeanWarmIpTarget;
      lean = outcome_of(NodeDemand(leaner, in_.max_pods), in_.planned[worst.scenario]).demand;
    }
    return lean[index].total();
  }

  void about_load_balancers(std::size_t index, const std::string& subject, Location at) {
    for (const SubnetScenario& scenario : plan_.subnets[index].scenarios) {
      const IpCount held = scenario.demand[AddressOwner::alb] + scenario.demand[AddressOwner::nlb];
      if (held == IpCount(0)) continue;
      const IpCount room = *scenario.free + held;
      const IpCount least(threshold_of("load-balancer.room", in_.model.policy.rules));
      if (room >= least) continue;
      add("load-balancer.room", subject,
          fmt::format("{} addresses are left for load balancers in scenario {}; making one needs {}",
                      std::max(room, IpCount(0)), plan_.scenarios[scenario.scenario].name, least),
          "use another subnet for load balancers", at);
      return;
    }
  }

  void about_cluster_subnets() {
    const auto& cluster = in_.model.control_plane_subnets;
    if (in_.model.platform != Platform::eks && in_.model.platform != Platform::eks_auto) return;
    if (cluster.empty()) {
      add("control-plane.no-subnet", "control plane",
          fmt::format("no subnet is used for it: its up to {} ENIs are not planned", kControlPlaneEnis),
          "give at least two subnets in two zones the use controlPlane", {});
      return;
    }
    std::vector<std::string> zones;
    for (const SubnetIndex index : cluster) {
      const SubnetPlan& subnet = plan_.subnets[index];
      if (!subnet.az.empty() && std::ranges::find(zones, subnet.az) == zones.end()) zones.push_back(subnet.az);
      if (subnet.az.empty()) zones.push_back(fmt::format("#{}", index));
      if (!subnet.usable) continue;
      const SubnetScenario* worst = &*std::ranges::min_element(
          subnet.scenarios, {}, [](const SubnetScenario& scenario) { return *scenario.free; });
      const IpCount room = *worst->free + worst->demand[AddressOwner::control_plane];
      const RuleRef rule = "control-plane.room";
      const IpCount good(threshold_of(rule, in_.model.policy.rules));
      const bool too_few = room < IpCount(kLeastClusterIps);
      // A subnet of its own, for which EKS suggests a /28, needs no reserve for others' growth.
      const bool of_its_own = worst->demand.total() == worst->demand[AddressOwner::control_plane];
      if (!too_few && (of_its_own || room >= good)) continue;
      found_.push_back(
          {.rule = rule,
           .severity = too_few ? rule->severity : rule->milder.value(),
           .subject = fmt::format("subnet \"{}\"", subnet.label),
           .message = fmt::format("{} left for the control plane in scenario {}; EKS needs {} and recommends {}",
                                  counted(std::max(room, IpCount(0))), plan_.scenarios[worst->scenario].name, kLeastClusterIps,
                                  good),
           .remedy = "give the control plane subnets of its own, a /28 each",
           .location = in_.model.subnets[index].location});
    }
    if (zones.size() < 2) {
      add("control-plane.one-zone", "control plane", "its subnets are in one zone; EKS needs two",
          "give a subnet of another zone the use controlPlane", in_.model.subnets[cluster.front()].location);
    }
  }

  static constexpr std::int64_t kLeanWarmIpTarget = 2;

  const PlanInputs& in_;
  const ClusterPlan& plan_;
  std::vector<Finding> found_;
  std::vector<std::vector<SubnetDemand>> lean_;  // with kLeanWarmIpTarget, by scenario; made when asked for
};

}  // namespace

std::vector<Finding> plan_findings(const PlanInputs& inputs, const ClusterPlan& plan) {
  return Findings(inputs, plan).run();
}

std::optional<int> prefix_length_for(const SubnetDemand& demand, Share most) {
  for (int length = kSmallestSubnet; length >= kLargestSubnet; --length) {
    const SubnetRoom room = room_of({.cidr = Cidr::containing(Ipv4Address(0), length)});
    const bool holds = demand.total().value() * Share::kWhole < room.usable.value() * most.basis_points();
    if (holds && room.missing_prefixes(demand.total(), demand.prefixes) == PrefixCount(0)) return length;
  }
  return std::nullopt;
}

}  // namespace cniplan
