#pragma once

#include <string>

#include "planner/report/findings_report.hpp"

namespace cniplan::report {

/// Findings as GitLab shows them in a merge request: its code quality report, a JSON list. An error is critical, a
/// warning major, an info is info; what is accepted is left out. `fingerprint` is made of rule and subject, so that
/// GitLab knows a finding again whose figures changed. A finding without a place stands at the first line of the first
/// file; where the input is no file, at one named "cniplan".
/// Source: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
[[nodiscard]] std::string to_gitlab_code_quality(const FindingsReport& report);

}  // namespace cniplan::report
