// Looking instance types up, and laying EC2's own list over the table. Items are types.

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <string>
#include <vector>

#include "planner/catalog/catalog.hpp"
#include "planner/catalog/pattern.hpp"
#include "planner/importers/ec2_instance_types.hpp"

using namespace cniplan;

namespace {

std::int64_t size_of(const Catalog& catalog) { return static_cast<std::int64_t>(catalog.types().size()); }

void find_every_type(benchmark::State& state) {
  const Catalog catalog = Catalog::embedded();
  std::vector<std::string> names;
  for (const InstanceType* const type : all_types(catalog)) names.emplace_back(type->name.view());
  for (auto _ : state) {
    for (const std::string& name : names) benchmark::DoNotOptimize(catalog.find(name));
  }
  state.SetItemsProcessed(state.iterations() * size_of(catalog));
}
BENCHMARK(find_every_type);

void match_a_pattern(benchmark::State& state) {
  const Catalog catalog = Catalog::embedded();
  for (auto _ : state) benchmark::DoNotOptimize(select_types(catalog, {"c[67]g.*xlarge"}));
  state.SetItemsProcessed(state.iterations() * size_of(catalog));
}
BENCHMARK(match_a_pattern);

void overlay(benchmark::State& state) {
  const Catalog catalog = Catalog::embedded();
  const std::vector<InstanceType> types(catalog.types().begin(), catalog.types().end());
  for (auto _ : state) benchmark::DoNotOptimize(Catalog::overlaid(catalog, types));
  state.SetItemsProcessed(state.iterations() * size_of(catalog));
}
BENCHMARK(overlay);

/// The whole catalog as EC2 prints it; `range(0)` is how many bytes of other members each type has.
void read_ec2_json(benchmark::State& state) {
  const Catalog catalog = Catalog::embedded();
  std::string text = "{\"InstanceTypes\": [";
  std::string filler;
  while (filler.size() < static_cast<std::size_t>(state.range(0))) filler += ",\n            \"Other\": [true, \"x\"]";
  for (const InstanceType& type : catalog.types()) {
    text += fmt::format(
        R"({}{{"InstanceType": "{}"{}, "VCpuInfo": {{"DefaultVCpus": 2}}, "NetworkInfo": {{
        "DefaultNetworkCardIndex": 0, "NetworkCards": [{{"NetworkCardIndex": 0, "MaximumNetworkInterfaces": {}}}],
        "Ipv4AddressesPerInterface": {}}}}})",
        text.ends_with('[') ? "" : ",\n", type.name.view(), filler, type.enis, type.ipv4_per_eni);
  }
  text += "]}\n";
  text.reserve(text.size() + 64);
  for (auto _ : state) benchmark::DoNotOptimize(read_ec2_instance_types(text, 0, catalog));
  state.SetItemsProcessed(state.iterations() * size_of(catalog));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}
BENCHMARK(read_ec2_json)->Arg(0)->Arg(3'000);

}  // namespace
