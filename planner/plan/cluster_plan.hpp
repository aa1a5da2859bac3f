#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "planner/capacity/node_ip_usage.hpp"
#include "planner/core/count.hpp"
#include "planner/core/share.hpp"
#include "planner/findings/finding.hpp"
#include "planner/model/cluster_model.hpp"
#include "planner/plan/derivation.hpp"

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
  load_balancers,
  endpoints,
  others,  ///< what the spec says is used already
};
inline constexpr std::size_t kAddressOwners = 10;

/// The word for tables, "primary".
[[nodiscard]] std::string_view to_string(AddressOwner owner);
/// The word for tables and specs, "steady".
[[nodiscard]] std::string_view to_string(ScenarioName scenario);
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

struct SubnetScenario {
  ScenarioName scenario = ScenarioName::steady;
  SubnetDemand demand;
  std::optional<IpCount> free;       ///< usable less demand, negative when it lacks addresses
  std::optional<Share> utilization;  ///< demand of usable, in hundredths of a percent, rounded up
  /// Whole /28 blocks that the prefixes need beyond those that can be had at best; 0 when they suffice.
  PrefixCount missing_prefixes;
  IpCount missing_singles;  ///< single addresses wanted beyond those outside of prefix reservations

  [[nodiscard]] bool fits() const {
    return (!free || *free >= IpCount(0)) && missing_prefixes == PrefixCount(0) && missing_singles == IpCount(0);
  }
};

struct SubnetPlan {
  std::string label;
  std::string id;
  std::string az;
  std::optional<Cidr> cidr;
  std::optional<IpCount> usable;             ///< size less the five that AWS reserves
  std::optional<PrefixCount> assignable_prefixes;  ///< /28 blocks that hold none of the five
  std::vector<SubnetScenario> scenarios;     ///< in the order of ClusterPlan::scenarios
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

/// One node group in one scenario.
struct NodeGroupScenario {
  ScenarioName scenario = ScenarioName::steady;
  NodeCount nodes;
  PodCount pods;         ///< of the group, on the Pod network, branch Pods left out
  PodCount branch_pods;  ///< of the group
  PodCount most_pods;    ///< on its fullest node
  NodeIpUsage fullest;   ///< that node, as the type that takes most addresses
  std::string type;      ///< that type
  IpCount least_ips;     ///< of the fullest node, as the type that takes fewest
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
  std::vector<NodeGroupScenario> scenarios;
};

/// Which resource of a subnet runs out.
enum class Resource { addresses, prefixes, single_addresses };
[[nodiscard]] std::string_view to_string(Resource resource);

/// The largest fleet that every subnet still holds when the node groups grow in proportion to their desired nodes.
struct Exhaustion {
  NodeCount nodes;
  PodCount pods;  ///< on the Pod network, branch Pods with them
  std::vector<NodeCount> nodes_of_group;
  std::string subnet;  ///< the one that cannot hold one node more
  Resource resource = Resource::addresses;
};

struct ClusterPlan {
  std::string name;
  Platform platform = Platform::eks;
  CniConfig cni;
  std::vector<ScenarioName> scenarios;
  std::vector<SubnetPlan> subnets;
  std::vector<NodeGroupPlan> node_groups;
  std::optional<Exhaustion> exhaustion;  ///< empty: no fleet fills a subnet, or nothing can grow
  bool fits = true;                      ///< no subnet lacks anything in any scenario
  std::string verdict;                   ///< in one sentence
  std::vector<Finding> findings;         ///< errors first, then in the order of the spec
  std::vector<Derivation> derivations;   ///< of every headline figure
};

}  // namespace cniplan
