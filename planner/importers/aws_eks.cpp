#include "planner/importers/aws_eks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "planner/core/counted.hpp"
#include "planner/core/integer.hpp"
#include "planner/importers/cloud_stack.hpp"
#include "planner/importers/detect.hpp"
#include "planner/importers/document_reader.hpp"
#include "planner/importers/user_data.hpp"

namespace cniplan {
namespace {

using Kind = DocumentNode::Kind;

constexpr std::string_view kTemplates = "LaunchTemplateVersions";
constexpr std::string_view kReservations = "Reservations";
constexpr std::int64_t kMostNodes = 1'000'000;

/// The mapping under a key, or the whole document as --query of that key prints it, where it has the key that tells it
/// from others of the name.
const DocumentNode* thing_of(const DocumentNode& document, std::string_view name, std::string_view key) {
  if (is_kubernetes_object(document)) return nullptr;
  const DocumentNode* const named = document.find(name);
  const DocumentNode* const node = named == nullptr ? &document : named;
  return node->kind == Kind::mapping && node->find(key) != nullptr ? node : nullptr;
}
bool holds(const DocumentNode& document, std::string_view list) {
  const DocumentNode* const node = document.find(list);
  return node != nullptr && node->kind == Kind::sequence && !is_kubernetes_object(document);
}

/// Whose node an instance is.
struct Owner {
  std::string cluster;
  std::string group;
  NodeManager manager = NodeManager::self_managed;

  friend auto operator<=>(const Owner&, const Owner&) = default;
};

/// The instances of one node group.
struct Instances {
  std::int64_t nodes = 0;
  std::vector<Located<std::string>> types;
  std::vector<Located<std::string>> subnets;
  Location location{};
};

void add_once(std::vector<Located<std::string>>& list, const Given<std::string>& value) {
  if (!value) return;
  const auto same = [&](const auto& other) { return other.value == value->value; };
  if (std::ranges::none_of(list, same)) list.push_back(*value);
}

class Import {
 public:
  explicit Import(const ImporterInput& input) : input_(input) {}

  Result<PartialSpec, Diagnostics> run() {
    stack_.writer = "AWS CLI";
    stack_.location = input_.documents.front()->location;
    for (const DocumentNode* document : input_.documents) {
      if (const auto* node = described_cluster(*document)) read_cluster(*node);
      if (const auto* node = described_nodegroup(*document)) read_node_group(*node);
      if (const auto* node = described_fargate_profile(*document)) read_fargate_profile(*node);
    }
    for (const DocumentNode* document : input_.documents) {
      MappingReader in(*document, "", said_);
      if (holds(*document, kTemplates)) in.each(kTemplates, [&](const DocumentNode& item) { read_template(item); });
    }
    for (const DocumentNode* document : input_.documents) {
      MappingReader in(*document, "", said_);
      if (!holds(*document, kReservations)) continue;
      in.each(kReservations, [&](const DocumentNode& item) {
        MappingReader reservation(item, "an item of Reservations", said_);
        if (reservation.valid()) reservation.each("Instances", [&](const DocumentNode& node) { read_instance(node); });
      });
    }
    add_instances();
    const bool nothing = stack_.clusters.empty() && stack_.node_groups.empty() && stack_.fargate_profiles.empty() &&
                         stack_.templates.empty();
    if (nothing && !has_errors(said_)) {
      return PartialSpec{.spec = {}, .warnings = std::move(said_), .notes = std::move(stack_.notes)};
    }
    if (stack_.clusters.empty() && stack_.node_groups.empty() && stack_.fargate_profiles.empty()) refuse_templates();
    auto part = to_spec(std::move(stack_), input_.cluster, std::move(said_));
    if (part) leave_subnets_to_others(*part);
    return part;
  }

 private:
  void note(ImportNote::Kind kind, std::string what, std::string because, Location at) {
    stack_.notes.push_back({.kind = kind, .what = std::move(what), .because = std::move(because), .location = at});
  }

  /// A template makes no nodes: how many, and where, its node group says.
  void refuse_templates() {
    if (has_errors(said_)) return;
    const CloudTemplate& first = stack_.templates.front();
    said_.push_back(
        {.code = "aws.template-alone",
         .message = fmt::format("launch template {}: alone it makes no nodes, and no node group here uses it", first.key),
         .way_out = "give \"aws eks describe-nodegroup\" of its node group beside it",
         .location = first.location});
  }

