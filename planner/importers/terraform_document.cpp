#include "planner/importers/terraform_document.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <span>
#include <unordered_map>
#include <utility>

#include "planner/importers/document_reader.hpp"
#include "planner/importers/json_document.hpp"
#include "planner/importers/json_tree.hpp"

namespace cniplan {
namespace {

namespace ondemand = simdjson::ondemand;
using Kind = DocumentNode::Kind;

constexpr JsonTree::Limits kLimits = {
    .deepest = 200,  // a module in a module is three deeper
    .too_deep = "Terraform writes no file that nests so deep",
    .most_values = 2'000'000,
    .counted = "values that concern addresses",
    .too_many = "give the plans of its modules one by one"};
constexpr std::size_t kMostFaults = 100;
constexpr std::string_view kWayOutOfState = "give what Terraform 0.12 or later makes of it: terraform show -json";
constexpr std::string_view kWayOut = "give the output of: terraform show -json PLAN";

/// The attributes that are read of a type of resource. Source: hashicorp/terraform-provider-aws website/docs/r/ and
/// website/docs/d/ (v6), one page a type.
struct TypeRow {
  std::string_view type;
  std::span<const std::string_view> attributes;
};
template <std::size_t N>
using Names = std::array<std::string_view, N>;

constexpr Names<6> kVpc = {"id", "cidr_block", "cidr_block_associations", "ipv4_ipam_pool_id", "tags", "tags_all"};
constexpr Names<2> kCidrAssociation = {"vpc_id", "cidr_block"};
constexpr Names<8> kSubnet = {"id",   "vpc_id",   "cidr_block", "availability_zone", "map_public_ip_on_launch",
                              "tags", "tags_all", "ipv6_native"};
constexpr Names<3> kReservation = {"subnet_id", "cidr_block", "reservation_type"};
constexpr Names<1> kIds = {"ids"};
constexpr Names<8> kCluster = {"id",
                               "name",
                               "vpc_config",
                               "kubernetes_network_config",
                               "compute_config",
                               "remote_network_config",
                               "outpost_config",
                               "bootstrap_self_managed_addons"};
constexpr Names<9> kNodeGroup = {"cluster_name", "node_group_name", "node_group_name_prefix",
                                 "scaling_config", "instance_types", "ami_type",
                                 "subnet_ids", "update_config", "launch_template"};
constexpr Names<7> kTemplate = {"id",       "name",      "name_prefix",          "instance_type",
                                "image_id", "user_data", "instance_requirements"};
constexpr Names<6> kLaunchConfiguration = {"id", "name", "instance_type", "image_id", "user_data", "user_data_base64"};
constexpr Names<14> kScalingGroup = {"name",     "name_prefix",         "min_size",
                                     "max_size", "desired_capacity",    "vpc_zone_identifier",
                                     "tag",      "launch_template",     "launch_configuration",
                                     "tags",     "mixed_instances_policy", "warm_pool",
                                     "desired_capacity_type", "availability_zones"};
constexpr Names<3> kAddon = {"cluster_name", "addon_name", "configuration_values"};
constexpr Names<3> kFargate = {"cluster_name", "fargate_profile_name", "subnet_ids"};
constexpr Names<6> kLoadBalancer = {"name", "name_prefix", "load_balancer_type", "subnets", "subnet_mapping", "tags"};
constexpr Names<4> kEndpoint = {"vpc_endpoint_type", "service_name", "subnet_ids", "tags"};
constexpr Names<4> kNatGateway = {"subnet_id", "secondary_private_ip_addresses", "secondary_private_ip_address_count",
                                  "tags"};
constexpr Names<2> kAttachment = {"subnet_ids", "tags"};
constexpr Names<4> kDbSubnetGroup = {"id", "name", "name_prefix", "subnet_ids"};
constexpr Names<4> kDbInstance = {"identifier", "identifier_prefix", "db_subnet_group_name", "cluster_identifier"};
constexpr Names<4> kDbCluster = {"id", "cluster_identifier", "cluster_identifier_prefix", "db_subnet_group_name"};
constexpr Names<3> kMountTarget = {"subnet_id", "file_system_id", "ip_address"};
constexpr Names<2> kFunction = {"function_name", "vpc_config"};
constexpr Names<5> kInstance = {"subnet_id", "private_ip", "secondary_private_ips", "network_interface", "tags"};
constexpr Names<6> kInterface = {"subnet_id",     "private_ips",       "private_ips_count",
                                 "ipv4_prefixes", "ipv4_prefix_count", "tags"};
constexpr Names<2> kPeering = {"vpc_id", "peer_vpc_id"};
/// Of what is installed in the cluster only what it is: values may hold secrets.
constexpr Names<1> kHelmRelease = {"chart"};
constexpr Names<1> kManifest = {"kind"};
constexpr Names<3> kPassing = {"triggers", "triggers_replace", "input"};

constexpr auto kTypes = std::to_array<TypeRow>({
    {"aws_vpc", kVpc},
    {"aws_default_vpc", kVpc},
    {"aws_vpc_ipv4_cidr_block_association", kCidrAssociation},
    {"aws_subnet", kSubnet},
    {"aws_default_subnet", kSubnet},
    {"aws_ec2_subnet_cidr_reservation", kReservation},
    {"aws_subnets", kIds},
    {"aws_subnet_ids", kIds},
    {"aws_eks_cluster", kCluster},
    {"aws_eks_node_group", kNodeGroup},
    {"aws_launch_template", kTemplate},
    {"aws_launch_configuration", kLaunchConfiguration},
    {"aws_autoscaling_group", kScalingGroup},
    {"aws_eks_addon", kAddon},
    {"aws_eks_fargate_profile", kFargate},
    {"aws_lb", kLoadBalancer},
    {"aws_alb", kLoadBalancer},
    {"aws_vpc_endpoint", kEndpoint},
    {"aws_nat_gateway", kNatGateway},
    {"aws_ec2_transit_gateway_vpc_attachment", kAttachment},
    {"aws_db_subnet_group", kDbSubnetGroup},
    {"aws_db_instance", kDbInstance},
    {"aws_rds_cluster", kDbCluster},
    {"aws_rds_cluster_instance", kDbInstance},
    {"aws_efs_mount_target", kMountTarget},
    {"aws_lambda_function", kFunction},
    {"aws_instance", kInstance},
    {"aws_network_interface", kInterface},
    {"aws_vpc_peering_connection", kPeering},
    {"helm_release", kHelmRelease},
    {"kubectl_manifest", kManifest},
    // These only hand on what others refer to.
    {"time_sleep", kPassing},
    {"terraform_data", kPassing},
    {"null_resource", kPassing},
});

/// Types that take addresses in subnets as well, and that nothing is planned for.
constexpr auto kUnreadTypes = std::to_array<std::string_view>(
    {"aws_apigatewayv2_vpc_link", "aws_apprunner_vpc_connector", "aws_batch_compute_environment",
     "aws_cloud9_environment_ec2", "aws_codebuild_project", "aws_dax_cluster", "aws_db_proxy",
     "aws_directory_service_directory", "aws_dms_replication_instance", "aws_docdb_cluster_instance",
     "aws_ec2_client_vpn_network_association", "aws_ec2_fleet", "aws_ec2_instance_connect_endpoint",
     "aws_ecs_service", "aws_elasticache_cluster", "aws_elasticache_replication_group",
     "aws_elasticache_serverless_cache", "aws_elasticsearch_domain", "aws_elb", "aws_emr_cluster",
     "aws_fsx_lustre_file_system", "aws_fsx_ontap_file_system", "aws_fsx_openzfs_file_system",
     "aws_fsx_windows_file_system", "aws_memorydb_cluster", "aws_mq_broker", "aws_msk_cluster",
     "aws_msk_serverless_cluster", "aws_mskconnect_connector", "aws_mwaa_environment", "aws_neptune_cluster_instance",
     "aws_networkfirewall_firewall", "aws_networkmanager_vpc_attachment", "aws_opensearch_domain",
     "aws_opensearchserverless_vpc_endpoint", "aws_redshift_cluster", "aws_redshiftserverless_workgroup",
     "aws_route53_resolver_endpoint", "aws_sagemaker_domain", "aws_sagemaker_notebook_instance",
     "aws_spot_fleet_request", "aws_spot_instance_request", "aws_vpclattice_resource_gateway",
     "aws_workspaces_directory"});

const TypeRow* row_of(std::string_view type) {
  const auto row = std::ranges::find(kTypes, type, &TypeRow::type);
  return row == kTypes.end() ? nullptr : &*row;
}

/// Leaves only the attributes that are read of a mapping.
void keep(DocumentNode& mapping, std::span<const std::string_view> attributes) {
  std::erase_if(mapping.entries, [&](const DocumentNode::Entry& entry) {
    return std::ranges::find(attributes, entry.key) == attributes.end();
  });
}

/// Takes out of the JSON what is read, in the shape that it has there.
class Pruner : JsonTree {
 public:
  Pruner(const std::string& text, int source) : JsonTree(text, source, kLimits) {}

