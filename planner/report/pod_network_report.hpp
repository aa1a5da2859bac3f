#pragma once

#include <string>

#include "planner/core/location.hpp"
#include "planner/plan/pod_network.hpp"
#include "planner/report/grid.hpp"
#include "planner/report/report_frame.hpp"
#include "planner/spec/imported.hpp"

namespace cniplan::report {

/// What a report of a Pod network needs beside its plan.
struct PodNetworkReportOptions {
  const Sources& sources;  ///< for the places of findings
  bool explain = false;    ///< with the derivations of its figures
  bool colour = false;     ///< tables only
  ReportFrame frame{};
  const SpecImport* imported = nullptr;  ///< HTML only: how the spec came about; none: the names of the sources do
};

/// The figures, as all reports for people have them.
[[nodiscard]] Grid pod_network_grid(const PodNetworkPlan& plan);

/// For a terminal, 80 columns wide: verdict, figures, findings with their remedies.
[[nodiscard]] std::string to_table(const PodNetworkPlan& plan, const PodNetworkReportOptions& options);

/// The same sections for a pull request or a job summary.
[[nodiscard]] std::string to_markdown(const PodNetworkPlan& plan, const PodNetworkReportOptions& options);

/// A page readable in any browser without a network.
[[nodiscard]] std::string to_html(const PodNetworkPlan& plan, const PodNetworkReportOptions& options);

/// The whole value, schema cniplan/pod-network/v1.
[[nodiscard]] std::string to_json(const PodNetworkPlan& plan, const PodNetworkReportOptions& options);

}  // namespace cniplan::report
