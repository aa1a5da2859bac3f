#pragma once

#include <string>
#include <string_view>

#include "planner/plan/diff_result.hpp"
#include "planner/report/report_frame.hpp"

namespace cniplan::report {

struct DiffReportOptions {
  std::string_view before;  ///< the name of the file that holds the old plan
  std::string_view after;
  bool all = false;     ///< also what did not change
  bool colour = false;  ///< tables only
  ReportFrame frame{};
};

/// For a terminal, 80 columns wide: whether it still fits, what is worse than allowed, the input's changes and what they
/// cause as far as that is known, then subnets, scenarios, node groups, when it runs out, and findings.
[[nodiscard]] std::string to_table(const PlanDiff& diff, const DiffReportOptions& options);

/// The same for a comment of a pull request: fewer than 65,536 characters, which is as long as one may be.
[[nodiscard]] std::string to_markdown(const PlanDiff& diff, const DiffReportOptions& options);

/// A page readable in any browser without a network.
[[nodiscard]] std::string to_html(const PlanDiff& diff, const DiffReportOptions& options);

/// Schema cniplan/diff/v1, with every change; unknown figures are null.
[[nodiscard]] std::string to_json(const PlanDiff& diff, const DiffReportOptions& options);

}  // namespace cniplan::report
