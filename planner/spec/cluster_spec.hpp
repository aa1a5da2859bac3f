#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "planner/core/calendar_date.hpp"
#include "planner/core/count.hpp"
#include "planner/core/location.hpp"
#include "planner/core/share.hpp"
#include "planner/core/terms.hpp"
#include "planner/net/cidr.hpp"
#include "planner/net/ipv4_range.hpp"
#include "planner/spec/given.hpp"

namespace cniplan {

/// What is wanted, as the user wrote it or as another tool's file says it: everything optional that may be left
/// out, every value with its place. Names still refer to things by text; resolve() makes the ClusterModel of it.

enum class SubnetUse { control_plane, nodes, load_balancers, pods, fargate, cni };

enum class ReservationType { prefix, explicit_use };

/// A subnet CIDR reservation: https://docs.aws.amazon.com/vpc/latest/userguide/subnet-cidr-reservation.html
struct ReservationSpec {
  Given<Cidr> cidr;
  Given<ReservationType> type;
  Location location{};
};

/// A tag of a subnet, by which Karpenter's EC2NodeClass finds it.
struct TagSpec {
  Located<std::string> key;
  Located<std::string> value;
};

struct SubnetSpec {
  Given<std::string> name;
  Given<std::string> id;
  Given<std::string> az;
  Given<Cidr> cidr;
  std::optional<std::vector<Located<SubnetUse>>> uses;
  Given<IpCount> used_count;                     ///< addresses taken by others, as a number
  std::vector<Located<Ipv4Range>> used_ranges;   ///< or as addresses and CIDRs
  std::vector<ReservationSpec> reservations;
  std::vector<TagSpec> tags;
  Location location{};
};

struct EnvSpec {
  Located<std::string> name;
  Located<std::string> value;
};

struct EniConfigSpec {
  Located<std::string> az;
  Located<std::string> subnet;
};

struct CniSpec {
  std::vector<EnvSpec> env;  ///< the aws-node container's variables, verbatim, in order
  std::vector<EniConfigSpec> eni_configs;
};

/// min <= desired <= max is checked by resolve().
struct RangeSpec {
  Given<std::int64_t> min;
  Given<std::int64_t> desired;
  Given<std::int64_t> max;
  Location location{};
};

struct MaxPodsAuto {};
struct MaxPodsExpression {
  std::string text;
};
using MaxPodsSpec = std::variant<MaxPodsAuto, PodCount, MaxPodsExpression>;

enum class UpdateStrategy { default_strategy, minimal };

struct UpdateSpec {
  Given<std::variant<NodeCount, Share>> max_unavailable;  ///< Karpenter: the disruption budget
  Given<UpdateStrategy> strategy;
};

struct NodeGroupSpec {
  Given<std::string> name;
  Given<NodeManager> manager;
  Given<NodeOs> os;
  std::vector<Located<std::string>> instance_types;
  RangeSpec nodes;
  std::vector<Located<std::string>> subnets;  ///< names or ids; empty: all subnets used for nodes
  Given<MaxPodsSpec> max_pods;
  Given<PodCount> pods_per_node;
  UpdateSpec update;
  /// A managed node group with an AMI of the user's own: EKS then enforces no max Pods.
  bool custom_ami = false;
  Location location{};
};

struct FargateProfileSpec {
  Given<std::string> name;
  std::vector<Located<std::string>> subnets;  ///< empty: all subnets used for Fargate
  RangeSpec pods;
  Location location{};
};

struct DaemonSetSpec {
  Given<std::string> name;
  Given<bool> host_network;
  std::vector<Located<std::string>> node_groups;  ///< empty: all
  Location location{};
};

struct ResourceRequestsSpec {
  Given<std::int64_t> cpu_millis;
  Given<std::int64_t> memory_bytes;
};

struct WorkloadSpec {
  Given<std::string> name;
  RangeSpec replicas;
  Given<bool> pod_eni;
  Given<bool> host_network;
  ResourceRequestsSpec requests;
  std::vector<Located<std::string>> node_groups;  ///< empty: all
  Location location{};
};

enum class LoadBalancerType { alb, nlb };

struct LoadBalancerSpec {
  Given<std::string> name;
  Given<LoadBalancerType> type;
  std::vector<Located<std::string>> subnets;  ///< empty: all subnets used for load balancers
  Location location{};
};

/// What stands behind an address that nobody of the cluster takes. It decides the owner of the address and the
/// network address units. https://docs.aws.amazon.com/vpc/latest/userguide/network-address-usage.html
enum class EndpointType { interface_endpoint, nat_gateway, transit_gateway, efs, lambda, rds, other };

/// Something with one address in each of its subnets: an interface endpoint, a NAT gateway.
struct EndpointSpec {
  Given<std::string> name;
  Given<EndpointType> type;  ///< an interface endpoint when not given
  std::vector<Located<std::string>> subnets;
  Location location{};
};

struct GrowthSpec {
  Given<Share> pods_per_month;
  Given<std::int64_t> months;
};

/// What a cluster may come to, each a moment in which its subnets must hold it; see planner/plan/scenario.hpp.
enum class ScenarioKind {
  steady,                ///< desired nodes, desired Pods
  max,                   ///< the most nodes, the most Pods
  full,                  ///< the most nodes, each with as many Pods as max Pods and its addresses allow
  cold_start,            ///< desired nodes without Pods: warm pools only
  rolling_update,        ///< steady, while every node group replaces its nodes
  az_loss,               ///< steady, with a zone lost, its nodes and Pods in the others
  blue_green,            ///< steady, with a second copy of a node group
  control_plane_update,  ///< steady, while EKS updates the control plane
};
inline constexpr ScenarioKind kScenarioKinds[] = {
    ScenarioKind::steady,         ScenarioKind::max,     ScenarioKind::full,       ScenarioKind::cold_start,
    ScenarioKind::rolling_update, ScenarioKind::az_loss, ScenarioKind::blue_green, ScenarioKind::control_plane_update};

/// The word for specs and tables, "az-loss".
[[nodiscard]] constexpr std::string_view to_string(ScenarioKind kind) {
  switch (kind) {
    case ScenarioKind::steady: return "steady";
    case ScenarioKind::max: return "max";
    case ScenarioKind::full: return "full";
    case ScenarioKind::cold_start: return "cold-start";
    case ScenarioKind::rolling_update: return "rolling-update";
    case ScenarioKind::az_loss: return "az-loss";
    case ScenarioKind::blue_green: return "blue-green";
    case ScenarioKind::control_plane_update: return "control-plane-update";
  }
  return "";
}

/// A whole number, or a share of something: in a scenario's node group of its own nodes or Pods.
using Amount = std::variant<std::int64_t, Share>;

struct ScenarioGroupSpec {
  Located<std::string> node_group;
  Given<Amount> nodes;
  Given<Amount> pods_per_node;  ///< Pods on the Pod network of each node, workloads' included
};

/// A scenario by its name alone, or one of the user's own: a built-in one with other numbers.
struct ScenarioSpec {
  Given<std::string> name;                     ///< of one's own; empty: that of the kind
  Located<ScenarioKind> kind;                  ///< the built-in one, or the one it starts `from`
  Given<Share> nodes;                          ///< of every node group, 100% when not given
  Given<Share> pods;                           ///< of every workload, podsPerNode and Fargate profile
  std::vector<ScenarioGroupSpec> node_groups;  ///< instead of `nodes` and `pods`
  Location location{};
};

/// What is made of the findings of a rule: error, warning or info, or nothing at all.
enum class RuleSeverity { error, warning, info, off };

struct RuleSettingSpec {
  Located<std::string> rule;
  Given<RuleSeverity> severity;
  Given<Amount> threshold;  ///< a number in the rule's own unit, or a share
};

/// Findings that somebody has decided to live with, for a time.
struct AcceptedFindingSpec {
  Given<std::string> rule;
  Given<std::string> subject;  ///< `subnet "private-a"`, or its name alone; empty: all of the rule
  Given<std::string> reason;
  Given<CalendarDate> expires;  ///< the last day on which it counts; empty: no end
  Location location{};
};

struct PolicySpec {
  Given<Share> warn_at;
  Given<Share> fail_at;
  std::optional<std::vector<ScenarioSpec>> scenarios;
  std::vector<RuleSettingSpec> rules;
  std::vector<AcceptedFindingSpec> accept;
};

/// A network that the VPC is to reach: a peered VPC, one behind a transit gateway, on-premises.
struct PeerSpec {
  Given<std::string> name;
  std::vector<Located<Cidr>> cidrs;
  Given<std::int64_t> network_address_units;  ///< of a VPC peered in the same Region
  Location location{};
};

/// Quotas of the account, where they are not AWS's defaults.
/// Source: https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html
struct QuotaSpec {
  Given<std::int64_t> cidrs_per_vpc;
  Given<std::int64_t> subnets_per_vpc;
  Given<std::int64_t> network_interfaces;  ///< per Region
  Given<std::int64_t> network_address_units;
  Given<std::int64_t> peered_network_address_units;
  Given<std::int64_t> nat_gateways_per_zone;
  Given<std::int64_t> interface_endpoints;
};

/// Targets of aws-node's warm pool; one that is left out stands at its default.
struct WarmPoolSpec {
  Given<std::int64_t> warm_eni_target;
  Given<std::int64_t> warm_ip_target;
  Given<std::int64_t> minimum_ip_target;
  Given<bool> minimum_is_pods;  ///< MINIMUM_IP_TARGET is as many as a node has Pods
  Given<std::int64_t> warm_prefix_target;
  Location location{};
};

/// The alternatives that `compare` looks at; what is left out is its own choice.
struct CompareSpec {
  std::vector<Located<std::string>> types;       ///< instance types, patterns too, or "all"
  std::vector<Located<std::string>> modes;       ///< of kCniModeWords
  std::vector<WarmPoolSpec> warm_pools;
  std::vector<Located<std::string>> objectives;  ///< of kObjectiveWords
};

struct VpcSpec {
  std::vector<Located<Cidr>> cidrs;
  std::vector<SubnetSpec> subnets;
  std::vector<PeerSpec> peers;
  Location location{};
};

/// Pods that take no address of a VPC but one of a network of their own, of which each node gets a block: EKS Anywhere,
/// EKS Distro.
struct PodNetworkSpec {
  std::vector<Located<Cidr>> cidrs;
  Given<std::int64_t> node_prefix_length;  ///< of a node's block, nodes.cidrMaskSize
  Location location{};
};

struct ClusterSpec {
  Given<std::string> name;
  Given<Platform> platform;
  Given<IpFamily> ip_family;
  Given<Cidr> service_cidr;
  Given<NodeCount> control_plane_nodes;  ///< where they are the user's: EKS Anywhere, EKS Distro
  PodNetworkSpec pod_network;
  VpcSpec vpc;
  CniSpec cni;
  std::vector<NodeGroupSpec> node_groups;
  std::vector<FargateProfileSpec> fargate_profiles;
  std::optional<std::vector<Located<std::string>>> addons;
  std::vector<DaemonSetSpec> daemon_sets;
  std::vector<WorkloadSpec> workloads;
  std::vector<LoadBalancerSpec> load_balancers;
  std::vector<EndpointSpec> endpoints;
  GrowthSpec growth;
  QuotaSpec quotas;
  PolicySpec policy;
  CompareSpec compare;
  /// Nobody says how many Pods run (eksctl's files have no notion of it): groups without podsPerNode are planned with
  /// full nodes.
  bool pods_unknown = false;
  Location location{};
};

}  // namespace cniplan
