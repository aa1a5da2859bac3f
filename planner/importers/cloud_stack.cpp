#include "planner/importers/cloud_stack.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

#include "planner/core/spelling.hpp"
#include "planner/importers/document_reader.hpp"
#include "planner/importers/embedded_document.hpp"
#include "planner/importers/helm_values.hpp"

namespace cniplan {
namespace {

using Kind = DocumentNode::Kind;

constexpr std::string_view kVpcCni = "vpc-cni";
constexpr std::array<std::string_view, 3> kDefaultAddons = {kVpcCni, "kube-proxy", "coredns"};

/// What EKS takes when a managed node group names no type.
/// Source: https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateNodegroup.html, instanceTypes.
constexpr std::string_view kDefaultInstanceType = "t3.medium";

template <class Names>
std::string first_few(const Names& names) {
  constexpr std::size_t kFew = 5;
  std::vector<std::string> shown;
  for (const auto& name : names) {
    if (shown.size() == kFew) return fmt::format("{} and {} more", fmt::join(shown, ", "), names.size() - kFew);
    shown.push_back(fmt::format("{}", name));
  }
  return fmt::format("{}", fmt::join(shown, ", "));
}

bool is_true(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower == "true";
}

class Assembly {
 public:
  Assembly(CloudStack stack, std::string_view wanted, Diagnostics said)
      : stack_(std::move(stack)), wanted_(wanted), diagnostics_(std::move(said)) {}

  Result<PartialSpec, Diagnostics> run() {
    spec_.location = stack_.location;
    spec_.pods_unknown = true;
    if (check_content()) choose_cluster();
    if (!has_errors(diagnostics_)) {
      leave_out_other_clusters();
      choose_vpc();
      say_others();
    }
    if (!has_errors(diagnostics_)) {
      list_subnets();
      read_cluster();
      read_node_groups();
      read_fargate_profiles();
      read_addons();
      read_balancers_and_endpoints();
      read_addresses();
      read_tags();
      leave_nodes_to_others();
      finish_subnets();
    }
    sort_by_location(diagnostics_);
    if (has_errors(diagnostics_)) {
      std::erase_if(diagnostics_, [](const Diagnostic& d) { return d.severity != Severity::error; });
      return failure(std::move(diagnostics_));
    }
    return PartialSpec{
        .spec = std::move(spec_), .warnings = std::move(diagnostics_), .notes = std::move(stack_.notes)};
  }

 private:
  void note(Severity severity, std::string code, std::string message, std::string way_out, Location at) {
    diagnostics_.push_back({std::move(code), severity, std::move(message), std::move(way_out), at});
  }
  void warn(std::string code, std::string message, std::string way_out, Location at) {
    note(Severity::warning, std::move(code), std::move(message), std::move(way_out), at);
  }
  void derive(std::string what, std::string because, Location at) {
    stack_.notes.push_back({.kind = ImportNote::Kind::derived,
                            .what = std::move(what),
                            .because = std::move(because),
                            .location = at});
  }
  void error(std::string code, std::string message, std::string way_out, Location at) {
    note(Severity::error, std::move(code), std::move(message), std::move(way_out), at);
  }

  bool check_content() {
    const bool any = !stack_.vpcs.empty() || !stack_.subnets.empty() || !stack_.clusters.empty() ||
                     !stack_.node_groups.empty() || !stack_.addons.empty() || !stack_.fargate_profiles.empty() ||
                     !stack_.load_balancers.empty() || !stack_.endpoints.empty();
    if (any || has_errors(diagnostics_)) return any;
    error("cloud.nothing", "the file has no VPC, subnet, EKS cluster or node group",
          fmt::format("give the {} that makes them", stack_.writer), stack_.location);
    return false;
  }

  // The cluster.

  static std::string_view name_of(const CloudCluster& cluster) {
    return cluster.name ? std::string_view(cluster.name->value) : std::string_view(cluster.key);
  }
  static bool is(const CloudCluster& cluster, std::string_view reference) {
    return cluster.key == reference || (cluster.name && cluster.name->value == reference);
  }

