#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "planner/plan/compare_result.hpp"
#include "planner/report/compare_report.hpp"
#include "planner/report/grid.hpp"

namespace cniplan::report {

/// What the reports of a comparison for people have in common.

/// The indices of the alternatives to show, best first.
[[nodiscard]] std::vector<std::size_t> alternatives_to_show(const CompareResult& result, const CompareReportOptions& options);
/// Its name, and how many others have the same figures as far as they are compared.
[[nodiscard]] std::string alternative_name_text(const CompareResult& result, const Alternative& alternative);

/// "Cluster payments-prod: 4600 Pods."
[[nodiscard]] std::string compare_heading_text(const CompareResult& result);
/// How many alternatives are worth a choice, and by what.
[[nodiscard]] std::string compare_summary_text(const CompareResult& result, const CompareReportOptions& options);
/// The recommended one and what it gives up, a sentence each; empty: none is recommended.
[[nodiscard]] std::vector<std::string> recommendation_texts(const CompareResult& result);
/// What the columns mean, and what was left out.
[[nodiscard]] std::vector<std::string> compare_notes(const CompareResult& result);

/// The figures in two tables of 78 columns, and all of them side by side.
[[nodiscard]] Grid alternative_figures_grid(const CompareResult& result, const std::vector<std::size_t>& indices);
[[nodiscard]] Grid more_alternative_figures_grid(const CompareResult& result, const std::vector<std::size_t>& indices);
[[nodiscard]] Grid alternatives_grid(const CompareResult& result, const std::vector<std::size_t>& indices);
/// Why each alternative that is shown stands where it does.
[[nodiscard]] Grid alternative_reasons_grid(const CompareResult& result, const std::vector<std::size_t>& indices);

}  // namespace cniplan::report
