#include "planner/capacity/subnet_capacity.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/random.hpp"

using namespace cniplan;

namespace {

Cidr cidr(std::string_view text) { return Cidr::parse(text).value(); }

/// Bags with what is used, ready to read.
struct Used {
  explicit Used(const std::vector<std::string>& entries = {}) : ipv6(Ipv6Prefix::parse("2001:db8::/32").value()) {
    for (const std::string& entry : entries) {
      if (entry.find(':') == std::string::npos) {
        ipv4.add(Ipv4Range::parse(entry).value());
      } else {
        ipv6.add(Ipv6Range::parse(entry).value());
      }
    }
    ipv4.settle();
    ipv6.settle();
  }
  [[nodiscard]] UsedAddresses addresses() const { return {ipv4, ipv6}; }

  Ipv4Bag ipv4;
  Ipv6Bag ipv6;
};

void check_labels(const SubnetCapacity& c) {
  CHECK(c.reserved + c.used + c.free == c.size);
  CHECK(c.usable == c.used + c.free);
  CHECK(c.blocks.assignable == c.blocks.free + c.blocks.fragmented + c.blocks.full);
  CHECK(c.fragmented == c.free - ips_in(c.blocks.free));
  CHECK(c.fragmented >= IpCount(0));
}

std::vector<std::string> rules(const SubnetResult& result) {
  std::vector<std::string> out;
  for (const Diagnostic& finding : result.findings) out.push_back(finding.code);
  return out;
}

std::vector<std::string> places(const SubnetResult& result) {
  std::vector<std::string> out;
  for (const FitResult& fit : result.fit) out.push_back(fit.place ? fit.place->to_string() : "none");
  return out;
}

SubnetQuery fit_query(std::vector<AnyCidr> cidrs, std::vector<std::int64_t> asked) {
  SubnetQuery query{.cidrs = std::move(cidrs)};
  for (const std::int64_t count : asked) query.fit.emplace_back(count);
  return query;
}

}  // namespace

TEST_CASE("usable addresses and assignable /28 blocks of an empty subnet, by prefix length") {
  struct Row {
    int length;
    std::int64_t usable;
    std::int64_t assignable;
  };
  // https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html: all but the first four and the last.
  const auto row = GENERATE(values<Row>({{16, 65531, 4094},
                                         {17, 32763, 2046},
                                         {18, 16379, 1022},
                                         {19, 8187, 510},
                                         {20, 4091, 254},
                                         {21, 2043, 126},
                                         {22, 1019, 62},
                                         {23, 507, 30},
                                         {24, 251, 14},
                                         {25, 123, 6},
                                         {26, 59, 2},
                                         {27, 27, 0},
                                         {28, 11, 0}}));
  CAPTURE(row.length);
  const auto block = Cidr::containing(Ipv4Address(0x0A140000), row.length);
  CHECK(usable_ips(block) == IpCount(row.usable));
  CHECK(assignable_prefixes(block) == PrefixCount(row.assignable));
  CHECK(bounds_of(block) == SubnetBounds::within);
  const SubnetCapacity empty = subnet_capacity(block, Used().ipv4);
  check_labels(empty);
  CHECK(empty.free == IpCount(row.usable));
  CHECK(empty.blocks.free == PrefixCount(row.assignable));
  CHECK(smallest_subnet(IpCount(row.usable)) == row.length);
  CHECK(smallest_subnet(IpCount(row.usable + 1)) == (row.length == 16 ? std::nullopt : std::optional(row.length - 1)));
}

