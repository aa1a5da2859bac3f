#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "planner/core/result.hpp"
#include "planner/spec/node_line.hpp"

namespace cniplan {

/// Why a line cannot be answered.
struct NodeLineError {
  std::string id;       ///< of the line, as JSON; "null" when it cannot be told
  std::string message;  ///< what is wrong, where in the line, and the way out
};

/// Reads one line after the other, each a JSON object: id, os, type, limits {max_enis, ipv4_per_eni,
/// branch_enis, network_cards, prefix_delegation, trunking}, env, configmap, max_pods, pods, branch_pods,
/// unmanaged_enis, node_subnet_free, node_subnet_free_prefixes and down {to}. Null is as absent. Other keys
/// are passed over, so that a line with its answer can be asked again, but one that looks like a misspelt one
/// is an error.
class NodeLineReader {
 public:
  /// How far behind a line's end there have to be bytes that may be read.
  static constexpr std::size_t kPadding = 64;

  NodeLineReader();
  ~NodeLineReader();
  NodeLineReader(const NodeLineReader&) = delete;
  NodeLineReader& operator=(const NodeLineReader&) = delete;

  /// What is wrong with this machine's JSON library; empty when all is well.
  [[nodiscard]] static std::string fault();

  /// The line's question: valid until the next call, and while the line's text is. kPadding bytes behind the
  /// line may be read.
  [[nodiscard]] Result<const NodeLine*, NodeLineError> read(std::string_view line);

 private:
  class Reading;
  std::unique_ptr<Reading> reading_;
};

}  // namespace cniplan
