#include "planner/model/resolve.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <span>
#include <unordered_map>

#include "planner/catalog/addons.hpp"
#include "planner/core/spelling.hpp"
#include "planner/findings/rules.hpp"
#include "planner/net/ipv4_set.hpp"
#include "planner/spec/check_spec.hpp"
#include "planner/spec/complete_range.hpp"
#include "planner/spec/vpc_layout.hpp"

namespace cniplan {
namespace {

class Resolver {
 public:
  Resolver(const ClusterSpec& spec, const Catalog& catalog) : spec_(spec), catalog_(catalog) {}

  Result<WithWarnings<ClusterModel>, Diagnostics> run() {
    // A spec that contradicts itself would only raise the same faults again, under other names.
    if (Diagnostics faults = check_spec(spec_); !faults.empty()) return failure(std::move(faults));
    model_.name = spec_.name ? spec_.name->value : "cluster";
    model_.platform = spec_.platform ? spec_.platform->value : Platform::eks;
    resolve_cni();
    resolve_network();
    resolve_subnets();
    gather_discovered();
    resolve_eni_configs();
    resolve_node_groups();
    resolve_daemon_sets();
    resolve_workloads();
    resolve_fargate_profiles();
    resolve_load_balancers();
    resolve_endpoints();
    resolve_growth();
    resolve_policy();
    sort_by_location(diagnostics_);
    if (has_errors(diagnostics_)) return failure(std::move(diagnostics_));
    return WithWarnings<ClusterModel>{std::move(model_), std::move(diagnostics_)};
  }

 private:
  void error(std::string code, std::string message, std::string way_out, Location at) {
    diagnostics_.push_back({std::move(code), Severity::error, std::move(message), std::move(way_out), at});
  }
  void warn(std::string code, std::string message, std::string way_out, Location at) {
    diagnostics_.push_back({std::move(code), Severity::warning, std::move(message), std::move(way_out), at});
  }

  void resolve_cni() {
    auto made = make_cni_config(spec_.cni.env, spec_.ip_family ? spec_.ip_family->value : IpFamily::ipv4);
    Diagnostics& said = made ? made->warnings : made.error();
    diagnostics_.insert(diagnostics_.end(), said.begin(), said.end());
    if (made) model_.cni = made->value;
    for (const EnvSpec& variable : spec_.cni.env) model_.cni_given.push_back(variable.name.value);
  }

  void resolve_network() {
    model_.vpc_cidrs = spec_.vpc.cidrs;
    model_.service_cidr = spec_.service_cidr;
    for (const PeerSpec& given : spec_.vpc.peers) {
      PeerModel peer{.name = given.name ? given.name->value : "", .cidrs = given.cidrs};
      if (given.network_address_units) peer.network_address_units = given.network_address_units->value;
      model_.peers.push_back(std::move(peer));
    }
    const QuotaSpec& given = spec_.quotas;
    QuotaModel& quotas = model_.quotas;
    const auto take = [](std::int64_t& quota, const Given<std::int64_t>& value) {
      if (value) quota = value->value;
    };
    take(quotas.cidrs_per_vpc, given.cidrs_per_vpc);
    take(quotas.subnets_per_vpc, given.subnets_per_vpc);
    take(quotas.network_interfaces, given.network_interfaces);
    take(quotas.network_address_units, given.network_address_units);
    take(quotas.peered_network_address_units, given.peered_network_address_units);
    take(quotas.nat_gateways_per_zone, given.nat_gateways_per_zone);
    take(quotas.interface_endpoints, given.interface_endpoints);
  }

  // Subnets.

  struct Uses {
    std::vector<SubnetIndex> nodes;
    std::vector<SubnetIndex> load_balancers;
    std::vector<SubnetIndex> fargate;
    std::vector<SubnetIndex> cni;  // tagged for subnet discovery
  };

  void add_use(SubnetUse use, SubnetIndex subnet) {
    switch (use) {
      case SubnetUse::control_plane: model_.control_plane_subnets.push_back(subnet); break;
      case SubnetUse::nodes: uses_.nodes.push_back(subnet); break;
      case SubnetUse::load_balancers: uses_.load_balancers.push_back(subnet); break;
      case SubnetUse::fargate: uses_.fargate.push_back(subnet); break;
      case SubnetUse::pods: break;  // what goes there is said by the ENIConfigs
      case SubnetUse::cni: uses_.cni.push_back(subnet); break;
    }
  }

