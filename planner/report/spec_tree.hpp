#pragma once

#include <string>
#include <utility>
#include <vector>

#include "planner/core/location.hpp"
#include "planner/spec/imported.hpp"

namespace cniplan::report {

/// A spec in the form of our own format, keys in the order of its schema: what YAML, JSON and lists of values share.
struct SpecNode {
  enum class Kind { mapping, sequence, text, number, boolean };
  Kind kind = Kind::mapping;
  std::string scalar;    ///< a text as it is, a number in digits, true or false
  Location location{};   ///< of a scalar: where it was read; without a source: derived
  std::vector<std::pair<std::string, SpecNode>> entries;
  std::vector<SpecNode> items;
  bool one_line = false;  ///< a short mapping or list, which stands on one line

  [[nodiscard]] bool is_scalar() const {
    return kind == Kind::text || kind == Kind::number || kind == Kind::boolean;
  }
};

/// Everything that a spec says, absent values left out. Reading it gives an equal spec again; what is not known of a
/// node group or a Fargate profile stands there as `unknown`.
[[nodiscard]] SpecNode spec_tree(const ClusterSpec& spec);

/// A value of the tree by its path: "nodeGroups[web].nodes.min".
struct SpecValue {
  std::string path;
  std::string value;
  Location location{};
};
/// All scalars, in the order of the tree.
[[nodiscard]] std::vector<SpecValue> spec_values(const SpecNode& tree);

}  // namespace cniplan::report
