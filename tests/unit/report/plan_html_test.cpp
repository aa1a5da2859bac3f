#include <fmt/format.h>

#include <string>

#include "planner/report/plan_report.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/plan_values.hpp"

using namespace cniplan;
using namespace cniplan::tests;

namespace {

const Sources kNoSources;

std::string page_of(const ClusterPlan& plan) {
  return report::to_html(plan, {.sources = kNoSources, .catalog_date = "2026-01-01"});
}

ClusterPlan plan_with_charts() {
  ClusterPlan plan = plan_of_two_scenarios();
  plan.charts.fleet = FleetCurve{.subnets = {0},
                                 .desired = NodeCount(24),
                                 .max = NodeCount(60),
                                 .points = {{.nodes = NodeCount(0), .used = {IpCount(0)}},
                                            {.nodes = NodeCount(60), .used = {IpCount(1606)}}}};
  WarmPoolCurve pool{.instance_type = "m5.large", .node_groups = {"general"}, .max_pods = PodCount(29), .points = {}};
  for (std::int64_t pods = 0; pods <= 27; ++pods) {
    pool.points.push_back({.pods = PodCount(pods),
                           .enis = EniCount(3),
                           .primary = IpCount(3),
                           .assigned = IpCount(pods),
                           .warm = IpCount(27 - pods),
                           .trunk = IpCount(0)});
  }
  plan.charts.warm_pools = {pool};
  plan.charts.maps = {{.subnet = 0,
                       .runs = {{.state = BlockState::aws, .first = 0, .blocks = 1},
                                {.state = BlockState::free, .first = 1, .blocks = 254},
                                {.state = BlockState::aws, .first = 255, .blocks = 1}},
                       .scenario = 1,
                       .prefix_blocks = 0,
                       .single_blocks = 101}};
  return plan;
}

}  // namespace

TEST_CASE("a page has a section for each thing there is, in their order") {
  ClusterPlan plan = plan_with_charts();
  plan.growth = GrowthPlan{.pods_per_month = Share::from_percent(8), .months = 1};
  plan.subnets[0].growth = SubnetGrowth{.demand = {IpCount(1606), IpCount(1700)}};
  plan.derivations = {{.figure = "cluster: nodes", .formula = "a", .values = "b"}};
  const std::string page = page_of(plan);
  std::size_t last = 0;
  for (const std::string_view id :
       {"subnets", "maps", "exhaustion", "warm-pools", "growth", "node-groups", "scenarios", "findings", "derivations", "catalog"}) {
    CAPTURE(id);
    const auto at = page.find(fmt::format("<section id=\"{}\"", id));
    REQUIRE(at != std::string::npos);
    CHECK(at > last);
    last = at;
  }
}

TEST_CASE("what there is nothing of has no section") {
  const std::string page = page_of(plan_of_two_scenarios());
  for (const std::string_view id : {"maps", "warm-pools", "growth", "derivations", "inputs"}) {
    CAPTURE(id);
    CHECK_FALSE(page.contains(fmt::format("<section id=\"{}\"", id)));
  }
  CHECK_FALSE(page.contains("data-chart=\"fleet\""));
  CHECK_NOTHROW(page_of(ClusterPlan{.name = "empty", .verdict = "Fits."}));
}

TEST_CASE("charts carry the plan's figures") {
  const std::string page = page_of(plan_with_charts());
  CHECK(page.contains("data-chart=\"subnet\" data-subnet=\"private-a\" data-scenario=\"max\" data-used=\"1606\" data-free=\"2485\""));
  CHECK(page.contains("data-owner=\"pods\" data-addresses=\"1606\""));
  CHECK(page.contains("data-subnet=\"private-a\" data-nodes=\"60\" data-used=\"1606\""));
  CHECK(page.contains("data-pods=\"27\" data-enis=\"3\" data-primary=\"3\" data-assigned=\"27\" data-warm=\"0\" data-trunk=\"0\""));
  CHECK(page.contains("data-state=\"free\" data-first=\"1\" data-blocks=\"254\""));
  CHECK(page.contains("data-prefix-blocks=\"0\" data-single-blocks=\"101\""));
}

