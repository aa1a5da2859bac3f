#pragma once

#include <string_view>

#include "planner/importers/document.hpp"

namespace cniplan {

/// What of a PodSpec decides on which Nodes its Pods may run. What is not there is null.
struct PodPlacement {
  const DocumentNode* node_selector = nullptr;  ///< a mapping
  /// affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms, a list.
  const DocumentNode* required_terms = nullptr;
  const DocumentNode* tolerations = nullptr;  ///< a list
};

/// What of a Node decides which Pods it takes.
struct PlacementNode {
  std::string_view name;
  const DocumentNode* labels = nullptr;  ///< a mapping
  const DocumentNode* taints = nullptr;  ///< spec.taints, a list
};

/// Whether the scheduler may place such Pods there, whatever room there is: the node has all labels of the selector,
/// satisfies a term of the required affinity, and has no taint of effect NoSchedule or NoExecute that they do not
/// tolerate. Taints that come and go with a node's state (node.kubernetes.io/, node.cloudprovider.kubernetes.io/,
/// karpenter.sh/, keys that end in agent-not-ready) say nothing about where Pods belong and count as tolerated. An
/// operator that is unknown is satisfied by nothing.
/// Source: kubernetes/component-helpers scheduling/corev1/nodeaffinity/nodeaffinity.go, scheduling/corev1/helpers.go;
/// kubernetes/api core/v1/toleration.go.
[[nodiscard]] bool may_run_on(const PodPlacement& pods, const PlacementNode& node);

/// Whether the placement asks for anything but Linux, which it does where it names a label of another kind.
[[nodiscard]] bool asks_for_more_than_linux(const PodPlacement& pods);

}  // namespace cniplan
