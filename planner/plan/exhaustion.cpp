#include "planner/plan/exhaustion.hpp"

#include <algorithm>
#include <functional>

#include "planner/core/proportion.hpp"
#include "planner/plan/growing_fleet.hpp"
#include "planner/plan/node_update.hpp"

namespace cniplan {
namespace {

constexpr SubnetIndex kNoSubnet = static_cast<SubnetIndex>(-1);

/// Every node takes an address at least, so that no fleet above this fits where nodes stand in known subnets.
constexpr std::int64_t kLargestFleet = std::int64_t{1} << 33;
constexpr std::int64_t kTriedBelow = 64;
/// From a number that fits to the next that is tried.
constexpr std::int64_t kStride = 8;
constexpr std::int64_t kMostTriedBelow = 4'096;

/// What lacks most.
struct Shortage {
  Resource resource = Resource::addresses;
  SubnetIndex subnet = kNoSubnet;
  std::size_t scenario = 0;
  std::string variant;
  std::int64_t lacking = 0;  // addresses, or units of the quota
  std::int64_t there = 0;    // what there is of it
};

/// A subnet, or a quota, that counts as boundless.
struct Ignored {
  Resource resource = Resource::addresses;
  SubnetIndex subnet = kNoSubnet;
};

/// What is asked of a scenario in one variant again and again.
struct State : GrowthState {
  explicit State(GrowthState state) : GrowthState(std::move(state)) {}

  FleetTotal base;              // with all groups as they are; but for one while that is looked at
  std::int64_t base_ips = 0;    // over all its subnets
  /// The copies of blue_green: the largest addition to each subnet, whose it is, and the largest of any other group.
  struct Copies {
    SubnetTotal most;
    SubnetTotal next;
    NodeGroupIndex group = 0;
  };
  std::vector<Copies> copies;
};

class Finder {
 public:
  Finder(const NodeDemand& demand, const std::vector<PlannedScenario>& planned,
         const std::vector<GroupMaxPods>& max_pods)
      : demand_(demand),
        model_(demand.model()),
        max_pods_(max_pods),
        fleet_(demand, max_pods),
        fixed_units_(units_of_gateways(model_)),
        max_state_(fleet_.state_of(fleet_.most(), fleet_.most().variants.front(), 0)) {
    for (std::size_t s = 0; s < planned.size(); ++s) {
      for (const ScenarioVariant& variant : planned[s].variants) {
        states_.emplace_back(fleet_.state_of(planned[s], variant, s));
      }
    }
    for (std::size_t i = 0; i < states_.size(); ++i) order_.push_back(i);
    for (State& state : states_) fill_base(state);
    fill_base(max_state_);
    find_steps_back();
  }

  Exhaustions run() {
    Exhaustions found;
    found.all = search(fleet_.reference_nodes().value(),
                       [&](std::int64_t nodes, const State& state, const std::optional<Ignored>& ignored) {
                         return shortage_of_all(nodes, state, ignored);
                       });
    if (found.all) {
      for (const std::int64_t nodes : fleet_.shared_out(found.all->nodes.value())) {
        found.all->nodes_of_group.emplace_back(nodes);
      }
      for (NodeGroupIndex g = 0; g < reference().groups.size(); ++g) {
        const GroupLoad load = in_proportion(reference().groups[g], found.all->nodes_of_group[g]);
        found.all->pods += load.pods + load.branch_pods;
      }
    }
    for (NodeGroupIndex g = 0; g < model_.node_groups.size(); ++g) {
      found.of_group.push_back(of_group(g));
      found.pods_of_group.push_back(pods_of(g));
    }
    return found;
  }

 private:
  using ShortageAt =
      std::function<std::optional<Shortage>(std::int64_t, const State&, const std::optional<Ignored>&)>;

  [[nodiscard]] const Fleet& reference() const { return fleet_.reference(); }
  [[nodiscard]] const GroupLoad& most_of(NodeGroupIndex group) const {
    return fleet_.most().variants.front().fleet.groups[group];
  }

  [[nodiscard]] FleetTotal total_without(const State& state, NodeGroupIndex left_out) const {
    FleetTotal total = state.fixed;
    demand_.add(total, [&](NodeGroupIndex g) {
      return g == left_out ? GroupRuns{} : fleet_.runs_of(state, g, state.variant->fleet.groups[g]);
    });
    return total;
  }

