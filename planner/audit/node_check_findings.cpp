#include "planner/audit/node_check_findings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <ranges>
#include <span>

#include "planner/core/counted.hpp"
#include "planner/core/format.hpp"

namespace cniplan {
namespace {

/// Nodes of one group that a finding speaks of.
using Nodes = std::vector<const CheckedNode*>;

/// The names, or the first of them and how many more there are.
std::string names_of(const Nodes& nodes) {
  constexpr std::size_t kFew = 3;
  std::string names;
  for (std::size_t i = 0; i < std::min(kFew, nodes.size()); ++i) {
    names += fmt::format("{}{}", i == 0 ? "" : ", ", nodes[i]->name);
  }
  if (nodes.size() > kFew) names += fmt::format(" and {} more", nodes.size() - kFew);
  return names;
}

NodeCount count_of(const Nodes& nodes) {
  return NodeCount(static_cast<std::int64_t>(nodes.size()));
}

class GroupFindings {
 public:
  GroupFindings(NodeCheck& check, std::size_t group, const JudgedType& judged,
                const ClusterInventory& inventory, const Catalog& catalog, const NodeCheckSettings& settings)
      : check_(check),
        group_(check.groups[group]),
        judged_(judged),
        inventory_(inventory),
        catalog_(catalog),
        settings_(settings),
        subject_(name_of(group_)) {
    for (const CheckedNode& node : std::ranges::equal_range(check.nodes, group, {}, &CheckedNode::group))
      nodes_.push_back(&node);
  }

  void run() {
    switch (group_.host) {
      case NodeHost::fargate:
      case NodeHost::hybrid:
      case NodeHost::elsewhere:
        about_host();
        return;
      case NodeHost::ec2:
      case NodeHost::auto_mode:
        break;
    }
    about_type();
    if (group_.os == NodeOs::windows) {
      about_windows();
    } else if (judged_.figures) {
      about_start();
      about_addresses();
      about_waiting_pods();
      about_wasted_nodes();
      if (group_.host == NodeHost::ec2) about_linux_settings();
    }
    about_values();
    about_unknown_values();
    about_expression();
  }

 private:
  [[nodiscard]] Nodes with(NodeVerdict verdict) const {
    Nodes found;
    std::ranges::copy_if(nodes_, std::back_inserter(found),
                         [&](const CheckedNode* node) { return node->verdict == verdict; });
    return found;
  }

  /// "2 of 5 nodes", "all 5 nodes", "both nodes", "the node".
  [[nodiscard]] std::string portion(const Nodes& some) const {
    if (some.size() < nodes_.size()) return fmt::format("{} of {}", some.size(), counted(count_of(nodes_)));
    if (some.size() == 1) return "the node";
    return some.size() == 2 ? "both nodes" : fmt::format("all {}", counted(count_of(some)));
  }

  static std::string_view verb(const Nodes& nodes, std::string_view of_one, std::string_view of_many) {
    return nodes.size() == 1 ? of_one : of_many;
  }

  /// The check of a rule that has found nothing yet.
  RuleCheck& look_at(RuleRef rule) {
    return check_.checks.emplace_back(RuleCheck{.rule = rule, .subject = subject_});
  }

  void find(RuleCheck& check, std::string message, std::string remedy, const Nodes& nodes,
            std::optional<Severity> severity = std::nullopt) {
    check.findings.push_back(check_.findings.size());
    check_.findings.push_back({.rule = check.rule,
                               .severity = severity.value_or(check.rule->severity),
                               .subject = subject_,
                               .message = std::move(message),
                               .remedy = std::move(remedy),
                               .location = nodes.empty() ? Location{} : nodes.front()->location});
  }

