#include "planner/importers/cloudformation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "planner/core/integer.hpp"
#include "planner/importers/cloud_stack.hpp"
#include "planner/importers/cloudformation_values.hpp"
#include "planner/importers/document_reader.hpp"
#include "planner/importers/user_data.hpp"

namespace cniplan {
namespace {

using Kind = DocumentNode::Kind;
using ValueKind = TemplateValue::Kind;
using Path = std::initializer_list<std::string_view>;

constexpr std::int64_t kMostNodes = 1'000'000;
constexpr std::int64_t kMostAddresses = 100'000;
constexpr char kEncoded = '\x04';

/// Types that take addresses in subnets as well, and that nothing is planned for.
constexpr auto kUnreadTypes = std::to_array<std::string_view>(
    {"AWS::AmazonMQ::Broker",
     "AWS::ApiGatewayV2::VpcLink",
     "AWS::AppRunner::VpcConnector",
     "AWS::Batch::ComputeEnvironment",
     "AWS::Cloud9::EnvironmentEC2",
     "AWS::CodeBuild::Project",
     "AWS::DAX::Cluster",
     "AWS::DMS::ReplicationInstance",
     "AWS::DirectoryService::MicrosoftAD",
     "AWS::DocDB::DBInstance",
     "AWS::EC2::ClientVpnTargetNetworkAssociation",
     "AWS::EC2::EC2Fleet",
     "AWS::EC2::InstanceConnectEndpoint",
     "AWS::EC2::SpotFleet",
     "AWS::ECS::Service",
     "AWS::EMR::Cluster",
     "AWS::ElastiCache::CacheCluster",
     "AWS::ElastiCache::ReplicationGroup",
     "AWS::ElastiCache::ServerlessCache",
     "AWS::ElasticLoadBalancing::LoadBalancer",
     "AWS::Elasticsearch::Domain",
     "AWS::FSx::FileSystem",
     "AWS::KafkaConnect::Connector",
     "AWS::MSK::Cluster",
     "AWS::MSK::ServerlessCluster",
     "AWS::MWAA::Environment",
     "AWS::MemoryDB::Cluster",
     "AWS::Neptune::DBInstance",
     "AWS::NetworkFirewall::Firewall",
     "AWS::NetworkManager::VpcAttachment",
     "AWS::OpenSearchServerless::VpcEndpoint",
     "AWS::OpenSearchService::Domain",
     "AWS::RDS::DBProxy",
     "AWS::Redshift::Cluster",
     "AWS::RedshiftServerless::Workgroup",
     "AWS::Route53Resolver::ResolverEndpoint",
     "AWS::SageMaker::Cluster",
     "AWS::SageMaker::Domain",
     "AWS::SageMaker::NotebookInstance",
     "AWS::WorkSpaces::Workspace"});

std::string_view scalar_at(const DocumentNode& node, std::string_view key) {
  const DocumentNode* const value = node.find(key);
  return value == nullptr || value->kind != Kind::scalar ? std::string_view() : value->scalar;
}

/// com.amazonaws.<Region>.ecr.api is known as ecr.api.
std::string service_name(std::string_view service) {
  const auto prefix = service.find("com.amazonaws.");
  if (prefix == std::string_view::npos) return std::string(service);
  const auto region = service.find('.', prefix + std::string_view("com.amazonaws.").size());
  return std::string(region == std::string_view::npos ? service : service.substr(region + 1));
}

/// A resource that the template makes.
struct Resource {
  std::string_view id;
  std::string_view type;
  const DocumentNode* properties;
  Location location{};
};

class Import {
 public:
  Import(const DocumentNode& document, std::string_view cluster)
      : document_(document), cluster_(cluster), values_(document, diagnostics_) {}

