#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <variant>

#include "planner/core/format.hpp"
#include "planner/report/infrastructure.hpp"
#include "planner/report/infrastructure_report.hpp"
#include "planner/report/printable.hpp"
#include "planner/report/spec_yaml.hpp"
#include "planner/spec/complete_range.hpp"
#include "planner/spec/spec_tree.hpp"

namespace cniplan::report {
namespace {

constexpr std::string_view kVpcId = "REPLACE-WITH-VPC-ID";
constexpr std::string_view kSubnetId = "REPLACE-WITH-ID-OF-";
/// eksctl takes for an AMI's id what begins so: pkg/apis/eksctl.io/v1alpha5/types.go, IsAMI.
constexpr std::string_view kAmi = "ami-REPLACE-WITH-YOURS";
constexpr std::string_view kCustomNetworking = "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG";
constexpr std::string_view kVpcCni = "vpc-cni";
constexpr std::string_view kKubeProxy = "kube-proxy";
constexpr std::string_view kCoreDns = "coredns";
constexpr std::size_t kLeastSubnets = 2;  // of a topology: vpc.go, HasSufficientSubnets

SpecNode text(std::string_view value) { return SpecNode::text(std::string(value)); }

SpecNode short_list(const std::vector<std::string>& texts) {
  SpecNode node = SpecNode::short_list();
  for (const std::string& one : texts) node.items.push_back(SpecNode::text(one));
  return node;
}

/// Source: eksctl-io/eksctl pkg/apis/eksctl.io/v1alpha5/types.go, values for NodeAMIFamily.
std::string_view ami_family(NodeOs os) {
  switch (os) {
    case NodeOs::linux: return "AmazonLinux2023";
    case NodeOs::bottlerocket: return "Bottlerocket";
    case NodeOs::windows: return "WindowsServer2022FullContainer";
  }
  return "";
}

std::string name_of(const Given<std::string>& name) { return name ? name->value : "without a name"; }

template <class Things>
std::vector<std::string> names_of(const Things& things) {
  std::vector<std::string> names;
  for (const auto& thing : things) names.push_back(name_of(thing.name));
  return names;
}

class Builder {
 public:
  explicit Builder(const ClusterSpec& spec) : spec_(spec), network_(infrastructure_of(spec)) {
    for (const bool is_public : {true, false}) {
      for (std::size_t i = 0; i < network_.subnets.size(); ++i) {
        if (network_.subnets[i].is_public != is_public) continue;
        all_.push_back(i);
        (is_public ? public_ : private_).push_back(i);
      }
    }
    auto_mode_ = spec.platform && spec.platform->value == Platform::eks_auto;
  }

  std::string run() {
    gather_addressed_subnets();
    SpecNode root;
    root.add("apiVersion", text("eksctl.io/v1alpha5"));
    root.add("kind", text("ClusterConfig"));
    root.add("metadata", metadata());
    add_network_config(root);
    if (auto_mode_) {
      SpecNode mode;
      mode.add("enabled", SpecNode::boolean(true));
      root.add("autoModeConfig", std::move(mode));
    }
    root.add("vpc", vpc());
    add_addons(root);
    add_groups(root);
    add_fargate_profiles(root);
    const std::string eni_configs = eni_config_documents();
    std::string out;
    for (const std::string& remark : remarks()) out += comment_of(remark);
    return out + to_yaml(root, {}) + eni_configs;
  }

 private:
  // Subnets and their ids.

  [[nodiscard]] std::vector<std::size_t> subnets_for(const std::vector<Located<std::string>>& names,
                                                     SubnetUse use) const {
    return subnets_of(spec_, names, use);
  }

  /// Subnets that eksctl, EKS or the CNI take by their ids only.
  void gather_addressed_subnets() {
    control_plane_ = used_for(network_, SubnetUse::control_plane);
    if (names_control_plane()) addressed_.insert(control_plane_.begin(), control_plane_.end());
    for (const FargateProfileSpec& profile : spec_.fargate_profiles) {
      const auto places = subnets_for(profile.subnets, SubnetUse::fargate);
      if (places != private_) addressed_.insert(places.begin(), places.end());
    }
    for (const EniConfigSpec& config : spec_.cni.eni_configs) {
      const auto places = subnets_for({config.subnet}, SubnetUse::pods);
      addressed_.insert(places.begin(), places.end());
    }
  }

