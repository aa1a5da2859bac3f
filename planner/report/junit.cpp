#include "planner/report/junit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "planner/report/xml_writer.hpp"

namespace cniplan::report {
namespace {

/// A rule for one subject.
struct Case {
  std::string rule;
  std::vector<const Finding*> findings;
};
struct Suite {
  std::string subject;
  std::vector<Case> cases;
};

Suite& suite_of(std::vector<Suite>& suites, const std::string& subject) {
  // Checks of one subject mostly stand behind each other.
  if (!suites.empty() && suites.back().subject == subject) return suites.back();
  const auto found = std::ranges::find(suites, subject, &Suite::subject);
  return found != suites.end() ? *found : suites.emplace_back(Suite{.subject = subject, .cases = {}});
}

Case& case_of(Suite& suite, std::string_view rule) {
  const auto found = std::ranges::find(suite.cases, rule, &Case::rule);
  return found != suite.cases.end()
             ? *found
             : suite.cases.emplace_back(Case{.rule = std::string(rule), .findings = {}});
}

std::vector<Suite> suites_of(const FindingsReport& input) {
  std::vector<Suite> suites;
  std::vector<bool> listed(input.findings.size());
  for (const RuleCheck& check : input.checks) {
    Case& made = case_of(suite_of(suites, check.subject), check.rule->id);
    for (const std::size_t number : check.findings) {
      listed[number] = true;
      made.findings.push_back(&input.findings[number]);
    }
  }
  for (std::size_t i = 0; i < input.findings.size(); ++i) {
    const Finding& finding = input.findings[i];
    if (!listed[i]) case_of(suite_of(suites, finding.subject), finding.rule->id).findings.push_back(&finding);
  }
  if (suites.empty())
    suites.push_back(
        {.subject = std::string(input.command), .cases = {{.rule = "no findings", .findings = {}}}});
  return suites;
}

std::string place_of(const Finding& finding, const Sources& sources) {
  const Location& at = finding.location;
  if (at.source < 0) return {};
  std::string place(sources.name(at.source));
  if (at.line > 0) place += fmt::format(":{}:{}", at.line, at.column);
  return place;
}

class Writer {
 public:
  explicit Writer(const FindingsReport& report) : input_(report) {}

  std::string run() {
    const std::vector<Suite> suites = suites_of(input_);
    std::int64_t tests = 0;
    std::int64_t failures = 0;
    for (const Suite& suite : suites) {
      tests += static_cast<std::int64_t>(suite.cases.size());
      failures += failures_in(suite);
    }
    xml_.open("testsuites");
    xml_.attribute("name", input_.frame.title.empty() ? fmt::format("cniplan {}", input_.command)
                                                      : std::string(input_.frame.title));
    xml_.attribute("tests", tests);
    xml_.attribute("failures", failures);
    xml_.attribute("errors", 0);
    xml_.attribute("time", 0);
    for (const Suite& suite : suites) write(suite);
    return xml_.take();
  }

 private:
  [[nodiscard]] bool fails(const Finding& finding) const { return report::fails(finding, input_.fails_from); }
  [[nodiscard]] bool fails(const Case& made) const {
    return std::ranges::any_of(made.findings, [&](const Finding* finding) { return fails(*finding); });
  }
  [[nodiscard]] std::int64_t failures_in(const Suite& suite) const {
    return std::ranges::count_if(suite.cases, [&](const Case& made) { return fails(made); });
  }

  void write(const Suite& suite) {
    xml_.open("testsuite");
    xml_.attribute("name", suite.subject);
    xml_.attribute("tests", static_cast<std::int64_t>(suite.cases.size()));
    xml_.attribute("failures", failures_in(suite));
    xml_.attribute("errors", 0);
    xml_.attribute("skipped", 0);
    xml_.attribute("time", 0);
    if (!input_.frame.link.empty()) {
      xml_.open("properties");
      xml_.open("property");
      xml_.attribute("name", "link");
      xml_.attribute("value", input_.frame.link);
      xml_.close();
      xml_.close();
    }
    for (const Case& made : suite.cases) write(suite, made);
    xml_.close();
  }

  void write(const Suite& suite, const Case& made) {
    xml_.open("testcase");
    xml_.attribute("name", made.rule);
    // A dot would start another package.
    std::string name = suite.subject;
    std::ranges::replace(name, '.', '_');
    xml_.attribute("classname", fmt::format("cniplan.{}.{}", input_.command, name));
    xml_.attribute("time", 0);
    std::string milder;
    for (const Finding* const finding : made.findings) {
      if (fails(*finding)) {
        write_failure(*finding);
      } else {
        milder += text_of(*finding);
      }
    }
    if (!milder.empty()) {
      xml_.open("system-out");
      xml_.text(milder);
      xml_.close();
    }
    xml_.close();
  }

  void write_failure(const Finding& finding) {
    xml_.open("failure");
    xml_.attribute("type", finding.rule->id);
    xml_.attribute("message", fmt::format("{}: {}", finding.subject, finding.message));
    xml_.text(text_of(finding));
    xml_.close();
  }

  [[nodiscard]] std::string text_of(const Finding& finding) const {
    std::string text =
        fmt::format("{}: {}: {}\n", to_string(finding.severity), finding.subject, finding.message);
    if (finding.state != FindingState::open) {
      text += fmt::format("{}{}{}\n", to_string(finding.state), finding.reason.empty() ? "" : ": ",
                          finding.reason);
    }
    if (!finding.remedy.empty()) text += fmt::format("what to do: {}\n", finding.remedy);
    if (const std::string place = place_of(finding, input_.sources); !place.empty())
      text += fmt::format("at {}\n", place);
    return text + fmt::format("source: {}\n", finding.rule->source.front());
  }

  const FindingsReport& input_;
  XmlWriter xml_;
};

}  // namespace

std::string to_junit(const FindingsReport& report) {
  return Writer(report).run();
}

}  // namespace cniplan::report
