#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "planner/capacity/node_ip_usage.hpp"
#include "planner/capacity/prefix_supply.hpp"
#include "planner/core/count.hpp"
#include "planner/core/share.hpp"
#include "planner/findings/finding.hpp"
#include "planner/model/cluster_model.hpp"
#include "planner/plan/derivation.hpp"
#include "planner/plan/plan_charts.hpp"

namespace cniplan {

/// Who holds an address of a subnet. Every address that the plan counts has exactly one owner.
enum class AddressOwner {
  primary,        ///< primary addresses of the nodes' ENIs
  pods,           ///< assigned to a Pod
  warm,           ///< in warm pools, and the unused rest of prefixes
  trunk,          ///< trunk ENIs
  branch,         ///< branch ENIs
  fargate,        ///< Fargate Pods
  control_plane,  ///< EKS's cross-account ENIs
  alb,            ///< Application Load Balancers
  nlb,            ///< Network Load Balancers
  endpoints,      ///< interface endpoints and what else has an address of its own in a subnet
  nat,            ///< NAT gateways
  others,         ///< what the spec says is used already
};
inline constexpr std::size_t kAddressOwners = 12;

/// The word for tables, "primary".
[[nodiscard]] std::string_view to_string(AddressOwner owner);
[[nodiscard]] std::string_view to_string(NodeManager manager);
[[nodiscard]] std::string_view to_string(NodeOs os);
[[nodiscard]] std::string_view to_string(AddressMode mode);
[[nodiscard]] std::string_view to_string(Platform platform);

/// What a subnet has to give in one scenario, by owner.
struct SubnetDemand {
  std::array<IpCount, kAddressOwners> by_owner{};
  PrefixCount prefixes;  ///< whole /28 blocks among them

  [[nodiscard]] IpCount& operator[](AddressOwner owner) { return by_owner[static_cast<std::size_t>(owner)]; }
  [[nodiscard]] IpCount operator[](AddressOwner owner) const { return by_owner[static_cast<std::size_t>(owner)]; }
  [[nodiscard]] IpCount total() const;
};

/// One scenario over the whole cluster. Where it has variants (which zone is lost, which node group has a second copy),
/// these are the figures of the one in which the cluster is fullest, and `fits` speaks of all of them.
struct ScenarioPlan {
  std::string name;  ///< "steady", or the user's own
  ScenarioKind kind = ScenarioKind::steady;
  std::string variant;  ///< the zone, or the node group; empty: there is but one
  NodeCount nodes;
  PodCount pods;       ///< that have an address of the VPC, or would: Fargate's too, not those on the host network
  SubnetDemand total;  ///< of all subnets
  EniCount network_interfaces;             ///< of everything but the owner `others`
  std::int64_t network_address_units = 0;  ///< NAU of the VPC
  bool fits = true;                        ///< no subnet lacks anything, in no variant
};

/// One subnet in one scenario: in the variant that is worst for this subnet.
struct SubnetScenario {
  std::size_t scenario = 0;  ///< index into ClusterPlan::scenarios
  std::string variant;
  SubnetDemand demand;
  std::optional<IpCount> free;       ///< usable less demand, negative when it lacks addresses
  std::optional<Share> utilization;  ///< demand of usable, in hundredths of a percent, rounded up
  /// Whole /28 blocks that the prefixes need beyond those that can be had at best; 0 when they suffice.
  PrefixCount missing_prefixes;
  IpCount missing_singles;  ///< single addresses wanted beyond those outside of prefix reservations
  /// What the subnet yields of /28 blocks beside the single addresses; empty where no prefix is wanted.
  std::optional<PrefixOutlook> prefix_outlook;
  /// The same by simulation, single addresses and prefixes coming in any order; empty when not asked for.
  std::optional<SampledOutlook> sampled_outlook;

