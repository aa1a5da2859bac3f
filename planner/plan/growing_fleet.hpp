#pragma once

#include <vector>

#include "planner/plan/demand.hpp"
#include "planner/plan/scenario.hpp"

namespace cniplan {

/// A scenario in one variant, with everything in it that does not grow.
struct GrowthState {
  const PlannedScenario* planned = nullptr;
  const ScenarioVariant* variant = nullptr;
  std::size_t scenario = 0;        ///< index into ClusterPlan::scenarios
  FleetTotal fixed;                ///< everything but nodes
  EniCount fixed_enis;             ///< of that
  std::vector<GroupLoad> density;  ///< of each group: as full as its nodes are; no nodes: they never come

  [[nodiscard]] bool copies_groups() const { return planned->scenario.kind == ScenarioKind::blue_green; }
};

/// The node groups of a cluster, growing. With k nodes a group is as full as it is in the scenario: floor(k *
/// Pods / nodes) Pods, spread evenly; a group that has none there, as in `max`. All groups together grow in
/// proportion to their desired nodes (to the most, where none is desired), one node at a time to the group
/// that is furthest behind its share (the divisor method of D'Hondt, so that a larger fleet holds every
/// smaller one). The fleet asked for last is remembered: one object is for one thread.
class GrowingFleet {
 public:
  GrowingFleet(const NodeDemand& demand, const std::vector<GroupMaxPods>& max_pods);

  /// What the groups grow in proportion to.
  [[nodiscard]] const Fleet& reference() const { return reference_; }
  [[nodiscard]] NodeCount reference_nodes() const { return NodeCount(total_weight_); }
  /// The scenario `max`.
  [[nodiscard]] const PlannedScenario& most() const { return most_; }

  [[nodiscard]] GrowthState state_of(const PlannedScenario& planned, const ScenarioVariant& variant,
                                     std::size_t scenario) const;
  /// A group's nodes with that load, and those that an update adds.
  [[nodiscard]] GroupRuns runs_of(const GrowthState& state, NodeGroupIndex group,
                                  const GroupLoad& load) const;

  /// So many nodes, shared out to the groups: nobody below its exact share rounded down, the rest one by one
  /// to the group with the smallest (nodes + 1) / weight, the first of equals. It stays what it is until
  /// other nodes are asked for.
  const std::vector<std::int64_t>& shared_out(std::int64_t nodes);

  /// What so many nodes take in a state, with everything that does not grow: `see_all(total)`; and of
  /// blue_green each group's second copy on top of it: `see_copy(total, group, added, count)`, `count` being
  /// the nodes, ENIs and prefixes with the copy's.
  template <class SeeAll, class SeeCopy>
  void with(std::int64_t nodes, const GrowthState& state, SeeAll&& see_all, SeeCopy&& see_copy) {
    const std::vector<std::int64_t>& counts = shared_out(nodes);
    const auto runs = [&](NodeGroupIndex g) {
      return runs_of(state, g, in_proportion(state.density[g], NodeCount(counts[g])));
    };
    FleetTotal total = state.fixed;
    demand_.add(total, runs);
    see_all(total);
    if (!state.copies_groups()) return;
    for (NodeGroupIndex g = 0; g < counts.size(); ++g) {
      FleetTotal count{.nodes = total.nodes, .enis = total.enis, .prefixes = total.prefixes};
      see_copy(total, g, demand_.on_top(total, g, runs(g), count), count);
    }
  }

 private:
  const NodeDemand& demand_;
  const ClusterModel& model_;
  PlannedScenario most_;
  Fleet reference_;
  std::int64_t total_weight_ = 0;
  std::int64_t shared_out_ = -1;  // nodes that counts_ is for
  std::vector<std::int64_t> counts_;
};

}  // namespace cniplan