  void choose_cluster() {
    std::vector<const CloudCluster*> candidates;
    std::vector<std::string_view> names;
    for (const CloudCluster& cluster : stack_.clusters) {
      names.push_back(name_of(cluster));
      if (wanted_.empty() || is(cluster, wanted_)) candidates.push_back(&cluster);
    }
    if (stack_.clusters.empty()) {
      choose_cluster_elsewhere();
    } else if (candidates.empty()) {
      no_such_cluster(names);
    } else if (candidates.size() == 1) {
      cluster_ = candidates.front();
    } else {
      say_several(candidates);
    }
  }
  void say_several(const std::vector<const CloudCluster*>& candidates) {
    std::set<std::string_view> names;
    for (const CloudCluster* const cluster : candidates) names.insert(name_of(*cluster));
    const bool told_apart = names.size() == candidates.size();
    std::vector<std::string_view> shown;
    for (const CloudCluster* const cluster : candidates) {
      shown.push_back(told_apart ? name_of(*cluster) : std::string_view(cluster->key));
    }
    error("cloud.several-clusters",
          wanted_.empty()
              ? fmt::format("the file has {} clusters, and one is planned at a time: {}", shown.size(), first_few(shown))
              : fmt::format("the file has {} clusters \"{}\", and one is planned at a time: {}", shown.size(), wanted_,
                            first_few(shown)),
          told_apart ? "name it: --cluster NAME" : "name it as it stands here: --cluster NAME",
          candidates[1]->location);
  }

  template <class Names>
  void no_such_cluster(const Names& names) {
    std::string way_out = did_you_mean(wanted_, std::vector<std::string_view>(names.begin(), names.end()));
    if (way_out.empty()) way_out = fmt::format("it has {}", first_few(names));
    error("cloud.no-such-cluster", fmt::format("the file has no cluster \"{}\"", wanted_), std::move(way_out),
          stack_.location);
  }

  /// A stack of node groups alone: all of one cluster, made elsewhere.
  void choose_cluster_elsewhere() {
    std::set<std::string> names;
    Location second{};
    const auto add = [&](const std::string& cluster, Location at) {
      if (!cluster.empty() && names.insert(cluster).second && names.size() == 2) second = at;
    };
    for (const CloudNodeGroup& group : stack_.node_groups) add(group.cluster, group.group.location);
    for (const CloudAddon& addon : stack_.addons) add(addon.cluster, addon.name.location);
    for (const CloudFargateProfile& profile : stack_.fargate_profiles) add(profile.cluster, profile.profile.location);
    if (!wanted_.empty()) {
      if (!names.empty() && !names.contains(std::string(wanted_))) return no_such_cluster(names);
      if (!names.empty()) spec_.name = Located<std::string>{std::string(wanted_), stack_.location};
    } else if (names.size() > 1) {
      error("cloud.several-clusters",
            fmt::format("the file has node groups of {} clusters, and one is planned at a time: {}", names.size(),
                        first_few(names)),
            "name it: --cluster NAME", second);
    } else if (names.size() == 1) {
      spec_.name = Located<std::string>{*names.begin(), stack_.location};
    }
  }

  [[nodiscard]] bool is_ours(const std::string& reference) const {
    if (reference.empty()) return stack_.clusters.size() < 2;
    if (cluster_ == nullptr) return wanted_.empty() || reference == wanted_;
    return is(*cluster_, reference);
  }

  void leave_out_other_clusters() {
    std::vector<std::string> unknown;
    Location at{};
    const auto other = [&](const std::string& reference, std::string_view what, Location where) {
      if (is_ours(reference)) return false;
      if (reference.empty()) {
        if (unknown.empty()) at = where;
        unknown.emplace_back(what);
      }
      return true;
    };
    std::erase_if(stack_.node_groups, [&](const CloudNodeGroup& group) {
      if (!other(group.cluster, group.key, group.group.location)) return false;
      note_other(group.key, group.cluster, group.group.subnets, group.group.location);
      return true;
    });
    std::erase_if(stack_.addons, [&](const CloudAddon& addon) {
      return other(addon.cluster, addon.name.value, addon.name.location);
    });
    std::erase_if(stack_.fargate_profiles, [&](const CloudFargateProfile& profile) {
      const std::string name = profile.profile.name ? profile.profile.name->value : "a Fargate profile";
      if (!other(profile.cluster, name, profile.profile.location)) return false;
      note_other(name, profile.cluster, profile.profile.subnets, profile.profile.location);
      return true;
    });
    if (unknown.empty()) return;
    warn("cloud.cluster-unknown",
         fmt::format("whose cluster {} belong to is not known, so they are left out", first_few(unknown)),
         "give a file with one cluster", at);
  }

