#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "planner/core/diagnostic.hpp"
#include "planner/core/result.hpp"
#include "planner/importers/document.hpp"
#include "planner/spec/cluster_spec.hpp"

namespace cniplan {

/// What read_cni_settings() takes, for messages about files that are something else.
inline constexpr std::string_view kCniFiles =
    "the DaemonSet aws-node (kubectl, or the manifest), Helm values of aws-vpc-cni, or \"aws eks "
    "describe-addon\"";

/// Kinds of files that have settings of the VPC CNI.
enum class CniFileKind {
  daemon_set,   ///< Kubernetes' DaemonSet aws-node, with or without its ConfigMap
  config_map,   ///< the ConfigMap amazon-vpc-cni on its own
  helm_values,  ///< values of the chart aws-vpc-cni, or the configuration of the EKS add-on, which looks the
                ///< same
  eks_addon,    ///< the output of "aws eks describe-addon", or the add-on in an eksctl ClusterConfig
};
/// "the DaemonSet aws-node", ...
[[nodiscard]] std::string_view to_string(CniFileKind kind);

/// The settings of the VPC CNI that a file holds, each with its place; what the chart or the add-on sets on
/// its own has none. A place of length 0 is on a line that holds other values too, which messages shall not
/// show.
struct CniSettings {
  CniFileKind kind{};
  /// The container aws-node's settings that concern addresses, as the node will see them, once each, and
  /// names that look like a misspelt one. It is whole: what it lacks is not set, so that
  /// UnsetVariables::ipamd applies. Empty when the file does not tell.
  std::optional<std::vector<EnvSpec>> env;
  /// The data of the ConfigMap amazon-vpc-cni, which rules nodes with Windows; empty when the file does not
  /// tell.
  std::optional<std::vector<EnvSpec>> configmap;
  /// The ENIConfigs that the chart makes, each with its subnet's id.
  std::vector<EniConfigSpec> eni_configs;
};

/// Reads the documents of one file, told from what they hold: Kubernetes objects among which is the DaemonSet
/// aws-node or the ConfigMap amazon-vpc-cni (any number of documents, Lists, Lists in Lists), Helm values
/// (also under the name of the chart, as a parent chart has them), or what describes the EKS add-on vpc-cni.
/// Warnings: settings whose values are not in the file or that are given twice, keys that look misspelt.
/// Errors, all in one run: none of these, several that contradict each other, another add-on, no container
/// aws-node, values of the wrong kind. No message holds a value of anything but a setting that concerns
/// addresses. Source: aws/amazon-vpc-cni-k8s config/master/aws-k8s-cni.yaml, charts/aws-vpc-cni (v1.23.1);
/// kubernetes/api core/v1/types.go; the EKS API, DescribeAddon.
[[nodiscard]] Result<WithWarnings<CniSettings>, Diagnostics> read_cni_settings(
    std::span<const DocumentNode> documents);

}  // namespace cniplan
