#include "planner/capacity/prefix_supply.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <vector>

#include "planner/core/proportion.hpp"
#include "tests/support/catch.hpp"

using namespace cniplan;

namespace {

Cidr cidr(std::string_view text) {
  return Cidr::parse(text).value();
}
Cidr subnet(int length) {
  return Cidr::containing(Ipv4Address(0x0A140000), length);
}

/// Binomial coefficients, exact: what Pascal's triangle says, up to C(123, k).
class Binomials {
 public:
  Binomials() : rows_(124) {
    for (std::size_t n = 0; n < rows_.size(); ++n) {
      rows_[n].assign(n + 1, 1);
      for (std::size_t k = 1; k < n; ++k) rows_[n][k] = rows_[n - 1][k - 1] + rows_[n - 1][k];
    }
  }
  [[nodiscard]] Wide operator()(std::int64_t n, std::int64_t k) const {
    return k < 0 || k > n ? 0 : rows_.at(static_cast<std::size_t>(n)).at(static_cast<std::size_t>(k));
  }

 private:
  std::vector<std::vector<Wide>> rows_;
};

/// The ways to place k of N addresses so that exactly j of B blocks stay whole, by inclusion and exclusion.
Wide ways_to_leave(const Binomials& choose, const SharedSpace& space, std::int64_t k, std::int64_t j) {
  const std::int64_t n = space.singles.value();
  const std::int64_t b = space.exposed.value();
  Wide sum = 0;
  for (std::int64_t i = 0; i + j <= b; ++i) {
    const Wide ways = choose(b - j, i) * choose(n - 16 * (i + j), k);
    sum += i % 2 == 0 ? ways : -ways;
  }
  return sum * choose(b, j);
}

}  // namespace

TEST_CASE("the supply of an empty subnet is all its assignable blocks") {
  struct Row {
    int length;
    std::int64_t blocks;
  };
  const auto row =
      GENERATE(values<Row>({{16, 4094}, {18, 1022}, {20, 254}, {24, 14}, {26, 2}, {27, 0}, {28, 0}}));
  CAPTURE(row.length);
  const SharedSpace space = shared_space(subnet(row.length));
  CHECK(space == shared_space(SubnetMap(subnet(row.length))));
  const PrefixOutlook outlook =
      prefixes_after_singles(space, {.singles = IpCount(0), .prefixes = PrefixCount(row.blocks)});
  CHECK(outlook.supply.best == PrefixCount(row.blocks));
  CHECK(outlook.supply.worst == PrefixCount(row.blocks));
  CHECK(outlook.supply.expected_millionths == row.blocks * 1'000'000);
  CHECK(outlook.all_millionths == 1'000'000);
  CHECK(outlook.next_millionths == 0);
}

