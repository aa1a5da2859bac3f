#include "planner/capacity/prefix_supply.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "planner/capacity/subnet_capacity.hpp"
#include "planner/core/ensure.hpp"
#include "planner/core/proportion.hpp"

namespace cniplan {
namespace {

constexpr std::int64_t kMillion = 1'000'000;
constexpr std::int64_t kMostSingles = 65'536;

void ensure_sound(const SharedSpace& space) {
  ensure(space.exposed >= PrefixCount(0) && space.sheltered >= PrefixCount(0) &&
             space.singles >= ips_in(space.exposed) && space.singles <= IpCount(kMostSingles),
         "whole blocks are made of addresses of one subnet");
}

/// Singles that find an address.
std::int64_t placed(const SharedSpace& space, IpCount singles) {
  return std::clamp(singles, IpCount(0), space.singles).value();
}

/// What is behind the point of a mean in fixed point: a number of blocks has 12 bits, a factor beside it 16
/// or, a million, 20.
constexpr int kFractionBits = 88;

/// B * C(N - 16, k) / C(N, k) in fixed point: the share of the blocks is the product of (N - k - i) / (N - i)
/// for i from 0 to 15. Each division cuts off less than one in the last place.
Wide mean_unbroken(const SharedSpace& space, std::int64_t singles) {
  const std::int64_t addresses = space.singles.value();
  if (addresses - singles < kIpsPerPrefix) return 0;
  Wide blocks = static_cast<Wide>(space.exposed.value()) << kFractionBits;
  for (std::int64_t i = 0; i < kIpsPerPrefix; ++i)
    blocks = blocks * (addresses - singles - i) / (addresses - i);
  return blocks;
}

/// A chance that is neither 0 nor 1.
std::int64_t uncertain_millionths(double chance) {
  return std::clamp<std::int64_t>(std::llround(chance * static_cast<double>(kMillion)), 1, kMillion - 1);
}

/// An upper bound of the chance that the number of unbroken blocks among `blocks` is on the far side of
/// `unbroken` from its mean, blocks * share: exp(-B * D(unbroken / B || share)), D being the relative
/// entropy. Hoeffding's bound for independent trials; it holds here as of blocks filled without replacement
/// one being unbroken makes it no likelier of the others (negative association). Source: K. Joag-Dev, F.
/// Proschan, "Negative association of random variables", Annals of Statistics 11 (1983).
double far_side_bound(double blocks, double unbroken, double share) {
  const double rate = unbroken / blocks;
  double entropy = 0;
  if (rate > 0) entropy += rate * std::log(rate / share);
  if (rate < 1) entropy += (1 - rate) * std::log((1 - rate) / (1 - share));
  return std::exp(-blocks * entropy);
}

/// The chances that k singles leave at least `wanted`, and at least `wanted` + 1, of B blocks unbroken. The
/// chain over the number of broken blocks that the header describes, without the numbers that are too many or
/// too unlikely to matter.
std::pair<double, double> chances_of_unbroken(const SharedSpace& space, std::int64_t singles,
                                              std::int64_t wanted) {
  constexpr double kNegligible = 1e-16;  // of 65,536 steps they sum up to some 1e-11
  const std::int64_t blocks = space.exposed.value();
  const auto most_broken = static_cast<std::size_t>(blocks - wanted);
  std::vector<double> now(most_broken + 1);
  std::vector<double> then(most_broken + 1);
  now[0] = 1;
  std::vector<double> unbroken;  // by the number of broken ones
  for (std::size_t broken = 0; broken <= most_broken; ++broken) {
    unbroken.push_back(static_cast<double>(blocks - static_cast<std::int64_t>(broken)));
  }
  std::size_t first = 0;  // what is not negligible: [first, end)
  std::size_t end = 1;
  for (std::int64_t single = 0; single < singles && first < end; ++single) {
    // P(b broken) = P(b before) * (1 - q(b)) + P(b - 1 before) * q(b - 1), q(b) = 16 (B - b) / (N - i)
    const double per_block =
        static_cast<double>(kIpsPerPrefix) / static_cast<double>(space.singles.value() - single);
    const auto breaks = [&](std::size_t broken) { return unbroken[broken] * per_block; };
    then[first] = now[first] * (1 - breaks(first));
    for (std::size_t broken = first + 1; broken < end; ++broken) {
      then[broken] = now[broken] * (1 - breaks(broken)) + now[broken - 1] * breaks(broken - 1);
    }
    if (end <= most_broken) {
      then[end] = now[end - 1] * breaks(end - 1);
      ++end;
    }
    while (first < end && then[first] < kNegligible) ++first;
    while (first < end && then[end - 1] < kNegligible) --end;
    std::swap(now, then);
  }
  double all = 0;
  double next = 0;
  for (std::size_t broken = first; broken < end; ++broken) {
    all += now[broken];
    if (broken < most_broken) next += now[broken];
  }
  return {all, next};
}

/// What is left when each single breaks a block for as long as there is one, and when none does before it
/// must.
std::int64_t fewest_unbroken(const SharedSpace& space, std::int64_t singles) {
  return space.exposed.value() - std::min(singles, space.exposed.value());
}
std::int64_t most_unbroken(const SharedSpace& space, std::int64_t singles) {
  const std::int64_t beside = (space.singles - ips_in(space.exposed)).value();
  return space.exposed.value() - ceil_div(std::max<std::int64_t>(0, singles - beside), kIpsPerPrefix);
}

/// A chance that needs no chain: certain, impossible, or nearer to that than the rounding shows.
std::optional<std::int64_t> plain_millionths(const SharedSpace& space, std::int64_t singles,
                                             std::int64_t wanted) {
  if (wanted <= fewest_unbroken(space, singles)) return kMillion;
  if (wanted > most_unbroken(space, singles)) return 0;
  constexpr double kInvisible = 0.9e-6;  // of 1.5 that rounds to 1; the rest is for the bound's own rounding
  const auto blocks = static_cast<double>(space.exposed.value());
  const double mean = std::ldexp(static_cast<double>(mean_unbroken(space, singles)), -kFractionBits);
  const auto least = static_cast<double>(wanted);
  if (least - 1 < mean && far_side_bound(blocks, least - 1, mean / blocks) < kInvisible) return kMillion - 1;
  if (least > mean && far_side_bound(blocks, least, mean / blocks) < kInvisible) return 1;
  return std::nullopt;
}

/// Sums of a sample's values, exact whatever the order.
class Samples {
 public:
  void add(std::int64_t value) {
    ++count_;
    sum_ += value;
    sum_of_squares_ += value * value;
  }

