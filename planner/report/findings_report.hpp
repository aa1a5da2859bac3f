#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "planner/core/location.hpp"
#include "planner/findings/finding.hpp"
#include "planner/findings/rule_check.hpp"
#include "planner/report/report_frame.hpp"

namespace cniplan::report {

/// What the formats that are views of findings alone need of any result.
struct FindingsReport {
  std::string_view command;         ///< "check-nodes"
  std::string_view of{};            ///< what the result is of: a cluster's name; may be empty
  std::span<const Finding> findings;
  std::span<const RuleCheck> checks{};  ///< rules that were looked at, those without a finding too; may be empty
  const Sources& sources;               ///< for the places of findings
  std::optional<Severity> fails_from{};  ///< from which severity on a finding fails, as --fail-on; empty: none does
  ReportFrame frame{};
  std::string_view version{};  ///< the program's
};

/// Whether a text of the run is a file by its name, and neither standard input ("<stdin>") nor an option ("--vpc").
[[nodiscard]] constexpr bool is_file_name(std::string_view name) {
  return !name.empty() && !name.starts_with('<') && !name.starts_with("--");
}

/// Whether a finding fails a run: it is open, and grave enough.
[[nodiscard]] inline bool fails(const Finding& finding, std::optional<Severity> from) {
  return from && finding.state == FindingState::open && finding.severity <= *from;
}

/// Whether a format is a view of the findings alone: "junit", "sarif", "github", "gitlab".
[[nodiscard]] bool is_findings_format(std::string_view format);
/// The findings in one of these.
[[nodiscard]] std::string to_findings_format(const FindingsReport& report, std::string_view format);

}  // namespace cniplan::report
