#include "planner/plan/node_update.hpp"

#include <algorithm>

namespace cniplan {
namespace {

/// Source: docs.aws.amazon.com/eks/latest/userguide/managed-node-update-behavior.html
constexpr std::int64_t kMostUnavailable = 100;
constexpr std::int64_t kExtraNodesPerZone = 2;

std::int64_t at_a_time(const UpdateModel& update, std::int64_t nodes) {
  if (const auto* count = std::get_if<NodeCount>(&update.max_unavailable)) return count->value();
  return scaled_up(nodes, std::get<Share>(update.max_unavailable));
}

void add_all(NodeRuns& to, const GroupLoad& load, std::int64_t from) {
  for (NodeRun run : spread(load)) {
    run.from += from;
    to.add(run);
  }
}

/// The drained nodes are the first ones, so that a run of equal nodes is cut in two at most.
struct Drained {
  PodCount pods;
  PodCount branch_pods;
};
Drained add_drained(NodeRuns& to, const GroupLoad& load, std::int64_t away) {
  Drained drained;
  for (const NodeRun& run : spread(load)) {
    const std::int64_t gone = std::clamp<std::int64_t>(away - run.from, 0, run.nodes.value());
    NodeRun old = run;
    old.nodes = NodeCount(gone);
    old.drained = true;
    to.add(old);
    NodeRun staying = run;
    staying.from += gone;
    staying.nodes -= NodeCount(gone);
    to.add(staying);
    drained.pods += run.pods * gone;
    drained.branch_pods += run.branch_pods * gone;
  }
  return drained;
}

}  // namespace

UpdateStep update_step(const NodeGroupModel& group, NodeCount nodes) {
  if (nodes == NodeCount(0) || group.manager == NodeManager::hybrid) return {};
  std::int64_t away = at_a_time(group.update, nodes.value());
  if (group.manager == NodeManager::managed) away = std::clamp<std::int64_t>(away, 1, kMostUnavailable);
  std::int64_t extra = std::min(away, nodes.value());
  if (group.manager == NodeManager::managed) extra = std::max(kExtraNodesPerZone * group.zones, away);
  if (!group.update.launches_first) extra = 0;
  return {.away = NodeCount(std::min(away, nodes.value())), .extra = NodeCount(extra)};
}

UpdatedGroup updated_group(const NodeGroupModel& group, const GroupLoad& load, PodCount room) {
  UpdatedGroup made{.nodes = load.nodes};
  const UpdateStep step = update_step(group, load.nodes);
  const std::int64_t away = step.away.value();
  const std::int64_t staying = load.nodes.value() - away;
  if (away == 0 || (step.extra == NodeCount(0) && staying == 0)) {
    made.runs = spread(load);
    return made;
  }
  const PodCount daemons = std::min(group.daemon_pods, PodCount(load.pods.value() / load.nodes.value()));
  if (step.extra > NodeCount(0)) {
    made.nodes += step.extra;
    made.extra = step.extra;
    const Drained drained = add_drained(made.runs, load, away);
    const PodCount wanted = drained.pods - daemons * away + daemons * step.extra.value();
    const PodCount placed = std::min(wanted, std::max(room, PodCount(0)) * step.extra.value());
    made.pending = wanted - placed;
    add_all(made.runs, {.nodes = step.extra, .pods = placed, .branch_pods = drained.branch_pods}, 0);
    return made;
  }
  const PodCount wanted = load.pods - daemons * away;
  const PodCount placed = std::min(wanted, std::max(room * staying, daemons * staying));
  add_all(made.runs, {.nodes = NodeCount(staying), .pods = placed, .branch_pods = load.branch_pods}, 0);
  // Those that found no room wait for the nodes that come.
  const PodCount waiting = wanted - placed;
  add_all(made.runs, {.nodes = step.away, .pods = daemons * away + waiting}, staying);
  return made;
}

}  // namespace cniplan
