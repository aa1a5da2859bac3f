#pragma once

#include <span>
#include <string>
#include <vector>

#include "planner/plan/node_plan.hpp"

namespace cniplan {

/// What is remarkable about the settings of a node, errors first, then warnings and remarks. Where a finding
/// compares, the other node is planned too, so that its figures are this node's. Reads everything of `plan`
/// but its findings and derivations. Cannot fail. Rules of ipamd and the VPC resource controller:
/// aws/amazon-vpc-cni-k8s pkg/ipamd/ipamd.go, cmd/aws-vpc-cni/main.go (v1.23.1),
/// aws/amazon-vpc-resource-controller-k8s pkg/config/loader.go, pkg/pool/pool.go (b8d4251).
[[nodiscard]] std::vector<Finding> node_findings(const NodePlan& plan);

/// Of these only what is about the settings of a type, for who plans many nodes and says itself what Pods lack: targets
/// without effect, a minimum alone, no warm prefix, settings with which aws-node does not start or the node is not
/// ready, trunks. On the calls of a warm target only where the answer has calls. `answer` is that of the question,
/// its Pods one by one. Nothing of Windows, whose settings are the cluster's ConfigMap.
[[nodiscard]] std::vector<Finding> setting_findings(NodeQuestion question, SettledNode answer);

/// Whether setting_findings() can find anything on any node with these settings, the calls of a warm target aside; `given`
/// are those that the user gave. For who has very many nodes and mostly plain settings.
[[nodiscard]] bool settings_may_matter(const CniConfig& cni, std::span<const std::string> given);

}  // namespace cniplan
