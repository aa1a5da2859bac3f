#include "planner/net/ipv6_address.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/ip/address_v6.hpp>
#include <cstddef>

#include "planner/net/ipv4_address.hpp"
#include "planner/net/text.hpp"

namespace cniplan {
namespace {

constexpr std::string_view kExample = "write one like 2001:db8::1";

}  // namespace

Result<Ipv6Address, Ipv6AddressError> Ipv6Address::parse(std::string_view text) {
  if (text.empty()) return failure(Ipv6AddressError::empty);
  if (has_blanks(text)) return failure(Ipv6AddressError::spaces);
  if (Ipv4Address::parse(text.substr(0, text.find('/')))) return failure(Ipv6AddressError::ipv4);
  if (text.find('%') != std::string_view::npos) return failure(Ipv6AddressError::zone);
  const auto slash = text.find('/');
  if (slash != std::string_view::npos) {
    return failure(parse(text.substr(0, slash)) ? Ipv6AddressError::prefix_length : Ipv6AddressError::malformed);
  }
  // The C library behind Asio stops at a NUL, so the letters are checked here.
  if (text.find_first_not_of("0123456789abcdefABCDEF:.") != std::string_view::npos) {
    return failure(Ipv6AddressError::malformed);
  }
  boost::system::error_code error;
  const auto address = boost::asio::ip::make_address_v6(std::string(text), error);
  if (error) return failure(Ipv6AddressError::malformed);
  Uint128 value = 0;
  for (const unsigned char byte : address.to_bytes()) value = value << 8 | byte;
  return Ipv6Address(value);
}

std::string Ipv6Address::to_string() const {
  boost::asio::ip::address_v6::bytes_type bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<unsigned char>(value_ >> (120 - 8 * i));
  return boost::asio::ip::address_v6(bytes).to_string();
}

std::string describe(Ipv6AddressError error, std::string_view text) {
  const std::string name = shown(text);
  switch (error) {
    case Ipv6AddressError::empty: return "the address is empty";
    case Ipv6AddressError::spaces: return "\"" + name + "\" has blanks in it";
    case Ipv6AddressError::ipv4: return name + " is IPv4 where an IPv6 address is needed";
    case Ipv6AddressError::prefix_length: return name + " has a prefix length where one address is needed";
    case Ipv6AddressError::zone: return name + " has a zone, which no VPC address has";
    case Ipv6AddressError::malformed: return "\"" + name + "\" is not an IPv6 address";
  }
  return {};
}

std::string way_out(Ipv6AddressError error, std::string_view text) {
  switch (error) {
    case Ipv6AddressError::empty:
    case Ipv6AddressError::ipv4:
    case Ipv6AddressError::malformed: return std::string(kExample);
    case Ipv6AddressError::spaces:
    case Ipv6AddressError::prefix_length:
    case Ipv6AddressError::zone: break;
  }
  const std::string dense = without_blanks(text);
  const auto meant = Ipv6Address::parse(std::string_view(dense).substr(0, dense.find_first_of("/%")));
  return meant ? fmt::format("did you mean {}?", meant->to_string()) : std::string(kExample);
}

}  // namespace cniplan
