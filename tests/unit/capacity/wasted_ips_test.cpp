#include "planner/capacity/wasted_ips.hpp"

#include <string>

#include "tests/support/catch.hpp"

using namespace cniplan;

namespace {

struct Row {
  std::string name;
  AddressMode mode;
  EniUse eni;
  std::int64_t wasted;
};

}  // namespace

TEST_CASE("an ENI wastes its primary address, and what Pods leave of prefixes that hold one") {
  const auto row = GENERATE(values<Row>({
      {"secondary IP mode",
       AddressMode::secondary_ip,
       {.slots = 9, .assigned = IpCount(2), .warm = IpCount(7)},
       1},
      {"no Pod", AddressMode::prefix, {.slots = 1, .warm = IpCount(16)}, 1},
      {"one Pod", AddressMode::prefix, {.slots = 2, .assigned = IpCount(1), .warm = IpCount(31)}, 16},
      {"a full prefix", AddressMode::prefix, {.slots = 2, .assigned = IpCount(16), .warm = IpCount(16)}, 1},
      {"17 Pods", AddressMode::prefix, {.slots = 3, .assigned = IpCount(17), .warm = IpCount(31)}, 16},
      {"the rest cools down",
       AddressMode::prefix,
       {.slots = 1, .assigned = IpCount(4), .cooling = IpCount(10), .warm = IpCount(2)},
       3},
      {"Windows with prefixes",
       AddressMode::windows_prefix,
       {.slots = 1, .assigned = IpCount(5), .warm = IpCount(11)},
       12},
      {"Windows",
       AddressMode::windows_secondary_ip,
       {.slots = 8, .assigned = IpCount(5), .warm = IpCount(3)},
       1},
      {"IPv6", AddressMode::ipv6, {}, 1},
      {"custom networking's primary ENI", AddressMode::prefix, {.primary = true}, 1},
  }));
  CAPTURE(row.name);
  CHECK(wasted_ips(row.eni, row.mode) == IpCount(row.wasted));
}

TEST_CASE("a node wastes what its ENIs waste and the trunk's address, not those of branch ENIs") {
  SettledNode node;
  node.usage.mode = AddressMode::prefix;
  node.usage.pod_subnet = {.trunk = IpCount(1), .branch = IpCount(3)};
  node.enis = {{.primary = true}, {.slots = 3, .assigned = IpCount(20), .warm = IpCount(28)}};
  CHECK(wasted_ips(node) == IpCount(1 + 13 + 1));
  CHECK(ips_of(node.enis.back()) == IpCount(49));
}
