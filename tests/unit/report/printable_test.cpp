#include "planner/report/printable.hpp"

#include "planner/report/grid.hpp"
#include "tests/support/catch.hpp"

using namespace cniplan::report;

TEST_CASE("what could move a terminal's cursor shows as a question mark") {
  CHECK(printable("private-a") == "private-a");
  CHECK(printable("a\x1b[31mb\nc\x7f") == "a?[31mb?c?");
  CHECK(printable("a\tb") == "a b");
  CHECK(printable("caf\xC3\xA9 \xE6\x97\xA5") == "caf\xC3\xA9 \xE6\x97\xA5");
  CHECK(printable("c1 \xC2\x9B") == "c1 ?");
}

TEST_CASE("bytes that are no UTF-8 take as many columns as they are counted for") {
  const std::string broken = "a\xFF\xC3=\x80z";
  CHECK(printable(broken) == "a?" "?=z");
  CHECK(display_width(printable(broken)) == display_width(broken));
}

TEST_CASE("a long name loses its middle and keeps both ends") {
  CHECK(shortened("private-a", 9) == "private-a");
  CHECK(shortened("workers-of-the-payments-team-spot-a", 24) == "workers-of-the...-spot-a");
  CHECK(shortened(std::string(1'000'000, 'n'), 9) == "nnnn...nn");
  CHECK(display_width(shortened("workers-of-the-payments-team-spot-a", 24)) == 24);
  CHECK(shortened("\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9", 5) == "\xC3\xA9\xC3\xA9...");
}

TEST_CASE("a direction that a text leaves open ends with it") {
  const std::string override_mark = "\xE2\x80\xAE";
  const std::string pop = "\xE2\x80\xAC";
  const std::string isolate = "\xE2\x81\xA6";
  const std::string end_isolate = "\xE2\x81\xA9";
  CHECK(printable(override_mark + "a") == override_mark + "a" + pop);
  CHECK(printable(override_mark + "a" + pop) == override_mark + "a" + pop);
  CHECK(printable(isolate + override_mark + "a") == isolate + override_mark + "a" + pop + end_isolate);
  CHECK(printable(isolate + override_mark + "a" + end_isolate) == isolate + override_mark + "a" + end_isolate);
  CHECK(printable(pop + "a" + end_isolate) == pop + "a" + end_isolate);
}