  void assume_layout() {
    const Cidr vpc = spec_.vpc.cidrs.empty() ? kDefaultVpcCidr : spec_.vpc.cidrs.front().value;
    const Location whole = spec_.vpc.location.source < 0 ? spec_.location : spec_.vpc.location;
    const Location at = spec_.vpc.cidrs.empty() ? whole : spec_.vpc.cidrs.front().location;
    const auto zones = assumed_zones("");
    const auto layout =
        default_vpc_layout(vpc, zones, spec_.ip_family ? spec_.ip_family->value : IpFamily::ipv4);
    if (!layout) {
      error("vpc.layout", fmt::format("vpc: no subnets are given, and {} cannot be cut as eksctl would: {}",
                                      vpc.to_string(), describe(layout.error())),
            "list vpc.subnets", at);
      return;
    }
    warn("vpc.assumed", fmt::format("vpc: no subnets are given; planned on eksctl's default layout of {}", vpc.to_string()),
         "list vpc.subnets to plan on yours", at);
    model_.assumed_subnets = true;
    if (model_.vpc_cidrs.empty()) model_.vpc_cidrs.push_back({vpc, at});
    const auto add = [&](std::string_view kind, const ZoneBlock& block, std::initializer_list<SubnetUse> uses) {
      add_subnet({.label = fmt::format("{}-{}", kind, block.az), .az = block.az, .cidr = block.cidr});
      for (const SubnetUse use : uses) add_use(use, model_.subnets.size() - 1);
    };
    for (const ZoneBlock& block : layout->public_subnets) {
      add("public", block, {SubnetUse::control_plane, SubnetUse::load_balancers});
    }
    for (const ZoneBlock& block : layout->private_subnets) {
      add("private", block, {SubnetUse::control_plane, SubnetUse::nodes, SubnetUse::fargate});
    }
  }

  /// How many of a subnet's usable addresses, those between AWS's reserved ones, lie in at least one of the ranges.
  [[nodiscard]] static IpCount usable_in(const Cidr& subnet, const std::vector<Ipv4Range>& ranges) {
    const Ipv4Range usable(Ipv4Address(subnet.first().value() + 4), Ipv4Address(subnet.last().value() - 1));
    return intersect(Ipv4Set::of(ranges), Ipv4Set::of({usable})).size();
  }

  /// The CIDRs of a subnet's reservations of one type; `prefix` is the type that is assumed.
  [[nodiscard]] static std::vector<Cidr> reservations_of(const SubnetSpec& subnet, ReservationType type) {
    std::vector<Cidr> cidrs;
    for (const ReservationSpec& reservation : subnet.reservations) {
      const ReservationType given = reservation.type ? reservation.type->value : ReservationType::prefix;
      if (given == type && reservation.cidr) cidrs.push_back(reservation.cidr->value);
    }
    return cidrs;
  }

  [[nodiscard]] static std::vector<Ipv4Range> ranges_of(const std::vector<Cidr>& cidrs) {
    return {cidrs.begin(), cidrs.end()};
  }

  /// Subnets of one zone have one index; a subnet without a zone is a zone of its own.
  [[nodiscard]] ZoneIndex zone_of(const SubnetModel& subnet) {
    if (!subnet.az.empty()) {
      const auto known = std::ranges::find(model_.zones, subnet.az);
      if (known != model_.zones.end()) return static_cast<ZoneIndex>(known - model_.zones.begin());
    }
    model_.zones.push_back(subnet.az.empty() ? fmt::format("zone of {}", subnet.label) : subnet.az);
    return model_.zones.size() - 1;
  }

  void add_subnet(SubnetModel subnet) {
    subnet.zone = zone_of(subnet);
    const SubnetIndex index = model_.subnets.size();
    subnet_of_.try_emplace(subnet.label, index);
    if (!subnet.id.empty()) subnet_of_.try_emplace(subnet.id, index);
    model_.subnets.push_back(std::move(subnet));
  }