  void note_other(const std::string& what, const std::string& cluster, const std::vector<Located<std::string>>& subnets,
                  Location at) {
    if (!cluster.empty()) others_.push_back({fmt::format("{} of \"{}\"", what, cluster), subnets, at});
  }
  /// Of another cluster in the same VPC the nodes take addresses too.
  void say_others() {
    std::vector<std::string_view> names;
    Location at{};
    for (const OfOtherCluster& other : others_) {
      const bool elsewhere = !other.subnets.empty() && std::ranges::all_of(other.subnets, [&](const auto& reference) {
        const CloudSubnet* const subnet = find_subnet(reference.value);
        const std::string vpc = subnet == nullptr ? std::string() : vpc_of(*subnet);
        return !vpc.empty() && !vpc_.empty() && vpc != vpc_;
      });
      if (elsewhere) continue;
      if (names.empty()) at = other.at;
      names.push_back(other.what);
    }
    if (names.empty()) return;
    warn("cloud.other-cluster",
         fmt::format("{} {} not planned, as {} of another cluster", first_few(names), names.size() == 1 ? "is" : "are",
                     names.size() == 1 ? "it is" : "they are"),
         "count the addresses as used in their subnets, in a spec of your own", at);
  }

  // The VPC and its subnets.

  [[nodiscard]] const CloudVpc* find_vpc(std::string_view reference) const {
    if (reference.empty()) return nullptr;
    const auto found = std::ranges::find_if(stack_.vpcs, [&](const CloudVpc& vpc) {
      return vpc.key == reference || (vpc.id && vpc.id->value == reference);
    });
    return found == stack_.vpcs.end() ? nullptr : &*found;
  }
  [[nodiscard]] const CloudSubnet* find_subnet(std::string_view reference) const {
    const auto found = std::ranges::find_if(stack_.subnets, [&](const CloudSubnet& subnet) {
      return subnet.key == reference || (subnet.id && subnet.id->value == reference);
    });
    return found == stack_.subnets.end() ? nullptr : &*found;
  }
  /// The VPC of a subnet, by its key when the stack has it, else by its id.
  [[nodiscard]] std::string vpc_of(const CloudSubnet& subnet) const {
    const CloudVpc* const vpc = find_vpc(subnet.vpc);
    return vpc != nullptr ? vpc->key : subnet.vpc;
  }

  /// The one VPC, or that of the cluster's subnets, or of its nodes'.
  void choose_vpc() {
    std::set<std::string> all;
    for (const CloudVpc& vpc : stack_.vpcs) all.insert(vpc.key);
    for (const CloudSubnet& subnet : stack_.subnets) {
      if (std::string vpc = vpc_of(subnet); !vpc.empty()) all.insert(std::move(vpc));
    }
    if (all.size() < 2) {
      if (!all.empty()) vpc_ = *all.begin();
      return;
    }
    const auto choose = [&](const std::vector<Located<std::string>>& references) {
      for (const auto& reference : references) {
        const CloudSubnet* const subnet = vpc_.empty() ? find_subnet(reference.value) : nullptr;
        if (subnet != nullptr) vpc_ = vpc_of(*subnet);
      }
    };
    if (cluster_ != nullptr) choose(cluster_->subnets);
    for (const CloudNodeGroup& group : stack_.node_groups) choose(group.group.subnets);
    for (const CloudFargateProfile& profile : stack_.fargate_profiles) choose(profile.profile.subnets);
    if (vpc_.empty()) {
      error("cloud.several-vpcs",
            fmt::format("the file has {} VPCs, and which one the cluster is in is not known: {}", all.size(),
                        first_few(all)),
            "give a file in which the cluster, or a node group, names its subnets", stack_.location);
      return;
    }
    all.erase(vpc_);
    warn("cloud.other-vpc", fmt::format("the cluster is in {}; what is in {} is left out", vpc_, first_few(all)),
         "plan another VPC on its own", stack_.location);
  }

