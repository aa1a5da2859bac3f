#pragma once

#include <string>

#include "planner/core/location.hpp"
#include "planner/spec/imported.hpp"

namespace cniplan::report {

/// What a report of an import needs beside it.
struct ImportReportOptions {
  const Sources& sources;  ///< for places
  bool explain = false;    ///< where each value was read
  bool colour = false;     ///< tables only
};

/// The spec in our own format, YAML: keys in the order of the schema, one thing a line. `explain` puts a comment with its
/// place behind each value, and what was read, derived and ignored in front.
[[nodiscard]] std::string to_spec_yaml(const SpecImport& imported, const ImportReportOptions& options);

/// For a terminal, 80 columns wide: what was read, derived and ignored; `explain` adds every value with its place.
[[nodiscard]] std::string to_table(const SpecImport& imported, const ImportReportOptions& options);

/// The whole value, schema cniplan/import/v1.
[[nodiscard]] std::string to_json(const SpecImport& imported, const ImportReportOptions& options);

}  // namespace cniplan::report
