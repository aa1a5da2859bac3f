#include "planner/net/ipv4_set.hpp"

namespace cniplan {

PrefixCount whole_prefixes(const Ipv4Set& set) {
  PrefixCount sum;
  for (const Ipv4Range& range : set.ranges()) {
    const std::int64_t from = ceil_div(range.first().value(), kIpsPerPrefix);
    const std::int64_t to = (std::int64_t{range.last().value()} + 1) / kIpsPerPrefix;
    sum += PrefixCount(std::max<std::int64_t>(to - from, 0));
  }
  return sum;
}

}  // namespace cniplan
