#pragma once

#include <cstdint>
#include <vector>

#include "planner/net/address_set.hpp"
#include "planner/net/index_bag.hpp"
#include "planner/net/ipv6_set.hpp"

namespace cniplan {

/// Any number of IPv4 addresses, CIDRs and ranges gathered in any order: see IndexBag for what it costs.
class Ipv4Bag {
 public:
  /// An aligned block, from its first address.
  void add(std::uint32_t first, int length) { index_.add(first, length); }
  void add(const Ipv4Range& range) { index_.add_range(range.first().value(), range.last().value()); }

  /// Sorts; nothing may be added afterwards, and nothing read before.
  void settle() { index_.settle(); }

  /// The maximal ranges inside [first, last], in order: `sink(first, last)`.
  template <class Sink>
  void for_each_range(std::uint32_t first, std::uint32_t last, Sink&& sink) const {
    index_.for_each_range(first, last, sink);
  }
  [[nodiscard]] Occupancy occupancy(const Ipv4Range& range) const {
    return index_.occupancy(range.first().value(), range.last().value());
  }

 private:
  IndexBag index_;
};

/// The same for IPv6, for those addresses that lie in one block. Prefixes not more than 32 bits longer than it
/// (or, for a block longer than /96, than /96) cost what they cost in IPv4; longer ones 32 bytes each and a sort.
class Ipv6Bag {
 public:
  /// What lies outside of `within` is left away.
  explicit Ipv6Bag(const Ipv6Prefix& within);

  /// An aligned block, from its first address.
  void add(Uint128 first, int length) {
    if ((first & base_mask_) == base_ && length >= base_length_ && length <= base_length_ + 32) {
      index_.add(static_cast<std::uint32_t>(first >> shift_), length - base_length_);
    } else {
      add(Ipv6Range(Ipv6Prefix::containing(Ipv6Address(first), length)));
    }
  }
  void add(const Ipv6Range& range);

  void settle();

  /// The maximal ranges inside [first, last], in order: `sink(first, last)`.
  template <class Sink>
  void for_each_range(Uint128 first, Uint128 last, Sink&& sink) const {
    first = std::max(first, base_);
    last = std::min(last, static_cast<Uint128>(base_ | ~base_mask_));
    if (first > last) return;
    if (deep_.empty()) {
      // The index gives maximal ranges already.
      index_.for_each_range(index_of(first), index_of(last), [&](std::uint32_t a, std::uint32_t b) {
        sink(std::max(base_ | static_cast<Uint128>(a) << shift_, first),
             std::min(base_ | static_cast<Uint128>(b) << shift_ | low_mask(), last));
      });
      return;
    }
    bool any = false;
    Uint128 open = 0;
    Uint128 end = 0;  // the last address of the range that may still grow
    const auto put = [&](Uint128 from, Uint128 to) {
      from = std::max(from, first);
      to = std::min(to, last);
      if (from > to) return;
      if (any && (from <= end || from - end == 1)) {
        end = std::max(end, to);
        return;
      }
      if (any) sink(open, end);
      any = true;
      open = from;
      end = to;
    };
    auto deep = deep_.begin();
    index_.for_each_range(index_of(first), index_of(last), [&](std::uint32_t a, std::uint32_t b) {
      const Uint128 from = base_ | static_cast<Uint128>(a) << shift_;
      for (; deep != deep_.end() && deep->first().value() < from; ++deep) put(deep->first().value(), deep->last().value());
      put(from, base_ | static_cast<Uint128>(b) << shift_ | low_mask());
    });
    for (; deep != deep_.end(); ++deep) put(deep->first().value(), deep->last().value());
    if (any) sink(open, end);
  }

 private:
  [[nodiscard]] std::uint32_t index_of(Uint128 value) const { return static_cast<std::uint32_t>(value >> shift_); }
  [[nodiscard]] Uint128 low_mask() const { return (Uint128{1} << shift_) - 1; }

  Uint128 base_;
  Uint128 base_mask_;
  int base_length_;
  int shift_;  // of the smallest block that the index holds: 2^shift_ addresses
  IndexBag index_;
  std::vector<Ipv6Range> deep_;  // what is smaller than that; sorted once settled
};

}  // namespace cniplan
