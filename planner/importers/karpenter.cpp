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
#include "planner/importers/nodeadm.hpp"
#include "planner/spec/quantity.hpp"

namespace cniplan {
namespace {

constexpr std::string_view kZone = "topology.kubernetes.io/zone";
constexpr std::string_view kOs = "kubernetes.io/os";
constexpr std::string_view kAutoModeGroup = "eks.amazonaws.com";
constexpr std::int64_t kMostPods = 1'000'000;
constexpr std::int64_t kMostNodes = 1'000'000;
constexpr std::string_view kVersion = "write it for karpenter.sh/v1";

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
      out.user_data_max_pods = max_pods_of_user_data(user_data->value);
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
      types = choose_types(in.subject(), requirements, node_class, document.location);
      set_os(group, requirements, node_class, in.subject());
      for (const InstanceType* type : types) {
        group.instance_types.push_back({std::string(type->name.view()), Location{}});
      }
      set_max_pods(group, types, node_class, in.subject());
      place(group, requirements, node_class, in.subject());
    }
    read_size(in, group, types);
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

  bool refers_to_auto_mode(MappingReader& in) {
    const DocumentNode* const reference = mapping(in, "nodeClassRef");
    const DocumentNode* const group = reference != nullptr ? reference->find("group") : nullptr;
    return group != nullptr && group->scalar == kAutoModeGroup;
  }

  NodeClass* node_class_of(MappingReader& in) {
    const DocumentNode* const reference = mapping(in, "nodeClassRef");
    if (reference == nullptr) {
      in.error("key.missing", "nodeClassRef is missing", "name the EC2NodeClass", in.location());
      return nullptr;
    }
    MappingReader reader(*reference, in.subject() + ": nodeClassRef", said_);
    const auto name = reader.text("name");
    const auto group = reader.text("group");
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
                                                const NodeClass* node_class, Location at) {
    const auto family = node_class != nullptr && node_class->family ? std::optional(node_class->family->value) : std::nullopt;
    KarpenterTypes found = resolve_requirements(input_.catalog, requirements);
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
    if (found.types.empty()) {
      error("karpenter.no-types", fmt::format("{}: no instance type satisfies its requirements", subject),
            "--instance-types adds types from `aws ec2 describe-instance-types`; or loosen a requirement",
            requirements.empty() ? at : requirements.front().location);
      return {};
    }
    derived(fmt::format("{}: {} instance types, from {} to {}", subject, found.types.size(),
                        found.types.front()->name.view(), found.types.back()->name.view()),
            "its requirements, by the catalog", at);
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
    if (node_class->max_pods && !node_class->kubelet.max_pods) {
      warn("karpenter.pods-per-core",
           fmt::format("{}: podsPerCore of \"{}\" is not applied to the expression in maxPods", subject, node_class->name),
           "write the smaller one of both as a number", node_class->pods_per_core_location);
      return;
    }
    std::optional<PodCount> least;
    std::string_view of_type;
    for (const InstanceType* type : types) {
      const auto pods = karpenter_pods(*type, node_class->kubelet, family);
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

  void read_size(MappingReader& in, NodeGroupSpec& group, const std::vector<const InstanceType*>& types) {
    const std::size_t faults = said_.size();
    const auto replicas = in.integer("replicas", 0, kMostNodes);
    std::optional<Located<std::int64_t>> most;
    const auto bound = [&](std::int64_t nodes, Location at, std::string because) {
      if (nodes > kMostNodes) return;
      if (!most || nodes < most->value) most = Located<std::int64_t>{nodes, at};
      derived(fmt::format("{}: at most {} nodes", in.subject(), nodes), std::move(because), at);
    };
    if (const DocumentNode* const node = mapping(in, "limits")) {
      MappingReader limits(*node, in.subject() + ": limits", said_);
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
        ignored(fmt::format("{}: limits.{}", in.subject(), entry.key), "it bounds no types that are planned",
                entry.key_location);
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
      warn("karpenter.nodes", fmt::format("{}: how many nodes run is in no file, and it has no limits", in.subject()),
           way_out, group.name->location);
    }
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
    Location place_of_terms{};
    if (node_class != nullptr) {
      for (const SubnetTerm& term : node_class->subnets) {
        if (place_of_terms.source < 0) place_of_terms = term.location;
        if (term.id) {
          choose_by_id(*term.id, chosen);
        } else {
          choose_by_tags(term, chosen);
        }
      }
      if (chosen.empty() && !node_class->subnets.empty()) say_no_subnet(subject, *node_class);
    }
    keep_zones(group, requirements, chosen, subject);
    for (const auto& [label, subnet] : chosen) group.subnets.push_back({label, Location{place_of_terms}});
  }

  void choose_by_id(const Located<std::string>& id, std::vector<std::pair<std::string, const SubnetSpec*>>& chosen) {
    for (const SubnetSpec& subnet : input_.known.vpc.subnets) {
      if (!subnet.id || subnet.id->value != id.value) continue;
      add(chosen, label_of(subnet), &subnet);
      return;
    }
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
  }

  void choose_by_tags(const SubnetTerm& term, std::vector<std::pair<std::string, const SubnetSpec*>>& chosen) {
    for (const SubnetSpec& subnet : input_.known.vpc.subnets) {
      if (has_tags(subnet, term)) add(chosen, label_of(subnet), &subnet);
    }
  }

  static void add(std::vector<std::pair<std::string, const SubnetSpec*>>& chosen, std::string label,
                  const SubnetSpec* subnet) {
    const bool there = std::ranges::any_of(chosen, [&](const auto& other) { return other.first == label; });
    if (!there) chosen.emplace_back(std::move(label), subnet);
  }

  void say_no_subnet(const std::string& subject, const NodeClass& node_class) {
    // The same EC2NodeClass may serve many NodePools.
    if (!said_no_subnet_.insert(node_class.name).second) return;
    const SubnetTerm& term = node_class.subnets.front();
    const auto& subnets = input_.known.vpc.subnets;
    std::string tags;
    for (const auto& [key, value] : term.tags) tags += fmt::format("{}{}={}", tags.empty() ? "" : ", ", key.value, value.value);
    const bool placeholder = tags.contains("${") || tags.contains("{{");
    const bool any_tags = std::ranges::any_of(subnets, [](const SubnetSpec& subnet) { return !subnet.tags.empty(); });
    std::string what;
    if (placeholder) {
      what = fmt::format("subnetSelectorTerms hold a placeholder, {}", tags);
    } else if (subnets.empty()) {
      what = fmt::format("the subnets with the tags {} are in no file", tags);
    } else if (!any_tags) {
      what = fmt::format("no file has the tags of its subnets, so that {} matches none", tags);
    } else {
      what = fmt::format("no subnet of the files has the tags {}", tags);
    }
    warn("karpenter.subnets", fmt::format("{}: {}; planned in all subnets used for nodes", subject, what),
         "list the subnets in a spec with their tags, or give the node group its subnets there", term.location);
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
  std::set<std::string> said_no_subnet_;
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
