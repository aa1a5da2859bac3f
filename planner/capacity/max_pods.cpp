#include "planner/capacity/max_pods.hpp"

#include <algorithm>

#include "planner/capacity/trunk_table.hpp"

namespace cniplan {
namespace {

// The steps are inlined into their two users, so that the brief one computes nothing that it does not give.

/// Adds why aws-node would not start; true when there is a reason.
[[gnu::always_inline]] inline bool refuses(const InstanceType& type, const MaxPodsSettings& settings, MaxPodsRemarks& remarks) {
  if (settings.cni.ip_family != IpFamily::ipv6) return false;
  if (settings.os == NodeOs::windows) remarks.add(MaxPodsRemark::ipv6_not_on_windows);
  if (settings.cni.custom_networking) remarks.add(MaxPodsRemark::ipv6_without_custom_networking);
  if (!type.supports_prefix_delegation()) remarks.add(MaxPodsRemark::ipv6_needs_nitro);
  if (settings.cni_version) {
    const auto since = type.bare_metal ? kBareMetalPrefixDelegationSince : kIpv6Since;
    if (*settings.cni_version < since) {
      remarks.add(type.bare_metal ? MaxPodsRemark::prefixes_need_newer_cni_on_bare_metal
                                  : MaxPodsRemark::ipv6_needs_newer_cni);
    }
  }
  return !remarks.empty();
}

/// Whether the ENIs hold prefixes; a remark when they were asked for and do not.
[[gnu::always_inline]] inline bool uses_prefixes(const InstanceType& type, const MaxPodsSettings& settings, MaxPodsRemarks& remarks) {
  if (!settings.cni.prefix_delegation) return false;
  if (!type.supports_prefix_delegation()) {
    remarks.add(MaxPodsRemark::prefixes_need_nitro);
    return false;
  }
  // On Windows the resource controller assigns them, whatever the version of the CNI.
  if (!settings.cni_version || settings.os == NodeOs::windows) return true;
  if (*settings.cni_version < kPrefixDelegationSince) {
    remarks.add(MaxPodsRemark::prefixes_need_newer_cni);
    return false;
  }
  if (type.bare_metal && *settings.cni_version < kBareMetalPrefixDelegationSince) {
    remarks.add(MaxPodsRemark::prefixes_need_newer_cni_on_bare_metal);
    return false;
  }
  return true;
}

/// The ENIs that carry Pods on Linux, and where the others went.
[[gnu::always_inline]] inline void count_linux_enis(const InstanceType& type, const MaxPodsSettings& settings, MaxPods& result) {
  const CniConfig& cni = settings.cni;
  result.allowed_enis = result.enis;
  if (cni.max_enis) result.allowed_enis = std::min(result.enis, *cni.max_enis);
  result.reserved_enis = std::min(settings.reserved_enis, result.allowed_enis);
  const EniCount managed = result.allowed_enis - result.reserved_enis;
  result.bare_primary_enis = EniCount(cni.custom_networking && managed > EniCount(0) ? 1 : 0);
  if (cni.pod_eni) {
    // ipamd keeps a slot free for the trunk, but never takes the primary ENI's.
    const EniCount slot(managed > EniCount(1) ? 1 : 0);
    if (type.trunking) {
      result.trunk_enis = slot;
      if (slot == EniCount(1)) {
        result.branch_enis = EniCount(type.branch_enis);
      } else {
        result.remarks.add(MaxPodsRemark::trunk_finds_no_slot);
      }
    } else if (trunk_table_has(type.name.view())) {
      result.remarks.add(MaxPodsRemark::type_cannot_trunk);
    } else {
      result.trunk_enis = slot;
      result.remarks.add(MaxPodsRemark::trunk_slot_kept_for_nothing);
    }
  }
  result.usable_enis = std::max(managed - result.trunk_enis - result.bare_primary_enis, EniCount(0));
}

/// The resource controller uses the primary ENI and no other.
[[gnu::always_inline]] inline void count_windows_enis(const InstanceType& type, const MaxPodsSettings& settings, MaxPods& result) {
  result.allowed_enis = EniCount(type.enis > 0 ? 1 : 0);
  result.usable_enis = result.allowed_enis;
  if (settings.cni.custom_networking || settings.cni.pod_eni || settings.cni.max_enis ||
      settings.reserved_enis > EniCount(0)) {
    result.remarks.add(MaxPodsRemark::windows_has_one_eni);
  }
  if (type.arch == Architecture::arm64) result.remarks.add(MaxPodsRemark::windows_not_on_arm64);
}

/// The lesser of a value and the ceiling; unknown when the ceiling is, unless every ceiling lets the value pass.
[[gnu::always_inline]] inline std::optional<PodCount> capped(std::optional<PodCount> value, std::optional<PodCount> cap) {
  if (!value) return cap;
  if (cap) return std::min(*value, *cap);
  if (*value <= kPodCapFewVcpus) return value;
  return std::nullopt;
}

[[gnu::always_inline]] inline MaxPodsBound bound_of(const MaxPods& result, const MaxPodsSettings& settings) {
  if (result.usable_enis == EniCount(0)) return MaxPodsBound::no_usable_eni;
  if (!result.recommended_max_pods) return MaxPodsBound::unknown_vcpus;
  if (result.max_pods && *result.max_pods == *result.recommended_max_pods) return MaxPodsBound::addresses;
  return settings.managed_node_group ? MaxPodsBound::managed_node_group_cap : MaxPodsBound::vcpu_cap;
}

/// Everything from the ENIs to the recommended value.
[[gnu::always_inline]] inline void count_addresses(const InstanceType& type, const MaxPodsSettings& settings,
                                                   MaxPods& result) {
  const bool windows = settings.os == NodeOs::windows;
  result.enis = EniCount(type.enis);
  result.slots_per_eni = std::max(type.ipv4_per_eni - 1, 0);
  result.pod_cap = pod_cap(type);
  if (refuses(type, settings, result.remarks)) {
    result.pod_ips = IpCount(0);
    result.max_pods = PodCount(0);
    result.recommended_max_pods = PodCount(0);
    result.bound = MaxPodsBound::cni_refuses;
    return;
  }
  if (windows) {
    count_windows_enis(type, settings, result);
  } else {
    count_linux_enis(type, settings, result);
  }
  const bool ipv6 = settings.cni.ip_family == IpFamily::ipv6;
  if (!ipv6 && uses_prefixes(type, settings, result.remarks)) result.ips_per_slot = kIpsPerPrefix;
  if (result.usable_enis == EniCount(0)) {
    result.remarks.add(MaxPodsRemark::no_eni_left);
    result.branch_enis = EniCount(0);
    result.pod_ips = IpCount(0);
    result.max_pods = PodCount(0);
  } else {
    if (!windows) result.host_network_pods = settings.host_network_pods;
    if (!ipv6) {
      const std::int64_t ips = result.usable_enis.value() * result.slots_per_eni * result.ips_per_slot;
      result.pod_ips = IpCount(ips);
      result.max_pods = PodCount(ips) + result.host_network_pods;
    }
  }
  result.recommended_max_pods = capped(result.max_pods, result.pod_cap);
  result.bound = bound_of(result, settings);
}

}  // namespace

MaxPods max_pods(const InstanceType& type, const MaxPodsSettings& settings, std::optional<PodCount> expression) {
  const bool windows = settings.os == NodeOs::windows;
  MaxPods result;
  count_addresses(type, settings, result);
  result.ipv4_per_eni = IpCount(type.ipv4_per_eni);
  result.uncapped_default = windows ? kKubeletMaxPods : nodeadm_max_pods(type);
  result.default_max_pods = result.uncapped_default;
  if (settings.managed_node_group) result.default_max_pods = capped(result.uncapped_default, result.pod_cap);
  if (expression) {
    result.expression_max_pods = settings.managed_node_group ? capped(expression, result.pod_cap) : expression;
  }
  // nodeadm reserves for the value it sets; there is no nodeadm on Windows.
  const auto reserved_for = expression ? result.expression_max_pods : result.recommended_max_pods;
  if (!windows && reserved_for) result.kube_reserved_memory_mib = kube_reserved_memory_mib(*reserved_for);
  return result;
}

MaxPodsInBrief max_pods_in_brief(const InstanceType& type, const MaxPodsSettings& settings) {
  MaxPods result;
  count_addresses(type, settings, result);
  return {result.max_pods, result.recommended_max_pods, result.bound, result.remarks};
}

std::string_view to_string(MaxPodsBound bound) {
  switch (bound) {
    case MaxPodsBound::addresses: return "addresses";
    case MaxPodsBound::vcpu_cap: return "vcpu-cap";
    case MaxPodsBound::managed_node_group_cap: return "managed-node-group-cap";
    case MaxPodsBound::no_usable_eni: return "no-usable-eni";
    case MaxPodsBound::cni_refuses: return "cni-refuses";
    case MaxPodsBound::unknown_vcpus: return "unknown-vcpus";
  }
  return "";
}

std::string_view to_string(MaxPodsRemark remark) {
  switch (remark) {
    case MaxPodsRemark::prefixes_need_nitro: return "prefixes-need-nitro";
    case MaxPodsRemark::prefixes_need_newer_cni: return "prefixes-need-newer-cni";
    case MaxPodsRemark::prefixes_need_newer_cni_on_bare_metal: return "prefixes-need-newer-cni-on-bare-metal";
    case MaxPodsRemark::ipv6_needs_nitro: return "ipv6-needs-nitro";
    case MaxPodsRemark::ipv6_needs_newer_cni: return "ipv6-needs-newer-cni";
    case MaxPodsRemark::ipv6_without_custom_networking: return "ipv6-without-custom-networking";
    case MaxPodsRemark::ipv6_not_on_windows: return "ipv6-not-on-windows";
    case MaxPodsRemark::type_cannot_trunk: return "type-cannot-trunk";
    case MaxPodsRemark::trunk_slot_kept_for_nothing: return "trunk-slot-kept-for-nothing";
    case MaxPodsRemark::trunk_finds_no_slot: return "trunk-finds-no-slot";
    case MaxPodsRemark::no_eni_left: return "no-eni-left";
    case MaxPodsRemark::windows_has_one_eni: return "windows-has-one-eni";
    case MaxPodsRemark::windows_not_on_arm64: return "windows-not-on-arm64";
  }
  return "";
}

std::string_view describe(MaxPodsRemark remark) {
  switch (remark) {
    case MaxPodsRemark::prefixes_need_nitro:
      return "prefix delegation needs a Nitro or bare metal type; the node falls back to secondary IP mode";
    case MaxPodsRemark::prefixes_need_newer_cni:
      return "prefix delegation needs VPC CNI 1.9.0; the node stays in secondary IP mode";
    case MaxPodsRemark::prefixes_need_newer_cni_on_bare_metal:
      return "prefixes on bare metal need VPC CNI 1.11.0; without them IPv4 stays in secondary IP mode and IPv6 "
             "does not start";
    case MaxPodsRemark::ipv6_needs_nitro:
      return "IPv6 needs a Nitro or bare metal type; aws-node does not start";
    case MaxPodsRemark::ipv6_needs_newer_cni:
      return "IPv6 needs VPC CNI 1.10.1; upgrade it first";
    case MaxPodsRemark::ipv6_without_custom_networking:
      return "aws-node does not start with both IPv6 and custom networking; choose one";
    case MaxPodsRemark::ipv6_not_on_windows:
      return "IPv6 clusters have no Windows nodes; use IPv4";
    case MaxPodsRemark::type_cannot_trunk:
      return "the type has no trunk ENI, so no Pod on it can have a security group of its own";
    case MaxPodsRemark::trunk_slot_kept_for_nothing:
      return "the VPC resource controller does not know the type: ipamd keeps an ENI slot for a trunk that never "
             "comes";
    case MaxPodsRemark::trunk_finds_no_slot:
      return "the primary ENI takes the only slot, so the trunk ENI is never attached; allow at least 2 ENIs";
    case MaxPodsRemark::no_eni_left:
      return "MAX_ENI, reserved ENIs, the trunk and custom networking leave no ENI for Pods; raise MAX_ENI or take a "
             "type with more ENIs";
    case MaxPodsRemark::windows_has_one_eni:
      return "Windows nodes use the primary ENI only: custom networking, security groups for Pods, MAX_ENI and "
             "reserved ENIs mean nothing there";
    case MaxPodsRemark::windows_not_on_arm64:
      return "EKS has no Windows AMI for arm64";
  }
  return "";
}

}  // namespace cniplan