  void list_subnets() {
    for (const CloudVpc& vpc : stack_.vpcs) {
      if (!vpc_.empty() && vpc.key != vpc_) continue;
      if (spec_.vpc.location.source < 0) spec_.vpc.location = vpc.location;
      spec_.vpc.cidrs.insert(spec_.vpc.cidrs.end(), vpc.cidrs.begin(), vpc.cidrs.end());
    }
    std::map<std::string, int> names;
    const auto in_vpc = [&](const CloudSubnet& subnet) {
      const std::string vpc = vpc_of(subnet);
      return vpc.empty() || vpc_.empty() || vpc == vpc_;
    };
    for (const CloudSubnet& subnet : stack_.subnets) {
      if (in_vpc(subnet) && subnet.name) ++names[subnet.name->value];
    }
    for (const CloudSubnet& subnet : stack_.subnets) {
      if (!in_vpc(subnet)) {
        elsewhere_.insert(subnet.key);
        if (subnet.id) elsewhere_.insert(subnet.id->value);
        continue;
      }
      SubnetSpec out{.id = subnet.id, .az = subnet.az, .cidr = subnet.cidr, .location = subnet.location};
      const bool own_name = subnet.name && names[subnet.name->value] == 1;
      // One that is looked up by its id has no better name than that.
      if (own_name || !subnet.id || !subnet.looked_up) {
        out.name = own_name ? subnet.name : Given<std::string>({subnet.key, Location{}});
      }
      out.reservations = subnet.reservations;
      out.tags = subnet.tags;
      out.uses.emplace();
      const std::size_t index = spec_.vpc.subnets.size();
      index_[subnet.key] = index;
      if (subnet.id) index_[subnet.id->value] = index;
      spec_.vpc.subnets.push_back(std::move(out));
      sources_.push_back(&subnet);
    }
  }

  /// The subnet behind a reference, used for something; one that is not in the file is listed by its id.
  std::optional<Located<std::string>> use(const Located<std::string>& reference, std::optional<SubnetUse> use) {
    if (elsewhere_.contains(reference.value)) return std::nullopt;
    auto found = index_.find(reference.value);
    if (found == index_.end()) {
      SubnetSpec added{.id = reference, .location = reference.location};
      added.uses.emplace();
      found = index_.emplace(reference.value, spec_.vpc.subnets.size()).first;
      spec_.vpc.subnets.push_back(std::move(added));
      sources_.push_back(nullptr);
    }
    SubnetSpec& subnet = spec_.vpc.subnets[found->second];
    const bool has = use && std::ranges::any_of(*subnet.uses, [&](const auto& given) { return given.value == *use; });
    if (use && !has) subnet.uses->push_back({*use, reference.location});
    return Located<std::string>{subnet.name ? subnet.name->value : subnet.id->value, reference.location};
  }
  std::vector<Located<std::string>> use_all(const std::vector<Located<std::string>>& references,
                                            std::optional<SubnetUse> what) {
    std::vector<Located<std::string>> out;
    for (const auto& reference : references) {
      auto name = use(reference, what);
      const auto same = [&](const auto& other) { return other.value == name->value; };
      if (name && std::ranges::none_of(out, same)) out.push_back(*std::move(name));
    }
    return out;
  }

  // What is in it.

  void read_cluster() {
    spec_.platform = Located<Platform>{Platform::eks, Location{}};
    if (cluster_ == nullptr) return;
    spec_.name = cluster_->name ? cluster_->name : Given<std::string>({cluster_->key, Location{}});
    spec_.ip_family = cluster_->ip_family;
    if (!spec_.ip_family) {
      spec_.ip_family = Located<IpFamily>{IpFamily::ipv4, Location{}};
      derive("cluster: IP family ipv4", "EKS takes it when none is given (CreateCluster)", cluster_->location);
    }
    spec_.service_cidr = cluster_->service_cidr;
    use_all(cluster_->subnets, SubnetUse::control_plane);
    if (cluster_->auto_mode && cluster_->auto_mode->value) {
      const Location at = cluster_->auto_mode->location;
      spec_.platform = Located<Platform>{Platform::eks_auto, at};
      use_all(cluster_->subnets, SubnetUse::nodes);
      warn("cloud.auto-mode", "Auto Mode makes nodes as Pods need them; how many is not in the file",
           "plan them in a spec of your own: node groups with manager: auto", at);
    }
    if (cluster_->hybrid && cluster_->hybrid->value) {
      warn("cloud.hybrid-nodes",
           "hybrid nodes and their Pods have addresses of remote networks, which are not the VPC's",
           "nothing is planned for them here", cluster_->hybrid->location);
    }
    if (cluster_->on_outposts && cluster_->on_outposts->value) {
      warn("cloud.outpost", "the control plane runs on instances of an Outpost, whose addresses are not planned",
           "count them as used in their subnet, in a spec of your own", cluster_->on_outposts->location);
    }
  }

