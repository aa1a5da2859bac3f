#include "planner/importers/terraform_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <map>
#include <set>
#include <span>
#include <unordered_map>
#include <utility>

#include "planner/importers/cloud_stack.hpp"
#include "planner/importers/document_reader.hpp"
#include "planner/importers/terraform_document.hpp"
#include "planner/importers/terraform_references.hpp"
#include "planner/importers/user_data.hpp"

namespace cniplan {
namespace {

using Kind = DocumentNode::Kind;
using Outcome = TerraformTargets::Outcome;
using Path = std::initializer_list<std::string_view>;
using Types = std::span<const std::string_view>;

constexpr std::int64_t kMostNodes = 1'000'000;
constexpr std::int64_t kMostAddresses = 100'000;

constexpr std::array<std::string_view, 4> kSubnetTypes = {"aws_subnet", "aws_default_subnet", "aws_subnets",
                                                          "aws_subnet_ids"};
constexpr std::array<std::string_view, 2> kVpcTypes = {"aws_vpc", "aws_default_vpc"};
constexpr std::array<std::string_view, 1> kClusterTypes = {"aws_eks_cluster"};
constexpr std::array<std::string_view, 2> kTemplateTypes = {"aws_launch_template", "aws_launch_configuration"};
constexpr std::array<std::string_view, 1> kDbGroupTypes = {"aws_db_subnet_group"};
constexpr std::array<std::string_view, 1> kDbClusterTypes = {"aws_rds_cluster"};

/// The default VPC of an account. Source: https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc-components.html
constexpr Cidr kDefaultVpc = Cidr::containing(Ipv4Address(0xAC1F0000), 16);

bool is_one_of(std::string_view text, Types words) {
  return std::ranges::find(words, text) != words.end();
}

bool is_true(const DocumentNode* node) {
  return node != nullptr && node->kind == Kind::scalar && !node->quoted && node->scalar == "true";
}

/// Whether anything in a value of after_unknown is true.
bool any_true(const DocumentNode& node) {
  if (is_true(&node)) return true;
  return std::ranges::any_of(node.items, any_true) ||
         std::ranges::any_of(node.entries, [](const auto& entry) { return any_true(entry.value); });
}

/// The first block of a list of blocks, or the object itself.
const DocumentNode* block(const DocumentNode* node) {
  if (node == nullptr) return nullptr;
  if (node->kind == Kind::sequence) return node->items.empty() ? nullptr : &node->items.front();
  return node->kind == Kind::mapping ? node : nullptr;
}

const DocumentNode* node_at(const DocumentNode& from, Path path) {
  const DocumentNode* node = &from;
  for (const std::string_view name : path) {
    node = block(node);
    if (node == nullptr) return nullptr;
    node = node->find(name);
  }
  return node == nullptr || node->kind == Kind::null ? nullptr : node;
}

/// A text that is not empty; Terraform writes "" for much that is not set.
Given<std::string> text_at(const DocumentNode& from, Path path) {
  const DocumentNode* const node = node_at(from, path);
  if (node == nullptr || node->kind != Kind::scalar || node->scalar.empty()) return std::nullopt;
  return Located<std::string>{node->scalar, node->location};
}

/// com.amazonaws.eu-west-1.ecr.api is known as ecr.api.
std::string service_name(std::string_view service) {
  constexpr std::array<std::string_view, 2> kPrefixes = {"com.amazonaws.", "cn.com.amazonaws."};
  for (const std::string_view prefix : kPrefixes) {
    if (!service.starts_with(prefix)) continue;
    const auto region = service.find('.', prefix.size());
    if (region != std::string_view::npos && region + 1 < service.size()) return std::string(service.substr(region + 1));
  }
  return std::string(service);
}

class Import {
 public:
  Import(TerraformDocument document, std::string_view cluster)
      : document_(std::move(document)), cluster_(cluster) {}

  Result<PartialSpec, Diagnostics> run() {
    for (TerraformResource& resource : document_.resources) remove_sensitive(resource);
    const TerraformReferences references(document_);
    references_ = &references;
    find_same();
    stack_.writer = "plan or state";
    stack_.location = document_.location;
    for_each_resource([this](const TerraformResource& resource) { read_network(resource); });
    for_each_resource([this](const TerraformResource& resource) { read_parts_of_network(resource); });
    for_each_resource([this](const TerraformResource& resource) { read_cluster(resource); });
    for_each_resource([this](const TerraformResource& resource) { read(resource); });
    add_functions();
    note_other_groups();
    note_in_cluster();
    note_unread();
    count_said();
    return to_spec(std::move(stack_), cluster_, std::move(diagnostics_));
  }

 private:
  void note(Severity severity, std::string code, std::string message, std::string way_out, Location at) {
    diagnostics_.push_back({std::move(code), severity, std::move(message), std::move(way_out), at});
  }
  void warn(std::string code, std::string message, std::string way_out, Location at) {
    note(Severity::warning, std::move(code), std::move(message), std::move(way_out), at);
  }

  // Things that stand in the file more than once.

  /// A VPC, a subnet or a cluster that is looked up may be made in the same file, or looked up a second time: by its id
  /// it is one thing, that which is made where there is one.
  void find_same() {
    std::map<std::pair<std::string_view, std::string>, const TerraformResource*> things;
    for (const bool looked_up : {false, true}) {
      for (const TerraformResource& resource : document_.resources) {
        if (resource.data != looked_up) continue;
        std::string_view kind;
        if (is_one_of(resource.type, kVpcTypes)) kind = "vpc";
        if (resource.type == "aws_eks_cluster") kind = "cluster";
        if (resource.type == "aws_subnet" || resource.type == "aws_default_subnet") kind = "subnet";
        auto id = kind.empty() ? std::nullopt : text_at(resource.values, {"id"});
        if (!id && kind == "cluster") id = text_at(resource.values, {"name"});
        if (!id) continue;
        const auto [thing, is_new] = things.try_emplace(std::pair(kind, id->value), &resource);
        // Two that are made with one id are a fault of the file, which shows where both are read.
        if (!is_new && looked_up) same_.emplace(resource.address, thing->second->address);
      }
    }
  }
  /// The address of the resource that stands for one, which may be itself.
  [[nodiscard]] const std::string& standing_for(const TerraformResource& resource) const {
    const auto found = same_.find(resource.address);
    return found == same_.end() ? resource.address : found->second;
  }
  template <class Read>
  void for_each_resource(Read read) {
    for (const TerraformResource& resource : document_.resources) {
      if (!same_.contains(resource.address)) read(resource);
    }
  }

  // Attributes.

