#include "planner/plan/growth.hpp"

#include <algorithm>

#include "tests/support/specs.hpp"

using namespace cniplan;
using namespace cniplan::test;

namespace {

ClusterSpec growing(std::int64_t percent, std::int64_t months) {
  ClusterSpec spec;
  spec.policy = planning({ScenarioKind::steady});
  spec.addons.emplace();
  spec.vpc.subnets = {subnet("only", "10.0.0.0/24")};
  // m5.large with 5 Pods holds 20 addresses; 251 are usable: 80 % are 200.8, 95 % are 238.45.
  spec.node_groups = {group("all", {"m5.large"}, {.desired = 5, .pods_per_node = 5})};
  spec.growth.pods_per_month = Located<Share>{Share::from_percent(percent)};
  spec.growth.months = Located<std::int64_t>{months};
  return spec;
}

std::vector<std::int64_t> demand_of(const ClusterPlan& plan) {
  std::vector<std::int64_t> demand;
  for (const IpCount ips : plan.subnets.front().growth->demand) demand.push_back(ips.value());
  return demand;
}

}  // namespace

TEST_CASE("Pods and nodes grow together, and the months in which thresholds are reached are named") {
  const ClusterPlan plan = planned(growing(20, 6));
  // 5, 6, 7.2, 8.64, 10.368, 12.4416, 14.92992 nodes, rounded up.
  CHECK(demand_of(plan) == std::vector<std::int64_t>{100, 120, 160, 180, 220, 260, 300});
  CHECK(plan.subnets.front().growth->warn_month == 4);
  CHECK(plan.subnets.front().growth->fail_month == 5);
  REQUIRE(plan.growth.has_value());
  CHECK(plan.growth->months == 6);
  REQUIRE(finding(plan, "growth.crosses-fail") != nullptr);
  CHECK(finding(plan, "growth.crosses-fail")->severity == Severity::warning);
  CHECK(finding(plan, "growth.crosses-fail")->message ==
        "reaches 95 % of its addresses in 5 months when Pods grow by 20 % a month: 260 of 251");
  REQUIRE(finding(plan, "growth.crosses-warn") != nullptr);
  CHECK(finding(plan, "growth.crosses-warn")->message ==
        "reaches 80 % of its addresses in 4 months when Pods grow by 20 % a month");
}

TEST_CASE("what is far away is only said, and nothing of what does not come") {
  ClusterPlan plan = planned(growing(10, 24));
  // 5 * 1.1^9 = 11.8: 12 nodes.
  CHECK(plan.subnets.front().growth->fail_month == 9);
  REQUIRE(finding(plan, "growth.crosses-fail") != nullptr);
  CHECK(finding(plan, "growth.crosses-fail")->severity == Severity::info);
  plan = planned(growing(1, 6));
  CHECK_FALSE(plan.subnets.front().growth->warn_month.has_value());
  CHECK(finding(plan, "growth.crosses-fail") == nullptr);
  CHECK(finding(plan, "growth.crosses-warn") == nullptr);
}

TEST_CASE("a subnet that is full today has its month behind it") {
  ClusterSpec spec = growing(10, 3);
  spec.node_groups.front().nodes.desired = Located<std::int64_t>{13};
  const ClusterPlan plan = planned(spec);
  CHECK(plan.subnets.front().growth->warn_month == 0);
  CHECK(plan.subnets.front().growth->fail_month == 0);
  CHECK(finding(plan, "growth.crosses-fail") == nullptr);
  CHECK(finding(plan, "subnet.full") != nullptr);
}

TEST_CASE("the worst scenario of each month counts, and Fargate Pods grow too") {
  ClusterSpec spec = growing(100, 1);
  spec.policy = planning({ScenarioKind::steady, ScenarioKind::blue_green});
  spec.vpc.subnets.front().uses->push_back({SubnetUse::fargate});
  FargateProfileSpec profile;
  profile.name = Located<std::string>{"batch"};
  profile.pods.desired = Located<std::int64_t>{7};
  spec.fargate_profiles = {profile};
  CHECK(demand_of(planned(spec)) == std::vector<std::int64_t>{200 + 7, 400 + 14});
}

TEST_CASE("growth has an end that no sum overflows") {
  const ClusterPlan plan = planned(growing(1000, 120));
  const auto demand = demand_of(plan);
  REQUIRE(demand.size() == 121);
  CHECK(demand.back() == 5 * 100'000 * std::int64_t{20});
  CHECK(std::ranges::is_sorted(demand));
}

TEST_CASE("without growth, or without a CIDR, there is no forecast") {
  ClusterSpec spec = growing(10, 3);
  spec.vpc.subnets.front().cidr.reset();
  CHECK_FALSE(planned(spec).subnets.front().growth.has_value());
  spec = growing(10, 3);
  spec.growth = {};
  CHECK_FALSE(planned(spec).subnets.front().growth.has_value());
  CHECK_FALSE(planned(spec).growth.has_value());
}
