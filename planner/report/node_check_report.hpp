#pragma once

#include <optional>
#include <string>

#include "planner/audit/node_check.hpp"
#include "planner/core/location.hpp"
#include "planner/report/report_frame.hpp"

namespace cniplan::report {

/// What a report of checked nodes needs beside the result.
struct NodeCheckOptions {
  const Sources& sources;              ///< for the places of nodes and findings
  bool explain = false;                ///< with the derivations of its figures
  bool colour = false;                 ///< tables only
  std::optional<Severity> fails_from;  ///< JUnit: from which severity on a case fails
  ReportFrame frame{};
};

/// For a terminal, 80 columns wide: verdict, settings, groups, the nodes to look at first, findings.
[[nodiscard]] std::string to_table(const NodeCheck& check, const NodeCheckOptions& options);
/// The same sections for a pull request or a job summary.
[[nodiscard]] std::string to_markdown(const NodeCheck& check, const NodeCheckOptions& options);
/// A page with each node's Pods as bars, readable in any browser without a network.
[[nodiscard]] std::string to_html(const NodeCheck& check, const NodeCheckOptions& options);
/// The whole value, schema cniplan/check-nodes/v1; unknown figures are null.
[[nodiscard]] std::string to_json(const NodeCheck& check, const NodeCheckOptions& options);
/// The elements of "nodes" of the JSON, one a line, each with its group.
[[nodiscard]] std::string to_ndjson(const NodeCheck& check, const NodeCheckOptions& options);
/// A row for each node; unknown figures are empty.
[[nodiscard]] std::string to_csv(const NodeCheck& check);

}  // namespace cniplan::report
