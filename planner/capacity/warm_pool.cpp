#include "planner/capacity/warm_pool.hpp"

#include <algorithm>

#include "planner/capacity/ipamd.hpp"

namespace cniplan {
namespace {

/// Turns without a change after which nothing will change any more: ipamd's longest wait is the 120 s after a
/// full subnet, 25 turns.
constexpr std::int64_t kQuietTurns = 30;
constexpr std::int64_t kTurnsPerHour = 3600 / kSecondsPerTurn;
/// A pool that has come to the same state so often by changes goes round for ever.
constexpr int kReturnsOfACycle = 4;

/// One turn after the other until one changes nothing.
void run_until_quiet(Ipamd& ipamd) {
  while (ipamd.turn()) {
  }
}

/// Until nothing changes any more. False when the states repeat instead.
bool run_until_settled(Ipamd& ipamd) {
  std::vector<std::pair<std::uint64_t, int>> seen;
  for (std::int64_t quiet = 0; quiet < kQuietTurns;) {
    if (!ipamd.turn()) {
      ++quiet;
      continue;
    }
    quiet = 0;
    const std::uint64_t state = ipamd.fingerprint();
    const auto known = std::ranges::find(seen, state, &std::pair<std::uint64_t, int>::first);
    if (known == seen.end()) {
      seen.emplace_back(state, 1);
    } else if (++known->second == kReturnsOfACycle) {
      return false;
    }
  }
  return true;
}

PoolLow low_point(const NodeIpUsage& usage) {
  return {.enis = usage.enis,
          .pool = usage.pool(),
          .warm = usage.pool() - usage.assigned(),
          .total = usage.total()};
}

/// Settles for good, and looks at an hour of what follows where something goes on.
SettledNode finish(Ipamd& ipamd) {
  SettledNode node;
  if (run_until_settled(ipamd)) {
    node.usage = ipamd.usage();
    node.enis = ipamd.enis();
    node.turns = ipamd.turn_of_last_change();
    node.calls = ipamd.calls_at_last_change();
    // A node that asks in vain does so at least every kQuietTurns.
    if (ipamd.calls() == node.calls) return node;
    const Ec2Calls before = ipamd.calls();
    for (std::int64_t i = 0; i < kTurnsPerHour; ++i) ipamd.turn();
    node.calls_per_hour = ipamd.calls() - before;
    return node;
  }
  node.usage = ipamd.usage();
  node.enis = ipamd.enis();
  node.low = low_point(node.usage);
  const Ec2Calls before = ipamd.calls();
  for (std::int64_t i = 0; i < kTurnsPerHour; ++i) {
    ipamd.turn();
    const std::int64_t pool = ipamd.pool_ips();
    if (pool > node.usage.pool().value()) {
      node.usage = ipamd.usage();
      node.enis = ipamd.enis();
    } else if (pool < node.low->pool.value()) {
      node.low = low_point(ipamd.usage());
    }
  }
  node.usage.settles = false;
  node.calls = ipamd.calls();
  node.calls_per_hour = ipamd.calls() - before;
  return node;
}

/// The node's Pods come; whether the pool has settled after the last of them is still to be seen.
void give_pods(Ipamd& ipamd, const NodeSetup& node, PodArrival arrival) {
  // Branch Pods come when the trunk has had its chance.
  if (node.cni.pod_eni) run_until_quiet(ipamd);
  ipamd.add_branch_pods(node.load.branch_pods.value());
  if (arrival == PodArrival::all_at_once) {
    ipamd.add_pods(node.load.pods.value());
    return;
  }
  run_until_quiet(ipamd);
  for (std::int64_t pod = 0; pod < node.load.pods.value(); ++pod) {
    ipamd.add_pods(1);
    run_until_quiet(ipamd);
  }
}

bool has_warm_pool(const NodeSetup& node) {
  return node.os != NodeOs::windows && node.cni.ip_family == IpFamily::ipv4;
}

/// Of nodes whose pool needs no state machine.
SettledNode settle_in_closed_form(const NodeSetup& node, PodCount pods) {
  NodeSetup so_many = node;
  so_many.load.pods = pods;
  SettledNode settled;
  settled.usage = node_ip_usage(so_many);
  const std::int64_t slots = settled.usage.mode == AddressMode::windows_prefix
                                 ? settled.usage.prefixes().value()
                                 : settled.usage.pool().value();
  settled.enis.push_back({.primary = true,
                          .slots = slots,
                          .assigned = settled.usage.assigned(),
                          .warm = settled.usage.pool() - settled.usage.assigned()});
  if (node.os == NodeOs::windows) return settled;

  Ec2Calls& calls = settled.calls;
  const std::int64_t describes_subnets = node.cni.subnet_discovery ? 1 : 0;
  calls[Ec2Action::describe_network_interfaces] = 1;
  calls[Ec2Action::create_tags] = 1;
  calls[Ec2Action::describe_subnets] = describes_subnets;
  calls[Ec2Action::modify_network_interface_attribute] = 1;
  const auto add_eni = [&](std::int64_t card) {
    settled.enis.push_back({.network_card = card});
    settled.usage.enis += EniCount(1);
    calls[Ec2Action::describe_subnets] += 1 + describes_subnets;
    calls[Ec2Action::create_network_interface] += 1;
    calls[Ec2Action::describe_instances] += 1;
    calls[Ec2Action::attach_network_interface] += 1;
    calls[Ec2Action::modify_network_interface_attribute] += 1;
  };
  if (node.cni.multi_nic) {
    for (std::int64_t card = 1; card < node.limits.network_cards; ++card) {
      add_eni(card);
      settled.usage.node_subnet.primary += IpCount(1);
    }
  }
  if (node.conditions.node_subnet.excluded && node.cni.subnet_discovery) {
    add_eni(0);
    settled.usage.pod_subnet.primary += IpCount(1);
  }
  // Every ENI gets its /80.
  calls[Ec2Action::describe_subnets] += describes_subnets;
  calls[Ec2Action::describe_network_interfaces] += settled.usage.enis.value();
  calls[Ec2Action::assign_ipv6_addresses] += settled.usage.enis.value();
  return settled;
}

}  // namespace

SettledNode settle(const NodeSetup& node, PodArrival arrival) {
  if (!has_warm_pool(node)) return settle_in_closed_form(node, node.load.pods);
  Ipamd ipamd(node);
  give_pods(ipamd, node, arrival);
  return finish(ipamd);
}

SettledNode settle_without_calls(const NodeSetup& node) {
  SettledNode settled;
  if (has_warm_pool(node) && has_closed_form(node)) settled.usage = node_ip_usage(node);
  if (settled.usage.enis == EniCount(0) || !settled.usage.settles) {
    settled = settle(node, PodArrival::one_by_one);
    settled.calls = {};
    settled.calls_per_hour = {};
    return settled;
  }
  settled.turns = turns_to_settle(node, settled.usage);
  // On the way up an ENI is filled before the next one comes, and Pods stand packed.
  const std::int64_t ips_per_slot = settled.usage.mode == AddressMode::prefix ? kIpsPerPrefix : 1;
  std::int64_t slots = settled.usage.pool().value() / ips_per_slot;
  std::int64_t pods = settled.usage.assigned().value();
  settled.enis.reserve(static_cast<std::size_t>(settled.usage.enis.value()));
  for (std::int64_t i = 0; i < settled.usage.enis.value(); ++i) {
    const bool idle = i == 0 && node.cni.custom_networking;
    const std::int64_t here = idle ? 0 : std::min(slots, node.limits.slots_per_eni());
    const std::int64_t assigned = std::min(pods, here * ips_per_slot);
    settled.enis.push_back({.primary = i == 0,
                            .slots = here,
                            .assigned = IpCount(assigned),
                            .warm = IpCount(here * ips_per_slot - assigned)});
    slots -= here;
    pods -= assigned;
  }
  return settled;
}

SettledNode settle_after_leaving(const NodeSetup& node, PodCount pods) {
  if (!has_warm_pool(node)) return settle_in_closed_form(node, pods);
  Ipamd ipamd(node);
  give_pods(ipamd, node, PodArrival::one_by_one);
  finish(ipamd);
  const std::int64_t turns = ipamd.turns();
  const Ec2Calls calls = ipamd.calls();
  ipamd.remove_pods((node.load.pods - pods).value());
  SettledNode settled = finish(ipamd);
  const bool quiet = settled.usage.settles && settled.turns <= turns;
  settled.turns = quiet || !settled.usage.settles ? 0 : settled.turns - turns;
  settled.calls = quiet ? Ec2Calls{} : settled.calls - calls;
  return settled;
}

std::vector<TimedCalls> call_timeline(const NodeSetup& node, PodArrival arrival) {
  if (!has_warm_pool(node)) {
    const SettledNode settled = settle_in_closed_form(node, node.load.pods);
    return {{.second = 0, .calls = settled.calls}};
  }
  Ipamd ipamd(node);
  ipamd.record_timeline();
  give_pods(ipamd, node, arrival);
  const bool settles = run_until_settled(ipamd);
  std::vector<TimedCalls> timeline = ipamd.timeline();
  if (settles) {
    const std::int64_t last = ipamd.turn_of_last_change() * kSecondsPerTurn;
    std::erase_if(timeline, [&](const TimedCalls& calls) { return calls.second > last; });
  }
  return timeline;
}

}  // namespace cniplan
