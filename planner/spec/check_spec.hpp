#pragma once

#include "planner/core/diagnostic.hpp"
#include "planner/spec/cluster_spec.hpp"

namespace cniplan {

/// What contradicts itself in a spec and shows without an instance type and without a default: names given
/// twice or given to nothing, numbers in the wrong order, networks that overlap or lie outside of what should
/// hold them, sizes that AWS does not take. Values that are absent are not missed: a spec whose reading
/// failed is checked as far as it was read. Every error has its place. Sources:
/// docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html and subnet-sizing.html (/16 to /28),
/// subnet-cidr-reservation.html (inside their subnet, disjoint);
/// docs.aws.amazon.com/eks/latest/userguide/create-cluster-auto.html (service CIDR /24 to /12),
/// managed-node-update-behavior.html (maxUnavailable at most 100).
[[nodiscard]] Diagnostics check_spec(const ClusterSpec& spec);

}  // namespace cniplan