  Result<std::vector<DocumentNode>, Diagnostics> run() {
    ondemand::parser parser;
    return read_pages<ondemand::document>(parser, [this](ondemand::value& value) { return root(value); });
  }

 private:
  using Member = std::optional<DocumentNode>;

  DocumentNode root(ondemand::value& value) {
    return object(value, 0, [&](std::string_view key, ondemand::value& member) -> Member {
      if (key == "format_version" || key == "terraform_version" || key == "version" || key == "lineage")
        return tree(member, 1);
      if (key == "encrypted_data") {
        DocumentNode encrypted = tree(member, 1);
        encrypted.scalar.clear();
        return encrypted;
      }
      if (key == "modules") return DocumentNode{.kind = Kind::sequence};
      if (key == "resources") {
        return list(member, 1, [&](ondemand::value& resource) { return stored_resource(resource); });
      }
      if (key == "planned_values" || key == "values") return values(member, 1);
      if (key == "prior_state") {
        return object(member, 1, [&](std::string_view inner, ondemand::value& state) -> Member {
          return inner == "values" ? Member(values(state, 2)) : std::nullopt;
        });
      }
      if (key == "resource_changes") {
        return list(member, 1, [&](ondemand::value& change) -> Member { return resource_change(change); });
      }
      if (key == "configuration") {
        return object(member, 1, [&](std::string_view inner, ondemand::value& module) -> Member {
          return inner == "root_module" ? Member(module_configuration(module, 2)) : std::nullopt;
        });
      }
      return std::nullopt;
    });
  }

