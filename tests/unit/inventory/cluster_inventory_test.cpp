#include "planner/inventory/cluster_inventory.hpp"

#include <string>

#include "tests/support/catch.hpp"

using namespace cniplan;

namespace {

ObservedPod pod(std::string_view name, std::string_view node) {
  return {.space = "shop", .name = name, .node = node, .has_address = true};
}

}  // namespace

TEST_CASE("a Pod is counted once, on its node and by its network") {
  ClusterInventory inventory;
  CHECK_FALSE(inventory.pods_on("a").has_value());
  CHECK(inventory.add(pod("one", "a")));
  CHECK_FALSE(inventory.add(pod("one", "a")));
  ObservedPod host = pod("node-exporter-x", "a");
  host.host_network = true;
  host.owner = "node-exporter";
  CHECK(inventory.add(host));
  ObservedPod branch = pod("sg", "a");
  branch.branch_eni = true;
  branch.has_address = false;
  CHECK(inventory.add(branch));
  ObservedPod done = pod("done", "a");
  done.terminated = true;
  CHECK(inventory.add(done));
  CHECK(inventory.add(pod("pending", "")));
  CHECK(inventory.add(pod("stray", "gone")));

  const PodsOnNode on_a = *inventory.pods_on("a");
  CHECK(on_a.pod_network == PodCount(1));
  CHECK(on_a.host_network == PodCount(1));
  CHECK(on_a.branch == PodCount(1));
  CHECK(on_a.without_address == PodCount(1));
  CHECK(on_a.total() == PodCount(3));
  CHECK_FALSE(on_a.has_aws_node);
  CHECK(inventory.pods_on("b")->total() == PodCount(0));
  CHECK(inventory.repeated_pods() == PodCount(1));
  CHECK(inventory.terminated_pods() == PodCount(1));
  CHECK(inventory.unscheduled_pods() == PodCount(1));
  CHECK(inventory.host_network_owners().contains("node-exporter"));
  CHECK(inventory.add(ObservedNode{.name = "a"}));
  CHECK(inventory.strays().pods == PodCount(1));
  CHECK(inventory.strays().nodes == NodeCount(1));
}

TEST_CASE("Pods of one name in two namespaces are two") {
  ClusterInventory inventory;
  CHECK(inventory.add({.space = "a", .name = "b", .node = "n"}));
  CHECK(inventory.add({.space = "b", .name = "a", .node = "n"}));
  CHECK(inventory.add({.space = "b", .name = "b", .node = "n"}));
  CHECK(inventory.add({.space = "a", .name = "a", .node = "n"}));
  CHECK(inventory.pods_on("n")->total() == PodCount(4));
}

TEST_CASE("a hundred thousand Pods are told apart") {
  ClusterInventory inventory;
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 100'000; ++i) {
      const std::string name = "pod-" + std::to_string(i);
      if (inventory.add(pod(name, "n")) != (round == 0)) FAIL(name);
    }
  }
  CHECK(inventory.pods_on("n")->total() == PodCount(100'000));
  CHECK(inventory.repeated_pods() == PodCount(100'000));
}

TEST_CASE("the same node twice is one, and another one of its name a conflict") {
  ClusterInventory inventory;
  CHECK(inventory.add(ObservedNode{.name = "a", .instance_type = "m5.large", .location = {.line = 1}}));
  CHECK(inventory.add(ObservedNode{.name = "a", .instance_type = "m5.large", .location = {.line = 9}}));
  CHECK_FALSE(inventory.add(ObservedNode{.name = "a", .instance_type = "m5.xlarge"}));
  CHECK(inventory.nodes().size() == 1);
  CHECK(inventory.node("a")->location.line == 1);
  CHECK(inventory.node("b") == nullptr);
}

TEST_CASE("a subnet's room is found by its id and by an address in it") {
  ClusterInventory inventory;
  const KnownSubnetRoom room{.id = "subnet-1", .cidr = *Cidr::parse("10.0.1.0/24"), .free = IpCount(7)};
  CHECK(inventory.add(room));
  CHECK(inventory.add(room));
  KnownSubnetRoom later = room;
  later.free = IpCount(6);
  CHECK_FALSE(inventory.add(later));
  REQUIRE(inventory.subnet_room("subnet-1") != nullptr);
  CHECK(inventory.subnet_room("subnet-1")->free == IpCount(7));
  CHECK(inventory.subnet_room(*Ipv4Address::parse("10.0.1.9"))->id == "subnet-1");
  CHECK(inventory.subnet_room(*Ipv4Address::parse("10.0.2.9")) == nullptr);
  CHECK(inventory.subnet_room("subnet-2") == nullptr);
}