  [[nodiscard]] static std::vector<std::size_t> sorted(std::vector<std::size_t> places) {
    std::ranges::sort(places);
    return places;
  }
  [[nodiscard]] bool control_plane_on_private() const {
    return !public_.empty() && private_.size() >= kLeastSubnets && control_plane_ == sorted(private_);
  }
  /// Whether the control plane's subnets are neither all nor the private ones, which eksctl has words for.
  [[nodiscard]] bool names_control_plane() const {
    return !control_plane_.empty() && control_plane_ != sorted(all_) && !control_plane_on_private();
  }

  [[nodiscard]] std::string id_of(std::size_t place) const {
    const InfrastructureSubnet& subnet = network_.subnets[place];
    return is_subnet_id(subnet.id) ? subnet.id : fmt::format("{}{}", kSubnetId, subnet.name);
  }
  [[nodiscard]] std::vector<std::string> ids_of(const std::vector<std::size_t>& places) const {
    std::vector<std::string> ids;
    for (const std::size_t place : places) ids.push_back(id_of(place));
    return ids;
  }
  [[nodiscard]] std::vector<std::string> labels_of(const std::vector<std::size_t>& places) const {
    std::vector<std::string> names;
    for (const std::size_t place : places) names.push_back(network_.subnets[place].name);
    return names;
  }
  /// Whether eksctl has to look a subnet up in the VPC.
  [[nodiscard]] bool is_looked_up(std::size_t place) const {
    return !addressed_.contains(place) && !is_subnet_id(network_.subnets[place].id);
  }

  // The cluster.

  [[nodiscard]] SpecNode metadata() const {
    SpecNode node;
    node.add("name", text(network_.cluster));
    if (!network_.region.empty()) node.add("region", text(network_.region));
    return node;
  }

  void add_network_config(SpecNode& root) {
    SpecNode node;
    if (network_.ipv6) node.add("ipFamily", text("IPv6"));
    if (spec_.service_cidr && network_.ipv6) {
      cannot_say("the service network: of an IPv6 cluster EKS chooses it");
    } else if (spec_.service_cidr) {
      node.add("serviceIPv4CIDR", text(spec_.service_cidr->value.to_string()));
    }
    if (!node.entries.empty()) root.add("kubernetesNetworkConfig", std::move(node));
    if (!network_.ipv6 || auto_mode_) return;
    // eksctl refuses an IPv6 cluster without it: validation.go, validateKubernetesNetworkConfig.
    SpecNode iam;
    iam.add("withOIDC", SpecNode::boolean(true));
    root.add("iam", std::move(iam));
  }

  [[nodiscard]] SpecNode vpc() {
    SpecNode node;
    if (std::ranges::any_of(all_, [&](std::size_t place) { return is_looked_up(place); })) node.add("id", text(kVpcId));
    node.add("cidr", text(network_.vpc.to_string()));
    if (!network_.further_cidrs.empty()) {
      std::vector<std::string> cidrs;
      for (const Cidr& cidr : network_.further_cidrs) cidrs.push_back(cidr.to_string());
      node.add("extraCIDRs", short_list(cidrs));
    }
    if (names_control_plane()) {
      node.add("controlPlaneSubnetIDs", short_list(ids_of(control_plane_)));
    } else if (control_plane_on_private()) {
      node.add("controlPlaneOnPrivateSubnets", SpecNode::boolean(true));
    }
    SpecNode subnets;
    const auto add = [&](std::string_view topology, const std::vector<std::size_t>& places) {
      if (places.empty()) return;
      SpecNode mapping;
      for (const std::size_t place : places) {
        const InfrastructureSubnet& subnet = network_.subnets[place];
        SpecNode one;
        one.one_line = true;
        if (!is_looked_up(place)) one.add("id", SpecNode::text(id_of(place)));
        if (!subnet.zone.name.empty()) one.add("az", text(subnet.zone.name));
        one.add("cidr", text(subnet.cidr.to_string()));
        mapping.add(subnet.name, std::move(one));
      }
      subnets.add(std::string(topology), std::move(mapping));
    };
    add("public", public_);
    add("private", private_);
    node.add("subnets", std::move(subnets));
    return node;
  }

