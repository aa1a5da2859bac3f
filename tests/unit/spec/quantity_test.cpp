#include "planner/spec/quantity.hpp"

#include <string>

#include "tests/support/catch.hpp"

using namespace cniplan;

namespace {

std::string shown(const Result<std::int64_t, QuantityError>& value) {
  if (value) return std::to_string(*value);
  switch (value.error()) {
    case QuantityError::malformed:
      return "malformed";
    case QuantityError::negative:
      return "negative";
    case QuantityError::out_of_range:
      return "out of range";
  }
  return {};
}

}  // namespace

TEST_CASE("quantities are read as Kubernetes reads them, rounded up") {
  struct Row {
    const char* text;
    const char* millis;
    const char* bytes;
  };
  const auto row = GENERATE(values<Row>({
      {"0", "0", "0"},
      {"1", "1000", "1"},
      {"500m", "500", "1"},
      {"0.5", "500", "1"},
      {".5", "500", "1"},
      {"2.", "2000", "2"},
      {"+2", "2000", "2"},
      {"1.0005", "1001", "2"},
      {"100n", "1", "1"},
      {"1u", "1", "1"},
      {"1Gi", "1073741824000", "1073741824"},
      {"1.5Gi", "1610612736000", "1610612736"},
      {"1Ki", "1024000", "1024"},
      {"128974848", "128974848000", "128974848"},
      {"129e6", "129000000000", "129000000"},
      {"129M", "129000000000", "129000000"},
      {"1E2", "100000", "100"},
      {"1E", "out of range", "1000000000000000000"},
      {"1k", "1000000", "1000"},
      {"7Ei", "out of range", "8070450532247928832"},
      {"8Ei", "out of range", "out of range"},
      {"99999999999999999999", "out of range", "out of range"},
      {"1e99", "out of range", "out of range"},
      {"0e99", "0", "0"},
      {"1e-99", "1", "1"},
      {"-1", "negative", "negative"},
      {"", "malformed", "malformed"},
      {"m", "malformed", "malformed"},
      {".", "malformed", "malformed"},
      {"1.2.3", "malformed", "malformed"},
      {"1 Gi", "malformed", "malformed"},
      {"1gi", "malformed", "malformed"},
      {"1K", "malformed", "malformed"},
      {"1e", "malformed", "malformed"},
      {"1e1000000000000", "malformed", "malformed"},
      {"0x10", "malformed", "malformed"},
      {"--1", "malformed", "malformed"},
  }));
  CAPTURE(row.text);
  CHECK(shown(parse_cpu_millis(row.text)) == row.millis);
  CHECK(shown(parse_memory_bytes(row.text)) == row.bytes);
}
