#include <algorithm>
#include <optional>
#include <vector>

#include "planner/capacity/warm_pool.hpp"

namespace cniplan {
namespace {

std::int64_t enis_for(const NodeSetup& node, std::int64_t slots) {
  const std::int64_t enis = ceil_div(slots, node.limits.slots_per_eni());
  return node.cni.custom_networking ? 1 + enis : std::max<std::int64_t>(1, enis);
}

/// The prefixes that a pool under WARM_PREFIX_TARGET = t can come to, one growth step after the other.
/// Whether it grows depends on its addresses alone, by how much on its wholly free prefixes, and how many
/// those are on where Pods went: of F free prefixes, d more Pods leave between max(0, F - d) and the packed
/// figure.
class ReachablePools {
 public:
  ReachablePools(const NodeSetup& node, const NodeIpUsage& tidy)
      : t_(node.cni.warm_prefix_target),
        pods_(node.load.pods.value()),
        max_pods_(node.load.max_pods.value()),
        slots_per_eni_(node.limits.slots_per_eni()),
        most_slots_(tidy.usable_enis.value() * slots_per_eni_) {}

  /// The fewest and the most prefixes that growth ends with.
  Bounds<std::int64_t> explore(PodArrival arrival) {
    at_.assign(static_cast<std::size_t>(most_slots_ + 1), {});
    Bounds<std::int64_t> ends{.least = most_slots_, .most = 0};
    // Before any Pod every prefix is free: no choice.
    std::int64_t start = 0;
    while (start < most_slots_ && start * kIpsPerPrefix < max_pods_ && start < t_)
      start += step_of(start, t_ - start);
    arrive(start, {.least = start, .most = start, .known = true}, 0, arrival);
    for (std::int64_t slots = start; slots <= most_slots_; ++slots) {
      const Free free = at_[static_cast<std::size_t>(slots)];
      if (!free.known) continue;
      const std::int64_t pods = pods_when_looked_at(slots, arrival);
      const bool low = slots * kIpsPerPrefix < max_pods_ && slots * kIpsPerPrefix - pods < t_ * kIpsPerPrefix;
      if (!low || slots == most_slots_) {
        ends.least = std::min(ends.least, slots);
        ends.most = std::max(ends.most, slots);
        continue;
      }
      for (std::int64_t unused = free.least; unused <= free.most; ++unused) {
        const std::int64_t step = step_of(slots, std::max<std::int64_t>(1, t_ - unused));
        arrive(slots + step, {.least = unused + step, .most = unused + step, .known = true}, pods, arrival);
        // All that are left need one prefix each time.
        if (unused >= t_ - 1) {
          arrive(slots + step, {.least = unused + step, .most = free.most + step, .known = true}, pods,
                 arrival);
          break;
        }
      }
    }
    return ends;
  }

 private:
  /// Wholly free prefixes, at the moment when ipamd next looks at the pool.
  struct Free {
    std::int64_t least = 0;
    std::int64_t most = 0;
    bool known = false;
  };

  /// A step fills the newest ENI, or makes a new one.
  [[nodiscard]] std::int64_t step_of(std::int64_t slots, std::int64_t need) const {
    const std::int64_t used_of_eni = slots % slots_per_eni_;
    return std::min(need, slots_per_eni_ - used_of_eni);
  }

  /// The Pods with an address when ipamd looks: one by one, as soon as the pool is low; in a burst, all that
  /// fit.
  [[nodiscard]] std::int64_t pods_when_looked_at(std::int64_t slots, PodArrival arrival) const {
    if (arrival == PodArrival::all_at_once) return std::min(pods_, slots * kIpsPerPrefix);
    return std::min(pods_, std::max<std::int64_t>(0, (slots - t_) * kIpsPerPrefix + 1));
  }

  void arrive(std::int64_t slots, Free free, std::int64_t pods, PodArrival arrival) {
    const std::int64_t then = std::max(pods, pods_when_looked_at(slots, arrival));
    free.least = std::max<std::int64_t>(0, free.least - (then - pods));
    free.most = std::max(free.least, std::min(free.most, slots - ceil_div(then, kIpsPerPrefix)));
    Free& known = at_[static_cast<std::size_t>(slots)];
    if (!known.known) {
      known = free;
      return;
    }
    known.least = std::min(known.least, free.least);
    known.most = std::max(known.most, free.most);
  }