  void fill_base(State& state) const {
    state.base = total_without(state, model_.node_groups.size());
    state.base_ips = sum_of(state.base.subnets);
    if (!state.copies_groups()) return;
    state.copies.resize(model_.subnets.size());
    for (NodeGroupIndex g = 0; g < model_.node_groups.size(); ++g) {
      FleetTotal count;
      const GroupRuns copy = fleet_.runs_of(state, g, state.variant->fleet.groups[g]);
      for (const auto& more : demand_.on_top(state.base, g, copy, count)) {
        State::Copies& copies = state.copies[more.subnet];
        if (more.total.ips > copies.most.ips) {
          copies.next = copies.most;
          copies.most = more.total;
          copies.group = g;
        } else if (more.total.ips > copies.next.ips) {
          copies.next = more.total;
        }
      }
    }
  }

  /// How many numbers below the one found bisection may have missed.
  void find_steps_back() {
    if (demand_.discovers()) steps_back_ = kTriedBelow;
    std::int64_t moved = 0;
    for (const State& state : states_) {
      if (state.planned->scenario.kind != ScenarioKind::rolling_update) continue;
      for (NodeGroupIndex g = 0; g < model_.node_groups.size(); ++g) {
        const NodeGroupModel& group = model_.node_groups[g];
        if (group.update.launches_first || group.manager == NodeManager::hybrid) continue;
        const GroupLoad& load = state.density[g];
        if (load.nodes == NodeCount(0)) continue;
        const std::int64_t away = update_step(group, load.nodes).away.value();
        moved += away * ceil_div((load.pods + load.branch_pods).value(), load.nodes.value());
      }
    }
    if (moved > 0) steps_back_ = std::min(kMostTriedBelow, moved + kTriedBelow);
  }

  // What lacks.

  void judge(const State& state, SubnetIndex subnet, const SubnetTotal& total, const std::string& variant,
             const std::optional<Ignored>& ignored, std::optional<Shortage>& worst) const {
    const SubnetRoom& room = demand_.room(subnet);
    if (!room.known || (ignored && ignored->subnet == subnet)) return;
    const auto lacks = [&](Resource resource, IpCount ips) {
      if (ips.value() <= (worst ? worst->lacking : 0)) return;
      worst = Shortage{resource, subnet, state.scenario, variant, ips.value(), room.usable.value()};
    };
    lacks(Resource::addresses, total.ips - room.usable);
    if (total.prefixes > PrefixCount(0)) {
      lacks(Resource::prefixes, ips_in(room.missing_prefixes(total.ips, total.prefixes)));
    }
    if (room.has_prefix_reservation) lacks(Resource::single_addresses, room.missing_singles(total.ips, total.prefixes));
  }

  void judge_quotas(const State& state, std::int64_t all_ips, const FleetTotal& nodes, const std::string& variant,
                    const std::optional<Ignored>& ignored, std::optional<Shortage>& worst) const {
    const auto lacks = [&](Resource resource, std::int64_t used, std::int64_t quota) {
      const bool is_ignored = ignored && ignored->subnet == kNoSubnet && ignored->resource == resource;
      if (is_ignored || used - quota <= (worst ? worst->lacking : 0)) return;
      worst = Shortage{resource, kNoSubnet, state.scenario, variant, used - quota, quota};
    };
    lacks(Resource::network_interfaces, (nodes.enis + state.fixed_enis).value(), model_.quotas.network_interfaces);
    const std::int64_t units = all_ips - nodes.prefixes.value() * (kIpsPerPrefix - 1) +
                               std::max<std::int64_t>(0, nodes.enis.value() - nodes.nodes.value()) + fixed_units_;
    lacks(Resource::network_address_units, units, model_.quotas.network_address_units);
  }

  static std::int64_t sum_of(const std::vector<SubnetTotal>& subnets) {
    IpCount sum;
    for (const SubnetTotal& subnet : subnets) sum += subnet.ips;
    return sum.value();
  }

