#include "planner/core/seeded_random.hpp"

#include <array>

#include "tests/support/catch.hpp"

using namespace cniplan;

TEST_CASE("a seed gives the same numbers on every machine") {
  // The first values of splitmix64 from the seed 0, as published with it.
  SeededRandom random(0);
  CHECK(random.next() == 0xE220A8397B1DCDAFU);
  CHECK(random.next() == 0x6E789E6AA1B965F4U);
  CHECK(random.next() == 0x06C45D188009454FU);
}

TEST_CASE("every value below the end is as likely as the others") {
  SeededRandom random(7);
  std::array<int, 10> seen{};
  constexpr int kDraws = 100'000;
  for (int i = 0; i < kDraws; ++i) ++seen.at(random.below(10));
  // Chi-square with 9 degrees of freedom: above 27.9 once in 1,000 seeds.
  double chi_square = 0;
  for (const int count : seen)
    chi_square += (count - kDraws / 10.0) * (count - kDraws / 10.0) / (kDraws / 10.0);
  CHECK(chi_square < 27.9);
}

TEST_CASE("draws stay below their end, whatever it is") {
  SeededRandom random(1);
  for (const std::uint32_t end : {1U, 2U, 3U, 65'531U, 0x80000001U, 0xFFFFFFFFU}) {
    CAPTURE(end);
    for (int i = 0; i < 1'000; ++i) REQUIRE(random.below(end) < end);
  }
}
