#include "planner/capacity/max_pods_expression.hpp"

#include <fmt/format.h>

#include "tests/support/catch.hpp"

using namespace cniplan;

namespace {

InstanceType t3_medium() {
  InstanceType type;
  type.name = *InstanceTypeName::make("t3.medium");
  type.enis = 3;
  type.ipv4_per_eni = 6;
  return type;
}

/// The value, or `column: message; way out`.
std::string outcome(std::string_view text) {
  const auto say = [](const Diagnostic& d) {
    return fmt::format("{}:{}+{}: {}; {}", d.location.line, d.location.column, d.location.length, d.message, d.way_out);
  };
  const auto compiled = CompiledMaxPodsExpression::compile(text);
  if (!compiled) return say(compiled.error());
  const auto value = compiled->evaluate(t3_medium());
  return value ? fmt::format("{}", value->value()) : say(value.error());
}

}  // namespace

TEST_CASE("an expression has the value that nodeadm gives it") {
  struct Row {
    std::string text;
    std::int64_t value;
  };
  // On t3.medium: default_enis 3, ips_per_eni 6, max_pods 17. The first rows are the cases of nodeadm's own tests.
  const auto row = GENERATE(values<Row>({
      {"417", 417},
      {"(default_enis * (ips_per_eni - 1)) + 2", 17},
      {"(default_enis * ((ips_per_eni - 1) * 16)) + 2", 242},
      {"((default_enis * ((ips_per_eni * 16) - 1)) + 2) < 30 ? ((default_enis * ((ips_per_eni * 16) - 1)) + 2) : 30", 30},
      {"((default_enis - 1) * (ips_per_eni - 1)) + 2", 12},
      {"max_pods < 30 ? max_pods : 30", 17},
      {"max_pods + 2", 19},
      {"2 + 3 * 4", 14},
      {"20 - 3 - 4", 13},
      {"100 / 7 / 2", 7},
      {"7 - -7", 14},
      {"--7", 7},
      {"- - 7", 7},
      {"-7 / 2 + 10", 7},
      {"-7 % 3 + 10", 9},
      {"7 % -3", 1},
      {"0x1F", 31},
      {"010", 10},
      {"  1\n+\t1  // a comment", 2},
      {"// first\n5", 5},
      {"true ? 1 : 2", 1},
      {"!true ? 1 : 2", 2},
      {"!!true ? 1 : 2", 1},
      {"1 < 2 && 2 < 3 ? 1 : 2", 1},
      {"1 > 2 || 2 >= 3 || 3 != 3 ? 1 : 2", 2},
      {"false || true && false ? 1 : 2", 2},
      {"(1 == 1) == (2 == 2) ? 1 : 2", 1},
      {"false < true ? 1 : 2", 1},
      {"1 > 1 ? 2 : 2 > 1 ? 3 : 4", 3},
      {"min(max_pods, 10, 12)", 10},
      {"max(default_enis, ips_per_eni)", 6},
      {"max(3)", 3},
      {"2147483647", 2147483647},
      {"9223372036854775807 - 9223372036854775806", 1},
      {"-9223372036854775808 + 9223372036854775807 + 2", 1},
  }));
  CAPTURE(row.text);
  CHECK(outcome(row.text) == std::to_string(row.value));
}

TEST_CASE("a side that decides && or || hides an error on the other, as in CEL") {
  CHECK(outcome("false && 1 / 0 == 1 ? 1 : 2") == "2");
  CHECK(outcome("1 / 0 == 1 && false ? 1 : 2") == "2");
  CHECK(outcome("true || 1 / 0 == 1 ? 1 : 2") == "1");
  CHECK(outcome("1 / 0 == 1 || true ? 1 : 2") == "1");
  CHECK(outcome("true ? 1 : 1 / 0") == "1");
  const std::string fault = "1:3+1: t3.medium: division by zero; nodeadm would only log this and set 17";
  CHECK(outcome("1 / 0 == 1 && true ? 1 : 2") == fault);
  CHECK(outcome("1 / 0 == 1 || false ? 1 : 2") == fault);
}

