#include "planner/model/node_model.hpp"

#include <fmt/format.h>

#include "planner/model/windows_ipam.hpp"

namespace cniplan {
namespace {

Result<InstanceType, std::string> type_of(const NodeLine& line, const Catalog& catalog) {
  InstanceType type;
  if (const InstanceType* known = catalog.find(line.type)) {
    type = *known;
  } else if (line.max_enis && line.ipv4_per_eni) {
    if (const auto name = InstanceTypeName::make(line.type)) type.name = *name;
  } else if (line.type.empty()) {
    return failure(std::string("type is missing; name an instance type, or give limits"));
  } else {
    const std::string suggestion = catalog.suggestion(line.type);
    return failure(
        fmt::format("unknown instance type \"{}\"; {}", line.type,
                    suggestion.empty() ? "give its limits.max_enis and limits.ipv4_per_eni" : suggestion));
  }
  if (line.max_enis) type.enis = static_cast<std::uint16_t>(*line.max_enis);
  if (line.ipv4_per_eni) type.ipv4_per_eni = static_cast<std::uint16_t>(*line.ipv4_per_eni);
  if (line.branch_enis) type.branch_enis = static_cast<std::uint16_t>(*line.branch_enis);
  if (line.network_cards) type.network_cards = static_cast<std::uint16_t>(*line.network_cards);
  if (line.trunking) type.trunking = *line.trunking;
  if (line.prefix_delegation) {
    type.hypervisor = *line.prefix_delegation ? Hypervisor::nitro : Hypervisor::xen;
    type.bare_metal = type.bare_metal && *line.prefix_delegation;
  }
  return type;
}

}  // namespace

Result<NodeModel, std::string> resolve(const NodeLine& line, const Catalog& catalog) {
  NodeModel node;
  auto type = type_of(line, catalog);
  if (!type) return failure(std::move(type.error()));
  node.type = *type;
  if (line.os == "windows") {
    node.os = NodeOs::windows;
    node.cni.windows = windows_ipam_of(line.configmap);
  } else if (line.os.empty() || line.os == "linux" || line.os == "bottlerocket") {
    if (line.os == "bottlerocket") node.os = NodeOs::bottlerocket;
    if (const auto cni = cni_config_of(line.env, ip_family_of_settings(line.env))) {
      node.cni = *cni;
    } else {
      node.refused = cni.error();
    }
    if (node.cni.ip_family == IpFamily::ipv6 && !node.type.supports_prefix_delegation()) {
      node.refused = CniRefusal::ipv6_without_prefixes;
    }
  } else {
    return failure(fmt::format("unknown os \"{}\"; write linux, bottlerocket or windows", line.os));
  }
  node.pods = PodCount(line.pods.value_or(0));
  node.branch_pods = PodCount(line.branch_pods.value_or(0));
  if (line.max_pods) node.max_pods = PodCount(*line.max_pods);
  node.unmanaged_enis = EniCount(line.unmanaged_enis.value_or(0));
  if (line.node_subnet_free) node.subnet_free = IpCount(*line.node_subnet_free);
  if (line.node_subnet_free_prefixes)
    node.subnet_free_prefixes = PrefixCount(*line.node_subnet_free_prefixes);
  if (line.down_to) node.down_to = PodCount(*line.down_to);
  if (node.down_to && *node.down_to > node.pods) {
    return failure(fmt::format("down.to is {}, more than the {} Pods of the node; write at most those",
                               *line.down_to, node.pods.value()));
  }
  return node;
}

}  // namespace cniplan
