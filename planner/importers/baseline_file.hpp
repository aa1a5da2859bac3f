#pragma once

#include <string_view>

#include "planner/core/diagnostic.hpp"
#include "planner/core/result.hpp"
#include "planner/findings/baseline.hpp"

namespace cniplan {

/// Reads a baseline as --write-baseline writes it (schema cniplan/baseline/v1), each finding with its place.
/// `source` is the text's number in Sources. Errors, all of them in one go: syntax, another schema, keys that
/// are missing, unknown or of the wrong kind. A rule that no version knows is no error: its finding is simply
/// gone.
[[nodiscard]] Result<Baseline, Diagnostics> read_baseline(std::string_view text, int source);

}  // namespace cniplan
