#pragma once

#include <string>
#include <vector>

#include "planner/capacity/max_pods_result.hpp"

namespace cniplan::report {

/// A figure and the formula that gave it, with its values.
struct ExplainedFigure {
  std::string_view figure;  ///< its key in the JSON, "pod_ips"
  std::string formula;      ///< "3 ENIs * (10 - 1) addresses * 16 = 432"
};

/// Every figure of a type, in the order in which they follow from each other.
[[nodiscard]] std::vector<ExplainedFigure> explain(const MaxPodsRow& row, const MaxPodsSettings& settings);

}  // namespace cniplan::report
