#pragma once

#include <optional>
#include <vector>

#include "planner/capacity/node_limits.hpp"
#include "planner/catalog/instance_type.hpp"
#include "planner/core/count.hpp"
#include "planner/core/terms.hpp"
#include "planner/model/cni_config.hpp"

namespace cniplan {

/// What a node takes of one subnet. Every address has exactly one of the six labels.
struct SubnetShare {
  IpCount primary;   ///< primary addresses of the ENIs that serve Pods, and of the node itself
  IpCount assigned;  ///< a Pod has it
  IpCount cooling;   ///< a Pod that is gone had it; nobody gets it until its cool-down is over
  IpCount warm;      ///< held for Pods to come, or the unused rest of a prefix
  IpCount trunk;     ///< the trunk ENI of security groups for Pods
  IpCount branch;    ///< branch ENIs, one address each

  PrefixCount prefixes;  ///< the whole /28 blocks that `assigned`, `cooling` and `warm` stand in; 0 in
                         ///< secondary IP mode

  [[nodiscard]] constexpr IpCount total() const {
    return primary + assigned + cooling + warm + trunk + branch;
  }

  constexpr SubnetShare& operator+=(const SubnetShare& other) {
    primary += other.primary;
    assigned += other.assigned;
    cooling += other.cooling;
    warm += other.warm;
    trunk += other.trunk;
    branch += other.branch;
    prefixes += other.prefixes;
    return *this;
  }
  friend constexpr SubnetShare operator*(const SubnetShare& share, std::int64_t nodes) {
    return {.primary = share.primary * nodes,
            .assigned = share.assigned * nodes,
            .cooling = share.cooling * nodes,
            .warm = share.warm * nodes,
            .trunk = share.trunk * nodes,
            .branch = share.branch * nodes,
            .prefixes = share.prefixes * nodes};
  }
  friend constexpr bool operator==(const SubnetShare&, const SubnetShare&) = default;
};

/// How a node gets its Pods' addresses.
enum class AddressMode {
  secondary_ip,
  prefix,
  ipv6,                  ///< one /80 on the primary ENI; Pods take no IPv4 address
  windows_secondary_ip,  ///< the resource controller's pool of addresses on the primary ENI
  windows_prefix,        ///< the resource controller's pool of prefixes on the primary ENI
};

/// The node whose addresses are asked for.
struct NodeLoad {
  PodCount pods;         ///< Pods on the Pod network that are not branch Pods
  PodCount branch_pods;  ///< Pods with security groups of their own
  PodCount max_pods;     ///< kubelet's max Pods, which stops the pool's growth
};

/// A subnet that a node can take addresses from, as far as that matters to the node.
struct NodeSubnet {
  std::optional<IpCount> free;  ///< when the node comes; empty: as many as it likes
  std::optional<PrefixCount>
      free_prefixes;  ///< whole aligned /28 blocks among them; empty: as many as `free` has room for
  bool excluded =
      false;  ///< by its tag kubernetes.io/role/cni = 0, or because it is tagged for other clusters only

  friend bool operator==(const NodeSubnet&, const NodeSubnet&) = default;
};

/// What surrounds the node.
struct NodeConditions {
  EniCount unmanaged_enis;  ///< on it, tagged node.k8s.amazonaws.com/no_manage=true: ipamd leaves them alone
  NodeSubnet node_subnet;   ///< the node's own; the address of its primary ENI comes out of `free` too
  NodeSubnet eni_config_subnet;  ///< with custom networking
  std::vector<NodeSubnet>
      tagged_subnets;       ///< others of its zone that subnet discovery may use, in the API's order
  bool schedulable = true;  ///< false: cordoned; ipamd then neither grows nor deletes ENIs

  friend bool operator==(const NodeConditions&, const NodeConditions&) = default;
};

/// What one node holds when its warm pool has settled.
struct NodeIpUsage {
  AddressMode mode = AddressMode::secondary_ip;
  EniCount enis;            ///< ENIs that serve Pods, with the primary one; not the trunk, not branch ENIs
  EniCount usable_enis;     ///< ENIs that could serve Pods: U of the formula
  SubnetShare node_subnet;  ///< of the subnet that the node stands in
  SubnetShare pod_subnet;   ///< of the ENIConfig's subnet, or of those that subnet discovery found
  PodCount pods_without_address;
  PodCount branch_pods_without_eni;
  PrefixCount unused_prefixes;  ///< without a Pod, when the Pods are packed
  bool settles = true;          ///< false: the pool grows and shrinks for ever; the figures are its peak

