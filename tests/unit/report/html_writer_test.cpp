#include "planner/report/html_writer.hpp"

#include <stdexcept>
#include <string>

#include "tests/support/catch.hpp"

using namespace cniplan;
using report::HtmlWriter;

TEST_CASE("a text comes out as a text, whatever it holds") {
  struct Row {
    const char* name;
    std::string text;
    std::string in_element;
    std::string in_attribute;
  };
  const auto row = GENERATE(values<Row>({
      {"markup", "<script>&amp;", "&lt;script&gt;&amp;amp;", "&lt;script&gt;&amp;amp;"},
      {"quotes", "\"'", "\"'", "&quot;'"},
      {"a newline and a tab", "a\n\tb", "a\n\tb", "a\n\tb"},
      {"a carriage return", "a\rb", "a\xEF\xBF\xBD" "b", "a\xEF\xBF\xBD" "b"},
      {"a control character", "a\x1B[31m", "a\xEF\xBF\xBD[31m", "a\xEF\xBF\xBD[31m"},
      {"a C1 control character", "\xC2\x85", "\xEF\xBF\xBD", "\xEF\xBF\xBD"},
      {"a NUL", std::string("a\0b", 3), "a\xEF\xBF\xBD" "b", "a\xEF\xBF\xBD" "b"},
      {"bytes that are no UTF-8", "\xFF\xC3", "\xEF\xBF\xBD\xEF\xBF\xBD", "\xEF\xBF\xBD\xEF\xBF\xBD"},
      {"U+FFFE", "\xEF\xBF\xBE", "\xEF\xBF\xBD", "\xEF\xBF\xBD"},
      {"an emoji", "\xF0\x9F\x98\x80", "\xF0\x9F\x98\x80", "\xF0\x9F\x98\x80"},
      {"a right-to-left mark", "\xE2\x80\x8F" "a", "\xE2\x80\x8F" "a", "\xE2\x80\x8F" "a"},
      {"an override", "\xE2\x80\xAEgnp", "<bdi>\xE2\x80\xAE</bdi>gnp", "\xE2\x80\xAEgnp"},
      {"an isolate", "\xE2\x81\xA7gnp", "<bdi>\xE2\x81\xA7</bdi>gnp", "\xE2\x81\xA7gnp"},
  }));
  CAPTURE(row.name);
  HtmlWriter html;
  html.open("p").attribute("title", row.text).text(row.text);
  CHECK(html.take() == "<p title=\"" + row.in_attribute + "\">" + row.in_element + "</p>\n");
}

TEST_CASE("what turns the direction stays a character in a title, which has no elements") {
  HtmlWriter html;
  html.element("title", "a\xE2\x80\xAE");
  CHECK(html.take() == "<title>a\xE2\x80\xAE</title>");
}

TEST_CASE("an element that holds nothing has no end tag") {
  HtmlWriter html;
  html.open("meta").attribute("charset", "utf-8").close();
  html.open("input").attribute("checked").close();
  CHECK(html.take() == "<meta charset=\"utf-8\">\n<input checked>\n");
}

TEST_CASE("elements inside a line have no blanks around them") {
  HtmlWriter html;
  html.open("p").text("of ").name("a").text(", ").element("b", "b").text(".");
  CHECK(html.take() == "<p>of <bdi>a</bdi>, <b>b</b>.</p>\n");
}

TEST_CASE("what another writer made is a part, and open elements are closed at the end") {
  HtmlWriter part;
  part.open("p").text("a");
  HtmlWriter html;
  html.open("div").attribute("data-count", std::int64_t{3}).append(std::move(part));
  CHECK(html.take() == "<div data-count=\"3\"><p>a</p>\n</div>\n");
}

TEST_CASE("a source that ends its element is a fault of the program") {
  HtmlWriter html;
  html.open("style");
  CHECK_NOTHROW(html.source("a > b { color: red; }"));
  CHECK_THROWS_AS(html.source("</style>"), std::logic_error);
  CHECK_THROWS_AS(HtmlWriter().close(), std::logic_error);
  CHECK_THROWS_AS(HtmlWriter().attribute("a", "b"), std::logic_error);
}
