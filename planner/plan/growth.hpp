#pragma once

#include <optional>
#include <vector>

#include "planner/plan/cluster_plan.hpp"
#include "planner/plan/scenario.hpp"

namespace cniplan {

/// How every subnet fills when the Pods grow as the model says, month by month; one entry per subnet, empty without a
/// growth or where the CIDR is not known. After m months each scenario has (1 + growth)^m times its Pods, on Fargate too,
/// and as many times its nodes, both rounded up, so that nodes stay as full as they are, above a group's maximum if need
/// be; Fargate Pods are rounded up in each subnet. Each month counts in the scenario that is then worst for the subnet. The factor is worked out in millionths, month
/// by month and rounded up, and ends at 100,000.
[[nodiscard]] std::vector<std::optional<SubnetGrowth>> subnet_growth(const NodeDemand& demand,
                                                                     const std::vector<PlannedScenario>& planned);

}  // namespace cniplan