  /// What EKS installs is what the spec lists; eksctl would add metrics-server.
  void add_addons(SpecNode& root) const {
    std::vector<std::string> names;
    if (spec_.addons) {
      for (const auto& addon : *spec_.addons) names.push_back(addon.value);
    } else if (!auto_mode_) {
      names.emplace_back(kCoreDns);
    }
    std::size_t front = 0;
    for (const std::string_view name : {kVpcCni, kKubeProxy}) {
      if (auto_mode_ || std::ranges::find(names, name) != names.end()) continue;
      names.emplace(names.begin() + static_cast<std::ptrdiff_t>(front++), name);
    }
    SpecNode list = SpecNode::list();
    for (const std::string& name : names) {
      SpecNode addon;
      addon.add("name", SpecNode::text(name));
      if (name == kVpcCni && !spec_.cni.env.empty())
        addon.add("configurationValues", SpecNode::literal_text(cni_values()));
      list.items.push_back(std::move(addon));
    }
    if (!names.empty()) root.add("addons", std::move(list));
    SpecNode config;
    config.add("disableDefaultAddons", SpecNode::boolean(true));
    root.add("addonsConfig", std::move(config));
  }
  [[nodiscard]] std::string cni_values() const {
    SpecNode env;
    for (const EnvSpec& variable : spec_.cni.env) env.add(variable.name.value, SpecNode::text(variable.value.value));
    SpecNode values;
    values.add("env", std::move(env));
    return to_yaml(values, {});
  }

  // Nodes and Pods.

  void add_groups(SpecNode& root) {
    SpecNode managed = SpecNode::list();
    SpecNode self_managed = SpecNode::list();
    for (const NodeGroupSpec& group : spec_.node_groups) {
      const NodeManager manager = group.manager ? group.manager->value
                                  : auto_mode_  ? NodeManager::auto_mode
                                                : NodeManager::managed;
      const std::string subject = fmt::format("node group {}", printable(name_of(group.name)));
      switch (manager) {
        case NodeManager::managed:
        case NodeManager::self_managed: {
          if (group.instance_types.empty()) {
            cannot_say(subject + ", whose instance types are not known");
          } else {
            (manager == NodeManager::managed ? managed : self_managed)
                .items.push_back(node_group(group, manager, subject));
          }
          break;
        }
        case NodeManager::karpenter:
        case NodeManager::auto_mode:
          cannot_say(subject + ", whose nodes Karpenter or Auto Mode makes: apply its NodePool");
          break;
        case NodeManager::hybrid: cannot_say(subject + ", whose nodes are no instances"); break;
      }
    }
    if (!self_managed.items.empty()) root.add("nodeGroups", std::move(self_managed));
    if (!managed.items.empty()) root.add("managedNodeGroups", std::move(managed));
  }

  [[nodiscard]] SpecNode node_group(const NodeGroupSpec& group, NodeManager manager, const std::string& subject) {
    SpecNode node;
    const bool managed = manager == NodeManager::managed;
    const NodeOs os = group.os ? group.os->value : NodeOs::linux;
    node.add("name", SpecNode::text(name_of(group.name)));
    node.add("amiFamily", text(ami_family(os)));
    if (group.custom_ami) {
      node.add("ami", text(kAmi));
      fill_in_ami_ = true;
    }
    add_types(node, group, managed);
    if (const auto nodes = complete(group.nodes)) {
      node.add("minSize", SpecNode::number(nodes->min));
      node.add("desiredCapacity", SpecNode::number(nodes->desired));
      node.add("maxSize", SpecNode::number(nodes->max));
    } else {
      cannot_say(subject + "'s nodes, whose number is not known: eksctl starts with 2");
    }
    add_max_pods(node, group, managed, os, subject);
    const auto places = subnets_for(group.subnets, SubnetUse::nodes);
    const bool all_public = private_.empty() || (!places.empty() && std::ranges::all_of(places, [&](std::size_t place) {
                              return network_.subnets[place].is_public;
                            }));
    if (!all_public) node.add("privateNetworking", SpecNode::boolean(true));
    if (!places.empty() && places != (all_public ? public_ : private_))
      node.add("subnets", short_list(labels_of(places)));
    add_update(node, group, managed, subject);
    return node;
  }

