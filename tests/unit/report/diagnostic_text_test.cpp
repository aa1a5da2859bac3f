#include "planner/report/diagnostic_text.hpp"

#include <string>
#include <utility>

#include "tests/support/catch.hpp"

using namespace cniplan;

namespace {

/// A fault at a place of a text that the user knows as "cluster.yaml".
std::string shown(std::string text, Location location) {
  Sources sources;
  location.source = sources.add("cluster.yaml", std::move(text));
  return report::to_text(
      Diagnostic{.code = "test.rule", .message = "this is wrong", .way_out = "do that", .location = location}, sources);
}

}  // namespace

TEST_CASE("a diagnostic shows place, what is wrong, the way out, the line, and a caret under the place") {
  CHECK(shown("version: 1\ncidr: 10.20.33.0/19\n", {.line = 2, .column = 7, .length = 13}) ==
        "cluster.yaml:2:7: this is wrong; do that\n"
        "    2 | cidr: 10.20.33.0/19\n"
        "      |       ^~~~~~~~~~~~~\n");
}

TEST_CASE("a place without a length is one caret") {
  CHECK(shown("a: b\n", {.line = 1, .column = 4}) ==
        "cluster.yaml:1:4: this is wrong; do that\n"
        "    1 | a: b\n"
        "      |    ^\n");
}

TEST_CASE("the line of a place of length 0 is not shown") {
  CHECK(shown("TOKEN: hunter2\n", {.line = 1, .column = 1, .length = 0}) ==
        "cluster.yaml:1:1: this is wrong; do that\n");
}

TEST_CASE("the caret stands under the character, however many bytes come before and under it") {
  // "naïve: ü€" with two bytes in each of ï and ü and three in the euro sign.
  CHECK(shown("na\xc3\xafve: \xc3\xbc\xe2\x82\xac!\n", {.line = 1, .column = 8, .length = 2}) ==
        "cluster.yaml:1:8: this is wrong; do that\n"
        "    1 | na\xc3\xafve: \xc3\xbc\xe2\x82\xac!\n"
        "      |        ^~\n");
}

TEST_CASE("a tab is shown as one blank, so that the caret keeps its place") {
  CHECK(shown("\tkey:\tvalue\n", {.line = 1, .column = 7, .length = 5}) ==
        "cluster.yaml:1:7: this is wrong; do that\n"
        "    1 |  key: value\n"
        "      |       ^~~~~\n");
}

TEST_CASE("a byte order mark in front of the text has no column") {
  CHECK(shown("\xEF\xBB\xBFname: x\n", {.line = 1, .column = 7}) ==
        "cluster.yaml:1:7: this is wrong; do that\n"
        "    1 | name: x\n"
        "      |       ^\n");
}

TEST_CASE("a line that ends in CRLF is shown without it") {
  CHECK(shown("a: 1\r\nb: 2\r\n", {.line = 2, .column = 4}) ==
        "cluster.yaml:2:4: this is wrong; do that\n"
        "    2 | b: 2\n"
        "      |    ^\n");
}

TEST_CASE("control characters of the input never reach the terminal") {
  CHECK(shown("a: \x1b[31mred\x7f\n", {.line = 1, .column = 4, .length = 8}) ==
        "cluster.yaml:1:4: this is wrong; do that\n"
        "    1 | a: ?[31mred?\n"
        "      |    ^~~~~~~~\n");
  Sources sources;
  const int source = sources.add("evil\x1b.yaml", "");
  CHECK(report::to_text(Diagnostic{.code = "", .message = "key \"a\nb\"", .way_out = "", .location = {.source = source}},
                        sources) == "evil?.yaml: key \"a?b\"\n");
}

