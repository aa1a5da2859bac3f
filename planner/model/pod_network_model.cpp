#include "planner/model/pod_network_model.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <variant>

#include "planner/spec/check_spec.hpp"

namespace cniplan {
namespace {

/// Desired and most nodes, or nothing when there is no number.
std::optional<std::pair<std::int64_t, std::int64_t>> range_of(const RangeSpec& given) {
  if (!given.min && !given.desired && !given.max) return std::nullopt;
  const std::int64_t desired = given.desired ? given.desired->value : given.min ? given.min->value : given.max->value;
  return std::pair(desired, std::max(given.max ? given.max->value : desired, desired));
}

Diagnostic not_planned(std::string_view what, Location at) {
  return {.code = "pod-network.not-planned",
          .severity = Severity::warning,
          .message = fmt::format("{}: a cluster whose Pods have a network of their own takes none of it", what),
          .way_out = "remove it, or set cluster.platform to eks",
          .location = at};
}

}  // namespace

bool has_pod_network(const ClusterSpec& spec) {
  return spec.platform &&
         (spec.platform->value == Platform::eks_anywhere || spec.platform->value == Platform::eks_distro);
}

Result<WithWarnings<PodNetworkModel>, Diagnostics> resolve_pod_network(const ClusterSpec& spec) {
  if (Diagnostics faults = check_spec(spec); !faults.empty()) return failure(std::move(faults));
  PodNetworkModel model{.name = spec.name ? spec.name->value : "cluster",
                        .platform = spec.platform ? spec.platform->value : Platform::eks_anywhere,
                        .pod_cidrs = spec.pod_network.cidrs,
                        .service_cidr = spec.service_cidr,
                        .nodes = {},
                        .node_cidrs = spec.vpc.cidrs};
  if (spec.pod_network.node_prefix_length) model.node_prefix_length = *spec.pod_network.node_prefix_length;
  Diagnostics said;
  if (spec.control_plane_nodes) {
    const auto& [count, at] = *spec.control_plane_nodes;
    model.nodes.push_back({.name = "", .desired = count, .max = count, .max_pods = std::nullopt, .location = at});
  }
  for (const NodeGroupSpec& group : spec.node_groups) {
    PodNetworkNodes nodes{.name = group.name ? group.name->value : fmt::format("#{}", &group - spec.node_groups.data() + 1),
                          .max_pods = std::nullopt,
                          .location = group.location};
    if (const auto range = range_of(group.nodes)) {
      nodes.desired = NodeCount(range->first);
      nodes.max = NodeCount(range->second);
    } else {
      said.push_back({.code = "nodes.missing",
                      .message = fmt::format("node group \"{}\": it has no number of nodes", nodes.name),
                      .way_out = "give nodes.desired",
                      .location = group.location});
    }
    if (group.max_pods) {
      if (const auto* const pods = std::get_if<PodCount>(&group.max_pods->value)) {
        nodes.max_pods = *pods;
      } else if (std::holds_alternative<MaxPodsExpression>(group.max_pods->value)) {
        said.push_back({.code = "pod-network.expression",
                        .severity = Severity::warning,
                        .message = fmt::format("node group \"{}\": maxPods is an expression over ENIs, which these nodes "
                                               "do not have",
                                               nodes.name),
                        .way_out = "write a number; kubelet's own 110 is taken",
                        .location = group.max_pods->location});
      }
    }
    model.nodes.push_back(std::move(nodes));
  }
  if (!spec.vpc.subnets.empty()) said.push_back(not_planned("vpc.subnets", spec.vpc.subnets.front().location));
  if (!spec.cni.env.empty()) said.push_back(not_planned("cni.env", spec.cni.env.front().name.location));
  if (!spec.fargate_profiles.empty()) {
    said.push_back(not_planned("fargateProfiles", spec.fargate_profiles.front().location));
  }
  if (!spec.policy.rules.empty()) said.push_back(not_planned("policy.rules", spec.policy.rules.front().rule.location));
  if (!spec.policy.accept.empty()) said.push_back(not_planned("policy.accept", spec.policy.accept.front().location));
  sort_by_location(said);
  if (has_errors(said)) return failure(std::move(said));
  return WithWarnings<PodNetworkModel>{std::move(model), std::move(said)};
}

}  // namespace cniplan
