#pragma once

#include <vector>

#include "planner/plan/node_plan.hpp"

namespace cniplan {

/// How each headline figure of a node came about, in the order in which one needs the other. Where something
/// stopped the pool before it reached what the formula says (max Pods, a full subnet, a cordon), the values
/// say so. Reads everything of `plan` but its findings and derivations. Cannot fail. Formulas:
/// node_ip_usage().
[[nodiscard]] std::vector<Derivation> node_derivations(const NodePlan& plan);

}  // namespace cniplan
