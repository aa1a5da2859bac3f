#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "planner/core/diagnostic.hpp"
#include "planner/core/result.hpp"
#include "planner/plan/plan_summary.hpp"

namespace cniplan {

/// The schema that a text names as results of this program do: "cniplan/plan/v1". Nothing when it is no such JSON; that
/// it is whole, or has the members of its schema, is not looked at.
[[nodiscard]] std::optional<std::string> result_schema(std::string_view text);

/// Reads a plan as `plan` writes it to JSON (schema cniplan/plan/v1), as far as plans are compared. Members that are not
/// compared are passed over, known or not; the order of members does not matter. `source` is the text's number in
/// Sources. Errors, all of them in one go: no JSON, another kind of result or another version of it, members that are
/// missing or of the wrong kind, counts beyond 10^15, scenarios that the plan does not name, more than 3,000,000 values.
[[nodiscard]] Result<PlanSummary, Diagnostics> read_plan_result(std::string_view text, int source);

}  // namespace cniplan
