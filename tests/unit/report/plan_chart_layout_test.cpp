#include "planner/report/plan_chart_layout.hpp"

#include <fmt/format.h>

#include <string>

#include "tests/support/catch.hpp"
#include "tests/support/plan_values.hpp"

using namespace cniplan;
using namespace cniplan::tests;

TEST_CASE("scenarios share a bar only when every owner holds the same") {
  SubnetPlan subnet = subnet_of("a", "10.0.0.0/24", {100, 100, 100});
  subnet.scenarios[1].demand = {};
  subnet.scenarios[1].demand[AddressOwner::warm] = IpCount(100);
  const auto lines = report::subnet_owner_lines(subnet);
  REQUIRE(lines.size() == 2);
  CHECK(lines[0].at == 0);
  REQUIRE(lines[0].names.size() == 2);
  CHECK(lines[0].names[1].scenario == 2);
  CHECK(lines[1].at == 1);
  CHECK(report::subnet_lines(subnet).size() == 1);
}

TEST_CASE("the legend has the owners that hold something, in their order") {
  ClusterPlan plan = plan_of_two_scenarios();
  plan.subnets[0].scenarios[1].demand[AddressOwner::nat] = IpCount(1);
  plan.subnets[0].scenarios[0].demand[AddressOwner::primary] = IpCount(3);
  CHECK(report::owners_to_show(plan) == std::vector{AddressOwner::primary, AddressOwner::pods, AddressOwner::nat});
}

TEST_CASE("charts show the subnets that weigh most and say how many are left out") {
  ClusterPlan plan = plan_of_two_scenarios();
  plan.growth = GrowthPlan{.pods_per_month = Share::from_percent(5), .months = 1};
  plan.subnets.clear();
  plan.charts.fleet.emplace();
  for (std::size_t i = 0; i < 20; ++i) {
    plan.subnets.push_back(subnet_of(fmt::format("s-{}", i), "10.0.0.0/24", {static_cast<std::int64_t>(i)}));
    plan.subnets.back().growth = SubnetGrowth{.demand = {IpCount(1), IpCount(2)}};
    plan.charts.fleet->subnets.push_back(i);
    plan.charts.maps.push_back({.subnet = i});
  }
  plan.subnets[3].growth->fail_month = 1;
  const report::Selection fleet = report::fleet_subnets_to_show(plan);
  CHECK(fleet.shown == std::vector<std::size_t>{19, 18, 17, 16, 15, 14, 13, 12});
  CHECK(fleet.left_out_text == "... and 12 more subnets; --format json has all");
  const report::Selection growth = report::growth_curves_to_show(plan);
  CHECK(growth.shown == std::vector<std::size_t>{3, 19, 18, 17, 16, 15, 14, 13});
  const report::Selection maps = report::maps_to_show(plan);
  CHECK(maps.shown.size() == 12);
  CHECK(maps.shown.front() == 19);
  CHECK(maps.left_out == 8);
  plan.charts = {};
  CHECK(report::fleet_subnets_to_show(plan).shown.empty());
}

TEST_CASE("a warm pool's table has a row where the node takes one more ENI") {
  WarmPoolCurve curve{.instance_type = "m5.large", .node_groups = {"web"}, .max_pods = PodCount(29), .points = {}};
  for (std::int64_t pods = 0; pods <= 5; ++pods) {
    curve.points.push_back({.pods = PodCount(pods),
                            .enis = EniCount(pods < 3 ? 1 : 2),
                            .primary = IpCount(1),
                            .assigned = IpCount(pods),
                            .warm = IpCount(9 - pods),
                            .trunk = IpCount(0)});
  }
  const report::Grid grid = report::warm_pool_grid(curve);
  REQUIRE(grid.rows().size() == 3);
  CHECK(grid.rows()[0] == std::vector<std::string>{"0", "1", "1", "0", "9", "0", "10"});
  CHECK(grid.rows()[1] == std::vector<std::string>{"3", "2", "1", "3", "6", "0", "10"});
  CHECK(grid.rows()[2][0] == "5");
  CHECK(report::warm_pool_text(curve) == "secondary IP mode, max Pods 29; node group web.");
  curve.points[2].settles = false;
  CHECK(report::warm_pool_text(curve) ==
        "secondary IP mode, max Pods 29; node group web. At 1 of these numbers of Pods the pool never settles; drawn is its "
        "peak.");
  curve.points[2].settles = true;
  curve.mode = AddressMode::prefix;
  curve.node_groups = {"a", "b", "c", "d", "e", "f"};
  CHECK(report::warm_pool_text(curve) == "prefix delegation, max Pods 29; node groups a, b, c, d and 2 more.");
}

TEST_CASE("a map says what is wanted of its free blocks") {
  const ClusterPlan plan = plan_of_two_scenarios();
  struct Row {
    std::int64_t prefixes;
    std::int64_t singles;
    const char* text;
  };
  const auto row = GENERATE(values<Row>({
      {0, 0, "Scenario max wants none of the free blocks."},
      {1, 0, "Scenario max wants 1 block for a prefix, at best: single addresses scatter, and take more."},
      {96, 2,
       "Scenario max wants 96 blocks for prefixes and 2 blocks for single addresses, at best: single addresses scatter, and "
       "take more."},
  }));
  CAPTURE(row.prefixes);
  CHECK(report::map_text(plan, {.scenario = 1, .prefix_blocks = row.prefixes, .single_blocks = row.singles}) == row.text);
}

TEST_CASE("a map says of how many addresses nobody knows the place") {
  CHECK(report::map_text(plan_of_two_scenarios(), {.without_place = IpCount(37)}) ==
        "Scenario steady wants none of the free blocks. Of 37 addresses in use nobody knows the place; they are among the "
        "single ones.");
}

TEST_CASE("a share of a subnet is rounded up") {
  const SubnetPlan subnet = subnet_of("a", "10.0.0.0/24", {1});
  CHECK(report::used_of_text(IpCount(1), subnet) == "1 of 251 addresses, 0.4 %");
  CHECK(report::used_of_text(IpCount(251), subnet) == "251 of 251 addresses, 100.0 %");
  CHECK(report::used_of_text(IpCount(7), subnet_of("b", "", {1})) == "7 addresses");
}
