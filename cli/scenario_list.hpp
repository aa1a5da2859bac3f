#pragma once

#include <string_view>

#include "cli/io.hpp"
#include "planner/core/result.hpp"
#include "planner/spec/cluster_spec.hpp"

namespace cniplan::cli {

/// Puts the scenarios of a comma-separated list, the value of --scenarios, in the place of the policy's: built-in ones,
/// and the policy's own by their names; `all` is every one.
[[nodiscard]] Result<bool, UsageError> choose_scenarios(std::string_view list, PolicySpec& policy);

}  // namespace cniplan::cli
