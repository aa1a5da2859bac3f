#include "planner/capacity/ipamd.hpp"

#include "tests/support/catch.hpp"

using namespace cniplan;

namespace {

/// Three ENIs with nine slots each, as m5.large.
NodeSetup m5_large() {
  NodeSetup node;
  node.limits = {.enis = 3,
                 .ipv4_per_eni = 10,
                 .branch_enis = 9,
                 .prefix_delegation = true,
                 .trunking = true,
                 .keeps_trunk_slot = true};
  node.load = {.pods = PodCount(0), .branch_pods = PodCount(0), .max_pods = PodCount(110)};
  return node;
}

void turns(Ipamd& ipamd, int count) {
  for (int i = 0; i < count; ++i) ipamd.turn();
}

}  // namespace

TEST_CASE("before any Pod there is, one growth step has been made") {
  NodeSetup node = m5_large();
  CHECK(Ipamd(node).pool_ips() == 9);
  node.cni.warm_ip_target = 12;
  CHECK(Ipamd(node).pool_ips() == 9);  // the rest takes the next turn
  node.cni.custom_networking = true;
  const Ipamd ipamd(node);
  CHECK(ipamd.usage().enis == EniCount(2));
  CHECK(ipamd.enis().front().slots == 0);
  CHECK(ipamd.pool_ips() == 9);
}

TEST_CASE("a burst grows by WARM_IP_TARGET a turn, because ipamd does not see who waits") {
  NodeSetup node = m5_large();
  node.cni.warm_ip_target = 1;
  Ipamd ipamd(node);
  ipamd.add_pods(6);
  for (std::int64_t turn = 1; turn <= 6; ++turn) {
    ipamd.turn();
    CHECK(ipamd.usage().assigned() == IpCount(turn));
  }
  CHECK(ipamd.calls()[Ec2Action::assign_private_ip_addresses] == 7);
}

TEST_CASE("the address of a Pod that is gone rests for its cool-down, and counts as available meanwhile") {
  NodeSetup node = m5_large();
  node.cni.max_enis = EniCount(1);
  node.cni.ip_cooldown_seconds = GENERATE(0, 30, 60);
  Ipamd ipamd(node);
  ipamd.add_pods(9);
  turns(ipamd, 3);
  ipamd.remove_pods(2);
  ipamd.add_pods(2);
  const std::int64_t left = ipamd.seconds();
  CHECK(ipamd.usage().node_subnet.cooling == IpCount(2));
  while (ipamd.usage().assigned() < IpCount(9)) ipamd.turn();
  // The first turn after more than the cool-down.
  CHECK(ipamd.seconds() - left == node.cni.ip_cooldown_seconds + kSecondsPerTurn);
  CHECK(ipamd.usage().node_subnet.cooling == IpCount(0));
}

TEST_CASE("addresses are given back at once, and then not again for 30 s") {
  NodeSetup node = m5_large();
  node.cni.warm_ip_target = 2;
  Ipamd ipamd(node);
  ipamd.add_pods(6);
  turns(ipamd, 10);
  REQUIRE(ipamd.pool_ips() == 8);
  ipamd.remove_pods(3);
  ipamd.turn();
  CHECK(ipamd.pool_ips() == 5);
  ipamd.remove_pods(1);
  const std::int64_t before = ipamd.seconds();
  while (ipamd.pool_ips() == 5) ipamd.turn();
  CHECK(ipamd.pool_ips() == 4);
  CHECK(ipamd.seconds() - before == 35);
}

TEST_CASE("an ENI is not deleted before it is 60 s old, nor while its addresses cool") {
  NodeSetup node = m5_large();
  Ipamd ipamd(node);
  ipamd.add_pods(10);
  ipamd.turn();
  ipamd.turn();
  REQUIRE(ipamd.usage().enis == EniCount(3));
  ipamd.remove_pods(10);
  const std::int64_t left = ipamd.seconds();
  while (ipamd.usage().enis == EniCount(3)) ipamd.turn();
  CHECK(ipamd.seconds() >= 60);
  CHECK(ipamd.seconds() - left > 30);
  CHECK(ipamd.calls()[Ec2Action::delete_network_interface] == 1);
}

TEST_CASE(
    "a full subnet pauses the node for 120 s without subnet discovery, and with it only a refused new ENI "
    "does") {
  NodeSetup node = m5_large();
  node.cni.subnet_discovery = GENERATE(false, true);
  node.cni.max_enis = EniCount(1);
  node.cni.warm_ip_target = 5;
  node.conditions.node_subnet.free = IpCount(4);
  Ipamd ipamd(node);
  REQUIRE(ipamd.pool_ips() == 1);  // all or nothing, then one
  turns(ipamd, 2);
  REQUIRE(ipamd.pool_ips() == 3);
  const std::int64_t before = ipamd.calls()[Ec2Action::assign_private_ip_addresses];
  turns(ipamd, 26);
  const std::int64_t asked = ipamd.calls()[Ec2Action::assign_private_ip_addresses] - before;
  CHECK(asked == (node.cni.subnet_discovery ? 2 * 26 : 2 * 2));
}