TEST_CASE("derivations stand with the subnet that they are of") {
  ClusterPlan plan = plan_of_two_scenarios();
  plan.subnets[0].label = "a\": b";
  plan.derivations = {{.figure = "subnet \"private-a\": usable addresses", .formula = "of nobody", .values = "1"},
                      {.figure = "node group \"general\": max Pods", .formula = "of a group", .values = "2"},
                      {.figure = "cluster: exhaustion", .formula = "of all", .values = "3"}};
  const std::string page = page_of(plan);
  const auto others = page.find("<section id=\"derivations\"");
  CHECK(page.find("of a group") < page.find("<section id=\"scenarios\""));
  CHECK(page.find("of all") > others);
  CHECK(page.find("of nobody") > others);

  plan.subnets[0].label = "private-a";
  const std::string with_subnet = page_of(plan);
  CHECK(with_subnet.find("of nobody") < with_subnet.find("<section id=\"exhaustion\""));
}

TEST_CASE("names are there as they are, and inert") {
  ClusterPlan plan = plan_with_charts();
  plan.name = "<script>alert(1)</script>";
  plan.subnets[0].label = "\"><img src=x>|\n\xE2\x80\xAE";
  plan.node_groups[0].name = "<b>";
  const std::string page = page_of(plan);
  CHECK_FALSE(page.contains("<script>alert"));
  CHECK_FALSE(page.contains("<img"));
  CHECK_FALSE(page.contains("<bdi><b>"));
  CHECK(page.contains("<h3><bdi>\"&gt;&lt;img src=x&gt;|\n<bdi>\xE2\x80\xAE</bdi></bdi></h3>"));
}

TEST_CASE("a subnet of unknown size has bars without a room") {
  ClusterPlan plan = plan_of_two_scenarios();
  plan.subnets = {subnet_of("unknown", "", {10, 20})};
  const std::string page = page_of(plan);
  CHECK(page.contains("CIDR unknown · <bdi>eu-west-1a</bdi> · size unknown"));
  CHECK_FALSE(page.contains("class=\"room\""));
  CHECK(page.contains("x=\"0.000%\" width=\"50.000%\""));
}

TEST_CASE("the same plan is the same page") { CHECK(page_of(plan_with_charts()) == page_of(plan_with_charts())); }

TEST_CASE("300 subnets and 1,000 node groups are a page of less than 3 MB") {
  ClusterPlan plan = plan_of_all_scenarios();
  const std::vector<std::int64_t> used = {637, 1606, 4000, 100, 700, 955, 1300, 645};
  for (int i = 0; i < 300; ++i) {
    plan.subnets.push_back(subnet_of(fmt::format("subnet-{}", i), "10.20.0.0/20", used));
    for (SubnetScenario& scenario : plan.subnets.back().scenarios) {
      for (std::size_t owner = 2; owner < kAddressOwners; ++owner) scenario.demand.by_owner[owner] = IpCount(7);
    }
    for (int d = 0; d < 20; ++d) {
      plan.derivations.push_back({.figure = fmt::format("subnet \"subnet-{}\": figure {}", i, d),
                                  .formula = std::string(80, 'f'),
                                  .values = std::string(120, 'v')});
    }
  }
  for (int i = 0; i < 1'000; ++i) {
    plan.node_groups.push_back(group_of(fmt::format("group-{}", i), {24, 60, 24, 24, 34, 24, 48, 24}));
    plan.derivations.push_back({.figure = fmt::format("node group \"group-{}\": max Pods", i),
                                .formula = std::string(80, 'f'),
                                .values = std::string(120, 'v')});
  }
  const std::string page = page_of(plan);
  CHECK(page.size() < 3'000'000);
  CHECK(page.contains("... and 262 more subnets"));
}
