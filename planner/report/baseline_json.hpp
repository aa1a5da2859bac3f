#pragma once

#include <string>

#include "planner/findings/baseline.hpp"

namespace cniplan::report {

/// A baseline as a file, schema cniplan/baseline/v1: each finding is a line of its own, so that a difference
/// between two of them reads well. The order is the baseline's.
[[nodiscard]] std::string to_json(const Baseline& baseline);

}  // namespace cniplan::report
