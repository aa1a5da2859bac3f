#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "planner/core/result.hpp"

namespace cniplan {

enum class Ipv4AddressError { empty, spaces, leading_zero, ipv6, malformed };

/// One IPv4 address, as a number in host byte order.
class Ipv4Address {
 public:
  constexpr Ipv4Address() = default;
  constexpr explicit Ipv4Address(std::uint32_t value) : value_(value) {}

  /// Reads dotted decimal, four octets without leading zeros; nothing around it.
  [[nodiscard]] static Result<Ipv4Address, Ipv4AddressError> parse(std::string_view text);

  [[nodiscard]] constexpr std::uint32_t value() const { return value_; }
  [[nodiscard]] std::string to_string() const;

  friend constexpr auto operator<=>(Ipv4Address, Ipv4Address) = default;

 private:
  std::uint32_t value_ = 0;
};

/// The sentence for an error: what is wrong with `text`, with the corrected form where there is one.
[[nodiscard]] std::string describe(Ipv4AddressError error, std::string_view text);

}  // namespace cniplan
