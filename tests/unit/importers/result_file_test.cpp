#include "planner/importers/result_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <random>
#include <string>

#include "planner/plan/diff.hpp"
#include "planner/report/diagnostic_text.hpp"
#include "planner/report/plan_report.hpp"
#include "tests/support/input_mutator.hpp"
#include "tests/support/plan_values.hpp"
#include "tests/support/specs.hpp"
#include "tests/unit/importers/read_text.hpp"

using namespace cniplan;
using namespace cniplan::test;

namespace {

constexpr std::string_view kDate = "2026-01-01";

std::string json_of(const ClusterPlan& plan) {
  const Sources sources;
  return report::to_json(plan, {.sources = sources, .catalog_date = kDate});
}

/// What a user reads of a text's faults.
std::string faults_of(const std::string& text) {
  Sources sources;
  const int source = sources.add("plan.json", text);
  const auto plan = read_plan_result(sources.text(source), source);
  return plan ? "" : report::to_text(plan.error(), sources);
}

/// A small plan as JSON with one piece replaced.
std::string json_with(std::string_view piece, std::string_view by) {
  std::string text = json_of(tests::plan_of_two_scenarios());
  const auto at = text.find(piece);
  REQUIRE(at != std::string::npos);
  return text.replace(at, piece.size(), by);
}

/// A cluster that chance chooses.
ClusterSpec any_cluster(std::uint32_t seed) {
  std::mt19937 random(seed);
  const auto below = [&](std::uint32_t bound) { return static_cast<std::int64_t>(random() % bound); };
  ClusterSpec spec;
  spec.name = Located<std::string>{fmt::format("cluster \"{}\" \\ ä", seed)};
  if (below(2) == 0) spec.policy = planning({ScenarioKind::steady, ScenarioKind::max, ScenarioKind::full});
  const auto subnets = 1 + below(4);
  for (std::int64_t i = 0; i < subnets; ++i) {
    spec.vpc.subnets.push_back(subnet(fmt::format("s{}", i), fmt::format("10.0.{}.0/{}", i * 8, 21 + below(6)),
                                      below(3) == 0 ? "" : fmt::format("eu-west-1{}", static_cast<char>('a' + i))));
    if (below(4) == 0) spec.vpc.subnets.back().cidr.reset();
    if (below(3) == 0) spec.vpc.subnets.back().id = Located<std::string>{fmt::format("subnet-{:08x}", i)};
  }
  if (below(2) == 0) spec.cni.env.push_back(variable("ENABLE_PREFIX_DELEGATION", "true"));
  if (below(2) == 0) spec.cni.env.push_back(variable("WARM_IP_TARGET", fmt::format("{}", below(9))));
  if (below(3) == 0) spec.cni.env.push_back(variable("MAX_ENI", fmt::format("{}", 1 + below(3))));
  if (below(3) == 0) spec.growth.pods_per_month = Located<Share>{Share::from_basis_points(325)};
  const auto groups = below(4);
  for (std::int64_t i = 0; i < groups; ++i) {
    const std::int64_t desired = below(60);
    spec.node_groups.push_back(group(fmt::format("g{}", i), {"m5.large", "c5.xlarge"},
                                     {.desired = desired, .max = desired + 1 + below(40), .pods_per_node = below(25)}));
  }
  return spec;
}

}  // namespace

TEST_CASE("a plan that is written and read again has the same summary") {
  for (std::uint32_t seed = 0; seed < 40; ++seed) {
    CAPTURE(seed);
    const ClusterPlan plan = planned(any_cluster(seed));
    const std::string json = json_of(plan);
    CHECK(result_schema(json) == "cniplan/plan/v1");
    const auto read = read_plan_result(json, 0);
    REQUIRE(read.has_value());
    CHECK(*read == summary_of(plan, kDate));
  }
}

TEST_CASE("a plan of every scenario and variant is read as it was") {
  const ClusterPlan plan = tests::plan_of_all_scenarios();
  const auto read = read_plan_result(json_of(plan), 0);
  REQUIRE(read.has_value());
  CHECK(*read == summary_of(plan, kDate));
}

TEST_CASE("what is not compared is passed over, whatever it holds, and settings of later versions are compared") {
  const ClusterPlan plan = tests::plan_of_two_scenarios();
  std::string text = json_with("\"fits\": true,", "\"charts\": {\"a\": [[1, {\"b\": null}], \"}\"]}, \"fits\": true,");
  text.replace(text.find("\"multi_nic\": false"), 18, "\"multi_nic\": false, \"later\": 7");
  const auto read = read_plan_result(text, 0);
  REQUIRE(read.has_value());
  PlanSummary expected = summary_of(plan, kDate);
  const auto at = std::ranges::find(expected.settings, "cni.multi_nic", &PlanSetting::path);
  expected.settings.insert(at + 1, {"cni.later", "7"});
  CHECK(*read == expected);
}

