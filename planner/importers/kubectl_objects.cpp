#include "planner/importers/kubectl_objects.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "planner/catalog/addons.hpp"
#include "planner/core/counted.hpp"
#include "planner/importers/cni_part.hpp"
#include "planner/importers/detect.hpp"
#include "planner/importers/kubernetes_objects.hpp"

namespace cniplan {
namespace {

using Kind = DocumentNode::Kind;

constexpr std::string_view kDeployment = "Deployment";
constexpr std::string_view kStatefulSet = "StatefulSet";
constexpr std::string_view kDaemonSet = "DaemonSet";
constexpr std::string_view kIngress = "Ingress";

/// Namespaces in which add-ons run unless somebody moves them. Source: the charts and manifests of
/// data/addons.csv.
constexpr std::array<std::string_view, 4> kAddonSpaces = {"kube-system", "amazon-cloudwatch", "karpenter",
                                                          "opentelemetry-operator-system"};

bool is_written(const Location& at) {
  return at.source >= 0;
}

/// "a, b and 3 more"
std::string first_of(const std::vector<std::string>& names) {
  constexpr std::size_t kFew = 5;
  const std::vector<std::string> shown(
      names.begin(), names.begin() + static_cast<std::ptrdiff_t>(std::min(kFew, names.size())));
  std::string out = fmt::format("{}", fmt::join(shown, ", "));
  if (names.size() > kFew) out += fmt::format(" and {} more", names.size() - kFew);
  return out;
}

std::string scalar_at(const DocumentNode* mapping, std::string_view key) {
  const DocumentNode* const value = mapping == nullptr ? nullptr : mapping->find(key);
  return value == nullptr || value->kind != Kind::scalar ? std::string() : value->scalar;
}

/// What nodes have when nobody sets it, as planner/plan/group_max_pods has it for groups without maxPods:
/// nodeadm's formula, in a managed node group at most EKS's ceiling by vCPUs; on Windows kubelet's own.
/// Nothing for EKS Auto Mode, which depends on more. Source: awslabs/amazon-eks-ami
/// nodeadm/internal/kubelet/eni_max_pods.go; kubelet's maxPods.
std::optional<std::int64_t> default_max_pods(const InstanceType* type, NodeManager manager, NodeOs os) {
  constexpr std::int64_t kKubelet = 110;
  constexpr std::int64_t kManyVcpus = 250;
  constexpr std::int32_t kFewVcpus = 30;
  if (os == NodeOs::windows) return kKubelet;
  if (type == nullptr || manager == NodeManager::auto_mode || type->ipv4_per_eni == 0) return std::nullopt;
  const std::int64_t pods = std::int64_t{type->enis} * (type->ipv4_per_eni - 1) + 2;
  if (manager != NodeManager::managed || !type->vcpus) return pods;
  return std::min(pods, *type->vcpus > kFewVcpus ? kManyVcpus : kKubelet);
}

/// Pods of one owner.
struct PodsOfOwner {
  std::int64_t on_nodes = 0;
  std::int64_t on_fargate = 0;
  bool pod_eni = false;
  const KubernetesPod* first = nullptr;  ///< of those on nodes, else of those on Fargate
  std::set<std::string> nodes;
};

class Cluster {
 public:
  explicit Cluster(const ImporterInput& input) : input_(input) {}

  Result<PartialSpec, Diagnostics> run() {
    for (const DocumentNode* document : input_.documents) read(*document);
    if (has_errors(said_)) return failure(std::move(said_));
    part_.spec.location = input_.documents.front()->location;
    part_.spec.location.length = 0;
    make_node_groups();
    make_cni_settings();
    count_pods();
    for (const KubernetesController& controller : controllers_) make_workload(controller);
    for (const KubernetesDaemonSet& set : daemon_sets_) make_daemon_set(set);
    make_owners_of_pods();
    say_policies_without_pods();
    for (const KubernetesAutoscaler& scaler : autoscalers_) {
      if (!used_scalers_.contains(&scaler)) {
        ignored(fmt::format("HorizontalPodAutoscaler \"{}\"", scaler.name.full()),
                fmt::format("no file has its {} \"{}\", or another one scales it", scaler.target_kind,
                            scaler.target_name),
                scaler.name.location);
      }
    }
    finish_addons();
    make_load_balancers();
    if (!part_.spec.node_groups.empty() && controllers_.empty() && pods_.empty())
      part_.spec.pods_unknown = true;
    part_.warnings = std::move(said_);
    return std::move(part_);
  }

 private:
  void read(const DocumentNode& document) {
    if (is_node(document)) {
      add(nodes_, read_kubernetes_node(document, said_), "Node");
    } else if (is_pod(document)) {
      add(pods_, read_kubernetes_pod(document, said_), "Pod");
    } else if (is_other_daemon_set(document)) {
      add(daemon_sets_, read_kubernetes_daemon_set(document, said_), kDaemonSet);
    } else if (is_autoscaler(document)) {
      add(autoscalers_, read_kubernetes_autoscaler(document, said_), "HorizontalPodAutoscaler");
    } else if (is_ingress(document)) {
      add(balancers_, read_kubernetes_ingress(document, said_), kIngress);
    } else if (is_ingress_class(document)) {
      add(ingress_classes_, read_kubernetes_ingress_class(document, said_), "IngressClass");
    } else if (is_security_group_policy(document)) {
      add(policies_, read_kubernetes_security_group_policy(document, said_), "SecurityGroupPolicy");
    } else if (is_cni_node(document)) {
      add(cni_nodes_, read_kubernetes_cni_node(document, said_), "CNINode");
    } else if (is_load_balancer_service(document)) {
      add(balancers_, read_kubernetes_service(document, said_), "Service");
    } else {
      add(controllers_, read_kubernetes_controller(document, said_), scalar_at(&document, "kind"));
    }
  }

  template <class Object>
  void add(std::vector<Object>& objects, std::optional<Object> object, std::string_view kind) {
    if (!object) return;
    const auto [first, is_new] =
        places_.try_emplace(fmt::format("{} {}", kind, object->name.full()), object->name.location);
    if (is_new) {
      objects.push_back(*std::move(object));
      return;
    }
    said_.push_back(
        {.code = "kubectl.duplicate",
         .message = fmt::format("{} \"{}\" is given twice", kind, object->name.full()),
         .way_out = first->second.source == object->name.location.source
                        ? fmt::format("leave one of them; the first is in line {}", first->second.line)
                        : "leave one of them; the first is in another file",
         .location = object->name.location});
  }

