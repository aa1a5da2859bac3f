#include "planner/report/json_writer.hpp"

#include <limits>
#include <optional>
#include <stdexcept>
#include <string>

#include "planner/core/count.hpp"
#include "tests/support/catch.hpp"

using namespace cniplan;
using namespace cniplan::report;

namespace {

std::string json(std::string_view text) {
  std::string out;
  append_json(out, text);
  return out;
}

}  // namespace

TEST_CASE("members stand on lines of their own, or all on one") {
  JsonWriter writer;
  writer.begin_object();
  writer.member("text", "a");
  writer.member("count", IpCount(-3));
  writer.member("yes", true);
  writer.member("unknown", std::optional<IpCount>());
  writer.member("known", std::optional(PodCount(7)));
  writer.text_or_null("none", "");
  writer.begin_array("lines");
  writer.element(std::int64_t{1});
  writer.begin_object();
  writer.end_object();
  writer.end_array();
  writer.begin_array("empty");
  writer.end_array();
  writer.begin_object("line", JsonWriter::Layout::one_line);
  writer.member("a", std::int64_t{1});
  writer.begin_array("b");
  writer.element("x");
  writer.element(nullptr);
  writer.end_array();
  writer.end_object();
  writer.end_object();
  CHECK(writer.take() ==
        "{\n"
        "  \"text\": \"a\",\n"
        "  \"count\": -3,\n"
        "  \"yes\": true,\n"
        "  \"unknown\": null,\n"
        "  \"known\": 7,\n"
        "  \"none\": null,\n"
        "  \"lines\": [\n"
        "    1,\n"
        "    {}\n"
        "  ],\n"
        "  \"empty\": [],\n"
        "  \"line\": {\"a\": 1, \"b\": [\"x\", null]}\n"
        "}\n");
}

TEST_CASE("the largest and the smallest number have all their digits") {
  JsonWriter writer;
  writer.begin_array(JsonWriter::Layout::one_line);
  writer.element(std::numeric_limits<std::int64_t>::min());
  writer.element(std::numeric_limits<std::int64_t>::max());
  writer.end_array();
  CHECK(writer.take() == "[-9223372036854775808, 9223372036854775807]\n");
}

TEST_CASE("what JSON does not allow in a text is escaped") {
  CHECK(json("a \"b\" \\ /") == R"("a \"b\" \\ /")");
  CHECK(json("\b\f\n\r\t") == R"("\b\f\n\r\t")");
  CHECK(json(std::string_view("\0\x1b\x1f", 3)) == R"("\u0000\u001b\u001f")");
  CHECK(json("\x7f") == "\"\x7f\"");
  CHECK(json("caf\xC3\xA9 \xF0\x9F\x98\x80") == "\"caf\xC3\xA9 \xF0\x9F\x98\x80\"");
}

TEST_CASE("each byte that is no UTF-8 becomes the replacement character") {
  CHECK(json("a\xFFz") == "\"a\xEF\xBF\xBDz\"");
  CHECK(json("\xC3(") == "\"\xEF\xBF\xBD(\"");
  CHECK(json("\xED\xA0\x80") == "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");
}

TEST_CASE("a text that has not ended is a fault of the program") {
  JsonWriter writer;
  writer.begin_object();
  CHECK_THROWS_AS(writer.take(), std::logic_error);
}
