#include "planner/importers/spec_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "planner/core/spelling.hpp"
#include "planner/importers/document_reader.hpp"
#include "planner/spec/check_spec.hpp"
#include "planner/spec/quantity.hpp"
#include "planner/spec/words.hpp"

namespace cniplan {
namespace {

/// Far above what EKS runs, and low enough that no sum over a cluster overflows.
constexpr std::int64_t kMostNodes = 1'000'000;
constexpr std::int64_t kMostPods = 10'000'000;
constexpr std::int64_t kMostPodsPerNode = 100'000;
constexpr std::int64_t kMostUsed = 65'536;
constexpr std::int64_t kMostMonths = 120;
constexpr std::int64_t kMostQuota = 10'000'000;
constexpr std::int64_t kMostThreshold = 1'000'000'000;
constexpr Share kWholeShare = Share::from_percent(100);
constexpr Share kMostGrowth = Share::from_percent(1000);
constexpr Share kMostFactor = Share::from_percent(10'000);

constexpr std::array<std::string_view, 2> kPodsWords = {"known", "unknown"};
constexpr std::size_t kPodsUnknown = 1;
constexpr std::string_view kUnknown = "unknown";

template <class Enum>
Given<Enum> as(const Given<std::size_t>& index) {
  if (!index) return std::nullopt;
  return Located<Enum>{static_cast<Enum>(index->value), index->location};
}

template <class Number>
Given<Number> as_count(const Given<std::int64_t>& value) {
  if (!value) return std::nullopt;
  return Located<Number>{Number(value->value), value->location};
}

bool is_subnet_id(std::string_view text) {
  return text.starts_with("subnet-") && text.size() > 7 &&
         text.find_first_not_of("0123456789abcdef", 7) == std::string_view::npos;
}

class SpecReader {
 public:
  explicit SpecReader(SpecExtent extent) : extent_(extent) {}

  Result<WithWarnings<ClusterSpec>, Diagnostics> read(const DocumentNode& document) {
    spec_.location = document.location;
    read_document(document);
    if (extent_ == SpecExtent::whole) {
      const Diagnostics contradictions = check_spec(spec_);
      diagnostics_.insert(diagnostics_.end(), contradictions.begin(), contradictions.end());
    }
    sort_by_location(diagnostics_);
    if (has_errors(diagnostics_)) return failure(std::move(diagnostics_));
    return WithWarnings<ClusterSpec>{std::move(spec_), std::move(diagnostics_)};
  }

 private:
  MappingReader reader(const DocumentNode& node, std::string subject) {
    return {node, std::move(subject), diagnostics_, EmptyValues::wrong};
  }

  void read_document(const DocumentNode& document) {
    MappingReader in = reader(document, "");
    if (!in.valid()) return;
    read_version(in);
    if (const auto* node = in.node("cluster")) read_cluster(*node);
    if (const auto* node = in.node("podNetwork")) read_pod_network(*node);
    if (const auto* node = in.node("vpc")) read_vpc(*node);
    if (const auto* node = in.node("cni")) read_cni(*node);
    const bool has_groups = document.find("nodeGroups") != nullptr;
    in.each("nodeGroups", [&](const DocumentNode& node) { spec_.node_groups.push_back(node_group(node)); });
    in.each("fargateProfiles",
            [&](const DocumentNode& node) { spec_.fargate_profiles.push_back(fargate_profile(node)); });
    if (const auto pods = in.choice("pods", kPodsWords)) spec_.pods_unknown = pods->value == kPodsUnknown;
    if (in.node("addons") != nullptr) spec_.addons = in.texts("addons");
    in.each("daemonSets", [&](const DocumentNode& node) { spec_.daemon_sets.push_back(daemon_set(node)); });
    in.each("workloads", [&](const DocumentNode& node) { spec_.workloads.push_back(workload(node)); });
    in.each("loadBalancers",
            [&](const DocumentNode& node) { spec_.load_balancers.push_back(load_balancer(node)); });
    in.each("endpoints", [&](const DocumentNode& node) { spec_.endpoints.push_back(endpoint(node)); });
    if (const auto* node = in.node("growth")) read_growth(*node);
    if (const auto* node = in.node("quotas")) read_quotas(*node);
    if (const auto* node = in.node("policy")) read_policy(*node);
    if (const auto* node = in.node("compare")) read_compare(*node);
    in.reject_unknown_keys();
    if (!has_groups && extent_ == SpecExtent::whole) {
      in.error("key.missing", "nodeGroups is missing",
               "list the node groups, or write [] when there are none", document.location);
    }
  }

  void read_version(MappingReader& in) {
    const DocumentNode* const node = in.node("version");
    if (node == nullptr || (node->kind == DocumentNode::Kind::scalar && !node->quoted && node->scalar == "1"))
      return;
    in.error("version.unknown", "version: this program reads version 1", "write version: 1", node->location);
  }

  void read_cluster(const DocumentNode& node) {
    MappingReader in = reader(node, "cluster");
    spec_.name = name(in, "name");
    spec_.platform = as<Platform>(in.choice("platform", kPlatformWords));
    spec_.ip_family = as<IpFamily>(in.choice("ipFamily", kIpFamilyWords));
    spec_.service_cidr = in.cidr("serviceCidr");
    spec_.control_plane_nodes = as_count<NodeCount>(in.integer("controlPlaneNodes", 0, kMostNodes));
    in.reject_unknown_keys();
  }

  void read_pod_network(const DocumentNode& node) {
    MappingReader in = reader(node, "podNetwork");
    spec_.pod_network.location = node.location;
    in.each("cidrs", [&](const DocumentNode& item) {
      if (const auto cidr = in.cidr_of(item, "an item of cidrs")) spec_.pod_network.cidrs.push_back(*cidr);
    });
    spec_.pod_network.node_prefix_length = in.integer("nodePrefixLength", 0, 32);
    in.reject_unknown_keys();
  }

  void read_vpc(const DocumentNode& node) {
    MappingReader in = reader(node, "vpc");
    spec_.vpc.location = node.location;
    in.each("cidrs", [&](const DocumentNode& item) {
      if (const auto cidr = in.cidr_of(item, "an item of cidrs")) spec_.vpc.cidrs.push_back(*cidr);
    });
    in.each("subnets", [&](const DocumentNode& item) { spec_.vpc.subnets.push_back(subnet(item)); });
    in.each("peers", [&](const DocumentNode& item) { spec_.vpc.peers.push_back(peer(item)); });
    in.reject_unknown_keys();
  }

  PeerSpec peer(const DocumentNode& node) {
    PeerSpec out{.location = node.location};
    MappingReader in = reader(node, "peer");
    if (!in.valid()) return out;
    out.name = named(in, "peer", "name");
    require(in, node, "name", "give it a name");
    in.each("cidrs", [&](const DocumentNode& item) {
      if (const auto cidr = in.cidr_of(item, "an item of cidrs")) out.cidrs.push_back(*cidr);
    });
    require(in, node, "cidrs", "list its networks");
    require_items(in, node, "cidrs", "list its networks");
    out.network_address_units = in.integer("networkAddressUnits", 0, kMostQuota);
    in.reject_unknown_keys();
    return out;
  }

  SubnetSpec subnet(const DocumentNode& node) {
    SubnetSpec out{.location = node.location};
    MappingReader in = reader(node, "subnet");
    if (!in.valid()) return out;
    out.name = named(in, "subnet", "name");
    out.id = out.name ? in.text("id") : named(in, "subnet", "id");
    if (out.id && !is_subnet_id(out.id->value)) {
      in.error("subnet.id", fmt::format("id: \"{}\" is not the id of a subnet", out.id->value),
               "write subnet- and hexadecimal digits, or use name for a name of your own", out.id->location);
    }
    if (node.find("name") == nullptr && node.find("id") == nullptr) {
      in.error("key.missing", "a subnet needs a name or an id",
               "give it a name that other parts can refer to", node.location);
    }
    out.az = name(in, "az");
    out.cidr = in.cidr("cidr");
    if (in.node("uses") != nullptr) {
      out.uses.emplace();
      in.each("uses", [&](const DocumentNode& item) {
        if (const auto use = as<SubnetUse>(in.choice_of(item, "uses", kSubnetUseWords)))
          out.uses->push_back(*use);
      });
    }
    read_used(in, out);
    in.each("reservations", [&](const DocumentNode& item) {
      out.reservations.push_back(reservation(item, in.subject() + ": reservation"));
    });
    if (const auto* node_of_tags = in.node("tags")) {
      MappingReader tags = reader(*node_of_tags, in.subject() + ": tags");
      for (const DocumentNode::Entry& entry : node_of_tags->entries) {
        if (const auto value = tags.text_of(entry.value, entry.key)) {
          out.tags.push_back({{entry.key, entry.key_location}, *value});
        }
      }
    }
    in.reject_unknown_keys();
    return out;
  }

  void read_used(MappingReader& in, SubnetSpec& out) {
    const DocumentNode* const node = in.node("used");
    if (node == nullptr) return;
    if (node->kind == DocumentNode::Kind::scalar) {
      out.used_count = as_count<IpCount>(in.integer_of(*node, "used", 0, kMostUsed));
      return;
    }
    in.each("used", [&](const DocumentNode& item) {
      if (item.kind != DocumentNode::Kind::scalar) {
        in.error("type.address",
                 fmt::format("an item of used must be an address or a CIDR, but is {}", kind_name(item)),
                 "write 10.0.0.9 or 10.0.0.16/28", item.location);
        return;
      }
      const auto range = Ipv4Range::parse(item.scalar);
      if (range) {
        out.used_ranges.push_back({*range, item.location});
        return;
      }
      std::string fix = way_out(range.error(), item.scalar);
      if (fix.empty()) fix = "write 10.0.0.9 or 10.0.0.16/28";
      in.error("address.malformed", fmt::format("used: {}", describe(range.error(), item.scalar)),
               std::move(fix), item.location);
    });
  }

  ReservationSpec reservation(const DocumentNode& node, std::string subject) {
    ReservationSpec out{.location = node.location};
    MappingReader in = reader(node, std::move(subject));
    if (!in.valid()) return out;
    out.cidr = in.cidr("cidr");
    out.type = as<ReservationType>(in.choice("type", kReservationTypeWords));
    require(in, node, "cidr", "write the reserved CIDR");
    require(in, node, "type", "write prefix or explicit");
    in.reject_unknown_keys();
    return out;
  }

  void read_cni(const DocumentNode& node) {
    MappingReader in = reader(node, "cni");
    if (const auto* env = in.node("env")) {
      MappingReader variables = reader(*env, "cni: env");
      for (const DocumentNode::Entry& entry : env->entries) {
        // "1" and 1, "true" and true mean the same to whoever reads an environment.
        if (entry.value.kind == DocumentNode::Kind::scalar) {
          spec_.cni.env.push_back(
              {{entry.key, entry.key_location}, {entry.value.scalar, entry.value.location}});
        } else {
          variables.error("type.text",
                          fmt::format("{} must be text, but is {}", entry.key, kind_name(entry.value)),
                          "write its value, in quotes", entry.value.location);
        }
      }
    }
    if (const auto* configs = in.node("eniConfigs")) {
      MappingReader zones = reader(*configs, "cni: eniConfigs");
      for (const DocumentNode::Entry& entry : configs->entries) {
        if (const auto subnet = zones.text_of(entry.value, entry.key)) {
          spec_.cni.eni_configs.push_back({{entry.key, entry.key_location}, *subnet});
        }
      }
    }
    in.reject_unknown_keys();
  }

  NodeGroupSpec node_group(const DocumentNode& node) {
    NodeGroupSpec out{.location = node.location};
    MappingReader in = reader(node, "node group");
    if (!in.valid()) return out;
    out.name = named(in, "node group", "name");
    require(in, node, "name", "give it a name");
    out.manager = as<NodeManager>(in.choice("manager", kManagerWords));
    out.os = as<NodeOs>(in.choice("os", kOsWords));
    const DocumentNode* const types = in.node("instanceTypes");
    const bool types_unknown =
        types != nullptr && types->kind == DocumentNode::Kind::scalar && types->scalar == kUnknown;
    if (!types_unknown) out.instance_types = in.texts("instanceTypes");
    const bool hybrid = out.manager && out.manager->value == NodeManager::hybrid;
    if (!hybrid) require_whole(in, node, "instanceTypes", "list the types its nodes may have");
    if (!hybrid) require_items(in, node, "instanceTypes", "name at least one");
    if (const auto* nodes = in.node("nodes")) out.nodes = range(*nodes, in.subject() + ": nodes", kMostNodes);
    require_whole(in, node, "nodes", "write {min: 3, desired: 3, max: 6}");
    out.subnets = in.texts("subnets");
    require_items(in, node, "subnets");
    read_max_pods(in, out);
    out.pods_per_node = as_count<PodCount>(in.integer("podsPerNode", 0, kMostPodsPerNode));
    if (const auto* update = in.node("update")) out.update = read_update(*update, in.subject() + ": update");
    const auto custom_ami = in.boolean("customAmi");
    out.custom_ami = custom_ami && custom_ami->value;
    in.reject_unknown_keys();
    return out;
  }

  void read_max_pods(MappingReader& in, NodeGroupSpec& out) {
    const DocumentNode* const node = in.node("maxPods");
    if (node == nullptr) return;
    if (node->kind == DocumentNode::Kind::mapping) {
      MappingReader formula = reader(*node, in.subject() + ": maxPods");
      const auto expression = name(formula, "expression");
      require(formula, *node, "expression", "write {expression: \"max_pods\"}");
      formula.reject_unknown_keys();
      if (expression)
        out.max_pods = Located<MaxPodsSpec>{MaxPodsExpression{expression->value}, expression->location};
    } else if (node->kind == DocumentNode::Kind::scalar && node->scalar == "auto") {
      out.max_pods = Located<MaxPodsSpec>{MaxPodsAuto{}, node->location};
    } else if (node->kind == DocumentNode::Kind::scalar && is_text(*node) && !node->quoted) {
      in.error("type.max-pods", fmt::format("maxPods: \"{}\" is not understood", node->scalar),
               "write auto, a number, or {expression: \"...\"}", node->location);
    } else if (const auto number = in.integer_of(*node, "maxPods", 1, kMostPodsPerNode)) {
      out.max_pods = Located<MaxPodsSpec>{PodCount(number->value), number->location};
    }
  }

  UpdateSpec read_update(const DocumentNode& node, std::string subject) {
    UpdateSpec out;
    MappingReader in = reader(node, std::move(subject));
    if (const auto value = amount(in, "maxUnavailable", {.number = kMostNodes, .share = kWholeShare})) {
      const auto* const share = std::get_if<Share>(&value->value);
      out.max_unavailable = Located<std::variant<NodeCount, Share>>{{}, value->location};
      if (share != nullptr) {
        out.max_unavailable->value = *share;
      } else {
        out.max_unavailable->value = NodeCount(std::get<std::int64_t>(value->value));
      }
    }
    out.strategy = as<UpdateStrategy>(in.choice("strategy", kUpdateStrategyWords));
    in.reject_unknown_keys();
    return out;
  }

  RangeSpec range(const DocumentNode& node, const std::string& subject, std::int64_t most) {
    RangeSpec out{.location = node.location};
    if (node.kind == DocumentNode::Kind::scalar && node.scalar == kUnknown) return out;
    if (node.kind == DocumentNode::Kind::scalar) {
      diagnostics_.push_back(
          {.code = "type.mapping",
           .message = fmt::format("{}: must be a mapping, but is {}", subject, kind_name(node)),
           .way_out = "write {desired: 3}, with min and max beside it, or unknown",
           .location = node.location});
      return out;
    }
    MappingReader in = reader(node, subject);
    if (!in.valid()) return out;
    out.min = in.integer("min", 0, most);
    out.desired = in.integer("desired", 0, most);
    out.max = in.integer("max", 0, most);
    in.reject_unknown_keys();
    if (node.entries.empty()) {
      in.error("key.missing", "there is no number", "give desired, and min and max where they differ",
               node.location);
    }
    return out;
  }

  FargateProfileSpec fargate_profile(const DocumentNode& node) {
    FargateProfileSpec out{.location = node.location};
    MappingReader in = reader(node, "Fargate profile");
    if (!in.valid()) return out;
    out.name = named(in, "Fargate profile", "name");
    require(in, node, "name", "give it a name");
    out.subnets = in.texts("subnets");
    require_items(in, node, "subnets");
    if (const auto* pods = in.node("pods")) out.pods = range(*pods, in.subject() + ": pods", kMostPods);
    require_whole(in, node, "pods", "write {desired: 20, max: 200}: each takes an address");
    in.reject_unknown_keys();
    return out;
  }

  DaemonSetSpec daemon_set(const DocumentNode& node) {
    DaemonSetSpec out{.location = node.location};
    MappingReader in = reader(node, "DaemonSet");
    if (!in.valid()) return out;
    out.name = named(in, "DaemonSet", "name");
    require(in, node, "name", "give it a name");
    out.host_network = in.boolean("hostNetwork");
    out.node_groups = in.texts("nodeGroups");
    require_items(in, node, "nodeGroups");
    in.reject_unknown_keys();
    return out;
  }

  WorkloadSpec workload(const DocumentNode& node) {
    WorkloadSpec out{.location = node.location};
    MappingReader in = reader(node, "workload");
    if (!in.valid()) return out;
    out.name = named(in, "workload", "name");
    require(in, node, "name", "give it a name");
    if (const auto* pods = in.node("replicas"))
      out.replicas = range(*pods, in.subject() + ": replicas", kMostPods);
    require_whole(in, node, "replicas", "write {desired: 10, max: 20}");
    out.pod_eni = in.boolean("podEni");
    out.host_network = in.boolean("hostNetwork");
    if (const auto* requests = in.node("requests"))
      out.requests = read_requests(*requests, in.subject() + ": requests");
    out.node_groups = in.texts("nodeGroups");
    require_items(in, node, "nodeGroups");
    in.reject_unknown_keys();
    return out;
  }

  ResourceRequestsSpec read_requests(const DocumentNode& node, std::string subject) {
    ResourceRequestsSpec out;
    MappingReader in = reader(node, std::move(subject));
    out.cpu_millis = quantity(in, "cpu", parse_cpu_millis, "write cores, 2 or 0.5, or thousandths, 500m");
    out.memory_bytes = quantity(in, "memory", parse_memory_bytes, "write 512Mi, 1Gi or bytes");
    in.reject_unknown_keys();
    return out;
  }

  static Given<std::int64_t> quantity(MappingReader& in, std::string_view key,
                                      Result<std::int64_t, QuantityError> (*parse)(std::string_view),
                                      std::string_view forms) {
    const DocumentNode* const node = in.node(key);
    if (node == nullptr) return std::nullopt;
    if (node->kind != DocumentNode::Kind::scalar) {
      in.error("type.quantity", fmt::format("{} must be a quantity, but is {}", key, kind_name(*node)),
               std::string(forms), node->location);
      return std::nullopt;
    }
    const auto value = parse(node->scalar);
    if (value) return Located<std::int64_t>{*value, node->location};
    const auto what = [&]() -> std::string_view {
      switch (value.error()) {
        case QuantityError::malformed:
          return "is not a quantity of Kubernetes";
        case QuantityError::negative:
          return "is below zero";
        case QuantityError::out_of_range:
          return "is too large";
      }
      return {};
    };
    in.error("quantity.wrong", fmt::format("{}: \"{}\" {}", key, node->scalar, what()), std::string(forms),
             node->location);
    return std::nullopt;
  }

  LoadBalancerSpec load_balancer(const DocumentNode& node) {
    LoadBalancerSpec out{.location = node.location};
    MappingReader in = reader(node, "load balancer");
    if (!in.valid()) return out;
    out.name = named(in, "load balancer", "name");
    require(in, node, "name", "give it a name");
    out.type = as<LoadBalancerType>(in.choice("type", kLoadBalancerTypeWords));
    require(in, node, "type", "write alb or nlb");
    out.subnets = in.texts("subnets");
    require_items(in, node, "subnets");
    in.reject_unknown_keys();
    return out;
  }

  EndpointSpec endpoint(const DocumentNode& node) {
    EndpointSpec out{.location = node.location};
    MappingReader in = reader(node, "endpoint");
    if (!in.valid()) return out;
    out.name = named(in, "endpoint", "name");
    require(in, node, "name", "give it a name");
    out.type = as<EndpointType>(in.choice("type", kEndpointTypeWords));
    out.subnets = in.texts("subnets");
    require_items(in, node, "subnets");
    in.reject_unknown_keys();
    return out;
  }

  void read_growth(const DocumentNode& node) {
    MappingReader in = reader(node, "growth");
    if (const auto share = in.share("podsPerMonth");
        share && in_range(in, "podsPerMonth", *share, kMostGrowth)) {
      spec_.growth.pods_per_month = share;
    }
    spec_.growth.months = in.integer("months", 1, kMostMonths);
    in.reject_unknown_keys();
  }

  void read_policy(const DocumentNode& node) {
    MappingReader in = reader(node, "policy");
    if (const auto warn = in.share("warnAt"); warn && in_range(in, "warnAt", *warn, kWholeShare)) {
      spec_.policy.warn_at = warn;
    }
    if (const auto fail = in.share("failAt"); fail && in_range(in, "failAt", *fail, kWholeShare)) {
      spec_.policy.fail_at = fail;
    }
    if (in.node("scenarios") != nullptr) {
      spec_.policy.scenarios.emplace();
      in.each("scenarios", [&](const DocumentNode& item) { read_scenario(in, item); });
      require_items(in, node, "scenarios", "name at least one, or remove the key for the usual ones");
    }
    if (const auto* rules = in.node("rules")) read_rules(*rules);
    in.each("accept",
            [&](const DocumentNode& item) { spec_.policy.accept.push_back(accepted_finding(item)); });
    in.reject_unknown_keys();
  }

  void read_scenario(MappingReader& in, const DocumentNode& item) {
    auto& scenarios = *spec_.policy.scenarios;
    if (item.kind == DocumentNode::Kind::mapping) {
      scenarios.push_back(own_scenario(item));
    } else if (item.kind == DocumentNode::Kind::sequence) {
      in.error("type.scenario", "an item of scenarios must be a name or a mapping, but is a list",
               "write max, or {name: black-friday, from: max, pods: 200%}", item.location);
    } else if (const auto kind = as<ScenarioKind>(in.choice_of(item, "scenarios", kScenarioWords))) {
      scenarios.push_back({.kind = *kind, .location = item.location});
    }
  }

  ScenarioSpec own_scenario(const DocumentNode& node) {
    ScenarioSpec out{.location = node.location};
    MappingReader in = reader(node, "scenario");
    out.name = named(in, "scenario", "name");
    require(in, node, "name", "give it a name; a built-in scenario stands in the list by its name alone");
    if (const auto kind = as<ScenarioKind>(in.choice("from", kScenarioWords))) out.kind = *kind;
    out.nodes = factor(in, "nodes");
    out.pods = factor(in, "pods");
    if (const auto* groups = in.node("nodeGroups")) {
      const std::string subject = in.subject() + ": nodeGroups";
      const MappingReader names = reader(*groups, subject);
      for (const DocumentNode::Entry& entry : groups->entries) {
        out.node_groups.push_back(scenario_group(entry, fmt::format("{}: {}", subject, entry.key)));
      }
    }
    in.reject_unknown_keys();
    return out;
  }

  ScenarioGroupSpec scenario_group(const DocumentNode::Entry& entry, std::string subject) {
    ScenarioGroupSpec out{.node_group = {entry.key, entry.key_location}};
    MappingReader in = reader(entry.value, std::move(subject));
    if (!in.valid()) return out;
    out.nodes = amount(in, "nodes", {.number = kMostNodes, .share = kMostFactor});
    out.pods_per_node = amount(in, "podsPerNode", {.number = kMostPodsPerNode, .share = kMostFactor});
    in.reject_unknown_keys();
    if (entry.value.entries.empty()) {
      in.error("key.missing", "there is no number", "give nodes or podsPerNode, as 80 or 150%",
               entry.value.location);
    }
    return out;
  }

  static Given<Share> factor(MappingReader& in, std::string_view key) {
    const auto share = in.share(key);
    return share && in_range(in, key, *share, kMostFactor) ? share : std::nullopt;
  }

  void read_rules(const DocumentNode& node) {
    MappingReader in = reader(node, "policy: rules");
    for (const DocumentNode::Entry& entry : node.entries) {
      RuleSettingSpec setting{.rule = {entry.key, entry.key_location}};
      if (entry.value.kind == DocumentNode::Kind::mapping) {
        read_rule_setting(entry.value, fmt::format("policy: rules: {}", entry.key), setting);
      } else if (entry.value.kind == DocumentNode::Kind::scalar) {
        setting.severity = severity(in, entry.value, entry.key);
      } else {
        in.error(
            "type.rule-setting",
            fmt::format("{} must be a severity or a mapping, but is {}", entry.key, kind_name(entry.value)),
            "write info, off or {threshold: 8}", entry.value.location);
      }
      spec_.policy.rules.push_back(std::move(setting));
    }
  }

  void read_rule_setting(const DocumentNode& node, std::string subject, RuleSettingSpec& out) {
    MappingReader in = reader(node, std::move(subject));
    if (const auto* word = in.node("severity")) out.severity = severity(in, *word, "severity");
    out.threshold = amount(in, "threshold", {.number = kMostThreshold, .share = kMostFactor});
    in.reject_unknown_keys();
    if (node.entries.empty()) {
      in.error("key.missing", "it sets nothing", "give its severity or its threshold", node.location);
    }
  }

  /// `off` is a word of YAML 1.2, where older readers take it for false.
  static Given<RuleSeverity> severity(MappingReader& in, const DocumentNode& node, std::string_view what) {
    if (node.kind == DocumentNode::Kind::scalar && kind_name(node) == "true or false") {
      in.error("type.severity", fmt::format("{}: {} is no severity", what, node.scalar),
               "write off to turn the rule off, or else error, warning or info", node.location);
      return std::nullopt;
    }
    return as<RuleSeverity>(in.choice_of(node, what, kRuleSeverityWords));
  }

  AcceptedFindingSpec accepted_finding(const DocumentNode& node) {
    AcceptedFindingSpec out{.location = node.location};
    MappingReader in = reader(node, "accepted finding");
    if (!in.valid()) return out;
    out.rule = named(in, "accepted finding", "rule");
    require(in, node, "rule", "name the rule; `cniplan rules` lists them");
    out.subject = name(in, "subject");
    out.reason = name(in, "reason");
    require(in, node, "reason", "say why it is accepted");
    out.expires = date(in, "expires");
    in.reject_unknown_keys();
    return out;
  }

  /// A day as ISO 8601 writes it, with or without quotes.
  static Given<CalendarDate> date(MappingReader& in, std::string_view key) {
    const DocumentNode* const node = in.node(key);
    if (node == nullptr) return std::nullopt;
    if (node->kind != DocumentNode::Kind::scalar) {
      in.error("type.date", fmt::format("{} must be a date, but is {}", key, kind_name(*node)),
               "write 2027-01-31", node->location);
      return std::nullopt;
    }
    if (const auto day = CalendarDate::parse(node->scalar))
      return Located<CalendarDate>{*day, node->location};
    in.error("type.date", fmt::format("{}: \"{}\" is no day of the calendar", key, node->scalar),
             "write year, month and day, 2027-01-31", node->location);
    return std::nullopt;
  }

  void read_quotas(const DocumentNode& node) {
    MappingReader in = reader(node, "quotas");
    const auto quota = [&](std::string_view key) { return in.integer(key, 1, kMostQuota); };
    spec_.quotas = {.cidrs_per_vpc = quota("cidrsPerVpc"),
                    .subnets_per_vpc = quota("subnetsPerVpc"),
                    .network_interfaces = quota("networkInterfacesPerRegion"),
                    .network_address_units = quota("networkAddressUnits"),
                    .peered_network_address_units = quota("peeredNetworkAddressUnits"),
                    .nat_gateways_per_zone = quota("natGatewaysPerZone"),
                    .interface_endpoints = quota("interfaceEndpointsPerVpc")};
    in.reject_unknown_keys();
  }

  void read_compare(const DocumentNode& node) {
    MappingReader in = reader(node, "compare");
    if (!in.valid()) return;
    const auto words = [&](std::string_view key, auto known, std::vector<Located<std::string>>& out) {
      in.each(key, [&](const DocumentNode& item) {
        if (const auto word = in.choice_of(item, key, known)) {
          out.push_back({std::string(known[word->value]), item.location});
        }
      });
    };
    if (in.node("types") != nullptr) spec_.compare.types = in.texts("types");
    words("modes", std::span<const std::string_view>(kCniModeWords), spec_.compare.modes);
    in.each("warmPools", [&](const DocumentNode& item) { spec_.compare.warm_pools.push_back(warm_pool(item)); });
    words("objectives", std::span<const std::string_view>(kObjectiveWords), spec_.compare.objectives);
    in.reject_unknown_keys();
  }

  WarmPoolSpec warm_pool(const DocumentNode& node) {
    constexpr std::int64_t kMostTarget = 100'000;
    WarmPoolSpec out{.location = node.location};
    MappingReader in = reader(node, "warm pool");
    if (!in.valid()) return out;
    out.warm_eni_target = in.integer("WARM_ENI_TARGET", 0, kMostTarget);
    out.warm_ip_target = in.integer("WARM_IP_TARGET", 0, kMostTarget);
    const DocumentNode* const minimum = node.find("MINIMUM_IP_TARGET");
    if (minimum != nullptr && minimum->kind == DocumentNode::Kind::scalar && minimum->scalar == "pods") {
      static_cast<void>(in.node("MINIMUM_IP_TARGET"));
      out.minimum_is_pods = Located<bool>{true, minimum->location};
    } else {
      out.minimum_ip_target = in.integer("MINIMUM_IP_TARGET", 0, kMostTarget);
    }
    out.warm_prefix_target = in.integer("WARM_PREFIX_TARGET", 0, kMostTarget);
    in.reject_unknown_keys();
    return out;
  }

  struct Most {
    std::int64_t number;
    Share share;
  };
  /// A whole number or a percentage.
  static Given<Amount> amount(MappingReader& in, std::string_view key, Most most) {
    const DocumentNode* const node = in.node(key);
    if (node == nullptr) return std::nullopt;
    if (node->kind == DocumentNode::Kind::scalar && node->scalar.ends_with('%')) {
      const auto share = in.share(key);
      if (!share || !in_range(in, key, *share, most.share)) return std::nullopt;
      return Located<Amount>{share->value, share->location};
    }
    if (node->kind != DocumentNode::Kind::scalar || (is_text(*node) && !node->quoted)) {
      in.error(
          "type.amount",
          node->kind == DocumentNode::Kind::scalar
              ? fmt::format("{}: \"{}\" is neither a whole number nor a percentage", key, node->scalar)
              : fmt::format("{} must be a whole number or a percentage, but is {}", key, kind_name(*node)),
          "write it as 5 or 33%", node->location);
      return std::nullopt;
    }
    const auto number = in.integer_of(*node, key, 0, most.number);
    if (!number) return std::nullopt;
    return Located<Amount>{number->value, number->location};
  }

  /// A text that is not empty.
  static Given<std::string> name(MappingReader& in, std::string_view key) {
    auto text = in.text(key);
    if (!text || !text->value.empty()) return text;
    in.error("type.empty", fmt::format("{} is empty", key), "write something between the quotes",
             text->location);
    return std::nullopt;
  }

  /// The name of the thing that is being read; from here on messages call it so.
  static Given<std::string> named(MappingReader& in, std::string_view kind, std::string_view key) {
    auto text = name(in, key);
    if (text) in.set_subject(fmt::format("{} \"{}\"", kind, text->value));
    return text;
  }

  static void require(MappingReader& in, const DocumentNode& node, std::string_view key,
                      std::string_view way_out) {
    if (node.find(key) != nullptr) return;
    in.error("key.missing", fmt::format("{} is missing", key), std::string(way_out), node.location);
  }

  /// The same for what may stand in another file.
  void require_whole(MappingReader& in, const DocumentNode& node, std::string_view key,
                     std::string_view way_out) const {
    if (extent_ == SpecExtent::whole) require(in, node, key, way_out);
  }

  /// A list that is there has something in it: for "all of them" one leaves it out.
  static void require_items(
      MappingReader& in, const DocumentNode& node, std::string_view key,
      std::string_view way_out = "name at least one, or remove the key for all of them") {
    const DocumentNode* const list = node.find(key);
    if (list == nullptr || list->kind != DocumentNode::Kind::sequence || !list->items.empty()) return;
    in.error("list.empty", fmt::format("{} is empty", key), std::string(way_out), list->location);
  }

  static bool in_range(MappingReader& in, std::string_view key, const Located<Share>& share, Share most) {
    if (share.value <= most) return true;
    in.error("range.share", fmt::format("{} is out of range", key),
             fmt::format("write a percentage up to {}%", most.basis_points() / 100), share.location);
    return false;
  }

  SpecExtent extent_;
  ClusterSpec spec_;
  Diagnostics diagnostics_;
};

}  // namespace

Result<WithWarnings<ClusterSpec>, Diagnostics> read_spec(const DocumentNode& document, SpecExtent extent) {
  return SpecReader(extent).read(document);
}

}  // namespace cniplan
