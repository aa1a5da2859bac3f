#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "planner/capacity/ipamd.hpp"
#include "planner/capacity/warm_pool.hpp"
#include "planner/catalog/catalog.hpp"
#include "planner/core/ensure.hpp"
#include "planner/importers/node_lines.hpp"
#include "planner/plan/node_batch.hpp"
#include "planner/report/node_batch_writer.hpp"

using namespace cniplan;

namespace {

/// Deterministic numbers; any will do.
class Draw {
 public:
  explicit Draw(std::uint64_t seed) : state_(seed) {}
  std::uint64_t below(std::uint64_t bound) {
    state_ = state_ * 6364136223846793005U + 1442695040888963407U;
    return (state_ >> 33U) % bound;
  }

 private:
  std::uint64_t state_;
};

/// A node of 15 ENIs with 50 addresses each, as m6i.16xlarge.
NodeSetup large_node() {
  NodeSetup node;
  node.limits = {.enis = 15,
                 .ipv4_per_eni = 50,
                 .branch_enis = 107,
                 .prefix_delegation = true,
                 .trunking = true,
                 .keeps_trunk_slot = true};
  node.load = {.pods = PodCount(250), .branch_pods = PodCount(0), .max_pods = PodCount(737)};
  return node;
}

void steady_state_by_closed_form(benchmark::State& state) {
  NodeSetup node = large_node();
  std::int64_t pods = 0;
  for (auto _ : state) {
    node.load.pods = PodCount(pods = (pods + 7) % 700);
    benchmark::DoNotOptimize(node_ip_usage(node));
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(steady_state_by_closed_form);

/// Turns in which nothing changes: with WARM_ENI_TARGET, with IP targets, and with prefixes.
void steady_turn(benchmark::State& state) {
  NodeSetup node = large_node();
  if (state.range(0) == 1) node.cni.warm_ip_target = 5;
  node.cni.prefix_delegation = state.range(0) == 2;
  Ipamd ipamd(node);
  ipamd.add_pods(250);
  for (int i = 0; i < 200; ++i) ipamd.turn();
  for (auto _ : state) benchmark::DoNotOptimize(ipamd.turn());
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(steady_turn)->DenseRange(0, 2);

/// Turns of a node that grows to all its 15 ENIs: an ENI, a few addresses, or a few prefixes a turn.
void growing_turn(benchmark::State& state) {
  NodeSetup node = large_node();
  if (state.range(0) == 1) node.cni.warm_ip_target = 5;
  node.cni.prefix_delegation = state.range(0) == 2;
  if (state.range(0) == 2) node.load.max_pods = PodCount(11'000);
  std::int64_t turns = 0;
  for (auto _ : state) {
    Ipamd ipamd(node);
    ipamd.add_pods(state.range(0) == 2 ? 11'000 : 735);
    while (ipamd.turn()) ++turns;
    benchmark::DoNotOptimize(ipamd.calls());
  }
  state.SetItemsProcessed(turns);
}
BENCHMARK(growing_turn)->DenseRange(0, 2);

void arrival_one_by_one(benchmark::State& state) {
  NodeSetup node = large_node();
  node.load.pods = PodCount(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(settle(node, PodArrival::one_by_one));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(arrival_one_by_one)->Arg(30)->Arg(250);

/// Lines like those of tests/upstream/warm-pool.jsonl, without the answers.
std::vector<std::string> lines(std::size_t count) {
  const Catalog catalog = Catalog::embedded();
  Draw draw(42);
  const auto one_in = [&](std::uint64_t n) { return draw.below(n) == 0; };
  std::vector<std::string> all;
  for (std::size_t i = 0; i < count; ++i) {
    const InstanceType& type = catalog.types()[draw.below(catalog.types().size())];
    const NodeLimits limits = limits_of(type);
    const auto truth = [](bool value) { return value ? "true" : "false"; };
    std::string line = "{\"id\":\"b-" + std::to_string(i) + "\",\"os\":\"" +
                       (one_in(7) ? "windows" : "linux") + "\",\"type\":\"" + std::string(type.name.view()) +
                       "\",\"limits\":{\"max_enis\":" + std::to_string(limits.enis) +
                       ",\"ipv4_per_eni\":" + std::to_string(limits.ipv4_per_eni) +
                       ",\"prefix_delegation\":" + truth(limits.prefix_delegation) +
                       ",\"trunking\":" + truth(limits.trunking) +
                       ",\"branch_enis\":" + std::to_string(limits.branch_enis) +
                       ",\"network_cards\":1},\"env\":{";
    std::string env;
    const auto set = [&](const char* name, const std::string& value) {
      if (!env.empty()) env += ',';
      for (const std::string_view piece :
           {std::string_view("\""), std::string_view(name), std::string_view("\":\""),
            std::string_view(value), std::string_view("\"")}) {
        env += piece;
      }
    };
    if (one_in(2)) set("ENABLE_PREFIX_DELEGATION", "true");
    if (one_in(4)) set("WARM_PREFIX_TARGET", std::to_string(1 + draw.below(3)));
    if (one_in(3)) set("WARM_ENI_TARGET", std::to_string(draw.below(4)));
    if (one_in(3)) set("WARM_IP_TARGET", std::to_string(1 + draw.below(30)));
    if (one_in(3)) set("MINIMUM_IP_TARGET", std::to_string(1 + draw.below(60)));
    if (one_in(4)) set("MAX_ENI", std::to_string(1 + draw.below(4)));
    if (one_in(4)) set("AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG", "true");
    if (one_in(5)) set("ENABLE_POD_ENI", "true");
    if (one_in(12)) set("ENABLE_SUBNET_DISCOVERY", "false");
    const std::uint64_t max_pods = one_in(2) ? 110 : 17 + draw.below(720);
    const std::uint64_t pods = one_in(3) ? draw.below(20) : draw.below(max_pods + 4);
    line += env + "},\"max_pods\":" + std::to_string(max_pods) + ",\"pods\":" + std::to_string(pods);
    if (one_in(20)) line += ",\"unmanaged_enis\":1";
    if (one_in(25)) line += ",\"node_subnet_free\":" + std::to_string(10 + draw.below(140));
    if (one_in(2)) line += ",\"down\":{\"to\":" + std::to_string(draw.below(pods + 1)) + "}";
    all.push_back(line + "}");
    all.back().reserve(all.back().size() + NodeLineReader::kPadding);
  }
  return all;
}

/// One core; lines a second are the items a second.
void batch(benchmark::State& state) {
  const std::vector<std::string> questions = lines(100'000);
  const Catalog catalog = Catalog::embedded();
  const bool whole = state.range(0) == 1;
  const NodeBatchFields fields{.down = whole, .call_totals = whole};
  for (auto _ : state) {
    NodeLineReader reader;
    std::string out;
    std::size_t bytes = 0;
    for (const std::string& line : questions) {
      const auto question = reader.read(line);
      ensure(question.has_value(), "a generated line is sound");
      const auto node = resolve(**question, catalog);
      ensure(node.has_value(), "a generated line has an answer");
      report::append_node_answer(out, (*question)->id, answer_node(*node, fields), fields);
      if (out.size() > 1'000'000) {
        bytes += out.size();
        out.clear();
      }
    }
    benchmark::DoNotOptimize(bytes);
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(questions.size()));
}
BENCHMARK(batch)->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

}  // namespace
