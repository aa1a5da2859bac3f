#include "planner/plan/node_derivations.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

#include "planner/core/counted.hpp"
#include "planner/core/duration.hpp"
#include "planner/core/format.hpp"

namespace cniplan {
namespace {

/// A formula, the same with its values, and what they make.
struct Sum {
  std::string formula;
  std::string values;
  std::int64_t result = 0;
};

class Derivations {
 public:
  explicit Derivations(const NodePlan& plan)
      : plan_(plan),
        setup_(plan.question.setup),
        cni_(setup_.cni),
        answer_(plan.answer),
        usage_(answer_.usage),
        n_(setup_.limits.slots_per_eni()),
        prefixes_(usage_.mode == AddressMode::prefix || usage_.mode == AddressMode::windows_prefix),
        ips_per_slot_(prefixes_ ? kIpsPerPrefix : 1) {}

  std::vector<Derivation> run() {
    if (usage_.mode == AddressMode::ipv6) {
      of_ipv6();
    } else {
      of_usable_enis();
      of_eni();
      of_slots();
      of_other_cards();
      of_pool();
      if (setup_.os != NodeOs::windows) of_enis();
    }
    of_total();
    if (usage_.mode != AddressMode::ipv6) {
      of_warm();
      of_missing();
    }
    of_calls();
    of_low_point();
    of_burst();
    of_down();
    of_fleet();
    return std::move(made_);
  }

 private:
  void add(std::string figure, std::string formula, std::string values) {
    made_.push_back({std::move(figure), std::move(formula), std::move(values)});
  }

  [[nodiscard]] std::string_view slot() const { return prefixes_ ? "prefixes" : "addresses"; }

  /// Slots of card 0, where the targets rule.
  [[nodiscard]] std::int64_t slots() const {
    std::int64_t sum = 0;
    for (const EniUse& eni : answer_.enis) sum += eni.network_card == 0 ? eni.slots : 0;
    return sum;
  }
  [[nodiscard]] std::int64_t enis_of_card(std::int64_t card) const {
    return std::ranges::count(answer_.enis, card, &EniUse::network_card);
  }
  [[nodiscard]] bool primary_is_idle() const {
    return cni_.custom_networking || (setup_.conditions.node_subnet.excluded && cni_.subnet_discovery);
  }

  void of_usable_enis() {
    if (setup_.os == NodeOs::windows) {
      add("usable ENIs", "the primary ENI alone: Windows", "1");
      return;
    }
    const bool idle = primary_is_idle();
    const bool trunk_slot = cni_.pod_eni && setup_.limits.keeps_trunk_slot;
    std::string formula =
        cni_.max_enis ? "min(ENIs of the default card, MAX_ENI)" : "ENIs of the default card";
    std::string values = cni_.max_enis ? fmt::format("min({}, {})", setup_.limits.enis, *cni_.max_enis)
                                       : fmt::format("{}", setup_.limits.enis);
    const auto less = [&](bool applies, std::string_view what, std::int64_t how_many) {
      if (!applies) return;
      formula += fmt::format(" - {}", what);
      values += fmt::format(" - {}", how_many);
    };
    less(setup_.conditions.unmanaged_enis > EniCount(0), "unmanaged ENIs",
         setup_.conditions.unmanaged_enis.value());
    less(trunk_slot, "slot kept for the trunk", 1);
    less(idle,
         cni_.custom_networking ? "primary ENI with custom networking" : "primary ENI in an excluded subnet",
         1);
    const std::int64_t at_least = idle ? 0 : 1;
    const std::int64_t enis =
        cni_.max_enis ? std::min(setup_.limits.enis, cni_.max_enis->value()) : setup_.limits.enis;
    if (enis - setup_.conditions.unmanaged_enis.value() - (trunk_slot ? 1 : 0) - (idle ? 1 : 0) < at_least) {
      formula = fmt::format("max({}, {})", at_least, formula);
      values = fmt::format("max({}, {})", at_least, values);
    }
    const bool is_sum = formula != "ENIs of the default card";
    add("usable ENIs", std::move(formula),
        is_sum ? fmt::format("{} = {}", values, usage_.usable_enis) : std::move(values));
  }

  void of_eni() {
    add(fmt::format("{} of an ENI for Pods", slot()), "n = IPv4 addresses per ENI - 1, its primary one",
        prefixes_
            ? fmt::format("{} - 1 = {}, {} addresses each", setup_.limits.ipv4_per_eni, n_, kIpsPerPrefix)
            : fmt::format("{} - 1 = {}", setup_.limits.ipv4_per_eni, n_));
  }

