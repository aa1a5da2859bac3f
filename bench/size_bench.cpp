#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "planner/catalog/catalog.hpp"
#include "planner/model/resolve.hpp"
#include "planner/plan/size.hpp"

using namespace cniplan;

namespace {

/// A usual cluster: three zones with subnets for nodes, Pods, load balancers and the control plane.
ClusterModel usual_cluster(std::int64_t nodes, int vpc_prefix_length) {
  ClusterSpec spec;
  spec.vpc.cidrs = {{Cidr::containing(Ipv4Address(0x0A140000), vpc_prefix_length)}};
  spec.cni.env = {{{"ENABLE_PREFIX_DELEGATION"}, {"true"}}};
  for (const SubnetUse use : {SubnetUse::nodes, SubnetUse::load_balancers, SubnetUse::control_plane}) {
    for (const char zone : {'a', 'b', 'c'}) {
      SubnetSpec subnet;
      subnet.name = Located<std::string>{fmt::format("{}-{}", static_cast<int>(use), zone)};
      subnet.az = Located<std::string>{fmt::format("eu-west-1{}", zone)};
      subnet.uses = {{{use}}};
      spec.vpc.subnets.push_back(std::move(subnet));
    }
  }
  NodeGroupSpec group;
  group.name = Located<std::string>{"general"};
  group.instance_types = {{"m6i.2xlarge"}};
  group.nodes.desired = Located<std::int64_t>{nodes};
  group.nodes.max = Located<std::int64_t>{nodes * 2};
  group.pods_per_node = Located<PodCount>{PodCount(40)};
  spec.node_groups = {std::move(group)};
  spec.load_balancers = {{.name = Located<std::string>{"web"}}};
  auto model = resolve(spec, Catalog::embedded());
  return std::move(model->value);
}

/// Items are sizes. Argument: nodes.
void size_usual_cluster(benchmark::State& state) {
  const SizeRequest request{.model = usual_cluster(state.range(0), 16)};
  for (auto _ : state) benchmark::DoNotOptimize(size_subnets(request));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(size_usual_cluster)->Arg(30)->Arg(300)->Unit(benchmark::kMillisecond);

/// Items are sizes that do not fit, with all ways out.
void ways_out_of_small_vpc(benchmark::State& state) {
  const SizeRequest request{.model = usual_cluster(100, 22)};
  const Catalog catalog = Catalog::embedded();
  for (auto _ : state) benchmark::DoNotOptimize(ways_out(request, catalog));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(ways_out_of_small_vpc)->Unit(benchmark::kMillisecond);

}  // namespace
