#include "planner/core/decimal.hpp"

#include "tests/support/catch.hpp"

using namespace cniplan;

TEST_CASE("a decimal amount is read as a whole number of its parts") {
  struct Row {
    const char* text;
    int places;
    std::optional<std::int64_t> value;
  };
  const auto row = GENERATE(values<Row>({
      {"0", 6, 0},
      {"0.0255", 6, 25'500},
      {"12", 6, 12'000'000},
      {"21.957642", 6, 21'957'642},
      {"0.5", 1, 5},
      {"8", 0, 8},
      {"8.0", 0, std::nullopt},
      {"8.", 0, std::nullopt},
      {"007.50", 2, 750},
      {"9223372036854.775807", 6, 9'223'372'036'854'775'807},
      {"9223372036854.775808", 6, std::nullopt},
      {"9223372036855", 6, std::nullopt},
      {"99999999999999999999", 2, std::nullopt},
      {"0.0000001", 6, std::nullopt},
      {"", 6, std::nullopt},
      {".", 6, std::nullopt},
      {".5", 6, std::nullopt},
      {"5.", 6, std::nullopt},
      {"-1", 6, std::nullopt},
      {"1.-5", 6, std::nullopt},
      {"+1", 6, std::nullopt},
      {"1e3", 6, std::nullopt},
      {" 1", 6, std::nullopt},
      {"1.2.3", 6, std::nullopt},
  }));
  CAPTURE(row.text);
  CHECK(parse_decimal(row.text, row.places) == row.value);
}

TEST_CASE("a decimal amount is written without needless zeros") {
  CHECK(format_decimal(0, 6) == "0");
  CHECK(format_decimal(25'500, 6) == "0.0255");
  CHECK(format_decimal(12'000'000, 6) == "12");
  CHECK(format_decimal(1, 6) == "0.000001");
  CHECK(format_decimal(30'208, 2) == "302.08");
}