TEST_CASE("best, expected and worst supply after singles") {
  struct Row {
    std::string_view name;
    int length;
    std::int64_t singles;
    PrefixSupply expected;
  };
  // Expected: B * C(N - 16, k) / C(N, k) in rational arithmetic.
  const auto row = GENERATE(values<Row>({
      {"one single of a /24", 24, 1, {PrefixCount(14), 13'107'570, PrefixCount(13)}},
      {"27 fit into the first and the last block", 24, 27, {PrefixCount(14), 2'133'737, PrefixCount(0)}},
      {"the 28th breaks a block", 24, 28, {PrefixCount(13), 1'981'327, PrefixCount(0)}},
      {"a /20 with 300 singles", 20, 300, {PrefixCount(236), 74'922'428, PrefixCount(0)}},
      {"a /16 with 3,000 singles", 16, 3000, {PrefixCount(3908), 1'934'135'680, PrefixCount(1094)}},
      {"all but 16 addresses", 20, 4075, {PrefixCount(1), 0, PrefixCount(0)}},
      {"all but 15 addresses", 20, 4076, {PrefixCount(0), 0, PrefixCount(0)}},
      {"more singles than addresses", 24, 1'000'000, {PrefixCount(0), 0, PrefixCount(0)}},
  }));
  CAPTURE(row.name);
  const PrefixSupply supply = supply_after_singles(shared_space(subnet(row.length)), IpCount(row.singles));
  CHECK(supply.best == row.expected.best);
  CHECK(supply.expected_millionths == row.expected.expected_millionths);
  CHECK(supply.worst == row.expected.worst);
}

TEST_CASE("sheltered blocks are on top of every figure") {
  const SubnetMap map(cidr("10.0.0.0/24"), {}, {.prefix = {cidr("10.0.0.64/26")}, .explicit_use = {}});
  const SharedSpace space = shared_space(map);
  CHECK(space ==
        SharedSpace{.singles = IpCount(187), .exposed = PrefixCount(10), .sheltered = PrefixCount(4)});
  const auto outlook = prefixes_after_singles(space, {.singles = IpCount(500), .prefixes = PrefixCount(4)});
  CHECK(outlook.supply == PrefixSupply{PrefixCount(4), 4'000'000, PrefixCount(4)});
  CHECK(outlook.all_millionths == 1'000'000);
  CHECK(outlook.next_millionths == 0);
}

TEST_CASE("best and worst are what packed and adversarial singles leave") {
  const int length = GENERATE(20, 24, 25, 26, 28);
  const auto policy = GENERATE(PlacementPolicy::packed, PlacementPolicy::adversarial);
  CAPTURE(length, static_cast<int>(policy));
  SubnetMap map(subnet(length), Ipv4Set(cidr("10.20.0.32/30")));
  const SharedSpace space = shared_space(map);
  AddressPicker picker(policy);
  for (std::int64_t k = 1; k <= space.singles.value(); ++k) {
    REQUIRE(map.take_ip(AddressLabel::primary, picker));
    const PrefixSupply supply = supply_after_singles(space, IpCount(k));
    REQUIRE(map.available_prefixes() == (policy == PlacementPolicy::packed ? supply.best : supply.worst));
    REQUIRE(supply.worst.value() * 1'000'000 <= supply.expected_millionths);
    REQUIRE(supply.expected_millionths <= supply.best.value() * 1'000'000);
  }
}

TEST_CASE("chances are those of inclusion and exclusion in exact integers") {
  const Binomials choose;
  const int length = GENERATE(25, 26);
  const SharedSpace space = shared_space(subnet(length));
  for (std::int64_t k = 0; k <= space.singles.value(); ++k) {
    const auto all_ways = static_cast<double>(choose(space.singles.value(), k));
    Wide ways = 0;
    double mean = 0;
    double above = 0;  // the chance of one more than `wanted`
    for (std::int64_t wanted = space.exposed.value(); wanted >= 0; --wanted) {
      CAPTURE(length, k, wanted);
      const Wide here = ways_to_leave(choose, space, k, wanted);
      ways += here;
      mean += static_cast<double>(wanted) * static_cast<double>(here) / all_ways;
      const double chance = static_cast<double>(ways) / all_ways;
      const auto outlook =
          prefixes_after_singles(space, {.singles = IpCount(k), .prefixes = PrefixCount(wanted)});
      const auto close = [](std::int64_t millionths, double exact) {
        return std::abs(static_cast<double>(millionths) - exact * 1e6) <= 0.51 ||
               (millionths == 1 && exact < 1e-6 && exact > 0) ||
               (millionths == 999'999 && exact > 1 - 1e-6 && exact < 1);
      };
      // Impossible and certain are exact.
      REQUIRE((outlook.all_millionths == 0) == (ways == 0));
      REQUIRE((outlook.all_millionths == 1'000'000) == (ways == choose(space.singles.value(), k)));
      if (outlook.all_millionths % 1'000'000 != 0) REQUIRE(close(outlook.all_millionths, chance));
      if (outlook.next_millionths % 1'000'000 != 0) REQUIRE(close(outlook.next_millionths, above));
      above = chance;
    }
    const auto supply = supply_after_singles(space, IpCount(k));
    REQUIRE(std::abs(static_cast<double>(supply.expected_millionths) - mean * 1e6) <= 0.51);
  }
}

TEST_CASE("the chances of each number of prefixes add up to the mean, also where they are plain") {
  struct Row {
    int length;
    std::int64_t singles;
  };
  const auto row = GENERATE(values<Row>({{24, 20}, {22, 100}, {20, 50}, {20, 400}, {18, 300}, {18, 3000}}));
  CAPTURE(row.length, row.singles);
  const SharedSpace space = shared_space(subnet(row.length));
  std::int64_t sum = 0;  // E[X] = sum over m >= 1 of P(X >= m)
  std::int64_t before = 1'000'000;
  for (std::int64_t wanted = 1; wanted <= space.exposed.value(); ++wanted) {
    const auto outlook =
        prefixes_after_singles(space, {.singles = IpCount(row.singles), .prefixes = PrefixCount(wanted)});
    REQUIRE(outlook.all_millionths <= before);
    REQUIRE(outlook.next_millionths <= outlook.all_millionths);
    before = outlook.all_millionths;
    sum += outlook.all_millionths;
  }
  // Each is off by a millionth at most.
  CHECK(std::abs(sum - supply_after_singles(space, IpCount(row.singles)).expected_millionths) <=
        space.exposed.value());
}

TEST_CASE("the expected supply is the mean of 10,000 random placements within three standard errors") {
  struct Row {
    int length;
    std::int64_t singles;
    std::uint64_t seed;
  };
  const auto row = GENERATE(values<Row>({{26, 3, 1},
                                         {25, 10, 2},
                                         {24, 5, 3},
                                         {24, 40, 4},
                                         {24, 70, 11},
                                         {23, 20, 5},
                                         {22, 60, 6},
                                         {22, 200, 12},
                                         {21, 30, 7},
                                         {20, 80, 8},
                                         {20, 300, 13},
                                         {18, 60, 9},
                                         {16, 30, 10}}));
  CAPTURE(row.length, row.singles, row.seed);
  // Some is used already and some reserved, so that blocks differ.
  const SubnetMap map(subnet(row.length), Ipv4Set(cidr("10.20.0.16/31")));
  const auto sampled =
      prefixes_among_singles(map, {.singles = IpCount(row.singles), .prefixes = PrefixCount(0)},
                             {.seed = row.seed, .samples = 10'000});
  const auto exact = prefixes_after_singles(shared_space(map),
                                            {.singles = IpCount(row.singles), .prefixes = PrefixCount(0)});
  CHECK(sampled.outlook.supply.best == exact.supply.best);
  CHECK(sampled.outlook.supply.worst == exact.supply.worst);
  CHECK(std::abs(sampled.outlook.supply.expected_millionths - exact.supply.expected_millionths) <=
        3 * sampled.expected_error_millionths);
  CHECK(std::abs(sampled.outlook.next_millionths - exact.next_millionths) <=
        3 * sampled.next_error_millionths);
}

TEST_CASE("prefixes that come among singles fare better than those after them") {
  const SubnetMap map(cidr("10.0.0.0/24"));
  const SharedDemand demand{.singles = IpCount(30), .prefixes = PrefixCount(4)};
  const auto after = prefixes_after_singles(shared_space(map), demand);
  const auto among = prefixes_among_singles(map, demand, {.seed = 3, .samples = 4'000});
  CHECK(among.samples == 4'000);
  CHECK(among.outlook.supply.expected_millionths - 3 * among.expected_error_millionths >
        after.supply.expected_millionths);
  CHECK(among.outlook.all_millionths > after.all_millionths);
  CHECK(among.outlook.supply.worst == after.supply.worst);
  CHECK(among == prefixes_among_singles(map, demand, {.seed = 3, .samples = 4'000}));
  CHECK_FALSE(among == prefixes_among_singles(map, demand, {.seed = 4, .samples = 4'000}));
}

TEST_CASE("mixed arrivals have the mean that every order of a small case gives") {
  // A /26 has 59 addresses and two blocks. One single and one prefix: the prefix first leaves one more block
  // unless the single hits it, one of 43 - 16 = 27 addresses beside it; the single first breaks a block with
  // 32 / 59.
  const SubnetMap map(cidr("10.0.0.0/26"));
  const auto sampled = prefixes_among_singles(map, {.singles = IpCount(1), .prefixes = PrefixCount(1)},
                                              {.seed = 1, .samples = 20'000});
  const double prefix_first = 2 - 16.0 / 43;
  const double single_first = 2 - 32.0 / 59;
  const double mean = (prefix_first + single_first) / 2;
  CHECK(std::abs(static_cast<double>(sampled.outlook.supply.expected_millionths) - mean * 1e6) <=
        3 * static_cast<double>(sampled.expected_error_millionths));
  CHECK(sampled.outlook.all_millionths == 1'000'000);
  CHECK(sampled.all_error_millionths > 0);
}

TEST_CASE("demand beyond a subnet ends, and leaves nothing negative") {
  const SubnetMap map(cidr("10.0.0.0/26"), {}, {.prefix = {cidr("10.0.0.16/28")}, .explicit_use = {}});
  const SharedDemand demand{.singles = IpCount(5'000'000'000), .prefixes = PrefixCount(7'000'000'000)};
  const auto sampled = prefixes_among_singles(map, demand, {.seed = 1, .samples = 20});
  CHECK(sampled.outlook.all_millionths == 0);
  CHECK(sampled.outlook.supply.worst == PrefixCount(1));
  CHECK(sampled.outlook.supply.best == PrefixCount(2));
  const auto after = prefixes_after_singles(shared_space(map), demand);
  CHECK(after.supply == PrefixSupply{PrefixCount(1), 1'000'000, PrefixCount(1)});
  CHECK(after.all_millionths == 0);
  CHECK(after.next_millionths == 0);
}
