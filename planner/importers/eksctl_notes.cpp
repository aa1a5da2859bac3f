#include "planner/importers/eksctl_notes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>

namespace cniplan {
namespace {

/// The keys that are read, of the file and of a node group.
constexpr auto kReadKeys = std::to_array<std::string_view>(
    {"apiVersion", "kind", "metadata", "availabilityZones", "localZones", "vpc", "nodeGroups", "managedNodeGroups",
     "kubernetesNetworkConfig", "autoModeConfig", "outpost", "privateCluster", "remoteNetworkConfig", "fargateProfiles",
     "addons", "addonsConfig", "karpenter", "cloudWatch"});
constexpr auto kReadGroupKeys = std::to_array<std::string_view>(
    {"name", "ami", "amiFamily", "instanceType", "instanceTypes", "instancesDistribution", "instanceSelector",
     "launchTemplate", "desiredCapacity", "minSize", "maxSize", "maxPodsPerNode", "kubeletExtraConfig",
     "overrideBootstrapCommand", "updateConfig", "privateNetworking", "subnets", "availabilityZones", "localZones",
     "outpostARN", "efaEnabled"});
constexpr std::string_view kNoAddresses = "does not concern addresses";

const DocumentNode* at(const DocumentNode& document, std::span<const std::string_view> path) {
  const DocumentNode* node = &document;
  for (const std::string_view key : path) {
    node = node->find(key);
    if (node == nullptr) return nullptr;
  }
  return node;
}

std::string names_of(const std::vector<Located<std::string>>& names) {
  std::vector<std::string> out;
  for (const auto& name : names) out.push_back(name.value);
  return fmt::format("{}", fmt::join(out, ", "));
}

class Notes {
 public:
  Notes(const DocumentNode& document, const ClusterSpec& spec) : document_(document), spec_(spec) {}

  std::vector<ImportNote> run() {
    note_cluster();
    note_network();
    for (const NodeGroupSpec& group : spec_.node_groups) note_group(group);
    for (const FargateProfileSpec& profile : spec_.fargate_profiles) {
      if (profile.subnets.empty() || profile.subnets.front().location.source >= 0) continue;
      derived(fmt::format("Fargate profile \"{}\": subnets {}", profile.name ? profile.name->value : "",
                          names_of(profile.subnets)),
              "EKS takes the private ones when none are named", profile.location);
    }
    note_addons();
    note_ignored(document_, kReadKeys, "");
    return std::move(notes_);
  }

 private:
  void derived(std::string what, std::string because, Location location) {
    notes_.push_back({ImportNote::Kind::derived, std::move(what), std::move(because), location});
  }

  [[nodiscard]] bool has(std::initializer_list<std::string_view> path) const {
    return at(document_, std::span(path.begin(), path.size())) != nullptr;
  }

  void note_cluster() {
    if (!has({"kubernetesNetworkConfig", "ipFamily"})) {
      derived("cluster: ipFamily ipv4", "eksctl's default", document_.location);
    }
  }

  void note_network() {
    const bool existing = has({"vpc", "id"}) || has({"vpc", "subnets"});
    const DocumentNode* const vpc = document_.find("vpc");
    const Location place = vpc != nullptr ? vpc->location : document_.location;
    if (!existing && !has({"vpc", "cidr"}) && !spec_.vpc.cidrs.empty()) {
      derived(fmt::format("vpc: cidr {}", spec_.vpc.cidrs.front().value.to_string()), "eksctl's default", place);
    }
    if (!existing && !spec_.vpc.subnets.empty()) {
      derived(fmt::format("vpc: {} subnets, {}", spec_.vpc.subnets.size(), blocks()),
              "eksctl cuts the VPC into equal blocks, a public and a private subnet a zone (pkg/vpc)", place);
    }
    const auto gateway = std::ranges::find_if(
        spec_.endpoints, [](const EndpointSpec& endpoint) { return endpoint.name && endpoint.name->value == "nat-gateway"; });
    if (gateway != spec_.endpoints.end() && !has({"vpc", "nat", "gateway"})) {
      derived(fmt::format("endpoint \"nat-gateway\": in {}", names_of(gateway->subnets)),
              "eksctl makes one NAT gateway, with an address in its subnet", place);
    }
  }

