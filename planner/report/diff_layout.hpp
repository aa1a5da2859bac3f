#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "planner/plan/diff_result.hpp"

namespace cniplan::report {

/// What the reports of a diff for people have in common: what is said, in which words and in which order. Texts hold
/// names as the user wrote them, made printable and no longer than a name may be; who writes a format escapes them.

/// How much of long lists and texts a report shows.
struct DiffExtent {
  bool all = false;              ///< also what did not change
  std::size_t most_items = 40;   ///< of a list
  std::size_t widest_name = 48;  ///< columns; a longer name loses its middle
  std::size_t widest_text = 400;   ///< of a sentence
  std::size_t widest_value = 160;  ///< of a field, and of a list of names
};

/// Items of a list that a report shows.
template <class Thing>
struct Shown {
  std::vector<const Thing*> items;
  std::string left_out_text;  ///< "... and 260 more subnets; --format json has all"; empty: none
};

/// "It fitted and does not fit any more."
[[nodiscard]] std::string diff_headline(const PlanDiff& diff);
/// What changed, in figures: "Changed: 2 of 3 subnets, 1 of 1 node groups; 1 finding appeared." Empty: nothing did.
[[nodiscard]] std::string diff_summary(const PlanDiff& diff);
/// What is known of what caused it; empty where there is nothing to say.
[[nodiscard]] std::string cause_text(const PlanDiff& diff);
/// Whether more is worse than may be, and then what, a sentence each; empty where nobody asked.
[[nodiscard]] std::vector<std::string> regression_texts(const PlanDiff& diff, const DiffExtent& extent);

/// A field with its change: {"cni.env.WARM_IP_TARGET", "(none) -> 5"}.
using ChangeLine = std::pair<std::string, std::string>;
[[nodiscard]] Shown<FieldChange> fields_to_show(const std::vector<FieldChange>& fields, const DiffExtent& extent);
[[nodiscard]] ChangeLine field_line(const FieldChange& field, const DiffExtent& extent);
/// Whether decided settings are told beside the input: of results they are the input.
[[nodiscard]] bool shows_settings(const PlanDiff& diff);

/// The figures of a subnet in scenarios that say the same.
struct SubnetDiffRow {
  std::string label;  ///< "steady, az-loss (eu-west-1a)"
  std::string used;   ///< "812 -> 1012"
  std::string moved;  ///< "+200"; empty: not at all
  std::string free;
  std::string share;   ///< "19.9 % -> 24.8 %"; empty: unknown
  std::string points;  ///< "+4.87"
  std::vector<std::string> notes;
};
[[nodiscard]] Shown<SubnetDiff> subnets_to_show(const PlanDiff& diff, const DiffExtent& extent);
/// "new", "gone", "was private-old"; empty: neither.
[[nodiscard]] std::string subnet_mark(const SubnetDiff& subnet, const DiffExtent& extent);
/// "10.20.0.0/20 -> 10.20.0.0/19, eu-west-1a, 4091 -> 8187 usable"
[[nodiscard]] std::string subnet_place(const SubnetDiff& subnet, const DiffExtent& extent);
[[nodiscard]] std::vector<SubnetDiffRow> subnet_rows(const SubnetDiff& subnet, const DiffExtent& extent);

[[nodiscard]] Shown<BeforeAfter<ScenarioSummary>> scenarios_to_show(const PlanDiff& diff, const DiffExtent& extent);
/// Name with mark, nodes, Pods, addresses, whether it fits.
[[nodiscard]] std::vector<std::string> scenario_row(const BeforeAfter<ScenarioSummary>& scenario,
                                                    const DiffExtent& extent);

[[nodiscard]] Shown<BeforeAfter<NodeGroupSummary>> groups_to_show(const PlanDiff& diff, const DiffExtent& extent);
/// "new", "gone"; empty: neither.
[[nodiscard]] std::string_view mark(ChangeKind kind);
[[nodiscard]] std::vector<ChangeLine> group_lines(const BeforeAfter<NodeGroupSummary>& group, const DiffExtent& extent);

/// When it runs out; empty: there is nothing to say.
[[nodiscard]] std::vector<ChangeLine> exhaustion_lines(const PlanDiff& diff, const DiffExtent& extent);

[[nodiscard]] Shown<BeforeAfter<FindingSummary>> findings_to_show(const PlanDiff& diff, const DiffExtent& extent);
/// "new", "changed", "gone", "same".
[[nodiscard]] std::string_view finding_mark(ChangeKind kind);
/// `subnet "a": lacks 12 addresses`
[[nodiscard]] std::string finding_text(const FindingSummary& finding, const DiffExtent& extent);
/// What else there is to know: how it was before, that it is accepted, what to do.
[[nodiscard]] std::vector<std::string> finding_notes(const BeforeAfter<FindingSummary>& finding,
                                                     const DiffExtent& extent);

/// A name as a report of that extent shows it.
[[nodiscard]] std::string shown_name(std::string_view name, const DiffExtent& extent);

}  // namespace cniplan::report
