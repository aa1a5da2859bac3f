#include "planner/report/rules_report.hpp"

#include <cstdint>
#include <sstream>
#include <string>
#include <vector>

#include "planner/findings/rules.hpp"
#include "planner/report/grid.hpp"
#include "tests/support/catch.hpp"

using namespace cniplan;

namespace {

constexpr Rule kRule = {.id = "pods.some-rule",
                        .severity = Severity::error,
                        .milder = Severity::warning,
                        .meaning = "Too <few>, or \"many\".",
                        .threshold = "Below 6 | above 16.",
                        .remedy = "Change it.",
                        .source = {"https://example.com/a", "owner/project file.go"}};
constexpr std::span<const Rule> kOne(&kRule, 1);

constexpr Rule with_setting(ThresholdUnit unit, std::int64_t value) {
  Rule rule = kRule;
  rule.setting = RuleThreshold{unit, value};
  return rule;
}

}  // namespace

TEST_CASE("rules are 80 columns wide, and only a link is longer") {
  for (const report::RuleDetail detail : {report::RuleDetail::summary, report::RuleDetail::whole}) {
    std::istringstream lines(report::to_table(kRules, {.detail = detail}));
    for (std::string line; std::getline(lines, line);) {
      CAPTURE(line);
      CHECK((report::display_width(line) <= 80 || line.starts_with("  https://")));
      CHECK_FALSE(line.ends_with(' '));
    }
  }
}

TEST_CASE("a second severity stands below the first") {
  CHECK(report::to_table(kOne, {}) ==
        "pods.some-rule  error    Too <few>, or \"many\".\n"
        "                warning\n");
  CHECK(report::to_table(kOne, {.colour = true}) ==
        "pods.some-rule  \x1b[31merror\x1b[0m    Too <few>, or \"many\".\n"
        "                \x1b[33mwarning\x1b[0m\n");
}

TEST_CASE("a whole rule is a section") {
  CHECK(report::to_table(kOne, {.detail = report::RuleDetail::whole}) ==
        "pods.some-rule  (error or warning)\n"
        "  Too <few>, or \"many\".\n"
        "  when      Below 6 | above 16.\n"
        "  remedy    Change it.\n"
        "  source\n"
        "  https://example.com/a\n"
        "  owner/project file.go\n");
  CHECK(report::to_markdown(kOne, {.detail = report::RuleDetail::whole}) ==
        "### pods.some-rule\n\n"
        "**error or warning**: Too \\<few>, or \"many\".\n\n"
        "- When: Below 6 \\| above 16.\n"
        "- What to do: Change it.\n"
        "- Source: <https://example.com/a>\n"
        "- Source: owner/project file.go\n");
}

TEST_CASE("a rule's CSV has one row") {
  CHECK(report::to_csv(kOne, {}) ==
        "rule,severities,meaning,threshold,setting,unit,remedy,sources\n"
        "pods.some-rule,error warning,\"Too <few>, or \"\"many\"\".\",Below 6 | above 16.,,,Change it.,"
        "https://example.com/a; owner/project file.go\n");
}

TEST_CASE("a threshold that can be set is shown with its unit") {
  struct Row {
    ThresholdUnit unit;
    std::int64_t value;
    const char* text;
  };
  const auto row = GENERATE(values<Row>({
      {ThresholdUnit::percent, 2500, "25 %"},
      {ThresholdUnit::percent, 9905, "99.05 %"},
      {ThresholdUnit::seconds, 60, "60 seconds"},
      {ThresholdUnit::nodes, 5000, "5000 nodes"},
      {ThresholdUnit::count, 30, "30"},
  }));
  const Rule rule = with_setting(row.unit, row.value);
  const std::span<const Rule> one(&rule, 1);
  const std::string table = report::to_table(one, {.detail = report::RuleDetail::whole});
  CHECK(table.contains(std::string("\n  setting   ") + row.text + " unless policy.rules says otherwise\n"));
  const std::string markdown = report::to_markdown(one, {.detail = report::RuleDetail::whole});
  CHECK(markdown.contains(std::string("\n- Setting: ") + row.text + " unless policy.rules says otherwise\n"));
}

TEST_CASE("in JSON and CSV a setting is a number and a unit, or nothing") {
  const Rule rule = with_setting(ThresholdUnit::percent, 2500);
  const std::span<const Rule> one(&rule, 1);
  CHECK(report::to_json(one, {}).contains(
      "\"setting\": {\n        \"unit\": \"percent\",\n        \"default\": 2500\n"));
  CHECK(report::to_json(kOne, {}).contains("\"setting\": null"));
  CHECK(report::to_csv(one, {}).contains("Below 6 | above 16.,2500,percent,Change it."));
}
