#pragma once

#include <string>

#include "planner/core/location.hpp"
#include "planner/plan/pod_network.hpp"
#include "planner/report/report_frame.hpp"

namespace cniplan::report {

/// What a report of a Pod network needs beside its plan.
struct PodNetworkReportOptions {
  const Sources& sources;  ///< for the places of findings
  bool explain = false;    ///< with the derivations of its figures
  bool colour = false;     ///< tables only
  ReportFrame frame{};
};

/// For a terminal, 80 columns wide: verdict, figures, findings with their remedies.
[[nodiscard]] std::string to_table(const PodNetworkPlan& plan, const PodNetworkReportOptions& options);

/// The same sections for a pull request or a job summary.
[[nodiscard]] std::string to_markdown(const PodNetworkPlan& plan, const PodNetworkReportOptions& options);

/// The whole value, schema cniplan/pod-network/v1.
[[nodiscard]] std::string to_json(const PodNetworkPlan& plan, const PodNetworkReportOptions& options);

}  // namespace cniplan::report
