#include "planner/net/cidr.hpp"

#include "tests/support/catch.hpp"

using namespace cniplan;

namespace {

Cidr cidr(std::string_view text) { return Cidr::parse(text).value(); }

}  // namespace

TEST_CASE("a CIDR reads and prints the same") {
  const auto text = GENERATE(as<std::string>{}, "0.0.0.0/0", "10.0.0.0/8", "10.20.32.0/19", "10.0.0.16/28",
                             "255.255.255.255/32");
  const auto parsed = Cidr::parse(text);
  REQUIRE(parsed);
  CHECK(parsed->to_string() == text);
}

TEST_CASE("a CIDR knows its ends and its size") {
  CHECK(cidr("10.20.32.0/19").first() == Ipv4Address::parse("10.20.32.0"));
  CHECK(cidr("10.20.32.0/19").last() == Ipv4Address::parse("10.20.63.255"));
  CHECK(cidr("10.20.32.0/19").size() == IpCount(8192));
  CHECK(cidr("0.0.0.0/0").size() == IpCount(4'294'967'296));
  CHECK(cidr("0.0.0.0/0").last() == Ipv4Address::parse("255.255.255.255"));
  CHECK(cidr("10.0.0.1/32").size() == IpCount(1));
}

TEST_CASE("CIDRs contain and overlap, or neither") {
  CHECK(cidr("10.0.0.0/8").contains(cidr("10.1.0.0/16")));
  CHECK_FALSE(cidr("10.1.0.0/16").contains(cidr("10.0.0.0/8")));
  CHECK(cidr("10.1.0.0/16").overlaps(cidr("10.0.0.0/8")));
  CHECK_FALSE(cidr("10.0.0.0/16").overlaps(cidr("10.1.0.0/16")));
  CHECK(cidr("0.0.0.0/0").contains(*Ipv4Address::parse("255.0.0.1")));
}

TEST_CASE("a wrong CIDR says what is wrong and the way out") {
  struct Row {
    const char* name;
    std::string text;
    std::string message;
    std::string way_out;
  };
  const auto row = GENERATE(values<Row>({
      {"empty", "", "the CIDR is empty", "write one like 10.0.0.0/16"},
      {"host bits", "10.0.0.5/24", "10.0.0.5/24 has host bits set", "did you mean 10.0.0.0/24?"},
      {"host bits of a /0", "10.0.0.0/0", "10.0.0.0/0 has host bits set", "did you mean 0.0.0.0/0?"},
      {"too long", "10.0.0.0/33", "10.0.0.0/33 has a prefix length above 32", "an IPv4 prefix length is 0 to 32"},
      {"far too long", "10.0.0.0/99999999999999999999", "10.0.0.0/99999999999999999999 has a prefix length above 32",
       "an IPv4 prefix length is 0 to 32"},
      {"zero in front", "10.0.0.0/08", "10.0.0.0/08 has a prefix length with a leading zero",
       "did you mean 10.0.0.0/8?"},
      {"zero in front and host bits", "10.0.0.5/024", "10.0.0.5/024 has a prefix length with a leading zero",
       "did you mean 10.0.0.0/24?"},
      {"blank", "10.0.0.0 /24", "\"10.0.0.0 /24\" has blanks in it", "did you mean 10.0.0.0/24?"},
      {"only a blank", " ", "\" \" has blanks in it", "write one like 10.0.0.0/16"},
      {"leading zero", "010.0.0.0/8", "010.0.0.0/8 has an octet with a leading zero", "did you mean 10.0.0.0/8?"},
      {"IPv6", "2001:db8::/32", "2001:db8::/32 is IPv6 where an IPv4 CIDR is needed", "write one like 10.0.0.0/16"},
      {"no length", "10.0.0.0", "10.0.0.0 has no prefix length", "add one, as in 10.0.0.0/24"},
      {"no length, a host", "10.0.0.7", "10.0.0.7 has no prefix length", "add one, as in 10.0.0.7/32"},
      {"nothing behind the slash", "10.0.0.0/", "10.0.0.0/ has no prefix length", "add one, as in 10.0.0.0/24"},
      {"netmask", "10.0.0.0/255.255.240.0", "10.0.0.0/255.255.240.0 has a netmask where a prefix length is needed",
       "did you mean 10.0.0.0/20?"},
      {"no netmask", "10.0.0.0/255.0.255.0", "\"10.0.0.0/255.0.255.0\" has text behind the CIDR",
       "write one like 10.0.0.0/16"},
      {"negative", "10.0.0.0/-1", "10.0.0.0/-1 has a prefix length that is not a number",
       "an IPv4 prefix length is 0 to 32"},
      {"plus", "10.0.0.0/+8", "10.0.0.0/+8 has a prefix length that is not a number",
       "an IPv4 prefix length is 0 to 32"},
      {"text behind", "10.0.0.0/24foo", "\"10.0.0.0/24foo\" has text behind the CIDR", "did you mean 10.0.0.0/24?"},
      {"two lengths", "10.0.0.0/24/25", "\"10.0.0.0/24/25\" has text behind the CIDR", "did you mean 10.0.0.0/24?"},
      {"three octets", "10.0.0/24", "10.0.0/24 has 3 octets", "an IPv4 address has four, like 10.0.0.0/16"},
      {"octet of 300", "10.300.0.0/16", "10.300.0.0/16 has an octet above 255", "each of the four is 0 to 255"},
      {"a name", "private-a", "\"private-a\" is not an IPv4 CIDR", "write one like 10.0.0.0/16"},
  }));
  CAPTURE(row.name);
  const auto parsed = Cidr::parse(row.text);
  REQUIRE_FALSE(parsed);
  CHECK(describe(parsed.error(), row.text) == row.message);
  CHECK(way_out(parsed.error(), row.text) == row.way_out);
}
