#include "planner/plan/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <iterator>
#include <limits>
#include <map>
#include <mutex>
#include <thread>
#include <tuple>
#include <utility>

#include "planner/capacity/api_throttling.hpp"
#include "planner/capacity/warm_pool.hpp"
#include "planner/core/counted.hpp"
#include "planner/core/decimal.hpp"
#include "planner/core/ensure.hpp"
#include "planner/core/format.hpp"
#include "planner/core/proportion.hpp"
#include "planner/net/cidr.hpp"
#include "planner/plan/cni_mode.hpp"
#include "planner/plan/demand.hpp"
#include "planner/plan/fleet.hpp"
#include "planner/plan/group_max_pods.hpp"
#include "planner/plan/plan_findings.hpp"
#include "planner/plan/scenario.hpp"

namespace cniplan {
namespace {

constexpr std::int64_t kHoursPerMonth = 730;  // as the AWS Pricing Calculator counts: 8,760 hours a year

/// Standard support. Source: https://aws.amazon.com/eks/pricing/
constexpr std::int64_t kClusterMicroUsdHour = 100'000;

// Why a combination is no alternative.
constexpr std::string_view kNoPodAddress = "no Pod finds an address on a node";
constexpr std::string_view kNoPrefixes = "the ENIs take no prefixes, or no IPv6";
constexpr std::string_view kPodTooLarge = "a Pod's requests do not fit onto a node";
constexpr std::string_view kNoPrice = "the price is not known";
constexpr std::string_view kNoRoom = "no number of nodes carries the Pods";

bool varies(const NodeGroupModel& group) {
  return group.manager != NodeManager::hybrid && group.os != NodeOs::windows && !group.placements.empty();
}

std::vector<GroupMaxPods> max_pods_of_groups(const ClusterModel& model) {
  std::vector<GroupMaxPods> all;
  for (const NodeGroupModel& group : model.node_groups) all.push_back(group_max_pods(model, group));
  return all;
}

/// The cluster with every Pod of its node groups in a workload, so that other nodes can carry it.
ClusterModel as_workloads(ClusterModel model) {
  for (NodeGroupIndex g = 0; g < model.node_groups.size(); ++g) {
    NodeGroupModel& group = model.node_groups[g];
    if (!varies(group) || (!group.pods_per_node && !group.full_nodes)) continue;
    const PodCount full = full_node(group_max_pods(model, group), group.host_network_pods);
    const PodCount own = std::max(PodCount(0), group.pods_per_node.value_or(full) - group.daemon_pods);
    // What is placed on such a group is in its Pods a node already.
    for (WorkloadModel& workload : model.workloads) std::erase(workload.node_groups, g);
    model.workloads.push_back({.name = group.name,
                               .replicas = {own * group.nodes.desired.value(), own * group.nodes.max.value()},
                               .node_groups = {g}});
    group.pods_per_node.reset();
    group.full_nodes = false;
  }
  std::erase_if(model.workloads, [](const WorkloadModel& workload) { return workload.node_groups.empty(); });
  return model;
}

bool is_steady(const ScenarioModel& scenario) {
  const Share whole = Share::from_percent(100);
  return scenario.kind == ScenarioKind::steady && scenario.nodes == whole && scenario.pods == whole &&
         scenario.node_groups.empty();
}

/// `steady` is always planned, as figures are told of it.
void add_steady(ClusterModel& model) {
  auto& scenarios = model.policy.scenarios;
  if (std::ranges::any_of(scenarios, is_steady)) return;
  scenarios.insert(scenarios.begin(), built_in_scenario(ScenarioKind::steady));
}

/// A fleet of one type in one mode: the model with its nodes, and what comes of these in every scenario.
struct Manned {
  ClusterModel model;
  std::vector<GroupMaxPods> max_pods;
  std::vector<PlannedScenario> planned;
};

/// What decides the figures of a fleet but for its price: types with equal keys have them in common.
using FigureKey = std::vector<std::int64_t>;

/// What one node asks of EC2 until it is ready.
struct NodeStart {
  Ec2Calls calls;
  std::int64_t alone_ms = 0;
};

/// One thread's memory: most types share their limits with others.
struct Memory {
  std::map<FigureKey, Alternative> figures;
  std::map<FigureKey, NodeStart> starts;
};

void add_limits(FigureKey& key, const NodeLimits& limits) {
  key.insert(key.end(),
             {limits.enis, limits.ipv4_per_eni, limits.branch_enis, limits.network_cards, limits.prefix_delegation,
              limits.trunking, limits.keeps_trunk_slot});
}

void add_settings(FigureKey& key, const CniConfig& cni) {
  key.insert(key.end(), {static_cast<std::int64_t>(mode_of(cni)), cni.warm_eni_target, cni.warm_ip_target,
                         cni.minimum_ip_target, cni.warm_prefix_target});
}

class Fleets {
 public:
  explicit Fleets(const CompareRequest& request)
      : request_(request), base_(as_workloads(request.model)) {
    add_steady(base_);
    const auto max_pods = max_pods_of_groups(base_);
    steady_loads_ = fleet_in(base_, built_in_scenario(ScenarioKind::steady), max_pods).groups;
    max_loads_ = fleet_in(base_, built_in_scenario(ScenarioKind::max), max_pods).groups;
    has_requests_ = std::ranges::any_of(base_.workloads, [](const WorkloadModel& workload) {
      return workload.cpu_millis > 0 || workload.memory_bytes > 0;
    });
    for (const CniMode mode : request.modes) modes_.push_back(in_mode(base_, mode));
  }

