#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "planner/catalog/catalog.hpp"
#include "planner/core/seeded_random.hpp"
#include "planner/model/resolve.hpp"
#include "planner/plan/plan_cluster.hpp"

using namespace cniplan;

namespace {

constexpr std::uint64_t kSeed = 42;
constexpr std::size_t kZones = 3;

PolicySpec every_scenario() {
  PolicySpec policy;
  policy.scenarios.emplace();
  for (const ScenarioKind kind : kScenarioKinds) policy.scenarios->push_back({.kind = {kind}});
  return policy;
}

/// So many node groups, each in a subnet of every zone, with types and sizes drawn from the seed.
ClusterModel cluster(std::size_t groups, std::size_t subnets, PolicySpec policy) {
  const std::vector<std::string> types = {"m5.large", "m6i.2xlarge", "c5.4xlarge", "r6i.8xlarge", "t3.medium"};
  SeededRandom random(kSeed);
  const auto pick = [&](std::uint32_t count) { return static_cast<std::int64_t>(random.below(count)); };
  ClusterSpec spec;
  spec.policy = std::move(policy);
  for (std::size_t i = 0; i < subnets; ++i) {
    SubnetSpec subnet;
    subnet.name = Located<std::string>{fmt::format("subnet-{}", i)};
    subnet.az = Located<std::string>{fmt::format("eu-west-1{}", static_cast<char>('a' + i % kZones))};
    subnet.cidr = Located<Cidr>{Cidr::containing(Ipv4Address(0x0A000000 + (static_cast<std::uint32_t>(i) << 12)), 20)};
    spec.vpc.subnets.push_back(std::move(subnet));
  }
  for (std::size_t g = 0; g < groups; ++g) {
    NodeGroupSpec group;
    group.name = Located<std::string>{fmt::format("group-{}", g)};
    group.instance_types = {{types[static_cast<std::size_t>(pick(5))]}};
    const std::int64_t desired = 1 + pick(9);
    group.nodes.desired = Located<std::int64_t>{desired};
    group.nodes.max = Located<std::int64_t>{desired * 2};
    group.pods_per_node = Located<PodCount>{PodCount(pick(28))};
    const std::size_t first = g * kZones % subnets;
    for (std::size_t zone = 0; zone < kZones; ++zone) {
      group.subnets.push_back({fmt::format("subnet-{}", (first + zone) % subnets)});
    }
    spec.node_groups.push_back(std::move(group));
  }
  auto model = resolve(spec, Catalog::embedded());
  return std::move(model->value);
}

/// Items are plans. Arguments: node groups, subnets, whether derivations are made, whether charts are.
void plan_in_every_scenario(benchmark::State& state) {
  const ClusterModel model = cluster(static_cast<std::size_t>(state.range(0)),
                                     static_cast<std::size_t>(state.range(1)), every_scenario());
  const PlanOptions options{.derivations = state.range(2) == 1, .charts = state.range(3) == 1};
  for (auto _ : state) benchmark::DoNotOptimize(plan_cluster(model, options));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(plan_in_every_scenario)
    ->Args({1'000, 300, 0, 0})
    ->Args({1'000, 300, 1, 0})
    ->Args({1'000, 300, 0, 1})
    ->Args({5, 6, 0, 0})
    ->Args({5, 6, 1, 0})
    ->Args({5, 6, 0, 1})
    ->ArgNames({"groups", "subnets", "derivations", "charts"})
    ->Unit(benchmark::kMillisecond);

/// A usual cluster in the scenarios that are planned when nobody names any.
void plan_usual_cluster(benchmark::State& state) {
  const ClusterModel model = cluster(5, 6, {});
  for (auto _ : state) benchmark::DoNotOptimize(plan_cluster(model));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(plan_usual_cluster)->Unit(benchmark::kMillisecond);

}  // namespace
