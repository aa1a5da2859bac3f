#pragma once

#include <vector>

#include "planner/findings/rule_check.hpp"
#include "planner/plan/cluster_plan.hpp"
#include "planner/plan/node_plan.hpp"

namespace cniplan {

/// What a plan looked at: each rule of its subnets, its node groups, and its cluster as a whole, for each of these, with
/// the findings that it raised. Rules are asked of what they can be true of: prefixes of subnets that give out some,
/// growth where the spec has any, max Pods and the warm pool of groups with instance types, Windows of Windows nodes.
/// A finding about something else (a zone, a peer network, a workload) has a check of its own behind them.
[[nodiscard]] std::vector<RuleCheck> checks_of(const ClusterPlan& plan);

/// The same of one node: the rules of its settings.
[[nodiscard]] std::vector<RuleCheck> checks_of(const NodePlan& plan);

}  // namespace cniplan
