#include <benchmark/benchmark.h>

#include "planner/capacity/max_pods_expression.hpp"
#include "planner/capacity/max_pods_result.hpp"
#include "planner/catalog/catalog.hpp"
#include "planner/catalog/pattern.hpp"
#include "planner/core/ensure.hpp"

using namespace cniplan;

namespace {

void all_types_in_natural_order(benchmark::State& state) {
  const Catalog catalog = Catalog::embedded();
  for (auto _ : state) benchmark::DoNotOptimize(all_types(catalog));
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(catalog.types().size()));
}
BENCHMARK(all_types_in_natural_order);

void every_type_in_every_mode(benchmark::State& state) {
  const Catalog catalog = Catalog::embedded();
  const auto types = all_types(catalog);
  const MaxPodsModesResult result({}, {}, types);
  for (auto _ : state) {
    for (std::size_t i = 0; i < result.size(); ++i) benchmark::DoNotOptimize(result.row(i));
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(types.size() * kCniModes));
}
BENCHMARK(every_type_in_every_mode);

void expression_of_every_type(benchmark::State& state) {
  const Catalog catalog = Catalog::embedded();
  const auto expression = CompiledMaxPodsExpression::compile(
      "default_enis * (ips_per_eni - 1) * 16 + 2 < 110 ? default_enis * (ips_per_eni - 1) * 16 + 2 : 110");
  ensure(expression.has_value(), "the expression compiles");
  for (auto _ : state) {
    for (const InstanceType& type : catalog.types()) benchmark::DoNotOptimize(expression->evaluate(type));
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(catalog.types().size()));
}
BENCHMARK(expression_of_every_type);

}  // namespace