  /// What the pool grows to for so many Pods if nothing stops it.
  [[nodiscard]] Sum target(PodCount pods) const {
    switch (usage_.mode) {
      case AddressMode::secondary_ip:
        return cni_.ip_targets() ? ip_targets(pods, cni_.warm_ip_target, cni_.minimum_ip_target)
                                 : warm_enis(pods);
      case AddressMode::prefix:
        return cni_.ip_targets() ? ip_targets(pods, cni_.warm_ip_target, cni_.minimum_ip_target)
                                 : warm_prefixes(pods, cni_.warm_prefix_target);
      case AddressMode::ipv6:
        break;
      case AddressMode::windows_secondary_ip:
      case AddressMode::windows_prefix:
        return windows(pods);
    }
    return {};
  }

  [[nodiscard]] std::string most_formula() const {
    return setup_.os == NodeOs::windows ? "n" : "usable ENIs * n";
  }
  [[nodiscard]] std::string most_values() const {
    return setup_.os == NodeOs::windows ? fmt::format("{}", n_)
                                        : fmt::format("{} * {}", usage_.usable_enis, n_);
  }
  [[nodiscard]] std::int64_t most() const { return usage_.usable_enis.value() * n_; }
  [[nodiscard]] std::string name(std::string_view linux_name, std::string_view windows_name) const {
    return std::string(setup_.os == NodeOs::windows ? windows_name : linux_name);
  }

  [[nodiscard]] Sum ip_targets(PodCount pods, std::int64_t warm, std::int64_t minimum) const {
    const std::string w = name("WARM_IP_TARGET", "warm-ip-target");
    const std::string m = name("MINIMUM_IP_TARGET", "minimum-ip-target");
    const auto in_slots = [&](std::int64_t ips) { return prefixes_ ? ceil_div(ips, kIpsPerPrefix) : ips; };
    const auto wrapped = [&](const std::string& ips, bool is_sum) {
      if (!prefixes_) return ips;
      return is_sum ? fmt::format("ceil(({}) / 16)", ips) : fmt::format("ceil({} / 16)", ips);
    };
    if (warm == 0) {
      return {fmt::format("min({}, {})", most_formula(), wrapped(m, false)),
              fmt::format("min({}, {})", most_values(), wrapped(fmt::format("{}", minimum), false)),
              std::min(most(), in_slots(minimum))};
    }
    return {
        fmt::format("min({}, max({}, {}))", most_formula(), wrapped("Pods + " + w, true), wrapped(m, false)),
        fmt::format("min({}, max({}, {}))", most_values(), wrapped(fmt::format("{} + {}", pods, warm), true),
                    wrapped(fmt::format("{}", minimum), false)),
        std::min(most(), std::max(in_slots(pods.value() + warm), in_slots(minimum)))};
  }

  [[nodiscard]] Sum warm_enis(PodCount pods) const {
    const std::int64_t t = cni_.warm_eni_target;
    if (t == 0) {
      return {"n * min(usable ENIs, floor(Pods / n) + 1), WARM_ENI_TARGET = 0",
              fmt::format("{} * min({}, floor({} / {}) + 1)", n_, usage_.usable_enis, pods, n_),
              n_ * std::min(usage_.usable_enis.value(), n_ > 0 ? pods.value() / n_ + 1 : 0)};
    }
    return {"n * min(usable ENIs, ceil(Pods / n) + WARM_ENI_TARGET)",
            fmt::format("{} * min({}, ceil({} / {}) + {})", n_, usage_.usable_enis, pods, n_, t),
            n_ * std::min(usage_.usable_enis.value(), n_ > 0 ? ceil_div(pods.value(), n_) + t : 0)};
  }

  [[nodiscard]] Sum warm_prefixes(PodCount pods, std::int64_t t) const {
    const std::string target = name("WARM_PREFIX_TARGET", "warm-prefix-target");
    if (t == 0) {
      return {fmt::format("min({}, floor(Pods / 16) + 1), {} = 0", most_formula(), target),
              fmt::format("min({}, floor({} / 16) + 1)", most_values(), pods),
              std::min(most(), pods.value() / kIpsPerPrefix + 1)};
    }
    return {fmt::format("min({}, ceil(Pods / 16) + {})", most_formula(), target),
            fmt::format("min({}, ceil({} / 16) + {})", most_values(), pods, t),
            std::min(most(), ceil_div(pods.value(), kIpsPerPrefix) + t)};
  }

  [[nodiscard]] Sum windows(PodCount pods) const {
    const WindowsIpam& asked = cni_.windows;
    const bool falls_back = asked.prefix_delegation && !prefixes_;
    const WindowsIpam ipam = falls_back ? WindowsIpam{} : asked;
    Sum sum = prefixes_ && ipam.warm_prefix_target > 0
                  ? warm_prefixes(pods, ipam.warm_prefix_target)
                  : ip_targets(pods, ipam.warm_ip_target, ipam.minimum_ip_target);
    if (falls_back) sum.formula += ", with its defaults where prefixes cannot be";
    return sum;
  }

