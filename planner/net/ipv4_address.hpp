#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "planner/core/result.hpp"

namespace cniplan {

enum class Ipv4AddressError {
  empty,
  spaces,
  ipv6,
  prefix_length,  ///< a CIDR where one address is needed
  leading_zero,   ///< some read such an octet as octal
  octet_count,
  octet_too_large,
  trailing_text,
  malformed,
};

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

/// The sentence for an error: what is wrong with `text`, without the way out.
[[nodiscard]] std::string describe(Ipv4AddressError error, std::string_view text);

/// The way out of an error, "did you mean 10.0.0.1?" where there is a corrected form; may be empty.
[[nodiscard]] std::string way_out(Ipv4AddressError error, std::string_view text);

/// The address that a faulty text must have meant: blanks, leading zeros and what stands behind it left away.
/// Nothing when that is no address either.
[[nodiscard]] Result<Ipv4Address, Ipv4AddressError> corrected_ipv4_address(std::string_view text);

}  // namespace cniplan
