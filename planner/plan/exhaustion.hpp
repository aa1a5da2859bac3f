#pragma once

#include <optional>
#include <vector>

#include "planner/plan/cluster_plan.hpp"
#include "planner/plan/scenario.hpp"

namespace cniplan {

/// How far each group, and all together, can grow.
struct Exhaustions {
  std::optional<Exhaustion> all;                         ///< empty: no nodes, or nothing known runs out
  std::vector<std::optional<Exhaustion>> of_group;       ///< likewise
  std::vector<std::optional<PodExhaustion>> pods_of_group;  ///< empty for hybrid nodes and in an IPv6 cluster
};

/// How far the node groups can grow before something cannot hold the next node, in any of the scenarios: a subnet's
/// addresses, whole /28 blocks or single addresses; ENIs per Region; network address units of the VPC.
///
/// How all groups grow together says GrowingFleet. An update, a lost zone and a second copy come on top, with the k nodes. A
/// group alone grows beside the others as they are in each scenario, and is stopped by the subnets that it stands in.
///
/// The most that fits is found by bisection, because no demand falls when nodes are added: runs of equal nodes never
/// shrink in spread(), nodes come to their places in turn, and the nodes of an update or a copy start at the first place.
/// Two things break that. With the update strategy `minimal` the Pods of drained nodes are on fewer nodes when there are
/// fewer, and take as many ENIs more as Pods are moved at most; and subnet discovery moves single ENIs to other subnets.
/// Numbers below the one found are then tried one by one: as many as Pods are moved, and 64 more.
///
/// Pods of a group: on its most nodes, every node as full as the next, branch Pods keeping their share; stopped by max
/// Pods, branch ENIs, the addresses of a node's ENIs, or by a subnet while the other groups are as in `max`.
[[nodiscard]] Exhaustions exhaustions(const NodeDemand& demand, const std::vector<PlannedScenario>& planned,
                                      const std::vector<GroupMaxPods>& max_pods);

}  // namespace cniplan