  [[nodiscard]] std::vector<std::string> scenario_names() const {
    std::vector<std::string> names;
    for (const PlannedScenario& planned : planned_scenarios(base_, max_pods_of_groups(base_))) {
      names.push_back(planned.scenario.name);
    }
    return names;
  }

  [[nodiscard]] PodCount pods() const {
    PodCount pods;
    for (const WorkloadModel& workload : base_.workloads) {
      if (!workload.host_network) pods += workload.replicas.desired;
    }
    return pods;
  }

  /// The nodes that carry the workload on a type (nullptr: their own) in a mode, or why there are none.
  [[nodiscard]] Result<Manned, std::string_view> man(const InstanceType* type, std::size_t mode) const {
    Manned fleet{.model = modes_[mode]};
    for (NodeGroupModel& group : fleet.model.node_groups) {
      if (!varies(group)) continue;
      if (type != nullptr) group.types = {*type};
      if (const auto why = set_max_pods(fleet.model, group)) return failure(*why);
    }
    fleet.max_pods = max_pods_of_groups(fleet.model);
    if (const auto why = set_nodes(fleet, ScenarioKind::steady)) return failure(*why);
    if (const auto why = set_nodes(fleet, ScenarioKind::max)) return failure(*why);
    fleet.planned = planned_scenarios(fleet.model, fleet.max_pods);
    return fleet;
  }

  /// A fleet's figures with one setting of the warm pool.
  [[nodiscard]] Alternative measure(Manned& fleet, const WarmSetting& warm, Memory& memory) const {
    set_warm_pool(fleet, warm);
    FigureKey key;
    for (NodeGroupIndex g = 0; g < fleet.model.node_groups.size(); ++g) {
      const NodeGroupModel& group = fleet.model.node_groups[g];
      for (const InstanceType& type : group.types) {
        add_limits(key, limits_of(type));
        if (has_requests_) key.insert(key.end(), {type.vcpus.value_or(-1), type.memory_mib.value_or(-1)});
      }
      key.insert(key.end(), {fleet.max_pods[g].value.value(), group.nodes.min.value(), group.nodes.desired.value(),
                             group.nodes.max.value()});
    }
    add_settings(key, fleet.model.cni);
    const auto [known, is_new] = memory.figures.try_emplace(std::move(key));
    if (is_new) known->second = figures(fleet, memory);
    Alternative made = known->second;
    made.price_micro_usd = price(fleet.model);
    return made;
  }

  /// The input as it is.
  [[nodiscard]] Alternative current(Memory& memory) const {
    const Manned fleet = current_fleet();
    Alternative made = figures(fleet, memory);
    made.current = true;
    made.mode = mode_of(fleet.model.cni);
    made.price_micro_usd = price(fleet.model);
    return made;
  }

  /// How the addresses, calls and seconds of an alternative came about.
  [[nodiscard]] std::vector<Derivation> derivations(const CompareResult& result, const Alternative& alternative) const {
    const Manned fleet = fleet_of(result, alternative);
    const NodeDemand demand(fleet.model, fleet.max_pods);
    std::vector<Derivation> made;
    for (std::size_t s = 0; s < fleet.planned.size(); ++s) {
      const ScenarioOutcome outcome = outcome_of(demand, fleet.planned[s]);
      const bool steady = is_steady(fleet.planned[s].scenario);
      if (!steady && s != alternative.scenario) continue;
      made.push_back({.figure = fmt::format("addresses in scenario {}", scenario_text(fleet.planned[s].scenario.name, fleet.planned[s].scenario.kind,
                                                           outcome.fullest_variant)),
                      .formula = "the sum over the owners of all subnets' addresses",
                      .values = by_owner(outcome.total)});
      if (!steady) continue;
      const std::int64_t single = (outcome.total.total() - ips_in(outcome.total.prefixes)).value();
      const std::int64_t prefixes = outcome.total.prefixes.value();
      made.push_back({.figure = "NAU",
                      .formula = "addresses outside of prefixes + prefixes + what nodes' further ENIs, NLBs, endpoints and "
                                 "gateways count beyond their addresses",
                      .values = fmt::format("{} + {} + {} = {}", single, prefixes,
                                            alternative.address_units - single - prefixes, alternative.address_units)});
      Memory memory;
      Alternative unused;
      const Ec2Calls calls = start_of(fleet, demand, outcome, memory, unused);
      made.push_back({.figure = "EC2 calls",
                      .formula = "the sum over the nodes' calls by action, each node with its Pods at once",
                      .values = by_action(calls)});
      made.push_back({.figure = "ready",
                      .formula = "the most of a node alone and, over the actions, (calls - bucket) / refill a second",
                      .values = slowest_action(calls, alternative.ready_ms)});
    }
    return made;
  }

