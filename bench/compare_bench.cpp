#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "planner/catalog/catalog.hpp"
#include "planner/model/resolve.hpp"
#include "planner/plan/compare.hpp"

using namespace cniplan;

namespace {

/// 3,000 Pods with requests, on one node group in three zones.
ClusterModel workload() {
  ClusterSpec spec;
  for (const char zone : {'a', 'b', 'c'}) {
    SubnetSpec subnet;
    subnet.name = Located<std::string>{fmt::format("nodes-{}", zone)};
    subnet.az = Located<std::string>{fmt::format("eu-west-1{}", zone)};
    spec.vpc.subnets.push_back(std::move(subnet));
  }
  NodeGroupSpec group;
  group.name = Located<std::string>{"general"};
  group.instance_types = {{"m6i.2xlarge"}};
  group.nodes.desired = Located<std::int64_t>{60};
  spec.node_groups = {std::move(group)};
  WorkloadSpec pods;
  pods.name = Located<std::string>{"pods"};
  pods.replicas.desired = Located<std::int64_t>{3000};
  pods.requests.cpu_millis = Located<std::int64_t>{250};
  pods.requests.memory_bytes = Located<std::int64_t>{std::int64_t{512} << 20};
  spec.workloads = {std::move(pods)};
  spec.addons.emplace();
  auto model = resolve(spec, Catalog::embedded());
  return std::move(model->value);
}

/// Every instance type x 5 modes x 6 warm settings; items are combinations. Argument: threads.
void compare_whole_catalog(benchmark::State& state) {
  CompareRequest request{.model = workload(), .threads = static_cast<unsigned>(state.range(0))};
  for (const InstanceType& type : Catalog::embedded().types()) request.types.push_back(type);
  std::int64_t combinations = 0;
  for (auto _ : state) {
    const CompareResult result = compare(request);
    combinations = std::ssize(result.alternatives);
    for (const LeftOut& out : result.left_out) combinations += out.count;
  }
  state.SetItemsProcessed(state.iterations() * combinations);
}
BENCHMARK(compare_whole_catalog)->Arg(1)->Arg(2)->UseRealTime()->Unit(benchmark::kMillisecond);

/// The cluster's own types in all modes: what a user waits for.
void compare_own_types(benchmark::State& state) {
  const CompareRequest request{.model = workload()};
  for (auto _ : state) benchmark::DoNotOptimize(compare(request));
}
BENCHMARK(compare_own_types)->Unit(benchmark::kMillisecond);

}  // namespace
