#pragma once

#include <optional>
#include <string>

namespace cniplan {

/// A value of a document that is another one in a second document, by the path at which it stands in both.
struct FieldChange {
  std::string path;                   ///< "nodeGroups[web].nodes.max"
  std::optional<std::string> before;  ///< as text; empty: it is not there
  std::optional<std::string> after;

  friend bool operator==(const FieldChange&, const FieldChange&) = default;
};

}  // namespace cniplan
