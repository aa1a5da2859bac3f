#include "planner/importers/eksctl.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <string_view>

#include "planner/core/spelling.hpp"
#include "planner/importers/document_reader.hpp"
#include "planner/importers/eksctl_keys.hpp"
#include "planner/importers/eksctl_network.hpp"
#include "planner/importers/eksctl_node_groups.hpp"
#include "planner/importers/embedded_document.hpp"
#include "planner/importers/helm_values.hpp"

namespace cniplan {
namespace {

constexpr std::string_view kApiVersion = "eksctl.io/v1alpha5";
constexpr std::string_view kKind = "ClusterConfig";
constexpr std::string_view kVpcCni = "vpc-cni";

/// Source: eksctl-io/eksctl pkg/apis/eksctl.io/v1alpha5/known_addons.go, KnownAddons.
constexpr std::array<std::string_view, 3> kDefaultAddons = {kVpcCni, "kube-proxy", "coredns"};
constexpr std::string_view kMetricsServer = "metrics-server";
constexpr auto kRegionsWithoutMetricsServer = std::to_array<std::string_view>(
    {"cn-north-1", "cn-northwest-1", "us-iso-east-1", "us-iso-west-1", "us-isob-east-1", "us-gov-west-1",
     "us-gov-east-1", "us-isof-east-1", "us-isof-south-1", "eu-isoe-west-1"});

/// Interface endpoints of a fully private cluster; S3's is a gateway endpoint, which takes no address.
/// Source: eksctl-io/eksctl pkg/apis/eksctl.io/v1alpha5/endpoint_service.go, EndpointServices;
/// pkg/cfn/builder/vpc_endpoint.go, AddResources.
constexpr std::array<std::string_view, 4> kEndpoints = {"ec2", "ecr.api", "ecr.dkr", "sts"};
constexpr std::array<std::string_view, 4> kOutpostEndpoints = {"ssm", "ssmmessages", "ec2messages",
                                                               "secretsmanager"};
constexpr std::array<std::string_view, 3> kOptionalEndpoints = {"cloudformation", "autoscaling", "logs"};

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

template <class Range>
bool contains(const Range& range, std::string_view value) {
  return std::ranges::find(range, value) != std::ranges::end(range);
}

/// Where a key of a mapping stands, or where the mapping begins when it has no such key.
Location place_of(const DocumentNode& mapping, std::string_view key) {
  const auto entry = std::ranges::find(mapping.entries, key, &DocumentNode::Entry::key);
  return entry == mapping.entries.end() ? mapping.location : entry->key_location;
}

/// The zones that node groups name, wherever they are texts; what is wrong with them is said when they are
/// read.
std::vector<std::string> zones_of_groups(const DocumentNode& document) {
  std::vector<std::string> out;
  for (const std::string_view list : {"nodeGroups", "managedNodeGroups"}) {
    const DocumentNode* const groups = document.find(list);
    if (groups == nullptr) continue;
    for (const DocumentNode& group : groups->items) {
      const DocumentNode* const zones = group.find("availabilityZones");
      if (zones == nullptr) continue;
      for (const DocumentNode& zone : zones->items) {
        if (is_text(zone) && !contains(out, zone.scalar)) out.push_back(zone.scalar);
      }
    }
  }
  return out;
}

class Import {
 public:
  Import(const DocumentNode& document, const Catalog& catalog) : document_(&document), catalog_(&catalog) {}

  Result<WithWarnings<ClusterSpec>, Diagnostics> run();

 private:
  bool check_kind(MappingReader& root);
  void read_metadata(MappingReader& root);
  void read_network_config(MappingReader& root);
  void read_modes(MappingReader& root);
  void read_endpoints(MappingReader& root, EksctlNetwork& network);
  void read_remote_networks(MappingReader& root, EksctlNetwork& network);
  void read_fargate(MappingReader& root, EksctlNetwork& network);
  void read_addons(MappingReader& root, EksctlNetwork& network);
  void read_vpc_cni(const DocumentNode& configuration, EksctlNetwork& network);
  void read_karpenter(MappingReader& root, EksctlNetwork& network);
  void check_keys(const DocumentNode& node, std::string_view subject, std::span<const std::string_view> keys);
  void warn(std::string code, std::string message, std::string way_out, Location at);

