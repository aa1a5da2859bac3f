#include "planner/net/ipv4_address.hpp"

#include <algorithm>
#include <boost/asio/ip/address_v4.hpp>

namespace cniplan {
namespace {

bool has_leading_zero(std::string_view text) {
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    const bool starts_octet = i == 0 || text[i - 1] == '.';
    if (starts_octet && text[i] == '0' && text[i + 1] >= '0' && text[i + 1] <= '9') return true;
  }
  return false;
}

}  // namespace

Result<Ipv4Address, Ipv4AddressError> Ipv4Address::parse(std::string_view text) {
  if (text.empty()) return failure(Ipv4AddressError::empty);
  if (std::ranges::any_of(text, [](char c) { return c == ' ' || c == '\t'; })) return failure(Ipv4AddressError::spaces);
  if (text.find(':') != std::string_view::npos) return failure(Ipv4AddressError::ipv6);
  if (has_leading_zero(text)) return failure(Ipv4AddressError::leading_zero);
  boost::system::error_code error;
  const auto address = boost::asio::ip::make_address_v4(std::string(text), error);
  if (error) return failure(Ipv4AddressError::malformed);
  return Ipv4Address(address.to_uint());
}

std::string Ipv4Address::to_string() const { return boost::asio::ip::address_v4(value_).to_string(); }

std::string describe(Ipv4AddressError error, std::string_view text) {
  const std::string shown(text);
  switch (error) {
    case Ipv4AddressError::empty: return "the address is empty";
    case Ipv4AddressError::spaces: return "\"" + shown + "\" has blanks in it";
    case Ipv4AddressError::leading_zero: return shown + " has an octet with a leading zero";
    case Ipv4AddressError::ipv6: return shown + " is an IPv6 address where an IPv4 address is needed";
    case Ipv4AddressError::malformed: return "\"" + shown + "\" is not an IPv4 address";
  }
  return {};
}

}  // namespace cniplan
