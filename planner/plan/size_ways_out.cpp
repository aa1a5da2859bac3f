#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "planner/core/format.hpp"
#include "planner/capacity/subnet_capacity.hpp"
#include "planner/plan/cni_mode.hpp"
#include "planner/plan/fleet.hpp"
#include "planner/plan/group_max_pods.hpp"
#include "planner/plan/network_findings.hpp"
#include "planner/plan/size.hpp"

namespace cniplan {
namespace {

constexpr std::int64_t kLeanWarmIpTarget = 2;
constexpr Cidr kSharedSixteen = Cidr::containing(Ipv4Address(0x64400000), 16);
constexpr int kSharedSubnetsStart = 24;

/// Nodes that carry the same Pods with fewer a node, rounded up.
NodeCount nodes_for(NodeCount nodes, PodCount before, PodCount after) {
  if (after >= before || after <= PodCount(0)) return nodes;
  return NodeCount(ceil_div(nodes.value() * before.value(), after.value()));
}

void spread_thinner(NodeGroupModel& group, PodCount pods_per_node) {
  const PodCount before = *group.pods_per_node;
  group.pods_per_node = pods_per_node;
  for (NodeCount GroupSize::*size : {&GroupSize::min, &GroupSize::desired, &GroupSize::max}) {
    group.nodes.*size = nodes_for(group.nodes.*size, before, pods_per_node);
  }
}

/// Where nodes can no longer hold the Pods that were meant for them, more nodes do.
void keep_pods(ClusterModel& model) {
  for (NodeGroupModel& group : model.node_groups) {
    if (!group.pods_per_node || group.types.empty()) continue;
    const PodCount full = full_node(group_max_pods(model, group), group.host_network_pods);
    if (full > PodCount(0) && full < *group.pods_per_node) spread_thinner(group, full);
  }
}

class WaysOut {
 public:
  WaysOut(const SizeRequest& request, const Catalog& catalog)
      : request_(request), catalog_(catalog), now_(size_subnets(request)) {}

  std::vector<WayOut> run() {
    if (now_.fits) return {};
    larger_vpc();
    secondary_cidrs();
    prefix_delegation();
    ip_targets();
    custom_networking();
    ipv6();
    fewer_pods();
    other_types();
    std::ranges::stable_sort(found_, [](const WayOut& a, const WayOut& b) {
      return std::tuple(!a.fits, a.space) < std::tuple(!b.fits, b.space);
    });
    return std::move(found_);
  }

 private:
  [[nodiscard]] WayOut sized(const SizeRequest& changed, std::string change) const {
    const SizeResult result = size_subnets(changed);
    const bool error = std::ranges::any_of(result.findings, [](const Finding& f) { return f.severity == Severity::error; });
    return {.change = std::move(change),
            .fits = result.fits && !error,
            .demand = result.demand,
            .space = result.space,
            .nodes = result.nodes};
  }

  /// Of what does not fit either, only what takes less is of use.
  void keep(WayOut way) {
    if (way.fits || way.demand < now_.demand) found_.push_back(std::move(way));
  }

  void larger_vpc() {
    if (request_.model.vpc_cidrs.empty()) return;
    const Cidr now = request_.model.vpc_cidrs.front().value;
    for (int length = now.prefix_length() - 1; length >= kLargestSubnet; --length) {
      SizeRequest changed = request_;
      const Cidr larger = Cidr::containing(now.first(), length);
      const bool taken = std::ranges::any_of(request_.model.vpc_cidrs.begin() + 1, request_.model.vpc_cidrs.end(),
                                             [&](const auto& other) { return other.value.overlaps(larger); });
      if (taken) return;
      changed.model.vpc_cidrs.front().value = larger;
      WayOut way = sized(changed, fmt::format("a VPC of {} in place of {}", larger.to_string(), now.to_string()));
      if (!way.fits) continue;
      keep(std::move(way));
      return;
    }
  }

  /// The smallest further CIDR that AWS lets the VPC have: of the primary one's own private range, and of 100.64.0.0/10.
  void secondary_cidrs() {
    if (request_.model.vpc_cidrs.empty()) return;
    if (std::ssize(request_.model.vpc_cidrs) >= request_.model.quotas.cidrs_per_vpc) return;
    for (const bool shared : {false, true}) {
      for (int length = kSharedSubnetsStart; length >= kLargestSubnet; --length) {
        const auto cidr = further_cidr(length, shared);
        if (!cidr || cidr->size() < now_.lacking) continue;
        SizeRequest changed = request_;
        changed.model.vpc_cidrs.push_back({*cidr});
        WayOut way = sized(changed, fmt::format("a secondary CIDR {}", cidr->to_string()));
        if (!way.fits) continue;
        keep(std::move(way));
        break;
      }
    }
  }