  /// Why the pool is not what the formula says; empty when it is.
  [[nodiscard]] std::string what_stopped(std::int64_t target_slots) const {
    const std::int64_t has = slots();
    if (has == target_slots) return "";
    const IpCount ips(has * ips_per_slot_);
    const NodeConditions& around = setup_.conditions;
    if (!cni_.provisioning) return fmt::format("; ipamd adds nothing by its settings: {}", has);
    if (!around.schedulable && !cni_.manages_cordoned_nodes) {
      return fmt::format("; ipamd adds nothing to a cordoned node: {}", has);
    }
    if (has < target_slots && PodCount(ips.value()) >= setup_.load.max_pods) {
      return fmt::format("; growth stops once the addresses reach max Pods {}: {}", setup_.load.max_pods,
                         has);
    }
    if (has < target_slots) return fmt::format("; its subnets give no more than {}", has);
    return fmt::format("; the first step, before any Pod, was larger: {}", has);
  }

  void of_slots() {
    const Sum sum = target(setup_.load.pods);
    std::string values = fmt::format("{} = {}", sum.values, sum.result);
    if (usage_.settles) {
      values += what_stopped(sum.result);
    } else if (slots() != sum.result) {
      values += fmt::format("; at its peak {}", slots());
    } else {
      values += " at its peak";
    }
    add(fmt::format("{} for Pods", slot()), sum.formula, std::move(values));
  }

  /// With ENABLE_MULTI_NIC every other card has a pool of its own under w = 1 and m = 1.
  void of_other_cards() {
    for (std::int64_t card = 1; enis_of_card(card) > 0; ++card) {
      std::int64_t held = 0;
      std::int64_t assigned = 0;
      for (const EniUse& eni : answer_.enis) {
        if (eni.network_card != card) continue;
        held += eni.slots;
        assigned += eni.assigned.value();
      }
      add(fmt::format("{} of network card {}", slot(), card),
          prefixes_ ? "ceil((Pods + 1) / 16), at least 1, whatever the targets"
                    : "max(Pods + 1, 1), whatever the targets",
          prefixes_ ? fmt::format("ceil(({} + 1) / 16) -> {}", assigned, held)
                    : fmt::format("max({} + 1, 1) -> {}", assigned, held));
    }
  }

  void of_pool() {
    const std::int64_t held = usage_.pool().value() / ips_per_slot_;
    add("addresses for Pods in all",
        prefixes_ ? "prefixes * 16" : "addresses for Pods, over all network cards",
        prefixes_ ? fmt::format("{} * {} = {}", held, kIpsPerPrefix, usage_.pool())
                  : fmt::format("{}", usage_.pool()));
  }

  void of_enis() {
    const std::int64_t has = enis_of_card(0);
    const std::int64_t serving = n_ > 0 ? ceil_div(slots(), n_) : 0;
    const bool idle = primary_is_idle();
    const std::int64_t expected = idle ? 1 + serving : std::max<std::int64_t>(1, serving);
    std::string values = idle ? fmt::format("1 + ceil({} / {}) = {}", slots(), n_, expected)
                              : fmt::format("max(1, ceil({} / {})) = {}", slots(), n_, expected);
    if (has != expected) values += fmt::format("; not all are full: {}", has);
    if (usage_.enis != EniCount(has)) {
      values += fmt::format("; {} with those of other network cards", usage_.enis);
    }
    add("ENIs",
        idle ? fmt::format("primary ENI, which serves no Pods, + ceil({} / n)", slot())
             : fmt::format("max(1, ceil({} / n))", slot()),
        std::move(values));
  }

  void of_ipv6() {
    add("usable ENIs", "one /80 on the primary ENI serves all Pods", fmt::format("{}", usage_.usable_enis));
  }

  void of_total() {
    SubnetShare all = usage_.node_subnet;
    all += usage_.pod_subnet;
    std::string formula = "primary addresses";
    std::string values = fmt::format("{}", all.primary);
    if (usage_.mode == AddressMode::ipv6) {
      formula = "one IPv4 address per ENI";
    } else {
      formula += " + addresses for Pods";
      values += fmt::format(" + {}", usage_.pool());
    }
    if (all.trunk + all.branch > IpCount(0)) {
      formula += " + trunk + branch ENIs";
      values += fmt::format(" + {} + {}", all.trunk, all.branch);
    }
    if (usage_.mode != AddressMode::ipv6 || all.trunk > IpCount(0))
      values += fmt::format(" = {}", usage_.total());
    if (usage_.pod_subnet.total() > IpCount(0)) {
      values += fmt::format("; {} in the node's subnet, {} in the Pods'", usage_.node_subnet.total(),
                            usage_.pod_subnet.total());
    }
    add("addresses in all", std::move(formula), std::move(values));
  }

