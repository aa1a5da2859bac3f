#include "planner/plan/demand.hpp"

#include <algorithm>
#include <iterator>
#include <limits>

namespace cniplan {
namespace {

/// The part of `total` that the place with that number gets when things go to `places` places in turn.
std::int64_t in_turn(std::int64_t total, std::size_t place, std::size_t places) {
  return nodes_at(NodeCount(0), NodeCount(total), place, places).value();
}

void add_share(SubnetDemand& demand, const SubnetShare& share, std::int64_t times) {
  demand[AddressOwner::primary] += share.primary * times;
  demand[AddressOwner::pods] += share.assigned * times;
  demand[AddressOwner::warm] += (share.cooling + share.warm) * times;
  demand[AddressOwner::trunk] += share.trunk * times;
  demand[AddressOwner::branch] += share.branch * times;
  demand.prefixes += share.prefixes * times;
}

// Ledgers: where NodeDemand books addresses. `Portion` is what it books of a node's share.

struct OwnerLedger {
  using Portion = SubnetShare;
  std::vector<SubnetDemand>& demand;

  static Portion portion(const SubnetShare& share) { return share; }
  void book(SubnetIndex subnet, const Portion& portion, std::int64_t times) { add_share(demand[subnet], portion, times); }
  void count(const NodeIpUsage&, std::int64_t) {}
  [[nodiscard]] SubnetTotal total(SubnetIndex subnet) const { return {demand[subnet].total(), demand[subnet].prefixes}; }
};

struct TotalLedger {
  using Portion = SubnetTotal;
  FleetTotal& all;

  static Portion portion(const SubnetShare& share) { return {share.total(), share.prefixes}; }
  void book(SubnetIndex subnet, const Portion& portion, std::int64_t times) {
    all.subnets[subnet] += {portion.ips * times, portion.prefixes * times};
    all.prefixes += portion.prefixes * times;
  }
  void count(const NodeIpUsage& usage, std::int64_t nodes) {
    const IpCount of_enis = usage.node_subnet.primary + usage.node_subnet.trunk + usage.node_subnet.branch +
                            usage.pod_subnet.primary + usage.pod_subnet.trunk + usage.pod_subnet.branch;
    all.nodes += NodeCount(nodes);
    all.enis += EniCount(of_enis.value() * nodes);
  }
  [[nodiscard]] SubnetTotal total(SubnetIndex subnet) const { return all.subnets[subnet]; }
};

/// What lies on top of a ledger, subnet by subnet.
template <class Base, class Item>
struct OnTop {
  const Base& base;
  std::vector<Item>& added;

  Item& item(SubnetIndex subnet) {
    const auto known = std::ranges::find(added, subnet, &Item::subnet);
    if (known != added.end()) return *known;
    added.push_back({.subnet = subnet});
    return added.back();
  }
};

struct OwnersOnTop : OnTop<std::vector<SubnetDemand>, NodeDemand::Added> {
  using Portion = SubnetShare;
  static Portion portion(const SubnetShare& share) { return share; }
  void book(SubnetIndex subnet, const Portion& portion, std::int64_t times) {
    add_share(item(subnet).demand, portion, times);
  }
  void count(const NodeIpUsage&, std::int64_t) {}
  [[nodiscard]] SubnetTotal total(SubnetIndex subnet) {
    const SubnetDemand& more = item(subnet).demand;
    return {base[subnet].total() + more.total(), base[subnet].prefixes + more.prefixes};
  }
};

struct TotalOnTop : OnTop<FleetTotal, NodeDemand::AddedTotal> {
  using Portion = SubnetTotal;
  FleetTotal& counted;

