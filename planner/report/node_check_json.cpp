#include <nlohmann/json.hpp>

#include "planner/report/csv.hpp"
#include "planner/report/node_check_report.hpp"

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

Json text_or_null(std::string_view text) {
  return text.empty() ? Json(nullptr) : Json(text);
}
Json time_or_null(const std::optional<Timestamp>& time) {
  return time ? Json(to_string(*time)) : Json(nullptr);
}

Json place_of(const Location& at, const Sources& sources) {
  if (at.source < 0) return nullptr;
  return {{"file", sources.name(at.source)}, {"line", at.line}, {"column", at.column}};
}

Json settings(const NodeCheck& check) {
  const CniConfig& cni = check.cni;
  return {{"origin", check.cni_origin.text},
          {"assumed", check.cni_origin.assumed},
          {"ip_family", cni.ip_family == IpFamily::ipv6 ? "ipv6" : "ipv4"},
          {"prefix_delegation", cni.prefix_delegation},
          {"custom_networking", cni.custom_networking},
          {"pod_eni", cni.pod_eni},
          {"max_enis", value_of(cni.max_enis)},
          {"windows_prefix_delegation", cni.windows.prefix_delegation}};
}

Json amounts(const NodeAmounts& amounts) {
  return {{"pods", value_of(amounts.pods)},
          {"branch_enis", value_of(amounts.branch_enis)},
          {"windows_ips", value_of(amounts.windows_ips)}};
}

Json pods(const std::optional<PodsOnNode>& pods) {
  if (!pods) return nullptr;
  return {{"total", value_of(pods->total())},
          {"pod_network", value_of(pods->pod_network)},
          {"host_network", value_of(pods->host_network)},
          {"branch", value_of(pods->branch)},
          {"without_address", value_of(pods->without_address)}};
}

Json addresses(const std::optional<NodeAddresses>& addresses) {
  if (!addresses) return nullptr;
  return {{"usable_enis", value_of(addresses->usable_enis)},
          {"pod_ips", value_of(addresses->pod_ips)},
          {"host_network_pods", value_of(addresses->host_network)},
          {"max_pods", value_of(addresses->max_pods)},
          {"recommended_max_pods", value_of(addresses->recommended_max_pods)},
          {"branch_enis", value_of(addresses->branch_enis)}};
}

Json room(const std::optional<NodeRoom>& room) {
  if (!room) return nullptr;
  return {{"pods", value_of(room->pods)},
          {"stop", room->stop ? Json(to_string(*room->stop)) : Json(nullptr)},
          {"by_max_pods", value_of(room->by_max_pods)},
          {"by_addresses", value_of(room->by_addresses)},
          {"by_subnet", value_of(room->by_subnet)},
          {"reserve", room->by_subnet ? value_of(room->reserve) : Json(nullptr)},
          {"branch_pods", value_of(room->branch_pods)}};
}

Json range(const std::optional<PodBounds>& range) {
  if (!range) return nullptr;
  return {{"least", value_of(range->least)}, {"most", value_of(range->most)}};
}

Json group(const CheckedGroup& group) {
  Json values = Json::array();
  for (const CheckedGroup::Value& value : group.max_pods) {
    values.push_back({{"max_pods", value_of(value.max_pods)}, {"nodes", value_of(value.nodes)}});
  }
  return {{"name", text_or_null(group.name)},
          {"kind", to_string(group.kind)},
          {"host", to_string(group.host)},
          {"os", word_of(group.os)},
          {"instance_type", text_or_null(group.instance_type)},
          {"nodes", value_of(group.nodes)},
          {"max_pods", std::move(values)},
          {"addressable_pods", range(group.addresses)},
          {"recommended_max_pods", range(group.recommended)},
          {"expression", value_of(group.expression)},
          {"pods", pods(group.pods)},
          {"room", value_of(group.room)},
          {"branch_room", value_of(group.branch_room)},
          {"verdict", to_string(group.verdict)}};
}

Json node(const CheckedNode& node, const Sources& sources) {
  return {{"name", node.name},
          {"group", node.group},
          {"zone", text_or_null(node.zone)},
          {"created", time_or_null(node.created)},
          {"schedulable", node.schedulable},
          {"max_pods", value_of(node.max_pods)},
          {"capacity", amounts(node.capacity)},
          {"allocatable", amounts(node.allocatable)},
          {"addresses", addresses(node.addresses)},
          {"pods", pods(node.pods)},
          {"room", room(node.room)},
          {"eni_config", text_or_null(node.eni_config)},
          {"subnet", text_or_null(node.subnet)},
          {"verdict", to_string(node.verdict)},
          {"place", place_of(node.location, sources)}};
}

