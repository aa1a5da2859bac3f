#pragma once

#include <optional>

#include "planner/capacity/max_pods_result.hpp"
#include "planner/model/cluster_model.hpp"

namespace cniplan {

/// The mode that a cluster is in.
[[nodiscard]] CniMode mode_of(const CniConfig& cni);

/// The cluster in another mode, everything else as it is. With custom networking each zone in which nodes stand has one
/// subnet for Pods: the one it has already, or a new one, "pods-<zone>", without a CIDR. Without it Pods are in their
/// nodes' subnets. In IPv6 no warm target counts. Targets, max Pods and Pods a node stay what they are.
[[nodiscard]] ClusterModel in_mode(const ClusterModel& model, CniMode mode);

/// Max Pods that AWS recommends for a node of that type: what its ENIs can address in the model's mode, at most 110 up to
/// 30 vCPUs, else 250. Nothing where no Pod can have an address, or the vCPUs are not known.
/// Source: docs.aws.amazon.com/eks/latest/userguide/choosing-instance-type.html.
[[nodiscard]] std::optional<PodCount> recommended_max_pods(const CniConfig& cni, const InstanceType& type);

}  // namespace cniplan
