#pragma once

#include <compare>
#include <cstdint>

namespace cniplan {

/// A number of things of one kind. Signed, so that a shortfall is a plain difference. Counts of one kind add
/// and subtract, and scale by a plain number; kinds mix only through a named conversion.
template <class Tag>
class Count {
 public:
  constexpr Count() = default;
  constexpr explicit Count(std::int64_t value) : value_(value) {}

  [[nodiscard]] constexpr std::int64_t value() const { return value_; }

  constexpr Count& operator+=(Count other) {
    value_ += other.value_;
    return *this;
  }
  constexpr Count& operator-=(Count other) {
    value_ -= other.value_;
    return *this;
  }

  friend constexpr Count operator+(Count a, Count b) { return Count(a.value_ + b.value_); }
  friend constexpr Count operator-(Count a, Count b) { return Count(a.value_ - b.value_); }
  friend constexpr Count operator*(Count a, std::int64_t factor) { return Count(a.value_ * factor); }
  friend constexpr Count operator*(std::int64_t factor, Count a) { return Count(a.value_ * factor); }
  friend constexpr auto operator<=>(Count, Count) = default;

 private:
  std::int64_t value_ = 0;
};

using IpCount = Count<struct IpTag>;          ///< IPv4 addresses
using PrefixCount = Count<struct PrefixTag>;  ///< /28 blocks of 16 aligned IPv4 addresses
using PodCount = Count<struct PodTag>;        ///< Pods
using NodeCount = Count<struct NodeTag>;      ///< nodes
using EniCount = Count<struct EniTag>;        ///< elastic network interfaces

/// Addresses in one /28 prefix. Source:
/// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-prefix-eni.html
inline constexpr std::int64_t kIpsPerPrefix = 16;

/// The addresses that so many prefixes hold.
[[nodiscard]] constexpr IpCount ips_in(PrefixCount prefixes) {
  return IpCount(prefixes.value() * kIpsPerPrefix);
}

/// The smallest quotient not below the exact one; `divisor` is positive and `dividend` not negative.
[[nodiscard]] constexpr std::int64_t ceil_div(std::int64_t dividend, std::int64_t divisor) {
  return dividend / divisor + (dividend % divisor == 0 ? 0 : 1);
}

/// The fewest prefixes that hold so many addresses.
[[nodiscard]] constexpr PrefixCount prefixes_covering(IpCount ips) {
  return PrefixCount(ceil_div(ips.value(), kIpsPerPrefix));
}

}  // namespace cniplan
