#include "planner/report/diff_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include "planner/plan/diff.hpp"
#include "planner/report/diff_layout.hpp"
#include "planner/report/display_width.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/plan_values.hpp"

using namespace cniplan;
using namespace cniplan::tests;

namespace {

PlanSummary plan() { return summary_of(plan_of_two_scenarios(), "2026-01-01"); }

const report::DiffReportOptions kPlain{.before = "old.json", .after = "new.json"};

std::string table_of(const PlanDiff& diff, bool all = false) {
  return report::to_table(diff, {.before = "old.json", .after = "new.json", .all = all});
}

std::size_t widest(const std::string& text) {
  std::size_t width = 0;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) width = std::max(width, report::display_width(line));
  return width;
}

FindingSummary found(std::string subject, std::string message) {
  return {.rule = "subnet.full", .subject = std::move(subject), .message = std::move(message), .remedy = "make it larger"};
}

/// A plan with so many subnets, node groups and findings, all with long names.
PlanSummary large_plan(std::size_t things, std::int64_t more) {
  PlanSummary made = plan();
  const std::string name(300, 'n');
  for (std::size_t i = 0; i < things; ++i) {
    SubnetSummary subnet = made.subnets.front();
    subnet.name = fmt::format("{}{}", name, i);
    for (SubnetScenarioSummary& scenario : subnet.scenarios) scenario.used += IpCount(more);
    made.subnets.push_back(subnet);
    NodeGroupSummary group = made.node_groups.front();
    group.name = subnet.name;
    group.max += NodeCount(more);
    group.subnets.assign(20, name);
    made.node_groups.push_back(group);
    made.findings.push_back(found(subnet.name, fmt::format("{} {}", std::string(2000, 'm'), more)));
    made.settings.push_back({subnet.name, fmt::format("{}{}", std::string(2000, 'v'), more)});
  }
  return made;
}

constexpr std::string_view kHostile =
    "<script>alert(1)</script>|`x`|\n# h\n\x1b[31m\xE2\x80\xAE![i](http://e) &lt; @team ~~s~~";

std::size_t count_of(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + part.size())) ++count;
  return count;
}

}  // namespace

TEST_CASE("the headline says what became of the answer") {
  struct Row {
    const char* name;
    bool fitted;
    bool fits;
    const char* headline;
  };
  const auto row = GENERATE(values<Row>({{"still", true, true, "It still fits."},
                                         {"no more", true, false, "It fitted and does not fit any more."},
                                         {"now", false, true, "It did not fit and fits now."},
                                         {"never", false, false, "It still does not fit."}}));
  CAPTURE(row.name);
  PlanSummary before = plan();
  before.fits = row.fitted;
  PlanSummary after = plan();
  after.fits = row.fits;
  after.verdict = "Another one.";
  CHECK(report::diff_headline(diff_plans(before, after)) == row.headline);
}

TEST_CASE("without a change nothing is listed, and with --all everything is") {
  const PlanDiff diff = diff_plans(plan(), plan());
  const std::string brief = table_of(diff);
  CHECK(brief.starts_with("No change.\n"));
  CHECK_FALSE(brief.contains("Subnets"));
  const std::string all = table_of(diff, true);
  CHECK(all.contains("private-a  10.20.0.0/20, eu-west-1a, 4091 usable"));
  CHECK_FALSE(all.contains("->  "));
  CHECK(report::to_markdown(diff, kPlain).contains("**No change.**"));
}

TEST_CASE("an input that changes nothing is said to change nothing") {
  const PlanDiff diff = diff_plans(plan(), plan(), std::vector<FieldChange>{{"vpc.subnets[a].tags.x", "1", "2"}});
  const std::string table = table_of(diff);
  CHECK(table.starts_with("No change of the plan, though its input differs.\n"));
  CHECK(table.contains("  vpc.subnets[a].tags.x: 1 -> 2\n  None of this changes a figure of the plan.\n"));
}

TEST_CASE("only what is known is called a cause") {
  PlanSummary after = plan();
  after.subnets[0].scenarios[0].used = IpCount(700);
  const auto cause = [&](std::optional<std::vector<FieldChange>> changes) {
    return report::cause_text(diff_plans(plan(), after, std::move(changes)));
  };
  CHECK(cause(std::vector<FieldChange>{{"a", "1", "2"}}) ==
        "Nothing else of the input differs: this is the cause of all that follows.");
  CHECK(cause(std::vector<FieldChange>{{"a", "1", "2"}, {"b", "1", "2"}}) ==
        "These 2 fields differ; which of them causes what is not told apart.");
  CHECK(cause(std::nullopt).starts_with("Of the settings that results record none differs. A result does not record"));
  after.settings.front().value = "eks-auto";
  CHECK(cause(std::nullopt).starts_with("A result does not record all of its input"));
}

TEST_CASE("scenarios of a subnet that say the same share a row, and a move is told with its sign") {
  PlanSummary before = plan();
  PlanSummary after = plan();
  for (PlanSummary* const side : {&before, &after}) side->subnets[0].scenarios[1] = side->subnets[0].scenarios[0];
  for (std::size_t i = 0; i < 2; ++i) {
    SubnetScenarioSummary& figures = after.subnets[0].scenarios[i];
    figures.used = IpCount(500);
    figures.free = IpCount(3591);
    figures.utilization = Share::from_basis_points(1223);
    figures.missing_prefixes = PrefixCount(2);
    figures.fits = false;
  }
  before.subnets[0].scenarios[1].scenario = after.subnets[0].scenarios[1].scenario = "max";
  const PlanDiff diff = diff_plans(before, after);
  const auto rows = report::subnet_rows(diff.subnets[0], {});
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].label == "steady, max");
  CHECK(rows[0].used == "637 -> 500");
  CHECK(rows[0].moved == "-137");
  CHECK(rows[0].share == "15.6 % -> 12.3 %");
  CHECK(rows[0].points == "-3.35");
  CHECK(rows[0].notes == std::vector<std::string>{"lacks 2 whole /28 blocks, none before", "does not fit any more"});
}

