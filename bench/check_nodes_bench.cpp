#include <benchmark/benchmark.h>

#include <algorithm>
#include <string>

#include "bench/kubectl_dump.hpp"
#include "planner/audit/check_nodes.hpp"
#include "planner/core/ensure.hpp"
#include "planner/importers/json_bulk.hpp"
#include "planner/importers/json_items.hpp"
#include "planner/importers/kubectl_reader.hpp"

using namespace cniplan;

namespace {

constexpr std::size_t kPiece = std::size_t{1} << 18U;

std::string dump_of(std::int64_t nodes, std::int64_t pods) {
  std::string text;
  const bench::KubectlDump dump{.nodes = nodes, .pods = pods};
  const auto append = [&](std::string_view piece) { text += piece; };
  if (pods == 0) {
    bench::write_nodes(dump, append);
  } else {
    bench::write_pods(dump, append);
  }
  return text;
}

template <class Take>
void in_pieces(const std::string& text, Take take) {
  for (std::size_t at = 0; at < text.size(); at += kPiece) take(std::string_view(text).substr(at, kPiece));
}

/// Cutting objects out, without reading them.
void cut_items(benchmark::State& state) {
  const std::string text = dump_of(500, state.range(0));
  for (auto _ : state) {
    std::size_t items = 0;
    JsonItems cutter(0, {.item = [&](const JsonItem&) { ++items; }, .rest = [](const JsonPiece&) {}});
    in_pieces(text, [&](std::string_view piece) { ensure(cutter.feed(piece), "the dump is JSON"); });
    benchmark::DoNotOptimize(items);
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}
BENCHMARK(cut_items)->ArgName("pods")->Arg(0)->Arg(5'000);

/// The whole way from text to an inventory.
void read_dump(benchmark::State& state) {
  const std::string text = dump_of(500, state.range(0));
  for (auto _ : state) {
    ClusterInventory inventory;
    KubectlReader reader(inventory);
    reader.begin(0, "dump");
    in_pieces(text, [&](std::string_view piece) { ensure(reader.feed(piece), "the dump is JSON"); });
    reader.end();
    benchmark::DoNotOptimize(inventory.nodes().data());
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}
BENCHMARK(read_dump)->ArgName("pods")->Arg(0)->Arg(5'000);

/// Judging 5,000 nodes, once they are read.
void judge_nodes(benchmark::State& state) {
  ClusterInventory inventory;
  KubectlReader reader(inventory);
  reader.begin(0, "dump");
  ensure(reader.feed(dump_of(5'000, 0)), "the dump is JSON");
  reader.end();
  inventory.note_pods();
  const Catalog catalog = Catalog::embedded();
  for (auto _ : state) benchmark::DoNotOptimize(check_nodes(inventory, catalog, {}).findings.data());
  state.SetItemsProcessed(state.iterations() * 5'000);
}
BENCHMARK(judge_nodes);

void pass_over_json(benchmark::State& state) {
  const std::string text = dump_of(10, 0).substr(0, kPiece);
  for (auto _ : state) {
    JsonBulk bulk{.deepest = 1'000};
    benchmark::DoNotOptimize(pass_over(text.data(), text.data() + text.size(), bulk));
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}
BENCHMARK(pass_over_json);

}  // namespace
