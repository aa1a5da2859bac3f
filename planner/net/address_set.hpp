#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "planner/core/count.hpp"
#include "planner/net/cidr.hpp"
#include "planner/net/ipv4_range.hpp"
#include "planner/net/ipv6_prefix.hpp"
#include "planner/net/ipv6_range.hpp"
#include "planner/net/uint128.hpp"

namespace cniplan {

/// What the set needs to know of an IP version.
struct Ipv4Traits {
  using Value = std::uint32_t;
  using Address = Ipv4Address;
  using Range = Ipv4Range;
  using Block = Cidr;
  static constexpr int kBits = 32;
};
struct Ipv6Traits {
  using Value = Uint128;
  using Address = Ipv6Address;
  using Range = Ipv6Range;
  using Block = Ipv6Prefix;
  static constexpr int kBits = 128;
};

/// The lower half of an IPv6 address, for space that shares its upper half.
struct Ipv6LowHalf {
  using Value = std::uint64_t;
  static constexpr int kBits = 64;
};

/// The fewest aligned blocks that make up [first, last], in order: `sink(first value of the block, prefix length)`.
/// At each step the largest block that is aligned at the place and does not pass the end.
template <class Traits, class Sink>
constexpr void for_each_block(typename Traits::Value first, typename Traits::Value last, Sink&& sink) {
  using Value = typename Traits::Value;
  if constexpr (Traits::kBits == 128) {
    // Nearly always the upper halves are equal, and 64 bits are quicker.
    if (high_half(first) == high_half(last)) {
      const Value upper = make_uint128(high_half(first), 0);
      for_each_block<Ipv6LowHalf>(low_half(first), low_half(last),
                              [&](std::uint64_t block, int length) { sink(upper | block, 64 + length); });
      return;
    }
  }
  for (;;) {
    // As wide as the place is aligned, but no wider than what is left (whose size may not fit: last - first is it - 1).
    const Value left = last - first;
    const int fits = left == static_cast<Value>(~Value{0}) ? Traits::kBits
                                                           : Traits::kBits - 1 - leading_zeros(static_cast<Value>(left + 1));
    const int bits = std::min(first == 0 ? Traits::kBits : trailing_zeros(first), fits);
    sink(first, Traits::kBits - bits);
    if (bits == Traits::kBits) return;
    const auto size_less_one = static_cast<Value>((Value{1} << bits) - 1);
    if (left == size_less_one) return;
    first = static_cast<Value>(first + size_less_one + 1);
  }
}

/// A set of addresses of one IP version. Every operation is one pass over its operands' ranges.
template <class Traits>
class AddressSet {
 public:
  using Address = typename Traits::Address;
  using Range = typename Traits::Range;
  using Block = typename Traits::Block;

  AddressSet() = default;
  explicit AddressSet(const Block& block) : ranges_{Range(block)} {}

  /// The union of ranges in any order, overlapping or not.
  [[nodiscard]] static AddressSet of(std::vector<Range> ranges) {
    std::ranges::sort(ranges);
    AddressSet set;
    for (const Range& range : ranges) set.append(range);
    return set;
  }

  [[nodiscard]] const std::vector<Range>& ranges() const { return ranges_; }
  [[nodiscard]] bool empty() const { return ranges_.empty(); }

  [[nodiscard]] bool contains(Address address) const {
    const auto after = std::ranges::upper_bound(ranges_, address, {}, &Range::first);
    return after != ranges_.begin() && std::prev(after)->last() >= address;
  }
  /// Whether the whole block is in the set.
  [[nodiscard]] bool contains(const Block& block) const {
    const auto after = std::ranges::upper_bound(ranges_, block.first(), {}, &Range::first);
    return after != ranges_.begin() && std::prev(after)->last() >= block.last();
  }

  /// The number of addresses. IPv6 space is compared by prefix length, not counted.
  [[nodiscard]] IpCount size() const
    requires(Traits::kBits == 32)
  {
    IpCount sum;
    for (const Range& range : ranges_) sum += range.size();
    return sum;
  }

  /// The fewest CIDR blocks that make up the set, in order.
  [[nodiscard]] std::vector<Block> blocks() const {
    std::vector<Block> out;
    for (const Range& range : ranges_) {
      for_each_block<Traits>(range.first().value(), range.last().value(), [&](auto first, int length) {
        out.push_back(Block::containing(Address(first), length));
      });
    }
    return out;
  }

  /// What is in either.
  [[nodiscard]] friend AddressSet unite(const AddressSet& a, const AddressSet& b) {
    std::vector<Range> all;
    all.reserve(a.ranges_.size() + b.ranges_.size());
    std::ranges::merge(a.ranges_, b.ranges_, std::back_inserter(all));
    AddressSet out;
    for (const Range& range : all) out.append(range);
    return out;
  }

  /// What is in both.
  [[nodiscard]] friend AddressSet intersect(const AddressSet& a, const AddressSet& b) {
    AddressSet out;
    auto i = a.ranges_.begin();
    auto j = b.ranges_.begin();
    while (i != a.ranges_.end() && j != b.ranges_.end()) {
      const Address first = std::max(i->first(), j->first());
      const Address last = std::min(i->last(), j->last());
      if (first <= last) out.ranges_.push_back(Range(first, last));
      if (i->last() < j->last()) {
        ++i;
      } else {
        ++j;
      }
    }
    return out;
  }

  /// What is in the first and not in the second.
  [[nodiscard]] friend AddressSet subtract(const AddressSet& a, const AddressSet& b) {
    AddressSet out;
    auto cut = b.ranges_.begin();
    for (const Range& range : a.ranges_) {
      Address first = range.first();
      while (cut != b.ranges_.end() && cut->last() < first) ++cut;
      bool consumed = false;
      for (; cut != b.ranges_.end() && cut->first() <= range.last(); ++cut) {
        if (cut->first() > first) out.ranges_.push_back(Range(first, Address(cut->first().value() - 1)));
        if (cut->last() >= range.last()) {
          consumed = true;
          break;
        }
        first = Address(cut->last().value() + 1);
      }
      if (!consumed) out.ranges_.push_back(Range(first, range.last()));
    }
    return out;
  }

  /// What a block has that is not in the set.
  [[nodiscard]] AddressSet complement(const Block& within) const { return subtract(AddressSet(within), *this); }

  friend bool operator==(const AddressSet&, const AddressSet&) = default;

 private:
  /// Takes a range that does not start before the ones already there.
  void append(const Range& range) {
    if (!ranges_.empty()) {
      Range& back = ranges_.back();
      const bool touches =
          range.first() <= back.last() || range.first().value() == back.last().value() + 1;
      if (touches) {
        back = Range(back.first(), std::max(back.last(), range.last()));
        return;
      }
    }
    ranges_.push_back(range);
  }

  std::vector<Range> ranges_;  // sorted; neither overlapping nor adjacent, so the fewest possible
};

}  // namespace cniplan