  /// Takes away what Terraform marks as sensitive, and says so.
  void remove_sensitive(TerraformResource& resource) {
    std::vector<std::string> removed;
    if (is_true(&resource.sensitive)) {
      resource.values.entries.clear();
      removed.emplace_back("everything");
    }
    for (DocumentNode::Entry& entry : resource.values.entries) {
      const DocumentNode* const mark = resource.sensitive.find(entry.key);
      if (mark == nullptr || entry.value.kind == Kind::null || !any_true(*mark)) continue;
      remove(entry.value, *mark);
      removed.push_back(entry.key);
    }
    if (removed.empty()) return;
    warn("terraform.sensitive",
         fmt::format("{}: what is sensitive is not read: {}", resource.address, fmt::join(removed, ", ")),
         "plan what it says in a spec of your own", resource.location);
  }
  static void remove(DocumentNode& value, const DocumentNode& mark) {
    if (is_true(&mark)) {
      value = {.location = value.location};
      return;
    }
    for (std::size_t i = 0; i < std::min(value.items.size(), mark.items.size()); ++i) remove(value.items[i], mark.items[i]);
    for (DocumentNode::Entry& entry : value.entries) {
      if (const DocumentNode* const below = mark.find(entry.key)) remove(entry.value, *below);
    }
  }

  [[nodiscard]] static bool is_unknown(const TerraformResource& resource, Path path) {
    const DocumentNode* node = &resource.unknown;
    for (const std::string_view name : path) {
      if (is_true(node)) return true;
      if (node->kind == Kind::sequence) {
        if (node->items.empty()) return false;
        node = &node->items.front();
        if (is_true(node)) return true;
      }
      node = node->find(name);
      if (node == nullptr) return false;
    }
    return any_true(*node);
  }

  Given<std::int64_t> number(const DocumentNode& from, std::string_view name, const std::string& subject,
                             std::int64_t least, std::int64_t most) {
    const DocumentNode* const node = from.find(name);
    if (node == nullptr || node->kind == Kind::null) return std::nullopt;
    MappingReader reader(from, subject, diagnostics_);
    return reader.integer(name, least, most);
  }
  Given<Cidr> cidr(const DocumentNode& from, std::string_view name, const std::string& subject) {
    if (!text_at(from, {name})) return std::nullopt;
    MappingReader reader(from, subject, diagnostics_);
    return reader.cidr(name);
  }
  Given<std::string> text(const DocumentNode& from, std::string_view name, const std::string& subject) {
    const DocumentNode* const node = node_at(from, {name});
    if (node == nullptr || (node->kind == Kind::scalar && node->scalar.empty())) return std::nullopt;
    MappingReader reader(from, subject, diagnostics_);
    return reader.text_of(*node, name);
  }
  /// A name, or the prefix that Terraform makes one of.
  Given<std::string> name_of(const TerraformResource& resource, std::string_view name, std::string_view prefix) {
    if (auto given = text(resource.values, name, resource.address)) return given;
    auto given = prefix.empty() ? std::nullopt : text(resource.values, prefix, resource.address);
    if (given && given->value.ends_with('-')) given->value.pop_back();
    return given;
  }
  [[nodiscard]] static Given<std::string> tag(const TerraformResource& resource, std::string_view name) {
    for (const std::string_view tags : {"tags", "tags_all"}) {
      if (auto given = text_at(resource.values, {tags, name})) return given;
    }
    return std::nullopt;
  }
  static Located<std::string> label(const TerraformResource& resource) {
    if (auto name = tag(resource, "Name")) return *name;
    return {resource.address, resource.location};
  }

  // References.

  static std::string joined(Path path) { return fmt::format("{}", fmt::join(path, ".")); }

  /// Says why an attribute that is known only after apply could not be told from the configuration.
  void say_unknown(const TerraformResource& resource, Path path, const TerraformTargets& targets,
                   std::string_view consequence) {
    std::string why;
    if (document_.configuration.kind != Kind::mapping) {
      why = ", and the file has no configuration";
    } else if (targets.outcome == Outcome::ambiguous) {
      why = fmt::format(", and {}", targets.why);
    } else if (targets.outcome == Outcome::opaque) {
      why = fmt::format(", and a plan does not show what {} holds", targets.why);
    }
    say_once(resource, fmt::format("{} is known only after apply{}{}", joined(path), why, consequence),
             "give the state after apply (terraform show -json), or plan it in a spec of your own");
  }

  /// Says something about a resource, once for all its instances in a module.
  void say_once(const TerraformResource& resource, std::string message, std::string way_out) {
    const std::string of = fmt::format("{} {}.{} {}", resource.module_address, resource.type, resource.name, message);
    const auto [said, is_new] = said_.try_emplace(of, Said{.number = diagnostics_.size()});
    if (!is_new) {
      ++said->second.others;
      return;
    }
    warn("terraform.unknown", fmt::format("{}: {}", resource.address, message), std::move(way_out), resource.location);
  }
  void count_said() {
    for (const auto& [of, said] : said_) {
      if (said.others == 0) continue;
      std::string& message = diagnostics_[said.number].message;
      message.insert(message.find(": "), fmt::format(" and {} more", said.others));
    }
  }

  /// What a resource that a reference leads to stands for: its address, or the ids that it looks up.
  void add_target(const TerraformResource& target, Location at, std::vector<Located<std::string>>& out) {
    if (target.type != "aws_subnets" && target.type != "aws_subnet_ids") {
      out.push_back({standing_for(target), at});
      return;
    }
    const DocumentNode* const ids = node_at(target.values, {"ids"});
    if (ids == nullptr || ids->items.empty()) {
      warn("terraform.unknown", fmt::format("{}: which subnets it finds is not in the file", target.address),
           "give the state after apply (terraform show -json)", target.location);
      return;
    }
    for (const DocumentNode& id : ids->items) {
      if (id.kind == Kind::scalar) out.push_back({id.scalar, at});
    }
  }

