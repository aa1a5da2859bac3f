#pragma once

#include <optional>
#include <vector>

#include "planner/model/cluster_model.hpp"
#include "planner/plan/cluster_plan.hpp"
#include "planner/plan/fleet.hpp"

namespace cniplan {

/// How far a fleet can grow in proportion before a subnet cannot hold the next node. Starting from nothing, nodes are
/// added one at a time to the group that is furthest behind its share (the divisor method of D'Hondt, so that a larger
/// fleet holds every smaller one); Pods grow with the nodes of their group; everything else stays as in `steady`.
/// What a subnet takes never falls as nodes are added, hence the largest fleet that fits is found by bisection.
/// Nothing when no group has nodes or no subnet with a known CIDR is ever filled.
[[nodiscard]] std::optional<Exhaustion> exhaustion(const ClusterModel& model, const Fleet& steady,
                                                   const std::vector<GroupMaxPods>& max_pods);

}  // namespace cniplan
