#include "planner/core/duration.hpp"

#include "tests/support/catch.hpp"

using namespace cniplan;

TEST_CASE("a duration is shown in two units at most, whole ones without the second") {
  struct Row {
    std::int64_t ms;
    std::string text;
  };
  const auto row = GENERATE(values<Row>({
      {0, "0 ms"},
      {999, "999 ms"},
      {1'000, "1 s"},
      {12'399, "12.3 s"},
      {59'999, "59.9 s"},
      {60'000, "1 min"},
      {290'000, "4 min 50 s"},
      {3'599'999, "59 min 59 s"},
      {3'600'000, "1 h"},
      {3'980'000, "1 h 6 min"},
  }));
  CHECK(duration_text(row.ms) == row.text);
}
