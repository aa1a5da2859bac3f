#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "planner/capacity/ec2_calls.hpp"
#include "planner/capacity/node_ip_usage.hpp"
#include "planner/core/count.hpp"

namespace cniplan {

/// How a node gets its Pods.
enum class PodArrival {
  one_by_one,   ///< each when the pool has settled after the one before
  all_at_once,  ///< a burst: they wait for addresses while ipamd grows step by step
};

/// What one ENI carries for Pods. In prefix mode every slot is a /28 of 16 addresses.
struct EniUse {
  std::int64_t network_card = 0;
  bool primary = false;
  std::int64_t slots = 0;  ///< secondary addresses, or prefixes
  IpCount assigned;
  IpCount cooling;
  IpCount warm;

  friend bool operator==(const EniUse&, const EniUse&) = default;
};

/// The low point of a pool that never settles; the figures beside it are the peak.
struct PoolLow {
  EniCount enis;
  IpCount pool;
  IpCount warm;
  IpCount total;  ///< addresses of the VPC

  friend bool operator==(const PoolLow&, const PoolLow&) = default;
};

/// The EC2 calls that a node makes at one moment.
struct TimedCalls {
  std::int64_t second = 0;  ///< since ipamd started
  Ec2Calls calls;

  friend bool operator==(const TimedCalls&, const TimedCalls&) = default;
};

/// A node whose pool has settled, or is known never to.
struct SettledNode {
  NodeIpUsage usage;
  std::vector<EniUse>
      enis;  ///< without the trunk and branch ENIs; the primary one first, card by card, oldest first
  std::optional<PoolLow> low;  ///< only where it never settles
  std::int64_t turns =
      0;           ///< loop turns of 5 s from ipamd's start to the last change; 0 where it never settles
  Ec2Calls calls;  ///< until then
  /// What it goes on calling in an hour of this state: of a pool that never settles, or one that asks in vain
  /// for addresses of a full subnet. All zero in a quiet state.
  Ec2Calls calls_per_hour;

  friend bool operator==(const SettledNode&, const SettledNode&) = default;
};

/// Seconds between two turns of ipamd's loop. Source: aws/amazon-vpc-cni-k8s pkg/ipamd/ipamd.go,
/// ipPoolMonitorInterval.
inline constexpr std::int64_t kSecondsPerTurn = 5;

/// The steady state of a node after its Pods have come, and the way there. Linux: ipamd's state machine, turn
/// by turn (ipamd.hpp). IPv6 and Windows: closed forms, without turns; for Windows without calls too, which
/// are the controller's. Cannot fail.
[[nodiscard]] SettledNode settle(const NodeSetup& node, PodArrival arrival);

/// settle(node, PodArrival::one_by_one) but for the calls, which are all zero: by the closed form where there
/// is one, a hundred times faster than by the state machine.
[[nodiscard]] SettledNode settle_without_calls(const NodeSetup& node);

/// The steady state after the Pods have come one by one and then all but `pods` of them have left at once,
/// all cool-downs over. Tidy: Pods stood packed, the newest leave first, the newest ENI shrinks first.
/// `turns` and `calls` count from the leaving. `pods` is at most the node's.
[[nodiscard]] SettledNode settle_after_leaving(const NodeSetup& node, PodCount pods);

/// The EC2 calls of settle(), by the moment, oldest first. Only for Linux with IPv4 does time pass between
/// them.
[[nodiscard]] std::vector<TimedCalls> call_timeline(const NodeSetup& node, PodArrival arrival);

/// The smallest and the largest value that a figure can have.
template <class Quantity>
struct Bounds {
  Quantity least;
  Quantity most;

  friend bool operator==(const Bounds&, const Bounds&) = default;
};

/// What a node can hold when chance decides: Go iterates over a map in random order, so which address a Pod
/// gets, and which ENI shrinks, is not determined. No order leads out of these bounds; the least of each is
/// the tidy order's.
struct NodeRange {
  Bounds<EniCount> enis;
  Bounds<IpCount> pool;
  Bounds<IpCount> warm;
  Bounds<IpCount> total;
  Bounds<PodCount> pods_without_address;

  friend bool operator==(const NodeRange&, const NodeRange&) = default;
};

/// The bounds on the way up, over all orders and both kinds of arrival. Nothing where chance has no part:
/// only WARM_PREFIX_TARGET >= 2 without IP targets looks at wholly free prefixes while it grows.
[[nodiscard]] std::optional<NodeRange> range_on_the_way_up(const NodeSetup& node, const NodeIpUsage& tidy);

/// The bounds after going down; `up` is the node before, `down` what settle_after_leaving() found.
[[nodiscard]] NodeRange range_after_leaving(const NodeSetup& node, const NodeIpUsage& up,
                                            const NodeIpUsage& down);

}  // namespace cniplan
