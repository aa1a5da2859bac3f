#include "planner/net/cidr.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <optional>

#include "planner/core/integer.hpp"
#include "planner/net/text.hpp"

namespace cniplan {
namespace {

CidrError address_fault(Ipv4AddressError error) {
  switch (error) {
    case Ipv4AddressError::leading_zero: return CidrError::leading_zero_octet;
    case Ipv4AddressError::octet_count: return CidrError::octet_count;
    case Ipv4AddressError::octet_too_large: return CidrError::octet_too_large;
    case Ipv4AddressError::ipv6: return CidrError::ipv6;
    case Ipv4AddressError::trailing_text: return CidrError::trailing_text;
    case Ipv4AddressError::empty:
    case Ipv4AddressError::spaces:
    case Ipv4AddressError::prefix_length:
    case Ipv4AddressError::malformed: break;
  }
  return CidrError::bad_address;
}

/// The prefix length that a netmask like 255.255.255.0 stands for.
std::optional<int> length_of_netmask(std::string_view text) {
  const auto mask = Ipv4Address::parse(text);
  if (!mask) return std::nullopt;
  const int ones = std::countl_one(mask->value());
  if (ones + std::countr_zero(mask->value()) < 32) return std::nullopt;
  return ones;
}

/// The CIDR that a faulty text must have meant: blanks, leading zeros, text behind it and host bits left away.
std::optional<Cidr> corrected(std::string_view text) {
  const std::string dense = without_blanks(text);
  const auto slash = dense.find('/');
  if (slash == std::string::npos) return std::nullopt;
  const auto address = corrected_ipv4_address(std::string_view(dense).substr(0, slash));
  if (!address) return std::nullopt;
  const auto behind = std::string_view(dense).substr(slash + 1);
  if (const auto length = length_of_netmask(behind)) return Cidr::containing(*address, *length);
  const auto digits = behind.substr(0, std::min(behind.find_first_not_of("0123456789"), behind.size()));
  const auto length = parse_integer(digits);
  if (!length || *length > 32) return std::nullopt;
  return Cidr::containing(*address, static_cast<int>(*length));
}

}  // namespace

Result<Cidr, CidrError> Cidr::parse(std::string_view text) {
  if (text.empty()) return failure(CidrError::empty);
  if (has_blanks(text)) return failure(CidrError::spaces);
  const auto slash = text.find('/');
  const auto address = Ipv4Address::parse(text.substr(0, slash));
  if (!address) return failure(address_fault(address.error()));
  if (slash == std::string_view::npos) return failure(CidrError::no_prefix_length);
  const auto length_text = text.substr(slash + 1);
  if (length_text.empty()) return failure(CidrError::no_prefix_length);
  if (length_of_netmask(length_text)) return failure(CidrError::netmask);
  const auto digits = std::min(length_text.find_first_not_of("0123456789"), length_text.size());
  if (digits == 0) return failure(CidrError::bad_prefix_length);
  if (digits < length_text.size()) return failure(CidrError::trailing_text);
  if (digits > 1 && length_text.front() == '0') return failure(CidrError::leading_zero_prefix_length);
  const auto length = parse_integer(length_text);
  if (!length || *length > 32) return failure(CidrError::prefix_length_too_long);
  const auto cidr = containing(*address, static_cast<int>(*length));
  if (cidr.network() != *address) return failure(CidrError::host_bits);
  return cidr;
}

std::string Cidr::to_string() const { return network_.to_string() + "/" + std::to_string(prefix_length_); }

std::string describe(CidrError error, std::string_view text) {
  const std::string name = shown(text);
  switch (error) {
    case CidrError::empty: return "the CIDR is empty";
    case CidrError::spaces: return "\"" + name + "\" has blanks in it";
    case CidrError::ipv6: return name + " is IPv6 where an IPv4 CIDR is needed";
    case CidrError::bad_address: return "\"" + name + "\" is not an IPv4 CIDR";
    case CidrError::leading_zero_octet: return name + " has an octet with a leading zero";
    case CidrError::octet_count: {
      const auto octets = std::ranges::count(text.substr(0, text.find('/')), '.') + 1;
      return name + " has " + std::to_string(octets) + (octets == 1 ? " octet" : " octets");
    }
    case CidrError::octet_too_large: return name + " has an octet above 255";
    case CidrError::no_prefix_length: return name + " has no prefix length";
    case CidrError::netmask: return name + " has a netmask where a prefix length is needed";
    case CidrError::bad_prefix_length: return name + " has a prefix length that is not a number";
    case CidrError::leading_zero_prefix_length: return name + " has a prefix length with a leading zero";
    case CidrError::prefix_length_too_long: return name + " has a prefix length above 32";
    case CidrError::trailing_text: return "\"" + name + "\" has text behind the CIDR";
    case CidrError::host_bits: return name + " has host bits set";
  }
  return {};
}

std::string way_out(CidrError error, std::string_view text) {
  switch (error) {
    case CidrError::empty:
    case CidrError::ipv6:
    case CidrError::bad_address: return "write one like 10.0.0.0/16";
    case CidrError::octet_count: return "an IPv4 address has four, like 10.0.0.0/16";
    case CidrError::octet_too_large: return "each of the four is 0 to 255";
    case CidrError::bad_prefix_length:
    case CidrError::prefix_length_too_long: return "an IPv4 prefix length is 0 to 32";
    case CidrError::no_prefix_length: {
      const auto address = corrected_ipv4_address(text);
      if (!address) break;
      return fmt::format("add one, as in {}/{}", address->to_string(), address->value() % 256 == 0 ? 24 : 32);
    }
    case CidrError::spaces:
    case CidrError::leading_zero_octet:
    case CidrError::netmask:
    case CidrError::leading_zero_prefix_length:
    case CidrError::trailing_text:
    case CidrError::host_bits: break;
  }
  const auto meant = corrected(text);
  return meant ? fmt::format("did you mean {}?", meant->to_string()) : "write one like 10.0.0.0/16";
}

}  // namespace cniplan