 private:
  [[nodiscard]] Manned current_fleet() const {
    Manned fleet{.model = request_.model};
    add_steady(fleet.model);
    fleet.max_pods = max_pods_of_groups(fleet.model);
    fleet.planned = planned_scenarios(fleet.model, fleet.max_pods);
    return fleet;
  }

  [[nodiscard]] Manned fleet_of(const CompareResult& result, const Alternative& alternative) const {
    if (alternative.current) return current_fleet();
    const auto type = std::ranges::find(request_.types, alternative.type,
                                        [](const InstanceType& one) { return one.name.view(); });
    const auto mode = std::ranges::find(request_.modes, alternative.mode);
    auto fleet = man(type == request_.types.end() ? nullptr : &*type,
                     static_cast<std::size_t>(mode - request_.modes.begin()));
    ensure(fleet.has_value(), "what is an alternative has a fleet");
    set_warm_pool(*fleet, result.warm_settings[alternative.warm]);
    return *std::move(fleet);
  }

  static std::string by_owner(const SubnetDemand& demand) {
    std::vector<std::string> parts;
    for (std::size_t o = 0; o < kAddressOwners; ++o) {
      if (demand.by_owner[o] == IpCount(0)) continue;
      parts.push_back(fmt::format("{} {}", demand.by_owner[o], to_string(static_cast<AddressOwner>(o))));
    }
    return fmt::format("{} = {}", parts.empty() ? "none" : fmt::format("{}", fmt::join(parts, " + ")), demand.total());
  }

  static std::string by_action(const Ec2Calls& calls) {
    std::vector<std::string> parts;
    for (std::size_t a = 0; a < kEc2Actions; ++a) {
      if (calls.by_action[a] == 0) continue;
      parts.push_back(fmt::format("{} {}", calls.by_action[a], to_string(static_cast<Ec2Action>(a))));
    }
    return fmt::format("{} = {}", parts.empty() ? "none" : fmt::format("{}", fmt::join(parts, " + ")), calls.total());
  }

  static std::string slowest_action(const Ec2Calls& calls, std::int64_t ready_ms) {
    for (std::size_t a = 0; a < kEc2Actions; ++a) {
      const auto action = static_cast<Ec2Action>(a);
      if (ready_ms == 0 || floor_ms(action, calls[action]) != ready_ms) continue;
      const RequestLimit limit = request_limit(action);
      return fmt::format("{}: ({} - {}) / {} = {}", to_string(action), calls[action], limit.bucket_size,
                         limit.refill_per_second, value_text(Objective::ready, ready_ms));
    }
    return fmt::format("no bucket runs empty for longer, and a node alone takes {}", value_text(Objective::ready, ready_ms));
  }

  static std::int64_t floor_ms(Ec2Action action, std::int64_t calls) {
    constexpr std::int64_t kMsPerSecond = 1'000;
    const RequestLimit limit = request_limit(action);
    return std::max<std::int64_t>(0, calls - limit.bucket_size) * kMsPerSecond / limit.refill_per_second;
  }

  static std::optional<std::string_view> set_max_pods(const ClusterModel& model, NodeGroupModel& group) {
    // Among others, a type whose ENIs take no prefixes gives its nodes single addresses.
    const auto takes_prefixes = [](const InstanceType& type) { return type.supports_prefix_delegation(); };
    const bool ipv6 = model.cni.ip_family == IpFamily::ipv6;
    const bool can = ipv6 ? std::ranges::all_of(group.types, takes_prefixes)
                          : std::ranges::any_of(group.types, takes_prefixes);
    if ((ipv6 || model.cni.prefix_delegation) && !can) return kNoPrefixes;
    std::optional<PodCount> lowest;
    for (const InstanceType& type : group.types) {
      const auto recommended = recommended_max_pods(model.cni, type);
      if (!recommended) return kNoPodAddress;
      lowest = std::min(lowest.value_or(*recommended), *recommended);
    }
    const bool given = !std::holds_alternative<MaxPodsAuto>(group.max_pods);
    if (lowest && !given && group.manager != NodeManager::auto_mode) group.max_pods = *lowest;
    return std::nullopt;
  }

