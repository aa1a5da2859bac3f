#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "planner/core/count.hpp"
#include "planner/core/terms.hpp"
#include "planner/findings/finding.hpp"
#include "planner/net/cidr.hpp"
#include "planner/model/pod_network_model.hpp"
#include "planner/plan/derivation.hpp"

namespace cniplan {

/// How many nodes and Pods of a cluster with a Pod network fit.
struct PodNetworkPlan {
  std::string name;
  Platform platform = Platform::eks_anywhere;
  std::vector<Cidr> pod_cidrs;
  std::int64_t node_prefix_length = 0;
  std::optional<Cidr> service_cidr;
  IpCount addresses;            ///< of the Pod network
  IpCount addresses_per_node;   ///< 2^(32 - node prefix length)
  NodeCount node_blocks;        ///< nodes that the network has a block for
  NodeCount nodes_desired;      ///< that want one, the control plane's among them
  NodeCount nodes_max;
  PodCount pods_per_node;       ///< the smallest over the groups: addresses of a block, and max Pods
  bool fits = true;             ///< every node that may run has a block
  std::string verdict;          ///< in one sentence
  std::vector<Derivation> derivations;
  std::vector<Finding> findings;  ///< errors first
};

/// Plans a Pod network; cannot fail: what makes no sense is a finding.
///   node blocks        = sum over the Pod CIDRs of 2^(node prefix length - prefix length), 0 when the block is larger
///   addresses per node = 2^(32 - node prefix length)
///   Pods of a node     <= min(addresses per node, max Pods), where kubelet's own max Pods are 110
/// Every node takes a block, those of the control plane too. Pods on the host network take no address of it, so that
/// what is planned is the case in which they do not count: nodes full of Pods with addresses.
/// Source: https://anywhere.eks.amazonaws.com/docs/getting-started/ports/ (EKS Anywhere's own limits on both lengths,
/// pkg/api/v1alpha1/cluster.go, validateNetworking); kubernetes pkg/controller/nodeipam.
[[nodiscard]] PodNetworkPlan plan_pod_network(const PodNetworkModel& model);

}  // namespace cniplan
