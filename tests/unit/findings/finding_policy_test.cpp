#include "planner/findings/finding_policy.hpp"

#include <fmt/format.h>

#include "tests/support/catch.hpp"

using namespace cniplan;

namespace {

CalendarDate day(std::string_view text) {
  const auto parsed = CalendarDate::parse(text);
  REQUIRE(parsed.has_value());
  return *parsed;
}

Finding full(std::string subject) {
  return {.rule = "subnet.full", .subject = std::move(subject), .message = "lacks", .remedy = "more"};
}
Finding share(std::string subject) {
  return {
      .rule = "subnet.above-warn-share", .subject = std::move(subject), .message = "used", .remedy = "more"};
}

/// "error open subnet.full subnet \"a\"" of each finding.
std::vector<std::string> lines(const std::vector<Finding>& findings) {
  std::vector<std::string> made;
  for (const Finding& finding : findings) {
    made.push_back(fmt::format("{} {} {} {}", to_string(finding.severity), to_string(finding.state),
                               finding.rule->id, finding.subject));
  }
  return made;
}
using Lines = std::vector<std::string>;

FindingPolicy accepting(std::string rule, std::string subject,
                        std::optional<CalendarDate> expires = std::nullopt) {
  FindingPolicy policy;
  policy.accept.push_back({.rule = std::move(rule),
                           .subject = std::move(subject),
                           .reason = "a larger VPC is ordered",
                           .expires = expires,
                           .location = {.source = 0, .line = 7}});
  return policy;
}

}  // namespace

TEST_CASE("without a policy findings stay as they are") {
  const std::vector<Finding> findings = {full("subnet \"a\""), share("subnet \"b\"")};
  CHECK(apply_policy(findings, {}, std::nullopt) == findings);
}

TEST_CASE("a rule's severity is the policy's, of its milder findings as well, and off means none") {
  Finding mild{.rule = "control-plane.room", .severity = Severity::warning, .subject = "subnet \"c\""};
  const std::vector<Finding> findings = {full("subnet \"a\""), mild, share("subnet \"b\"")};
  FindingPolicy policy;
  policy.rules = {{.rule = "subnet.full", .off = true},
                  {.rule = "control-plane.room", .severity = Severity::info},
                  {.rule = "subnet.above-warn-share", .severity = Severity::error},
                  {.rule = "subnet.size-unknown"},
                  {.rule = "no.rule", .off = true}};
  CHECK(
      lines(apply_policy(findings, policy, std::nullopt)) ==
      Lines{"error open subnet.above-warn-share subnet \"b\"", "info open control-plane.room subnet \"c\""});
}

TEST_CASE("an acceptance is for a rule and a whole subject, a name in quotes in it, or all of the rule") {
  struct Row {
    const char* name;
    const char* rule;
    const char* subject;
    std::vector<std::string> accepted;
  };
  const auto row = GENERATE(values<Row>({
      {"whole subject", "subnet.full", "subnet \"a\"", {"subnet \"a\""}},
      {"quoted name", "subnet.full", "a", {"subnet \"a\""}},
      {"second quoted name", "subnet.full", "b", {"subnet \"x\" of \"b\""}},
      {"all of the rule", "subnet.full", "", {"subnet \"a\"", "subnet \"x\" of \"b\""}},
      {"another rule", "subnet.singles-short", "a", {}},
      {"part of a name", "subnet.full", "subnet", {}},
      {"text between two names", "subnet.full", " of ", {}},
      {"no rule", "", "a", {}},
  }));
  CAPTURE(row.name);
  const std::vector<Finding> findings = {full("subnet \"a\""), full("subnet \"x\" of \"b\""),
                                         full("no name")};
  std::vector<std::string> accepted;
  for (const Finding& finding : apply_policy(findings, accepting(row.rule, row.subject), std::nullopt)) {
    if (finding.state == FindingState::accepted) accepted.push_back(finding.subject);
  }
  if (std::string_view(row.name) == "all of the rule") {
    CHECK(accepted.size() == 3);
  } else {
    CHECK(accepted == row.accepted);
  }
}

TEST_CASE("an accepted finding keeps reason and last day, and stands behind the open ones") {
  const auto found = apply_policy({full("subnet \"a\""), share("subnet \"b\"")},
                                  accepting("subnet.full", "a", day("2027-01-31")), day("2027-01-31"));
  CHECK(lines(found) == Lines{"warning open subnet.above-warn-share subnet \"b\"",
                              "error accepted subnet.full subnet \"a\""});
  CHECK(found.back().reason == "a larger VPC is ordered");
  CHECK(found.back().expires == day("2027-01-31"));
}