  void of_warm() {
    const IpCount warm = usage_.node_subnet.warm + usage_.pod_subnet.warm;
    add("warm addresses", "addresses for Pods - Pods with one",
        fmt::format("{} - {} = {}", usage_.pool(), usage_.assigned(), warm));
    if (!prefixes_) return;
    add("prefixes without a Pod", "prefixes - prefixes of packed Pods",
        fmt::format("{} - {} = {}", usage_.prefixes(), usage_.prefixes() - usage_.unused_prefixes,
                    usage_.unused_prefixes));
  }

  void of_missing() {
    add("Pods without address", "max(0, Pods - addresses for Pods)",
        fmt::format("max(0, {} - {}) = {}", setup_.load.pods, usage_.pool(), usage_.pods_without_address));
    if (setup_.load.branch_pods == PodCount(0)) return;
    const IpCount branch = usage_.node_subnet.branch + usage_.pod_subnet.branch;
    add("branch Pods without ENI", "branch Pods - branch ENIs",
        fmt::format("{} - {} = {}", setup_.load.branch_pods, branch, usage_.branch_pods_without_eni));
  }

  void of_calls() {
    if (setup_.os == NodeOs::windows) return;
    if (usage_.settles) add_calls("EC2 calls until then", answer_.calls);
    if (answer_.calls_per_hour.total() > 0)
      add_calls("EC2 calls an hour from then on", answer_.calls_per_hour);
  }

  void add_calls(std::string figure, const Ec2Calls& calls) {
    std::string terms;
    for (std::size_t i = 0; i < kEc2Actions; ++i) {
      const auto action = static_cast<Ec2Action>(i);
      if (calls[action] == 0) continue;
      terms += fmt::format("{}{} {}", terms.empty() ? "" : " + ", calls[action], to_string(action));
    }
    if (terms.empty()) terms += '0';
    add(std::move(figure), "the sum over the actions",
        fmt::format("{} = {}, {} of them mutating", terms, calls.total(), calls.mutating()));
  }

  void of_low_point() {
    if (!answer_.low) return;
    add("low point of a pool that never settles", "what is left once the empty ENI or prefix is given back",
        fmt::format("{}, {} for Pods, {} in all", counted(answer_.low->enis), counted(answer_.low->pool),
                    answer_.low->total));
  }

  void of_burst() {
    if (!plan_.burst) return;
    const NodeIpUsage& burst = plan_.burst->usage;
    add("addresses with all Pods at once",
        burst.total() == usage_.total() ? "as one by one"
                                        : "as one by one, in larger steps where growth is stopped",
        fmt::format("{} on {}", counted(burst.total()), counted(burst.enis)));
  }

  void of_down() {
    if (!plan_.down) return;
    const NodeIpUsage& down = plan_.down->answer.usage;
    const std::string figure = fmt::format("addresses after going down to {}", counted(plan_.down->pods));
    const std::string values = fmt::format("{} on {}, {} for Pods; by chance up to {} on {}",
                                           counted(down.total()), counted(down.enis), down.pool(),
                                           plan_.down->range.total.most, plan_.down->range.enis.most);
    if (usage_.mode == AddressMode::ipv6) {
      add(figure, "one IPv4 address per ENI",
          fmt::format("{} on {}", counted(down.total()), counted(down.enis)));
      return;
    }
    const Sum sum = target(plan_.down->pods);
    add(figure, fmt::format("{} for Pods go back to {}; an ENI goes when it is empty", slot(), sum.formula),
        fmt::format("{} = {} -> {}", sum.values, sum.result, values));
  }

  void of_fleet() {
    if (!plan_.fleet) return;
    const FleetStart& fleet = plan_.fleet->start;
    if (fleet.bucket.empty()) {
      add(fmt::format("least time for {} to start", counted(plan_.fleet->nodes)),
          "max(0, (calls - bucket) / refill) of the slowest bucket", "no bucket runs empty: 0 s");
      return;
    }
    add(fmt::format("least time for {} to start", counted(plan_.fleet->nodes)),
        fmt::format("max(0, (calls - bucket) / refill) of {}", fleet.bucket),
        fmt::format("max(0, ({} - {}) / {}) = {}", fleet.calls, fleet.bucket_size, fleet.refill_per_second,
                    duration_text(fleet.floor_ms)));
  }

  const NodePlan& plan_;
  const NodeSetup& setup_;
  const CniConfig& cni_;
  const SettledNode& answer_;
  const NodeIpUsage& usage_;
  std::int64_t n_;
  bool prefixes_;
  std::int64_t ips_per_slot_;
  std::vector<Derivation> made_;
};

}  // namespace

std::vector<Derivation> node_derivations(const NodePlan& plan) {
  return Derivations(plan).run();
}

}  // namespace cniplan
