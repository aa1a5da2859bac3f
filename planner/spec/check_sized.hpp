#pragma once

#include "planner/core/diagnostic.hpp"
#include "planner/spec/cluster_spec.hpp"

namespace cniplan {

/// What a spec that check_spec() finds no fault with still lacks before its network can be made: a VPC CIDR, subnets, a
/// CIDR for each of them. A cluster whose Pods have a network of their own has nothing of a VPC to make. Every error
/// names what it is about and the way out.
[[nodiscard]] Diagnostics check_sized(const ClusterSpec& spec);

}  // namespace cniplan
