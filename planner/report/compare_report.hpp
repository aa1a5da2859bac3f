#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "planner/plan/compare_result.hpp"
#include "planner/report/report_frame.hpp"
#include "planner/spec/imported.hpp"

namespace cniplan::report {

struct CompareReportOptions {
  std::string_view catalog_date;    ///< of the instance types and their prices
  std::optional<std::size_t> top;   ///< at most so many alternatives, the best
  bool dominated = false;           ///< those that are not on the front, too
  bool recommend = false;           ///< name one, with what it gives up
  bool explain = false;             ///< why one beats another, and how the figures came about
  bool colour = false;              ///< tables only
  ReportFrame frame{};
  const Sources* sources = nullptr;      ///< HTML only, as the next: what it was made of; none: no file
  const SpecImport* imported = nullptr;  ///< how the spec came about; none: the names of the sources do
};

/// For a terminal, 80 columns wide: what is compared, the alternatives worth a choice with their figures, and what was left
/// out. Prices are those of us-east-1 on demand.
[[nodiscard]] std::string to_table(const CompareResult& result, const CompareReportOptions& options);
/// The same for a pull request or a job summary, all figures of an alternative in one row.
[[nodiscard]] std::string to_markdown(const CompareResult& result, const CompareReportOptions& options);
/// A page with charts, readable in any browser without a network.
[[nodiscard]] std::string to_html(const CompareResult& result, const CompareReportOptions& options);
/// Schema cniplan/compare/v1; unknown figures are null.
[[nodiscard]] std::string to_json(const CompareResult& result, const CompareReportOptions& options);
/// The elements of "alternatives" of the JSON, one a line.
[[nodiscard]] std::string to_ndjson(const CompareResult& result, const CompareReportOptions& options);
/// A line for each alternative.
[[nodiscard]] std::string to_csv(const CompareResult& result, const CompareReportOptions& options);

}  // namespace cniplan::report
