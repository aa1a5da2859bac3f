#include "tests/support/spec_text.hpp"

#include <fmt/format.h>

#include <vector>

#include "planner/core/decimal.hpp"

namespace cniplan {
namespace {

std::string text(const Given<std::string>& value) {
  return value ? value->value : "-";
}

std::string joined(const std::vector<Located<std::string>>& texts) {
  std::vector<std::string> out;
  for (const auto& item : texts) out.push_back(item.value);
  return fmt::format("[{}]", fmt::join(out, " "));
}

std::string text(const Given<std::int64_t>& number) {
  return number ? std::to_string(number->value) : "-";
}

std::string text(const RangeSpec& range) {
  return fmt::format("{}/{}/{}", text(range.min), text(range.desired), text(range.max));
}

std::string text(SubnetUse use) {
  switch (use) {
    case SubnetUse::control_plane:
      return "controlPlane";
    case SubnetUse::nodes:
      return "nodes";
    case SubnetUse::load_balancers:
      return "loadBalancers";
    case SubnetUse::pods:
      return "pods";
    case SubnetUse::fargate:
      return "fargate";
    case SubnetUse::cni:
      return "cni";
  }
  return {};
}

std::string text(NodeManager manager) {
  switch (manager) {
    case NodeManager::managed:
      return "managed";
    case NodeManager::self_managed:
      return "self-managed";
    case NodeManager::karpenter:
      return "karpenter";
    case NodeManager::auto_mode:
      return "auto";
    case NodeManager::hybrid:
      return "hybrid";
  }
  return {};
}

std::string text(NodeOs os) {
  switch (os) {
    case NodeOs::linux:
      return "linux";
    case NodeOs::bottlerocket:
      return "bottlerocket";
    case NodeOs::windows:
      return "windows";
  }
  return {};
}

std::string text(Platform platform) {
  switch (platform) {
    case Platform::eks:
      return "eks";
    case Platform::eks_auto:
      return "eks-auto";
    case Platform::eks_anywhere:
      return "eks-anywhere";
    case Platform::eks_distro:
      return "eks-distro";
  }
  return {};
}

std::string text(EndpointType type) {
  switch (type) {
    case EndpointType::interface_endpoint:
      return "interface-endpoint";
    case EndpointType::nat_gateway:
      return "nat-gateway";
    case EndpointType::transit_gateway:
      return "transit-gateway";
    case EndpointType::efs:
      return "efs";
    case EndpointType::lambda:
      return "lambda";
    case EndpointType::rds:
      return "rds";
    case EndpointType::other:
      return "other";
  }
  return {};
}

std::string text(RuleSeverity severity) {
  switch (severity) {
    case RuleSeverity::error:
      return "error";
    case RuleSeverity::warning:
      return "warning";
    case RuleSeverity::info:
      return "info";
    case RuleSeverity::off:
      return "off";
  }
  return {};
}

std::string text(Share share) {
  return format_decimal(share.basis_points(), 2) + "%";
}

struct AmountText {
  std::string operator()(std::int64_t number) const { return std::to_string(number); }
  std::string operator()(Share share) const { return text(share); }
};

std::string text(const Given<Amount>& amount) {
  return amount ? std::visit(AmountText{}, amount->value) : "-";
}

std::string text(const Given<Share>& share) {
  return share ? text(share->value) : "-";
}

std::string text(const ScenarioSpec& scenario) {
  std::string out = fmt::format("scenario {} from {}", text(scenario.name), to_string(scenario.kind.value));
  if (scenario.nodes || scenario.pods)
    out += fmt::format(" nodes {} pods {}", text(scenario.nodes), text(scenario.pods));
  for (const ScenarioGroupSpec& group : scenario.node_groups) {
    out += fmt::format(" {}: {} x {}", group.node_group.value, text(group.nodes), text(group.pods_per_node));
  }
  return out + "\n";
}

std::string text(const QuotaSpec& quotas) {
  const std::string out =
      fmt::format("{} {} {} {} {} {} {}", text(quotas.cidrs_per_vpc), text(quotas.subnets_per_vpc),
                  text(quotas.network_interfaces), text(quotas.network_address_units),
                  text(quotas.peered_network_address_units), text(quotas.nat_gateways_per_zone),
                  text(quotas.interface_endpoints));
  return out == "- - - - - - -" ? "" : fmt::format("quotas {}\n", out);
}

std::string text(const PolicySpec& policy) {
  std::string out;
  for (const ScenarioSpec& scenario : policy.scenarios.value_or(std::vector<ScenarioSpec>{}))
    out += text(scenario);
  for (const RuleSettingSpec& setting : policy.rules) {
    out += fmt::format("rule {} {} threshold {}\n", setting.rule.value,
                       setting.severity ? text(setting.severity->value) : "-", text(setting.threshold));
  }
  for (const AcceptedFindingSpec& accepted : policy.accept) {
    out += fmt::format("accept {} of {} until {}: {}\n", text(accepted.rule), text(accepted.subject),
                       accepted.expires ? accepted.expires->value.to_string() : "-", text(accepted.reason));
  }
  return out;
}

struct MaxPodsText {
  std::string operator()(const MaxPodsAuto&) const { return "auto"; }
  std::string operator()(const PodCount& pods) const { return std::to_string(pods.value()); }
  std::string operator()(const MaxPodsExpression& expression) const { return expression.text; }
};

struct UnavailableText {
  std::string operator()(const NodeCount& nodes) const { return std::to_string(nodes.value()); }
  std::string operator()(const Share& share) const { return text(share); }
};

}  // namespace

std::string spec_text(const ClusterSpec& spec) {
  std::string out =
      fmt::format("cluster {} {} {}", text(spec.name), spec.platform ? text(spec.platform->value) : "-",
                  !spec.ip_family                           ? "-"
                  : spec.ip_family->value == IpFamily::ipv6 ? "ipv6"
                                                            : "ipv4");
  if (spec.service_cidr) out += " service " + spec.service_cidr->value.to_string();
  out += "\n";
  for (const auto& cidr : spec.pod_network.cidrs) out += fmt::format("podNetwork {}\n", cidr.value.to_string());
  if (spec.pod_network.node_prefix_length) out += fmt::format("nodeBlock /{}\n", spec.pod_network.node_prefix_length->value);
  if (spec.control_plane_nodes) out += fmt::format("controlPlane {} nodes\n", spec.control_plane_nodes->value.value());
  for (const auto& cidr : spec.vpc.cidrs) out += fmt::format("vpc {}\n", cidr.value.to_string());
  for (const PeerSpec& peer : spec.vpc.peers) {
    std::vector<std::string> cidrs;
    for (const auto& cidr : peer.cidrs) cidrs.push_back(cidr.value.to_string());
    out += fmt::format("peer {} [{}] units {}\n", text(peer.name), fmt::join(cidrs, " "),
                       text(peer.network_address_units));
  }
  for (const SubnetSpec& subnet : spec.vpc.subnets) {
    std::vector<std::string> uses;
    for (const auto& use : subnet.uses.value_or(std::vector<Located<SubnetUse>>{}))
      uses.push_back(text(use.value));
    out += fmt::format("subnet {} id {} az {} {} [{}]\n", text(subnet.name), text(subnet.id), text(subnet.az),
                       subnet.cidr ? subnet.cidr->value.to_string() : "-", fmt::join(uses, " "));
  }
  for (const EnvSpec& env : spec.cni.env) out += fmt::format("env {}={}\n", env.name.value, env.value.value);
  for (const EniConfigSpec& config : spec.cni.eni_configs) {
    out += fmt::format("eniConfig {} {}\n", config.az.value, config.subnet.value);
  }
  for (const NodeGroupSpec& group : spec.node_groups) {
    out +=
        fmt::format("group {} {} {} {} nodes {} {}", text(group.name),
                    group.manager ? text(group.manager->value) : "-", group.os ? text(group.os->value) : "-",
                    joined(group.instance_types), text(group.nodes), joined(group.subnets));
    if (group.max_pods) out += " maxPods " + std::visit(MaxPodsText{}, group.max_pods->value);
    if (group.update.max_unavailable)
      out += " unavailable " + std::visit(UnavailableText{}, group.update.max_unavailable->value);
    out += group.custom_ami ? " custom-ami\n" : "\n";
  }
  for (const FargateProfileSpec& profile : spec.fargate_profiles) {
    out += fmt::format("fargate {} pods {} {}\n", text(profile.name), text(profile.pods),
                       joined(profile.subnets));
  }
  for (const WorkloadSpec& workload : spec.workloads) {
    out += fmt::format("workload {} replicas {} {}\n", text(workload.name), text(workload.replicas),
                       joined(workload.node_groups));
  }
  if (spec.addons) out += fmt::format("addons {}\n", joined(*spec.addons));
  for (const EndpointSpec& endpoint : spec.endpoints) {
    out += fmt::format("endpoint {} {} {}\n", text(endpoint.name),
                       endpoint.type ? text(endpoint.type->value) : "-", joined(endpoint.subnets));
  }
  return out + text(spec.quotas) + text(spec.policy);
}

}  // namespace cniplan
