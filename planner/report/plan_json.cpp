#include <string_view>

#include "planner/report/derivations_json.hpp"
#include "planner/report/findings_json.hpp"
#include "planner/report/json_writer.hpp"
#include "planner/report/plan_report.hpp"

namespace cniplan::report {
namespace {

constexpr auto kOneLine = JsonWriter::Layout::one_line;

class PlanWriter {
 public:
  PlanWriter(const ClusterPlan& plan, const PlanReportOptions& options) : plan_(plan), options_(options) {}

  std::string run() {
    json_.begin_object();
    json_.member("schema", "cniplan/plan/v1");
    json_.begin_object("cluster", kOneLine);
    json_.member("name", plan_.name);
    json_.member("platform", to_string(plan_.platform));
    json_.end_object();
    json_.begin_object("catalog", kOneLine);
    json_.member("date", options_.catalog_date);
    json_.end_object();
    cni();
    json_.begin_object("policy", kOneLine);
    json_.member("warn_at_basis_points", plan_.warn_at.basis_points());
    json_.member("fail_at_basis_points", plan_.fail_at.basis_points());
    json_.end_object();
    json_.member("fits", plan_.fits);
    json_.member("verdict", plan_.verdict);
    list("scenarios", plan_.scenarios, [this](const ScenarioPlan& made) { scenario(made); });
    list("subnets", plan_.subnets, [this](const SubnetPlan& made) { subnet(made); });
    list("node_groups", plan_.node_groups, [this](const NodeGroupPlan& made) { node_group(made); });
    exhaustion("exhaustion", plan_.exhaustion);
    growth();
    write_findings(json_, plan_.findings, options_.sources);
    write_derivations(json_, plan_.derivations);
    charts();
    json_.end_object();
    return json_.take();
  }

 private:
  template <class Items, class Write>
  void list(std::string_view name, const Items& items, Write write) {
    json_.begin_array(name);
    for (const auto& item : items) write(item);
    json_.end_array();
  }

  void texts(std::string_view name, const std::vector<std::string>& items) {
    json_.begin_array(name, kOneLine);
    for (const std::string& item : items) json_.element(item);
    json_.end_array();
  }

  void scenario_name(std::size_t index) {
    json_.member("scenario", plan_.scenarios[index].name);
  }

  void cni() {
    const CniConfig& config = plan_.cni;
    json_.begin_object("cni");
    json_.member("ip_family", config.ip_family == IpFamily::ipv6 ? "ipv6" : "ipv4");
    json_.member("prefix_delegation", config.prefix_delegation);
    json_.member("custom_networking", config.custom_networking);
    json_.member("pod_eni", config.pod_eni);
    json_.member("subnet_discovery", config.subnet_discovery);
    json_.member("multi_nic", config.multi_nic);
    json_.member("provisioning", config.provisioning);
    json_.member("manages_cordoned_nodes", config.manages_cordoned_nodes);
    json_.member("max_enis", config.max_enis);
    json_.member("warm_eni_target", config.warm_eni_target);
    json_.member("warm_ip_target", config.warm_ip_target);
    json_.member("minimum_ip_target", config.minimum_ip_target);
    json_.member("warm_prefix_target", config.warm_prefix_target);
    json_.member("ip_cooldown_seconds", config.ip_cooldown_seconds);
    json_.begin_object("windows", kOneLine);
    json_.member("prefix_delegation", config.windows.prefix_delegation);
    json_.member("warm_ip_target", config.windows.warm_ip_target);
    json_.member("minimum_ip_target", config.windows.minimum_ip_target);
    json_.member("warm_prefix_target", config.windows.warm_prefix_target);
    json_.end_object();
    json_.end_object();
  }

  void demand(const SubnetDemand& made) {
    json_.begin_object("demand", kOneLine);
    for (std::size_t at = 0; at < kAddressOwners; ++at) {
      const auto owner = static_cast<AddressOwner>(at);
      json_.member(to_string(owner), made[owner]);
    }
    json_.end_object();
  }