  DocumentNode values(ondemand::value& value, std::size_t depth) {
    return object(value, depth, [&](std::string_view key, ondemand::value& module) -> Member {
      return key == "root_module" ? Member(planned_module(module, depth + 1)) : std::nullopt;
    });
  }

  DocumentNode planned_module(ondemand::value& value, std::size_t depth) {
    return object(value, depth, [&](std::string_view key, ondemand::value& member) -> Member {
      if (key == "address") return tree(member, depth + 1);
      if (key == "resources") {
        return list(member, depth + 1, [&](ondemand::value& resource) { return planned_resource(resource, depth + 2); });
      }
      if (key == "child_modules") {
        return list(member, depth + 1,
                    [&](ondemand::value& child) -> Member { return planned_module(child, depth + 2); });
      }
      return std::nullopt;
    });
  }

  /// Terraform writes the type first; after a tool that sorts keys, everything is read until the type is known.
  Member planned_resource(ondemand::value& value, std::size_t depth) {
    std::optional<std::string> type;
    DocumentNode resource = object(value, depth, [&](std::string_view key, ondemand::value& member) -> Member {
      if (key == "values" || key == "sensitive_values") return attributes(member, depth + 1, type);
      if (key != "address" && key != "mode" && key != "type" && key != "name" && key != "index") return std::nullopt;
      DocumentNode node = tree(member, depth + 1);
      if (key == "type") type = node.scalar;
      return node;
    });
    if (!type) return resource;  // and whoever reads the tree says so
    if (row_of(*type) == nullptr && std::ranges::find(kUnreadTypes, *type) == kUnreadTypes.end()) return std::nullopt;
    keep_read(resource, *type);
    return resource;
  }
  Member resource_change(ondemand::value& value) {
    constexpr std::size_t kDepth = 2;
    std::optional<std::string> type;
    DocumentNode change = object(value, kDepth, [&](std::string_view key, ondemand::value& member) -> Member {
      if (key == "change") {
        return object(member, kDepth + 1, [&](std::string_view part, ondemand::value& node) -> Member {
          if (part != "after_unknown" && part != "after_sensitive") return std::nullopt;
          return attributes(node, kDepth + 2, type);
        });
      }
      if (key != "address" && key != "type") return std::nullopt;
      DocumentNode node = tree(member, kDepth + 1);
      if (key == "type") type = node.scalar;
      return node;
    });
    if (type && row_of(*type) == nullptr) return std::nullopt;
    return change;
  }
  /// A resource of a state file, with all its instances.
  Member stored_resource(ondemand::value& value) {
    constexpr std::size_t kDepth = 2;
    std::optional<std::string> type;
    DocumentNode resource = object(value, kDepth, [&](std::string_view key, ondemand::value& member) -> Member {
      if (key == "instances") {
        return list(member, kDepth + 1, [&](ondemand::value& instance) -> Member {
          return object(instance, kDepth + 2, [&](std::string_view part, ondemand::value& node) -> Member {
            if (part == "attributes") return attributes(node, kDepth + 3, type);
            if (part == "attributes_flat") return DocumentNode{.kind = Kind::mapping};
            const bool read = part == "index_key" || part == "deposed" || part == "sensitive_attributes";
            return read ? Member(tree(node, kDepth + 3)) : std::nullopt;
          });
        });
      }
      if (key != "module" && key != "mode" && key != "type" && key != "name") return std::nullopt;
      DocumentNode node = tree(member, kDepth + 1);
      if (key == "type") type = node.scalar;
      return node;
    });
    if (type && row_of(*type) == nullptr && std::ranges::find(kUnreadTypes, *type) == kUnreadTypes.end())
      return std::nullopt;
    return resource;
  }
  Member attributes(ondemand::value& value, std::size_t depth, const std::optional<std::string>& type) {
    const TypeRow* const row = type ? row_of(*type) : nullptr;
    if (type && row == nullptr) return std::nullopt;
    return object(value, depth, [&](std::string_view key, ondemand::value& member) -> Member {
      const bool read = row == nullptr || std::ranges::find(row->attributes, key) != row->attributes.end();
      return read ? Member(tree(member, depth + 1)) : std::nullopt;
    });
  }
  static void keep_read(DocumentNode& resource, std::string_view type) {
    const TypeRow* const row = row_of(type);
    for (DocumentNode::Entry& entry : resource.entries) {
      if (entry.key != "values" && entry.key != "sensitive_values") continue;
      keep(entry.value, row == nullptr ? std::span<const std::string_view>() : row->attributes);
    }
  }

