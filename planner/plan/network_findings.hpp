#pragma once

#include <vector>

#include "planner/findings/finding.hpp"
#include "planner/model/cluster_model.hpp"

namespace cniplan {

/// What is remarkable about the network before any Pod runs: overlaps with peers, ranges that AWS or Docker
/// keeps others from, quotas of the VPC, zones of the control plane, zones with unequal room. Errors first,
/// then warnings and remarks; within a severity in the order of the spec. What no VPC can be at all (sizes,
/// subnets outside of it, overlaps within it) is an error of the spec, not a finding. Cannot fail.
[[nodiscard]] std::vector<Finding> network_findings(const ClusterModel& model);

}  // namespace cniplan