  /// The things that an attribute with a list of ids refers to.
  std::vector<Located<std::string>> references(const TerraformResource& resource, Path path, Types types,
                                               std::string_view consequence = "") {
    std::vector<Located<std::string>> out;
    const DocumentNode* const given = node_at(resource.values, path);
    std::size_t unknown_items = 0;
    if (given != nullptr && given->kind != Kind::sequence) {
      note(Severity::error, "type.list",
           fmt::format("{}: {} must be a list, but is {}", resource.address, joined(path), kind_name(*given)),
           "give the output of: terraform show -json PLAN", given->location);
      return out;
    }
    if (given != nullptr) {
      for (const DocumentNode& item : given->items) {
        if (item.kind == Kind::null) {
          ++unknown_items;
        } else if (item.kind == Kind::scalar && item.quoted) {
          out.push_back({item.scalar, item.location});
        } else {
          note(Severity::error, "type.text",
               fmt::format("{}: an item of {} must be text, but is {}", resource.address, joined(path),
                           kind_name(item)),
               "give the output of: terraform show -json PLAN", item.location);
        }
      }
      if (unknown_items == 0 && !(out.empty() && is_unknown(resource, path))) return out;
    } else if (!is_unknown(resource, path)) {
      return out;
    }
    TerraformTargets targets =
        references_->list(resource, std::span(path.begin(), path.size()), types);
    if (targets.outcome != Outcome::found) {
      say_unknown(resource, path, targets, out.empty() ? consequence : kOnlyKnown);
      return out;
    }
    std::vector<Located<std::string>> found;
    for (const TerraformResource* const target : targets.resources) add_target(*target, resource.location, found);
    if (unknown_items > 0 && unknown_items != found.size()) {
      targets.outcome = Outcome::ambiguous;
      targets.why = fmt::format("it has {} items, but refers to {} resources", unknown_items, found.size());
      say_unknown(resource, path, targets, out.empty() ? consequence : kOnlyKnown);
      return out;
    }
    if (!targets.why.empty()) {
      say_once(resource,
               fmt::format("{} also goes through {}, which a plan does not show", joined(path), targets.why),
               "check it, or give the state after apply");
    }
    note_followed(resource, path, found);
    std::ranges::move(found, std::back_inserter(out));
    return out;
  }
  void derive(std::string what, std::string because, Location at) {
    stack_.notes.push_back({.kind = ImportNote::Kind::derived,
                            .what = std::move(what),
                            .because = std::move(because),
                            .location = at});
  }
  void note_followed(const TerraformResource& resource, Path path, const std::vector<Located<std::string>>& found) {
    std::vector<std::string_view> names;
    for (const auto& name : found) names.push_back(name.value);
    derive(fmt::format("{}: {} is {}", resource.address, joined(path), fmt::join(names, ", ")),
           "it is known only after apply, and the configuration refers to that", resource.location);
  }

  /// The thing that an attribute with one id or name refers to; nothing when it is not given or not known, which the
  /// caller says.
  Given<std::string> reference(const TerraformResource& resource, Path path, Types types,
                               TerraformTargets* why = nullptr) {
    if (auto given = text_at(resource.values, path)) return given;
    if (!is_unknown(resource, path)) return std::nullopt;
    TerraformTargets targets = references_->one(resource, std::span(path.begin(), path.size()), types);
    if (targets.outcome == Outcome::found) {
      std::vector<Located<std::string>> found;
      add_target(*targets.resources.front(), resource.location, found);
      if (found.size() == 1) {
        note_followed(resource, path, found);
        return found.front();
      }
    }
    if (why != nullptr) *why = std::move(targets);
    return std::nullopt;
  }
  /// The subnet of an attribute with one id, or a warning.
  Given<std::string> subnet(const TerraformResource& resource, Path path) {
    TerraformTargets why;
    auto found = reference(resource, path, kSubnetTypes, &why);
    if (!found && is_unknown(resource, path)) say_unknown(resource, path, why, ", so that it is left out");
    return found;
  }

  std::string cluster_of(const TerraformResource& resource) {
    const auto found = reference(resource, {"cluster_name"}, kClusterTypes);
    return found ? found->value : std::string();
  }

  // The network.

  /// The one VPC of a module, or of the file.
  [[nodiscard]] std::string only_vpc(const std::string& module) const {
    const TerraformResource* in_module = nullptr;
    std::size_t count = 0;
    for (const TerraformResource& resource : document_.resources) {
      if (!is_one_of(resource.type, kVpcTypes) || resource.module_address != module) continue;
      if (same_.contains(resource.address)) continue;
      in_module = &resource;
      ++count;
    }
    if (count == 1) return in_module->address;
    return stack_.vpcs.size() == 1 ? stack_.vpcs.front().key : std::string();
  }
  std::string vpc_of(const TerraformResource& resource) {
    const auto found = reference(resource, {"vpc_id"}, kVpcTypes);
    return found ? found->value : only_vpc(resource.module_address);
  }

  void read_network(const TerraformResource& resource) {
    if (!is_one_of(resource.type, kVpcTypes)) return;
    CloudVpc vpc{.key = resource.address, .id = text_at(resource.values, {"id"}), .location = resource.location};
    if (const auto block = cidr(resource.values, "cidr_block", resource.address)) {
      vpc.cidrs.push_back(*block);
    } else if (resource.type == "aws_default_vpc") {
      vpc.cidrs.push_back({kDefaultVpc, resource.location});
    } else if (is_unknown(resource, {"cidr_block"})) {
      say_unknown(resource, {"cidr_block"}, {}, text_at(resource.values, {"ipv4_ipam_pool_id"}) ? ", from a pool of IPAM" : "");
    }
    if (const DocumentNode* const more = node_at(resource.values, {"cidr_block_associations"})) {
      for (const DocumentNode& association : more->items) {
        const auto block = association.kind == Kind::mapping ? cidr(association, "cidr_block", resource.address)
                                                             : std::nullopt;
        if (block && std::ranges::find(vpc.cidrs, block->value, &Located<Cidr>::value) == vpc.cidrs.end()) {
          vpc.cidrs.push_back(*block);
        }
      }
    }
    stack_.vpcs.push_back(std::move(vpc));
  }

  void read_parts_of_network(const TerraformResource& resource) {
    if (resource.type == "aws_vpc_ipv4_cidr_block_association") {
      const auto block = cidr(resource.values, "cidr_block", resource.address);
      const std::string key = vpc_of(resource);
      const auto vpc = std::ranges::find_if(stack_.vpcs, [&](const CloudVpc& candidate) {
        return candidate.key == key || (candidate.id && candidate.id->value == key);
      });
      if (!block) {
        if (is_unknown(resource, {"cidr_block"})) say_unknown(resource, {"cidr_block"}, {}, "");
      } else if (vpc != stack_.vpcs.end()) {
        if (std::ranges::find(vpc->cidrs, block->value, &Located<Cidr>::value) == vpc->cidrs.end()) {
          vpc->cidrs.push_back(*block);
        }
      } else {
        // The VPC is elsewhere: all that is known of it is this.
        stack_.vpcs.push_back({.key = key.empty() ? resource.address : key, .cidrs = {*block}, .location = resource.location});
      }
    } else if (resource.type == "aws_subnet" || resource.type == "aws_default_subnet") {
      read_subnet(resource);
    } else if (resource.type == "aws_vpc_peering_connection") {
      read_peering(resource);
    }
  }

  void read_subnet(const TerraformResource& resource) {
    CloudSubnet out{.key = resource.address,
                    .id = text_at(resource.values, {"id"}),
                    .az = text(resource.values, "availability_zone", resource.address),
                    .cidr = cidr(resource.values, "cidr_block", resource.address),
                    .vpc = vpc_of(resource),
                    .looked_up = resource.data,
                    .location = resource.location};
    if (!out.cidr && is_unknown(resource, {"cidr_block"})) say_unknown(resource, {"cidr_block"}, {}, "");
    for (const std::string_view name : {"tags_all", "tags"}) {
      const DocumentNode* const tags = node_at(resource.values, {name});
      if (tags == nullptr || tags->kind != Kind::mapping) continue;
      for (const DocumentNode::Entry& entry : tags->entries) {
        read_subnet_tag(out, {entry.key, entry.key_location}, {entry.value.scalar, entry.value.location});
      }
    }
    stack_.subnets.push_back(std::move(out));
  }