  static Portion portion(const SubnetShare& share) { return {share.total(), share.prefixes}; }
  void book(SubnetIndex subnet, const Portion& portion, std::int64_t times) {
    item(subnet).total += {portion.ips * times, portion.prefixes * times};
    counted.prefixes += portion.prefixes * times;
  }
  void count(const NodeIpUsage& usage, std::int64_t nodes) { TotalLedger{counted}.count(usage, nodes); }
  [[nodiscard]] SubnetTotal total(SubnetIndex subnet) {
    SubnetTotal all = base.subnets[subnet];
    all += item(subnet).total;
    return all;
  }
};

/// Subnets that a group mostly stands in, its Pods' with them.
constexpr std::size_t kUsualPlaces = 6;

/// A node's share of its own subnet, cut into ENIs: what stays with the primary one, and the others.
struct ByEni {
  SubnetShare stays;
  std::vector<SubnetShare> further;
};

ByEni by_eni(const NodeIpUsage& usage, std::int64_t slots_per_eni) {
  ByEni cut{.stays = usage.node_subnet};
  const SubnetShare& all = usage.node_subnet;
  const bool prefixes = usage.mode == AddressMode::prefix;
  std::int64_t slots = prefixes ? all.prefixes.value() : (all.assigned + all.warm).value();
  std::int64_t assigned = all.assigned.value();
  const auto take_eni = [&]() {
    const std::int64_t here = std::min(slots, slots_per_eni);
    const std::int64_t ips = prefixes ? here * kIpsPerPrefix : here;
    const std::int64_t of_pods = std::min(assigned, ips);
    slots -= here;
    assigned -= of_pods;
    return SubnetShare{.primary = IpCount(1),
                       .assigned = IpCount(of_pods),
                       .warm = IpCount(ips - of_pods),
                       .prefixes = PrefixCount(prefixes ? here : 0)};
  };
  const SubnetShare first = take_eni();
  cut.stays = first;
  cut.stays.trunk = all.trunk;
  cut.stays.branch = all.branch;
  for (std::int64_t i = 1; i < usage.enis.value(); ++i) cut.further.push_back(take_eni());
  return cut;
}

}  // namespace

PrefixCount SubnetRoom::missing_prefixes(IpCount total, PrefixCount prefixes) const {
  if (prefixes == PrefixCount(0)) return PrefixCount(0);
  // The best case of supply_after_singles(), which works out the mean as well.
  const IpCount outside = space.singles - ips_in(space.exposed);
  const IpCount in_blocks = std::max(IpCount(0), singles(total, prefixes) - outside);
  const PrefixCount lost = std::min(space.exposed, prefixes_covering(in_blocks));
  return std::max(PrefixCount(0), prefixes - (space.exposed - lost + space.sheltered));
}

IpCount SubnetRoom::missing_singles(IpCount total, PrefixCount prefixes) const {
  if (!has_prefix_reservation) return IpCount(0);
  return std::max(IpCount(0), singles(total, prefixes) - space.singles);
}

SubnetRoom room_of(const SubnetModel& subnet) {
  SubnetRoom room{.known = subnet.cidr.has_value(),
                  .others_in_space = subnet.others - subnet.used_count,
                  .has_prefix_reservation = !subnet.prefix_reservations.empty()};
  if (!subnet.cidr) return room;
  room.usable = usable_ips(*subnet.cidr);
  const bool plain =
      subnet.used_ranges.empty() && subnet.prefix_reservations.empty() && subnet.explicit_reservations.empty();
  room.space = plain ? shared_space(*subnet.cidr)
                     : shared_space(SubnetMap(
                           *subnet.cidr, Ipv4Set::of(subnet.used_ranges),
                           {.prefix = subnet.prefix_reservations, .explicit_use = subnet.explicit_reservations}));
  return room;
}

/// ENIs whose subnet is chosen when all that has no choice is booked.
struct NodeDemand::Deferred {
  const Placement* place;
  SubnetShare eni;
  std::int64_t count;
};

NodeDemand::NodeDemand(const ClusterModel& model, const std::vector<GroupMaxPods>& max_pods) : model_(model) {
  for (const SubnetModel& subnet : model.subnets) rooms_.push_back(room_of(subnet));
  for (NodeGroupIndex g = 0; g < model.node_groups.size(); ++g) {
    const NodeGroupModel& group = model.node_groups[g];
    Group made{.cni = cni_of(model, group),
               .max_pods = max_pods[g].value,
               .room = std::max(PodCount(0), max_pods[g].value - group.host_network_pods)};
    for (const InstanceType& type : group.types) made.limits.push_back(limits_of(type));
    std::vector<const Placement*> all;
    for (const Placement& place : group.placements) {
      all.push_back(&place);
      discovers_ = discovers_ || !place.discovered.empty();
      const auto same_zone = [&](const Group::Places& places) { return places.lost_zone == place.zone; };
      if (std::ranges::any_of(made.places, same_zone)) continue;
      Group::Places without{.lost_zone = place.zone};
      for (const Placement& other : group.placements) {
        if (other.zone != place.zone) without.all.push_back(&other);
      }
      made.places.push_back(std::move(without));
    }
    made.places.push_back({.all = std::move(all)});
    groups_.push_back(std::move(made));
  }
}

const std::vector<const Placement*>& NodeDemand::places(NodeGroupIndex group, std::optional<ZoneIndex> lost) const {
  const auto& known = groups_[group].places;
  if (lost) {
    for (const Group::Places& without : known) {
      if (without.lost_zone == lost) return without.all;
    }
  }
  return known.back().all;
}

const WorstNode& NodeDemand::node(NodeGroupIndex index, const NodeRun& run) const {
  const Group& group = groups_[index];
  for (const Group::Remembered& known : group.remembered) {
    const bool same = known.run.pods == run.pods && known.run.branch_pods == run.branch_pods && known.run.drained == run.drained;
    if (same) return known.node;
  }
  if (group.remembered.size() < Group::kRemembered) group.remembered.emplace_back();
  Group::Remembered& made = group.remembered[group.next];
  group.next = (group.next + 1) % Group::kRemembered;
  made.run = run;
  made.node = {};
  WorstNode& worst = made.node;
  const NodeLoad load{.pods = run.pods, .branch_pods = run.branch_pods, .max_pods = group.max_pods};
  const NodeOs os = model_.node_groups[index].os;
  for (std::size_t i = 0; i < group.limits.size(); ++i) {
    const NodeIpUsage usage = node_ip_usage(group.limits[i], group.cni, os, load);
    if (i == 0 || usage.total() < worst.least_ips) worst.least_ips = usage.total();
    if (i == 0 || usage.total() > worst.usage.total()) {
      worst.usage = usage;
      worst.type = i;
    }
  }
  if (run.drained) {
    for (SubnetShare* share : {&worst.usage.node_subnet, &worst.usage.pod_subnet}) {
      share->warm += share->assigned;
      share->assigned = IpCount(0);
    }
    worst.usage.pods_without_address = PodCount(0);
  }
  return worst;
}

template <class Ledger>
void NodeDemand::add_group(Ledger& ledger, NodeGroupIndex index, const GroupRuns& group,
                           std::vector<Deferred>& deferred) const {
  const auto& places = this->places(index, group.lost_zone);
  if (places.empty()) return;
  const auto count = static_cast<std::int64_t>(places.size());
  for (const NodeRun& run : group.runs) {
    const WorstNode& worst = node(index, run);
    const NodeIpUsage& usage = worst.usage;
    ledger.count(usage, run.nodes.value());
    const auto of_nodes = Ledger::portion(usage.node_subnet);
    const auto of_pods = Ledger::portion(usage.pod_subnet);
    const bool two_subnets = usage.pod_subnet.total() > IpCount(0);
    // A small run reaches only some of the places.
    const std::int64_t nodes = run.nodes.value();
    for (std::int64_t k = 0; k < std::min(nodes, count); ++k) {
      const Placement& place = *places[static_cast<std::size_t>((run.from + k) % count)];
      const std::int64_t here = nodes / count + (k < nodes % count ? 1 : 0);
      if (!place.discovered.empty() && usage.enis > EniCount(1)) {
        const ByEni cut = by_eni(usage, groups_[index].limits[worst.type].slots_per_eni());
        ledger.book(place.nodes, Ledger::portion(cut.stays), here);
        for (const SubnetShare& eni : cut.further) {
          // Equal ENIs of one node are chosen for together.
          if (!deferred.empty() && deferred.back().place == &place && deferred.back().eni == eni) {
            deferred.back().count += here;
          } else {
            deferred.push_back({&place, eni, here});
          }
        }
        continue;
      }
      ledger.book(place.nodes, of_nodes, here);
      if (two_subnets) ledger.book(place.pods, of_pods, here);
    }
  }
}

template <class Ledger>
void NodeDemand::place(Ledger& ledger, const std::vector<Deferred>& deferred) const {
  struct Choice {
    SubnetIndex subnet;
    std::int64_t free;  // addresses
    std::int64_t room;  // ENIs of this size
  };
  std::vector<Choice> choices;
  for (const Deferred& enis : deferred) {
    const std::int64_t ips = enis.eni.total().value();
    choices.clear();
    for (const SubnetIndex subnet : enis.place->discovered) {
      const SubnetRoom& room = rooms_[subnet];
      const SubnetTotal now = ledger.total(subnet);
      Choice choice{subnet, std::numeric_limits<std::int64_t>::min(), 0};
      if (room.known) {
        choice.free = (room.usable - now.ips).value();
        choice.room = std::max<std::int64_t>(0, choice.free) / ips;
        if (enis.eni.prefixes > PrefixCount(0)) {
          const PrefixCount blocks = room.space.exposed + room.space.sheltered - now.prefixes;
          choice.room = std::min(choice.room, std::max<std::int64_t>(0, blocks.value()) / enis.eni.prefixes.value());
        }
      }
      choices.push_back(choice);
    }
    const auto portion = Ledger::portion(enis.eni);
    const auto give = [&](Choice& to, std::int64_t count) {
      ledger.book(to.subnet, portion, count);
      to.free -= count * ips;
      to.room -= count;
    };
    for (std::int64_t left = enis.count; left > 0;) {
      Choice* most = nullptr;
      Choice* next = nullptr;
      std::int64_t open = 0;
      std::int64_t least = std::numeric_limits<std::int64_t>::max();
      std::int64_t least_room = std::numeric_limits<std::int64_t>::max();
      for (Choice& choice : choices) {
        if (choice.room == 0) continue;
        ++open;
        least = std::min(least, choice.free);
        least_room = std::min(least_room, choice.room);
        if (most == nullptr || choice.free > most->free) {
          next = most;
          most = &choice;
        } else if (next == nullptr || choice.free > next->free) {
          next = &choice;
        }
      }
      if (most == nullptr) {
        // None has room: the one with most free addresses is asked first, and lacks them.
        give(*std::ranges::max_element(choices, {}, &Choice::free), left);
        break;
      }
      if (open > 1 && most->free - least < ips && std::min(left / open, least_room) > 1) {
        // All are level: rounds in which each gets one keep them so.
        const std::int64_t rounds = std::min(left / open, least_room);
        for (Choice& choice : choices) {
          if (choice.room > 0) give(choice, rounds);
        }
        left -= rounds * open;
        continue;
      }
      const std::int64_t until_level = next == nullptr ? left : (most->free - next->free) / ips + 1;
      const std::int64_t now = std::min({left, most->room, until_level});
      give(*most, now);
      left -= now;
    }
  }
}

void NodeDemand::add(std::vector<SubnetDemand>& demand, const std::vector<GroupRuns>& groups) const {
  OwnerLedger ledger{demand};
  std::vector<Deferred> deferred;
  for (NodeGroupIndex g = 0; g < groups.size(); ++g) add_group(ledger, g, groups[g], deferred);
  place(ledger, deferred);
}

void NodeDemand::add(FleetTotal& total, const std::function<GroupRuns(NodeGroupIndex)>& runs_of) const {
  TotalLedger ledger{total};
  std::vector<Deferred> deferred;
  for (NodeGroupIndex g = 0; g < groups_.size(); ++g) add_group(ledger, g, runs_of(g), deferred);
  place(ledger, deferred);
}

std::vector<NodeDemand::Added> NodeDemand::on_top(const std::vector<SubnetDemand>& base, NodeGroupIndex group,
                                                  const GroupRuns& more) const {
  std::vector<Added> added;
  added.reserve(kUsualPlaces);
  OwnersOnTop ledger{{base, added}};
  std::vector<Deferred> deferred;
  add_group(ledger, group, more, deferred);
  place(ledger, deferred);
  return added;
}

std::vector<NodeDemand::AddedTotal> NodeDemand::on_top(const FleetTotal& base, NodeGroupIndex group,
                                                       const GroupRuns& more, FleetTotal& count) const {
  std::vector<AddedTotal> added;
  added.reserve(kUsualPlaces);
  TotalOnTop ledger{{base, added}, count};
  std::vector<Deferred> deferred;
  add_group(ledger, group, more, deferred);
  place(ledger, deferred);
  return added;
}

PodCount fargate_pods(const FargateProfileModel& profile, const ScenarioModel& scenario) {
  if (scenario.kind == ScenarioKind::cold_start) return PodCount(0);
  const bool at_most = scenario.kind == ScenarioKind::max || scenario.kind == ScenarioKind::full;
  return PodCount(scaled_up((at_most ? profile.pods.max : profile.pods.desired).value(), scenario.pods));
}

std::vector<SubnetDemand> fixed_demand(const ClusterModel& model, const ScenarioModel& scenario,
                                       std::optional<ZoneIndex> lost_zone) {
  std::vector<SubnetDemand> demand(model.subnets.size());
  const bool at_most = scenario.kind == ScenarioKind::max || scenario.kind == ScenarioKind::full;
  const bool updates_control_plane = scenario.kind == ScenarioKind::control_plane_update;
  const auto lost = [&](SubnetIndex subnet) { return lost_zone && model.subnets[subnet].zone == *lost_zone; };
  const auto add = [&](SubnetIndex subnet, AddressOwner owner, std::int64_t ips) {
    if (!lost(subnet)) demand[subnet][owner] += IpCount(ips);
  };
  for (SubnetIndex i = 0; i < model.subnets.size(); ++i) add(i, AddressOwner::others, model.subnets[i].others.value());
  for (std::size_t i = 0; i < model.control_plane_subnets.size(); ++i) {
    add(model.control_plane_subnets[i], AddressOwner::control_plane,
        in_turn(kControlPlaneEnis, i, model.control_plane_subnets.size()) +
            (updates_control_plane ? kControlPlaneUpdateIps : 0));
  }
  for (const FargateProfileModel& profile : model.fargate_profiles) {
    std::vector<SubnetIndex> subnets;
    std::ranges::copy_if(profile.subnets, std::back_inserter(subnets), [&](SubnetIndex s) { return !lost(s); });
    const PodCount pods = fargate_pods(profile, scenario);
    for (std::size_t i = 0; i < subnets.size(); ++i) {
      add(subnets[i], AddressOwner::fargate, in_turn(pods.value(), i, subnets.size()));
    }
  }
  for (const LoadBalancerModel& balancer : model.load_balancers) {
    const bool alb = balancer.type == LoadBalancerType::alb;
    for (std::size_t i = 0; i < balancer.subnets.size(); ++i) {
      std::int64_t ips = 1;
      if (alb) ips = std::max(kAlbIpsPerSubnet, at_most ? in_turn(kAlbMostIps, i, balancer.subnets.size()) : 0);
      add(balancer.subnets[i], alb ? AddressOwner::alb : AddressOwner::nlb, ips);
    }
  }
  for (const EndpointModel& endpoint : model.endpoints) {
    const bool nat = endpoint.type == EndpointType::nat_gateway;
    for (const SubnetIndex subnet : endpoint.subnets) add(subnet, nat ? AddressOwner::nat : AddressOwner::endpoints, 1);
  }
  return demand;
}

EniCount network_interfaces(const SubnetDemand& demand) {
  IpCount enis;
  for (const AddressOwner owner :
       {AddressOwner::primary, AddressOwner::trunk, AddressOwner::branch, AddressOwner::fargate,
        AddressOwner::control_plane, AddressOwner::alb, AddressOwner::nlb, AddressOwner::endpoints, AddressOwner::nat}) {
    enis += demand[owner];
  }
  return EniCount(enis.value());
}

std::int64_t units_of_gateways(const ClusterModel& model) {
  constexpr std::int64_t kUnits = 6;
  std::int64_t gateways = 0;
  for (const LoadBalancerModel& balancer : model.load_balancers) {
    if (balancer.type == LoadBalancerType::nlb) gateways += std::ssize(balancer.subnets);
  }
  for (const EndpointModel& endpoint : model.endpoints) {
    if (endpoint.type != EndpointType::rds && endpoint.type != EndpointType::other) {
      gateways += std::ssize(endpoint.subnets);
    }
  }
  return gateways * (kUnits - 1);
}

std::int64_t network_address_units(const ClusterModel& model, const SubnetDemand& demand, NodeCount nodes) {
  const IpCount singles = demand.total() - ips_in(demand.prefixes);
  const IpCount enis = demand[AddressOwner::primary] + demand[AddressOwner::trunk] + demand[AddressOwner::branch];
  return singles.value() + demand.prefixes.value() + std::max<std::int64_t>(0, enis.value() - nodes.value()) +
         units_of_gateways(model);
}

}  // namespace cniplan
