#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "planner/core/count.hpp"
#include "planner/core/diagnostic.hpp"
#include "planner/core/location.hpp"
#include "planner/core/result.hpp"
#include "planner/core/terms.hpp"
#include "planner/net/cidr.hpp"
#include "planner/spec/cluster_spec.hpp"

namespace cniplan {

/// A node's block of the Pod network where nobody chooses one, of EKS Anywhere as of kubeadm.
/// Source: aws/eks-anywhere pkg/constants, DefaultNodeCidrMaskSize.
inline constexpr std::int64_t kDefaultNodePrefixLength = 24;

/// Nodes of a cluster with a Pod network: those of the control plane, or of a node group.
struct PodNetworkNodes {
  std::string name;  ///< of the node group; the control plane's is empty
  NodeCount desired;
  NodeCount max;
  std::optional<PodCount> max_pods;  ///< of kubelet; empty: kubelet's own 110
  Location location{};
};

/// A cluster whose Pods take addresses of a network of their own, of which each node gets a block: EKS Anywhere and EKS
/// Distro, with Cilium or another CNI that leaves the blocks to Kubernetes. It has no VPC, no ENIs and no subnets.
struct PodNetworkModel {
  std::string name;
  Platform platform = Platform::eks_anywhere;
  std::vector<Located<Cidr>> pod_cidrs;  ///< EKS Anywhere takes one; empty: not known
  Located<std::int64_t> node_prefix_length{kDefaultNodePrefixLength, {}};
  std::optional<Located<Cidr>> service_cidr;
  std::vector<PodNetworkNodes> nodes;     ///< the control plane, where it is known, and the node groups
  std::vector<Located<Cidr>> node_cidrs;  ///< networks of the machines, vpc.cidrs of the spec
};

/// Whether a spec is of such a cluster: its platform is eks-anywhere or eks-distro.
[[nodiscard]] bool has_pod_network(const ClusterSpec& spec);

/// Decides what such a spec leaves open: desired is min, or else max; max is at least desired; a node's block is /24.
/// Errors: what check_spec() finds, and node groups without a number of nodes. Warnings: parts of the spec that only a
/// cluster in a VPC has, and max Pods that are an expression of nodeadm.
[[nodiscard]] Result<WithWarnings<PodNetworkModel>, Diagnostics> resolve_pod_network(const ClusterSpec& spec);

}  // namespace cniplan
