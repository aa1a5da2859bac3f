#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>

#include "planner/capacity/max_pods.hpp"
#include "planner/capacity/subnet_capacity.hpp"
#include "planner/capacity/warm_pool.hpp"
#include "planner/catalog/catalog.hpp"
#include "planner/net/cidr.hpp"
#include "tests/support/node_vectors.hpp"

using namespace cniplan;
using test::Json;

namespace {

const Catalog& catalog() {
  static const Catalog all = Catalog::embedded();
  return all;
}

/// The limits that a page speaks of: a type's, or "5 addresses for Pods per ENI" with max Pods as the formula
/// has it.
NodeLimits limits_of_inputs(const Json& inputs) {
  if (inputs.contains("ipv4_per_eni")) {
    return {.enis = 4, .ipv4_per_eni = inputs.at("ipv4_per_eni"), .prefix_delegation = true};
  }
  const std::string type = inputs.at("type");
  if (const InstanceType* known = catalog().find(type)) return limits_of(*known);
  const std::int64_t slots = std::stoll(type);
  const std::int64_t max_pods = inputs.at("max_pods");
  return {.enis = (max_pods - 2) / slots, .ipv4_per_eni = slots + 1};
}

NodeSetup setup_of_inputs(const Json& inputs, std::int64_t pods) {
  NodeSetup node;
  node.limits = limits_of_inputs(inputs);
  if (inputs.contains("configmap")) {
    node.os = NodeOs::windows;
    node.cni.windows = make_windows_ipam(test::entries_of(inputs.at("configmap"))).value;
  } else {
    const auto made = make_cni_config(test::entries_of(inputs.at("env")), IpFamily::ipv4);
    REQUIRE(made.has_value());
    node.cni = made->value;
  }
  node.load = {.pods = PodCount(pods),
               .branch_pods = PodCount(0),
               .max_pods = PodCount(inputs.value("max_pods", std::int64_t{1'000}))};
  return node;
}

Json packed(std::int64_t pods, std::int64_t prefixes) {
  Json each = Json::array();
  for (std::int64_t i = 0; i < prefixes; ++i) {
    each.push_back(std::min(pods, kIpsPerPrefix));
    pods -= std::min(pods, kIpsPerPrefix);
  }
  return each;
}

/// Everything that a row may speak of. With custom networking the pages leave the primary ENI to the end.
Json figures_of(const NodeSetup& node) {
  const SettledNode settled = settle(node, PodArrival::one_by_one);
  const NodeIpUsage& usage = settled.usage;
  const bool prefixes = usage.mode == AddressMode::prefix || usage.mode == AddressMode::windows_prefix;
  Json figures;
  figures["mode"] = prefixes ? "prefix" : "secondary-ip";
  figures["enis"] = usage.enis.value();
  figures["addresses"] = usage.total().value();
  figures["unused_ips"] = (usage.pool() - usage.assigned()).value();
  figures["pods_without_address"] = usage.pods_without_address.value();
  figures["steady"] = usage.settles;
  figures["capacity"] = node.limits.slots_per_eni() * (prefixes ? kIpsPerPrefix : 1);
  figures["addresses_node_subnet"] = usage.node_subnet.total().value();
  figures["addresses_pod_subnet"] = usage.pod_subnet.total().value();
  figures["trunk_enis"] = (usage.node_subnet.trunk + usage.pod_subnet.trunk).value();
  figures["branch_enis"] = node.limits.branch_enis;
  figures["secondary_ips"] = prefixes ? Json() : Json(usage.pool().value());
  figures["prefixes"] = prefixes ? Json(usage.prefixes().value()) : Json();
  figures["unused_prefixes"] = usage.unused_prefixes.value();
  figures["pods_per_prefix"] = packed(usage.assigned().value(), usage.prefixes().value());
  Json slots = Json::array();
  Json pods = Json::array();
  for (const EniUse& eni : settled.enis) {
    slots.push_back(eni.slots);
    pods.push_back(eni.assigned.value());
  }
  if (node.cni.custom_networking) {
    std::rotate(slots.begin(), slots.begin() + 1, slots.end());
    std::rotate(pods.begin(), pods.begin() + 1, pods.end());
  }
  figures[prefixes ? "prefixes_per_eni" : "secondary_ips_per_eni"] = slots;
  figures["pods_per_eni"] = pods;
  figures["calls"] = test::calls_by_action(settled.calls);
  figures["total"] = settled.calls.total();
  if (settled.low) {
    figures["oscillation"]["low"] = {{"enis", settled.low->enis.value()},
                                     {"pool_ips", settled.low->pool.value()},
                                     {"warm_ips", settled.low->warm.value()},
                                     {"addresses_total", settled.low->total.value()}};
    figures["oscillation"]["high"] = {{"enis", usage.enis.value()},
                                      {"pool_ips", usage.pool().value()},
                                      {"warm_ips", (usage.pool() - usage.assigned()).value()},
                                      {"addresses_total", usage.total().value()}};
    figures["oscillation"]["ec2_calls_per_hour"] = test::calls_by_action(settled.calls_per_hour);
  }
  return figures;
}

/// Rows about max Pods, subnets, or what ENIs can carry at most.
Json figures_of_a_formula(const std::string& id, const Json& inputs) {
  if (inputs.contains("prefix_length")) {
    const auto cidr = Cidr::parse("10.0.0.0/" + std::to_string(inputs.at("prefix_length").get<int>()));
    return {{"usable", usable_ips(*cidr).value()}};
  }
  const InstanceType& type = *catalog().find(inputs.at("type").get<std::string>());
  const NodeLimits limits = limits_of(type);
  if (id.starts_with("formula/")) {
    MaxPodsSettings settings;
    settings.cni.custom_networking = inputs.value("custom_networking", false);
    settings.cni.prefix_delegation = inputs.value("prefix", false);
    return {{"max_pods", max_pods(type, settings).max_pods->value()}};
  }
  if (inputs.contains("trunk_attached")) {
    const std::int64_t enis = limits.enis - (inputs.at("trunk_attached").get<bool>() ? 1 : 0);
    return {{"addresses_or_prefixes", enis * limits.slots_per_eni()}, {"branch_enis", limits.branch_enis}};
  }
  if (inputs.contains("env")) {
    // As many Pods as it can carry.
    NodeSetup node = setup_of_inputs(inputs, 1'000);
    return figures_of(node);
  }
  return {{"prefixes", limits.enis * limits.slots_per_eni()}, {"prefixes_per_eni", limits.slots_per_eni()}};
}

Json figures_of_a_case(const std::string& id, const Json& inputs) {
  if (inputs.contains("pods_by_node") || inputs.contains("nodes")) {
    std::int64_t addresses = 0;
    std::int64_t unused = 0;
    Json by_node = Json::array();
    const auto add = [&](const Json& node_inputs, std::int64_t pods) {
      const Json node = figures_of(setup_of_inputs(node_inputs, pods));
      addresses += node.at("addresses").get<std::int64_t>();
      unused += node.at("unused_ips").get<std::int64_t>();
      by_node.push_back(node.at("addresses"));
    };
    if (inputs.contains("pods_by_node")) {
      for (const Json& pods : inputs.at("pods_by_node")) add(inputs, pods);
    } else {
      // The sheet's two kinds of node, with the Pods of the rows above it.
      const std::map<std::string, std::int64_t> pods = {{"m5.12xlarge", 100}, {"c5.2xlarge", 30}};
      for (const auto& [type, count] : inputs.at("nodes").items()) {
        for (int i = 0; i < count.get<int>(); ++i) {
          add({{"type", type}, {"env", inputs.at("env")}}, pods.at(type));
        }
      }
    }
    return {{"addresses", addresses}, {"unused_ips", unused}, {"addresses_by_node", by_node}};
  }
  if (inputs.contains("pods")) return figures_of(setup_of_inputs(inputs, inputs.at("pods")));
  return figures_of_a_formula(id, inputs);
}

}  // namespace

TEST_CASE("what AWS's documents say a node holds, beside what the code leaves it with") {
  std::ifstream file(std::string(CNIPLAN_SOURCE_DIR) + "/tests/upstream/documented-addresses.json");
  const Json documents = Json::parse(file);
  std::ostringstream side_by_side;
  side_by_side << "case\tfigure\tdocumented\tcomputed\twhere they differ\n";
  for (const Json& row : documents.at("cases")) {
    const std::string id = row.at("id");
    CAPTURE(id, row.at("inputs").dump(), row.at("documented").dump());
    const Json figures = figures_of_a_case(id, row.at("inputs"));
    for (const auto& [figure, computed] : row.at("computed").items()) {
      CAPTURE(figure);
      REQUIRE(figures.contains(figure));
      CHECK(figures.at(figure) == computed);
    }
    for (const auto& [figure, documented] : row.at("documented").items()) {
      const Json& computed = figures.at(figure);
      side_by_side << id << '\t' << figure << '\t' << documented.dump() << '\t' << computed.dump() << '\t'
                   << (documented == computed ? std::string() : row.value("reason", row.value("note", "")))
                   << '\n';
    }
  }

  // The table is kept, so that a figure that moves is seen in a diff; UPDATE_GOLDEN writes it anew.
  const std::string path = std::string(CNIPLAN_SOURCE_DIR) + "/tests/upstream/documented-addresses.tsv";
  if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(path) << side_by_side.str();
  std::ifstream kept_file(path);
  const std::string kept(std::istreambuf_iterator<char>(kept_file), {});
  CHECK(kept == side_by_side.str());
}
