#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "planner/core/location.hpp"

namespace cniplan {

enum class Severity { error, warning, info };

[[nodiscard]] std::string_view to_string(Severity severity);

/// What is wrong with the input, where, and the way out.
struct Diagnostic {
  std::string code;  ///< stable, "cidr.host-bits"
  Severity severity = Severity::error;
  std::string message;   ///< `subject: what is wrong`, without a full stop
  std::string way_out;   ///< what to do, appended after "; "; may be empty
  Location location{};

  friend bool operator==(const Diagnostic&, const Diagnostic&) = default;
};

using Diagnostics = std::vector<Diagnostic>;

/// A value that came with remarks that did not prevent it.
template <class T>
struct WithWarnings {
  T value{};
  Diagnostics warnings;
};

[[nodiscard]] bool has_errors(const Diagnostics& diagnostics);

/// Stable order by source, line, column; diagnostics of one place keep theirs.
void sort_by_location(Diagnostics& diagnostics);

}  // namespace cniplan