  void scenario(const ScenarioPlan& made) {
    json_.begin_object();
    json_.member("name", made.name);
    json_.member("kind", to_string(made.kind));
    json_.text_or_null("variant", made.variant);
    json_.member("fits", made.fits);
    json_.member("nodes", made.nodes);
    json_.member("pods", made.pods);
    json_.member("used", made.total.total());
    demand(made.total);
    json_.member("prefixes", made.total.prefixes);
    json_.member("network_interfaces", made.network_interfaces);
    json_.member("network_address_units", made.network_address_units);
    json_.end_object();
  }

  void outlook_members(const PrefixOutlook& outlook) {
    json_.member("best", outlook.supply.best);
    json_.member("expected_millionths", outlook.supply.expected_millionths);
    json_.member("worst", outlook.supply.worst);
    json_.member("all_chance_millionths", outlook.all_millionths);
    json_.member("next_chance_millionths", outlook.next_millionths);
  }

  void subnet_scenario(const SubnetPlan& plan, const SubnetScenario& made) {
    // Of a subnet of unknown size nobody knows what it lacks.
    const bool known = plan.usable.has_value();
    json_.begin_object();
    scenario_name(made.scenario);
    json_.text_or_null("variant", made.variant);
    json_.member("fits", known ? std::optional(made.fits()) : std::nullopt);
    json_.member("used", made.demand.total());
    json_.member("free", made.free);
    json_.member("utilization_basis_points",
                 made.utilization ? std::optional(made.utilization->basis_points()) : std::nullopt);
    demand(made.demand);
    json_.member("prefixes", made.demand.prefixes);
    json_.member("missing_prefixes", known ? std::optional(made.missing_prefixes) : std::nullopt);
    json_.member("missing_singles", known ? std::optional(made.missing_singles) : std::nullopt);
    if (made.prefix_outlook) {
      json_.begin_object("prefix_supply", kOneLine);
      outlook_members(*made.prefix_outlook);
      json_.end_object();
    } else {
      json_.member("prefix_supply", nullptr);
    }
    if (made.sampled_outlook) {
      const SampledOutlook& sampled = *made.sampled_outlook;
      json_.begin_object("sampled_prefix_supply", kOneLine);
      outlook_members(sampled.outlook);
      json_.member("samples", sampled.samples);
      json_.member("expected_error_millionths", sampled.expected_error_millionths);
      json_.member("all_error_millionths", sampled.all_error_millionths);
      json_.member("next_error_millionths", sampled.next_error_millionths);
      json_.end_object();
    } else {
      json_.member("sampled_prefix_supply", nullptr);
    }
    json_.end_object();
  }

  void subnet_growth(const std::optional<SubnetGrowth>& made) {
    if (!made) return json_.member("growth", nullptr);
    json_.begin_object("growth");
    json_.begin_array("used", kOneLine);
    for (const IpCount ips : made->demand) json_.element(ips);
    json_.end_array();
    json_.member("warn_month", made->warn_month);
    json_.member("fail_month", made->fail_month);
    json_.end_object();
  }

  void subnet(const SubnetPlan& plan) {
    json_.begin_object();
    json_.member("name", plan.label);
    json_.text_or_null("id", plan.id);
    json_.text_or_null("az", plan.az);
    json_.text_or_null("cidr", plan.cidr ? plan.cidr->to_string() : "");
    json_.member("size", plan.cidr ? std::optional(plan.cidr->size()) : std::nullopt);
    json_.member("usable", plan.usable);
    json_.member("assignable_prefixes", plan.assignable_prefixes);
    if (plan.space) {
      json_.begin_object("space", kOneLine);
      json_.member("singles", plan.space->singles);
      json_.member("exposed_prefixes", plan.space->exposed);
      json_.member("sheltered_prefixes", plan.space->sheltered);
      json_.end_object();
    } else {
      json_.member("space", nullptr);
    }
    list("scenarios", plan.scenarios, [&](const SubnetScenario& made) { subnet_scenario(plan, made); });
    subnet_growth(plan.growth);
    json_.end_object();
  }

