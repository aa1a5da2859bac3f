#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "planner/core/location.hpp"
#include "planner/findings/finding.hpp"
#include "planner/findings/rule_check.hpp"

namespace cniplan::report {

/// What JUnit needs of any result with findings.
struct JunitInput {
  std::string_view command;  ///< "check-nodes"
  std::span<const Finding> findings;
  std::span<const RuleCheck>
      checks{};            ///< rules that were looked at, those without a finding too; may be empty
  const Sources& sources;  ///< for the places of findings
  std::optional<Severity>
      fails_from;  ///< from which severity on a case fails, as --fail-on; empty: none does
};

/// The XML that Jenkins, GitLab and others read: a suite for each subject, in it a case for each rule. An
/// open finding that is grave enough makes its case a failure; any other is the output of a passing case.
/// Findings that no check lists have cases of their own, and without any there is one passing case. Durations
/// are 0 and there are no dates, so that the same result is the same text. Source:
/// https://github.com/jenkinsci/xunit-plugin (junit-10.xsd),
/// https://docs.gitlab.com/ci/testing/unit_test_reports/
[[nodiscard]] std::string to_junit(const JunitInput& input);

}  // namespace cniplan::report