  static void add_types(SpecNode& node, const NodeGroupSpec& group, bool managed) {
    std::vector<std::string> types;
    for (const auto& type : group.instance_types) types.push_back(type.value);
    if (types.size() == 1) {
      node.add("instanceType", SpecNode::text(types.front()));
    } else if (managed) {
      node.add("instanceTypes", short_list(types));
    } else {
      SpecNode distribution;
      distribution.add("instanceTypes", short_list(types));
      node.add("instancesDistribution", std::move(distribution));
    }
  }

  /// Beside a custom AMI of a managed group eksctl takes no maxPodsPerNode: validation.go, ValidateManagedNodeGroup.
  /// What nodeadm's NodeConfig says holds on Amazon Linux 2023 only: pkg/nodebootstrap/al2023.go, UserData.
  void add_max_pods(SpecNode& node, const NodeGroupSpec& group, bool managed, NodeOs os, const std::string& subject) {
    if (!group.max_pods) return;
    const auto* const number = std::get_if<PodCount>(&group.max_pods->value);
    const auto* const expression = std::get_if<MaxPodsExpression>(&group.max_pods->value);
    if (number != nullptr && !(managed && group.custom_ami)) {
      node.add("maxPodsPerNode", SpecNode::number(number->value()));
      return;
    }
    if (number == nullptr && expression == nullptr) return;  // as the AMI computes it
    if (os != NodeOs::linux) {
      cannot_say(fmt::format("max Pods of {}: set them in the AMI's own settings", subject));
      return;
    }
    SpecNode kubelet;
    if (number != nullptr) {
      SpecNode config;
      config.add("maxPods", SpecNode::number(number->value()));
      kubelet.add("config", std::move(config));
    } else {
      kubelet.add("maxPodsExpression", SpecNode::text(expression->text));
    }
    SpecNode node_spec;
    node_spec.add("kubelet", std::move(kubelet));
    SpecNode node_config;
    node_config.add("apiVersion", text("node.eks.aws/v1alpha1"));
    node_config.add("kind", text("NodeConfig"));
    node_config.add("spec", std::move(node_spec));
    node.add("overrideBootstrapCommand", SpecNode::literal_text(to_yaml(node_config, {})));
  }

  /// Of a self-managed group eksctl does not use it: validation.go. Source of the bounds: the EKS API,
  /// NodegroupUpdateConfig.
  void add_update(SpecNode& node, const NodeGroupSpec& group, bool managed, const std::string& subject) {
    constexpr std::int64_t kMost = 100;
    if (group.update.strategy && group.update.strategy->value == UpdateStrategy::minimal) {
      cannot_say(fmt::format("the update strategy minimal of {}", subject));
    }
    if (!group.update.max_unavailable) return;
    const auto& given = group.update.max_unavailable->value;
    SpecNode config;
    if (const auto* const nodes = std::get_if<NodeCount>(&given); nodes != nullptr) {
      if (nodes->value() >= 1 && nodes->value() <= kMost)
        config.add("maxUnavailable", SpecNode::number(nodes->value()));
    } else {
      constexpr std::int64_t kBasisPoints = 100;
      const std::int64_t points = std::get<Share>(given).basis_points();
      const bool whole = points % kBasisPoints == 0 && points >= kBasisPoints;
      if (whole) config.add("maxUnavailablePercentage", SpecNode::number(points / kBasisPoints));
    }
    if (managed && !config.entries.empty()) {
      node.add("updateConfig", std::move(config));
    } else {
      cannot_say(fmt::format("maxUnavailable of {}", subject));
    }
  }