TEST_CASE("a value that nodeadm would not take is an error") {
  struct Row {
    std::string text, error;
  };
  const auto row = GENERATE(values<Row>({
      {"0", "1:1+1: t3.medium: the expression gives 0, outside 1 to 2147483647; nodeadm would only log this and set 17"},
      {"max_pods - 20",
       "1:10+1: t3.medium: the expression gives -3, outside 1 to 2147483647; nodeadm would only log this and set 17"},
      {"2147483647 + 1",
       "1:12+1: t3.medium: the expression gives 2147483648, outside 1 to 2147483647; nodeadm would only log this and "
       "set 17"},
      {"5 + max_pods / (default_enis - 3)",
       "1:14+1: t3.medium: division by zero; nodeadm would only log this and set 17"},
      {"5 % 0", "1:3+1: t3.medium: division by zero; nodeadm would only log this and set 17"},
      {"9223372036854775807 + 1",
       "1:21+1: t3.medium: the value does not fit into 64 bits; nodeadm would only log this and set 17"},
      {"-9223372036854775808 - 1",
       "1:22+1: t3.medium: the value does not fit into 64 bits; nodeadm would only log this and set 17"},
      {"5000000000 * 5000000000",
       "1:12+1: t3.medium: the value does not fit into 64 bits; nodeadm would only log this and set 17"},
      {"-9223372036854775808 / -1",
       "1:22+1: t3.medium: the value does not fit into 64 bits; nodeadm would only log this and set 17"},
      {"-9223372036854775808 % -1",
       "1:22+1: t3.medium: the value does not fit into 64 bits; nodeadm would only log this and set 17"},
      {"--9223372036854775808",
       "1:1+1: t3.medium: the value does not fit into 64 bits; nodeadm would only log this and set 17"},
  }));
  CHECK(outcome(row.text) == row.error);
}

TEST_CASE("an expression that does not compile is an error at its column") {
  struct Row {
    std::string text, error;
  };
  constexpr const char* kKnown = "numbers, + - * / %, comparisons, && || !, ?: and parentheses are understood";
  const std::string fallback = "; nodeadm would only log this and set its default";
  const auto row = GENERATE_COPY(values<Row>({
      {"", "1:1+1: the expression is empty; a number, a variable or a parenthesis is missing at its end"},
      {"   ", "1:4+1: the expression ends too early; a number, a variable or a parenthesis is missing at its end"},
      {"1 +", "1:4+1: the expression ends too early; a number, a variable or a parenthesis is missing at its end"},
      {"99 - default_eni", "1:6+11: unknown variable \"default_eni\"; did you mean \"default_enis\"?"},
      {"fake", "1:1+4: unknown variable \"fake\"; the variables are default_enis, ips_per_eni and max_pods"},
      {"int(5)", "1:1+3: unknown function \"int\"; write the sum out; only min and max are understood"},
      {"1.5", "1:1+3: \"1.5\" is not a whole number; only decimal digits, or 0x and hexadecimal ones, are understood"},
      {"10u", "1:1+3: \"10u\" is not a whole number; only decimal digits, or 0x and hexadecimal ones, are understood"},
      {"0x", "1:1+2: \"0x\" is not a whole number; only decimal digits, or 0x and hexadecimal ones, are understood"},
      {"9223372036854775808", "1:1+19: 9223372036854775808 does not fit into 64 bits"},
      {"-99999999999999999999", "1:1+21: -99999999999999999999 does not fit into 64 bits"},
      {"1 2", std::string("1:3+1: unexpected \"2\"; ") + kKnown},
      {"1 \xC3\xA9", std::string("1:3+2: unexpected \"\xC3\xA9\"; ") + kKnown},
      {"max_pods = 3", "1:10+1: unexpected \"=\"; equality is written =="},
      {"true & false", "1:6+1: unexpected \"&\"; the operator is written &&"},
      {"(1 + 2", "1:1+1: \"(\" is never closed; add a \")\""},
      {"1 + 2)", std::string("1:6+1: unexpected \")\"; ") + kKnown},
      {"min(1, 2", "1:1+3: \"min(\" is never closed; add a \")\""},
      {"min()", std::string("1:5+1: unexpected \")\"; ") + kKnown},
      {"true ? 1", "1:9+1: \"?\" has no \":\"; write `condition ? a : b`"},
      // CEL's grammar has no bare conditional between ? and :.
      {"1 <= 1 ? 2 > 1 ? 3 : 4 : 5", std::string("1:16+1: unexpected \"?\"; ") + kKnown},
      {"1 +\n  * 2", std::string("2:3+1: unexpected \"*\"; ") + kKnown},
      {"true", "1:1+4: the expression gives a truth value, not a number; write `condition ? number : number`"},
      {"max_pods < 30", "1:1+13: the expression gives a truth value, not a number; write `condition ? number : number`"},
  }));
  CHECK(outcome(row.text) == row.error + fallback);
}

