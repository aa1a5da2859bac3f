#include "planner/net/ipv4_range.hpp"

#include "tests/support/catch.hpp"

using namespace cniplan;

TEST_CASE("a range reads an address, a CIDR or two ends, and prints the shortest form") {
  struct Row {
    std::string text;
    std::int64_t size;
    std::string printed;
  };
  const auto row = GENERATE(values<Row>({
      {"10.0.0.7", 1, "10.0.0.7"},
      {"10.0.0.16/28", 16, "10.0.0.16/28"},
      {"10.0.0.1-10.0.0.9", 9, "10.0.0.1-10.0.0.9"},
      {"10.0.0.16-10.0.0.31", 16, "10.0.0.16/28"},
      {"10.0.0.8-10.0.0.23", 16, "10.0.0.8-10.0.0.23"},
      {"10.0.0.7-10.0.0.7", 1, "10.0.0.7"},
      {"0.0.0.0-255.255.255.255", 4'294'967'296, "0.0.0.0/0"},
  }));
  CAPTURE(row.text);
  const auto range = Ipv4Range::parse(row.text);
  REQUIRE(range);
  CHECK(range->size() == IpCount(row.size));
  CHECK(range->to_string() == row.printed);
}

TEST_CASE("a wrong range says what is wrong and the way out") {
  struct Row {
    const char* name;
    std::string text;
    std::string message;
    std::string way_out;
  };
  const auto row = GENERATE(values<Row>({
      {"empty", "", "the entry is empty", "write an address, a CIDR or a range like 10.0.0.1-10.0.0.9"},
      {"reversed", "10.0.0.9-10.0.0.1", "range 10.0.0.9-10.0.0.1 runs backwards",
       "did you mean 10.0.0.1-10.0.0.9?"},
      {"blanks around the dash", "10.0.0.1 - 10.0.0.9", "\"10.0.0.1 - 10.0.0.9\" has blanks in it",
       "did you mean 10.0.0.1-10.0.0.9?"},
      {"blank in an address", "10.0.0. 1", "\"10.0.0. 1\" has blanks in it", "did you mean 10.0.0.1?"},
      {"blank and host bits", "10.0.0.5 /24", "\"10.0.0.5 /24\" has blanks in it", "did you mean 10.0.0.0/24?"},
      {"short end", "10.0.0.1-9", "range 10.0.0.1-9: 9 has 1 octet", "a range is two addresses, like 10.0.0.1-10.0.0.9"},
      {"no end", "10.0.0.1-", "range 10.0.0.1-: the last address is missing",
       "a range is two addresses, like 10.0.0.1-10.0.0.9"},
      {"no start", "-10.0.0.1", "range -10.0.0.1: the first address is missing",
       "a range is two addresses, like 10.0.0.1-10.0.0.9"},
      {"three ends", "10.0.0.1-10.0.0.5-10.0.0.9",
       "range 10.0.0.1-10.0.0.5-10.0.0.9: \"10.0.0.5-10.0.0.9\" has text behind the address: \"-10.0.0.9\"",
       "did you mean 10.0.0.1-10.0.0.5?"},
      {"a CIDR as an end", "10.0.0.0/24-10.0.1.0/24",
       "range 10.0.0.0/24-10.0.1.0/24: 10.0.0.0/24 has a prefix length where one address is needed",
       "did you mean 10.0.0.0-10.0.1.0?"},
      {"leading zero", "10.0.0.01-10.0.0.9", "range 10.0.0.01-10.0.0.9: 10.0.0.01 has an octet with a leading zero",
       "did you mean 10.0.0.1-10.0.0.9?"},
      {"a wrong CIDR", "10.0.0.5/24", "10.0.0.5/24 has host bits set", "did you mean 10.0.0.0/24?"},
      {"a wrong address", "10.0.0.256", "10.0.0.256 has an octet above 255", "each of the four is 0 to 255"},
      {"IPv6", "2001:db8::1", "2001:db8::1 is IPv6 where an IPv4 address is needed", "write one like 10.0.0.1"},
      {"a name", "foo", "\"foo\" is not an IPv4 address",
       "write an address, a CIDR or a range like 10.0.0.1-10.0.0.9"},
  }));
  CAPTURE(row.name);
  const auto range = Ipv4Range::parse(row.text);
  REQUIRE_FALSE(range);
  CHECK(describe(range.error(), row.text) == row.message);
  CHECK(way_out(range.error(), row.text) == row.way_out);
}