  /// A module of the configuration: its resources, calls and outputs.
  DocumentNode module_configuration(ondemand::value& value, std::size_t depth) {
    return object(value, depth, [&](std::string_view key, ondemand::value& member) -> Member {
      if (key == "resources") {
        return list(member, depth + 1,
                    [&](ondemand::value& resource) { return resource_configuration(resource, depth + 2); });
      }
      if (key == "outputs") {
        return object(member, depth + 1, [&](std::string_view, ondemand::value& output) -> Member {
          return object(output, depth + 2, [&](std::string_view part, ondemand::value& expression) -> Member {
            return part == "expression" ? Member(tree(expression, depth + 3)) : std::nullopt;
          });
        });
      }
      if (key != "module_calls") return std::nullopt;
      return object(member, depth + 1, [&](std::string_view, ondemand::value& call) -> Member {
        return object(call, depth + 2, [&](std::string_view part, ondemand::value& inner) -> Member {
          if (part == "module") return module_configuration(inner, depth + 3);
          if (part == "expressions" || part == "for_each_expression") return tree(inner, depth + 3);
          return std::nullopt;
        });
      });
    });
  }
  Member resource_configuration(ondemand::value& value, std::size_t depth) {
    std::optional<std::string> type;
    DocumentNode resource = object(value, depth, [&](std::string_view key, ondemand::value& member) -> Member {
      if (key == "expressions") return attributes(member, depth + 1, type);
      if (key != "address" && key != "type" && key != "for_each_expression") return std::nullopt;
      DocumentNode node = tree(member, depth + 1);
      if (key == "type") type = node.scalar;
      return node;
    });
    if (!type || row_of(*type) == nullptr) return std::nullopt;
    return resource;
  }

};

/// Makes resources of a tree, and says what is wrong with it.
class Builder {
 public:
  Result<TerraformDocument, Diagnostics> run(const DocumentNode& root) {
    document_.location = root.location;
    if (root.kind != Kind::mapping) {
      fault("terraform.kind", fmt::format("a plan or a state is an object, but this is {}", kind_name(root)),
            root.location);
      return failure(std::move(diagnostics_));
    }
    if (is_terraform_state_file(root)) return run_state_file(root);
    if (!check_version(root)) return failure(std::move(diagnostics_));
    const DocumentNode* const planned = root.find("planned_values");
    const DocumentNode* const values = planned != nullptr ? planned : root.find("values");
    if (values == nullptr) {
      fault("terraform.kind", "the file has neither \"planned_values\" nor \"values\"", root.location);
      return failure(std::move(diagnostics_));
    }
    document_.plan = planned != nullptr;
    read_values(*values, false);
    if (const DocumentNode* const before = member(root, "prior_state", Kind::mapping)) {
      if (const DocumentNode* const state = before->find("values")) read_values(*state, true);
    }
    if (const DocumentNode* const changes = member(root, "resource_changes", Kind::sequence)) {
      for (const DocumentNode& change : changes->items) read_change(change);
    }
    if (const DocumentNode* const configuration = member(root, "configuration", Kind::mapping)) {
      if (const DocumentNode* const module = configuration->find("root_module")) {
        document_.configuration = *module;
      }
    }
    if (!diagnostics_.empty()) return failure(std::move(diagnostics_));
    return std::move(document_);
  }

