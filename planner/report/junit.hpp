#pragma once

#include <string>

#include "planner/report/findings_report.hpp"

namespace cniplan::report {

/// The XML that Jenkins, GitLab and others read: a suite for each subject, in it a case for each rule. An
/// open finding that is grave enough makes its case a failure; any other is the output of a passing case.
/// Findings that no check lists have cases of their own, and without any there is one passing case. Durations
/// are 0 and there are no dates, so that the same result is the same text. The title names the whole, and the
/// link is a property of every suite. Places stand in the texts, as Jenkins' schema has no attribute for them. Source:
/// https://github.com/jenkinsci/xunit-plugin (junit-10.xsd),
/// https://docs.gitlab.com/ci/testing/unit_test_reports/
[[nodiscard]] std::string to_junit(const FindingsReport& report);

}  // namespace cniplan::report