  [[nodiscard]] const CloudTemplate* find_template(std::string_view reference) const {
    const auto found = std::ranges::find_if(stack_.templates, [&](const CloudTemplate& row) {
      return row.key == reference || (row.id && row.id->value == reference) ||
             (row.name && row.name->value == reference);
    });
    return found == stack_.templates.end() ? nullptr : &*found;
  }

  void read_node_groups() {
    std::map<std::string, int> names;
    for (const CloudNodeGroup& given : stack_.node_groups) {
      if (given.group.name) ++names[given.group.name->value];
    }
    for (CloudNodeGroup& given : stack_.node_groups) {
      NodeGroupSpec group = std::move(given.group);
      if (!group.name || names[group.name->value] > 1) group.name = Located<std::string>{given.key, Location{}};
      const std::string subject = fmt::format("node group \"{}\"", group.name->value);
      if (given.launch_template) read_template(given, group, subject);
      if (group.instance_types.empty() && !given.types_unknown) {
        const Location at = given.launch_template ? given.launch_template->location : group.location;
        if (given.default_type) {
          group.instance_types.push_back({std::string(kDefaultInstanceType), Location{}});
          derive(fmt::format("{}: instance type {}", subject, kDefaultInstanceType),
                 "EKS takes it when none is given (CreateNodegroup)", at);
          warn("cloud.default-type",
               fmt::format("{}: no instance type is given, so that EKS takes {}", subject, kDefaultInstanceType),
               "give its instance types", at);
        } else {
          warn("cloud.types-unknown", fmt::format("{}: its instance types are not in the file", subject),
               "plan the group in a spec of your own, with its instanceTypes", at);
        }
      }
      if (!group.os) group.os = Located<NodeOs>{NodeOs::linux, Location{}};
      group.subnets = use_all(group.subnets, SubnetUse::nodes);
      spec_.node_groups.push_back(std::move(group));
    }
  }

  void read_template(CloudNodeGroup& given, NodeGroupSpec& group, const std::string& subject) {
    const CloudTemplate* const found = find_template(given.launch_template->value);
    if (found == nullptr) {
      const bool types_known = !group.instance_types.empty();
      warn("cloud.launch-template",
           fmt::format("{}: launch template {} is not in the file, {}AMI and max Pods are unknown", subject,
                       given.launch_template->value, types_known ? "its " : "its instance type, "),
           types_known ? "set maxPods in a spec of your own where it has one"
                       : "plan the group in a spec of your own, with its instanceTypes",
           given.launch_template->location);
      given.types_unknown = given.types_unknown || !types_known;
      return;
    }
    if (group.instance_types.empty() && found->instance_type) group.instance_types.push_back(*found->instance_type);
    if (group.instance_types.empty() && found->requirements && found->requirements->value) {
      warn("cloud.instance-requirements",
           fmt::format("{}: its launch template names attributes in place of instance types, which EC2 resolves", subject),
           "plan the group in a spec of your own, with its instanceTypes", found->requirements->location);
      given.types_unknown = true;
    }
    group.custom_ami |= found->custom_image;
    if (!group.max_pods) group.max_pods = found->max_pods;
  }

  void read_fargate_profiles() {
    for (CloudFargateProfile& given : stack_.fargate_profiles) {
      given.profile.subnets = use_all(given.profile.subnets, SubnetUse::fargate);
      spec_.fargate_profiles.push_back(std::move(given.profile));
    }
  }