  [[nodiscard]] std::int64_t mean_millionths() const { return rounded_millionths(sum_, count_); }

  /// sqrt(variance / count), the variance being the unbiased one: (sum of squares - sum^2 / count) / (count -
  /// 1).
  [[nodiscard]] std::int64_t error_millionths() const {
    const Wide spread = static_cast<Wide>(sum_of_squares_) * count_ - static_cast<Wide>(sum_) * sum_;
    const double count = static_cast<double>(count_);
    return std::llround(std::sqrt(static_cast<double>(spread) / (count - 1)) / count *
                        static_cast<double>(kMillion));
  }

  /// part / whole in millionths, to the nearest; neither is negative.
  [[nodiscard]] static std::int64_t rounded_millionths(std::int64_t part, std::int64_t whole) {
    return static_cast<std::int64_t>((static_cast<Wide>(part) * 2 * kMillion + whole) /
                                     (static_cast<Wide>(whole) * 2));
  }

 private:
  std::int64_t count_ = 0;
  std::int64_t sum_ = 0;
  std::int64_t sum_of_squares_ = 0;
};

std::int64_t chance_error_millionths(std::int64_t hits, std::int64_t samples) {
  const double chance = static_cast<double>(hits + 1) / static_cast<double>(samples + 2);
  return std::llround(std::sqrt(chance * (1 - chance) / static_cast<double>(samples)) *
                      static_cast<double>(kMillion));
}

/// Fills the map in random order; the prefixes that were had and those that still could be.
PrefixCount supply_of_one_order(SubnetMap& map, SharedDemand demand, AddressPicker& picker) {
  constexpr std::int64_t kMost = std::int64_t{1} << 30;  // far beyond any subnet, and two of them fit 32 bits
  std::int64_t singles = std::clamp<std::int64_t>(demand.singles.value(), 0, kMost);
  std::int64_t prefixes = std::clamp<std::int64_t>(demand.prefixes.value(), 0, kMost);
  PrefixCount had;
  // The next one is a single with the singles' share of those to come. Once no address is left for singles,
  // they change nothing any more; once there is no prefix left, nothing does.
  while (singles > 0 && map.available_ips() > IpCount(0) && map.available_prefixes() > PrefixCount(0)) {
    if (picker.random().below(static_cast<std::uint32_t>(singles + prefixes)) < singles) {
      --singles;
      static_cast<void>(map.take_ip(AddressLabel::assigned, picker));
    } else {
      --prefixes;
      had += PrefixCount(1);
      static_cast<void>(map.take_prefix(AddressLabel::assigned, picker));
    }
  }
  return had + map.available_prefixes();
}

}  // namespace

SharedSpace shared_space(const Cidr& cidr) {
  ensure(bounds_of(cidr) == SubnetBounds::within, "a shared space is of a /16 to a /28");
  return {.singles = usable_ips(cidr), .exposed = assignable_prefixes(cidr), .sheltered = PrefixCount(0)};
}

SharedSpace shared_space(const SubnetMap& map) {
  return {.singles = map.available_ips(),
          .exposed = map.exposed_prefixes(),
          .sheltered = map.sheltered_prefixes()};
}

PrefixSupply supply_after_singles(const SharedSpace& space, IpCount singles) {
  ensure_sound(space);
  const std::int64_t count = placed(space, singles);
  const Wide half = static_cast<Wide>(1) << (kFractionBits - 1);
  const auto exposed =
      static_cast<std::int64_t>((mean_unbroken(space, count) * kMillion + half) >> kFractionBits);
  return {.best = space.sheltered + PrefixCount(most_unbroken(space, count)),
          .expected_millionths = space.sheltered.value() * kMillion + exposed,
          .worst = space.sheltered + PrefixCount(fewest_unbroken(space, count))};
}

PrefixOutlook prefixes_after_singles(const SharedSpace& space, const SharedDemand& demand) {
  PrefixOutlook outlook{.supply = supply_after_singles(space, demand.singles)};
  const std::int64_t singles = placed(space, demand.singles);
  const std::int64_t wanted = (demand.prefixes - space.sheltered).value();
  const auto all = plain_millionths(space, singles, wanted);
  const auto next = plain_millionths(space, singles, wanted + 1);
  if (all && next) {
    outlook.all_millionths = *all;
    outlook.next_millionths = *next;
    return outlook;
  }
  // Only where one is in doubt can the other be more than certain or impossible, so `wanted` is from 0 to B.
  const auto [all_chance, next_chance] = chances_of_unbroken(space, singles, wanted);
  outlook.all_millionths = all.value_or(uncertain_millionths(all_chance));
  outlook.next_millionths = next.value_or(uncertain_millionths(next_chance));
  return outlook;
}

SampledOutlook prefixes_among_singles(const SubnetMap& map, const SharedDemand& demand,
                                      const Sampling& sampling) {
  ensure(sampling.samples >= 2, "a standard error takes two samples");
  const SharedSpace space = shared_space(map);
  AddressPicker picker(PlacementPolicy::random, sampling.seed);
  SubnetMap copy = map;
  Samples supplies;
  std::int64_t all = 0;
  std::int64_t next = 0;
  for (std::int64_t sample = 0; sample < sampling.samples; ++sample) {
    copy = map;
    const PrefixCount supply = supply_of_one_order(copy, demand, picker);
    supplies.add(supply.value());
    all += supply >= demand.prefixes ? 1 : 0;
    next += supply > demand.prefixes ? 1 : 0;
  }
  PrefixSupply bounds = supply_after_singles(space, demand.singles);
  bounds.expected_millionths = supplies.mean_millionths();
  // Prefixes that all come first are lost to no single.
  bounds.best = std::max(bounds.best, std::min(demand.prefixes, space.sheltered + space.exposed));
  return {.outlook = {.supply = bounds,
                      .all_millionths = Samples::rounded_millionths(all, sampling.samples),
                      .next_millionths = Samples::rounded_millionths(next, sampling.samples)},
          .samples = sampling.samples,
          .expected_error_millionths = supplies.error_millionths(),
          .all_error_millionths = chance_error_millionths(all, sampling.samples),
          .next_error_millionths = chance_error_millionths(next, sampling.samples)};
}

}  // namespace cniplan