  /// Source: https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html: VPCs whose CIDRs overlap cannot
  /// be peered.
  void read_peering(const TerraformResource& resource) {
    const auto find = [&](std::string_view attribute) -> const CloudVpc* {
      const auto reference_to = reference(resource, {attribute}, kVpcTypes);
      const auto found = std::ranges::find_if(stack_.vpcs, [&](const CloudVpc& vpc) {
        return reference_to && (vpc.key == reference_to->value || (vpc.id && vpc.id->value == reference_to->value));
      });
      return found == stack_.vpcs.end() ? nullptr : &*found;
    };
    const CloudVpc* const one = find("vpc_id");
    const CloudVpc* const other = find("peer_vpc_id");
    if (one == nullptr || other == nullptr || one == other) return;
    for (const auto& a : one->cidrs) {
      for (const auto& b : other->cidrs) {
        if (!a.value.overlaps(b.value)) continue;
        warn("terraform.peering-overlap",
             fmt::format("{}: {} of {} overlaps {} of {}, so that AWS refuses the peering", resource.address,
                         a.value.to_string(), one->key, b.value.to_string(), other->key),
             "give the VPCs CIDRs of their own", resource.location);
        return;
      }
    }
  }

  // The cluster.

  void read_cluster(const TerraformResource& resource) {
    if (resource.type != "aws_eks_cluster") return;
    if (resource.data) {
      // One that is looked up is there for others to refer to, unless it is the only one.
      const bool made = std::ranges::any_of(document_.resources, [](const TerraformResource& other) {
        return other.type == "aws_eks_cluster" && !other.data;
      });
      if (made) return;
    }
    const std::string& subject = resource.address;
    CloudCluster cluster{.key = resource.address,
                         .name = text(resource.values, "name", subject),
                         .location = resource.location};
    cluster.subnets = references(resource, {"vpc_config", "subnet_ids"}, kSubnetTypes,
                                 ", so that the control plane's addresses are not planned");
    if (const DocumentNode* const network = block(node_at(resource.values, {"kubernetes_network_config"}))) {
      const auto family = text(*network, "ip_family", subject);
      if (family && family->value == "ipv6") cluster.ip_family = Located<IpFamily>{IpFamily::ipv6, family->location};
      if (family && family->value == "ipv4") cluster.ip_family = Located<IpFamily>{IpFamily::ipv4, family->location};
      cluster.service_cidr = cidr(*network, "service_ipv4_cidr", subject);
    }
    const DocumentNode* const enabled = node_at(resource.values, {"compute_config", "enabled"});
    if (is_true(enabled)) cluster.auto_mode = Located<bool>{true, enabled->location};
    const DocumentNode* const remote = node_at(resource.values, {"remote_network_config"});
    if (block(remote) != nullptr) cluster.hybrid = Located<bool>{true, remote->location};
    const DocumentNode* const outpost = node_at(resource.values, {"outpost_config"});
    if (block(outpost) != nullptr) cluster.on_outposts = Located<bool>{true, outpost->location};
    const DocumentNode* const own_addons = resource.values.find("bootstrap_self_managed_addons");
    cluster.default_addons = own_addons == nullptr || own_addons->scalar != "false";
    stack_.clusters.push_back(std::move(cluster));
  }

  void read(const TerraformResource& resource) {
    const std::string& type = resource.type;
    if (type == "aws_launch_template" || type == "aws_launch_configuration") read_template(resource);
    if (resource.data) return;  // what is there already is not what is planned
    if (type == "aws_ec2_subnet_cidr_reservation") read_reservation(resource);
    if (type == "aws_eks_node_group") read_node_group(resource);
    if (type == "aws_autoscaling_group") read_scaling_group(resource);
    if (type == "aws_eks_addon") read_addon(resource);
    if (type == "aws_eks_fargate_profile") read_fargate_profile(resource);
    if (type == "aws_lb" || type == "aws_alb") read_load_balancer(resource);
    if (type == "aws_vpc_endpoint") read_endpoint(resource);
    if (type == "aws_nat_gateway" || type == "aws_efs_mount_target") read_one_address(resource);
    if (type == "aws_ec2_transit_gateway_vpc_attachment") {
      add_endpoint(resource, EndpointType::transit_gateway, label(resource),
                   references(resource, {"subnet_ids"}, kSubnetTypes, ", so that it is left out"));
    }
    if (type == "aws_db_instance" || type == "aws_rds_cluster_instance") read_database(resource);
    if (type == "aws_lambda_function") read_function(resource);
    if (type == "aws_instance") read_instance(resource);
    if (type == "aws_network_interface") read_interface(resource);
  }

  void read_reservation(const TerraformResource& resource) {
    const auto in = subnet(resource, {"subnet_id"});
    const auto block = cidr(resource.values, "cidr_block", resource.address);
    if (!in || !block) return;
    const auto at = std::ranges::find_if(stack_.subnets, [&](const CloudSubnet& candidate) {
      return candidate.key == in->value || (candidate.id && candidate.id->value == in->value);
    });
    if (at == stack_.subnets.end()) {
      warn("terraform.reservation",
           fmt::format("{}: its subnet {} is not in the file, so that it is left out", resource.address, in->value),
           "plan it in a spec of your own", resource.location);
      return;
    }
    ReservationSpec out{.cidr = *block, .location = resource.location};
    if (const auto type = text(resource.values, "reservation_type", resource.address)) {
      out.type = Located<ReservationType>{
          type->value == "explicit" ? ReservationType::explicit_use : ReservationType::prefix, type->location};
    }
    at->reservations.push_back(std::move(out));
  }

  // Nodes.

  void read_template(const TerraformResource& resource) {
    CloudTemplate out{.key = resource.address,
                      .id = text_at(resource.values, {"id"}),
                      .name = name_of(resource, "name", ""),
                      .instance_type = text(resource.values, "instance_type", resource.address),
                      .location = resource.location};
    const bool of_group = resource.type == "aws_launch_template";
    out.custom_image = of_group && (text_at(resource.values, {"image_id"}) || is_unknown(resource, {"image_id"}));
    const DocumentNode* const requirements = node_at(resource.values, {"instance_requirements"});
    if (block(requirements) != nullptr) out.requirements = Located<bool>{true, requirements->location};
    read_user_data(resource, out);
    stack_.templates.push_back(std::move(out));
  }