  void resolve_subnets() {
    if (spec_.vpc.subnets.empty()) return assume_layout();
    for (const SubnetSpec& given : spec_.vpc.subnets) {
      SubnetModel subnet{.id = given.id ? given.id->value : "",
                         .az = given.az ? given.az->value : "",
                         .used_count = given.used_count ? given.used_count->value : IpCount(0),
                         .prefix_reservations = reservations_of(given, ReservationType::prefix),
                         .explicit_reservations = reservations_of(given, ReservationType::explicit_use),
                         .location = given.cidr ? given.cidr->location : given.location};
      for (const auto& used : given.used_ranges) subnet.used_ranges.push_back(used.value);
      subnet.label = given.name ? given.name->value : given.id ? given.id->value : given.cidr ? given.cidr->value.to_string() : "subnet";
      subnet.others = subnet.used_count;
      if (given.cidr) {
        subnet.cidr = given.cidr->value;
        std::vector<Ipv4Range> others = ranges_of(subnet.explicit_reservations);
        others.insert(others.end(), subnet.used_ranges.begin(), subnet.used_ranges.end());
        subnet.others += usable_in(*subnet.cidr, others);
        subnet.prefix_reserved = usable_in(*subnet.cidr, ranges_of(subnet.prefix_reservations));
      }
      add_subnet(std::move(subnet));
      const SubnetIndex index = model_.subnets.size() - 1;
      if (given.uses) {
        for (const auto& use : *given.uses) add_use(use.value, index);
      } else {
        add_use(SubnetUse::nodes, index);
      }
    }
  }

  /// What subnet discovery may choose from in each zone. It needs the zone's name.
  void gather_discovered() {
    discovered_.resize(model_.zones.size());
    for (const SubnetIndex index : uses_.cni) {
      const SubnetModel& subnet = model_.subnets[index];
      const auto unused = [&](std::string why, std::string way_out) {
        warn("subnet.discovery-unused", fmt::format("subnet \"{}\": no ENI goes here by subnet discovery: {}", subnet.label, why),
             std::move(way_out), subnet.location);
      };
      if (model_.cni.custom_networking) {
        unused("with custom networking all go to the ENIConfigs' subnets", "remove the use cni");
      } else if (!model_.cni.subnet_discovery) {
        unused("ENABLE_SUBNET_DISCOVERY is off", "set it to \"true\" in cni.env, or remove the use cni");
      } else if (model_.cni.ip_family == IpFamily::ipv6) {
        unused("nodes of an IPv6 cluster have one ENI", "remove the use cni");
      } else if (subnet.az.empty()) {
        unused("its zone is not known", "give its az");
      } else {
        discovered_[subnet.zone].push_back(index);
      }
    }
  }

  [[nodiscard]] std::optional<SubnetIndex> find_subnet(const Located<std::string>& name, std::string_view subject) {
    if (const auto found = subnet_of_.find(name.value); found != subnet_of_.end()) return found->second;
    std::vector<std::string_view> known;
    for (const SubnetModel& subnet : model_.subnets) known.push_back(subnet.label);
    std::string way_out = did_you_mean(name.value, known);
    if (way_out.empty()) way_out = "list it in vpc.subnets";
    error("subnet.unknown", fmt::format("{}: unknown subnet \"{}\"", subject, name.value), way_out, name.location);
    return std::nullopt;
  }

  /// The subnets given by name, or else all those of the use.
  [[nodiscard]] std::vector<SubnetIndex> subnets_of(const std::vector<Located<std::string>>& names,
                                                    const std::vector<SubnetIndex>& of_the_use,
                                                    std::string_view use, std::string_view subject, Location at) {
    std::vector<SubnetIndex> found;
    for (const auto& name : names) {
      const auto index = find_subnet(name, subject);
      if (index && std::ranges::find(found, *index) == found.end()) found.push_back(*index);
    }
    if (!names.empty()) return found;
    if (of_the_use.empty()) {
      error("subnet.none", fmt::format("{}: no subnet is used for {}", subject, use),
            fmt::format("name its subnets, or give one the use {}", use), at);
    }
    return of_the_use;
  }