  /// The fewest nodes that leave no Pod without a place: every group first has those that its Pods fill, then all grow in
  /// proportion, the largest by one node at a time.
  [[nodiscard]] std::optional<std::string_view> set_nodes(Manned& fleet, ScenarioKind kind) const {
    const bool at_most = kind == ScenarioKind::max;
    const auto& loads = at_most ? max_loads_ : steady_loads_;
    std::vector<std::int64_t> least(loads.size());
    std::int64_t largest = 0;
    for (NodeGroupIndex g = 0; g < loads.size(); ++g) {
      const NodeGroupModel& group = fleet.model.node_groups[g];
      if (!varies(group)) continue;
      const std::int64_t room =
          full_node(fleet.max_pods[g], group.host_network_pods).value() - group.daemon_pods.value();
      const std::int64_t pods =
          (loads[g].pods + loads[g].branch_pods - group.daemon_pods * loads[g].nodes.value()).value();
      if (room <= 0) return kNoPodAddress;
      least[g] = pods > 0 ? ceil_div(pods, room) : loads[g].nodes.value();
      if (at_most) least[g] = std::max(least[g], group.nodes.desired.value());
      largest = std::max(largest, least[g]);
    }
    const auto carried = [&](std::int64_t more) {
      for (NodeGroupIndex g = 0; g < loads.size(); ++g) {
        NodeGroupModel& group = fleet.model.node_groups[g];
        if (!varies(group)) continue;
        const NodeCount nodes(least[g] + (largest == 0 ? 0 : proportion(more, least[g], largest)));
        if (!at_most) group.nodes.desired = nodes;
        group.nodes.max = nodes;
        group.nodes.min = std::min(group.nodes.min, group.nodes.desired);
      }
      return fleet_in(fleet.model, built_in_scenario(kind), fleet.max_pods).unplaced.empty();
    };
    if (carried(0)) return std::nullopt;
    // With a node for each Pod, what has no place yet finds none at all.
    std::int64_t all_pods = 0;
    for (const WorkloadModel& workload : base_.workloads) {
      all_pods += (at_most ? workload.replicas.max : workload.replicas.desired).value();
    }
    std::int64_t high = 1;
    while (!carried(high)) {
      if (high > all_pods) return has_requests_ ? kPodTooLarge : kNoRoom;
      high *= 2;
    }
    std::int64_t low = high / 2;
    while (high - low > 1) {
      const std::int64_t middle = low + (high - low) / 2;
      (carried(middle) ? high : low) = middle;
    }
    static_cast<void>(carried(high));
    return std::nullopt;
  }

  void set_warm_pool(Manned& fleet, const WarmSetting& warm) const {
    CniConfig& cni = fleet.model.cni;
    const CniConfig manifest;
    cni.warm_eni_target = warm.warm_eni_target.value_or(manifest.warm_eni_target);
    cni.warm_prefix_target = warm.warm_prefix_target.value_or(manifest.warm_prefix_target);
    cni.warm_ip_target = warm.warm_ip_target.value_or(0);
    cni.minimum_ip_target = warm.minimum_ip_target.value_or(0);
    if (warm.minimum_is_pods) cni.minimum_ip_target = fullest_pods(fleet).value();
    if (cni.ip_family == IpFamily::ipv6) cni.warm_ip_target = cni.minimum_ip_target = 0;
  }

  [[nodiscard]] PodCount fullest_pods(const Manned& fleet) const {
    PodCount most;
    const auto found = std::ranges::find_if(
        fleet.planned, [](const PlannedScenario& planned) { return is_steady(planned.scenario); });
    const Fleet& steady = found->variants.front().fleet;
    for (NodeGroupIndex g = 0; g < steady.groups.size(); ++g) {
      const GroupLoad& load = steady.groups[g];
      if (!varies(fleet.model.node_groups[g]) || load.nodes == NodeCount(0)) continue;
      most = std::max(most, PodCount(ceil_div(load.pods.value(), load.nodes.value())));
    }
    return most;
  }

  [[nodiscard]] static std::optional<std::int64_t> price(const ClusterModel& model) {
    std::int64_t micro_usd_hour = kClusterMicroUsdHour;
    for (const NodeGroupModel& group : model.node_groups) {
      if (group.manager == NodeManager::hybrid || group.nodes.desired == NodeCount(0)) continue;
      std::int64_t dearest = 0;
      for (const InstanceType& type : group.types) {
        if (!type.price_micro_usd_hour) return std::nullopt;
        dearest = std::max(dearest, *type.price_micro_usd_hour);
      }
      micro_usd_hour += dearest * group.nodes.desired.value();
    }
    return micro_usd_hour * kHoursPerMonth;
  }