  void derived(std::string what, std::string because, Location at) {
    part_.notes.push_back({ImportNote::Kind::derived, std::move(what), std::move(because), at});
  }
  void ignored(std::string what, std::string because, Location at) {
    part_.notes.push_back({ImportNote::Kind::ignored, std::move(what), std::move(because), at});
  }
  void say(Severity severity, std::string code, std::string message, std::string way_out, Location at) {
    said_.push_back({.code = std::move(code),
                     .severity = severity,
                     .message = std::move(message),
                     .way_out = std::move(way_out),
                     .location = at});
  }

  /// A name that nothing else of its sort has: with its kind when the plain one is taken.
  static std::string unique(std::set<std::string>& taken, const std::string& name, std::string_view kind) {
    std::string out = name;
    for (int i = 1; !taken.insert(out).second; ++i) {
      out = i == 1 ? fmt::format("{} ({})", name, kind) : fmt::format("{} ({} {})", name, kind, i);
    }
    return out;
  }

  // Nodes.

  struct Group {
    KubernetesNodeHost host;
    std::vector<const KubernetesNode*> nodes;
    std::string name;
  };

  static NodeManager manager_of(KubernetesNodeHost host) {
    switch (host) {
      case KubernetesNodeHost::managed:
        return NodeManager::managed;
      case KubernetesNodeHost::karpenter:
        return NodeManager::karpenter;
      case KubernetesNodeHost::auto_mode:
        return NodeManager::auto_mode;
      case KubernetesNodeHost::hybrid:
        return NodeManager::hybrid;
      case KubernetesNodeHost::self_managed:
      case KubernetesNodeHost::fargate:
      case KubernetesNodeHost::elsewhere:
        return NodeManager::self_managed;
    }
    return NodeManager::self_managed;
  }

  static std::string_view word_of(KubernetesNodeHost host) {
    switch (manager_of(host)) {
      case NodeManager::managed:
        return "managed";
      case NodeManager::karpenter:
        return "Karpenter";
      case NodeManager::auto_mode:
        return "Auto Mode";
      case NodeManager::hybrid:
        return "hybrid";
      case NodeManager::self_managed:
        return "self-managed";
    }
    return "";
  }

  static std::string default_name(KubernetesNodeHost host) {
    if (host == KubernetesNodeHost::auto_mode) return "auto";
    return host == KubernetesNodeHost::hybrid ? "hybrid" : "nodes";
  }

  void make_node_groups() {
    std::map<std::pair<KubernetesNodeHost, std::string>, std::size_t> index;
    std::vector<std::string> elsewhere;
    const KubernetesNode* first_elsewhere = nullptr;
    for (const KubernetesNode& node : nodes_) {
      if (node.host == KubernetesNodeHost::fargate) {
        if (fargate_nodes_++ == 0) first_fargate_node_ = &node;
        continue;
      }
      if (node.host == KubernetesNodeHost::elsewhere) {
        if (first_elsewhere == nullptr) first_elsewhere = &node;
        elsewhere.push_back(node.name.name);
        continue;
      }
      const std::string name = node.group.empty() ? default_name(node.host) : node.group;
      const auto [found, is_new] = index.try_emplace({node.host, name}, groups_.size());
      if (is_new) groups_.push_back({.host = node.host, .nodes = {}, .name = name});
      groups_[found->second].nodes.push_back(&node);
    }
    std::set<std::string> taken;
    for (Group& group : groups_) group.name = unique(taken, group.name, word_of(group.host));
    std::vector<std::string> fixed;
    for (std::size_t i = 0; i < groups_.size(); ++i) {
      for (const KubernetesNode* node : groups_[i].nodes) group_of_node_.emplace(node->name.name, i);
      make_node_group(groups_[i], fixed);
    }
    if (!fixed.empty()) {
      say(Severity::warning, "kubectl.nodes-max",
          fmt::format("no file says how many nodes {} may have: planned with those that run now",
                      fixed.size() == 1 ? fmt::format("node group \"{}\"", fixed.front())
                                        : fmt::format("the node groups {}", first_of(fixed))),
          "give nodes.max in a spec, or the files that make the node groups",
          groups_.front().nodes.front()->name.location);
    }
    if (!elsewhere.empty()) {
      say(Severity::warning, "kubectl.node-elsewhere",
          fmt::format(
              "{} without an instance type, which {} on EC2: {}", elsewhere.size() == 1 ? "a Node" : "Nodes",
              elsewhere.size() == 1 ? "is not known to be" : "are not known to be", first_of(elsewhere)),
          "plan them in a spec, with their instanceTypes", first_elsewhere->name.location);
    }
  }

  [[nodiscard]] const NodeGroupSpec* known_group(std::string_view name) const {
    const auto& groups = input_.known.node_groups;
    const auto found = std::ranges::find_if(
        groups, [&](const NodeGroupSpec& group) { return group.name && group.name->value == name; });
    return found == groups.end() ? nullptr : &*found;
  }

  void make_node_group(const Group& group, std::vector<std::string>& fixed) {
    const Location at = group.nodes.front()->name.location;
    const auto count = std::ssize(group.nodes);
    const NodeGroupSpec* const known = known_group(group.name);
    const std::string subject = fmt::format("node group \"{}\"", group.name);
    NodeGroupSpec out{.location = at};
    out.name = Located<std::string>{group.name, at};
    if (group.nodes.front()->group.empty()) {
      derived(fmt::format("{}: {}", subject, counted(NodeCount(count))), "their labels name no node group",
              at);
    }
    out.manager = Located<NodeManager>{manager_of(group.host), at};
    out.nodes.location = at;
    out.nodes.desired = Located<std::int64_t>{count, at};
    set_os(out, group, subject);
    set_types(out, group, subject);
    set_max_pods(out, group, subject);
    set_subnets(out, group, known, subject);
    if (known != nullptr) {
      give_way(out, *known, subject);
    } else if (!input_.known.node_groups.empty()) {
      say(Severity::warning, "kubectl.other-group",
          fmt::format("{} has {} and no other file names it; planned beside the node groups of the others",
                      subject, counted(NodeCount(count))),
          "where it is one of those, call it the same there, or leave one of the files out", at);
    }
    const bool has_max = known != nullptr && known->nodes.max;
    if (!has_max && group.host != KubernetesNodeHost::hybrid) fixed.push_back(group.name);
    part_.spec.node_groups.push_back(std::move(out));
  }

