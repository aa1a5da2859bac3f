#pragma once

#include <algorithm>

#include "planner/capacity/node_ip_usage.hpp"
#include "planner/capacity/warm_pool.hpp"
#include "planner/core/count.hpp"

namespace cniplan {

/// Addresses of one ENI, its primary one and those of its slots.
[[nodiscard]] constexpr IpCount ips_of(const EniUse& eni) {
  return IpCount(1) + eni.assigned + eni.cooling + eni.warm;
}

/// Addresses of one ENI that serve no Pod and that no target makes the node give back: the primary one, and
/// with prefixes the rest of those that hold a Pod,
///   16 * ceil(assigned / 16) - assigned, less those of them that cool down.
/// That rest is warm too, as a new Pod can have it, so wasted is a part of primary and warm and no seventh
/// label. Single warm addresses and wholly free prefixes are not wasted: targets decide over them. The Pods
/// of an ENI stand packed, as the figures of SettledNode have them.
[[nodiscard]] constexpr IpCount wasted_ips(const EniUse& eni, AddressMode mode) {
  const bool prefixes = mode == AddressMode::prefix || mode == AddressMode::windows_prefix;
  const IpCount held_by_pods = ips_in(prefixes_covering(eni.assigned));
  return IpCount(1) + (prefixes ? std::min(eni.warm, held_by_pods - eni.assigned) : IpCount(0));
}

/// The same of a node: of its ENIs, and the address of the trunk. A branch ENI's address is its Pod's.
[[nodiscard]] constexpr IpCount wasted_ips(const SettledNode& node) {
  IpCount wasted = node.usage.node_subnet.trunk + node.usage.pod_subnet.trunk;
  for (const EniUse& eni : node.enis) wasted += wasted_ips(eni, node.usage.mode);
  return wasted;
}

}  // namespace cniplan
