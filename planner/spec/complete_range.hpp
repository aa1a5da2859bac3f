#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>

#include "planner/spec/cluster_spec.hpp"

namespace cniplan {

/// A range with every number of it.
struct CompleteRange {
  std::int64_t min = 0;
  std::int64_t desired = 0;
  std::int64_t max = 0;
};

/// What a range says when some of its numbers are left out: desired is min, or else max; min is desired; max is at
/// least desired. Nothing when there is no number at all.
[[nodiscard]] inline std::optional<CompleteRange> complete(const RangeSpec& given) {
  if (!given.min && !given.desired && !given.max) return std::nullopt;
  CompleteRange range;
  range.desired = given.desired ? given.desired->value : given.min ? given.min->value : given.max->value;
  range.min = given.min ? given.min->value : range.desired;
  range.max = std::max(given.max ? given.max->value : range.desired, range.desired);
  return range;
}

}  // namespace cniplan
