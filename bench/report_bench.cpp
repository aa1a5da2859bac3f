#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "planner/catalog/catalog.hpp"
#include "planner/core/seeded_random.hpp"
#include "planner/model/resolve.hpp"
#include "planner/plan/plan_cluster.hpp"
#include "planner/report/plan_report.hpp"

using namespace cniplan;

namespace {

constexpr std::uint64_t kSeed = 42;
constexpr std::size_t kZones = 3;

/// A plan in every scenario with all that a page shows: so many node groups, each in a subnet of every zone, with types and
/// sizes drawn from the seed, and Pods that grow.
ClusterPlan large_plan(std::size_t groups, std::size_t subnets) {
  const std::vector<std::string> types = {"m5.large", "m6i.2xlarge", "c5.4xlarge", "r6i.8xlarge", "t3.medium"};
  SeededRandom random(kSeed);
  const auto pick = [&](std::uint32_t count) { return static_cast<std::int64_t>(random.below(count)); };
  ClusterSpec spec;
  spec.policy.scenarios.emplace();
  for (const ScenarioKind kind : kScenarioKinds) spec.policy.scenarios->push_back({.kind = {kind}});
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
  return plan_cluster(model->value, {.derivations = true, .charts = true});
}

/// Items are reports, `bytes` their size. Arguments: node groups, subnets.
template <auto Write>
void write_plan(benchmark::State& state) {
  const ClusterPlan plan =
      large_plan(static_cast<std::size_t>(state.range(0)), static_cast<std::size_t>(state.range(1)));
  const Sources sources;
  std::size_t size = 0;
  for (auto _ : state) {
    const std::string text = Write(plan, {.sources = sources, .catalog_date = Catalog::date()});
    size = text.size();
    benchmark::DoNotOptimize(text.data());
  }
  state.SetItemsProcessed(state.iterations());
  state.counters["bytes"] = static_cast<double>(size);
}

std::string html(const ClusterPlan& plan, const report::PlanReportOptions& options) { return report::to_html(plan, options); }
std::string json(const ClusterPlan& plan, const report::PlanReportOptions& options) { return report::to_json(plan, options); }

BENCHMARK(write_plan<html>)->Name("plan_as_html")->Args({1'000, 300})->Args({5, 6})->ArgNames({"groups", "subnets"})
    ->Unit(benchmark::kMillisecond);
BENCHMARK(write_plan<json>)->Name("plan_as_json")->Args({1'000, 300})->Args({5, 6})->ArgNames({"groups", "subnets"})
    ->Unit(benchmark::kMillisecond);

}  // namespace
