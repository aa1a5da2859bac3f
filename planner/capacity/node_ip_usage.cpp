#include "planner/capacity/node_ip_usage.hpp"

#include <algorithm>

namespace cniplan {
namespace {

/// A max Pods that stops nothing.
constexpr std::int64_t kNoMaxPods = 1'000'000'000'000;

/// The resource controller's pool on the primary ENI: pkg/pool/pool.go, calculateSecondaryIPDeviation, getPDDeviation.
NodeIpUsage windows_usage(const NodeLimits& limits, const WindowsIpam& asked, const NodeLoad& load) {
  const bool prefixes = asked.prefix_delegation && limits.prefix_delegation;
  // A type that cannot have prefixes keeps the pool of secondary IP mode with its defaults.
  const WindowsIpam ipam = asked.prefix_delegation && !prefixes ? WindowsIpam{} : asked;
  const std::int64_t n = limits.slots_per_eni();
  const std::int64_t pods = load.pods.value();
  const std::int64_t w = ipam.warm_ip_target;
  const std::int64_t m = ipam.minimum_ip_target;
  std::int64_t slots = w > 0 ? std::max(pods + w, m) : m;
  if (prefixes && ipam.warm_prefix_target > 0) {
    slots = ceil_div(pods, kIpsPerPrefix) + ipam.warm_prefix_target;
  } else if (prefixes) {
    slots = std::max(ceil_div(pods + w, kIpsPerPrefix), ceil_div(m, kIpsPerPrefix));
  }
  slots = std::min(n, slots);
  const std::int64_t pool = prefixes ? slots * kIpsPerPrefix : slots;
  const std::int64_t assigned = std::min(pods, pool);
  NodeIpUsage usage;
  usage.mode = prefixes ? AddressMode::windows_prefix : AddressMode::windows_secondary_ip;
  usage.enis = EniCount(1);
  usage.usable_enis = EniCount(1);
  usage.node_subnet = {
      .primary = IpCount(1), .assigned = IpCount(assigned), .warm = IpCount(pool - assigned)};
  if (prefixes) {
    usage.node_subnet.prefixes = PrefixCount(slots);
    usage.unused_prefixes = PrefixCount(slots - ceil_div(assigned, kIpsPerPrefix));
  }
  usage.pods_without_address = PodCount(pods - assigned);
  usage.branch_pods_without_eni = load.branch_pods;
  return usage;
}

/// The slots of a pool that grows towards a target, when it may stop early at max Pods. `ips_per_slot` is 1
/// or 16. The first steps, before any Pod, fill whole ENIs; every later one adds what one more Pod needs.
std::int64_t slots_up_to_max_pods(std::int64_t target_without_pods, std::int64_t target,
                                  std::int64_t slots_per_eni, std::int64_t ips_per_slot,
                                  std::int64_t max_pods) {
  const std::int64_t ips_per_eni = slots_per_eni * ips_per_slot;
  const std::int64_t enis_until_stop = ceil_div(max_pods, ips_per_eni);
  const std::int64_t before_pods = std::min(target_without_pods, enis_until_stop * slots_per_eni);
  return std::max(before_pods, std::min(target, ceil_div(max_pods, ips_per_slot)));
}

struct Pool {
  std::int64_t slots = 0;
  bool settles = true;
};

Pool secondary_ip_pool(const CniConfig& cni, std::int64_t n, std::int64_t usable_enis, const NodeLoad& load) {
  const std::int64_t pods = load.pods.value();
  const std::int64_t max_pods = load.max_pods.value();
  if (cni.ip_targets()) {
    const std::int64_t w = cni.warm_ip_target;
    const std::int64_t m = cni.minimum_ip_target;
    const std::int64_t target = w > 0 ? std::max(pods + w, m) : m;
    const std::int64_t slots = slots_up_to_max_pods(std::max(w, m), target, n, 1, max_pods);
    return {.slots = std::min(usable_enis * n, slots)};
  }
  const std::int64_t t = cni.warm_eni_target;
  const std::int64_t wanted = t > 0 ? ceil_div(pods, n) + t : pods / n + 1;
  const std::int64_t until_max_pods = std::max<std::int64_t>(1, ceil_div(max_pods, n));
  const std::int64_t enis = std::min({std::max<std::int64_t>(1, wanted), usable_enis, until_max_pods});
  // With nothing to keep warm the last ENI goes again as soon as it is empty; the primary one never does.
  const bool last_eni_is_empty = t == 0 && pods % n == 0 && enis * n > pods;
  const bool lone_primary = enis == 1 && !cni.custom_networking;
  return {.slots = enis * n, .settles = !last_eni_is_empty || lone_primary};
}

std::int64_t prefix_pool(const CniConfig& cni, std::int64_t n, std::int64_t usable_enis,
                         const NodeLoad& load) {
  const std::int64_t pods = load.pods.value();
  const std::int64_t max_pods = load.max_pods.value();
  std::int64_t before_pods = cni.warm_prefix_target;
  std::int64_t target = ceil_div(pods, kIpsPerPrefix) + cni.warm_prefix_target;
  if (cni.ip_targets()) {
    const std::int64_t w = cni.warm_ip_target;
    const std::int64_t m = cni.minimum_ip_target;
    before_pods = ceil_div(std::max(w, m), kIpsPerPrefix);
    target = w > 0 ? std::max(ceil_div(pods + w, kIpsPerPrefix), ceil_div(m, kIpsPerPrefix))
                   : ceil_div(m, kIpsPerPrefix);
  }
  return std::min(usable_enis * n, slots_up_to_max_pods(before_pods, target, n, kIpsPerPrefix, max_pods));
}

NodeIpUsage usage_of(const NodeLimits& limits, const CniConfig& cni, NodeOs os, const NodeLoad& load,
                     std::int64_t unmanaged_enis) {
  if (os == NodeOs::windows) return windows_usage(limits, cni.windows, load);

  NodeIpUsage usage;
  const std::int64_t all_enis =
      (cni.max_enis ? std::min(limits.enis, cni.max_enis->value()) : limits.enis) - unmanaged_enis;
  // ipamd keeps a slot for the trunk from the start, but asks for the trunk only while an ENI may be added.
  const bool keeps_trunk_slot = cni.pod_eni && limits.keeps_trunk_slot;
  const bool trunk = cni.pod_eni && limits.trunking && all_enis > 1;
  const std::int64_t branch = trunk ? std::min(load.branch_pods.value(), limits.branch_enis) : 0;
  usage.branch_pods_without_eni = load.branch_pods - PodCount(branch);

  SubnetShare pods_share;
  if (trunk) pods_share.trunk = IpCount(1);
  pods_share.branch = IpCount(branch);

  if (cni.ip_family == IpFamily::ipv6) {
    usage.mode = AddressMode::ipv6;
    usage.enis = EniCount(1);
    usage.usable_enis = EniCount(1);
    usage.node_subnet = pods_share;
    usage.node_subnet.primary = IpCount(1);
    return usage;
  }

  const std::int64_t n = limits.slots_per_eni();
  const std::int64_t enis_for_pods = all_enis - (keeps_trunk_slot ? 1 : 0) - (cni.custom_networking ? 1 : 0);
  const std::int64_t usable = std::max<std::int64_t>(enis_for_pods, cni.custom_networking ? 0 : 1);
  usage.usable_enis = EniCount(usable);

  const bool prefixes = cni.prefix_delegation && limits.prefix_delegation;
  std::int64_t slots = 0;
  if (n > 0 && usable > 0) {
    if (prefixes) {
      slots = prefix_pool(cni, n, usable, load);
    } else {
      const Pool pool = secondary_ip_pool(cni, n, usable, load);
      slots = pool.slots;
      usage.settles = pool.settles;
    }
  }
  usage.mode = prefixes ? AddressMode::prefix : AddressMode::secondary_ip;
  const std::int64_t pool_ips = prefixes ? slots * kIpsPerPrefix : slots;
  const std::int64_t pod_enis = n > 0 ? ceil_div(slots, n) : 0;
  const std::int64_t assigned = std::min(load.pods.value(), pool_ips);
  pods_share.assigned = IpCount(assigned);
  pods_share.warm = IpCount(pool_ips - assigned);
  if (prefixes) {
    pods_share.prefixes = PrefixCount(slots);
    usage.unused_prefixes = PrefixCount(slots - ceil_div(assigned, kIpsPerPrefix));
  }
  usage.pods_without_address = load.pods - PodCount(assigned);

  if (cni.custom_networking) {
    usage.enis = EniCount(1 + pod_enis);
    usage.node_subnet.primary = IpCount(1);
    usage.pod_subnet = pods_share;
    usage.pod_subnet.primary = IpCount(pod_enis);
  } else {
    usage.enis = EniCount(std::max<std::int64_t>(1, pod_enis));
    usage.node_subnet = pods_share;
    usage.node_subnet.primary = IpCount(usage.enis.value());
  }
  return usage;
}

}  // namespace

bool has_closed_form(const NodeSetup& node) {
  if (node.os == NodeOs::windows) return true;
  const NodeConditions& around = node.conditions;
  const auto plain = [](const NodeSubnet& subnet) {
    return !subnet.free.has_value() && !subnet.free_prefixes.has_value() && !subnet.excluded;
  };
  const bool prefixes = node.cni.prefix_delegation && node.limits.prefix_delegation;
  // WARM_PREFIX_TARGET = 0 alone, normally refused: a prefix comes and goes where the Pods fill the others.
  if (prefixes && !node.cni.ip_targets() && node.cni.warm_prefix_target == 0) return false;
  return plain(around.node_subnet) && plain(around.eni_config_subnet) && around.tagged_subnets.empty() &&
         around.schedulable && node.cni.provisioning && node.load.max_pods > PodCount(0) &&
         (!node.cni.multi_nic || node.limits.network_cards <= 1);
}

NodeIpUsage node_ip_usage(const NodeLimits& limits, const CniConfig& cni, NodeOs os, const NodeLoad& load) {
  return usage_of(limits, cni, os, load, 0);
}

NodeIpUsage node_ip_usage(const InstanceType& type, const CniConfig& cni, NodeOs os, const NodeLoad& load) {
  return usage_of(limits_of(type), cni, os, load, 0);
}

NodeIpUsage node_ip_usage(const NodeSetup& node) {
  return usage_of(node.limits, node.cni, node.os, node.load, node.conditions.unmanaged_enis.value());
}

std::int64_t turns_to_settle(const NodeSetup& node, const NodeIpUsage& usage) {
  if (usage.mode != AddressMode::secondary_ip && usage.mode != AddressMode::prefix) return 0;
  const std::int64_t trunk = (usage.node_subnet.trunk + usage.pod_subnet.trunk).value();
  NodeLoad no_pods = node.load;
  no_pods.pods = PodCount(0);
  const NodeIpUsage idle =
      usage_of(node.limits, node.cni, node.os, no_pods, node.conditions.unmanaged_enis.value());
  // The start itself fills one ENI.
  const std::int64_t serving = idle.enis.value() - (node.cni.custom_networking ? 1 : 0);
  const std::int64_t growth = std::max<std::int64_t>(0, serving - 1);
  const std::int64_t changing = std::max(growth, trunk);
  const std::int64_t pods = usage.assigned().value();
  if (pods == 0) return changing;
  // A turn without a change tells that the pool has settled; with ENABLE_POD_ENI one more lets branch Pods
  // come.
  const std::int64_t before_pods = changing + (node.cni.pod_eni ? 2 : 1);
  return before_pods + 2 * (pods - 1) + 1;
}

bool arrival_may_matter(const NodeSetup& node) {
  const bool linux_ipv4 = node.os != NodeOs::windows && node.cni.ip_family == IpFamily::ipv4;
  if (!linux_ipv4) return false;
  const bool prefixes = node.cni.prefix_delegation && node.limits.prefix_delegation;
  const bool steps_vary = node.cni.ip_targets() || (prefixes && node.cni.warm_prefix_target >= 2);
  if (!steps_vary) return false;
  NodeLoad unbound = node.load;
  unbound.max_pods = PodCount(kNoMaxPods);
  const NodeIpUsage usage =
      usage_of(node.limits, node.cni, node.os, unbound, node.conditions.unmanaged_enis.value());
  return usage.pool().value() > node.load.max_pods.value();
}

}  // namespace cniplan
