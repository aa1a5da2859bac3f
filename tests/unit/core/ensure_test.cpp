#include "planner/core/ensure.hpp"

#include <stdexcept>
#include <string>

#include "tests/support/catch.hpp"

using namespace cniplan;

TEST_CASE("a kept promise passes and a broken one says which") {
  CHECK_NOTHROW(ensure(true, "subnets do not overlap"));
  try {
    ensure(false, "subnets do not overlap");
    FAIL("nothing was thrown");
  } catch (const std::logic_error& error) {
    CHECK(error.what() == std::string("broken promise: subnets do not overlap"));
  }
}
