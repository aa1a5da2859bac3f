#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "planner/core/result.hpp"
#include "planner/net/ipv6_prefix.hpp"

namespace cniplan {

enum class Ipv6RangeError {
  empty,
  spaces,
  bad_address,  ///< neither "-" nor "/" in it: see Ipv6AddressError
  bad_prefix,   ///< see Ipv6PrefixError
  bad_first,    ///< the address before the "-"
  bad_last,     ///< the address behind the "-"
  reversed,
};

/// Consecutive IPv6 addresses, both ends included; never empty: first <= last.
class Ipv6Range {
 public:
  constexpr Ipv6Range() = default;
  constexpr explicit Ipv6Range(const Ipv6Prefix& prefix) : first_(prefix.first()), last_(prefix.last()) {}
  /// `first` is not above `last`.
  constexpr Ipv6Range(Ipv6Address first, Ipv6Address last) : first_(first), last_(last) {}

  /// Reads an address "2001:db8::1", a prefix "2001:db8::/64" or a range "2001:db8::1-2001:db8::9".
  [[nodiscard]] static Result<Ipv6Range, Ipv6RangeError> parse(std::string_view text);

  [[nodiscard]] constexpr Ipv6Address first() const { return first_; }
  [[nodiscard]] constexpr Ipv6Address last() const { return last_; }
  [[nodiscard]] constexpr bool contains(Ipv6Address address) const { return first_ <= address && address <= last_; }

  friend constexpr auto operator<=>(const Ipv6Range&, const Ipv6Range&) = default;

 private:
  Ipv6Address first_;
  Ipv6Address last_;
};

/// The sentence for an error: what is wrong with `text`, without the way out.
[[nodiscard]] std::string describe(Ipv6RangeError error, std::string_view text);

/// The way out of an error, "did you mean 2001:db8::1-2001:db8::9?" where there is a corrected form; may be empty.
[[nodiscard]] std::string way_out(Ipv6RangeError error, std::string_view text);

}  // namespace cniplan
