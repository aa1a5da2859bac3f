#pragma once

#include <string>
#include <string_view>

#include "planner/core/diagnostic.hpp"
#include "planner/core/location.hpp"

namespace cniplan::report {

/// One diagnostic as people read it: `file:line:column: subject: what is wrong; way out`, then the line and a
/// caret under the place, unless the place has length 0. A warning says so after the place.
[[nodiscard]] std::string to_text(const Diagnostic& diagnostic, const Sources& sources);

/// The same for a text that is not kept: its name, the line (or the part of it around the place), and where the
/// place is in that.
struct QuotedLine {
  std::string_view source;
  std::string_view line;
  int column = 1;
};
[[nodiscard]] std::string to_text(const Diagnostic& diagnostic, const QuotedLine& quoted);

/// All of them, in the order given.
[[nodiscard]] std::string to_text(const Diagnostics& diagnostics, const Sources& sources);

}  // namespace cniplan::report
