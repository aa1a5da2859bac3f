#include "planner/net/ipv4_address.hpp"

#include "tests/support/catch.hpp"

using namespace cniplan;

TEST_CASE("an address reads and prints the same") {
  const auto text = GENERATE(as<std::string>{}, "0.0.0.0", "10.20.32.1", "255.255.255.255", "100.64.0.10");
  const auto address = Ipv4Address::parse(text);
  REQUIRE(address);
  CHECK(address->to_string() == text);
}

TEST_CASE("an address is a number in host byte order") {
  CHECK(Ipv4Address::parse("10.0.0.1")->value() == 0x0A000001);
}

TEST_CASE("a wrong address says what is wrong and the way out") {
  struct Row {
    const char* name;
    std::string text;
    std::string message;
    std::string way_out;
  };
  const auto row = GENERATE(values<Row>({
      {"empty", "", "the address is empty", "write one like 10.0.0.1"},
      {"blank behind", "10.0.0.1 ", "\"10.0.0.1 \" has blanks in it", "did you mean 10.0.0.1?"},
      {"line end", "10.0.0.1\r", "\"10.0.0.1?\" has blanks in it", "did you mean 10.0.0.1?"},
      {"blanks between words", "10.0.0.1 or so", "\"10.0.0.1 or so\" has blanks in it", "did you mean 10.0.0.1?"},
      {"IPv6", "2001:db8::1", "2001:db8::1 is IPv6 where an IPv4 address is needed", "write one like 10.0.0.1"},
      {"a CIDR", "10.0.0.0/24", "10.0.0.0/24 has a prefix length where one address is needed",
       "did you mean 10.0.0.0?"},
      {"leading zero", "10.0.00.010", "10.0.00.010 has an octet with a leading zero", "did you mean 10.0.0.10?"},
      {"three octets", "10.0.1", "10.0.1 has 3 octets", "an IPv4 address has four, like 10.0.0.1"},
      {"one number", "167772161", "167772161 has 1 octet", "an IPv4 address has four, like 10.0.0.1"},
      {"five octets", "10.0.0.0.1", "10.0.0.0.1 has 5 octets", "an IPv4 address has four, like 10.0.0.1"},
      {"octet of 256", "10.0.0.256", "10.0.0.256 has an octet above 255", "each of the four is 0 to 255"},
      {"octet beyond 64 bits", "10.0.0.99999999999999999999", "10.0.0.99999999999999999999 has an octet above 255",
       "each of the four is 0 to 255"},
      {"text behind", "10.0.0.1x", "\"10.0.0.1x\" has text behind the address: \"x\"", "did you mean 10.0.0.1?"},
      {"a NUL behind", std::string("10.0.0.1\0", 9), "\"10.0.0.1?\" has text behind the address: \"?\"",
       "did you mean 10.0.0.1?"},
      {"empty octet", "10..0.1", "\"10..0.1\" is not an IPv4 address", "write one like 10.0.0.1"},
      {"hexadecimal", "0x0a.0.0.1", "\"0x0a.0.0.1\" is not an IPv4 address", "write one like 10.0.0.1"},
      {"a name", "localhost", "\"localhost\" is not an IPv4 address", "write one like 10.0.0.1"},
      {"very long", std::string(100, 'a'), "\"" + std::string(60, 'a') + "...\" is not an IPv4 address",
       "write one like 10.0.0.1"},
  }));
  CAPTURE(row.name);
  const auto address = Ipv4Address::parse(row.text);
  REQUIRE_FALSE(address);
  CHECK(describe(address.error(), row.text) == row.message);
  CHECK(way_out(address.error(), row.text) == row.way_out);
}
