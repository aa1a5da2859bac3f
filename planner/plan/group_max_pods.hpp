#pragma once

#include <optional>

#include "planner/core/count.hpp"
#include "planner/core/diagnostic.hpp"
#include "planner/model/cluster_model.hpp"
#include "planner/plan/cluster_plan.hpp"

namespace cniplan {

/// The CNI settings that a group's nodes run with. EKS Auto Mode takes none of the cluster's: it works with prefixes
/// and a warm pool of its own, for which the manifest's one warm prefix stands in.
/// Source: docs.aws.amazon.com/eks/latest/userguide/auto-networking.html.
[[nodiscard]] CniConfig cni_of(const ClusterModel& model, const NodeGroupModel& group);

struct GroupMaxPods {
  PodCount value;
  MaxPodsSource source = MaxPodsSource::eni_formula;
  /// Pods that the addresses of a node allow, the lowest over the types; empty: addresses are no limit (IPv6).
  std::optional<IpCount> pod_ips;
  std::size_t type = 0;  ///< index of the instance type with the lowest value, the first of equals
  /// Why an expression has no value on that type; nodeadm then sets its default, and so do we.
  std::optional<Diagnostic> expression_fault;
};

/// kubelet's max Pods on the nodes of a group: the number given, or what the nodes get when nobody sets it; never
/// above what EKS enforces on managed node groups with its own AMI (110 up to 30 vCPUs, else 250). One value for
/// all types of the group, the lowest.
/// Source: docs.aws.amazon.com/eks/latest/userguide/choosing-instance-type.html (max-pods-precedence),
/// create-managed-node-group.html (several types); aws/containers-roadmap issue 2488 (Auto Mode).
[[nodiscard]] GroupMaxPods group_max_pods(const ClusterModel& model, const NodeGroupModel& group);

/// The same for one of the group's types alone: what its nodes would get if it were the only one.
[[nodiscard]] PodCount max_pods_of(const ClusterModel& model, const NodeGroupModel& group, const InstanceType& type);

}  // namespace cniplan
