#include "planner/importers/json_items.hpp"

#include <fmt/format.h>

#include <string>
#include <vector>

#include "tests/support/catch.hpp"

using namespace cniplan;

namespace {

/// What is cut out of a text that comes in pieces of `piece` bytes: "kind:text@line:column" for each item.
struct Cut {
  std::vector<std::string> items;
  std::string rest;
  std::string fault;
};
Cut cut(const std::string& text, std::size_t piece = 1'000'000) {
  Cut out;
  JsonItems items(0, {.item =
                          [&](const JsonItem& item) {
                
                            out.items.push_back(fmt::format("{}:{}@{}:{}", item.kind, item.piece.text,
                                                            item.piece.place.line, item.piece.place.column));
                          },
                      .rest = [&](const JsonPiece& rest) { out.rest += rest.text; }});
  bool good = true;
  for (std::size_t at = 0; at < text.size() && good; at += piece) {
    const std::string part = text.substr(at, piece);  // its own memory, so that a look behind it is seen
    good = items.feed(part);
  }
  if (good) good = items.finish();
  CHECK(good == !items.fault().has_value());
  if (items.fault()) {
    const Diagnostic& fault = *items.fault();
    out.fault = fmt::format("{}:{}: {}", fault.location.line, fault.location.column, fault.message);
  }
  return out;
}

}  // namespace

TEST_CASE("objects are cut out of lists of any layout, in pieces of any size") {
  struct Row {
    std::string name;
    std::string text;
    std::vector<std::string> items;
  };
  const auto row = GENERATE(values<Row>({
      {"one object", R"({"kind":"Node","a":1})", {R"(Node:{"kind":"Node","a":1}@1:1)"}},
      {"a list",
       "{\"kind\":\"List\",\n \"items\":[{\"kind\":\"Pod\"},\n  {\"x\":[1,{}]}]}",
       {R"(Pod:{"kind":"Pod"}@2:11)", R"(:{"x":[1,{}]}@3:3)"}},
      {"the list's kind stands for its items",
       R"({"kind":"NodeList","items":[{},{"kind":"Pod"}]})",
       {"Node:{}@1:29", R"(Pod:{"kind":"Pod"}@1:32)"}},
      {"the kind behind the items", R"({"items":[{"a":2}],"kind":"NodeList"})", {R"(:{"a":2}@1:11)"}},
      {"an empty list", R"({"items":[],"kind":"List"})", {}},
      {"a bare list", R"([{"kind":"A"},{"kind":"B"}])", {R"(A:{"kind":"A"}@1:2)", R"(B:{"kind":"B"}@1:15)"}},
      {"lists in lists",
       R"([{"items":[{"items":[{"kind":"A"}]}]},[{"kind":"B"}]])",
       {R"(A:{"kind":"A"}@1:22)", R"(B:{"kind":"B"}@1:40)"}},
      {"several documents",
       "{\"kind\":\"A\"}\n{\"kind\":\"B\"}\n---\n{\"kind\":\"C\"}\n",
       {R"(A:{"kind":"A"}@1:1)", R"(B:{"kind":"B"}@2:1)", R"(C:{"kind":"C"}@4:1)"}},
      {"brackets and quotes in texts",
       R"({"kind":"A","t":"}]\"{[\\"})",
       {R"(A:{"kind":"A","t":"}]\"{[\\"}@1:1)"}},
      {"items that are no list",
       R"({"kind":"A","items":{"a":1}})",
       {R"(A:{"kind":"A","items":{"a":1}}@1:1)"}},
      {"items further down",
       R"({"kind":"A","spec":{"items":[{}]}})",
       {R"(A:{"kind":"A","spec":{"items":[{}]}}@1:1)"}},
      {"umlauts before an item", "{\"n\":\"\xC3\xA4\xC3\xB6\",\"items\":[{}]}", {":{}@1:20"}},
  }));
  CAPTURE(row.name);
  CHECK(cut(row.text).items == row.items);
  CHECK(cut(row.text).fault.empty());
  for (const std::size_t piece : {1U, 2U, 3U, 7U, 64U}) {
    CAPTURE(piece);
    CHECK(cut(row.text, piece).items == row.items);
  }
}

TEST_CASE("what surrounds the items is handed on as objects of its own") {
  const std::string text = R"({"kind":"List","a":{"b":[1]},"items":[{}],"metadata":{"x":1},"n":2,"t":"u"})";
  for (const std::size_t piece : {1U, 5U, 1000U}) {
    CHECK(cut(text, piece).rest ==
          R"({"kind":"List","a":{"b":[1]},"items":null}{"metadata":{"x":1}}{"n":2}{"t":"u"})");
  }
}

