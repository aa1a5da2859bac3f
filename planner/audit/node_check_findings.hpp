#pragma once

#include "planner/audit/check_nodes.hpp"
#include "planner/audit/node_check.hpp"
#include "planner/inventory/cluster_inventory.hpp"

namespace cniplan {

/// A group's instance type, and what max_pods() makes of it; null when the catalog does not have the type or
/// its nodes are not judged by it.
struct JudgedType {
  const InstanceType* type = nullptr;
  std::optional<MaxPods> figures;
};

/// Adds the findings and the checks of a result that has its nodes and groups; `types` are those of the
/// groups. The gravest findings stand first, those of equal weight in the order of the groups.
void add_findings(NodeCheck& check, std::span<const JudgedType> types, const ClusterInventory& inventory,
                  const Catalog& catalog, const NodeCheckSettings& settings);

/// How the figures of the groups came about.
void add_derivations(NodeCheck& check, std::span<const JudgedType> types);

}  // namespace cniplan