  void resolve_eni_configs() {
    for (const EniConfigSpec& config : spec_.cni.eni_configs) {
      const auto subnet = find_subnet(config.subnet, fmt::format("ENIConfig \"{}\"", config.az.value));
      if (subnet) pod_subnets_[config.az.value] = *subnet;
    }
    if (!spec_.cni.eni_configs.empty() && !model_.cni.custom_networking) {
      warn("cni.eni-configs-unused",
           "cni.eniConfigs: without AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG aws-node does not read ENIConfigs",
           "set it to \"true\" in cni.env", spec_.cni.eni_configs.front().az.location);
    }
  }

  // Node groups.

  [[nodiscard]] std::vector<InstanceType> find_types(const NodeGroupSpec& group, const std::string& subject) {
    std::vector<InstanceType> types;
    for (const auto& name : group.instance_types) {
      if (const InstanceType* type = catalog_.find(name.value)) {
        types.push_back(*type);
        continue;
      }
      std::string way_out = catalog_.suggestion(name.value);
      if (way_out.empty()) way_out = "--instance-types adds types from `aws ec2 describe-instance-types`";
      error("instance-type.unknown", fmt::format("{}: unknown instance type \"{}\"", subject, name.value), way_out,
            name.location);
    }
    return types;
  }

  [[nodiscard]] PodRange pods_of(const RangeSpec& given) {
    const CompleteRange range = complete(given).value_or(CompleteRange{});
    return {.desired = PodCount(range.desired), .max = PodCount(range.max)};
  }

  /// The places of a group's nodes in the order in which they are filled: the zones in turn, and the subnets of
  /// each zone in turn. A subnet without a zone is a zone of its own.
  [[nodiscard]] std::vector<Placement> placements_of(const std::vector<SubnetIndex>& subnets,
                                                     const std::string& subject, Location at) {
    std::vector<std::vector<SubnetIndex>> zones;
    std::map<ZoneIndex, std::size_t> place_of;
    for (const SubnetIndex subnet : subnets) {
      const auto [zone, is_new] = place_of.try_emplace(model_.subnets[subnet].zone, zones.size());
      if (is_new) zones.emplace_back();
      zones[zone->second].push_back(subnet);
    }
    // Zones with unlike numbers of subnets take as many rounds as it needs to come out even.
    constexpr std::size_t kMostRounds = 1000;
    std::size_t rounds = zones.empty() ? 0 : 1;
    for (const auto& zone : zones) rounds = std::min(std::lcm(rounds, zone.size()), kMostRounds);
    std::vector<Placement> placements;
    for (std::size_t round = 0; round < rounds; ++round) {
      for (const auto& zone : zones) {
        const SubnetIndex nodes = zone[round % zone.size()];
        placements.push_back({.nodes = nodes, .pods = nodes, .zone = model_.subnets[nodes].zone});
      }
    }
    if (model_.cni.custom_networking) use_eni_configs(placements, subject, at);
    return placements;
  }

  void use_eni_configs(std::vector<Placement>& placements, const std::string& subject, Location at) {
    std::vector<std::string> missing;
    for (Placement& place : placements) {
      const SubnetModel& subnet = model_.subnets[place.nodes];
      const auto found = pod_subnets_.find(subnet.az);
      if (found != pod_subnets_.end()) {
        place.pods = found->second;
        continue;
      }
      const std::string zone = subnet.az.empty() ? fmt::format("subnet \"{}\", which has none", subnet.label) : subnet.az;
      if (std::ranges::find(missing, zone) == missing.end()) missing.push_back(zone);
    }
    if (!missing.empty()) {
      error("cni.eni-config-missing",
            fmt::format("{}: custom networking has no ENIConfig for zone {}", subject, fmt::join(missing, ", ")),
            "add the zone to cni.eniConfigs, or its nodes never become ready", at);
    }
  }

  /// Auto Mode's NodeClass names the Pods' subnets, and Windows nodes have one ENI: neither discovers any.
  void use_discovered(NodeGroupModel& group) {
    if (group.os == NodeOs::windows || group.manager == NodeManager::auto_mode) return;
    for (Placement& place : group.placements) {
      const auto& tagged = discovered_[place.zone];
      if (tagged.empty()) continue;
      place.discovered = {place.nodes};
      std::ranges::copy_if(tagged, std::back_inserter(place.discovered),
                           [&](SubnetIndex subnet) { return subnet != place.nodes; });
      if (place.discovered.size() == 1) place.discovered.clear();
    }
  }

