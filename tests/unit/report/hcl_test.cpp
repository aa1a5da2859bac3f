#include "planner/report/hcl.hpp"

#include <string>

#include "tests/support/catch.hpp"

using namespace cniplan::report;

namespace {

HclFile file_with(HclValue value) {
  return {.remarks = {}, .blocks = {{.header = {"locals"}, .attributes = {{"x", std::move(value)}}, .blocks = {}}}};
}

}  // namespace

TEST_CASE("a text means itself in both syntaxes") {
  struct Row {
    const char* name;
    std::string text;
    std::string hcl;
    std::string json;
  };
  const auto row = GENERATE(values<Row>({
      {"a word", "private-a", R"("private-a")", R"("private-a")"},
      {"quotes and backslashes", R"(a"b\c)", R"("a\"b\\c")", R"("a\"b\\c")"},
      {"an interpolation", "a${b}", R"("a$${b}")", R"("a$${b}")"},
      {"a directive", "%{ if a }", R"("%%{ if a }")", R"("%%{ if a }")"},
      {"signs alone", "5 $ 6 % $a %b {}", R"("5 $ 6 % $a %b {}")", R"("5 $ 6 % $a %b {}")"},
      {"line breaks", "a\nb\r\tc", R"("a\nb\r\tc")", R"("a\nb\r\tc")"},
      {"a control character", "a\x1b", R"("a\u001b")", R"("a\u001b")"},
      {"other scripts", "gr\u00f6\u00dfe", "\"gr\u00f6\u00dfe\"", "\"gr\u00f6\u00dfe\""},
      {"no UTF-8", "a\xff", "\"a\xEF\xBF\xBD\"", "\"a\xEF\xBF\xBD\""},
      {"a comment's sign", "# a // b", R"("# a // b")", R"("# a // b")"},
  }));
  CAPTURE(row.name);
  CHECK(to_hcl(file_with(HclValue::text(row.text))) == "\nlocals {\n  x = " + row.hcl + "\n}\n");
  CHECK(to_hcl_json(file_with(HclValue::text(row.text))) ==
        "{\n  \"locals\": {\n    \"x\": " + row.json + "\n  }\n}\n");
}

TEST_CASE("values that are evaluated stand bare, and in JSON in a template") {
  CHECK(to_hcl(file_with(HclValue::expression("aws_vpc.main.id"))) == "\nlocals {\n  x = aws_vpc.main.id\n}\n");
  CHECK(to_hcl_json(file_with(HclValue::expression("aws_vpc.main.id"))).find(R"("x": "${aws_vpc.main.id}")") !=
        std::string::npos);
  // Of depends_on Terraform wants the address, not a value of it.
  const HclValue after = HclValue::list({HclValue::of(HclValue::Kind::address, "aws_vpc.main")});
  CHECK(to_hcl(file_with(after)) == "\nlocals {\n  x = [aws_vpc.main]\n}\n");
  CHECK(to_hcl_json(file_with(after)).find(R"("aws_vpc.main")") != std::string::npos);
}

TEST_CASE("equals signs stand below each other as terraform fmt has them") {
  HclValue tags{.kind = HclValue::Kind::object, .scalar = {}, .items = {}, .entries = {}};
  tags.entries = {{"Name", HclValue::text("n")}, {"a/b", HclValue::yes()}};
  HclBlock inner{.header = {"filter"}, .attributes = {{"name", HclValue::text("f")}}, .blocks = {}};
  const HclBlock block{.header = {"resource", "aws_subnet", "a"},
                       .attributes = {{"vpc_id", HclValue::expression("aws_vpc.main.id")},
                                      {"cidr_block", HclValue::of(HclValue::Kind::number, "1")},
                                      {"tags", tags},
                                      {"z", HclValue::list({HclValue::text("1"), HclValue::text("2")})}},
                       .blocks = {inner}};
  CHECK(to_hcl({.remarks = {"A remark."}, .blocks = {block}}) == R"(# A remark.

resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.main.id
  cidr_block = 1

  tags = {
    Name  = "n"
    "a/b" = true
  }

  z = [
    "1",
    "2",
  ]

  filter {
    name = "f"
  }
}
)");
}

TEST_CASE("a key stands in quotes where it is no name, and takes the columns of its characters") {
  HclValue tags{.kind = HclValue::Kind::object, .scalar = {}, .items = {}, .entries = {}};
  for (const char* key : {"for", "true", "\u5b50\u7f51", "a-b", "a${b}"})
    tags.entries.emplace_back(key, HclValue::yes());
  CHECK(to_hcl(file_with(tags)) == R"(
locals {
  x = {
    "for"    = true
    "true"   = true
    "子网"     = true
    "a-b"    = true
    "a$${b}" = true
  }
}
)");
}

TEST_CASE("in JSON resources of one type stand together") {
  const auto resource = [](const char* type, const char* name) {
    return HclBlock{.header = {"resource", type, name}, .attributes = {{"n", HclValue::text(name)}}, .blocks = {}};
  };
  const HclFile file{.remarks = {"One."}, .blocks = {resource("a", "x"), resource("b", "y"), resource("a", "z")}};
  CHECK(to_hcl_json(file) == R"({
  "//": [
    "One."
  ],
  "resource": {
    "a": {
      "x": {
        "n": "x"
      },
      "z": {
        "n": "z"
      }
    },
    "b": {
      "y": {
        "n": "y"
      }
    }
  }
}
)");
}
