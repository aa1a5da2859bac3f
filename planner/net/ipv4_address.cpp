#include "planner/net/ipv4_address.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/ip/address_v4.hpp>

#include "planner/net/text.hpp"

namespace cniplan {
namespace {

/// Asio reads through the C library, which stops at a NUL and lets some platforms' short forms pass; so the
/// shape is checked here, and only then read.
Ipv4AddressError fault_of_shape(std::string_view text, bool& sound) {
  sound = false;
  int octets = 0;
  bool leading_zero = false;
  bool too_large = false;
  for (std::size_t from = 0; from <= text.size(); ++octets) {
    const auto to = std::min(text.find('.', from), text.size());
    const auto octet = text.substr(from, to - from);
    if (octet.empty()) return Ipv4AddressError::malformed;
    if (octet.size() > 1 && octet.front() == '0') leading_zero = true;
    const auto digits = octet.substr(std::min(octet.find_first_not_of('0'), octet.size()));
    if (digits.size() > 3 || (digits.size() == 3 && digits > "255")) too_large = true;
    from = to + 1;
  }
  if (octets != 4) return Ipv4AddressError::octet_count;
  if (too_large) return Ipv4AddressError::octet_too_large;
  if (leading_zero) return Ipv4AddressError::leading_zero;
  sound = true;
  return Ipv4AddressError::malformed;
}

std::string_view leading_address(std::string_view text) {
  return text.substr(0, std::min(text.find_first_not_of("0123456789."), text.size()));
}

}  // namespace

Result<Ipv4Address, Ipv4AddressError> Ipv4Address::parse(std::string_view text) {
  if (text.empty()) return failure(Ipv4AddressError::empty);
  if (has_blanks(text)) return failure(Ipv4AddressError::spaces);
  if (text.find(':') != std::string_view::npos) return failure(Ipv4AddressError::ipv6);
  bool sound = false;
  const auto address_text = leading_address(text);
  if (address_text.size() < text.size()) {
    if (!corrected_ipv4_address(address_text)) return failure(Ipv4AddressError::malformed);
    const bool length = text[address_text.size()] == '/' && address_text.size() + 1 < text.size() &&
                        std::ranges::all_of(text.substr(address_text.size() + 1), is_digit);
    return failure(length ? Ipv4AddressError::prefix_length : Ipv4AddressError::trailing_text);
  }
  const auto fault = fault_of_shape(text, sound);
  if (!sound) return failure(fault);
  boost::system::error_code error;
  const auto address = boost::asio::ip::make_address_v4(std::string(text), error);
  if (error) return failure(Ipv4AddressError::malformed);
  return Ipv4Address(address.to_uint());
}

std::string Ipv4Address::to_string() const { return boost::asio::ip::address_v4(value_).to_string(); }

Result<Ipv4Address, Ipv4AddressError> corrected_ipv4_address(std::string_view text) {
  const std::string dense = without_blanks(text);
  std::string candidate;
  for (const char c : leading_address(dense)) {
    const bool starts_octet = candidate.empty() || candidate.back() == '.';
    // A zero that a digit follows is dropped when that digit comes.
    if (is_digit(c) && !starts_octet && candidate.back() == '0' &&
        (candidate.size() == 1 || candidate[candidate.size() - 2] == '.')) {
      candidate.pop_back();
    }
    candidate += c;
  }
  bool sound = false;
  const auto fault = fault_of_shape(candidate, sound);
  if (!sound) return failure(fault);
  return Ipv4Address::parse(candidate);
}

std::string describe(Ipv4AddressError error, std::string_view text) {
  const std::string name = shown(text);
  switch (error) {
    case Ipv4AddressError::empty: return "the address is empty";
    case Ipv4AddressError::spaces: return "\"" + name + "\" has blanks in it";
    case Ipv4AddressError::ipv6: return name + " is IPv6 where an IPv4 address is needed";
    case Ipv4AddressError::prefix_length: return name + " has a prefix length where one address is needed";
    case Ipv4AddressError::leading_zero: return name + " has an octet with a leading zero";
    case Ipv4AddressError::octet_count: {
      const auto octets = std::ranges::count(text, '.') + 1;
      return name + " has " + std::to_string(octets) + (octets == 1 ? " octet" : " octets");
    }
    case Ipv4AddressError::octet_too_large: return name + " has an octet above 255";
    case Ipv4AddressError::trailing_text: {
      const auto rest = text.substr(leading_address(text).size());
      return fmt::format("\"{}\" has text behind the address: \"{}\"", name, shown(rest));
    }
    case Ipv4AddressError::malformed: return "\"" + name + "\" is not an IPv4 address";
  }
  return {};
}

std::string way_out(Ipv4AddressError error, std::string_view text) {
  switch (error) {
    case Ipv4AddressError::empty:
    case Ipv4AddressError::malformed:
    case Ipv4AddressError::ipv6: return "write one like 10.0.0.1";
    case Ipv4AddressError::octet_count: return "an IPv4 address has four, like 10.0.0.1";
    case Ipv4AddressError::octet_too_large: return "each of the four is 0 to 255";
    case Ipv4AddressError::spaces:
    case Ipv4AddressError::prefix_length:
    case Ipv4AddressError::leading_zero:
    case Ipv4AddressError::trailing_text: break;
  }
  const auto meant = corrected_ipv4_address(text);
  return meant ? fmt::format("did you mean {}?", meant->to_string()) : "write one like 10.0.0.1";
}

}  // namespace cniplan
