#include "planner/report/data_table.hpp"

#include <array>

#include "tests/support/catch.hpp"

using namespace cniplan;
using namespace cniplan::report;

namespace {

const std::array kTables = {
    DataTable{.name = "subnets",
              .columns = {"subnet", "used", "fits"},
              .rows = {{"a,\"b\"\nc", IpCount(7), true}, {std::string("d"), std::optional<IpCount>(), DataCell()}}},
    DataTable{.name = "free", .columns = {"cidr"}, .rows = {{DataCell::text_or_none("")}}}};

}  // namespace

TEST_CASE("a table is a CSV of its own") {
  const auto files = to_csv_files(kTables);
  REQUIRE(files.size() == 2);
  CHECK(files[0].name == "subnets.csv");
  CHECK(files[0].text == "subnet,used,fits\n\"a,\"\"b\"\"\nc\",7,true\nd,,\n");
  CHECK(files[1].name == "free.csv");
  CHECK(files[1].text == "cidr\n\n");
}

TEST_CASE("a row is a line of JSON that names its table") {
  CHECK(to_ndjson(kTables) ==
        "{\"table\": \"subnets\", \"subnet\": \"a,\\\"b\\\"\\nc\", \"used\": 7, \"fits\": true}\n"
        "{\"table\": \"subnets\", \"subnet\": \"d\", \"used\": null, \"fits\": null}\n"
        "{\"table\": \"free\", \"cidr\": null}\n");
}
