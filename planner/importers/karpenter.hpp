#pragma once

#include <optional>
#include <string_view>

#include "planner/core/count.hpp"
#include "planner/core/diagnostic.hpp"
#include "planner/core/result.hpp"
#include "planner/importers/importer.hpp"

namespace cniplan {

/// Karpenter's NodePools (karpenter.sh/v1) with their EC2NodeClasses (karpenter.k8s.aws/v1), and those of EKS
/// Auto Mode (NodeClass of eks.amazonaws.com): a node group of each NodePool, named as it. The README of this
/// room says what is read of them. Errors, all in one run: wrong types, operators and values that Karpenter
/// refuses, requirements that no instance type satisfies, an EC2NodeClass without subnetSelectorTerms.
/// Warnings: what is in no file (the number of nodes, subnets behind tags that nobody lists, an
/// EC2NodeClass), placeholders, requirements that the catalog cannot answer, limits that it cannot count,
/// minValues that cannot be met, a group with a version.
[[nodiscard]] Result<PartialSpec, Diagnostics> read_karpenter(const ImporterInput& input);

/// The families of AMIs as Karpenter tells them apart.
enum class KarpenterAmiFamily : std::uint8_t { al2, al2023, bottlerocket, windows, custom };

/// Pods of a node as Karpenter counts them, and tells kubelet where the family lets it:
///   max_pods, or else enis * (ipv4_per_eni - 1) + 2, on Windows 110;
///   at most pods_per_core * vCPUs, except on Bottlerocket, which does not know podsPerCore
/// Nothing when podsPerCore counts and the type's vCPUs are unknown.
/// Source: aws/karpenter-provider-aws pkg/providers/instancetype/types.go (pods, ENILimitedPods),
/// pkg/providers/amifamily (FeatureFlags) at 1d92708.
struct KarpenterKubelet {
  std::optional<PodCount> max_pods;
  std::optional<std::int64_t> pods_per_core;
};
[[nodiscard]] std::optional<PodCount> karpenter_pods(const InstanceType& type, const KarpenterKubelet& kubelet,
                                                     KarpenterAmiFamily family);

}  // namespace cniplan
