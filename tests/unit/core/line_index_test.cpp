#include "planner/core/line_index.hpp"

#include <string>

#include "tests/support/catch.hpp"

using namespace cniplan;

TEST_CASE("an offset becomes the line and the character an editor shows") {
  const LineIndex index("a: \xc3\xbc\xe2\x82\xac!\n\tb\r\n", 3);
  CHECK(index.at(0, 1) == Location{.source = 3, .line = 1, .column = 1, .length = 1});
  CHECK(index.at(3, 5) == Location{.source = 3, .line = 1, .column = 4, .length = 2});
  CHECK(index.at(8) == Location{.source = 3, .line = 1, .column = 6, .length = 1});
  CHECK(index.at(11) == Location{.source = 3, .line = 2, .column = 2, .length = 1});
}

TEST_CASE("a length ends with its line") {
  CHECK(LineIndex("ab\ncd", 0).at(1, 4).length == 1);
  CHECK(LineIndex("ab\ncd", 0).at(3, 0).length == 1);
}

TEST_CASE("an offset behind the text is its end") {
  const LineIndex index("ab\n", 0);
  CHECK(index.at(3) == Location{.source = 0, .line = 2, .column = 1});
  CHECK(index.at(99) == Location{.source = 0, .line = 2, .column = 1});
  CHECK(LineIndex("", 0).at(0) == Location{.source = 0, .line = 1, .column = 1});
}

TEST_CASE("a byte order mark has no column") {
  const LineIndex index("\xEF\xBB\xBFkey: 1", 0);
  CHECK(index.at(3, 3) == Location{.source = 0, .line = 1, .column = 1, .length = 3});
  CHECK(index.at(0).column == 1);
}

TEST_CASE("columns of a long line are right wherever it is cut into pieces") {
  std::string line = "first\n";
  for (int i = 0; i < 3000; ++i) line += "\xe2\x82\xac";
  const LineIndex index(line, 0);
  for (int i = 0; i < 3000; i += 7) {
    REQUIRE(index.at(6 + 3 * static_cast<std::size_t>(i), 3) ==
            Location{.source = 0, .line = 2, .column = i + 1, .length = 1});
  }
}