  void about_host() {
    RuleCheck& check = look_at("nodes.not-judged");
    const std::string count = counted(count_of(nodes_));
    switch (group_.host) {
      case NodeHost::fargate:
        find(check, fmt::format("{}: each is one Pod with an ENI of its own", count),
             "plan one address of the profile's subnets for each Pod", nodes_);
        return;
      case NodeHost::hybrid:
        find(check, fmt::format("{} outside of AWS, whose Pods take no address of the VPC", count),
             "their Pod CIDR decides what they hold", nodes_);
        return;
      case NodeHost::elsewhere:
        find(check,
             fmt::format("{} that neither an EC2 provider ID nor an instance type tells about: {}", count,
                         names_of(nodes_)),
             "give nodes of EKS; other clusters' Pods have other addresses", nodes_);
        return;
      case NodeHost::ec2:
      case NodeHost::auto_mode:
        return;
    }
  }

  void about_type() {
    RuleCheck& check = look_at("nodes.unknown-type");
    if (judged_.type != nullptr) return;
    if (group_.instance_type.empty()) {
      find(check,
           fmt::format("{} without the label node.kubernetes.io/instance-type: {}", counted(count_of(nodes_)),
                       names_of(nodes_)),
           "give whole nodes, as kubectl prints them", nodes_);
      return;
    }
    const std::string nearest = catalog_.suggestion(group_.instance_type);
    find(
        check,
        fmt::format("the catalog does not have the type {}, so that {} cannot be judged",
                    group_.instance_type, counted(count_of(nodes_))),
        fmt::format(
            "give --instance-types with the output of: aws ec2 describe-instance-types --instance-types {}{}",
            group_.instance_type, nearest.empty() ? "" : fmt::format("; {}", nearest)),
        nodes_);
  }

  void about_start() {
    const Nodes refusing = with(NodeVerdict::cni_refuses);
    if (check_.cni.ip_family != IpFamily::ipv6) return;
    RuleCheck& check = look_at("cni.refuses-to-start");
    if (refusing.empty()) return;
    find(check,
         fmt::format(
             "aws-node does not start on {}: IPv6 needs a Nitro or bare metal type and no custom networking",
             counted(count_of(refusing))),
         "use a Nitro instance type, or IPv4", refusing);
  }

  [[nodiscard]] static PodCount needing(const CheckedNode& node) {
    return *node.max_pods - node.addresses->host_network - (node.pods ? node.pods->branch : PodCount(0));
  }

  void about_addresses() {
    RuleCheck& check = look_at("nodes.above-addresses");
    const Nodes above = with(NodeVerdict::above_addresses);
    if (above.empty()) return;
    const auto excess = [](const CheckedNode* node) {
      return needing(*node) - PodCount(node->addresses->pod_ips->value());
    };
    const CheckedNode& worst = **std::ranges::max_element(above, {}, excess);
    // With every branch ENI in use there would be addresses for the rest.
    const bool branch_pods_help = std::ranges::all_of(above, [&](const CheckedNode* node) {
      const PodCount branch_enis(node->addresses->branch_enis.value());
      const PodCount running = node->pods ? node->pods->branch : PodCount(0);
      return excess(node) <= branch_enis - running;
    });
    const NodeAddresses& addresses = *worst.addresses;
    const PodCount branch = worst.pods ? worst.pods->branch : PodCount(0);
    std::string message = fmt::format(
        "{} {} {}, with addresses for {} ({}){} {} on the host network{}: {} of them would hang in "
        "ContainerCreating{} ({})",
        portion(above), verb(above, "admits", "admit"), counted(*worst.max_pods), *addresses.pod_ips,
        counted(addresses.usable_enis, "usable ENI", "usable ENIs"), branch > PodCount(0) ? "," : " and",
        addresses.host_network, branch > PodCount(0) ? fmt::format(" and {} on branch ENIs", branch) : "",
        excess(&worst), above.size() == 1 ? "" : " on the worst node", names_of(above));
    if (branch_pods_help) {
      message += fmt::format(
          "; not if as many have security groups of their own, for which there are {} branch ENIs",
          addresses.branch_enis);
    }
    const PodCount right =
        std::min(*addresses.max_pods, addresses.recommended_max_pods.value_or(*addresses.max_pods));
    const bool could_have_prefixes =
        !check_.cni.prefix_delegation && judged_.type->supports_prefix_delegation();
    find(check, std::move(message),
         fmt::format("set max Pods to {}{}, and replace the nodes", right,
                     could_have_prefixes ? " or turn prefix delegation on" : ""),
         above, branch_pods_help ? std::optional(Severity::warning) : std::nullopt);
  }

