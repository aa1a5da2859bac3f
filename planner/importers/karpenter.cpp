#include "planner/importers/karpenter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "planner/catalog/query.hpp"
#include "planner/core/integer.hpp"
#include "planner/core/spelling.hpp"
#include "planner/importers/detect.hpp"
#include "planner/importers/document_reader.hpp"
#include "planner/importers/karpenter_requirements.hpp"
#include "planner/importers/user_data.hpp"
#include "planner/spec/quantity.hpp"

namespace cniplan {
namespace {

constexpr std::string_view kZone = "topology.kubernetes.io/zone";
constexpr std::string_view kOs = "kubernetes.io/os";
constexpr std::string_view kAutoModeGroup = "eks.amazonaws.com";
constexpr std::int64_t kMostPods = 1'000'000;
constexpr std::int64_t kMostNodes = 1'000'000;
constexpr std::string_view kVersion = "write it for karpenter.sh/v1";
constexpr std::string_view kAutoModeTypes =
    "https://docs.aws.amazon.com/eks/latest/userguide/automode-learn-instances.html#auto-supported-instances";

/// Labels that say nothing about which types there are, beside the user's own.
constexpr auto kOtherLabels = std::to_array<std::string_view>(
    {"karpenter.sh/capacity-type", "karpenter.sh/nodepool", "topology.kubernetes.io/region",
     "node.kubernetes.io/windows-build", kZone, kOs});

/// Aliases of AMIs. Source: aws/karpenter-provider-aws pkg/apis/v1/ec2nodeclass.go, amiFamilyFromAlias.
struct FamilyName {
  std::string_view name;
  KarpenterAmiFamily family;
};
constexpr auto kFamilies = std::to_array<FamilyName>({{"AL2", KarpenterAmiFamily::al2},
                                                      {"AL2023", KarpenterAmiFamily::al2023},
                                                      {"Bottlerocket", KarpenterAmiFamily::bottlerocket},
                                                      {"Windows2019", KarpenterAmiFamily::windows},
                                                      {"Windows2022", KarpenterAmiFamily::windows},
                                                      {"Windows2025", KarpenterAmiFamily::windows},
                                                      {"Custom", KarpenterAmiFamily::custom}});

/// Resources that count GPUs, with the families that have them; all others have NVIDIA's. EC2 counts Gaudi
/// among GPUs. Source: types.go, nvidiaGPUs, amdGPUs, habanaGaudis;
/// https://docs.aws.amazon.com/ec2/latest/instancetypes/ac.html
struct GpuMaker {
  std::string_view resource;
  std::string_view family;
};
constexpr std::string_view kNvidiaGpu = "nvidia.com/gpu";
constexpr auto kGpuMakers =
    std::to_array<GpuMaker>({{kNvidiaGpu, ""}, {"amd.com/gpu", "g4ad"}, {"habana.ai/gaudi", "dl1"}});

std::string_view gpu_resource(const InstanceType& type) {
  const auto maker = std::ranges::find(kGpuMakers, type.family(), &GpuMaker::family);
  return maker == kGpuMakers.end() ? kNvidiaGpu : maker->resource;
}

/// Parts of a file that somebody is yet to fill in: of a shell or envsubst, of Helm and its like, of the
/// documentation.
bool has_placeholder(std::string_view text) {
  return text.contains("${") || text.contains("{{") || text.contains("<<");
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

/// A term of subnetSelectorTerms: an id, or tags that a subnet must all have.
struct SubnetTerm {
  Given<std::string> id;
  std::vector<std::pair<Located<std::string>, Located<std::string>>> tags;
  Location location{};
};

struct NodeClass {
  std::string name;
  std::string group;
  Location location{};
  Given<KarpenterAmiFamily> family;
  std::vector<SubnetTerm> subnets;
  KarpenterKubelet kubelet;
  Given<MaxPodsSpec> max_pods;
  Location pods_per_core_location{};
  std::optional<MaxPodsSpec> user_data_max_pods;
  Location user_data_location{};
  bool used = false;
};

bool is_node_pool(const DocumentNode& document) { return is_object(document, "karpenter.sh", "NodePool"); }

class Import {
 public:
  explicit Import(const ImporterInput& input) : input_(input) { part_.spec.pods_unknown = true; }

  Result<PartialSpec, Diagnostics> run() {
    for (const DocumentNode* document : input_.documents) {
      if (!is_node_pool(*document)) read_node_class(*document);
    }
    for (const DocumentNode* document : input_.documents) {
      if (is_node_pool(*document)) read_node_pool(*document);
    }
    for (const NodeClass& node_class : classes_) {
      if (node_class.used) continue;
      part_.notes.push_back({ImportNote::Kind::ignored, fmt::format("EC2NodeClass \"{}\"", node_class.name),
                             "no NodePool of the input refers to it", node_class.location});
    }
    if (has_errors(said_)) return failure(std::move(said_));
    part_.warnings = std::move(said_);
    return std::move(part_);
  }

 private:
  void error(std::string code, std::string message, std::string way_out, Location at) {
    said_.push_back({std::move(code), Severity::error, std::move(message), std::move(way_out), at});
  }
  void warn(std::string code, std::string message, std::string way_out, Location at) {
    said_.push_back({std::move(code), Severity::warning, std::move(message), std::move(way_out), at});
  }
  void derived(std::string what, std::string because, Location at) {
    part_.notes.push_back({ImportNote::Kind::derived, std::move(what), std::move(because), at});
  }
  void ignored(std::string what, std::string because, Location at) {
    part_.notes.push_back({ImportNote::Kind::ignored, std::move(what), std::move(because), at});
  }

  /// The mapping under a key, which must be one when it is there.
  const DocumentNode* mapping(MappingReader& in, std::string_view key) {
    const DocumentNode* const node = in.node(key);
    if (node == nullptr || node->kind == DocumentNode::Kind::mapping) return node;
    in.error("type.mapping", fmt::format("{} must be a mapping, but is {}", key, kind_name(*node)),
             "write \"key: value\" lines below it", node->location);
    return nullptr;
  }

  Given<std::string> name_of(MappingReader& root) {
    const DocumentNode* const metadata = mapping(root, "metadata");
    Given<std::string> name;
    if (metadata != nullptr) {
      MappingReader in(*metadata, fmt::format("{}: metadata", root.subject()), said_);
      name = in.text("name");
    }
    if (!name) root.error("karpenter.no-name", "it has no metadata.name", "give it a name", root.location());
    return name;
  }

  // EC2NodeClass.

  void read_node_class(const DocumentNode& document) {
    const bool auto_mode = is_object(document, kAutoModeGroup, "NodeClass");
    const std::string kind = auto_mode ? "NodeClass" : "EC2NodeClass";
    MappingReader root(document, kind, said_);
    const auto name = name_of(root);
    if (!name) return;
    root.set_subject(fmt::format("{} \"{}\"", kind, name->value));
    NodeClass out{.name = name->value,
                  .group = auto_mode ? std::string(kAutoModeGroup) : "karpenter.k8s.aws",
                  .location = name->location};
    const bool twice = std::ranges::any_of(classes_, [&](const NodeClass& other) {
      return other.name == out.name && other.group == out.group;
    });
    if (twice) {
      root.error("karpenter.duplicate-name", "there is another one of this name", "leave one of them", name->location);
      return;
    }
    const DocumentNode* const spec = mapping(root, "spec");
    if (spec == nullptr) {
      root.error("key.missing", "spec is missing", "give the whole document", root.location());
      classes_.push_back(std::move(out));
      return;
    }
    MappingReader in(*spec, root.subject(), said_);
    if (!auto_mode) read_ami_family(in, out);
    read_subnet_terms(in, *spec, out);
    read_kubelet(in, out);
    if (const auto user_data = in.text("userData")) {
      // Of what user data says of max Pods, kubelet.maxPods alone is written over.
      // Source: aws/karpenter-provider-aws pkg/providers/amifamily/bootstrap/bottlerocket.go
      out.user_data_max_pods = user_data_max_pods(user_data->value);
      out.user_data_location = user_data->location;
      out.user_data_location.length = 0;  // the line may hold anything
    }
    if (const DocumentNode* const interfaces = in.node("networkInterfaces")) {
      warn("karpenter.network-interfaces",
           fmt::format("{}: networkInterfaces is not read: ENIs without IP take the place of ENIs for Pods, and not every "
                       "type has as many",
                       in.subject()),
           "give max Pods in kubelet.maxPods", interfaces->location);
    }
    for (const std::string_view key : {"ipPrefixCount", "associatePublicIPAddress"}) {
      if (const DocumentNode* const node = in.node(key)) {
        if (key == "ipPrefixCount") {
          warn("karpenter.prefix-count",
               fmt::format("{}: ipPrefixCount gives each node prefixes beside those of aws-node, which are not planned",
                           in.subject()),
               "count them in the subnet's used addresses, in a spec", node->location);
        } else {
          ignored(fmt::format("{}: {}", in.subject(), key), "public addresses are not the subnet's", node->location);
        }
      }
    }
    classes_.push_back(std::move(out));
  }

  void read_ami_family(MappingReader& in, NodeClass& out) {
    const auto given = in.text("amiFamily");
    const auto find = [](std::string_view name) {
      return std::ranges::find_if(kFamilies, [&](const FamilyName& known) { return lower(known.name) == lower(name); });
    };
    if (given) {
      const auto known = std::ranges::find(kFamilies, given->value, &FamilyName::name);
      if (known != kFamilies.end()) {
        out.family = Located<KarpenterAmiFamily>{known->family, given->location};
      } else {
        std::vector<std::string_view> names;
        for (const FamilyName& name : kFamilies) names.push_back(name.name);
        std::string fix = did_you_mean(given->value, names);
        if (fix.empty()) fix = fmt::format("it is one of {}", fmt::join(names, ", "));
        in.error("choice.unknown", fmt::format("amiFamily: unknown value \"{}\"", given->value), std::move(fix),
                 given->location);
      }
      return;
    }
    in.each("amiSelectorTerms", [&](const DocumentNode& item) {
      MappingReader term(item, in.subject() + ": amiSelectorTerms", said_);
      if (!term.valid()) return;
      const auto alias = term.text("alias");
      if (!alias) return;
      const auto family = find(alias->value.substr(0, alias->value.find('@')));
      if (family != kFamilies.end() && family->family != KarpenterAmiFamily::custom) {
        out.family = Located<KarpenterAmiFamily>{family->family, alias->location};
      } else {
        term.error("karpenter.ami-alias", fmt::format("alias: \"{}\" names no family that Karpenter has", alias->value),
                   "write al2023@latest, bottlerocket@latest or another one of its aliases", alias->location);
      }
    });
  }

  void read_subnet_terms(MappingReader& in, const DocumentNode& spec, NodeClass& out) {
    in.each("subnetSelectorTerms", [&](const DocumentNode& item) {
      MappingReader reader(item, in.subject() + ": subnetSelectorTerms", said_);
      if (!reader.valid()) return;
      SubnetTerm term{.location = item.location};
      term.id = reader.text("id");
      if (const DocumentNode* const tags = mapping(reader, "tags")) {
        MappingReader tag_reader(*tags, reader.subject(), said_);
        for (const DocumentNode::Entry& entry : tags->entries) {
          if (const auto value = tag_reader.text_of(entry.value, entry.key)) {
            term.tags.emplace_back(Located<std::string>{entry.key, entry.key_location}, *value);
          }
        }
      }
      if (!term.id && term.tags.empty()) {
        reader.error("karpenter.subnet-term", "it has neither tags nor id, which Karpenter refuses",
                     "give it one of them", item.location);
        return;
      }
      if (term.id && !term.tags.empty()) {
        reader.error("karpenter.subnet-term", "it has tags and an id, of which Karpenter takes one",
                     "make two terms of it", term.id->location);
        return;
      }
      out.subnets.push_back(std::move(term));
    });
    const DocumentNode* const terms = spec.find("subnetSelectorTerms");
    if (terms == nullptr || (terms->kind == DocumentNode::Kind::sequence && terms->items.empty())) {
      in.error("karpenter.no-subnet-terms", "it has no subnetSelectorTerms, without which Karpenter makes no nodes",
               "add the tags or ids of the nodes' subnets", terms == nullptr ? spec.location : terms->location);
    }
  }

  void read_kubelet(MappingReader& in, NodeClass& out) {
    const DocumentNode* const node = mapping(in, "kubelet");
    if (node == nullptr) return;
    MappingReader kubelet(*node, in.subject() + ": kubelet", said_);
    const DocumentNode* const max_pods = kubelet.node("maxPods");
    if (max_pods != nullptr && is_text(*max_pods)) {
      // Only with the feature gate NodeClassCEL; the variables are nodeadm's and a few more.
      const auto expression = kubelet.text("maxPods");
      if (expression && !expression->value.empty()) {
        out.max_pods = Located<MaxPodsSpec>{MaxPodsExpression{expression->value}, expression->location};
        warn("karpenter.max-pods-expression",
             fmt::format("{}: maxPods is an expression, which Karpenter evaluates only with its feature gate NodeClassCEL",
                         kubelet.subject()),
             "turn the gate on, or write a number", expression->location);
      }
    } else if (const auto number = kubelet.integer("maxPods", 0, kMostPods)) {
      out.kubelet.max_pods = PodCount(number->value);
      out.max_pods = Located<MaxPodsSpec>{PodCount(number->value), number->location};
    }
    if (const auto per_core = kubelet.integer("podsPerCore", 0, kMostPods); per_core && per_core->value > 0) {
      out.kubelet.pods_per_core = per_core->value;
      out.pods_per_core_location = per_core->location;
    }
  }

  // NodePool.

  void read_node_pool(const DocumentNode& document) {
    MappingReader root(document, "NodePool", said_);
    const auto name = name_of(root);
    if (!name) return;
    root.set_subject(fmt::format("NodePool \"{}\"", name->value));
    const DocumentNode* const spec = mapping(root, "spec");
    if (spec == nullptr) {
      root.error("key.missing", "spec is missing", "give the whole document", root.location());
      return;
    }
    MappingReader in(*spec, root.subject(), said_);
    const auto running = running_nodes(root);
    NodeGroupSpec group{.location = document.location};
    group.name = name;
    const std::size_t faults = said_.size();
    std::vector<KarpenterRequirement> requirements;
    NodeClass* node_class = nullptr;
    bool auto_mode = false;
    const DocumentNode* const node_template = mapping(in, "template");
    if (node_template == nullptr) {
      in.error("key.missing", "spec.template is missing", std::string(kVersion), spec->location);
    } else {
      MappingReader template_reader(*node_template, in.subject() + ": template", said_);
      read_labels(template_reader, requirements);
      const DocumentNode* const template_spec = mapping(template_reader, "spec");
      if (template_spec == nullptr) {
        template_reader.error("key.missing", "spec.template.spec is missing", std::string(kVersion),
                              node_template->location);
      } else {
        MappingReader node_reader(*template_spec, in.subject(), said_);
        read_requirements(node_reader, requirements);
        auto_mode = refers_to_auto_mode(node_reader);
        node_class = node_class_of(node_reader);
      }
    }
    group.manager = Located<NodeManager>{auto_mode ? NodeManager::auto_mode : NodeManager::karpenter, name->location};
    read_budgets(in, group);
    std::vector<const InstanceType*> types;
    if (!errors_since(faults)) {
      types = choose_types(in.subject(), requirements, node_class, group);
      set_os(group, requirements, node_class, in.subject());
      for (const InstanceType* type : types) {
        group.instance_types.push_back({std::string(type->name.view()), Location{}});
      }
      set_max_pods(group, types, node_class, in.subject());
      place(group, requirements, node_class, in.subject());
    }
    read_size(in, group, types, running);
    part_.spec.node_groups.push_back(std::move(group));
  }

  [[nodiscard]] bool errors_since(std::size_t first) const {
    return std::ranges::any_of(said_.begin() + static_cast<std::ptrdiff_t>(first), said_.end(),
                               [](const Diagnostic& said) { return said.severity == Severity::error; });
  }

  /// Labels of the template are requirements with one value. Source: karpenter pkg/scheduling, NewLabelRequirements.
  void read_labels(MappingReader& node_template, std::vector<KarpenterRequirement>& requirements) {
    const DocumentNode* const metadata = mapping(node_template, "metadata");
    if (metadata == nullptr) return;
    MappingReader in(*metadata, node_template.subject(), said_);
    const DocumentNode* const labels = mapping(in, "labels");
    if (labels == nullptr) return;
    for (const DocumentNode::Entry& entry : labels->entries) {
      if (entry.value.kind != DocumentNode::Kind::scalar) continue;
      requirements.push_back({.key = canonical_label(entry.key),
                              .op = RequirementOperator::in,
                              .values = {entry.value.scalar},
                              .min_values = std::nullopt,
                              .location = entry.key_location});
    }
  }

  void read_requirements(MappingReader& in, std::vector<KarpenterRequirement>& requirements) {
    in.each("requirements", [&](const DocumentNode& item) {
      MappingReader reader(item, in.subject() + ": a requirement", said_);
      if (!reader.valid()) return;
      const auto key = reader.text("key");
      if (!key) {
        if (item.find("key") == nullptr) {
          reader.error("key.missing", "key is missing", "name a label", item.location);
        }
        return;
      }
      reader.set_subject(fmt::format("{}: requirement {}", in.subject(), key->value));
      const auto op = reader.choice("operator", kRequirementOperators);
      auto values = reader.texts("values");
      const auto min_values = reader.integer("minValues", 1, 50);
      if (!op) {
        if (item.find("operator") == nullptr) {
          reader.error("key.missing", "operator is missing", "write In, NotIn, Exists, DoesNotExist, Gt or Lt",
                       item.location);
        }
        return;
      }
      KarpenterRequirement requirement{.key = canonical_label(key->value),
                                       .op = static_cast<RequirementOperator>(op->value),
                                       .values = {},
                                       .min_values = std::nullopt,
                                       .location = key->location};
      for (auto& value : values) requirement.values.push_back(std::move(value.value));
      if (min_values) requirement.min_values = min_values->value;
      if (check_values(reader, item, requirement)) requirements.push_back(std::move(requirement));
    });
  }

  /// What Karpenter's validation of a requirement says. Source: karpenter pkg/apis/v1/nodepool.go.
  static bool check_values(MappingReader& reader, const DocumentNode& item, const KarpenterRequirement& requirement) {
    const DocumentNode* const values = item.find("values");
    const Location at = values != nullptr ? values->location : item.location;
    if (values != nullptr && values->kind == DocumentNode::Kind::sequence && values->items.size() != requirement.values.size()) {
      return false;  // said already
    }
    switch (requirement.op) {
      case RequirementOperator::in:
        if (!requirement.values.empty()) return true;
        reader.error("karpenter.requirement", "In has no values, which Karpenter refuses", "list the values", at);
        return false;
      case RequirementOperator::not_in:
      case RequirementOperator::exists:
      case RequirementOperator::does_not_exist: return true;
      case RequirementOperator::gt:
      case RequirementOperator::lt:
      case RequirementOperator::gte:
      case RequirementOperator::lte: break;
    }
    const auto bound = requirement.values.size() == 1 ? parse_integer(requirement.values.front()) : std::nullopt;
    if (bound && *bound >= 0) return true;
    reader.error("karpenter.requirement",
                 fmt::format("{} takes one whole number of 0 or more",
                             kRequirementOperators[static_cast<std::size_t>(requirement.op)]),
                 "write values: [\"4\"]", at);
    return false;
  }

  /// The group of a reference; people write its version behind it, as in apiVersion.
  static std::string_view without_version(std::string_view group) { return group.substr(0, group.find('/')); }

  bool refers_to_auto_mode(MappingReader& in) {
    const DocumentNode* const reference = mapping(in, "nodeClassRef");
    const DocumentNode* const group = reference != nullptr ? reference->find("group") : nullptr;
    return group != nullptr && without_version(group->scalar) == kAutoModeGroup;
  }

  NodeClass* node_class_of(MappingReader& in) {
    const DocumentNode* const reference = mapping(in, "nodeClassRef");
    if (reference == nullptr) {
      in.error("key.missing", "nodeClassRef is missing", "name the EC2NodeClass", in.location());
      return nullptr;
    }
    MappingReader reader(*reference, in.subject() + ": nodeClassRef", said_);
    const auto name = reader.text("name");
    auto group = reader.text("group");
    if (group && group->value.contains('/')) {
      const std::string named(without_version(group->value));
      // Source: karpenter.sh_nodepools.yaml, the pattern of nodeClassRef.group.
      warn("karpenter.group-version",
           fmt::format("{}: group \"{}\" has a version, and Kubernetes refuses a group with one; read as {}",
                       reader.subject(), group->value, named),
           fmt::format("write group: {}", named), group->location);
      group->value = named;
    }
    if (!name) {
      if (reference->find("name") == nullptr) {
        reader.error("key.missing", "name is missing", "name the EC2NodeClass", reference->location);
      }
      return nullptr;
    }
    for (NodeClass& node_class : classes_) {
      if (node_class.name != name->value || (group && group->value != node_class.group)) continue;
      node_class.used = true;
      return &node_class;
    }
    warn("karpenter.no-node-class",
         fmt::format("{}: its {} \"{}\" is in no file: subnets, AMI and max Pods are not known", in.subject(),
                     group && group->value == kAutoModeGroup ? "NodeClass" : "EC2NodeClass", name->value),
         "give its document too", name->location);
    return nullptr;
  }

  // Instance types.

  std::vector<const InstanceType*> choose_types(const std::string& subject,
                                                std::vector<KarpenterRequirement>& requirements,
                                                const NodeClass* node_class, const NodeGroupSpec& group) {
    const Location at = group.location;
    const auto family = node_class != nullptr && node_class->family ? std::optional(node_class->family->value) : std::nullopt;
    KarpenterTypes found =
        resolve_requirements(input_.catalog, requirements,
                             group.manager->value == NodeManager::auto_mode ? KarpenterOperator::auto_mode
                                                                            : KarpenterOperator::own);
    // Source: pkg/providers/instancetype/compatibility/compatibility.go, amiFamilyCompatibility.
    if (family == KarpenterAmiFamily::al2023) {
      std::erase_if(found.types, [](const InstanceType* type) { return type->family() == "a1"; });
    }
    // Source: types.go, getOS: Windows runs on amd64 alone.
    if (family == KarpenterAmiFamily::windows) {
      std::erase_if(found.types, [](const InstanceType* type) { return type->arch == Architecture::arm64; });
    }
    for (const std::string& key : found.undecided) {
      warn("karpenter.requirement-not-read",
           fmt::format("{}: requirement {}: the catalog of instance types does not know this label, so that it rules none "
                       "out",
                       subject, key),
           "name the types it leaves in node.kubernetes.io/instance-type, or in a spec", place_of(requirements, key, at));
    }
    if (!found.unknown.empty()) {
      ignored(fmt::format("{}: {} instance types", subject, found.unknown.size()),
              "a value that a requirement asks for is not known of them", at);
    }
    if (found.types.empty() && !found.not_launched.empty()) {
      error("karpenter.no-types",
            fmt::format("{}: its requirements leave only types that EKS Auto Mode does not launch, as {}",
                        subject, found.not_launched.front()->name.view()),
            fmt::format("allow types of newer families with 2 vCPUs or more: {}", kAutoModeTypes),
            requirements.empty() ? at : requirements.front().location);
      return {};
    }
    if (found.types.empty()) {
      error("karpenter.no-types", fmt::format("{}: no instance type satisfies its requirements", subject),
            "--instance-types adds types from `aws ec2 describe-instance-types`; or loosen a requirement",
            requirements.empty() ? at : requirements.front().location);
      return {};
    }
    derived(fmt::format("{}: {} instance types, from {} to {}", subject, found.types.size(),
                        found.types.front()->name.view(), found.types.back()->name.view()),
            "its requirements, by the catalog", at);
    if (!found.not_launched.empty()) {
      derived(
          fmt::format("{}: {} types without {} that satisfy its requirements, as {}", subject,
                      found.types.size(), found.not_launched.size(), found.not_launched.front()->name.view()),
          fmt::format(
              "EKS Auto Mode launches no older or other families, none with one vCPU or of sizes below "
              "medium: {}",
              kAutoModeTypes),
          at);
    }
    if (!found.exotic.empty()) {
      derived(fmt::format("{}: {} types without bare metal, GPUs and accelerators", subject, found.types.size()),
              fmt::format("{} others are launched only for Pods that ask for them", found.exotic.size()), at);
    }
    check_min_values(subject, requirements, found.types);
    return found.types;
  }

  static Location place_of(const std::vector<KarpenterRequirement>& requirements, std::string_view key, Location otherwise) {
    const auto found = std::ranges::find(requirements, key, &KarpenterRequirement::key);
    return found == requirements.end() ? otherwise : found->location;
  }

  void check_min_values(const std::string& subject, const std::vector<KarpenterRequirement>& requirements,
                        const std::vector<const InstanceType*>& types) {
    for (const KarpenterRequirement& requirement : requirements) {
      if (!requirement.min_values) continue;
      std::set<std::string> values;
      bool answered = true;
      for (const InstanceType* type : types) {
        const TypeLabel label = cniplan::label_of(*type, requirement.key);
        answered = answered && label.state != TypeLabel::State::irrelevant && label.state != TypeLabel::State::unknown;
        if (label.state == TypeLabel::State::known) values.insert(label.value);
      }
      if (!answered || std::cmp_greater_equal(values.size(), *requirement.min_values)) continue;
      warn("karpenter.min-values",
           fmt::format("{}: requirement {}: {} different values are left, minValues asks for {}: Karpenter then launches "
                       "no nodes, unless told to do its best",
                       subject, requirement.key, values.size(), *requirement.min_values),
           "loosen a requirement, or lower minValues", requirement.location);
    }
  }

  void set_os(NodeGroupSpec& group, const std::vector<KarpenterRequirement>& requirements, const NodeClass* node_class,
              const std::string& subject) {
    const bool given = node_class != nullptr && node_class->family;
    const bool windows_asked = std::ranges::any_of(requirements, [](const KarpenterRequirement& requirement) {
      return requirement.key == kOs && requirement.op == RequirementOperator::in && requirement.values.size() == 1 &&
             requirement.values.front() == "windows";
    });
    NodeOs os = windows_asked ? NodeOs::windows : NodeOs::linux;
    Location at{};
    if (given) {
      at = node_class->family->location;
      switch (node_class->family->value) {
        case KarpenterAmiFamily::windows: os = NodeOs::windows; break;
        case KarpenterAmiFamily::bottlerocket: os = NodeOs::bottlerocket; break;
        case KarpenterAmiFamily::al2:
        case KarpenterAmiFamily::al2023: os = NodeOs::linux; break;
        case KarpenterAmiFamily::custom: break;
      }
    } else if (group.manager->value == NodeManager::auto_mode) {
      os = NodeOs::bottlerocket;
    }
    group.os = Located<NodeOs>{os, at};
    const TypeLabel label{TypeLabel::State::known, os == NodeOs::windows ? "windows" : "linux"};
    for (const KarpenterRequirement& requirement : requirements) {
      if (requirement.key != kOs || satisfies(label, requirement)) continue;
      error("karpenter.os",
            fmt::format("{}: requirement {}: the nodes of its EC2NodeClass run {}, so that no node can be launched",
                        subject, kOs, label.value),
            "correct the requirement, or the AMI", requirement.location);
    }
  }

  /// Karpenter's own number where it differs from what a node has without it, and of podsPerCore the smallest.
  void set_max_pods(NodeGroupSpec& group, const std::vector<const InstanceType*>& types, const NodeClass* node_class,
                    const std::string& subject) {
    if (node_class == nullptr) return;
    group.max_pods = node_class->max_pods;
    if (node_class->user_data_max_pods && !node_class->max_pods) {
      warn("karpenter.user-data-max-pods",
           fmt::format("{}: the userData of \"{}\" sets max Pods, of which Karpenter does not know: it counts with its own "
                       "formula",
                       subject, node_class->name),
           "set it in spec.kubelet.maxPods", node_class->user_data_location);
      group.max_pods = Located<MaxPodsSpec>{*node_class->user_data_max_pods, node_class->user_data_location};
    }
    if (!node_class->kubelet.pods_per_core) return;
    const auto family = node_class->family ? node_class->family->value : KarpenterAmiFamily::al2023;
    if (family == KarpenterAmiFamily::bottlerocket) {
      warn("karpenter.pods-per-core",
           fmt::format("{}: podsPerCore of \"{}\" has no effect on Bottlerocket", subject, node_class->name),
           "set maxPods", node_class->pods_per_core_location);
      return;
    }
    KarpenterKubelet kubelet = node_class->kubelet;
    if (group.max_pods && !kubelet.max_pods) {
      if (const auto* const number = std::get_if<PodCount>(&group.max_pods->value))
        kubelet.max_pods = *number;
    }
    if (group.max_pods && !kubelet.max_pods) {
      warn("karpenter.pods-per-core",
           fmt::format("{}: podsPerCore of \"{}\" is not applied to the expression for max Pods", subject,
                       node_class->name),
           "write the smaller one of both as a number", node_class->pods_per_core_location);
      return;
    }
    std::optional<PodCount> least;
    std::string_view of_type;
    for (const InstanceType* type : types) {
      const auto pods = karpenter_pods(*type, kubelet, family);
      if (!pods || (least && *least <= *pods)) continue;
      least = pods;
      of_type = type->name.view();
    }
    if (!least) return;
    group.max_pods = Located<MaxPodsSpec>{*least, node_class->pods_per_core_location};
    derived(fmt::format("{}: maxPods {}", subject, least->value()),
            fmt::format("podsPerCore {} on {}, the smallest of its types", *node_class->kubelet.pods_per_core, of_type),
            node_class->pods_per_core_location);
  }

  // Numbers of nodes.

  /// The nodes that run, which a file of `kubectl get nodepools -o yaml` shows and one that somebody wrote
  /// does not. Source: aws/karpenter-provider-aws pkg/apis/crds/karpenter.sh_nodepools.yaml, status.nodes.
  Given<std::int64_t> running_nodes(MappingReader& root) {
    const DocumentNode* const status = mapping(root, "status");
    if (status == nullptr) return std::nullopt;
    return MappingReader(*status, root.subject() + ": status", said_).integer("nodes", 0, kMostNodes);
  }

  void read_size(MappingReader& in, NodeGroupSpec& group, const std::vector<const InstanceType*>& types,
                 const Given<std::int64_t>& running) {
    const std::size_t faults = said_.size();
    const auto replicas = in.integer("replicas", 0, kMostNodes);
    std::optional<Located<std::int64_t>> most;
    bool any_limits = false;
    const auto bound = [&](std::int64_t nodes, Location at, std::string because) {
      if (nodes > kMostNodes) return;
      if (!most || nodes < most->value) most = Located<std::int64_t>{nodes, at};
      derived(fmt::format("{}: at most {} nodes", in.subject(), nodes), std::move(because), at);
    };
    if (const DocumentNode* const node = mapping(in, "limits")) {
      MappingReader limits(*node, in.subject() + ": limits", said_);
      any_limits = !node->entries.empty();
      if (const DocumentNode* const nodes = limits.node("nodes")) {
        if (const auto number = nodes->kind == DocumentNode::Kind::scalar ? parse_integer(nodes->scalar) : std::nullopt;
            number && *number >= 0) {
          bound(*number, nodes->location, "limits.nodes");
        } else {
          wrong_quantity(limits, "nodes", *nodes);
        }
      }
      bound_by_quantity(limits, "cpu", types, bound);
      bound_by_quantity(limits, "memory", types, bound);
      for (const DocumentNode::Entry& entry : node->entries) {
        if (entry.key == "nodes" || entry.key == "cpu" || entry.key == "memory") continue;
        bound_by_device(limits, entry, types, bound);
      }
    }
    if (replicas) {
      group.nodes.min = group.nodes.desired = group.nodes.max = replicas;
      group.nodes.location = replicas->location;
      return;
    }
    if (most) {
      group.nodes.max = most;
      group.nodes.location = most->location;
    }
    if (errors_since(faults)) return;
    const auto known = std::ranges::find_if(input_.known.node_groups, [&](const NodeGroupSpec& other) {
      return other.name && other.name->value == group.name->value;
    });
    if (known != input_.known.node_groups.end() && (known->nodes.desired || known->nodes.min)) return;
    if (running) {
      plan_running(in.subject(), group, *running,
                   known == input_.known.node_groups.end() ? nullptr : &*known);
      return;
    }
    if (input_.nodes_per_pool) {
      std::int64_t nodes = input_.nodes_per_pool->value();
      if (most) nodes = std::min(nodes, most->value);
      group.nodes.desired = Located<std::int64_t>{nodes, Location{}};
      return;
    }
    const std::string way_out =
        fmt::format("give --nodes-per-pool N, or a spec with {{nodeGroups: [{{name: {}, nodes: {{desired: N}}}}]}}",
                    group.name->value);
    if (most) {
      warn("karpenter.nodes",
           fmt::format("{}: how many nodes run is in no file; planned with the {} that its limits allow", in.subject(),
                       most->value),
           way_out, group.name->location);
    } else {
      warn("karpenter.nodes",
           fmt::format("{}: how many nodes run is in no file, and it has no limits{}", in.subject(),
                       any_limits ? " that bound its types" : ""),
           way_out, group.name->location);
    }
  }

  /// What runs now is the desired number where no file wants one. More than the limits allow may run: they
  /// were higher before, and Karpenter removes no node for them.
  void plan_running(const std::string& subject, NodeGroupSpec& group, const Located<std::int64_t>& running,
                    const NodeGroupSpec* known) {
    std::int64_t nodes = running.value;
    std::string because = "status.nodes: so many run now";
    if (known != nullptr && known->nodes.max && known->nodes.max->value < nodes) {
      because = fmt::format("{} run now, by status.nodes, and another file allows no more", nodes);
      nodes = known->nodes.max->value;
    } else if (group.nodes.max && group.nodes.max->value < nodes) {
      because =
          fmt::format("status.nodes: so many run now, although its limits allow {}", group.nodes.max->value);
      group.nodes.max = Located<std::int64_t>{nodes, running.location};
    }
    group.nodes.desired = Located<std::int64_t>{nodes, running.location};
    derived(fmt::format("{}: {} nodes", subject, nodes), std::move(because), running.location);
  }

  static void wrong_quantity(MappingReader& limits, std::string_view key, const DocumentNode& node) {
    limits.error("quantity.wrong",
                 node.kind == DocumentNode::Kind::scalar
                     ? fmt::format("{}: \"{}\" is not a quantity of Kubernetes", key, node.scalar)
                     : fmt::format("{} must be a quantity, but is {}", key, kind_name(node)),
                 key == "memory" ? "write 1000Gi" : "write a number", node.location);
  }

  /// The most nodes that fit into a limit are the smallest ones. Karpenter counts a node's memory without what the
  /// hypervisor keeps. Source: types.go, memory; pkg/operator/options, VMMemoryOverheadPercent 0.075.
  template <class Bound>
  void bound_by_quantity(MappingReader& limits, std::string_view key, const std::vector<const InstanceType*>& types,
                         Bound bound) {
    const DocumentNode* const node = limits.node(key);
    if (node == nullptr) return;
    const bool is_cpu = key == "cpu";
    const auto limit = node->kind != DocumentNode::Kind::scalar
                           ? failure(QuantityError::malformed)
                           : (is_cpu ? parse_cpu_millis(node->scalar) : parse_memory_bytes(node->scalar));
    if (!limit) {
      wrong_quantity(limits, key, *node);
      return;
    }
    const InstanceType* smallest = nullptr;
    std::int64_t least = 0;
    for (const InstanceType* type : types) {
      if (is_cpu ? !type->vcpus : !type->memory_mib) continue;
      constexpr std::int64_t kMib = std::int64_t{1} << 20;
      const std::int64_t size = is_cpu ? std::int64_t{*type->vcpus} * 1000 : *type->memory_mib * kMib / 1000 * 925;
      if (size <= 0 || (smallest != nullptr && least <= size)) continue;
      smallest = type;
      least = size;
    }
    if (smallest == nullptr) return;
    bound(*limit / least, node->location,
          fmt::format("limits.{} {}, all of them {}, the smallest type", key, node->scalar, smallest->name.view()));
  }

  /// GPUs bound the nodes when every type has some. What the catalog does not count may bound them too, which
  /// is said where it concerns the types. Source: types.go, computeCapacity.
  template <class Bound>
  void bound_by_device(MappingReader& limits, const DocumentNode::Entry& entry,
                       const std::vector<const InstanceType*>& types, Bound bound) {
    const std::string what = fmt::format("{}.{}", limits.subject(), entry.key);
    const bool gpus = std::ranges::find(kGpuMakers, entry.key, &GpuMaker::resource) != kGpuMakers.end();
    if (!gpus) {
      const bool on_all = entry.key == "pods" || entry.key == "ephemeral-storage";
      const bool some =
          entry.key.starts_with("aws.amazon.com/neuron")
              ? std::ranges::any_of(types, [](const InstanceType* type) { return has_neuron(*type); })
              : std::ranges::any_of(types, [](const InstanceType* type) { return is_exotic(*type); });
      if (!types.empty() && (on_all || some)) {
        warn("karpenter.limit-not-counted",
             fmt::format(
                 "{} is not counted, as the catalog does not say how much of it a type has, so that the "
                 "maximum may be too large",
                 what),
             "give limits.nodes, or nodes: {max: N} in a spec", entry.key_location);
      } else {
        ignored(what, "it bounds no types that are planned", entry.key_location);
      }
      return;
    }
    // A count of devices is a plain quantity, as CPUs are.
    const auto limit = entry.value.kind == DocumentNode::Kind::scalar ? parse_cpu_millis(entry.value.scalar)
                                                                      : failure(QuantityError::malformed);
    if (!limit) {
      wrong_quantity(limits, entry.key, entry.value);
      return;
    }
    const InstanceType* smallest = nullptr;
    bool on_all = true;
    for (const InstanceType* type : types) {
      const bool counts = type->gpus > 0 && gpu_resource(*type) == entry.key;
      on_all = on_all && counts;
      if (counts && (smallest == nullptr || type->gpus < smallest->gpus)) smallest = type;
    }
    if (smallest == nullptr || !on_all) {
      ignored(what,
              smallest == nullptr ? "it bounds no types that are planned"
                                  : "it does not bound those of its types that have none",
              entry.key_location);
      return;
    }
    bound(*limit / (std::int64_t{smallest->gpus} * 1000), entry.value.location,
          fmt::format("limits.{} {}, all of them {}, the type with the fewest", entry.key, entry.value.scalar,
                      smallest->name.view()));
  }

  /// Source: karpenter pkg/apis/v1/nodepool.go, GetAllowedDisruptionsByReason: the smallest of those that are active.
  void read_budgets(MappingReader& in, NodeGroupSpec& group) {
    const DocumentNode* const disruption = mapping(in, "disruption");
    bool any = false;
    std::optional<Located<std::variant<NodeCount, Share>>> smallest;
    if (disruption != nullptr) {
      MappingReader reader(*disruption, in.subject() + ": disruption", said_);
      any = disruption->find("budgets") != nullptr;
      reader.each("budgets", [&](const DocumentNode& item) {
        MappingReader budget(item, reader.subject() + ": a budget", said_);
        if (!budget.valid()) return;
        const auto value = budget_nodes(budget, item);
        const auto schedule = budget.text("schedule");
        const auto reasons = budget.texts("reasons");
        if (!value) return;
        if (schedule) {
          ignored(fmt::format("{}: budget of {} nodes", in.subject(), item.find("nodes")->scalar),
                  fmt::format("it counts only at times, \"{}\"", schedule->value), item.location);
          return;
        }
        const bool drift = reasons.empty() || std::ranges::any_of(reasons, [](const auto& reason) {
                             return reason.value == "Drifted";
                           });
        if (!drift) {
          ignored(fmt::format("{}: budget of {} nodes", in.subject(), item.find("nodes")->scalar),
                  "it does not concern nodes that are replaced (reason Drifted)", item.location);
          return;
        }
        if (!smallest || smaller(value->value, smallest->value)) smallest = value;
      });
    }
    if (smallest) {
      group.update.max_unavailable = *smallest;
    } else if (!any) {
      group.update.max_unavailable = Located<std::variant<NodeCount, Share>>{Share::from_percent(10), Location{}};
      derived(fmt::format("{}: update.maxUnavailable 10%", in.subject()), "Karpenter's default budget", in.location());
    }
  }

  Given<std::variant<NodeCount, Share>> budget_nodes(MappingReader& budget, const DocumentNode& item) {
    const DocumentNode* const nodes = budget.node("nodes");
    if (nodes == nullptr) return Located<std::variant<NodeCount, Share>>{Share::from_percent(10), item.location};
    std::string_view text = nodes->kind == DocumentNode::Kind::scalar ? std::string_view(nodes->scalar) : "";
    const bool percent = text.ends_with('%');
    if (percent) text.remove_suffix(1);
    const auto number = parse_integer(text);
    if (!number || *number < 0 || *number > (percent ? 100 : kMostNodes)) {
      budget.error("karpenter.budget", "nodes must be a number or a percentage", "write nodes: \"10%\" or nodes: \"5\"",
                   nodes->location);
      return std::nullopt;
    }
    if (percent) return Located<std::variant<NodeCount, Share>>{Share::from_percent(*number), nodes->location};
    return Located<std::variant<NodeCount, Share>>{NodeCount(*number), nodes->location};
  }

  /// Of a number and a share the number: it stays small where the NodePool grows.
  static bool smaller(const std::variant<NodeCount, Share>& a, const std::variant<NodeCount, Share>& b) {
    if (a.index() == b.index()) return a < b;
    return std::holds_alternative<NodeCount>(a);
  }

  // Subnets.

  static std::string label_of(const SubnetSpec& subnet) {
    return subnet.name ? subnet.name->value : subnet.id ? subnet.id->value : "";
  }

  static bool has_tags(const SubnetSpec& subnet, const SubnetTerm& term) {
    return std::ranges::all_of(term.tags, [&](const auto& wanted) {
      return std::ranges::any_of(subnet.tags, [&](const TagSpec& tag) {
        return tag.key.value == wanted.first.value && (wanted.second.value == "*" || tag.value.value == wanted.second.value);
      });
    });
  }

  void place(NodeGroupSpec& group, const std::vector<KarpenterRequirement>& requirements, const NodeClass* node_class,
             const std::string& subject) {
    std::vector<std::pair<std::string, const SubnetSpec*>> chosen;
    std::vector<const SubnetTerm*> without;
    Location place_of_terms{};
    if (node_class != nullptr) {
      for (const SubnetTerm& term : node_class->subnets) {
        if (place_of_terms.source < 0) place_of_terms = term.location;
        const bool matches = term.id ? choose_by_id(*term.id, chosen) : choose_by_tags(term, chosen);
        if (!matches) without.push_back(&term);
      }
      // The same EC2NodeClass may serve many NodePools.
      if (!without.empty() && said_no_subnet_.insert(node_class).second) {
        for (const SubnetTerm* term : without) say_no_subnet(subject, *term, !chosen.empty());
      }
    }
    keep_zones(group, requirements, chosen, subject);
    for (const auto& [label, subnet] : chosen) group.subnets.push_back({label, Location{place_of_terms}});
  }

  /// False when a placeholder stands where the id will be.
  bool choose_by_id(const Located<std::string>& id,
                    std::vector<std::pair<std::string, const SubnetSpec*>>& chosen) {
    for (const SubnetSpec& subnet : input_.known.vpc.subnets) {
      if (!subnet.id || subnet.id->value != id.value) continue;
      add(chosen, label_of(subnet), &subnet);
      return true;
    }
    if (has_placeholder(id.value)) return false;
    const bool added = std::ranges::any_of(part_.spec.vpc.subnets, [&](const SubnetSpec& subnet) {
      return subnet.id && subnet.id->value == id.value;
    });
    if (!added) {
      SubnetSpec subnet{.location = id.location};
      subnet.id = id;
      subnet.uses.emplace();
      part_.spec.vpc.subnets.push_back(std::move(subnet));
      warn("karpenter.subnet-unknown", fmt::format("subnet {}: no file says how large it is", id.value),
           "give a spec or another file that lists it with its CIDR", id.location);
    }
    add(chosen, id.value, nullptr);
    return true;
  }

  /// False when no subnet has the tags.
  bool choose_by_tags(const SubnetTerm& term,
                      std::vector<std::pair<std::string, const SubnetSpec*>>& chosen) {
    bool any = false;
    for (const SubnetSpec& subnet : input_.known.vpc.subnets) {
      if (!has_tags(subnet, term)) continue;
      add(chosen, label_of(subnet), &subnet);
      any = true;
    }
    return any;
  }

  static void add(std::vector<std::pair<std::string, const SubnetSpec*>>& chosen, std::string label,
                  const SubnetSpec* subnet) {
    const bool there = std::ranges::any_of(chosen, [&](const auto& other) { return other.first == label; });
    if (!there) chosen.emplace_back(std::move(label), subnet);
  }

  /// Terms are joined by "or": one that matches nothing goes unnoticed when another one matches.
  void say_no_subnet(const std::string& subject, const SubnetTerm& term, bool others_match) {
    const auto& subnets = input_.known.vpc.subnets;
    std::string tags = term.id ? fmt::format("id {}", term.id->value) : std::string();
    for (const auto& [key, value] : term.tags) {
      tags += fmt::format("{}{}={}", tags.empty() ? "" : ", ", key.value, value.value);
    }
    const bool any_tags = std::ranges::any_of(subnets, [](const SubnetSpec& subnet) { return !subnet.tags.empty(); });
    std::string what;
    if (has_placeholder(tags)) {
      what = fmt::format("subnetSelectorTerms hold a placeholder, {}", tags);
    } else if (subnets.empty()) {
      what = fmt::format("the subnets with the tags {} are in no file", tags);
    } else if (!any_tags) {
      what = fmt::format("no file has the tags of its subnets, so that {} matches none", tags);
    } else {
      what = fmt::format("no subnet of the files has the tags {}", tags);
    }
    warn("karpenter.subnets",
         fmt::format("{}: {}; planned in {}", subject, what,
                     others_match ? "the subnets of the other terms alone" : "all subnets used for nodes"),
         "list the subnets in a spec with their tags, or give the node group its subnets there",
         term.location);
  }

  /// Requirements on the zone leave subnets out.
  void keep_zones(const NodeGroupSpec& group, const std::vector<KarpenterRequirement>& requirements,
                  std::vector<std::pair<std::string, const SubnetSpec*>>& chosen, const std::string& subject) {
    const auto zone_requirement = std::ranges::find(requirements, kZone, &KarpenterRequirement::key);
    if (zone_requirement == requirements.end()) return;
    if (chosen.empty()) {
      for (const SubnetSpec& subnet : input_.known.vpc.subnets) {
        const bool for_nodes = !subnet.uses || std::ranges::any_of(*subnet.uses, [](const auto& use) {
                                 return use.value == SubnetUse::nodes;
                               });
        if (for_nodes) chosen.emplace_back(label_of(subnet), &subnet);
      }
    }
    const bool any_before = !chosen.empty();
    std::erase_if(chosen, [&](const auto& one) {
      if (one.second == nullptr || !one.second->az) return false;
      const TypeLabel label{TypeLabel::State::known, one.second->az->value};
      return std::ranges::any_of(requirements, [&](const KarpenterRequirement& requirement) {
        return requirement.key == kZone && !satisfies(label, requirement);
      });
    });
    if (any_before && chosen.empty()) {
      error("karpenter.no-subnet-in-zone",
            fmt::format("{}: none of its subnets is in a zone that requirement {} allows", subject, kZone),
            "correct the zones, or the subnets", zone_requirement->location);
    } else if (!any_before) {
      warn("karpenter.zones",
           fmt::format("node group \"{}\": requirement {} leaves subnets out, but no file lists subnets", group.name->value,
                       kZone),
           "list the subnets with their zones in a spec", zone_requirement->location);
    }
  }

  const ImporterInput& input_;
  std::vector<NodeClass> classes_;
  PartialSpec part_;
  std::set<const NodeClass*> said_no_subnet_;
  Diagnostics said_;
};

}  // namespace

std::optional<PodCount> karpenter_pods(const InstanceType& type, const KarpenterKubelet& kubelet,
                                       KarpenterAmiFamily family) {
  constexpr PodCount kWindows{110};
  PodCount pods = kubelet.max_pods              ? *kubelet.max_pods
                  : family == KarpenterAmiFamily::windows ? kWindows
                                                          : published_max_pods(type);
  if (kubelet.pods_per_core && family != KarpenterAmiFamily::bottlerocket) {
    if (!type.vcpus) return std::nullopt;
    pods = std::min(pods, PodCount(*kubelet.pods_per_core * *type.vcpus));
  }
  return pods;
}

Result<PartialSpec, Diagnostics> read_karpenter(const ImporterInput& input) { return Import(input).run(); }

}  // namespace cniplan
