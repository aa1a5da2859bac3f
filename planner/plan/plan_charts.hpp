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

struct ClusterPlan;
struct PlanInputs;

/// What a plan's report draws beside its figures; plan_charts() works it out.

/// What the subnets give to a fleet of so many nodes.
struct FleetCurvePoint {
  NodeCount nodes;            ///< of all node groups, in proportion as ClusterPlan::exhaustion has them
  std::vector<IpCount> used;  ///< of each of FleetCurve::subnets, in the scenario that is then worst for it
};
/// How subnets fill as the fleet grows.
struct FleetCurve {
  std::vector<std::size_t>
      subnets;        ///< indices into ClusterPlan::subnets: those of known size that nodes stand in
  NodeCount desired;  ///< nodes of all groups
  NodeCount max;      ///< the most nodes of all groups, here shared out in proportion
  std::vector<FleetCurvePoint> points;  ///< from no node to somewhat beyond the most that fit
};

/// What a node holds with so many Pods.
struct WarmPoolPoint {
  PodCount pods;
  EniCount enis;
  IpCount primary;
  IpCount assigned;
  IpCount warm;         ///< with those that cool down
  IpCount trunk;        ///< and branch ENIs
  bool settles = true;  ///< false: the pool grows and shrinks for ever; the figures are its peak

  [[nodiscard]] IpCount total() const { return primary + assigned + warm + trunk; }

  friend bool operator==(const WarmPoolPoint&, const WarmPoolPoint&) = default;
};
/// What a node of an instance type holds, for each number of Pods from none to its max Pods.
struct WarmPoolCurve {
  std::string instance_type;
  std::vector<std::string> node_groups;  ///< with this type and the same settings
  NodeCount nodes;                       ///< desired ones of these groups
  AddressMode mode = AddressMode::secondary_ip;
  PodCount max_pods;
  PodCount admitted;  ///< max Pods less those on the host network
  /// One for each number of Pods from 0 to `admitted`, or to the most for which the node's ENIs have
  /// addresses.
  std::vector<WarmPoolPoint> points;
};

/// What is known of a /28 of a subnet before the cluster is there. Of several that hold the first one is
/// told, `free` last.
enum class BlockState : std::uint8_t {
  free,                ///< whole, for prefixes and single addresses
  aws,                 ///< it holds one of the five that AWS reserves: no prefix is made of it
  used,                ///< something else has an address in it: no prefix is made of it
  prefix_reservation,  ///< free, and for prefixes only
  /// Free, but reserved for those who name an address, wholly or in part: no prefix is made of it, and a
  /// request that names none gets single addresses of what is not reserved. A prefix reservation smaller than
  /// a /28 is one too.
  explicit_reservation,
};
[[nodiscard]] std::string_view to_string(BlockState state);

/// Consecutive /28 blocks of which the same is to be said.
struct BlockRun {
  BlockState state = BlockState::free;
  std::int64_t first = 0;  ///< number of the block in the subnet, from 0
  std::int64_t blocks = 0;

  friend bool operator==(const BlockRun&, const BlockRun&) = default;
};
/// A subnet's address space in /28 blocks, and how many of the free ones its fullest scenario wants at best:
/// prefixes one each, those of prefix reservations first, and single addresses packed: what is free beside
/// whole blocks goes first, the rest into as few blocks as hold it. When the subnet does not suffice they are
/// more than there are.
struct AddressMap {
  std::size_t subnet = 0;      ///< index into ClusterPlan::subnets
  std::vector<BlockRun> runs;  ///< from the first block to the last, no two neighbours of one state
  IpCount without_place;       ///< in use, nobody knows where: not in `runs`, but among the single addresses
  std::size_t scenario = 0;    ///< the fullest, index into ClusterPlan::scenarios
  std::int64_t prefix_blocks = 0;
  std::int64_t single_blocks = 0;  ///< of the free ones, beside the blocks of AWS and those in use
};

struct PlanCharts {
  std::optional<FleetCurve> fleet;        ///< empty: no nodes, or no subnet of known size
  std::vector<WarmPoolCurve> warm_pools;  ///< in the order of the spec
  std::int64_t warm_pools_left_out = 0;   ///< beyond the kMostWarmPoolCurves that are drawn
  std::vector<AddressMap> maps;           ///< of the subnets of known size, in their order
};

/// Points of a fleet's curve: fewer of a cluster with more than 400 node groups, whose fleets take long to
/// work out.
inline constexpr std::size_t kMostFleetCurvePoints = 25;
inline constexpr std::size_t kFewestFleetCurvePoints = 10;
inline constexpr std::size_t kMostWarmPoolCurves = 12;

/// The charts of a plan that is otherwise done.
///   fleet       all node groups grow in proportion (GrowingFleet), to a tenth beyond the larger of max nodes
///               and what fits; points at 0, the desired nodes, the most, the most that fit, the next one,
///               the end, and between these evenly
///   warm_pools  each instance type of a group with the Pods one by one, no branch Pod among them
///               (node_ip_usage()). Equal curves are one; of more than there is room for those stay that are
///               in most nodes, desired and then at most, the first of equals. None of EKS Auto Mode, whose
///               warm pool nobody documents, of hybrid nodes and of IPv6, which have none
///   maps        listed addresses in use and CIDR reservations have their places, what is only counted not
/// Cannot fail.
[[nodiscard]] PlanCharts plan_charts(const PlanInputs& inputs, const ClusterPlan& plan);

}  // namespace cniplan
