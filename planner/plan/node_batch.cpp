#include "planner/plan/node_batch.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "planner/capacity/max_pods.hpp"
#include "planner/capacity/trunk_table.hpp"
#include "planner/model/windows_ipam.hpp"

namespace cniplan {
namespace {

Result<NodeLimits, std::string> limits_of_line(const NodeLine& line, const Catalog& catalog) {
  NodeLimits limits;
  if (!line.max_enis || !line.ipv4_per_eni) {
    const InstanceType* type = catalog.find(line.type);
    if (type == nullptr) {
      const std::string suggestion = catalog.suggestion(line.type);
      return failure(line.type.empty()
                         ? std::string("type is missing; name an instance type, or give limits")
                         : fmt::format("unknown instance type \"{}\"; {}", line.type,
                                       suggestion.empty() ? "give its limits.max_enis and limits.ipv4_per_eni"
                                                          : suggestion));
    }
    limits = limits_of(*type);
  }
  if (line.max_enis) limits.enis = *line.max_enis;
  if (line.ipv4_per_eni) limits.ipv4_per_eni = *line.ipv4_per_eni;
  if (line.branch_enis) limits.branch_enis = *line.branch_enis;
  if (line.network_cards) limits.network_cards = *line.network_cards;
  if (line.prefix_delegation) limits.prefix_delegation = *line.prefix_delegation;
  if (line.trunking) limits.trunking = *line.trunking;
  limits.keeps_trunk_slot = limits.trunking || !trunk_table_has(line.type);
  return limits;
}

/// What a node holds, however it came to it.
bool holds_the_same(const SettledNode& a, const SettledNode& b) {
  return a.usage == b.usage && a.low == b.low &&
         std::ranges::equal(a.enis, b.enis, {}, &EniUse::slots, &EniUse::slots);
}

}  // namespace

Result<NodeBatchAnswer, std::string> answer_line(const NodeLine& line, const Catalog& catalog,
                                                 const NodeBatchFields& fields) {
  NodeBatchAnswer answered;
  NodeSetup& node = answered.node;
  const auto limits = limits_of_line(line, catalog);
  if (!limits) return failure(limits.error());
  node.limits = *limits;
  if (line.os == "windows") {
    node.os = NodeOs::windows;
    node.cni.windows = windows_ipam_of(line.configmap);
  } else if (line.os.empty() || line.os == "linux" || line.os == "bottlerocket") {
    auto cni = cni_config_of(line.env, ip_family_of_settings(line.env));
    if (!cni) {
      answered.refused = cni.error();
      return answered;
    }
    node.cni = *cni;
    if (node.cni.ip_family == IpFamily::ipv6 && !node.limits.prefix_delegation) {
      answered.refused = CniRefusal::ipv6_without_prefixes;
      return answered;
    }
  } else {
    return failure(fmt::format("unknown os \"{}\"; write linux, bottlerocket or windows", line.os));
  }
  node.load = {.pods = PodCount(line.pods.value_or(0)),
               .branch_pods = PodCount(line.branch_pods.value_or(0)),
               .max_pods = line.max_pods ? PodCount(*line.max_pods) : kKubeletMaxPods};
  node.conditions.unmanaged_enis = EniCount(line.unmanaged_enis.value_or(0));
  if (line.node_subnet_free) node.conditions.node_subnet.free = IpCount(*line.node_subnet_free);
  if (line.node_subnet_free_prefixes) {
    node.conditions.node_subnet.free_prefixes = PrefixCount(*line.node_subnet_free_prefixes);
  }
  if (line.down_to && *line.down_to > node.load.pods.value()) {
    return failure(fmt::format("down.to is {}, more than the {} Pods of the node; write at most those",
                               *line.down_to, node.load.pods.value()));
  }

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
  if (fields.down && line.down_to) {
    NodeBatchAnswer::Down down{
        .to = *line.down_to, .answer = settle_after_leaving(node, PodCount(*line.down_to)), .range = {}};
    down.range = range_after_leaving(node, answered.answer.usage, down.answer.usage);
    answered.down = std::move(down);
  }
  return answered;
}

}  // namespace cniplan
