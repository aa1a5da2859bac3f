#include "planner/net/ipv6_prefix.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "planner/core/integer.hpp"
#include "planner/net/text.hpp"

namespace cniplan {
namespace {

constexpr std::string_view kExample = "write one like 2001:db8::/56";

Ipv6PrefixError address_fault(Ipv6AddressError error) {
  switch (error) {
    case Ipv6AddressError::ipv4: return Ipv6PrefixError::ipv4;
    case Ipv6AddressError::zone: return Ipv6PrefixError::zone;
    case Ipv6AddressError::empty:
    case Ipv6AddressError::spaces:
    case Ipv6AddressError::prefix_length:
    case Ipv6AddressError::malformed: break;
  }
  return Ipv6PrefixError::bad_address;
}

/// The prefix that a faulty text must have meant: blanks, a zone, leading zeros, text behind it and host bits
/// left away.
std::optional<Ipv6Prefix> corrected(std::string_view text) {
  std::string dense = without_blanks(text);
  const auto slash = dense.find('/');
  if (slash == std::string::npos) return std::nullopt;
  const auto address_text = std::string_view(dense).substr(0, slash);
  const auto address = Ipv6Address::parse(address_text.substr(0, address_text.find('%')));
  const auto behind = std::string_view(dense).substr(slash + 1);
  const auto digits = behind.substr(0, std::min(behind.find_first_not_of("0123456789"), behind.size()));
  const auto length = parse_integer(digits);
  if (!address || !length || *length > 128) return std::nullopt;
  return Ipv6Prefix::containing(*address, static_cast<int>(*length));
}

}  // namespace

Result<Ipv6Prefix, Ipv6PrefixError> Ipv6Prefix::parse(std::string_view text) {
  if (text.empty()) return failure(Ipv6PrefixError::empty);
  if (has_blanks(text)) return failure(Ipv6PrefixError::spaces);
  const auto slash = text.find('/');
  const auto address = Ipv6Address::parse(text.substr(0, slash));
  if (!address) return failure(address_fault(address.error()));
  if (slash == std::string_view::npos) return failure(Ipv6PrefixError::no_prefix_length);
  const auto length_text = text.substr(slash + 1);
  if (length_text.empty()) return failure(Ipv6PrefixError::no_prefix_length);
  const auto digits = std::min(length_text.find_first_not_of("0123456789"), length_text.size());
  if (digits == 0) return failure(Ipv6PrefixError::bad_prefix_length);
  if (digits < length_text.size()) return failure(Ipv6PrefixError::trailing_text);
  if (digits > 1 && length_text.front() == '0') return failure(Ipv6PrefixError::leading_zero_prefix_length);
  const auto length = parse_integer(length_text);
  if (!length || *length > 128) return failure(Ipv6PrefixError::prefix_length_too_long);
  const auto prefix = containing(*address, static_cast<int>(*length));
  if (prefix.network() != *address) return failure(Ipv6PrefixError::host_bits);
  return prefix;
}

std::string Ipv6Prefix::to_string() const { return network_.to_string() + "/" + std::to_string(prefix_length_); }

std::string describe(Ipv6PrefixError error, std::string_view text) {
  const std::string name = shown(text);
  switch (error) {
    case Ipv6PrefixError::empty: return "the prefix is empty";
    case Ipv6PrefixError::spaces: return "\"" + name + "\" has blanks in it";
    case Ipv6PrefixError::ipv4: return name + " is IPv4 where an IPv6 prefix is needed";
    case Ipv6PrefixError::zone: return name + " has a zone, which no VPC address has";
    case Ipv6PrefixError::bad_address: return "\"" + name + "\" is not an IPv6 prefix";
    case Ipv6PrefixError::no_prefix_length: return name + " has no prefix length";
    case Ipv6PrefixError::bad_prefix_length: return name + " has a prefix length that is not a number";
    case Ipv6PrefixError::leading_zero_prefix_length: return name + " has a prefix length with a leading zero";
    case Ipv6PrefixError::prefix_length_too_long: return name + " has a prefix length above 128";
    case Ipv6PrefixError::trailing_text: return "\"" + name + "\" has text behind the prefix";
    case Ipv6PrefixError::host_bits: return name + " has host bits set";
  }
  return {};
}

std::string way_out(Ipv6PrefixError error, std::string_view text) {
  switch (error) {
    case Ipv6PrefixError::empty:
    case Ipv6PrefixError::ipv4:
    case Ipv6PrefixError::bad_address: return std::string(kExample);
    case Ipv6PrefixError::bad_prefix_length:
    case Ipv6PrefixError::prefix_length_too_long: return "an IPv6 prefix length is 0 to 128";
    case Ipv6PrefixError::no_prefix_length: return "add one, as in 2001:db8::/56";
    case Ipv6PrefixError::spaces:
    case Ipv6PrefixError::zone:
    case Ipv6PrefixError::leading_zero_prefix_length:
    case Ipv6PrefixError::trailing_text:
    case Ipv6PrefixError::host_bits: break;
  }
  const auto meant = corrected(text);
  return meant ? fmt::format("did you mean {}?", meant->to_string()) : std::string(kExample);
}

}  // namespace cniplan