  void share(std::string_view name, const SubnetShare& share) {
    json_.begin_object(name, kOneLine);
    json_.member("primary", share.primary);
    json_.member("pods", share.assigned);
    json_.member("cooling", share.cooling);
    json_.member("warm", share.warm);
    json_.member("trunk", share.trunk);
    json_.member("branch", share.branch);
    json_.member("total", share.total());
    json_.member("prefixes", share.prefixes);
    json_.end_object();
  }

  void fullest_node(const NodeGroupScenario& made) {
    if (made.type.empty()) return json_.member("fullest_node", nullptr);
    json_.begin_object("fullest_node");
    json_.member("instance_type", made.type);
    json_.member("mode", to_string(made.fullest.mode));
    json_.member("pods", made.most_pods);
    json_.member("enis", made.fullest.enis);
    json_.member("usable_enis", made.fullest.usable_enis);
    json_.member("addresses", made.fullest.total());
    json_.member("addresses_of_leanest_type", made.least_ips);
    share("node_subnet", made.fullest.node_subnet);
    share("pod_subnet", made.fullest.pod_subnet);
    json_.member("pods_without_address", made.fullest.pods_without_address);
    json_.member("branch_pods_without_eni", made.fullest.branch_pods_without_eni);
    json_.member("unused_prefixes", made.fullest.unused_prefixes);
    json_.member("settles", made.fullest.settles);
    json_.end_object();
  }

  void group_scenario(const NodeGroupScenario& made) {
    json_.begin_object();
    scenario_name(made.scenario);
    json_.text_or_null("variant", plan_.scenarios[made.scenario].variant);
    json_.member("nodes", made.nodes);
    json_.member("extra_nodes", made.extra_nodes);
    json_.member("pods", made.pods);
    json_.member("branch_pods", made.branch_pods);
    json_.member("addresses", made.addresses);
    json_.member("addresses_of_leanest_types", made.least_addresses);
    fullest_node(made);
    json_.end_object();
  }

  void node_group(const NodeGroupPlan& plan) {
    const bool has_max_pods = !plan.types.empty();
    json_.begin_object();
    json_.member("name", plan.name);
    json_.member("manager", to_string(plan.manager));
    json_.member("os", to_string(plan.os));
    texts("instance_types", plan.types);
    json_.begin_object("nodes", kOneLine);
    json_.member("min", plan.nodes.min);
    json_.member("desired", plan.nodes.desired);
    json_.member("max", plan.nodes.max);
    json_.end_object();
    texts("subnets", plan.subnets);
    json_.member("max_pods", has_max_pods ? std::optional(plan.max_pods) : std::nullopt);
    json_.text_or_null("max_pods_source", has_max_pods ? to_string(plan.max_pods_source) : "");
    json_.text_or_null("max_pods_type", plan.max_pods_type);
    list("scenarios", plan.scenarios, [this](const NodeGroupScenario& made) { group_scenario(made); });
    exhaustion("exhaustion", plan.exhaustion);
    pod_exhaustion(plan.pod_exhaustion);
    json_.end_object();
  }

  void limit(std::string_view name, const std::optional<Limit>& made) {
    if (!made) return json_.member(name, nullptr);
    json_.begin_object(name, kOneLine);
    json_.member("resource", to_string(made->resource));
    json_.text_or_null("subnet", made->subnet);
    scenario_name(made->scenario);
    json_.text_or_null("variant", made->variant);
    json_.end_object();
  }

  void exhaustion(std::string_view name, const std::optional<Exhaustion>& made) {
    if (!made) return json_.member(name, nullptr);
    json_.begin_object(name);
    json_.member("nodes", made->nodes);
    json_.member("pods", made->pods);
    limit("first", made->first);
    json_.member("second_nodes", made->second_nodes);
    limit("second", made->second);
    if (!made->nodes_of_group.empty()) {
      json_.begin_array("node_groups");
      for (std::size_t i = 0; i < made->nodes_of_group.size(); ++i) {
        json_.begin_object(kOneLine);
        json_.member("name", plan_.node_groups[i].name);
        json_.member("nodes", made->nodes_of_group[i]);
        json_.end_object();
      }
      json_.end_array();
    }
    json_.end_object();
  }