  /// A launch template has its user data in base64, a launch configuration as it is or in base64.
  void read_user_data(const TerraformResource& resource, CloudTemplate& out) {
    const bool plain = resource.type == "aws_launch_configuration" && text_at(resource.values, {"user_data"}).has_value();
    const auto given = text_at(resource.values, {"user_data"})
                           ? text_at(resource.values, {"user_data"})
                           : text_at(resource.values, {"user_data_base64"});
    if (!given) {
      if (is_unknown(resource, {"user_data"})) {
        warn("terraform.user-data",
             fmt::format("{}: user_data is known only after apply; what it sets of max Pods is not planned",
                         resource.address),
             "give the state after apply, or set maxPods in a spec of your own", resource.location);
      }
      return;
    }
    const auto decoded = plain ? std::optional(given->value) : decode_base64(given->value);
    constexpr std::string_view kGzip = "\x1F\x8B";
    if (!decoded || decoded->starts_with(kGzip)) {
      warn("terraform.user-data",
           fmt::format("{}: user_data is {}; what it sets of max Pods is not planned", resource.address,
                       decoded ? "compressed" : "not in base64"),
           "set maxPods in a spec of your own where it does", given->location);
      return;
    }
    if (const auto max_pods = user_data_max_pods(*decoded)) {
      out.max_pods = Located<MaxPodsSpec>{*max_pods, given->location};
    }
  }

  /// The launch template of a block with id and name, or the only one of the module, whose block is dynamic: a plan
  /// does not show the expressions of those.
  Given<std::string> template_of(const TerraformResource& resource, const DocumentNode* given, Path id, Path name) {
    if (given == nullptr) return std::nullopt;
    for (const Path path : {id, name}) {
      if (auto found = reference(resource, path, kTemplateTypes)) return found;
    }
    const TerraformResource* only = nullptr;
    std::size_t count = 0;
    for (const TerraformResource& other : document_.resources) {
      if (other.type != "aws_launch_template" || other.module_address != resource.module_address) continue;
      only = &other;
      ++count;
    }
    if (count == 1) return Located<std::string>{only->address, given->location};
    TerraformTargets why;
    say_unknown(resource, id, why, ", so that its instance type, AMI and max Pods are not known");
    return std::nullopt;
  }

  void read_node_group(const TerraformResource& resource) {
    const std::string& subject = resource.address;
    CloudNodeGroup out{.key = resource.address, .cluster = cluster_of(resource)};
    NodeGroupSpec& group = out.group;
    group.location = resource.location;
    group.manager = Located<NodeManager>{NodeManager::managed, resource.location};
    group.name = name_of(resource, "node_group_name", "node_group_name_prefix");
    if (const DocumentNode* const scaling = block(node_at(resource.values, {"scaling_config"}))) {
      const std::string where = subject + ": scaling_config";
      group.nodes = {.min = number(*scaling, "min_size", where, 0, kMostNodes),
                     .desired = number(*scaling, "desired_size", where, 0, kMostNodes),
                     .max = number(*scaling, "max_size", where, 0, kMostNodes),
                     .location = scaling->location};
    } else if (is_unknown(resource, {"scaling_config"})) {
      say_unknown(resource, {"scaling_config"}, {}, "");
    }
    out.launch_template =
        template_of(resource, block(node_at(resource.values, {"launch_template"})), {"launch_template", "id"},
                    {"launch_template", "name"});
    read_types(resource, out);
    if (const auto ami_type = text(resource.values, "ami_type", subject)) read_ami_type(group, *ami_type);
    group.subnets = references(resource, {"subnet_ids"}, kSubnetTypes,
                               ", so that its nodes are planned in all subnets that are used for nodes");
    if (const DocumentNode* const update = block(node_at(resource.values, {"update_config"}))) {
      const std::string where = subject + ": update_config";
      const auto nodes = number(*update, "max_unavailable", where, 0, 100);
      const auto percent = number(*update, "max_unavailable_percentage", where, 0, 100);
      // 0 is Terraform's way to say that the other one is given.
      if (nodes && nodes->value > 0) {
        group.update.max_unavailable = {NodeCount(nodes->value), nodes->location};
      } else if (percent && percent->value > 0) {
        group.update.max_unavailable = {Share::from_percent(percent->value), percent->location};
      }
      const auto strategy = text_at(*update, {"update_strategy"});
      if (strategy && strategy->value == "MINIMAL") {
        group.update.strategy = Located<UpdateStrategy>{UpdateStrategy::minimal, strategy->location};
      }
    }
    stack_.node_groups.push_back(std::move(out));
  }

  /// EKS chooses the types when none are given, and a plan then does not know them. Source: hashicorp/
  /// terraform-provider-aws internal/service/eks/node_group.go, instance_types (optional, computed).
  void read_types(const TerraformResource& resource, CloudNodeGroup& out) {
    const DocumentNode* const types = node_at(resource.values, {"instance_types"});
    if (types != nullptr) {
      MappingReader reader(resource.values, resource.address, diagnostics_);
      out.group.instance_types = reader.texts("instance_types");
      if (!out.group.instance_types.empty()) return;
    }
    constexpr std::array<std::string_view, 1> kPath = {"instance_types"};
    if (is_unknown(resource, {"instance_types"}) && references_->depends_on_resources(resource, kPath)) {
      say_unknown(resource, {"instance_types"}, {}, ", so that the group is not planned");
      out.types_unknown = true;
      return;
    }
    out.default_type = true;
  }

  // Auto Scaling groups.

  /// The cluster whose nodes an Auto Scaling group's instances are; nothing when it is none's.
  std::optional<std::string> cluster_of_group(const TerraformResource& resource) {
    constexpr std::array<std::string_view, 2> kPrefixes = {"kubernetes.io/cluster/", "k8s.io/cluster/"};
    const DocumentNode* const tags = node_at(resource.values, {"tag"});
    const DocumentNode* const old_tags = node_at(resource.values, {"tags"});
    for (const DocumentNode* const list : {tags, old_tags}) {
      if (list == nullptr) continue;
      for (const DocumentNode& item : list->items) {
        const auto key = text_at(item, {"key"});
        const auto value = text_at(item, {"value"});
        if (!key) continue;
        if (key->value == "eks:cluster-name" && value) return value->value;
        for (const std::string_view prefix : kPrefixes) {
          if (key->value.starts_with(prefix)) return key->value.substr(prefix.size());
        }
      }
    }
    // The tags may hold a name that is known only after apply; then who calls the module, or the user data, tells.
    std::string found;
    for (const TerraformResource* const target : references_->of_call(resource, kClusterTypes)) found = standing_for(*target);
    if (!found.empty()) return found;
    constexpr std::array<std::string_view, 1> kTag = {"tag"};
    const TerraformTargets targets = references_->list(resource, kTag, kClusterTypes);
    if (targets.outcome == Outcome::found) return standing_for(*targets.resources.front());
    return std::nullopt;
  }

