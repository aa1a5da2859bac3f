#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "planner/capacity/warm_pool.hpp"
#include "planner/catalog/catalog.hpp"
#include "planner/core/result.hpp"
#include "planner/model/cni_config.hpp"
#include "planner/spec/node_line.hpp"

namespace cniplan {

/// What is worked out for each line beside the answer itself.
struct NodeBatchFields {
  bool burst = true;
  bool range = true;
  bool down = true;
  bool call_totals = true;
};

/// What a node of a line holds.
struct NodeBatchAnswer {
  NodeSetup node;
  std::optional<CniRefusal> refused;  ///< aws-node does not start; nothing below is filled
  SettledNode answer;                 ///< without calls when the call totals are left out
  std::optional<NodeRange> range;
  std::optional<SettledNode> burst;  ///< whenever the call totals are wanted, else where it may differ
  bool burst_differs = false;        ///< from the answer, in what the node holds
  struct Down {
    std::int64_t to = 0;
    SettledNode answer;
    NodeRange range;
  };
  std::optional<Down> down;
};

/// Answers one line. The type's limits come from the line, what it leaves out from the catalog. Left out
/// otherwise: os is linux, max_pods kubelet's own 110, the rest none. The error is a sentence with its way
/// out.
[[nodiscard]] Result<NodeBatchAnswer, std::string> answer_line(const NodeLine& line, const Catalog& catalog,
                                                               const NodeBatchFields& fields);

}  // namespace cniplan