  [[nodiscard]] Alternative figures(const Manned& fleet, Memory& memory) const {
    Alternative made;
    const NodeDemand demand(fleet.model, fleet.max_pods);
    std::vector<int> lengths(fleet.model.subnets.size(), kSmallestSubnet);
    for (std::size_t s = 0; s < fleet.planned.size(); ++s) {
      const ScenarioOutcome outcome = outcome_of(demand, fleet.planned[s]);
      const IpCount total = outcome.total.total();
      if (total > made.addresses) {
        made.addresses = total;
        made.scenario = s;
      }
      for (SubnetIndex i = 0; i < lengths.size(); ++i) {
        const auto length = prefix_length_for(outcome.demand[i], fleet.model.policy.warn_at);
        lengths[i] = std::min(lengths[i], length.value_or(kLargestSubnet - 1));
      }
      if (!is_steady(fleet.planned[s].scenario)) continue;
      made.nodes = outcome.nodes;
      made.pods = outcome.pods;
      made.steady_addresses = total;
      made.waste = outcome.total[AddressOwner::warm];
      made.address_units = network_address_units(fleet.model, outcome.total, outcome.nodes);
      static_cast<void>(start_of(fleet, demand, outcome, memory, made));
    }
    for (NodeGroupIndex g = 0; g < fleet.max_pods.size(); ++g) {
      if (!varies(fleet.model.node_groups[g])) continue;
      made.max_pods = made.max_pods == PodCount(0) ? fleet.max_pods[g].value
                                                   : std::min(made.max_pods, fleet.max_pods[g].value);
    }
    set_subnets(fleet.model, lengths, made);
    return made;
  }

  /// All nodes at once, each with its Pods at once.
  static Ec2Calls start_of(const Manned& fleet, const NodeDemand& demand, const ScenarioOutcome& outcome, Memory& memory,
                           Alternative& made) {
    Ec2Calls calls;
    for (NodeGroupIndex g = 0; g < outcome.loads.size(); ++g) {
      const NodeGroupModel& group = fleet.model.node_groups[g];
      if (group.manager == NodeManager::hybrid) continue;
      for (const NodeRun& run : spread(outcome.loads[g])) {
        made.pods_per_node = std::max(made.pods_per_node, run.pods + run.branch_pods);
        if (group.os == NodeOs::windows) continue;
        const InstanceType& type = group.types[demand.node(g, run).type];
        const NodeStart& start = node_start({.limits = limits_of(type),
                                             .cni = cni_of(fleet.model, group),
                                             .os = group.os,
                                             .load = {.pods = run.pods,
                                                      .branch_pods = run.branch_pods,
                                                      .max_pods = fleet.max_pods[g].value},
                                             .conditions = {}},
                                            memory);
        made.ready_ms = std::max(made.ready_ms, start.alone_ms);
        for (std::size_t a = 0; a < kEc2Actions; ++a) {
          calls.by_action[a] += start.calls.by_action[a] * run.nodes.value();
        }
      }
    }
    made.calls = calls.total();
    for (std::size_t a = 0; a < kEc2Actions; ++a) {
      made.ready_ms = std::max(made.ready_ms, floor_ms(static_cast<Ec2Action>(a), calls.by_action[a]));
    }
    return calls;
  }

  static const NodeStart& node_start(const NodeSetup& setup, Memory& memory) {
    FigureKey key;
    add_limits(key, setup.limits);
    add_settings(key, setup.cni);
    key.insert(key.end(), {setup.load.pods.value(), setup.load.branch_pods.value(), setup.load.max_pods.value(),
                           static_cast<std::int64_t>(setup.os)});
    const auto [known, is_new] = memory.starts.try_emplace(std::move(key));
    if (is_new) {
      const auto timeline = call_timeline(setup, PodArrival::all_at_once);
      for (const TimedCalls& moment : timeline) {
        for (std::size_t a = 0; a < kEc2Actions; ++a) known->second.calls.by_action[a] += moment.calls.by_action[a];
      }
      known->second.alone_ms = fleet_start(timeline, NodeCount(1)).alone_ms;
    }
    return known->second;
  }

  static void set_subnets(const ClusterModel& model, const std::vector<int>& lengths, Alternative& made) {
    std::vector<bool> of_nodes(lengths.size());
    std::vector<bool> of_pods(lengths.size());
    for (const NodeGroupModel& group : model.node_groups) {
      for (const Placement& place : group.placements) {
        of_nodes[place.nodes] = true;
        of_pods[place.pods] = true;
      }
    }
    std::int64_t node_subnets = 0;
    std::int64_t pod_subnets = 0;
    for (SubnetIndex i = 0; i < lengths.size(); ++i) {
      if (!of_nodes[i] && !of_pods[i]) continue;
      auto& longest = of_nodes[i] ? made.node_prefix_length : made.pod_prefix_length;
      ++(of_nodes[i] ? node_subnets : pod_subnets);
      longest = std::min(longest.value_or(kSmallestSubnet), lengths[i]);
    }
    for (const auto& [length, count] : {std::pair(&made.node_prefix_length, node_subnets),
                                        std::pair(&made.pod_prefix_length, pod_subnets)}) {
      if (!*length) continue;
      made.space += Cidr::containing(Ipv4Address(0), **length).size() * count;
      if (**length >= kLargestSubnet) continue;
      made.too_large = true;
      length->reset();
    }
  }

  const CompareRequest& request_;
  ClusterModel base_;
  std::vector<ClusterModel> modes_;  // in the order of the request's
  std::vector<GroupLoad> steady_loads_;
  std::vector<GroupLoad> max_loads_;
  bool has_requests_ = false;
};

/// What became of one type in one mode.
struct Outcome {
  std::vector<Alternative> alternatives;
  std::string_view left_out;  // why; empty: it is not
};

class Comparison {
 public:
  explicit Comparison(const CompareRequest& request) : request_(request), fleets_(request_) {}

