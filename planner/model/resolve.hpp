#pragma once

#include "planner/catalog/catalog.hpp"
#include "planner/core/diagnostic.hpp"
#include "planner/core/result.hpp"
#include "planner/model/cluster_model.hpp"
#include "planner/spec/cluster_spec.hpp"

namespace cniplan {

/// Decides everything that a spec leaves open, and finds what it refers to:
/// - no subnets: eksctl's default layout of the first VPC CIDR, or of 192.168.0.0/16, in three zones (a warning);
/// - a subnet without `uses` is for nodes, beside what refers to it by name;
/// - nodes, replicas: desired is min, or else max; max is at least desired;
/// - a group's or profile's subnets: all those used for it; its nodes go to the zones in turn;
/// - add-ons: CoreDNS, unless a list says otherwise; aws-node and kube-proxy are on every Linux node;
/// - workloads and DaemonSets: on all Linux node groups that do not have a podsPerNode of their own;
/// - policy: warn at 80 %, fail at 95 %, the scenarios steady, max, rolling-update and az-loss;
/// - updates: one node at a time, of Karpenter and Auto Mode 10 %; new nodes come first; growth: 12 months;
/// - quotas: AWS's defaults; endpoints: interface endpoints, in all subnets used for nodes;
/// - subnet discovery: the subnets with the use `cni` in a node's zone, unless a setting turns it off (a warning).
/// Errors: what check_spec() finds; else, all at once: unknown instance types and rules (with the nearest name),
/// thresholds that are not in their rule's unit, aws-node settings that do not start, custom networking without an
/// ENIConfig for a zone, a node group without nodes or without a subnet. A group whose instance types the source does
/// not know (a launch template) is left out with a warning.
[[nodiscard]] Result<WithWarnings<ClusterModel>, Diagnostics> resolve(const ClusterSpec& spec,
                                                                      const Catalog& catalog);

}  // namespace cniplan
