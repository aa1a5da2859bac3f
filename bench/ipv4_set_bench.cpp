#include "planner/net/ipv4_set.hpp"

#include <benchmark/benchmark.h>

#include <random>
#include <string>

#include "planner/net/address_list.hpp"
#include "planner/report/address_list_writer.hpp"

using namespace cniplan;

namespace {

constexpr std::uint32_t kBase = 10U << 24;
constexpr std::uint32_t kLast = kBase | 0xFFFFFF;

/// Used blocks of 10.0.0.0/8, nine in ten single addresses and the rest /28.
std::vector<Cidr> used_blocks(std::int64_t count) {
  std::mt19937_64 random(42);
  std::vector<Cidr> blocks;
  for (std::int64_t i = 0; i < count; ++i) {
    const auto offset = static_cast<std::uint32_t>(random() & 0xFFFFFF);
    blocks.push_back(Cidr::containing(Ipv4Address(kBase | offset), random() % 10 == 0 ? 28 : 32));
  }
  return blocks;
}

void read_list(benchmark::State& state) {
  std::string text;
  for (const Cidr& block : used_blocks(state.range(0))) text += block.to_string() + "\n";
  for (auto _ : state) {
    Ipv4Bag bag;
    AddressListReader reader({.ipv4 = &bag});
    reader.read(text, 0);
    reader.finish(0);
    bag.settle();
    benchmark::DoNotOptimize(bag.occupancy(Ipv4Range(Ipv4Address(kBase), Ipv4Address(kLast))));
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(read_list)->RangeMultiplier(10)->Range(1'000, 1'000'000);

void write_list(benchmark::State& state) {
  Ipv4Bag bag;
  for (const Cidr& block : used_blocks(state.range(0))) bag.add(block.first().value(), block.prefix_length());
  bag.settle();
  std::size_t bytes = 0;
  for (auto _ : state) {
    report::AddressListWriter<Ipv4Traits> writer([&](std::string_view piece) { bytes += piece.size(); });
    bag.for_each_range(kBase, kLast, [&](std::uint32_t first, std::uint32_t last) { writer.add(first, last); });
    writer.finish();
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(write_list)->RangeMultiplier(10)->Range(1'000, 1'000'000);

std::vector<Ipv4Range> ranges_of(const std::vector<Cidr>& blocks) { return {blocks.begin(), blocks.end()}; }

void set_of_ranges(benchmark::State& state) {
  const auto ranges = ranges_of(used_blocks(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(Ipv4Set::of(ranges));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(set_of_ranges)->RangeMultiplier(10)->Range(1'000, 100'000);

void set_complement(benchmark::State& state) {
  const auto set = Ipv4Set::of(ranges_of(used_blocks(state.range(0))));
  const auto block = Cidr::containing(Ipv4Address(kBase), 8);
  for (auto _ : state) benchmark::DoNotOptimize(set.complement(block));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(set_complement)->RangeMultiplier(10)->Range(1'000, 100'000);

}  // namespace
