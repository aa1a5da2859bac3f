#pragma once

#include "planner/model/cluster_model.hpp"
#include "planner/plan/cluster_plan.hpp"

namespace cniplan {

/// What a cluster takes of each subnet, against what is there, in the scenarios of the policy:
///   steady: desired nodes, desired Pods;  max: the node groups' and the workloads' maximum.
/// Per node: the closed forms of node_ip_usage(). Pods go over a group's nodes as evenly as integers allow, nodes
/// over its zones likewise, the first ones taking what is left over. Workloads go to their groups in proportion to
/// the room under max Pods. Of several instance types the lowest max Pods binds, and the one that takes most
/// addresses counts. Fixed owners: control plane up to 4 ENIs, an ALB 8 addresses a subnet and up to 100 in all, an
/// NLB and an endpoint one a subnet, a Fargate Pod one.
/// Cannot fail: what does not fit is a finding.
[[nodiscard]] ClusterPlan plan_cluster(const ClusterModel& model);

}  // namespace cniplan
