#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "planner/catalog/instance_type.hpp"
#include "planner/core/calendar_date.hpp"
#include "planner/core/count.hpp"
#include "planner/core/location.hpp"
#include "planner/core/share.hpp"
#include "planner/core/terms.hpp"
#include "planner/model/cni_config.hpp"
#include "planner/net/cidr.hpp"
#include "planner/net/ipv4_range.hpp"
#include "planner/spec/cluster_spec.hpp"

namespace cniplan {

/// Everything decided: defaults applied, instance types found, names turned into indices, CIDRs disjoint. Only
/// resolve() makes one, so code after it never asks whether something is set.

/// An index into ClusterModel::subnets, ::node_groups or ::zones.
using SubnetIndex = std::size_t;
using NodeGroupIndex = std::size_t;
using ZoneIndex = std::size_t;

struct SubnetModel {
  ZoneIndex zone = 0;
  std::string label;        ///< the name by which people know it: name, or else id
  std::string id;           ///< empty when not given
  std::string az;           ///< empty when not given
  std::optional<Cidr> cidr;  ///< empty: its size is not known, only what the cluster takes of it
  IpCount others;           ///< addresses that something else holds, or that are reserved for explicit use
  IpCount prefix_reserved;  ///< usable addresses in reservations of type `prefix`
  IpCount used_count;                      ///< of `others`: so many, nobody knows which
  std::vector<Ipv4Range> used_ranges;      ///< of `others`: these
  std::vector<Cidr> prefix_reservations;   ///< CIDR reservations of type `prefix`
  std::vector<Cidr> explicit_reservations; ///< and of type `explicit`
  Location location{};
};

struct GroupSize {
  NodeCount min;
  NodeCount desired;
  NodeCount max;
};

struct PodRange {
  PodCount desired;
  PodCount max;
};

/// One node group's place: the subnet its nodes stand in, and the one its Pods' ENIs go to.
struct Placement {
  SubnetIndex nodes;
  SubnetIndex pods;  ///< the ENIConfig's with custom networking, else the same
  ZoneIndex zone = 0;
  /// Subnets of the zone that subnet discovery chooses from for every further ENI, `nodes` first; empty: no choice.
  std::vector<SubnetIndex> discovered{};
};

/// How a group's nodes are replaced when their version changes.
struct UpdateModel {
  /// Nodes that are away at a time: of a managed group maxUnavailable, of Karpenter and Auto Mode the disruption budget,
  /// of a self-managed group the size of a batch. A share rounds up.
  std::variant<NodeCount, Share> max_unavailable = NodeCount(1);
  bool launches_first = true;  ///< new nodes come before old ones go; false: the strategy `minimal`
  Location location{};
};

struct NodeGroupModel {
  std::string name;
  NodeManager manager = NodeManager::managed;
  NodeOs os = NodeOs::linux;
  std::vector<InstanceType> types;  ///< in the order of the spec; never empty
  GroupSize nodes;
  std::vector<Placement> placements;  ///< zones in turn, then the subnets of a zone in turn; empty: hybrid nodes
  std::int64_t zones = 0;             ///< different zones among them
  MaxPodsSpec max_pods;               ///< as asked for; EKS's ceiling and the types decide what comes of it
  Location max_pods_location{};
  bool custom_ami = false;            ///< managed nodes with an AMI of the user's own: no enforced ceiling
  std::optional<PodCount> pods_per_node;  ///< Pods on the Pod network; empty: from workloads, daemonSets, addons
  bool full_nodes = false;                ///< pods_per_node was not given and the source knows no workloads
  PodCount daemon_pods;                   ///< of every node: DaemonSet Pods on the Pod network
  PodCount host_network_pods;             ///< of every node: Pods on the host network
  UpdateModel update;
  Location location{};
};

/// Pods that are placed on node groups: a workload, or the Deployment of an add-on.
struct WorkloadModel {
  std::string name;
  PodRange replicas;
  bool pod_eni = false;
  bool host_network = false;
  bool addon = false;                       ///< of an add-on, not of the user
  std::int64_t cpu_millis = 0;              ///< a Pod's request, in thousandths of a core; 0: none
  std::int64_t memory_bytes = 0;            ///< a Pod's request; 0: none
  std::vector<NodeGroupIndex> node_groups;  ///< those that take it, in order
  Location location{};
};

struct FargateProfileModel {
  std::string name;
  PodRange pods;
  std::vector<SubnetIndex> subnets;
};

struct LoadBalancerModel {
  std::string name;
  LoadBalancerType type = LoadBalancerType::alb;
  std::vector<SubnetIndex> subnets;
};

struct EndpointModel {
  std::string name;
  EndpointType type = EndpointType::interface_endpoint;
  std::vector<SubnetIndex> subnets;
};

/// A node group's own numbers in a scenario; what is not given is the scenario's.
struct ScenarioGroupModel {
  std::optional<Amount> nodes;
  std::optional<Amount> pods_per_node;
};

struct ScenarioModel {
  std::string name;  ///< "az-loss", or the user's own
  ScenarioKind kind = ScenarioKind::steady;
  Share nodes = Share::from_percent(100);       ///< of every node group's
  Share pods = Share::from_percent(100);        ///< of every workload's, podsPerNode's and Fargate profile's
  std::vector<ScenarioGroupModel> node_groups;  ///< one per node group; empty: nothing of their own
  Location location{};
};

/// A scenario as it is without a number of the user's own.
[[nodiscard]] ScenarioModel built_in_scenario(ScenarioKind kind);

/// What is planned for when the spec does not say: the worst hours that every cluster meets.
inline constexpr ScenarioKind kDefaultScenarios[] = {ScenarioKind::steady, ScenarioKind::max,
                                                     ScenarioKind::rolling_update, ScenarioKind::az_loss};

/// Which rule's findings are made into what; planner/findings/finding_policy.hpp applies it.
struct RuleSettingModel {
  std::string rule;
  std::optional<RuleSeverity> severity;
  std::optional<std::int64_t> threshold;  ///< in the rule's own unit; a share in hundredths of a percent
};

struct AcceptedFindingModel {
  std::string rule;
  std::string subject;  ///< empty: all of the rule
  std::string reason;
  std::optional<CalendarDate> expires;
  Location location{};
};

struct PolicyModel {
  Share warn_at = Share::from_percent(80);
  Share fail_at = Share::from_percent(95);
  std::vector<ScenarioModel> scenarios;
  std::vector<RuleSettingModel> rules;
  std::vector<AcceptedFindingModel> accept;
};

struct GrowthModel {
  Share pods_per_month;
  std::int64_t months = 12;
};

struct PeerModel {
  std::string name;
  std::vector<Located<Cidr>> cidrs;
  std::optional<std::int64_t> network_address_units;
};

/// AWS's defaults where the spec says nothing. Sources:
/// https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html,
/// https://docs.aws.amazon.com/vpc/latest/userguide/network-address-usage.html
struct QuotaModel {
  std::int64_t cidrs_per_vpc = 5;
  std::int64_t subnets_per_vpc = 200;
  std::int64_t network_interfaces = 5'000;  ///< per Region
  std::int64_t network_address_units = 64'000;
  std::int64_t peered_network_address_units = 128'000;
  std::int64_t nat_gateways_per_zone = 5;
  std::int64_t interface_endpoints = 50;
};

struct ClusterModel {
  std::string name;
  Platform platform = Platform::eks;
  CniConfig cni;
  std::vector<std::string> cni_given;    ///< variables of aws-node that the spec sets, as against defaults
  std::vector<Located<Cidr>> vpc_cidrs;  ///< the primary one first; empty: not given, and the subnets are
  std::optional<Located<Cidr>> service_cidr;
  std::vector<PeerModel> peers;
  QuotaModel quotas;
  std::vector<std::string> zones;  ///< of the subnets, in order; one without has "zone of <label>" to itself
  std::vector<SubnetModel> subnets;
  bool assumed_subnets = false;  ///< none are given: they are those that eksctl would make
  std::vector<SubnetIndex> control_plane_subnets;
  std::vector<NodeGroupModel> node_groups;
  std::vector<WorkloadModel> workloads;
  std::vector<FargateProfileModel> fargate_profiles;
  std::vector<LoadBalancerModel> load_balancers;
  std::vector<EndpointModel> endpoints;
  std::optional<GrowthModel> growth;
  PolicyModel policy;
};

}  // namespace cniplan
