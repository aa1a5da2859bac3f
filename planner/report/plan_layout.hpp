#pragma once

#include <optional>
#include <string>
#include <vector>

#include "planner/plan/cluster_plan.hpp"
#include "planner/report/grid.hpp"

namespace cniplan::report {

/// The sections of a plan's report that tables and Markdown share, so that they cannot drift apart.

/// "31.4 %", rounded up to a tenth, or "unknown".
[[nodiscard]] std::string share_text(const std::optional<Share>& share);

/// Addresses by owner over all subnets: a column per scenario, no row for owners that hold nothing, the total last.
[[nodiscard]] Grid owners_grid(const ClusterPlan& plan);

/// "whole /28 blocks".
[[nodiscard]] std::string_view resource_text(Resource resource);

/// When the subnets run out, in one or two sentences.
[[nodiscard]] std::string exhaustion_text(const ClusterPlan& plan);

/// How Pods get addresses, in one line: mode, and the settings that decide.
[[nodiscard]] std::string cni_text(const ClusterPlan& plan);

/// "managed, m5.large", "karpenter, 12 instance types".
[[nodiscard]] std::string group_text(const NodeGroupPlan& group);

}  // namespace cniplan::report