  /// Sources: docs.aws.amazon.com/eks/latest/userguide/managed-node-update-behavior.html (1 node),
  /// karpenter.sh/docs/concepts/disruption (10 % of a NodePool's nodes); a batch of one, as EC2 Auto Scaling's
  /// AutoScalingRollingUpdate has it (docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-updatepolicy.html).
  [[nodiscard]] UpdateModel update_of(const NodeGroupSpec& given, NodeManager manager, const std::string& subject) {
    UpdateModel update{.location = given.location};
    const bool by_budget = manager == NodeManager::karpenter || manager == NodeManager::auto_mode;
    if (by_budget) update.max_unavailable = Share::from_percent(10);
    if (given.update.max_unavailable) {
      update.max_unavailable = given.update.max_unavailable->value;
      update.location = given.update.max_unavailable->location;
    }
    const bool minimal = given.update.strategy && given.update.strategy->value == UpdateStrategy::minimal;
    if (minimal && by_budget) {
      warn("update.strategy-unused",
           subject + ": Karpenter and Auto Mode always launch new nodes first, whatever the strategy",
           "remove update.strategy", given.update.strategy->location);
    }
    update.launches_first = by_budget || !minimal;
    return update;
  }

  void resolve_node_groups() {
    for (const NodeGroupSpec& given : spec_.node_groups) {
      const std::string name = given.name ? given.name->value : fmt::format("#{}", &given - spec_.node_groups.data() + 1);
      const std::string subject = fmt::format("node group \"{}\"", name);
      NodeGroupModel group{.name = name,
                           .manager = given.manager ? given.manager->value
                                      : model_.platform == Platform::eks_auto ? NodeManager::auto_mode
                                                                              : NodeManager::managed,
                           .os = given.os ? given.os->value : NodeOs::linux,
                           .custom_ami = given.custom_ami,
                           .location = given.location};
      const auto nodes = complete(given.nodes);
      if (!nodes) {
        error("nodes.missing", subject + ": it has no number of nodes", "give nodes.desired", given.location);
      } else {
        group.nodes = {NodeCount(nodes->min), NodeCount(nodes->desired), NodeCount(nodes->max)};
      }
      group.types = find_types(given, subject);
      if (given.max_pods) {
        group.max_pods = given.max_pods->value;
        group.max_pods_location = given.max_pods->location;
      }
      if (given.pods_per_node) group.pods_per_node = given.pods_per_node->value;
      group.full_nodes = !given.pods_per_node && spec_.pods_unknown;
      group.update = update_of(given, group.manager, subject);
      const bool hybrid = group.manager == NodeManager::hybrid;
      if (given.instance_types.empty() && !hybrid) {
        warn("node-group.unknown-type", subject + ": its instance types are not known, so that it is not planned",
             "plan it in a spec, with its instanceTypes", given.location);
        left_out_.push_back(name);
        continue;
      }
      if (!hybrid) {
        const auto subnets = subnets_of(given.subnets, uses_.nodes, "nodes", subject, given.location);
        group.placements = placements_of(subnets, subject, given.location);
        use_discovered(group);
        std::vector<ZoneIndex> zones;
        for (const Placement& place : group.placements) zones.push_back(place.zone);
        std::ranges::sort(zones);
        group.zones = std::ranges::distance(zones.begin(), std::ranges::unique(zones).begin());
      }
      group_of_.try_emplace(group.name, model_.node_groups.size());
      model_.node_groups.push_back(std::move(group));
    }
  }

  /// The groups named, or else all that run Linux Pods placed by us.
  [[nodiscard]] std::vector<NodeGroupIndex> groups_of(const std::vector<Located<std::string>>& names,
                                                      const std::string& subject) {
    std::vector<NodeGroupIndex> found;
    if (names.empty()) {
      for (NodeGroupIndex i = 0; i < model_.node_groups.size(); ++i) {
        if (model_.node_groups[i].os != NodeOs::windows && model_.node_groups[i].manager != NodeManager::hybrid) {
          found.push_back(i);
        }
      }
      return found;
    }
    for (const auto& name : names) {
      if (const auto index = find_node_group(name, subject)) found.push_back(*index);
    }
    return found;
  }

