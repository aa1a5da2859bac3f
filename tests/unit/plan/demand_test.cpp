#include "planner/plan/demand.hpp"

#include "tests/support/specs.hpp"

using namespace cniplan;

TEST_CASE("single addresses take what the reserved ones leave, then whole blocks") {
  struct Row {
    std::string name;
    std::int64_t prefixes;
    std::int64_t singles;
    std::int64_t missing;
  };
  // A /24 has 14 whole blocks, and 12 + 15 single addresses beside the reserved ones.
  const auto row = GENERATE(values<Row>({{"all blocks", 14, 0, 0},
                                         {"all blocks and what is beside them", 14, 27, 0},
                                         {"one single too many", 14, 28, 1},
                                         {"a block of singles", 13, 43, 0},
                                         {"two blocks of singles", 13, 44, 1},
                                         {"too many", 20, 0, 6},
                                         {"no prefixes at all", 0, 251, 0}}));
  CAPTURE(row.name);
  SubnetDemand demand;
  demand.prefixes = PrefixCount(row.prefixes);
  demand[AddressOwner::pods] = ips_in(demand.prefixes);
  demand[AddressOwner::primary] = IpCount(row.singles);
  CHECK(missing_prefixes(test::cidr("10.0.0.0/24"), demand) == PrefixCount(row.missing));
}
