#include "planner/importers/helm_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <string_view>
#include <utility>

#include "planner/core/spelling.hpp"
#include "planner/importers/container_env.hpp"
#include "planner/spec/cni_variables.hpp"

namespace cniplan {
namespace {

using Kind = DocumentNode::Kind;

/// Of the variables that the chart sets and that concern addresses, the one whose value is not ipamd's own
/// default as well, 0. Those of the IP family are not here: in a cluster of EKS they follow the cluster.
/// Source: aws/amazon-vpc-cni-k8s charts/aws-vpc-cni/values.yaml (v1.23.1).
struct ChartDefault {
  std::string_view variable;
  std::string_view value;
};
constexpr std::array<ChartDefault, 1> kChartDefaults = {{{"WARM_PREFIX_TARGET", "1"}}};

/// An entry of the ConfigMap amazon-vpc-cni, the key of the values that it comes from, and the chart's value
/// of it. Source: aws/amazon-vpc-cni-k8s charts/aws-vpc-cni/templates/configmap.yaml, values.yaml (v1.23.1).
struct ConfigMapEntry {
  std::string_view name;
  std::string_view key;
  std::string_view unset;
};
constexpr std::array<ConfigMapEntry, 7> kConfigMap = {
    {{"enable-windows-ipam", "enableWindowsIpam", "false"},
     {"enable-network-policy-controller", "enableNetworkPolicy", "false"},
     {"enable-windows-prefix-delegation", "enableWindowsPrefixDelegation", "false"},
     {"warm-prefix-target", "warmWindowsPrefixTarget", "0"},
     {"warm-ip-target", "warmWindowsIPTarget", "1"},
     {"minimum-ip-target", "minimumWindowsIPTarget", "3"},
     {"branch-eni-cooldown", "branchENICooldown", "60"}}};

/// The keys of the chart's values. Source: charts/aws-vpc-cni/values.yaml and templates/daemonset.yaml
/// (v1.23.1).
constexpr auto kKeys = std::to_array<std::string_view>({"affinity",
                                                        "branchENICooldown",
                                                        "cniConfig",
                                                        "enableNetworkPolicy",
                                                        "enableWindowsIpam",
                                                        "enableWindowsPrefixDelegation",
                                                        "eniConfig",
                                                        "env",
                                                        "extraEnv",
                                                        "extraVolumeMounts",
                                                        "extraVolumes",
                                                        "fullnameOverride",
                                                        "image",
                                                        "imagePullSecrets",
                                                        "init",
                                                        "livenessProbe",
                                                        "livenessProbeTimeoutSeconds",
                                                        "minimumWindowsIPTarget",
                                                        "nameOverride",
                                                        "nodeAgent",
                                                        "nodeSelector",
                                                        "originalMatchLabels",
                                                        "podAnnotations",
                                                        "podLabels",
                                                        "podMonitor",
                                                        "podSecurityContext",
                                                        "priorityClassName",
                                                        "readinessProbe",
                                                        "readinessProbeTimeoutSeconds",
                                                        "resources",
                                                        "securityContext",
                                                        "serviceAccount",
                                                        "tolerations",
                                                        "updateStrategy",
                                                        "warmWindowsIPTarget",
                                                        "warmWindowsPrefixTarget"});
/// Those that no other chart is likely to have.
constexpr std::array<std::string_view, 8> kOwnKeys = {
    "branchENICooldown",   "enableWindowsIpam",   "enableWindowsPrefixDelegation", "eniConfig",
    "originalMatchLabels", "warmWindowsIPTarget", "warmWindowsPrefixTarget",       "minimumWindowsIPTarget"};
/// Those that are read here.
constexpr std::array<std::string_view, 9> kReadKeys = {"env",
                                                       "extraEnv",
                                                       "branchENICooldown",
                                                       "enableNetworkPolicy",
                                                       "enableWindowsIpam",
                                                       "enableWindowsPrefixDelegation",
                                                       "minimumWindowsIPTarget",
                                                       "warmWindowsIPTarget",
                                                       "warmWindowsPrefixTarget"};

template <class Words>
bool is_one_of(std::string_view text, const Words& words) {
  return std::ranges::find(words, text) != words.end();
}

/// A whole text as an integer of Go's base prefixes; empty when it is none.
std::optional<std::int64_t> yaml_1_1_integer(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  int base = 10;
  const auto strip = [&](std::string_view prefix, int of) {
    if (base != 10 || !text.starts_with(prefix) || text.size() == prefix.size()) return;
    text.remove_prefix(prefix.size());
    base = of;
  };
  strip("0x", 16);
  strip("0o", 8);
  strip("0", 8);
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  if (error != std::errc() || end != text.data() + text.size() || text.starts_with('-')) return std::nullopt;
  return negative ? -number : number;
}

/// A number as it comes out of Helm; what is too large for any setting stays as it is.
std::string helm_number(std::string_view text) {
  if (const auto integer = yaml_1_1_integer(text)) return fmt::format("{}", *integer);
  const std::string_view digits = text.substr(text.starts_with('+') ? 1 : 0);
  double number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  constexpr double kLargest = 1e15;
  const bool usable =
      error == std::errc() && end == digits.data() + digits.size() && number < kLargest && number > -kLargest;
  return usable ? fmt::format("{}", number) : std::string(text);
}

void warn_of_misspelt_keys(MappingReader& reader, const DocumentNode& values, Diagnostics& diagnostics) {
  for (const DocumentNode::Entry& entry : values.entries) {
    if (is_one_of(entry.key, kKeys)) continue;
    const auto nearest = nearest_name(entry.key, kReadKeys);
    if (!nearest) continue;
    diagnostics.push_back(
        {.code = "cni.unknown-key",
         .severity = Severity::warning,
         .message = fmt::format("{}: the chart has no key \"{}\"", reader.subject(), entry.key),
         .way_out = fmt::format("did you mean \"{}\"?", *nearest),
         .location = entry.key_location});
  }
}

std::vector<EnvSpec> rendered_env(MappingReader& reader, const DocumentNode& values,
                                  Diagnostics& diagnostics) {
  const auto key = std::ranges::find(values.entries, "env", &DocumentNode::Entry::key);
  const bool taken_away = key != values.entries.end() && key->value.kind == Kind::null;
  if (taken_away) {
    diagnostics.push_back(
        {.code = "cni.no-env",
         .severity = Severity::warning,
         .message = fmt::format("{}: env has no value, so Helm drops what the chart sets", reader.subject()),
         .way_out = "remove the key, or write \"env: {}\"",
         .location = key->key_location});
  }
  const std::vector<ChartVariable> given = read_chart_env(reader);
  ContainerEnv env(reader.subject(), diagnostics);
  for (const ChartDefault& row : kChartDefaults) {
    const bool overridden =
        std::ranges::any_of(given, [&](const auto& variable) { return variable.name.value == row.variable; });
    if (!overridden && !taken_away) env.add({{std::string(row.variable)}, {std::string(row.value)}});
  }
  for (const ChartVariable& variable : given) {
    if (variable.value) env.add({variable.name, *variable.value});
  }
  if (const DocumentNode* const list = reader.node("extraEnv")) env.add_list(*list, "extraEnv");
  return env.take();
}

std::vector<EnvSpec> rendered_configmap(MappingReader& reader, const DocumentNode& values) {
  std::vector<EnvSpec> out;
  for (const ConfigMapEntry& row : kConfigMap) {
    const auto given = std::ranges::find(values.entries, row.key, &DocumentNode::Entry::key);
    if (given == values.entries.end()) {
      out.push_back({{std::string(row.name)}, {std::string(row.unset)}});
    } else if (given->value.kind == Kind::scalar) {
      out.push_back(
          {{std::string(row.name), given->key_location}, {helm_text(given->value), given->value.location}});
    } else if (given->value.kind != Kind::null) {
      reader.error("cni.values",
                   fmt::format("{} must be one value, but is {}", row.key, kind_name(given->value)),
                   "write one value", given->value.location);
    }
  }
  return out;
}

}  // namespace

std::vector<ChartVariable> read_chart_env(MappingReader& values) {
  std::vector<ChartVariable> out;
  const DocumentNode* const env = values.node("env");
  if (env == nullptr) return out;
  if (env->kind != Kind::mapping) {
    values.error("cni.values",
                 fmt::format("env must be a mapping of names to values, but is {}", kind_name(*env)),
                 "write \"NAME: value\" lines", env->location);
    return out;
  }
  if (env->entries.size() > ContainerEnv::kMostVariables) {
    values.error("cni.env", fmt::format("env has {} variables", env->entries.size()),
                 fmt::format("at most {} are read", ContainerEnv::kMostVariables), env->location);
    return out;
  }
  for (const DocumentNode::Entry& entry : env->entries) {
    if (entry.value.kind == Kind::null) {
      out.push_back({{entry.key, entry.key_location}, std::nullopt});
    } else if (entry.value.kind == Kind::scalar) {
      out.push_back({{entry.key, entry.key_location},
                     Located<std::string>{helm_text(entry.value), entry.value.location}});
    } else {
      values.error("cni.values",
                   fmt::format("env: {} must be one value, but is {}", entry.key, kind_name(entry.value)),
                   "write text", entry.key_location);
    }
  }
  return out;
}

std::string helm_text(const DocumentNode& scalar) {
  if (scalar.quoted) return scalar.scalar;
  if (const auto boolean = yaml_1_1_boolean(scalar)) return *boolean ? "true" : "false";
  return kind_name(scalar) == "a number" ? helm_number(scalar.scalar) : scalar.scalar;
}

bool is_windows_setting(std::string_view key) {
  return std::ranges::any_of(kConfigMap, [&](const auto& row) { return key == row.name || key == row.key; });
}

bool is_vpc_cni_values(const DocumentNode& document) {
  if (document.kind != Kind::mapping) return false;
  const auto key_is_one_of = [](const auto& words) {
    return [&words](const DocumentNode::Entry& entry) { return is_one_of(entry.key, words); };
  };
  if (std::ranges::any_of(document.entries, key_is_one_of(kOwnKeys))) return true;
  const DocumentNode* const env = document.find("env");
  if (env == nullptr) return false;
  // The metrics helper's chart sets this one too.
  constexpr std::string_view kOfOthers = "AWS_VPC_K8S_CNI_LOGLEVEL";
  if (std::ranges::any_of(env->entries, [&](const DocumentNode::Entry& entry) {
        return is_one_of(entry.key, kAwsNodeVariables) && entry.key != kOfOthers;
      })) {
    return true;
  }
  // Many a chart has an env; where nothing else is strange, a misspelt variable is enough, or none at all.
  if (!std::ranges::all_of(document.entries, key_is_one_of(kKeys))) return false;
  if (env->entries.size() > ContainerEnv::kMostVariables) return false;
  return env->entries.empty() ||
         std::ranges::any_of(env->entries, [](const auto& entry) { return concerns_addresses(entry.key); });
}

std::vector<EniConfigSpec> read_chart_eni_configs(MappingReader& values, const std::string& subject,
                                                  std::string_view region, Diagnostics& diagnostics) {
  std::vector<EniConfigSpec> out;
  const DocumentNode* const configs = values.node("eniConfig");
  if (configs == nullptr) return out;
  MappingReader reader(*configs, subject + ": eniConfig", diagnostics);
  if (!reader.valid()) return out;
  const auto create = reader.boolean("create");
  const auto own_region = reader.text("region");
  const DocumentNode* const subnets = reader.node("subnets");
  if (!create || !create->value || subnets == nullptr) return out;
  for (const DocumentNode::Entry& entry : subnets->entries) {
    MappingReader zone(entry.value, fmt::format("{}: eniConfig.subnets.{}", subject, entry.key), diagnostics);
    const auto id = zone.valid() ? zone.text("id") : std::nullopt;
    if (!id) continue;
    std::string name = entry.key;
    if (name.size() == 1) name = (own_region ? own_region->value : std::string(region)) + name;
    out.push_back({{std::move(name), entry.key_location}, *id});
  }
  return out;
}

VpcCniChart render_vpc_cni_chart(const DocumentNode& values, std::string subject, Diagnostics& diagnostics) {
  MappingReader reader(values, std::move(subject), diagnostics);
  if (!reader.valid()) return {};
  warn_of_misspelt_keys(reader, values, diagnostics);
  VpcCniChart chart;
  chart.env = rendered_env(reader, values, diagnostics);
  chart.configmap = rendered_configmap(reader, values);
  chart.eni_configs = read_chart_eni_configs(reader, reader.subject(), "", diagnostics);
  return chart;
}

}  // namespace cniplan