  /// Nothing for a group that is left out; for one that is not there, an error is noted too.
  [[nodiscard]] std::optional<NodeGroupIndex> find_node_group(const Located<std::string>& name,
                                                              const std::string& subject) {
    if (const auto found = group_of_.find(name.value); found != group_of_.end()) return found->second;
    if (std::ranges::find(left_out_, name.value) != left_out_.end()) return std::nullopt;
    std::vector<std::string_view> known;
    for (const NodeGroupModel& group : model_.node_groups) known.push_back(group.name);
    std::string way_out = did_you_mean(name.value, known);
    if (way_out.empty()) way_out = "name one of nodeGroups";
    error("node-group.unknown", fmt::format("{}: unknown node group \"{}\"", subject, name.value), way_out,
          name.location);
    return std::nullopt;
  }

  // Pods.

  /// aws-node and kube-proxy are DaemonSets on the host network of every Linux node; EKS Auto Mode runs their
  /// work outside of Pods. Source: docs.aws.amazon.com/eks/latest/userguide/automode.html.
  [[nodiscard]] static bool runs_daemon_sets(const NodeGroupModel& group) { return group.os != NodeOs::windows; }

  void resolve_daemon_sets() {
    for (NodeGroupModel& group : model_.node_groups) {
      if (runs_daemon_sets(group) && group.manager != NodeManager::auto_mode) group.host_network_pods = PodCount(2);
    }
    for (const DaemonSetSpec& given : spec_.daemon_sets) {
      const std::string name = given.name ? given.name->value : "";
      // These two are counted already.
      if (name == "aws-node" || name == "kube-proxy") continue;
      const bool host_network = given.host_network && given.host_network->value;
      for (const NodeGroupIndex index : groups_of(given.node_groups, fmt::format("DaemonSet \"{}\"", name))) {
        NodeGroupModel& group = model_.node_groups[index];
        (host_network ? group.host_network_pods : group.daemon_pods) += PodCount(1);
      }
    }
    for (const auto& [addon, at] : addons()) {
      const std::span<const AddonWorkload> known = addon_workloads(addon);
      if (known.empty()) {
        warn("addon.unknown", fmt::format("add-on \"{}\": what it runs is not known, so its Pods are not counted", addon),
             "add its DaemonSets and Deployments to daemonSets and workloads", at);
        continue;
      }
      if (addon == "vpc-cni" || addon == "kube-proxy") continue;
      for (const AddonWorkload& workload : known) {
        for (NodeGroupModel& group : model_.node_groups) {
          if (!selects(workload, group)) continue;
          (workload.host_network ? group.host_network_pods : group.daemon_pods) += PodCount(workload.pods_per_node);
        }
      }
    }
  }

  /// Whether the nodes of a group are among those that an add-on's DaemonSet selects.
  [[nodiscard]] static bool selects(const AddonWorkload& workload, const NodeGroupModel& group) {
    if ((workload.os == AddonOs::windows_nodes) != (group.os == NodeOs::windows)) return false;
    if (group.manager == NodeManager::auto_mode) return workload.on_auto_mode;
    return group.manager != NodeManager::hybrid || workload.on_hybrid_nodes;
  }

  [[nodiscard]] std::vector<std::pair<std::string, Location>> addons() const {
    std::vector<std::pair<std::string, Location>> names;
    if (!spec_.addons) {
      // Auto Mode runs CoreDNS on the node itself, not as Pods.
      if (model_.platform != Platform::eks_auto) names.emplace_back("coredns", Location{});
      return names;
    }
    for (const auto& addon : *spec_.addons) names.emplace_back(addon.value, addon.location);
    return names;
  }

  void add_workload(WorkloadModel workload) {
    // podsPerNode counts everything on the Pod network, so groups that have it take no further Pods.
    std::erase_if(workload.node_groups, [&](NodeGroupIndex index) {
      const NodeGroupModel& group = model_.node_groups[index];
      return group.pods_per_node.has_value() || group.full_nodes;
    });
    if (!workload.node_groups.empty()) model_.workloads.push_back(std::move(workload));
  }

