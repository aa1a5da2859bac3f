#include "planner/importers/eksctl_node_groups.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

#include "planner/core/integer.hpp"
#include "planner/core/spelling.hpp"
#include "planner/importers/eksctl_keys.hpp"
#include "planner/importers/instance_selector.hpp"

namespace cniplan {
namespace {

/// Source: eksctl-io/eksctl pkg/apis/eksctl.io/v1alpha5/types.go, DefaultNodeType, DefaultNodeCount,
/// DefaultMaxSize.
constexpr std::string_view kDefaultInstanceType = "m5.large";
constexpr std::int64_t kDefaultNodes = 2;
constexpr std::int64_t kLeastMaxSizeOfManaged = 1;

/// Beyond any cluster: https://docs.aws.amazon.com/eks/latest/userguide/service-quotas.html (30 groups of 450
/// nodes).
constexpr std::int64_t kMostNodes = 1'000'000;
constexpr std::int64_t kMostPods = 1'000'000;

/// Source: eksctl-io/eksctl pkg/apis/eksctl.io/v1alpha5/types.go, values for NodeAMIFamily.
constexpr auto kAmiFamilies = std::to_array<std::string_view>(
    {"AmazonLinux2023", "AmazonLinux2", "UbuntuPro2604", "Ubuntu2604", "UbuntuPro2404", "Ubuntu2404",
     "UbuntuPro2204", "Ubuntu2204", "UbuntuPro2004", "Ubuntu2004", "Bottlerocket", "BottlerocketFips",
     "WindowsServer2019CoreContainer", "WindowsServer2019FullContainer", "WindowsServer2022CoreContainer",
     "WindowsServer2022FullContainer", "WindowsServer2025CoreContainer", "WindowsServer2025FullContainer"});

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

/// The number behind "--max-pods=" or "--max-pods " of a bootstrap script.
std::optional<PodCount> max_pods_flag(std::string_view script) {
  constexpr std::string_view kFlag = "--max-pods";
  const auto at = script.find(kFlag);
  if (at == std::string_view::npos) return std::nullopt;
  auto rest = script.substr(at + kFlag.size());
  if (!rest.starts_with('=') && !rest.starts_with(' ')) return std::nullopt;
  rest.remove_prefix(1);
  const auto value = parse_integer(rest.substr(0, rest.find_first_not_of("0123456789")));
  if (!value || *value < 1 || *value > kMostPods) return std::nullopt;
  return PodCount(*value);
}

/// What overrideBootstrapCommand says about max Pods: nodeadm's NodeConfig (kubelet's own value before the
/// expression), or a script with kubelet's flag.
/// Source: eksctl-io/eksctl pkg/nodebootstrap/al2023.go, UserData; managed_al2.go, UserData.
std::optional<MaxPodsSpec> max_pods_of_override(const std::string& text) {
  if (const auto documents = read_documents(text, -1)) {
    for (const DocumentNode& document : *documents) {
      const DocumentNode* const spec = document.find("spec");
      const DocumentNode* const kubelet = spec != nullptr ? spec->find("kubelet") : nullptr;
      if (kubelet == nullptr) continue;
      const DocumentNode* const config = kubelet->find("config");
      const DocumentNode* const number = config != nullptr ? config->find("maxPods") : nullptr;
      const auto value = number != nullptr ? parse_integer(number->scalar) : std::nullopt;
      if (value && *value >= 1 && *value <= kMostPods) return PodCount(*value);
      const DocumentNode* const expression = kubelet->find("maxPodsExpression");
      if (expression != nullptr && !expression->scalar.empty()) return MaxPodsExpression{expression->scalar};
    }
  }
  if (const auto flag = max_pods_flag(text)) return *flag;
  return std::nullopt;
}

}  // namespace

std::optional<NodeGroupSpec> EksctlNodeGroups::read(const DocumentNode& node, NodeManager manager) {
  const std::string list = manager == NodeManager::managed ? "managedNodeGroups" : "nodeGroups";
  MappingReader reader(node, fmt::format("an item of {}", list), *diagnostics_);
  if (!reader.valid()) return std::nullopt;

  NodeGroupSpec group{.manager = Located<NodeManager>{manager, node.location}, .location = node.location};
  group.name = eksctl_name(reader);
  if (group.name) {
    reader.set_subject(fmt::format("node group \"{}\"", group.name->value));
    if (std::ranges::find(names_, group.name->value) != names_.end()) {
      reader.error("eksctl.duplicate-name", "there is another node group of this name", "give each its own",
                   group.name->location);
    }
    names_.push_back(group.name->value);
  }
  if (manager == NodeManager::managed) {
    check_keys(node, reader.subject(), kEksctlManagedNodeGroupKeys);
  } else {
    check_keys(node, reader.subject(), kEksctlNodeGroupKeys);
  }

  const auto outpost = eksctl_text(reader, "outpostARN");
  if (outpost && !on_outposts_) {
    warn("eksctl.outpost-group",
         fmt::format("{}: nodes on an Outpost are not planned, the group is left out", reader.subject()),
         "plan the Outpost's subnets in a spec of their own", outpost->location);
    return std::nullopt;
  }
  read_os(reader, group);
  read_size(reader, group);
  read_instance_types(reader, group);
  read_efa(reader, group);
  read_max_pods(reader, group);
  if (manager == NodeManager::managed) read_update(reader, group);
  place(reader, group);
  return group;
}

/// minSize is desiredCapacity, or 2; maxSize is desiredCapacity, or minSize, and of a managed group at least
/// 1; desiredCapacity is minSize, as the Auto Scaling group has it. Source: eksctl-io/eksctl
/// pkg/cfn/builder/nodegroup.go, AddAllResources; pkg/apis/eksctl.io/v1alpha5/validation.go,
/// ValidateManagedNodeGroup.
void EksctlNodeGroups::read_size(MappingReader& reader, NodeGroupSpec& group) {
  const auto wrong_before = diagnostics_->size();
  const auto desired = reader.integer("desiredCapacity", 0, kMostNodes);
  const auto min = reader.integer("minSize", 0, kMostNodes);
  const auto max = reader.integer("maxSize", 0, kMostNodes);
  if (diagnostics_->size() != wrong_before) return;

  const bool managed = group.manager->value == NodeManager::managed;
  // What the file does not say has no place, so that another file may say it.
  const auto derived = [](std::int64_t nodes) { return Located<std::int64_t>{nodes, Location{}}; };
  const auto least = min ? *min : derived(desired ? desired->value : kDefaultNodes);
  auto most = max ? *max : derived(desired ? desired->value : least.value);
  if (!max && managed) most.value = std::max(most.value, kLeastMaxSizeOfManaged);
  group.nodes = {
      .min = least, .desired = desired ? *desired : derived(least.value), .max = most, .location = group.location};

  if (desired && min && desired->value < min->value) {
    reader.error("eksctl.node-count",
                 fmt::format("desiredCapacity {} is below minSize {}", desired->value, min->value),
                 "raise it, or lower minSize", desired->location);
  } else if (desired && max && desired->value > max->value) {
    reader.error("eksctl.node-count",
                 fmt::format("desiredCapacity {} is above maxSize {}", desired->value, max->value),
                 "lower it, or raise maxSize", desired->location);
  } else if (max && max->value < least.value) {
    reader.error("eksctl.node-count",
                 min ? fmt::format("maxSize {} is below minSize {}", max->value, least.value)
                     : fmt::format("maxSize {} is below the {} nodes that eksctl starts with", max->value,
                                   least.value),
                 min ? "raise it, or lower minSize" : "set minSize too", max->location);
  }
}

/// Source: eksctl-io/eksctl pkg/eks/nodegroup_service.go, Normalize and ExpandInstanceSelectorOptions;
/// pkg/cfn/builder/managed_nodegroup.go, validateLaunchTemplate.
void EksctlNodeGroups::read_instance_types(MappingReader& reader, NodeGroupSpec& group) {
  constexpr std::string_view kMixed = "mixed";
  const bool managed = group.manager->value == NodeManager::managed;
  const auto errors_before = diagnostics_->size();
  const auto one = eksctl_text(reader, "instanceType");
  std::vector<Located<std::string>> several;
  if (managed) {
    several = reader.texts("instanceTypes");
  } else if (const DocumentNode* const node = reader.node("instancesDistribution")) {
    MappingReader distribution(*node, fmt::format("{}: instancesDistribution", reader.subject()),
                               *diagnostics_);
    if (distribution.valid()) {
      check_keys(*node, distribution.subject(), kEksctlInstancesDistributionKeys);
      several = distribution.texts("instanceTypes");
    }
  }
  const DocumentNode* const selector = reader.node("instanceSelector");
  const DocumentNode* const launch_template = managed ? reader.node("launchTemplate") : nullptr;
  Given<std::string> template_id;
  if (launch_template != nullptr) {
    MappingReader template_reader(*launch_template, fmt::format("{}: launchTemplate", reader.subject()),
                                  *diagnostics_);
    if (template_reader.valid()) {
      check_keys(*launch_template, template_reader.subject(), kEksctlLaunchTemplateKeys);
      template_id = template_reader.text("id");
    }
  }
  if (std::ranges::any_of(diagnostics_->begin() + static_cast<std::ptrdiff_t>(errors_before),
                          diagnostics_->end(),
                          [](const Diagnostic& d) { return d.severity == Severity::error; })) {
    return;
  }

  const bool one_given = one && one->value != kMixed;
  if (one_given && !several.empty()) {
    reader.error("eksctl.instance-types",
                 managed ? "instanceType and instanceTypes are both given"
                         : "instanceType and instancesDistribution.instanceTypes are both given",
                 "remove one of them", one->location);
  } else if (!several.empty()) {
    group.instance_types = std::move(several);
  } else if (one_given && (selector == nullptr || selector->entries.empty())) {
    group.instance_types.push_back(*one);
  } else if (launch_template != nullptr) {
    warn("eksctl.launch-template",
         fmt::format("{}: instance type, AMI and max Pods are in launch template {}, not in the file",
                     reader.subject(), template_id ? template_id->value : "(no id)"),
         "plan the group in a spec of your own, with its instanceTypes", launch_template->location);
  } else if (selector != nullptr && !selector->entries.empty()) {
    if (one_given) {
      reader.error("eksctl.instance-types", "instanceType and instanceSelector are both given",
                   "remove one of them", one->location);
    } else {
      select_instance_types(*selector, reader.subject(), group);
    }
  } else if (on_outposts_ || one) {
    warn("eksctl.instance-types-unknown",
         fmt::format("{}: the instance type is not in the file", reader.subject()),
         managed || on_outposts_ ? "add instanceType" : "add instancesDistribution.instanceTypes",
         one ? one->location : group.location);
  } else {
    group.instance_types.push_back({std::string(kDefaultInstanceType), Location{}});
  }
}

/// Source: eksctl-io/eksctl pkg/eks/nodegroup_service.go, ExpandInstanceSelectorOptions and expandInstanceSelector.
void EksctlNodeGroups::select_instance_types(const DocumentNode& node, const std::string& subject,
                                             NodeGroupSpec& group) {
  constexpr std::size_t kMostTypes = 40;  // maxInstanceTypes
  constexpr std::string_view kDryRun = "plan what `eksctl create cluster --dry-run` prints, it lists the types";
  static constexpr auto kArchitectures = std::to_array<std::string_view>({"x86_64", "amd64", "arm64"});
  MappingReader reader(node, fmt::format("{}: instanceSelector", subject), *diagnostics_);
  if (!reader.valid()) return;
  check_keys(node, reader.subject(), kEksctlInstanceSelectorKeys);
  const auto errors_before = diagnostics_->size();
  InstanceSelector selector;
  // 0 vCPUs are as good as none given.
  if (const auto vcpus = reader.integer("vCPUs", 0, kMostPods); vcpus && vcpus->value > 0) selector.vcpus = vcpus->value;
  if (const auto gpus = reader.integer("gpus", 0, kMostPods)) selector.gpus = gpus->value;
  const auto neuron = reader.integer("neuron_devices", 0, kMostPods);
  selector.no_neuron_devices = neuron && neuron->value == 0;
  if (const auto arch = reader.choice("cpuArchitecture", kArchitectures)) {
    selector.arch = kArchitectures[arch->value] == "arm64" ? Architecture::arm64 : Architecture::amd64;
  }
  if (const auto memory = eksctl_text(reader, "memory"); memory && !memory->value.empty()) {
    selector.memory_mib = selector_memory_mib(memory->value);
    if (!selector.memory_mib) {
      reader.error("eksctl.instance-selector", fmt::format("memory: \"{}\" is no amount of memory", memory->value),
                   "write it like \"8\" (GiB), \"512MiB\" or \"1.5TiB\"", memory->location);
    }
  }
  const auto pattern_of = [&](std::string_view key) -> std::optional<InstanceTypePattern> {
    const auto text = eksctl_text(reader, key);
    if (!text) return std::nullopt;
    auto pattern = InstanceTypePattern::make(text->value);
    if (!pattern) {
      reader.error("eksctl.instance-selector",
                   fmt::format("{}: \"{}\" is no regular expression that is understood here", key, text->value),
                   fmt::format("use the syntax that Go and JavaScript share, or {}", kDryRun), text->location);
    }
    return pattern;
  };
  selector.allow = pattern_of("allow");
  selector.deny = pattern_of("deny");
  if (diagnostics_->size() != errors_before) return;
  if (neuron && neuron->value > 0) {
    warn("eksctl.instance-selector",
         fmt::format("{}: how many Neuron devices a type has is not in the catalog, so the types are unknown",
                     reader.subject()),
         std::string(kDryRun), neuron->location);
    return;
  }
  const auto selected = cniplan::select_instance_types(*catalog_, selector);
  if (selected.empty()) {
    reader.error("eksctl.instance-selector", "no instance type of the catalog is like that",
                 "ask for less, or give the types in instanceTypes", node.location);
    return;
  }
  for (const InstanceType* const type : selected) {
    group.instance_types.push_back({std::string(type->name.view()), node.location});
  }
  if (selected.size() > kMostTypes) {
    warn("eksctl.instance-selector",
         fmt::format("{}: {} instance types are like that, and eksctl takes at most {}; all are planned for",
                     reader.subject(), selected.size(), kMostTypes),
         "ask for more, as with allow", node.location);
  }
}

void EksctlNodeGroups::read_os(MappingReader& reader, NodeGroupSpec& group) {
  if (const auto ami = eksctl_text(reader, "ami")) {
    // Anything else ("auto", "auto-ssm") means eksctl's own search: types.go, IsAMI.
    group.custom_ami = ami->value.starts_with("ami-");
  }
  const auto family = eksctl_text(reader, "amiFamily");
  if (!family) {
    group.os = Located<NodeOs>{NodeOs::linux, Location{}};
    return;
  }
  const std::string name = lower(family->value);
  NodeOs os = NodeOs::linux;
  if (name.starts_with("bottlerocket")) os = NodeOs::bottlerocket;
  if (name.starts_with("windows")) os = NodeOs::windows;
  group.os = Located<NodeOs>{os, family->location};
  if (std::ranges::none_of(kAmiFamilies, [&](std::string_view known) { return lower(known) == name; })) {
    std::string fix = did_you_mean(family->value, kAmiFamilies);
    if (fix.empty()) fix = "check the name with eksctl";
    warn("eksctl.ami-family",
         fmt::format("{}: unknown amiFamily \"{}\", taken as {}", reader.subject(), family->value,
                     os == NodeOs::windows        ? "Windows"
                     : os == NodeOs::bottlerocket ? "Bottlerocket"
                                                  : "Linux"),
         std::move(fix), family->location);
  }
}

/// overrideBootstrapCommand comes last and wins, then maxPodsPerNode (0 is not set), then kubeletExtraConfig.
/// Source: eksctl-io/eksctl pkg/nodebootstrap/al2023.go, UserData and createMinimalNodeConfig; userdata.go,
/// makeBootstrapEnv.
void EksctlNodeGroups::read_max_pods(MappingReader& reader, NodeGroupSpec& group) {
  const auto per_node = reader.integer("maxPodsPerNode", 0, kMostPods);
  Given<std::int64_t> of_kubelet;
  if (group.manager->value == NodeManager::self_managed) {
    if (const DocumentNode* const node = reader.node("kubeletExtraConfig")) {
      MappingReader kubelet(*node, fmt::format("{}: kubeletExtraConfig", reader.subject()), *diagnostics_);
      if (kubelet.valid()) of_kubelet = kubelet.integer("maxPods", 1, kMostPods);
    }
  }
  const auto command = eksctl_text(reader, "overrideBootstrapCommand");
  if (command) {
    if (const auto found = max_pods_of_override(command->value)) {
      group.max_pods = Located<MaxPodsSpec>{*found, command->location};
      return;
    }
  }
  if (per_node && per_node->value > 0) {
    group.max_pods = Located<MaxPodsSpec>{PodCount(per_node->value), per_node->location};
  } else if (of_kubelet) {
    group.max_pods = Located<MaxPodsSpec>{PodCount(of_kubelet->value), of_kubelet->location};
  }
}

/// Source: eksctl-io/eksctl pkg/apis/eksctl.io/v1alpha5/validation.go, ValidateManagedNodeGroup. Of a
/// self-managed group eksctl does not use it.
void EksctlNodeGroups::read_update(MappingReader& reader, NodeGroupSpec& group) {
  const DocumentNode* const node = reader.node("updateConfig");
  if (node == nullptr) return;
  MappingReader update(*node, fmt::format("{}: updateConfig", reader.subject()), *diagnostics_);
  if (!update.valid()) return;
  check_keys(*node, update.subject(), kEksctlUpdateConfigKeys);
  constexpr std::int64_t kMostUnavailable = 100;  // nodes or percent: planning rule of EKS's UpdateConfig
  const auto nodes = update.integer("maxUnavailable", 1, kMostUnavailable);
  const auto percent = update.integer("maxUnavailablePercentage", 1, kMostUnavailable);
  if (nodes && percent) {
    update.error("eksctl.update-config", "maxUnavailable and maxUnavailablePercentage are both given",
                 "remove one of them", percent->location);
  } else if (nodes) {
    group.update.max_unavailable = {NodeCount(nodes->value), nodes->location};
  } else if (percent) {
    group.update.max_unavailable = {Share::from_percent(percent->value), percent->location};
  }
}

void EksctlNodeGroups::place(MappingReader& reader, NodeGroupSpec& group) {
  EksctlPlacement placement{.subject = reader.subject(), .location = group.location};
  const auto is_private = reader.boolean("privateNetworking");
  if (is_private && is_private->value) placement.topology = EksctlTopology::private_subnet;
  placement.subnets = reader.texts("subnets");
  placement.zones = reader.texts("availabilityZones");
  if (group.manager->value == NodeManager::self_managed) placement.local_zones = reader.texts("localZones");
  if (!placement.subnets.empty() && !placement.zones.empty()) {
    reader.error("eksctl.zones-and-subnets",
                 "availabilityZones and subnets are both given, eksctl takes one of them",
                 "remove one of them", placement.zones.front().location);
    return;
  }
  group.subnets = network_->place_group(placement);
}

void EksctlNodeGroups::check_keys(const DocumentNode& node, std::string_view subject,
                                  std::span<const std::string_view> keys) {
  std::ranges::move(unknown_eksctl_keys(node, subject, keys), std::back_inserter(*diagnostics_));
}

/// EFA interfaces of type efa have an address, one on each network card that all types of the group have; the first card's
/// is the node's own. Source: eksctl-io/eksctl pkg/cfn/builder/network_interfaces.go, buildNetworkInterfaces.
void EksctlNodeGroups::read_efa(MappingReader& reader, const NodeGroupSpec& group) {
  const auto enabled = reader.boolean("efaEnabled");
  if (!enabled || !enabled->value) return;
  std::optional<int> cards;
  for (const auto& name : group.instance_types) {
    const InstanceType* const type = catalog_->find(name.value);
    if (type != nullptr) cards = std::min(cards.value_or(type->network_cards), int{type->network_cards});
  }
  if (cards == 1) return;
  warn("eksctl.efa",
       fmt::format("{}: efaEnabled gives each node an ENI with an address on each network card; {} not planned",
                   reader.subject(),
                   cards ? fmt::format("the {} beyond the first {}", *cards - 1, *cards == 2 ? "is" : "are")
                         : std::string("those beyond the first are")),
       "count them as used in their subnets, in a spec of your own", enabled->location);
}

void EksctlNodeGroups::warn(std::string code, std::string message, std::string way_out, Location at) {
  diagnostics_->push_back({.code = std::move(code),
                           .severity = Severity::warning,
                           .message = std::move(message),
                           .way_out = std::move(way_out),
                           .location = at});
}

}  // namespace cniplan