  void read_addons() {
    if (cluster_ == nullptr && stack_.addons.empty()) return;
    auto& addons = spec_.addons.emplace();
    const auto listed = [&](std::string_view name) {
      return std::ranges::any_of(addons, [&](const auto& addon) { return addon.value == name; });
    };
    for (const CloudAddon& addon : stack_.addons) {
      if (listed(addon.name.value)) continue;
      addons.push_back(addon.name);
      if (addon.name.value == kVpcCni && addon.configuration.kind != Kind::null) read_vpc_cni(addon.configuration);
    }
    const bool auto_mode = spec_.platform->value == Platform::eks_auto;
    const bool defaults = cluster_ == nullptr || cluster_->default_addons;
    for (const std::string_view name : kDefaultAddons) {
      if (!defaults || auto_mode || listed(name)) continue;
      addons.push_back({std::string(name), Location{}});
      derive(fmt::format("add-on {}", name),
             "EKS installs it itself unless bootstrapSelfManagedAddons is false (CreateCluster)",
             cluster_ != nullptr ? cluster_->location : stack_.location);
    }
    if (!auto_mode && !listed(kVpcCni)) {
      warn("cloud.no-vpc-cni", "EKS installs no vpc-cni here: what is planned holds only with it",
           "add the add-on vpc-cni", cluster_->location);
    }
  }

  /// What vpc-cni's configuration says about addresses. Source: aws/amazon-vpc-cni-k8s charts/aws-vpc-cni/values.yaml
  /// and templates/eniconfig.yaml, whose values the add-on takes.
  void read_vpc_cni(const DocumentNode& configuration) {
    const std::string subject = "add-on \"vpc-cni\": its configuration";
    if (configuration.kind != Kind::scalar || !is_text(configuration)) {
      error("cloud.addon-configuration", fmt::format("{} must be text, but is {}", subject, kind_name(configuration)),
            "write JSON or YAML as a text", configuration.location);
      return;
    }
    auto documents = read_embedded_documents(configuration);
    if (!documents) {
      for (Diagnostic& fault : documents.error()) {
        error("cloud.addon-configuration", fmt::format("{}: {}", subject, fault.message), std::move(fault.way_out),
              configuration.location);
      }
      return;
    }
    const std::size_t before = diagnostics_.size();
    MappingReader reader(documents->front(), subject, diagnostics_);
    if (reader.valid()) {
      bool custom_networking = false;
      for (const ChartVariable& variable : read_chart_env(reader)) {
        if (!variable.value) continue;
        spec_.cni.env.push_back({variable.name, *variable.value});
        custom_networking |=
            variable.name.value == "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG" && is_true(variable.value->value);
      }
      for (EniConfigSpec& config : read_chart_eni_configs(reader, subject, "", diagnostics_)) {
        const auto subnet = use(config.subnet, SubnetUse::pods);
        if (subnet) spec_.cni.eni_configs.push_back({std::move(config.az), *subnet});
      }
      if (custom_networking && spec_.cni.eni_configs.empty()) {
        warn("cloud.eni-configs", "Pods take their addresses from the subnets of ENIConfigs, which are not in the file",
             "give the ENIConfigs beside it, or let the add-on make them (eniConfig in its configuration)",
             configuration.location);
      }
    }
    // Places in the text, whose line may hold anything.
    for (std::size_t i = before; i < diagnostics_.size(); ++i) diagnostics_[i].location.length = configuration.location.length;
    for (EnvSpec& variable : spec_.cni.env) {
      variable.name.location.length = configuration.location.length;
      variable.value.location.length = configuration.location.length;
    }
  }

  void read_balancers_and_endpoints() {
    const auto unique = [](auto& things, auto name_at) {
      std::map<std::string, int> seen;
      for (auto& thing : things) {
        Given<std::string>& name = name_at(thing);
        if (!name) continue;
        const int number = ++seen[name->value];
        if (number > 1) name->value += fmt::format(" #{}", number);
      }
    };
    for (LoadBalancerSpec& balancer : stack_.load_balancers) {
      const bool named = !balancer.subnets.empty();
      balancer.subnets = use_all(balancer.subnets, SubnetUse::load_balancers);
      if (named && balancer.subnets.empty()) continue;  // of another VPC
      spec_.load_balancers.push_back(std::move(balancer));
    }
    for (EndpointSpec& endpoint : stack_.endpoints) {
      endpoint.subnets = use_all(endpoint.subnets, std::nullopt);
      if (!endpoint.subnets.empty()) spec_.endpoints.push_back(std::move(endpoint));
    }
    unique(spec_.load_balancers, [](LoadBalancerSpec& thing) -> Given<std::string>& { return thing.name; });
    unique(spec_.endpoints, [](EndpointSpec& thing) -> Given<std::string>& { return thing.name; });
  }