TEST_CASE("numbers and truth values do not mix") {
  struct Row {
    std::string text, error;
  };
  const std::string fallback = "; nodeadm would only log this and set its default";
  const auto row = GENERATE(values<Row>({
      {"1 + true", "1:5+4: \"+\" needs a number, not a truth value"},
      {"true * 2", "1:1+4: \"*\" needs a number, not a truth value"},
      {"-true", "1:2+4: \"-\" needs a number, not a truth value"},
      {"!1 ? 1 : 2", "1:2+1: \"!\" needs a truth value, not a number"},
      {"1 && true ? 1 : 2", "1:1+1: \"&&\" needs a truth value, not a number"},
      {"max_pods ? 1 : 2", "1:1+8: the condition before \"?\" needs a truth value, not a number"},
      {"true ? 1 : false", "1:12+5: the value behind \":\" needs a number, not a truth value"},
      {"1 == true ? 1 : 2", "1:6+4: \"==\" behind a number needs a number, not a truth value"},
      {"1 < 2 < 3 ? 1 : 2", "1:9+1: \"<\" behind a truth value needs a truth value, not a number"},
      {"min(1, true)", "1:8+4: \"min\" needs a number, not a truth value"},
  }));
  CHECK(outcome(row.text) == row.error + fallback);
}

TEST_CASE("an expression's length and depth are limited, not the stack's patience") {
  const auto parentheses = [](std::size_t depth) { return std::string(depth, '(') + "1" + std::string(depth, ')'); };
  CHECK(outcome(parentheses(249)) == "1");
  CHECK(outcome(parentheses(250)) ==
        "1:251+1: nested more than 250 deep; take parentheses away; nodeadm would only log this and set its default");
  CHECK(outcome(parentheses(100'000)) ==
        "1:1+1: the expression has 200001 characters, and 4000 are read; shorten it");
  std::string sum = "1";
  while (sum.size() + 2 <= CompiledMaxPodsExpression::kLongest) sum += "+1";
  CHECK(outcome(sum) == std::to_string((sum.size() + 1) / 2));
  CHECK(outcome(std::string(CompiledMaxPodsExpression::kLongest - 5, '-') + "max_p").starts_with("1:3996+5: unknown variable"));
  CHECK(outcome(std::string(3998, '-') + "7") == "7");
  CHECK(outcome(std::string(3000, '!') + "true ? 4 : 5") == "4");
}

TEST_CASE("min and max are read with a warning that nodeadm has neither") {
  const auto compiled = CompiledMaxPodsExpression::compile("min(max(1, 2), 3)");
  REQUIRE(compiled.has_value());
  REQUIRE(compiled->warnings().size() == 2);
  CHECK(compiled->warnings()[0] == Diagnostic{"expression.not-in-nodeadm", Severity::warning,
                                              "nodeadm has no function \"min\"", "write `a < b ? a : b` there",
                                              {-1, 1, 1, 3}});
  CHECK(compiled->warnings()[1] == Diagnostic{"expression.not-in-nodeadm", Severity::warning,
                                              "nodeadm has no function \"max\"", "write `a > b ? a : b` there",
                                              {-1, 1, 5, 3}});
  CHECK(CompiledMaxPodsExpression::compile("max_pods")->warnings().empty());
}

TEST_CASE("no mutation of an expression crashes the reader") {
  const std::string seed = "min(default_enis * (ips_per_eni - 1), 0x10) < 30 && !false ? -7 % 3 + 20 : max_pods // x";
  unsigned state = 20260821;
  for (int round = 0; round < 20'000; ++round) {
    std::string text = seed;
    for (int edits = 0; edits < 4; ++edits) {
      state = state * 1664525U + 1013904223U;
      const auto at = (state >> 8) % text.size();
      const char c = static_cast<char>(state >> 24);
      if ((state & 3) == 0) text.insert(at, 1, c);
      if ((state & 3) == 1) text.erase(at, 1 + state % 5);
      if ((state & 3) > 1) text[at] = "()?:+-*/%<>=!&|,09ax_ "[(state >> 16) % 22];
      if (text.empty()) text = "1";
    }
    CAPTURE(round, text);
    CHECK_FALSE(outcome(text).empty());
  }
}