  /// EKS takes the ids of subnets as they stand there: pkg/fargate/create.go.
  void add_fargate_profiles(SpecNode& root) const {
    SpecNode list = SpecNode::list();
    for (const FargateProfileSpec& profile : spec_.fargate_profiles) {
      SpecNode node;
      node.add("name", SpecNode::text(name_of(profile.name)));
      SpecNode selector;
      selector.one_line = true;
      selector.add("namespace", SpecNode::text(name_of(profile.name)));
      SpecNode selectors = SpecNode::list();
      selectors.items.push_back(std::move(selector));
      node.add("selectors", std::move(selectors));
      const auto places = subnets_for(profile.subnets, SubnetUse::fargate);
      if (!places.empty() && places != private_) node.add("subnets", short_list(ids_of(places)));
      list.items.push_back(std::move(node));
    }
    if (!list.items.empty()) root.add("fargateProfiles", std::move(list));
  }

  [[nodiscard]] std::string eni_config_documents() const {
    std::string out;
    for (const EniConfigSpec& config : spec_.cni.eni_configs) {
      SpecNode metadata;
      metadata.add("name", SpecNode::text(config.az.value));
      const auto places = subnets_for({config.subnet}, SubnetUse::pods);
      SpecNode content;
      content.add("subnet",
                  places.empty() ? SpecNode::text(config.subnet.value) : SpecNode::text(id_of(places.front())));
      SpecNode document;
      document.add("apiVersion", text("crd.k8s.amazonaws.com/v1alpha1"));
      document.add("kind", text("ENIConfig"));
      document.add("metadata", std::move(metadata));
      document.add("spec", std::move(content));
      out += "---\n" +
             comment_of(fmt::format("For kubectl, before there are nodes: Pods of nodes in {} take addresses of {}.",
                                    printable(config.az.value), printable(config.subnet.value)));
      out += to_yaml(document, {});
    }
    return out;
  }

  // Remarks.

  void cannot_say(std::string what) { unsaid_.push_back(std::move(what)); }

  [[nodiscard]] std::vector<std::string> remarks() {
    std::vector<std::string> out;
    out.push_back(
        fmt::format("Cluster {} for eksctl, in a VPC and subnets that are there before: cniplan writes them for "
                    "Terraform and CloudFormation.",
                    printable(network_.cluster)));
    if (std::ranges::any_of(all_, [&](std::size_t place) { return is_looked_up(place); })) {
      out.push_back(
          fmt::format("{}: the VPC's id, output vpc_id of Terraform, VpcId of CloudFormation. In it eksctl "
                      "finds a subnet by its az and cidr.",
                      kVpcId));
    }
    if (std::ranges::any_of(addressed_, [&](std::size_t place) { return !is_subnet_id(network_.subnets[place].id); })) {
      out.push_back(
          fmt::format("{}NAME: the id of the subnet of that name, output subnet_ids of Terraform, "
                      "Subnet...Id of CloudFormation.",
                      kSubnetId));
    }
    if (fill_in_ami_) out.push_back(fmt::format("{}: the id of your AMI.", kAmi));
    if (network_.numbered_zones) {
      out.emplace_back("zone-a, zone-b, ...: the names of the zones in which the subnets are.");
    }
    if (network_.region.empty())
      out.emplace_back("The Region is not in the plan: add it as metadata.region, or set AWS_REGION.");
    add_fitness(out);
    gather_unsaid();
    if (unsaid_.empty()) return out;
    out.emplace_back(
        "What a file of eksctl cannot say, and the spec beside it gives back (cniplan plan CLUSTER SPEC):");
    for (const std::string& what : unsaid_) out.push_back("- " + what);
    return out;
  }

