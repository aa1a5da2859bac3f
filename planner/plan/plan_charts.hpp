#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "planner/capacity/node_ip_usage.hpp"
#include "planner/core/count.hpp"
#include "planner/net/cidr.hpp"

namespace cniplan {

/// What a plan's report draws beside its figures; plan_charts() works it out.

/// What the subnets give to a fleet of so many nodes.
struct FleetCurvePoint {
  NodeCount nodes;            ///< of all node groups, in proportion as ClusterPlan::exhaustion has them
  std::vector<IpCount> used;  ///< of each of FleetCurve::subnets, in the scenario that is then worst for it
};
/// How subnets fill as the fleet grows.
struct FleetCurve {
  std::vector<std::size_t> subnets;  ///< indices into ClusterPlan::subnets: those of known size that nodes stand in
  std::vector<FleetCurvePoint> points;  ///< from no node to somewhat beyond the most that fit
};

/// What a node holds with so many Pods.
struct WarmPoolPoint {
  PodCount pods;
  EniCount enis;
  IpCount primary;
  IpCount assigned;
  IpCount warm;   ///< with those that cool down
  IpCount trunk;  ///< and branch ENIs

  [[nodiscard]] IpCount total() const { return primary + assigned + warm + trunk; }
};
/// What a node of an instance type holds, for each number of Pods from none to its max Pods.
struct WarmPoolCurve {
  std::string instance_type;
  std::vector<std::string> node_groups;  ///< with this type and the same settings
  AddressMode mode = AddressMode::secondary_ip;
  PodCount max_pods;
  std::vector<WarmPoolPoint> points;
};

/// What is known of a /28 of a subnet before the cluster is there.
enum class BlockState : std::uint8_t {
  free,                  ///< whole, for prefixes and single addresses
  aws,                   ///< it holds one of the five that AWS reserves; the rest of it is for single addresses
  used,                  ///< something else has an address in it
  prefix_reservation,    ///< free, and for prefixes only
  explicit_reservation,  ///< free, and for those only who name an address
};
[[nodiscard]] std::string_view to_string(BlockState state);

/// Consecutive /28 blocks of which the same is to be said.
struct BlockRun {
  BlockState state = BlockState::free;
  std::int64_t first = 0;   ///< number of the block in the subnet, from 0
  std::int64_t blocks = 0;
};
/// A subnet's address space in /28 blocks, and how many of the free ones its fullest scenario wants at best: prefixes one
/// each, and single addresses packed into as few as hold them.
struct AddressMap {
  std::size_t subnet = 0;  ///< index into ClusterPlan::subnets
  std::vector<BlockRun> runs;
  std::size_t scenario = 0;  ///< the fullest, index into ClusterPlan::scenarios
  std::int64_t prefix_blocks = 0;
  std::int64_t single_blocks = 0;  ///< of the free ones, beside the blocks of AWS and those in use
};

struct PlanCharts {
  std::optional<FleetCurve> fleet;  ///< empty: no nodes, or no subnet of known size
  std::vector<WarmPoolCurve> warm_pools;
  std::vector<AddressMap> maps;  ///< of the subnets of known size, in their order
};

}  // namespace cniplan