TEST_CASE("results are told from other texts by what they say they are") {
  struct Row {
    const char* name;
    const char* text;
    const char* schema;  ///< empty: it is none
  };
  const auto row = GENERATE(values<Row>({
      {"a plan", R"({"schema": "cniplan/plan/v1"})", "cniplan/plan/v1"},
      {"keys sorted", "\xEF\xBB\xBF\n {\"cni\": {}, \"schema\" : \"cniplan/size/v1\"}", "cniplan/size/v1"},
      {"cut off", R"({"schema": "cniplan/pl)", "cniplan/pl"},
      {"a spec", "version: 1\nnodeGroups: []\n", ""},
      {"a spec in JSON", R"({"version": 1, "nodeGroups": []})", ""},
      {"another schema", R"({"schema": "other/v1"})", ""},
      {"quoted in a text", R"({"text": "\"schema\": \"cniplan/plan/v1\""})", ""},
      {"YAML that mentions it", "# {\"schema\": \"cniplan/plan/v1\"}\nversion: 1\n", ""},
      {"nothing", "", ""},
  }));
  CAPTURE(row.name);
  CHECK(result_schema(row.text).value_or("") == row.schema);
}

TEST_CASE("a text that is no plan is told what it is and what would be one") {
  struct Row {
    const char* name;
    const char* text;
    const char* message;
  };
  const auto row = GENERATE(values<Row>({
      {"another result", R"({"schema": "cniplan/size/v1"})",
       "plan.json:1:12: this is \"cniplan/size/v1\", and no plan of a VPC's subnets; \"cniplan plan FILE -o json=PLAN\" writes one\n"},
      {"another version", R"({"schema": "cniplan/plan/v2"})",
       "plan.json:1:12: this is \"cniplan/plan/v2\", and this version reads \"cniplan/plan/v1\"; plan anew with this "
       "version, or compare with the one that wrote it\n"},
      {"no schema", R"({"a": {"schema": "cniplan/plan/v1"}})",
       "plan.json:1:1: it has no schema; \"cniplan plan FILE -o json=PLAN\" writes one\n"},
      {"two", "{\"schema\": \"cniplan/plan/v1\"}\n{\"schema\": \"cniplan/plan/v1\"}",
       "plan.json:2:1: the file holds 2 results, and a plan is one; give each plan a file of its own\n"},
  }));
  CAPTURE(row.name);
  CHECK(faults_of(row.text) == row.message);
}

TEST_CASE("a member that is missing or wrong is told with its place") {
  struct Row {
    const char* name;
    const char* piece;
    const char* by;
    const char* message;
  };
  const auto row = GENERATE(values<Row>({
      {"missing", "\"used\": 637,", "", "subnet \"private-a\": it has no used; \"cniplan plan FILE -o json=PLAN\" writes one\n"},
      {"null", "\"used\": 637", "\"used\": null",
       "subnet \"private-a\": used is null; \"cniplan plan FILE -o json=PLAN\" writes one\n"},
      {"a text", "\"used\": 637", "\"used\": \"637\"", "subnet \"private-a\": used: \"637\" is not a whole number; remove the quotes\n"},
      {"below zero", "\"used\": 637", "\"used\": -1", "subnet \"private-a\": used"},
      {"too large", "\"used\": 637", "\"used\": 9000000000000000", "subnet \"private-a\": used"},
      {"no scenario", "\"scenario\": \"max\"", "\"scenario\": \"mix\"",
       "subnet \"private-a\": the plan has no scenario \"mix\"; \"cniplan plan FILE -o json=PLAN\" writes one\n"},
      {"a list", "\"cluster\": {\"name\": \"payments-prod\", \"platform\": \"eks\"}", "\"cluster\": []",
       "cluster is a list instead of an object; \"cniplan plan FILE -o json=PLAN\" writes one\n"},
  }));
  CAPTURE(row.name);
  const std::string faults = faults_of(json_with(row.piece, row.by));
  CAPTURE(faults);
  CHECK(faults.starts_with("plan.json:"));
  CHECK(faults.contains(row.message));
}

TEST_CASE("a plan that was cut off is no JSON, wherever") {
  const std::string whole = json_of(tests::plan_of_two_scenarios());
  for (std::size_t length = 1; length + 2 < whole.size(); length += 37) {
    CAPTURE(length);
    CHECK(faults_of(whole.substr(0, length)).starts_with("plan.json:"));
  }
}

TEST_CASE("no broken plan crashes, every fault has a text, and what is read can be compared") {
  const std::string whole = json_of(tests::plan_of_all_scenarios());
  const PlanSummary sound = summary_of(tests::plan_of_all_scenarios(), kDate);
  int faults = 0;
  for (std::uint32_t seed = 0; seed < 400; ++seed) {
    CAPTURE(seed);
    const std::string text = InputMutator(seed).mutate(whole);
    static_cast<void>(result_schema(text));
    const auto read = read_plan_result(text, 0);
    if (read) {
      CHECK(diff_plans(sound, *read).subnets.size() >= 2);
    } else {
      ++faults;
      CHECK_FALSE(faults_of(text).empty());
    }
  }
  CHECK(faults > 100);
}
