#include "planner/report/baseline_json.hpp"

#include "tests/support/catch.hpp"

using namespace cniplan;

TEST_CASE("a baseline is a line for each finding, in its order") {
  const Baseline baseline = {
      {{.rule = "subnet.full", .subject = "subnet \"a\\b\""},
       {.rule = "vpc.subnets-above-quota", .subject = "VPC", .location = {.line = 4}}}};
  CHECK(report::to_json(baseline) == R"({
  "schema": "cniplan/baseline/v1",
  "findings": [
    {"rule":"subnet.full","subject":"subnet \"a\\b\""},
    {"rule":"vpc.subnets-above-quota","subject":"VPC"}
  ]
}
)");
}

TEST_CASE("an empty baseline is one as well") {
  CHECK(report::to_json(Baseline{}) == "{\n  \"schema\": \"cniplan/baseline/v1\",\n  \"findings\": []\n}\n");
}

TEST_CASE("bytes that are no UTF-8 do not stop it") {
  CHECK(report::to_json(Baseline{{{.rule = "subnet.full", .subject = "subnet \"\xff\""}}})
            .contains("\xef\xbf\xbd"));
}
