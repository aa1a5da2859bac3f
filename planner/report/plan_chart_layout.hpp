#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "planner/plan/cluster_plan.hpp"
#include "planner/report/grid.hpp"
#include "planner/report/plan_layout.hpp"

namespace cniplan::report {

/// What a plan's charts show, and the same as tables.

/// The scenarios of a subnet that have the same figures down to each owner, in one line.
[[nodiscard]] std::vector<ScenarioLine> subnet_owner_lines(const SubnetPlan& subnet);
/// Owners that hold an address of any subnet in any scenario, in their order.
[[nodiscard]] std::vector<AddressOwner> owners_to_show(const ClusterPlan& plan);

/// Curves that can be told apart in one chart.
inline constexpr std::size_t kMostCurves = 8;
/// Of the fleet's curve: indices into FleetCurve::subnets, what weighs most first; at most kMostCurves.
[[nodiscard]] Selection fleet_subnets_to_show(const ClusterPlan& plan);
/// Subnets whose growth is drawn: the first to cross a threshold, then the fullest; at most kMostCurves.
[[nodiscard]] Selection growth_curves_to_show(const ClusterPlan& plan);
/// Indices into PlanCharts::maps, what weighs most first; at most a dozen.
[[nodiscard]] Selection maps_to_show(const ClusterPlan& plan);

/// A row for each number of nodes, a column for each subnet of the selection.
[[nodiscard]] Grid fleet_grid(const ClusterPlan& plan, const Selection& subnets);
/// A row for each month, a column for each subnet of the selection.
[[nodiscard]] Grid growth_months_grid(const ClusterPlan& plan, const Selection& subnets);
/// What the node holds with no Pod, with each number of Pods that brings one more ENI or prefix, and with the most.
[[nodiscard]] Grid warm_pool_grid(const WarmPoolCurve& curve);
/// A row for each run of blocks; at most kMostRuns.
inline constexpr std::size_t kMostRuns = 64;
[[nodiscard]] Grid block_runs_grid(const SubnetPlan& subnet, const AddressMap& map);

/// "1200 of 4091 addresses, 29.4 %"
[[nodiscard]] std::string used_of_text(IpCount used, const SubnetPlan& subnet);
/// What the fullest scenario wants of the map's blocks.
[[nodiscard]] std::string map_text(const ClusterPlan& plan, const AddressMap& map);
/// "prefix delegation, max Pods 110, of node groups web and batch"
[[nodiscard]] std::string warm_pool_text(const WarmPoolCurve& curve);

}  // namespace cniplan::report
