#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "planner/core/result.hpp"
#include "planner/net/uint128.hpp"

namespace cniplan {

enum class Ipv6AddressError {
  empty,
  spaces,
  ipv4,
  prefix_length,  ///< a prefix where one address is needed
  zone,           ///< "fe80::1%eth0"
  malformed,
};

/// One IPv6 address, as a number in host byte order.
class Ipv6Address {
 public:
  constexpr Ipv6Address() = default;
  constexpr explicit Ipv6Address(Uint128 value) : value_(value) {}

  /// Reads every text form of RFC 4291, without a zone and with nothing around it.
  [[nodiscard]] static Result<Ipv6Address, Ipv6AddressError> parse(std::string_view text);

  [[nodiscard]] constexpr Uint128 value() const { return value_; }
  /// The canonical form of RFC 5952: lower case, the longest run of zero groups as "::".
  [[nodiscard]] std::string to_string() const;

  friend constexpr bool operator==(Ipv6Address, Ipv6Address) = default;
  friend constexpr std::strong_ordering operator<=>(Ipv6Address a, Ipv6Address b) {
    return a.value_ < b.value_   ? std::strong_ordering::less
           : a.value_ > b.value_ ? std::strong_ordering::greater
                                 : std::strong_ordering::equal;
  }

 private:
  Uint128 value_ = 0;
};

/// The sentence for an error: what is wrong with `text`, without the way out.
[[nodiscard]] std::string describe(Ipv6AddressError error, std::string_view text);

/// The way out of an error, "did you mean 2001:db8::1?" where there is a corrected form; may be empty.
[[nodiscard]] std::string way_out(Ipv6AddressError error, std::string_view text);

}  // namespace cniplan
