#pragma once

#include "planner/core/count.hpp"
#include "planner/model/cluster_model.hpp"
#include "planner/plan/fleet.hpp"

namespace cniplan {

/// What an update of a node group does to its nodes at a time.
struct UpdateStep {
  NodeCount away;   ///< old nodes that are drained together, at most all
  NodeCount extra;  ///< new nodes that come before old ones go

  friend bool operator==(const UpdateStep&, const UpdateStep&) = default;
};

/// How a group of so many nodes is updated; no step when it has none, or its disruption budget is 0.
///   managed, default    extra = max(2 * zones of the group, maxUnavailable), in the same zones; away = maxUnavailable
///   managed, minimal    extra = 0: old nodes go first;  maxUnavailable is 1 when not given, at most 100
///   Karpenter, Auto     extra = away = disruption budget, 10 % of the nodes when not given
///   self-managed        extra = away = size of a batch; with the strategy minimal extra = 0
/// A share of the nodes is rounded up. Hybrid nodes are not replaced by anybody we know.
/// Source: docs.aws.amazon.com/eks/latest/userguide/managed-node-update-behavior.html,
/// karpenter.sh/docs/concepts/disruption.
[[nodiscard]] UpdateStep update_step(const NodeGroupModel& group, NodeCount nodes);

/// A group at the worst moment of its update: the first nodes, which are the fullest, have been drained; their Pods,
/// but for those of DaemonSets, run on the new nodes, each of which has its DaemonSets' Pods as well; and the old ones
/// still hold their addresses. Without new nodes first, the Pods are on the nodes that stay, as far as these have
/// `room` under max Pods, and the nodes that replaced the drained ones run the rest. When all nodes go at once, the
/// new ones run what the old ones ran.
struct UpdatedGroup {
  NodeCount nodes;  ///< old and new
  NodeCount extra;
  NodeRuns runs;
  PodCount pending;  ///< Pods that no node has room for at that moment
};
[[nodiscard]] UpdatedGroup updated_group(const NodeGroupModel& group, const GroupLoad& load, PodCount room);

}  // namespace cniplan
