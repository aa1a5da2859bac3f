#include "planner/plan/demand.hpp"

#include <algorithm>
#include <numeric>

#include "tests/support/specs.hpp"

using namespace cniplan;
using namespace cniplan::test;

namespace {

SubnetModel empty_subnet(std::string_view block) { return {.label = "only", .cidr = cidr(block)}; }

}  // namespace

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
  const SubnetRoom room = room_of(empty_subnet("10.0.0.0/24"));
  const PrefixCount prefixes(row.prefixes);
  CHECK(room.missing_prefixes(ips_in(prefixes) + IpCount(row.singles), prefixes) == PrefixCount(row.missing));
}

TEST_CASE("a subnet's room knows which addresses are taken and which are reserved") {
  SubnetModel subnet = empty_subnet("10.0.0.0/24");
  subnet.used_count = IpCount(3);
  subnet.used_ranges = {Ipv4Range(cidr("10.0.0.40/32")), Ipv4Range(cidr("10.0.0.60/32"))};
  subnet.others = IpCount(5);
  SubnetRoom room = room_of(subnet);
  CHECK(room.usable == IpCount(251));
  CHECK(room.space.exposed == PrefixCount(12));  // two blocks are broken
  CHECK(room.space.singles == IpCount(249));
  // The two that are listed lie outside of what is left; the three that are only counted come to it.
  CHECK(room.singles(IpCount(5), PrefixCount(0)) == IpCount(3));
  CHECK(room.missing_singles(IpCount(300), PrefixCount(0)) == IpCount(0));

  subnet.prefix_reservations = {cidr("10.0.0.128/25")};
  room = room_of(subnet);
  CHECK(room.space.sheltered == PrefixCount(7));  // the last block holds AWS's last address
  CHECK(room.space.exposed == PrefixCount(5));
  CHECK(room.has_prefix_reservation);
  // 124 usable outside of the reservation, less two taken.
  CHECK(room.missing_singles(IpCount(2 + 122), PrefixCount(0)) == IpCount(0));
  CHECK(room.missing_singles(IpCount(2 + 123), PrefixCount(0)) == IpCount(1));
}

TEST_CASE("further ENIs go to the subnet with most free addresses that is tagged for discovery") {
  ClusterSpec spec;
  spec.policy = planning({ScenarioKind::steady});
  spec.addons.emplace();
  spec.vpc.subnets = {subnet("nodes", "10.0.0.0/25", "a"), subnet("more", "10.0.1.0/26", "a", {SubnetUse::cni}),
                      subnet("other-zone", "10.0.2.0/24", "b", {SubnetUse::cni})};
  // m5.large with 20 Pods: three ENIs of 10 addresses. 123 usable in nodes, 59 in more.
  spec.node_groups = {group("all", {"m5.large"}, {.desired = 1, .pods_per_node = 20, .subnets = {"nodes"}})};
  const auto used = [&](std::int64_t nodes) {
    spec.node_groups.front().nodes.desired = Located<std::int64_t>{nodes};
    const ClusterPlan plan = planned(spec);
    CHECK(of_subnet(plan, "other-zone").demand.total() == IpCount(0));
    return std::pair(of_subnet(plan, "nodes").demand.total().value(), of_subnet(plan, "more").demand.total().value());
  };
  CHECK(used(1) == std::pair<std::int64_t, std::int64_t>(30, 0));
  CHECK(used(2) == std::pair<std::int64_t, std::int64_t>(60, 0));
  // Three primary ENIs leave 93 free; three of the six further ones make it 63, one more 53; then both take in turn.
  CHECK(used(3) == std::pair<std::int64_t, std::int64_t>(80, 10));
  CHECK(used(5) == std::pair<std::int64_t, std::int64_t>(110, 40));

  // Every address has its owner wherever it stands.
  const ClusterPlan plan = planned(spec);
  SubnetDemand all;
  for (const std::string_view name : {"nodes", "more"}) {
    for (std::size_t owner = 0; owner < kAddressOwners; ++owner) {
      all.by_owner[owner] += of_subnet(plan, name).demand.by_owner[owner];
    }
  }
  CHECK(all[AddressOwner::primary] == IpCount(15));
  CHECK(all[AddressOwner::pods] == IpCount(100));
  CHECK(all[AddressOwner::warm] == IpCount(35));

  spec.cni.env = {variable("ENABLE_SUBNET_DISCOVERY", "false")};
  CHECK(used(3) == std::pair<std::int64_t, std::int64_t>(90, 0));
}

