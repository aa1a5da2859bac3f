#include "planner/core/timestamp.hpp"

#include "tests/support/catch.hpp"

using namespace cniplan;

TEST_CASE("a time is read as Kubernetes and people write it") {
  struct Row {
    std::string name;
    std::string text;
    std::string shown;  // empty: it is no time
  };
  const auto row = GENERATE(values<Row>({
      {"as Kubernetes", "2026-03-01T12:34:56Z", "2026-03-01T12:34:56Z"},
      {"the first second", "1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z"},
      {"a date alone", "2026-05-01", "2026-05-01T00:00:00Z"},
      {"an offset east", "2026-05-01T01:30:00+02:00", "2026-04-30T23:30:00Z"},
      {"an offset west", "2025-12-31T20:00:00-05:00", "2026-01-01T01:00:00Z"},
      {"a fraction", "2026-05-01T01:30:00.999Z", "2026-05-01T01:30:00Z"},
      {"29 February", "2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z"},
      {"29 February 2000", "2000-02-29", "2000-02-29T00:00:00Z"},
      {"far away", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"},
      {"no 29 February", "2026-02-29", ""},
      {"no 29 February 2100", "2100-02-29", ""},
      {"month 13", "2026-13-01", ""},
      {"hour 24", "2026-01-01T24:00:00Z", ""},
      {"no zone", "2026-01-01T12:00:00", ""},
      {"an empty fraction", "2026-01-01T12:00:00.Z", ""},
      {"before 1970", "1969-12-31", ""},
      {"before 1970 by the offset", "1970-01-01T00:00:00+01:00", ""},
      {"words", "yesterday", ""},
      {"nothing", "", ""},
      {"more behind", "2026-01-01T12:00:00Z!", ""},
  }));
  CAPTURE(row.name);
  const auto time = parse_timestamp(row.text);
  CHECK((time ? to_string(*time) : std::string()) == row.shown);
}

TEST_CASE("every day of 400 years is the one behind the day before") {
  std::int64_t expected = 0;
  for (std::int64_t day = 0; day < 146'097; ++day, expected += 86'400) {
    const auto time = parse_timestamp(to_string(Timestamp{expected}).substr(0, 10));
    REQUIRE(time.has_value());
    REQUIRE(time->seconds == expected);
  }
}
