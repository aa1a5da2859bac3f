#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "planner/capacity/cni_version.hpp"
#include "planner/catalog/instance_type.hpp"
#include "planner/core/count.hpp"
#include "planner/core/terms.hpp"
#include "planner/model/cni_config.hpp"

namespace cniplan {

/// aws-node and kube-proxy run on every Linux node's own address.
/// Source: aws/amazon-vpc-cni-k8s scripts/gen_vpc_ip_limits.go.
inline constexpr PodCount kHostNetworkPods{2};

/// AWS's recommended ceilings, which managed node groups enforce: 110 Pods up to 30 vCPUs, else 250.
/// Source: awslabs/amazon-eks-ami max-pods-calculator.sh (b2289030^);
/// https://docs.aws.amazon.com/eks/latest/userguide/choosing-instance-type.html, whose pages disagree on exactly 30
/// vCPUs, which no type has.
inline constexpr PodCount kPodCapFewVcpus{110};
inline constexpr PodCount kPodCapManyVcpus{250};
inline constexpr std::int32_t kFewVcpus = 30;

/// kubelet's own default, which Windows nodes keep.
/// Source: https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/
inline constexpr PodCount kKubeletMaxPods{110};

/// What decides a node's max Pods beside its instance type.
struct MaxPodsSettings {
  CniConfig cni;
  NodeOs os = NodeOs::linux;
  EniCount reserved_enis{0};  ///< ENIs set aside for other uses (Karpenter's --reserved-enis, no_manage tags)
  PodCount host_network_pods = kHostNetworkPods;
  bool managed_node_group = false;        ///< of EKS, without an AMI of one's own: the ceiling is enforced
  std::optional<CniVersion> cni_version;  ///< empty: one that has every mode
};

/// Which bound made the recommended value what it is.
enum class MaxPodsBound : std::uint8_t {
  addresses,               ///< the Pod addresses of the ENIs
  vcpu_cap,                ///< 110 or 250, by the vCPUs
  managed_node_group_cap,  ///< the same, enforced by EKS
  no_usable_eni,           ///< every ENI is reserved, the trunk, or the primary ENI of custom networking
  cni_refuses,             ///< aws-node does not start with these settings on this type
  unknown_vcpus,           ///< above 110, so that the vCPUs decide, and nobody knows them
};

/// What the settings ask for and the node does otherwise.
enum class MaxPodsRemark : std::uint8_t {
  prefixes_need_nitro,
  prefixes_need_newer_cni,
  prefixes_need_newer_cni_on_bare_metal,
  ipv6_needs_nitro,
  ipv6_needs_newer_cni,
  ipv6_without_custom_networking,
  ipv6_not_on_windows,
  type_cannot_trunk,
  trunk_slot_kept_for_nothing,
  trunk_finds_no_slot,
  no_eni_left,
  windows_has_one_eni,
  windows_not_on_arm64,
};
inline constexpr std::size_t kMaxPodsRemarks = 13;

/// A set of remarks, in the order of the enumerators.
class MaxPodsRemarks {
 public:
  constexpr void add(MaxPodsRemark remark) { bits_ = static_cast<std::uint16_t>(bits_ | bit(remark)); }
  constexpr void add(MaxPodsRemarks remarks) { bits_ = static_cast<std::uint16_t>(bits_ | remarks.bits_); }
  [[nodiscard]] constexpr bool contains(MaxPodsRemark remark) const { return (bits_ & bit(remark)) != 0; }
  [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }
  friend constexpr bool operator==(MaxPodsRemarks, MaxPodsRemarks) = default;

 private:
  static constexpr unsigned bit(MaxPodsRemark remark) { return 1U << static_cast<unsigned>(remark); }
  std::uint16_t bits_ = 0;
};

/// The max Pods of one instance type under one set of settings, with every term of the formulas. An empty optional
/// is unknown, except where it says otherwise. No figure is ever negative.
struct MaxPods {
  // The terms of pod_ips, in the order in which they apply.
  EniCount enis;                ///< of the default network card
  IpCount ipv4_per_eni;         ///< the primary address included
  EniCount allowed_enis;        ///< enis, or MAX_ENI when that is less
  EniCount reserved_enis;       ///< taken off for other uses
  EniCount trunk_enis;          ///< 1 when a slot is the trunk's (security groups for Pods)
  EniCount bare_primary_enis;   ///< 1 when the primary ENI has no Pods (custom networking)
  EniCount usable_enis;         ///< ENIs with Pod addresses
  std::int64_t slots_per_eni = 0;  ///< addresses or prefixes of one ENI
  std::int64_t ips_per_slot = 1;   ///< 1, or 16 with prefix delegation
  PodCount host_network_pods;   ///< Pods that need no address of their own

