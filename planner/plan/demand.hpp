#pragma once

#include <vector>

#include "planner/capacity/subnet_capacity.hpp"
#include "planner/model/cluster_model.hpp"
#include "planner/plan/cluster_plan.hpp"
#include "planner/plan/fleet.hpp"

namespace cniplan {

/// A node of the group with that load, as the instance type that takes most addresses (the first of equals).
struct WorstNode {
  NodeIpUsage usage;
  std::size_t type = 0;
  IpCount least_ips;  ///< what the type that takes fewest holds
};
[[nodiscard]] WorstNode worst_node(const ClusterModel& model, const NodeGroupModel& group, const NodeLoad& load);

/// What nodes and Pods take of every subnet. One entry per subnet of the model.
[[nodiscard]] std::vector<SubnetDemand> fleet_demand(const ClusterModel& model, const Fleet& fleet,
                                                     const std::vector<GroupMaxPods>& max_pods);

/// What everything else takes of every subnet: control plane, Fargate, load balancers, endpoints, others.
///   control plane: up to 4 ENIs, over its subnets in turn
///   ALB: 8 addresses a subnet; in `max` up to 100 over its subnets, as evenly as integers allow
///   NLB, endpoint: 1 a subnet;  Fargate: 1 a Pod, over the profile's subnets in turn
/// Sources: docs.aws.amazon.com/eks/latest/userguide/network-reqs.html (2 to 4 ENIs),
/// docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html (8 free, up to 100),
/// docs.aws.amazon.com/eks/latest/userguide/fargate.html.
[[nodiscard]] std::vector<SubnetDemand> fixed_demand(const ClusterModel& model, ScenarioName scenario);

inline constexpr std::int64_t kControlPlaneEnis = 4;
inline constexpr std::int64_t kAlbIpsPerSubnet = 8;
inline constexpr std::int64_t kAlbMostIps = 100;

/// Whole /28 blocks that a demand lacks at best, when its single addresses first fill what the two blocks with
/// reserved addresses have left (12 and 15) and then whole blocks:
///   prefixes + ceil(max(0, singles - 27) / 16) - assignable prefixes, if there are prefixes at all, and at least 0
[[nodiscard]] PrefixCount missing_prefixes(const Cidr& subnet, const SubnetDemand& demand);

/// Single addresses that a demand wants beyond those that EC2 hands out singly, which are never those of a prefix
/// reservation: max(0, singles - (usable - prefix_reserved)).
/// Source: docs.aws.amazon.com/vpc/latest/userguide/subnet-cidr-reservation.html.
[[nodiscard]] IpCount missing_singles(const Cidr& subnet, IpCount prefix_reserved, const SubnetDemand& demand);

}  // namespace cniplan
