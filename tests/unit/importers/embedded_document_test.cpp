#include "planner/importers/embedded_document.hpp"

#include <fmt/format.h>

#include <string>

#include "planner/report/diagnostic_text.hpp"
#include "tests/support/catch.hpp"

using namespace cniplan;

namespace {

/// Each key and value of the document in the text under `t`, with its place: `a 1:5+3 = b 1:10+1`.
std::string embedded(const std::string& text) {
  Sources sources;
  const int source = sources.add("f", text);
  const auto outer = read_documents(sources.text(source), source);
  REQUIRE(outer.has_value());
  const auto inner = read_embedded_documents(*outer->front().find("t"));
  if (!inner) return report::to_text(inner.error(), sources);
  std::string out;
  for (const DocumentNode& document : *inner) {
    for (const auto& [key, key_at, value] : document.entries) {
      out += fmt::format("{} {}:{}+{} = {} {}:{}+{}\n", key, key_at.line, key_at.column, key_at.length,
                         value.scalar, value.location.line, value.location.column, value.location.length);
    }
  }
  return out;
}

}  // namespace

TEST_CASE("places in a text within a document are places in the file") {
  struct Row {
    std::string name;
    std::string text;
    std::string places;
  };
  const auto row = GENERATE(values<Row>({
      {"JSON in JSON", R"({"t": "{\"a\": 5, \"b\": \"x\"}"})", "a 1:9+5 = 5 1:16+1\nb 1:19+5 = x 1:26+5\n"},
      {"JSON in single quotes", R"(t: '{"a": 5}')", "a 1:6+3 = 5 1:11+1\n"},
      {"an apostrophe in single quotes", "t: 'a: it''s'", "a 1:5+1 = it's 1:8+5\n"},
      {"lines in JSON", R"({"t": "a: 1\nb: \"\u00fc\"\n"})",
       "a 1:7+23 = 1 1:7+23\nb 1:7+23 = \xc3\xbc 1:7+23\n"},
      {"lines and characters of two bytes", "{\"t\": \"a: \xc3\xbc\\nb: 2\\n\"}",
       "a 1:8+1 = \xc3\xbc 1:11+1\nb 1:14+1 = 2 1:17+1\n"},
      {"a tab and a backslash", R"({"t": "{\"a\":\t\"\\\\\", \"b\": 1}"})",
       "a 1:9+5 = \\ 1:17+8\nb 1:27+5 = 1 1:34+1\n"},
      {"plain", "t: '{a: b}'\nu: 1", "a 1:6+1 = b 1:9+1\n"},
      {"a text of more lines has one place", "t: |\n  a: 1\n  b: 2\n",
       "a 1:4+1 = 1 1:4+1\nb 1:4+1 = 2 1:4+1\n"},
      {"quotes over more lines have one place", "t: '{a: 1,\n  b: 2}'\n",
       "a 1:4+7 = 1 1:4+7\nb 1:4+7 = 2 1:4+7\n"},
      {"escapes that no writer needs", R"({"t": "a\u003a b\/c"})", "a 1:7+14 = b/c 1:7+14\n"},
  }));
  CAPTURE(row.name);
  CHECK(embedded(row.text) == row.places);
}

TEST_CASE("a text that is no document is an error with its line") {
  CHECK(embedded("t: '{a: [1}'\n") ==
        "f:1:11: line 1: a closing bracket that does not match; remove it, or close the one that is open\n"
        "    1 | t: '{a: [1}'\n"
        "      |           ^\n");
  CHECK(embedded("t: |\n  a: 1\n  a: 2\n") ==
        "f:1:4: line 2: the key \"a\" stands here a second time; the first is in line 1, column 1: keep one "
        "of them\n"
        "    1 | t: |\n"
        "      |    ^\n");
  CHECK(embedded("t: '# nothing'\n") ==
        "f:1:4: the file is empty; give a mapping\n"
        "    1 | t: '# nothing'\n"
        "      |    ^~~~~~~~~~~\n");
}