  [[nodiscard]] bool fits() const {
    return (!free || *free >= IpCount(0)) && missing_prefixes == PrefixCount(0) && missing_singles == IpCount(0);
  }
};

/// How a subnet fills as the Pods grow, month by month, each in the scenario that is then the worst.
struct SubnetGrowth {
  std::vector<IpCount> demand;             ///< after 0, 1, 2 ... months
  std::optional<std::int64_t> warn_month;  ///< the first in which it reaches warnAt; empty: in none
  std::optional<std::int64_t> fail_month;  ///< or failAt, or lacks anything
};

struct SubnetPlan {
  std::string label;
  std::string id;
  std::string az;
  std::optional<Cidr> cidr;
  std::optional<IpCount> usable;             ///< size less the five that AWS reserves
  std::optional<PrefixCount> assignable_prefixes;  ///< /28 blocks that hold none of the five
  std::optional<SharedSpace> space;          ///< what requests find before the cluster is there
  std::vector<SubnetScenario> scenarios;     ///< in the order of ClusterPlan::scenarios
  std::optional<SubnetGrowth> growth;        ///< empty: the spec names none, or the CIDR is not known
};

/// Where a node group's max Pods comes from.
enum class MaxPodsSource {
  eni_formula,      ///< nobody sets it
  given,            ///< a number in the spec
  expression,       ///< an expression in the spec
  windows_default,  ///< kubelet's 110
  managed_cap,      ///< what EKS enforces on managed node groups
  auto_mode,        ///< EKS Auto Mode: at most 110
};
[[nodiscard]] std::string_view to_string(MaxPodsSource source);

/// One node group in one scenario: in the variant that ScenarioPlan names.
struct NodeGroupScenario {
  std::size_t scenario = 0;  ///< index into ClusterPlan::scenarios
  NodeCount nodes;           ///< with those that an update or a second copy adds
  NodeCount extra_nodes;     ///< those, of `nodes`
  PodCount pods;             ///< of the group, on the Pod network, branch Pods left out
  PodCount branch_pods;      ///< of the group
  PodCount most_pods;        ///< on its fullest node
  NodeIpUsage fullest;       ///< that node, as the type that takes most addresses
  std::string type;          ///< that type
  IpCount least_ips;         ///< of the fullest node, as the type that takes fewest
  IpCount addresses;         ///< of all its nodes, each as the type that takes most
  IpCount least_addresses;   ///< of all its nodes, each as the type that takes fewest
};

/// What runs out.
enum class Resource {
  addresses,              ///< of a subnet
  prefixes,               ///< whole /28 blocks of a subnet
  single_addresses,       ///< of a subnet, outside of its prefix reservations
  enis,                   ///< of a node: its ENIs have no more addresses for Pods
  max_pods,               ///< of a node
  branch_enis,            ///< of a node
  network_interfaces,     ///< quota of the Region
  network_address_units,  ///< quota of the VPC
};
[[nodiscard]] std::string_view to_string(Resource resource);

/// What stops a growth. Of a group's Pods the scenario says nothing: the other groups are as in `max`.
struct Limit {
  Resource resource = Resource::addresses;
  std::string subnet;        ///< empty: of none, but of the node, the VPC or the Region
  std::size_t scenario = 0;  ///< in which it stops it, index into ClusterPlan::scenarios
  std::string variant;
};

/// How far a fleet can grow: the most nodes with which every scenario still fits, for them and all smaller numbers.
struct Exhaustion {
  NodeCount nodes;
  PodCount pods;  ///< of these nodes in scenario `steady`, on the Pod network, branch Pods with them
  std::vector<NodeCount> nodes_of_group;  ///< when all grow in proportion; empty for one group alone
  Limit first;                            ///< what one node more lacks
  std::optional<NodeCount> second_nodes;  ///< the most nodes if `first` were no limit
  std::optional<Limit> second;            ///< what would stop it then
};

/// How many Pods a group's nodes can run at their most, with every other group as in `max`.
struct PodExhaustion {
  NodeCount nodes;
  PodCount pods;         ///< on the Pod network, branch Pods with them
  PodCount pods_a_node;  ///< on the fullest
  Limit limit;           ///< what one Pod a node more lacks
};

struct NodeGroupPlan {
  std::string name;
  NodeManager manager = NodeManager::managed;
  NodeOs os = NodeOs::linux;
  std::vector<std::string> types;
  GroupSize nodes;
  std::vector<std::string> subnets;
  PodCount max_pods;
  MaxPodsSource max_pods_source = MaxPodsSource::eni_formula;
  std::string max_pods_type;  ///< the type with the lowest value
  std::vector<NodeGroupScenario> scenarios;  ///< in the order of ClusterPlan::scenarios
  std::optional<Exhaustion> exhaustion;      ///< of this group alone; empty: it fills nothing, or has no nodes
  std::optional<PodExhaustion> pod_exhaustion;  ///< empty for hybrid and IPv6 nodes
};

struct GrowthPlan {
  Share pods_per_month;
  std::int64_t months = 0;
};

struct ClusterPlan {
  std::string name;
  Platform platform = Platform::eks;
  CniConfig cni;
  std::vector<ScenarioPlan> scenarios;
  std::vector<SubnetPlan> subnets;
  std::vector<NodeGroupPlan> node_groups;
  std::optional<Exhaustion> exhaustion;  ///< of all groups in proportion; empty: they fill nothing, or there are none
  std::optional<GrowthPlan> growth;
  Share warn_at;
  Share fail_at;
  bool fits = true;                      ///< no subnet lacks anything in any scenario
  std::string verdict;                   ///< in one sentence
  std::vector<Finding> findings;         ///< errors first, then in the order of the spec
  std::vector<Derivation> derivations;   ///< of every headline figure
  PlanCharts charts;                     ///< empty unless asked for
};

/// "steady", "az-loss without eu-west-1a", "blue-green of web": a scenario in one of its variants, for sentences.
[[nodiscard]] std::string scenario_text(std::string_view name, ScenarioKind kind, std::string_view variant);
[[nodiscard]] std::string scenario_text(const ClusterPlan& plan, std::size_t scenario, std::string_view variant);

}  // namespace cniplan
