#include "planner/net/address_list.hpp"

#include "planner/net/ipv4_set.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/random.hpp"

using namespace cniplan;

namespace {

struct Reading {
  Ipv4Set set;
  std::vector<AddressListFault> faults;
  std::int64_t fault_count = 0;
  std::int64_t entries = 0;
};

Reading read(std::string_view text, std::size_t piece_size = 1 << 16) {
  Ipv4Bag bag;
  AddressListReader reader({.ipv4 = &bag});
  for (std::size_t at = 0; at < text.size(); at += piece_size) reader.read(text.substr(at, piece_size), 0);
  reader.finish(0);
  bag.settle();
  std::vector<Ipv4Range> ranges;
  bag.for_each_range(0, 0xFFFFFFFF,
                     [&](std::uint32_t a, std::uint32_t b) { ranges.emplace_back(Ipv4Address(a), Ipv4Address(b)); });
  return {Ipv4Set::of(ranges), reader.faults(), reader.fault_count(), reader.entry_count()};
}

Ipv4Set set(std::vector<std::string> texts) {
  std::vector<Ipv4Range> ranges;
  for (const std::string& text : texts) ranges.push_back(Ipv4Range::parse(text).value());
  return Ipv4Set::of(ranges);
}

}  // namespace

TEST_CASE("a list takes lines and commas, comments, blanks around entries and every kind of line end") {
  const std::string text =
      "\xef\xbb\xbf# used addresses, as of today\r\n"
      "10.0.0.1\r\n"
      "\n"
      "  10.0.0.2/32 , 10.0.0.4-10.0.0.6,, # 10.0.0.99\n"
      "10.0.1.0/28,10.0.2.0/28\n"
      "#10.0.0.98,10.0.0.97\n"
      "10.0.3.1";
  const auto expected = set({"10.0.0.1-10.0.0.2", "10.0.0.4-10.0.0.6", "10.0.1.0/28", "10.0.2.0/28", "10.0.3.1"});
  // However the text is cut into pieces.
  for (std::size_t piece = 1; piece < text.size(); ++piece) {
    // The mark at the start is one thing.
    if (piece < 3) continue;
    CAPTURE(piece);
    const Reading reading = read(text, piece);
    CHECK(reading.fault_count == 0);
    CHECK(reading.set == expected);
    CHECK(reading.entries == 6);
  }
}

TEST_CASE("long lists read the same in pieces of any size") {
  test::Random random(21);
  std::string text;
  std::vector<Ipv4Range> ranges;
  for (int i = 0; i < 5000; ++i) {
    const auto cidr = Cidr::containing(Ipv4Address(static_cast<std::uint32_t>(random.next())),
                                       random.below(4) == 0 ? 28 : 32);
    ranges.emplace_back(cidr);
    text += random.below(50) == 0 ? cidr.to_string() + ", " : cidr.to_string() + "\n";
  }
  const auto expected = Ipv4Set::of(ranges);
  const auto piece = GENERATE(as<std::size_t>{}, 1, 7, 64, 65, 100, 4096, 1 << 20);
  CAPTURE(piece);
  const Reading reading = read(text, piece);
  CHECK(reading.fault_count == 0);
  CHECK(reading.entries == 5000);
  CHECK(reading.set == expected);
}

TEST_CASE("every wrong entry is named with its line and column") {
  const Reading reading = read(
      "10.0.0.1\n10.0.0.5/24\n10.0.0.2, 10.0.0.9-10.0.0.1 ,10.0.0.300\n"
      "10.0.0.3 10.0.0.4\n2001:db8::1\nfoo # bar\n10.0.0.7\n");
  struct Row {
    int line;
    int column;
    int length;
    std::string message;
    std::string way_out;
    std::string text;
  };
  const std::vector<Row> expected = {
      {2, 1, 11, "10.0.0.5/24 has host bits set", "did you mean 10.0.0.0/24?", "10.0.0.5/24"},
      {3, 11, 17, "range 10.0.0.9-10.0.0.1 runs backwards", "did you mean 10.0.0.1-10.0.0.9?",
       "10.0.0.2, 10.0.0.9-10.0.0.1 ,10.0.0.300"},
      {3, 30, 10, "10.0.0.300 has an octet above 255", "each of the four is 0 to 255",
       "10.0.0.2, 10.0.0.9-10.0.0.1 ,10.0.0.300"},
      {4, 1, 17, "\"10.0.0.3 10.0.0.4\" has blanks in it", "write one entry a line, or a comma between them",
       "10.0.0.3 10.0.0.4"},
      {5, 1, 11, "2001:db8::1 is IPv6 where every CIDR given is IPv4",
       "take it out, or give the IPv6 CIDR that it belongs to", "2001:db8::1"},
      {6, 1, 3, "\"foo\" is not an IPv4 address", "write an address, a CIDR or a range like 10.0.0.1-10.0.0.9",
       "foo # bar"},
  };
  REQUIRE(reading.faults.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const Diagnostic& diagnostic = reading.faults[i].diagnostic;
    CAPTURE(i);
    CHECK(diagnostic.location == Location{0, expected[i].line, expected[i].column, expected[i].length});
    CHECK(diagnostic.message == expected[i].message);
    CHECK(diagnostic.way_out == expected[i].way_out);
    CHECK(reading.faults[i].line == expected[i].text);
    CHECK(reading.faults[i].column == expected[i].column);
  }
  CHECK(reading.set == set({"10.0.0.1-10.0.0.2", "10.0.0.7"}));
}

TEST_CASE("lines count on through the fast way, and only the first faults are kept") {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "10.0.0.1/32\n";
  for (int i = 0; i < 100; ++i) text += "10.0.0.1/31\n";
  const Reading reading = read(text);
  CHECK(reading.fault_count == 100);
  REQUIRE(reading.faults.size() == AddressListReader::kMostFaults);
  CHECK(reading.faults.front().diagnostic.location.line == 1001);
}

TEST_CASE("a file of one endless word is one fault, in little memory") {
  std::string text(1 << 20, 'x');
  text += "\n10.0.0.1\n";
  const auto piece = GENERATE(as<std::size_t>{}, 1000, 1 << 16);
  const Reading reading = read(text, piece);
  CHECK(reading.fault_count == 1);
  CHECK(reading.faults.front().line.size() < 1000);
  CHECK(reading.set == set({"10.0.0.1"}));
}

TEST_CASE("a list may hold both versions where both have a place") {
  Ipv4Bag ipv4;
  Ipv6Bag ipv6(Ipv6Prefix::parse("2001:db8::/56").value());
  AddressListReader reader({.ipv4 = &ipv4, .ipv6 = &ipv6});
  std::string text;
  for (int i = 0; i < 20; ++i) text += "10.0.0.1\n2001:db8::1\n2001:db8::/64\n2001:db8::2-2001:db8::3\n";
  reader.read(text, 0);
  reader.finish(0);
  CHECK(reader.fault_count() == 0);
  CHECK(reader.entry_count() == 80);
  ipv4.settle();
  ipv6.settle();
  CHECK(ipv4.occupancy(Ipv4Range::parse("10.0.0.0/24").value()).used == 1);
}