TEST_CASE("the day after the last one the finding is open again, and the acceptance says so") {
  const auto found = apply_policy({full("subnet \"a\""), full("subnet \"b\"")},
                                  accepting("subnet.full", "", day("2027-01-31")), day("2027-02-01"));
  CHECK(lines(found) == Lines{"error open subnet.full subnet \"a\"", "error open subnet.full subnet \"b\"",
                              "warning open policy.accept-expired policy.accept of subnet.full"});
  CHECK(found.back().message ==
        "it ended on 2027-01-31, and 2 findings count again: a larger VPC is ordered");
  CHECK(found.back().location.line == 7);
}

TEST_CASE("a newer acceptance takes the place of one that has expired, in silence") {
  FindingPolicy policy = accepting("subnet.full", "a", day("2027-01-31"));
  policy.accept.push_back(
      {.rule = "subnet.full", .subject = "a", .reason = "again", .expires = day("2028-01-31")});
  const auto found = apply_policy({full("subnet \"a\"")}, policy, day("2027-06-01"));
  CHECK(lines(found) == Lines{"error accepted subnet.full subnet \"a\""});
  CHECK(found.front().reason == "again");
}

TEST_CASE("without a day an acceptance with an end counts, and that is said") {
  const auto found =
      apply_policy({full("subnet \"a\"")}, accepting("subnet.full", "a", day("2027-01-31")), std::nullopt);
  CHECK(lines(found) == Lines{"info open policy.accept-undated policy.accept of subnet.full of a",
                              "error accepted subnet.full subnet \"a\""});
  CHECK(found.front().message == "it ends on 2027-01-31, and nobody said which day it is: it counts");
}

TEST_CASE("an acceptance of nothing is said, expired or not, unless that rule is off") {
  for (const auto today : {std::optional<CalendarDate>(), std::optional(day("2030-01-01"))}) {
    FindingPolicy policy = accepting("subnet.full", "gone", day("2027-01-31"));
    CHECK(lines(apply_policy({full("subnet \"a\"")}, policy, today)) ==
          Lines{"error open subnet.full subnet \"a\"",
                "info open policy.accept-unused policy.accept of subnet.full of gone"});
    policy.rules = {{.rule = "policy.accept-unused", .off = true}};
    CHECK(lines(apply_policy({full("subnet \"a\"")}, policy, today)) ==
          Lines{"error open subnet.full subnet \"a\""});
  }
}

TEST_CASE("an acceptance of a rule that is off is used all the same") {
  FindingPolicy policy = accepting("subnet.full", "a");
  policy.rules = {{.rule = "subnet.full", .off = true}};
  CHECK(apply_policy({full("subnet \"a\"")}, policy, std::nullopt).empty());
}

TEST_CASE("a baseline has each open finding once, by rule and subject, without figures") {
  Finding other = full("subnet \"a\"");
  other.message = "lacks more";
  std::vector<Finding> findings = {share("subnet \"b\""), full("subnet \"b\""), full("subnet \"a\""), other};
  findings.push_back(full("subnet \"accepted\""));
  findings.back().state = FindingState::accepted;
  findings.push_back(full("subnet \"known\""));
  findings.back().state = FindingState::known;
  findings.push_back({.rule = "policy.accept-unused", .subject = "policy.accept of x"});
  CHECK(baseline_of(findings) == Baseline{{{.rule = "subnet.above-warn-share", .subject = "subnet \"b\""},
                                           {.rule = "subnet.full", .subject = "subnet \"a\""},
                                           {.rule = "subnet.full", .subject = "subnet \"b\""},
                                           {.rule = "subnet.full", .subject = "subnet \"known\""}}});
}

TEST_CASE("what a baseline has is known, what it has not is open, and what is gone is said") {
  std::vector<Finding> findings = {full("subnet \"a\""), full("subnet \"b\""), share("subnet \"a\"")};
  findings[1].state = FindingState::accepted;
  const Baseline baseline = {{{.rule = "subnet.full", .subject = "subnet \"a\""},
                              {.rule = "subnet.full", .subject = "subnet \"b\""},
                              {.rule = "subnet.full", .subject = "subnet \"z\"", .location = {.line = 4}}}};
  const ComparedFindings compared = compare_with(findings, baseline);
  CHECK(lines(compared.findings) == Lines{"warning open subnet.above-warn-share subnet \"a\"",
                                          "error known subnet.full subnet \"a\"",
                                          "error accepted subnet.full subnet \"b\""});
  REQUIRE(compared.gone.size() == 1);
  CHECK(compared.gone.front().location.line == 4);
}

TEST_CASE("findings compared with their own baseline are all known") {
  const std::vector<Finding> findings = {full("subnet \"a\""), full("subnet \"a\""), share("subnet \"b\"")};
  const ComparedFindings compared = compare_with(findings, baseline_of(findings));
  CHECK(compared.gone.empty());
  for (const Finding& finding : compared.findings) CHECK(finding.state == FindingState::known);
}
