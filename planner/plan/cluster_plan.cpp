#include "planner/plan/cluster_plan.hpp"

#include <fmt/format.h>

#include <numeric>

namespace cniplan {

IpCount SubnetDemand::total() const { return std::accumulate(by_owner.begin(), by_owner.end(), IpCount(0)); }

std::string_view to_string(AddressOwner owner) {
  switch (owner) {
    case AddressOwner::primary: return "primary";
    case AddressOwner::pods: return "pods";
    case AddressOwner::warm: return "warm";
    case AddressOwner::trunk: return "trunk";
    case AddressOwner::branch: return "branch";
    case AddressOwner::fargate: return "fargate";
    case AddressOwner::control_plane: return "control-plane";
    case AddressOwner::alb: return "alb";
    case AddressOwner::nlb: return "nlb";
    case AddressOwner::endpoints: return "endpoints";
    case AddressOwner::nat: return "nat";
    case AddressOwner::others: return "others";
  }
  return "";
}

std::string_view to_string(NodeManager manager) {
  switch (manager) {
    case NodeManager::managed: return "managed";
    case NodeManager::self_managed: return "self-managed";
    case NodeManager::karpenter: return "karpenter";
    case NodeManager::auto_mode: return "auto";
    case NodeManager::hybrid: return "hybrid";
  }
  return "";
}

std::string_view to_string(NodeOs os) {
  switch (os) {
    case NodeOs::linux: return "linux";
    case NodeOs::bottlerocket: return "bottlerocket";
    case NodeOs::windows: return "windows";
  }
  return "";
}

std::string_view to_string(AddressMode mode) {
  switch (mode) {
    case AddressMode::secondary_ip: return "secondary-ip";
    case AddressMode::prefix: return "prefix";
    case AddressMode::ipv6: return "ipv6";
    case AddressMode::windows_secondary_ip: return "windows-secondary-ip";
    case AddressMode::windows_prefix: return "windows-prefix";
  }
  return "";
}

std::string_view to_string(Platform platform) {
  switch (platform) {
    case Platform::eks: return "eks";
    case Platform::eks_auto: return "eks-auto";
    case Platform::eks_anywhere: return "eks-anywhere";
    case Platform::eks_distro: return "eks-distro";
  }
  return "";
}

std::string_view to_string(MaxPodsSource source) {
  switch (source) {
    case MaxPodsSource::eni_formula: return "eni-formula";
    case MaxPodsSource::given: return "given";
    case MaxPodsSource::expression: return "expression";
    case MaxPodsSource::windows_default: return "windows-default";
    case MaxPodsSource::managed_cap: return "managed-node-group-cap";
    case MaxPodsSource::auto_mode: return "auto-mode-cap";
  }
  return "";
}

std::string_view to_string(Resource resource) {
  switch (resource) {
    case Resource::addresses: return "addresses";
    case Resource::prefixes: return "prefixes";
    case Resource::single_addresses: return "single-addresses";
    case Resource::enis: return "enis";
    case Resource::max_pods: return "max-pods";
    case Resource::branch_enis: return "branch-enis";
    case Resource::network_interfaces: return "network-interfaces";
    case Resource::network_address_units: return "network-address-units";
  }
  return "";
}

std::string scenario_text(std::string_view name, ScenarioKind kind, std::string_view variant) {
  if (variant.empty()) return std::string(name);
  return fmt::format("{} {} {}", name, kind == ScenarioKind::az_loss ? "without" : "of", variant);
}

std::string scenario_text(const ClusterPlan& plan, std::size_t scenario, std::string_view variant) {
  return scenario_text(plan.scenarios[scenario].name, plan.scenarios[scenario].kind, variant);
}

}  // namespace cniplan