  void read_addresses() {
    for (const CloudAddresses& held : stack_.addresses) {
      if (!use(held.subnet, std::nullopt)) continue;
      SubnetSpec& subnet = spec_.vpc.subnets[index_.at(held.subnet.value)];
      if (held.count > IpCount(0)) {
        if (!subnet.used_count) subnet.used_count = Located<IpCount>{IpCount(0), held.subnet.location};
        subnet.used_count->value += held.count;
      }
      subnet.used_ranges.insert(subnet.used_ranges.end(), held.addresses.begin(), held.addresses.end());
    }
  }

  void read_tags() {
    std::vector<std::string> for_karpenter;
    Location at{};
    for (std::size_t i = 0; i < spec_.vpc.subnets.size(); ++i) {
      const CloudSubnet* const source = sources_[i];
      if (source == nullptr) continue;
      const auto tagged = [&](const Given<bool>& tag, SubnetUse what) {
        if (!tag || !tag->value) return;
        static_cast<void>(use({source->key, tag->location}, what));
      };
      tagged(source->load_balancers, SubnetUse::load_balancers);
      tagged(source->cni, SubnetUse::cni);
      tagged(source->karpenter, SubnetUse::nodes);
      if (!source->karpenter) continue;
      if (for_karpenter.empty()) at = source->karpenter->location;
      for_karpenter.push_back(spec_.vpc.subnets[i].name ? spec_.vpc.subnets[i].name->value : source->key);
    }
    if (for_karpenter.empty()) return;
    warn("cloud.karpenter",
         fmt::format("Karpenter may make nodes in {}, but its NodePools are not in the file", first_few(for_karpenter)),
         "give them beside it, or plan them in a spec of your own: node groups with manager: karpenter", at);
  }

  /// A stack that only makes the VPC does not say where nodes go. Private subnets are for them where the tags tell which
  /// these are; else every subnet without a use is, as in any file that says nothing of uses.
  void leave_nodes_to_others() {
    if (!stack_.clusters.empty() || !stack_.node_groups.empty() || !stack_.fargate_profiles.empty()) return;
    const auto for_nodes = [](const SubnetSpec& subnet) {
      return std::ranges::any_of(*subnet.uses, [](const auto& use) { return use.value == SubnetUse::nodes; });
    };
    if (std::ranges::any_of(spec_.vpc.subnets, for_nodes)) return;
    std::vector<std::string> internal;
    Location at{};
    for (std::size_t i = 0; i < spec_.vpc.subnets.size(); ++i) {
      SubnetSpec& subnet = spec_.vpc.subnets[i];
      if (sources_[i] == nullptr || !sources_[i]->internal) continue;
      if (internal.empty()) at = subnet.location;
      internal.push_back(subnet.name ? subnet.name->value : subnet.id->value);
      subnet.uses->push_back({SubnetUse::nodes, subnet.location});
    }
    if (!internal.empty()) {
      derive(fmt::format("nodes use {}", first_few(internal)),
             "the file has no cluster, and these are tagged kubernetes.io/role/internal-elb", at);
      return;
    }
    for (SubnetSpec& subnet : spec_.vpc.subnets) {
      if (subnet.uses->empty()) subnet.uses.reset();
    }
  }