  void read_scaling_group(const TerraformResource& resource) {
    const auto cluster = cluster_of_group(resource);
    if (!cluster) {
      other_groups_.push_back(&resource);
      return;
    }
    const std::string& subject = resource.address;
    CloudNodeGroup out{.key = resource.address, .cluster = *cluster};
    NodeGroupSpec& group = out.group;
    group.location = resource.location;
    group.manager = Located<NodeManager>{NodeManager::self_managed, resource.location};
    group.name = name_of(resource, "name", "name_prefix");
    const auto min = number(resource.values, "min_size", subject, 0, kMostNodes);
    group.nodes = {.min = min,
                   .desired = number(resource.values, "desired_capacity", subject, 0, kMostNodes),
                   .max = number(resource.values, "max_size", subject, 0, kMostNodes),
                   .location = resource.location};
    if (!group.nodes.desired && min) {
      // Source: https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_CreateAutoScalingGroup.html,
      // DesiredCapacity.
      group.nodes.desired = Located<std::int64_t>{min->value, Location{}};
      derive(fmt::format("{}: {} desired nodes", subject, min->value),
             "Auto Scaling starts with min_size when desired_capacity is not given", resource.location);
    }
    read_types_of_group(resource, out);
    group.subnets = references(resource, {"vpc_zone_identifier"}, kSubnetTypes,
                               ", so that its nodes are planned in all subnets that are used for nodes");
    say_more_of_group(resource);
    stack_.node_groups.push_back(std::move(out));
  }

  void read_types_of_group(const TerraformResource& resource, CloudNodeGroup& out) {
    const DocumentNode* const policy = block(node_at(resource.values, {"mixed_instances_policy"}));
    if (policy == nullptr) {
      if (const auto name = reference(resource, {"launch_configuration"}, kTemplateTypes)) {
        out.launch_template = name;
        return;
      }
      out.launch_template = template_of(resource, block(node_at(resource.values, {"launch_template"})),
                                        {"launch_template", "id"}, {"launch_template", "name"});
      return;
    }
    const DocumentNode* const launch = block(node_at(*policy, {"launch_template"}));
    if (launch == nullptr) return;
    if (const DocumentNode* const overrides = node_at(*launch, {"override"})) {
      bool requirements = false;
      for (const DocumentNode& item : overrides->items) {
        if (const auto type = text_at(item, {"instance_type"})) out.group.instance_types.push_back(*type);
        requirements |= block(node_at(item, {"instance_requirements"})) != nullptr;
      }
      if (requirements && out.group.instance_types.empty()) {
        warn("terraform.instance-requirements",
             fmt::format("{}: it names attributes in place of instance types, which EC2 resolves", resource.address),
             "plan the group in a spec of your own, with its instanceTypes", overrides->location);
        out.types_unknown = true;
      }
    }
    out.launch_template = template_of(
        resource, block(node_at(*launch, {"launch_template_specification"})),
        {"mixed_instances_policy", "launch_template", "launch_template_specification", "launch_template_id"},
        {"mixed_instances_policy", "launch_template", "launch_template_specification", "launch_template_name"});
  }

  /// What an Auto Scaling group has beside a number of nodes.
  /// Source: https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-warm-pools.html; .../APIReference/
  /// API_CreateAutoScalingGroup.html, DesiredCapacityType.
  void say_more_of_group(const TerraformResource& resource) {
    const std::string_view way_out = "plan the group in a spec of your own";
    const auto say = [&](std::string_view what, const DocumentNode* at) {
      warn("terraform.scaling-group", fmt::format("{}: {}", resource.address, what), std::string(way_out), at->location);
    };
    const DocumentNode* const pool = node_at(resource.values, {"warm_pool"});
    if (block(pool) != nullptr)
      say("the instances of its warm pool keep their addresses while they are stopped, and are not planned", pool);
    const DocumentNode* const unit = node_at(resource.values, {"desired_capacity_type"});
    if (unit != nullptr && unit->kind == Kind::scalar && !unit->scalar.empty() && unit->scalar != "units")
      say(fmt::format("its sizes count {} and not nodes, but are planned as nodes", unit->scalar), unit);
    const DocumentNode* const overrides =
        node_at(resource.values, {"mixed_instances_policy", "launch_template", "override"});
    if (overrides != nullptr) {
      const bool weighted = std::ranges::any_of(overrides->items, [](const DocumentNode& item) {
        const auto weight = text_at(item, {"weighted_capacity"});
        return weight && weight->value != "1";
      });
      if (weighted) say("its sizes count weights of instance types, but are planned as nodes", overrides);
    }
    const DocumentNode* const zones = node_at(resource.values, {"availability_zones"});
    if (zones != nullptr && !zones->items.empty() && node_at(resource.values, {"vpc_zone_identifier"}) == nullptr)
      say("it names zones and not subnets, so that its nodes are planned in all subnets that are used for nodes", zones);
  }

  void note_other_groups() {
    if (other_groups_.empty()) return;
    constexpr std::size_t kFew = 5;
    std::vector<std::string> names;
    for (const TerraformResource* const resource : other_groups_) {
      if (names.size() < kFew) names.push_back(resource->address);
    }
    const std::string more =
        other_groups_.size() > kFew ? fmt::format(" and {} more", other_groups_.size() - kFew) : std::string();
    warn("terraform.other-groups",
         fmt::format("no tag says that {}{} are nodes of a cluster, so that their addresses are not planned",
                     fmt::join(names, ", "), more),
         "count them as used in their subnets, or tag them kubernetes.io/cluster/NAME",
         other_groups_.front()->location);
  }

  // What runs in it and beside it.

  void read_addon(const TerraformResource& resource) {
    const auto name = text(resource.values, "addon_name", resource.address);
    if (!name) return;
    CloudAddon out{.cluster = cluster_of(resource), .name = *name};
    const DocumentNode* const configuration = resource.values.find("configuration_values");
    if (configuration != nullptr && !configuration->scalar.empty()) {
      out.configuration = *configuration;
    } else if (name->value == "vpc-cni" && is_unknown(resource, {"configuration_values"}) &&
               has_expression_of_resources(resource, {"configuration_values"})) {
      say_unknown(resource, {"configuration_values"}, {}, ", so that the CNI's own settings are planned");
    }
    stack_.addons.push_back(std::move(out));
  }
  /// An optional and computed attribute that nobody gives is unknown as well, but no omission.
  [[nodiscard]] bool has_expression_of_resources(const TerraformResource& resource, Path path) const {
    return references_->depends_on_resources(resource, std::span(path.begin(), path.size()));
  }

  void read_fargate_profile(const TerraformResource& resource) {
    CloudFargateProfile out{.cluster = cluster_of(resource)};
    out.profile.name = name_of(resource, "fargate_profile_name", "");
    if (!out.profile.name) out.profile.name = Located<std::string>{resource.address, resource.location};
    out.profile.subnets = references(resource, {"subnet_ids"}, kSubnetTypes,
                                     ", so that its Pods are planned in all subnets that are used for Fargate");
    out.profile.location = resource.location;
    stack_.fargate_profiles.push_back(std::move(out));
  }

