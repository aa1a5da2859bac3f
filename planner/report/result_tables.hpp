#pragma once

#include <span>
#include <vector>

#include "planner/audit/node_check.hpp"
#include "planner/capacity/max_pods_result.hpp"
#include "planner/core/location.hpp"
#include "planner/plan/cluster_plan.hpp"
#include "planner/plan/compare_result.hpp"
#include "planner/plan/node_plan.hpp"
#include "planner/plan/size_result.hpp"
#include "planner/report/data_table.hpp"

namespace cniplan::report {

/// Results as tables for machines, the one that answers the question first. Where a result has a CSV of its own, that is
/// its first table, and these are the others.

/// rule, severity, subject, message, remedy, state, reason, expires, file, line, column.
[[nodiscard]] DataTable findings_data(std::span<const Finding> findings, const Sources& sources);
/// figure, formula, values.
[[nodiscard]] DataTable derivations_data(std::span<const Derivation> derivations);

/// subnets (a row for each in each scenario, with every owner), scenarios, node-groups (likewise), exhaustion, growth,
/// findings, derivations.
[[nodiscard]] std::vector<DataTable> tables_of(const ClusterPlan& plan, const Sources& sources);
/// subnets, reservations, free, ways-out, findings, derivations.
[[nodiscard]] std::vector<DataTable> tables_of(const SizeResult& result, const Sources& sources);
/// Beside the alternatives: left-out, derivations.
[[nodiscard]] std::vector<DataTable> more_tables_of(const CompareResult& result);
/// Beside the nodes: groups, findings, derivations.
[[nodiscard]] std::vector<DataTable> more_tables_of(const NodeCheck& check, const Sources& sources);
/// Beside the answers: enis, findings, derivations.
[[nodiscard]] std::vector<DataTable> more_tables_of(const NodePlan& plan, const Sources& sources);

}  // namespace cniplan::report