TEST_CASE("of a long line only the surroundings of the place are shown") {
  const std::string line = std::string(500, 'a') + "XYZ" + std::string(500, 'b');
  CHECK(shown(line, {.line = 1, .column = 501, .length = 3}) ==
        "cluster.yaml:1:501: this is wrong; do that\n"
        "    1 | ..." + std::string(40, 'a') + "XYZ" + std::string(57, 'b') + "...\n"
        "      |    " + std::string(40, ' ') + "^~~\n");
}

TEST_CASE("the start of a long line has no dots before it, and its end none behind it") {
  const std::string line = "XYZ" + std::string(500, 'b');
  CHECK(shown(line, {.line = 1, .column = 1, .length = 3}) ==
        "cluster.yaml:1:1: this is wrong; do that\n"
        "    1 | XYZ" + std::string(97, 'b') + "...\n"
        "      | ^~~\n");
  const std::string ends = std::string(500, 'a') + "X";
  CHECK(shown(ends, {.line = 1, .column = 501}) ==
        "cluster.yaml:1:501: this is wrong; do that\n"
        "    1 | ..." + std::string(40, 'a') + "X\n"
        "      |    " + std::string(40, ' ') + "^\n");
}

TEST_CASE("a long line is never cut within a character") {
  // 200 euro signs of three bytes each.
  std::string line;
  for (int i = 0; i < 200; ++i) line += "\xe2\x82\xac";
  const std::string text = shown(line, {.line = 1, .column = 101, .length = 3});
  const auto start = text.find("...") + 3;
  CHECK(text.substr(start, 3) == "\xe2\x82\xac");
  CHECK(text.substr(text.rfind("...") - 3, 3) == "\xe2\x82\xac");
  // 40 characters stand before the caret, behind the three dots.
  CHECK(text.ends_with("\n      |    " + std::string(40, ' ') + "^~~\n"));
}

TEST_CASE("a column past the end of its line puts the caret behind the line") {
  CHECK(shown("a: 1\n", {.line = 1, .column = 40, .length = 3}) ==
        "cluster.yaml:1:40: this is wrong; do that\n"
        "    1 | a: 1\n"
        "      |     ^\n");
}

TEST_CASE("where there is no line to show, the message stands alone") {
  CHECK(shown("a: 1\n", {}) == "cluster.yaml: this is wrong; do that\n");
  CHECK(shown("a: 1\n\nb: 2\n", {.line = 2, .column = 1}) == "cluster.yaml:2:1: this is wrong; do that\n");
  CHECK(shown("a: 1\n", {.line = 7, .column = 1}) == "cluster.yaml:7:1: this is wrong; do that\n");
  CHECK(shown("", {.line = 1, .column = 1}) == "cluster.yaml:1:1: this is wrong; do that\n");
}

TEST_CASE("what comes from no file has no place") {
  CHECK(report::to_text(Diagnostic{.code = "", .message = "no node group", .way_out = "add one"}, Sources{}) ==
        "no node group; add one\n");
}

TEST_CASE("a warning and a remark say so behind the place") {
  Sources sources;
  const int source = sources.add("<stdin>", "");
  const Location location{.source = source};
  const Diagnostics both = {
      {.code = "", .severity = Severity::warning, .message = "unusual", .way_out = "", .location = location},
      {.code = "", .severity = Severity::info, .message = "for your interest", .way_out = "", .location = location},
  };
  CHECK(report::to_text(both, sources) == "<stdin>: warning: unusual\n<stdin>: info: for your interest\n");
}

TEST_CASE("bytes that are no UTF-8 and C1 controls never reach the terminal") {
  Sources sources;
  const int source = sources.add("file", "a\xFF" "b\x80" "c\xC2\x9B" "d\xC3\xA9" "e");
  const Diagnostic diagnostic{"x", Severity::error, "bad \xFE name", "", {source, 1, 2, 1}};
  CHECK(report::to_text(diagnostic, sources) ==
        "file:1:2: bad ? name\n"
        "    1 | a?bc?d\xC3\xA9" "e\n"
        "      |  ^\n");
}