  void add_fitness(std::vector<std::string>& out) const {
    std::vector<std::string> no_zone;
    for (const std::size_t place : all_) {
      if (network_.subnets[place].zone.name.empty()) no_zone.push_back(network_.subnets[place].name);
    }
    if (!no_zone.empty())
      out.push_back(fmt::format("The zone of {} is not in the plan: add it as az.", listed(no_zone)));
    for (const auto& [word, places] : {std::pair("public", &public_), std::pair("private", &private_)}) {
      if (places->size() == 1) {
        out.push_back(
            fmt::format("eksctl refuses a file with one {} subnet: it takes none, or two in two zones.", word));
      }
    }
    if (control_plane_.empty()) {
      out.emplace_back(
          "The plan uses no subnet for the control plane, which needs two: eksctl takes all that are listed.");
    }
    if (!spec_.fargate_profiles.empty()) {
      out.emplace_back(
          "The plan does not know which Pods Fargate runs: selectors have the profile's name as namespace.");
    }
    const auto custom = std::ranges::find(spec_.cni.env, kCustomNetworking, [](const EnvSpec& variable) {
      return std::string_view(variable.name.value);
    });
    if (custom != spec_.cni.env.end() && !spec_.cni.eni_configs.empty()) {
      out.emplace_back(
          "The ENIConfigs below are not eksctl's: make the cluster without node groups, apply them with kubectl, then "
          "make the node groups.");
    }
  }

  void gather_unsaid() {
    std::vector<std::string> pods;
    for (const NodeGroupSpec& group : spec_.node_groups) {
      if (group.pods_per_node) {
        pods.push_back(fmt::format("{} {}", name_of(group.name), group.pods_per_node->value.value()));
      }
    }
    if (!pods.empty()) {
      cannot_say(fmt::format("Pods per node ({}): --pods-per-node N gives one number for all", listed(pods)));
    }
    const auto list = [&](std::string_view what, const std::vector<std::string>& names) {
      if (!names.empty()) cannot_say(fmt::format("{} {}", what, listed(names)));
    };
    list("workloads", names_of(spec_.workloads));
    list("DaemonSets", names_of(spec_.daemon_sets));
    std::vector<std::string> profiles;
    for (const FargateProfileSpec& profile : spec_.fargate_profiles) {
      if (complete(profile.pods)) profiles.push_back(name_of(profile.name));
    }
    list("how many Pods run in Fargate profile", profiles);
    std::vector<std::string> used;
    std::vector<std::string> reserved;
    for (std::size_t i = 0; i < network_.subnets.size(); ++i) {
      const SubnetSpec& given = spec_.vpc.subnets[i];
      const InfrastructureSubnet& subnet = network_.subnets[i];
      if (given.used_count || !given.used_ranges.empty()) used.push_back(subnet.name);
      if (!given.reservations.empty()) reserved.push_back(subnet.name);
    }
    list("addresses that others hold in", used);
    list("CIDR reservations of", reserved);
    list("the tag kubernetes.io/role/cni, for subnet discovery, of", labels_of(used_for(network_, SubnetUse::cni)));
    list("load balancers", names_of(spec_.load_balancers));
    list("endpoints", names_of(spec_.endpoints));
    list("peers", names_of(spec_.vpc.peers));
    if (spec_.growth.pods_per_month) cannot_say("growth");
    const QuotaSpec& quotas = spec_.quotas;
    const auto& given = {quotas.cidrs_per_vpc,
                         quotas.subnets_per_vpc,
                         quotas.network_interfaces,
                         quotas.network_address_units,
                         quotas.peered_network_address_units,
                         quotas.nat_gateways_per_zone,
                         quotas.interface_endpoints};
    if (std::ranges::any_of(given, [](const auto& quota) { return quota.has_value(); })) cannot_say("quotas");
    const PolicySpec& policy = spec_.policy;
    if (policy.warn_at || policy.fail_at || policy.scenarios || !policy.rules.empty() || !policy.accept.empty()) {
      cannot_say("the policy");
    }
  }

  const ClusterSpec& spec_;
  Infrastructure network_;
  bool auto_mode_ = false;
  std::vector<std::size_t> all_;  // public ones first, as eksctl's files have them
  std::vector<std::size_t> public_;
  std::vector<std::size_t> private_;
  std::vector<std::size_t> control_plane_;
  std::set<std::size_t> addressed_;  // by their ids
  std::vector<std::string> unsaid_;
  bool fill_in_ami_ = false;
};

}  // namespace

std::string to_eksctl(const ClusterSpec& spec) { return Builder(spec).run(); }

}  // namespace cniplan::report
