#include "planner/report/grid.hpp"

#include <stdexcept>

#include "tests/support/catch.hpp"

using namespace cniplan::report;

TEST_CASE("a table aligns its columns, and no line ends in blanks") {
  Grid grid({{"subnet", Align::left}, {"usable\naddresses", Align::right}, {"note", Align::left}});
  CHECK(grid.empty());
  grid.add_row({"private-a", "507", "full"});
  grid.add_row({"\xC3\xA9", "1", ""});
  CHECK(grid.to_table() ==
        "              usable\n"
        "subnet     addresses  note\n"
        "private-a        507  full\n"
        "\xC3\xA9                  1\n");
}

TEST_CASE("a table of limited width wraps its last column") {
  Grid grid({{"group", Align::left}, {"one node more lacks", Align::left}});
  grid.add_row({"a", "/28 blocks in private-a (az-loss without eu-west-1b)"});
  grid.add_row({"general", "max Pods"});
  CHECK(grid.to_table(36) ==
        "group    one node more lacks\n"
        "a        /28 blocks in private-a\n"
        "         (az-loss without\n"
        "         eu-west-1b)\n"
        "general  max Pods\n");
  CHECK(grid.to_table(80) == grid.to_table());
}

TEST_CASE("a Markdown table escapes what would end its cells") {
  Grid grid({{"max\nPods", Align::right}, {"name", Align::left}});
  grid.add_row({"29", "a|b <i> *c*\nd"});
  CHECK(grid.to_markdown() ==
        "| max Pods | name |\n"
        "| ---: | --- |\n"
        "| 29 | a\\|b \\<i> \\*c\\* d |\n");
}

TEST_CASE("a row must have a cell for each column") {
  Grid grid({{"a", Align::left}});
  CHECK_THROWS_AS(grid.add_row({"1", "2"}), std::logic_error);
}
