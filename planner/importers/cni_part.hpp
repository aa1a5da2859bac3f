#pragma once

#include "planner/core/diagnostic.hpp"
#include "planner/core/result.hpp"
#include "planner/importers/document.hpp"
#include "planner/importers/importer.hpp"

namespace cniplan {

/// What Kubernetes objects and files of the VPC CNI say of a cluster.

/// The DaemonSet aws-node, or one with a container of that name.
[[nodiscard]] bool is_aws_node_daemon_set(const DocumentNode& document);
/// The ConfigMap amazon-vpc-cni, which rules nodes with Windows.
[[nodiscard]] bool is_vpc_cni_config_map(const DocumentNode& document);
/// Values of the chart aws-vpc-cni, also under its name or as the text that an add-on's configurationValues are.
[[nodiscard]] bool is_vpc_cni_values_file(const DocumentNode& document);
/// The output of "aws eks describe-addon", of any add-on.
[[nodiscard]] bool is_eks_addon(const DocumentNode& document);

/// The settings of aws-node that these hold (read_cni_settings()), as cni.env of the spec. What a DaemonSet does not set
/// counts by ipamd's own default, not by the published manifest's: where the two differ, the value is derived.
[[nodiscard]] Result<PartialSpec, Diagnostics> read_cni_part(const ImporterInput& input);

/// ENIConfigs: the subnet of the Pods of a zone, which is the object's name unless nodes are told otherwise. A subnet that
/// no other file lists is added without its size, and a warning. Errors: no subnet, or one that is no id.
/// Source: aws/amazon-vpc-cni-k8s pkg/apis/crd/v1alpha1/eniconfig_types.go (v1.23.1).
[[nodiscard]] Result<PartialSpec, Diagnostics> read_eni_configs(const ImporterInput& input);

}  // namespace cniplan
