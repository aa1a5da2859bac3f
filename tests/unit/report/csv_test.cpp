#include "planner/report/csv.hpp"

#include "tests/support/catch.hpp"

using namespace cniplan::report;

TEST_CASE("CSV quotes what would break a field and leaves unknown values empty") {
  CsvWriter csv({"name", "count"});
  csv.field("plain");
  csv.field(std::int64_t{-12});
  csv.end_row();
  csv.field("a,b \"c\"\nd");
  csv.field(std::optional<std::int64_t>());
  csv.end_row();
  csv.field("");
  csv.field(std::optional<std::int64_t>(9'223'372'036'854'775'807));
  csv.end_row();
  CHECK(csv.take() == "name,count\nplain,-12\n\"a,b \"\"c\"\"\nd\",\n,9223372036854775807\n");
}
