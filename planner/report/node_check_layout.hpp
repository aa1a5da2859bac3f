#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "planner/audit/node_check.hpp"
#include "planner/report/grid.hpp"

namespace cniplan::report {

/// The sections of a report of checked nodes that tables and Markdown share.

/// By which settings the nodes were judged, in one sentence.
[[nodiscard]] std::string settings_text(const NodeCheck& check);

/// Pods that are counted nowhere else, in one sentence; empty when there are none.
[[nodiscard]] std::string other_pods_text(const NodeCheck& check);

/// `managed node group, m5.large`
[[nodiscard]] std::string kind_text(const CheckedGroup& group);

/// Number of nodes and their max Pods; what the ENIs address; Pods and room: a sentence each.
[[nodiscard]] std::vector<std::string> figures_of(const CheckedGroup& group);

/// What the verdict says of a group or node, in a few words: "above what the ENIs address".
[[nodiscard]] std::string_view verdict_text(NodeVerdict verdict);

/// The groups to look at first: those with a fault, then by name; at most so many.
inline constexpr std::size_t kGroupsShown = 40;
[[nodiscard]] std::vector<const CheckedGroup*> groups_to_show(const NodeCheck& check);

/// `Groups`, or how many of them are shown.
[[nodiscard]] std::string groups_heading(const NodeCheck& check);

/// A row for each group to show.
[[nodiscard]] Grid groups_grid(const NodeCheck& check);

/// The nodes to look at first: those with a fault, then the fullest; at most so many.
inline constexpr std::size_t kNodesShown = 20;
[[nodiscard]] std::vector<const CheckedNode*> nodes_to_show(const NodeCheck& check);

/// `Nodes`, or how many of them are shown.
[[nodiscard]] std::string nodes_heading(const NodeCheck& check);

/// How nodes are called: as they are, or without the domain that all of them share and at most 30 columns
/// wide.
enum class NodeNames : std::uint8_t { whole, short_ones };

[[nodiscard]] Grid nodes_grid(const NodeCheck& check, NodeNames names);

/// What the columns of nodes_grid() mean.
[[nodiscard]] std::string nodes_legend(const NodeCheck& check, NodeNames names);

}  // namespace cniplan::report
