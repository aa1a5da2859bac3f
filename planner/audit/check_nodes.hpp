#pragma once

#include <optional>
#include <string>

#include "planner/audit/node_check.hpp"
#include "planner/capacity/max_pods_expression.hpp"
#include "planner/catalog/catalog.hpp"
#include "planner/inventory/cluster_inventory.hpp"

namespace cniplan {

/// How the nodes of a cluster are judged.
struct NodeCheckSettings {
  CniConfig cni;  ///< its `windows` is for the Windows nodes
  CniOrigin cni_origin;
  CatalogVersion catalog;          ///< which one it is, for reports
  std::optional<Timestamp> since;  ///< when prefix delegation was turned on
  const CompiledMaxPodsExpression* expression = nullptr;
  std::string expression_text;
};

/// Holds each node's max Pods against what its ENIs can address, and counts what it runs and can still take.
///   addresses:    max_pods() of the type under the settings, with the Pods on the host network that run
///   there: those
///                 listed, at least 2 unless aws-node's Pod is among them; 2 when no Pods were given. EKS
///                 Auto Mode: prefixes, at most 110, and no Pods on the host network but those listed
///   above:        max Pods - Pods on the host network - branch Pods > addresses for Pods
///   below:        max Pods < min(addresses + 2, 110 or 250)
///   room:         min(max Pods - all Pods, addresses - Pods on the Pod network, free addresses of the
///   subnet) branch room:  min(max Pods - all Pods, branch ENIs - branch Pods), where the node reports branch
///   ENIs those
/// Cannot fail: what cannot be judged says so. Source: as max_pods(); for Auto Mode
/// https://docs.aws.amazon.com/eks/latest/userguide/auto-networking.html
[[nodiscard]] NodeCheck check_nodes(const ClusterInventory& inventory, const Catalog& catalog,
                                    const NodeCheckSettings& settings);

}  // namespace cniplan
