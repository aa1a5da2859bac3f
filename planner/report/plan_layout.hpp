#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "planner/plan/cluster_plan.hpp"
#include "planner/report/grid.hpp"

namespace cniplan::report {

/// What a plan's reports for people have in common, so that they cannot drift apart: what is said, in which words and in
/// which order. Texts hold names as the user wrote them, made printable; who writes a format escapes them.

/// Longest name that a table's column takes; Markdown takes names of any length.
inline constexpr std::size_t kAnyWidth = std::numeric_limits<std::size_t>::max();

// --- Figures

/// "31.4 %", rounded up to a tenth, or "unknown". What is less than the whole never reads "100 %".
[[nodiscard]] std::string share_text(const std::optional<Share>& share);
/// How full a subnet is in a scenario. With an address free it never reads "100 %".
[[nodiscard]] std::string utilization_text(const SubnetScenario& scenario);
/// "97.3 %", rounded down to a tenth: only what is certain reads "100 %", and what can happen is "below 0.1 %" at least.
[[nodiscard]] std::string chance_text(std::int64_t millionths);
/// "8 %", "33.25 %": a share that the user gave, exactly.
[[nodiscard]] std::string exact_share_text(Share share);
/// "1560", "1560-2000".
[[nodiscard]] std::string range_text(IpCount least, IpCount most);

// --- Lists

/// Which items of a long list a report shows, what weighs most first.
struct Selection {
  std::vector<std::size_t> shown;
  std::size_t left_out = 0;
  std::string left_out_text;  ///< "... and 260 more subnets, none above 45.2 %; --format json has all"; empty: none
};

/// All subnets when there are 40 or fewer, else 40: first those that lack something, then the fullest, those of unknown
/// size last.
[[nodiscard]] Selection subnets_to_show(const ClusterPlan& plan);
/// All node groups when there are 40 or fewer, else the ten that take most addresses.
[[nodiscard]] Selection groups_to_show(const ClusterPlan& plan);
/// Of the node groups that can run out: all when there are ten or fewer, else the ten that come closest to it, by their
/// most nodes against the maximum. None when there is but one group: what is said of all says it.
[[nodiscard]] Selection exhaustions_to_show(const ClusterPlan& plan);
/// The same by the Pods of a node.
[[nodiscard]] Selection pod_exhaustions_to_show(const ClusterPlan& plan);
/// Subnets that cross a threshold as Pods grow, the first to fail first; at most 40.
[[nodiscard]] Selection growth_to_show(const ClusterPlan& plan);
/// At most 40 findings, or the first ten of every rule.
struct FindingSelection {
  std::vector<Finding> shown;              ///< their texts printable
  std::vector<std::string> left_out_texts;  ///< "... and 90 more of max-pods.above-addresses; --format json has all"
};
[[nodiscard]] FindingSelection findings_to_show(const ClusterPlan& plan);
/// With printable texts.
[[nodiscard]] std::vector<Derivation> derivations_to_show(const ClusterPlan& plan);

// --- Scenarios

/// The scenarios' names, in their order, each at most `widest` columns long and all different.
[[nodiscard]] std::vector<std::string> scenario_names(const ClusterPlan& plan, std::size_t widest = kAnyWidth);

/// A scenario, and the variant of it that figures are of.
struct ScenarioVariant {
  std::size_t scenario = 0;
  std::string variant;
};
/// "az-loss without eu-west-1a", "blue-green of general", "max"; `names` are those of scenario_names().
[[nodiscard]] std::string variant_text(const ClusterPlan& plan, std::span<const std::string> names,
                                       const ScenarioVariant& which, std::size_t widest = kAnyWidth);

/// Scenarios of which the same is said in one line.
struct ScenarioLine {
  std::size_t at = 0;                  ///< one of them, an index into the subnet's or group's scenarios
  std::vector<ScenarioVariant> names;  ///< without variants where a scenario that has none says the same
};
/// "steady, max".
[[nodiscard]] std::string line_label(const ClusterPlan& plan, std::span<const std::string> names,
                                     const ScenarioLine& line, std::size_t widest = kAnyWidth);

// --- Sections

/// How Pods get addresses, in one line: mode, and the settings that decide.
[[nodiscard]] std::string cni_text(const ClusterPlan& plan);

[[nodiscard]] std::vector<ScenarioLine> subnet_lines(const SubnetPlan& subnet);
/// What its figures do not say: what is lacking, and how likely the prefixes can be had unless that is certain.
[[nodiscard]] std::vector<std::string> subnet_notes(const SubnetScenario& scenario);

[[nodiscard]] std::vector<ScenarioLine> group_lines(const ClusterPlan& plan, const NodeGroupPlan& group);
/// "managed, m5.large", "karpenter, 12 instance types".
[[nodiscard]] std::string group_text(const NodeGroupPlan& group);
/// The addresses of its fullest node, as a range over the types.
[[nodiscard]] std::string fullest_text(const NodeGroupScenario& scenario);

/// All figures of subnets, scenarios and node groups side by side, where width is no matter.
[[nodiscard]] Grid subnets_grid(const ClusterPlan& plan, std::span<const std::string> names, const Selection& subnets);
[[nodiscard]] Grid scenarios_grid(const ClusterPlan& plan, std::span<const std::string> names);
[[nodiscard]] Grid groups_grid(const ClusterPlan& plan, std::span<const std::string> names, const Selection& groups);

/// Whether an update or a second copy adds nodes to any group.
[[nodiscard]] bool has_extra_nodes(const ClusterPlan& plan);

/// Addresses by owner: a column for each scenario from `first` on, `count` of them, no row for owners that hold nothing
/// in any scenario, the total last. `headings`: one for each scenario.
[[nodiscard]] Grid owners_grid(const ClusterPlan& plan, std::span<const std::string> headings, std::size_t first,
                               std::size_t count);

/// How far all node groups can grow in proportion, and what stops them; a sentence or two each.
[[nodiscard]] std::vector<std::string> exhaustion_texts(const ClusterPlan& plan);
/// The most nodes of each group alone, with what stops it, and below with what would stop it next.
[[nodiscard]] Grid exhaustion_grid(const ClusterPlan& plan, const Selection& groups, std::size_t widest_name = kAnyWidth);
/// The most Pods of each group's nodes, and what stops them.
[[nodiscard]] Grid pod_exhaustion_grid(const ClusterPlan& plan, const Selection& groups, std::size_t widest_name = kAnyWidth);

/// What the growth is, and what of the subnets is not in the grid.
[[nodiscard]] std::vector<std::string> growth_texts(const ClusterPlan& plan, const Selection& subnets);
/// The months in which subnets cross the thresholds.
[[nodiscard]] Grid growth_grid(const ClusterPlan& plan, const Selection& subnets, std::size_t widest_name = kAnyWidth);

}  // namespace cniplan::report