  void read_cluster(const DocumentNode& node) {
    MappingReader in(node, "cluster", said_);
    CloudCluster out{.key = "cluster", .name = in.text("name"), .location = node.location};
    if (out.name) in.set_subject(fmt::format("cluster \"{}\"", out.name->value));
    const auto inside = [&](std::string_view key, auto read) {
      const DocumentNode* const part = in.node(key);
      if (part == nullptr) return;
      MappingReader reader(*part, fmt::format("{}: {}", in.subject(), key), said_);
      if (reader.valid()) read(reader);
    };
    inside("resourcesVpcConfig", [&](MappingReader& vpc) { out.subnets = vpc.texts("subnetIds"); });
    inside("kubernetesNetworkConfig", [&](MappingReader& network) {
      if (const auto family = network.text("ipFamily")) {
        out.ip_family = Located<IpFamily>{family->value == "ipv6" ? IpFamily::ipv6 : IpFamily::ipv4, family->location};
      }
      out.service_cidr = network.cidr("serviceIpv4Cidr");
    });
    inside("computeConfig", [&](MappingReader& compute) { out.auto_mode = compute.boolean("enabled"); });
    const auto has = [&](std::string_view key) -> Given<bool> {
      const DocumentNode* const part = in.node(key);
      return part == nullptr ? Given<bool>() : Located<bool>{true, part->location};
    };
    out.hybrid = has("remoteNetworkConfig");
    out.on_outposts = has("outpostConfig");
    // What is installed, describe-addon says; without it these are EKS's own.
    const bool known = std::ranges::any_of(stack_.clusters, [&](const CloudCluster& other) {
      return out.name && other.name && other.name->value == out.name->value;
    });
    if (!known) stack_.clusters.push_back(std::move(out));
  }

  void read_node_group(const DocumentNode& node) {
    MappingReader in(node, "nodegroup", said_);
    CloudNodeGroup out;
    NodeGroupSpec& group = out.group;
    group.location = node.location;
    group.manager = Located<NodeManager>{NodeManager::managed, node.location};
    group.name = in.text("nodegroupName");
    if (!group.name) return;
    out.key = group.name->value;
    in.set_subject(fmt::format("node group \"{}\"", out.key));
    if (const auto cluster = in.text("clusterName")) out.cluster = cluster->value;
    if (const DocumentNode* const part = in.node("scalingConfig")) {
      MappingReader scaling(*part, in.subject() + ": scalingConfig", said_);
      group.nodes = {.min = scaling.integer("minSize", 0, kMostNodes),
                     .desired = scaling.integer("desiredSize", 0, kMostNodes),
                     .max = scaling.integer("maxSize", 0, kMostNodes),
                     .location = part->location};
    }
    group.instance_types = in.texts("instanceTypes");
    if (const DocumentNode* const part = in.node("launchTemplate")) {
      MappingReader launch(*part, in.subject() + ": launchTemplate", said_);
      out.launch_template = launch.text("id");
      if (const auto name = launch.text("name"); !out.launch_template) out.launch_template = name;
      if (const auto version = launch.text("version"); version && out.launch_template) {
        versions_[out.launch_template->value] = version->value;
      }
    }
    out.default_type = !out.launch_template;
    if (const auto ami_type = in.text("amiType")) read_ami_type(group, *ami_type);
    group.subnets = in.texts("subnets");
    if (const DocumentNode* const part = in.node("updateConfig")) read_update(*part, in.subject(), group);
    stack_.node_groups.push_back(std::move(out));
  }

  void read_update(const DocumentNode& node, const std::string& subject, NodeGroupSpec& group) {
    constexpr std::int64_t kMost = 100;
    MappingReader in(node, subject + ": updateConfig", said_);
    const auto nodes = in.integer("maxUnavailable", 1, kMost);
    const auto percent = in.integer("maxUnavailablePercentage", 1, kMost);
    if (nodes) group.update.max_unavailable = {NodeCount(nodes->value), nodes->location};
    if (!nodes && percent) group.update.max_unavailable = {Share::from_percent(percent->value), percent->location};
    const auto strategy = in.text("updateStrategy");
    if (strategy && strategy->value == "MINIMAL") {
      group.update.strategy = Located<UpdateStrategy>{UpdateStrategy::minimal, strategy->location};
    }
  }

  void read_fargate_profile(const DocumentNode& node) {
    MappingReader in(node, "fargateProfile", said_);
    CloudFargateProfile out;
    out.profile.name = in.text("fargateProfileName");
    out.profile.location = node.location;
    if (const auto cluster = in.text("clusterName")) out.cluster = cluster->value;
    if (out.profile.name) in.set_subject(fmt::format("Fargate profile \"{}\"", out.profile.name->value));
    out.profile.subnets = in.texts("subnets");
    stack_.fargate_profiles.push_back(std::move(out));
  }

