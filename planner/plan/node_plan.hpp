#pragma once

#include <optional>
#include <string>
#include <vector>

#include "planner/capacity/api_throttling.hpp"
#include "planner/capacity/warm_pool.hpp"
#include "planner/findings/finding.hpp"
#include "planner/plan/derivation.hpp"

namespace cniplan {

/// What is asked of one node.
struct NodeQuestion {
  std::string type;  ///< instance type
  NodeSetup setup;
  /// The settings that the user gave, as against those that stand at their defaults: variables of aws-node
  /// ("WARM_ENI_TARGET"), and for Windows keys of the ConfigMap without "windows-" ("warm-ip-target").
  std::vector<std::string> given;
  bool burst = false;               ///< the Pods all at once as well
  std::optional<PodCount> down_to;  ///< and after going down to so many, at most the Pods of the setup
  std::optional<NodeCount> fleet;   ///< so many of them start together
};

/// A node after its Pods have left but for `pods`.
struct NodeDown {
  PodCount pods;
  SettledNode answer;
  NodeRange range;
};

/// A fleet of such nodes that start together, each with its Pods at once.
struct NodeFleet {
  NodeCount nodes;
  FleetStart start;
};

/// What one node holds, how it comes to hold it, and what is remarkable about its settings.
struct NodePlan {
  NodeQuestion question;
  SettledNode answer;              ///< the Pods one by one
  std::optional<NodeRange> range;  ///< where chance decides
  std::optional<SettledNode> burst;
  std::optional<NodeDown> down;
  FleetStart start;  ///< this node alone, its Pods at once: the time until it is ready
  std::optional<NodeFleet> fleet;
  std::vector<Finding> findings;
  std::vector<Derivation> derivations;
};

/// What the node holds for each number of Pods from none to its max Pods.
struct NodeCurvePoint {
  PodCount pods;
  SettledNode answer;
  std::optional<NodeRange> range;
};
struct NodeCurve {
  NodeQuestion question;  ///< its Pods are the last of the points
  /// Pods on the Pod network that kubelet admits: its max Pods less those on the host network and branch Pods.
  PodCount admitted;
  std::vector<NodeCurvePoint> points;
  std::vector<Finding> findings;
};

}  // namespace cniplan
