#include <nlohmann/json.hpp>

#include "planner/report/plan_report.hpp"

namespace cniplan::report {
namespace {

using Json = nlohmann::ordered_json;

template <class Tag>
Json value_of(Count<Tag> count) {
  return count.value();
}

template <class Tag>
Json value_of(const std::optional<Count<Tag>>& count) {
  return count ? Json(count->value()) : Json(nullptr);
}

Json text_or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

Json cni(const CniConfig& config) {
  return {{"ip_family", config.ip_family == IpFamily::ipv6 ? "ipv6" : "ipv4"},
          {"prefix_delegation", config.prefix_delegation},
          {"custom_networking", config.custom_networking},
          {"pod_eni", config.pod_eni},
          {"max_enis", value_of(config.max_enis)},
          {"warm_eni_target", config.warm_eni_target},
          {"warm_ip_target", config.warm_ip_target},
          {"minimum_ip_target", config.minimum_ip_target},
          {"warm_prefix_target", config.warm_prefix_target}};
}

Json subnet(const SubnetPlan& plan) {
  Json scenarios = Json::array();
  for (const SubnetScenario& scenario : plan.scenarios) {
    Json demand = Json::object();
    for (std::size_t owner = 0; owner < kAddressOwners; ++owner) {
      demand[std::string(to_string(static_cast<AddressOwner>(owner)))] = scenario.demand.by_owner[owner].value();
    }
    scenarios.push_back(
        {{"scenario", to_string(scenario.scenario)},
         {"fits", plan.usable ? Json(scenario.fits()) : Json(nullptr)},
         {"used", value_of(scenario.demand.total())},
         {"free", value_of(scenario.free)},
         {"utilization_basis_points", scenario.utilization ? Json(scenario.utilization->basis_points()) : Json(nullptr)},
         {"demand", std::move(demand)},
         {"prefixes", value_of(scenario.demand.prefixes)},
         {"missing_prefixes", plan.usable ? value_of(scenario.missing_prefixes) : Json(nullptr)},
         {"missing_singles", plan.usable ? value_of(scenario.missing_singles) : Json(nullptr)}});
  }
  return {{"name", plan.label},
          {"id", text_or_null(plan.id)},
          {"az", text_or_null(plan.az)},
          {"cidr", plan.cidr ? Json(plan.cidr->to_string()) : Json(nullptr)},
          {"size", plan.cidr ? value_of(plan.cidr->size()) : Json(nullptr)},
          {"usable", value_of(plan.usable)},
          {"assignable_prefixes", value_of(plan.assignable_prefixes)},
          {"scenarios", std::move(scenarios)}};
}

Json share_of(const SubnetShare& share) {
  return {{"primary", value_of(share.primary)},   {"pods", value_of(share.assigned)}, {"warm", value_of(share.warm)},
          {"trunk", value_of(share.trunk)},       {"branch", value_of(share.branch)}, {"total", value_of(share.total())},
          {"prefixes", value_of(share.prefixes)}};
}

Json node_group(const NodeGroupPlan& plan) {
  Json scenarios = Json::array();
  for (const NodeGroupScenario& scenario : plan.scenarios) {
    Json fullest = nullptr;
    if (!scenario.type.empty()) {
      fullest = {{"instance_type", scenario.type},
                 {"mode", to_string(scenario.fullest.mode)},
                 {"pods", value_of(scenario.most_pods)},
                 {"enis", value_of(scenario.fullest.enis)},
                 {"addresses", value_of(scenario.fullest.total())},
                 {"addresses_of_leanest_type", value_of(scenario.least_ips)},
                 {"node_subnet", share_of(scenario.fullest.node_subnet)},
                 {"pod_subnet", share_of(scenario.fullest.pod_subnet)},
                 {"pods_without_address", value_of(scenario.fullest.pods_without_address)},
                 {"settles", scenario.fullest.settles}};
    }
    scenarios.push_back({{"scenario", to_string(scenario.scenario)},
                         {"nodes", value_of(scenario.nodes)},
                         {"pods", value_of(scenario.pods)},
                         {"branch_pods", value_of(scenario.branch_pods)},
                         {"fullest_node", std::move(fullest)}});
  }
  return {{"name", plan.name},
          {"manager", to_string(plan.manager)},
          {"os", to_string(plan.os)},
          {"instance_types", plan.types},
          {"nodes",
           {{"min", value_of(plan.nodes.min)},
            {"desired", value_of(plan.nodes.desired)},
            {"max", value_of(plan.nodes.max)}}},
          {"subnets", plan.subnets},
          {"max_pods", plan.types.empty() ? Json(nullptr) : value_of(plan.max_pods)},
          {"max_pods_source", plan.types.empty() ? Json(nullptr) : Json(to_string(plan.max_pods_source))},
          {"max_pods_type", text_or_null(plan.max_pods_type)},
          {"scenarios", std::move(scenarios)}};
}

Json exhaustion(const ClusterPlan& plan) {
  if (!plan.exhaustion) return nullptr;
  Json groups = Json::array();
  for (std::size_t i = 0; i < plan.node_groups.size(); ++i) {
    groups.push_back({{"name", plan.node_groups[i].name}, {"nodes", value_of(plan.exhaustion->nodes_of_group[i])}});
  }
  return {{"nodes", value_of(plan.exhaustion->nodes)},
          {"pods", value_of(plan.exhaustion->pods)},
          {"node_groups", std::move(groups)},
          {"subnet", plan.exhaustion->subnet},
          {"resource", to_string(plan.exhaustion->resource)}};
}

Json finding(const Finding& found, const Sources& sources) {
  Json place = nullptr;
  if (found.location.source >= 0) {
    place = {{"file", sources.name(found.location.source)},
             {"line", found.location.line},
             {"column", found.location.column}};
  }
  return {{"rule", found.rule->id},   {"severity", to_string(found.severity)}, {"subject", found.subject},
          {"message", found.message}, {"remedy", text_or_null(found.remedy)},  {"place", std::move(place)}};
}

}  // namespace

std::string to_json(const ClusterPlan& plan, const PlanReportOptions& options) {
  Json subnets = Json::array();
  for (const SubnetPlan& made : plan.subnets) subnets.push_back(subnet(made));
  Json groups = Json::array();
  for (const NodeGroupPlan& made : plan.node_groups) groups.push_back(node_group(made));
  Json findings = Json::array();
  for (const Finding& found : plan.findings) findings.push_back(finding(found, options.sources));
  Json derivations = Json::array();
  for (const Derivation& made : plan.derivations) {
    derivations.push_back({{"figure", made.figure}, {"formula", made.formula}, {"values", made.values}});
  }
  const Json root = {{"schema", "cniplan/plan/v1"},
                     {"cluster", {{"name", plan.name}, {"platform", to_string(plan.platform)}}},
                     {"catalog", {{"date", options.catalog_date}}},
                     {"cni", cni(plan.cni)},
                     {"fits", plan.fits},
                     {"verdict", plan.verdict},
                     {"subnets", std::move(subnets)},
                     {"node_groups", std::move(groups)},
                     {"exhaustion", exhaustion(plan)},
                     {"findings", std::move(findings)},
                     {"derivations", std::move(derivations)}};
  // Names come from the user's file; bytes that are no UTF-8 must not stop the report.
  return root.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace cniplan::report