  void read_template(const DocumentNode& node) {
    MappingReader in(node, "an item of LaunchTemplateVersions", said_);
    if (!in.valid()) return;
    CloudTemplate out{.id = in.text("LaunchTemplateId"), .name = in.text("LaunchTemplateName"), .location = node.location};
    out.key = out.id ? out.id->value : out.name ? out.name->value : "";
    in.set_subject(fmt::format("launch template {}", out.key));
    const auto number = in.integer("VersionNumber", 0, kMostNodes);
    const auto is_default = in.boolean("DefaultVersion");
    if (!is_wanted(out, number, is_default && is_default->value)) return;
    if (const DocumentNode* const part = in.node("LaunchTemplateData")) {
      MappingReader data(*part, in.subject(), said_);
      out.instance_type = data.text("InstanceType");
      out.custom_image = data.node("ImageId") != nullptr;
      if (const DocumentNode* const asked = data.node("InstanceRequirements")) {
        out.requirements = Located<bool>{true, asked->location};
      }
      if (const auto user_data = data.text("UserData")) {
        const auto text = decode_base64(user_data->value);
        const auto found = text ? user_data_max_pods(*text) : std::nullopt;
        if (found) out.max_pods = Located<MaxPodsSpec>{*found, user_data->location};
      }
    }
    stack_.templates.push_back(std::move(out));
  }

  /// The version that a node group names; else, or where it says $Default, the default one.
  [[nodiscard]] bool is_wanted(const CloudTemplate& version, const Given<std::int64_t>& number, bool is_default) const {
    for (const Given<std::string>& reference : {version.id, version.name}) {
      if (!reference) continue;
      const auto named = versions_.find(reference->value);
      if (named == versions_.end()) continue;
      if (const auto wanted = parse_integer(named->second)) return number && number->value == *wanted;
    }
    return is_default;
  }

  // Instances.

  void read_instance(const DocumentNode& node) {
    MappingReader in(node, "an item of Instances", said_);
    if (!in.valid()) return;
    const auto id = in.text("InstanceId");
    const std::string name = id ? id->value : "an instance";
    in.set_subject(fmt::format("instance {}", name));
    const DocumentNode* const state = in.node("State");
    if (state != nullptr) {
      MappingReader states(*state, in.subject() + ": State", said_);
      const auto word = states.text("Name");
      if (word && word->value != "running" && word->value != "pending") {
        note(ImportNote::Kind::ignored, in.subject(), fmt::format("it is {}", word->value), word->location);
        return;
      }
    }
    const auto owner = owner_of(in);
    if (!owner) {
      note(ImportNote::Kind::ignored, in.subject(),
           "no tag says that it is a cluster's node; \"aws ec2 describe-network-interfaces\" has its addresses",
           node.location);
      return;
    }
    Instances& instances = instances_[*owner];
    if (instances.nodes == 0) instances.location = node.location;
    ++instances.nodes;
    add_once(instances.types, in.text("InstanceType"));
    add_once(instances.subnets, in.text("SubnetId"));
  }

  std::optional<Owner> owner_of(MappingReader& in) {
    std::map<std::string, std::string> tags;
    in.each("Tags", [&](const DocumentNode& item) {
      MappingReader tag(item, in.subject() + ": Tags", said_);
      if (!tag.valid()) return;
      const auto key = tag.text("Key");
      const auto value = tag.text("Value");
      if (key) tags[key->value] = value ? value->value : "";
    });
    const auto tag = [&](std::string_view key) {
      const auto found = tags.find(std::string(key));
      return found == tags.end() ? std::string() : found->second;
    };
    Owner owner;
    for (const std::string_view key : {"eks:cluster-name", "eks:eks-cluster-name", "aws:eks:cluster-name"}) {
      if (owner.cluster.empty()) owner.cluster = tag(key);
    }
    for (const auto& [key, value] : tags) {
      constexpr std::string_view kPrefix = "kubernetes.io/cluster/";
      if (owner.cluster.empty() && key.starts_with(kPrefix)) owner.cluster = key.substr(kPrefix.size());
    }
    if (owner.cluster.empty()) return std::nullopt;
    for (const auto& [key, manager] : {std::pair("eks:nodegroup-name", NodeManager::managed),
                                       std::pair("karpenter.sh/nodepool", NodeManager::karpenter),
                                       std::pair("karpenter.sh/provisioner-name", NodeManager::karpenter),
                                       std::pair("eks:kubernetes-node-pool-name", NodeManager::auto_mode),
                                       std::pair("alpha.eksctl.io/nodegroup-name", NodeManager::self_managed),
                                       std::pair("aws:autoscaling:groupName", NodeManager::self_managed)}) {
      if (!owner.group.empty()) break;
      owner.group = tag(key);
      owner.manager = manager;
    }
    if (owner.group.empty()) owner = {.cluster = owner.cluster, .group = "nodes"};
    return owner;
  }

