#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "planner/core/count.hpp"
#include "planner/core/result.hpp"
#include "planner/net/cidr.hpp"

namespace cniplan {

enum class Ipv4RangeError {
  empty,
  spaces,
  bad_address,  ///< neither "-" nor "/" in it: see Ipv4AddressError
  bad_cidr,     ///< see CidrError
  bad_first,    ///< the address before the "-"
  bad_last,     ///< the address behind the "-"
  reversed,
};

/// Consecutive IPv4 addresses, both ends included; never empty: first <= last.
class Ipv4Range {
 public:
  constexpr Ipv4Range() = default;
  constexpr explicit Ipv4Range(const Cidr& cidr) : first_(cidr.first()), last_(cidr.last()) {}
  /// `first` is not above `last`.
  constexpr Ipv4Range(Ipv4Address first, Ipv4Address last) : first_(first), last_(last) {}

  /// Reads an address "10.0.0.1", a CIDR "10.0.0.0/28" or a range "10.0.0.1-10.0.0.9", each as strictly as the
  /// parser of its kind.
  [[nodiscard]] static Result<Ipv4Range, Ipv4RangeError> parse(std::string_view text);

  [[nodiscard]] constexpr Ipv4Address first() const { return first_; }
  [[nodiscard]] constexpr Ipv4Address last() const { return last_; }
  [[nodiscard]] constexpr IpCount size() const {
    return IpCount(std::int64_t{last_.value()} - std::int64_t{first_.value()} + 1);
  }
  [[nodiscard]] constexpr bool contains(Ipv4Address address) const { return first_ <= address && address <= last_; }

  /// The shortest of the three forms that parse() reads: an address, a CIDR, else "first-last".
  [[nodiscard]] std::string to_string() const;

  friend constexpr auto operator<=>(const Ipv4Range&, const Ipv4Range&) = default;

 private:
  Ipv4Address first_;
  Ipv4Address last_;
};

/// The sentence for an error: what is wrong with `text`, without the way out.
[[nodiscard]] std::string describe(Ipv4RangeError error, std::string_view text);

/// The way out of an error, "did you mean 10.0.0.1-10.0.0.9?" where there is a corrected form; may be empty.
[[nodiscard]] std::string way_out(Ipv4RangeError error, std::string_view text);

}  // namespace cniplan