 private:
  void fault(std::string code, std::string message, Location at) {
    if (diagnostics_.size() >= kMostFaults) return;
    diagnostics_.push_back({std::move(code), Severity::error, std::move(message), std::string(kWayOut), at});
  }

  /// The value under a key; an error is noted when it is there and of another kind.
  const DocumentNode* member(const DocumentNode& mapping, std::string_view key, Kind kind) {
    const DocumentNode* const node = mapping.find(key);
    if (node == nullptr || node->kind == Kind::null) return nullptr;
    const bool is_text = node->kind == Kind::scalar && node->quoted;
    if (node->kind == kind && (kind != Kind::scalar || is_text)) return node;
    const std::string_view wanted = kind == Kind::mapping ? "an object" : kind == Kind::sequence ? "a list" : "a text";
    fault("json.wrong-type", fmt::format("{} must be {}, but is {}", key, wanted, kind_name(*node)), node->location);
    return nullptr;
  }
  std::string text(const DocumentNode& mapping, std::string_view key) {
    const DocumentNode* const node = member(mapping, key, Kind::scalar);
    return node == nullptr ? std::string() : node->scalar;
  }

  /// Source: https://developer.hashicorp.com/terraform/internals/json-format, "Format Summary": consumers take any
  /// minor version of a major version that they know; 0.x came before 1.0 with the same members.
  bool check_version(const DocumentNode& root) {
    if (root.find("format_version") == nullptr) {
      fault("terraform.kind", "this JSON has no \"format_version\", as a plan or a state of Terraform has",
            root.location);
      return false;
    }
    const DocumentNode* const version = member(root, "format_version", Kind::scalar);
    if (version == nullptr) return false;
    if (version->scalar.starts_with("0.") || version->scalar.starts_with("1.")) return true;
    diagnostics_.push_back({.code = "terraform.version",
                            .message = fmt::format("format_version {} is not known", version->scalar),
                            .way_out = "versions 0 and 1 are read, which Terraform 0.12 and later write",
                            .location = version->location});
    return false;
  }

  /// Source: hashicorp/terraform internal/states/statefile/version4.go (v1.9): stateV4, resourceStateV4,
  /// instanceObjectStateV4.
  Result<TerraformDocument, Diagnostics> run_state_file(const DocumentNode& root) {
    constexpr std::string_view kNewest = "4";
    if (const DocumentNode* const encrypted = root.find("encrypted_data")) {
      diagnostics_.push_back({.code = "terraform.encrypted",
                              .message = "this state is encrypted",
                              .way_out = "give it in the open: tofu show -json",
                              .location = encrypted->location});
      return failure(std::move(diagnostics_));
    }
    const DocumentNode* const version = root.find("version");
    if (version == nullptr || version->scalar != kNewest) {
      diagnostics_.push_back({.code = "terraform.version",
                              .message = "this state is not of version 4; Terraform before 0.12 wrote others",
                              .way_out = std::string(kWayOutOfState),
                              .location = version == nullptr ? root.location : version->location});
      return failure(std::move(diagnostics_));
    }
    if (const DocumentNode* const resources = member(root, "resources", Kind::sequence)) {
      for (const DocumentNode& resource : resources->items) read_stored(resource);
    }
    if (!diagnostics_.empty()) return failure(std::move(diagnostics_));
    return std::move(document_);
  }