  [[nodiscard]] std::optional<Cidr> further_cidr(int length, bool shared) const {
    const Cidr primary = request_.model.vpc_cidrs.front().value;
    constexpr std::uint64_t kEnd = std::uint64_t{1} << 32;
    constexpr int kTries = 512;
    const std::uint64_t size = std::uint64_t{1} << (32 - length);
    std::uint64_t at = shared ? kSharedSixteen.first().value() : std::uint64_t{primary.last().value()} + 1;
    at = (at + size - 1) / size * size;
    for (int tries = 0; tries < kTries && at + size <= kEnd; ++tries, at += size) {
      const Cidr cidr = Cidr::containing(Ipv4Address(static_cast<std::uint32_t>(at)), length);
      if (is_free(cidr) && may_be_added(cidr)) return cidr;
    }
    return std::nullopt;
  }

  [[nodiscard]] bool is_free(const Cidr& cidr) const {
    const auto overlaps = [&](const Cidr& other) { return other.overlaps(cidr); };
    const ClusterModel& model = request_.model;
    if (model.service_cidr && overlaps(model.service_cidr->value)) return false;
    for (const auto& other : model.vpc_cidrs) {
      if (overlaps(other.value)) return false;
    }
    for (const PeerModel& peer : model.peers) {
      for (const auto& other : peer.cidrs) {
        if (overlaps(other.value)) return false;
      }
    }
    return std::ranges::none_of(request_.exclude, overlaps);
  }

  /// Whether there is anything to say of the VPC's CIDRs with it that is not said without it.
  [[nodiscard]] bool may_be_added(const Cidr& cidr) const {
    ClusterModel bare;
    bare.vpc_cidrs = request_.model.vpc_cidrs;
    bare.quotas = request_.model.quotas;
    const std::size_t before = network_findings(bare).size();
    bare.vpc_cidrs.push_back({cidr});
    return network_findings(bare).size() == before;
  }

  void prefix_delegation() {
    const CniConfig& cni = request_.model.cni;
    if (cni.prefix_delegation || cni.ip_family == IpFamily::ipv6) return;
    SizeRequest changed = request_;
    changed.model.cni.prefix_delegation = true;
    keep(sized(changed, "prefix delegation with the same nodes"));
    const SizeRequest fuller = with_full_nodes(changed);
    if (fuller.model.node_groups.size() > 0 && total_nodes(fuller.model) < total_nodes(changed.model)) {
      keep(sized(fuller, "prefix delegation with nodes as full as max Pods then lets them be"));
    }
  }

  /// The same Pods on the fewest nodes.
  [[nodiscard]] static SizeRequest with_full_nodes(const SizeRequest& request) {
    SizeRequest fuller = request;
    for (NodeGroupModel& group : fuller.model.node_groups) {
      if (!group.pods_per_node || group.types.empty() || *group.pods_per_node <= PodCount(0)) continue;
      recommend_max_pods(fuller.model.cni, group);
      const PodCount full = full_node(group_max_pods(fuller.model, group), group.host_network_pods);
      if (full <= *group.pods_per_node) continue;
      for (NodeCount GroupSize::*size : {&GroupSize::min, &GroupSize::desired, &GroupSize::max}) {
        group.nodes.*size = NodeCount(ceil_div((group.nodes.*size).value() * group.pods_per_node->value(), full.value()));
      }
      group.pods_per_node = full;
    }
    return fuller;
  }

  /// Nobody raises max Pods by turning prefixes on: nodeadm's default knows nothing of them.
  static void recommend_max_pods(const CniConfig& cni, NodeGroupModel& group) {
    if (!std::holds_alternative<MaxPodsAuto>(group.max_pods) || group.os == NodeOs::windows) return;
    std::optional<PodCount> least;
    for (const InstanceType& type : group.types) {
      const auto recommended = recommended_max_pods(cni, type);
      if (!recommended) return;
      least = std::min(least.value_or(*recommended), *recommended);
    }
    if (least) group.max_pods = *least;
  }

  static NodeCount total_nodes(const ClusterModel& model) {
    NodeCount nodes;
    for (const NodeGroupModel& group : model.node_groups) nodes += group.nodes.desired;
    return nodes;
  }

