#include "planner/report/junit.hpp"

#include <array>

#include "tests/support/catch.hpp"

using namespace cniplan;

namespace {

constexpr std::string_view kHead = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

struct Example {
  Sources sources = [] {
    Sources made;
    made.add("a.json", "");
    return made;
  }();
  std::array<Finding, 2> findings = {
      {{.rule = "subnet.full",
        .subject = "subnet \"a.b\"",
        .message = "5 < 7",
        .remedy = "make it larger",
        .location = {.source = 0, .line = 3, .column = 4}},
       {.rule = "pods.none-given", .subject = "Pods", .message = "none", .remedy = ""}}};
  std::array<RuleCheck, 3> checks = {
      {{.rule = "subnet.full", .subject = "subnet \"a.b\"", .findings = {0}},
       {.rule = "subnet.singles-short", .subject = "subnet \"a.b\"", .findings = {}},
       {.rule = "pods.none-given", .subject = "Pods", .findings = {1}}}};
};

}  // namespace

TEST_CASE("each check is a case, and those that fail say why") {
  const Example example;
  CHECK(report::to_junit({.command = "plan",
                          .findings = example.findings,
                          .checks = example.checks,
                          .sources = example.sources,
                          .fails_from = Severity::error}) ==
        std::string(kHead) +
            R"(<testsuites name="cniplan plan" tests="3" failures="1" errors="0" time="0">
  <testsuite name="subnet &quot;a.b&quot;" tests="2" failures="1" errors="0" skipped="0" time="0">
    <testcase name="subnet.full" classname="cniplan.plan.subnet &quot;a_b&quot;" time="0">
      <failure type="subnet.full" message="subnet &quot;a.b&quot;: 5 &lt; 7">error: subnet "a.b": 5 &lt; 7
what to do: make it larger
at a.json:3:4
source: https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
</failure>
    </testcase>
    <testcase name="subnet.singles-short" classname="cniplan.plan.subnet &quot;a_b&quot;" time="0"/>
  </testsuite>
  <testsuite name="Pods" tests="1" failures="0" errors="0" skipped="0" time="0">
    <testcase name="pods.none-given" classname="cniplan.plan.Pods" time="0">
      <system-out>info: Pods: none
source: data/schema/spec.schema.json
</system-out>
    </testcase>
  </testsuite>
</testsuites>
)");
}

TEST_CASE("what fails is what --fail-on says") {
  const Example example;
  const auto failures = [&](std::optional<Severity> from) {
    const std::string xml = report::to_junit({.command = "plan",
                                              .findings = example.findings,
                                              .checks = {},
                                              .sources = example.sources,
                                              .fails_from = from});
    const auto at = xml.find("failures=\"") + 10;
    return xml.substr(at, 1);
  };
  CHECK(failures(std::nullopt) == "0");
  CHECK(failures(Severity::error) == "1");
  CHECK(failures(Severity::warning) == "1");
  CHECK(failures(Severity::info) == "2");
}

TEST_CASE("what is accepted or known passes, and says so") {
  Example example;
  example.findings[0].state = FindingState::accepted;
  example.findings[0].reason = "grows in May";
  const std::string xml = report::to_junit({.command = "plan",
                                            .findings = example.findings,
                                            .checks = example.checks,
                                            .sources = example.sources,
                                            .fails_from = Severity::error});
  CHECK(xml.contains("failures=\"0\""));
  CHECK(xml.contains("<system-out>error: subnet \"a.b\": 5 &lt; 7\naccepted: grows in May\n"));
}

TEST_CASE("without checks and findings there is one passing case") {
  const Sources sources;
  CHECK(report::to_junit(
            {.command = "plan", .findings = {}, .sources = sources, .fails_from = Severity::error}) ==
        std::string(kHead) +
            R"(<testsuites name="cniplan plan" tests="1" failures="0" errors="0" time="0">
  <testsuite name="plan" tests="1" failures="0" errors="0" skipped="0" time="0">
    <testcase name="no findings" classname="cniplan.plan.plan" time="0"/>
  </testsuite>
</testsuites>
)");
}
