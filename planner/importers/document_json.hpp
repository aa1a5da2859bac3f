#pragma once

#include <string>
#include <vector>

#include "planner/core/location.hpp"
#include "planner/importers/document.hpp"

namespace cniplan {

/// A document written as JSON, each value in a line of its own, so that a place in the text is a place in the
/// document.
struct DocumentJson {
  std::string text;
  std::vector<Location> of_line;  ///< where the value of each line stands, from line 1 on

  /// The place in the document of a place in the text.
  [[nodiscard]] Location origin(const Location& at) const;
};

/// A scalar that YAML takes for a number, a truth value or null is written as one, if JSON can have it; all
/// others are texts.
[[nodiscard]] DocumentJson to_json(const DocumentNode& document);

}  // namespace cniplan
