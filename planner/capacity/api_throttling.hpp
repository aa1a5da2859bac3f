#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "planner/capacity/ec2_calls.hpp"
#include "planner/capacity/warm_pool.hpp"
#include "planner/core/count.hpp"

namespace cniplan {

/// EC2's limit on the requests of one action, per account and Region: a bucket of tokens that starts full. A
/// request takes one, and so many come back every second.
struct RequestLimit {
  std::int64_t bucket_size = 0;
  std::int64_t refill_per_second = 0;

  friend constexpr bool operator==(const RequestLimit&, const RequestLimit&) = default;
};

/// The default limit of an action. The page's categories give an action its figures, not a bucket to share:
/// limits "are applied to individual API actions". ipamd asks DescribeNetworkInterfaces and DescribeInstances
/// by id, with neither a filter nor pages, hence the smaller bucket; DescribeSubnets has no such bucket.
/// Source: https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html (a copy of 2025), tables
/// "Request token bucket sizes and refill rates"; aws/amazon-vpc-cni-k8s pkg/awsutils/awsutils.go for how
/// ipamd asks.
[[nodiscard]] constexpr RequestLimit request_limit(Ec2Action action) {
  constexpr RequestLimit kNonMutating = {100, 20};
  constexpr RequestLimit kUnfiltered = {50, 10};
  constexpr RequestLimit kMutating = {50, 5};
  switch (action) {
    case Ec2Action::describe_subnets:
      return kNonMutating;
    case Ec2Action::describe_instances:
    case Ec2Action::describe_network_interfaces:
      return kUnfiltered;
    case Ec2Action::associate_trunk_interface:
    case Ec2Action::attach_network_interface:
    case Ec2Action::create_network_interface_permission:
    case Ec2Action::detach_network_interface:
      return kMutating;
    case Ec2Action::create_tags:
      return {100, 10};
    case Ec2Action::assign_ipv6_addresses:
    case Ec2Action::assign_private_ip_addresses:
    case Ec2Action::create_network_interface:
    case Ec2Action::delete_network_interface:
    case Ec2Action::modify_network_interface_attribute:
    case Ec2Action::unassign_private_ip_addresses:
      return {100, 5};
  }
  return kMutating;
}

/// What a fleet asks of one action's bucket.
struct BucketLoad {
  Ec2Action action = Ec2Action::attach_network_interface;
  RequestLimit limit;
  std::int64_t calls = 0;     ///< of the whole fleet
  std::int64_t floor_ms = 0;  ///< what it takes at least: max(0, (calls - bucket size) / refill)

  friend bool operator==(const BucketLoad&, const BucketLoad&) = default;
};

/// How long a fleet of equal nodes that start together takes under EC2's request limits.
struct FleetStart {
  std::int64_t alone_ms = 0;  ///< one node by itself, until its last call
  std::int64_t first_ms = 0;  ///< the first node of the fleet to be ready
  std::int64_t last_ms = 0;   ///< the last one: the fleet is ready
  std::int64_t floor_ms = 0;  ///< what the slowest bucket takes at least
  std::string_view
      bucket;  ///< the bucket that sets the floor, "AttachNetworkInterface"; empty: none runs empty
  std::int64_t bucket_size = 0;
  std::int64_t refill_per_second = 0;
  std::int64_t calls = 0;           ///< of the whole fleet, from that bucket
  std::vector<BucketLoad> buckets;  ///< of every action that is called, the highest floor first, then by name

  friend bool operator==(const FleetStart&, const FleetStart&) = default;
};

/// What a fleet of `nodes` equal nodes that make the calls of `timeline` asks of each action's bucket: every action that
/// is called, the highest floor first, then by name. The closed part of fleet_start(), as fast for any number of nodes.
[[nodiscard]] std::vector<BucketLoad> bucket_loads(std::span<const TimedCalls> timeline, NodeCount nodes);

/// Lets `nodes` equal nodes start at the same moment and make the calls of `timeline`. A call that finds its
/// bucket empty waits for a token, first come, first served (who asks at the same moment: in the order of
/// their calls before); a node's later calls keep at least their distance in time from it. Buckets start full
/// and refill evenly. Within a moment of the timeline a node calls in the order in which ipamd and the
/// controller depend on the results. Assumes that nobody else in the account calls, that a refused call is
/// tried again as soon as there is a token, which no real back-off does, and that a call takes no time: the
/// result is a lower bound. Milliseconds, exact. Cannot fail; no nodes or no calls take no time. Time grows
/// with calls times nodes, memory with the nodes and with the longest pause of the timeline.
[[nodiscard]] FleetStart fleet_start(std::span<const TimedCalls> timeline, NodeCount nodes);

}  // namespace cniplan
