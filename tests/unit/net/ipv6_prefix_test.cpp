#include "planner/net/ipv6_prefix.hpp"

#include "tests/support/catch.hpp"

using namespace cniplan;

namespace {

Ipv6Prefix prefix(std::string_view text) { return Ipv6Prefix::parse(text).value(); }

}  // namespace

TEST_CASE("an IPv6 prefix prints in canonical form") {
  struct Row {
    std::string text;
    std::string printed;
  };
  const auto row = GENERATE(values<Row>({
      {"2001:db8::/32", "2001:db8::/32"},
      {"2001:0DB8:0000:0000:0001:0000:0000:0000/80", "2001:db8:0:0:1::/80"},
      {"::/0", "::/0"},
      {"::1/128", "::1/128"},
      {"2001:db8:0:1:1:1:1:1/128", "2001:db8:0:1:1:1:1:1/128"},
      {"::ffff:10.0.0.1/128", "::ffff:10.0.0.1/128"},
  }));
  CHECK(prefix(row.text).to_string() == row.printed);
}

TEST_CASE("IPv6 prefixes contain, overlap and count their blocks as powers of two") {
  const auto vpc = prefix("2001:db8::/56");
  CHECK(vpc.contains(prefix("2001:db8:0:ff::/64")));
  CHECK_FALSE(vpc.contains(prefix("2001:db8:0:100::/64")));
  CHECK(prefix("2001:db8:0:ff::/64").overlaps(vpc));
  CHECK(vpc.last().to_string() == "2001:db8:0:ff:ffff:ffff:ffff:ffff");
  CHECK(vpc.blocks_exponent(64) == 8);
  CHECK(vpc.blocks_exponent(kIpv6EniPrefixLength) == 24);
  CHECK(prefix("2001:db8::/64").blocks_exponent(kIpv6EniPrefixLength) == 16);
  CHECK(prefix("2001:db8::/80").blocks_exponent(64) == std::nullopt);
}

TEST_CASE("a wrong IPv6 prefix says what is wrong and the way out") {
  struct Row {
    const char* name;
    std::string text;
    std::string message;
    std::string way_out;
  };
  const auto row = GENERATE(values<Row>({
      {"empty", "", "the prefix is empty", "write one like 2001:db8::/56"},
      {"host bits", "2001:db8::1/64", "2001:db8::1/64 has host bits set", "did you mean 2001:db8::/64?"},
      {"too long", "2001:db8::/129", "2001:db8::/129 has a prefix length above 128",
       "an IPv6 prefix length is 0 to 128"},
      {"zero in front", "2001:db8::/064", "2001:db8::/064 has a prefix length with a leading zero",
       "did you mean 2001:db8::/64?"},
      {"blank", "2001:db8:: /64", "\"2001:db8:: /64\" has blanks in it", "did you mean 2001:db8::/64?"},
      {"IPv4", "10.0.0.0/8", "10.0.0.0/8 is IPv4 where an IPv6 prefix is needed", "write one like 2001:db8::/56"},
      {"no length", "2001:db8::", "2001:db8:: has no prefix length", "add one, as in 2001:db8::/56"},
      {"no number", "2001:db8::/x", "2001:db8::/x has a prefix length that is not a number",
       "an IPv6 prefix length is 0 to 128"},
      {"text behind", "2001:db8::/64x", "\"2001:db8::/64x\" has text behind the prefix",
       "did you mean 2001:db8::/64?"},
      {"zone", "fe80::%eth0/64", "fe80::%eth0/64 has a zone, which no VPC address has", "did you mean fe80::/64?"},
      {"two gaps", "2001::db8::/64", "\"2001::db8::/64\" is not an IPv6 prefix", "write one like 2001:db8::/56"},
  }));
  CAPTURE(row.name);
  const auto parsed = Ipv6Prefix::parse(row.text);
  REQUIRE_FALSE(parsed);
  CHECK(describe(parsed.error(), row.text) == row.message);
  CHECK(way_out(parsed.error(), row.text) == row.way_out);
}

TEST_CASE("a wrong IPv6 address says what is wrong and the way out") {
  struct Row {
    const char* name;
    std::string text;
    std::string message;
    std::string way_out;
  };
  const auto row = GENERATE(values<Row>({
      {"empty", "", "the address is empty", "write one like 2001:db8::1"},
      {"blank", "2001:db8::1 ", "\"2001:db8::1 \" has blanks in it", "did you mean 2001:db8::1?"},
      {"IPv4", "10.0.0.1", "10.0.0.1 is IPv4 where an IPv6 address is needed", "write one like 2001:db8::1"},
      {"prefix", "2001:db8::/64", "2001:db8::/64 has a prefix length where one address is needed",
       "did you mean 2001:db8::?"},
      {"zone", "fe80::1%eth0", "fe80::1%eth0 has a zone, which no VPC address has", "did you mean fe80::1?"},
      {"five digits", "2001:db8::12345", "\"2001:db8::12345\" is not an IPv6 address", "write one like 2001:db8::1"},
      {"a NUL behind", std::string("2001:db8::1\0x", 13), "\"2001:db8::1?x\" is not an IPv6 address",
       "write one like 2001:db8::1"},
  }));
  CAPTURE(row.name);
  const auto parsed = Ipv6Address::parse(row.text);
  REQUIRE_FALSE(parsed);
  CHECK(describe(parsed.error(), row.text) == row.message);
  CHECK(way_out(parsed.error(), row.text) == row.way_out);
}
