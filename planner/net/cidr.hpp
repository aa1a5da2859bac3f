#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "planner/core/count.hpp"
#include "planner/core/result.hpp"
#include "planner/net/ipv4_address.hpp"

namespace cniplan {

enum class CidrError {
  empty,
  spaces,
  ipv6,
  bad_address,
  leading_zero_octet,
  octet_count,
  octet_too_large,
  no_prefix_length,
  netmask,  ///< "10.0.0.0/255.255.255.0"
  bad_prefix_length,
  leading_zero_prefix_length,
  prefix_length_too_long,
  trailing_text,
  host_bits,
};

/// An IPv4 network: an address whose bits behind the prefix length are zero.
class Cidr {
 public:
  constexpr Cidr() = default;

  /// Reads "10.0.0.0/16". Strict: host bits, "/33", "/08", blanks and trailing text are errors of their own.
  [[nodiscard]] static Result<Cidr, CidrError> parse(std::string_view text);

  /// The network of that length that holds the address: host bits are cleared. `prefix_length` is 0 to 32.
  [[nodiscard]] static constexpr Cidr containing(Ipv4Address address, int prefix_length) {
    return Cidr(Ipv4Address(address.value() & mask(prefix_length)), prefix_length);
  }

  [[nodiscard]] constexpr Ipv4Address network() const { return network_; }
  [[nodiscard]] constexpr int prefix_length() const { return prefix_length_; }
  [[nodiscard]] constexpr Ipv4Address first() const { return network_; }
  [[nodiscard]] constexpr Ipv4Address last() const { return Ipv4Address(network_.value() | ~mask(prefix_length_)); }
  /// 2^(32 - prefix length).
  [[nodiscard]] constexpr IpCount size() const { return IpCount(std::int64_t{1} << (32 - prefix_length_)); }

  [[nodiscard]] constexpr bool contains(Ipv4Address address) const {
    return (address.value() & mask(prefix_length_)) == network_.value();
  }
  [[nodiscard]] constexpr bool contains(const Cidr& other) const {
    return other.prefix_length_ >= prefix_length_ && contains(other.network_);
  }
  [[nodiscard]] constexpr bool overlaps(const Cidr& other) const {
    return contains(other.network_) || other.contains(network_);
  }

  [[nodiscard]] std::string to_string() const;

  /// By network, then the larger block first.
  friend constexpr auto operator<=>(const Cidr&, const Cidr&) = default;

 private:
  constexpr Cidr(Ipv4Address network, int prefix_length) : network_(network), prefix_length_(prefix_length) {}

  [[nodiscard]] static constexpr std::uint32_t mask(int prefix_length) {
    return prefix_length == 0 ? 0 : ~std::uint32_t{0} << (32 - prefix_length);
  }

  Ipv4Address network_;  // host bits are zero
  int prefix_length_ = 0;
};

/// The sentence for an error: what is wrong with `text`, without the way out.
[[nodiscard]] std::string describe(CidrError error, std::string_view text);

/// The way out of an error, "did you mean 10.20.32.0/19?" where there is a corrected form; may be empty.
[[nodiscard]] std::string way_out(CidrError error, std::string_view text);

}  // namespace cniplan