/// Names come from the user's file; bytes that are no UTF-8 must not stop the report.
std::string text_of(const Json& json, int indent) {
  return json.dump(indent, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

std::string to_json(const NodeCheck& check, const NodeCheckOptions& options) {
  Json groups = Json::array();
  for (const CheckedGroup& made : check.groups) groups.push_back(group(made));
  Json nodes = Json::array();
  for (const CheckedNode& made : check.nodes) nodes.push_back(node(made, options.sources));
  Json findings = Json::array();
  for (const Finding& found : check.findings) {
    findings.push_back({{"rule", found.rule->id},
                        {"severity", to_string(found.severity)},
                        {"subject", found.subject},
                        {"message", found.message},
                        {"remedy", text_or_null(found.remedy)},
                        {"place", place_of(found.location, options.sources)}});
  }
  Json derivations = Json::array();
  for (const Derivation& made : check.derivations) {
    derivations.push_back({{"figure", made.figure}, {"formula", made.formula}, {"values", made.values}});
  }
  return text_of({{"schema", "cniplan/check-nodes/v1"},
                  {"verdict", check.verdict},
                  {"catalog",
                   {{"version", check.catalog.version},
                    {"date", check.catalog.date},
                    {"overlaid_types", check.catalog.overlaid_types}}},
                  {"cni", settings(check)},
                  {"since", time_or_null(check.since)},
                  {"expression", check.expression ? Json(*check.expression) : Json(nullptr)},
                  {"pods",
                   {{"given", check.pods_given},
                    {"terminated", value_of(check.terminated_pods)},
                    {"unscheduled", value_of(check.unscheduled_pods)}}},
                  {"groups", std::move(groups)},
                  {"nodes", std::move(nodes)},
                  {"findings", std::move(findings)},
                  {"derivations", std::move(derivations)}},
                 2);
}

std::string to_ndjson(const NodeCheck& check, const NodeCheckOptions& options) {
  std::string out;
  for (const CheckedNode& made : check.nodes) {
    const CheckedGroup& of = check.groups[made.group];
    Json line = node(made, options.sources);
    line["group"] = {{"name", text_or_null(of.name)},
                     {"kind", to_string(of.kind)},
                     {"host", to_string(of.host)},
                     {"os", word_of(of.os)},
                     {"instance_type", text_or_null(of.instance_type)},
                     {"expression", value_of(of.expression)}};
    out += text_of(line, -1);
  }
  return out;
}

std::string to_csv(const NodeCheck& check) {
  CsvWriter csv({"node",
                 "group",
                 "group_kind",
                 "host",
                 "os",
                 "instance_type",
                 "zone",
                 "created",
                 "schedulable",
                 "capacity_pods",
                 "allocatable_pods",
                 "addresses_for_pods",
                 "addressable_pods",
                 "recommended_max_pods",
                 "expression",
                 "verdict",
                 "pods",
                 "pods_on_pod_network",
                 "pods_on_host_network",
                 "pods_on_branch_enis",
                 "pods_without_address",
                 "room",
                 "stop",
                 "room_by_max_pods",
                 "room_by_addresses",
                 "room_by_subnet",
                 "room_branch_pods",
                 "eni_config",
                 "subnet"});
  const auto number = [&]<class Tag>(const std::optional<Count<Tag>>& count) {
    csv.field(count ? std::optional(count->value()) : std::nullopt);
  };
  const auto pods_or_none = [](const auto& of, auto get) {
    return of ? get(*of) : std::optional<PodCount>();
  };
  for (const CheckedNode& made : check.nodes) {
    const CheckedGroup& of = check.groups[made.group];
    csv.field(made.name);
    csv.field(of.name);
    csv.field(to_string(of.kind));
    csv.field(to_string(of.host));
    csv.field(word_of(of.os));
    csv.field(of.instance_type);
    csv.field(made.zone);
    csv.field(made.created ? to_string(*made.created) : std::string());
    csv.field(std::string_view(made.schedulable ? "true" : "false"));
    number(made.capacity.pods);
    number(made.allocatable.pods);
    number(made.addresses ? made.addresses->pod_ips : std::optional<IpCount>());
    number(made.addresses ? made.addresses->max_pods : std::optional<PodCount>());
    number(made.addresses ? made.addresses->recommended_max_pods : std::optional<PodCount>());
    number(of.expression);
    csv.field(to_string(made.verdict));
    const auto pods = [&](auto get) { number(pods_or_none(made.pods, get)); };
    pods([](const PodsOnNode& p) { return std::optional(p.total()); });
    pods([](const PodsOnNode& p) { return std::optional(p.pod_network); });
    pods([](const PodsOnNode& p) { return std::optional(p.host_network); });
    pods([](const PodsOnNode& p) { return std::optional(p.branch); });
    pods([](const PodsOnNode& p) { return std::optional(p.without_address); });
    const auto of_room = [&](std::optional<PodCount> NodeRoom::*member) {
      number(made.room ? *made.room.*member : std::optional<PodCount>());
    };
    of_room(&NodeRoom::pods);
    csv.field(made.room && made.room->stop ? to_string(*made.room->stop) : std::string_view());
    of_room(&NodeRoom::by_max_pods);
    of_room(&NodeRoom::by_addresses);
    of_room(&NodeRoom::by_subnet);
    of_room(&NodeRoom::branch_pods);
    csv.field(made.eni_config);
    csv.field(made.subnet);
    csv.end_row();
  }
  return csv.take();
}

}  // namespace cniplan::report
