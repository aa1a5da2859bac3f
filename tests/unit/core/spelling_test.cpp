#include "planner/core/spelling.hpp"

#include "tests/support/catch.hpp"

using namespace cniplan;

TEST_CASE("edit distance counts inserts, deletes, replacements and swaps") {
  CHECK(edit_distance("", "") == 0);
  CHECK(edit_distance("abc", "") == 3);
  CHECK(edit_distance("m6i.2xlage", "m6i.2xlarge") == 1);
  CHECK(edit_distance("sbunet", "subnet") == 1);
  CHECK(edit_distance("Subnet", "subnet") == 0);
}

TEST_CASE("the nearest name is the one with the fewest edits, or none when all are far") {
  constexpr std::string_view kNames[] = {"plan", "subnet", "instances"};
  CHECK(nearest_name("sbunet", kNames) == "subnet");
  CHECK(nearest_name("plna", kNames) == "plan");
  CHECK(nearest_name("frobnicate", kNames) == std::nullopt);
  CHECK(did_you_mean("instance", kNames) == "did you mean \"instances\"?");
  CHECK(did_you_mean("x", kNames).empty());
  CHECK(nearest_name(std::string(100'000, 'a'), kNames) == std::nullopt);
}