  void read_stored(const DocumentNode& node) {
    if (node.kind != Kind::mapping) {
      fault("json.wrong-type", fmt::format("a resource must be an object, but is {}", kind_name(node)), node.location);
      return;
    }
    const TerraformResource resource{.module_address = text(node, "module"),
                                     .data = text(node, "mode") == "data",
                                     .type = text(node, "type"),
                                     .name = text(node, "name"),
                                     .location = node.location};
    if (resource.type.empty() || resource.name.empty()) {
      fault("terraform.resource", "a resource has no type or no name", node.location);
      return;
    }
    const DocumentNode* const instances = member(node, "instances", Kind::sequence);
    if (instances == nullptr) return;
    for (const DocumentNode& instance : instances->items) {
      // What is deposed is on its way out, and has been replaced.
      if (instance.find("deposed") != nullptr) continue;
      if (instance.find("attributes_flat") != nullptr) {
        diagnostics_.push_back({.code = "terraform.version",
                                .message = fmt::format("{} {} is stored as Terraform before 0.12 did", resource.type,
                                                       resource.name),
                                .way_out = std::string(kWayOutOfState),
                                .location = node.location});
        return;
      }
      read_instance(resource, instance);
    }
  }

  void read_instance(TerraformResource resource, const DocumentNode& instance) {
    if (!resource.module_address.empty()) resource.address = resource.module_address + ".";
    if (resource.data) resource.address += "data.";
    resource.address += fmt::format("{}.{}", resource.type, resource.name);
    const DocumentNode* const key = instance.find("index_key");
    if (key != nullptr && key->kind == Kind::scalar) {
      resource.index = key->scalar;
      resource.address += key->quoted ? fmt::format("[\"{}\"]", key->scalar) : fmt::format("[{}]", key->scalar);
    }
    if (const DocumentNode* const values = member(instance, "attributes", Kind::mapping)) resource.values = *values;
    resource.sensitive = sensitive_attributes(instance);
    add(std::move(resource), false);
  }

  /// As `terraform show` marks them: true for an attribute that is sensitive or has something sensitive in it.
  static DocumentNode sensitive_attributes(const DocumentNode& instance) {
    DocumentNode marks{.kind = Kind::mapping};
    const DocumentNode* const paths = instance.find("sensitive_attributes");
    if (paths == nullptr) return marks;
    for (const DocumentNode& path : paths->items) {
      const DocumentNode* const attribute = path.items.empty() ? nullptr : path.items.front().find("value");
      if (attribute == nullptr || marks.find(attribute->scalar) != nullptr) continue;
      DocumentNode mark;
      mark.kind = Kind::scalar;
      mark.scalar = "true";
      marks.entries.push_back({.key = attribute->scalar, .value = std::move(mark)});
    }
    return marks;
  }

  void read_values(const DocumentNode& values, bool before) {
    if (values.kind != Kind::mapping) {
      fault("json.wrong-type", fmt::format("values must be an object, but is {}", kind_name(values)), values.location);
      return;
    }
    if (const DocumentNode* const module = values.find("root_module")) read_module(*module, "", before);
  }

  void read_module(const DocumentNode& module, const std::string& around, bool before) {
    if (module.kind != Kind::mapping) {
      fault("json.wrong-type", fmt::format("a module must be an object, but is {}", kind_name(module)), module.location);
      return;
    }
    std::string address = text(module, "address");
    if (address.empty()) address = around;
    if (const DocumentNode* const resources = member(module, "resources", Kind::sequence)) {
      for (const DocumentNode& resource : resources->items) read_resource(resource, address, before);
    }
    if (const DocumentNode* const children = member(module, "child_modules", Kind::sequence)) {
      for (const DocumentNode& child : children->items) read_module(child, address, before);
    }
  }

  void read_resource(const DocumentNode& node, const std::string& module, bool before) {
    if (node.kind != Kind::mapping) {
      fault("json.wrong-type", fmt::format("a resource must be an object, but is {}", kind_name(node)), node.location);
      return;
    }
    TerraformResource resource{.address = text(node, "address"),
                               .module_address = module,
                               .data = text(node, "mode") == "data",
                               .type = text(node, "type"),
                               .name = text(node, "name"),
                               .location = node.location};
    if (resource.address.empty() || resource.type.empty()) {
      fault("terraform.resource", "a resource has no address or no type", node.location);
      return;
    }
    resource.location = node.find("address")->location;
    const DocumentNode* const index = node.find("index");
    if (index != nullptr && index->kind == Kind::scalar) resource.index = index->scalar;
    if (const DocumentNode* const values = member(node, "values", Kind::mapping)) resource.values = *values;
    if (const DocumentNode* const sensitive = node.find("sensitive_values")) resource.sensitive = *sensitive;
    add(std::move(resource), before);
  }

