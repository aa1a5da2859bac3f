#include "planner/plan/cni_mode.hpp"

#include <vector>

#include "planner/capacity/max_pods.hpp"

namespace cniplan {
namespace {

void give_pods_subnets(ClusterModel& model) {
  std::vector<std::optional<SubnetIndex>> of_zone(model.zones.size());
  for (const NodeGroupModel& group : model.node_groups) {
    for (const Placement& place : group.placements) {
      if (place.pods != place.nodes && !of_zone[place.zone]) of_zone[place.zone] = place.pods;
    }
  }
  for (NodeGroupModel& group : model.node_groups) {
    for (Placement& place : group.placements) {
      auto& pods = of_zone[place.zone];
      if (!pods) {
        pods = model.subnets.size();
        model.subnets.push_back({.zone = place.zone,
                                 .label = "pods-" + model.zones[place.zone],
                                 .az = model.subnets[place.nodes].az});
      }
      if (place.pods == place.nodes) place.pods = *pods;
      place.discovered.clear();
    }
  }
}

}  // namespace

CniMode mode_of(const CniConfig& cni) {
  if (cni.ip_family == IpFamily::ipv6) return CniMode::ipv6;
  if (cni.custom_networking) {
    return cni.prefix_delegation ? CniMode::prefix_delegation_custom_networking : CniMode::secondary_ip_custom_networking;
  }
  return cni.prefix_delegation ? CniMode::prefix_delegation : CniMode::secondary_ip;
}

ClusterModel in_mode(const ClusterModel& model, CniMode mode) {
  ClusterModel changed = model;
  CniConfig& cni = changed.cni;
  cni.ip_family = mode == CniMode::ipv6 ? IpFamily::ipv6 : IpFamily::ipv4;
  cni.custom_networking = mode == CniMode::secondary_ip_custom_networking || mode == CniMode::prefix_delegation_custom_networking;
  cni.prefix_delegation = mode != CniMode::secondary_ip && mode != CniMode::secondary_ip_custom_networking;
  if (mode == CniMode::ipv6) {
    cni.warm_ip_target = 0;
    cni.minimum_ip_target = 0;
  }
  if (cni.custom_networking) {
    give_pods_subnets(changed);
    return changed;
  }
  for (NodeGroupModel& group : changed.node_groups) {
    for (Placement& place : group.placements) {
      place.pods = place.nodes;
      if (mode == CniMode::ipv6) place.discovered.clear();
    }
  }
  return changed;
}

std::optional<PodCount> recommended_max_pods(const CniConfig& cni, const InstanceType& type) {
  const MaxPodsInBrief answer = max_pods_in_brief(type, {.cni = cni});
  if (!answer.recommended_max_pods || *answer.recommended_max_pods <= PodCount(0)) return std::nullopt;
  return answer.recommended_max_pods;
}

}  // namespace cniplan