  /// `what` has the resource whose address it is.
  void add_endpoint(const TerraformResource& what, EndpointType type, Located<std::string> name,
                    std::vector<Located<std::string>> subnets) {
    if (subnets.empty()) return;
    stack_.endpoints.push_back({.name = std::move(name),
                                .type = Located<EndpointType>{type, what.location},
                                .subnets = std::move(subnets),
                                .location = what.location});
  }

  void read_load_balancer(const TerraformResource& resource) {
    auto name = name_of(resource, "name", "name_prefix");
    if (!name) name = label(resource);
    const auto type = text(resource.values, "load_balancer_type", resource.address);
    std::vector<Located<std::string>> subnets;
    const DocumentNode* const mapping = node_at(resource.values, {"subnet_mapping"});
    const bool mapped = mapping != nullptr && !mapping->items.empty();
    constexpr std::string_view kConsequence = ", so that it is left out";
    if (node_at(resource.values, {"subnets"}) != nullptr || !mapped) {
      subnets = references(resource, {"subnets"}, kSubnetTypes, mapped ? "" : kConsequence);
    }
    if (mapped && subnets.empty()) {
      for (const DocumentNode& item : mapping->items) {
        if (const auto id = text_at(item, {"subnet_id"})) subnets.push_back(*id);
      }
      if (subnets.empty()) subnets = mapped_subnets(resource);
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
  std::vector<Located<std::string>> mapped_subnets(const TerraformResource& resource) {
    constexpr std::array<std::string_view, 2> kPath = {"subnet_mapping", "subnet_id"};
    const TerraformTargets targets = references_->list(resource, kPath, kSubnetTypes);
    std::vector<Located<std::string>> out;
    if (targets.outcome != Outcome::found) {
      say_unknown(resource, {"subnet_mapping", "subnet_id"}, targets, ", so that it is left out");
      return out;
    }
    for (const TerraformResource* const target : targets.resources) add_target(*target, resource.location, out);
    return out;
  }

  /// Gateway endpoints take no address. Source: https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
  void read_endpoint(const TerraformResource& resource) {
    const auto type = text(resource.values, "vpc_endpoint_type", resource.address);
    if (!type || type->value == "Gateway") return;
    const auto service = text_at(resource.values, {"service_name"});
    Located<std::string> name = label(resource);
    if (service) name = {service_name(service->value), service->location};
    add_endpoint(resource, EndpointType::interface_endpoint, std::move(name),
                 references(resource, {"subnet_ids"}, kSubnetTypes, ", so that it is left out"));
  }

  void read_one_address(const TerraformResource& resource) {
    const auto type = resource.type == "aws_nat_gateway" ? EndpointType::nat_gateway : EndpointType::efs;
    auto in = subnet(resource, {"subnet_id"});
    if (!in) return;
    add_endpoint(resource, type, label(resource), {*in});
    // Source: https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html: up to 7 secondary ones.
    CloudAddresses more{.subnet = *std::move(in)};
    read_addresses(resource, "secondary_private_ip_addresses", "secondary_private_ip_address_count", more);
    if (!more.addresses.empty() || more.count > IpCount(0)) stack_.addresses.push_back(std::move(more));
  }

  /// Adds the addresses of a list, or as many as a number says where the list is not known.
  void read_addresses(const TerraformResource& resource, std::string_view list, std::string_view count,
                      CloudAddresses& out) {
    const DocumentNode* const addresses = node_at(resource.values, {list});
    if (addresses != nullptr && !addresses->items.empty()) {
      for (const DocumentNode& address : addresses->items) {
        add_address(out, Located<std::string>{address.scalar, address.location});
      }
    } else if (const auto number_of = number(resource.values, count, resource.address, 0, kMostAddresses)) {
      out.count += IpCount(number_of->value);
    }
  }

  /// The subnets of a DB subnet group that a resource names; nothing when it names none.
  const TerraformResource* database_group(const TerraformResource& resource) {
    const auto found = reference(resource, {"db_subnet_group_name"}, kDbGroupTypes);
    return found ? find(kDbGroupTypes, found->value, "name") : nullptr;
  }
  [[nodiscard]] const TerraformResource* find(Types types, std::string_view reference_to, std::string_view name) const {
    for (const TerraformResource& resource : document_.resources) {
      if (!is_one_of(resource.type, types)) continue;
      if (resource.address == reference_to) return &resource;
      for (const std::string_view attribute : {name, std::string_view("id")}) {
        const auto value = text_at(resource.values, {attribute});
        if (value && value->value == reference_to) return &resource;
      }
    }
    return nullptr;
  }

  /// Where the configuration does not tell which it is, the one that the file has.
  const TerraformResource* only_database_group(const TerraformResource& database) {
    const TerraformResource* only = nullptr;
    for (const TerraformResource& resource : document_.resources) {
      if (!is_one_of(resource.type, kDbGroupTypes)) continue;
      if (only != nullptr) return nullptr;
      only = &resource;
    }
    if (only != nullptr) {
      derive(fmt::format("{}: its DB subnet group is {}", database.address, only->address),
             "it is known only after apply, and the file has no other", database.location);
    }
    return only;
  }

  /// A database takes an address in one of the subnets of its group, and after a failover in another one.
  void read_database(const TerraformResource& resource) {
    const TerraformResource* group = database_group(resource);
    if (group == nullptr && resource.type == "aws_rds_cluster_instance") {
      const auto cluster = reference(resource, {"cluster_identifier"}, kDbClusterTypes);
      const TerraformResource* const of =
          cluster ? find(kDbClusterTypes, cluster->value, "cluster_identifier") : nullptr;
      if (of != nullptr) group = database_group(*of);
    }
    if (group == nullptr) {
      const auto named = text_at(resource.values, {"db_subnet_group_name"});
      if (!named && !is_unknown(resource, {"db_subnet_group_name"})) return;  // the default VPC's
      if (!named) group = only_database_group(resource);
    }
    if (group == nullptr) {
      const auto named = text_at(resource.values, {"db_subnet_group_name"});
      warn("terraform.database",
           named ? fmt::format("{}: its DB subnet group {} is not in the file, so that it is left out",
                               resource.address, named->value)
                 : fmt::format("{}: which DB subnet group is its own is known only after apply, so that it is left out",
                               resource.address),
           "count its addresses as used in their subnets", resource.location);
      return;
    }
    auto name = name_of(resource, "identifier", "identifier_prefix");
    if (!name) name = Located<std::string>{resource.address, resource.location};
    add_endpoint(resource, EndpointType::rds, *name,
                 references(*group, {"subnet_ids"}, kSubnetTypes, ", so that its databases are left out"));
  }

  /// Functions of the same subnets and security groups share an ENI in each of the subnets.
  /// Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html, "Hyperplane ENIs".
  void read_function(const TerraformResource& resource) {
    if (block(node_at(resource.values, {"vpc_config"})) == nullptr) return;
    auto subnets = references(resource, {"vpc_config", "subnet_ids"}, kSubnetTypes, ", so that it is left out");
    if (subnets.empty()) return;
    std::vector<std::string> key;
    for (const auto& name : subnets) key.push_back(name.value);
    std::ranges::sort(key);
    const DocumentNode* const groups = node_at(resource.values, {"vpc_config", "security_group_ids"});
    std::vector<std::string> group_key;
    for (const DocumentNode& group : groups != nullptr ? groups->items : std::vector<DocumentNode>{}) {
      group_key.push_back(group.scalar);
    }
    constexpr std::array<std::string_view, 2> kGroups = {"vpc_config", "security_group_ids"};
    if (groups == nullptr) group_key.push_back(references_->text(resource, kGroups));
    std::ranges::sort(group_key);
    key.insert(key.end(), group_key.begin(), group_key.end());
    auto [function, is_new] = functions_.try_emplace(std::move(key));
    if (!is_new) return;
    auto name = name_of(resource, "function_name", "");
    if (!name) name = Located<std::string>{resource.address, resource.location};
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

  void read_instance(const TerraformResource& resource) {
    const DocumentNode* const interfaces = node_at(resource.values, {"network_interface"});
    if (interfaces != nullptr && !interfaces->items.empty()) return;  // the addresses are those of its interfaces
    if (!text_at(resource.values, {"subnet_id"}) && !is_unknown(resource, {"subnet_id"})) return;
    constexpr std::array<std::string_view, 1> kPath = {"subnet_id"};
    const bool given = text_at(resource.values, {"subnet_id"}) || references_->depends_on_resources(resource, kPath);
    const auto in = given ? subnet(resource, {"subnet_id"}) : std::nullopt;
    if (!in) return;
    CloudAddresses out{.subnet = *in};
    add_address(out, text_at(resource.values, {"private_ip"}));
    if (const DocumentNode* const more = node_at(resource.values, {"secondary_private_ips"})) {
      for (const DocumentNode& address : more->items) add_address(out, Located<std::string>{address.scalar, address.location});
    }
    stack_.addresses.push_back(std::move(out));
  }

  void read_interface(const TerraformResource& resource) {
    const auto in = subnet(resource, {"subnet_id"});
    if (!in) return;
    CloudAddresses out{.subnet = *in};
    const DocumentNode* const addresses = node_at(resource.values, {"private_ips"});
    if (addresses == nullptr || addresses->items.empty()) out.count += IpCount(1);  // the primary one
    read_addresses(resource, "private_ips", "private_ips_count", out);
    CloudAddresses prefixes{.subnet = *in};
    read_addresses(resource, "ipv4_prefixes", "ipv4_prefix_count", prefixes);
    constexpr std::int64_t kIpsOfPrefix = 16;
    out.count += prefixes.count * kIpsOfPrefix;
    std::ranges::move(prefixes.addresses, std::back_inserter(out.addresses));
    stack_.addresses.push_back(std::move(out));
  }
  static void add_address(CloudAddresses& out, const Given<std::string>& address) {
    const auto range = address ? Ipv4Range::parse(address->value) : failure(Ipv4RangeError::empty);
    if (range) {
      out.addresses.push_back({*range, address->location});
    } else {
      out.count += IpCount(1);
    }
  }

  void note_unread() {
    if (document_.unread.empty()) return;
    std::vector<std::string> types;
    for (const auto& [type, count] : document_.unread) {
      types.push_back(count == 1 ? type : fmt::format("{} ({})", type, count));
    }
    warn("terraform.not-read",
         fmt::format("these take addresses as well, and nothing is planned for them: {}", fmt::join(types, ", ")),
         "count their addresses as used in their subnets, in a spec of your own", document_.location);
  }

  /// What is installed in the cluster and decides over nodes, Pods or their addresses.
  void note_in_cluster() {
    constexpr auto kCharts = std::to_array<std::string_view>(
        {"karpenter", "aws-vpc-cni", "cilium", "calico", "tigera-operator", "antrea"});
    constexpr auto kKinds = std::to_array<std::string_view>(
        {"NodePool", "Provisioner", "EC2NodeClass", "AWSNodeTemplate", "NodeClass", "ENIConfig", "SecurityGroupPolicy",
         "Deployment", "StatefulSet", "DaemonSet", "HorizontalPodAutoscaler"});
    std::vector<std::string> found;
    Location at{};
    const auto add = [&](const TerraformResource& resource, std::string_view what) {
      if (found.empty()) at = resource.location;
      found.push_back(fmt::format("{} ({})", resource.address, what));
    };
    for (const TerraformResource& resource : document_.resources) {
      if (resource.type == "helm_release") {
        const auto chart = text_at(resource.values, {"chart"});
        if (!chart) continue;
        const std::string_view name = std::string_view(chart->value).substr(chart->value.rfind('/') + 1);
        if (std::ranges::find(kCharts, name) != kCharts.end()) add(resource, fmt::format("chart {}", name));
      } else if (resource.type == "kubectl_manifest") {
        const auto kind = text_at(resource.values, {"kind"});
        if (kind && std::ranges::find(kKinds, kind->value) != kKinds.end()) add(resource, kind->value);
      }
    }
    if (found.empty()) return;
    constexpr std::size_t kFew = 5;
    const std::size_t more = found.size() > kFew ? found.size() - kFew : 0;
    found.resize(found.size() - more);
    warn("terraform.in-cluster",
         fmt::format("what is installed in the cluster is not read here: {}{}", fmt::join(found, ", "),
                     more > 0 ? fmt::format(" and {} more", more) : std::string()),
         "give the manifests or values beside the file, or what kubectl prints", at);
  }

  TerraformDocument document_;
  std::string_view cluster_;
  Diagnostics diagnostics_;
  const TerraformReferences* references_ = nullptr;
  CloudStack stack_;
  std::map<std::string, std::string, std::less<>> same_;  // resources that are read as others, by address
  std::vector<const TerraformResource*> other_groups_;
  struct Said {
    std::size_t number = 0;  // of the diagnostic
    int others = 0;          // for which it holds as well
  };
  std::map<std::string, Said> said_;
  std::map<std::vector<std::string>, EndpointSpec> functions_;  // by subnets and security groups
};

}  // namespace

Result<PartialSpec, Diagnostics> read_terraform(const DocumentNode& document, std::string_view cluster) {
  auto read = terraform_document(document);
  if (!read) return failure(std::move(read.error()));
  return Import(*std::move(read), cluster).run();
}

}  // namespace cniplan