TEST_CASE("whole /28 blocks run out before addresses do") {
  NodeSetup node = m5_large();
  node.cni.prefix_delegation = true;
  node.conditions.node_subnet = {.free = IpCount(200), .free_prefixes = PrefixCount(2)};
  Ipamd ipamd(node);
  ipamd.add_pods(60);
  turns(ipamd, 20);
  CHECK(ipamd.usage().prefixes() == PrefixCount(2));
  CHECK(ipamd.usage().pods_without_address == PodCount(28));
}

TEST_CASE("a new ENI goes to the valid subnet of the zone with most free addresses") {
  NodeSetup node = m5_large();
  node.conditions.node_subnet.free = IpCount(25);
  node.conditions.tagged_subnets = {
      {.free = IpCount(12)}, {.free = IpCount(40)}, {.free = IpCount(90), .excluded = true}};
  Ipamd ipamd(node);
  ipamd.add_pods(1);
  turns(ipamd, 2);
  CHECK(ipamd.usage().enis == EniCount(2));
  CHECK(ipamd.usage().node_subnet.total() == IpCount(10));
  CHECK(ipamd.usage().pod_subnet.total() == IpCount(10));
  // Refused in one subnet, it asks the next.
  node.conditions.tagged_subnets = {{.free = IpCount(9)}, {.free = IpCount(16)}};
  node.conditions.node_subnet.free = IpCount(18);
  Ipamd full(node);
  full.add_pods(1);
  turns(full, 2);
  CHECK(full.usage().enis == EniCount(2));
  CHECK(full.calls()[Ec2Action::create_network_interface] == 1);
}

TEST_CASE("an excluded subnet of the node serves no Pods, and without discovery gets no more ENIs") {
  NodeSetup node = m5_large();
  node.conditions.node_subnet.excluded = true;
  SECTION("with a tagged subnet beside it") {
    node.conditions.tagged_subnets = {{.free = IpCount(100)}};
    Ipamd ipamd(node);
    ipamd.add_pods(3);
    turns(ipamd, 5);
    CHECK(ipamd.usage().node_subnet.total() == IpCount(1));
    CHECK(ipamd.usage().pod_subnet.assigned == IpCount(3));
  }
  SECTION("with nothing beside it") {
    Ipamd ipamd(node);
    ipamd.add_pods(3);
    turns(ipamd, 5);
    CHECK(ipamd.pool_ips() == 0);
    CHECK(ipamd.usage().pods_without_address == PodCount(3));
  }
  SECTION("without discovery the primary ENI still serves") {
    node.cni.subnet_discovery = false;
    Ipamd ipamd(node);
    ipamd.add_pods(3);
    turns(ipamd, 5);
    CHECK(ipamd.usage().enis == EniCount(1));
    CHECK(ipamd.usage().assigned() == IpCount(3));
  }
}

TEST_CASE("a cordoned node neither grows nor loses an ENI, but gives addresses back") {
  NodeSetup node = m5_large();
  node.conditions.schedulable = false;
  CHECK(Ipamd(node).pool_ips() == 0);
  node.cni.manages_cordoned_nodes = true;
  CHECK(Ipamd(node).pool_ips() == 9);
}

TEST_CASE("without provisioning ipamd asks EC2 for nothing") {
  NodeSetup node = m5_large();
  node.cni.provisioning = false;
  Ipamd ipamd(node);
  ipamd.add_pods(4);
  turns(ipamd, 10);
  CHECK(ipamd.pool_ips() == 0);
  CHECK(ipamd.usage().pods_without_address == PodCount(4));
}

TEST_CASE("WARM_PREFIX_TARGET keeps an ENI that WARM_IP_TARGET has emptied") {
  NodeSetup node = m5_large();
  node.limits.ipv4_per_eni = 3;  // two slots an ENI
  node.cni.prefix_delegation = true;
  node.cni.warm_ip_target = 5;
  node.cni.warm_prefix_target = 1;
  Ipamd ipamd(node);
  ipamd.add_pods(40);
  turns(ipamd, 20);
  REQUIRE(ipamd.usage().enis == EniCount(2));
  ipamd.remove_pods(30);
  turns(ipamd, 40);
  CHECK(ipamd.usage().prefixes() == PrefixCount(1));
  CHECK(ipamd.usage().enis == EniCount(2));
  CHECK(ipamd.enis().back().slots == 0);
}

TEST_CASE("every further network card keeps a pool of its own") {
  NodeSetup node = m5_large();
  node.limits.network_cards = 3;
  node.cni.multi_nic = true;
  Ipamd ipamd(node);
  CHECK(ipamd.usage().enis == EniCount(3));
  CHECK(ipamd.pool_ips() == 9 + 1 + 1);
  // Pods come to the next card when the first one has nothing to give.
  node.cni.max_enis = EniCount(1);
  Ipamd small(node);
  small.add_pods(10);
  turns(small, 3);
  CHECK(small.enis()[1].assigned == IpCount(1));
}

TEST_CASE("the calls are on the timeline at the moment they are made") {
  NodeSetup node = m5_large();
  Ipamd ipamd(node);
  ipamd.record_timeline();
  ipamd.add_pods(1);
  turns(ipamd, 5);
  REQUIRE(ipamd.timeline().size() == 2);
  CHECK(ipamd.timeline()[0].second == 0);
  CHECK(ipamd.timeline()[1].second == 5);
  CHECK(ipamd.timeline()[0].calls.total() + ipamd.timeline()[1].calls.total() == ipamd.calls().total());
}
