#include "planner/plan/node_batch.hpp"

#include <algorithm>

#include "planner/capacity/max_pods.hpp"

namespace cniplan {
namespace {

/// What a node holds, however it came to it.
bool holds_the_same(const SettledNode& a, const SettledNode& b) {
  return a.usage == b.usage && a.low == b.low &&
         std::ranges::equal(a.enis, b.enis, {}, &EniUse::slots, &EniUse::slots);
}

}  // namespace

NodeBatchAnswer answer_node(const NodeModel& model, const NodeBatchFields& fields) {
  NodeBatchAnswer answered;
  answered.refused = model.refused;
  if (model.refused) return answered;
  NodeSetup& node = answered.node;
  node = {.limits = limits_of(model.type),
          .cni = model.cni,
          .os = model.os,
          .load = {.pods = model.pods,
                   .branch_pods = model.branch_pods,
                   .max_pods = model.max_pods.value_or(kKubeletMaxPods)},
          .conditions = {
              .unmanaged_enis = model.unmanaged_enis,
              .node_subnet = {.free = model.subnet_free, .free_prefixes = model.subnet_free_prefixes}}};

  const bool linux_ipv4 = node.os != NodeOs::windows && node.cni.ip_family == IpFamily::ipv4;
  answered.answer = fields.call_totals ? settle(node, PodArrival::one_by_one) : settle_without_calls(node);
  if (fields.range) answered.range = range_on_the_way_up(node, answered.answer.usage);
  if (linux_ipv4) {
    const bool may_differ = fields.burst && (!has_closed_form(node) || !answered.answer.usage.settles ||
                                             arrival_may_matter(node));
    if (fields.call_totals || may_differ) {
      answered.burst = settle(node, PodArrival::all_at_once);
      answered.burst_differs = !holds_the_same(answered.answer, *answered.burst);
    }
  }
  if (fields.down && model.down_to) {
    NodeBatchAnswer::Down down{
        .to = *model.down_to, .answer = settle_after_leaving(node, *model.down_to), .range = {}};
    down.range = range_after_leaving(node, answered.answer.usage, down.answer.usage);
    answered.down = std::move(down);
  }
  return answered;
}

}  // namespace cniplan