  void about_waiting_pods() {
    if (!check_.pods_given) return;
    RuleCheck& check = look_at("nodes.pods-without-address");
    Nodes waiting;
    PodCount pods;
    for (const CheckedNode* const node : nodes_) {
      const auto& ips = node->addresses->pod_ips;
      if (!ips || node->pods->without_address == PodCount(0) ||
          node->pods->pod_network <= PodCount(ips->value()))
        continue;
      waiting.push_back(node);
      pods += std::min(node->pods->without_address, node->pods->pod_network - PodCount(ips->value()));
    }
    if (waiting.empty()) return;
    find(check,
         fmt::format("{} on {} {} no address: every address of the ENIs is taken ({})", counted(pods),
                     counted(count_of(waiting)), pods == PodCount(1) ? "has" : "have", names_of(waiting)),
         "move Pods to other nodes, and lower max Pods to what the ENIs can address", waiting);
  }

  void about_wasted_nodes() {
    RuleCheck& below = look_at("nodes.below-addresses");
    const Nodes wasted = with(NodeVerdict::below_addresses);
    if (!wasted.empty()) {
      const auto right = [](const CheckedNode* node) {
        return node->addresses->recommended_max_pods.value_or(*node->max_pods);
      };
      const auto lost = [&](const CheckedNode* node) { return right(node) - *node->max_pods; };
      const CheckedNode& worst = **std::ranges::max_element(wasted, {}, lost);
      const bool after = settings_.since && std::ranges::all_of(wasted, [&](const CheckedNode* node) {
                           return node->created && *node->created >= *settings_.since;
                         });
      const std::string addressable = worst.addresses->max_pods
                                          ? fmt::format("{}", *worst.addresses->max_pods)
                                          : std::string("any number");
      const bool capped = worst.addresses->max_pods != right(&worst);
      find(
          below,
          fmt::format("{} {} {}, where the ENIs address {}{}{} ({})", portion(wasted),
                      verb(wasted, "admits", "admit"), counted(*worst.max_pods), addressable,
                      capped ? fmt::format(" and AWS recommends {}", right(&worst)) : "",
                      after ? fmt::format("; made after {}, so that the launch template or NodeClass sets it",
                                          to_string(*settings_.since))
                            : "",
                      names_of(wasted)),
          fmt::format("set max Pods to {} and replace the nodes, if CPU and memory bear that many Pods",
                      right(&worst)),
          wasted);
    }
    if (group_.host != NodeHost::ec2) return;
    RuleCheck& recommended = look_at("nodes.above-recommended");
    if (const Nodes above = with(NodeVerdict::above_recommended); !above.empty()) {
      find(recommended,
           fmt::format("{} {} {}, where AWS recommends {} ({})", portion(above),
                       verb(above, "admits", "admit"), counted(*above.front()->max_pods),
                       *above.front()->addresses->recommended_max_pods, names_of(above)),
           fmt::format("set max Pods to {}", *above.front()->addresses->recommended_max_pods), above);
    }
  }

  void about_linux_settings() {
    about_older_nodes();
    about_prefixes();
    about_host_network_pods();
    about_eni_configs();
    about_cni_nodes();
  }

