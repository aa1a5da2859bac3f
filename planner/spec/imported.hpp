#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "planner/core/diagnostic.hpp"
#include "planner/core/location.hpp"
#include "planner/spec/cluster_spec.hpp"

namespace cniplan {

/// Something that an importer did which the spec itself does not show.
struct ImportNote {
  enum class Kind : std::uint8_t {
    derived,  ///< a value that no file has: a default of the tool whose file it is, or computed from others
    ignored,  ///< a part of a file that says nothing about addresses, or that is not understood
  };
  Kind kind{};
  std::string what;     ///< "node group \"web\": instance type m5.large", "Service \"web\""
  std::string because;  ///< whose rule it is, or why it is not read
  Location location{};  ///< what it was derived from; the part that is ignored
};

/// What one or several documents say of a cluster. What they do not say stays absent: other files may say it. A value
/// that is derived and not written has a location without a source, so that it gives way to one that is written.
struct PartialSpec {
  ClusterSpec spec;
  Diagnostics warnings;
  std::vector<ImportNote> notes;
};

/// A document that was read.
struct ImportedDocument {
  std::string what;  ///< "an eksctl ClusterConfig"
  std::string name;  ///< as the document names itself; may be empty
  Location location{};
};

/// Several files as one spec, and how it came about.
struct SpecImport {
  ClusterSpec spec;
  std::vector<ImportedDocument> documents;  ///< those that were read, in the order of the input
  std::vector<ImportNote> notes;            ///< in the order of the input
  Diagnostics warnings;
};

}  // namespace cniplan
