#include "planner/audit/check_nodes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <compare>

#include "planner/audit/node_check_findings.hpp"
#include "planner/capacity/max_pods.hpp"
#include "planner/capacity/node_limits.hpp"
#include "planner/capacity/warm_pool.hpp"
#include "planner/core/counted.hpp"
#include "planner/core/format.hpp"

namespace cniplan {
namespace {

/// Auto Mode's ceiling. Source: https://docs.aws.amazon.com/eks/latest/userguide/auto-networking.html
constexpr PodCount kAutoModeCap = kPodCapFewVcpus;

bool has_own_enis(NodeHost host) {
  return host == NodeHost::ec2 || host == NodeHost::auto_mode;
}

NodeGroupKind kind_of(const ObservedNode& node) {
  if (!node.managed_group.empty()) return NodeGroupKind::managed;
  if (!node.eksctl_group.empty()) return NodeGroupKind::eksctl;
  if (!node.node_pool.empty()) return NodeGroupKind::node_pool;
  return NodeGroupKind::none;
}

const std::string& group_name_of(const ObservedNode& node) {
  if (!node.managed_group.empty()) return node.managed_group;
  if (!node.eksctl_group.empty()) return node.eksctl_group;
  return node.node_pool;
}

MaxPodsSettings settings_of(const CheckedGroup& group, const CniConfig& cni) {
  MaxPodsSettings settings{.cni = cni, .os = group.os};
  if (group.os == NodeOs::windows) settings.cni.prefix_delegation = cni.windows.prefix_delegation;
  if (group.host == NodeHost::auto_mode) {
    settings.cni = {.prefix_delegation = true, .ip_family = cni.ip_family};
    settings.host_network_pods = PodCount(0);
  }
  return settings;
}

std::optional<PodCount> recommended_of(std::optional<PodCount> max_pods, const JudgedType& judged,
                                       NodeHost host) {
  std::optional<PodCount> cap = judged.figures->pod_cap;
  if (host == NodeHost::auto_mode) cap = kAutoModeCap;
  if (!max_pods) return cap;
  if (cap) return std::min(*max_pods, *cap);
  if (*max_pods <= kPodCapFewVcpus) return max_pods;
  return std::nullopt;
}

/// The Pods on the host network that run on a node, as far as the dumps show them all.
PodCount host_network_of(const CheckedNode& node, const CheckedGroup& group) {
  if (group.os == NodeOs::windows) return PodCount(0);
  const PodCount usual = group.host == NodeHost::auto_mode ? PodCount(0) : kHostNetworkPods;
  if (!node.pods) return usual;
  return node.pods->has_aws_node ? node.pods->host_network : std::max(usual, node.pods->host_network);
}

std::optional<NodeAddresses> addresses_of(const CheckedNode& node, const CheckedGroup& group,
                                          const JudgedType& judged) {
  if (!judged.figures) return std::nullopt;
  const MaxPods& figures = *judged.figures;
  NodeAddresses out{.usable_enis = figures.usable_enis,
                    .pod_ips = figures.pod_ips,
                    .host_network = host_network_of(node, group),
                    .branch_enis = node.allocatable.branch_enis.value_or(figures.branch_enis)};
  if (out.pod_ips) {
    const bool none = figures.usable_enis == EniCount(0);
    out.max_pods = none ? PodCount(0) : PodCount(out.pod_ips->value()) + out.host_network;
  }
  out.recommended_max_pods = recommended_of(out.max_pods, judged, group.host);
  return out;
}

/// What min(addresses + 2, ceiling) is: max Pods below it wastes addresses whatever runs on the host network.
std::optional<PodCount> least_sensible(const NodeAddresses& addresses, const JudgedType& judged,
                                       NodeHost host) {
  std::optional<PodCount> max_pods = judged.figures->max_pods;
  if (max_pods && addresses.max_pods) max_pods = std::min(*max_pods, *addresses.max_pods);
  return recommended_of(max_pods, judged, host);
}

NodeVerdict verdict_of(const CheckedNode& node, const CheckedGroup& group, const JudgedType& judged,
                       const NodeCheckSettings& settings) {
  if (!has_own_enis(group.host)) return NodeVerdict::not_judged;
  if (!judged.figures) return NodeVerdict::unknown_type;
  if (judged.figures->bound == MaxPodsBound::cni_refuses) return NodeVerdict::cni_refuses;
  if (!node.max_pods) return NodeVerdict::unknown_max_pods;
  if (group.os == NodeOs::windows) return NodeVerdict::not_judged;
  const NodeAddresses& addresses = *node.addresses;
  const PodCount branch = node.pods ? node.pods->branch : PodCount(0);
  const PodCount needing = *node.max_pods - addresses.host_network - branch;
  if (addresses.pod_ips && needing > PodCount(addresses.pod_ips->value()))
    return NodeVerdict::above_addresses;
  const auto sensible = least_sensible(addresses, judged, group.host);
  // Nobody sets max Pods on Auto Mode's nodes: what it chooses is no waste of the user's.
  if (sensible && *node.max_pods < *sensible && group.host != NodeHost::auto_mode) {
    const bool prefixes = settings.cni.prefix_delegation && judged.figures->ips_per_slot > 1;
    const PodCount plain = nodeadm_max_pods(*judged.type);
    const bool still_plain =
        *node.max_pods == plain || *node.max_pods == std::min(plain, judged.figures->pod_cap.value_or(plain));
    const bool too_new = settings.since && node.created && *node.created >= *settings.since;
    return prefixes && still_plain && !too_new ? NodeVerdict::older_than_prefixes
                                               : NodeVerdict::below_addresses;
  }
  if (addresses.recommended_max_pods && *node.max_pods > *addresses.recommended_max_pods &&
      group.host != NodeHost::auto_mode) {
    return NodeVerdict::above_recommended;
  }
  return NodeVerdict::fits;
}

PodCount not_below_none(PodCount pods) {
  return std::max(pods, PodCount(0));
}

/// Pods to come that the node holds addresses for, when its warm pool has settled.
PodCount reserve_of(const CheckedNode& node, const CheckedGroup& group, const JudgedType& judged,
                    const CniConfig& cni) {
  if (group.host == NodeHost::auto_mode) return PodCount(0);  // its CNI's pool is not published
  const NodeSetup setup{.limits = limits_of(*judged.type),
                        .cni = cni,
                        .os = group.os,
                        .load = {.pods = node.pods->pod_network,
                                 .branch_pods = node.pods->branch,
                                 .max_pods = node.max_pods.value_or(kKubeletMaxPods)},
                        .conditions = {.schedulable = node.schedulable}};
  const NodeIpUsage usage = settle_without_calls(setup).usage;
  return PodCount((usage.pool() - usage.assigned()).value());
}

/// Pods that a node's subnet has free addresses for; empty: unknown, or no limit.
std::optional<PodCount> free_in_subnet(const CheckedNode& node, const CheckedGroup& group,
                                       const ClusterInventory& inventory, const JudgedType& judged,
                                       const CniConfig& cni) {
  const KnownSubnetRoom* const room = inventory.subnet_room(node.subnet);
  if (room == nullptr || cni.ip_family == IpFamily::ipv6) return std::nullopt;
  // New ENIs may come from other subnets of the zone.
  const bool discovers = cni.subnet_discovery && !cni.custom_networking && group.host == NodeHost::ec2;
  if (discovers && inventory.has_discovered_subnet(node.zone, room->id)) return std::nullopt;
  if (judged.figures->ips_per_slot == 1) return PodCount(room->free.value());
  // Addresses come in whole blocks.
  return PodCount(
      ips_in(room->free_prefixes.value_or(PrefixCount(room->free.value() / kIpsPerPrefix))).value());
}

std::optional<NodeRoom> room_of(const CheckedNode& node, const CheckedGroup& group, const JudgedType& judged,
                                const ClusterInventory& inventory, const CniConfig& cni) {
  if (!node.pods || !has_own_enis(group.host)) return std::nullopt;
  NodeRoom room;
  if (node.max_pods) room.by_max_pods = not_below_none(*node.max_pods - node.pods->total());
  if (!judged.figures) return room;
  if (group.os == NodeOs::windows && node.allocatable.windows_ips) {
    room.by_addresses =
        not_below_none(PodCount(node.allocatable.windows_ips->value()) - node.pods->pod_network);
  } else if (node.addresses->pod_ips) {
    room.by_addresses = not_below_none(PodCount(node.addresses->pod_ips->value()) - node.pods->pod_network);
  }
  if (const auto free = free_in_subnet(node, group, inventory, judged, cni)) {
    room.reserve = reserve_of(node, group, judged, cni);
    room.by_subnet = *free + room.reserve;
  }
  if (room.by_max_pods && node.addresses->branch_enis > EniCount(0)) {
    const PodCount enis(node.addresses->branch_enis.value());
    room.branch_pods = std::min(*room.by_max_pods, not_below_none(enis - node.pods->branch));
  }
  // Unless max Pods is known nothing is known of what stops the node.
  if (!room.by_max_pods) return room;
  room.pods = room.by_max_pods;
  room.stop = RoomStop::max_pods;
  if (room.by_addresses && *room.by_addresses < *room.pods) {
    room.pods = room.by_addresses;
    room.stop = RoomStop::addresses;
  }
  if (room.by_subnet && *room.by_subnet < *room.pods) {
    room.pods = room.by_subnet;
    room.stop = RoomStop::subnet;
  }
  return room;
}

void widen(std::optional<PodBounds>& range, std::optional<PodCount> value) {
  if (!value) return;
  if (!range) range = PodBounds{*value, *value};
  range->least = std::min(range->least, *value);
  range->most = std::max(range->most, *value);
}

void add_to(PodsOnNode& sum, const PodsOnNode& pods) {
  sum.pod_network += pods.pod_network;
  sum.host_network += pods.host_network;
  sum.branch += pods.branch;
  sum.without_address += pods.without_address;
  sum.has_aws_node = sum.has_aws_node || pods.has_aws_node;
}

void count_node(CheckedGroup& group, const CheckedNode& node) {
  group.nodes += NodeCount(1);
  if (node.max_pods) {
    auto value = std::ranges::lower_bound(group.max_pods, *node.max_pods, {}, &CheckedGroup::Value::max_pods);
    if (value == group.max_pods.end() || value->max_pods != *node.max_pods) {
      value = group.max_pods.insert(value, {*node.max_pods, NodeCount(0)});
    }
    value->nodes += NodeCount(1);
  }
  if (node.addresses) {
    widen(group.addresses, node.addresses->max_pods);
    widen(group.recommended, node.addresses->recommended_max_pods);
  }
  if (node.pods) {
    if (!group.pods) group.pods.emplace();
    add_to(*group.pods, *node.pods);
  }
  if (node.room && node.room->pods) {
    PodCount room = *node.room->by_max_pods;
    if (node.room->by_addresses) room = std::min(room, *node.room->by_addresses);
    group.room = group.room.value_or(PodCount(0)) + room;
    group.subnet_stops = group.subnet_stops || node.room->stop == RoomStop::subnet;
  }
  if (node.room && node.room->branch_pods)
    group.branch_room = group.branch_room.value_or(PodCount(0)) + *node.room->branch_pods;
}

/// How grave a verdict is among those of a group.
int weight_of(NodeVerdict verdict) {
  switch (verdict) {
    case NodeVerdict::cni_refuses:
      return 8;
    case NodeVerdict::above_addresses:
      return 7;
    case NodeVerdict::older_than_prefixes:
      return 6;
    case NodeVerdict::below_addresses:
      return 5;
    case NodeVerdict::unknown_type:
      return 4;
    case NodeVerdict::unknown_max_pods:
      return 3;
    case NodeVerdict::above_recommended:
      return 2;
    case NodeVerdict::fits:
      return 1;
    case NodeVerdict::not_judged:
      return 0;
  }
  return 0;
}

/// The ENIConfig of a node: that which aws-node took when it started there, that which the node asks for, or
/// one that is called as its zone, as with ENI_CONFIG_LABEL_DEF=topology.kubernetes.io/zone, or as where
/// nothing is asked for. Empty: it cannot be told. Source: aws/amazon-vpc-cni-k8s pkg/eniconfig/eniconfig.go,
/// GetNodeSpecificENIConfigName.
std::string eni_config_of(const ObservedNode& node, const ClusterInventory& inventory) {
  const ObservedCniNode* const cni_node = inventory.cni_node(node.name);
  if (cni_node != nullptr && !cni_node->eni_config.empty()) return cni_node->eni_config;
  if (!node.eni_config.empty()) return node.eni_config;
  for (const std::string& name : {node.zone, std::string("default")}) {
    if (inventory.eni_config(name) != nullptr) return name;
  }
  return {};
}

/// The id of the subnet that a node's Pods have their addresses of: the ENIConfig's, else the node's own
/// where the subnets were given. Empty: unknown.
std::string subnet_of(const CheckedNode& node, const ObservedNode& observed, const CheckedGroup& group,
                      const ClusterInventory& inventory, const CniConfig& cni) {
  if (cni.custom_networking && group.host == NodeHost::ec2) {
    const ObservedEniConfig* const config = inventory.eni_config(node.eni_config);
    return config == nullptr ? std::string() : config->subnet;
  }
  const KnownSubnetRoom* const room =
      has_own_enis(group.host) && observed.address ? inventory.subnet_room(*observed.address) : nullptr;
  return room == nullptr ? std::string() : room->id;
}

/// What makes nodes one group, in the order in which groups are listed.
struct GroupKey {
  NodeHost host;
  std::string_view name;
  std::string_view type;
  NodeOs os;
  NodeGroupKind kind;

