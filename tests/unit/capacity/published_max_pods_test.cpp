#include "planner/capacity/max_pods.hpp"
#include "planner/catalog/catalog.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/csv_rows.hpp"

using namespace cniplan;

TEST_CASE("every value that AWS publishes is ours") {
  const auto rows = test::csv_rows("tests/upstream/published-max-pods.csv");
  REQUIRE(rows.size() == 1391);
  const Catalog catalog = Catalog::embedded();
  for (const auto& row : rows) {
    CAPTURE(row[0]);
    const InstanceType* const type = catalog.find(row[0]);
    REQUIRE(type != nullptr);
    const MaxPods figures = max_pods(*type, {});
    CHECK(figures.max_pods == PodCount(std::stoll(row[1])));
    CHECK(figures.default_max_pods == figures.max_pods);
  }
}
