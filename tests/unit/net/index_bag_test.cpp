#include "planner/net/index_bag.hpp"

#include <bitset>

#include "tests/support/catch.hpp"
#include "tests/support/random.hpp"

using namespace cniplan;

namespace {

/// Two /15 parts of the space that meet at a bucket's edge.
constexpr std::uint32_t kBase = 0x0AFE0000;
constexpr std::uint32_t kSpan = 1 << 18;

/// Checks every way to read a bag against a naive bitmap, over the whole part and over a random piece of it.
void check(const IndexBag& bag, const std::vector<bool>& oracle, std::uint32_t from, std::uint32_t to) {
  CAPTURE(from, to);
  std::vector<std::pair<std::uint32_t, std::uint32_t>> expected;
  for (std::uint32_t i = from; i < to; ++i) {
    if (!oracle[i]) continue;
    if (!expected.empty() && expected.back().second + 1 == i) {
      expected.back().second = i;
    } else {
      expected.emplace_back(i, i);
    }
  }
  std::vector<std::pair<std::uint32_t, std::uint32_t>> ranges;
  bag.for_each_range(kBase + from, kBase + to - 1,
                     [&](std::uint32_t a, std::uint32_t b) { ranges.emplace_back(a - kBase, b - kBase); });
  CHECK(ranges == expected);

  Occupancy sum;
  for (std::uint32_t at = from / 16 * 16; at < to / 16 * 16; at += 16) {
    std::int64_t used = 0;
    for (std::uint32_t i = at; i < at + 16; ++i) used += oracle[i] ? 1 : 0;
    sum.used += used;
    sum.untouched_blocks += used == 0 ? 1 : 0;
    sum.full_blocks += used == 16 ? 1 : 0;
  }
  const Occupancy got = bag.occupancy(kBase + from / 16 * 16, kBase + to / 16 * 16 - 1);
  CHECK(got.used == sum.used);
  CHECK(got.untouched_blocks == sum.untouched_blocks);
  CHECK(got.full_blocks == sum.full_blocks);
}

}  // namespace

TEST_CASE("a bag agrees with a bitmap, with few entries, with many and as a bitmap") {
  struct Row {
    const char* name;
    int entries;
    int repeats;  // of the entries, to make the bag turn to bitmaps
  };
  const auto row = GENERATE(values<Row>({{"none", 0, 1},
                                         {"one", 1, 1},
                                         {"sorted", 100, 1},
                                         {"radix-sorted", 20'000, 1},
                                         {"dense", 200'000, 1},
                                         {"bitmaps", 20'000, 70}}));
  CAPTURE(row.name);
  const std::uint64_t seed = 42;
  CAPTURE(seed);
  test::Random random(seed);
  std::vector<bool> oracle(kSpan);
  IndexBag bag;
  std::vector<std::pair<std::uint32_t, int>> blocks;
  for (int i = 0; i < row.entries; ++i) {
    const auto kind = random.below(100);
    const int bits = kind < 85 ? 0 : kind < 95 ? 4 : static_cast<int>(random.below(row.entries > 1000 ? 6 : 12));
    const auto offset = static_cast<std::uint32_t>(random.below(kSpan) >> bits << bits);
    blocks.emplace_back(offset, 32 - bits);
    for (std::uint32_t k = 0; k < std::uint32_t{1} << bits; ++k) oracle[offset + k] = true;
  }
  for (int repeat = 0; repeat < row.repeats; ++repeat) {
    for (const auto& [offset, length] : blocks) bag.add(kBase + offset, length);
  }
  bag.settle();
  check(bag, oracle, 0, kSpan);
  for (int piece = 0; piece < 20; ++piece) {
    const auto from = static_cast<std::uint32_t>(random.below(kSpan - 100));
    const auto size = piece % 2 == 0 ? random.below(100) : random.below(kSpan - from);
    check(bag, oracle, from, from + 1 + static_cast<std::uint32_t>(size));
  }
}

TEST_CASE("blocks larger than a bucket, and the ends of the space") {
  IndexBag bag;
  bag.add(0x40000000, 3);
  bag.add(0x41000000, 8);  // inside the one above
  bag.add(0xFFFFFFFF, 32);
  bag.add(0, 32);
  bag.settle();
  std::vector<std::pair<std::uint32_t, std::uint32_t>> ranges;
  bag.for_each_range(0, 0xFFFFFFFF, [&](std::uint32_t a, std::uint32_t b) { ranges.emplace_back(a, b); });
  CHECK(ranges == std::vector<std::pair<std::uint32_t, std::uint32_t>>{
                      {0, 0}, {0x40000000, 0x5FFFFFFF}, {0xFFFFFFFF, 0xFFFFFFFF}});
  const Occupancy all = bag.occupancy(0, 0xFFFFFFFF);
  CHECK(all.used == (1 << 29) + 2);
  CHECK(all.full_blocks == 1 << 25);
  CHECK(all.untouched_blocks == (1 << 28) - (1 << 25) - 2);
}

TEST_CASE("a range is added whole") {
  IndexBag bag;
  bag.add_range(0, 0xFFFFFFFF);
  bag.settle();
  CHECK(bag.occupancy(0, 0xFFFFFFFF).used == std::int64_t{1} << 32);
}

TEST_CASE("a bag that is not settled is not read, and a settled one takes nothing") {
  IndexBag bag;
  CHECK_THROWS_AS(bag.occupancy(0, 15), std::logic_error);
  bag.settle();
  CHECK_THROWS_AS(bag.add(0, 32), std::logic_error);
}
