#include "planner/importers/json_index.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

#include "planner/importers/json_walk.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/input_mutator.hpp"

using namespace cniplan;

namespace {

bool is_json(JsonIndex& index, const std::string& text) {
  if (!wrong_escape(text).empty() || index.find_tokens(text) != 0) return false;
  const JsonIndex::Checked checked = index.check_value(0);
  return checked.is_value && checked.end == index.size();
}

/// The value written anew, from nothing but what a visit gives.
nlohmann::json visited(const JsonValue& value) {
  switch (value.first_byte()) {
    case '{': {
      auto object = nlohmann::json::object();
      value.each_member([&](std::string_view key, const JsonValue& member) {
        const auto name = nlohmann::json::parse('"' + std::string(key) + '"');
        object[name.get<std::string>()] = visited(member);
      });
      return object;
    }
    case '[': {
      auto list = nlohmann::json::array();
      value.each_element([&](const JsonValue& element) { list.push_back(visited(element)); });
      return list;
    }
    case '"': return std::string(value.text().value());
    default: return nlohmann::json::parse(value.token());
  }
}

}  // namespace

TEST_CASE("what is JSON is told by the grammar") {
  struct Row {
    std::string text;
    bool good;
  };
  const auto row = GENERATE(values<Row>({
      {"{}", true},
      {"[]", true},
      {" [1, -2.5e+3 , true,false,null,\"x\"] ", true},
      {R"({"a":{"b":[[],{}]},"c":"\u00e4\n"})", true},
      {"0", true},
      {"\"x\"", true},
      {"", false},
      {"  ", false},
      {"{", false},
      {"[1", false},
      {"[1,]", false},
      {"[,1]", false},
      {"[1 2]", false},
      {"{1:2}", false},
      {R"({"a"})", false},
      {R"({"a":})", false},
      {R"({"a":1,})", false},
      {R"({"a":1]})", false},
      {R"(["a":1])", false},
      {"[01]", false},
      {"[1.]", false},
      {"[.5]", false},
      {"[1e]", false},
      {"[+1]", false},
      {"[-]", false},
      {"[tru]", false},
      {"[truex]", false},
      {"[nul]", false},
      {"[NaN]", false},
      {"[\"a]", false},
      {"[\"a\nb\"]", false},
      {R"(["\q"])", false},
      {R"(["\u12g4"])", false},
      {R"(["a"b])", false},
      {"[\"\xff\"]", false},
      {"[\xff]", false},
      {"[]]", false},
      {"{}{}", false},
      {"[1\\]", false},
  }));
  CAPTURE(row.text);
  JsonIndex index;
  CHECK(is_json(index, row.text) == row.good);
  CHECK(nlohmann::json::accept(row.text) == row.good);
}

TEST_CASE("mutated texts are JSON exactly when another parser takes them, and say the same") {
  JsonIndex index;
  const std::string text = R"({"a": [1, -0.5, 1e9, true, null, "\u00e4\ud83d\ude00 \\ \"}]"],
    "b": {"c": {}, "d": [], "e": [[{"f": "g"}]]}, "h": "Ã¤"})";
  int broken = 0;
  for (std::uint32_t seed = 0; seed < 5'000; ++seed) {
    const std::string mutated = test::InputMutator(seed).mutate(text);
    CAPTURE(seed, mutated);
    const auto parsed = nlohmann::json::parse(mutated, nullptr, false);
    const bool taken = is_json(index, mutated);
    // Half a character by its escape is a matter of those who read the string.
    if (!mutated.contains("\\ud")) REQUIRE(taken == !parsed.is_discarded());
    if (parsed.is_discarded()) {
      ++broken;
    } else {
      REQUIRE(visited(JsonValue(index, 0)) == parsed);
    }
  }
  CHECK(broken > 1'000);
}

TEST_CASE("what stands before a fault can be visited") {
  struct Row {
    std::string text;
    std::string visited;
  };
  const auto row = GENERATE(values<Row>({
      {R"({"a":1,"b":{"c":"x" "d":2}})", R"({"a":1,"b":{"c":"x"}})"},
      {R"({"a":[1,{"b":tru}]})", R"({"a":[1,{}]})"},
      {R"({"a":1,"b")", R"({"a":1})"},
      {R"({"a":1,"b":)", R"({"a":1})"},
      {R"({"a":1,"b":[)", R"({"a":1,"b":[]})"},
      {R"([1,2}])", "[1,2]"},
  }));
  CAPTURE(row.text);
  JsonIndex index;
  REQUIRE(index.find_tokens(row.text) == 0);
  CHECK_FALSE(index.check_value(0).is_value);
  CHECK(visited(JsonValue(index, 0)) == nlohmann::json::parse(row.visited));
}

TEST_CASE("nesting ends where it is told to") {
  JsonIndex index;
  const std::string deep = std::string(1'001, '[') + std::string(1'001, ']');
  const std::string three = "[[[]]]";
  REQUIRE(index.find_tokens(three) == 0);
  CHECK(index.check_value(0, 3).is_value);
  CHECK(index.check_value(0, 2).end == 2);
  REQUIRE(index.find_tokens(deep) == 0);
  CHECK(index.check_value(0).end == 1'000);
  CHECK(index.check_value(1).is_value);
}

TEST_CASE("texts of any length go through one index, one after the other") {
  JsonIndex index;
  for (const std::size_t elements : {1U, 100'000U, 10U, 200'000U}) {
    std::string text = "[0";
    for (std::size_t i = 1; i < elements; ++i) text += ",0";
    text += "]";
    CHECK(is_json(index, text));
    CHECK(index.behind(0) == index.size());
    CHECK(index.size() == 2 * elements + 1);
  }
}