  void resolve_workloads() {
    for (const auto& [addon, at] : addons()) {
      for (const AddonWorkload& workload : addon_workloads(addon)) {
        if (workload.pods_per_cluster == 0) continue;
        const PodCount replicas(workload.pods_per_cluster);
        add_workload({.name = addon,
                      .replicas = {replicas, replicas},
                      .host_network = workload.host_network,
                      .addon = true,
                      .node_groups = groups_of({}, ""),
                      .location = at});
      }
    }
    for (const WorkloadSpec& given : spec_.workloads) {
      const std::string name = given.name ? given.name->value : "";
      const std::string subject = fmt::format("workload \"{}\"", name);
      WorkloadModel workload{.name = name,
                             .replicas = pods_of(given.replicas),
                             .pod_eni = given.pod_eni && given.pod_eni->value,
                             .host_network = given.host_network && given.host_network->value,
                             .cpu_millis = given.requests.cpu_millis ? given.requests.cpu_millis->value : 0,
                             .memory_bytes = given.requests.memory_bytes ? given.requests.memory_bytes->value : 0,
                             .node_groups = groups_of(given.node_groups, subject),
                             .location = given.location};
      if (workload.pod_eni && !model_.cni.pod_eni) {
        warn("workload.pod-eni-off", subject + ": podEni needs ENABLE_POD_ENI; its Pods are planned with ordinary addresses",
             "set ENABLE_POD_ENI to \"true\" in cni.env", given.pod_eni->location);
        workload.pod_eni = false;
      }
      add_workload(std::move(workload));
    }
  }

  void resolve_fargate_profiles() {
    for (const FargateProfileSpec& given : spec_.fargate_profiles) {
      const std::string name = given.name ? given.name->value : "";
      const std::string subject = fmt::format("Fargate profile \"{}\"", name);
      if (!complete(given.pods)) {
        warn("fargate.pods-unknown", subject + ": how many Pods it runs is not known, so that none are planned",
             "give pods.desired and pods.max in a spec; each takes one address", given.location);
      }
      model_.fargate_profiles.push_back(
          {.name = name,
           .pods = pods_of(given.pods),
           .subnets = subnets_of(given.subnets, uses_.fargate, "fargate", subject, given.location)});
    }
  }

  void resolve_load_balancers() {
    for (const LoadBalancerSpec& given : spec_.load_balancers) {
      const std::string name = given.name ? given.name->value : "";
      model_.load_balancers.push_back(
          {.name = name,
           .type = given.type ? given.type->value : LoadBalancerType::alb,
           .subnets = subnets_of(given.subnets, uses_.load_balancers, "loadBalancers",
                                 fmt::format("load balancer \"{}\"", name), given.location)});
    }
  }

  void resolve_endpoints() {
    for (const EndpointSpec& given : spec_.endpoints) {
      const std::string name = given.name ? given.name->value : "";
      model_.endpoints.push_back({.name = name,
                                  .type = given.type ? given.type->value : EndpointType::interface_endpoint,
                                  .subnets = subnets_of(given.subnets, uses_.nodes, "nodes",
                                                        fmt::format("endpoint \"{}\"", name), given.location)});
    }
  }

  void resolve_policy() {
    PolicyModel& policy = model_.policy;
    if (spec_.policy.warn_at) policy.warn_at = spec_.policy.warn_at->value;
    if (spec_.policy.fail_at) policy.fail_at = spec_.policy.fail_at->value;
    if (policy.warn_at > policy.fail_at) {
      // Only one of them is given, or check_spec() would have said so.
      (spec_.policy.warn_at ? policy.fail_at : policy.warn_at) =
          spec_.policy.warn_at ? policy.warn_at : policy.fail_at;
    }
    for (const RuleSettingSpec& given : spec_.policy.rules) {
      const Rule* const rule = rule_of(given.rule, "policy: rules");
      RuleSettingModel setting{.rule = given.rule.value};
      if (given.severity) setting.severity = given.severity->value;
      if (given.threshold && rule != nullptr) setting.threshold = threshold_of(*given.threshold, *rule);
      policy.rules.push_back(std::move(setting));
    }
    for (const AcceptedFindingSpec& given : spec_.policy.accept) {
      if (given.rule) rule_of(*given.rule, "policy: accept");
      AcceptedFindingModel accepted{.rule = given.rule ? given.rule->value : "",
                                    .subject = given.subject ? given.subject->value : "",
                                    .reason = given.reason ? given.reason->value : "",
                                    .location = given.location};
      if (given.expires) accepted.expires = given.expires->value;
      policy.accept.push_back(std::move(accepted));
    }
    if (spec_.policy.scenarios && !spec_.policy.scenarios->empty()) {
      for (const ScenarioSpec& given : *spec_.policy.scenarios) policy.scenarios.push_back(scenario_of(given));
    } else {
      for (const ScenarioKind kind : kDefaultScenarios) policy.scenarios.push_back(built_in_scenario(kind));
    }
  }

