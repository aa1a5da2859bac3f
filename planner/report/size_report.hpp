#pragma once

#include <string>
#include <string_view>

#include "planner/core/location.hpp"
#include "planner/plan/size_result.hpp"
#include "planner/report/report_frame.hpp"
#include "planner/spec/imported.hpp"

namespace cniplan::report {

struct SizeReportOptions {
  const Sources& sources;         ///< for the places of findings
  std::string_view catalog_date;  ///< of the instance types
  bool explain = false;           ///< with the derivations of its figures
  bool colour = false;            ///< tables only
  ReportFrame frame{};
  const SpecImport* imported = nullptr;  ///< HTML only: how the spec came about; none: the names of the sources do
};

/// For a terminal, 80 columns wide: verdict, subnets with what made them so large, reservations, what fits beyond, free
/// space; or the ways out; findings with their remedies.
[[nodiscard]] std::string to_table(const SizeResult& result, const SizeReportOptions& options);

/// The same sections for a pull request or a job summary.
[[nodiscard]] std::string to_markdown(const SizeResult& result, const SizeReportOptions& options);

/// A page with charts, readable in any browser without a network.
[[nodiscard]] std::string to_html(const SizeResult& result, const SizeReportOptions& options);

/// The whole value but for the plan of the result, schema cniplan/size/v1; unknown figures are null.
[[nodiscard]] std::string to_json(const SizeResult& result, const SizeReportOptions& options);

}  // namespace cniplan::report