TEST_CASE("a block beyond AWS's bounds is plain space when larger, and keeps its labels when smaller") {
  struct Row {
    std::string text;
    std::int64_t reserved;
    std::int64_t usable;
    std::int64_t assignable;
  };
  const auto row = GENERATE(values<Row>({{"10.0.0.0/8", 0, 16'777'216, 1'048'576},
                                         {"0.0.0.0/0", 0, 4'294'967'296, 268'435'456},
                                         {"10.0.0.0/15", 0, 131'072, 8192},
                                         {"10.0.0.0/29", 5, 3, 0},
                                         {"10.0.0.0/30", 4, 0, 0},
                                         {"10.0.0.0/31", 2, 0, 0},
                                         {"10.0.0.0/32", 1, 0, 0}}));
  CAPTURE(row.text);
  const SubnetCapacity c = subnet_capacity(cidr(row.text), Used().ipv4);
  check_labels(c);
  CHECK(c.reserved == IpCount(row.reserved));
  CHECK(c.usable == IpCount(row.usable));
  CHECK(c.blocks.assignable == PrefixCount(row.assignable));
}

TEST_CASE("used addresses take their /28 from the free ones, and reserved ones stay reserved") {
  const Used used({"10.0.1.0-10.0.1.7", "10.0.1.20", "10.0.1.32/28", "10.0.1.255", "10.0.1.254", "10.0.2.9"});
  const SubnetCapacity c = subnet_capacity(cidr("10.0.1.0/24"), used.ipv4);
  check_labels(c);
  CHECK(c.used == IpCount(4 + 1 + 16 + 1));
  CHECK(c.used_reserved == IpCount(5));
  CHECK(c.blocks.full == PrefixCount(1));
  CHECK(c.blocks.fragmented == PrefixCount(1));
  CHECK(c.blocks.free == PrefixCount(12));
  CHECK(c.fragmented == IpCount(229 - 192));
}

TEST_CASE("capacity and map agree with a count of single addresses") {
  const std::uint64_t seed = 99;
  CAPTURE(seed);
  test::Random random(seed);
  for (int step = 0; step < 60; ++step) {
    CAPTURE(step);
    const int length = 20 + static_cast<int>(random.below(10));
    const auto block = Cidr::containing(Ipv4Address(0x0A140000), length);
    const auto size = static_cast<std::size_t>(block.size().value());
    std::vector<bool> taken(size);
    Ipv4Bag bag;
    const auto entries = random.below(40);
    for (std::uint64_t i = 0; i < entries; ++i) {
      const auto first = random.below(size);
      const auto last = std::min<std::uint64_t>(first + random.below(60), size - 1);
      bag.add(Ipv4Range(Ipv4Address(block.first().value() + static_cast<std::uint32_t>(first)),
                        Ipv4Address(block.first().value() + static_cast<std::uint32_t>(last))));
      for (auto at = first; at <= last; ++at) taken[at] = true;
    }
    bag.settle();
    const SubnetCapacity c = subnet_capacity(block, bag);
    check_labels(c);
    const auto reserved = [&](std::size_t at) { return at < 4 || at == size - 1; };
    std::int64_t used = 0;
    for (std::size_t at = 0; at < size; ++at) used += taken[at] && !reserved(at) ? 1 : 0;
    CHECK(c.used == IpCount(used));
    const BlockMap map = block_map(block, bag);
    std::int64_t free = 0;
    std::int64_t full = 0;
    for (std::size_t at = 0; size >= 16 && at < size; at += 16) {
      const auto count = std::count(taken.begin() + static_cast<std::ptrdiff_t>(at),
                                    taken.begin() + static_cast<std::ptrdiff_t>(at + 16), true);
      const MapCell expected = at == 0 || at + 16 == size ? MapCell::reserved
                               : count == 0               ? MapCell::free
                               : count == 16              ? MapCell::full
                                                          : MapCell::partly;
      CHECK(map.cells.at(at / 16) == expected);
      free += expected == MapCell::free ? 1 : 0;
      full += expected == MapCell::full ? 1 : 0;
    }
    CHECK(c.blocks.free == PrefixCount(free));
    CHECK(c.blocks.full == PrefixCount(full));
  }
}

TEST_CASE("a map never has more than 4,096 cells") {
  const Used used({"10.128.0.0/9", "10.0.0.1"});
  const BlockMap map = block_map(cidr("10.0.0.0/8"), used.ipv4);
  CHECK(map.cell_prefix_length == 20);
  REQUIRE(map.cells.size() == 4096);
  CHECK(map.cells.front() == MapCell::partly);
  CHECK(map.cells.at(1) == MapCell::free);
  CHECK(map.cells.back() == MapCell::full);
  CHECK(block_map(cidr("10.0.0.0/16"), used.ipv4).cells.size() == 4096);
  CHECK(block_map(cidr("10.0.0.0/29"), used.ipv4).cells.empty());
}

TEST_CASE("subnets to fit go into the smallest free block that holds them, and answer in the order asked") {
  const Used used({"10.0.0.0/26", "10.0.3.0"});
  const auto result = subnet_result(fit_query({cidr("10.0.0.0/22")}, {11, 100, 251, 500}), used.addresses());
  // 507 usable need a /23, which only 10.0.2.0/23 would be: 10.0.3.0 is used.
  CHECK(places(result) == std::vector<std::string>{"10.0.3.16/28", "10.0.0.128/25", "10.0.1.0/24", "none"});
  REQUIRE(rules(result).front() == "subnet.no-room");
  CHECK(result.findings.front().message ==
        "1 of 4 subnets (512 addresses) find no free aligned block; 559 addresses left, the largest free block is a /24");
  CHECK(result.findings.front().way_out ==
        "the addresses are there but not in one piece: free some, or ask for smaller subnets");
}

TEST_CASE("what does not fit says how many addresses are missing") {
  const auto result = subnet_result(fit_query({cidr("10.0.0.0/24")}, {200, 200, 11}), Used().addresses());
  CHECK(places(result) == std::vector<std::string>{"10.0.0.0/24", "none", "none"});
  CHECK(result.findings.front().message ==
        "2 of 3 subnets (272 addresses) find no free aligned block; 0 addresses left, no free block of a subnet's size");
  CHECK(result.findings.front().way_out == "add a CIDR with 272 addresses more");
}

TEST_CASE("subnets to fit leave excluded space alone and never span two CIDRs") {
  SubnetQuery query = fit_query({cidr("10.0.0.0/24"), cidr("10.0.1.0/24")}, {251, 300});
  query.exclude = {cidr("10.0.0.0/28")};
  const auto result = subnet_result(query, Used().addresses());
  CHECK(places(result) == std::vector<std::string>{"10.0.1.0/24", "none"});
  REQUIRE(result.left);
  CHECK(to_string(result.left->front()) == "10.0.0.16/28");
}

TEST_CASE("random subnets to fit are free, aligned, apart, and none is left out that had room") {
  test::Random random(17);
  for (int step = 0; step < 100; ++step) {
    CAPTURE(step);
    std::vector<std::string> entries;
    for (std::uint64_t i = random.below(6); i > 0; --i) {
      entries.push_back(Ipv4Address(0x0A000000 + static_cast<std::uint32_t>(random.below(4096))).to_string());
    }
    const Used used(entries);
    std::vector<std::int64_t> asked;
    for (std::uint64_t i = 1 + random.below(8); i > 0; --i) asked.push_back(static_cast<std::int64_t>(1 + random.below(600)));
    const auto result = subnet_result(fit_query({cidr("10.0.0.0/20")}, asked), used.addresses());
    Ipv4Set taken;
    int shortest_left = 33;
    for (std::size_t i = 0; i < asked.size(); ++i) {
      const FitResult& fit = result.fit.at(i);
      CHECK(fit.asked == IpCount(asked[i]));
      if (!fit.place) {
        shortest_left = std::min(shortest_left, fit.prefix_length);
        continue;
      }
      CHECK(usable_ips(*fit.place) >= fit.asked);
      CHECK(intersect(taken, Ipv4Set(*fit.place)).empty());
      CHECK(used.ipv4.occupancy(Ipv4Range(*fit.place)).used == 0);
      taken = unite(taken, Ipv4Set(*fit.place));
    }
    for (const std::string& entry : entries) taken = unite(taken, Ipv4Set(cidr(entry + "/32")));
    for (const Cidr& block : taken.complement(cidr("10.0.0.0/20")).blocks()) {
      if (shortest_left <= 28) CHECK(block.prefix_length() > shortest_left - 1);
    }
  }
}

TEST_CASE("overlaps name the smallest CIDR that holds the other") {
  SubnetQuery query;
  query.cidrs = {cidr("10.0.1.0/24"), cidr("10.0.0.0/16"), cidr("10.0.0.0/20"), cidr("10.1.0.0/16"), cidr("10.0.1.0/24")};
  const auto result = subnet_result(query, Used().addresses());
  std::vector<std::string> pairs;
  for (const Overlap& overlap : result.overlaps) pairs.push_back(to_string(overlap.outer) + " " + to_string(overlap.inner));
  CHECK(pairs == std::vector<std::string>{"10.0.0.0/16 10.0.0.0/20", "10.0.0.0/20 10.0.1.0/24", "10.0.1.0/24 10.0.1.0/24"});
  CHECK(result.findings.back().message == "10.0.1.0/24 is given twice");
}

TEST_CASE("what is odd about the question is a finding") {
  SubnetQuery query;
  query.cidrs = {cidr("192.168.0.0/29"), cidr("10.0.0.0/15")};
  query.exclude = {cidr("172.16.0.0/16")};
  query.split = 29;
  const Used used({"192.168.0.0", "172.16.0.1-172.16.0.3"});
  const auto result = subnet_result(query, used.addresses());
  CHECK(rules(result) == std::vector<std::string>{"subnet.used-is-reserved", "subnet.used-is-outside",
                                                  "subnet.exclude-is-outside", "subnet.split-outside-aws",
                                                  "subnet.smaller-than-aws", "subnet.larger-than-aws"});
  CHECK(result.findings.at(0).message ==
        "192.168.0.0/29: 1 address given as used is among those that AWS reserves, and counted there");
  CHECK(result.findings.at(1).message == "3 addresses given as used are outside every CIDR given, and left out");
}

TEST_CASE("a split gives every part in order, with what is used and excluded of it") {
  SubnetQuery query;
  query.cidrs = {cidr("10.0.0.0/22"), Ipv6Prefix::parse("2001:db8::/62").value()};
  query.split = 64;
  CHECK(split_parts({query.cidrs[1]}, 64) == 4);
  CHECK(split_parts({cidr("0.0.0.0/0")}, 32) > kMostSplitParts);
  query.cidrs.pop_back();
  query.split = 24;
  query.exclude = {cidr("10.0.2.128/25")};
  const auto result = subnet_result(query, Used({"10.0.1.9"}).addresses());
  REQUIRE(result.split.size() == 4);
  CHECK(std::get<SubnetCapacity>(result.split[1].capacity).used == IpCount(1));
  CHECK(std::get<SubnetCapacity>(result.split[3].capacity).cidr == cidr("10.0.3.0/24"));
  CHECK(result.split[2].excluded);
  CHECK_FALSE(result.split[1].excluded);
}

TEST_CASE("IPv6 blocks count in powers of two and say whether they are used") {
  const Used used({"2001:db8::1", "2001:db8:0:1::/64"});
  const auto capacity = [&](std::string_view text) { return ipv6_capacity(Ipv6Prefix::parse(text).value(), used.ipv6); };
  CHECK(capacity("2001:db8::/56").subnets_exponent == 8);
  CHECK(capacity("2001:db8::/56").prefixes_exponent == 24);
  CHECK(capacity("2001:db8::/56").any_used);
  CHECK_FALSE(capacity("2001:db8::/56").all_used);
  CHECK(capacity("2001:db8:0:1::/64").all_used);
  CHECK_FALSE(capacity("2001:db8:0:2::/64").any_used);
  CHECK(capacity("2001:db8::/96").subnets_exponent == std::nullopt);
}

TEST_CASE("used and free lists cover the space, less what is reserved") {
  test::Random random(23);
  for (int step = 0; step < 50; ++step) {
    CAPTURE(step);
    const std::vector<Cidr> blocks = {cidr("10.0.0.0/24"), cidr("10.0.1.0/24"), cidr("10.0.4.0/23"), cidr("10.0.4.0/25")};
    Ipv4Bag bag;
    std::vector<Ipv4Range> given;
    for (std::uint64_t i = random.below(30); i > 0; --i) {
      const auto first = 0x0A000000 + static_cast<std::uint32_t>(random.below(2048));
      given.emplace_back(Ipv4Address(first), Ipv4Address(first + static_cast<std::uint32_t>(random.below(40))));
      bag.add(given.back());
    }
    bag.settle();
    std::vector<Ipv4Range> used;
    std::vector<Ipv4Range> free;
    for_each_used_and_free(
        blocks, bag, [&](std::uint32_t a, std::uint32_t b) { used.emplace_back(Ipv4Address(a), Ipv4Address(b)); },
        [&](std::uint32_t a, std::uint32_t b) { free.emplace_back(Ipv4Address(a), Ipv4Address(b)); });
    Ipv4Set space;
    Ipv4Set reserved;
    for (const Cidr& block : blocks) {
      space = unite(space, Ipv4Set(block));
      reserved = unite(reserved, reserved_addresses(block));
    }
    const Ipv4Set expected = intersect(Ipv4Set::of(given), space);
    CHECK(used == expected.ranges());
    CHECK(free == subtract(subtract(space, expected), reserved).ranges());
  }
}

TEST_CASE("IPv6 lists cover their block to its very end") {
  const Used used({"2001:db8::-2001:db8::5", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"});
  std::vector<Ipv6Range> free;
  const std::vector<Ipv6Prefix> blocks = {Ipv6Prefix::parse("2001:db8::/32").value()};
  for_each_used_and_free(
      blocks, used.ipv6, [](Uint128, Uint128) {},
      [&](Uint128 a, Uint128 b) { free.emplace_back(Ipv6Address(a), Ipv6Address(b)); });
  REQUIRE(free.size() == 1);
  CHECK(free.front().first().to_string() == "2001:db8::6");
  CHECK(free.front().last().to_string() == "2001:db8:ffff:ffff:ffff:ffff:ffff:fffe");
}
