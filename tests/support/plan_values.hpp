#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "planner/plan/cluster_plan.hpp"

namespace cniplan::tests {

/// Plans made by hand, for tests of what only formats them. The figures need not be those that planning would find.

inline ScenarioPlan scenario_of(std::string name, ScenarioKind kind, std::string variant = "") {
  ScenarioPlan made{.name = std::move(name), .kind = kind, .variant = std::move(variant)};
  made.nodes = NodeCount(30);
  made.pods = PodCount(960);
  made.total[AddressOwner::primary] = IpCount(30);
  made.total[AddressOwner::pods] = IpCount(960);
  made.network_interfaces = EniCount(34);
  made.network_address_units = 94;
  return made;
}

/// The figures of one scenario of a subnet with so many usable addresses; empty: of unknown size.
inline SubnetScenario subnet_scenario_of(std::size_t scenario, std::int64_t used, std::optional<std::int64_t> usable,
                                         std::string variant = "") {
  SubnetScenario made{.scenario = scenario, .variant = std::move(variant)};
  made.demand[AddressOwner::pods] = IpCount(used);
  if (usable) {
    made.free = IpCount(*usable - used);
    made.utilization = Share::from_basis_points(ceil_div(used * Share::kWhole, *usable));
  }
  return made;
}

/// A subnet that uses `used[i]` addresses in scenario i.
inline SubnetPlan subnet_of(std::string label, std::string_view cidr, const std::vector<std::int64_t>& used) {
  SubnetPlan made{.label = std::move(label), .id = {}, .az = "eu-west-1a"};
  std::optional<std::int64_t> usable;
  if (!cidr.empty()) {
    made.cidr = *Cidr::parse(cidr);
    usable = made.cidr->size().value() - 5;
    made.usable = IpCount(*usable);
    made.assignable_prefixes = PrefixCount(made.cidr->size().value() / kIpsPerPrefix - 2);
  }
  for (std::size_t i = 0; i < used.size(); ++i) made.scenarios.push_back(subnet_scenario_of(i, used[i], usable));
  return made;
}

/// The figures of one scenario of a group of m5.large nodes.
inline NodeGroupScenario group_scenario_of(std::size_t scenario, std::int64_t nodes, std::int64_t pods_a_node) {
  NodeGroupScenario made{.scenario = scenario, .nodes = NodeCount(nodes)};
  made.pods = PodCount(nodes * pods_a_node);
  made.most_pods = PodCount(pods_a_node);
  made.fullest.enis = EniCount(3);
  made.fullest.node_subnet = {.primary = IpCount(3), .assigned = IpCount(pods_a_node), .warm = IpCount(27 - pods_a_node)};
  made.type = "m5.large";
  made.least_ips = IpCount(30);
  made.addresses = IpCount(30 * nodes);
  made.least_addresses = made.addresses;
  return made;
}

/// A group with `nodes[i]` nodes of 20 Pods each in scenario i.
inline NodeGroupPlan group_of(std::string name, const std::vector<std::int64_t>& nodes) {
  NodeGroupPlan made{.name = std::move(name)};
  made.types = {"m5.large"};
  made.nodes = {.min = NodeCount(1), .desired = NodeCount(nodes.front()), .max = NodeCount(nodes.back())};
  made.subnets = {"private-a"};
  made.max_pods = PodCount(29);
  made.max_pods_type = "m5.large";
  for (std::size_t i = 0; i < nodes.size(); ++i) made.scenarios.push_back(group_scenario_of(i, nodes[i], 20));
  return made;
}

/// steady and max, a subnet, a group.
inline ClusterPlan plan_of_two_scenarios() {
  ClusterPlan plan{.name = "payments-prod"};
  plan.scenarios = {scenario_of("steady", ScenarioKind::steady), scenario_of("max", ScenarioKind::max)};
  plan.subnets = {subnet_of("private-a", "10.20.0.0/20", {637, 1606})};
  plan.node_groups = {group_of("general", {24, 60})};
  plan.warn_at = Share::from_percent(80);
  plan.fail_at = Share::from_percent(95);
  plan.verdict = "Fits: the fullest is subnet private-a in scenario max, 1606 of 4091 addresses used.";
  return plan;
}

/// All eight kinds, with variants where there are some.
inline ClusterPlan plan_of_all_scenarios() {
  ClusterPlan plan = plan_of_two_scenarios();
  plan.scenarios = {scenario_of("steady", ScenarioKind::steady),
                    scenario_of("max", ScenarioKind::max),
                    scenario_of("full", ScenarioKind::full),
                    scenario_of("cold-start", ScenarioKind::cold_start),
                    scenario_of("rolling-update", ScenarioKind::rolling_update),
                    scenario_of("az-loss", ScenarioKind::az_loss, "eu-west-1b"),
                    scenario_of("blue-green", ScenarioKind::blue_green, "general"),
                    scenario_of("control-plane-update", ScenarioKind::control_plane_update)};
  const std::vector<std::int64_t> used = {637, 1606, 4000, 100, 700, 955, 1300, 645};
  plan.subnets = {subnet_of("private-a", "10.20.0.0/20", used), subnet_of("private-b", "10.20.16.0/20", used)};
  for (SubnetPlan& subnet : plan.subnets) {
    subnet.scenarios[5].variant = "eu-west-1a";
    subnet.scenarios[6].variant = "general";
  }
  plan.node_groups = {group_of("general", {24, 60, 24, 24, 34, 24, 48, 24}), group_of("web", {6, 15, 6, 6, 16, 6, 6, 6})};
  plan.node_groups[0].scenarios[4].extra_nodes = NodeCount(10);
  plan.node_groups[1].scenarios[4].extra_nodes = NodeCount(10);
  return plan;
}

}  // namespace cniplan::tests