  std::optional<IpCount> pod_ips;             ///< empty: IPv6, a /80, which no node can use up
  std::optional<PodCount> max_pods;           ///< empty: IPv6, addresses are no limit
  std::optional<PodCount> pod_cap;            ///< 110 or 250
  std::optional<PodCount> recommended_max_pods;
  PodCount uncapped_default;                  ///< nodeadm's value, or kubelet's on Windows
  std::optional<PodCount> default_max_pods;   ///< the same, at most the ceiling in a managed node group
  std::optional<PodCount> expression_max_pods;  ///< empty: no expression, or the ceiling on it is unknown
  EniCount branch_enis;                       ///< Pods with security groups of their own, beside pod_ips
  std::optional<std::int64_t> kube_reserved_memory_mib;
  MaxPodsBound bound = MaxPodsBound::addresses;
  MaxPodsRemarks remarks;

  friend bool operator==(const MaxPods&, const MaxPods&) = default;
};

/// Pods a node can hold before the VPC CNI has no address left for one more, what AWS recommends of that, and what
/// the node gets when nobody sets it.
///   usable ENIs:  min(enis, MAX_ENI) - reserved - trunk slot - primary ENI with custom networking
///   pod_ips:      usable ENIs * (ipv4_per_eni - 1) [* 16 with prefix delegation]
///   max_pods:     pod_ips + host-network Pods; 0 when no ENI is usable
///   recommended:  min(max_pods, 110 up to 30 vCPUs, else 250)
///   default:      enis * (ipv4_per_eni - 1) + 2 whatever the CNI mode, as nodeadm sets it; Windows 110
///   kube-reserved memory: 11 MiB * Pods + 255 MiB, of the expression's value if there is one, else the recommended
/// `enis` is the default network card's. The primary ENI stays usable beside the trunk's slot without custom
/// networking. Prefix delegation falls back to secondary addresses, with a remark, on types that are neither Nitro
/// nor bare metal and on a CNI that is too old. Where aws-node does not start, the answer is 0 with a remark.
/// Windows: one ENI, and no host-network Pods, as the resource controller hands out addresses only to other Pods.
/// IPv6: one /80 on the primary ENI, so addresses set no limit. Branch Pods take none of pod_ips, and count towards
/// kubelet's max Pods.
/// `expression` is what maxPodsExpression gave; a managed node group caps that and the default as well.
/// Cannot fail. Source: aws/amazon-vpc-cni-k8s scripts/gen_vpc_ip_limits.go, pkg/awsutils/awsutils.go,
/// pkg/ipamd/ipamd.go (hasRoomForEni); awslabs/amazon-eks-ami nodeadm/internal/kubelet;
/// aws/karpenter-provider-aws pkg/providers/instancetype/types.go (no usable ENI);
/// aws/amazon-vpc-resource-controller-k8s pkg/provider (Windows).
[[nodiscard]] MaxPods max_pods(const InstanceType& type, const MaxPodsSettings& settings,
                               std::optional<PodCount> expression = std::nullopt);

/// The figures of max_pods() that a table over many types and modes needs.
struct MaxPodsInBrief {
  std::optional<PodCount> max_pods;
  std::optional<PodCount> recommended_max_pods;
  MaxPodsBound bound = MaxPodsBound::addresses;
  MaxPodsRemarks remarks;
};

/// The same as max_pods() gives, without the rest: several times as fast.
[[nodiscard]] MaxPodsInBrief max_pods_in_brief(const InstanceType& type, const MaxPodsSettings& settings);

/// What nodeadm sets when nobody says otherwise, and what `max_pods` means in a maxPodsExpression:
/// enis * (ipv4_per_eni - 1) + 2. Source: awslabs/amazon-eks-ami nodeadm/internal/kubelet/eni_max_pods.go.
[[nodiscard]] constexpr PodCount nodeadm_max_pods(const InstanceType& type) {
  const std::int64_t slots = type.ipv4_per_eni > 0 ? type.ipv4_per_eni - 1 : 0;
  return PodCount(type.enis * slots) + kHostNetworkPods;
}

/// The ceiling by vCPUs, or nothing when they are unknown.
[[nodiscard]] constexpr std::optional<PodCount> pod_cap(const InstanceType& type) {
  if (!type.vcpus) return std::nullopt;
  return *type.vcpus > kFewVcpus ? kPodCapManyVcpus : kPodCapFewVcpus;
}

/// Memory that nodeadm reserves for kubelet, in MiB: 11 * max Pods + 255.
/// Source: awslabs/amazon-eks-ami nodeadm/internal/kubelet/config.go, getMemoryMebibytesToReserve.
[[nodiscard]] constexpr std::int64_t kube_reserved_memory_mib(PodCount pods) { return 11 * pods.value() + 255; }

/// The stable word for JSON and tables, "vcpu-cap".
[[nodiscard]] std::string_view to_string(MaxPodsBound bound);

/// The stable word, "prefixes-need-nitro".
[[nodiscard]] std::string_view to_string(MaxPodsRemark remark);

/// What the node does, and why, as a sentence without its subject and full stop.
[[nodiscard]] std::string_view describe(MaxPodsRemark remark);

}  // namespace cniplan
