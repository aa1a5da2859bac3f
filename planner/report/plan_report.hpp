#pragma once

#include <string>
#include <string_view>

#include "planner/core/location.hpp"
#include "planner/plan/cluster_plan.hpp"
#include "planner/report/report_frame.hpp"
#include "planner/spec/imported.hpp"

namespace cniplan::report {

/// What a report of a plan needs beside the plan.
struct PlanReportOptions {
  const Sources& sources;         ///< for the places of findings
  std::string_view catalog_date;  ///< of the instance types
  bool explain = false;           ///< with the derivations of its figures
  bool colour = false;            ///< tables only
  ReportFrame frame{};
  const SpecImport* imported = nullptr;  ///< HTML only: how the spec came about; none: the names of the sources do
};

/// For a terminal, 80 columns wide: verdict, subnets with a bar per scenario, node groups, addresses by owner, when it
/// runs out, findings with their remedies.
[[nodiscard]] std::string to_table(const ClusterPlan& plan, const PlanReportOptions& options);

/// The same sections for a pull request or a job summary.
[[nodiscard]] std::string to_markdown(const ClusterPlan& plan, const PlanReportOptions& options);

/// A page with charts of ClusterPlan::charts and with all derivations, readable in any browser without a network.
[[nodiscard]] std::string to_html(const ClusterPlan& plan, const PlanReportOptions& options);

/// The whole value, schema cniplan/plan/v1; unknown figures are null.
[[nodiscard]] std::string to_json(const ClusterPlan& plan, const PlanReportOptions& options);

}  // namespace cniplan::report
