#include "planner/report/node_check_layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "planner/core/counted.hpp"
#include "planner/core/format.hpp"
#include "planner/report/printable.hpp"

namespace cniplan::report {
namespace {

/// Columns of a node's name in a table, so that a row with the widest figures stays within it.
constexpr std::size_t kShortName = 30;

std::string text_of(const PodBounds& range) {
  return range.least == range.most ? fmt::format("{}", range.least)
                                   : fmt::format("{} to {}", range.least, range.most);
}

std::string or_unknown(const std::optional<PodCount>& count) {
  return count ? fmt::format("{}", *count) : "?";
}

/// 0 for what to look at first.
int rank_of(NodeVerdict verdict) {
  switch (verdict) {
    case NodeVerdict::cni_refuses:
      return 0;
    case NodeVerdict::above_addresses:
      return 1;
    case NodeVerdict::older_than_prefixes:
      return 2;
    case NodeVerdict::below_addresses:
      return 3;
    case NodeVerdict::unknown_type:
    case NodeVerdict::unknown_max_pods:
      return 4;
    case NodeVerdict::above_recommended:
    case NodeVerdict::fits:
      return 5;
    case NodeVerdict::not_judged:
      return 6;
  }
  return 6;
}

std::string_view short_verdict(NodeVerdict verdict) {
  switch (verdict) {
    case NodeVerdict::fits:
      return "fits";
    case NodeVerdict::above_recommended:
      return "high";
    case NodeVerdict::below_addresses:
      return "below";
    case NodeVerdict::older_than_prefixes:
      return "old";
    case NodeVerdict::above_addresses:
      return "above";
    case NodeVerdict::cni_refuses:
      return "no CNI";
    case NodeVerdict::unknown_type:
    case NodeVerdict::unknown_max_pods:
      return "unknown";
    case NodeVerdict::not_judged:
      return "-";
  }
  return "";
}

std::string_view stop_text(RoomStop stop) {
  switch (stop) {
    case RoomStop::max_pods:
      return "max Pods";
    case RoomStop::addresses:
      return "ENIs";
    case RoomStop::subnet:
      return "subnet";
  }
  return "";
}

std::string addressable(const CheckedNode& node) {
  if (!node.addresses) return "?";
  return node.addresses->max_pods ? fmt::format("{}", *node.addresses->max_pods) : "any";
}

/// What the names of all nodes that have a dot end in, from it on; empty where they differ, or only one has a
/// dot.
std::string_view common_domain(const std::vector<const CheckedNode*>& nodes) {
  std::string_view common;
  std::size_t with_it = 0;
  for (const CheckedNode* const node : nodes) {
    const auto dot = node->name.find('.');
    if (dot == std::string::npos) continue;
    const std::string_view domain = std::string_view(node->name).substr(dot);
    if (with_it > 0 && domain != common) return {};
    common = domain;
    ++with_it;
  }
  return with_it > 1 ? common : std::string_view();
}

std::string room_text(const CheckedNode& node) {
  if (!node.room || !node.room->pods) return "?";
  return fmt::format("{}", *node.room->pods);
}

}  // namespace

std::string settings_text(const NodeCheck& check) {
  const CniConfig& cni = check.cni;
  std::string text;
  if (cni.ip_family == IpFamily::ipv6) {
    text = "IPv6";
  } else {
    text = cni.prefix_delegation ? "prefix delegation" : "secondary IP mode";
  }
  if (cni.custom_networking) text += ", custom networking";
  if (cni.pod_eni) text += ", security groups for Pods";
  if (cni.max_enis) text += fmt::format(", MAX_ENI={}", *cni.max_enis);
  return fmt::format("Settings: {} ({}).", text, check.cni_origin.text);
}

std::string other_pods_text(const NodeCheck& check) {
  if (!check.pods_given)
    return "No Pods were given, so that what the nodes run and can still take is unknown.";
  std::vector<std::string> others;
  if (check.terminated_pods > PodCount(0))
    others.push_back(fmt::format("{} terminated", check.terminated_pods));
  if (check.unscheduled_pods > PodCount(0))
    others.push_back(fmt::format("{} without a node", check.unscheduled_pods));
  return others.empty() ? std::string() : fmt::format("Pods not counted: {}.", fmt::join(others, ", "));
}

std::string kind_text(const CheckedGroup& group) {
  std::vector<std::string> words;
  switch (group.host) {
    case NodeHost::auto_mode:
      words.emplace_back("EKS Auto Mode");
      break;
    case NodeHost::hybrid:
      words.emplace_back("hybrid");
      break;
    case NodeHost::ec2:
    case NodeHost::fargate:
    case NodeHost::elsewhere:
      break;
  }
  switch (group.kind) {
    case NodeGroupKind::managed:
      words.emplace_back("managed node group");
      break;
    case NodeGroupKind::eksctl:
      words.emplace_back("node group of eksctl");
      break;
    case NodeGroupKind::node_pool:
      words.emplace_back("NodePool");
      break;
    case NodeGroupKind::none:
      break;
  }
  if (group.os != NodeOs::linux) words.emplace_back(group.os == NodeOs::windows ? "Windows" : "Bottlerocket");
  return fmt::format("{}", fmt::join(words, ", "));
}

std::vector<std::string> figures_of(const CheckedGroup& group) {
  std::vector<std::string> lines;
  std::string values;
  for (const CheckedGroup::Value& value : group.max_pods) {
    if (!values.empty()) values += ", ";
    values += fmt::format("{}", value.max_pods);
    if (group.max_pods.size() > 1) values += fmt::format(" ({})", counted(value.nodes));
  }
  lines.push_back(fmt::format("{}, max Pods {}", counted(group.nodes), values.empty() ? "unknown" : values));
  if (group.addresses && group.os != NodeOs::windows) {
    lines.back() += fmt::format("; the ENIs address {}", text_of(*group.addresses));
  } else if (group.recommended && group.os != NodeOs::windows) {
    lines.back() += "; the ENIs address any number";
  }
  if (group.recommended && group.os != NodeOs::windows)
    lines.back() += fmt::format(", recommended {}", text_of(*group.recommended));
  if (group.expression) lines.push_back(fmt::format("the expression gives {}", *group.expression));
  if (group.pods && group.pods->total() == PodCount(0)) {
    lines.push_back("no Pods");
  } else if (group.pods) {
    lines.push_back(fmt::format("{}: {} on the Pod network, {} on the host network",
                                counted(group.pods->total()), group.pods->pod_network,
                                group.pods->host_network));
    if (group.pods->branch > PodCount(0))
      lines.back() += fmt::format(", {} on branch ENIs", group.pods->branch);
  }
  if (group.room) {
    lines.back() +=
        fmt::format("; {}room for {} more", group.subnet_stops ? "but for the subnet " : "", *group.room);
    if (group.branch_room) lines.back() += fmt::format(", or {} on branch ENIs", *group.branch_room);
  }
  return lines;
}

std::string_view verdict_text(NodeVerdict verdict) {
  switch (verdict) {
    case NodeVerdict::fits:
      return "fits";
    case NodeVerdict::above_recommended:
      return "above what AWS recommends";
    case NodeVerdict::below_addresses:
      return "below what the ENIs address";
    case NodeVerdict::older_than_prefixes:
      return "still at the value without prefixes";
    case NodeVerdict::above_addresses:
      return "above what the ENIs address";
    case NodeVerdict::cni_refuses:
      return "aws-node does not start";
    case NodeVerdict::unknown_type:
      return "type unknown";
    case NodeVerdict::unknown_max_pods:
      return "max Pods unknown";
    case NodeVerdict::not_judged:
      return "not judged";
  }
  return "";
}

std::vector<const CheckedGroup*> groups_to_show(const NodeCheck& check) {
  std::vector<const CheckedGroup*> groups;
  for (const CheckedGroup& group : check.groups) groups.push_back(&group);
  std::ranges::stable_sort(groups, {}, [](const CheckedGroup* group) { return rank_of(group->verdict); });
  if (groups.size() > kGroupsShown) groups.resize(kGroupsShown);
  return groups;
}

std::string groups_heading(const NodeCheck& check) {
  if (check.groups.size() <= kGroupsShown) return "Groups";
  return fmt::format("Groups ({} of {}, faults first; --format json has all)", kGroupsShown,
                     check.groups.size());
}

Grid groups_grid(const NodeCheck& check) {
  Grid grid({{"Group"}, {"Made by"}, {"Max Pods"}, {"Figures"}});
  for (const CheckedGroup* const group : groups_to_show(check)) {
    grid.add_row({name_of(*group), kind_text(*group), std::string(verdict_text(group->verdict)),
                  fmt::format("{}", fmt::join(figures_of(*group), "; "))});
  }
  return grid;
}

std::vector<const CheckedNode*> nodes_to_show(const NodeCheck& check) {
  std::vector<const CheckedNode*> nodes;
  for (const CheckedNode& node : check.nodes) nodes.push_back(&node);
  std::ranges::stable_sort(nodes, [](const CheckedNode* a, const CheckedNode* b) {
    if (rank_of(a->verdict) != rank_of(b->verdict)) return rank_of(a->verdict) < rank_of(b->verdict);
    const auto room = [](const CheckedNode* node) {
      return node->room && node->room->pods ? node->room->pods->value() : std::int64_t{1'000'000'000};
    };
    return room(a) < room(b);
  });
  if (nodes.size() > kNodesShown) nodes.resize(kNodesShown);
  return nodes;
}

std::string nodes_heading(const NodeCheck& check) {
  if (check.nodes.size() <= kNodesShown) return "Nodes";
  return fmt::format("Nodes ({} of {}, faults first, then the fullest; --format csv lists all)", kNodesShown,
                     check.nodes.size());
}

Grid nodes_grid(const NodeCheck& check, NodeNames names) {
  std::vector<Grid::Column> columns = {
      {"node"}, {"max\nPods", Align::right}, {"ENIs\naddress", Align::right}};
  if (check.pods_given) {
    columns.insert(columns.end(), {{"Pods", Align::right}, {"room", Align::right}, {"stops"}});
  }
  columns.push_back({"verdict"});
  Grid grid(std::move(columns));
  const std::vector<const CheckedNode*> nodes = nodes_to_show(check);
  const std::string_view domain = names == NodeNames::short_ones ? common_domain(nodes) : std::string_view();
  for (const CheckedNode* const node : nodes) {
    std::string_view name = node->name;
    if (!domain.empty() && name.ends_with(domain)) name.remove_suffix(domain.size());
    std::vector<std::string> cells = {
        names == NodeNames::short_ones ? shortened(name, kShortName) : std::string(name),
        or_unknown(node->max_pods),
        check.groups[node->group].os == NodeOs::windows ? "-" : addressable(*node)};
    if (check.pods_given) {
      cells.push_back(node->pods ? fmt::format("{}", node->pods->total()) : "?");
      cells.push_back(room_text(*node));
      cells.emplace_back(node->room && node->room->stop ? stop_text(*node->room->stop) : "?");
    }
    cells.emplace_back(short_verdict(node->verdict));
    grid.add_row(std::move(cells));
  }
  return grid;
}

std::string nodes_legend(const NodeCheck& check, NodeNames names) {
  std::string text;
  if (names == NodeNames::short_ones) {
    if (const auto domain = common_domain(nodes_to_show(check)); !domain.empty()) {
      text = fmt::format("Names without \"{}\". ", domain);
    }
  }
  text += "\"ENIs address\": addresses for Pods and the Pods on the host network, which need none.";
  if (check.pods_given)
    text += " \"room\": Pods on the Pod network that the node can still take until what \"stops\" names.";
  return text;
}

}  // namespace cniplan::report
