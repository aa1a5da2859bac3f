#include "planner/core/location.hpp"

#include <stdexcept>

#include "tests/support/catch.hpp"

using namespace cniplan;

TEST_CASE("sources keep each text under the name the user knows") {
  Sources sources;
  CHECK(sources.size() == 0);
  const int spec = sources.add("cluster.yaml", "version: 1\n");
  const int dump = sources.add("<stdin>", "{}");
  CHECK(sources.size() == 2);
  CHECK(sources.name(spec) == "cluster.yaml");
  CHECK(sources.text(spec) == "version: 1\n");
  CHECK(sources.name(dump) == "<stdin>");
  CHECK(sources.text(dump) == "{}");
  CHECK_THROWS_AS(sources.name(2), std::out_of_range);
}
