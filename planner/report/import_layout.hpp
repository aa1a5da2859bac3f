#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "planner/core/location.hpp"
#include "planner/spec/imported.hpp"

namespace cniplan::report {

/// What reports for people say of an import: what was read, what was derived and what was ignored, with places.

/// "cluster.yaml:14:9", "derived".
[[nodiscard]] std::string import_place_text(const Location& location, const Sources& sources);

struct ImportSection {
  std::string_view heading;  ///< "Read"
  std::vector<std::string> lines;
};
/// The three lists, those that are empty left out.
[[nodiscard]] std::vector<ImportSection> import_sections(const SpecImport& imported, const Sources& sources);

}  // namespace cniplan::report
