#include "planner/plan/policy.hpp"

namespace cniplan {
namespace {

RuleOverride override_of(const RuleSettingModel& setting) {
  RuleOverride made{.rule = setting.rule};
  if (!setting.severity) return made;
  switch (*setting.severity) {
    case RuleSeverity::error:
      made.severity = Severity::error;
      break;
    case RuleSeverity::warning:
      made.severity = Severity::warning;
      break;
    case RuleSeverity::info:
      made.severity = Severity::info;
      break;
    case RuleSeverity::off:
      made.off = true;
      break;
  }
  return made;
}

}  // namespace

FindingPolicy finding_policy(const PolicyModel& policy) {
  FindingPolicy made;
  for (const RuleSettingModel& setting : policy.rules) made.rules.push_back(override_of(setting));
  for (const AcceptedFindingModel& entry : policy.accept) {
    made.accept.push_back({.rule = entry.rule,
                           .subject = entry.subject,
                           .reason = entry.reason,
                           .expires = entry.expires,
                           .location = entry.location});
  }
  return made;
}

}  // namespace cniplan
