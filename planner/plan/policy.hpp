#pragma once

#include "planner/findings/finding_policy.hpp"
#include "planner/model/cluster_model.hpp"

namespace cniplan {

/// What a cluster's policy says of findings: severities and acceptances. Thresholds are for those who raise
/// them.
[[nodiscard]] FindingPolicy finding_policy(const PolicyModel& policy);

}  // namespace cniplan
