#pragma once

#include "planner/catalog/catalog.hpp"
#include "planner/core/diagnostic.hpp"
#include "planner/core/result.hpp"
#include "planner/importers/document.hpp"
#include "planner/spec/cluster_spec.hpp"

namespace cniplan {

/// The cluster that eksctl would make of a ClusterConfig: what the file says, and what eksctl defaults where
/// it says nothing (zones, VPC and subnets, instance types, numbers of nodes, add-ons, NAT gateways,
/// endpoints). Keys that do not concern addresses are passed over. Warnings: what is assumed, what the file
/// cannot say (sizes of subnets given by id, Pods on Fargate, nodes of Karpenter or Auto Mode), keys that
/// eksctl does not have. Errors, all in one run: another kind of document, wrong types, values that
/// contradict each other, references to subnets and zones that are not there. An instanceSelector is asked of the
/// catalog, which knows of no zones. Source: eksctl-io/eksctl at
/// commit 99984ad; each rule names its file.
[[nodiscard]] Result<WithWarnings<ClusterSpec>, Diagnostics> read_eksctl(const DocumentNode& document,
                                                                    const Catalog& catalog);

}  // namespace cniplan