  CompareResult run() {
    CompareResult result{.name = request_.model.name,
                         .scenarios = fleets_.scenario_names(),
                         .warm_settings = request_.warm_settings,
                         .objectives = request_.objectives,
                         .pods = fleets_.pods()};
    gather(result);
    order(result);
    find_front(result);
    recommend(result);
    return result;
  }

 private:
  [[nodiscard]] std::size_t types() const { return std::max<std::size_t>(1, request_.types.size()); }

  void evaluate(std::size_t task, Outcome& outcome, Memory& memory) const {
    const InstanceType* const type = request_.types.empty() ? nullptr : &request_.types[task / request_.modes.size()];
    const std::size_t mode = task % request_.modes.size();
    auto fleet = fleets_.man(type, mode);
    if (!fleet) {
      outcome.left_out = fleet.error();
      return;
    }
    // In IPv6 no target counts.
    const std::size_t settings = request_.modes[mode] == CniMode::ipv6 ? 1 : request_.warm_settings.size();
    for (std::size_t warm = 0; warm < settings; ++warm) {
      Alternative made = fleets_.measure(*fleet, request_.warm_settings[warm], memory);
      made.type = type == nullptr ? "" : type->name.view();
      made.mode = request_.modes[mode];
      made.warm = warm;
      outcome.alternatives.push_back(std::move(made));
    }
  }

  void gather(CompareResult& result) const {
    std::vector<Outcome> outcomes(types() * request_.modes.size());
    std::atomic<std::size_t> next = 0;
    std::mutex telling;
    std::size_t done = 0;
    const auto work = [&] {
      Memory memory;
      for (;;) {
        const std::size_t task = next.fetch_add(1);
        if (task >= outcomes.size()) return;
        evaluate(task, outcomes[task], memory);
        if (!request_.progress) continue;
        const std::scoped_lock lock(telling);
        request_.progress(++done, outcomes.size());
      }
    };
    {
      std::vector<std::jthread> others;
      const std::size_t threads = std::min<std::size_t>(std::max(1U, request_.threads), outcomes.size());
      for (std::size_t i = 1; i < threads; ++i) others.emplace_back(work);
      work();
    }
    Memory memory;
    if (request_.with_current) static_cast<void>(keep(fleets_.current(memory), result));
    for (std::size_t task = 0; task < outcomes.size(); ++task) {
      if (!outcomes[task].left_out.empty()) {
        leave_out(outcomes[task].left_out, task, combinations(task), result);
        continue;
      }
      for (Alternative& made : outcomes[task].alternatives) {
        if (!keep(std::move(made), result)) leave_out(kNoPrice, task, 1, result);
      }
    }
    std::ranges::stable_sort(result.left_out, std::greater{}, &LeftOut::count);
  }

  [[nodiscard]] std::int64_t combinations(std::size_t task) const {
    const CniMode mode = request_.modes[task % request_.modes.size()];
    return mode == CniMode::ipv6 ? 1 : std::ssize(request_.warm_settings);
  }

  /// Whether all that it is compared by is known.
  [[nodiscard]] bool keep(Alternative made, CompareResult& result) const {
    const auto unknown = [&](Objective objective) { return !made.value_of(objective).has_value(); };
    if (std::ranges::any_of(request_.objectives, unknown)) return false;
    result.alternatives.push_back(std::move(made));
    return true;
  }

  void leave_out(std::string_view reason, std::size_t task, std::int64_t count, CompareResult& result) const {
    auto found = std::ranges::find(result.left_out, reason, &LeftOut::reason);
    if (found == result.left_out.end()) found = result.left_out.insert(found, {.reason = std::string(reason)});
    found->count += count;
    if (request_.types.empty()) return;
    const std::string_view type = request_.types[task / request_.modes.size()].name.view();
    if (found->types.empty() || found->types.back() != type) found->types.emplace_back(type);
  }

  [[nodiscard]] std::vector<std::int64_t> values(const Alternative& alternative) const {
    std::vector<std::int64_t> all;
    for (const Objective objective : request_.objectives) all.push_back(alternative.value_of(objective).value_or(0));
    return all;
  }

  void order(CompareResult& result) const {
    std::ranges::stable_sort(result.alternatives, {}, [&](const Alternative& a) { return values(a); });
  }