  std::int64_t t_;
  std::int64_t pods_;
  std::int64_t max_pods_;
  std::int64_t slots_per_eni_;
  std::int64_t most_slots_;
  std::vector<Free> at_;
};

/// Bounds of the whole node from those of its pool and ENIs.
NodeRange range_of(const NodeIpUsage& tidy, Bounds<EniCount> enis, Bounds<IpCount> pool) {
  const IpCount beside = tidy.total() - tidy.pool() - IpCount(tidy.enis.value());
  const std::int64_t pods = tidy.assigned().value() + tidy.pods_without_address.value();
  const auto warm = [&](IpCount ips) { return std::max(IpCount(0), ips - IpCount(pods)); };
  const auto waiting = [&](IpCount ips) { return PodCount(std::max<std::int64_t>(0, pods - ips.value())); };
  return {.enis = enis,
          .pool = pool,
          .warm = {warm(pool.least), warm(pool.most)},
          .total = {beside + pool.least + IpCount(enis.least.value()),
                    beside + pool.most + IpCount(enis.most.value())},
          .pods_without_address = {waiting(pool.most), waiting(pool.least)}};
}

bool subnets_are_limited(const NodeConditions& conditions) {
  const auto limited = [](const NodeSubnet& subnet) {
    return subnet.free.has_value() || subnet.free_prefixes.has_value();
  };
  return limited(conditions.node_subnet) || limited(conditions.eni_config_subnet) ||
         std::ranges::any_of(conditions.tagged_subnets, limited);
}

}  // namespace

std::optional<NodeRange> range_on_the_way_up(const NodeSetup& node, const NodeIpUsage& tidy) {
  if (tidy.mode != AddressMode::prefix || node.cni.ip_targets() || node.cni.warm_prefix_target < 2)
    return std::nullopt;
  // In a nearly full subnet, which ENI asks first decides more than the prefixes do; that is left to the tidy
  // order.
  if (subnets_are_limited(node.conditions)) return std::nullopt;
  const bool can_grow = tidy.usable_enis > EniCount(0) && node.limits.slots_per_eni() > 0 &&
                        node.conditions.schedulable && node.cni.provisioning;
  if (!can_grow) return range_of(tidy, {tidy.enis, tidy.enis}, {tidy.pool(), tidy.pool()});
  ReachablePools pools(node, tidy);
  const Bounds<std::int64_t> one_by_one = pools.explore(PodArrival::one_by_one);
  const Bounds<std::int64_t> burst = pools.explore(PodArrival::all_at_once);
  const std::int64_t first_card = [&] {
    if (!node.cni.multi_nic || node.limits.network_cards == 1) return tidy.prefixes().value();
    return one_by_one.least;
  }();
  const auto over = [&](std::int64_t slots) { return slots - first_card; };
  const std::int64_t least = std::min({one_by_one.least, burst.least, first_card});
  const std::int64_t most = std::max({one_by_one.most, burst.most, first_card});
  const auto enis = [&](std::int64_t slots) {
    return tidy.enis + EniCount(enis_for(node, slots) - enis_for(node, first_card));
  };
  return range_of(
      tidy, {enis(least), enis(most)},
      {tidy.pool() + ips_in(PrefixCount(over(least))), tidy.pool() + ips_in(PrefixCount(over(most)))});
}

NodeRange range_after_leaving(const NodeSetup& node, const NodeIpUsage& up, const NodeIpUsage& down) {
  Bounds<EniCount> enis{down.enis, down.enis};
  Bounds<IpCount> pool{down.pool(), down.pool()};
  const auto at_most = [&](EniCount most_enis, IpCount most_pool) {
    enis.most = std::max(down.enis, most_enis);
    pool.most = std::max(down.pool(), most_pool);
    return range_of(down, enis, pool);
  };
  const std::int64_t pods = down.assigned().value();

  if (down.mode == AddressMode::ipv6 || down.mode == AddressMode::windows_secondary_ip)
    return range_of(down, enis, pool);
  if (down.mode == AddressMode::windows_prefix) {
    // A prefix goes only when it has no Pod; one Pod in each keeps them all.
    const std::int64_t kept = std::min(pods, up.prefixes().value());
    const std::int64_t t = node.cni.windows.warm_prefix_target;
    const std::int64_t most = std::min(up.prefixes().value(), kept + t);
    return at_most(down.enis, ips_in(PrefixCount(most)));
  }

  // The most that the node can have held before.
  const auto up_range = range_on_the_way_up(node, up);
  const EniCount up_enis = up_range ? up_range->enis.most : up.enis;
  const IpCount up_pool = up_range ? up_range->pool.most : up.pool();
  const bool several_cards = node.cni.multi_nic && node.limits.network_cards > 1;
  if (several_cards || subnets_are_limited(node.conditions) || !node.conditions.schedulable) {
    return at_most(up_enis, up_pool);
  }

  const std::int64_t idle_enis = node.cni.custom_networking ? 1 : 0;  // the primary one, which serves no Pods
  const std::int64_t enis_before = up_enis.value() - idle_enis;
  const std::int64_t undeletable = idle_enis == 0 ? 1 : 0;  // the primary one, Pods or not
  const auto enis_most = [&](std::int64_t serving) {
    return EniCount(std::min(enis_before, serving) + idle_enis);
  };

  if (down.mode == AddressMode::secondary_ip && !node.cni.ip_targets()) {
    // ENIs without Pods go while the others' addresses suffice; those with one Pod each stay with all they
    // have.
    const std::int64_t n = node.limits.slots_per_eni();
    const std::int64_t least_kept = std::min(enis_before, std::min(pods, enis_before) + undeletable);
    std::int64_t kept = enis_before;
    while (kept > least_kept && kept * n - pods >= (node.cni.warm_eni_target + 1) * n) --kept;
    return at_most(EniCount(kept + idle_enis), IpCount(kept * n));
  }
  if (down.mode == AddressMode::secondary_ip) {
    // The addresses come down to the target; each of the spare ones may stand on an ENI of its own.
    return at_most(enis_most(down.pool().value() + undeletable), down.pool());
  }

  const std::int64_t prefixes_before = up_pool.value() / kIpsPerPrefix;
  const std::int64_t with_pods = std::min(pods, prefixes_before);
  const std::int64_t t = node.cni.warm_prefix_target;
  if (!node.cni.ip_targets()) {
    const std::int64_t most = std::min(prefixes_before, with_pods + t);
    // While fewer than t prefixes are free, no ENI goes.
    const std::int64_t serving = with_pods + t <= prefixes_before ? pods + t + undeletable : enis_before;
    return at_most(enis_most(serving), ips_in(PrefixCount(most)));
  }
  const std::int64_t most = std::max(down.prefixes().value(), with_pods);
  const std::int64_t serving = t > 0 ? enis_before : most + undeletable;
  return at_most(enis_most(serving), ips_in(PrefixCount(most)));
}

}  // namespace cniplan
