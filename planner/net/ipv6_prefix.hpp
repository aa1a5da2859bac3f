#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

#include "planner/core/result.hpp"
#include "planner/net/ipv6_address.hpp"

namespace cniplan {

enum class Ipv6PrefixError {
  empty,
  spaces,
  ipv4,
  zone,
  bad_address,
  no_prefix_length,
  bad_prefix_length,
  leading_zero_prefix_length,
  prefix_length_too_long,
  trailing_text,
  host_bits,
};

/// The prefix length of one IPv6 prefix that EC2 gives an ENI. Source:
/// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-prefix-eni.html
inline constexpr int kIpv6EniPrefixLength = 80;

/// An IPv6 network: an address whose bits behind the prefix length are zero.
class Ipv6Prefix {
 public:
  constexpr Ipv6Prefix() = default;

  /// Reads "2001:db8::/56". Strict: host bits, "/129", "/064", blanks and trailing text are errors of their own.
  [[nodiscard]] static Result<Ipv6Prefix, Ipv6PrefixError> parse(std::string_view text);

  /// The network of that length that holds the address: host bits are cleared. `prefix_length` is 0 to 128.
  [[nodiscard]] static constexpr Ipv6Prefix containing(Ipv6Address address, int prefix_length) {
    return Ipv6Prefix(Ipv6Address(address.value() & mask(prefix_length)), prefix_length);
  }

  [[nodiscard]] constexpr Ipv6Address network() const { return network_; }
  [[nodiscard]] constexpr int prefix_length() const { return prefix_length_; }
  [[nodiscard]] constexpr Ipv6Address first() const { return network_; }
  [[nodiscard]] constexpr Ipv6Address last() const { return Ipv6Address(network_.value() | ~mask(prefix_length_)); }

  [[nodiscard]] constexpr bool contains(Ipv6Address address) const {
    return (address.value() & mask(prefix_length_)) == network_.value();
  }
  [[nodiscard]] constexpr bool contains(const Ipv6Prefix& other) const {
    return other.prefix_length_ >= prefix_length_ && contains(other.network_);
  }
  [[nodiscard]] constexpr bool overlaps(const Ipv6Prefix& other) const {
    return contains(other.network_) || other.contains(network_);
  }

  /// The number of blocks of that length in it, as the power of two: 2^(length - own length). Nothing when such
  /// a block is larger than this one.
  [[nodiscard]] constexpr std::optional<int> blocks_exponent(int length) const {
    if (length < prefix_length_) return std::nullopt;
    return length - prefix_length_;
  }

  /// The address in canonical form, "/" and the length.
  [[nodiscard]] std::string to_string() const;

  /// By network, then the larger block first.
  friend constexpr auto operator<=>(const Ipv6Prefix&, const Ipv6Prefix&) = default;

 private:
  constexpr Ipv6Prefix(Ipv6Address network, int prefix_length) : network_(network), prefix_length_(prefix_length) {}

  [[nodiscard]] static constexpr Uint128 mask(int prefix_length) {
    return prefix_length == 0 ? Uint128{0} : ~Uint128{0} << (128 - prefix_length);
  }

  Ipv6Address network_;  // host bits are zero
  int prefix_length_ = 0;
};

/// The sentence for an error: what is wrong with `text`, without the way out.
[[nodiscard]] std::string describe(Ipv6PrefixError error, std::string_view text);

/// The way out of an error, "did you mean 2001:db8::/56?" where there is a corrected form; may be empty.
[[nodiscard]] std::string way_out(Ipv6PrefixError error, std::string_view text);

}  // namespace cniplan