  /// In order by the objectives, what is as good in all of them stands before; so whoever is beaten is beaten by one of the
  /// front so far. IPv6 has a front of its own.
  void find_front(CompareResult& result) const {
    struct Front {
      std::vector<std::size_t> members;
      std::vector<std::vector<std::int64_t>> values;
    };
    std::array<Front, 2> fronts;
    for (std::size_t i = 0; i < result.alternatives.size(); ++i) {
      Front& front = fronts[result.alternatives[i].mode == CniMode::ipv6 ? 1 : 0];
      const auto mine = values(result.alternatives[i]);
      const auto as_good = [&](const std::vector<std::int64_t>& theirs) {
        return std::ranges::equal(theirs, mine, std::ranges::less_equal{});
      };
      const auto found = std::ranges::find_if(front.values, as_good);
      if (found == front.values.end()) {
        result.alternatives[i].on_front = true;
        front.members.push_back(i);
        front.values.push_back(mine);
        continue;
      }
      const std::size_t other = front.members[static_cast<std::size_t>(found - front.values.begin())];
      if (*found == mine) {
        result.alternatives[i].same_as = other;
        ++result.alternatives[other].alike;
      } else {
        result.alternatives[i].dominated_by = other;
      }
    }
    result.front = fronts[0].members.size() + fronts[1].members.size();
  }

  void recommend(CompareResult& result) const {
    const bool only_ipv6 = std::ranges::all_of(
        result.alternatives, [](const Alternative& alternative) { return alternative.mode == CniMode::ipv6; });
    const auto competes = [&](std::size_t i) {
      return result.alternatives[i].on_front && (only_ipv6 || result.alternatives[i].mode != CniMode::ipv6);
    };
    std::vector<std::size_t> best(request_.objectives.size());  // of each objective, the first that is
    std::vector<std::int64_t> least(request_.objectives.size(), std::numeric_limits<std::int64_t>::max());
    for (std::size_t o = 0; o < best.size(); ++o) {
      for (std::size_t i = 0; i < result.alternatives.size(); ++i) {
        if (value(result, i, o) < value(result, best[o], o)) best[o] = i;
        if (competes(i)) least[o] = std::min(least[o], value(result, i, o));
      }
    }
    std::optional<std::pair<std::int64_t, std::int64_t>> least_regret;
    for (std::size_t i = 0; i < result.alternatives.size(); ++i) {
      if (!competes(i)) continue;
      std::pair<std::int64_t, std::int64_t> regret{0, 0};
      for (std::size_t o = 0; o < best.size(); ++o) {
        constexpr std::int64_t kWhole = 1'000'000;
        const std::int64_t grain = grain_of(request_.objectives[o]);
        const std::int64_t times = proportion(value(result, i, o) + grain, kWhole, least[o] + grain);
        regret.first = std::max(regret.first, times);
        regret.second += times;
      }
      if (least_regret && regret >= *least_regret) continue;
      least_regret = regret;
      result.recommended = Recommendation{.alternative = i};
    }
    if (!result.recommended) return;
    say_what_it_gives_up(best, result);
    derive(result);
  }

  /// What hardly matters of an objective, so that twice nothing is not twice as bad: a /24 of addresses, a node's price of
  /// a few hours, half a minute, which a node needs to start anyway, a bucket of calls.
  static std::int64_t grain_of(Objective objective) {
    constexpr std::int64_t kOneUsd = 1'000'000;
    constexpr std::int64_t kHalfMinute = 30'000;
    constexpr std::int64_t kSlash24 = 256;
    constexpr std::int64_t kBucket = 50;
    switch (objective) {
      case Objective::price:
        return kOneUsd;
      case Objective::ready:
        return kHalfMinute;
      case Objective::calls:
        return kBucket;
      case Objective::nodes:
        return 1;
      default:
        return kSlash24;
    }
  }

  [[nodiscard]] std::int64_t value(const CompareResult& result, std::size_t alternative, std::size_t objective) const {
    return result.alternatives[alternative].value_of(request_.objectives[objective]).value_or(0);
  }

  void say_what_it_gives_up(const std::vector<std::size_t>& best, CompareResult& result) const {
    Recommendation& chosen = *result.recommended;
    for (std::size_t o = 0; o < best.size(); ++o) {
      const Objective objective = request_.objectives[o];
      const std::int64_t mine = value(result, chosen.alternative, o);
      const std::int64_t theirs = value(result, best[o], o);
      if (mine == theirs) continue;
      constexpr std::int64_t kPercent = 100;
      const std::string how_much =
          theirs == 0 ? "more" : fmt::format("{} % more", proportion(mine - theirs, kPercent, theirs));
      chosen.gives_up.push_back(fmt::format("{}: {}, {} and not {}, which {} has", to_string(objective), how_much,
                                            value_text(objective, mine), value_text(objective, theirs),
                                            alternative_text(result, result.alternatives[best[o]])));
    }
  }

