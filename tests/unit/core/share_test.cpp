#include "planner/core/share.hpp"

#include "tests/support/catch.hpp"

using namespace cniplan;

TEST_CASE("a share is exact to a hundredth of a percent") {
  STATIC_REQUIRE(Share::from_percent(80).basis_points() == 8'000);
  STATIC_REQUIRE(Share::from_percent(100).basis_points() == Share::kWhole);
  STATIC_REQUIRE(Share::from_basis_points(3'325) > Share::from_percent(33));
  STATIC_REQUIRE(Share::from_basis_points(3'300) == Share::from_percent(33));
  STATIC_REQUIRE(Share() == Share::from_percent(0));
}
