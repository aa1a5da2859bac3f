#pragma once

#include <string_view>

#include "planner/core/count.hpp"

namespace cniplan {

/// A Pod as Kubernetes knows it, as far as addresses go. The texts are somebody else's.
struct ObservedPod {
  std::string_view space;  ///< its namespace
  std::string_view name;
  std::string_view node;      ///< empty: not scheduled yet
  std::string_view owner;     ///< of its controller, a DaemonSet's name; empty: none
  bool terminated = false;    ///< Succeeded or Failed: it has given its address back
  bool host_network = false;  ///< it shares the node's address
  bool branch_eni = false;    ///< security groups for Pods: an ENI of its own
  bool has_address = false;
};

/// The Pods of one node that have not terminated. Each is counted in exactly one of the first three.
struct PodsOnNode {
  PodCount pod_network;  ///< with an address of the node's ENIs, or waiting for one
  PodCount host_network;
  PodCount branch;
  PodCount without_address;  ///< of pod_network and branch, those that have none yet
  bool has_aws_node =
      false;  ///< the Pod of the DaemonSet aws-node is among them, so that kube-system was listed

  [[nodiscard]] constexpr PodCount total() const { return pod_network + host_network + branch; }
};

}  // namespace cniplan
