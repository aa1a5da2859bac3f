#pragma once

#include <string_view>

namespace cniplan::report {

/// What the user gives a report beside its result: --title and --link. Both go through every format that has a
/// place for them, escaped.
struct ReportFrame {
  std::string_view title;  ///< in place of the report's own heading; empty: that one
  std::string_view link;   ///< to where the report was made, a CI run: http or https; empty: none
};

}  // namespace cniplan::report