  [[nodiscard]] constexpr IpCount total() const { return node_subnet.total() + pod_subnet.total(); }
  /// Addresses for Pods that the node holds, used or not.
  [[nodiscard]] constexpr IpCount pool() const {
    return node_subnet.assigned + node_subnet.cooling + node_subnet.warm + pod_subnet.assigned +
           pod_subnet.cooling + pod_subnet.warm;
  }
  [[nodiscard]] constexpr IpCount assigned() const { return node_subnet.assigned + pod_subnet.assigned; }
  [[nodiscard]] constexpr PrefixCount prefixes() const { return node_subnet.prefixes + pod_subnet.prefixes; }

  friend constexpr bool operator==(const NodeIpUsage&, const NodeIpUsage&) = default;
};

/// A node, its settings and what surrounds it: everything that decides how many addresses it holds.
struct NodeSetup {
  NodeLimits limits;
  CniConfig cni;
  NodeOs os = NodeOs::linux;
  NodeLoad load;
  NodeConditions conditions;
};

/// Whether node_ip_usage() says exactly what the node holds. Not so in a subnet that can run out, with pools
/// on several network cards (`ENABLE_MULTI_NIC`), on a cordoned node, without provisioning, or where subnet
/// discovery leaves the node's own subnet out: settle() (warm_pool.hpp) then goes the whole way.
[[nodiscard]] bool has_closed_form(const NodeSetup& node);

/// The addresses that a node holds in the steady state, Pods having come one by one. Assumes
/// has_closed_form().
///
/// With n = ipv4_per_eni - 1 slots per ENI (a slot is an address, or a /28 with prefix delegation), P Pods, w
/// = WARM_IP_TARGET, m = MINIMUM_IP_TARGET, and U ENIs usable for Pods:
///   U      = min(enis, MAX_ENI) - unmanaged - 1 for the trunk - 1 with custom networking; without it at
///   least 1 slots  = n * min(U, max(1, ceil(P / n) + t))             WARM_ENI_TARGET = t >= 1
///          = n * min(U, floor(P / n) + 1)                    WARM_ENI_TARGET = 0 (the peak where P = k * n)
///          = min(U * n, max(P + w, m))                       w > 0; w = 0: min(U * n, m)
///          = min(U * n, max(ceil((P + w) / 16), ceil(m / 16)))  the same with prefixes
///          = min(U * n, ceil(P / 16) + t)                    WARM_PREFIX_TARGET = t >= 1
/// Growth stops once the addresses reach `max_pods`; a growth step is never cut for it. Each ENI takes one
/// primary address more. IPv6: one IPv4 address per ENI. Windows has one ENI; with the ConfigMap's w, m and
/// t:
///   slots  = min(n, max(P + w, m)), w = 0: min(n, m)         by default w = m = 3
///          = min(n, max(ceil((P + w) / 16), ceil(m / 16)))   with prefixes, by default w = 1, m = 3
///          = min(n, ceil(P / 16) + t)                        warm-prefix-target alone
/// Cannot fail. Assumes an EC2 instance; hybrid nodes take nothing of the VPC.
/// Source: aws/amazon-vpc-cni-k8s pkg/ipamd/ipamd.go (isDatastorePoolTooLow, increaseDatastorePool,
/// hasRoomForEni), aws/amazon-vpc-resource-controller-k8s pkg/pool/pool.go; v1.23.1.
[[nodiscard]] NodeIpUsage node_ip_usage(const NodeSetup& node);
/// The same of a node on its own.
[[nodiscard]] NodeIpUsage node_ip_usage(const NodeLimits& limits, const CniConfig& cni, NodeOs os,
                                        const NodeLoad& load);
[[nodiscard]] NodeIpUsage node_ip_usage(const InstanceType& type, const CniConfig& cni, NodeOs os,
                                        const NodeLoad& load);

/// The loop turns until that state, as settle() counts them: a Pod comes with every second turn, and at first
/// the pool grows by one ENI a turn. `usage` is the node's, and settles.
[[nodiscard]] std::int64_t turns_to_settle(const NodeSetup& node, const NodeIpUsage& usage);

/// Whether Pods that come all at once may leave another state than Pods that come one by one: only where max
/// Pods cuts growth in the middle of a step.
[[nodiscard]] bool arrival_may_matter(const NodeSetup& node);

}  // namespace cniplan