  [[nodiscard]] std::string blocks() const {
    std::vector<std::string> out;
    for (const SubnetSpec& subnet : spec_.vpc.subnets) {
      if (subnet.name && subnet.cidr) {
        out.push_back(fmt::format("{} {}", subnet.name->value, subnet.cidr->value.to_string()));
      }
    }
    return fmt::format("{}", fmt::join(out, ", "));
  }

  void note_group(const NodeGroupSpec& group) {
    const std::string subject = fmt::format("node group \"{}\"", group.name ? group.name->value : "");
    if (group.instance_types.size() == 1 && group.instance_types.front().location.source < 0) {
      derived(fmt::format("{}: instance type {}", subject, group.instance_types.front().value), "eksctl's default",
              group.location);
    }
    // Each has the place of the selector.
    if (const auto& types = group.instance_types;
        types.size() > 1 && types.front().location == types.back().location) {
      derived(fmt::format("{}: instance types {}", subject, names_of(types)),
              "instanceSelector asked of the catalog, whatever the zones offer", types.front().location);
    }
    const auto number = [&](std::string_view name, const Given<std::int64_t>& value, std::string_view because) {
      if (!value || value->location.source >= 0) return;
      derived(fmt::format("{}: nodes.{} {}", subject, name, value->value), std::string(because), group.location);
    };
    number("min", group.nodes.min, "minSize is desiredCapacity, or 2");
    number("desired", group.nodes.desired, "desiredCapacity is minSize");
    number("max", group.nodes.max, "maxSize is desiredCapacity, or minSize");
    if (group.os && group.os->location.source < 0) {
      derived(subject + ": os linux", "eksctl takes Amazon Linux 2023 without amiFamily", group.location);
    }
    if (!group.subnets.empty() && group.subnets.front().location.source < 0) {
      derived(fmt::format("{}: subnets {}", subject, names_of(group.subnets)),
              "all private subnets with privateNetworking, else all public ones", group.location);
    }
    const auto note_of = [&](std::string_view list) {
      const DocumentNode* const groups = document_.find(list);
      if (groups == nullptr) return;
      for (const DocumentNode& node : groups->items) {
        if (node.location == group.location) note_ignored(node, kReadGroupKeys, subject + ": ");
      }
    };
    note_of("nodeGroups");
    note_of("managedNodeGroups");
  }

  void note_addons() {
    if (!spec_.addons) return;
    std::vector<Located<std::string>> names;
    for (const auto& addon : *spec_.addons) {
      if (addon.location.source < 0) names.push_back(addon);
    }
    if (names.empty()) return;
    derived(fmt::format("addons {}", names_of(names)), "eksctl installs them unless told otherwise",
            document_.location);
  }

  /// All keys of a mapping that are not read, in one note.
  void note_ignored(const DocumentNode& mapping, std::span<const std::string_view> read, const std::string& subject) {
    std::vector<std::string> keys;
    Location first{};
    for (const DocumentNode::Entry& entry : mapping.entries) {
      if (std::ranges::find(read, entry.key) != read.end()) continue;
      if (keys.empty()) first = entry.key_location;
      keys.push_back(entry.key);
    }
    if (keys.empty()) return;
    notes_.push_back({ImportNote::Kind::ignored, fmt::format("{}{}", subject, fmt::join(keys, ", ")),
                      std::string(kNoAddresses), first});
  }

  const DocumentNode& document_;
  const ClusterSpec& spec_;
  std::vector<ImportNote> notes_;
};

}  // namespace

std::vector<ImportNote> eksctl_notes(const DocumentNode& document, const ClusterSpec& spec) {
  return Notes(document, spec).run();
}

}  // namespace cniplan
