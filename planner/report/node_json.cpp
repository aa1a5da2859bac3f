#include <nlohmann/json.hpp>

#include "planner/capacity/wasted_ips.hpp"
#include "planner/plan/cluster_plan.hpp"
#include "planner/report/node_layout.hpp"
#include "planner/report/node_report.hpp"

namespace cniplan::report {
namespace {

using Json = nlohmann::ordered_json;

template <class Tag>
Json value_of(Count<Tag> count) {
  return count.value();
}

template <class Value>
Json value_of(const std::optional<Value>& value) {
  return value ? value_of(*value) : Json(nullptr);
}

template <class Tag>
Json bounds(const Bounds<Count<Tag>>& of) {
  return {{"least", value_of(of.least)}, {"most", value_of(of.most)}};
}

Json subnet(const NodeSubnet& given) {
  return {{"free", value_of(given.free)},
          {"free_prefixes", value_of(given.free_prefixes)},
          {"excluded", given.excluded}};
}

Json cni(const CniConfig& config) {
  return {{"ip_family", config.ip_family == IpFamily::ipv6 ? "ipv6" : "ipv4"},
          {"prefix_delegation", config.prefix_delegation},
          {"custom_networking", config.custom_networking},
          {"pod_eni", config.pod_eni},
          {"subnet_discovery", config.subnet_discovery},
          {"multi_nic", config.multi_nic},
          {"provisioning", config.provisioning},
          {"manages_cordoned_nodes", config.manages_cordoned_nodes},
          {"max_enis", value_of(config.max_enis)},
          {"warm_eni_target", config.warm_eni_target},
          {"warm_ip_target", config.warm_ip_target},
          {"minimum_ip_target", config.minimum_ip_target},
          {"warm_prefix_target", config.warm_prefix_target},
          {"ip_cooldown_seconds", config.ip_cooldown_seconds},
          {"windows",
           {{"prefix_delegation", config.windows.prefix_delegation},
            {"warm_ip_target", config.windows.warm_ip_target},
            {"minimum_ip_target", config.windows.minimum_ip_target},
            {"warm_prefix_target", config.windows.warm_prefix_target}}}};
}

Json question_of(const NodeQuestion& question) {
  const NodeSetup& setup = question.setup;
  const NodeLimits& limits = setup.limits;
  Json tagged = Json::array();
  for (const NodeSubnet& given : setup.conditions.tagged_subnets) tagged.push_back(subnet(given));
  return {{"instance_type", question.type},
          {"limits",
           {{"enis", limits.enis},
            {"ipv4_per_eni", limits.ipv4_per_eni},
            {"branch_enis", limits.branch_enis},
            {"network_cards", limits.network_cards},
            {"prefix_delegation", limits.prefix_delegation},
            {"trunking", limits.trunking}}},
          {"os", to_string(setup.os)},
          {"pods", value_of(setup.load.pods)},
          {"branch_pods", value_of(setup.load.branch_pods)},
          {"max_pods", value_of(setup.load.max_pods)},
          {"cni", cni(setup.cni)},
          {"unmanaged_enis", value_of(setup.conditions.unmanaged_enis)},
          {"schedulable", setup.conditions.schedulable},
          {"node_subnet", subnet(setup.conditions.node_subnet)},
          {"eni_config_subnet", subnet(setup.conditions.eni_config_subnet)},
          {"tagged_subnets", std::move(tagged)}};
}

Json share_of(const SubnetShare& share) {
  return {{"primary", value_of(share.primary)}, {"assigned", value_of(share.assigned)},
          {"cooling", value_of(share.cooling)}, {"warm", value_of(share.warm)},
          {"trunk", value_of(share.trunk)},     {"branch", value_of(share.branch)},
          {"total", value_of(share.total())},   {"prefixes", value_of(share.prefixes)}};
}

Json eni(const EniUse& use, AddressMode mode) {
  return {{"network_card", use.network_card},
          {"primary", use.primary},
          {"slots", use.slots},
          {"addresses", value_of(ips_of(use))},
          {"assigned", value_of(use.assigned)},
          {"cooling", value_of(use.cooling)},
          {"warm", value_of(use.warm)},
          {"wasted", value_of(wasted_ips(use, mode))}};
}

/// The actions that were called, by name.
Json calls(const Ec2Calls& made) {
  Json by_action = Json::object();
  for (std::size_t i = 0; i < kEc2Actions; ++i) {
    const auto action = static_cast<Ec2Action>(i);
    if (made[action] != 0) by_action[std::string(to_string(action))] = made[action];
  }
  return {{"total", made.total()}, {"mutating", made.mutating()}, {"by_action", std::move(by_action)}};
}

Json low_point(const std::optional<PoolLow>& low) {
  if (!low) return nullptr;
  return {{"enis", value_of(low->enis)},
          {"pool", value_of(low->pool)},
          {"warm", value_of(low->warm)},
          {"total", value_of(low->total)}};
}

Json range_of(const std::optional<NodeRange>& range) {
  if (!range) return nullptr;
  return {{"enis", bounds(range->enis)},
          {"pool", bounds(range->pool)},
          {"warm", bounds(range->warm)},
          {"total", bounds(range->total)},
          {"pods_without_address", bounds(range->pods_without_address)}};
}

/// A settled node, behind the Pods that it is about.
Json settled(PodCount pods, const SettledNode& node) {
  const NodeIpUsage& usage = node.usage;
  Json enis = Json::array();
  for (const EniUse& use : node.enis) enis.push_back(eni(use, usage.mode));
  const auto seconds = seconds_to_settle(node);
  const auto until_settled = calls_to_settle(node);
  return {{"pods", value_of(pods)},
          {"mode", to_string(usage.mode)},
          {"settles", usage.settles},
          {"enis", value_of(usage.enis)},
          {"usable_enis", value_of(usage.usable_enis)},
          {"prefixes", value_of(usage.prefixes())},
          {"unused_prefixes", value_of(usage.unused_prefixes)},
          {"pool", value_of(usage.pool())},
          {"total", value_of(usage.total())},
          {"wasted", value_of(wasted_ips(node))},
          {"node_subnet", share_of(usage.node_subnet)},
          {"pod_subnet", share_of(usage.pod_subnet)},
          {"pods_without_address", value_of(usage.pods_without_address)},
          {"branch_pods_without_eni", value_of(usage.branch_pods_without_eni)},
          {"low_point", low_point(node.low)},
          {"seconds_to_settle", seconds ? Json(*seconds) : Json(nullptr)},
          {"ec2_calls", until_settled ? calls(*until_settled) : Json(nullptr)},
          {"ec2_calls_per_hour", calls(node.calls_per_hour)},
          {"per_eni", std::move(enis)}};
}

Json start_of(const FleetStart& start) {
  Json buckets = Json::array();
  for (const BucketLoad& load : start.buckets) {
    buckets.push_back({{"action", to_string(load.action)},
                       {"calls", load.calls},
                       {"bucket_size", load.limit.bucket_size},
                       {"refill_per_second", load.limit.refill_per_second},
                       {"floor_ms", load.floor_ms}});
  }
  return {{"alone_ms", start.alone_ms},
          {"first_ms", start.first_ms},
          {"last_ms", start.last_ms},
          {"floor_ms", start.floor_ms},
          {"slowest_bucket", start.bucket.empty() ? Json(nullptr) : Json(start.bucket)},
          {"buckets", std::move(buckets)}};
}

Json fleet_of(const NodeFleet& fleet) {
  Json json = {{"nodes", value_of(fleet.nodes)}};
  json.update(start_of(fleet.start));
  return json;
}

Json down_of(const std::optional<NodeDown>& down) {
  if (!down) return nullptr;
  Json json = settled(down->pods, down->answer);
  json["range"] = range_of(down->range);
  return json;
}

Json findings_of(const std::vector<Finding>& findings, const Sources& sources) {
  Json json = Json::array();
  for (const Finding& found : findings) {
    Json place = nullptr;
    if (found.location.source >= 0) {
      place = {{"file", sources.name(found.location.source)},
               {"line", found.location.line},
               {"column", found.location.column}};
    }
    json.push_back({{"rule", found.rule->id},
                    {"severity", to_string(found.severity)},
                    {"subject", found.subject},
                    {"message", found.message},
                    {"remedy", found.remedy.empty() ? Json(nullptr) : Json(found.remedy)},
                    {"place", std::move(place)}});
  }
  return json;
}

Json head(std::string_view schema, const NodeReportOptions& options) {
  return {{"schema", schema},
          {"catalog",
           {{"version", options.catalog.version},
            {"date", options.catalog.date},
            {"overlaid_types", options.catalog.overlaid_types}}}};
}

Json whole(const NodePlan& plan, const NodeReportOptions& options) {
  const PodCount pods = plan.question.setup.load.pods;
  Json json = head("cniplan/node/v1", options);
  json["question"] = question_of(plan.question);
  json["answer"] = settled(pods, plan.answer);
  json["range"] = range_of(plan.range);
  json["burst"] = plan.burst ? settled(pods, *plan.burst) : Json(nullptr);
  json["down"] = down_of(plan.down);
  // Without a last call there is no time until it.
  const bool has_last_call = calls_to_settle(plan.answer).has_value();
  json["start"] = has_last_call ? start_of(plan.start) : Json(nullptr);
  json["fleet"] = has_last_call && plan.fleet ? fleet_of(*plan.fleet) : Json(nullptr);
  json["findings"] = findings_of(plan.findings, options.sources);
  json["derivations"] = Json::array();
  for (const Derivation& made : plan.derivations) {
    json["derivations"].push_back(
        {{"figure", made.figure}, {"formula", made.formula}, {"values", made.values}});
  }
  return json;
}

Json point_of(const NodeCurvePoint& point) {
  Json json = settled(point.pods, point.answer);
  json["range"] = range_of(point.range);
  return json;
}

std::string dumped(const Json& json, int indent) {
  // Names may hold any bytes; they must not make the report fail.
  return json.dump(indent, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace

std::string to_json(const NodePlan& plan, const NodeReportOptions& options) {
  return dumped(whole(plan, options), 2);
}

std::string to_ndjson(const NodePlan& plan, const NodeReportOptions& options) {
  return dumped(whole(plan, options), -1);
}

std::string to_json(const NodeCurve& curve, const NodeReportOptions& options) {
  Json json = head("cniplan/node-curve/v1", options);
  json["question"] = question_of(curve.question);
  json["admitted_pods"] = curve.admitted.value();
  json["points"] = Json::array();
  for (const NodeCurvePoint& point : curve.points) json["points"].push_back(point_of(point));
  json["findings"] = findings_of(curve.findings, options.sources);
  return dumped(json, 2);
}

std::string to_ndjson(const NodeCurve& curve, const NodeReportOptions& /*options*/) {
  std::string out;
  for (const NodeCurvePoint& point : curve.points) out += dumped(point_of(point), -1);
  return out;
}

}  // namespace cniplan::report
