#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "planner/capacity/warm_pool.hpp"
#include "planner/core/count.hpp"

namespace cniplan {

/// How long a fleet of equal nodes that start together takes under EC2's request limits.
struct FleetStart {
  std::int64_t alone_ms = 0;    ///< one node by itself, until its last call
  std::int64_t first_ms = 0;    ///< the first node of the fleet to be ready
  std::int64_t last_ms = 0;     ///< the last one: the fleet is ready
  std::int64_t floor_ms = 0;    ///< what the slowest bucket takes at least: max(0, (calls - bucket) / refill)
  std::string_view bucket;      ///< the bucket that sets the floor, "AttachNetworkInterface and other mutating actions"
  std::int64_t bucket_size = 0;
  std::int64_t refill_per_second = 0;
  std::int64_t calls = 0;       ///< of the whole fleet, from that bucket

  friend bool operator==(const FleetStart&, const FleetStart&) = default;
};

}  // namespace cniplan
