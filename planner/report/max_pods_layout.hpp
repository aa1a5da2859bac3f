#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "planner/capacity/max_pods_result.hpp"
#include "planner/report/grid.hpp"

namespace cniplan::report {

/// What the reports of max Pods for people have in common.

inline constexpr std::string_view kMaxPodsModesHeading =
    "Recommended max Pods by CNI mode: secondary IP or prefix delegation, without and\nwith custom networking";

/// A row for each type. Branch ENIs and the expression have columns when they are asked for; others then make way, so that
/// the longest name of a type leaves a table within 80 columns.
[[nodiscard]] Grid max_pods_grid(const MaxPodsResult& result);
/// The recommended value in each mode.
[[nodiscard]] Grid max_pods_grid(const MaxPodsModesResult& result);
/// What the signs and short words of these tables mean, "group  the 110 or 250 that ...", one line each.
[[nodiscard]] std::vector<std::string> max_pods_legend(const MaxPodsResult& result);
/// The one line that there may be; empty: none.
[[nodiscard]] std::string max_pods_legend(const MaxPodsModesResult& result);

/// A figure of the types as one group.
struct NamedLowest {
  std::string_view key;  ///< in JSON
  std::string_view words;
  const std::optional<LowestPods>* value;
};
/// Of a result that has a group.
[[nodiscard]] std::vector<NamedLowest> max_pods_lowest(const MaxPodsResult& result);
[[nodiscard]] Grid max_pods_group_grid(const MaxPodsResult& result);

/// What a figure of explain() is called in tables: "max Pods".
[[nodiscard]] std::string_view max_pods_figure_text(std::string_view figure);

}  // namespace cniplan::report