TEST_CASE("long lists are cut and say so, in JSON they are whole") {
  const PlanDiff diff = diff_plans(large_plan(100, 0), large_plan(100, 7));
  const std::string table = table_of(diff);
  CHECK(table.contains("... and 60 more subnets; --format json has all"));
  CHECK(table.contains("... and 60 more node groups; --format json has all"));
  CHECK(widest(table) <= report::display_width(std::string(80, ' ')));
  const std::string json = report::to_json(diff, kPlain);
  for (std::size_t i = 0; i < 100; ++i) CHECK(json.contains(fmt::format("n{}\",\n        \"id\"", i)));
}

TEST_CASE("Markdown fits into a comment, however much changed") {
  PlanDiff diff = diff_plans(large_plan(1000, 0), large_plan(1000, 7));
  diff.regression = regressions(diff, Share());
  for (const bool all : {false, true}) {
    const std::string markdown = report::to_markdown(diff, {.before = "old.json", .after = "new.json", .all = all});
    CHECK(markdown.size() < 65'536);
    CHECK(markdown.contains("more subnets; --format json has all"));
  }
}

TEST_CASE("hostile names are inert in every format") {
  PlanSummary before = plan();
  PlanSummary after = plan();
  const std::string name(kHostile);
  after.name = name;
  after.verdict = name;
  after.subnets[0].name = name;
  after.subnets[0].az = name;
  after.scenarios[0].name = after.scenarios[0].variant = name;
  after.node_groups[0].name = name;
  after.findings = {found(name, name)};
  PlanDiff diff = diff_plans(before, after, std::vector<FieldChange>{{name, name, name}});
  diff.regression = regressions(diff, Share());

  const std::string table = table_of(diff);
  CHECK_FALSE(table.contains('\x1b'));
  // A name that turns the text around turns no other: it is closed again.
  CHECK(count_of(table, "\xE2\x80\xAE") <= count_of(table, "\xE2\x80\xAC"));
  CHECK(widest(table) <= 80);

  const std::string markdown = report::to_markdown(diff, kPlain);
  CHECK_FALSE(markdown.contains('\x1b'));
  CHECK(count_of(markdown, "\xE2\x80\xAE") <= count_of(markdown, "\xE2\x80\xAC"));
  // Outside of code no tag starts, no link, no entity, and nobody is called.
  std::istringstream stream(markdown);
  for (std::string line; std::getline(stream, line);) {
    CAPTURE(line);
    if (line.starts_with("<!-- cniplan diff ")) continue;
    CHECK_FALSE(line.starts_with("# h"));
    std::string outside;
    for (std::size_t at = 0; at < line.size();) {
      if (line[at] == '\\') {
        at += 2;
      } else if (line[at] == '`') {
        const std::size_t fence = std::min(line.find_first_not_of('`', at), line.size()) - at;
        const std::size_t end = line.find(std::string(fence, '`'), at + fence);
        REQUIRE(end != std::string::npos);
        at = end + fence;
      } else {
        outside += line[at++];
      }
    }
    for (const std::string& own : {std::string("<br>"), std::string("<!-- -->")}) {
      for (auto at = outside.find(own); at != std::string::npos; at = outside.find(own)) outside.erase(at, own.size());
    }
    CHECK_FALSE(outside.contains('<'));
    CHECK_FALSE(outside.contains('['));
    CHECK_FALSE(outside.contains('&'));
    CHECK_FALSE(outside.contains("~~"));
  }
  CHECK_FALSE(report::to_json(diff, kPlain).contains('\x1b'));
}

TEST_CASE("what is worse stands above all else, and that nothing is too") {
  PlanSummary after = plan();
  after.subnets[0].scenarios[1].utilization = Share::from_percent(60);
  PlanDiff diff = diff_plans(plan(), after);
  diff.regression = regressions(diff, Share::from_percent(5));
  CHECK(table_of(diff).contains("\n\nWorse than before\n  subnet \"private-a\": its worst share rises from 39.26 % to 60 %"));
  diff.regression = regressions(diff, Share::from_percent(50));
  CHECK(table_of(diff).contains("No regression: all that fitted fits"));
  CHECK(report::to_json(diff, kPlain).contains("\"allowed_basis_points\": 5000"));
}

TEST_CASE("colour is asked for, and marks what is grave") {
  PlanSummary after = plan();
  after.fits = false;
  after.findings = {found("subnet \"a\"", "lacks 1 address")};
  const PlanDiff diff = diff_plans(plan(), after);
  CHECK_FALSE(table_of(diff).contains('\x1b'));
  const std::string coloured = report::to_table(diff, {.before = "a", .after = "b", .colour = true});
  CHECK(coloured.starts_with("\x1b[31mIt fitted and does not fit any more.\x1b[0m\n"));
  CHECK(coloured.contains("\x1b[31merror\x1b[0m"));
}