TEST_CASE("a broken text stops with its place") {
  struct Row {
    std::string name;
    std::string text;
    std::string fault;
  };
  const auto row = GENERATE(values<Row>({
      {"cut in an item", "{\"items\": [\n  {\"kind\": \"Pod\",\n",
       "3:1: the JSON ends inside the object that starts in line 2, column 3"},
      {"cut in a list", "{\"items\": [\n  {}",
       "2:5: the JSON ends inside the list that starts in line 1, column 11"},
      {"a missing comma", "{\"items\": [{}\n{}]}", "2:1: expected a comma or ], found \"{\""},
      {"a missing colon", "{\"items\" [{}]}", "1:10: expected a colon, found \"[\""},
      {"a comma too many", "{\"items\": [{},]}", "1:15: expected an object of Kubernetes, found \"]\""},
      {"numbers as items", "{\"items\": [1]}", "1:12: expected an object of Kubernetes, found \"1\""},
      {"no key", "{\"a\":1,}", "1:8: expected a key in quotes, found \"}\""},
      {"no value", "{\"a\":}", "1:6: expected a value, found \"}\""},
      {"text behind the end", "{} x", "1:4: \"x\" starts neither an object nor a list"},
      {"items twice", R"({"items":[],"items":[]})", "1:21: \"items\" stands twice in one list"},
      {"a dash", "{}\n-- {}", "2:3: this is not JSON"},
      {"wrong bracket", "{\"items\": [{}}", "1:14: expected a comma or ], found \"}\""},
  }));
  CAPTURE(row.name);
  CHECK(cut(row.text).fault == row.fault);
  CHECK(cut(row.text, 1).fault == row.fault);
}

TEST_CASE("objects of a text in lines come with an index, and are the same as without") {
  // As kubectl lays it out, but for what only some of the objects have.
  std::string text = "{\n    \"apiVersion\": \"v1\",\n    \"items\": [\n";
  for (int i = 0; i < 200; ++i) {
    if (i > 0) text += ",\n";
    if (i % 50 == 7) {
      text += "        {\"kind\": \"PodList\", \"items\": [\n{\"n\": 1},\n {}]}";
    } else {
      text += fmt::format("        {{\n \"kind\": \"K{}\", \"a\": [{{}}, \"\xC3\xA4 ]}}\\\" \\\\\"]\n}}", i % 3);
    }
  }
  text += "\n    ],\n    \"kind\": \"List\"\n}\n";

  std::size_t indexed = 0;
  JsonItems items(0, {.item =
                          [&](const JsonItem& item) {
                            if (item.piece.index == nullptr) return;
                            ++indexed;
                            CHECK(item.piece.index->check_value(item.piece.token).is_value);
                            CHECK(item.piece.index->text().data() +
                                      item.piece.index->offset(item.piece.token) ==
                                  item.piece.text.data());
                          },
                      .rest = [](const JsonPiece&) {}});
  REQUIRE(items.feed(text));
  REQUIRE(items.finish());
  CHECK(indexed > 100);
  const Cut whole = cut(text);
  CHECK(whole.items.size() == 204);
  CHECK(whole.fault.empty());
  for (const std::size_t piece : {1U, 50U, 500U, 5'000U}) {
    CAPTURE(piece);
    CHECK(cut(text, piece).items == whole.items);
    CHECK(cut(text, piece).rest == whole.rest);
  }
}

TEST_CASE("nesting has an end") {
  const std::string deep(10'000, '[');
  CHECK(cut("{\"a\":" + deep).fault == "1:1005: this is nested deeper than 1000 levels");
  CHECK(cut(deep).fault == "1:101: lists stand in lists more than 100 deep");
  std::string lists;
  for (int i = 0; i < 10'000; ++i) lists += "{\"items\":[";
  CHECK(cut(lists).fault == "1:501: lists stand in lists more than 100 deep");
}

TEST_CASE("an object has an end") {
  const std::string text = "\n {\"a\":\"" + std::string(JsonItems::kLongestItem, 'x');
  CHECK(cut(text + "\"}", 1U << 16U).fault == "2:2: the object that starts here is longer than 4 MiB");
  CHECK(cut(text + "\"}").fault == "2:2: the object that starts here is longer than 4 MiB");
  // A text that is never closed swallows the rest of the file.
  CHECK(cut("{\"a\":\"b\n" + text, 1U << 16U).fault == "1:8: a control character stands inside a text");
  CHECK(cut("{\"a\":\"b\n}").fault == "1:8: a control character stands inside a text");
}
