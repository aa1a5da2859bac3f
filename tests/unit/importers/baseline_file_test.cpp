#include "planner/importers/baseline_file.hpp"

#include <fmt/format.h>

#include "planner/findings/finding_policy.hpp"
#include "planner/report/baseline_json.hpp"
#include "planner/report/diagnostic_text.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/input_mutator.hpp"

using namespace cniplan;

namespace {

constexpr std::string_view kTwo = R"({
  "schema": "cniplan/baseline/v1",
  "findings": [
    {"rule":"subnet.full","subject":"subnet \"a\""},
    {"rule":"zone.unbalanced","subject":"node group \"b\""}
  ]
}
)";

/// What a user reads of a text's faults.
std::string faults_of(std::string_view text) {
  Sources sources;
  const int source = sources.add("baseline.json", std::string(text));
  const auto baseline = read_baseline(sources.text(source), source);
  return baseline ? "" : report::to_text(baseline.error(), sources);
}

}  // namespace

TEST_CASE("a baseline is read with the place of every finding") {
  const auto baseline = read_baseline(kTwo, 3);
  REQUIRE(baseline.has_value());
  REQUIRE(baseline->findings.size() == 2);
  CHECK(baseline->findings[0].rule == "subnet.full");
  CHECK(baseline->findings[0].subject == "subnet \"a\"");
  CHECK(baseline->findings[0].location.source == 3);
  CHECK(baseline->findings[0].location.line == 4);
  CHECK(baseline->findings[1].subject == "node group \"b\"");
  CHECK(baseline->findings[1].location.line == 5);
}

TEST_CASE("what is written is read") {
  Baseline written = {
      {{.rule = "subnet.full", .subject = "subnet \"ä\\\t/: #, [1]\""}, {.rule = "x.y", .subject = "12"}}};
  for (int i = 0; i < 100; ++i)
    written.findings.push_back({.rule = "a.b", .subject = fmt::format("node group \"{}\"", i)});
  auto read = read_baseline(report::to_json(written), 0);
  REQUIRE(read.has_value());
  for (KnownFinding& finding : read->findings) finding.location = {};
  CHECK(*read == written);
  const auto empty = read_baseline(report::to_json(Baseline{}), 0);
  REQUIRE(empty.has_value());
  CHECK(empty->findings.empty());
}

TEST_CASE("a file that is no baseline is told what would make one") {
  struct Row {
    const char* name;
    const char* text;
    const char* message;
  };
  const auto row = GENERATE(values<Row>({
      {"a plan", R"({"schema": "cniplan/plan/v1"})",
       "baseline.json:1:12: this is \"cniplan/plan/v1\", and no baseline; --write-baseline FILE writes "
       "one\n"},
      {"a spec", "version: 1\n",
       "baseline.json:1:1: this is no baseline: it has no schema; --write-baseline FILE writes one\n"},
      {"a list", "- 1\n",
       "baseline.json:1:1: must be a mapping, but is a list; write \"key: value\" lines\n"},
      {"a number as schema", "schema: 1\n",
       "baseline.json:1:9: schema must be text, but is a number; write \"1\" with quotes\n"},
      {"no findings", "schema: cniplan/baseline/v1\n",
       "baseline.json:1:1: the baseline has no list findings; --write-baseline FILE writes one\n"},
      {"nothing", "", "baseline.json: "},
      {"two", "schema: cniplan/baseline/v1\nfindings: []\n---\nschema: x\n",
       "baseline.json:4:1: the file has 2 documents, and a baseline is one; --write-baseline FILE writes "
       "one\n"},
  }));
  CAPTURE(row.name);
  const std::string faults = faults_of(row.text);
  const std::string first_line = faults.substr(0, faults.find('\n') + 1);
  if (std::string_view(row.message).ends_with('\n')) {
    CHECK(first_line == row.message);
  } else {
    CHECK(first_line.starts_with(row.message));
  }
}

TEST_CASE("all faults of the findings are told in one run") {
  const std::string faults = faults_of(R"({
  "schema": "cniplan/baseline/v1",
  "findings": [
    {"rule":"subnet.full"},
    {"subject":"VPC", "rule":3},
    {"rule":"a.b","subject":"VPC","state":"known"},
    7
  ],
  "more": 1
})");
  CHECK(faults.contains("baseline.json:4:5: finding: it has no subject; --write-baseline FILE writes one\n"));
  CHECK(faults.contains(
      "baseline.json:5:30: finding: rule must be text, but is a number; write \"3\" with quotes\n"));
  CHECK(faults.contains("baseline.json:6:35: finding: unknown key \"state\""));
  CHECK(faults.contains("baseline.json:7:5: finding: must be a mapping, but is a number"));
  CHECK(faults.contains("baseline.json:9:3: unknown key \"more\""));
}

TEST_CASE("no broken baseline crashes, and every fault has a text") {
  for (std::uint32_t seed = 0; seed < 300; ++seed) {
    CAPTURE(seed);
    const std::string text = test::InputMutator(seed).mutate(std::string(kTwo));
    const auto baseline = read_baseline(text, 0);
    if (!baseline) CHECK_FALSE(faults_of(text).empty());
  }
}