  void about_older_nodes() {
    if (!check_.cni.prefix_delegation || judged_.figures->ips_per_slot == 1) return;
    RuleCheck& check = look_at("nodes.older-than-prefixes");
    const Nodes old = with(NodeVerdict::older_than_prefixes);
    if (!old.empty()) {
      // Younger nodes of the group that have another value say when the change was.
      std::optional<Timestamp> newest_old;
      for (const CheckedNode* const node : old) {
        if (node->created && (!newest_old || *node->created > *newest_old)) newest_old = node->created;
      }
      std::optional<Timestamp> oldest_new;
      for (const CheckedNode* const node : nodes_) {
        if (node->verdict == NodeVerdict::older_than_prefixes || !node->created || !node->max_pods) continue;
        if (*node->max_pods > *old.front()->max_pods && (!oldest_new || *node->created < *oldest_new))
          oldest_new = node->created;
      }
      const std::string_view they = verb(old, "it was", "they were");
      std::string why;
      if (settings_.since) {
        why = fmt::format("{} made before {}", they, to_string(*settings_.since));
      } else if (newest_old && oldest_new && *newest_old < *oldest_new) {
        why = fmt::format("{} made before {}, when the group's first node with more came", they,
                          to_string(*oldest_new));
      } else {
        why = fmt::format("{} made before the change, or the launch template still sets it", they);
      }
      const PodCount right = old.front()->addresses->recommended_max_pods.value_or(*old.front()->max_pods);
      find(check,
           fmt::format("{} still {} max Pods {}, the value without prefixes, where {} fit: {} ({})",
                       portion(old), verb(old, "has", "have"), *old.front()->max_pods, right, why,
                       names_of(old)),
           fmt::format("replace {} with max Pods {}", verb(old, "it by a node", "them by nodes"), right),
           old);
    }
    if (!settings_.since) return;
    Nodes before;
    std::ranges::copy_if(nodes_, std::back_inserter(before), [&](const CheckedNode* node) {
      return node->verdict != NodeVerdict::older_than_prefixes && node->created &&
             *node->created < *settings_.since;
    });
    if (before.empty()) return;
    find(check,
         fmt::format(
             "{} {} made before {}: single addresses may stand on {} ENIs where prefixes could be ({})",
             portion(before), verb(before, "was", "were"), to_string(*settings_.since),
             verb(before, "its", "their"), names_of(before)),
         "replace the nodes", before, Severity::info);
  }

  void about_prefixes() {
    if (!check_.cni.prefix_delegation) return;
    RuleCheck& check = look_at("cni.prefixes-need-nitro");
    if (!judged_.figures->remarks.contains(MaxPodsRemark::prefixes_need_nitro)) return;
    find(check,
         fmt::format("prefix delegation is on, and {} falls back to secondary IP mode", group_.instance_type),
         "use a Nitro instance type", nodes_);
  }

  void about_host_network_pods() {
    if (!check_.pods_given) return;
    RuleCheck& check = look_at("nodes.host-network-pods");
    Nodes more;
    for (const CheckedNode* const node : nodes_) {
      const auto& recommended = node->addresses->recommended_max_pods;
      const bool could_rise = node->max_pods && recommended && *node->max_pods < *recommended;
      if (node->verdict == NodeVerdict::fits && could_rise && node->pods->host_network > kHostNetworkPods)
        more.push_back(node);
    }
    if (more.empty()) return;
    const CheckedNode& first = *more.front();
    std::string who;
    for (const auto& owner : inventory_.host_network_owners() | std::views::keys) {
      if (owner == "aws-node" || owner == "kube-proxy") continue;
      if (!who.empty()) who += ", ";
      if (who.size() > 60) {
        who += "...";
        break;
      }
      who += owner;
    }
    find(
        check,
        fmt::format(
            "{} {} {} Pods on the host network and not 2 ({}): max Pods {} leaves addresses for {} idle ({})",
            portion(more), verb(more, "runs", "run"), first.pods->host_network, who, *first.max_pods,
            counted(*first.addresses->recommended_max_pods - *first.max_pods), names_of(more)),
        fmt::format("max Pods can be {}", *first.addresses->recommended_max_pods), more);
  }

