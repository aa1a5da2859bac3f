#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "planner/core/diagnostic.hpp"
#include "planner/core/location.hpp"
#include "planner/core/result.hpp"

namespace cniplan {

/// One node of a YAML or JSON document, with the place where it stands. A mapping keeps its order and has
/// each key once (a duplicate key is an error of the reader).
struct DocumentNode {
  enum class Kind { null, scalar, sequence, mapping };
  struct Entry;

  Kind kind = Kind::null;
  Location location{};
  std::string scalar;   ///< text of a scalar, quotes and escapes resolved
  bool quoted = false;  ///< the scalar was written as a quoted or block string: "8" is text, 8 a number
  std::string tag;      ///< a YAML tag of the user's own, "!Ref", where they are kept; of a scalar with one, `quoted` is false
  std::vector<DocumentNode> items;
  std::vector<Entry> entries;

  /// The value under a key of a mapping, or null.
  [[nodiscard]] const DocumentNode* find(std::string_view key) const;
};

struct DocumentNode::Entry {
  std::string key;
  Location key_location{};
  DocumentNode value;
};

/// The most bytes that are read as YAML.
inline constexpr std::size_t kLargestYaml = std::size_t{16} << 20;

/// What becomes of YAML tags that are not YAML's own: they are errors, or the reader of the tree deals with them.
enum class YamlTags { refused, kept };

/// All documents of a YAML stream ("---" between them), of a JSON text, which YAML includes, or of JSON objects one after
/// the other. `source` is the text's number in Sources. UTF-8 BOM and Windows line ends are accepted. Errors: syntax (with its
/// place), duplicate keys, nesting deeper than 100, aliases that would expand to more than 100,000 nodes, no
/// document (the way out is then to give what is `wanted`).
[[nodiscard]] Result<std::vector<DocumentNode>, Diagnostics> read_documents(
    std::string_view text, int source, std::string_view wanted = "a spec of ours or an eksctl ClusterConfig",
    YamlTags tags = YamlTags::refused);

}  // namespace cniplan
