#pragma once

#include <vector>

#include "planner/findings/finding.hpp"
#include "planner/model/cluster_model.hpp"
#include "planner/plan/cluster_plan.hpp"

namespace cniplan {

/// What grows beyond something that is no subnet: network address units, ENIs of the Region, EKS's quotas,
/// the scale that Kubernetes is tested for, EC2's request limits when a node group grows at once, a node's
/// memory and its max Pods; and what the CNI's settings do on the node groups' instance types. `plan` is the
/// model's, its own findings aside. Errors first, then warnings and remarks; within a severity in the order
/// of the spec. Cannot fail.
///
/// Equal nodes are looked at once. Work is bounded whatever the number of node groups: of EC2's calls exact
/// timelines are made for so many distinct nodes, and the calendar of a fleet for so many calls, as the
/// constants say; beyond them the closed floor of bucket_loads() stands, which is a lower bound.
[[nodiscard]] std::vector<Finding> scale_findings(const ClusterModel& model, const ClusterPlan& plan);

}  // namespace cniplan
