#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "planner/core/count.hpp"
#include "planner/model/cluster_model.hpp"
#include "planner/plan/group_max_pods.hpp"

namespace cniplan {

/// The nodes of one group with the Pods on them.
struct GroupLoad {
  NodeCount nodes;
  PodCount pods;  ///< on the Pod network, branch Pods left out
  PodCount branch_pods;

  friend bool operator==(const GroupLoad&, const GroupLoad&) = default;
};

/// What Pods of a workload find too little of on the nodes that may take them.
enum class NodeResource { nodes, max_pods, branch_enis, cpu, memory };

/// Pods of a workload for which no node has room.
struct Unplaced {
  std::string workload;
  PodCount pods;
  NodeResource lacks = NodeResource::max_pods;  ///< what stopped the next one, on the group with most nodes
  std::vector<NodeGroupIndex> node_groups;      ///< those that may take it
  Location location{};
};

/// A cluster in one scenario: which nodes there are and what runs on them.
struct Fleet {
  std::vector<GroupLoad> groups;  ///< in the order of ClusterModel::node_groups
  std::vector<Unplaced> unplaced;
};

/// The nodes and Pods of a scenario, before an update or a second copy adds any. With `lost_zone` the nodes that stood
/// there are in the group's other zones; a group without one has none.
///   nodes   of `max` and `full` the most, else the desired ones; times the scenario's share, rounded up
///   Pods    of a group: podsPerNode, or full nodes, or DaemonSets and what is placed; of `full` as many as fit, beside
///           branch Pods; of `cold_start` none
/// A workload's Pods go to its groups in proportion to how many of them still fit there, under max Pods, the branch ENIs,
/// and what nodes can allocate of CPU and memory where the types' are known (the least over a group's types), as if all
/// nodes of a group were equally full; what is left over by rounding goes to the largest remainders, in order.
/// `max_pods` has one entry per node group. Cannot fail.
[[nodiscard]] Fleet fleet_in(const ClusterModel& model, const ScenarioModel& scenario,
                             const std::vector<GroupMaxPods>& max_pods, std::optional<ZoneIndex> lost_zone = {});

/// So many of something, times a share, rounded up.
[[nodiscard]] std::int64_t scaled_up(std::int64_t count, Share share);

/// Pods on the Pod network of a node that can take no more: max Pods less those on the host network, or the Pods that its
/// addresses allow, whichever is less.
[[nodiscard]] PodCount full_node(const GroupMaxPods& max_pods, PodCount host_network_pods);

/// What a node can give to Pods: its vCPUs and memory less what kubelet keeps. Nothing where the type's are not known.
///   CPU     vCPUs less 6 % of the first, 1 % of the second, 0.5 % of the next two and 0.25 % of the others
///   memory  all less 11 MiB * max Pods + 255 MiB, and the 100 MiB at which kubelet evicts
/// Source: awslabs/amazon-eks-ami nodeadm/internal/kubelet/config.go (getCPUMillicoresToReserve, getMemoryMebibytesToReserve).
struct Allocatable {
  std::optional<std::int64_t> cpu_millis;
  std::optional<std::int64_t> memory_bytes;
};
[[nodiscard]] Allocatable allocatable_of(const InstanceType& type, PodCount max_pods);

/// So many nodes that carry the same Pods. They come to the group's places in turn, the first one to place `from`.
struct NodeRun {
  std::int64_t from = 0;
  NodeCount nodes;
  PodCount pods;
  PodCount branch_pods;
  bool drained = false;  ///< its Pods run elsewhere already; it still holds their addresses

  friend bool operator==(const NodeRun&, const NodeRun&) = default;
};

/// The runs of a group, held in place: an update has at most four of old nodes and three of new ones.
class NodeRuns {
 public:
  static constexpr std::size_t kMost = 8;

  void add(const NodeRun& run);
  [[nodiscard]] std::span<const NodeRun> all() const { return {runs_.data(), size_}; }
  [[nodiscard]] const NodeRun* begin() const { return runs_.data(); }
  [[nodiscard]] const NodeRun* end() const { return runs_.data() + size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }

 private:
  std::array<NodeRun, kMost> runs_{};
  std::size_t size_ = 0;  // of runs_, those in use
};

/// A load spread as evenly as integers allow (10 Pods over 3 nodes: 4, 3, 3), the first nodes taking one more; in the order
/// of the nodes. No node is in no run. As a load grows in proportion, no run of it shrinks.
[[nodiscard]] NodeRuns spread(const GroupLoad& load);

/// How many of the nodes numbered [from, from + count) come to place `place`, when nodes go to `places` places in
/// turn: node i to place i mod places.
[[nodiscard]] NodeCount nodes_at(NodeCount from, NodeCount count, std::size_t place, std::size_t places);

}  // namespace cniplan
