#include "planner/core/count.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <limits>

#include "planner/core/format.hpp"
#include "tests/support/catch.hpp"

using namespace cniplan;

template <class A, class B>
concept Addable = requires(A a, B b) { a + b; };

template <class A, class B>
concept Comparable = requires(A a, B b) { a < b; };

TEST_CASE("counts of one kind add, subtract, compare and scale") {
  PodCount pods(29);
  pods += PodCount(3);
  pods -= PodCount(2);
  CHECK(pods == PodCount(30));
  CHECK(PodCount(2) + PodCount(3) == PodCount(5));
  CHECK(PodCount(2) - PodCount(3) == PodCount(-1));
  CHECK(PodCount(2) * 3 == PodCount(6));
  CHECK(3 * PodCount(2) == PodCount(6));
  CHECK(PodCount(2) < PodCount(3));
  CHECK(PodCount() == PodCount(0));
}

TEST_CASE("counts of different kinds neither add nor compare") {
  STATIC_REQUIRE(Addable<PodCount, PodCount>);
  STATIC_REQUIRE_FALSE(Addable<PodCount, IpCount>);
  STATIC_REQUIRE_FALSE(Addable<PodCount, std::int64_t>);
  STATIC_REQUIRE_FALSE(Comparable<NodeCount, EniCount>);
}

TEST_CASE("a prefix holds sixteen addresses, and a part of one takes a whole one") {
  struct Row {
    std::int64_t ips;
    std::int64_t prefixes;
  };
  const auto row = GENERATE(values<Row>({{0, 0}, {1, 1}, {15, 1}, {16, 1}, {17, 2}, {4096, 256}}));
  CAPTURE(row.ips);
  CHECK(prefixes_covering(IpCount(row.ips)) == PrefixCount(row.prefixes));
  CHECK(ips_in(PrefixCount(row.prefixes)) == IpCount(row.prefixes * 16));
}

TEST_CASE("division rounds up, without overflow at the largest number") {
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  STATIC_REQUIRE(ceil_div(0, 7) == 0);
  STATIC_REQUIRE(ceil_div(7, 7) == 1);
  STATIC_REQUIRE(ceil_div(8, 7) == 2);
  STATIC_REQUIRE(ceil_div(kMost, 1) == kMost);
  STATIC_REQUIRE(ceil_div(kMost, kMost) == 1);
  STATIC_REQUIRE(ceil_div(kMost, 2) == kMost / 2 + 1);
}

TEST_CASE("a count prints as its number, with a number's format") {
  CHECK(fmt::format("{}", PodCount(110)) == "110");
  CHECK(fmt::format("{:>6}", IpCount(-42)) == "   -42");
}