  void set_os(NodeGroupSpec& out, const Group& group, const std::string& subject) {
    const KubernetesNode& first = *group.nodes.front();
    out.os = Located<NodeOs>{first.os, first.name.location};
    const auto other =
        std::ranges::find_if(group.nodes, [&](const KubernetesNode* node) { return node->os != first.os; });
    if (other == group.nodes.end()) return;
    say(Severity::warning, "kubectl.os-differs",
        fmt::format("{}: its Nodes have different operating systems; planned with that of Node \"{}\"",
                    subject, first.name.name),
        "plan them as groups of their own in a spec", (*other)->name.location);
  }

  void set_types(NodeGroupSpec& out, const Group& group, const std::string& subject) {
    if (group.host == KubernetesNodeHost::hybrid) return;
    std::vector<std::string> without;
    const KubernetesNode* first_without = nullptr;
    for (const KubernetesNode* node : group.nodes) {
      if (!node->instance_type) {
        if (first_without == nullptr) first_without = node;
        without.push_back(node->name.name);
      } else if (std::ranges::find(out.instance_types, node->instance_type->value,
                                   &Located<std::string>::value) == out.instance_types.end()) {
        out.instance_types.push_back(*node->instance_type);
      }
    }
    if (without.empty()) return;
    say(Severity::warning, "kubectl.no-instance-type",
        fmt::format("{}: no label node.kubernetes.io/instance-type on {}", subject, first_of(without)),
        "give instanceTypes of the node group in a spec", first_without->name.location);
  }

  void set_max_pods(NodeGroupSpec& out, const Group& group, const std::string& subject) {
    if (group.host == KubernetesNodeHost::hybrid) return;
    std::vector<const KubernetesNode*> told;
    bool all_default = true;
    for (const KubernetesNode* node : group.nodes) {
      if (!node->max_pods) continue;
      told.push_back(node);
      const InstanceType* const type =
          node->instance_type ? input_.catalog.find(node->instance_type->value) : nullptr;
      all_default =
          all_default && default_max_pods(type, out.manager->value, out.os->value) == node->max_pods->value;
    }
    if (told.empty() || all_default) return;
    const auto by_value = [](const KubernetesNode* node) { return node->max_pods->value; };
    const auto [least, most] = std::ranges::minmax_element(told, {}, by_value);
    out.max_pods = Located<MaxPodsSpec>{PodCount((*least)->max_pods->value), (*least)->max_pods->location};
    if (by_value(*least) == by_value(*most)) return;
    say(Severity::warning, "kubectl.max-pods-differ",
        fmt::format("{}: max Pods is {} on Node \"{}\" and {} on Node \"{}\"; planned with the lower one",
                    subject, by_value(*least), (*least)->name.name, by_value(*most), (*most)->name.name),
        "plan them as groups of their own in a spec; check-nodes compares each Node",
        (*most)->max_pods->location);
  }

  /// A spec's node groups name subnets, nodes have zones.
  void set_subnets(NodeGroupSpec& out, const Group& group, const NodeGroupSpec* known,
                   const std::string& subject) {
    if (group.host == KubernetesNodeHost::hybrid || (known != nullptr && !known->subnets.empty())) return;
    std::set<std::string> zones;
    for (const KubernetesNode* node : group.nodes) {
      if (!node->zone.empty()) zones.insert(node->zone);
    }
    if (zones.empty()) return;
    const Location at = group.nodes.front()->name.location;
    std::vector<std::string> names;
    bool all = true;
    for (const SubnetSpec& subnet : input_.known.vpc.subnets) {
      const bool for_nodes = subnet.uses && std::ranges::any_of(*subnet.uses, [](const auto& use) {
                               return use.value == SubnetUse::nodes;
                             });
      if (!for_nodes) continue;
      const Given<std::string>& name = subnet.name ? subnet.name : subnet.id;
      if (!subnet.az || !name) return;
      if (zones.contains(subnet.az->value)) {
        names.push_back(name->value);
      } else {
        all = false;
      }
    }
    if (names.empty()) {
      ignored(fmt::format("{}: zones {}", subject, fmt::join(zones, ", ")),
              "no file lists subnets for nodes in these zones", at);
      return;
    }
    if (all) return;
    for (const std::string& name : names) out.subnets.push_back({name, Location{}});
    derived(fmt::format("{}: subnets {}", subject, fmt::join(names, ", ")),
            fmt::format("those for nodes in the zones of its Nodes, {}", fmt::join(zones, ", ")), at);
  }

  /// What other files say is what is wanted: it stays, and what runs is said where it is something else.
  void give_way(NodeGroupSpec& out, const NodeGroupSpec& known, const std::string& subject) {
    if (!known.instance_types.empty()) {
      std::vector<std::string> others;
      for (const auto& type : out.instance_types) {
        if (std::ranges::find(known.instance_types, type.value, &Located<std::string>::value) ==
            known.instance_types.end()) {
          others.push_back(type.value);
        }
      }
      if (!others.empty()) {
        say(Severity::warning, "kubectl.differs",
            fmt::format("{}: Nodes of type {} run, which no other file names; planned without", subject,
                        first_of(others)),
            "correct instanceTypes there", out.location);
      }
      out.instance_types.clear();
    }
    give_way(out.nodes.desired, known.nodes.desired, subject, "nodes.desired");
    if (known.os && is_written(known.os->location) && out.os && known.os->value != out.os->value) {
      say(Severity::warning, "kubectl.differs",
          fmt::format("{}: its Nodes run another operating system than another file says, which is planned",
                      subject),
          "correct os there", out.location);
      out.os.reset();
    }
    if (known.max_pods && out.max_pods) {
      const auto* const wanted = std::get_if<PodCount>(&known.max_pods->value);
      const PodCount runs = std::get<PodCount>(out.max_pods->value);
      if (wanted != nullptr && *wanted != runs) {
        say(Severity::warning, "kubectl.differs",
            fmt::format("{}: max Pods is {} on its Nodes and {} in another file, which is planned", subject,
                        runs.value(), wanted->value()),
            "correct maxPods there", out.max_pods->location);
      }
      out.max_pods.reset();
    }
  }

  void give_way(Given<std::int64_t>& runs, const Given<std::int64_t>& wanted, const std::string& subject,
                std::string_view what) {
    if (!runs || !wanted || !is_written(wanted->location) || runs->value == wanted->value) return;
    say(Severity::warning, "kubectl.differs",
        fmt::format("{}: {} is {} in the cluster and {} in another file, which is planned", subject, what,
                    runs->value, wanted->value),
        fmt::format("correct {} there", what), runs->location);
    runs.reset();
  }

