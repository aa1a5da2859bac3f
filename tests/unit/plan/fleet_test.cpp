#include "planner/plan/fleet.hpp"

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
  const auto runs = spread({NodeCount(row.nodes), PodCount(row.pods), PodCount(row.branch)});
  REQUIRE(runs.size() == row.runs.size());
  for (std::size_t i = 0; i < runs.size(); ++i) {
    CHECK(runs[i].nodes == NodeCount(row.runs[i][0]));
    CHECK(runs[i].pods == PodCount(row.runs[i][1]));
    CHECK(runs[i].branch_pods == PodCount(row.runs[i][2]));
  }
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
