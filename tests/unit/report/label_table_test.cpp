#include "planner/report/label_table.hpp"

#include <sstream>
#include <string>

#include "planner/report/grid.hpp"
#include "tests/support/catch.hpp"

using namespace cniplan::report;

TEST_CASE("figures stand below each other, titles between them") {
  LabelTable table(40, {"nodes", "Pods a\nnode"});
  table.title("general");
  table.row({.label = "steady", .cells = {"24", "40"}});
  table.title("web");
  table.row({.label = "rolling-update", .cells = {"6", "100000"}});
  CHECK(table.to_string() ==
        "                           Pods a\n"
        "                    nodes    node\n"
        "  general\n"
        "    steady             24      40\n"
        "  web\n"
        "    rolling-update      6  100000\n");
}

TEST_CASE("a label without room goes on below, beside the notes") {
  LabelTable table(40, {}, 6);
  table.row({.label = "steady, max, rolling-update",
             .cells = {"4200 used"},
             .tail = "[####]",
             .notes = {"lacks 109 addresses", "lacks 12"}});
  CHECK(table.room_for_labels() == 17);
  CHECK(table.widest_label_part() == 14);
  CHECK(table.to_string() ==
        "    steady, max,       4200 used  [####]\n"
        "      rolling-update   lacks 109\n"
        "                         addresses\n"
        "                       lacks 12\n");
}

TEST_CASE("no label is squeezed to nothing") {
  LabelTable table(20, {});
  table.row({.label = "control-plane-update", .cells = {"1234567890123"}});
  CHECK(table.to_string() ==
        "    control-  1234567890123\n"
        "      plane-\n"
        "      update\n");
}
