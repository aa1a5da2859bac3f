#include "planner/plan/plan_checks.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/catch.hpp"

using namespace cniplan;

namespace {

const RuleCheck* find(const std::vector<RuleCheck>& checks, std::string_view subject, RuleRef rule) {
  const auto found = std::ranges::find_if(
      checks, [&](const RuleCheck& check) { return check.subject == subject && check.rule == rule; });
  return found == checks.end() ? nullptr : &*found;
}

ClusterPlan plan_with(std::vector<Finding> findings) {
  ClusterPlan plan;
  plan.scenarios.push_back({.name = "steady"});
  plan.subnets.push_back({.label = "a", .usable = IpCount(251), .scenarios = {SubnetScenario{}}});
  plan.subnets.push_back({.label = "b", .scenarios = {SubnetScenario{}}});
  plan.node_groups.push_back({.name = "g", .types = {"m5.large"}});
  plan.findings = std::move(findings);
  return plan;
}

}  // namespace

TEST_CASE("a rule that found nothing is a check without findings") {
  const auto checks = checks_of(plan_with({}));
  REQUIRE(find(checks, "subnet \"a\"", "subnet.full") != nullptr);
  CHECK(find(checks, "subnet \"a\"", "subnet.full")->findings.empty());
  REQUIRE(find(checks, "node group \"g\"", "max-pods.above-addresses") != nullptr);
  REQUIRE(find(checks, "VPC", "vpc.nau-above-quota") != nullptr);
  // Nothing can be full whose size nobody knows, and no prefixes lack where none are wanted.
  CHECK(find(checks, "subnet \"b\"", "subnet.full") == nullptr);
  CHECK(find(checks, "subnet \"b\"", "subnet.size-unknown") != nullptr);
  CHECK(find(checks, "subnet \"a\"", "subnet.prefixes-short") == nullptr);
}

TEST_CASE("every finding is in one check") {
  const auto checks = checks_of(plan_with({{.rule = "subnet.full", .subject = "subnet \"a\"", .message = "m", .remedy = ""},
                                           {.rule = "network.peer-overlap", .subject = "peer \"x\"", .message = "m", .remedy = ""},
                                           {.rule = "network.peer-overlap", .subject = "peer \"x\"", .message = "n", .remedy = ""},
                                           {.rule = "pods.no-room", .subject = "workload \"w\"", .message = "m", .remedy = ""}}));
  std::multiset<std::size_t> numbers;
  for (const RuleCheck& check : checks) numbers.insert(check.findings.begin(), check.findings.end());
  CHECK(numbers == std::multiset<std::size_t>{0, 1, 2, 3});
  CHECK(find(checks, "subnet \"a\"", "subnet.full")->findings == std::vector<std::size_t>{0});
  CHECK(find(checks, "peer \"x\"", "network.peer-overlap")->findings == std::vector<std::size_t>{1, 2});
}

TEST_CASE("no check stands there twice") {
  const auto checks = checks_of(plan_with({}));
  std::set<std::pair<std::string, std::string_view>> seen;
  for (const RuleCheck& check : checks) CHECK(seen.emplace(check.subject, check.rule->id).second);
}
