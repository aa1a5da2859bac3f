#include "planner/plan/plan_charts.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <tuple>

#include "planner/capacity/subnet_capacity.hpp"
#include "planner/plan/growing_fleet.hpp"
#include "planner/plan/plan_findings.hpp"

namespace cniplan {
namespace {

// The fleet's curve.

/// So many points that charts take about as long as the plan beside them.
std::size_t most_points(std::size_t node_groups) {
  constexpr std::size_t kMostGroups = 10'000;  // over all points
  return std::clamp(kMostGroups / std::max<std::size_t>(1, node_groups), kFewestFleetCurvePoints,
                    kMostFleetCurvePoints);
}

/// From 0 to `end`: those of `wanted` and, between them, evenly as many as there is room for; in order, each
/// once.
std::vector<std::int64_t> chosen_points(std::vector<std::int64_t> wanted, std::int64_t end,
                                        std::size_t most) {
  wanted.push_back(0);
  wanted.push_back(end);
  const auto make_unique = [&] {
    std::ranges::sort(wanted);
    wanted.erase(std::ranges::unique(wanted).begin(), wanted.end());
  };
  make_unique();
  if (end < static_cast<std::int64_t>(most)) {
    for (std::int64_t nodes = 0; nodes <= end; ++nodes) wanted.push_back(nodes);
  } else {
    const std::size_t more = most - std::min(most, wanted.size());
    const auto parts = static_cast<std::int64_t>(more + 1);
    for (std::int64_t i = 1; i < parts; ++i) wanted.push_back(end / parts * i + end % parts * i / parts);
  }
  make_unique();
  return wanted;
}

/// Subnets of known size in which nodes of a growing group take addresses.
std::vector<SubnetIndex> filling_subnets(const PlanInputs& inputs, const Fleet& reference) {
  std::vector<bool> fills(inputs.model.subnets.size());
  for (NodeGroupIndex g = 0; g < inputs.model.node_groups.size(); ++g) {
    if (reference.groups[g].nodes == NodeCount(0)) continue;
    for (const Placement& place : inputs.model.node_groups[g].placements) {
      fills[place.nodes] = true;
      fills[place.pods] = true;
      for (const SubnetIndex subnet : place.discovered) fills[subnet] = true;
    }
  }
  std::vector<SubnetIndex> subnets;
  for (SubnetIndex i = 0; i < fills.size(); ++i) {
    if (fills[i] && inputs.demand.room(i).known) subnets.push_back(i);
  }
  return subnets;
}

/// What each subnet holds of a fleet of so many nodes, in the scenario that is then worst for it.
std::vector<IpCount> used_by(std::int64_t nodes, GrowingFleet& fleet, const std::vector<GrowthState>& states,
                             const NodeDemand& demand, const std::vector<SubnetIndex>& subnets) {
  std::vector<SubnetStress> worst(demand.model().subnets.size());
  const auto see = [&](SubnetIndex subnet, const SubnetTotal& total) {
    const SubnetRoom& room = demand.room(subnet);
    if (!room.known) return;
    const SubnetStress stress = stress_of(room, total);
    if (stress.worse_than(worst[subnet])) worst[subnet] = stress;
  };
  for (const GrowthState& state : states) {
    fleet.with(
        nodes, state,
        [&](const FleetTotal& total) {
          for (const SubnetIndex subnet : subnets) see(subnet, total.subnets[subnet]);
        },
        [&](const FleetTotal& total, NodeGroupIndex, const std::vector<NodeDemand::AddedTotal>& added,
            const FleetTotal&) {
          for (const NodeDemand::AddedTotal& more : added) {
            SubnetTotal both = total.subnets[more.subnet];
            both += more.total;
            see(more.subnet, both);
          }
        });
  }
  std::vector<IpCount> used;
  for (const SubnetIndex subnet : subnets) used.push_back(worst[subnet].total);
  return used;
}

std::optional<FleetCurve> fleet_curve(const PlanInputs& inputs, const ClusterPlan& plan) {
  GrowingFleet fleet(inputs.demand, inputs.max_pods);
  FleetCurve curve{.subnets = filling_subnets(inputs, fleet.reference())};
  if (curve.subnets.empty()) return std::nullopt;
  for (const NodeGroupModel& group : inputs.model.node_groups) {
    curve.desired += group.nodes.desired;
    curve.max += group.nodes.max;
  }
  std::vector<GrowthState> states;
  for (std::size_t s = 0; s < inputs.planned.size(); ++s) {
    for (const ScenarioVariant& variant : inputs.planned[s].variants) {
      states.push_back(fleet.state_of(inputs.planned[s], variant, s));
    }
  }
  std::vector<std::int64_t> wanted{curve.desired.value(), curve.max.value()};
  std::int64_t largest = std::max(curve.desired, curve.max).value();
  if (plan.exhaustion) {
    const std::int64_t fits = plan.exhaustion->nodes.value();
    wanted.push_back(fits);
    wanted.push_back(fits + 1);
    largest = std::max(largest, fits);
  }
  constexpr std::int64_t kBeyond = 10;  // a tenth
  const std::int64_t end = largest + ceil_div(largest, kBeyond);
  const std::size_t most = most_points(inputs.model.node_groups.size());
  for (const std::int64_t nodes : chosen_points(std::move(wanted), std::max<std::int64_t>(1, end), most)) {
    curve.points.push_back(
        {.nodes = NodeCount(nodes), .used = used_by(nodes, fleet, states, inputs.demand, curve.subnets)});
  }
  return curve;
}

// Warm pools.

WarmPoolPoint point_of(PodCount pods, const NodeIpUsage& usage) {
  const auto both = [&](IpCount SubnetShare::*part) {
    return usage.node_subnet.*part + usage.pod_subnet.*part;
  };
  return {.pods = pods,
          .enis = usage.enis,
          .primary = both(&SubnetShare::primary),
          .assigned = both(&SubnetShare::assigned),
          .warm = both(&SubnetShare::warm) + both(&SubnetShare::cooling),
          .trunk = both(&SubnetShare::trunk) + both(&SubnetShare::branch),
          .settles = usage.settles};
}

/// A kind of node, with everything that decides its curve.
struct NodeKind {
  const InstanceType* type;
  NodeOs os;
  CniConfig cni;
  NodeCount most;  // the largest number of its groups' nodes
  WarmPoolCurve curve;
};

void draw(NodeKind& kind) {
  const NodeLimits limits = limits_of(*kind.type);
  for (PodCount pods; pods <= kind.curve.admitted; pods += PodCount(1)) {
    const NodeIpUsage usage =
        node_ip_usage(limits, kind.cni, kind.os, {.pods = pods, .max_pods = kind.curve.max_pods});
    if (usage.pods_without_address > PodCount(0)) break;
    kind.curve.points.push_back(point_of(pods, usage));
  }
}

/// One of each kind, in the order of the spec.
std::vector<NodeKind> node_kinds(const PlanInputs& inputs) {
  std::vector<NodeKind> kinds;
  std::map<std::tuple<std::string_view, AddressMode, PodCount, PodCount>, std::size_t> known;
  for (NodeGroupIndex g = 0; g < inputs.model.node_groups.size(); ++g) {
    const NodeGroupModel& group = inputs.model.node_groups[g];
    if (group.manager == NodeManager::hybrid || group.manager == NodeManager::auto_mode) continue;
    const PodCount max_pods = inputs.max_pods[g].value;
    for (const InstanceType& type : group.types) {
      const CniConfig cni = cni_of(inputs.model, group);
      const AddressMode mode = node_ip_usage(type, cni, group.os, {.max_pods = max_pods}).mode;
      if (mode == AddressMode::ipv6) continue;
      const PodCount admitted = inputs.demand.pods_per_node(g);
      const auto [at, is_new] = known.try_emplace({type.name.view(), mode, max_pods, admitted}, kinds.size());
      if (is_new) {
        kinds.push_back({.type = &type,
                         .os = group.os,
                         .cni = cni,
                         .curve = {.instance_type = std::string(type.name.view()),
                                   .mode = mode,
                                   .max_pods = max_pods,
                                   .admitted = admitted}});
      }
      NodeKind& kind = kinds[at->second];
      kind.curve.node_groups.push_back(group.name);
      kind.curve.nodes += group.nodes.desired;
      kind.most += group.nodes.max;
    }
  }
  return kinds;
}

void draw_warm_pools(const PlanInputs& inputs, PlanCharts& charts) {
  std::vector<NodeKind> kinds = node_kinds(inputs);
  std::vector<std::size_t> by_nodes;
  for (std::size_t i = 0; i < kinds.size(); ++i) by_nodes.push_back(i);
  std::ranges::stable_sort(by_nodes, [&](std::size_t a, std::size_t b) {
    return std::tuple(kinds[a].curve.nodes, kinds[a].most) > std::tuple(kinds[b].curve.nodes, kinds[b].most);
  });
  if (by_nodes.size() > kMostWarmPoolCurves) by_nodes.resize(kMostWarmPoolCurves);
  std::ranges::sort(by_nodes);
  for (const std::size_t i : by_nodes) {
    draw(kinds[i]);
    charts.warm_pools.push_back(std::move(kinds[i].curve));
  }
  charts.warm_pools_left_out = std::ssize(kinds) - std::ssize(by_nodes);
}

// Maps.

std::vector<BlockRun> runs_of(const Cidr& cidr, const SubnetModel& subnet) {
  std::vector<BlockState> states(static_cast<std::size_t>(cidr.size().value() / kIpsPerPrefix),
                                 BlockState::free);
  const auto mark = [&](const Ipv4Range& range, BlockState state) {
    const auto block = [&](Ipv4Address address) {
      return (std::int64_t{address.value()} - std::int64_t{cidr.first().value()}) / kIpsPerPrefix;
    };
    std::fill(states.begin() + block(range.first()), states.begin() + block(range.last()) + 1, state);
  };
  for (const Cidr& reservation : subnet.prefix_reservations) {
    const bool whole = reservation.prefix_length() <= kEniPrefixLength;
    mark(Ipv4Range(reservation), whole ? BlockState::prefix_reservation : BlockState::explicit_reservation);
  }
  for (const Cidr& reservation : subnet.explicit_reservations) {
    mark(Ipv4Range(reservation), BlockState::explicit_reservation);
  }
  const Ipv4Set used = intersect(Ipv4Set::of(subnet.used_ranges), Ipv4Set(cidr));
  for (const Ipv4Range& range : used.ranges()) mark(range, BlockState::used);
  const Ipv4Set five = reserved_addresses(cidr);
  for (const Ipv4Range& range : five.ranges()) mark(range, BlockState::aws);

  std::vector<BlockRun> runs;
  for (std::size_t i = 0; i < states.size(); ++i) {
    if (runs.empty() || runs.back().state != states[i]) {
      runs.push_back({.state = states[i], .first = static_cast<std::int64_t>(i)});
    }
    ++runs.back().blocks;
  }
  return runs;
}

AddressMap map_of(const PlanInputs& inputs, const SubnetPlan& plan, SubnetIndex index) {
  const SubnetModel& subnet = inputs.model.subnets[index];
  const SubnetRoom& room = inputs.demand.room(index);
  AddressMap map{.subnet = index, .runs = runs_of(*subnet.cidr, subnet), .without_place = subnet.used_count};
  const SubnetDemand* fullest = nullptr;
  SubnetStress stress;
  for (const SubnetScenario& scenario : plan.scenarios) {
    const SubnetStress here = stress_of(room, {scenario.demand.total(), scenario.demand.prefixes});
    if (fullest != nullptr && !here.worse_than(stress)) continue;
    fullest = &scenario.demand;
    map.scenario = scenario.scenario;
    stress = here;
  }
  if (fullest == nullptr) return map;
  const IpCount beside_blocks = room.space.singles - ips_in(room.space.exposed);
  const IpCount in_blocks = room.singles(fullest->total(), fullest->prefixes) - beside_blocks;
  map.prefix_blocks = fullest->prefixes.value();
  map.single_blocks = prefixes_covering(std::max(IpCount(0), in_blocks)).value();
  return map;
}

}  // namespace

std::string_view to_string(BlockState state) {
  switch (state) {
    case BlockState::free:
      return "free";
    case BlockState::aws:
      return "aws";
    case BlockState::used:
      return "used";
    case BlockState::prefix_reservation:
      return "prefix-reservation";
    case BlockState::explicit_reservation:
      return "explicit-reservation";
  }
  return "";
}

PlanCharts plan_charts(const PlanInputs& inputs, const ClusterPlan& plan) {
  PlanCharts charts{.fleet = fleet_curve(inputs, plan)};
  draw_warm_pools(inputs, charts);
  for (SubnetIndex i = 0; i < plan.subnets.size(); ++i) {
    if (plan.subnets[i].cidr) charts.maps.push_back(map_of(inputs, plan.subnets[i], i));
  }
  return charts;
}

}  // namespace cniplan
