#include "planner/capacity/ranked_bits.hpp"

#include <algorithm>
#include <iterator>
#include <set>

#include "tests/support/catch.hpp"
#include "tests/support/random.hpp"

using namespace cniplan;

namespace {

template <int kIndexBits>
void follow_a_set(std::uint32_t end, std::uint64_t seed) {
  CAPTURE(kIndexBits, end, seed);
  test::Random random(seed);
  SeededRandom chance(seed);
  RankedBits<kIndexBits> bits(end);
  std::set<std::uint32_t> naive;
  for (int step = 0; step < 2'000; ++step) {
    CAPTURE(step);
    const auto index = static_cast<std::uint32_t>(random.below(end));
    if (random.below(4) == 0 && end >= 16) {
      const auto members = static_cast<std::uint16_t>(random.next());
      bits.assign_block(index / 16, members);
      for (std::uint32_t i = 0; i < 16; ++i) {
        naive.erase(index / 16 * 16 + i);
        if ((members >> i & 1) != 0) naive.insert(index / 16 * 16 + i);
      }
      REQUIRE(bits.block(index / 16) == members);
    } else {
      const bool member = random.below(3) == 0;
      bits.assign(index, member);
      if (member) naive.insert(index);
      if (!member) naive.erase(index);
    }
    REQUIRE(bits.contains(index) == naive.contains(index));
    REQUIRE(bits.size() == naive.size());
    if (naive.empty()) continue;
    REQUIRE(bits.lowest() == *naive.begin());
    const auto n = static_cast<std::uint32_t>(random.below(naive.size()));
    REQUIRE(bits.nth(n) == *std::next(naive.begin(), n));
    REQUIRE(naive.contains(bits.pick(chance)));
  }
}

}  // namespace

TEST_CASE("a ranked set follows a plain one through random steps") {
  const auto seed = GENERATE(range(std::uint64_t{1}, std::uint64_t{4}));
  for (const std::uint32_t end : {16U, 32U, 256U, 4'096U, 65'536U}) follow_a_set<16>(end, seed);
  for (const std::uint32_t end : {1U, 2U, 4U, 64U, 1'024U, 4'096U}) follow_a_set<12>(end, seed);
}