  [[nodiscard]] std::optional<Shortage> shortage_of_all(std::int64_t nodes, const State& state,
                                                        const std::optional<Ignored>& ignored) {
    std::optional<Shortage> worst;
    std::int64_t all_ips = 0;
    fleet_.with(
        nodes, state,
        [&](const FleetTotal& total) {
          all_ips = sum_of(total.subnets);
          for (SubnetIndex i = 0; i < total.subnets.size(); ++i) {
            judge(state, i, total.subnets[i], state.variant->name, ignored, worst);
          }
          judge_quotas(state, all_ips, total, state.variant->name, ignored, worst);
        },
        [&](const FleetTotal& total, NodeGroupIndex group, const std::vector<NodeDemand::AddedTotal>& added,
            const FleetTotal& count) {
          const std::string& name = model_.node_groups[group].name;
          std::int64_t ips = all_ips;
          for (const NodeDemand::AddedTotal& more : added) {
            SubnetTotal both = total.subnets[more.subnet];
            both += more.total;
            ips += more.total.ips.value();
            judge(state, more.subnet, both, name, ignored, worst);
          }
          judge_quotas(state, ips, count, name, ignored, worst);
        });
    return worst;
  }

  /// The group with that load beside the state's base, which lacks it.
  [[nodiscard]] std::optional<Shortage> shortage_of_group(NodeGroupIndex group, const GroupLoad& load,
                                                          const State& state,
                                                          const std::optional<Ignored>& ignored) const {
    std::optional<Shortage> worst;
    const FleetTotal& base = state.base;
    FleetTotal count{.nodes = base.nodes, .enis = base.enis, .prefixes = base.prefixes};
    std::int64_t ips = state.base_ips;
    for (const auto& more : demand_.on_top(base, group, fleet_.runs_of(state, group, load), count)) {
      SubnetTotal both = base.subnets[more.subnet];
      both += more.total;
      ips += more.total.ips.value();
      judge(state, more.subnet, both, state.variant->name, ignored, worst);
      if (state.copies.empty()) continue;
      const State::Copies& copies = state.copies[more.subnet];
      SubnetTotal with_other = both;
      with_other += copies.group == group ? copies.next : copies.most;
      judge(state, more.subnet, with_other,
            copies.group == group ? std::string() : model_.node_groups[copies.group].name, ignored, worst);
      both += more.total;
      judge(state, more.subnet, both, model_.node_groups[group].name, ignored, worst);
    }
    judge_quotas(state, ips, count, state.variant->name, ignored, worst);
    return worst;
  }

  // How far it goes.

  [[nodiscard]] Limit limit_of(const Shortage& shortage) const {
    return {.resource = shortage.resource,
            .subnet = shortage.subnet == kNoSubnet ? std::string() : model_.subnets[shortage.subnet].label,
            .scenario = shortage.scenario,
            .variant = shortage.variant};
  }

  struct FirstShortage {
    std::int64_t nodes = 0;  // the fewest that lack something
    Shortage shortage;
  };

  /// The fewest nodes with which some scenario lacks something, at least `least`.
  [[nodiscard]] std::optional<FirstShortage> first_shortage(std::int64_t start, const ShortageAt& at,
                                                            const std::optional<Ignored>& ignored,
                                                            std::int64_t least = 0) {
    FirstShortage first{.nodes = std::max(start, least)};
    // What stopped the growth before is asked first: it mostly does so again, and the others are then asked once.
    std::swap(order_.front(), *std::ranges::find(order_, stopped_last_));
    const State* stopped_by = nullptr;
    while (stopped_by == nullptr) {
      for (const std::size_t i : order_) {
        auto shortage = at(first.nodes, states_[i], ignored);
        if (!shortage) continue;
        first.shortage = *std::move(shortage);
        stopped_by = &states_[i];
        break;
      }
      if (stopped_by != nullptr) break;
      if (first.nodes > kLargestFleet) return std::nullopt;
      first.nodes = first.nodes * kStride + 1;
    }
    descend(first, least - 1, *stopped_by, at, ignored);
    stopped_last_ = static_cast<std::size_t>(stopped_by - states_.data());
    for (const std::size_t i : order_) {
      if (first.nodes == least) break;
      if (&states_[i] == stopped_by) continue;
      auto below = at(first.nodes - 1, states_[i], ignored);
      if (!below) continue;
      first = {first.nodes - 1, *std::move(below)};
      descend(first, least - 1, states_[i], at, ignored);
      stopped_last_ = i;
    }
    // Of several that stop it at the same number the first scenario is told.
    for (std::size_t i = 0; i < stopped_last_; ++i) {
      auto shortage = at(first.nodes, states_[i], ignored);
      if (!shortage) continue;
      first.shortage = *std::move(shortage);
      break;
    }
    step_back(first, at, ignored, least);
    return first;
  }

