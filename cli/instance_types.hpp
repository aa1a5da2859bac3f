#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/options.hpp"
#include "planner/catalog/catalog.hpp"

namespace cniplan::cli {

/// --instance-types, as typed.
struct CatalogOptions {
  std::vector<std::string> files;
};

/// Declares --instance-types in the option group of that name.
void add_catalog_options(CLI::App& app, CatalogOptions& options, const std::string& group);

/// The built-in catalog with the given files over it, a later one over an earlier one. What there is to say about a
/// file goes to io.err (errors always, remarks unless `quiet`); nothing when a file cannot be used.
[[nodiscard]] std::optional<Catalog> load_catalog(const CatalogOptions& options, const OutputOptions& output,
                                                  std::string_view command, Io& io);

}  // namespace cniplan::cli
