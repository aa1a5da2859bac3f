#include "planner/net/ipv4_set.hpp"

#include <bitset>

#include "planner/net/ipv6_set.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/random.hpp"

using namespace cniplan;

namespace {

/// The naive oracle: one bit for each address of a block of 2,048.
constexpr std::uint32_t kBase = 0x0A000000;
constexpr std::uint32_t kSpan = 2048;
using Oracle = std::bitset<kSpan>;

Ipv4Range range_of(std::uint32_t first, std::uint32_t last) {
  return {Ipv4Address(kBase + first), Ipv4Address(kBase + last)};
}

Oracle oracle_of(const Ipv4Set& set) {
  Oracle bits;
  for (const Ipv4Range& range : set.ranges()) {
    for (std::uint32_t i = range.first().value(); i <= range.last().value(); ++i) bits.set(i - kBase);
  }
  return bits;
}

void check_minimal(const Ipv4Set& set) {
  for (std::size_t i = 1; i < set.ranges().size(); ++i) {
    CHECK(std::uint64_t{set.ranges()[i - 1].last().value()} + 1 < set.ranges()[i].first().value());
  }
}

Ipv4Set random_set(test::Random& random) {
  std::vector<Ipv4Range> ranges;
  const auto count = random.below(12);
  for (std::uint64_t i = 0; i < count; ++i) {
    const auto first = static_cast<std::uint32_t>(random.below(kSpan));
    const auto size = static_cast<std::uint32_t>(random.below(random.below(2) == 0 ? 4 : 300));
    ranges.push_back(range_of(first, std::min(first + size, kSpan - 1)));
  }
  return Ipv4Set::of(std::move(ranges));
}

std::vector<std::string> texts(const std::vector<Cidr>& blocks) {
  std::vector<std::string> out;
  for (const Cidr& block : blocks) out.push_back(block.to_string());
  return out;
}

}  // namespace

TEST_CASE("set algebra agrees with a bitmap, and every result has the fewest ranges") {
  const std::uint64_t seed = 20'240'611;
  CAPTURE(seed);
  test::Random random(seed);
  const auto block = Cidr::containing(Ipv4Address(kBase), 21);
  for (int step = 0; step < 400; ++step) {
    CAPTURE(step);
    const Ipv4Set a = random_set(random);
    const Ipv4Set b = random_set(random);
    const Oracle x = oracle_of(a);
    const Oracle y = oracle_of(b);
    const Ipv4Set results[] = {unite(a, b), intersect(a, b), subtract(a, b), a.complement(block)};
    const Oracle expected[] = {x | y, x & y, x & ~y, ~x};
    for (std::size_t i = 0; i < 4; ++i) {
      CAPTURE(i);
      CHECK(oracle_of(results[i]) == expected[i]);
      CHECK(results[i].size() == IpCount(static_cast<std::int64_t>(expected[i].count())));
      check_minimal(results[i]);
    }
    const auto address = static_cast<std::uint32_t>(random.below(kSpan));
    CHECK(a.contains(Ipv4Address(kBase + address)) == x.test(address));
    std::int64_t whole = 0;
    for (std::uint32_t at = 0; at < kSpan; at += 16) {
      bool all = true;
      for (std::uint32_t i = at; i < at + 16; ++i) all = all && x.test(i);
      whole += all ? 1 : 0;
      CHECK(a.contains(Cidr::containing(Ipv4Address(kBase + at), 28)) == all);
    }
    CHECK(whole_prefixes(a) == PrefixCount(whole));
  }
}

TEST_CASE("a set's CIDR blocks make it up again, and no two of them join to one") {
  test::Random random(7);
  for (int step = 0; step < 200; ++step) {
    CAPTURE(step);
    const Ipv4Set set = random_set(random);
    const auto blocks = set.blocks();
    std::vector<Ipv4Range> ranges(blocks.begin(), blocks.end());
    CHECK(Ipv4Set::of(ranges) == set);
    for (std::size_t i = 1; i < blocks.size(); ++i) {
      const bool siblings = blocks[i - 1].prefix_length() == blocks[i].prefix_length() &&
                            Cidr::containing(blocks[i].network(), blocks[i].prefix_length() - 1).network() ==
                                blocks[i - 1].network() &&
                            std::uint64_t{blocks[i - 1].last().value()} + 1 == blocks[i].first().value();
      CHECK_FALSE(siblings);
    }
  }
}

TEST_CASE("the ends of the address space are addresses like any other") {
  const Ipv4Set all{Cidr::parse("0.0.0.0/0").value()};
  CHECK(all.size() == IpCount(4'294'967'296));
  CHECK(texts(all.blocks()) == std::vector<std::string>{"0.0.0.0/0"});
  const Ipv4Set ends = Ipv4Set::of({Ipv4Range::parse("0.0.0.0").value(), Ipv4Range::parse("255.255.255.255").value()});
  CHECK(ends.ranges().size() == 2);
  CHECK(subtract(all, ends).complement(Cidr::parse("0.0.0.0/0").value()) == ends);
  const Ipv4Set most = Ipv4Set::of({Ipv4Range::parse("0.0.0.1-255.255.255.254").value()});
  CHECK(most.blocks().size() == 62);
}

TEST_CASE("an IPv6 set works over its whole space") {
  const auto range = [](std::string_view text) { return Ipv6Range::parse(text).value(); };
  const Ipv6Set used = Ipv6Set::of({range("2001:db8::1:0-2001:db8::1:f"), range("2001:db8::1:10"), range("2001:db8::/113")});
  CHECK(used.ranges().size() == 2);
  const auto block = Ipv6Prefix::parse("2001:db8::/64").value();
  CHECK(unite(used.complement(block), used) == Ipv6Set(block));
  CHECK(used.complement(block).blocks().front().to_string() == "2001:db8::8000/113");
  CHECK(Ipv6Set(Ipv6Prefix::parse("::/0").value()).blocks().size() == 1);
}
