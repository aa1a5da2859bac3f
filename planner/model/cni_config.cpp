#include "planner/model/cni_config.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "planner/core/spelling.hpp"
#include "planner/model/go_values.hpp"
#include "planner/spec/cni_variables.hpp"

namespace cniplan {
namespace {

/// The variables that are evaluated here, in the order in which what is wrong with them is told.
enum Variable : std::uint8_t {
  kPrefixDelegation,
  kCustomNetworking,
  kPodEni,
  kSubnetDiscovery,
  kMultiNic,
  kProvisioningDisabled,
  kImdsOnly,
  kCordonedNodes,
  kMaxEni,
  kWarmEni,
  kWarmIp,
  kMinimumIp,
  kWarmPrefix,
  kCooldown,
  kIpv4,
  kIpv6,
};
constexpr std::array<std::string_view, 16> kNames = {"ENABLE_PREFIX_DELEGATION",
                                                     "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG",
                                                     "ENABLE_POD_ENI",
                                                     "ENABLE_SUBNET_DISCOVERY",
                                                     "ENABLE_MULTI_NIC",
                                                     "DISABLE_NETWORK_RESOURCE_PROVISIONING",
                                                     "ENABLE_IMDS_ONLY_MODE",
                                                     "AWS_MANAGE_ENIS_NON_SCHEDULABLE",
                                                     "MAX_ENI",
                                                     "WARM_ENI_TARGET",
                                                     "WARM_IP_TARGET",
                                                     "MINIMUM_IP_TARGET",
                                                     "WARM_PREFIX_TARGET",
                                                     "IP_COOLDOWN_PERIOD",
                                                     "ENABLE_IPv4",
                                                     "ENABLE_IPv6"};

/// A day: a longer cool-down is a slip of the keyboard.
constexpr std::int64_t kLongestCooldown = 86'400;

/// A value that ipamd passes over.
struct Ignored {
  std::size_t setting = 0;  ///< its number in the environment
  std::string_view what;
  std::string instead;
};

/// The values of kNames in one environment, and the rules by which ipamd reads them.
class Environment {
 public:
  explicit Environment(std::span<const Setting> env) : env_(env) {
    places_.fill(-1);
    for (std::size_t i = 0; i < env.size(); ++i) {
      for (std::size_t name = 0; name < kNames.size(); ++name) {
        // Of a name given twice Kubernetes takes the last.
        if (env[i].name == kNames[name]) places_[name] = static_cast<int>(i);
      }
    }
  }

  [[nodiscard]] std::optional<std::size_t> place(Variable variable) const {
    const int place = places_[variable];
    return place < 0 ? std::nullopt : std::optional(static_cast<std::size_t>(place));
  }
  [[nodiscard]] std::optional<std::string_view> value(Variable variable) const {
    const auto at = place(variable);
    return at ? std::optional(env_[*at].value) : std::nullopt;
  }

  [[nodiscard]] bool boolean(Variable variable, bool unset) {
    const auto text = value(variable);
    if (!text) return unset;
    const auto given = go_bool(*text);
    if (!given) ignore(variable, "is neither true nor false", unset ? "true" : "false");
    return given.value_or(unset);
  }

  /// A target: `unset` when it is absent, `invalid` when it is no number or negative.
  [[nodiscard]] std::int64_t target(Variable variable, std::int64_t unset, std::int64_t invalid) {
    const auto text = value(variable);
    if (!text) return unset;
    const auto number = go_integer(*text);
    if (number && *number >= 0) return *number;
    ignore(variable, number ? "is negative" : "is not a usable whole number", std::to_string(invalid));
    return invalid;
  }

  [[nodiscard]] const std::vector<Ignored>& ignored() const { return ignored_; }

 private:
  void ignore(Variable variable, std::string_view what, std::string instead) {
    ignored_.push_back({*place(variable), what, std::move(instead)});
  }