  void about_eni_configs() {
    if (!check_.cni.custom_networking || inventory_.eni_configs().empty()) return;
    RuleCheck& check = look_at("nodes.no-eni-config");
    Nodes without;
    Nodes untold;
    for (const CheckedNode* const node : nodes_) {
      if (node->eni_config.empty()) {
        untold.push_back(node);
      } else if (inventory_.eni_config(node->eni_config) == nullptr) {
        without.push_back(node);
      }
    }
    if (!without.empty()) {
      find(
          check,
          fmt::format("{} {} for the ENIConfig \"{}\", which is not among those given ({})", portion(without),
                      verb(without, "asks", "ask"), without.front()->eni_config, names_of(without)),
          "create it, or correct the label of the node", without);
    }
    if (!untold.empty()) {
      const std::string& zone = untold.front()->zone;
      find(check,
           fmt::format("{} {} for no ENIConfig, and none is called {}\"default\" ({})", portion(untold),
                       verb(untold, "asks", "ask"),
                       zone.empty() ? "" : fmt::format("\"{}\" as its zone or ", zone), names_of(untold)),
           "create it, unless ENI_CONFIG_LABEL_DEF names another label of the nodes", untold,
           Severity::warning);
    }
  }

  void about_cni_nodes() {
    if (!inventory_.cni_nodes_given()) return;
    RuleCheck& check = look_at("nodes.cni-node-differs");
    Nodes different;
    std::string how;
    for (const CheckedNode* const node : nodes_) {
      const ObservedCniNode* const cni_node = inventory_.cni_node(node->name);
      if (cni_node == nullptr) continue;
      const bool networking = cni_node->custom_networking != check_.cni.custom_networking;
      const bool trunk = cni_node->trunk && !check_.cni.pod_eni;
      if (!networking && !trunk) continue;
      if (how.empty()) {
        how = networking ? fmt::format("custom networking {}", cni_node->custom_networking ? "on" : "off")
                         : std::string("security groups for Pods on");
      }
      different.push_back(node);
    }
    if (different.empty()) return;
    find(check,
         fmt::format("the CNINode of {} has {}, unlike the settings ({})", portion(different), how,
                     names_of(different)),
         "give the cluster's present settings, or replace nodes that are older than the change", different);
  }

  void about_windows() {
    RuleCheck& check = look_at("nodes.windows");
    std::string addresses = "an unknown number of addresses";
    if (judged_.figures && judged_.figures->pod_ips) addresses = counted(*judged_.figures->pod_ips);
    for (const CheckedNode* const node : nodes_) {
      if (node->allocatable.windows_ips) {
        addresses = counted(*node->allocatable.windows_ips);
        break;
      }
    }
    find(check,
         fmt::format("{} with Windows, {}{} for Pods on one ENI; further Pods stay Pending",
                     counted(count_of(nodes_)), nodes_.size() == 1 ? "" : "each ", addresses),
         "max Pods of Windows nodes needs no change", nodes_);
  }

  void about_values() {
    RuleCheck& check = look_at("nodes.mixed-max-pods");
    if (group_.name.empty() || group_.max_pods.size() < 2) return;
    std::string values;
    for (const CheckedGroup::Value& value : group_.max_pods) {
      values += fmt::format("{}{} on {}", values.empty() ? "" : ", ", value.max_pods, counted(value.nodes));
    }
    Nodes fewest;
    const NodeCount least = std::ranges::min(group_.max_pods, {}, &CheckedGroup::Value::nodes).nodes;
    const auto rare = std::ranges::find(group_.max_pods, least, &CheckedGroup::Value::nodes);
    std::ranges::copy_if(nodes_, std::back_inserter(fewest),
                         [&](const CheckedNode* node) { return node->max_pods == rare->max_pods; });
    find(check,
         fmt::format("max Pods is {}; {} {} {}", values, names_of(fewest),
                     fewest.size() == 1 ? "has" : "have", rare->max_pods),
         "replace the nodes with the old value", fewest);
  }

  void about_unknown_values() {
    RuleCheck& check = look_at("nodes.unknown-max-pods");
    Nodes unknown;
    std::ranges::copy_if(nodes_, std::back_inserter(unknown),
                         [](const CheckedNode* node) { return !node->max_pods; });
    if (unknown.empty()) return;
    find(check,
         fmt::format("{} {} neither status.allocatable.pods nor status.capacity.pods ({})", portion(unknown),
                     verb(unknown, "has", "have"), names_of(unknown)),
         "wait until kubelet has registered, and give whole nodes", unknown);
  }

