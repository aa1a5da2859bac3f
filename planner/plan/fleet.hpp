#pragma once

#include <string>
#include <vector>

#include "planner/core/count.hpp"
#include "planner/model/cluster_model.hpp"
#include "planner/plan/group_max_pods.hpp"

namespace cniplan {

/// The nodes of one group with the Pods on them.
struct GroupFleet {
  NodeCount nodes;
  PodCount pods;         ///< on the Pod network, branch Pods left out
  PodCount branch_pods;
};

/// Pods of a workload for which no node has room under max Pods.
struct Unplaced {
  std::string workload;
  PodCount pods;
  Location location{};
};

struct Fleet {
  std::vector<GroupFleet> groups;  ///< in the order of ClusterModel::node_groups
  std::vector<Unplaced> unplaced;
};

/// The nodes and Pods of a scenario. A workload's Pods go to its groups in proportion to the room that is left there
/// under max Pods; what is left over by rounding goes to the groups with the largest remainders, in their order.
/// `max_pods` has one entry per node group.
[[nodiscard]] Fleet fleet_in(const ClusterModel& model, ScenarioName scenario,
                             const std::vector<GroupMaxPods>& max_pods);

/// Pods on the Pod network of a node that can take no more: max Pods less those on the host network, or the Pods that its
/// addresses allow, whichever is less.
[[nodiscard]] PodCount full_node(const GroupMaxPods& max_pods, PodCount host_network_pods);

/// So many nodes that carry the same Pods.
struct NodesAlike {
  NodeCount nodes;
  PodCount pods;
  PodCount branch_pods;
};

/// A group's nodes with its Pods spread as evenly as integers allow (10 over 3: 4, 3, 3), the first nodes taking one
/// more; runs of nodes that carry the same, in the order of the nodes. No node is in no run.
[[nodiscard]] std::vector<NodesAlike> spread(const GroupFleet& group);

/// How many of the nodes numbered [from, from + count) come to place `place`, when nodes go to `places` places in
/// turn: node i to place i mod places.
[[nodiscard]] NodeCount nodes_at(NodeCount from, NodeCount count, std::size_t place, std::size_t places);

}  // namespace cniplan
