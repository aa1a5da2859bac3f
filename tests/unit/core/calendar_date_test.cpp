#include "planner/core/calendar_date.hpp"

#include <string>

#include "tests/support/catch.hpp"

using namespace cniplan;

TEST_CASE("a date is read as ISO 8601 writes it, and only when there is such a day") {
  struct Row {
    std::string text;
    bool is_date;
  };
  const auto row = GENERATE(values<Row>({{"2026-11-24", true},
                                         {"2028-02-29", true},
                                         {"2000-02-29", true},
                                         {"0001-01-01", true},
                                         {"9999-12-31", true},
                                         {"2027-02-29", false},
                                         {"2100-02-29", false},
                                         {"2027-04-31", false},
                                         {"2027-00-01", false},
                                         {"2027-13-01", false},
                                         {"2027-01-00", false},
                                         {"0000-01-01", false},
                                         {"2027-1-01", false},
                                         {"2027/01/01", false},
                                         {"2027-01-011", false},
                                         {" 2027-01-01", false},
                                         {"2027-0a-01", false},
                                         {"", false}}));
  CAPTURE(row.text);
  const auto date = CalendarDate::parse(row.text);
  REQUIRE(date.has_value() == row.is_date);
  if (date) CHECK(date->to_string() == row.text);
}

TEST_CASE("dates are in the order of the calendar") {
  const auto day = [](std::string_view text) { return CalendarDate::parse(text).value(); };
  CHECK(day("2026-11-24") < day("2026-11-25"));
  CHECK(day("2026-11-30") < day("2026-12-01"));
  CHECK(day("2026-12-31") < day("2027-01-01"));
  CHECK(day("2027-01-01") == day("2027-01-01"));
}