  friend auto operator<=>(const GroupKey&, const GroupKey&) = default;
};

GroupKey key_of(const ObservedNode& node) {
  // Each Fargate Pod is a node; all of them are one group.
  if (node.host == NodeHost::fargate) return {NodeHost::fargate, {}, {}, node.os, NodeGroupKind::none};
  return {node.host, group_name_of(node), node.instance_type, node.os, kind_of(node)};
}

std::string verdict_text(const NodeCheck& check) {
  if (check.nodes.empty()) return "There are no nodes.";
  NodeCount judged;
  NodeCount above;
  NodeCount wasted;
  NodeCount unknown;
  NodeCount refusing;
  for (const CheckedNode& node : check.nodes) {
    if (node.verdict != NodeVerdict::not_judged) judged += NodeCount(1);
    switch (node.verdict) {
      case NodeVerdict::cni_refuses:
        refusing += NodeCount(1);
        break;
      case NodeVerdict::above_addresses:
        above += NodeCount(1);
        break;
      case NodeVerdict::below_addresses:
      case NodeVerdict::older_than_prefixes:
        wasted += NodeCount(1);
        break;
      case NodeVerdict::unknown_type:
      case NodeVerdict::unknown_max_pods:
        unknown += NodeCount(1);
        break;
      case NodeVerdict::fits:
      case NodeVerdict::above_recommended:
      case NodeVerdict::not_judged:
        break;
    }
  }
  const auto all = counted(NodeCount(static_cast<std::int64_t>(check.nodes.size())));
  if (judged == NodeCount(0)) return fmt::format("None of {} is judged by its ENIs.", all);
  // Those on Fargate and their like aside.
  const bool some = static_cast<std::size_t>(judged.value()) < check.nodes.size();
  const bool one = judged == NodeCount(1);
  const std::string the_one = some ? "the one node that max Pods matters to" : "the node";
  std::vector<std::string> faults;
  const auto fault = [&](NodeCount nodes, std::string_view before, std::string_view of_one,
                         std::string_view of_many) {
    if (nodes == NodeCount(0)) return;
    faults.push_back(fmt::format("{}{} {}", before, one ? the_one : fmt::format("{}", nodes),
                                 nodes == NodeCount(1) ? of_one : of_many));
  };
  fault(refusing, "on ", "aws-node does not start", "aws-node does not start");
  fault(above, "", "admits more Pods than its ENIs have addresses for",
        "admit more Pods than their ENIs have addresses for");
  fault(wasted, "", "admits fewer than it could hold", "admit fewer than they could hold");
  fault(unknown, "", "cannot be judged", "cannot be judged");
  if (one && !faults.empty()) {
    std::string text = fmt::format("{}.", faults.front());
    text.front() = text.starts_with('o') ? 'O' : 'T';
    return text;
  }
  if (!faults.empty()) {
    return fmt::format("Of {}{}, {}.", counted(judged), some ? " that max Pods matters to" : "",
                       fmt::join(faults, "; "));
  }
  if (one) return fmt::format("Max Pods of {} is within what its ENIs can address.", the_one);
  const std::string all_of_them = judged == NodeCount(2) ? "both" : fmt::format("all {}", judged);
  return fmt::format("Max Pods of {} nodes{} is within what their ENIs can address.", all_of_them,
                     some ? " that it matters to" : "");
}

}  // namespace

NodeCheck check_nodes(const ClusterInventory& inventory, const Catalog& catalog,
                      const NodeCheckSettings& settings) {
  NodeCheck check{.catalog = settings.catalog,
                  .cni = settings.cni,
                  .cni_origin = settings.cni_origin,
                  .since = settings.since,
                  .pods_given = inventory.pods_given(),
                  .terminated_pods = inventory.terminated_pods(),
                  .unscheduled_pods = inventory.unscheduled_pods()};
  if (settings.expression != nullptr) check.expression = settings.expression_text;

  std::vector<const ObservedNode*> order;
  for (const ObservedNode& node : inventory.nodes()) order.push_back(&node);
  std::ranges::stable_sort(order, [](const ObservedNode* a, const ObservedNode* b) {
    const auto order_of_groups = key_of(*a) <=> key_of(*b);
    return order_of_groups == 0 ? a->name < b->name : order_of_groups < 0;
  });

  std::vector<JudgedType> types;
  for (const ObservedNode* const observed : order) {
    const bool same = !check.groups.empty() && key_of(*observed) == key_of(*order[check.nodes.size() - 1]);
    if (!same) {
      const GroupKey key = key_of(*observed);
      CheckedGroup& group = check.groups.emplace_back(CheckedGroup{.kind = key.kind,
                                                                   .name = std::string(key.name),
                                                                   .host = key.host,
                                                                   .os = key.os,
                                                                   .instance_type = std::string(key.type)});
      JudgedType& judged = types.emplace_back();
      if (has_own_enis(key.host)) judged.type = catalog.find(key.type);
      if (judged.type != nullptr) {
        judged.figures = max_pods(*judged.type, settings_of(group, settings.cni));
        // What nodeadm does not run on has no such expression.
        if (settings.expression != nullptr && group.os == NodeOs::linux && key.host == NodeHost::ec2) {
          if (const auto value = settings.expression->evaluate(*judged.type)) group.expression = *value;
        }
      }
    }
    CheckedGroup& group = check.groups.back();
    const JudgedType& judged = types.back();
    CheckedNode node{
        .name = observed->name,
        .group = check.groups.size() - 1,
        .zone = observed->zone,
        .created = observed->created,
        .schedulable = observed->schedulable,
        .capacity = observed->capacity,
        .allocatable = observed->allocatable,
        .max_pods = observed->allocatable.pods ? observed->allocatable.pods : observed->capacity.pods,
        .pods = inventory.pods_on(observed->name),
        .location = observed->location};
    if (settings.cni.custom_networking && group.host == NodeHost::ec2)
      node.eni_config = eni_config_of(*observed, inventory);
    node.subnet = subnet_of(node, *observed, group, inventory, settings.cni);
    node.addresses = addresses_of(node, group, judged);
    node.room = room_of(node, group, judged, inventory, settings.cni);
    node.verdict = verdict_of(node, group, judged, settings);
    count_node(group, node);
    if (weight_of(node.verdict) > weight_of(group.verdict) || group.nodes == NodeCount(1))
      group.verdict = node.verdict;
    check.nodes.push_back(std::move(node));
  }
  check.verdict = verdict_text(check);
  add_findings(check, types, inventory, catalog, settings);
  add_derivations(check, types);
  return check;
}

}  // namespace cniplan
