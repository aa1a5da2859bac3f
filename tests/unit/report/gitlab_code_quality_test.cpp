#include "planner/report/gitlab_code_quality.hpp"

#include <array>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "tests/support/catch.hpp"

using namespace cniplan;
using Json = nlohmann::json;

TEST_CASE("each finding that is not accepted is an issue with a fingerprint of its own") {
  Sources sources;
  sources.add("cluster.yaml", "");
  const std::array findings = {
      Finding{.rule = "subnet.full",
              .subject = "subnet \"a\"",
              .message = "lacks 5",
              .remedy = "make it larger",
              .location = {.source = 0, .line = 3, .column = 4}},
      Finding{.rule = "subnet.full", .subject = "subnet \"a\"", .message = "lacks 6", .remedy = ""},
      Finding{.rule = "cni.never-settles", .subject = "g", .message = "grows", .remedy = ""},
      Finding{.rule = "subnet.full",
              .subject = "b",
              .message = "full",
              .remedy = "",
              .state = FindingState::accepted}};
  const auto run = [&](std::span<const Finding> some) {
    return Json::parse(report::to_gitlab_code_quality({.command = "plan", .findings = some, .sources = sources}));
  };
  const Json issues = run(findings);
  REQUIRE(issues.size() == 3);
  CHECK(issues[0]["description"] == "subnet \"a\": lacks 5; make it larger");
  CHECK(issues[0]["check_name"] == "subnet.full");
  CHECK(issues[0]["severity"] == "critical");
  CHECK(issues[0]["location"] == Json({{"path", "cluster.yaml"}, {"lines", {{"begin", 3}}}}));
  CHECK(issues[1]["location"] == Json({{"path", "cluster.yaml"}, {"lines", {{"begin", 1}}}}));
  CHECK(issues[2]["severity"] == "major");
  std::set<std::string> fingerprints;
  for (const Json& issue : issues) fingerprints.insert(issue["fingerprint"].get<std::string>());
  CHECK(fingerprints.size() == 3);

  // The figures change, the fingerprint does not.
  std::array<Finding, 1> other = {findings[0]};
  other[0].message = "lacks 50";
  CHECK(run(other)[0]["fingerprint"] == issues[0]["fingerprint"]);
  CHECK(run({}) == Json::array());
}
