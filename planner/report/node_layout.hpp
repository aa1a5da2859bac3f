#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "planner/plan/node_plan.hpp"
#include "planner/report/grid.hpp"

namespace cniplan::report {

/// The sections of a node's report that tables and Markdown share, so that they cannot drift apart.

/// Whether Pods have their addresses of IPv4 prefixes.
[[nodiscard]] bool has_prefixes(AddressMode mode);

/// Addresses by label, both subnets in one.
[[nodiscard]] SubnetShare labels_of(const NodeIpUsage& usage);

/// One of the answers that stand side by side.
struct NodeState {
  std::string name;  ///< "one by one"
  std::string word;  ///< for machines: "one-by-one"
  PodCount pods;
  const SettledNode* node;
};
/// The Pods one by one; all at once and after going down, where these were asked for. Points into the plan.
[[nodiscard]] std::vector<NodeState> states_of(const NodePlan& plan);

/// From ipamd's start, or from the leaving, until the pool is at rest; nothing where it never is, and for
/// IPv6 and Windows, whose answers have no clock.
[[nodiscard]] std::optional<std::int64_t> seconds_to_settle(const SettledNode& node);
/// The EC2 calls until then; nothing where it never is at rest, and for Windows, whose controller makes them.
[[nodiscard]] std::optional<Ec2Calls> calls_to_settle(const SettledNode& node);

/// `m5.large with 20 Pods holds 30 addresses on 3 ENIs: 20 assigned, 7 warm, 3 primary.`; of a pool that
/// never settles first that, with both extremes.
[[nodiscard]] std::string headline(const NodePlan& plan);

/// How the node's Pods get addresses, in one line: mode, the settings that decide, what surrounds it.
[[nodiscard]] std::string settings_text(const NodeQuestion& question, AddressMode mode);

/// A line for each ENI, the trunk last.
[[nodiscard]] Grid enis_grid(const SettledNode& node);
/// What the column "Wasted" counts; empty where it is not there.
[[nodiscard]] std::string wasted_legend(AddressMode mode);

/// ENIs, addresses by label, what is lacking: a column for each answer, and for the low point of a pool that
/// never settles.
[[nodiscard]] Grid states_grid(std::span<const NodeState> states);

/// Whether the node's addresses come from two kinds of subnets.
[[nodiscard]] bool has_two_subnets(const NodePlan& plan);
[[nodiscard]] Grid subnets_grid(const NodePlan& plan);

/// What chance decides, a sentence for each answer where it does, and why. Empty where it has no part.
[[nodiscard]] std::vector<std::string> chance_texts(const NodePlan& plan);

/// EC2 calls by action, in total and those that change something, until the pool is at rest. Empty where no
/// answer has such a figure.
[[nodiscard]] Grid calls_grid(std::span<const NodeState> states);
/// Those that go on every hour; empty where none do.
[[nodiscard]] Grid hourly_calls_grid(std::span<const NodeState> states);
/// Why there is neither; empty where there is one.
[[nodiscard]] std::string no_calls_text(const NodePlan& plan);

/// When the node, and the fleet, is ready.
[[nodiscard]] std::vector<std::string> start_texts(const NodePlan& plan);

/// `m5.large holds 10 addresses without Pods and 30 with 29.`
[[nodiscard]] std::string headline(const NodeCurve& curve);

/// Which numbers of Pods have a row of their own.
enum class CurveRows {
  every_number,
  steps,  ///< one for each run between which ENIs and prefixes stay the same, where room is scarce
};
/// What the node holds for each number of Pods.
[[nodiscard]] Grid curve_grid(const NodeCurve& curve, CurveRows rows);

/// The addresses held against the Pods, drawn in characters, at most 80 columns wide.
[[nodiscard]] std::string plot(const NodeCurve& curve);

}  // namespace cniplan::report