  /// What CNINodes show of the CNI's settings; nothing where a file has the settings themselves.
  void make_cni_settings() {
    if (!input_.known.cni.env.empty()) return;
    const auto shows = [&](bool KubernetesCniNode::* feature, std::string_view feature_name, std::string_view variable) {
      const auto node = std::ranges::find_if(cni_nodes_, feature);
      if (node == cni_nodes_.end()) return;
      const Location at = node->name.location;
      part_.spec.cni.env.push_back({.name = {std::string(variable), at}, .value = {"true", at}});
      derived(fmt::format("cni.env.{} true", variable),
              fmt::format("CNINode \"{}\" has the feature {}", node->name.name, feature_name), at);
    };
    shows(&KubernetesCniNode::security_groups_for_pods, "SecurityGroupsForPods", "ENABLE_POD_ENI");
    shows(&KubernetesCniNode::custom_networking, "CustomNetworking", "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG");
  }

  // Where Pods may run.

  /// Node groups that the placement of Pods leaves; none means all that Pods of Linux run on anyway.
  std::vector<Located<std::string>> groups_of(const PodPlacement& placement, const std::string& subject, Location at) {
    std::vector<std::string> names;
    if (!groups_.empty() && default_groups().empty() && !asks_for_more_than_linux(placement)) return {};
    if (groups_.empty()) {
      if (placement.node_selector != nullptr) names = groups_by_label(*placement.node_selector);
    } else {
      names = groups_by_nodes(placement);
    }
    if (names.empty()) {
      if (groups_.empty() ? asks_for_more_than_linux(placement) : !default_groups().empty()) {
        ignored(fmt::format("{}: its node selector, affinity and tolerations", subject),
                "no node group is known to have Nodes that take its Pods; planned on all", at);
      }
      return {};
    }
    if (names == default_groups()) return {};
    std::vector<Located<std::string>> out;
    for (const std::string& name : names) out.push_back({name, at});
    return out;
  }

  [[nodiscard]] std::vector<std::string> default_groups() const {
    std::vector<std::string> out;
    for (const Group& group : groups_) {
      if (group.host != KubernetesNodeHost::hybrid && group.nodes.front()->os != NodeOs::windows)
        out.push_back(group.name);
    }
    return out;
  }

  [[nodiscard]] std::vector<std::string> groups_by_nodes(const PodPlacement& placement) const {
    const bool any_os = asks_for_more_than_linux(placement);
    const auto taken = [&](const KubernetesNode* node) {
      // Nobody means Windows who does not say so.
      if (!any_os && node->os == NodeOs::windows) return false;
      return may_run_on(placement, {.name = node->name.name, .labels = node->labels, .taints = node->taints});
    };
    // Hybrid nodes have no address of the VPC: only who asks for them alone is planned there.
    const auto found = [&](bool hybrid) {
      std::vector<std::string> out;
      for (const Group& group : groups_) {
        if ((group.host == KubernetesNodeHost::hybrid) == hybrid &&
            std::ranges::any_of(group.nodes, taken)) {
          out.push_back(group.name);
        }
      }
      return out;
    };
    auto out = found(false);
    return out.empty() ? found(true) : out;
  }

  /// Without Nodes: the group that one of the labels names.
  [[nodiscard]] std::vector<std::string> groups_by_label(const DocumentNode& selector) const {
    if (selector.entries.size() != 1) return {};
    const auto& [key, at, value] = selector.entries.front();
    constexpr auto kLabels =
        std::to_array<std::string_view>({"eks.amazonaws.com/nodegroup", "karpenter.sh/nodepool",
                                         "karpenter.sh/provisioner-name", "alpha.eksctl.io/nodegroup-name"});
    if (std::ranges::find(kLabels, key) == kLabels.end() || known_group(value.scalar) == nullptr) return {};
    return {value.scalar};
  }

  // Pods.

  static std::string owner_key(std::string_view kind, std::string_view space, std::string_view name) {
    return fmt::format("{} {}/{}", kind, space, name);
  }

  void count_pods() {
    std::map<std::string, std::pair<std::int64_t, Location>> profiles;
    std::int64_t ended = 0;
    std::int64_t is_static = 0;
    const KubernetesPod* first_ended = nullptr;
    const KubernetesPod* first_static = nullptr;
    for (const KubernetesPod& pod : pods_) {
      if (pod.ended) {
        if (ended++ == 0) first_ended = &pod;
        continue;
      }
      if (pod.is_static) {
        if (is_static++ == 0) first_static = &pod;
        continue;
      }
      const std::string key = pod.owner_kind.empty()
                                  ? owner_key("Pod", pod.name.space, pod.name.name)
                                  : owner_key(pod.owner_kind, pod.name.space, pod.owner_name);
      const auto [found, is_new] = owner_index_.try_emplace(key, owners_.size());
      if (is_new) owners_.emplace_back(key, PodsOfOwner{});
      PodsOfOwner& owner = owners_[found->second].second;
      owner.pod_eni = owner.pod_eni || pod.pod.pod_eni;
      if (!pod.fargate_profile.empty()) {
        ++profiles.try_emplace(pod.fargate_profile, 0, pod.name.location).first->second.first;
        if (owner.first == nullptr) owner.first = &pod;
        ++owner.on_fargate;
        continue;
      }
      if (owner.on_nodes++ == 0) owner.first = &pod;
      if (!pod.node_name.empty()) owner.nodes.insert(pod.node_name);
    }
    if (ended > 0) {
      ignored(counted(PodCount(ended)), "ended, with phase Succeeded or Failed", first_ended->name.location);
    }
    if (is_static > 0)
      ignored(counted(PodCount(is_static)), "run by kubelet itself", first_static->name.location);
    make_fargate_profiles(profiles);
  }

