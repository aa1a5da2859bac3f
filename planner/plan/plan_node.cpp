#include "planner/plan/plan_node.hpp"

#include <algorithm>
#include <utility>

#include "planner/capacity/max_pods.hpp"
#include "planner/core/ensure.hpp"
#include "planner/plan/node_derivations.hpp"
#include "planner/plan/node_findings.hpp"

namespace cniplan {

NodePlan plan_node(const NodeQuestion& question) {
  const NodeSetup& setup = question.setup;
  NodePlan plan{.question = question, .answer = settle(setup, PodArrival::one_by_one)};
  plan.range = range_on_the_way_up(setup, plan.answer.usage);
  if (question.burst) plan.burst = settle(setup, PodArrival::all_at_once);
  if (question.down_to) {
    ensure(*question.down_to <= setup.load.pods, "a node goes down to at most the Pods that it has");
    SettledNode answer = settle_after_leaving(setup, *question.down_to);
    const NodeRange range = range_after_leaving(setup, plan.answer.usage, answer.usage);
    plan.down = NodeDown{.pods = *question.down_to, .answer = std::move(answer), .range = range};
  }
  const std::vector<TimedCalls> timeline = call_timeline(setup, PodArrival::all_at_once);
  plan.start = fleet_start(timeline, NodeCount(1));
  if (question.fleet)
    plan.fleet = NodeFleet{.nodes = *question.fleet, .start = fleet_start(timeline, *question.fleet)};
  plan.findings = node_findings(plan);
  plan.derivations = node_derivations(plan);
  return plan;
}

NodeCurve node_curve(const NodeQuestion& question) {
  NodeSetup setup = question.setup;
  const PodCount others =
      (setup.os == NodeOs::windows ? PodCount(0) : kHostNetworkPods) + setup.load.branch_pods;
  NodeCurve curve{.question = question, .admitted = std::max(PodCount(0), setup.load.max_pods - others)};
  for (PodCount pods; pods <= question.setup.load.pods; pods += PodCount(1)) {
    setup.load.pods = pods;
    SettledNode answer = settle(setup, PodArrival::one_by_one);
    const auto range = range_on_the_way_up(setup, answer.usage);
    curve.points.push_back({.pods = pods, .answer = std::move(answer), .range = range});
  }
  NodeQuestion fullest = question;
  fullest.setup.load.pods = std::min(question.setup.load.pods, curve.admitted);
  curve.findings = plan_node(fullest).findings;
  return curve;
}

}  // namespace cniplan
