#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "planner/core/location.hpp"
#include "planner/spec/imported.hpp"

namespace cniplan {

/// A tree of values as YAML and JSON have them: of a spec in the form of our own format, keys in the order of its schema,
/// and of the files of other tools that are written of it.
struct SpecNode {
  enum class Kind { mapping, sequence, text, number, boolean };
  Kind kind = Kind::mapping;
  std::string scalar;    ///< a text as it is, a number in digits, true or false
  Location location{};   ///< of a scalar: where it was read; without a source: derived
  std::vector<std::pair<std::string, SpecNode>> entries;
  std::vector<SpecNode> items;
  bool one_line = false;  ///< a short mapping or list, which stands on one line
  bool literal = false;   ///< a text of whole lines without control characters, which stands below its key as it is

  [[nodiscard]] static SpecNode text(std::string value, const Location& location = {}) {
    return {.kind = Kind::text, .scalar = std::move(value), .location = location, .entries = {}, .items = {}};
  }
  [[nodiscard]] static SpecNode number(std::int64_t value, const Location& location = {}) {
    return {.kind = Kind::number, .scalar = std::to_string(value), .location = location, .entries = {}, .items = {}};
  }
  [[nodiscard]] static SpecNode boolean(bool value, const Location& location = {}) {
    return {.kind = Kind::boolean, .scalar = value ? "true" : "false", .location = location, .entries = {}, .items = {}};
  }
  [[nodiscard]] static SpecNode list() { return {.kind = Kind::sequence, .scalar = {}, .entries = {}, .items = {}}; }
  [[nodiscard]] static SpecNode short_list() {
    SpecNode node = list();
    node.one_line = true;
    return node;
  }
  [[nodiscard]] static SpecNode literal_text(std::string lines) {
    SpecNode node = text(std::move(lines));
    node.literal = true;
    return node;
  }
  void add(std::string key, SpecNode value) { entries.emplace_back(std::move(key), std::move(value)); }

  [[nodiscard]] bool is_scalar() const {
    return kind == Kind::text || kind == Kind::number || kind == Kind::boolean;
  }
};

/// Everything that a spec says, absent values left out. Reading it gives an equal spec again; what is not known of a
/// node group or a Fargate profile stands there as `unknown`.
[[nodiscard]] SpecNode spec_tree(const ClusterSpec& spec);

/// Whether the format takes a text for a subnet's id. Those of examples in documentation are none.
[[nodiscard]] bool is_subnet_id(std::string_view text);

/// A value of the tree by its path: "nodeGroups[web].nodes.min".
struct SpecValue {
  std::string path;
  std::string value;
  Location location{};
};
/// All scalars, in the order of the tree.
[[nodiscard]] std::vector<SpecValue> spec_values(const SpecNode& tree);

}  // namespace cniplan
