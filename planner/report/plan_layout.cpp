#include "planner/report/plan_layout.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "planner/core/counted.hpp"
#include "planner/core/format.hpp"

namespace cniplan::report {

std::string share_text(const std::optional<Share>& share) {
  if (!share) return "unknown";
  const std::int64_t tenths = ceil_div(share->basis_points(), 10);
  return fmt::format("{}.{} %", tenths / 10, tenths % 10);
}

Grid owners_grid(const ClusterPlan& plan) {
  std::vector<Grid::Column> columns = {{"Held by"}};
  for (const ScenarioName scenario : plan.scenarios) columns.push_back({std::string(to_string(scenario)), Align::right});
  Grid grid(std::move(columns));
  std::vector<IpCount> total(plan.scenarios.size());
  for (std::size_t owner = 0; owner < kAddressOwners; ++owner) {
    std::vector<std::string> row = {std::string(to_string(static_cast<AddressOwner>(owner)))};
    bool holds_any = false;
    for (std::size_t s = 0; s < plan.scenarios.size(); ++s) {
      IpCount ips;
      for (const SubnetPlan& subnet : plan.subnets) ips += subnet.scenarios[s].demand.by_owner[owner];
      holds_any = holds_any || ips != IpCount(0);
      total[s] += ips;
      row.push_back(fmt::format("{}", ips));
    }
    if (holds_any) grid.add_row(std::move(row));
  }
  std::vector<std::string> row = {"total"};
  for (const IpCount ips : total) row.push_back(fmt::format("{}", ips));
  grid.add_row(std::move(row));
  return grid;
}

std::string_view resource_text(Resource resource) {
  switch (resource) {
    case Resource::addresses: return "addresses";
    case Resource::prefixes: return "whole /28 blocks";
    case Resource::single_addresses: return "single addresses outside of its reservations";
  }
  return "";
}

std::string exhaustion_text(const ClusterPlan& plan) {
  if (plan.node_groups.empty()) return "There are no node groups whose growth could fill a subnet.";
  if (!plan.exhaustion) return "These node groups fill no subnet whose size is known.";
  const bool unknown = std::ranges::any_of(plan.subnets, [](const SubnetPlan& subnet) { return !subnet.usable; });
  const Exhaustion& point = *plan.exhaustion;
  NodeCount desired;
  NodeCount most;
  for (const NodeGroupPlan& group : plan.node_groups) {
    desired += group.nodes.desired;
    most += group.nodes.max;
  }
  return fmt::format(
      "When the node groups grow in proportion, {} with {} still fit ({} desired, {} at most); the next node lacks {} "
      "in subnet {}.{}",
      counted(point.nodes), counted(point.pods), desired, most, resource_text(point.resource), point.subnet,
      unknown ? " Subnets of unknown size may be full before." : "");
}

std::string cni_text(const ClusterPlan& plan) {
  const CniConfig& cni = plan.cni;
  if (plan.platform == Platform::eks_auto) return "EKS Auto Mode, prefix delegation";
  std::string text = cni.ip_family == IpFamily::ipv6 ? "IPv6 with prefix delegation"
                     : cni.prefix_delegation         ? "prefix delegation"
                                                     : "secondary IP mode";
  if (cni.custom_networking) text += ", custom networking";
  if (cni.pod_eni) text += ", security groups for Pods";
  if (cni.max_enis) text += fmt::format(", MAX_ENI={}", *cni.max_enis);
  if (cni.ip_family == IpFamily::ipv6) return text;
  if (cni.ip_targets()) {
    if (cni.warm_ip_target > 0) text += fmt::format(", WARM_IP_TARGET={}", cni.warm_ip_target);
    if (cni.minimum_ip_target > 0) text += fmt::format(", MINIMUM_IP_TARGET={}", cni.minimum_ip_target);
  } else if (cni.prefix_delegation) {
    text += fmt::format(", WARM_PREFIX_TARGET={}", cni.warm_prefix_target);
  } else {
    text += fmt::format(", WARM_ENI_TARGET={}", cni.warm_eni_target);
  }
  return text;
}

std::string group_text(const NodeGroupPlan& group) {
  std::string text(to_string(group.manager));
  if (group.os != NodeOs::linux) text += fmt::format(", {}", to_string(group.os));
  if (group.types.size() == 1) text += fmt::format(", {}", group.types.front());
  if (group.types.size() > 1) text += fmt::format(", {} instance types", group.types.size());
  return text;
}

}  // namespace cniplan::report
