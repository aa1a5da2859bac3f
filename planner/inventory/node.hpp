#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "planner/core/count.hpp"
#include "planner/core/location.hpp"
#include "planner/core/terms.hpp"
#include "planner/core/timestamp.hpp"
#include "planner/net/ipv4_address.hpp"

namespace cniplan {

/// What a Kubernetes node runs on, as far as its Pods' addresses depend on it.
enum class NodeHost : std::uint8_t {
  ec2,        ///< an EC2 instance with the VPC CNI
  auto_mode,  ///< an EC2 instance that EKS Auto Mode runs, with a CNI of its own
  fargate,    ///< one Pod on Fargate, with an ENI of its own
  hybrid,     ///< EKS Hybrid Nodes: no address of the VPC
  elsewhere,  ///< neither says that it is on EC2, nor has an instance type
};

/// What a node lets kubelet and the scheduler give away. An empty one is not reported.
struct NodeAmounts {
  std::optional<PodCount> pods;         ///< pods: kubelet's max Pods
  std::optional<EniCount> branch_enis;  ///< vpc.amazonaws.com/pod-eni
  std::optional<IpCount> windows_ips;   ///< vpc.amazonaws.com/PrivateIPv4Address

  friend bool operator==(const NodeAmounts&, const NodeAmounts&) = default;
};

/// A node as Kubernetes knows it. Empty texts are not reported.
struct ObservedNode {
  std::string name;
  NodeHost host = NodeHost::ec2;
  NodeOs os = NodeOs::linux;
  std::string instance_type;
  std::string zone;
  std::string managed_group;  ///< eks.amazonaws.com/nodegroup
  std::string eksctl_group;   ///< alpha.eksctl.io/nodegroup-name
  std::string node_pool;      ///< karpenter.sh/nodepool
  std::string eni_config;     ///< k8s.amazonaws.com/eniConfig, a label or an annotation
  NodeAmounts capacity;
  NodeAmounts allocatable;
  std::optional<Timestamp> created;
  std::optional<Ipv4Address> address;  ///< InternalIP
  bool ipv6 = false;                   ///< its InternalIP is an IPv6 address
  bool schedulable = true;
  Location location{};  ///< where it stands

  /// Whether another dump says the same of the node, wherever it stands.
  [[nodiscard]] bool same_as(const ObservedNode& other) const;
};

}  // namespace cniplan