  void make_fargate_profiles(const std::map<std::string, std::pair<std::int64_t, Location>>& profiles) {
    for (const auto& [name, pods] : profiles) {
      FargateProfileSpec out{.location = pods.second};
      out.name = Located<std::string>{name, pods.second};
      out.pods.location = pods.second;
      out.pods.desired = Located<std::int64_t>{pods.first, pods.second};
      const auto& known = input_.known.fargate_profiles;
      const auto same = std::ranges::find_if(known, [&](const FargateProfileSpec& profile) {
        return profile.name && profile.name->value == name;
      });
      if (same != known.end()) {
        give_way(out.pods.desired, same->pods.desired, fmt::format("Fargate profile \"{}\"", name),
                 "pods.desired");
      }
      part_.spec.fargate_profiles.push_back(std::move(out));
    }
    if (fargate_nodes_ == 0) return;
    const Location at = first_fargate_node_->name.location;
    ignored(fmt::format("{} of Fargate", counted(NodeCount(fargate_nodes_))),
            "each is one Pod, counted with its Fargate profile", at);
    if (!profiles.empty()) return;
    say(Severity::warning, "kubectl.fargate-pods",
        fmt::format(
            "{} on Fargate, each with an address: their profiles are on the Pods, which are not given",
            counted(PodCount(fargate_nodes_))),
        "give the Pods too (kubectl get pods -A -o json), or fargateProfiles in a spec", at);
  }

  const PodsOfOwner* pods_of(std::string_view kind, const ObjectName& name) {
    const auto found = owner_index_.find(owner_key(kind, name.space, name.name));
    if (found == owner_index_.end()) return nullptr;
    used_owners_.insert(found->second);
    return &owners_[found->second].second;
  }

  const KubernetesAutoscaler* scaler_of(std::string_view kind, const ObjectName& name) {
    if (scaler_index_.empty()) {
      for (const KubernetesAutoscaler& scaler : autoscalers_) {
        scaler_index_.try_emplace(owner_key(scaler.target_kind, scaler.name.space, scaler.target_name),
                                  &scaler);
      }
    }
    const auto found = scaler_index_.find(owner_key(kind, name.space, name.name));
    if (found == scaler_index_.end()) return nullptr;
    used_scalers_.insert(found->second);
    return found->second;
  }

  static void set_pod(WorkloadSpec& out, const PodShape& pod, Location at) {
    if (pod.host_network) out.host_network = Located<bool>{true, at};
    if (pod.pod_eni) out.pod_eni = Located<bool>{true, at};
    if (pod.cpu_millis > 0) out.requests.cpu_millis = Located<std::int64_t>{pod.cpu_millis, at};
    if (pod.memory_bytes > 0) out.requests.memory_bytes = Located<std::int64_t>{pod.memory_bytes, at};
  }

  /// Pods that a SecurityGroupPolicy selects have branch ENIs, but for those on the host network. Source:
  /// aws/amazon-vpc-resource-controller-k8s webhooks/core/pod_webhook.go.
  const KubernetesSecurityGroupPolicy* policy_of(const PodShape& pod, const ObjectName& name) {
    if (pod.host_network) return nullptr;
    const KubernetesSecurityGroupPolicy* first = nullptr;
    for (const KubernetesSecurityGroupPolicy& policy : policies_) {
      const bool selects = policy.pods_decide && policy.name.space == name.space &&
                           matches_labels(*policy.pod_selector, pod.labels);
      if (!selects) continue;
      used_policies_.insert(&policy);
      if (first == nullptr) first = &policy;
    }
    return first;
  }

  void set_pod_eni(WorkloadSpec& out, const PodShape& pod, const ObjectName& name, const std::string& what) {
    const KubernetesSecurityGroupPolicy* const policy = policy_of(pod, name);
    if (policy == nullptr || out.pod_eni) return;
    out.pod_eni = Located<bool>{true, policy->name.location};
    derived(fmt::format("{}: podEni", what),
            fmt::format("SecurityGroupPolicy \"{}\" selects its Pods", policy->name.full()), policy->name.location);
  }

  /// A spec's DaemonSets have no branch ENIs.
  void leave_out_pod_eni(const PodShape& pod, const ObjectName& name) {
    const KubernetesSecurityGroupPolicy* const policy = policy_of(pod, name);
    if (policy == nullptr) return;
    ignored(fmt::format("DaemonSet \"{}\": branch ENIs of its Pods", name.full()),
            fmt::format("SecurityGroupPolicy \"{}\" selects them, but Pods of DaemonSets are planned without",
                        policy->name.full()),
            policy->name.location);
  }

  void say_policies_without_pods() {
    const KubernetesSecurityGroupPolicy* first = nullptr;
    std::int64_t others = 0;
    for (const KubernetesSecurityGroupPolicy& policy : policies_) {
      if (used_policies_.contains(&policy)) continue;
      if (first == nullptr) {
        first = &policy;
      } else {
        ++others;
      }
      ignored(fmt::format("SecurityGroupPolicy \"{}\"", policy.name.full()),
              policy.pod_selector != nullptr && !policy.pods_decide
                  ? "its serviceAccountSelector asks for labels that are not read"
                  : "which Pods its selector means is in no file",
              policy.location);
    }
    if (first == nullptr) return;
    say(Severity::warning, "security-group-policy.pods",
        fmt::format("SecurityGroupPolicy \"{}\"{}: the Pods that it selects have branch ENIs, with an address each, "
                    "but which they are is in no file",
                    first->name.full(), others > 0 ? fmt::format(" and {} more", others) : ""),
        "set podEni: true on their workloads in a spec", first->location);
  }

  void make_workload(const KubernetesController& controller) {
    const Location at = controller.name.location;
    const std::string what = fmt::format("{} \"{}\"", controller.kind, controller.name.full());
    WorkloadSpec out{.location = at};
    out.replicas.location = at;
    // Source: kubernetes/kubernetes pkg/apis/apps/v1/defaults.go, SetDefaults_Deployment.
    out.replicas.desired = controller.replicas ? controller.replicas : Located<std::int64_t>{1, Location{}};
    if (!controller.replicas) derived(fmt::format("{}: 1 replica", what), "Kubernetes' default", at);
    set_range(out.replicas, scaler_of(controller.kind, controller.name), what);
    set_pod(out, controller.pod, at);
    set_pod_eni(out, controller.pod, controller.name, what);
    if (const PodsOfOwner* const pods = pods_of(controller.kind, controller.name)) {
      if (pods->pod_eni && !out.pod_eni) out.pod_eni = Located<bool>{true, pods->first->name.location};
      if (pods->on_fargate > 0) {
        less(out.replicas, pods->on_fargate);
        derived(fmt::format("{}: {} on nodes", what, counted(PodCount(out.replicas.desired->value))),
                fmt::format("{} of its Pods are on Fargate", pods->on_fargate), at);
        if (is_nothing(out.replicas)) return;
      }
    }
    if (belongs_to_addon(controller.kind, controller.name, out)) return;
    out.node_groups = groups_of(controller.pod.placement, what, at);
    add_workload(std::move(out), controller.name.full(), controller.kind);
  }