  /// Comes down from a number that lacks something in a state to the fewest that do; `fits` does not. What is lacking tells
  /// about how far it is, as demand grows evenly with the nodes: the first guesses go there, the rest is bisection.
  static void descend(FirstShortage& first, std::int64_t fits, const State& state, const ShortageAt& at,
                      const std::optional<Ignored>& ignored) {
    const auto fails = [&](std::int64_t nodes) {
      auto shortage = at(nodes, state, ignored);
      if (!shortage) {
        fits = nodes;
        return false;
      }
      first = {nodes, *std::move(shortage)};
      return true;
    };
    constexpr int kGuesses = 3;
    for (int guess = 0; guess < kGuesses && first.nodes - fits > 1; ++guess) {
      const Shortage& now = first.shortage;
      const std::int64_t there = proportion(first.nodes, now.there, now.there + now.lacking);
      if (fails(std::clamp(there, fits + 1, first.nodes - 1))) continue;
      for (std::int64_t step = 1; fits + step < first.nodes; step *= 2) {
        if (fails(fits + step)) break;
      }
      break;
    }
    while (first.nodes - fits > 1) fails(fits + (first.nodes - fits) / 2);
  }

  /// Tries the numbers below one by one where bisection may have missed some.
  void step_back(FirstShortage& first, const ShortageAt& at, const std::optional<Ignored>& ignored,
                 std::int64_t least) const {
    const std::int64_t end = std::max(least, first.nodes - steps_back_);
    for (std::int64_t below = first.nodes - 1; below >= end; --below) {
      for (const State& state : states_) {
        auto shortage = at(below, state, ignored);
        if (!shortage) continue;
        first = {below, *std::move(shortage)};
        break;
      }
    }
  }

  [[nodiscard]] std::optional<Exhaustion> search(std::int64_t start, const ShortageAt& at) {
    if (start == 0) return std::nullopt;
    const auto first = first_shortage(start, at, std::nullopt);
    if (!first) return std::nullopt;
    const auto most = [](std::int64_t failing) { return NodeCount(std::max<std::int64_t>(0, failing - 1)); };
    Exhaustion found{.nodes = most(first->nodes), .first = limit_of(first->shortage)};
    const Ignored lifted{first->shortage.resource, first->shortage.subnet};
    // Nothing fewer than what failed can fail without its first cause.
    if (const auto second = first_shortage(std::max(start, first->nodes), at, lifted, first->nodes)) {
      found.second_nodes = most(second->nodes);
      found.second = limit_of(second->shortage);
    }
    return found;
  }

  [[nodiscard]] std::optional<Exhaustion> of_group(NodeGroupIndex group) {
    const NodeGroupModel& model = model_.node_groups[group];
    if (model.manager == NodeManager::hybrid || model.nodes.max == NodeCount(0)) return std::nullopt;
    std::vector<Removed> removed;
    for (State& state : states_) removed.push_back(remove(state, group));
    auto found = search(model.nodes.max.value(),
                        [&](std::int64_t nodes, const State& state, const std::optional<Ignored>& ignored) {
                          return shortage_of_group(group, in_proportion(state.density[group], NodeCount(nodes)), state,
                                                   ignored);
                        });
    for (std::size_t i = 0; i < states_.size(); ++i) put_back(states_[i], std::move(removed[i]));
    if (!found) return std::nullopt;
    const GroupLoad& desired = reference().groups[group];
    const GroupLoad& full = desired.nodes > NodeCount(0) ? desired : most_of(group);
    const GroupLoad load = in_proportion(full, found->nodes);
    found->pods = load.pods + load.branch_pods;
    return found;
  }

  /// What a state's base had before one group's nodes were taken out of it.
  struct Removed {
    std::optional<FleetTotal> whole;
    std::vector<NodeDemand::AddedTotal> parts;
    FleetTotal count;
  };