  Result<PartialSpec, Diagnostics> run() {
    stack_.writer = "template";
    stack_.location = document_.location;
    if (!list_resources()) return failure(std::move(diagnostics_));
    for (const Resource& resource : resources_) read_network(resource);
    for (const Resource& resource : resources_) read_subnet(resource);
    for (const Resource& resource : resources_) read(resource);
    add_functions();
    note_assumed_zones();
    note_unread();
    return to_spec(std::move(stack_), cluster_, std::move(diagnostics_));
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

  /// Source: .../UserGuide/resources-section-structure.html, conditions-section-structure.html.
  bool list_resources() {
    const DocumentNode* const resources = document_.find("Resources");
    if (resources == nullptr || resources->kind != Kind::mapping) {
      error("cloudformation.kind",
            resources == nullptr ? "the template has no Resources"
                                 : fmt::format("Resources must be a mapping, but is {}", kind_name(*resources)),
            "give a CloudFormation template", resources == nullptr ? document_.location : resources->location);
      return false;
    }
    std::vector<std::string> nested;
    Location nested_at{};
    for (const DocumentNode::Entry& entry : resources->entries) {
      if (entry.key.starts_with("Fn::ForEach::")) {
        warn("cloudformation.for-each", fmt::format("{}: what it makes is left out", entry.key),
             "give the template as CloudFormation processed it (aws cloudformation get-template --template-stage Processed)",
             entry.key_location);
        continue;
      }
      if (entry.value.kind != Kind::mapping) {
        error("type.mapping", fmt::format("resource {} must be a mapping, but is {}", entry.key, kind_name(entry.value)),
              "write Type and Properties", entry.value.location);
        continue;
      }
      const std::string_view type = scalar_at(entry.value, "Type");
      if (type.empty()) {
        error("key.missing", fmt::format("resource {} has no Type", entry.key), "add it", entry.key_location);
        continue;
      }
      if (const std::string_view condition = scalar_at(entry.value, "Condition"); !condition.empty()) {
        const DocumentNode* const node = entry.value.find("Condition");
        const auto holds = values_.condition(condition, node->location);
        if (holds && !*holds) {
          if (is_read(type)) {
            stack_.notes.push_back({.kind = ImportNote::Kind::ignored,
                                    .what = fmt::format("{} ({})", entry.key, type),
                                    .because = fmt::format("condition {} does not hold by the parameters' defaults", condition),
                                    .location = entry.key_location});
          }
          continue;
        }
        if (!holds && is_read(type)) {
          warn("cloudformation.condition",
               fmt::format("{}: whether condition {} holds is not known; it is planned as made", entry.key, condition),
               "give the parameters that it depends on a Default", node->location);
        }
      }
      const DocumentNode* const properties = entry.value.find("Properties");
      if (properties != nullptr && properties->kind != Kind::mapping && properties->kind != Kind::null) {
        error("type.mapping",
              fmt::format("{}: Properties must be a mapping, but is {}", entry.key, kind_name(*properties)),
              "write \"Name: value\" lines", properties->location);
        continue;
      }
      if (std::ranges::find(kUnreadTypes, type) != kUnreadTypes.end()) ++unread_[std::string(type)];
      if (type == "AWS::CloudFormation::Stack") {
        if (nested.empty()) nested_at = entry.key_location;
        nested.push_back(entry.key);
      }
      resources_.push_back({.id = entry.key,
                            .type = type,
                            .properties = properties != nullptr && properties->kind == Kind::mapping ? properties : &kNone,
                            .location = entry.key_location});
    }
    if (!nested.empty()) {
      warn("cloudformation.nested",
           fmt::format("what the nested stack{} {} make{} is in {} own template{}", nested.size() == 1 ? "" : "s",
                       fmt::join(nested, ", "), nested.size() == 1 ? "s" : "", nested.size() == 1 ? "its" : "their",
                       nested.size() == 1 ? "" : "s"),
           "give that as well", nested_at);
    }
    return true;
  }
  static bool is_read(std::string_view type) {
    constexpr auto kGroups = std::to_array<std::string_view>({"AWS::EC2::", "AWS::EKS::", "AWS::AutoScaling::",
                                                              "AWS::ElasticLoadBalancingV2::LoadBalancer", "AWS::RDS::",
                                                              "AWS::EFS::MountTarget", "AWS::Lambda::Function"});
    constexpr auto kOthers = std::to_array<std::string_view>(
        {"Route", "InternetGateway", "EIP", "SecurityGroup", "VPCGatewayAttachment", "NetworkAcl", "FlowLog"});
    return std::ranges::any_of(kGroups, [&](std::string_view group) { return type.starts_with(group); }) &&
           std::ranges::none_of(kOthers, [&](std::string_view other) { return type.find(other) != type.npos; });
  }

  // Properties.

  static std::string joined(Path path) { return fmt::format("{}", fmt::join(path, ".")); }

  void say_unknown(const Resource& resource, std::string_view property, std::string_view why, Location at,
                   std::string_view consequence = "") {
    warn("cloudformation.unknown",
         fmt::format("{}: {} depends on {}{}", resource.id, property, why, consequence),
         "plan it in a spec of your own, or give the template with that filled in", at);
  }

  /// The text of a property; nothing when it is absent or not known, which is said. The Region is not known, but a
  /// zone in it has a name all the same.
  enum class Unknown { said, silent };
  Given<std::string> text(const Resource& resource, Path path, Unknown unknown = Unknown::said,
                          std::string_view consequence = "") {
    const TemplateValue found = values_.at(*resource.properties, path);
    if (found.kind == ValueKind::none || (found.kind == ValueKind::text && found.text.empty())) return std::nullopt;
    if (found.kind != ValueKind::text) {
      error("type.text", fmt::format("{}: {} must be text", resource.id, joined(path)), "give one value", found.location);
      return std::nullopt;
    }
    if (const auto why = unknown_part(found)) {
      if (unknown == Unknown::said) say_unknown(resource, joined(path), *why, found.location, consequence);
      return std::nullopt;
    }
    return Located<std::string>{found.text, found.location};
  }
  Given<Cidr> cidr(const Resource& resource, Path path) {
    const auto given = text(resource, path);
    if (!given) return std::nullopt;
    const auto block = Cidr::parse(given->value);
    if (block) return Located<Cidr>{*block, given->location};
    std::string fix = way_out(block.error(), given->value);
    if (fix.empty()) fix = "write an address and a prefix length, 10.0.0.0/16";
    error(block.error() == CidrError::host_bits ? "cidr.host-bits" : "cidr.malformed",
          fmt::format("{}: {}: {}", resource.id, joined(path), describe(block.error(), given->value)), std::move(fix),
          given->location);
    return std::nullopt;
  }
  Given<std::int64_t> number(const Resource& resource, Path path, std::int64_t least, std::int64_t most) {
    const auto given = text(resource, path);
    if (!given) return std::nullopt;
    const auto value = parse_integer(given->value);
    if (value && *value >= least && *value <= most) return Located<std::int64_t>{*value, given->location};
    error(value ? "range.integer" : "type.integer",
          value ? fmt::format("{}: {}: {} is out of range", resource.id, joined(path), *value)
                : fmt::format("{}: {}: \"{}\" is not a whole number", resource.id, joined(path), given->value),
          fmt::format("write a whole number from {} to {}", least, most), given->location);
    return std::nullopt;
  }
  Given<bool> boolean(const Resource& resource, Path path) {
    const auto given = text(resource, path);
    if (!given) return std::nullopt;
    if (given->value == "true" || given->value == "True") return Located<bool>{true, given->location};
    if (given->value == "false" || given->value == "False") return Located<bool>{false, given->location};
    error("type.boolean", fmt::format("{}: {}: \"{}\" is neither true nor false", resource.id, joined(path), given->value),
          "write true or false", given->location);
    return std::nullopt;
  }

  /// What a property refers to: a logical id, an id or a name; nothing when it is absent or not known.
  Given<std::string> reference(const Resource& resource, Path path, Unknown unknown = Unknown::said,
                               std::string_view consequence = "") {
    const TemplateValue found = values_.at(*resource.properties, path);
    return target(resource, joined(path), found, unknown, consequence);
  }
  Given<std::string> target(const Resource& resource, std::string_view property, const TemplateValue& found,
                            Unknown unknown, std::string_view consequence) {
    if (found.kind == ValueKind::none || (found.kind == ValueKind::text && found.text.empty())) return std::nullopt;
    if (found.kind != ValueKind::text) {
      error("type.text", fmt::format("{}: {} must be text", resource.id, property), "give one value", found.location);
      return std::nullopt;
    }
    const auto referred = resource_of(found.text);
    if (referred && referred->attribute.empty()) return Located<std::string>{referred->logical_id, found.location};
    if (const auto why = unknown_part(found)) {
      if (unknown == Unknown::said) say_unknown(resource, property, *why, found.location, consequence);
      return std::nullopt;
    }
    return Located<std::string>{found.text, found.location};
  }
  std::vector<Located<std::string>> references(const Resource& resource, Path path, std::string_view consequence = "") {
    return targets(resource, joined(path), values_.at(*resource.properties, path), consequence);
  }
  std::vector<Located<std::string>> targets(const Resource& resource, std::string_view property,
                                            const TemplateValue& found, std::string_view consequence) {
    std::vector<Located<std::string>> out;
    if (found.kind == ValueKind::none) return out;
    if (found.kind == ValueKind::text && !unknown_part(found)) {
      error("type.list", fmt::format("{}: {} must be a list, but is text", resource.id, property),
            "begin each item with \"- \"", found.location);
      return out;
    }
    if (found.kind != ValueKind::list) {
      if (const auto why = unknown_part(found)) say_unknown(resource, property, *why, found.location, consequence);
      return out;
    }
    // An If in a list may give a list of its own: CloudFormation refuses it, and so do we by what target() says.
    std::optional<std::pair<std::string, Location>> missing;
    for (const TemplateValue& item : found.items) {
      if (auto reference_to = target(resource, property, item, Unknown::silent, "")) {
        out.push_back(*std::move(reference_to));
      } else if (const auto why = unknown_part(item); why && !missing) {
        missing.emplace(*why, item.location);
      }
    }
    if (missing) say_unknown(resource, property, missing->first, missing->second, out.empty() ? consequence : kOnlyKnown);
    return out;
  }
  /// The tag of a name, where it is known.
  Given<std::string> tag(const Resource& resource, std::string_view name) {
    Given<std::string> found;
    each_tag(resource, [&](const std::string& key, const TemplateValue& value) {
      if (key == name && value.kind == ValueKind::text && !unknown_part(value) && !value.text.empty()) {
        found = Located<std::string>{value.text, value.location};
      }
    });
    return found;
  }
  /// Calls `read(key, value)` for each tag; a key in which something is not known has that in it.
  template <class Read>
  void each_tag(const Resource& resource, Read read) {
    const TemplateValue tags = values_.at(*resource.properties, {"Tags"});
    for (const TemplateValue& item : tags.items) {
      if (item.kind != ValueKind::mapping) continue;
      const TemplateValue key = values_.at(*item.node, {"Key"});
      if (key.kind == ValueKind::text) read(key.text, values_.at(*item.node, {"Value"}));
    }
  }
  Located<std::string> label(const Resource& resource) {
    if (auto name = tag(resource, "Name")) return *name;
    return {std::string(resource.id), resource.location};
  }
  /// A name that the template gives, where it is known.
  Given<std::string> name_of(const Resource& resource, std::string_view property) {
    return text(resource, {property}, Unknown::silent);
  }

  // The network.

  void read_network(const Resource& resource) {
    if (resource.type == "AWS::EC2::VPC") {
      CloudVpc vpc{.key = std::string(resource.id), .location = resource.location};
      if (const auto block = cidr(resource, {"CidrBlock"})) {
        vpc.cidrs.push_back(*block);
      } else if (resource.properties->find("CidrBlock") == nullptr) {
        warn("cloudformation.unknown", fmt::format("{}: its CIDR comes from a pool of IPAM", resource.id),
             "plan it in a spec of your own", resource.location);
      }
      stack_.vpcs.push_back(std::move(vpc));
    }
  }

  void read_subnet(const Resource& resource) {
    if (resource.type == "AWS::EC2::VPCCidrBlock") {
      if (resource.properties->find("CidrBlock") == nullptr) return;  // IPv6, or from a pool of IPAM
      const auto block = cidr(resource, {"CidrBlock"});
      const auto vpc = reference(resource, {"VpcId"}, Unknown::silent);
      const auto at = std::ranges::find_if(stack_.vpcs, [&](const CloudVpc& known) { return vpc && known.key == vpc->value; });
      if (!block) return;
      if (at != stack_.vpcs.end()) {
        at->cidrs.push_back(*block);
      } else {
        stack_.vpcs.push_back({.key = vpc ? vpc->value : std::string(resource.id), .cidrs = {*block}, .location = resource.location});
      }
    }
    if (resource.type != "AWS::EC2::Subnet") return;
    CloudSubnet out{.key = std::string(resource.id), .cidr = cidr(resource, {"CidrBlock"}), .location = resource.location};
    const auto vpc = reference(resource, {"VpcId"}, Unknown::silent);
    if (vpc) {
      out.vpc = vpc->value;
    } else if (stack_.vpcs.size() == 1) {
      out.vpc = stack_.vpcs.front().key;
    }
    out.az = zone(resource);
    each_tag(resource, [&](const std::string& key, const TemplateValue& value) {
      const bool known = value.kind == ValueKind::text && !unknown_part(value);
      read_subnet_tag(out, {key, value.location}, {known ? value.text : std::string(), value.location});
    });
    stack_.subnets.push_back(std::move(out));
  }

  Given<std::string> zone(const Resource& resource) {
    const TemplateValue found = values_.at(*resource.properties, {"AvailabilityZone"});
    if (found.kind != ValueKind::text || found.text.empty()) return std::nullopt;
    TemplateValue named = found;
    named.text = with_region(found.text, "zone-");
    if (const auto why = unknown_part(named)) {
      say_unknown(resource, "AvailabilityZone", *why, found.location);
      return std::nullopt;
    }
    if (named.text == found.text) return Located<std::string>{named.text, found.location};
    // What is assumed gives way to what another file says.
    if (!region_at_) region_at_ = found.location;
    derive(fmt::format("{}: zone {}", resource.id, named.text), "the template does not know its Region", found.location);
    return Located<std::string>{named.text, Location{}};
  }

  void read_reservation(const Resource& resource) {
    const auto block = cidr(resource, {"Cidr"});
    const auto subnet = reference(resource, {"SubnetId"}, Unknown::said, kLeftOut);
    if (!block || !subnet) return;
    const auto at = std::ranges::find(stack_.subnets, subnet->value, &CloudSubnet::key);
    if (at == stack_.subnets.end()) {
      warn("cloudformation.reservation",
           fmt::format("{}: its subnet {} is not in the template, so that it is left out", resource.id, subnet->value),
           "add it to the subnet in a spec of your own: reservations", subnet->location);
      return;
    }
    ReservationSpec out{.cidr = *block, .location = resource.location};
    if (const auto type = text(resource, {"ReservationType"})) {
      out.type = Located<ReservationType>{
          type->value == "explicit" ? ReservationType::explicit_use : ReservationType::prefix, type->location};
    }
    at->reservations.push_back(std::move(out));
  }

  // The cluster.

  void read(const Resource& resource) {
    const std::string_view type = resource.type;
    if (type == "AWS::EC2::SubnetCidrReservation") read_reservation(resource);
    if (type == "AWS::EKS::Cluster") read_cluster(resource);
    if (type == "Custom::AWSCDK-EKS-Cluster") read_cdk_cluster(resource);
    if (type == "Custom::AWSCDK-EKS-FargateProfile") read_cdk_fargate_profile(resource);
    if (type == "AWS::EC2::LaunchTemplate") read_template(resource);
    if (type == "AWS::AutoScaling::LaunchConfiguration") read_launch_configuration(resource);
    if (type == "AWS::EKS::Nodegroup") read_node_group(resource);
    if (type == "AWS::AutoScaling::AutoScalingGroup") read_scaling_group(resource);
    if (type == "AWS::EKS::Addon") read_addon(resource);
    if (type == "AWS::EKS::FargateProfile") read_fargate_profile(resource);
    if (type == "AWS::ElasticLoadBalancingV2::LoadBalancer") read_load_balancer(resource);
    if (type == "AWS::EC2::VPCEndpoint") read_endpoint(resource);
    if (type == "AWS::EC2::NatGateway" || type == "AWS::EFS::MountTarget") {
      if (auto in = reference(resource, {"SubnetId"}, Unknown::said, kLeftOut)) {
        add_endpoint(resource, type == "AWS::EC2::NatGateway" ? EndpointType::nat_gateway : EndpointType::efs,
                     label(resource), {*in});
      }
    }
    if (type == "AWS::EC2::TransitGatewayAttachment" || type == "AWS::EC2::TransitGatewayVpcAttachment") {
      add_endpoint(resource, EndpointType::transit_gateway, label(resource),
                   references(resource, {"SubnetIds"}, kLeftOut));
    }
    if (type == "AWS::RDS::DBInstance") read_database(resource);
    if (type == "AWS::Lambda::Function") read_function(resource);
    if (type == "AWS::EC2::Instance") read_instance(resource);
    if (type == "AWS::EC2::NetworkInterface") read_interface(resource);
  }

  void read_cluster(const Resource& resource) {
    CloudCluster cluster{.key = std::string(resource.id),
                         .name = name_of(resource, "Name"),
                         .location = resource.location};
    cluster.subnets = references(resource, {"ResourcesVpcConfig", "SubnetIds"},
                                 ", so that the control plane's addresses are not planned there");
    if (const auto family = text(resource, {"KubernetesNetworkConfig", "IpFamily"})) {
      cluster.ip_family =
          Located<IpFamily>{family->value == "ipv6" ? IpFamily::ipv6 : IpFamily::ipv4, family->location};
    }
    cluster.service_cidr = cidr(resource, {"KubernetesNetworkConfig", "ServiceIpv4Cidr"});
    cluster.auto_mode = boolean(resource, {"ComputeConfig", "Enabled"});
    const auto has = [&](std::string_view property) -> Given<bool> {
      const TemplateValue found = values_.at(*resource.properties, {property});
      return found.kind == ValueKind::none ? Given<bool>() : Located<bool>{true, found.location};
    };
    cluster.hybrid = has("RemoteNetworkConfig");
    cluster.on_outposts = has("OutpostConfig");
    const auto own_addons = boolean(resource, {"BootstrapSelfManagedAddons"});
    cluster.default_addons = !own_addons || own_addons->value;
    stack_.clusters.push_back(std::move(cluster));
  }

  /// The cluster as the CDK's construct makes it: its Config is what the EKS API takes.
  /// Source: aws/aws-cdk packages/aws-cdk-lib/aws-eks/lib/cluster-resource.ts, fargate-profile.ts.
  void read_cdk_cluster(const Resource& resource) {
    CloudCluster cluster{.key = std::string(resource.id),
                         .name = text(resource, {"Config", "name"}, Unknown::silent),
                         .location = resource.location};
    cluster.subnets = references(resource, {"Config", "resourcesVpcConfig", "subnetIds"},
                                 ", so that the control plane's addresses are not planned there");
    if (const auto family = text(resource, {"Config", "kubernetesNetworkConfig", "ipFamily"})) {
      cluster.ip_family =
          Located<IpFamily>{family->value == "ipv6" ? IpFamily::ipv6 : IpFamily::ipv4, family->location};
    }
    cluster.service_cidr = cidr(resource, {"Config", "kubernetesNetworkConfig", "serviceIpv4Cidr"});
    stack_.clusters.push_back(std::move(cluster));
  }
  void read_cdk_fargate_profile(const Resource& resource) {
    CloudFargateProfile out;
    if (const auto cluster = reference(resource, {"Config", "clusterName"}, Unknown::silent)) {
      out.cluster = cluster->value;
    }
    out.profile.name = text(resource, {"Config", "fargateProfileName"}, Unknown::silent);
    if (!out.profile.name) out.profile.name = Located<std::string>{std::string(resource.id), resource.location};
    out.profile.subnets = references(resource, {"Config", "subnets"}, kPlannedOnFargate);
    out.profile.location = resource.location;
    stack_.fargate_profiles.push_back(std::move(out));
  }

  // Nodes.

  void read_template(const Resource& resource) {
    CloudTemplate out{.key = std::string(resource.id),
                      .name = name_of(resource, "LaunchTemplateName"),
                      .instance_type = text(resource, {"LaunchTemplateData", "InstanceType"}),
                      .location = resource.location};
    out.custom_image = values_.at(*resource.properties, {"LaunchTemplateData", "ImageId"}).kind != ValueKind::none;
    const TemplateValue requirements = values_.at(*resource.properties, {"LaunchTemplateData", "InstanceRequirements"});
    if (requirements.kind == ValueKind::mapping) out.requirements = Located<bool>{true, requirements.location};
    out.max_pods = max_pods(resource, {"LaunchTemplateData", "UserData"});
    stack_.templates.push_back(std::move(out));
  }
  void read_launch_configuration(const Resource& resource) {
    stack_.templates.push_back({.key = std::string(resource.id),
                                .name = name_of(resource, "LaunchConfigurationName"),
                                .instance_type = text(resource, {"InstanceType"}),
                                .max_pods = max_pods(resource, {"UserData"}),
                                .location = resource.location});
  }
  Given<MaxPodsSpec> max_pods(const Resource& resource, Path path) {
    const TemplateValue given = values_.at(*resource.properties, path);
    if (given.kind != ValueKind::text || given.text.empty()) return std::nullopt;
    const bool plain = given.text.front() == kEncoded;
    const auto text = plain ? std::optional(given.text.substr(1)) : decode_base64(given.text);
    if (!text) {
      warn("cloudformation.user-data",
           fmt::format("{}: {} cannot be read; what it sets of max Pods is not planned", resource.id, joined(path)),
           "set maxPods in a spec of your own where it does", given.location);
      return std::nullopt;
    }
    if (const auto found = user_data_max_pods(*text)) return Located<MaxPodsSpec>{*found, given.location};
    constexpr std::string_view kFlag = "--max-pods=\x03";
    if (text->find(kFlag) != std::string::npos) say_unknown(resource, "--max-pods", *unknown_part(given), given.location);
    return std::nullopt;
  }

  /// The template whose name is written as the group writes it, where nobody knows what that comes to:
  /// ${AWS::StackName} in both.
  Given<std::string> template_of_same_name(const Resource& resource) {
    const TemplateValue wanted = values_.at(*resource.properties, {"LaunchTemplate", "Name"});
    if (wanted.kind != ValueKind::text || wanted.text.empty()) return std::nullopt;
    for (const Resource& other : resources_) {
      if (other.type != "AWS::EC2::LaunchTemplate") continue;
      const TemplateValue name = values_.at(*other.properties, {"LaunchTemplateName"});
      if (name.kind != ValueKind::text || name.text != wanted.text) continue;
      return Located<std::string>{std::string(other.id), wanted.location};
    }
    return std::nullopt;
  }

  void read_node_group(const Resource& resource) {
    CloudNodeGroup out{.key = std::string(resource.id)};
    if (const auto cluster = reference(resource, {"ClusterName"}, Unknown::silent)) out.cluster = cluster->value;
    NodeGroupSpec& group = out.group;
    group.location = resource.location;
    group.manager = Located<NodeManager>{NodeManager::managed, resource.location};
    group.name = name_of(resource, "NodegroupName");
    const TemplateValue scaling = values_.at(*resource.properties, {"ScalingConfig"});
    group.nodes = {.min = number(resource, {"ScalingConfig", "MinSize"}, 0, kMostNodes),
                   .desired = number(resource, {"ScalingConfig", "DesiredSize"}, 0, kMostNodes),
                   .max = number(resource, {"ScalingConfig", "MaxSize"}, 0, kMostNodes),
                   .location = scaling.kind == ValueKind::none ? resource.location : scaling.location};
    out.launch_template = reference(resource, {"LaunchTemplate", "Id"});
    if (!out.launch_template) out.launch_template = template_of_same_name(resource);
    if (!out.launch_template) out.launch_template = reference(resource, {"LaunchTemplate", "Name"});
    group.instance_types = references(resource, {"InstanceTypes"}, ", so that the group is not planned");
    const TemplateValue types = values_.at(*resource.properties, {"InstanceTypes"});
    out.types_unknown = group.instance_types.empty() && unknown_part(types).has_value();
    out.default_type = !out.types_unknown;
    if (const auto ami_type = text(resource, {"AmiType"})) read_ami_type(group, *ami_type);
    group.subnets = references(resource, {"Subnets"}, kPlannedEverywhere);
    const auto nodes = number(resource, {"UpdateConfig", "MaxUnavailable"}, 1, 100);
    const auto percent = number(resource, {"UpdateConfig", "MaxUnavailablePercentage"}, 1, 100);
    if (nodes) group.update.max_unavailable = {NodeCount(nodes->value), nodes->location};
    if (!nodes && percent) group.update.max_unavailable = {Share::from_percent(percent->value), percent->location};
    const auto strategy = text(resource, {"UpdateConfig", "UpdateStrategy"});
    if (strategy && strategy->value == "MINIMAL") {
      group.update.strategy = Located<UpdateStrategy>{UpdateStrategy::minimal, strategy->location};
    }
    stack_.node_groups.push_back(std::move(out));
  }

  /// The cluster whose nodes an Auto Scaling group's instances are, empty when its name is not known; nothing when it
  /// is none's.
  std::optional<std::string> cluster_of_group(const Resource& resource) {
    std::optional<std::string> found;
    each_tag(resource, [&](const std::string& key, const TemplateValue& value) {
      std::string name;
      if (key == "eks:cluster-name") {
        name = value.text;
      } else {
        constexpr std::array<std::string_view, 2> kPrefixes = {"kubernetes.io/cluster/", "k8s.io/cluster/"};
        const auto prefix =
            std::ranges::find_if(kPrefixes, [&](std::string_view start) { return key.starts_with(start); });
        if (prefix == kPrefixes.end()) return;
        name = key.substr(prefix->size());
      }
      const auto referred = resource_of(name);
      const TemplateValue as_value{.kind = ValueKind::text, .text = name};
      found = referred ? referred->logical_id : unknown_part(as_value) ? std::string() : name;
    });
    return found;
  }

  void read_scaling_group(const Resource& resource) {
    const auto cluster = cluster_of_group(resource);
    if (!cluster) {
      warn("cloudformation.other-groups",
           fmt::format("no tag says that {} is nodes of a cluster, so that its addresses are not planned", resource.id),
           "count them as used in their subnets, or tag it kubernetes.io/cluster/NAME", resource.location);
      return;
    }
    CloudNodeGroup out{.key = std::string(resource.id), .cluster = *cluster};
    NodeGroupSpec& group = out.group;
    group.location = resource.location;
    group.manager = Located<NodeManager>{NodeManager::self_managed, resource.location};
    group.name = name_of(resource, "AutoScalingGroupName");
    group.nodes = {.min = number(resource, {"MinSize"}, 0, kMostNodes),
                   .desired = number(resource, {"DesiredCapacity"}, 0, kMostNodes),
                   .max = number(resource, {"MaxSize"}, 0, kMostNodes),
                   .location = resource.location};
    if (!group.nodes.desired && group.nodes.min) {
      // Source: https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_CreateAutoScalingGroup.html,
      // DesiredCapacity.
      group.nodes.desired = Located<std::int64_t>{group.nodes.min->value, Location{}};
      derive(fmt::format("{}: {} desired nodes", resource.id, group.nodes.min->value),
             "Auto Scaling starts with MinSize when DesiredCapacity is not given", resource.location);
    }
    read_types_of_group(resource, out);
    group.subnets = references(resource, {"VPCZoneIdentifier"}, kPlannedEverywhere);
    stack_.node_groups.push_back(std::move(out));
  }
  void read_types_of_group(const Resource& resource, CloudNodeGroup& out) {
    const TemplateValue overrides =
        values_.at(*resource.properties, {"MixedInstancesPolicy", "LaunchTemplate", "Overrides"});
    bool requirements = false;
    for (const TemplateValue& item : overrides.items) {
      if (item.kind != ValueKind::mapping) continue;
      const TemplateValue type = values_.at(*item.node, {"InstanceType"});
      requirements |= item.node->find("InstanceRequirements") != nullptr;
      if (auto name = target(resource, "InstanceType", type, Unknown::said, "")) out.group.instance_types.push_back(*name);
    }
    if (requirements && out.group.instance_types.empty()) {
      warn("cloudformation.instance-requirements",
           fmt::format("{}: it names attributes in place of instance types, which EC2 resolves", resource.id),
           "plan the group in a spec of your own, with its instanceTypes", overrides.location);
      out.types_unknown = true;
    }
    const auto look_in = [&](Path path) {
      if (!out.launch_template) out.launch_template = reference(resource, path);
    };
    look_in({"LaunchTemplate", "LaunchTemplateId"});
    look_in({"LaunchTemplate", "LaunchTemplateName"});
    look_in({"MixedInstancesPolicy", "LaunchTemplate", "LaunchTemplateSpecification", "LaunchTemplateId"});
    look_in({"MixedInstancesPolicy", "LaunchTemplate", "LaunchTemplateSpecification", "LaunchTemplateName"});
    look_in({"LaunchConfigurationName"});
  }

  // What runs in it and beside it.

  void read_addon(const Resource& resource) {
    const auto name = text(resource, {"AddonName"});
    if (!name) return;
    CloudAddon out{.name = *name};
    if (const auto cluster = reference(resource, {"ClusterName"}, Unknown::silent)) out.cluster = cluster->value;
    const auto configuration = text(resource, {"ConfigurationValues"}, Unknown::said, ", so that it is not planned");
    if (configuration) {
      const DocumentNode* const node = resource.properties->find("ConfigurationValues");
      // As it stands in the file when it does, so that places in it are places of the file.
      out.configuration = node->kind == Kind::scalar && node->tag.empty()
                              ? *node
                              : DocumentNode{.kind = Kind::scalar,
                                             .location = configuration->location,
                                             .scalar = configuration->value,
                                             .quoted = true};
    }
    stack_.addons.push_back(std::move(out));
  }

  void read_fargate_profile(const Resource& resource) {
    CloudFargateProfile out;
    if (const auto cluster = reference(resource, {"ClusterName"}, Unknown::silent)) out.cluster = cluster->value;
    out.profile.name = name_of(resource, "FargateProfileName");
    if (!out.profile.name) out.profile.name = Located<std::string>{std::string(resource.id), resource.location};
    out.profile.subnets = references(resource, {"Subnets"}, kPlannedOnFargate);
    out.profile.location = resource.location;
    stack_.fargate_profiles.push_back(std::move(out));
  }

  /// `what` has the resource whose address it is.
  void add_endpoint(const Resource& what, EndpointType type, Located<std::string> name,
                    std::vector<Located<std::string>> subnets) {
    if (subnets.empty()) return;
    stack_.endpoints.push_back({.name = std::move(name),
                                .type = Located<EndpointType>{type, what.location},
                                .subnets = std::move(subnets),
                                .location = what.location});
  }

  void read_load_balancer(const Resource& resource) {
    auto name = name_of(resource, "Name");
    if (!name) name = label(resource);
    const auto type = text(resource, {"Type"});
    auto subnets = references(resource, {"Subnets"}, kLeftOut);
    const TemplateValue mappings = values_.at(*resource.properties, {"SubnetMappings"});
    for (const TemplateValue& item : mappings.items) {
      if (item.kind != ValueKind::mapping) continue;
      const TemplateValue id = values_.at(*item.node, {"SubnetId"});
      if (auto in = target(resource, "SubnetMappings.SubnetId", id, Unknown::said, kLeftOut)) subnets.push_back(*in);
    }
    if (subnets.empty()) return;
    if (type && type->value == "gateway") {
      add_endpoint(resource, EndpointType::other, *name, std::move(subnets));
      return;
    }
    const bool network = type && type->value == "network";
    stack_.load_balancers.push_back(
        {.name = *name,
         .type = Located<LoadBalancerType>{network ? LoadBalancerType::nlb : LoadBalancerType::alb,
                                           type ? type->location : resource.location},
         .subnets = std::move(subnets),
         .location = resource.location});
  }

  void read_endpoint(const Resource& resource) {
    const auto type = text(resource, {"VpcEndpointType"});
    if (!type || type->value == "Gateway") return;
    Located<std::string> name = label(resource);
    const TemplateValue service = values_.at(*resource.properties, {"ServiceName"});
    TemplateValue known = service;
    known.text = with_region(service.text, "region");
    if (service.kind == ValueKind::text && !service.text.empty() && !unknown_part(known)) {
      name = {service_name(known.text), service.location};
    }
    add_endpoint(resource, EndpointType::interface_endpoint, std::move(name),
                 references(resource, {"SubnetIds"}, kLeftOut));
  }

  [[nodiscard]] const Resource* find(std::string_view type, std::string_view name, std::string_view property) {
    for (const Resource& resource : resources_) {
      if (resource.type != type) continue;
      if (resource.id == name) return &resource;
      const auto own = name_of(resource, property);
      if (own && own->value == name) return &resource;
    }
    return nullptr;
  }

  /// A database takes an address in one of the subnets of its group, and after a failover in another one.
  void read_database(const Resource& resource) {
    auto group = reference(resource, {"DBSubnetGroupName"}, Unknown::said, kLeftOut);
    if (!group) {
      const auto cluster = reference(resource, {"DBClusterIdentifier"}, Unknown::said, kLeftOut);
      const Resource* const of = cluster ? find("AWS::RDS::DBCluster", cluster->value, "DBClusterIdentifier") : nullptr;
      if (of != nullptr) group = reference(*of, {"DBSubnetGroupName"}, Unknown::said, kLeftOut);
    }
    if (!group) return;  // the default VPC's, or said
    const Resource* const subnet_group = find("AWS::RDS::DBSubnetGroup", group->value, "DBSubnetGroupName");
    if (subnet_group == nullptr) {
      warn("cloudformation.database",
           fmt::format("{}: its DB subnet group {} is not in the template, so that it is left out", resource.id, group->value),
           "count its addresses as used in their subnets", group->location);
      return;
    }
    auto name = name_of(resource, "DBInstanceIdentifier");
    if (!name) name = Located<std::string>{std::string(resource.id), resource.location};
    add_endpoint(resource, EndpointType::rds, *name,
                 references(*subnet_group, {"SubnetIds"}, ", so that its databases are left out"));
  }

  /// Functions of the same subnets and security groups share an ENI in each of the subnets.
  /// Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html, "Hyperplane ENIs".
  void read_function(const Resource& resource) {
    auto subnets = references(resource, {"VpcConfig", "SubnetIds"}, kLeftOut);
    if (subnets.empty()) return;
    std::vector<std::string> key;
    for (const auto& subnet : subnets) key.push_back(subnet.value);
    std::ranges::sort(key);
    const TemplateValue groups = values_.at(*resource.properties, {"VpcConfig", "SecurityGroupIds"});
    std::vector<std::string> group_key{groups.text};
    for (const TemplateValue& group : groups.items) group_key.push_back(group.text);
    std::ranges::sort(group_key);
    key.insert(key.end(), group_key.begin(), group_key.end());
    const auto [function, is_new] = functions_.try_emplace(std::move(key));
    if (!is_new) return;
    auto name = name_of(resource, "FunctionName");
    if (!name) name = Located<std::string>{std::string(resource.id), resource.location};
    function->second = {.name = *name,
                        .type = Located<EndpointType>{EndpointType::lambda, resource.location},
                        .subnets = std::move(subnets),
                        .location = resource.location};
  }
  void add_functions() {
    for (auto& [key, function] : functions_) stack_.endpoints.push_back(std::move(function));
    std::ranges::stable_sort(stack_.endpoints, {}, [](const EndpointSpec& endpoint) {
      return std::pair(endpoint.location.line, endpoint.location.column);
    });
  }

  void add_address(CloudAddresses& out, const TemplateValue& address) {
    const auto range = address.kind == ValueKind::text && !unknown_part(address)
                           ? Ipv4Range::parse(address.text)
                           : failure(Ipv4RangeError::empty);
    if (range) {
      out.addresses.push_back({*range, address.location});
    } else {
      out.count += IpCount(1);
    }
  }
  void read_instance(const Resource& resource) {
    if (auto in = reference(resource, {"SubnetId"}, Unknown::said, kLeftOut)) {
      CloudAddresses out{.subnet = *in};
      add_address(out, values_.at(*resource.properties, {"PrivateIpAddress"}));
      stack_.addresses.push_back(std::move(out));
    }
    const TemplateValue interfaces = values_.at(*resource.properties, {"NetworkInterfaces"});
    for (const TemplateValue& item : interfaces.items) {
      if (item.kind != ValueKind::mapping) continue;
      const TemplateValue subnet = values_.at(*item.node, {"SubnetId"});
      const auto in = target(resource, "NetworkInterfaces.SubnetId", subnet, Unknown::said, kLeftOut);
      if (!in) continue;  // an interface that is made elsewhere
      CloudAddresses out{.subnet = *in};
      add_address(out, values_.at(*item.node, {"PrivateIpAddress"}));
      stack_.addresses.push_back(std::move(out));
    }
  }
  void read_interface(const Resource& resource) {
    const auto in = reference(resource, {"SubnetId"}, Unknown::said, kLeftOut);
    if (!in) return;
    CloudAddresses out{.subnet = *in};
    const TemplateValue listed = values_.at(*resource.properties, {"PrivateIpAddresses"});
    for (const TemplateValue& item : listed.items) {
      if (item.kind == ValueKind::mapping) add_address(out, values_.at(*item.node, {"PrivateIpAddress"}));
    }
    if (listed.items.empty()) add_address(out, values_.at(*resource.properties, {"PrivateIpAddress"}));
    if (const auto more = number(resource, {"SecondaryPrivateIpAddressCount"}, 0, kMostAddresses)) {
      out.count += IpCount(more->value);
    }
    stack_.addresses.push_back(std::move(out));
  }

  void note_assumed_zones() {
    if (region_at_) {
      warn("cloudformation.region",
           "the template does not know its Region, so that its zones are called zone-a, zone-b and so on",
           "give zones by name where they have to match those of other files", *region_at_);
    }
    if (values_.assumed_zones()) {
      warn("cloudformation.zones", "which zones the Region has is not in the template: a, b, c and so on are taken",
           "give zones by name where they differ", *values_.assumed_zones());
    }
  }
  void note_unread() {
    if (unread_.empty()) return;
    std::vector<std::string> types;
    for (const auto& [type, count] : unread_) types.push_back(count == 1 ? type : fmt::format("{} ({})", type, count));
    warn("cloudformation.not-read",
         fmt::format("these take addresses as well, and nothing is planned for them: {}", fmt::join(types, ", ")),
         "count their addresses as used in their subnets, in a spec of your own", document_.location);
  }

  static constexpr std::string_view kLeftOut = ", so that it is left out";
  static constexpr std::string_view kPlannedEverywhere =
      ", so that its nodes are planned in all subnets that are used for nodes";
  static constexpr std::string_view kPlannedOnFargate =
      ", so that its Pods are planned in all subnets that are used for Fargate";
  inline static const DocumentNode kNone{.kind = Kind::mapping};

  const DocumentNode& document_;
  std::string_view cluster_;
  Diagnostics diagnostics_;
  TemplateValues values_;
  CloudStack stack_;
  std::vector<Resource> resources_;
  std::map<std::string, int> unread_;
  std::optional<Location> region_at_;  // where a zone is of a Region that is not known
  std::map<std::vector<std::string>, EndpointSpec> functions_;  // by subnets and security groups
};

}  // namespace

bool is_cloudformation(const DocumentNode& document) {
  if (document.find("AWSTemplateFormatVersion") != nullptr) return true;
  const DocumentNode* const resources = document.find("Resources");
  return resources != nullptr && std::ranges::any_of(resources->entries, [](const auto& entry) {
    return scalar_at(entry.value, "Type").find("::") != std::string_view::npos;
  });
}

Result<PartialSpec, Diagnostics> read_cloudformation(const DocumentNode& document, std::string_view cluster) {
  if (document.kind != Kind::mapping) {
    return failure(Diagnostics{{.code = "cloudformation.kind",
                                .message = fmt::format("a template is a mapping, but this is {}", kind_name(document)),
                                .way_out = "give a CloudFormation template",
                                .location = document.location}});
  }
  return Import(document, cluster).run();
}

}  // namespace cniplan