  void finish_subnets() {
    std::vector<std::string> no_size;
    std::vector<std::string> no_zone;
    std::vector<std::string> looked_up;
    Location no_size_at{};
    Location no_zone_at{};
    Location looked_up_at{};
    const auto add = [](std::vector<std::string>& list, Location& first, const SubnetSpec& subnet) {
      if (list.empty()) first = subnet.location;
      list.push_back(subnet.name ? subnet.name->value : subnet.id->value);
    };
    for (std::size_t i = 0; i < spec_.vpc.subnets.size(); ++i) {
      SubnetSpec& subnet = spec_.vpc.subnets[i];
      if (subnet.uses) {
        std::ranges::stable_sort(*subnet.uses, {}, [](const auto& given) { return static_cast<int>(given.value); });
      }
      const CloudSubnet* const source = sources_[i];
      if (!subnet.cidr) {
        add(no_size, no_size_at, subnet);
      } else if (!subnet.az) {
        add(no_zone, no_zone_at, subnet);
      }
      if (source == nullptr || source->looked_up) add(looked_up, looked_up_at, subnet);
    }
    if (!no_size.empty()) {
      warn("cloud.subnet-size",
           fmt::format("how large {} {} is not in the file, only what the cluster takes of {} is planned",
                       no_size.size() == 1 ? "subnet" : "the subnets", first_few(no_size),
                       no_size.size() == 1 ? "it" : "them"),
           "give the output of \"aws ec2 describe-subnets\" beside it, or plan in a spec of your own", no_size_at);
    }
    if (!no_zone.empty()) {
      warn("cloud.subnet-zone",
           fmt::format("the zone of {} is not known, so that each counts as a zone of its own", first_few(no_zone)),
           "give the subnet's zone", no_zone_at);
    }
    if (!looked_up.empty()) {
      warn("cloud.others",
           fmt::format("what others hold in {} is not in the file, as {} made elsewhere", first_few(looked_up),
                       looked_up.size() == 1 ? "it was" : "they were"),
           "give the output of \"aws ec2 describe-network-interfaces\" beside it", looked_up_at);
    }
  }

  CloudStack stack_;
  std::string_view wanted_;
  Diagnostics diagnostics_;
  ClusterSpec spec_;
  const CloudCluster* cluster_ = nullptr;
  struct OfOtherCluster {
    std::string what;
    std::vector<Located<std::string>> subnets;
    Location at{};
  };
  std::vector<OfOtherCluster> others_;
  std::string vpc_;                                       // by key or id; empty: there is none, or it is not known
  std::set<std::string, std::less<>> elsewhere_;          // subnets of other VPCs
  std::unordered_map<std::string, std::size_t> index_;    // of the spec's subnets, by key and id
  std::vector<const CloudSubnet*> sources_;               // of the spec's subnets; none: by id only
};

}  // namespace

Result<PartialSpec, Diagnostics> to_spec(CloudStack stack, std::string_view cluster, Diagnostics said) {
  return Assembly(std::move(stack), cluster, std::move(said)).run();
}

void read_subnet_tag(CloudSubnet& subnet, const Located<std::string>& key, const Located<std::string>& given) {
  const std::string& tag = key.value;
  const std::string& value = given.value;
  const Location at = given.location;
  const bool is_new = std::ranges::none_of(subnet.tags, [&](const TagSpec& other) { return other.key.value == tag; });
  if (is_new && !value.empty()) subnet.tags.push_back({key, given});
  // A tag of a role counts whatever its value, 1 or none, but 0 takes the subnet out; to the VPC CNI only 1 counts.
  // Source: kubernetes-sigs/aws-load-balancer-controller docs/deploy/subnet_discovery.md; aws/amazon-vpc-cni-k8s
  // pkg/awsutils/awsutils.go, validTag.
  if (tag == "kubernetes.io/role/elb" || tag == "kubernetes.io/role/internal-elb") {
    const bool was = subnet.load_balancers && subnet.load_balancers->value;
    subnet.load_balancers = Located<bool>{was || value != "0", at};
    subnet.internal = subnet.internal || (tag == "kubernetes.io/role/internal-elb" && value != "0");
  } else if (tag == "kubernetes.io/role/cni") {
    subnet.cni = Located<bool>{value == "1", at};
  } else if (tag == "karpenter.sh/discovery") {
    subnet.karpenter = Located<bool>{true, at};
  } else if (tag == "Name" && !value.empty()) {
    subnet.name = Located<std::string>{value, at};
  }
}

void read_ami_type(NodeGroupSpec& group, const Located<std::string>& ami_type) {
  const std::string& name = ami_type.value;
  group.os = Located<NodeOs>{name.starts_with("BOTTLEROCKET") ? NodeOs::bottlerocket
                             : name.starts_with("WINDOWS")    ? NodeOs::windows
                                                              : NodeOs::linux,
                             ami_type.location};
  group.custom_ami |= name == "CUSTOM";
}

}  // namespace cniplan
