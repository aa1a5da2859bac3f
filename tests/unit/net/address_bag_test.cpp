#include "planner/net/address_bag.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/random.hpp"

using namespace cniplan;

namespace {

Ipv6Set set_of(const Ipv6Bag& bag, const Ipv6Prefix& within) {
  std::vector<Ipv6Range> ranges;
  bag.for_each_range(within.first().value(), within.last().value(),
                     [&](Uint128 a, Uint128 b) { ranges.emplace_back(Ipv6Address(a), Ipv6Address(b)); });
  const auto set = Ipv6Set::of(ranges);
  CHECK(set.ranges() == ranges);  // what a bag gives out is sorted and minimal
  return set;
}

}  // namespace

TEST_CASE("an IPv6 bag agrees with a set, whatever its block and the lengths of what it holds") {
  const auto block_text = GENERATE(as<std::string>{}, "2001:db8::/32", "2001:db8::/56", "2001:db8::/64",
                                   "2001:db8::/104", "2001:db8::/120", "::/0");
  CAPTURE(block_text);
  const auto block = Ipv6Prefix::parse(block_text).value();
  test::Random random(11);
  Ipv6Bag bag(block);
  std::vector<Ipv6Range> ranges;
  for (int i = 0; i < 600; ++i) {
    // Close together, so that they meet: few random bits behind the block's end, at several depths.
    const int depth = static_cast<int>(random.below(3));
    const int length = depth == 0   ? std::min(block.prefix_length() + 4 + static_cast<int>(random.below(8)), 128)
                       : depth == 1 ? std::min(block.prefix_length() + 30 + static_cast<int>(random.below(8)), 128)
                                    : 120 + static_cast<int>(random.below(9));
    const Uint128 noise = make_uint128(random.next(), random.next());
    const Uint128 sparse = noise & make_uint128(random.next(), random.next()) & make_uint128(random.next(), random.next());
    const auto prefix = Ipv6Prefix::containing(Ipv6Address(block.network().value() | (sparse & ~block.network().value() &
                                                           (block.last().value() ^ block.first().value()))),
                                               length);
    bag.add(prefix.first().value(), length);
    ranges.emplace_back(prefix);
    if (i % 10 == 0) {
      const Ipv6Address last(std::min(block.last().value(), prefix.last().value() + random.below(1000)));
      bag.add(Ipv6Range(prefix.first(), last));
      ranges.emplace_back(prefix.first(), last);
    }
  }
  bag.settle();
  CHECK(set_of(bag, block) == Ipv6Set::of(ranges));
  const auto part = Ipv6Prefix::containing(block.first(), std::min(block.prefix_length() + 3, 128));
  CHECK(set_of(bag, part) == intersect(Ipv6Set::of(ranges), Ipv6Set(part)));
}

TEST_CASE("an IPv6 bag leaves away what is outside, and cuts what sticks out") {
  const auto block = Ipv6Prefix::parse("2001:db8::/56").value();
  Ipv6Bag bag(block);
  bag.add(Ipv6Range::parse("2001:db9::/56").value());
  bag.add(Ipv6Range::parse("2001:db8:0:ff::/64").value());
  bag.add(Ipv6Range::parse("2001:db8:0:ff:ffff::-2001:db8:0:200::").value());
  bag.settle();
  CHECK(set_of(bag, block).blocks().size() == 1);
  CHECK(set_of(bag, block).blocks().front().to_string() == "2001:db8:0:ff::/64");
  Ipv6Bag whole(block);
  whole.add(0, 0);
  whole.settle();
  CHECK(set_of(whole, block) == Ipv6Set(block));
}