TEST_CASE("subnet discovery chooses ENI by ENI as a plain loop does") {
  for (const std::int64_t nodes : {1, 2, 7, 13, 40}) {
    for (const int length : {22, 24, 25}) {
      CAPTURE(nodes, length);
      ClusterSpec spec;
      spec.policy = planning({ScenarioKind::steady});
      spec.addons.emplace();
      spec.vpc.subnets = {subnet("x", "10.0.0.0/" + std::to_string(length), "a"),
                          subnet("y", "10.1.0.0/24", "a", {SubnetUse::cni}),
                          subnet("z", "10.2.0.0/23", "a", {SubnetUse::cni})};
      spec.node_groups = {group("all", {"c5.2xlarge"}, {.desired = nodes, .pods_per_node = 30, .subnets = {"x"}})};
      const ClusterPlan plan = planned(spec);
      std::vector<std::int64_t> free;
      for (const SubnetPlan& made : plan.subnets) free.push_back(made.usable->value());
      // 30 Pods: four ENIs of 15 addresses (n = 14: ceil(30 / 14) + 1), the first in x.
      free[0] -= nodes * 15;
      for (std::int64_t eni = 0; eni < nodes * 3; ++eni) {
        std::size_t most = 3;
        for (std::size_t i = 0; i < 3; ++i) {
          if (free[i] >= 15 && (most == 3 || free[i] > free[most])) most = i;
        }
        if (most == 3) most = static_cast<std::size_t>(std::ranges::max_element(free) - free.begin());
        free[most] -= 15;
      }
      std::vector<std::int64_t> planned_free;
      for (const SubnetPlan& made : plan.subnets) planned_free.push_back(made.scenarios[0].free->value());
      std::ranges::sort(free);
      std::ranges::sort(planned_free);
      if (plan.fits) CHECK(planned_free == free);
      CHECK(std::accumulate(free.begin(), free.end(), std::int64_t{0}) ==
            std::accumulate(planned_free.begin(), planned_free.end(), std::int64_t{0}));
    }
  }
}

TEST_CASE("network address units count a prefix once, further ENIs and gateways more than their address") {
  // docs.aws.amazon.com/vpc/latest/userguide/network-address-usage.html
  ClusterSpec spec;
  spec.policy = planning({ScenarioKind::steady});
  spec.addons.emplace();
  spec.vpc.subnets = {subnet("only", "10.0.0.0/22", "a", {SubnetUse::nodes, SubnetUse::load_balancers})};
  spec.node_groups = {group("all", {"m5.large"}, {.desired = 2, .pods_per_node = 5})};
  // Two nodes of two ENIs with 10 addresses each: 40 addresses and 2 further ENIs.
  CHECK(planned(spec).scenarios.front().network_address_units == 42);
  CHECK(planned(spec).scenarios.front().network_interfaces == EniCount(4));
  LoadBalancerSpec nlb;
  nlb.type = Located<LoadBalancerType>{LoadBalancerType::nlb};
  spec.load_balancers = {nlb};
  EndpointSpec nat;
  nat.type = Located<EndpointType>{EndpointType::nat_gateway};
  nat.subnets = {{"only"}};
  EndpointSpec database;
  database.type = Located<EndpointType>{EndpointType::rds};
  spec.endpoints = {nat, database};
  CHECK(planned(spec).scenarios.front().network_address_units == 42 + 6 + 6 + 1);
  CHECK(planned(spec).scenarios.front().network_interfaces == EniCount(4 + 3));
  spec.load_balancers.clear();
  spec.endpoints.clear();
  spec.cni.env = {variable("ENABLE_PREFIX_DELEGATION", "true")};
  // One ENI with two prefixes a node.
  CHECK(planned(spec).scenarios.front().network_address_units == 2 * 3);
}
