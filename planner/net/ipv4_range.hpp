#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "planner/core/count.hpp"
#include "planner/net/cidr.hpp"

namespace cniplan {

/// Consecutive IPv4 addresses, both ends included; never empty: first <= last.
class Ipv4Range {
 public:
  constexpr Ipv4Range() = default;
  constexpr explicit Ipv4Range(const Cidr& cidr) : first_(cidr.first()), last_(cidr.last()) {}
  /// `first` is not above `last`.
  constexpr Ipv4Range(Ipv4Address first, Ipv4Address last) : first_(first), last_(last) {}

  [[nodiscard]] constexpr Ipv4Address first() const { return first_; }
  [[nodiscard]] constexpr Ipv4Address last() const { return last_; }
  [[nodiscard]] constexpr IpCount size() const {
    return IpCount(std::int64_t{last_.value()} - std::int64_t{first_.value()} + 1);
  }
  [[nodiscard]] constexpr bool contains(Ipv4Address address) const { return first_ <= address && address <= last_; }

  friend constexpr auto operator<=>(const Ipv4Range&, const Ipv4Range&) = default;

 private:
  Ipv4Address first_;
  Ipv4Address last_;
};

}  // namespace cniplan
