#include "planner/spec/spec_tree.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <variant>

#include "planner/spec/words.hpp"

namespace cniplan {
namespace {

using Kind = SpecNode::Kind;
using Texts = std::vector<Located<std::string>>;

constexpr std::string_view kUnknown = "unknown";

std::string percent(Share share) {
  const auto whole = share.basis_points() / 100;
  const auto part = share.basis_points() % 100;
  return part == 0 ? fmt::format("{}%", whole) : fmt::format("{}.{:02}%", whole, part);
}

/// A mapping that is filled key by key; absent values add nothing.
class Mapping {
 public:
  void add(std::string key, SpecNode value) { node_.entries.emplace_back(std::move(key), std::move(value)); }
  void add(std::string key, const Given<std::string>& value) {
    if (value) add(std::move(key), SpecNode::text(value->value, value->location));
  }
  void add(std::string key, const Given<bool>& value) {
    if (value) add(std::move(key), SpecNode::boolean(value->value, value->location));
  }
  void add(std::string key, const Given<std::int64_t>& value) {
    if (value) add(std::move(key), SpecNode::number(value->value, value->location));
  }
  template <class Tag>
  void add(std::string key, const Given<Count<Tag>>& value) {
    if (value) add(std::move(key), SpecNode::number(value->value.value(), value->location));
  }
  void add(std::string key, const Given<Cidr>& value) {
    if (value) add(std::move(key), SpecNode::text(value->value.to_string(), value->location));
  }
  void add(std::string key, const Given<Share>& value) {
    if (value) add(std::move(key), SpecNode::text(percent(value->value), value->location));
  }
  template <class Enum, std::size_t size>
  void add_word(std::string key, const Given<Enum>& value, const std::array<std::string_view, size>& words) {
    if (value) add(std::move(key), SpecNode::text(std::string(word(words, value->value)), value->location));
  }
  void add(std::string key, const Texts& values) {
    if (values.empty()) return;
    SpecNode node = SpecNode::short_list();
    for (const auto& value : values) node.items.push_back(SpecNode::text(value.value, value.location));
    add(std::move(key), std::move(node));
  }
  void add(std::string key, const std::vector<Located<Cidr>>& values) {
    if (values.empty()) return;
    SpecNode node = SpecNode::short_list();
    for (const auto& value : values) node.items.push_back(SpecNode::text(value.value.to_string(), value.location));
    add(std::move(key), std::move(node));
  }
  /// A list of things, each a mapping of its own.
  template <class Thing, class Make>
  void add_things(std::string key, const std::vector<Thing>& things, Make make) {
    if (things.empty()) return;
    SpecNode node = SpecNode::list();
    for (const Thing& thing : things) node.items.push_back(make(thing));
    add(std::move(key), std::move(node));
  }
  void add_unless_empty(std::string key, SpecNode value) {
    if (!value.entries.empty()) add(std::move(key), std::move(value));
  }

  [[nodiscard]] SpecNode take() { return std::move(node_); }
  [[nodiscard]] SpecNode take_on_one_line() {
    node_.one_line = true;
    return std::move(node_);
  }

