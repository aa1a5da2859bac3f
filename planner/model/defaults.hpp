#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace cniplan {

/// What a known EKS add-on runs.
struct AddonDefault {
  std::string_view name;
  std::int64_t pods_per_cluster = 0;       ///< replicas of its Deployments, on the Pod network
  std::int64_t pods_per_node = 0;          ///< DaemonSet Pods on the Pod network
  std::int64_t host_pods_per_node = 0;     ///< DaemonSet Pods on the host network
};

/// The add-ons whose Pods the planner knows.
/// Sources: docs.aws.amazon.com/eks/latest/userguide/workloads-add-ons-available-eks.html for what they are;
/// CoreDNS: 2 replicas, docs.aws.amazon.com/eks/latest/userguide/managing-coredns.html;
/// kubernetes-sigs/aws-ebs-csi-driver charts/aws-ebs-csi-driver/values.yaml (controller.replicaCount 2,
/// node.hostNetwork false); kubernetes-sigs/aws-efs-csi-driver charts/aws-efs-csi-driver (controller.replicaCount 2,
/// node DaemonSet on the host network); aws/eks-pod-identity-agent charts (DaemonSet on the host network);
/// kubernetes-sigs/metrics-server as EKS community add-on, 2 replicas.
inline constexpr std::array<AddonDefault, 7> kKnownAddons = {{
    {.name = "aws-ebs-csi-driver", .pods_per_cluster = 2, .pods_per_node = 1},
    {.name = "aws-efs-csi-driver", .pods_per_cluster = 2, .host_pods_per_node = 1},
    {.name = "coredns", .pods_per_cluster = 2},
    {.name = "eks-pod-identity-agent", .host_pods_per_node = 1},
    {.name = "kube-proxy", .host_pods_per_node = 1},
    {.name = "metrics-server", .pods_per_cluster = 2},
    {.name = "vpc-cni", .host_pods_per_node = 1},
}};

[[nodiscard]] constexpr const AddonDefault* find_addon(std::string_view name) {
  for (const AddonDefault& addon : kKnownAddons) {
    if (addon.name == name) return &addon;
  }
  return nullptr;
}

}  // namespace cniplan
