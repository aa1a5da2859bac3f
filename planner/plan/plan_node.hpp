#pragma once

#include "planner/plan/node_plan.hpp"

namespace cniplan {

/// Answers what is asked of one node: the steady state, its range, the burst, the way down, the time to ready, findings
/// about its settings and the derivation of its figures. Cannot fail.
[[nodiscard]] NodePlan plan_node(const NodeQuestion& question);

/// The same node for 0 Pods to those of the question, each Pod coming when the pool has settled. A point equals the
/// answer of plan_node() for as many Pods. The findings are those of the fullest node that kubelet admits: max Pods
/// counts Pods on the host network, and branch Pods, as well.
[[nodiscard]] NodeCurve node_curve(const NodeQuestion& question);

}  // namespace cniplan
