#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "planner/catalog/catalog.hpp"
#include "planner/model/resolve.hpp"
#include "planner/plan/cluster_plan.hpp"
#include "planner/plan/plan_cluster.hpp"
#include "planner/spec/cluster_spec.hpp"
#include "tests/support/catch.hpp"

namespace cniplan::test {

/// Pieces of specs, as short as a test can read them.

inline Cidr cidr(std::string_view text) {
  const auto parsed = Cidr::parse(text);
  REQUIRE(parsed.has_value());
  return *parsed;
}

inline SubnetSpec subnet(std::string name, std::string_view block, std::string az = "",
                         std::vector<SubnetUse> uses = {SubnetUse::nodes}) {
  SubnetSpec made;
  made.name = Located<std::string>{std::move(name)};
  made.cidr = Located<Cidr>{cidr(block)};
  if (!az.empty()) made.az = Located<std::string>{std::move(az)};
  made.uses.emplace();
  for (const SubnetUse use : uses) made.uses->push_back({use});
  return made;
}

struct GroupOptions {
  std::int64_t desired = 1;
  std::int64_t max = 0;  ///< 0: the same
  std::int64_t pods_per_node = -1;
  std::vector<std::string> subnets{};
  NodeManager manager = NodeManager::managed;
};

inline NodeGroupSpec group(std::string name, std::vector<std::string> types, const GroupOptions& options) {
  NodeGroupSpec made;
  made.name = Located<std::string>{std::move(name)};
  made.manager = Located<NodeManager>{options.manager};
  for (std::string& type : types) made.instance_types.push_back({std::move(type)});
  made.nodes.desired = Located<std::int64_t>{options.desired};
  if (options.max > 0) made.nodes.max = Located<std::int64_t>{options.max};
  if (options.pods_per_node >= 0) made.pods_per_node = Located<PodCount>{PodCount(options.pods_per_node)};
  for (const std::string& name_of_subnet : options.subnets) made.subnets.push_back({name_of_subnet});
  return made;
}

inline EnvSpec variable(std::string name, std::string value) { return {{std::move(name)}, {std::move(value)}}; }

/// A policy that plans these scenarios alone.
inline PolicySpec planning(std::vector<ScenarioKind> kinds) {
  PolicySpec policy;
  policy.scenarios.emplace();
  for (const ScenarioKind kind : kinds) policy.scenarios->push_back({.kind = {kind}});
  return policy;
}

inline ClusterModel resolved(const ClusterSpec& spec) {
  auto model = resolve(spec, Catalog::embedded());
  if (!model) {
    for (const Diagnostic& diagnostic : model.error()) UNSCOPED_INFO(diagnostic.message);
  }
  REQUIRE(model.has_value());
  return std::move(model->value);
}

inline ClusterPlan planned(const ClusterSpec& spec) { return plan_cluster(resolved(spec)); }

/// What a subnet has to give in the scenario with that number.
inline const SubnetScenario& of_subnet(const ClusterPlan& plan, std::string_view label, std::size_t scenario = 0) {
  for (const SubnetPlan& made : plan.subnets) {
    if (made.label == label) return made.scenarios.at(scenario);
  }
  FAIL("no subnet " << label);
  return plan.subnets.front().scenarios.front();
}

/// A fleet that grows node by node: each next one to the group with the smallest (nodes + 1) / weight.
inline std::vector<std::int64_t> grown_one_by_one(std::int64_t nodes, const std::vector<std::int64_t>& weights) {
  std::vector<std::int64_t> counts(weights.size());
  for (; nodes > 0; --nodes) {
    std::size_t next = 0;
    for (std::size_t g = 1; g < counts.size(); ++g) {
      if ((counts[g] + 1) * weights[next] < (counts[next] + 1) * weights[g]) next = g;
    }
    ++counts[next];
  }
  return counts;
}

inline const Finding* finding(const ClusterPlan& plan, std::string_view rule) {
  for (const Finding& found : plan.findings) {
    if (found.rule->id == rule) return &found;
  }
  return nullptr;
}

}  // namespace cniplan::test
