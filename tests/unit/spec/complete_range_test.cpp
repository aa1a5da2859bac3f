#include "planner/spec/complete_range.hpp"

#include <fmt/format.h>

#include <string>

#include "tests/support/catch.hpp"

using namespace cniplan;

TEST_CASE("numbers that are left out follow from the others") {
  using Number = std::optional<std::int64_t>;
  struct Row {
    const char* name;
    Number min, desired, max;
    std::string complete;
  };
  const auto row = GENERATE(values<Row>({
      {"all", 1, 2, 3, "1 2 3"},
      {"desired", {}, 4, {}, "4 4 4"},
      {"min", 5, {}, {}, "5 5 5"},
      {"max", {}, {}, 6, "6 6 6"},
      {"min and max", 1, {}, 9, "1 1 9"},
      {"desired above max", {}, 7, 3, "7 7 7"},
      {"none", {}, {}, {}, "none"},
  }));
  CAPTURE(row.name);
  const auto given = [](Number number) {
    return number ? Given<std::int64_t>(Located<std::int64_t>{*number}) : Given<std::int64_t>();
  };
  const auto range = complete({.min = given(row.min), .desired = given(row.desired), .max = given(row.max)});
  CHECK((range ? fmt::format("{} {} {}", range->min, range->desired, range->max) : "none") == row.complete);
}
