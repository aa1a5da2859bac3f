#pragma once

#include <string>

#include "planner/core/diagnostic.hpp"
#include "planner/core/location.hpp"

namespace cniplan::report {

/// One diagnostic as people read it: `file:line:column: subject: what is wrong; way out`, then the line and a
/// caret under the place. A warning says so after the place.
[[nodiscard]] std::string to_text(const Diagnostic& diagnostic, const Sources& sources);

/// All of them, in the order given.
[[nodiscard]] std::string to_text(const Diagnostics& diagnostics, const Sources& sources);

}  // namespace cniplan::report