  std::span<const Setting> env_;
  std::array<int, kNames.size()> places_{};
  std::vector<Ignored> ignored_;
};

struct Evaluated {
  CniConfig config;
  std::vector<CniRefusal> refusals;
};

Evaluated evaluate(Environment& env, IpFamily ip_family, UnsetVariables unset) {
  Evaluated evaluated;
  CniConfig& cni = evaluated.config;
  const bool ipv6 = ip_family == IpFamily::ipv6;
  const bool whole = unset == UnsetVariables::ipamd;
  cni.ip_family = ip_family;
  const bool set_by_eks = ipv6 && (!whole || !env.place(kIpv6));
  cni.prefix_delegation = env.boolean(kPrefixDelegation, set_by_eks);
  cni.custom_networking = env.boolean(kCustomNetworking, false);
  cni.pod_eni = env.boolean(kPodEni, false);
  cni.subnet_discovery = env.boolean(kSubnetDiscovery, true);
  cni.multi_nic = env.boolean(kMultiNic, false);
  const bool provisioning_disabled = env.boolean(kProvisioningDisabled, false);
  const bool imds_only = env.boolean(kImdsOnly, false);
  cni.provisioning = !provisioning_disabled && !imds_only;
  cni.manages_cordoned_nodes = env.boolean(kCordonedNodes, false);
  if (const auto max_enis = env.target(kMaxEni, 0, 0); max_enis > 0) cni.max_enis = EniCount(max_enis);
  cni.warm_eni_target = env.target(kWarmEni, 1, 1);
  cni.warm_ip_target = env.target(kWarmIp, 0, 0);
  cni.minimum_ip_target = env.target(kMinimumIp, 0, 0);
  cni.warm_prefix_target = env.target(kWarmPrefix, whole ? 0 : 1, 0);

  const auto refuse = [&](CniRefusal refusal) { evaluated.refusals.push_back(refusal); };
  if (const auto text = env.value(kCooldown)) {
    const auto seconds = go_integer(*text);
    if (seconds && *seconds >= 0 && *seconds <= kLongestCooldown) {
      cni.ip_cooldown_seconds = *seconds;
    } else {
      refuse(CniRefusal::cooldown_is_no_number);
    }
  }
  // It compares text, not numbers: "x" passes, and counts as 0 afterwards.
  const auto is_zero_or_less = [&](Variable variable, std::string_view otherwise) {
    return env.value(variable).value_or(otherwise) <= std::string_view("0");
  };
  if (cni.prefix_delegation && is_zero_or_less(kWarmIp, "0") && is_zero_or_less(kMinimumIp, "0") &&
      is_zero_or_less(kWarmPrefix, whole ? "0" : "1")) {
    refuse(CniRefusal::no_warm_target);
  }
  if (env.place(kIpv4) && env.boolean(kIpv4, !ipv6) == ipv6) {
    refuse(ipv6 ? CniRefusal::both_ip_families : CniRefusal::no_ip_family);
  }
  if (ipv6 && !cni.prefix_delegation) refuse(CniRefusal::ipv6_without_prefixes);
  if (ipv6 && cni.custom_networking) refuse(CniRefusal::ipv6_with_custom_networking);
  return evaluated;
}

struct RefusalText {
  std::string_view reason;
  std::string_view way_out;
  Variable variable;
};
RefusalText text_of(CniRefusal refusal) {
  switch (refusal) {
    case CniRefusal::no_warm_target:
      return {
          "prefix delegation with WARM_PREFIX_TARGET, WARM_IP_TARGET and MINIMUM_IP_TARGET all zero or unset",
          "set WARM_PREFIX_TARGET to 1", kWarmPrefix};
    case CniRefusal::ipv6_without_prefixes:
      return {"IPv6 without prefix delegation", "set ENABLE_PREFIX_DELEGATION to \"true\"",
              kPrefixDelegation};
    case CniRefusal::ipv6_with_custom_networking:
      return {"IPv6 with custom networking", "leave AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG out",
              kCustomNetworking};
    case CniRefusal::both_ip_families:
      return {"ENABLE_IPv4 and ENABLE_IPv6 both true", "set ENABLE_IPv4 to \"false\", or leave it out",
              kIpv4};
    case CniRefusal::no_ip_family:
      return {"ENABLE_IPv4 and ENABLE_IPv6 both false", "set ENABLE_IPv4 to \"true\", or leave it out",
              kIpv4};
    case CniRefusal::cooldown_is_no_number:
      return {"an IP_COOLDOWN_PERIOD that is no number of seconds", "leave it out for 30 s", kCooldown};
  }
  return {"", "", kIpv4};
}

void warn_about_unknown_names(std::span<const EnvSpec> env, Diagnostics& warnings) {
  for (const EnvSpec& variable : env) {
    if (std::ranges::find(kAwsNodeVariables, variable.name.value) != kAwsNodeVariables.end()) continue;
    std::string way_out = did_you_mean(variable.name.value, kAwsNodeVariables);
    if (way_out.empty()) way_out = "it is left out of account";
    warnings.push_back({"cni.unknown-variable", Severity::warning,
                        fmt::format("cni.env: aws-node has no variable {}", variable.name.value), way_out,
                        variable.name.location});
  }
}

std::vector<Setting> settings_of(std::span<const EnvSpec> env) {
  std::vector<Setting> settings;
  settings.reserve(env.size());
  for (const EnvSpec& variable : env) settings.push_back({variable.name.value, variable.value.value});
  return settings;
}

}  // namespace

std::string_view reason_of(CniRefusal refusal) {
  return text_of(refusal).reason;
}

Result<CniConfig, CniRefusal> cni_config_of(std::span<const Setting> settings, IpFamily ip_family,
                                            UnsetVariables unset) {
  Environment env(settings);
  Evaluated evaluated = evaluate(env, ip_family, unset);
  if (!evaluated.refusals.empty()) return failure(evaluated.refusals.front());
  return evaluated.config;
}

Result<WithWarnings<CniConfig>, Diagnostics> make_cni_config(std::span<const EnvSpec> env, IpFamily ip_family,
                                                             UnsetVariables unset) {
  const std::vector<Setting> settings = settings_of(env);
  Environment environment(settings);
  Evaluated evaluated = evaluate(environment, ip_family, unset);
  const bool ipv6 = ip_family == IpFamily::ipv6;
  const bool says_ipv6 = environment.boolean(kIpv6, ipv6);

  WithWarnings<CniConfig> made{.value = evaluated.config, .warnings = {}};
  for (const Ignored& ignored : environment.ignored()) {
    const EnvSpec& variable = env[ignored.setting];
    made.warnings.push_back(
        {"cni.ignored-value", Severity::warning,
         fmt::format("cni.env: {}: \"{}\" {}", variable.name.value, variable.value.value, ignored.what),
         "aws-node takes " + ignored.instead, variable.value.location});
  }
  warn_about_unknown_names(env, made.warnings);

  const auto location_of = [&](Variable variable) {
    const auto place = environment.place(variable);
    return place ? env[*place].value.location : Location{};
  };
  Diagnostics errors;
  if (says_ipv6 != ipv6) {
    const auto place = environment.place(kIpv6);
    errors.push_back(
        {"cni.ip-family", Severity::error,
         fmt::format("cni.env: ENABLE_IPv6 is \"{}\" in a cluster of IP family {}", env[*place].value.value,
                     ipv6 ? "ipv6" : "ipv4"),
         fmt::format("set cluster.ipFamily to {}, or leave the variable out", ipv6 ? "ipv4" : "ipv6"),
         location_of(kIpv6)});
  }
  for (const CniRefusal refusal : evaluated.refusals) {
    const RefusalText text = text_of(refusal);
    errors.push_back({"cni.refuses-to-start", Severity::error,
                      fmt::format("cni.env: aws-node refuses to start: {}", text.reason),
                      std::string(text.way_out), location_of(text.variable)});
  }
  if (!errors.empty()) {
    errors.insert(errors.end(), made.warnings.begin(), made.warnings.end());
    return failure(std::move(errors));
  }
  return made;
}

IpFamily ip_family_of_settings(std::span<const Setting> settings) {
  return Environment(settings).boolean(kIpv6, false) ? IpFamily::ipv6 : IpFamily::ipv4;
}

IpFamily ip_family_of(std::span<const EnvSpec> env) {
  const std::vector<Setting> settings = settings_of(env);
  return ip_family_of_settings(settings);
}

}  // namespace cniplan