  const DocumentNode* document_;
  const Catalog* catalog_;
  ClusterSpec spec_;
  Diagnostics diagnostics_;
  EksctlFacts facts_;
};

Result<WithWarnings<ClusterSpec>, Diagnostics> Import::run() {
  MappingReader root(*document_, "", diagnostics_);
  if (!root.valid() || !check_kind(root)) return failure(diagnostics_);
  check_keys(*document_, "", kEksctlClusterConfigKeys);
  spec_.location = document_->location;
  spec_.pods_unknown = true;
  facts_.zones_of_groups = zones_of_groups(*document_);
  facts_.vpc_location = place_of(*document_, "vpc");
  read_metadata(root);
  read_network_config(root);
  read_modes(root);

  EksctlNetwork network(facts_, diagnostics_);
  network.read(root);
  EksctlNodeGroups groups(network, facts_, *catalog_, diagnostics_);
  const auto read_groups = [&](std::string_view list, NodeManager manager) {
    root.each(list, [&](const DocumentNode& node) {
      if (auto group = groups.read(node, manager)) spec_.node_groups.push_back(*std::move(group));
    });
  };
  read_groups("nodeGroups", NodeManager::self_managed);
  read_groups("managedNodeGroups", NodeManager::managed);
  read_fargate(root, network);
  read_addons(root, network);
  read_endpoints(root, network);
  read_remote_networks(root, network);
  read_karpenter(root, network);
  if (facts_.auto_mode) network.use_all(EksctlTopology::private_subnet, SubnetUse::nodes);

  spec_.vpc = network.finish();
  const auto& gateways = network.gateways();
  spec_.endpoints.insert(spec_.endpoints.begin(), gateways.begin(), gateways.end());
  sort_by_location(diagnostics_);
  if (has_errors(diagnostics_)) {
    // What is assumed does not matter any more; a key that nobody reads may be the reason.
    std::erase_if(diagnostics_, [](const Diagnostic& d) {
      return d.severity != Severity::error && d.code != kUnknownEksctlKey;
    });
    return failure(diagnostics_);
  }
  return WithWarnings<ClusterSpec>{std::move(spec_), std::move(diagnostics_)};
}

bool Import::check_kind(MappingReader& root) {
  const auto version = root.text("apiVersion");
  const auto kind = root.text("kind");
  if (!diagnostics_.empty()) return false;
  if (!version || !kind) {
    root.error("eksctl.kind", "not an eksctl file: apiVersion and kind are missing",
               fmt::format("write \"apiVersion: {}\" and \"kind: {}\"", kApiVersion, kKind), root.location());
  } else if (version->value != kApiVersion) {
    root.error("eksctl.version", fmt::format("apiVersion {} is not one that eksctl reads", version->value),
               fmt::format("write \"apiVersion: {}\"", kApiVersion), version->location);
  } else if (kind->value != kKind) {
    root.error("eksctl.kind", fmt::format("kind {} is not an eksctl ClusterConfig", kind->value),
               fmt::format("write \"kind: {}\"", kKind), kind->location);
  }
  return diagnostics_.empty();
}

void Import::read_metadata(MappingReader& root) {
  facts_.region_location = root.location();
  const DocumentNode* const node = root.node("metadata");
  if (node == nullptr) {
    root.error("eksctl.no-name", "the cluster has no name", "add \"metadata:\" with name and region",
               root.location());
    return;
  }
  MappingReader metadata(*node, "metadata", diagnostics_);
  if (!metadata.valid()) return;
  check_keys(*node, "metadata", kEksctlMetadataKeys);
  facts_.region_location = node->location;
  spec_.name = eksctl_name(metadata);
  if (const auto region = eksctl_text(metadata, "region")) {
    facts_.region = region->value;
    facts_.region_location = region->location;
  }
}

void Import::read_network_config(MappingReader& root) {
  spec_.ip_family = Located<IpFamily>{IpFamily::ipv4, Location{}};
  const DocumentNode* const node = root.node("kubernetesNetworkConfig");
  if (node == nullptr) return;
  MappingReader reader(*node, "kubernetesNetworkConfig", diagnostics_);
  if (!reader.valid()) return;
  check_keys(*node, "kubernetesNetworkConfig", kEksctlKubernetesNetworkConfigKeys);
  if (const auto family = eksctl_text(reader, "ipFamily")) {
    // eksctl does not mind the case: validation.go, validateKubernetesNetworkConfig.
    const std::string name = lower(family->value);
    if (name != "ipv4" && name != "ipv6") {
      reader.error("choice.unknown", fmt::format("ipFamily: unknown value \"{}\"", family->value),
                   "write IPv4 or IPv6", family->location);
    } else {
      facts_.ip_family = name == "ipv6" ? IpFamily::ipv6 : IpFamily::ipv4;
      spec_.ip_family = Located<IpFamily>{facts_.ip_family, family->location};
    }
  }
  spec_.service_cidr = reader.cidr("serviceIPv4CIDR");
}

void Import::read_modes(MappingReader& root) {
  spec_.platform = Located<Platform>{Platform::eks, Location{}};
  if (const DocumentNode* const node = root.node("autoModeConfig")) {
    MappingReader reader(*node, "autoModeConfig", diagnostics_);
    const auto enabled = reader.boolean("enabled");
    check_keys(*node, "autoModeConfig", kEksctlAutoModeConfigKeys);
    const DocumentNode* const pools = reader.node("nodePools");
    const bool none = pools != nullptr && pools->items.empty();
    if (enabled && enabled->value) {
      facts_.auto_mode = true;
      spec_.platform = Located<Platform>{Platform::eks_auto, enabled->location};
      warn("eksctl.auto-mode",
           fmt::format("Auto Mode makes nodes as Pods need them{}; how many is not in the file",
                       none ? " once there is a NodePool" : ""),
           "plan them in a spec of your own: node groups with manager: auto", enabled->location);
    }
  }
  if (const DocumentNode* const node = root.node("outpost")) {
    MappingReader reader(*node, "outpost", diagnostics_);
    check_keys(*node, "outpost", kEksctlOutpostKeys);
    if (const auto arn = eksctl_text(reader, "controlPlaneOutpostARN")) {
      facts_.on_outposts = true;
      warn("eksctl.outpost",
           "the control plane runs on instances of an Outpost, whose addresses are not planned",
           "count them as used in their subnet, in a spec of your own", arn->location);
    }
  }
  if (const DocumentNode* const node = root.node("privateCluster")) {
    MappingReader reader(*node, "privateCluster", diagnostics_);
    const auto enabled = reader.boolean("enabled");
    facts_.fully_private = enabled && enabled->value;
  }
}

void Import::read_endpoints(MappingReader& root, EksctlNetwork& network) {
  const DocumentNode* const node = root.node("privateCluster");
  if (node == nullptr || node->kind != DocumentNode::Kind::mapping) return;
  MappingReader reader(*node, "privateCluster", diagnostics_);
  check_keys(*node, "privateCluster", kEksctlPrivateClusterKeys);
  const auto skip = reader.boolean("skipEndpointCreation");
  const auto additional = reader.texts("additionalEndpointServices");
  std::vector<Located<std::string>> services;
  for (const std::string_view name : kEndpoints) services.push_back({std::string(name), node->location});
  if (facts_.on_outposts) {
    for (const std::string_view name : kOutpostEndpoints)
      services.push_back({std::string(name), node->location});
  }
  for (const auto& name : additional) {
    if (contains(kOptionalEndpoints, name.value)) {
      services.push_back(name);
      continue;
    }
    std::string fix = did_you_mean(name.value, kOptionalEndpoints);
    if (fix.empty()) fix = fmt::format("it is one of {}", fmt::join(kOptionalEndpoints, ", "));
    reader.error("choice.unknown",
                 fmt::format("additionalEndpointServices: unknown value \"{}\"", name.value), std::move(fix),
                 name.location);
  }
  // Source: endpoint_service.go, MapOptionalEndpointServices: logs are needed where the control plane writes
  // any.
  const DocumentNode* const cloud_watch = document_->find("cloudWatch");
  const DocumentNode* const logging = cloud_watch != nullptr ? cloud_watch->find("clusterLogging") : nullptr;
  const DocumentNode* const types = logging != nullptr ? logging->find("enableTypes") : nullptr;
  const bool has_logs =
      std::ranges::any_of(services, [](const auto& service) { return service.value == "logs"; });
  if (types != nullptr && !types->items.empty() && !has_logs) services.push_back({"logs", types->location});

  if (!facts_.fully_private || (skip && skip->value)) return;
  const auto subnets = network.names(EksctlTopology::private_subnet);
  for (auto& service : services) {
    EndpointSpec endpoint{.name = service, .subnets = subnets, .location = service.location};
    for (auto& subnet : endpoint.subnets) subnet.location = service.location;
    spec_.endpoints.push_back(std::move(endpoint));
  }
}

/// Source: eksctl-io/eksctl pkg/cfn/builder/vpc_ipv4.go, addHybridNodesNetworking.
void Import::read_remote_networks(MappingReader& root, EksctlNetwork& network) {
  const DocumentNode* const node = root.node("remoteNetworkConfig");
  if (node == nullptr) return;
  MappingReader reader(*node, "remoteNetworkConfig", diagnostics_);
  if (!reader.valid()) return;
  check_keys(*node, "remoteNetworkConfig", kEksctlRemoteNetworkConfigKeys);
  warn("eksctl.hybrid-nodes",
       "hybrid nodes and their Pods have addresses of remote networks, which are not the VPC's",
       "nothing is planned for them here", place_of(*document_, "remoteNetworkConfig"));
  const auto gateway = eksctl_text(reader, "vpcGatewayID");
  const bool made = !network.existing() && !facts_.fully_private && facts_.ip_family == IpFamily::ipv4;
  if (gateway && gateway->value.starts_with("tgw") && made) network.attach_transit_gateway(gateway->location);
}

/// Source: eksctl-io/eksctl pkg/fargate/create.go; EKS takes the cluster's private subnets when none are
/// named.
void Import::read_fargate(MappingReader& root, EksctlNetwork& network) {
  root.each("fargateProfiles", [&](const DocumentNode& node) {
    MappingReader reader(node, "an item of fargateProfiles", diagnostics_);
    if (!reader.valid()) return;
    FargateProfileSpec profile{.location = node.location};
    profile.name = eksctl_name(reader);
    if (profile.name) reader.set_subject(fmt::format("Fargate profile \"{}\"", profile.name->value));
    check_keys(node, reader.subject(), kEksctlFargateProfileKeys);
    for (const auto& reference : reader.texts("subnets")) {
      profile.subnets.push_back(network.subnet(reference, SubnetUse::fargate));
    }
    if (profile.subnets.empty()) {
      profile.subnets = network.use_all(EksctlTopology::private_subnet, SubnetUse::fargate);
      for (auto& subnet : profile.subnets) subnet.location = Location{};  // derived
      if (profile.subnets.empty()) {
        reader.error("eksctl.no-subnet-for-fargate", "Fargate needs private subnets, and there are none",
                     "add private subnets to vpc.subnets", node.location);
      }
    }
    spec_.fargate_profiles.push_back(std::move(profile));
  });
}

/// Source: eksctl-io/eksctl pkg/actions/addon/tasks.go, CreateAddonTasks.
void Import::read_addons(MappingReader& root, EksctlNetwork& network) {
  bool defaults = true;
  if (const DocumentNode* const node = root.node("addonsConfig")) {
    MappingReader reader(*node, "addonsConfig", diagnostics_);
    check_keys(*node, "addonsConfig", kEksctlAddonsConfigKeys);
    const auto disabled = reader.boolean("disableDefaultAddons");
    defaults = !disabled || !disabled->value;
  }
  auto& addons = spec_.addons.emplace();
  const auto listed = [&](std::string_view name) {
    return std::ranges::any_of(addons, [&](const auto& addon) { return addon.value == name; });
  };
  root.each("addons", [&](const DocumentNode& node) {
    MappingReader reader(node, "an item of addons", diagnostics_);
    if (!reader.valid()) return;
    const auto name = eksctl_name(reader);
    if (!name) return;
    reader.set_subject(fmt::format("addon \"{}\"", name->value));
    check_keys(node, reader.subject(), kEksctlAddonKeys);
    // eksctl does not mind the case: addon.go, CanonicalName.
    const std::string canonical = lower(name->value);
    if (!listed(canonical)) addons.push_back({canonical, name->location});
    if (canonical != kVpcCni) return;
    if (const DocumentNode* const values = reader.node("configurationValues")) read_vpc_cni(*values, network);
  });
  if (defaults) {
    for (const std::string_view name : kDefaultAddons) {
      if (!facts_.auto_mode && !listed(name)) addons.push_back({std::string(name), Location{}});
    }
    if (!contains(kRegionsWithoutMetricsServer, facts_.region) && !listed(kMetricsServer)) {
      addons.push_back({std::string(kMetricsServer), Location{}});
    }
  } else if (!facts_.auto_mode && !listed(kVpcCni)) {
    warn("eksctl.no-vpc-cni", "eksctl installs no vpc-cni: what is planned here holds only with it",
         "add it under addons", place_of(*document_, "addonsConfig"));
  }
}

/// What vpc-cni's configuration says about addresses: env, and the subnets of ENIConfigs that the add-on
/// makes. Source: aws/amazon-vpc-cni-k8s charts/aws-vpc-cni/values.yaml and templates/eniconfig.yaml, whose
/// values the add-on takes.
void Import::read_vpc_cni(const DocumentNode& configuration, EksctlNetwork& network) {
  const std::string subject = "addon \"vpc-cni\": configurationValues";
  const Location at = configuration.location;
  const auto wrong = [&](std::string message, std::string way_out) {
    diagnostics_.push_back({.code = "eksctl.addon-configuration",
                            .message = fmt::format("{}: {}", subject, message),
                            .way_out = std::move(way_out),
                            .location = at});
  };
  if (!is_text(configuration)) {
    wrong(fmt::format("must be text, but is {}", kind_name(configuration)),
          "write the JSON or YAML in quotes or behind \"|\"");
    return;
  }
  auto documents = read_embedded_documents(configuration);
  if (!documents) {
    for (Diagnostic& fault : documents.error()) {
      fault.code = "eksctl.addon-configuration";
      fault.message = fmt::format("{}: {}", subject, fault.message);
      diagnostics_.push_back(std::move(fault));
    }
    return;
  }
  MappingReader reader(documents->front(), subject, diagnostics_);
  if (!reader.valid()) return;

  bool custom_networking = false;
  for (const ChartVariable& variable : read_chart_env(reader)) {
    if (!variable.value) continue;
    spec_.cni.env.push_back({variable.name, *variable.value});
    custom_networking |= variable.name.value == "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG" &&
                         lower(variable.value->value) == "true";
  }
  for (EniConfigSpec& config : read_chart_eni_configs(reader, subject, facts_.region, diagnostics_)) {
    config.subnet = network.subnet(config.subnet, SubnetUse::pods);
    spec_.cni.eni_configs.push_back(std::move(config));
  }
  if (custom_networking && spec_.cni.eni_configs.empty()) {
    warn("eksctl.eni-configs",
         "Pods take their addresses from the subnets of ENIConfigs, which are not in the file",
         "let the add-on make them (eniConfig in configurationValues), or plan them in a spec of your own",
         at);
  }
}

/// Source: eksctl-io/eksctl pkg/cfn/builder/vpc_ipv4.go, addSubnets: private subnets get the discovery tag.
void Import::read_karpenter(MappingReader& root, EksctlNetwork& network) {
  const DocumentNode* const node = root.node("karpenter");
  if (node == nullptr) return;
  network.use_all(EksctlTopology::private_subnet, SubnetUse::nodes);
  warn("eksctl.karpenter", "Karpenter is installed, but its NodePools and their nodes are not in the file",
       "plan them in a spec of your own: node groups with manager: karpenter",
       place_of(*document_, "karpenter"));
}

void Import::check_keys(const DocumentNode& node, std::string_view subject,
                        std::span<const std::string_view> keys) {
  std::ranges::move(unknown_eksctl_keys(node, subject, keys), std::back_inserter(diagnostics_));
}

void Import::warn(std::string code, std::string message, std::string way_out, Location at) {
  diagnostics_.push_back({.code = std::move(code),
                          .severity = Severity::warning,
                          .message = std::move(message),
                          .way_out = std::move(way_out),
                          .location = at});
}

}  // namespace

Result<WithWarnings<ClusterSpec>, Diagnostics> read_eksctl(const DocumentNode& document, const Catalog& catalog) {
  return Import(document, catalog).run();
}

}  // namespace cniplan