  void add_workload(WorkloadSpec out, const std::string& name, std::string_view kind) {
    const std::string unique_name = unique(workload_names_, name, kind);
    out.name = Located<std::string>{unique_name, out.location};
    const auto& known = input_.known.workloads;
    const auto same = std::ranges::find_if(known, [&](const WorkloadSpec& workload) {
      return workload.name && workload.name->value == unique_name;
    });
    if (same != known.end()) {
      const std::string subject = fmt::format("workload \"{}\"", unique_name);
      give_way(out.replicas.min, same->replicas.min, subject, "replicas.min");
      give_way(out.replicas.desired, same->replicas.desired, subject, "replicas.desired");
      give_way(out.replicas.max, same->replicas.max, subject, "replicas.max");
    }
    part_.spec.workloads.push_back(std::move(out));
  }

  /// An autoscaler does nothing while there are no replicas; else it keeps them within its bounds.
  /// Source: kubernetes/kubernetes pkg/controller/podautoscaler/horizontal.go, reconcileAutoscaler.
  void set_range(RangeSpec& range, const KubernetesAutoscaler* scaler, const std::string& what) {
    if (scaler == nullptr || !scaler->max) return;
    if (range.desired->value == 0) {
      ignored(fmt::format("HorizontalPodAutoscaler \"{}\"", scaler->name.full()),
              fmt::format("{} has no replicas, which switches it off", what), scaler->name.location);
      return;
    }
    range.max = scaler->max;
    range.min = scaler->min ? scaler->min : Located<std::int64_t>{1, Location{}};
    range.min->value = std::min(range.min->value, range.max->value);
    const std::int64_t within = std::clamp(range.desired->value, range.min->value, range.max->value);
    if (within == range.desired->value) return;
    derived(fmt::format("{}: {} replicas, and not {}", what, within, range.desired->value),
            fmt::format("HorizontalPodAutoscaler \"{}\" keeps them from {} to {}", scaler->name.full(),
                        range.min->value, range.max->value),
            scaler->name.location);
    range.desired->value = within;
  }

  static void less(RangeSpec& range, std::int64_t pods) {
    for (Given<std::int64_t>* number : {&range.min, &range.desired, &range.max}) {
      if (*number) (*number)->value = std::max(std::int64_t{0}, (*number)->value - pods);
    }
  }

  static bool is_nothing(const RangeSpec& range) {
    return range.desired->value == 0 && (!range.max || range.max->value == 0);
  }

  void make_daemon_set(const KubernetesDaemonSet& set) {
    static_cast<void>(pods_of(kDaemonSet, set.name));
    const Location at = set.name.location;
    const std::string what = fmt::format("DaemonSet \"{}\"", set.name.full());
    leave_out_pod_eni(set.pod, set.name);
    DaemonSetSpec out{.location = at};
    if (WorkloadSpec none; belongs_to_addon(kDaemonSet, set.name, none)) return;
    out.name = Located<std::string>{unique(daemon_set_names_, set.name.full(), kDaemonSet), at};
    out.host_network = Located<bool>{set.pod.host_network, at};
    out.node_groups = groups_of(set.pod.placement, what, at);
    part_.spec.daemon_sets.push_back(std::move(out));
  }

  /// Owners that are not among the objects: their Pods say how many there are.
  void make_owners_of_pods() {
    std::int64_t on_host_network = 0;
    Location first_on_host_network;
    for (std::size_t i = 0; i < owners_.size(); ++i) {
      const PodsOfOwner& owner = owners_[i].second;
      if (used_owners_.contains(i) || owner.on_nodes == 0) continue;
      const KubernetesPod& pod = *owner.first;
      const Location at = pod.name.location;
      const std::string_view kind =
          pod.owner_kind.empty() ? std::string_view("Pod") : std::string_view(pod.owner_kind);
      ObjectName name = pod.name;
      if (!pod.owner_name.empty()) name.name = pod.owner_name;
      WorkloadSpec out{.location = at};
      out.replicas = {.desired = Located<std::int64_t>{owner.on_nodes, at}, .location = at};
      if (kind == kDaemonSet) {
        make_daemon_set_of_pods(name, owner);
        continue;
      }
      set_range(out.replicas, scaler_of(kind, name), fmt::format("{} \"{}\"", kind, name.full()));
      if (belongs_to_addon(kind, name, out)) continue;
      if (pod.pod.host_network) {
        if (on_host_network == 0) first_on_host_network = at;
        on_host_network += owner.on_nodes;
        continue;
      }
      set_pod(out, pod.pod, at);
      if (owner.pod_eni) out.pod_eni = Located<bool>{true, at};
      set_pod_eni(out, pod.pod, name, fmt::format("{} \"{}\"", kind, name.full()));
      out.node_groups = groups_of(pod.pod.placement, fmt::format("{} \"{}\"", kind, name.full()), at);
      if (kind != "Pod") {
        derived(fmt::format("{} \"{}\": {}", kind, name.full(), counted(PodCount(owner.on_nodes))),
                "as many as there are; the object itself is not given", at);
      }
      add_workload(std::move(out), name.full(), kind);
    }
    if (on_host_network > 0) {
      ignored(counted(PodCount(on_host_network)),
              "on the host network, without an address of their own; no owner is given",
              first_on_host_network);
    }
  }

  void make_daemon_set_of_pods(const ObjectName& name, const PodsOfOwner& owner) {
    leave_out_pod_eni(owner.first->pod, name);
    if (WorkloadSpec none; belongs_to_addon(kDaemonSet, name, none)) return;
    const Location at = name.location;
    DaemonSetSpec out{.location = at};
    out.name = Located<std::string>{unique(daemon_set_names_, name.full(), kDaemonSet), at};
    out.host_network = Located<bool>{owner.first->pod.host_network, at};
    std::set<std::size_t> groups;
    for (const std::string& node : owner.nodes) {
      if (const auto found = group_of_node_.find(node); found != group_of_node_.end())
        groups.insert(found->second);
    }
    std::vector<std::string> names;
    for (const std::size_t group : groups) names.push_back(groups_[group].name);
    if (names != default_groups()) {
      for (const std::string& group : names) out.node_groups.push_back({group, at});
    }
    derived(
        fmt::format("DaemonSet \"{}\"{}", name.full(),
                    out.node_groups.empty() ? "" : fmt::format(": node groups {}", fmt::join(names, ", "))),
        "where its Pods run; the object itself is not given", at);
    part_.spec.daemon_sets.push_back(std::move(out));
  }

  // Add-ons.

