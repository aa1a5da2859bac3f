#include <benchmark/benchmark.h>

#include <vector>

#include "planner/capacity/prefix_supply.hpp"
#include "planner/capacity/subnet_map.hpp"

using namespace cniplan;

namespace {

constexpr std::uint64_t kSeed = 42;

Cidr subnet(std::int64_t length) {
  return Cidr::containing(Ipv4Address(0x0A140000), static_cast<int>(length));
}
PlacementPolicy policy(const benchmark::State& state) {
  return static_cast<PlacementPolicy>(state.range(0));
}

/// Every single address of a /16, from the first to the last.
void fill_with_singles(benchmark::State& state) {
  const SubnetMap empty(subnet(16));
  SubnetMap map = empty;
  AddressPicker picker(policy(state), kSeed);
  std::int64_t taken = 0;
  for (auto _ : state) {
    map = empty;
    while (const auto address = map.take_ip(AddressLabel::assigned, picker)) {
      benchmark::DoNotOptimize(*address);
      ++taken;
    }
  }
  state.SetItemsProcessed(taken);
}
BENCHMARK(fill_with_singles)->DenseRange(0, 2)->ArgName("policy");

/// Every prefix of a /16.
void fill_with_prefixes(benchmark::State& state) {
  const SubnetMap empty(subnet(16));
  SubnetMap map = empty;
  AddressPicker picker(policy(state), kSeed);
  std::int64_t taken = 0;
  for (auto _ : state) {
    map = empty;
    while (const auto prefix = map.take_prefix(AddressLabel::warm, picker)) {
      benchmark::DoNotOptimize(*prefix);
      ++taken;
    }
  }
  state.SetItemsProcessed(taken);
}
BENCHMARK(fill_with_prefixes)->DenseRange(0, 2)->ArgName("policy");

/// One taken and one given back, in a /16 that is as full as the second argument says in percent: items are
/// both.
void churn_of_singles(benchmark::State& state) {
  SubnetMap map(subnet(16));
  AddressPicker filler(PlacementPolicy::random, kSeed);
  std::vector<Ipv4Address> held;
  const auto full = static_cast<std::size_t>(map.available_ips().value() * state.range(1) / 100);
  while (held.size() < full) held.push_back(*map.take_ip(AddressLabel::assigned, filler));
  AddressPicker picker(policy(state), kSeed);
  std::size_t oldest = 0;
  for (auto _ : state) {
    map.release_ip(held[oldest]);
    held[oldest] = *map.take_ip(AddressLabel::assigned, picker);
    oldest = oldest + 1 == held.size() ? 0 : oldest + 1;
  }
  state.SetItemsProcessed(state.iterations() * 2);
}
BENCHMARK(churn_of_singles)->ArgsProduct({{0, 1, 2}, {50, 99}})->ArgNames({"policy", "full"});

void churn_of_prefixes(benchmark::State& state) {
  SubnetMap map(subnet(16));
  AddressPicker filler(PlacementPolicy::random, kSeed);
  std::vector<Cidr> held;
  const auto full = static_cast<std::size_t>(map.available_prefixes().value() * state.range(1) / 100);
  while (held.size() < full) held.push_back(*map.take_prefix(AddressLabel::assigned, filler));
  AddressPicker picker(policy(state), kSeed);
  std::size_t oldest = 0;
  for (auto _ : state) {
    map.release_prefix(held[oldest].first());
    held[oldest] = *map.take_prefix(AddressLabel::assigned, picker);
    oldest = oldest + 1 == held.size() ? 0 : oldest + 1;
  }
  state.SetItemsProcessed(state.iterations() * 2);
}
BENCHMARK(churn_of_prefixes)->ArgsProduct({{0, 1}, {50, 99}})->ArgNames({"policy", "full"});

void relabel(benchmark::State& state) {
  SubnetMap map(subnet(16));
  const Ipv4Address address(0x0A140100);
  if (!map.take_named_prefix(address, AddressLabel::warm)) return;
  for (auto _ : state) {
    map.relabel(address, AddressLabel::assigned);
    map.relabel(address, AddressLabel::warm);
  }
  state.SetItemsProcessed(state.iterations() * 2);
}
BENCHMARK(relabel);

/// A map of a subnet of which every 40th address is used.
void build_map(benchmark::State& state) {
  const Cidr cidr = subnet(state.range(0));
  std::vector<Ipv4Range> ranges;
  for (std::uint32_t offset = 10; offset < cidr.size().value(); offset += 40) {
    const Ipv4Address address(cidr.first().value() + offset);
    ranges.emplace_back(address, address);
  }
  const Ipv4Set used = Ipv4Set::of(std::move(ranges));
  for (auto _ : state) benchmark::DoNotOptimize(SubnetMap(cidr, used));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(build_map)->Arg(16)->Arg(20)->Arg(24);

void copy_map(benchmark::State& state) {
  const SubnetMap map(subnet(state.range(0)));
  SubnetMap copy = map;
  for (auto _ : state) {
    copy = map;
    benchmark::DoNotOptimize(copy);
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(copy_map)->Arg(16)->Arg(20)->Arg(24);

void supply_by_formula(benchmark::State& state) {
  const SharedSpace space = shared_space(subnet(state.range(0)));
  std::int64_t singles = 0;
  for (auto _ : state) {
    singles = (singles + 7) % 4'000;
    benchmark::DoNotOptimize(supply_after_singles(space, IpCount(singles)));
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(supply_by_formula)->Arg(16)->Arg(20);

/// Exact chances where they are in doubt: as many prefixes are wanted as are expected.
void chances(benchmark::State& state) {
  const SharedSpace space = shared_space(subnet(state.range(0)));
  const IpCount singles(state.range(1));
  const PrefixCount wanted(supply_after_singles(space, singles).expected_millionths / 1'000'000);
  for (auto _ : state) {
    benchmark::DoNotOptimize(prefixes_after_singles(space, {.singles = singles, .prefixes = wanted}));
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(chances)
    ->Args({24, 20})
    ->Args({20, 300})
    ->Args({18, 1'000})
    ->Args({16, 3'000})
    ->Args({16, 26'000})
    ->ArgNames({"length", "singles"})
    ->Unit(benchmark::kMicrosecond);

/// Chances that are certain to a millionth: half of the expected prefixes are wanted.
void plain_chances(benchmark::State& state) {
  const SharedSpace space = shared_space(subnet(18));
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        prefixes_after_singles(space, {.singles = IpCount(1'000), .prefixes = PrefixCount(150)}));
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(plain_chances);

/// Items are samples.
void monte_carlo(benchmark::State& state) {
  const SubnetMap map(subnet(state.range(0)));
  const SharedDemand demand{.singles = IpCount(state.range(1)), .prefixes = PrefixCount(state.range(1) / 4)};
  for (auto _ : state) {
    benchmark::DoNotOptimize(prefixes_among_singles(map, demand, {.seed = kSeed, .samples = 1'000}));
  }
  state.SetItemsProcessed(state.iterations() * 1'000);
}
BENCHMARK(monte_carlo)
    ->Args({24, 20})
    ->Args({20, 300})
    ->Args({16, 3'000})
    ->ArgNames({"length", "singles"})
    ->Unit(benchmark::kMillisecond);

}  // namespace