  void ip_targets() {
    const CniConfig& cni = request_.model.cni;
    if (cni.ip_targets() || cni.ip_family == IpFamily::ipv6) return;
    std::vector<GroupMaxPods> max_pods;
    for (const NodeGroupModel& group : request_.model.node_groups) max_pods.push_back(group_max_pods(request_.model, group));
    const Fleet steady = fleet_in(request_.model, built_in_scenario(ScenarioKind::steady), max_pods);
    std::int64_t pods = 0;
    for (const GroupLoad& load : steady.groups) {
      if (load.nodes > NodeCount(0)) pods = std::max(pods, ceil_div(load.pods.value(), load.nodes.value()));
    }
    SizeRequest changed = request_;
    changed.model.cni.warm_ip_target = kLeanWarmIpTarget;
    changed.model.cni.minimum_ip_target = pods;
    keep(sized(changed, fmt::format("WARM_IP_TARGET={} with MINIMUM_IP_TARGET={}", kLeanWarmIpTarget, pods)));
  }

  void custom_networking() {
    ClusterModel changed = request_.model;
    if (changed.cni.custom_networking || changed.cni.ip_family == IpFamily::ipv6) return;
    if (std::ssize(changed.vpc_cidrs) >= changed.quotas.cidrs_per_vpc) return;
    const auto cidr = changed.vpc_cidrs.empty() ? std::nullopt : further_cidr(kLargestSubnet, true);
    if (!cidr) return;
    changed.vpc_cidrs.push_back({*cidr});
    changed = in_mode(changed, changed.cni.prefix_delegation ? CniMode::prefix_delegation_custom_networking
                                                             : CniMode::secondary_ip_custom_networking);
    keep_pods(changed);
    SizeRequest request = request_;
    request.model = std::move(changed);
    keep(sized(request, fmt::format("custom networking with Pod subnets in {}", cidr->to_string())));
  }

  void ipv6() {
    if (request_.model.cni.ip_family == IpFamily::ipv6) return;
    SizeRequest changed = request_;
    changed.model = in_mode(changed.model, CniMode::ipv6);
    keep(sized(changed, "an IPv6 cluster: a node takes one IPv4 address"));
  }

  /// A node that is a little less full may do with an ENI less.
  void fewer_pods() {
    std::int64_t most = 0;
    for (const NodeGroupModel& group : request_.model.node_groups) {
      if (group.pods_per_node) most = std::max(most, group.pods_per_node->value());
    }
    constexpr std::int64_t kTries = 16;
    std::optional<WayOut> best;
    const std::int64_t step = std::max<std::int64_t>(1, most / kTries);
    for (std::int64_t pods = most - 1; pods > 0; pods -= step) {
      SizeRequest changed = request_;
      for (NodeGroupModel& group : changed.model.node_groups) {
        if (group.pods_per_node && group.pods_per_node->value() > pods) spread_thinner(group, PodCount(pods));
      }
      WayOut way = sized(changed, fmt::format("at most {} Pods a node", pods));
      if (!best || std::tuple(!way.fits, way.demand) < std::tuple(!best->fits, best->demand)) best = std::move(way);
    }
    if (best) keep(std::move(*best));
  }

  /// The type of the largest group as another of its vCPUs and at least its memory.
  void other_types() {
    const auto& groups = request_.model.node_groups;
    const auto largest = std::ranges::max_element(groups, {}, [](const NodeGroupModel& g) { return g.nodes.max; });
    if (largest == groups.end() || largest->types.size() != 1) return;
    const InstanceType now = largest->types.front();
    if (!now.vcpus || !now.memory_mib) return;
    std::set<std::tuple<std::uint16_t, std::uint16_t, bool>> tried = {{now.enis, now.ipv4_per_eni, now.trunking}};
    std::optional<WayOut> best;
    for (const InstanceType& type : catalog_.types()) {
      if (type.vcpus != now.vcpus || !type.memory_mib || *type.memory_mib < *now.memory_mib || type.arch != now.arch ||
          type.hypervisor != Hypervisor::nitro || type.gpus > 0) {
        continue;
      }
      if (!tried.emplace(type.enis, type.ipv4_per_eni, type.trunking).second) continue;
      SizeRequest changed = request_;
      changed.model.node_groups[static_cast<std::size_t>(largest - groups.begin())].types = {type};
      keep_pods(changed.model);
      WayOut way = sized(changed, fmt::format("node group {} on {}", largest->name, type.name.view()));
      if (!best || std::tuple(!way.fits, way.demand) < std::tuple(!best->fits, best->demand)) best = std::move(way);
    }
    if (best) keep(std::move(*best));
  }

  const SizeRequest& request_;
  const Catalog& catalog_;
  const SizeResult now_;
  std::vector<WayOut> found_;
};

}  // namespace

std::vector<WayOut> ways_out(const SizeRequest& request, const Catalog& catalog) {
  return WaysOut(request, catalog).run();
}

}  // namespace cniplan
