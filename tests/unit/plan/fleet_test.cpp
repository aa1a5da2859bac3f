#include "planner/plan/fleet.hpp"

#include "planner/catalog/catalog.hpp"
#include "tests/support/catch.hpp"

using namespace cniplan;

TEST_CASE("Pods go over nodes as evenly as integers allow") {
  struct Row {
    std::string name;
    std::int64_t nodes;
    std::int64_t pods;
    std::int64_t branch;
    std::vector<std::array<std::int64_t, 3>> runs;
  };
  const auto row = GENERATE(values<Row>({
      {"10 over 3", 3, 10, 0, {{1, 4, 0}, {2, 3, 0}}},
      {"9 over 3", 3, 9, 0, {{3, 3, 0}}},
      {"2 over 3", 3, 2, 0, {{2, 1, 0}, {1, 0, 0}}},
      {"with branch Pods", 4, 5, 3, {{1, 2, 1}, {2, 1, 1}, {1, 1, 0}}},
      {"no nodes", 0, 5, 0, {}},
  }));
  CAPTURE(row.name);
  const NodeRuns spread_out = spread({NodeCount(row.nodes), PodCount(row.pods), PodCount(row.branch)});
  const auto runs = spread_out.all();
  REQUIRE(runs.size() == row.runs.size());
  std::int64_t from = 0;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    CHECK(runs[i].from == from);
    CHECK(runs[i].nodes == NodeCount(row.runs[i][0]));
    CHECK(runs[i].pods == PodCount(row.runs[i][1]));
    CHECK(runs[i].branch_pods == PodCount(row.runs[i][2]));
    from += row.runs[i][0];
  }
}

TEST_CASE("as a load grows in proportion, no node of it loses a Pod") {
  for (std::int64_t pods = 0; pods < 40; ++pods) {
    for (std::int64_t nodes = 1; nodes < 9; ++nodes) {
      std::vector<std::int64_t> before;
      for (std::int64_t count = 0; count < 60; ++count) {
        std::vector<std::int64_t> now;
        const GroupLoad load{NodeCount(count), PodCount(pods * count / nodes), PodCount(0)};
        for (const NodeRun& run : spread(load)) now.insert(now.end(), static_cast<std::size_t>(run.nodes.value()), run.pods.value());
        REQUIRE(std::ssize(now) == count);
        for (std::size_t i = 0; i < before.size(); ++i) {
          CAPTURE(pods, nodes, count, i);
          REQUIRE(before[i] <= now[i]);
        }
        before = now;
      }
    }
  }
}

TEST_CASE("a share is rounded up") {
  CHECK(scaled_up(10, Share::from_percent(33)) == 4);
  CHECK(scaled_up(10, Share::from_percent(30)) == 3);
  CHECK(scaled_up(3, Share::from_percent(150)) == 5);
  CHECK(scaled_up(7, Share::from_percent(0)) == 0);
  CHECK(scaled_up(0, Share::from_percent(500)) == 0);
}

TEST_CASE("what nodes can allocate is what nodeadm leaves") {
  // awslabs/amazon-eks-ami nodeadm/internal/kubelet/config.go: 60 + 10 millicores of two vCPUs, 10 of the next two, 2.5
  // of each further one; 255 + 11 * max Pods MiB, and 100 MiB before kubelet evicts.
  const InstanceType& large = *Catalog::embedded().find("m5.large");
  CHECK(allocatable_of(large, PodCount(29)).cpu_millis == 1'930);
  CHECK(allocatable_of(large, PodCount(29)).memory_bytes == (8'192 - 255 - 11 * 29 - 100) * std::int64_t{1'048'576});
  const InstanceType& larger = *Catalog::embedded().find("m5.2xlarge");
  CHECK(allocatable_of(larger, PodCount(58)).cpu_millis == 8'000 - 60 - 10 - 10 - 10);
  InstanceType unknown = large;
  unknown.vcpus.reset();
  unknown.memory_mib.reset();
  CHECK(allocatable_of(unknown, PodCount(29)).cpu_millis == std::nullopt);
  CHECK(allocatable_of(unknown, PodCount(29)).memory_bytes == std::nullopt);
}

TEST_CASE("nodes go to their places in turn") {
  for (std::int64_t from = 0; from < 7; ++from) {
    for (std::int64_t count = 0; count < 12; ++count) {
      for (std::size_t places = 1; places < 5; ++places) {
        std::vector<std::int64_t> counted(places);
        for (std::int64_t node = from; node < from + count; ++node) ++counted[static_cast<std::size_t>(node) % places];
        for (std::size_t place = 0; place < places; ++place) {
          CAPTURE(from, count, places, place);
          CHECK(nodes_at(NodeCount(from), NodeCount(count), place, places) == NodeCount(counted[place]));
        }
      }
    }
  }
}
