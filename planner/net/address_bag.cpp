#include "planner/net/address_bag.hpp"

#include <algorithm>

namespace cniplan {

Ipv6Bag::Ipv6Bag(const Ipv6Prefix& within)
    : base_length_(std::min(within.prefix_length(), 96)), shift_(96 - base_length_) {
  const auto base = Ipv6Prefix::containing(within.network(), base_length_);
  base_ = base.network().value();
  base_mask_ = ~(base.last().value() ^ base_);
}

void Ipv6Bag::add(const Ipv6Range& range) {
  const Uint128 first = std::max(range.first().value(), base_);
  const Uint128 last = std::min(range.last().value(), static_cast<Uint128>(base_ | ~base_mask_));
  if (first > last) return;
  if ((first & low_mask()) == 0 && (last & low_mask()) == low_mask()) {
    index_.add_range(index_of(first), index_of(last));
  } else {
    deep_.emplace_back(Ipv6Address(first), Ipv6Address(last));
  }
}

void Ipv6Bag::settle() {
  index_.settle();
  std::ranges::sort(deep_);
}

}  // namespace cniplan