  [[nodiscard]] Removed remove(State& state, NodeGroupIndex group) const {
    Removed removed;
    // What was chosen by free addresses would have been chosen otherwise without the group.
    if (demand_.discovers()) {
      removed.whole = std::move(state.base);
      state.base = total_without(state, group);
      state.base_ips = sum_of(state.base.subnets);
      return removed;
    }
    removed.parts = demand_.on_top(state.base, group, fleet_.runs_of(state, group, state.variant->fleet.groups[group]),
                                   removed.count);
    apply(state, removed, -1);
    return removed;
  }

  void put_back(State& state, Removed removed) const {
    if (removed.whole) {
      state.base = *std::move(removed.whole);
      state.base_ips = sum_of(state.base.subnets);
      return;
    }
    apply(state, removed, 1);
  }

  static void apply(State& state, const Removed& removed, std::int64_t times) {
    for (const NodeDemand::AddedTotal& part : removed.parts) {
      state.base.subnets[part.subnet] += {part.total.ips * times, part.total.prefixes * times};
      state.base_ips += part.total.ips.value() * times;
    }
    state.base.nodes += removed.count.nodes * times;
    state.base.enis += removed.count.enis * times;
    state.base.prefixes += removed.count.prefixes * times;
  }

  [[nodiscard]] std::optional<PodExhaustion> pods_of(NodeGroupIndex index) {
    const NodeGroupModel& group = model_.node_groups[index];
    const GroupLoad& load = most_of(index);
    const GroupMaxPods& max_pods = max_pods_[index];
    if (group.manager == NodeManager::hybrid || !max_pods.pod_ips || load.nodes == NodeCount(0)) return std::nullopt;
    Removed removed = remove(max_state_, index);
    const std::int64_t nodes = load.nodes.value();
    const std::int64_t of_pods = std::max<std::int64_t>(1, (load.pods + load.branch_pods).value());
    std::int64_t branch_enis = group.types.front().branch_enis;
    for (const InstanceType& type : group.types) branch_enis = std::min<std::int64_t>(branch_enis, type.branch_enis);
    /// What stops so many Pods a node.
    const auto limit_at = [&](std::int64_t pods) -> std::optional<Limit> {
      const PodCount branch(proportion(pods, load.branch_pods.value(), of_pods));
      const NodeRun run{.nodes = load.nodes, .pods = PodCount(pods) - branch, .branch_pods = branch};
      if (PodCount(pods) > demand_.pods_per_node(index)) return Limit{.resource = Resource::max_pods};
      if (branch.value() > branch_enis) return Limit{.resource = Resource::branch_enis};
      if (run.pods.value() > max_pods.pod_ips->value() ||
          demand_.node(index, run).usage.pods_without_address > PodCount(0)) {
        return Limit{.resource = Resource::enis};
      }
      const auto shortage = shortage_of_group(
          index, {.nodes = load.nodes, .pods = run.pods * nodes, .branch_pods = branch * nodes}, max_state_,
          std::nullopt);
      if (!shortage) return std::nullopt;
      return limit_of(*shortage);
    };
    std::int64_t fits = -1;
    std::int64_t fails = demand_.pods_per_node(index).value() + 1;
    while (fails - fits > 1) {
      const std::int64_t middle = fits + (fails - fits) / 2;
      (limit_at(middle) ? fails : fits) = middle;
    }
    const PodCount a_node(std::max<std::int64_t>(0, fits));
    PodExhaustion found{.nodes = load.nodes, .pods = a_node * nodes, .pods_a_node = a_node, .limit = *limit_at(fails)};
    put_back(max_state_, std::move(removed));
    return found;
  }

  const NodeDemand& demand_;
  const ClusterModel& model_;
  const std::vector<GroupMaxPods>& max_pods_;
  GrowingFleet fleet_;
  std::int64_t fixed_units_ = 0;  // network address units beyond one an address
  State max_state_;               // the scenario `max`
  std::vector<State> states_;
  std::vector<std::size_t> order_;  // in which states are asked
  std::size_t stopped_last_ = 0;    // the state that stopped the last growth
  std::int64_t steps_back_ = 0;
};

}  // namespace

Exhaustions exhaustions(const NodeDemand& demand, const std::vector<PlannedScenario>& planned,
                        const std::vector<GroupMaxPods>& max_pods) {
  return Finder(demand, planned, max_pods).run();
}

}  // namespace cniplan
