#pragma once

#include <span>

#include "planner/core/diagnostic.hpp"
#include "planner/model/cni_config.hpp"
#include "planner/spec/cluster_spec.hpp"
#include "planner/spec/setting.hpp"

namespace cniplan {

/// What the entries of the ConfigMap amazon-vpc-cni amount to for Windows nodes. Keys:
/// enable-windows-prefix-delegation; warm-ip-target, minimum-ip-target and warm-prefix-target, each also with
/// "windows-" before it, where the short form wins. A target that is no number counts as 0; a warm-ip-target
/// of 0 as 1 in secondary IP mode. With nothing set 3 and 3, with prefixes 1 and 3. In secondary IP mode one
/// target that is set leaves the other at 0, whatever AWS's page says; a negative one is 3. With prefixes a
/// target of 0 or less counts as unset, an IP target overrules the prefix target, and the IP target beside it
/// is then 1 or 3. Warnings: a value that is no number, a key that nobody reads. Source:
/// aws/amazon-vpc-resource-controller-k8s pkg/config/loader.go (ParseWinIPTargetConfigs), pkg/pool/pool.go
/// (getPDDeviation, calculateSecondaryIPDeviation), commit b8d4251, 2026-04-23.
[[nodiscard]] WithWarnings<WindowsIpam> make_windows_ipam(std::span<const EnvSpec> configmap);

/// The same without the warnings.
[[nodiscard]] WindowsIpam windows_ipam_of(std::span<const Setting> configmap);

}  // namespace cniplan
