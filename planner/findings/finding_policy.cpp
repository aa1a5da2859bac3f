#include "planner/findings/finding_policy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include "planner/core/counted.hpp"

namespace cniplan {
namespace {

constexpr std::string_view kPolicyGroup = "policy.";

/// Whether `name` stands in quotes in a subject, as private-a in `subnet "private-a"`.
bool quotes(std::string_view subject, std::string_view name) {
  for (auto open = subject.find('"'); open != std::string_view::npos;) {
    const auto close = subject.find('"', open + 1);
    if (close == std::string_view::npos) return false;
    if (subject.substr(open + 1, close - open - 1) == name) return true;
    open = subject.find('"', close + 1);
  }
  return false;
}

bool matches(const AcceptedFindings& entry, const Finding& finding) {
  if (entry.rule != finding.rule->id) return false;
  return entry.subject.empty() || entry.subject == finding.subject || quotes(finding.subject, entry.subject);
}

void sort(std::vector<Finding>& findings) {
  std::ranges::stable_sort(findings, {}, [](const Finding& finding) {
    return std::pair(finding.state != FindingState::open, finding.severity);
  });
}

/// What an entry of the policy accepts, in the words of a message: `subnet.full of subnet "a"`.
std::string described(const AcceptedFindings& entry) {
  return entry.subject.empty() ? entry.rule : fmt::format("{} of {}", entry.rule, entry.subject);
}

class Acceptance {
 public:
  Acceptance(const FindingPolicy& policy, std::optional<CalendarDate> today)
      : entries_(policy.accept), today_(today), of_entry_(policy.accept.size()) {}

  void judge(Finding& finding) {
    std::optional<std::size_t> accepted_by;
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      if (!matches(entries_[i], finding)) continue;
      of_entry_[i].matches = true;
      if (!accepted_by && !has_expired(entries_[i])) accepted_by = i;
    }
    if (accepted_by) {
      finding.state = FindingState::accepted;
      finding.reason = entries_[*accepted_by].reason;
      finding.expires = entries_[*accepted_by].expires;
      return;
    }
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      if (matches(entries_[i], finding)) ++of_entry_[i].open_again;
    }
  }

  /// What is to be said of the entries themselves, in their order.
  [[nodiscard]] std::vector<Finding> remarks() const {
    std::vector<Finding> said;
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      const AcceptedFindings& entry = entries_[i];
      const auto say = [&](RuleRef rule, std::string message, std::string remedy) {
        said.push_back({.rule = rule,
                        .subject = fmt::format("policy.accept of {}", described(entry)),
                        .message = std::move(message),
                        .remedy = std::move(remedy),
                        .location = entry.location});
      };
      if (!of_entry_[i].matches) {
        say("policy.accept-unused", "nothing of the kind is found",
            "remove the entry, or correct its rule and subject");
      } else if (of_entry_[i].open_again > 0) {
        say("policy.accept-expired",
            fmt::format("it ended on {}, and {} again: {}", entry.expires.value().to_string(),
                        counted(of_entry_[i].open_again, "finding counts", "findings count"), entry.reason),
            "repair what was accepted, or decide anew and give another date");
      } else if (entry.expires && !today_) {
        say("policy.accept-undated",
            fmt::format("it ends on {}, and nobody said which day it is: it counts",
                        entry.expires->to_string()),
            "give --today DATE");
      }
    }
    return said;
  }

 private:
  struct OfEntry {
    bool matches = false;
    std::int64_t open_again = 0;
  };

  [[nodiscard]] bool has_expired(const AcceptedFindings& entry) const {
    return today_ && entry.expires && *today_ > *entry.expires;
  }

  const std::vector<AcceptedFindings>& entries_;
  std::optional<CalendarDate> today_;
  std::vector<OfEntry> of_entry_;
};

void apply_rules(std::vector<Finding>& findings, const std::vector<RuleOverride>& rules) {
  for (const RuleOverride& rule : rules) {
    const auto is_of_it = [&](const Finding& finding) { return finding.rule->id == rule.rule; };
    if (rule.off) {
      std::erase_if(findings, is_of_it);
    } else if (rule.severity) {
      for (Finding& finding : findings) {
        if (is_of_it(finding)) finding.severity = *rule.severity;
      }
    }
  }
}

using Fingerprint = std::pair<std::string_view, std::string_view>;

Fingerprint fingerprint(const Finding& finding) {
  return {finding.rule->id, finding.subject};
}
Fingerprint fingerprint(const KnownFinding& known) {
  return {known.rule, known.subject};
}

}  // namespace

std::vector<Finding> apply_policy(std::vector<Finding> findings, const FindingPolicy& policy,
                                  std::optional<CalendarDate> today) {
  Acceptance acceptance(policy, today);
  for (Finding& finding : findings) acceptance.judge(finding);
  std::ranges::move(acceptance.remarks(), std::back_inserter(findings));
  apply_rules(findings, policy.rules);
  sort(findings);
  return findings;
}

Baseline baseline_of(const std::vector<Finding>& findings) {
  std::set<Fingerprint> known;
  for (const Finding& finding : findings) {
    if (finding.state == FindingState::accepted || finding.rule->id.starts_with(kPolicyGroup)) continue;
    known.insert(fingerprint(finding));
  }
  Baseline baseline;
  for (const auto& [rule, subject] : known) {
    baseline.findings.push_back({.rule = std::string(rule), .subject = std::string(subject)});
  }
  return baseline;
}

ComparedFindings compare_with(std::vector<Finding> findings, const Baseline& baseline) {
  ComparedFindings compared;
  std::set<Fingerprint> known;
  for (const KnownFinding& finding : baseline.findings) known.insert(fingerprint(finding));
  std::set<Fingerprint> found;
  for (Finding& finding : findings) {
    found.insert(fingerprint(finding));
    if (finding.state == FindingState::open && known.contains(fingerprint(finding))) {
      finding.state = FindingState::known;
    }
  }
  for (const KnownFinding& finding : baseline.findings) {
    if (!found.contains(fingerprint(finding))) compared.gone.push_back(finding);
  }
  sort(findings);
  compared.findings = std::move(findings);
  return compared;
}

}  // namespace cniplan
