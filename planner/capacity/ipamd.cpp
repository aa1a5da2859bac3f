#include "planner/capacity/ipamd.hpp"

#include <algorithm>

namespace cniplan {
namespace {

// ipamd's own constants, in seconds. Source: aws/amazon-vpc-cni-k8s pkg/ipamd/ipamd.go
// (decreaseIPPoolInterval, insufficientCidrErrorCooldown), pkg/ipamd/datastore/data_store.go
// (minENILifeTime); v1.23.1.
constexpr std::int64_t kBetweenShrinks = 30;
constexpr std::int64_t kFullSubnetPause = 120;
constexpr std::int64_t kYoungestDeletableEni = 60;

/// Targets of the pools of all network cards but the first, whatever the environment says.
/// Source: aws/amazon-vpc-cni-k8s pkg/ipamd/ipamd.go, DefaultWarmIPTarget, DefaultMinimumIPTarget.
constexpr std::int64_t kExtraCardTarget = 1;

constexpr std::uint32_t kNodeSubnet = 0;

}  // namespace

Ipamd::Ipamd(const NodeSetup& node, MapOrder order, std::uint64_t seed)
    : cni_(node.cni),
      limits_(node.limits),
      max_pods_(node.load.max_pods.value()),
      max_enis_(node.cni.max_enis ? std::min(node.limits.enis, node.cni.max_enis->value())
                                  : node.limits.enis),
      unmanaged_(node.conditions.unmanaged_enis.value()),
      slots_per_eni_(node.limits.slots_per_eni()),
      prefixes_(node.cni.prefix_delegation && node.limits.prefix_delegation),
      schedulable_(node.conditions.schedulable || node.cni.manages_cordoned_nodes),
      ip_targets_(node.cni.ip_targets()),
      order_(order),
      random_(seed) {
  if (prefixes_) ips_per_slot_ = kIpsPerPrefix;

  const auto add_subnet = [&](const NodeSubnet& subnet) {
    subnets_.push_back({.free_ips = subnet.free ? subnet.free->value() : 0,
                        .free_prefixes = subnet.free_prefixes ? subnet.free_prefixes->value() : 0,
                        .limited_ips = subnet.free.has_value(),
                        .limited_prefixes = subnet.free_prefixes.has_value(),
                        .excluded = subnet.excluded});
  };
  add_subnet(node.conditions.node_subnet);
  if (cni_.custom_networking) {
    add_subnet(node.conditions.eni_config_subnet);
  } else {
    for (const NodeSubnet& subnet : node.conditions.tagged_subnets) add_subnet(subnet);
  }

  cards_.resize(cni_.multi_nic ? static_cast<std::size_t>(std::max<std::int64_t>(1, limits_.network_cards))
                               : 1);
  decisions_.resize(cards_.size());
  enis_.reserve(static_cast<std::size_t>(std::max<std::int64_t>(1, max_enis_)));
  slots_.reserve(static_cast<std::size_t>(2 * slots_per_eni_));
  take(subnets_[kNodeSubnet], 1, 0);
  const std::uint32_t primary = make_eni(0, kNodeSubnet, true);
  enis_[primary].excluded = subnets_[kNodeSubnet].excluded && cni_.subnet_discovery;

  call(Ec2Action::describe_network_interfaces);
  call(Ec2Action::create_tags);
  if (cni_.subnet_discovery) call(Ec2Action::describe_subnets);
  if (!cni_.custom_networking) call(Ec2Action::modify_network_interface_attribute);
  if (cni_.provisioning) loop(true);
  calls_at_last_change_ = calls_;
}

// --- Time, calls and chance

void Ipamd::call(Ec2Action action, std::int64_t times) {
  calls_[action] += times;
  if (!record_) return;
  if (timeline_.empty() || timeline_.back().second != now_)
    timeline_.push_back({.second = now_, .calls = {}});
  timeline_.back().calls[action] += times;
}

void Ipamd::record_timeline() {
  record_ = true;
  timeline_ = {{.second = now_, .calls = calls_}};
}

void Ipamd::changed() {
  changed_ = true;
}

void Ipamd::shuffle(std::vector<std::uint32_t>& items) {
  for (std::size_t i = items.size(); i > 1; --i) {
    std::swap(items[i - 1], items[random_.below(static_cast<std::uint32_t>(i))]);
  }
}

std::vector<std::uint32_t> Ipamd::in_order(const std::vector<std::uint32_t>& enis, bool newest_first) {
  std::vector<std::uint32_t> order = enis;
  if (order_ == MapOrder::random) {
    shuffle(order);
  } else if (newest_first == (order_ == MapOrder::tidy)) {
    std::ranges::reverse(order);
  }
  return order;
}

bool Ipamd::turn() {
  now_ += kSecondsPerTurn;
  changed_ = false;
  if (!coolings_.empty()) end_cool_downs();
  if (waiting_ > 0) assign_waiting();
  if (cni_.provisioning) {
    // ipamd asks for the trunk only while an ENI may still be added (tryEnableSecurityGroupsForPods).
    if (cni_.pod_eni && !wants_trunk_) {
      wants_trunk_ = static_cast<std::int64_t>(cards_[0].enis.size()) < max_enis_ - unmanaged_;
    }
    loop(false);
    if (wants_trunk_ && !trunk_ && limits_.trunking) attach_trunk();
  }
  if (changed_) {
    turn_of_last_change_ = turns();
    calls_at_last_change_ = calls_;
  }
  return changed_;
}

// --- What ipamd thinks of a pool

/// datastoreTargetState(): in slots, except that the pools of further cards are counted in addresses even
/// where their slots are prefixes, which is ipamd's own slip.
Ipamd::Target Ipamd::target_of(std::size_t index) const {
  if (index == 0 && !ip_targets_) return {};
  const Card& card = cards_[index];
  const std::int64_t w = index == 0 ? cni_.warm_ip_target : kExtraCardTarget;
  const std::int64_t m = index == 0 ? cni_.minimum_ip_target : kExtraCardTarget;
  const std::int64_t total = ips_of(card);
  const std::int64_t available = total - card.used;
  const std::int64_t short_of = std::max({std::int64_t{0}, w - available, m - total});
  if (index == 0 && prefixes_) {
    const std::int64_t over =
        std::min({card.unused_slots, card.slots - ceil_div(card.used + w, kIpsPerPrefix),
                  card.slots - ceil_div(m, kIpsPerPrefix)});
    return {
        .short_of = ceil_div(short_of, kIpsPerPrefix), .over = std::max<std::int64_t>(0, over), .set = true};
  }
  return {.short_of = short_of,
          .over = std::max<std::int64_t>(0, std::min(available - w, total - m)),
          .set = true};
}

/// isDatastorePoolTooLow()
bool Ipamd::is_low(std::size_t index) const {
  const Card& card = cards_[index];
  if (ips_of(card) >= max_pods_) return false;
  if (const Target target = target_of(index); target.set) return target.short_of > 0;
  const std::int64_t available = available_of(card);
  const std::int64_t warm = prefixes_ ? cni_.warm_prefix_target : cni_.warm_eni_target;
  if (warm == 0) return available == 0;
  return available < warm * (prefixes_ ? kIpsPerPrefix : slots_per_eni_);
}

/// isDatastorePoolTooHigh()
bool Ipamd::is_high(std::size_t index) const {
  if (const Target target = target_of(index); target.set) return target.over > 0;
  return prefixes_ && cards_[index].unused_slots > cni_.warm_prefix_target;
}

/// getPrefixesNeeded()
std::int64_t Ipamd::prefixes_needed(std::size_t index) const {
  if (const Target target = target_of(index); target.set) return std::max<std::int64_t>(1, target.short_of);
  return std::max<std::int64_t>(1, cni_.warm_prefix_target - cards_[index].unused_slots);
}

/// hasRoomForEni()
bool Ipamd::has_room_for_eni(std::size_t index) const {
  const auto attached = static_cast<std::int64_t>(cards_[index].enis.size());
  if (index > 0) return attached < max_enis_;
  const bool keeps_slot = cni_.pod_eni && !trunk_ && limits_.keeps_trunk_slot;
  return attached + (trunk_ ? 1 : 0) < max_enis_ - unmanaged_ - (keeps_slot ? 1 : 0);
}

// --- The loop

/// updateIPPoolIfRequired(), and handlePreScaling() when the node starts.
void Ipamd::loop(bool node_starts) {
  for (std::size_t i = 0; i < cards_.size(); ++i) {
    decisions_[i] = {.available = available_of(cards_[i]), .low = is_low(i)};
  }
  bool shrunk = false;
  for (std::size_t i = 0; i < cards_.size(); ++i) {
    if (decisions_[i].low) {
      grow(i);
    } else if (!node_starts && now_ - last_shrink_ > kBetweenShrinks && is_high(i)) {
      shrunk = true;
      shrink(i);
    }
    if (!node_starts && may_remove_an_eni(i, decisions_[i].available)) remove_an_eni(i);
  }
  if (shrunk) last_shrink_ = now_;
}

/// increaseDatastorePool()
void Ipamd::grow(std::size_t card) {
  if (!schedulable_ || now_ - last_full_subnet_ <= kFullSubnetPause) return;
  const Target target = target_of(card);
  switch (fill_an_eni(card, target)) {
    case Fill::grown:
      return;
    case Fill::subnet_is_full:
      last_full_subnet_ = now_;
      return;
    case Fill::nothing:
      if (has_room_for_eni(card)) add_an_eni(card, target);
      return;
  }
}

/// tryAssignIPs(), tryAssignPrefixes()
Ipamd::Fill Ipamd::fill_an_eni(std::size_t index, const Target& target) {
  Card& card = cards_[index];
  const auto wanted = [&] {
    if (prefixes_) return prefixes_needed(index);
    return target.set ? target.short_of : slots_per_eni_;
  }();
  if (wanted == 0) return Fill::nothing;
  const auto try_to_fill = [&](std::uint32_t id) {
    Eni& eni = enis_[id];
    const auto room = slots_per_eni_ - static_cast<std::int64_t>(eni.slots.size());
    if (room <= 0 || eni.excluded || (eni.primary && cni_.custom_networking)) return Fill::nothing;
    for (const std::int64_t count : {std::min(room, wanted), std::int64_t{1}}) {
      call(Ec2Action::assign_private_ip_addresses);
      if (!take(subnets_[eni.subnet], 0, count)) continue;
      add_slots(index, id, count);
      return Fill::grown;
    }
    // With subnet discovery ipamd goes on to the next ENI, and no pause is set.
    return cni_.subnet_discovery ? Fill::nothing : Fill::subnet_is_full;
  };
  if (order_ == MapOrder::random) {
    for (const std::uint32_t id : in_order(card.enis, false)) {
      if (const Fill fill = try_to_fill(id); fill != Fill::nothing) return fill;
    }
    return Fill::nothing;
  }
  for (const std::uint32_t id : card.enis) {
    if (const Fill fill = try_to_fill(id); fill != Fill::nothing) return fill;
  }
  return Fill::nothing;
}

/// tryAllocateENI(), and createENI() with its choice of a subnet.
void Ipamd::add_an_eni(std::size_t card, const Target& target) {
  const std::int64_t slots = [&] {
    if (prefixes_) return std::min(prefixes_needed(card), slots_per_eni_);
    return target.set ? std::min(target.short_of, slots_per_eni_) : slots_per_eni_;
  }();
  if (slots <= 0) return;
  bool refused = false;
  const auto create_in = [&](std::uint32_t subnet) {
    call(Ec2Action::create_network_interface);
    refused = !take(subnets_[subnet], 1, slots);
    if (refused) return false;
    const std::uint32_t id = make_eni(card, subnet, false);
    enis_[id].excluded = subnets_[subnet].excluded;
    if (enis_[id].excluded) {
      give_back(subnets_[subnet], 0, slots);
    } else {
      add_slots(card, id, slots);
    }
    call(Ec2Action::describe_instances);
    call(Ec2Action::attach_network_interface);
    call(Ec2Action::modify_network_interface_attribute);
    if (cni_.subnet_discovery) call(Ec2Action::describe_subnets);
    return true;
  };
  if (cni_.custom_networking) {
    create_in(1);
  } else {
    call(Ec2Action::describe_subnets);
    if (!cni_.subnet_discovery || subnets_.size() == 1) {
      if (!subnets_[kNodeSubnet].excluded) create_in(kNodeSubnet);
    } else {
      std::vector<std::uint32_t> subnets;
      for (std::uint32_t i = 0; i < subnets_.size(); ++i) {
        if (!subnets_[i].excluded) subnets.push_back(i);
      }
      // Most free addresses first; one without a limit has the most.
      std::ranges::stable_sort(subnets, [&](std::uint32_t a, std::uint32_t b) {
        if (!subnets_[a].limited_ips || !subnets_[b].limited_ips) {
          return !subnets_[a].limited_ips && subnets_[b].limited_ips;
        }
        return subnets_[a].free_ips > subnets_[b].free_ips;
      });
      for (const std::uint32_t subnet : subnets) {
        if (create_in(subnet)) break;
      }
    }
  }
  if (refused) last_full_subnet_ = now_;
}

/// tryUnassignCidrsFromAll()
void Ipamd::shrink(std::size_t index) {
  Card& card = cards_[index];
  const Target target = target_of(index);
  std::int64_t over = target.set ? target.over : card.unused_slots - cni_.warm_prefix_target;
  for (const std::uint32_t id : in_order(card.enis, true)) {
    if (over <= 0) return;
    Eni& eni = enis_[id];
    const std::int64_t count = std::min(over, eni.unused_slots);
    if (count <= 0) continue;
    std::int64_t left = count;
    for (std::size_t i = eni.slots.size(); left > 0 && i > 0; --i) {
      if (slots_[eni.slots[i - 1]].used > 0) continue;
      drop_slot(card, eni, i - 1);
      --left;
    }
    give_back(subnets_[eni.subnet], 0, count);
    call(Ec2Action::unassign_private_ip_addresses);
    over -= count;
    changed();
  }
}

/// shouldRemoveExtraENIs(), CheckFreeableENIexists()
bool Ipamd::may_remove_an_eni(std::size_t index, std::int64_t available) const {
  if (cards_[index].enis.size() <= 1 && index == 0) return false;
  if (ip_targets_ || index > 0) return true;
  if (!prefixes_) return available >= (cni_.warm_eni_target + 1) * slots_per_eni_;
  if (available >= (cni_.warm_prefix_target + 1) * kIpsPerPrefix * slots_per_eni_) return true;
  return std::ranges::any_of(cards_[index].enis,
                             [&](std::uint32_t id) { return !enis_[id].primary && enis_[id].used == 0; });
}

/// getDeletableENI(): its conditions, for one ENI.
bool Ipamd::is_deletable(std::size_t index, const Eni& eni) const {
  if (eni.primary || eni.used > 0 || eni.cooling > 0 || now_ - eni.born < kYoungestDeletableEni) return false;
  const Card& card = cards_[index];
  const std::int64_t w = index == 0 ? cni_.warm_ip_target : kExtraCardTarget;
  const std::int64_t m = index == 0 ? cni_.minimum_ip_target : kExtraCardTarget;
  const auto rounded = [&](std::int64_t ips) { return ceil_div(ips, ips_per_slot_) * ips_per_slot_; };
  const std::int64_t other_ips = (card.slots - static_cast<std::int64_t>(eni.slots.size())) * ips_per_slot_;
  if (w > 0 && other_ips - card.used < rounded(w)) return false;
  if (m > 0 && other_ips < rounded(m)) return false;
  // Even under IP targets: this is what leaves ENIs without prefixes attached.
  return !prefixes_ || cni_.warm_prefix_target == 0 ||
         card.unused_slots - eni.unused_slots >= cni_.warm_prefix_target;
}

/// tryFreeENI()
void Ipamd::remove_an_eni(std::size_t index) {
  if (!schedulable_) return;
  Card& card = cards_[index];
  const auto remove = [&](std::uint32_t id) {
    Eni& eni = enis_[id];
    const auto slots = static_cast<std::int64_t>(eni.slots.size());
    while (!eni.slots.empty()) drop_slot(card, eni, eni.slots.size() - 1);
    give_back(subnets_[eni.subnet], 1, slots);
    std::erase(card.enis, id);
    card.first_open = 0;
    call(Ec2Action::describe_network_interfaces);
    call(Ec2Action::detach_network_interface);
    call(Ec2Action::delete_network_interface);
    changed();
  };
  if (order_ != MapOrder::tidy) {
    for (const std::uint32_t id : in_order(card.enis, true)) {
      if (is_deletable(index, enis_[id])) return remove(id);
    }
    return;
  }
  for (std::size_t i = card.enis.size(); i > 0; --i) {
    const std::uint32_t id = card.enis[i - 1];
    if (is_deletable(index, enis_[id])) return remove(id);
  }
}

/// The resource controller's InitTrunk, and ipamd's look at the new ENI.
void Ipamd::attach_trunk() {
  const std::uint32_t subnet = cni_.custom_networking ? 1 : kNodeSubnet;
  if (!take(subnets_[subnet], 1, 0)) return;
  trunk_ = true;
  call(Ec2Action::describe_instances, 2);
  call(Ec2Action::describe_subnets, cni_.custom_networking ? 2 : 1);
  call(Ec2Action::create_network_interface);
  call(Ec2Action::create_network_interface_permission);
  call(Ec2Action::attach_network_interface);
  call(Ec2Action::describe_network_interfaces, 2);
  call(Ec2Action::modify_network_interface_attribute);
  if (cni_.subnet_discovery) call(Ec2Action::describe_subnets);
  changed();
}

// --- ENIs, their slots and the subnets

bool Ipamd::take(Subnet& subnet, std::int64_t single_ips, std::int64_t slots) {
  const std::int64_t ips = single_ips + slots * ips_per_slot_;
  if (subnet.limited_ips && subnet.free_ips < ips) return false;
  if (prefixes_ && subnet.limited_prefixes && subnet.free_prefixes < slots) return false;
  if (subnet.limited_ips) subnet.free_ips -= ips;
  if (prefixes_ && subnet.limited_prefixes) subnet.free_prefixes -= slots;
  return true;
}

void Ipamd::give_back(Subnet& subnet, std::int64_t single_ips, std::int64_t slots) {
  subnet.free_ips += single_ips + slots * ips_per_slot_;
  if (prefixes_) subnet.free_prefixes += slots;
}

std::uint32_t Ipamd::make_eni(std::size_t card, std::uint32_t subnet, bool primary) {
  const auto id = static_cast<std::uint32_t>(enis_.size());
  Eni& eni = enis_.emplace_back();
  eni.born = now_;
  eni.subnet = subnet;
  eni.primary = primary;
  cards_[card].enis.push_back(id);
  card_of_eni_.push_back(card);
  changed();
  return id;
}

void Ipamd::add_slots(std::size_t card, std::uint32_t id, std::int64_t count) {
  Eni& eni = enis_[id];
  eni.slots.reserve(static_cast<std::size_t>(slots_per_eni_));
  std::int64_t left = count;
  for (; left > 0 && !idle_slots_.empty(); --left) {
    const std::uint32_t place = idle_slots_.back();
    idle_slots_.pop_back();
    slots_[place] = {.eni = id, .serial = ++serials_, .used = 0, .cooling = 0};
    eni.slots.push_back(place);
  }
  for (; left > 0; --left) {
    eni.slots.push_back(static_cast<std::uint32_t>(slots_.size()));
    slots_.push_back({.eni = id, .serial = ++serials_, .used = 0, .cooling = 0});
  }
  eni.unused_slots += count;
  cards_[card].slots += count;
  cards_[card].unused_slots += count;
  cards_[card].first_open = 0;
  changed();
}

void Ipamd::drop_slot(Card& card, Eni& eni, std::size_t position) {
  const std::uint32_t place = eni.slots[position];
  Slot& slot = slots_[place];
  card.cooling -= slot.cooling;
  eni.cooling -= slot.cooling;
  slot.serial = 0;
  idle_slots_.push_back(place);
  eni.slots.erase(eni.slots.begin() + static_cast<std::ptrdiff_t>(position));
  eni.first_open = 0;
  card.first_open = 0;
  --eni.unused_slots;
  --card.unused_slots;
  --card.slots;
}

// --- Pods

/// AssignPodIPv4Address(): card 0 first, and the next card when it has nothing to give.
void Ipamd::assign_waiting() {
  for (Card& card : cards_) {
    std::int64_t open = ips_of(card) - card.used - card.cooling;
    for (; waiting_ > 0 && open > 0; --open) {
      const std::uint32_t place = choose_slot(card);
      Slot& slot = slots_[place];
      Eni& eni = enis_[slot.eni];
      if (slot.used == 0) {
        --eni.unused_slots;
        --card.unused_slots;
      }
      ++slot.used;
      ++eni.used;
      ++card.used;
      --waiting_;
      pods_.push_back(place);
      changed();
    }
  }
}

/// A slot of the card that has an address to give; there is one.
std::uint32_t Ipamd::choose_slot(Card& card) {
  if (order_ == MapOrder::tidy) {
    for (; card.first_open < card.enis.size(); ++card.first_open) {
      Eni& eni = enis_[card.enis[card.first_open]];
      for (; eni.first_open < eni.slots.size(); ++eni.first_open) {
        if (has_address(slots_[eni.slots[eni.first_open]])) return eni.slots[eni.first_open];
      }
    }
  }
  std::vector<std::uint32_t> open;
  for (const std::uint32_t id : card.enis) {
    for (const std::uint32_t place : enis_[id].slots) {
      if (has_address(slots_[place])) open.push_back(place);
    }
  }
  if (order_ == MapOrder::random) return open[random_.below(static_cast<std::uint32_t>(open.size()))];
  return *std::ranges::min_element(open, [&](std::uint32_t a, std::uint32_t b) {
    if (slots_[a].used != slots_[b].used) return slots_[a].used < slots_[b].used;
    return enis_[slots_[a].eni].used < enis_[slots_[b].eni].used;
  });
}

std::size_t Ipamd::choose_leaving_pod() {
  if (order_ == MapOrder::random) return random_.below(static_cast<std::uint32_t>(pods_.size()));
  if (order_ == MapOrder::tidy) return pods_.size() - 1;
  const auto crowded = std::ranges::max_element(pods_, [&](std::uint32_t a, std::uint32_t b) {
    if (slots_[a].used != slots_[b].used) return slots_[a].used < slots_[b].used;
    return enis_[slots_[a].eni].used < enis_[slots_[b].eni].used;
  });
  return static_cast<std::size_t>(crowded - pods_.begin());
}

void Ipamd::remove_pods(std::int64_t pods) {
  const std::int64_t waiting = std::min(pods, waiting_);
  waiting_ -= waiting;
  for (std::int64_t left = pods - waiting; left > 0 && !pods_.empty(); --left) {
    const std::size_t leaver = choose_leaving_pod();
    const std::uint32_t place = pods_[leaver];
    pods_.erase(pods_.begin() + static_cast<std::ptrdiff_t>(leaver));
    Slot& slot = slots_[place];
    Eni& eni = enis_[slot.eni];
    Card& card = cards_[card_of_eni_[slot.eni]];
    --slot.used;
    --eni.used;
    --card.used;
    if (slot.used == 0) {
      ++eni.unused_slots;
      ++card.unused_slots;
    }
    ++slot.cooling;
    ++eni.cooling;
    ++card.cooling;
    coolings_.push_back({.until = now_ + cni_.ip_cooldown_seconds, .slot = place, .serial = slot.serial});
  }
}

void Ipamd::end_cool_downs() {
  while (!coolings_.empty() && coolings_.front().until < now_) {
    const Cooling over = coolings_.front();
    coolings_.pop_front();
    Slot& slot = slots_[over.slot];
    if (slot.serial != over.serial) continue;  // given back meanwhile
    Eni& eni = enis_[slot.eni];
    Card& card = cards_[card_of_eni_[slot.eni]];
    --slot.cooling;
    --eni.cooling;
    --card.cooling;
    eni.first_open = 0;
    card.first_open = 0;
  }
}

void Ipamd::add_branch_pods(std::int64_t pods) {
  Subnet& subnet = subnets_[cni_.custom_networking ? 1 : kNodeSubnet];
  for (; pods > 0; --pods) {
    if (!trunk_ || branch_ >= limits_.branch_enis) break;
    call(Ec2Action::create_network_interface);
    if (!take(subnet, 1, 0)) {
      ++branch_refused_;
      continue;
    }
    call(Ec2Action::create_network_interface_permission);
    call(Ec2Action::associate_trunk_interface);
    ++branch_;
  }
  branch_refused_ += pods;
}

// --- What the node holds

std::int64_t Ipamd::pool_ips() const {
  std::int64_t ips = 0;
  for (const Card& card : cards_) ips += ips_of(card);
  return ips;
}

NodeIpUsage Ipamd::usage() const {
  NodeIpUsage usage;
  usage.mode = prefixes_ ? AddressMode::prefix : AddressMode::secondary_ip;
  const std::int64_t for_pods = max_enis_ - unmanaged_ - (cni_.pod_eni && limits_.keeps_trunk_slot ? 1 : 0) -
                                (cni_.custom_networking || enis_.front().excluded ? 1 : 0);
  const bool primary_serves = !cni_.custom_networking && !enis_.front().excluded;
  usage.usable_enis = EniCount(std::max<std::int64_t>(for_pods, primary_serves ? 1 : 0));
  usage.pods_without_address = PodCount(waiting_);
  usage.branch_pods_without_eni = PodCount(branch_refused_);
  for (const Card& card : cards_) {
    usage.enis += EniCount(static_cast<std::int64_t>(card.enis.size()));
    if (prefixes_) usage.unused_prefixes += PrefixCount(card.unused_slots);
    for (const std::uint32_t id : card.enis) {
      const Eni& eni = enis_[id];
      const auto slots = static_cast<std::int64_t>(eni.slots.size());
      SubnetShare& share = eni.subnet == kNodeSubnet ? usage.node_subnet : usage.pod_subnet;
      share.primary += IpCount(1);
      share.assigned += IpCount(eni.used);
      share.cooling += IpCount(eni.cooling);
      share.warm += IpCount(slots * ips_per_slot_ - eni.used - eni.cooling);
      if (prefixes_) share.prefixes += PrefixCount(slots);
    }
  }
  SubnetShare& trunks = cni_.custom_networking ? usage.pod_subnet : usage.node_subnet;
  trunks.trunk = IpCount(trunk_ ? 1 : 0);
  trunks.branch = IpCount(branch_);
  return usage;
}

std::vector<EniUse> Ipamd::enis() const {
  std::vector<EniUse> uses;
  for (std::size_t i = 0; i < cards_.size(); ++i) {
    for (const std::uint32_t id : cards_[i].enis) {
      const Eni& eni = enis_[id];
      const auto slots = static_cast<std::int64_t>(eni.slots.size());
      uses.push_back({.network_card = static_cast<std::int64_t>(i),
                      .primary = eni.primary,
                      .slots = slots,
                      .assigned = IpCount(eni.used),
                      .cooling = IpCount(eni.cooling),
                      .warm = IpCount(slots * ips_per_slot_ - eni.used - eni.cooling)});
    }
  }
  return uses;
}

std::uint64_t Ipamd::fingerprint() const {
  std::uint64_t hash = 0xCBF29CE484222325U;
  const auto add = [&](std::int64_t value) {
    hash = (hash ^ static_cast<std::uint64_t>(value)) * 0x100000001B3U;
    hash ^= hash >> 29U;
  };
  add(waiting_);
  add(trunk_ ? 1 : 0);
  add(branch_);
  for (const Card& card : cards_) {
    add(-1);
    for (const std::uint32_t id : card.enis) {
      const Eni& eni = enis_[id];
      add(static_cast<std::int64_t>(eni.slots.size()));
      add(eni.used);
      add(eni.unused_slots);
    }
  }
  return hash;
}

}  // namespace cniplan