  /// Whether it is what a known add-on runs, which is then listed: the add-on counts it. Replicas beyond the
  /// add-on's become a workload of their own.
  bool belongs_to_addon(std::string_view kind, const ObjectName& name, const WorkloadSpec& counted_here) {
    if (name.space == "kube-system" && name.from_server) saw_kube_system_ = true;
    if (std::ranges::find(kAddonSpaces, name.space) == kAddonSpaces.end()) return false;
    const auto rows = addon_workloads();
    const auto row = std::ranges::find_if(rows, [&](const AddonWorkload& workload) {
      return workload.workload == name.name && (workload.pods_per_cluster > 0) == (kind == kDeployment) &&
             (kind == kDeployment || kind == kDaemonSet);
    });
    if (row == rows.end()) return false;
    if (kind == kDeployment && is_nothing(counted_here.replicas)) {
      derived(fmt::format("add-on \"{}\" is not counted for Deployment \"{}\"", row->addon, name.full()),
              "it has no replicas", name.location);
      switched_off_.emplace(row->addon);
      return true;
    }
    const bool listed =
        std::ranges::any_of(addons_, [&](const auto& addon) { return addon.value == row->addon; });
    if (!listed) addons_.push_back({std::string(row->addon), name.location});
    derived(fmt::format("add-on \"{}\"", row->addon),
            fmt::format("{} \"{}\" is its own, and not counted again", kind, name.full()), name.location);
    if (kind == kDeployment) count_beyond(*row, name, counted_here);
    return true;
  }

  void count_beyond(const AddonWorkload& row, const ObjectName& name, const WorkloadSpec& given) {
    const std::int64_t counted_anyway = row.pods_per_cluster;
    WorkloadSpec beyond = given;
    less(beyond.replicas, counted_anyway);
    if (given.replicas.desired->value < counted_anyway) {
      derived(fmt::format("add-on \"{}\": {} counted", row.addon, counted(PodCount(counted_anyway))),
              fmt::format("the add-on's default; {} of Deployment \"{}\" are on nodes",
                          given.replicas.desired->value, name.full()),
              name.location);
    }
    if (is_nothing(beyond.replicas)) return;
    const std::string workload = fmt::format("{} beyond {}", name.full(), counted_anyway);
    derived(fmt::format("workload \"{}\"", workload),
            fmt::format("the add-on counts {} of its replicas", counted_anyway), name.location);
    add_workload(std::move(beyond), workload, kDeployment);
  }

  /// Whoever shows kube-system of a server shows which add-ons there are. Manifests say nothing of those that
  /// are not among them: CoreDNS, which counts where nobody lists add-ons, stays beside those that they make.
  void finish_addons() {
    if (!saw_kube_system_) {
      if (addons_.empty() && switched_off_.empty()) return;
      keep_core_dns();
      part_.spec.addons = std::move(addons_);
      return;
    }
    const bool lists_cni =
        std::ranges::any_of(addons_, [](const auto& addon) { return addon.value == "vpc-cni"; });
    if (!lists_cni && !input_.known.cni.env.empty()) addons_.insert(addons_.begin(), {"vpc-cni", Location{}});
    part_.spec.addons = std::move(addons_);
  }

  void keep_core_dns() {
    constexpr std::string_view kCoreDns = "coredns";
    // On nodes of Auto Mode it is no Pod, and elsewhere than on EKS nobody counts add-ons.
    const bool is_eks = !input_.known.platform || input_.known.platform->value == Platform::eks;
    const bool listed = std::ranges::any_of(addons_, [&](const auto& addon) { return addon.value == kCoreDns; });
    if (input_.known.addons || !is_eks || listed || switched_off_.contains(kCoreDns)) return;
    const Location at = addons_.empty() ? part_.spec.location : addons_.front().location;
    addons_.push_back({std::string(kCoreDns), Location{}});
    derived(fmt::format("add-on \"{}\"", kCoreDns), "EKS installs it, and no manifest says otherwise", at);
  }

  // Load balancers.

  /// Whose load balancer an Ingress has. An IngressClass decides; where no file has it, the name that the AWS Load
  /// Balancer Controller gives its own, and then the annotations that only it and Auto Mode read.
  struct IngressMaker {
    bool is_alb = false;
    bool is_guess = false;
    std::string_view why_not;
  };

  [[nodiscard]] IngressMaker maker_of(const KubernetesBalancer& ingress) const {
    constexpr std::string_view kOther =
        "its class is none of AWS's: another controller serves it, through a Service of its own";
    const bool is_alb = ingress.alb_annotations;
    if (!ingress.load_balancer_class.empty()) {
      const auto found =
          std::ranges::find_if(ingress_classes_, [&](const KubernetesIngressClass& ingress_class) {
            return ingress_class.name.name == ingress.load_balancer_class;
          });
      if (found != ingress_classes_.end()) return {.is_alb = found->is_alb, .why_not = kOther};
      if (ingress.load_balancer_class == "alb") return {.is_alb = true};
      return {.is_alb = is_alb, .is_guess = is_alb, .why_not = kOther};
    }
    // An Ingress gets the default class when it is made: a server that has it without one gave it none.
    if (!ingress.name.from_server) {
      const auto is_default = [](const KubernetesIngressClass& one) { return one.is_default; };
      const auto first = std::ranges::find_if(ingress_classes_, is_default);
      const bool agree = std::ranges::all_of(ingress_classes_, [&](const KubernetesIngressClass& one) {
        return !one.is_default || one.is_alb == first->is_alb;
      });
      if (first != ingress_classes_.end() && agree) {
        return {.is_alb = first->is_alb,
                .why_not = "the default class is none of AWS's: another controller serves it"};
      }
    }
    return {.is_alb = is_alb,
            .is_guess = is_alb,
            .why_not = "it names no class, so that which controller serves it is not known"};
  }

  void make_load_balancers() {
    std::vector<std::string> guessed;
    Location first_guessed{};
    for (KubernetesBalancer& balancer : balancers_) {
      if (balancer.kind != kIngress) continue;
      const IngressMaker maker = maker_of(balancer);
      if (!maker.is_alb) {
        ignored(fmt::format("Ingress \"{}\"", balancer.name.full()), std::string(maker.why_not),
                balancer.name.location);
        continue;
      }
      balancer.maker = KubernetesBalancer::Maker::alb;
      if (!maker.is_guess) continue;
      if (guessed.empty()) first_guessed = balancer.name.location;
      guessed.push_back(balancer.name.full());
    }
    if (!guessed.empty()) {
      say(Severity::warning, "kubectl.ingress-class",
          fmt::format("no file says whose {} {} {}; planned with {} for {} annotations alb.ingress.kubernetes.io",
                      guessed.size() == 1 ? "Ingress" : "Ingresses", first_of(guessed),
                      guessed.size() == 1 ? "is" : "are", guessed.size() == 1 ? "an ALB" : "ALBs",
                      guessed.size() == 1 ? "its" : "their"),
          "give the IngressClasses too (kubectl get ingressclasses -o yaml)", first_guessed);
    }
    make_balancers();
  }

