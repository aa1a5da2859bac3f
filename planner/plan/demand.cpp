#include "planner/plan/demand.hpp"

#include <algorithm>

namespace cniplan {
namespace {

void add(SubnetDemand& demand, const SubnetShare& share) {
  demand[AddressOwner::primary] += share.primary;
  demand[AddressOwner::pods] += share.assigned;
  demand[AddressOwner::warm] += share.warm;
  demand[AddressOwner::trunk] += share.trunk;
  demand[AddressOwner::branch] += share.branch;
  demand.prefixes += share.prefixes;
}

/// The part of `total` that the place with that number gets when things go to `places` places in turn.
std::int64_t in_turn(std::int64_t total, std::size_t place, std::size_t places) {
  return nodes_at(NodeCount(0), NodeCount(total), place, places).value();
}

/// Single addresses that fit beside the five reserved ones: 12 in the first /28, 15 in the last.
constexpr std::int64_t kSinglesBesideReserved = 27;

}  // namespace

WorstNode worst_node(const ClusterModel& model, const NodeGroupModel& group, const NodeLoad& load) {
  const CniConfig cni = cni_of(model, group);
  WorstNode worst;
  for (std::size_t i = 0; i < group.types.size(); ++i) {
    const NodeIpUsage usage = node_ip_usage(group.types[i], cni, group.os, load);
    if (i == 0 || usage.total() < worst.least_ips) worst.least_ips = usage.total();
    if (i == 0 || usage.total() > worst.usage.total()) {
      worst.usage = usage;
      worst.type = i;
    }
  }
  return worst;
}

std::vector<SubnetDemand> fleet_demand(const ClusterModel& model, const Fleet& fleet,
                                       const std::vector<GroupMaxPods>& max_pods) {
  std::vector<SubnetDemand> demand(model.subnets.size());
  for (std::size_t g = 0; g < model.node_groups.size(); ++g) {
    const NodeGroupModel& group = model.node_groups[g];
    NodeCount from;
    for (const NodesAlike& run : spread(fleet.groups[g])) {
      const WorstNode node = worst_node(
          model, group, {.pods = run.pods, .branch_pods = run.branch_pods, .max_pods = max_pods[g].value});
      // Nodes go to the places in turn, from where the run before left off; a small run reaches only some of them.
      const auto places = static_cast<std::int64_t>(group.placements.size());
      const std::int64_t nodes = run.nodes.value();
      for (std::int64_t k = 0; k < std::min(nodes, places); ++k) {
        const Placement& place = group.placements[static_cast<std::size_t>((from.value() + k) % places)];
        const std::int64_t here = nodes / places + (k < nodes % places ? 1 : 0);
        add(demand[place.nodes], node.usage.node_subnet * here);
        add(demand[place.pods], node.usage.pod_subnet * here);
      }
      from += run.nodes;
    }
  }
  return demand;
}

std::vector<SubnetDemand> fixed_demand(const ClusterModel& model, ScenarioName scenario) {
  std::vector<SubnetDemand> demand(model.subnets.size());
  const bool at_most = scenario == ScenarioName::max;
  for (std::size_t i = 0; i < model.subnets.size(); ++i) demand[i][AddressOwner::others] = model.subnets[i].others;
  for (std::size_t i = 0; i < model.control_plane_subnets.size(); ++i) {
    demand[model.control_plane_subnets[i]][AddressOwner::control_plane] +=
        IpCount(in_turn(kControlPlaneEnis, i, model.control_plane_subnets.size()));
  }
  for (const FargateProfileModel& profile : model.fargate_profiles) {
    const PodCount pods = at_most ? profile.pods.max : profile.pods.desired;
    for (std::size_t i = 0; i < profile.subnets.size(); ++i) {
      demand[profile.subnets[i]][AddressOwner::fargate] += IpCount(in_turn(pods.value(), i, profile.subnets.size()));
    }
  }
  for (const LoadBalancerModel& balancer : model.load_balancers) {
    for (std::size_t i = 0; i < balancer.subnets.size(); ++i) {
      std::int64_t ips = 1;
      if (balancer.type == LoadBalancerType::alb) {
        ips = std::max(kAlbIpsPerSubnet, at_most ? in_turn(kAlbMostIps, i, balancer.subnets.size()) : 0);
      }
      demand[balancer.subnets[i]][AddressOwner::load_balancers] += IpCount(ips);
    }
  }
  for (const EndpointModel& endpoint : model.endpoints) {
    for (const SubnetIndex subnet : endpoint.subnets) demand[subnet][AddressOwner::endpoints] += IpCount(1);
  }
  return demand;
}

PrefixCount missing_prefixes(const Cidr& subnet, const SubnetDemand& demand) {
  if (demand.prefixes == PrefixCount(0)) return PrefixCount(0);
  const IpCount singles = demand.total() - ips_in(demand.prefixes);
  const std::int64_t blocks_of_singles =
      ceil_div(std::max<std::int64_t>(0, singles.value() - kSinglesBesideReserved), kIpsPerPrefix);
  return std::max(PrefixCount(0), demand.prefixes + PrefixCount(blocks_of_singles) - assignable_prefixes(subnet));
}

IpCount missing_singles(const Cidr& subnet, IpCount prefix_reserved, const SubnetDemand& demand) {
  const IpCount singles = demand.total() - ips_in(demand.prefixes);
  const IpCount outside = usable_ips(subnet) - prefix_reserved;
  return prefix_reserved == IpCount(0) ? IpCount(0) : std::max(IpCount(0), singles - outside);
}

}  // namespace cniplan