  void pod_exhaustion(const std::optional<PodExhaustion>& made) {
    if (!made) return json_.member("pod_exhaustion", nullptr);
    json_.begin_object("pod_exhaustion");
    json_.member("nodes", made->nodes);
    json_.member("pods", made->pods);
    json_.member("pods_per_node", made->pods_a_node);
    json_.begin_object("limit", kOneLine);
    json_.member("resource", to_string(made->limit.resource));
    json_.text_or_null("subnet", made->limit.subnet);
    json_.end_object();
    json_.end_object();
  }

  void growth() {
    if (!plan_.growth) return json_.member("growth", nullptr);
    json_.begin_object("growth", kOneLine);
    json_.member("pods_per_month_basis_points", plan_.growth->pods_per_month.basis_points());
    json_.member("months", plan_.growth->months);
    json_.end_object();
  }

  void fleet_curve(const std::optional<FleetCurve>& made) {
    if (!made) return json_.member("fleet", nullptr);
    json_.begin_object("fleet");
    json_.begin_array("subnets", kOneLine);
    for (const std::size_t subnet : made->subnets) json_.element(plan_.subnets[subnet].label);
    json_.end_array();
    json_.member("desired_nodes", made->desired);
    json_.member("max_nodes", made->max);
    json_.begin_array("points");
    for (const FleetCurvePoint& point : made->points) {
      json_.begin_object(kOneLine);
      json_.member("nodes", point.nodes);
      json_.begin_array("used", kOneLine);
      for (const IpCount ips : point.used) json_.element(ips);
      json_.end_array();
      json_.end_object();
    }
    json_.end_array();
    json_.end_object();
  }

  /// One figure of each point, the first that of no Pod.
  template <class Quantity>
  void column(std::string_view name, const std::vector<WarmPoolPoint>& points, Quantity WarmPoolPoint::*figure) {
    json_.begin_array(name, kOneLine);
    for (const WarmPoolPoint& point : points) json_.element(point.*figure);
    json_.end_array();
  }

  /// Assigned addresses are as many as Pods, and the trunk's are the same with all.
  void warm_pool(const WarmPoolCurve& made) {
    json_.begin_object();
    json_.member("instance_type", made.instance_type);
    texts("node_groups", made.node_groups);
    json_.member("nodes", made.nodes);
    json_.member("mode", to_string(made.mode));
    json_.member("max_pods", made.max_pods);
    json_.member("admitted_pods", made.admitted);
    json_.member("trunk", made.points.front().trunk);
    column("enis", made.points, &WarmPoolPoint::enis);
    column("primary", made.points, &WarmPoolPoint::primary);
    column("warm", made.points, &WarmPoolPoint::warm);
    json_.begin_array("unsettled", kOneLine);
    for (const WarmPoolPoint& point : made.points) {
      if (!point.settles) json_.element(point.pods);
    }
    json_.end_array();
    json_.end_object();
  }

  void address_map(const AddressMap& made) {
    json_.begin_object();
    json_.member("subnet", plan_.subnets[made.subnet].label);
    json_.begin_array("runs", kOneLine);
    for (const BlockRun& run : made.runs) {
      json_.begin_object(kOneLine);
      json_.member("state", to_string(run.state));
      json_.member("first", run.first);
      json_.member("blocks", run.blocks);
      json_.end_object();
    }
    json_.end_array();
    json_.member("without_place", made.without_place);
    scenario_name(made.scenario);
    json_.member("prefix_blocks", made.prefix_blocks);
    json_.member("single_blocks", made.single_blocks);
    json_.end_object();
  }

  void charts() {
    const PlanCharts& made = plan_.charts;
    json_.begin_object("charts");
    fleet_curve(made.fleet);
    list("warm_pools", made.warm_pools, [this](const WarmPoolCurve& curve) { warm_pool(curve); });
    json_.member("warm_pools_left_out", made.warm_pools_left_out);
    list("maps", made.maps, [this](const AddressMap& map) { address_map(map); });
    json_.end_object();
  }

  const ClusterPlan& plan_;
  const PlanReportOptions& options_;
  JsonWriter json_;
};

}  // namespace

std::string to_json(const ClusterPlan& plan, const PlanReportOptions& options) {
  return PlanWriter(plan, options).run();
}

}  // namespace cniplan::report
