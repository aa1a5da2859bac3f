#include "planner/plan/scale_findings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "planner/capacity/api_throttling.hpp"
#include "planner/capacity/max_pods.hpp"
#include "planner/capacity/node_limits.hpp"
#include "planner/capacity/warm_pool.hpp"
#include "planner/core/counted.hpp"
#include "planner/core/duration.hpp"
#include "planner/core/format.hpp"
#include "planner/core/proportion.hpp"
#include "planner/plan/group_max_pods.hpp"
#include "planner/plan/node_findings.hpp"

namespace cniplan {
namespace {

/// Distinct nodes whose EC2 calls are played through; each takes some microseconds.
constexpr std::size_t kMostTimelines = 64;
/// Calls of fleets that a calendar of EC2's buckets grants one by one; each takes some nanoseconds.
constexpr std::int64_t kMostCalendarCalls = 60'000;
/// Types that a message names.
constexpr std::size_t kNamedTypes = 3;

/// Rules on settings of the cluster, which say the same of every node group: said of the first.
constexpr std::array<std::string_view, 3> kOfTheCluster = {"cni.ignored-target", "cni.no-warm-prefix",
                                                           "cni.warm-ip-target-calls"};

/// "35.8 %", rounded down to a tenth.
std::string percent(std::int64_t part, std::int64_t whole) {
  const std::int64_t tenths = proportion(part, 1'000, whole);
  return tenths % 10 == 0 ? fmt::format("{} %", tenths / 10)
                          : fmt::format("{}.{} %", tenths / 10, tenths % 10);
}

class ScaleFindings {
 public:
  ScaleFindings(const ClusterModel& model, const ClusterPlan& plan)
      : model_(model), plan_(plan), settings_matter_(settings_may_matter(model.cni, model.cni_given)) {}

  std::vector<Finding> run() {
    const bool eks = model_.platform == Platform::eks || model_.platform == Platform::eks_auto;
    about_address_units();
    about_network_interfaces();
    about_tested_scale();
    if (eks) about_eks_quotas();
    for (std::size_t i = 0; i < model_.node_groups.size(); ++i) {
      const NodeGroupModel& group = model_.node_groups[i];
      if (group.manager == NodeManager::hybrid || group.types.empty()) continue;
      about_lowest_type(group, plan_.node_groups[i]);
      about_recommended(group, plan_.node_groups[i]);
      about_memory(group, plan_.node_groups[i]);
      if (group.os == NodeOs::windows || group.manager == NodeManager::auto_mode) continue;
      about_settings(group, plan_.node_groups[i]);
      about_scale_out(group, plan_.node_groups[i]);
    }
    say_of_the_cluster();
    std::ranges::stable_sort(found_, {}, &Finding::severity);
    return std::move(found_);
  }

 private:
  void add(RuleRef rule, Severity severity, std::string subject, std::string message, std::string remedy,
           Location at) {
    found_.push_back({.rule = rule,
                      .severity = severity,
                      .subject = std::move(subject),
                      .message = std::move(message),
                      .remedy = std::move(remedy),
                      .location = at});
  }
  void add(RuleRef rule, std::string subject, std::string message, std::string remedy, Location at = {}) {
    add(rule, rule->severity, std::move(subject), std::move(message), std::move(remedy), at);
  }

  [[nodiscard]] std::int64_t threshold(RuleRef rule) const { return threshold_of(rule, model_.policy.rules); }

  [[nodiscard]] static std::string subject_of(const NodeGroupModel& group) {
    return fmt::format("node group \"{}\"", group.name);
  }

  // Quotas and tested scale.

  /// The scenario in which a figure is highest, the first of equals; nothing for a plan without scenarios.
  template <class Figure>
  [[nodiscard]] const ScenarioPlan* worst(Figure figure) const {
    if (plan_.scenarios.empty()) return nullptr;
    return &*std::ranges::max_element(plan_.scenarios, {}, figure);
  }

  /// "in scenario az-loss without eu-west-1a"
  [[nodiscard]] std::string where(const ScenarioPlan& scenario) const {
    const auto index = static_cast<std::size_t>(&scenario - plan_.scenarios.data());
    return fmt::format("in scenario {}", scenario_text(plan_, index, scenario.variant));
  }

  /// Something of which there is a quota: an error above it, a warning from the rule's share of it on.
  struct Taken {
    RuleRef rule;
    std::string subject;
    std::int64_t amount = 0;
    std::int64_t quota = 0;
    std::string what;  // "network address units in scenario max"
    std::string remedy;
  };
  void about_quota(const Taken& taken) {
    const bool above = taken.amount > taken.quota;
    const Wide share = static_cast<Wide>(taken.amount) * Share::kWhole;
    if (!above && (taken.amount == 0 || share < static_cast<Wide>(taken.quota) * threshold(taken.rule)))
      return;
    add(taken.rule, above ? taken.rule->severity : taken.rule->milder.value(), taken.subject,
        above ? fmt::format("{} {}, {} above the quota of {}", taken.amount, taken.what,
                            taken.amount - taken.quota, taken.quota)
              : fmt::format("{} {} are {} of the quota of {}", taken.amount, taken.what,
                            percent(taken.amount, taken.quota), taken.quota),
        taken.remedy, {});
  }

  /// What prefix delegation would change, for clusters without it.
  [[nodiscard]] std::string or_prefixes() const {
    const bool singles = !model_.cni.prefix_delegation && model_.cni.ip_family == IpFamily::ipv4;
    return singles ? "; or turn prefix delegation on, of which 16 addresses are one unit" : "";
  }

  void about_address_units() {
    const ScenarioPlan* const most = worst(&ScenarioPlan::network_address_units);
    if (most == nullptr) return;
    about_quota({.rule = "vpc.nau-above-quota",
                 .subject = "VPC",
                 .amount = most->network_address_units,
                 .quota = model_.quotas.network_address_units,
                 .what = "network address units " + where(*most),
                 .remedy = "have the quota raised, at most to 256000, and set quotas.networkAddressUnits" +
                           or_prefixes()});
    std::int64_t of_peers = 0;
    std::int64_t peers = 0;
    for (const PeerModel& peer : model_.peers) {
      if (!peer.network_address_units) continue;
      of_peers += *peer.network_address_units;
      ++peers;
    }
    if (peers == 0) return;
    about_quota(
        {.rule = "vpc.peered-nau-above-quota",
         .subject = "VPC",
         .amount = most->network_address_units + of_peers,
         .quota = model_.quotas.peered_network_address_units,
         .what = fmt::format("network address units with {} {} ({} of the VPC)",
                             counted(peers, "peer", "peers"), where(*most), most->network_address_units),
         .remedy = "have the quota raised, at most to 512000, and set quotas.peeredNetworkAddressUnits" +
                   or_prefixes()});
  }

  void about_network_interfaces() {
    const ScenarioPlan* const most = worst(&ScenarioPlan::network_interfaces);
    if (most == nullptr) return;
    about_quota({.rule = "region.enis-above-quota",
                 .subject = "Region",
                 .amount = most->network_interfaces.value(),
                 .quota = model_.quotas.network_interfaces,
                 .what = "ENIs of this cluster " + where(*most),
                 .remedy = "have the quota raised and set quotas.networkInterfacesPerRegion"});
  }

  void about_tested_scale() {
    const ScenarioPlan* const most_nodes = worst(&ScenarioPlan::nodes);
    if (most_nodes == nullptr) return;
    const NodeCount nodes(threshold("cluster.nodes-untested"));
    if (most_nodes->nodes > nodes) {
      add("cluster.nodes-untested", "cluster",
          fmt::format("{} {}; Kubernetes is designed for {}", counted(most_nodes->nodes), where(*most_nodes),
                      nodes),
          "split the workload over several clusters, or use larger instance types");
    }
    const ScenarioPlan* const most_pods = worst(&ScenarioPlan::pods);
    const PodCount pods(threshold("cluster.pods-untested"));
    if (most_pods->pods > pods) {
      add("cluster.pods-untested", "cluster",
          fmt::format("{} {}; Kubernetes is designed for {}", counted(most_pods->pods), where(*most_pods),
                      pods),
          "split the workload over several clusters");
    }
  }

  void about_eks_quotas() {
    const auto managed =
        std::ranges::count(model_.node_groups, NodeManager::managed, &NodeGroupModel::manager);
    if (managed > threshold("cluster.node-groups-above-quota")) {
      add("cluster.node-groups-above-quota", "cluster",
          fmt::format("{} managed node groups; the quota is {}", managed,
                      threshold("cluster.node-groups-above-quota")),
          "have the quota raised and set the threshold in policy.rules to it, or use fewer and larger "
          "groups");
    }
    const auto profiles = static_cast<std::int64_t>(model_.fargate_profiles.size());
    if (profiles > threshold("cluster.fargate-profiles-above-quota")) {
      add("cluster.fargate-profiles-above-quota", "cluster",
          fmt::format("{} Fargate profiles; the quota is {}", profiles,
                      threshold("cluster.fargate-profiles-above-quota")),
          "have the quota raised and set the threshold in policy.rules to it, or join profiles by more "
          "selectors");
    }
    const NodeCount quota(threshold("node-group.nodes-above-quota"));
    for (const NodeGroupModel& group : model_.node_groups) {
      if (group.manager != NodeManager::managed || group.nodes.max <= quota) continue;
      add("node-group.nodes-above-quota", subject_of(group),
          fmt::format("up to {}; the quota of a managed node group is {}", counted(group.nodes.max), quota),
          "have the quota raised and set the threshold in policy.rules to it, or split the group",
          group.location);
    }
  }

  // Max Pods.

  void about_lowest_type(const NodeGroupModel& group, const NodeGroupPlan& planned) {
    if (group.types.size() < 2) return;
    struct OfType {
      std::string_view name;
      PodCount max_pods;
    };
    std::vector<OfType> higher;
    for (const InstanceType& type : group.types) {
      const PodCount max_pods = max_pods_of(model_, group, type);
      if (max_pods > planned.max_pods) higher.push_back({type.name.view(), max_pods});
    }
    if (higher.empty()) return;
    std::ranges::stable_sort(higher, std::ranges::greater{}, &OfType::max_pods);
    std::string others;
    for (std::size_t i = 0; i < std::min(higher.size(), kNamedTypes); ++i) {
      others += fmt::format("{}{} {}", i == 0 ? "" : ", ", higher[i].name, higher[i].max_pods);
    }
    if (higher.size() > kNamedTypes) others += fmt::format(" and {} more", higher.size() - kNamedTypes);
    const bool one_value = group.manager == NodeManager::managed;
    add("node-group.lowest-type-binds", subject_of(group),
        fmt::format("{} has the lowest max Pods, {}, {}; others could run more ({})", planned.max_pods_type,
                    planned.max_pods,
                    one_value ? "which all nodes of the group get" : "with which all nodes are planned",
                    others),
        fmt::format("leave {} out, or set maxPods", planned.max_pods_type), group.location);
  }

  void about_recommended(const NodeGroupModel& group, const NodeGroupPlan& planned) {
    if (group.os == NodeOs::windows) return;
    const InstanceType* lowest = nullptr;  // the type with the lowest recommendation that max Pods is above
    for (const InstanceType& type : group.types) {
      const auto cap = pod_cap(type);
      if (cap && planned.max_pods > *cap && (lowest == nullptr || *cap < *pod_cap(*lowest))) lowest = &type;
    }
    if (lowest == nullptr) return;
    add("max-pods.above-recommended", subject_of(group),
        fmt::format("max Pods {} is above the {} that AWS recommends for {} with {} vCPUs", planned.max_pods,
                    *pod_cap(*lowest), lowest->name.view(), *lowest->vcpus),
        fmt::format("set maxPods to {}", *pod_cap(*lowest)),
        group.max_pods_location.line > 0 ? group.max_pods_location : group.location);
  }

  void about_memory(const NodeGroupModel& group, const NodeGroupPlan& planned) {
    if (group.os == NodeOs::windows || group.manager == NodeManager::auto_mode) return;
    const std::int64_t reserved = kube_reserved_memory_mib(planned.max_pods);
    const InstanceType* smallest = nullptr;
    for (const InstanceType& type : group.types) {
      if (!type.memory_mib || planned.max_pods <= nodeadm_max_pods(type)) continue;
      const Wide share = static_cast<Wide>(reserved) * Share::kWhole;
      if (share < static_cast<Wide>(*type.memory_mib) * threshold("max-pods.reserves-memory")) continue;
      if (smallest == nullptr || *type.memory_mib < *smallest->memory_mib) smallest = &type;
    }
    if (smallest == nullptr) return;
    const auto recommended =
        max_pods_in_brief(*smallest, {.cni = cni_of(model_, group), .os = group.os}).recommended_max_pods;
    const bool above = recommended && *recommended < planned.max_pods;
    const PodCount other = above ? *recommended : nodeadm_max_pods(*smallest);
    add("max-pods.reserves-memory", subject_of(group),
        fmt::format(
            "max Pods {} reserves {} MiB for kubelet, {} of the {} MiB of {}; with {} {} it is {} MiB less",
            planned.max_pods, reserved, percent(reserved, *smallest->memory_mib), *smallest->memory_mib,
            smallest->name.view(), above ? "the recommended" : "nodeadm's own", other,
            reserved - kube_reserved_memory_mib(other)),
        "set maxPods to what the nodes run, or use a type with more memory",
        group.max_pods_location.line > 0 ? group.max_pods_location : group.location);
  }

  // Nodes.

  /// The scenario in which the fullest node of a group has most Pods; nothing for a group without nodes.
  [[nodiscard]] static const NodeGroupScenario* fullest(const NodeGroupPlan& planned) {
    const NodeGroupScenario* most = nullptr;
    for (const NodeGroupScenario& scenario : planned.scenarios) {
      if (scenario.nodes > NodeCount(0) && (most == nullptr || scenario.most_pods > most->most_pods))
        most = &scenario;
    }
    return most;
  }

  [[nodiscard]] NodeSetup setup_of(const NodeGroupModel& group, const NodeGroupPlan& planned,
                                   const NodeGroupScenario& scenario, const InstanceType& type) const {
    return {.limits = limits_of(type),
            .cni = model_.cni,
            .os = group.os,
            .load = {.pods = scenario.most_pods,
                     .branch_pods = PodCount(ceil_div(scenario.branch_pods.value(), scenario.nodes.value())),
                     .max_pods = planned.max_pods}};
  }

  /// What tells nodes of one cluster apart: type, OS, Pods, branch Pods, max Pods.
  using NodeKey = std::tuple<std::string_view, NodeOs, PodCount, PodCount, PodCount>;
  [[nodiscard]] static NodeKey key_of(const InstanceType& type, const NodeSetup& setup) {
    return {type.name.view(), setup.os, setup.load.pods, setup.load.branch_pods, setup.load.max_pods};
  }

  // Settings.

  [[nodiscard]] const std::vector<Finding>& settings_of(const InstanceType& type, const NodeSetup& setup) {
    const auto [entry, is_new] = settings_.try_emplace(key_of(type, setup));
    if (is_new) {
      NodeQuestion question{
          .type = std::string(type.name.view()), .setup = setup, .given = model_.cni_given};
      const bool with_calls = calls_are_to_show();
      calls_are_shown_ = calls_are_shown_ || with_calls;
      SettledNode answer = with_calls ? settle(setup, PodArrival::one_by_one) : settle_without_calls(setup);
      entry->second = setting_findings(std::move(question), std::move(answer));
    }
    return entry->second;
  }

  /// The calls of a lone WARM_IP_TARGET are a matter of the cluster: one node is enough to show them.
  [[nodiscard]] bool calls_are_to_show() const {
    return model_.cni.warm_ip_target > 0 && model_.cni.minimum_ip_target == 0 && !calls_are_shown_;
  }

  /// Each rule once per node group, of the first of its types that it concerns.
  void about_settings(const NodeGroupModel& group, const NodeGroupPlan& planned) {
    if (!settings_matter_ && !calls_are_to_show()) return;
    const NodeGroupScenario* const scenario = fullest(planned);
    if (scenario == nullptr) return;
    std::vector<RuleRef> said;
    for (const InstanceType& type : group.types) {
      for (const Finding& finding : settings_of(type, setup_of(group, planned, *scenario, type))) {
        if (std::ranges::find(said, finding.rule) != said.end()) continue;
        // What the Pods of the plan lack is a finding of the plan.
        if (finding.rule == "cni.minimum-without-warm" &&
            scenario->fullest.pods_without_address > PodCount(0))
          continue;
        said.push_back(finding.rule);
        Finding made = finding;
        made.subject = subject_of(group);
        made.location = group.location;
        if (!made.message.contains(type.name.view())) {
          made.message = fmt::format("on {}: {}", type.name.view(), made.message);
        }
        keep(std::move(made));
      }
    }
  }

  void keep(Finding finding) {
    if (std::ranges::find(kOfTheCluster, finding.rule->id) == kOfTheCluster.end()) {
      found_.push_back(std::move(finding));
      return;
    }
    const auto [entry, is_new] = of_the_cluster_.try_emplace(finding.rule->id, OfTheCluster{found_.size()});
    if (is_new) {
      found_.push_back(std::move(finding));
    } else {
      ++entry->second.others;
    }
  }

  void say_of_the_cluster() {
    for (const auto& [rule, said] : of_the_cluster_) {
      if (said.others == 0) continue;
      found_[said.index].message +=
          fmt::format(" (and so in {})", counted(said.others, "other node group", "other node groups"));
    }
  }

  // EC2's request limits.

  [[nodiscard]] const std::vector<TimedCalls>* timeline_of(const InstanceType& type, const NodeSetup& setup) {
    const NodeKey key = key_of(type, setup);
    const auto known = timelines_.find(key);
    if (known != timelines_.end()) return &known->second;
    if (timelines_.size() >= kMostTimelines) return nullptr;
    return &timelines_.emplace(key, call_timeline(setup, PodArrival::all_at_once)).first->second;
  }

  /// The most calls that one node makes of any action, generously.
  [[nodiscard]] static std::int64_t most_calls(const NodeSetup& setup, const NodeIpUsage& usage) {
    return usage.pool().value() + 3 * usage.enis.value() + 2 * setup.load.branch_pods.value() + 8;
  }

  /// The fewest calls that a node needs for its ENIs: its primary one is there and has to be set up.
  [[nodiscard]] static TimedCalls fewest_calls(const NodeIpUsage& usage) {
    TimedCalls least;
    least.calls[Ec2Action::modify_network_interface_attribute] = usage.enis.value();
    least.calls[Ec2Action::attach_network_interface] = usage.enis.value() - 1;
    return least;
  }

  void about_scale_out(const NodeGroupModel& group, const NodeGroupPlan& planned) {
    const NodeGroupScenario* const scenario = fullest(planned);
    const NodeCount growth = group.nodes.max - group.nodes.desired;
    if (scenario == nullptr || growth <= NodeCount(0) || scenario->fullest.mode == AddressMode::ipv6) return;
    const auto found =
        std::ranges::find(group.types, scenario->type, [](const InstanceType& t) { return t.name.view(); });
    const InstanceType& type = found == group.types.end() ? group.types.front() : *found;
    const NodeSetup setup = setup_of(group, planned, *scenario, type);
    const std::int64_t threshold_ms = threshold("node-group.scale-out-throttled") * 1'000;
    // The slowest buckets give 5 a second and hold 50 at least.
    constexpr std::int64_t kSlowestRefill = 5;
    if (growth.value() * most_calls(setup, scenario->fullest) * 1'000 < threshold_ms * kSlowestRefill) return;
    const std::vector<TimedCalls>* const played = timeline_of(type, setup);
    const std::vector<TimedCalls> least = {fewest_calls(scenario->fullest)};
    const std::vector<TimedCalls>& timeline = played != nullptr ? *played : least;
    const std::vector<BucketLoad> loads = bucket_loads(timeline, growth);
    if (loads.empty() || loads.front().floor_ms < threshold_ms) return;
    say_throttled(group, setup, type, growth, timeline, played != nullptr);
  }

  void say_throttled(const NodeGroupModel& group, const NodeSetup& setup, const InstanceType& type,
                     NodeCount growth, const std::vector<TimedCalls>& timeline, bool played) {
    const std::vector<BucketLoad> loads = bucket_loads(timeline, growth);
    const BucketLoad& slowest = loads.front();
    std::int64_t calls = 0;
    for (const BucketLoad& load : loads) calls += load.calls;
    std::string time =
        fmt::format("the last one is ready after {} at least", duration_text(slowest.floor_ms));
    if (played && calendar_calls_ + calls <= kMostCalendarCalls) {
      calendar_calls_ += calls;
      const FleetStart start = fleet_start(timeline, growth);
      time = fmt::format("the last one is ready after {}, one alone after {}", duration_text(start.last_ms),
                         duration_text(start.alone_ms));
    }
    const std::int64_t calls_a_node = slowest.calls / growth.value();
    constexpr std::int64_t kSecondsAMinute = 60;
    const std::int64_t a_minute =
        std::max<std::int64_t>(1, slowest.limit.refill_per_second * kSecondsAMinute / calls_a_node);
    add("node-group.scale-out-throttled", subject_of(group),
        fmt::format("from {} to {} nodes at once, {} make {} calls of {}, of which EC2 grants {} at once and "
                    "{} a second: "
                    "{}",
                    group.nodes.desired, group.nodes.max, growth, slowest.calls, to_string(slowest.action),
                    slowest.limit.bucket_size, slowest.limit.refill_per_second, time),
        fmt::format("let it grow by at most {} a minute{}", counted(NodeCount(a_minute)),
                    other_settings(setup, type, growth, slowest.floor_ms)),
        group.location);
  }

  /// "; or set MINIMUM_IP_TARGET to 42, for 1 min 20 s": what helps most of the usual settings.
  [[nodiscard]] std::string other_settings(const NodeSetup& setup, const InstanceType& type, NodeCount growth,
                                           std::int64_t floor_ms) {
    NodeSetup other = setup;
    std::string what;
    if (setup.cni.warm_ip_target > 0 && setup.cni.minimum_ip_target == 0) {
      other.cni.minimum_ip_target = setup.load.pods.value() + setup.cni.warm_ip_target;
      what = fmt::format("set MINIMUM_IP_TARGET to {}", other.cni.minimum_ip_target);
    } else if (!setup.cni.prefix_delegation && type.supports_prefix_delegation()) {
      other.cni.prefix_delegation = true;
      what = "turn prefix delegation on";
    } else {
      return "";
    }
    if (++alternatives_ > kMostTimelines) return "";
    const auto loads = bucket_loads(call_timeline(other, PodArrival::all_at_once), growth);
    const std::int64_t other_ms = loads.empty() ? 0 : loads.front().floor_ms;
    if (other_ms >= floor_ms) return "";
    return fmt::format("; or {}, for {}", what, duration_text(other_ms));
  }

  struct OfTheCluster {
    std::size_t index = 0;  // into found_
    std::int64_t others = 0;
  };

  const ClusterModel& model_;
  const ClusterPlan& plan_;
  const bool settings_matter_;  // with others no node has anything to be told
  std::vector<Finding> found_;
  std::map<NodeKey, std::vector<Finding>> settings_;
  std::map<NodeKey, std::vector<TimedCalls>> timelines_;
  std::map<std::string_view, OfTheCluster> of_the_cluster_;
  bool calls_are_shown_ = false;
  std::int64_t calendar_calls_ = 0;
  std::size_t alternatives_ = 0;  // timelines of nodes with other settings
};

}  // namespace

std::vector<Finding> scale_findings(const ClusterModel& model, const ClusterPlan& plan) {
  return ScaleFindings(model, plan).run();
}

}  // namespace cniplan
