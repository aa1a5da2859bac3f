#include "planner/model/windows_ipam.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "planner/core/spelling.hpp"
#include "planner/model/go_values.hpp"

namespace cniplan {
namespace {

constexpr std::string_view kPrefixDelegation = "enable-windows-prefix-delegation";
constexpr std::string_view kWarmIp = "warm-ip-target";
constexpr std::string_view kMinimumIp = "minimum-ip-target";
constexpr std::string_view kWarmPrefix = "warm-prefix-target";
constexpr std::string_view kLongForm = "windows-";

/// The keys of the ConfigMap that either controller reads. Source: aws/amazon-vpc-resource-controller-k8s
/// pkg/config/type.go.
constexpr std::array<std::string_view, 9> kKnownKeys = {
    "branch-eni-cooldown",       "enable-windows-ipam",    "enable-windows-prefix-delegation",
    "minimum-ip-target",         "warm-ip-target",         "warm-prefix-target",
    "windows-minimum-ip-target", "windows-warm-ip-target", "windows-warm-prefix-target",
};

/// The defaults of secondary IP mode and of prefixes. Source: pkg/config/loader.go, IPv4DefaultWin...,
/// IPv4PDDefault...
constexpr std::int64_t kWarm = 3;
constexpr std::int64_t kMinimum = 3;
constexpr std::int64_t kWarmWithPrefixes = 1;

const Setting* find(std::span<const Setting> configmap, std::string_view key) {
  const auto entry = std::ranges::find(configmap, key, &Setting::name);
  return entry == configmap.end() ? nullptr : &*entry;
}

/// The entry of a target, in its short form or its long one.
const Setting* find_target(std::span<const Setting> configmap, std::string_view key) {
  if (const Setting* entry = find(configmap, key)) return entry;
  const auto entry = std::ranges::find_if(configmap, [&](const Setting& candidate) {
    return candidate.name.starts_with(kLongForm) && candidate.name.substr(kLongForm.size()) == key;
  });
  return entry == configmap.end() ? nullptr : &*entry;
}

}  // namespace

WindowsIpam windows_ipam_of(std::span<const Setting> configmap) {
  WindowsIpam ipam;
  if (const Setting* entry = find(configmap, kPrefixDelegation)) {
    ipam.prefix_delegation = go_bool(entry->value).value_or(false);
  }
  const auto number = [&](std::string_view key) -> std::optional<std::int64_t> {
    const Setting* entry = find_target(configmap, key);
    return entry == nullptr ? std::nullopt : go_integer(entry->value);
  };
  std::optional<std::int64_t> warm = number(kWarmIp);
  if (warm == 0 && !ipam.prefix_delegation) warm = 1;
  ipam.warm_ip_target = warm.value_or(0);
  ipam.minimum_ip_target = number(kMinimumIp).value_or(0);
  ipam.warm_prefix_target = ipam.prefix_delegation ? number(kWarmPrefix).value_or(0) : 0;

  if (!ipam.prefix_delegation) {
    if (ipam.warm_ip_target == 0 && ipam.minimum_ip_target == 0) {
      ipam.warm_ip_target = kWarm;
      ipam.minimum_ip_target = kMinimum;
    }
    if (ipam.warm_ip_target < 0) ipam.warm_ip_target = kWarm;
    if (ipam.minimum_ip_target < 0) ipam.minimum_ip_target = kMinimum;
    return ipam;
  }
  if (ipam.warm_ip_target <= 0 && ipam.minimum_ip_target <= 0 && ipam.warm_prefix_target > 0) {
    ipam.warm_ip_target = 0;
    ipam.minimum_ip_target = 0;
    return ipam;
  }
  ipam.warm_prefix_target = 0;
  if (ipam.warm_ip_target <= 0) ipam.warm_ip_target = kWarmWithPrefixes;
  if (ipam.minimum_ip_target <= 0) ipam.minimum_ip_target = kMinimum;
  return ipam;
}

WithWarnings<WindowsIpam> make_windows_ipam(std::span<const EnvSpec> configmap) {
  std::vector<Setting> entries;
  entries.reserve(configmap.size());
  for (const EnvSpec& entry : configmap) entries.push_back({entry.name.value, entry.value.value});
  WithWarnings<WindowsIpam> made{.value = windows_ipam_of(entries), .warnings = {}};
  for (const EnvSpec& entry : configmap) {
    const std::string_view key = entry.name.value;
    if (std::ranges::find(kKnownKeys, key) == kKnownKeys.end()) {
      std::string way_out = did_you_mean(key, kKnownKeys);
      if (way_out.empty()) way_out = "it is left out of account";
      made.warnings.push_back({"cni.unknown-key", Severity::warning,
                               fmt::format("ConfigMap amazon-vpc-cni: nobody reads the key {}", key), way_out,
                               entry.name.location});
    } else if (key == kPrefixDelegation && !go_bool(entry.value.value)) {
      made.warnings.push_back({"cni.ignored-value", Severity::warning,
                               fmt::format("ConfigMap amazon-vpc-cni: {}: \"{}\" is neither true nor false",
                                           key, entry.value.value),
                               "the resource controller takes false", entry.value.location});
    } else if (key.ends_with("-target") && !go_integer(entry.value.value)) {
      made.warnings.push_back(
          {"cni.ignored-value", Severity::warning,
           fmt::format("ConfigMap amazon-vpc-cni: {}: \"{}\" is not a usable whole number", key,
                       entry.value.value),
           "the resource controller takes 0", entry.value.location});
    }
  }
  return made;
}

}  // namespace cniplan