 private:
  SpecNode node_;
};

/// min, desired and max, or `unknown` when there is no number at all.
SpecNode range(const RangeSpec& given) {
  if (!given.min && !given.desired && !given.max) return SpecNode::text(std::string(kUnknown));
  Mapping node;
  node.add("min", given.min);
  node.add("desired", given.desired);
  node.add("max", given.max);
  return node.take_on_one_line();
}

SpecNode cluster(const ClusterSpec& spec) {
  Mapping node;
  node.add("name", spec.name);
  node.add_word("platform", spec.platform, kPlatformWords);
  node.add_word("ipFamily", spec.ip_family, kIpFamilyWords);
  node.add("serviceCidr", spec.service_cidr);
  node.add("controlPlaneNodes", spec.control_plane_nodes);
  return node.take();
}

SpecNode pod_network(const PodNetworkSpec& spec) {
  Mapping node;
  node.add("cidrs", spec.cidrs);
  node.add("nodePrefixLength", spec.node_prefix_length);
  return node.take();
}

SpecNode reservation(const ReservationSpec& spec) {
  Mapping node;
  node.add("cidr", spec.cidr);
  node.add_word("type", spec.type, kReservationTypeWords);
  return node.take_on_one_line();
}

SpecNode subnet(const SubnetSpec& spec) {
  Mapping node;
  const bool id_is_one = spec.id && is_subnet_id(spec.id->value);
  node.add("name", spec.name || id_is_one ? spec.name : spec.id);
  if (id_is_one) node.add("id", spec.id);
  node.add("az", spec.az);
  node.add("cidr", spec.cidr);
  if (spec.uses) {
    SpecNode uses = SpecNode::short_list();
    for (const auto& use : *spec.uses) {
      uses.items.push_back(SpecNode::text(std::string(word(kSubnetUseWords, use.value)), use.location));
    }
    node.add("uses", std::move(uses));
  }
  if (!spec.used_ranges.empty()) {
    SpecNode used = SpecNode::short_list();
    for (const auto& used_range : spec.used_ranges) {
      used.items.push_back(SpecNode::text(used_range.value.to_string(), used_range.location));
    }
    node.add("used", std::move(used));
  } else {
    node.add("used", spec.used_count);
  }
  node.add_things("reservations", spec.reservations, reservation);
  Mapping tags;
  for (const TagSpec& tag : spec.tags) tags.add(tag.key.value, SpecNode::text(tag.value.value, tag.value.location));
  node.add_unless_empty("tags", tags.take());
  return node.take();
}

SpecNode peer(const PeerSpec& spec) {
  Mapping node;
  node.add("name", spec.name);
  node.add("cidrs", spec.cidrs);
  node.add("networkAddressUnits", spec.network_address_units);
  return node.take();
}

SpecNode vpc(const VpcSpec& spec) {
  Mapping node;
  node.add("cidrs", spec.cidrs);
  node.add_things("subnets", spec.subnets, subnet);
  node.add_things("peers", spec.peers, peer);
  return node.take();
}

SpecNode cni(const CniSpec& spec) {
  Mapping env;
  for (const EnvSpec& variable : spec.env) {
    env.add(variable.name.value, SpecNode::text(variable.value.value, variable.value.location));
  }
  Mapping configs;
  for (const EniConfigSpec& config : spec.eni_configs) {
    configs.add(config.az.value, SpecNode::text(config.subnet.value, config.subnet.location));
  }
  Mapping node;
  node.add_unless_empty("env", env.take());
  node.add_unless_empty("eniConfigs", configs.take());
  return node.take();
}

SpecNode max_pods(const Located<MaxPodsSpec>& given) {
  if (const auto* const pods = std::get_if<PodCount>(&given.value)) {
    return SpecNode::number(pods->value(), given.location);
  }
  const auto* const expression = std::get_if<MaxPodsExpression>(&given.value);
  if (expression == nullptr) return SpecNode::text("auto", given.location);
  Mapping node;
  node.add("expression", SpecNode::text(expression->text, given.location));
  return node.take_on_one_line();
}

SpecNode update(const UpdateSpec& spec) {
  Mapping node;
  if (spec.max_unavailable) {
    const auto& [value, location] = *spec.max_unavailable;
    const auto* const nodes = std::get_if<NodeCount>(&value);
    node.add("maxUnavailable",
             nodes != nullptr ? SpecNode::number(nodes->value(), location)
                              : SpecNode::text(percent(std::get<Share>(value)), location));
  }
  node.add_word("strategy", spec.strategy, kUpdateStrategyWords);
  return node.take_on_one_line();
}

SpecNode node_group(const NodeGroupSpec& spec) {
  Mapping node;
  node.add("name", spec.name);
  node.add_word("manager", spec.manager, kManagerWords);
  node.add_word("os", spec.os, kOsWords);
  const bool hybrid = spec.manager && spec.manager->value == NodeManager::hybrid;
  if (spec.instance_types.empty() && !hybrid) {
    node.add("instanceTypes", SpecNode::text(std::string(kUnknown)));
  } else {
    node.add("instanceTypes", spec.instance_types);
  }
  node.add("nodes", range(spec.nodes));
  node.add("subnets", spec.subnets);
  if (spec.max_pods) node.add("maxPods", max_pods(*spec.max_pods));
  node.add("podsPerNode", spec.pods_per_node);
  node.add_unless_empty("update", update(spec.update));
  if (spec.custom_ami) node.add("customAmi", SpecNode::boolean(true));
  return node.take();
}

SpecNode fargate_profile(const FargateProfileSpec& spec) {
  Mapping node;
  node.add("name", spec.name);
  node.add("subnets", spec.subnets);
  node.add("pods", range(spec.pods));
  return node.take();
}

SpecNode daemon_set(const DaemonSetSpec& spec) {
  Mapping node;
  node.add("name", spec.name);
  node.add("hostNetwork", spec.host_network);
  node.add("nodeGroups", spec.node_groups);
  return node.take();
}

SpecNode workload(const WorkloadSpec& spec) {
  Mapping node;
  node.add("name", spec.name);
  node.add("replicas", range(spec.replicas));
  node.add("podEni", spec.pod_eni);
  node.add("hostNetwork", spec.host_network);
  Mapping requests;
  if (spec.requests.cpu_millis) {
    const auto& [millis, location] = *spec.requests.cpu_millis;
    requests.add("cpu", SpecNode::text(fmt::format("{}m", millis), location));
  }
  requests.add("memory", spec.requests.memory_bytes);
  node.add_unless_empty("requests", requests.take_on_one_line());
  node.add("nodeGroups", spec.node_groups);
  return node.take();
}

SpecNode load_balancer(const LoadBalancerSpec& spec) {
  Mapping node;
  node.add("name", spec.name);
  node.add_word("type", spec.type, kLoadBalancerTypeWords);
  node.add("subnets", spec.subnets);
  return node.take();
}

SpecNode endpoint(const EndpointSpec& spec) {
  Mapping node;
  node.add("name", spec.name);
  node.add_word("type", spec.type, kEndpointTypeWords);
  node.add("subnets", spec.subnets);
  return node.take();
}

SpecNode growth(const GrowthSpec& spec) {
  Mapping node;
  node.add("podsPerMonth", spec.pods_per_month);
  node.add("months", spec.months);
  return node.take_on_one_line();
}

SpecNode quotas(const QuotaSpec& spec) {
  Mapping node;
  node.add("cidrsPerVpc", spec.cidrs_per_vpc);
  node.add("subnetsPerVpc", spec.subnets_per_vpc);
  node.add("networkInterfacesPerRegion", spec.network_interfaces);
  node.add("networkAddressUnits", spec.network_address_units);
  node.add("peeredNetworkAddressUnits", spec.peered_network_address_units);
  node.add("natGatewaysPerZone", spec.nat_gateways_per_zone);
  node.add("interfaceEndpointsPerVpc", spec.interface_endpoints);
  return node.take();
}

SpecNode warm_pool(const WarmPoolSpec& spec) {
  Mapping node;
  node.add("WARM_ENI_TARGET", spec.warm_eni_target);
  node.add("WARM_IP_TARGET", spec.warm_ip_target);
  node.add("MINIMUM_IP_TARGET", spec.minimum_ip_target);
  if (spec.minimum_is_pods) node.add("MINIMUM_IP_TARGET", SpecNode::text("pods", spec.minimum_is_pods->location));
  node.add("WARM_PREFIX_TARGET", spec.warm_prefix_target);
  return node.take_on_one_line();
}

SpecNode comparison(const CompareSpec& spec) {
  Mapping node;
  node.add("types", spec.types);
  node.add("modes", spec.modes);
  node.add_things("warmPools", spec.warm_pools, warm_pool);
  node.add("objectives", spec.objectives);
  return node.take();
}

SpecNode amount(const Located<Amount>& given) {
  const auto* const share = std::get_if<Share>(&given.value);
  return share != nullptr ? SpecNode::text(percent(*share), given.location)
                          : SpecNode::number(std::get<std::int64_t>(given.value), given.location);
}

SpecNode scenario(const ScenarioSpec& spec) {
  const std::string kind(to_string(spec.kind.value));
  if (!spec.name) return SpecNode::text(kind, spec.location);
  Mapping node;
  node.add("name", spec.name);
  node.add("from", SpecNode::text(kind, spec.kind.location));
  node.add("nodes", spec.nodes);
  node.add("pods", spec.pods);
  Mapping groups;
  for (const ScenarioGroupSpec& group : spec.node_groups) {
    Mapping of_group;
    if (group.nodes) of_group.add("nodes", amount(*group.nodes));
    if (group.pods_per_node) of_group.add("podsPerNode", amount(*group.pods_per_node));
    groups.add(group.node_group.value, of_group.take_on_one_line());
  }
  node.add_unless_empty("nodeGroups", groups.take());
  return node.take();
}

SpecNode rule_setting(const RuleSettingSpec& spec) {
  Mapping node;
  node.add_word("severity", spec.severity, kRuleSeverityWords);
  if (spec.threshold) node.add("threshold", amount(*spec.threshold));
  return node.take_on_one_line();
}

SpecNode accepted(const AcceptedFindingSpec& spec) {
  Mapping node;
  node.add("rule", spec.rule);
  node.add("subject", spec.subject);
  node.add("reason", spec.reason);
  if (spec.expires) node.add("expires", SpecNode::text(spec.expires->value.to_string(), spec.expires->location));
  return node.take();
}

SpecNode policy(const PolicySpec& spec) {
  Mapping node;
  node.add("warnAt", spec.warn_at);
  node.add("failAt", spec.fail_at);
  if (spec.scenarios) {
    const bool own = std::ranges::any_of(*spec.scenarios, [](const ScenarioSpec& one) { return one.name.has_value(); });
    SpecNode scenarios = own ? SpecNode::list() : SpecNode::short_list();
    for (const ScenarioSpec& one : *spec.scenarios) scenarios.items.push_back(scenario(one));
    node.add("scenarios", std::move(scenarios));
  }
  Mapping rules;
  for (const RuleSettingSpec& setting : spec.rules) rules.add(setting.rule.value, rule_setting(setting));
  node.add_unless_empty("rules", rules.take());
  node.add_things("accept", spec.accept, accepted);
  return node.take();
}

/// How a thing in a list is called in a path: by its name, id or CIDR, or by its place.
std::string label_of(const SpecNode& item, std::size_t index) {
  for (const std::string_view key : {"name", "id", "cidr"}) {
    const auto found = std::ranges::find(item.entries, key, &std::pair<std::string, SpecNode>::first);
    if (found != item.entries.end() && found->second.is_scalar()) return found->second.scalar;
  }
  return std::to_string(index);
}

void gather(const SpecNode& node, const std::string& path, std::vector<SpecValue>& out) {
  if (node.is_scalar()) {
    out.push_back({path, node.scalar, node.location});
    return;
  }
  for (const auto& [key, value] : node.entries) gather(value, path.empty() ? key : fmt::format("{}.{}", path, key), out);
  if (node.items.empty()) return;
  if (!std::ranges::all_of(node.items, &SpecNode::is_scalar)) {
    for (std::size_t i = 0; i < node.items.size(); ++i) {
      gather(node.items[i], fmt::format("{}[{}]", path, label_of(node.items[i], i)), out);
    }
    return;
  }
  // A list of words is one value as long as it came from one place.
  SpecValue value{.path = path, .value = "", .location = node.items.front().location};
  for (const SpecNode& item : node.items) {
    const bool same_line = item.location.source == value.location.source && item.location.line == value.location.line;
    if (!same_line && !value.value.empty()) {
      out.push_back(value);
      value = {.path = path, .value = "", .location = item.location};
    }
    value.value += (value.value.empty() ? "" : ", ") + item.scalar;
  }
  out.push_back(std::move(value));
}

}  // namespace

bool is_subnet_id(std::string_view text) {
  constexpr std::string_view kPrefix = "subnet-";
  return text.starts_with(kPrefix) && text.size() > kPrefix.size() &&
         text.find_first_not_of("0123456789abcdef", kPrefix.size()) == std::string_view::npos;
}

SpecNode spec_tree(const ClusterSpec& spec) {
  Mapping node;
  node.add("version", SpecNode::number(1, Location{}));
  node.add_unless_empty("cluster", cluster(spec));
  node.add_unless_empty("podNetwork", pod_network(spec.pod_network));
  node.add_unless_empty("vpc", vpc(spec.vpc));
  node.add_unless_empty("cni", cni(spec.cni));
  if (spec.node_groups.empty()) {
    node.add("nodeGroups", SpecNode::short_list());
  } else {
    node.add_things("nodeGroups", spec.node_groups, node_group);
  }
  node.add_things("fargateProfiles", spec.fargate_profiles, fargate_profile);
  if (spec.pods_unknown) node.add("pods", SpecNode::text(std::string(kUnknown)));
  if (spec.addons) {
    if (spec.addons->empty()) {
      node.add("addons", SpecNode::short_list());
    } else {
      node.add("addons", *spec.addons);
    }
  }
  node.add_things("daemonSets", spec.daemon_sets, daemon_set);
  node.add_things("workloads", spec.workloads, workload);
  node.add_things("loadBalancers", spec.load_balancers, load_balancer);
  node.add_things("endpoints", spec.endpoints, endpoint);
  node.add_unless_empty("growth", growth(spec.growth));
  node.add_unless_empty("quotas", quotas(spec.quotas));
  node.add_unless_empty("policy", policy(spec.policy));
  node.add_unless_empty("compare", comparison(spec.compare));
  return node.take();
}

std::vector<SpecValue> spec_values(const SpecNode& tree) {
  std::vector<SpecValue> out;
  gather(tree, "", out);
  return out;
}

}  // namespace cniplan
