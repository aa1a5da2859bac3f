#include "planner/report/rules_report.hpp"

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
        "rule,severities,meaning,threshold,remedy,sources\n"
        "pods.some-rule,error warning,\"Too <few>, or \"\"many\"\".\",Below 6 | above 16.,Change it.,"
        "https://example.com/a; owner/project file.go\n");
}
