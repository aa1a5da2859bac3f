#pragma once

#include <string_view>
#include <vector>

#include "planner/core/diagnostic.hpp"
#include "planner/core/result.hpp"
#include "planner/importers/document.hpp"

namespace cniplan {

/// Whether a text is larger than YAML is read, and begins as a JSON object does.
[[nodiscard]] bool is_large_json(std::string_view text);

/// The documents of such a text, as read_documents() gives them, but for what no importer reads of Kubernetes' objects:
/// their history (managedFields), probes, volumes, states of containers. Errors: no JSON, duplicate keys, nesting deeper than 100, more than 3,000,000 values, for which half a
/// gigabyte of memory is enough.
[[nodiscard]] Result<std::vector<DocumentNode>, Diagnostics> read_large_json(std::string_view text, int source);

}  // namespace cniplan
