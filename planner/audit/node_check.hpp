#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "planner/capacity/max_pods_result.hpp"
#include "planner/core/count.hpp"
#include "planner/core/location.hpp"
#include "planner/core/terms.hpp"
#include "planner/core/timestamp.hpp"
#include "planner/findings/finding.hpp"
#include "planner/findings/rule_check.hpp"
#include "planner/inventory/node.hpp"
#include "planner/inventory/pod.hpp"
#include "planner/model/cni_config.hpp"
#include "planner/plan/derivation.hpp"

namespace cniplan {

/// Who made a group of nodes.
enum class NodeGroupKind : std::uint8_t {
  managed,    ///< an EKS managed node group
  eksctl,     ///< a self-managed node group of eksctl
  node_pool,  ///< a NodePool of Karpenter, or of EKS Auto Mode
  none,       ///< no label says
};

/// What a node's max Pods is against what its ENIs can address.
enum class NodeVerdict : std::uint8_t {
  fits,
  above_recommended,  ///< there are addresses for them, and AWS recommends fewer
  below_addresses,
  older_than_prefixes,  ///< below them, with the value of secondary IP mode
  above_addresses,
  cni_refuses,  ///< aws-node does not start on this type with these settings
  unknown_type,
  unknown_max_pods,
  not_judged,  ///< its Pods have no addresses of its ENIs, or the scheduler counts them (Windows)
};

/// What a node's ENIs can address.
struct NodeAddresses {
  EniCount usable_enis;
  std::optional<IpCount> pod_ips;    ///< empty: IPv6, no limit
  PodCount host_network;             ///< Pods that need none: those that run, or else the usual two
  std::optional<PodCount> max_pods;  ///< pod_ips + host_network; empty: IPv6, no limit
  std::optional<PodCount>
      recommended_max_pods;  ///< of that, at most 110 or 250; empty: the vCPUs are unknown
  EniCount branch_enis;      ///< for Pods with security groups of their own

  friend bool operator==(const NodeAddresses&, const NodeAddresses&) = default;
};

/// What stops a node from taking more Pods, first.
enum class RoomStop : std::uint8_t { max_pods, addresses, subnet };

/// What a node can still take; an empty one is unknown or no limit.
struct NodeRoom {
  std::optional<PodCount> by_max_pods;
  std::optional<PodCount> by_addresses;
  std::optional<PodCount> by_subnet;  ///< its free addresses, shared with its other nodes, and the reserve
  PodCount reserve;  ///< Pods that addresses which the node holds wait for; 0 without by_subnet
  std::optional<PodCount>
      branch_pods;               ///< Pods with security groups of their own, by branch ENIs and max Pods
  std::optional<PodCount> pods;  ///< on the Pod network: the least of the first three
  std::optional<RoomStop> stop;

  friend bool operator==(const NodeRoom&, const NodeRoom&) = default;
};

struct CheckedNode {
  std::string name;
  std::size_t group = 0;  ///< its number among the groups
  std::string zone;
  std::string eni_config;  ///< with custom networking, as far as known
  std::string subnet;      ///< of its Pods, as far as known
  std::optional<Timestamp> created;
  bool schedulable = true;
  NodeAmounts capacity;
  NodeAmounts allocatable;
  std::optional<PodCount> max_pods;  ///< allocatable, or else capacity
  std::optional<NodeAddresses> addresses;
  std::optional<PodsOnNode> pods;  ///< empty: no Pods were given
  std::optional<NodeRoom> room;    ///< empty: no Pods were given, or it cannot be told
  NodeVerdict verdict = NodeVerdict::fits;
  Location location{};
};

/// The least and the most of a group's nodes.
struct PodBounds {
  PodCount least;
  PodCount most;
};

/// Nodes of one group, one instance type, one kind of host and OS.
struct CheckedGroup {
  NodeGroupKind kind = NodeGroupKind::none;
  std::string name;  ///< empty: no label says
  NodeHost host = NodeHost::ec2;
  NodeOs os = NodeOs::linux;
  std::string instance_type;
  NodeCount nodes;
  /// Each value of max Pods with the number of nodes that have it, the lowest first.
  struct Value {
    PodCount max_pods;
    NodeCount nodes;
  };
  std::vector<Value> max_pods;
  std::optional<PodBounds> addresses;  ///< what ENIs address, Pods on the host network included
  std::optional<PodBounds> recommended;
  std::optional<PodsOnNode> pods;       ///< of all its nodes
  std::optional<PodCount> room;         ///< Pods that all of them can still take, without the subnet's limit
  bool subnet_stops = false;            ///< some of them take fewer, as their subnet has no more addresses
  std::optional<PodCount> branch_room;  ///< Pods with security groups of their own that they can still take
  NodeVerdict verdict = NodeVerdict::fits;  ///< the worst of its nodes'
  std::optional<PodCount> expression;       ///< what the given expression makes of the type
};

/// Where the settings came from that the nodes are judged by.
struct CniOrigin {
  std::string text;      ///< "the DaemonSet aws-node in nodes.json"
  bool assumed = false;  ///< no file said, so that those of the published manifest were taken
};

/// The answer of `cniplan check-nodes`.
struct NodeCheck {
  CatalogVersion catalog;
  CniConfig cni;
  CniOrigin cni_origin;
  std::optional<Timestamp> since;
  std::optional<std::string> expression;
  bool pods_given = false;
  PodCount terminated_pods;
  PodCount unscheduled_pods;
  std::vector<CheckedGroup> groups;  ///< by name and type
  std::vector<CheckedNode> nodes;    ///< by group and name
  std::vector<Finding> findings;     ///< the gravest first
  std::vector<RuleCheck> checks;     ///< each rule for each group
  std::vector<Derivation> derivations;
  std::string verdict;  ///< in one sentence
};

[[nodiscard]] std::string_view to_string(NodeGroupKind kind);
[[nodiscard]] std::string_view to_string(NodeHost host);
[[nodiscard]] std::string_view to_string(NodeVerdict verdict);
[[nodiscard]] std::string_view to_string(RoomStop stop);
[[nodiscard]] std::string_view word_of(NodeOs os);

/// `general (m5.large)`, as findings and reports name a group.
[[nodiscard]] std::string name_of(const CheckedGroup& group);

}  // namespace cniplan
