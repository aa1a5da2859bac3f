#include "planner/net/cidr.hpp"

#include <algorithm>

#include "planner/core/integer.hpp"

namespace cniplan {

Result<Cidr, CidrError> Cidr::parse(std::string_view text) {
  if (text.empty()) return failure(CidrError::empty);
  if (std::ranges::any_of(text, [](char c) { return c == ' ' || c == '\t'; })) return failure(CidrError::spaces);
  if (text.find(':') != std::string_view::npos) return failure(CidrError::ipv6);
  const auto slash = text.find('/');
  const auto address = Ipv4Address::parse(text.substr(0, slash));
  if (!address) {
    return failure(address.error() == Ipv4AddressError::leading_zero ? CidrError::leading_zero_octet
                                                                     : CidrError::bad_address);
  }
  if (slash == std::string_view::npos) return failure(CidrError::no_prefix_length);
  const auto length_text = text.substr(slash + 1);
  const auto length = parse_integer(length_text);
  if (!length || length_text.front() == '-') return failure(CidrError::bad_prefix_length);
  if (length_text.size() > 1 && length_text.front() == '0') return failure(CidrError::leading_zero_prefix_length);
  if (*length > 32) return failure(CidrError::prefix_length_too_long);
  const auto cidr = containing(*address, static_cast<int>(*length));
  if (cidr.network() != *address) return failure(CidrError::host_bits);
  return cidr;
}

std::string Cidr::to_string() const { return network_.to_string() + "/" + std::to_string(prefix_length_); }

std::string describe(CidrError error, std::string_view text) {
  const std::string shown(text);
  switch (error) {
    case CidrError::empty: return "the CIDR is empty";
    case CidrError::spaces: return "\"" + shown + "\" has blanks in it";
    case CidrError::ipv6: return shown + " is IPv6 where an IPv4 CIDR is needed";
    case CidrError::bad_address: return "\"" + shown + "\" is not an IPv4 CIDR";
    case CidrError::leading_zero_octet: return shown + " has an octet with a leading zero";
    case CidrError::no_prefix_length: return shown + " has no prefix length";
    case CidrError::bad_prefix_length: return shown + " has a prefix length that is not a number";
    case CidrError::leading_zero_prefix_length: return shown + " has a prefix length with a leading zero";
    case CidrError::prefix_length_too_long: return shown + " has a prefix length above 32";
    case CidrError::host_bits: return shown + " has host bits set";
  }
  return {};
}

std::string way_out(CidrError error, std::string_view text) {
  if (error != CidrError::host_bits) return {};
  const auto slash = text.find('/');
  const auto address = Ipv4Address::parse(text.substr(0, slash));
  const auto length = parse_integer(text.substr(slash + 1));
  return "did you mean " + Cidr::containing(*address, static_cast<int>(*length)).to_string() + "?";
}

}  // namespace cniplan
