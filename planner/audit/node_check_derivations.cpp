#include <fmt/format.h>

#include <algorithm>

#include "planner/audit/node_check_findings.hpp"
#include "planner/core/format.hpp"

namespace cniplan {
namespace {

/// The first node of a group, whose figures stand for its kind.
const CheckedNode& first_of(const NodeCheck& check, std::size_t group) {
  return *std::ranges::find(check.nodes, group, &CheckedNode::group);
}

void about_enis(NodeCheck& check, const std::string& name, const MaxPods& figures, bool windows) {
  std::string formula = windows ? "the primary ENI only" : "ENIs of the default network card";
  std::string values = windows ? "" : fmt::format("{}", figures.enis);
  if (!windows) {
    if (figures.allowed_enis != figures.enis) {
      formula = fmt::format("min({}, MAX_ENI)", formula);
      values = fmt::format("min({}, {})", figures.enis, figures.allowed_enis);
    }
    if (figures.reserved_enis > EniCount(0)) {
      formula += " - reserved ENIs";
      values += fmt::format(" - {}", figures.reserved_enis);
    }
    if (figures.trunk_enis > EniCount(0)) {
      formula += " - slot of the trunk";
      values += fmt::format(" - {}", figures.trunk_enis);
    }
    if (figures.bare_primary_enis > EniCount(0)) {
      formula += " - primary ENI, as its subnet is not the Pods'";
      values += fmt::format(" - {}", figures.bare_primary_enis);
    }
  }
  const bool is_sum = !windows && values != fmt::format("{}", figures.enis);
  check.derivations.push_back({.figure = fmt::format("{}: usable ENIs", name),
                               .formula = std::move(formula),
                               .values = is_sum ? fmt::format("{} = {}", values, figures.usable_enis)
                                                : fmt::format("{}", figures.usable_enis)});
}

void about_pod_ips(NodeCheck& check, const std::string& name, const MaxPods& figures) {
  const bool prefixes = figures.ips_per_slot > 1;
  check.derivations.push_back(
      {.figure = fmt::format("{}: addresses for Pods", name),
       .formula = fmt::format("usable ENIs * (addresses per ENI - 1){}", prefixes ? " * 16 of a prefix" : ""),
       .values = fmt::format("{} * ({} - 1){} = {}", figures.usable_enis, figures.ipv4_per_eni,
                             prefixes ? " * 16" : "", *figures.pod_ips)});
}

void about_max_pods(NodeCheck& check, const std::string& name, const NodeAddresses& addresses,
                    const CheckedGroup& group, const MaxPods& figures) {
  const bool observed = check.pods_given;
  check.derivations.push_back({.figure = fmt::format("{}: Pods that the ENIs can address", name),
                               .formula = fmt::format("addresses for Pods + Pods on the host network{}",
                                                      observed ? " that run there" : ", by default 2"),
                               .values = fmt::format("{} + {} = {}", *addresses.pod_ips,
                                                     addresses.host_network, *addresses.max_pods)});
  if (!addresses.recommended_max_pods) return;
  const bool auto_mode = group.host == NodeHost::auto_mode;
  const std::optional<PodCount> cap = auto_mode ? std::optional(kPodCapFewVcpus) : figures.pod_cap;
  if (!cap) return;
  check.derivations.push_back(
      {.figure = fmt::format("{}: recommended max Pods", name),
       .formula = auto_mode ? "min(that, 110 in EKS Auto Mode)" : "min(that, 110 up to 30 vCPUs, else 250)",
       .values =
           fmt::format("min({}, {}) = {}", *addresses.max_pods, *cap, *addresses.recommended_max_pods)});
}

void about_room(NodeCheck& check, const std::string& name, const CheckedNode& node) {
  if (!node.room || !node.room->pods || !node.room->by_addresses || !node.addresses->pod_ips) return;
  const NodeRoom& room = *node.room;
  const std::string figure = fmt::format("{}, {}: room", name, node.name);
  std::string formula = "max Pods - all Pods, addresses for Pods - Pods on the Pod network";
  std::string values = fmt::format("{} - {}, {} - {}", *node.max_pods, node.pods->total(),
                                   *node.addresses->pod_ips, node.pods->pod_network);
  if (room.by_subnet) {
    formula += ", free addresses of the subnet + the node's reserve";
    values += fmt::format(", {} + {}", *room.by_subnet - room.reserve, room.reserve);
  }
  check.derivations.push_back({.figure = figure,
                               .formula = fmt::format("min({}), not below 0", formula),
                               .values = fmt::format("min({}) = {}", values, *room.pods)});
  if (!room.by_subnet || room.reserve == PodCount(0)) return;
  check.derivations.push_back(
      {.figure = fmt::format("{}, {}: reserve", name, node.name),
       .formula = fmt::format(
           "addresses that the node holds - Pods on the Pod network, as \"cniplan node {} --pods {}\" "
           "explains",
           check.groups[node.group].instance_type, node.pods->pod_network),
       .values = fmt::format("{} - {} = {}", node.pods->pod_network + room.reserve, node.pods->pod_network,
                             room.reserve)});
}

}  // namespace

void add_derivations(NodeCheck& check, std::span<const JudgedType> types) {
  for (std::size_t i = 0; i < check.groups.size(); ++i) {
    const CheckedGroup& group = check.groups[i];
    if (!types[i].figures || !types[i].figures->pod_ips) continue;
    const MaxPods& figures = *types[i].figures;
    const std::string name = name_of(group);
    const CheckedNode& node = first_of(check, i);
    const bool windows = group.os == NodeOs::windows;
    about_enis(check, name, figures, windows);
    about_pod_ips(check, name, figures);
    if (!windows && node.addresses && node.addresses->max_pods)
      about_max_pods(check, name, *node.addresses, group, figures);
    if (!windows) about_room(check, name, node);
  }
}

}  // namespace cniplan