  void add_instances() {
    for (auto& [owner, instances] : instances_) {
      const bool described = std::ranges::any_of(stack_.node_groups, [&](const CloudNodeGroup& given) {
        return given.group.name && given.group.name->value == owner.group &&
               (given.cluster.empty() || given.cluster == owner.cluster);
      });
      if (described) {
        note(ImportNote::Kind::ignored, fmt::format("{} of node group \"{}\"", counted(instances.nodes, "instance", "instances"), owner.group),
             "the node group is described", instances.location);
        continue;
      }
      CloudNodeGroup out{.key = owner.group, .cluster = owner.cluster};
      out.group.name = Located<std::string>{owner.group, instances.location};
      out.group.manager = Located<NodeManager>{owner.manager, instances.location};
      out.group.nodes.desired = Located<std::int64_t>{instances.nodes, instances.location};
      out.group.instance_types = std::move(instances.types);
      out.group.subnets = std::move(instances.subnets);
      out.group.location = instances.location;
      note(ImportNote::Kind::derived, fmt::format("node group \"{}\": {}", owner.group, counted(NodeCount(instances.nodes))),
           "so many instances are pending or running", instances.location);
      stack_.node_groups.push_back(std::move(out));
    }
  }

  /// What another file says of a subnet need not be missed here.
  void leave_subnets_to_others(PartialSpec& part) const {
    const auto known = [&](const SubnetSpec& subnet) {
      return std::ranges::any_of(input_.known.vpc.subnets, [&](const SubnetSpec& other) {
        return subnet.id && other.id && other.id->value == subnet.id->value && other.cidr;
      });
    };
    if (!std::ranges::all_of(part.spec.vpc.subnets, known)) return;
    std::erase_if(part.warnings, [](const Diagnostic& said) {
      return said.code == "cloud.subnet-size" || said.code == "cloud.subnet-zone" || said.code == "cloud.others";
    });
  }

  const ImporterInput& input_;
  Diagnostics said_;
  CloudStack stack_;
  std::map<std::string, std::string> versions_;  // of launch templates that node groups name
  std::map<Owner, Instances> instances_;
};

}  // namespace

const DocumentNode* described_cluster(const DocumentNode& document) {
  return thing_of(document, "cluster", "resourcesVpcConfig");
}
const DocumentNode* described_nodegroup(const DocumentNode& document) {
  return thing_of(document, "nodegroup", "nodegroupName");
}
const DocumentNode* described_fargate_profile(const DocumentNode& document) {
  return thing_of(document, "fargateProfile", "fargateProfileName");
}

bool is_describe_cluster(const DocumentNode& document) { return described_cluster(document) != nullptr; }
bool is_describe_nodegroup(const DocumentNode& document) { return described_nodegroup(document) != nullptr; }
bool is_describe_fargate_profile(const DocumentNode& document) { return described_fargate_profile(document) != nullptr; }
bool is_describe_launch_template_versions(const DocumentNode& document) { return holds(document, kTemplates); }
bool is_describe_instances(const DocumentNode& document) { return holds(document, kReservations); }

Result<PartialSpec, Diagnostics> read_aws_eks(const ImporterInput& input) { return Import(input).run(); }

bool is_instance_placement(const DocumentNode& document) {
  return document.find("AvailabilityZone") != nullptr && document.find("Tenancy") != nullptr;
}

Result<PartialSpec, Diagnostics> read_instance_placement(const ImporterInput& input) {
  const DocumentNode& document = *input.documents.front();
  PartialSpec part;
  part.spec.location = document.location;
  part.warnings.push_back({.code = "aws.placement",
                           .severity = Severity::warning,
                           .message = "this is where one instance stands, and says neither its type nor its node group",
                           .way_out = "give what \"aws ec2 describe-instances\" prints without --query",
                           .location = document.location});
  return part;
}

}  // namespace cniplan
