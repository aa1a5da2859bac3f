#include "planner/core/integer.hpp"

#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

#include "tests/support/catch.hpp"

using namespace cniplan;

TEST_CASE("a whole number fills the whole text and fits into 64 bits") {
  struct Row {
    std::string_view name;
    std::string_view text;
    std::optional<std::int64_t> value;
  };
  const auto row = GENERATE(values<Row>({
      {"zero", "0", 0},
      {"minus zero", "-0", 0},
      {"leading zeros", "007", 7},
      {"negative", "-12", -12},
      {"the most", "9223372036854775807", std::numeric_limits<std::int64_t>::max()},
      {"the least", "-9223372036854775808", std::numeric_limits<std::int64_t>::min()},
      {"one above the most", "9223372036854775808", std::nullopt},
      {"far above", "99999999999999999999999999", std::nullopt},
      {"empty", "", std::nullopt},
      {"a sign alone", "-", std::nullopt},
      {"a plus", "+1", std::nullopt},
      {"a space before", " 1", std::nullopt},
      {"a space behind", "1 ", std::nullopt},
      {"a newline behind", "1\n", std::nullopt},
      {"a zero byte behind", std::string_view("1\0", 2), std::nullopt},
      {"a fraction", "1.0", std::nullopt},
      {"an exponent", "1e3", std::nullopt},
      {"hexadecimal", "0x10", std::nullopt},
      {"a separator", "1,000", std::nullopt},
      {"words", "ten", std::nullopt},
  }));
  CAPTURE(row.name);
  CHECK(parse_integer(row.text) == row.value);
}
