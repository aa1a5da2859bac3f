#include "planner/plan/plan_findings.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "planner/core/counted.hpp"
#include "planner/core/format.hpp"
#include "planner/plan/demand.hpp"

namespace cniplan {
namespace {

/// What EKS asks of the subnets given to a cluster. Source:
/// docs.aws.amazon.com/eks/latest/userguide/network-reqs.html (two zones; 6 addresses, better 16).
constexpr std::int64_t kLeastClusterIps = 6;
constexpr std::int64_t kGoodClusterIps = 16;

/// Addresses that must be free in a subnet for a load balancer to be made there. Source:
/// docs.aws.amazon.com/eks/latest/userguide/network-load-balancing.html, alb-ingress.html.
constexpr std::int64_t kLoadBalancerIps = 8;

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
    const std::string where = fmt::format("in scenario {}", to_string(scenario.scenario));
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

  void about_workloads() {
    for (std::size_t s = 0; s < in_.fleets.size(); ++s) {
      for (const Unplaced& unplaced : in_.fleets[s].unplaced) {
        add("pods.no-room", fmt::format("workload \"{}\"", unplaced.workload),
            fmt::format("no node has room under max Pods for {} of its Pods in scenario {}", unplaced.pods,
                        to_string(plan_.scenarios[s])),
            "plan more nodes, or a higher max Pods", unplaced.location);
      }
    }
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
    for (const SubnetScenario& scenario : subnet.scenarios) {
      if (*scenario.free < *worst->free || scenario.missing_prefixes > worst->missing_prefixes ||
          scenario.missing_singles > worst->missing_singles) {
        worst = &scenario;
      }
    }
    const std::string where = fmt::format("in scenario {}", to_string(worst->scenario));
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
                      worst->demand.total() - ips_in(worst->demand.prefixes), *subnet.assignable_prefixes),
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
    about_load_balancers(index, subject, at);
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

  /// What the same fleet takes of the subnet with a small WARM_IP_TARGET, when no IP target is set yet.
  [[nodiscard]] std::optional<IpCount> with_warm_ip_target(std::size_t index, const SubnetScenario& worst) {
    const CniConfig& cni = in_.model.cni;
    if (cni.ip_targets() || cni.ip_family == IpFamily::ipv6) return std::nullopt;
    const auto scenario =
        static_cast<std::size_t>(std::ranges::find(plan_.scenarios, worst.scenario) - plan_.scenarios.begin());
    lean_demand_.resize(plan_.scenarios.size());
    auto& demand = lean_demand_[scenario];
    if (demand.empty()) {
      ClusterModel leaner = in_.model;
      leaner.cni.warm_ip_target = kLeanWarmIpTarget;
      demand = fleet_demand(leaner, in_.fleets[scenario], in_.max_pods);
    }
    const SubnetDemand& now = worst.demand;
    const IpCount fixed = now[AddressOwner::fargate] + now[AddressOwner::control_plane] +
                          now[AddressOwner::load_balancers] + now[AddressOwner::endpoints] + now[AddressOwner::others];
    return demand[index].total() + fixed;
  }

  void about_load_balancers(std::size_t index, const std::string& subject, Location at) {
    for (const SubnetScenario& scenario : plan_.subnets[index].scenarios) {
      const IpCount held = scenario.demand[AddressOwner::load_balancers];
      if (held == IpCount(0)) continue;
      const IpCount room = *scenario.free + held;
      if (room >= IpCount(kLoadBalancerIps)) continue;
      add("load-balancer.room", subject,
          fmt::format("{} addresses are left for load balancers in scenario {}; making one needs {}",
                      std::max(room, IpCount(0)), to_string(scenario.scenario), kLoadBalancerIps),
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
      const bool too_few = room < IpCount(kLeastClusterIps);
      // A subnet of its own, for which EKS suggests a /28, needs no reserve for others' growth.
      const bool of_its_own = worst->demand.total() == worst->demand[AddressOwner::control_plane];
      if (!too_few && (of_its_own || room >= IpCount(kGoodClusterIps))) continue;
      const RuleRef rule = "control-plane.room";
      found_.push_back(
          {.rule = rule,
           .severity = too_few ? rule->severity : rule->milder.value(),
           .subject = fmt::format("subnet \"{}\"", subnet.label),
           .message = fmt::format("{} left for the control plane in scenario {}; EKS needs {} and recommends {}",
                                  counted(std::max(room, IpCount(0))), to_string(worst->scenario), kLeastClusterIps,
                                  kGoodClusterIps),
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
  std::vector<std::vector<SubnetDemand>> lean_demand_;  // with kLeanWarmIpTarget, by scenario; made when asked for
};

}  // namespace

std::vector<Finding> plan_findings(const PlanInputs& inputs, const ClusterPlan& plan) {
  return Findings(inputs, plan).run();
}

std::optional<int> prefix_length_for(const SubnetDemand& demand, Share most) {
  for (int length = kSmallestSubnet; length >= kLargestSubnet; --length) {
    const Cidr subnet = Cidr::containing(Ipv4Address(0), length);
    const bool holds = demand.total().value() * Share::kWhole < usable_ips(subnet).value() * most.basis_points();
    if (holds && missing_prefixes(subnet, demand) == PrefixCount(0)) return length;
  }
  return std::nullopt;
}

}  // namespace cniplan
