#include "planner/report/sarif.hpp"

#include <array>
#include <nlohmann/json.hpp>

#include "tests/support/catch.hpp"

using namespace cniplan;
using Json = nlohmann::json;

namespace {

struct Example {
  Sources sources = [] {
    Sources made;
    made.add("--vpc", "10.0.0.0/16");
    made.add("a dir/b:c.yaml", "");
    return made;
  }();
  std::array<Finding, 3> findings = {
      {{.rule = "subnet.full",
        .subject = "subnet \"a\"",
        .message = "lacks 5 of 7",
        .remedy = "make it larger",
        .location = {.source = 1, .line = 3, .column = 4, .length = 6}},
       {.rule = "pods.none-given", .subject = "Pods", .message = "none", .remedy = ""},
       {.rule = "subnet.full",
        .subject = "subnet \"b\"",
        .message = "lacks 1 of 7",
        .remedy = "",
        .location = {.source = 1}}}};
  std::array<RuleCheck, 2> checks = {{{.rule = "subnet.singles-short", .subject = "subnet \"a\"", .findings = {}},
                                      {.rule = "subnet.full", .subject = "subnet \"a\"", .findings = {0}}}};

  [[nodiscard]] Json run() const {
    return Json::parse(report::to_sarif({.command = "plan",
                                         .of = "prod",
                                         .findings = findings,
                                         .checks = checks,
                                         .sources = sources,
                                         .frame = {.title = "T", .link = "https://ci/1"},
                                         .version = "1.2.3"}));
  }
};

}  // namespace

TEST_CASE("each finding is a result at its line, with the rule behind it") {
  const Json sarif = Example{}.run();
  CHECK(sarif["version"] == "2.1.0");
  REQUIRE(sarif["runs"].size() == 1);
  const Json& run = sarif["runs"][0];
  CHECK(run["tool"]["driver"]["name"] == "cniplan");
  CHECK(run["tool"]["driver"]["semanticVersion"] == "1.2.3");
  CHECK(run["automationDetails"]["id"] == "cniplan/plan/prod/");
  CHECK(run["properties"] == Json({{"title", "T"}, {"link", "https://ci/1"}}));

  const Json& rules = run["tool"]["driver"]["rules"];
  REQUIRE(rules.size() == 3);
  CHECK(rules[0]["id"] == "subnet.singles-short");
  CHECK(rules[1]["id"] == "subnet.full");
  CHECK(rules[2]["id"] == "pods.none-given");
  CHECK(rules[1]["defaultConfiguration"]["level"] == "error");
  CHECK(rules[1]["helpUri"].get<std::string>().starts_with("https://"));
  for (const Json& rule : rules) {
    CHECK_FALSE(rule["shortDescription"]["text"].get<std::string>().empty());
    CHECK_FALSE(rule["help"]["text"].get<std::string>().empty());
    CHECK_FALSE(rule["help"]["markdown"].get<std::string>().empty());
  }

  const Json& results = run["results"];
  REQUIRE(results.size() == 3);
  CHECK(results[0]["ruleId"] == "subnet.full");
  CHECK(results[0]["ruleIndex"] == 1);
  CHECK(results[0]["level"] == "error");
  CHECK(results[0]["message"]["text"] == "subnet \"a\": lacks 5 of 7. What to do: make it larger.");
  CHECK(results[0]["partialFingerprints"]["ruleAndSubject/v1"] == "subnet.full subnet \"a\"");
  CHECK(results[0]["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] == "subnet \"a\"");
  const Json& place = results[0]["locations"][0]["physicalLocation"];
  CHECK(place["artifactLocation"] == Json({{"uri", "a%20dir/b%3Ac.yaml"}, {"index", 0}}));
  CHECK(place["region"] == Json({{"startLine", 3}, {"startColumn", 4}, {"endColumn", 10}}));
  CHECK(results[1]["level"] == "note");
  CHECK_FALSE(results[0].contains("suppressions"));
  CHECK_FALSE(results[0].contains("baselineState"));
}

TEST_CASE("a finding without a place stands at the first line of the first file") {
  const Json sarif = Example{}.run();
  const Json& results = sarif["runs"][0]["results"];
  for (const std::size_t number : {std::size_t{1}, std::size_t{2}}) {
    const Json& place = results[number]["locations"][0]["physicalLocation"];
    CHECK(place["artifactLocation"]["uri"] == "a%20dir/b%3Ac.yaml");
    CHECK(place["region"] == Json({{"startLine", 1}}));
  }
}

TEST_CASE("what is no file has no place in one") {
  Sources sources;
  sources.add("<stdin>", "");
  const std::array findings = {Finding{.rule = "subnet.full",
                                       .subject = "a",
                                       .message = "full",
                                       .remedy = "",
                                       .location = {.source = 0, .line = 2, .column = 1}}};
  const Json sarif =
      Json::parse(report::to_sarif({.command = "plan", .findings = findings, .sources = sources}));
  const Json& run = sarif["runs"][0];
  CHECK(run["artifacts"].empty());
  CHECK(run["automationDetails"]["id"] == "cniplan/plan/");
  CHECK_FALSE(run["results"][0]["locations"][0].contains("physicalLocation"));
  CHECK_FALSE(run.contains("properties"));
}

TEST_CASE("accepted findings are suppressed, known ones unchanged") {
  Example example;
  example.findings[0].state = FindingState::accepted;
  example.findings[0].reason = "grows in \"May\"";
  example.findings[1].state = FindingState::known;
  const Json sarif = example.run();
  const Json& results = sarif["runs"][0]["results"];
  CHECK(results[0]["suppressions"] ==
        Json::array({{{"kind", "external"}, {"status", "accepted"}, {"justification", "grows in \"May\""}}}));
  CHECK(results[2]["suppressions"] == Json::array());
  CHECK(results[0]["baselineState"] == "new");
  CHECK(results[1]["baselineState"] == "unchanged");
}

TEST_CASE("an absolute path is a file URI") {
  Sources sources;
  sources.add("/srv/\xC3\xA4.yaml", "");
  const std::array findings = {
      Finding{.rule = "subnet.full", .subject = "a", .message = "full", .remedy = "", .location = {.source = 0}}};
  const Json sarif =
      Json::parse(report::to_sarif({.command = "plan", .findings = findings, .sources = sources}));
  CHECK(sarif["runs"][0]["artifacts"][0]["location"]["uri"] == "file:///srv/%C3%A4.yaml");
}