  void derive(CompareResult& result) const {
    const Alternative& chosen = result.alternatives[result.recommended->alternative];
    result.derivations.push_back({.figure = "nodes",
                                  .formula = "the fewest that carry the Pods, full nodes having least",
                                  .values = fmt::format("{} on nodes with at most {}, {} on the fullest: {}",
                                                        counted(chosen.pods), counted(chosen.max_pods),
                                                        chosen.pods_per_node, counted(chosen.nodes))});
    std::ranges::move(fleets_.derivations(result, chosen), std::back_inserter(result.derivations));
    result.derivations.push_back(
        {.figure = "Pods per /24",
         .formula = "256 * Pods / addresses in steady",
         .values = fmt::format("256 * {} / {} = {}", chosen.pods, chosen.steady_addresses,
                               format_decimal(chosen.pods_per_24_hundredths(), 2))});
    if (!chosen.price_micro_usd) return;
    const std::int64_t hour = *chosen.price_micro_usd / kHoursPerMonth;
    constexpr int kMicro = 6;
    result.derivations.push_back(
        {.figure = "price of a month",
         .formula = "(nodes' prices an hour + 0.10 USD for the cluster) * 730 hours",
         .values = fmt::format("({} + 0.1) * 730 = {}", format_decimal(hour - kClusterMicroUsdHour, kMicro),
                               value_text(Objective::price, *chosen.price_micro_usd))});
  }

  const CompareRequest& request_;
  const Fleets fleets_;
};

}  // namespace

std::string_view to_string(Objective objective) {
  switch (objective) {
    case Objective::addresses:
      return "addresses";
    case Objective::steady_addresses:
      return "steady-addresses";
    case Objective::waste:
      return "waste";
    case Objective::price:
      return "price";
    case Objective::ready:
      return "ready";
    case Objective::calls:
      return "calls";
    case Objective::nodes:
      return "nodes";
    case Objective::address_units:
      return "nau";
    case Objective::space:
      return "space";
  }
  return "";
}

std::string value_text(Objective objective, std::int64_t value) {
  switch (objective) {
    case Objective::price: {
      constexpr std::int64_t kMicroPerCent = 10'000;
      return fmt::format("{} USD", format_decimal((value + kMicroPerCent / 2) / kMicroPerCent, 2));
    }
    case Objective::ready: {
      constexpr int kMilli = 3;
      return fmt::format("{} s", format_decimal(value, kMilli));
    }
    default:
      return fmt::format("{}", value);
  }
}

std::string alternative_text(const CompareResult& result, const Alternative& alternative) {
  if (alternative.current) return "the cluster as it is";
  std::string text = alternative.type.empty() ? "" : alternative.type + ", ";
  text += to_string(alternative.mode);
  if (alternative.mode != CniMode::ipv6) text += ", " + result.warm_settings[alternative.warm].to_text();
  return text;
}

std::string WarmSetting::to_text() const {
  std::vector<std::string> parts;
  const auto add = [&](std::string_view variable, const std::optional<std::int64_t>& value) {
    if (value) parts.push_back(fmt::format("{}={}", variable, *value));
  };
  add("WARM_ENI_TARGET", warm_eni_target);
  add("WARM_IP_TARGET", warm_ip_target);
  add("MINIMUM_IP_TARGET", minimum_ip_target);
  if (minimum_is_pods) parts.emplace_back("MINIMUM_IP_TARGET=pods");
  add("WARM_PREFIX_TARGET", warm_prefix_target);
  return parts.empty() ? "defaults" : fmt::format("{}", fmt::join(parts, ","));
}

std::int64_t Alternative::pods_per_24_hundredths() const {
  constexpr std::int64_t kHundredthsOf24 = 25'600;
  return steady_addresses == IpCount(0) ? 0 : proportion(pods.value(), kHundredthsOf24, steady_addresses.value());
}

std::optional<std::int64_t> Alternative::price_per_pod_micro_usd() const {
  if (!price_micro_usd || pods == PodCount(0)) return std::nullopt;
  return (*price_micro_usd + pods.value() / 2) / pods.value();
}

std::optional<std::int64_t> Alternative::value_of(Objective objective) const {
  switch (objective) {
    case Objective::addresses:
      return addresses.value();
    case Objective::steady_addresses:
      return steady_addresses.value();
    case Objective::waste:
      return waste.value();
    case Objective::price:
      return price_micro_usd;
    case Objective::ready:
      return ready_ms;
    case Objective::calls:
      return calls;
    case Objective::nodes:
      return nodes.value();
    case Objective::address_units:
      return address_units;
    case Objective::space:
      return space.value();
  }
  return std::nullopt;
}

std::vector<WarmSetting> default_warm_settings() {
  return {{},
          {.warm_eni_target = 2, .warm_prefix_target = 2},
          {.warm_ip_target = 1},
          {.warm_ip_target = 5},
          {.warm_ip_target = 10},
          {.warm_ip_target = 2, .minimum_is_pods = true}};
}

CompareResult compare(const CompareRequest& request) {
  CompareRequest whole = request;
  if (whole.modes.empty()) whole.modes.assign(kCniModes.begin(), kCniModes.end());
  if (whole.warm_settings.empty()) whole.warm_settings = default_warm_settings();
  if (whole.objectives.empty()) whole.objectives.assign(kDefaultObjectives.begin(), kDefaultObjectives.end());
  return Comparison(whole).run();
}

}  // namespace cniplan