  const Rule* rule_of(const Located<std::string>& id, std::string_view subject) {
    const Rule* const rule = find_rule(id.value);
    if (rule != nullptr) return rule;
    std::string way_out = suggestion_for_rule(id.value);
    if (way_out.empty()) way_out = "`cniplan rules` lists them";
    error("rule.unknown", fmt::format("{}: unknown rule \"{}\"", subject, id.value), std::move(way_out), id.location);
    return nullptr;
  }

  /// In the unit of the rule; a share is counted in hundredths of a percent.
  [[nodiscard]] std::optional<std::int64_t> threshold_of(const Located<Amount>& given, const Rule& rule) {
    const auto refuse = [&](std::string_view why, std::string way_out) {
      error("rule.threshold", fmt::format("policy: rules: {}: threshold: {}", rule.id, why), std::move(way_out),
            given.location);
      return std::nullopt;
    };
    if (!rule.setting) return refuse("this rule has none that can be set", "remove it; its severity can be set");
    const bool counts_shares = rule.setting->unit == ThresholdUnit::percent;
    if (const auto* const share = std::get_if<Share>(&given.value)) {
      if (counts_shares) return share->basis_points();
      return refuse("this rule takes no share", fmt::format("write a whole number, as {}", rule.setting->value));
    }
    const std::int64_t number = std::get<std::int64_t>(given.value);
    if (!counts_shares) return number;
    return refuse(fmt::format("{} is not a share", number), fmt::format("write it with its sign, {}%", number));
  }

  [[nodiscard]] ScenarioModel scenario_of(const ScenarioSpec& given) {
    ScenarioModel scenario = built_in_scenario(given.kind.value);
    if (given.name) scenario.name = given.name->value;
    if (given.nodes) scenario.nodes = given.nodes->value;
    if (given.pods) scenario.pods = given.pods->value;
    scenario.location = given.location;
    if (given.node_groups.empty()) return scenario;
    scenario.node_groups.resize(model_.node_groups.size());
    for (const ScenarioGroupSpec& own : given.node_groups) {
      const auto index = find_node_group(own.node_group, fmt::format("scenario \"{}\"", scenario.name));
      if (!index) continue;
      ScenarioGroupModel& made = scenario.node_groups[*index];
      if (own.nodes) made.nodes = own.nodes->value;
      if (own.pods_per_node) made.pods_per_node = own.pods_per_node->value;
    }
    return scenario;
  }

  void resolve_growth() {
    if (!spec_.growth.pods_per_month) return;
    model_.growth = GrowthModel{.pods_per_month = spec_.growth.pods_per_month->value};
    if (spec_.growth.months) model_.growth->months = spec_.growth.months->value;
  }

  const ClusterSpec& spec_;
  const Catalog& catalog_;
  ClusterModel model_;
  Diagnostics diagnostics_;
  Uses uses_;
  std::unordered_map<std::string, SubnetIndex> subnet_of_;    // by label and id
  std::unordered_map<std::string, NodeGroupIndex> group_of_;  // by name
  std::map<std::string, SubnetIndex> pod_subnets_;            // of the ENIConfig, by zone
  std::vector<std::vector<SubnetIndex>> discovered_;          // subnets tagged for subnet discovery, by zone
  std::vector<std::string> left_out_;                         // node groups that are not planned
};

}  // namespace

ScenarioModel built_in_scenario(ScenarioKind kind) { return {.name = std::string(to_string(kind)), .kind = kind}; }

Result<WithWarnings<ClusterModel>, Diagnostics> resolve(const ClusterSpec& spec, const Catalog& catalog) {
  return Resolver(spec, catalog).run();
}

}  // namespace cniplan
