#pragma once

#include <vector>

#include "planner/core/diagnostic.hpp"
#include "planner/core/result.hpp"
#include "planner/importers/document.hpp"

namespace cniplan {

/// Reads YAML or JSON that stands as a text in another document, as an add-on's configurationValues do. Every
/// place in the result is one of the outer file: the very place when the text was written on one line (with
/// the escapes of a JSON writer), else that of the text as a whole. `text` is a scalar. Errors: those of
/// read_documents(), each with the line of the text.
[[nodiscard]] Result<std::vector<DocumentNode>, Diagnostics> read_embedded_documents(
    const DocumentNode& text);

}  // namespace cniplan
