#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "planner/catalog/catalog.hpp"
#include "planner/core/diagnostic.hpp"
#include "planner/core/result.hpp"

namespace cniplan {

/// Whether a text holds a wildcard, so that it is a pattern and not a name.
[[nodiscard]] bool is_pattern(std::string_view text);

/// Whether a name matches a pattern as shells know them: `*` any run of characters, `?` any one, `[67a-c]` one of
/// a set, `[!6]` one not in it. The whole name must match; letter case counts. A `[` without its `]` is just a `[`.
[[nodiscard]] bool matches_pattern(std::string_view pattern, std::string_view name);

/// The types that names and patterns stand for: in the order given, what a pattern matches in natural order, each
/// type once. Every name that is not there and every pattern that matches nothing is an error
/// (`catalog.unknown-type`, `catalog.no-match`) with the nearest name. The pointers are into the catalog.
[[nodiscard]] Result<std::vector<const InstanceType*>, Diagnostics> select_types(
    const Catalog& catalog, const std::vector<std::string>& patterns);

/// All types in natural order.
[[nodiscard]] std::vector<const InstanceType*> all_types(const Catalog& catalog);

}  // namespace cniplan
