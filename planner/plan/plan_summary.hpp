#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "planner/core/count.hpp"
#include "planner/core/diagnostic.hpp"
#include "planner/core/share.hpp"
#include "planner/findings/finding.hpp"

namespace cniplan {

/// What two plans are compared by: the part of a ClusterPlan that a stored result says too. Things refer to each other
/// by name, and words stand as the result has them, so that one of another version can be read.

/// A decided setting by its place in the result: "cni.warm_ip_target", "policy.warn_at". Absent: it has no value.
struct PlanSetting {
  std::string path;
  std::string value;  ///< "5", "true", "80 %"

  friend bool operator==(const PlanSetting&, const PlanSetting&) = default;
};

/// A scenario over the whole cluster, in the variant in which that is fullest.
struct ScenarioSummary {
  std::string name;
  std::string kind;
  std::string variant;  ///< empty: there is but one
  bool fits = true;
  NodeCount nodes;
  PodCount pods;
  IpCount used;

  friend bool operator==(const ScenarioSummary&, const ScenarioSummary&) = default;
};

/// A subnet in one scenario. Of one of unknown size only what it gives is known.
struct SubnetScenarioSummary {
  std::string scenario;  ///< its name
  std::string variant;
  IpCount used;
  std::optional<IpCount> free;
  std::optional<Share> utilization;
  PrefixCount prefixes;
  std::optional<PrefixCount> missing_prefixes;
  std::optional<IpCount> missing_singles;
  std::optional<bool> fits;

  friend bool operator==(const SubnetScenarioSummary&, const SubnetScenarioSummary&) = default;
};

struct SubnetSummary {
  std::string name;
  std::string id;
  std::string az;
  std::string cidr;  ///< empty: not known
  std::optional<IpCount> usable;
  std::vector<SubnetScenarioSummary> scenarios;

  friend bool operator==(const SubnetSummary&, const SubnetSummary&) = default;
};

struct NodeGroupScenarioSummary {
  std::string scenario;  ///< its name
  NodeCount nodes;
  PodCount pods;  ///< on the Pod network, branch Pods with them
  IpCount addresses;

  friend bool operator==(const NodeGroupScenarioSummary&, const NodeGroupScenarioSummary&) = default;
};

struct NodeGroupSummary {
  std::string name;
  std::string manager;
  std::string os;
  std::vector<std::string> types;
  NodeCount min;
  NodeCount desired;
  NodeCount max;
  std::vector<std::string> subnets;
  std::optional<PodCount> max_pods;  ///< empty: hybrid nodes
  std::string max_pods_source;
  std::vector<NodeGroupScenarioSummary> scenarios;

  /// The scenario in which its nodes hold most addresses, the first of several; null when there is none.
  [[nodiscard]] const NodeGroupScenarioSummary* worst() const;

  friend bool operator==(const NodeGroupSummary&, const NodeGroupSummary&) = default;
};

/// How far all node groups can grow in proportion, and what stops them.
struct ExhaustionSummary {
  NodeCount nodes;
  PodCount pods;
  std::string resource;  ///< "addresses", "prefixes"
  std::string subnet;    ///< empty: the limit is of none
  std::string scenario;
  std::string variant;

  friend bool operator==(const ExhaustionSummary&, const ExhaustionSummary&) = default;
};

struct FindingSummary {
  std::string rule;
  Severity severity = Severity::error;
  std::string subject;
  std::string message;
  std::string remedy;
  FindingState state = FindingState::open;

  /// Whether somebody has to act on it at once.
  [[nodiscard]] bool is_open_error() const { return severity == Severity::error && state == FindingState::open; }

  friend bool operator==(const FindingSummary&, const FindingSummary&) = default;
};

struct PlanSummary {
  std::string name;  ///< of the cluster
  bool fits = true;
  std::string verdict;
  std::vector<PlanSetting> settings;
  std::vector<ScenarioSummary> scenarios;
  std::vector<SubnetSummary> subnets;
  std::vector<NodeGroupSummary> node_groups;
  std::optional<ExhaustionSummary> exhaustion;
  std::vector<FindingSummary> findings;

  friend bool operator==(const PlanSummary&, const PlanSummary&) = default;
};

/// How a setting's value reads: shares are percentages, "80 %", "33.25 %".
[[nodiscard]] std::string setting_text(Share share);

}  // namespace cniplan
