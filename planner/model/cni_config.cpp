#include "planner/model/cni_config.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "planner/core/integer.hpp"
#include "planner/core/spelling.hpp"
#include "planner/spec/cni_variables.hpp"

namespace cniplan {
namespace {

class EnvReader {
 public:
  EnvReader(std::span<const EnvSpec> env, Diagnostics& warnings) : env_(env), warnings_(warnings) {}

  /// Of a name given twice Kubernetes takes the last.
  [[nodiscard]] const EnvSpec* find(std::string_view name) const {
    const EnvSpec* found = nullptr;
    for (const EnvSpec& variable : env_) {
      if (variable.name.value == name) found = &variable;
    }
    return found;
  }

  [[nodiscard]] bool boolean(std::string_view name, bool unset) {
    const EnvSpec* variable = find(name);
    if (variable == nullptr) return unset;
    static constexpr std::array<std::string_view, 6> kTrue = {"1", "t", "T", "true", "TRUE", "True"};
    static constexpr std::array<std::string_view, 6> kFalse = {"0", "f", "F", "false", "FALSE", "False"};
    if (std::ranges::find(kTrue, variable->value.value) != kTrue.end()) return true;
    if (std::ranges::find(kFalse, variable->value.value) != kFalse.end()) return false;
    warn(*variable, "is neither true nor false", fmt::format("aws-node takes {}", unset));
    return unset;
  }

  /// A target: `unset` when it is absent, `invalid` when it is no number or negative.
  [[nodiscard]] std::int64_t target(std::string_view name, std::int64_t unset, std::int64_t invalid) {
    const EnvSpec* variable = find(name);
    if (variable == nullptr) return unset;
    const auto number = parse_integer(variable->value.value);
    // A node has at most a few thousand addresses; a larger target is a slip of the keyboard, and sums of it overflow.
    constexpr std::int64_t kLargest = 1'000'000;
    if (!number || *number < 0 || *number > kLargest) {
      warn(*variable, number && *number < 0 ? "is negative" : "is not a usable whole number",
           fmt::format("aws-node takes {}", invalid));
      return invalid;
    }
    return *number;
  }

  void warn_about_unknown_names() {
    for (const EnvSpec& variable : env_) {
      if (std::ranges::find(kAwsNodeVariables, variable.name.value) != kAwsNodeVariables.end()) continue;
      std::string way_out = did_you_mean(variable.name.value, kAwsNodeVariables);
      if (way_out.empty()) way_out = "it is left out of account";
      warnings_.push_back({"cni.unknown-variable", Severity::warning,
                           fmt::format("cni.env: aws-node has no variable {}", variable.name.value), way_out,
                           variable.name.location});
    }
  }

 private:
  void warn(const EnvSpec& variable, std::string_view what, std::string way_out) {
    warnings_.push_back({"cni.ignored-value", Severity::warning,
                         fmt::format("cni.env: {}: \"{}\" {}", variable.name.value, variable.value.value, what),
                         std::move(way_out), variable.value.location});
  }

  std::span<const EnvSpec> env_;
  Diagnostics& warnings_;
};

Diagnostic refusal(std::string what, std::string way_out, const EnvSpec* variable) {
  return {"cni.refuses-to-start", Severity::error, "cni.env: aws-node refuses to start with " + what,
          std::move(way_out), variable == nullptr ? Location{} : variable->value.location};
}

}  // namespace

Result<WithWarnings<CniConfig>, Diagnostics> make_cni_config(std::span<const EnvSpec> env, IpFamily ip_family,
                                                             UnsetVariables unset) {
  WithWarnings<CniConfig> made;
  CniConfig& cni = made.value;
  EnvReader reader(env, made.warnings);
  Diagnostics errors;

  const bool ipv6 = ip_family == IpFamily::ipv6;
  cni.ip_family = ip_family;
  const bool whole = unset == UnsetVariables::ipamd;
  const bool set_by_eks = ipv6 && (!whole || reader.find("ENABLE_IPv6") == nullptr);
  cni.prefix_delegation = reader.boolean("ENABLE_PREFIX_DELEGATION", set_by_eks);
  cni.custom_networking = reader.boolean("AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG", false);
  cni.pod_eni = reader.boolean("ENABLE_POD_ENI", false);
  cni.subnet_discovery = reader.boolean("ENABLE_SUBNET_DISCOVERY", true);
  if (const auto max_enis = reader.target("MAX_ENI", 0, 0); max_enis > 0) cni.max_enis = EniCount(max_enis);
  cni.warm_eni_target = reader.target("WARM_ENI_TARGET", 1, 1);
  cni.warm_ip_target = reader.target("WARM_IP_TARGET", 0, 0);
  cni.minimum_ip_target = reader.target("MINIMUM_IP_TARGET", 0, 0);
  cni.warm_prefix_target = reader.target("WARM_PREFIX_TARGET", whole ? 0 : 1, 0);
  reader.warn_about_unknown_names();

  if (reader.boolean("ENABLE_IPv6", ipv6) != ipv6) {
    const EnvSpec* variable = reader.find("ENABLE_IPv6");
    errors.push_back({"cni.ip-family", Severity::error,
                      fmt::format("cni.env: ENABLE_IPv6 is \"{}\" in a cluster of IP family {}", variable->value.value,
                                  ipv6 ? "ipv6" : "ipv4"),
                      fmt::format("set cluster.ipFamily to {}, or leave the variable out", ipv6 ? "ipv4" : "ipv6"),
                      variable->value.location});
  }
  if (cni.prefix_delegation && !cni.ip_targets() && cni.warm_prefix_target == 0) {
    errors.push_back(refusal("prefix delegation on and WARM_PREFIX_TARGET, WARM_IP_TARGET and MINIMUM_IP_TARGET all 0",
                             "set WARM_PREFIX_TARGET to 1", reader.find("WARM_PREFIX_TARGET")));
  }
  if (ipv6 && !cni.prefix_delegation) {
    errors.push_back(refusal("IPv6 and without prefix delegation", "set ENABLE_PREFIX_DELEGATION to \"true\"",
                             reader.find("ENABLE_PREFIX_DELEGATION")));
  }
  if (ipv6 && cni.custom_networking) {
    errors.push_back(refusal("IPv6 and custom networking", "leave AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG out",
                             reader.find("AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG")));
  }
  if (!errors.empty()) {
    errors.insert(errors.end(), made.warnings.begin(), made.warnings.end());
    return failure(std::move(errors));
  }
  return made;
}

IpFamily ip_family_of(std::span<const EnvSpec> env) {
  Diagnostics said_by_make_cni_config;
  const bool ipv6 = EnvReader(env, said_by_make_cni_config).boolean("ENABLE_IPv6", false);
  return ipv6 ? IpFamily::ipv6 : IpFamily::ipv4;
}

}  // namespace cniplan
