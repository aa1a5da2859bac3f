#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "planner/core/count.hpp"
#include "planner/inventory/node.hpp"
#include "planner/inventory/pod.hpp"
#include "planner/inventory/pod_network.hpp"

namespace cniplan {

/// What runs in a cluster, gathered object by object from any number of dumps in any order. Pods are counted
/// and not kept: what it holds grows with the nodes, and by 8 to 32 bytes for each Pod, to know it again.
class ClusterInventory {
 public:
  /// False when a node of that name is there already and something else is said of it; node() finds it.
  [[nodiscard]] bool add(ObservedNode node);
  /// False when the Pod was counted before; it is then not counted again.
  bool add(const ObservedPod& pod);
  void add(ObservedEniConfig config) { eni_configs_.push_back(std::move(config)); }
  void add(ObservedCniNode node) { cni_nodes_.insert_or_assign(node.name, std::move(node)); }
  /// False when something else is known of the subnet; subnet_room() finds it.
  [[nodiscard]] bool add(KnownSubnetRoom room);
  /// A list of Pods was there, however many it held: nodes without any are empty and not unknown.
  void note_pods() { pods_given_ = true; }

  /// In the order of the dumps.
  [[nodiscard]] std::span<const ObservedNode> nodes() const { return nodes_; }
  [[nodiscard]] const ObservedNode* node(std::string_view name) const;
  [[nodiscard]] bool pods_given() const { return pods_given_; }
  /// The Pods of a node; none when no Pods were given.
  [[nodiscard]] std::optional<PodsOnNode> pods_on(std::string_view node) const;
  /// Who has Pods on the host network of how many nodes: DaemonSets, else the Pods themselves.
  [[nodiscard]] const std::map<std::string, std::int64_t, std::less<>>& host_network_owners() const {
    return host_network_owners_;
  }
  [[nodiscard]] PodCount terminated_pods() const { return terminated_; }
  [[nodiscard]] PodCount unscheduled_pods() const { return unscheduled_; }
  [[nodiscard]] PodCount repeated_pods() const { return repeated_; }
  /// Pods on nodes that no dump lists, and how many nodes those are.
  struct Strays {
    PodCount pods;
    NodeCount nodes;
  };
  [[nodiscard]] Strays strays() const;
  [[nodiscard]] std::span<const ObservedEniConfig> eni_configs() const { return eni_configs_; }
  [[nodiscard]] const ObservedEniConfig* eni_config(std::string_view name) const;
  [[nodiscard]] const ObservedCniNode* cni_node(std::string_view node) const;
  [[nodiscard]] bool cni_nodes_given() const { return !cni_nodes_.empty(); }
  /// The subnet with that id, or the one that the address is in; null when nothing is known of it.
  [[nodiscard]] const KnownSubnetRoom* subnet_room(std::string_view id) const;
  [[nodiscard]] const KnownSubnetRoom* subnet_room(Ipv4Address address) const;
  /// Whether a zone has a subnet besides that one which subnet discovery may use.
  [[nodiscard]] bool has_discovered_subnet(std::string_view zone, std::string_view besides) const;

 private:
  /// Texts are looked up without making a std::string of them.
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  template <class Value>
  using ByText = std::unordered_map<std::string, Value, TextHash, std::equal_to<>>;

  /// A set of 64-bit marks of Pods: two Pods of a cluster share one with a chance of one in many millions.
  class Marks {
   public:
    bool insert(std::uint64_t mark);

   private:
    void grow();
    std::vector<std::uint64_t> slots_;  // 0: empty
    std::size_t used_ = 0;
  };

  std::vector<ObservedNode> nodes_;
  ByText<std::size_t> node_numbers_;
  ByText<PodsOnNode> pods_;
  Marks seen_pods_;
  bool pods_given_ = false;
  PodCount terminated_;
  PodCount unscheduled_;
  PodCount repeated_;
  std::map<std::string, std::int64_t, std::less<>> host_network_owners_;
  std::vector<ObservedEniConfig> eni_configs_;
  ByText<ObservedCniNode> cni_nodes_;
  std::vector<KnownSubnetRoom> subnet_rooms_;
};

}  // namespace cniplan
