#pragma once

#include <string>

#include "planner/report/findings_report.hpp"

namespace cniplan::report {

/// SARIF 2.1.0, as GitHub's code scanning and editors read it: the rules that were looked at with what they mean and what
/// to do, and a result for each finding at the line of the input that it speaks of.
/// - A finding without a place stands at the first line of the first file, as GitHub shows none without; where the input
///   is no file (standard input, options) it has its subject alone.
/// - Columns are characters (columnKind unicodeCodePoints), names of files are relative URIs.
/// - What is accepted is suppressed with its reason; beside a baseline, known findings are `unchanged`.
/// - `partialFingerprints` are rule and subject, which do not change with the figures.
/// Source: docs.oasis-open.org/sarif/sarif/v2.1.0; docs.github.com, SARIF support for code scanning.
[[nodiscard]] std::string to_sarif(const FindingsReport& report);

}  // namespace cniplan::report