  void make_balancers() {
    std::set<std::string> taken;
    std::map<std::string, std::size_t> groups;
    for (const KubernetesBalancer& balancer : balancers_) {
      const Location at = balancer.name.location;
      const std::string what = fmt::format("{} \"{}\"", balancer.kind, balancer.name.full());
      if (balancer.maker == KubernetesBalancer::Maker::other) {
        // Of an Ingress it is said already.
        if (balancer.kind != kIngress) ignored(what, "its class is none of AWS's: another controller serves it", at);
        continue;
      }
      std::string name = balancer.name.full();
      if (is_group_name(balancer.group)) {
        name = balancer.group;
        const auto [group, is_new] = groups.try_emplace(balancer.group, part_.spec.load_balancers.size());
        if (!is_new) {
          derived(fmt::format("{}: load balancer \"{}\"", what,
                              part_.spec.load_balancers[group->second].name->value),
                  "Ingresses of one group share it", at);
          continue;
        }
      }
      const bool nlb = balancer.maker == KubernetesBalancer::Maker::nlb;
      if (balancer.maker == KubernetesBalancer::Maker::classic) {
        derived(fmt::format("{}: planned as an ALB", what),
                "nothing asks for an NLB, so it has a Classic Load Balancer, which takes more addresses as "
                "it grows, like an "
                "ALB",
                at);
      }
      LoadBalancerSpec out{.location = at};
      out.name = Located<std::string>{unique(taken, name, balancer.kind), at};
      out.type = Located<LoadBalancerType>{nlb ? LoadBalancerType::nlb : LoadBalancerType::alb, at};
      set_subnets(out, balancer, what);
      part_.spec.load_balancers.push_back(std::move(out));
    }
  }

  /// Lower case letters, digits, - and ., at most 63. Source: kubernetes-sigs/aws-load-balancer-controller
  /// pkg/ingress/group_loader.go.
  static bool is_group_name(std::string_view text) {
    constexpr std::size_t kLongest = 63;
    return !text.empty() && text.size() <= kLongest &&
           text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-.") == std::string_view::npos;
  }

  void set_subnets(LoadBalancerSpec& out, const KubernetesBalancer& balancer, const std::string& what) {
    for (const std::string& given : balancer.subnets) {
      const auto& subnets = input_.known.vpc.subnets;
      const auto found = std::ranges::find_if(subnets, [&](const SubnetSpec& subnet) {
        return (subnet.id && subnet.id->value == given) || (subnet.name && subnet.name->value == given);
      });
      if (found == subnets.end()) {
        ignored(fmt::format("{}: its subnets", what),
                "no file lists them all; planned in those for load balancers", out.location);
        out.subnets.clear();
        return;
      }
      out.subnets.push_back({found->name ? found->name->value : found->id->value, out.location});
    }
  }

  const ImporterInput& input_;
  PartialSpec part_;
  Diagnostics said_;
  std::map<std::string, Location> places_;  // of every object, by kind and name

  std::vector<KubernetesNode> nodes_;
  std::vector<KubernetesPod> pods_;
  std::vector<KubernetesController> controllers_;
  std::vector<KubernetesDaemonSet> daemon_sets_;
  std::vector<KubernetesAutoscaler> autoscalers_;
  std::vector<KubernetesBalancer> balancers_;
  std::vector<KubernetesCniNode> cni_nodes_;
  std::vector<KubernetesIngressClass> ingress_classes_;
  std::vector<KubernetesSecurityGroupPolicy> policies_;

  std::vector<Group> groups_;
  std::map<std::string, std::size_t> group_of_node_;
  std::int64_t fargate_nodes_ = 0;
  const KubernetesNode* first_fargate_node_ = nullptr;

  std::vector<std::pair<std::string, PodsOfOwner>> owners_;  // in the order of the input
  std::map<std::string, std::size_t> owner_index_;
  std::set<std::size_t> used_owners_;
  std::map<std::string, const KubernetesAutoscaler*> scaler_index_;
  std::set<const KubernetesAutoscaler*> used_scalers_;
  std::set<std::string> workload_names_;
  std::set<std::string> daemon_set_names_;
  std::vector<Located<std::string>> addons_;
  std::set<std::string, std::less<>> switched_off_;  // add-ons whose Deployment has no replicas
  bool saw_kube_system_ = false;                     // as a server has it
  std::set<const KubernetesSecurityGroupPolicy*> used_policies_;
};

}  // namespace

bool is_node(const DocumentNode& document) {
  return is_object(document, "", "Node");
}
bool is_pod(const DocumentNode& document) {
  return is_object(document, "", "Pod");
}
bool is_deployment(const DocumentNode& document) {
  return is_object(document, "apps", kDeployment);
}
bool is_stateful_set(const DocumentNode& document) {
  return is_object(document, "apps", kStatefulSet);
}
bool is_other_daemon_set(const DocumentNode& document) {
  return is_object(document, "apps", kDaemonSet) && !is_aws_node_daemon_set(document);
}
bool is_autoscaler(const DocumentNode& document) {
  return is_object(document, "autoscaling", "HorizontalPodAutoscaler");
}
bool is_ingress(const DocumentNode& document) {
  return is_object(document, "networking.k8s.io", kIngress);
}
bool is_ingress_class(const DocumentNode& document) {
  return is_object(document, "networking.k8s.io", "IngressClass");
}
bool is_security_group_policy(const DocumentNode& document) {
  return is_object(document, "vpcresources.k8s.aws", "SecurityGroupPolicy");
}
bool is_cni_node(const DocumentNode& document) {
  return is_object(document, "vpcresources.k8s.aws", "CNINode");
}
bool is_load_balancer_service(const DocumentNode& document) {
  return is_object(document, "", "Service") && scalar_at(document.find("spec"), "type") == "LoadBalancer";
}

Result<PartialSpec, Diagnostics> read_kubectl_objects(const ImporterInput& input) {
  return Cluster(input).run();
}

}  // namespace cniplan
