#include "planner/net/ipv6_range.hpp"

#include "tests/support/catch.hpp"

using namespace cniplan;

TEST_CASE("an IPv6 range reads an address, a prefix or two ends") {
  CHECK(Ipv6Range::parse("2001:db8::1")->last() == Ipv6Address::parse("2001:db8::1"));
  CHECK(Ipv6Range::parse("2001:db8::/64")->last() == Ipv6Address::parse("2001:db8::ffff:ffff:ffff:ffff"));
  CHECK(Ipv6Range::parse("2001:db8::1-2001:db8::9")->contains(*Ipv6Address::parse("2001:db8::5")));
}

TEST_CASE("a wrong IPv6 range says what is wrong and the way out") {
  struct Row {
    const char* name;
    std::string text;
    std::string message;
    std::string way_out;
  };
  const auto row = GENERATE(values<Row>({
      {"empty", "", "the entry is empty", "write an address, a prefix or a range like 2001:db8::1-2001:db8::9"},
      {"reversed", "2001:db8::9-2001:db8::1", "range 2001:db8::9-2001:db8::1 runs backwards",
       "did you mean 2001:db8::1-2001:db8::9?"},
      {"blanks", "2001:db8::1 - 2001:db8::9", "\"2001:db8::1 - 2001:db8::9\" has blanks in it",
       "did you mean 2001:db8::1-2001:db8::9?"},
      {"no end", "2001:db8::1-", "range 2001:db8::1-: the last address is missing",
       "a range is two addresses, like 2001:db8::1-2001:db8::9"},
      {"short end", "2001:db8::1-9", "range 2001:db8::1-9: \"9\" is not an IPv6 address",
       "a range is two addresses, like 2001:db8::1-2001:db8::9"},
      {"host bits", "2001:db8::1/64", "2001:db8::1/64 has host bits set", "did you mean 2001:db8::/64?"},
      {"a name", "g::1", "\"g::1\" is not an IPv6 address",
       "write an address, a prefix or a range like 2001:db8::1-2001:db8::9"},
  }));
  CAPTURE(row.name);
  const auto range = Ipv6Range::parse(row.text);
  REQUIRE_FALSE(range);
  CHECK(describe(range.error(), row.text) == row.message);
  CHECK(way_out(range.error(), row.text) == row.way_out);
}