  /// `before`: it is what was there before what is planned.
  void add(TerraformResource resource, bool before) {
    const TypeRow* const row = row_of(resource.type);
    if (row == nullptr) {
      const bool takes_addresses = std::ranges::find(kUnreadTypes, resource.type) != kUnreadTypes.end();
      if (takes_addresses && !resource.data && !before) ++document_.unread[resource.type];
      return;
    }
    // What was there before is not what is planned, but what was looked up is not repeated.
    if (before && (!resource.data || places_.contains(resource.address))) return;
    resource.values.kind = Kind::mapping;
    keep(resource.values, row->attributes);
    keep(resource.sensitive, row->attributes);
    if (!places_.emplace(resource.address, document_.resources.size()).second) {
      fault("terraform.resource", fmt::format("{} stands in the file twice", resource.address), resource.location);
      return;
    }
    document_.resources.push_back(std::move(resource));
  }

  void read_change(const DocumentNode& node) {
    if (node.kind != Kind::mapping) {
      fault("json.wrong-type", fmt::format("a resource change must be an object, but is {}", kind_name(node)),
            node.location);
      return;
    }
    const auto at = places_.find(text(node, "address"));
    const DocumentNode* const change = member(node, "change", Kind::mapping);
    if (at == places_.end() || change == nullptr) return;
    if (const DocumentNode* const unknown = change->find("after_unknown")) {
      document_.resources[at->second].unknown = *unknown;
    }
    const DocumentNode* const sensitive = change->find("after_sensitive");
    DocumentNode& marks = document_.resources[at->second].sensitive;
    if (sensitive != nullptr && marks.kind == Kind::null) marks = *sensitive;
  }

  TerraformDocument document_;
  std::unordered_map<std::string, std::size_t> places_;  // of resources, by address
  Diagnostics diagnostics_;
};

}  // namespace

Result<std::vector<DocumentNode>, Diagnostics> read_terraform_json(std::string_view text, int source) {
  std::string padded;
  padded.reserve(text.size() + kJsonPadding);
  padded = text;
  return Pruner(padded, source).run();
}

bool is_terraform_json(std::string_view text) {
  if (text.starts_with(kUtf8Bom)) text.remove_prefix(kUtf8Bom.size());
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos || text[first] != '{') return false;
  const auto has = [&](std::string_view key) { return text.contains(key); };
  // A state begins with what it is, or ends with it after a tool that sorts keys.
  constexpr std::size_t kEnd = std::size_t{1} << 14U;
  const std::string_view head = text.substr(0, kEnd);
  const std::string_view tail = text.substr(text.size() - std::min(kEnd, text.size()));
  const auto at_an_end = [&](std::string_view key) { return head.contains(key) || tail.contains(key); };
  if (at_an_end("\"lineage\"")) {
    if (at_an_end("\"encrypted_data\"")) return true;
    if (at_an_end("\"terraform_version\"") && (has("\"resources\"") || has("\"modules\""))) return true;
  }
  return has("\"format_version\"") &&
         (has("\"planned_values\"") || has("\"values\"") || has("\"terraform_version\""));
}

bool is_terraform_state_file(const DocumentNode& document) {
  const auto has = [&](std::string_view key) { return document.find(key) != nullptr; };
  if (has("format_version") || !has("lineage")) return false;
  // Before version 4 resources stand in modules; OpenTofu encrypts all that is of interest.
  return (has("terraform_version") && (has("resources") || has("modules"))) || has("encrypted_data");
}

bool is_terraform_document(const DocumentNode& document) {
  if (is_terraform_state_file(document)) return true;
  return document.find("format_version") != nullptr &&
         (document.find("planned_values") != nullptr || document.find("values") != nullptr ||
          document.find("terraform_version") != nullptr);
}

Result<TerraformDocument, Diagnostics> terraform_document(const DocumentNode& document) {
  return Builder().run(document);
}

}  // namespace cniplan
