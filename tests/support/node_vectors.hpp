#pragma once

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "planner/capacity/trunk_table.hpp"
#include "planner/capacity/warm_pool.hpp"
#include "planner/model/windows_ipam.hpp"
#include "tests/support/catch.hpp"

namespace cniplan::test {

using Json = nlohmann::json;

inline std::vector<EnvSpec> entries_of(const Json& map) {
  std::vector<EnvSpec> entries;
  if (!map.is_object()) return entries;
  for (const auto& [name, value] : map.items()) {
    entries.push_back({.name = {name}, .value = {value.get<std::string>()}});
  }
  return entries;
}

/// The node of one answer of tests/upstream/warm-pool.jsonl; nothing when aws-node refuses to start with its
/// settings.
inline std::optional<NodeSetup> setup_of(const Json& vector) {
  NodeSetup node;
  const Json& limits = vector.at("limits");
  node.limits = {.enis = limits.at("max_enis"),
                 .ipv4_per_eni = limits.at("ipv4_per_eni"),
                 .branch_enis = limits.at("branch_enis"),
                 .network_cards = limits.at("network_cards"),
                 .prefix_delegation = limits.at("prefix_delegation"),
                 .trunking = limits.at("trunking")};
  node.limits.keeps_trunk_slot =
      node.limits.trunking || !trunk_table_has(vector.at("type").get<std::string>());
  if (vector.at("os") == "windows") {
    node.os = NodeOs::windows;
    node.cni.windows = make_windows_ipam(entries_of(vector.value("configmap", Json()))).value;
  } else {
    const auto env = entries_of(vector.at("env"));
    const bool ipv6 = vector.at("env").value("ENABLE_IPv6", "false") == "true";
    auto made = make_cni_config(env, ipv6 ? IpFamily::ipv6 : IpFamily::ipv4);
    if (!made) return std::nullopt;
    node.cni = made->value;
  }
  node.load = {.pods = PodCount(vector.at("pods").get<std::int64_t>()),
               .branch_pods = PodCount(vector.value("branch_pods", std::int64_t{0})),
               .max_pods = PodCount(vector.value("max_pods", std::int64_t{110}))};
  node.conditions.unmanaged_enis = EniCount(vector.value("unmanaged_enis", std::int64_t{0}));
  if (vector.contains("node_subnet_free")) {
    node.conditions.node_subnet.free = IpCount(vector.at("node_subnet_free").get<std::int64_t>());
  }
  return node;
}

inline std::vector<Json> json_lines(const std::string& path) {
  std::ifstream file(std::string(CNIPLAN_SOURCE_DIR) + "/" + path);
  REQUIRE(file.good());
  std::vector<Json> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(Json::parse(line));
  return lines;
}

/// What a node holds, in the words of the answers.
inline Json answer_of(const NodeSetup& node, const SettledNode& settled) {
  const NodeIpUsage& usage = settled.usage;
  const bool linux_ipv4 = usage.mode == AddressMode::secondary_ip || usage.mode == AddressMode::prefix;
  Json answer;
  answer["addresses_total"] = usage.total().value();
  answer["pods_without_address"] = usage.pods_without_address.value();
  if (usage.mode != AddressMode::ipv6) {
    answer["assigned_ips"] = usage.assigned().value();
    answer["pool_ips"] = usage.pool().value();
    answer["warm_ips"] = (usage.pool() - usage.assigned()).value();
    if (usage.mode == AddressMode::prefix || usage.mode == AddressMode::windows_prefix) {
      answer["prefixes"] = usage.prefixes().value();
    } else {
      answer["secondary_ips"] = usage.pool().value();
    }
  }
  if (usage.mode == AddressMode::windows_secondary_ip || usage.mode == AddressMode::windows_prefix) {
    const bool prefixes = usage.mode == AddressMode::windows_prefix;
    answer["mode"] = prefixes ? "windows-prefix" : "windows-secondary-ip";
    answer["capacity"] = node.limits.slots_per_eni() * (prefixes ? kIpsPerPrefix : 1);
    if (prefixes) answer["unused_prefixes"] = usage.unused_prefixes.value();
    return answer;
  }
  answer["enis"] = usage.enis.value();
  answer["trunk_enis"] = (usage.node_subnet.trunk + usage.pod_subnet.trunk).value();
  answer["addresses"]["node"] = usage.node_subnet.total().value();
  if (node.cni.custom_networking) answer["addresses"]["pod"] = usage.pod_subnet.total().value();
  answer["steady"] = usage.settles;
  if (node.load.branch_pods > PodCount(0)) {
    answer["branch_pods"] = (node.load.branch_pods - usage.branch_pods_without_eni).value();
    answer["branch_pods_without_eni"] = usage.branch_pods_without_eni.value();
  }
  if (!linux_ipv4) {
    answer["mode"] = "ipv6";
    answer["assigned_ips"] = node.load.pods.value();
    answer["ipv6_prefixes_80"] = usage.enis.value();
    return answer;
  }
  answer["mode"] = usage.mode == AddressMode::prefix ? "prefix" : "secondary-ip";
  Json slots = Json::array();
  for (const EniUse& eni : settled.enis) slots.push_back(eni.slots);
  answer[usage.mode == AddressMode::prefix ? "prefixes_per_eni" : "secondary_ips_per_eni"] = slots;
  if (usage.settles) {
    answer["turns_to_steady"] = settled.turns;
  } else {
    answer["oscillates_to"] = {{"enis", settled.low->enis.value()},
                               {"pool_ips", settled.low->pool.value()},
                               {"warm_ips", settled.low->warm.value()},
                               {"addresses_total", settled.low->total.value()}};
  }
  return answer;
}

inline Json calls_by_action(const Ec2Calls& calls) {
  Json by_action = Json::object();
  for (std::size_t i = 0; i < kEc2Actions; ++i) {
    const auto action = static_cast<Ec2Action>(i);
    if (calls[action] != 0) by_action[std::string(to_string(action))] = calls[action];
  }
  return by_action;
}

inline Json call_totals_of(const SettledNode& settled) {
  Json totals = {{"by_action", calls_by_action(settled.calls)},
                 {"total", settled.calls.total()},
                 {"mutating", settled.calls.mutating()}};
  if (settled.calls_per_hour.total() > 0) {
    totals[settled.usage.settles ? "ec2_calls_per_hour_while_stuck" : "oscillation_per_hour"] =
        calls_by_action(settled.calls_per_hour);
  }
  return totals;
}

}  // namespace cniplan::test
