#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "planner/core/calendar_date.hpp"
#include "planner/core/diagnostic.hpp"
#include "planner/core/location.hpp"
#include "planner/findings/baseline.hpp"
#include "planner/findings/finding.hpp"

namespace cniplan {

/// What the user makes of the findings of a rule. Its threshold is the business of who raises them
/// (threshold_of()).
struct RuleOverride {
  std::string rule;
  bool off = false;                    ///< none are kept
  std::optional<Severity> severity{};  ///< all get it, a rule's milder ones as well; empty: the rule's
};

/// Findings that somebody has decided to live with.
struct AcceptedFindings {
  std::string rule;
  std::string subject;  ///< a finding's whole subject, or a name in quotes in it; empty: all of the rule
  std::string reason;
  std::optional<CalendarDate> expires;  ///< the last day on which it counts; empty: no end
  Location location{};
};

struct FindingPolicy {
  std::vector<RuleOverride> rules;
  std::vector<AcceptedFindings> accept;
};

/// The findings as the policy has them, open ones first, and within each the gravest first. In this order:
///   1. acceptance: the first entry that matches a finding and has not expired accepts it. `today` is the day
///   that
///      decides; without it an entry with an expiry date counts, and a finding policy.accept-undated says so.
///      A finding policy.accept-expired stands for every expired entry whose findings are open again,
///      policy.accept-unused for every entry that matches nothing.
///   2. rules: findings of a rule that is off are dropped, others get the severity given, those of step 1 as
///   well.
/// Cannot fail: an entry for an unknown rule matches nothing.
[[nodiscard]] std::vector<Finding> apply_policy(std::vector<Finding> findings, const FindingPolicy& policy,
                                                std::optional<CalendarDate> today);

/// The open and the known findings, by rule and subject, each once. Left out: accepted ones, which the spec
/// holds, and what is said of the policy itself.
[[nodiscard]] Baseline baseline_of(const std::vector<Finding>& findings);

/// Findings beside a baseline.
struct ComparedFindings {
  std::vector<Finding> findings;   ///< open ones that the baseline has are known now; open ones first
  std::vector<KnownFinding> gone;  ///< of the baseline, what is no longer found, in its order
};
[[nodiscard]] ComparedFindings compare_with(std::vector<Finding> findings, const Baseline& baseline);

}  // namespace cniplan
