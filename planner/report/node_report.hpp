#pragma once

#include <string>

#include "planner/capacity/max_pods_result.hpp"
#include "planner/core/location.hpp"
#include "planner/plan/node_plan.hpp"
#include "planner/report/report_frame.hpp"

namespace cniplan::report {

/// What a report of a node needs beside the plan.
struct NodeReportOptions {
  const Sources& sources;  ///< for the places of findings
  CatalogVersion catalog;
  bool explain = false;  ///< with the derivations of its figures
  bool colour = false;   ///< tables only
  bool plot = false;     ///< tables of curves only: with the curve drawn
  ReportFrame frame{};
};

/// For a terminal, 80 columns wide: the answer in a sentence, each ENI, the addresses by label with the burst
/// and the way down beside them, by subnet where there are two, what chance decides, EC2 calls, time to
/// ready, findings.
[[nodiscard]] std::string to_table(const NodePlan& plan, const NodeReportOptions& options);
/// The same sections for a pull request or a job summary.
[[nodiscard]] std::string to_markdown(const NodePlan& plan, const NodeReportOptions& options);
/// A page with what the node holds as bars, readable in any browser without a network.
[[nodiscard]] std::string to_html(const NodePlan& plan, const NodeReportOptions& options);
/// The whole value, schema cniplan/node/v1; what is unknown or not asked for is null.
[[nodiscard]] std::string to_json(const NodePlan& plan, const NodeReportOptions& options);
/// The same on one line.
[[nodiscard]] std::string to_ndjson(const NodePlan& plan, const NodeReportOptions& options);
/// A row for each answer: one-by-one, all-at-once, down.
[[nodiscard]] std::string to_csv(const NodePlan& plan);

/// For a terminal, 80 columns wide: Pod counts between which ENIs and prefixes stay the same, in one row
/// each.
[[nodiscard]] std::string to_table(const NodeCurve& curve, const NodeReportOptions& options);
[[nodiscard]] std::string to_markdown(const NodeCurve& curve, const NodeReportOptions& options);
/// A page with the curve drawn.
[[nodiscard]] std::string to_html(const NodeCurve& curve, const NodeReportOptions& options);
/// Every point, schema cniplan/node-curve/v1.
[[nodiscard]] std::string to_json(const NodeCurve& curve, const NodeReportOptions& options);
/// A line for each point, as in the JSON's `points`.
[[nodiscard]] std::string to_ndjson(const NodeCurve& curve, const NodeReportOptions& options);
/// A row for each point, in the columns of a single answer.
[[nodiscard]] std::string to_csv(const NodeCurve& curve);

}  // namespace cniplan::report
