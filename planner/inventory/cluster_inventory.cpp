#include "planner/inventory/cluster_inventory.hpp"

#include <algorithm>
#include <tuple>

namespace cniplan {
namespace {

constexpr std::string_view kAwsNode = "aws-node";

/// Names that Pods have of their own are many; so many are enough to say who they are.
constexpr std::size_t kMostOwners = 200;

auto all_but_place(const ObservedNode& node) {
  return std::tie(node.name, node.host, node.os, node.instance_type, node.zone, node.managed_group,
                  node.eksctl_group, node.node_pool, node.eni_config, node.capacity, node.allocatable,
                  node.created, node.address, node.ipv6, node.schedulable);
}

}  // namespace

bool ObservedNode::same_as(const ObservedNode& other) const {
  return all_but_place(*this) == all_but_place(other);
}

bool ClusterInventory::Marks::insert(std::uint64_t mark) {
  if (mark == 0) mark = 1;
  if ((used_ + 1) * 2 > slots_.size()) grow();
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = mark & mask;
  for (; slots_[at] != 0; at = (at + 1) & mask) {
    if (slots_[at] == mark) return false;
  }
  slots_[at] = mark;
  ++used_;
  return true;
}

void ClusterInventory::Marks::grow() {
  std::vector<std::uint64_t> old(std::max<std::size_t>(slots_.size() * 2, 1024));
  old.swap(slots_);
  used_ = 0;
  for (const std::uint64_t mark : old) {
    if (mark != 0) insert(mark);
  }
}

bool ClusterInventory::add(ObservedNode node) {
  const auto [found, is_new] = node_numbers_.try_emplace(node.name, nodes_.size());
  if (!is_new) return nodes_[found->second].same_as(node);
  nodes_.push_back(std::move(node));
  return true;
}

bool ClusterInventory::add(const ObservedPod& pod) {
  pods_given_ = true;
  const std::hash<std::string_view> hash;
  // Two hashes that stand for both texts: the odd factor keeps "a/b" and "b/a" apart.
  if (!seen_pods_.insert(hash(pod.space) * 0x9E3779B97F4A7C15U ^ hash(pod.name))) {
    repeated_ += PodCount(1);
    return false;
  }
  if (pod.terminated) {
    terminated_ += PodCount(1);
    return true;
  }
  if (pod.node.empty()) {
    unscheduled_ += PodCount(1);
    return true;
  }
  auto found = pods_.find(pod.node);
  if (found == pods_.end()) found = pods_.try_emplace(std::string(pod.node)).first;
  PodsOnNode& pods = found->second;
  if (pod.host_network) {
    pods.host_network += PodCount(1);
    const std::string_view owner = pod.owner.empty() ? pod.name : pod.owner;
    if (owner == kAwsNode) pods.has_aws_node = true;
    const auto counted = host_network_owners_.find(owner);
    if (counted != host_network_owners_.end()) {
      ++counted->second;
    } else if (host_network_owners_.size() < kMostOwners) {
      host_network_owners_.emplace(owner, 1);
    }
    return true;
  }
  (pod.branch_eni ? pods.branch : pods.pod_network) += PodCount(1);
  if (!pod.has_address) pods.without_address += PodCount(1);
  return true;
}

bool ClusterInventory::add(KnownSubnetRoom room) {
  if (const KnownSubnetRoom* const known = subnet_room(room.id)) {
    return known->cidr == room.cidr && known->free == room.free && known->free_prefixes == room.free_prefixes;
  }
  subnet_rooms_.push_back(std::move(room));
  return true;
}

const ObservedNode* ClusterInventory::node(std::string_view name) const {
  const auto found = node_numbers_.find(name);
  return found == node_numbers_.end() ? nullptr : &nodes_[found->second];
}

std::optional<PodsOnNode> ClusterInventory::pods_on(std::string_view node) const {
  if (!pods_given_) return std::nullopt;
  const auto found = pods_.find(node);
  return found == pods_.end() ? PodsOnNode{} : found->second;
}

ClusterInventory::Strays ClusterInventory::strays() const {
  Strays strays;
  for (const auto& [name, pods] : pods_) {
    if (node_numbers_.contains(name)) continue;
    strays.pods += pods.total();
    strays.nodes += NodeCount(1);
  }
  return strays;
}

const ObservedEniConfig* ClusterInventory::eni_config(std::string_view name) const {
  const auto found = std::ranges::find(eni_configs_, name, &ObservedEniConfig::name);
  return found == eni_configs_.end() ? nullptr : &*found;
}

const ObservedCniNode* ClusterInventory::cni_node(std::string_view node) const {
  const auto found = cni_nodes_.find(node);
  return found == cni_nodes_.end() ? nullptr : &found->second;
}

const KnownSubnetRoom* ClusterInventory::subnet_room(std::string_view id) const {
  const auto found = std::ranges::find(subnet_rooms_, id, &KnownSubnetRoom::id);
  return found == subnet_rooms_.end() ? nullptr : &*found;
}

const KnownSubnetRoom* ClusterInventory::subnet_room(Ipv4Address address) const {
  const auto found = std::ranges::find_if(
      subnet_rooms_, [&](const KnownSubnetRoom& room) { return room.cidr.contains(address); });
  return found == subnet_rooms_.end() ? nullptr : &*found;
}

bool ClusterInventory::has_discovered_subnet(std::string_view zone, std::string_view besides) const {
  return std::ranges::any_of(subnet_rooms_, [&](const KnownSubnetRoom& room) {
    return room.discovered && room.zone == zone && room.id != besides;
  });
}

}  // namespace cniplan
