#include "planner/report/display_width.hpp"

#include "tests/support/catch.hpp"

using namespace cniplan::report;

TEST_CASE("a text takes the columns that a terminal gives it") {
  struct Row {
    const char* what;
    std::string_view text;
    std::size_t columns;
  };
  const auto row = GENERATE(values<Row>({{"nothing", "", 0},
                                         {"ASCII", "private-a", 9},
                                         {"a letter with an accent", "caf\xC3\xA9", 4},
                                         {"a combining accent", "cafe\xCC\x81", 4},
                                         {"Japanese", "\xE6\x97\xA5\xE6\x9C\xAC", 4},
                                         {"Korean", "\xED\x95\x9C", 2},
                                         {"an emoji", "\xF0\x9F\x98\x80", 2},
                                         {"an emoji of old", "\xE2\x9A\xA1", 2},
                                         {"a mark of direction", "a\xE2\x80\x8F" "b", 2},
                                         {"bytes that are no UTF-8", "\xFF\xC3=\x80", 3},
                                         {"a sign that is not wide", "\xE2\x82\xAC", 1},
                                         {"the last wide one", "\xF0\xBF\xBF\xBD", 2},
                                         {"beyond all wide ones", "\xF4\x8F\xBF\xBD", 1}}));
  CAPTURE(row.what);
  CHECK(display_width(row.text) == row.columns);
}

TEST_CASE("the first columns hold whole characters, one at least") {
  CHECK(first_columns("abc", 2) == "ab");
  CHECK(first_columns("abc", 9) == "abc");
  CHECK(first_columns("\xE6\x97\xA5\xE6\x9C\xAC", 3) == "\xE6\x97\xA5");
  CHECK(first_columns("\xE6\x97\xA5\xE6\x9C\xAC", 1) == "\xE6\x97\xA5");
  CHECK(first_columns("e\xCC\x81x", 1) == "e\xCC\x81");
  CHECK(first_columns("", 3).empty());
}
