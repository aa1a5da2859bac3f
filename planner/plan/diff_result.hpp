#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "planner/core/field_change.hpp"
#include "planner/core/share.hpp"
#include "planner/plan/plan_summary.hpp"

namespace cniplan {

/// What became of a thing between two plans.
enum class ChangeKind : std::uint8_t { added, changed, removed, same };

/// The word for JSON, "added".
[[nodiscard]] std::string_view to_string(ChangeKind kind);

/// A thing in both plans; it is in one of them at least.
template <class Thing>
struct BeforeAfter {
  ChangeKind kind = ChangeKind::same;
  std::optional<Thing> before;
  std::optional<Thing> after;

  /// As it is now, or was.
  [[nodiscard]] const Thing& latest() const { return after ? *after : *before; }

  friend bool operator==(const BeforeAfter&, const BeforeAfter&) = default;
};

struct SubnetDiff {
  BeforeAfter<SubnetSummary> subnet;
  std::vector<BeforeAfter<SubnetScenarioSummary>> scenarios;  ///< those of the new plan first, in its order
  /// The highest share of its usable addresses in any scenario that both plans have; in any at all, where the subnet is
  /// in one plan only or they have no scenario in common. Empty: its size is not known.
  std::optional<Share> worst_before;
  std::optional<Share> worst_after;

  /// By how much the worst share rises, in hundredths of a percent; nothing unless both are known.
  [[nodiscard]] std::optional<std::int64_t> rise() const;
};

/// What the input changes are taken from.
enum class InputKnowledge : std::uint8_t {
  specs,    ///< two specs, planned alike: no other input differs
  results,  ///< what results record of their input; the rest may differ as well
};

struct InputDiff {
  InputKnowledge knowledge = InputKnowledge::results;
  std::vector<FieldChange> changes;

  /// Whether the one change that there is must be the cause of everything else.
  [[nodiscard]] bool is_sole_cause() const {
    return knowledge == InputKnowledge::specs && changes.size() == 1;
  }
};

/// What counts as worse; see regressions().
enum class RegressionKind : std::uint8_t {
  fits_no_more,   ///< the cluster, a scenario, or a subnet in one, did and does not now
  fuller,         ///< a subnet's worst share rises by more than is allowed
  error_appeared  ///< an open finding of severity error that was none before
};

/// The word for JSON, "fits-no-more".
[[nodiscard]] std::string_view to_string(RegressionKind kind);

struct Regression {
  RegressionKind kind = RegressionKind::fits_no_more;
  std::string subject;  ///< `subnet "private-a"`, `scenario "max"`, "the cluster"
  std::string message;  ///< with its figures, without the subject and a full stop

  friend bool operator==(const Regression&, const Regression&) = default;
};

/// What --fail-on-regression asks for.
struct RegressionCheck {
  Share allowed;  ///< by how much a subnet's worst share may rise
  std::vector<Regression> found;
};

/// Two plans, compared. Lists begin with what changed most; what did not change is in them too.
struct PlanDiff {
  BeforeAfter<std::string> name;  ///< of the cluster
  bool fitted = true;
  bool fits = true;
  std::string verdict_before;
  std::string verdict_after;
  InputDiff input;
  std::vector<FieldChange> settings;  ///< decided ones, as results record them
  std::vector<SubnetDiff> subnets;
  std::vector<BeforeAfter<ScenarioSummary>> scenarios;  ///< those of the new plan first, in its order
  std::vector<BeforeAfter<NodeGroupSummary>> node_groups;
  std::optional<ExhaustionSummary> exhaustion_before;  ///< empty: the node groups fill nothing
  std::optional<ExhaustionSummary> exhaustion_after;
  std::vector<BeforeAfter<FindingSummary>> findings;  ///< those that appeared first, each kind errors first
  std::optional<RegressionCheck> regression;          ///< empty: nobody asked

  /// Whether anything differs that is worked out, and not merely an input.
  [[nodiscard]] bool plan_changed() const;
  [[nodiscard]] bool changed() const { return plan_changed() || !input.changes.empty(); }
};

}  // namespace cniplan