  void about_expression() {
    if (settings_.expression == nullptr || group_.os != NodeOs::linux || group_.host != NodeHost::ec2 ||
        judged_.type == nullptr)
      return;
    RuleCheck& value = look_at("max-pods.expression");
    if (!group_.expression) {
      const auto fault = settings_.expression->evaluate(*judged_.type);
      find(value, fmt::format("the expression has no value: {}", fault ? "" : fault.error().message),
           "nodeadm sets its default there; correct the expression", nodes_);
      return;
    }
    RuleCheck& above = look_at("max-pods.above-addresses");
    if (!judged_.figures->max_pods || *group_.expression <= *judged_.figures->max_pods) return;
    find(above,
         fmt::format(
             "the expression gives {}, and the ENIs have addresses for {} with 2 Pods on the host network",
             *group_.expression, *judged_.figures->max_pods),
         fmt::format("make it {} at most", *judged_.figures->max_pods), nodes_);
  }

  NodeCheck& check_;
  const CheckedGroup& group_;
  const JudgedType& judged_;
  const ClusterInventory& inventory_;
  const Catalog& catalog_;
  const NodeCheckSettings& settings_;
  std::string subject_;
  Nodes nodes_;
};

/// What all nodes of a subnet admit together, against what is free in it and what they hold in reserve.
void about_subnets(NodeCheck& check, const ClusterInventory& inventory) {
  struct Sum {
    PodCount wanted;
    PodCount warm;
    PodCount free;
    Nodes nodes;
  };
  std::map<std::string, Sum> subnets;
  for (const CheckedNode& node : check.nodes) {
    if (!node.room || !node.room->by_subnet || !node.room->by_max_pods) continue;
    Sum& sum = subnets[node.subnet];
    sum.free = *node.room->by_subnet - node.room->reserve;
    sum.warm += node.room->reserve;
    sum.wanted +=
        std::min(*node.room->by_max_pods, node.room->by_addresses.value_or(*node.room->by_max_pods));
    sum.nodes.push_back(&node);
  }
  for (const auto& [id, sum] : subnets) {
    RuleCheck& looked = check.checks.emplace_back(
        RuleCheck{.rule = "nodes.subnet-room", .subject = fmt::format("subnet \"{}\"", id)});
    if (sum.wanted <= sum.free + sum.warm) continue;
    looked.findings.push_back(check.findings.size());
    check.findings.push_back(
        {.rule = "nodes.subnet-room",
         .subject = looked.subject,
         .message = fmt::format(
             "{} {} {} more, and the subnet has {} free addresses for them, beside {} in their reserve ({})",
             counted(count_of(sum.nodes)), sum.nodes.size() == 1 ? "admits" : "admit", counted(sum.wanted),
             sum.free, sum.warm, names_of(sum.nodes)),
         .remedy = "add a subnet or a secondary CIDR before the nodes fill up",
         .location = inventory.subnet_room(id)->location});
  }
}

/// The gravest first; the checks' numbers follow.
void sort_findings(NodeCheck& check) {
  std::vector<std::size_t> order(check.findings.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return check.findings[i].severity; });
  std::vector<std::size_t> place(order.size());
  std::vector<Finding> sorted;
  for (std::size_t i = 0; i < order.size(); ++i) {
    place[order[i]] = i;
    sorted.push_back(std::move(check.findings[order[i]]));
  }
  check.findings = std::move(sorted);
  for (RuleCheck& looked : check.checks) {
    for (std::size_t& finding : looked.findings) finding = place[finding];
    std::ranges::sort(looked.findings);
  }
}

}  // namespace

void add_findings(NodeCheck& check, std::span<const JudgedType> types, const ClusterInventory& inventory,
                  const Catalog& catalog, const NodeCheckSettings& settings) {
  for (std::size_t group = 0; group < check.groups.size(); ++group) {
    GroupFindings(check, group, types[group], inventory, catalog, settings).run();
  }
  about_subnets(check, inventory);
  sort_findings(check);
}

}  // namespace cniplan
