#pragma once

#include <vector>

#include "planner/plan/derivation.hpp"
#include "planner/plan/plan_findings.hpp"

namespace cniplan {

/// How every headline figure of a plan came about: max Pods and addresses of each node group, what each subnet has,
/// what it has to give by owner, its share, and how far the fleet can grow.
[[nodiscard]] std::vector<Derivation> plan_derivations(const PlanInputs& inputs, const ClusterPlan& plan);

}  // namespace cniplan
