#pragma once

#include "planner/core/diagnostic.hpp"
#include "planner/core/result.hpp"
#include "planner/importers/document.hpp"
#include "planner/spec/cluster_spec.hpp"

namespace cniplan {

/// Whether a spec has to hold all that a plan needs.
enum class SpecExtent {
  whole,  ///< it is all there is: what every spec must have is missed, and check_spec() asked
  part,   ///< other files say more: only what is there is read, and names may stand for things of other files
};

/// Reads a document of our own format (data/schema/spec.schema.json says what it may hold). Every error of
/// the document is found in one run, in the order of the file: keys nobody knows, values of the wrong kind or
/// out of range, and of a whole spec what is missing and what check_spec() finds. A scenario that is not planned yet is a warning.
[[nodiscard]] Result<WithWarnings<ClusterSpec>, Diagnostics> read_spec(const DocumentNode& document,
                                                                  SpecExtent extent = SpecExtent::whole);

}  // namespace cniplan
