#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "planner/core/count.hpp"
#include "planner/core/diagnostic.hpp"
#include "planner/core/result.hpp"
#include "planner/core/terms.hpp"
#include "planner/spec/cluster_spec.hpp"
#include "planner/spec/setting.hpp"

namespace cniplan {

/// The settings of the pool that the VPC resource controller keeps for a Windows node, after its own parsing
/// rules. Source: aws/amazon-vpc-resource-controller-k8s pkg/config/loader.go (ParseWinIPTargetConfigs),
/// pkg/pool/pool.go.
struct WindowsIpam {
  bool prefix_delegation = false;       ///< enable-windows-prefix-delegation
  std::int64_t warm_ip_target = 3;      ///< 0: no address beyond the minimum is ever added
  std::int64_t minimum_ip_target = 3;   ///< 0: no floor
  std::int64_t warm_prefix_target = 0;  ///< with prefixes, above 0: it rules alone

  friend bool operator==(const WindowsIpam&, const WindowsIpam&) = default;
};

/// The settings of the VPC CNI that decide how many addresses a node can and does hold: the aws-node
/// container's environment after ipamd's own parsing rules. The defaults are those of the published DaemonSet
/// manifest. Source: aws/amazon-vpc-cni-k8s pkg/ipamd/ipamd.go, config/master/aws-k8s-cni.yaml (v1.23.1).
struct CniConfig {
  bool prefix_delegation = false;  ///< ENABLE_PREFIX_DELEGATION
  bool custom_networking = false;  ///< AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG
  bool pod_eni = false;            ///< ENABLE_POD_ENI: security groups for Pods
  bool subnet_discovery = true;    ///< ENABLE_SUBNET_DISCOVERY
  bool multi_nic = false;          ///< ENABLE_MULTI_NIC: a pool of its own for every network card
  bool provisioning = true;        ///< false: DISABLE_NETWORK_RESOURCE_PROVISIONING or ENABLE_IMDS_ONLY_MODE
  bool manages_cordoned_nodes = false;  ///< AWS_MANAGE_ENIS_NON_SCHEDULABLE
  IpFamily ip_family = IpFamily::ipv4;
  std::optional<EniCount> max_enis;  ///< MAX_ENI; empty: no limit
  std::int64_t warm_eni_target = 1;
  std::int64_t warm_ip_target = 0;        ///< 0: off
  std::int64_t minimum_ip_target = 0;     ///< 0: off
  std::int64_t warm_prefix_target = 1;    ///< 1 is the manifest's; ipamd's own is 0
  std::int64_t ip_cooldown_seconds = 30;  ///< IP_COOLDOWN_PERIOD
  WindowsIpam windows;                    ///< for Windows nodes; the rest above is for the others

  /// Whether WARM_IP_TARGET and MINIMUM_IP_TARGET rule alone. Source: ipamd.go, warmIPTargetsDefined.
  [[nodiscard]] constexpr bool ip_targets() const { return warm_ip_target > 0 || minimum_ip_target > 0; }

  friend bool operator==(const CniConfig&, const CniConfig&) = default;
};

/// What a variable that an environment lacks amounts to.
enum class UnsetVariables {
  manifest,  ///< what the published manifest sets: the environment is laid over it, as `cni.env` of our spec
  ipamd,     ///< ipamd's own default: the environment is the container's whole, as that of a DaemonSet
};

/// The settings that an environment amounts to, by ipamd's rules: a boolean as Go's strconv.ParseBool reads
/// it, a target as a decimal integer; what is no number or negative counts as ipamd's default. Both kinds of
/// `unset` give the same but for WARM_PREFIX_TARGET, 1 or 0. `ip_family` is the cluster's; an IPv6 cluster
/// has prefix delegation on, as EKS sets it, unless the environment is whole and sets ENABLE_IPv6 itself.
/// Warnings: a value that ipamd passes over, a variable that aws-node does not know. Errors: settings with
/// which aws-node refuses to start. Source: aws/amazon-vpc-cni-k8s pkg/ipamd/ipamd.go (getWarmENITarget and
/// its neighbours, isConfigValid), cmd/aws-vpc-cni/main.go (validateEnvVars).
[[nodiscard]] Result<WithWarnings<CniConfig>, Diagnostics> make_cni_config(
    std::span<const EnvSpec> env, IpFamily ip_family, UnsetVariables unset = UnsetVariables::manifest);

/// Why aws-node refuses to start with an environment.
enum class CniRefusal : std::uint8_t {
  no_warm_target,  ///< prefix delegation with all three targets 0 or less, compared as text
  ipv6_without_prefixes,
  ipv6_with_custom_networking,
  both_ip_families,
  no_ip_family,
  cooldown_is_no_number,
};
/// "IPv6 with custom networking"
[[nodiscard]] std::string_view reason_of(CniRefusal refusal);

/// The same without places and warnings, for readers of very many environments; the error is the first
/// reason.
[[nodiscard]] Result<CniConfig, CniRefusal> cni_config_of(std::span<const Setting> env, IpFamily ip_family,
                                                          UnsetVariables unset = UnsetVariables::manifest);

/// The family that an environment says the cluster has: IPv6 when ENABLE_IPv6 is true.
[[nodiscard]] IpFamily ip_family_of(std::span<const EnvSpec> env);
[[nodiscard]] IpFamily ip_family_of_settings(std::span<const Setting> env);

}  // namespace cniplan
