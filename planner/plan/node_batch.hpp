#pragma once

#include <optional>

#include "planner/capacity/warm_pool.hpp"
#include "planner/core/count.hpp"
#include "planner/model/node_model.hpp"

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
    PodCount to;
    SettledNode answer;
    NodeRange range;
  };
  std::optional<Down> down;
};

/// Answers what a line asks. Without a max Pods it is kubelet's own, 110. Cannot fail.
[[nodiscard]] NodeBatchAnswer answer_node(const NodeModel& model, const NodeBatchFields& fields);

}  // namespace cniplan
