#include "planner/plan/node_findings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "planner/capacity/max_pods.hpp"
#include "planner/core/counted.hpp"
#include "planner/core/duration.hpp"
#include "planner/core/format.hpp"

namespace cniplan {
namespace {

/// "12 AssignPrivateIpAddresses, 3 CreateNetworkInterface": those that change something.
std::string mutating_calls(const Ec2Calls& calls) {
  std::string text;
  for (std::size_t i = 0; i < kEc2Actions; ++i) {
    const auto action = static_cast<Ec2Action>(i);
    if (is_describe(action) || calls[action] == 0) continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", calls[action], to_string(action));
  }
  return text;
}

class Findings {
 public:
  explicit Findings(const NodePlan& plan)
      : plan_(plan), setup_(plan.question.setup), cni_(setup_.cni), usage_(plan.answer.usage) {}

  /// What is about the settings, whatever becomes of the Pods; of calls only where the answer has them.
  std::vector<Finding> about_settings() {
    if (setup_.os == NodeOs::windows) return {};
    if (usage_.mode == AddressMode::ipv6) {
      about_ipv6();
    } else {
      about_targets();
      if (cni_.warm_ip_target == 0 && cni_.minimum_ip_target > 0) about_minimum_alone();
      if (plan_.answer.calls.total() > 0) about_calls();
      about_no_warm_prefix();
      about_start();
    }
    about_trunk();
    std::ranges::stable_sort(found_, {}, &Finding::severity);
    return std::move(found_);
  }

  std::vector<Finding> run() {
    if (setup_.os == NodeOs::windows) {
      about_windows();
    } else if (usage_.mode == AddressMode::ipv6) {
      about_ipv6();
    } else {
      about_targets();
      if (usage_.mode == AddressMode::prefix && cni_.ip_targets()) about_empty_enis();
      if (cni_.warm_ip_target == 0 && cni_.minimum_ip_target > 0) about_minimum_alone();
      about_calls();
      about_missing_nitro();
      about_no_warm_prefix();
      about_settling();
      about_start();
      about_max_pods();
    }
    if (setup_.os != NodeOs::windows) about_trunk();
    about_pods();
    std::ranges::stable_sort(found_, {}, &Finding::severity);
    return std::move(found_);
  }

 private:
  void add(RuleRef rule, std::string message, std::string remedy) {
    found_.push_back({.rule = rule,
                      .subject = fmt::format("node {}", plan_.question.type),
                      .message = std::move(message),
                      .remedy = std::move(remedy)});
  }

  [[nodiscard]] bool given(std::string_view name) const {
    return std::ranges::find(plan_.question.given, name) != plan_.question.given.end();
  }

  /// The node with other settings.
  template <class Change>
  [[nodiscard]] NodeSetup with(Change change) const {
    NodeSetup other = setup_;
    change(other);
    return other;
  }
  /// That node with its Pods, but for its calls.
  template <class Change>
  [[nodiscard]] SettledNode settled_with(Change change) const {
    return settle_without_calls(with(change));
  }

  [[nodiscard]] std::int64_t ips_per_slot() const {
    const bool prefixes = usage_.mode == AddressMode::prefix || usage_.mode == AddressMode::windows_prefix;
    return prefixes ? kIpsPerPrefix : 1;
  }
  [[nodiscard]] std::int64_t ips_per_eni() const { return setup_.limits.slots_per_eni() * ips_per_slot(); }
  /// What the usable ENIs can hold for Pods.
  [[nodiscard]] IpCount capacity() const { return IpCount(usage_.usable_enis.value() * ips_per_eni()); }
  [[nodiscard]] PodCount pods() const { return setup_.load.pods; }
  [[nodiscard]] PodCount max_pods() const { return setup_.load.max_pods; }
  [[nodiscard]] bool several_cards() const { return cni_.multi_nic && setup_.limits.network_cards > 1; }
  [[nodiscard]] bool has_trunk() const {
    return usage_.node_subnet.trunk + usage_.pod_subnet.trunk > IpCount(0);
  }
  [[nodiscard]] std::int64_t enis_to_manage() const {
    return cni_.max_enis ? std::min(setup_.limits.enis, cni_.max_enis->value()) : setup_.limits.enis;
  }
  /// Pods that max Pods lets onto the Pod network.
  [[nodiscard]] PodCount most_pods() const {
    const PodCount branch =
        has_trunk() ? setup_.load.branch_pods - usage_.branch_pods_without_eni : PodCount(0);
    return std::max(PodCount(0), max_pods() - kHostNetworkPods - branch);
  }

  [[nodiscard]] std::string ip_targets_set() const {
    if (cni_.minimum_ip_target == 0) return fmt::format("WARM_IP_TARGET={}", cni_.warm_ip_target);
    if (cni_.warm_ip_target == 0) return fmt::format("MINIMUM_IP_TARGET={}", cni_.minimum_ip_target);
    return fmt::format("WARM_IP_TARGET={} and MINIMUM_IP_TARGET={}", cni_.warm_ip_target,
                       cni_.minimum_ip_target);
  }

  static void without_ip_targets(NodeSetup& other) {
    other.cni.warm_ip_target = 0;
    other.cni.minimum_ip_target = 0;
  }

  [[nodiscard]] std::string holds() const {
    return fmt::format("the node holds {} for {}", counted(usage_.total()), counted(pods()));
  }

  void about_targets() {
    if (cni_.ip_targets() && given("WARM_ENI_TARGET")) {
      const std::string rules = cni_.minimum_ip_target > 0 && cni_.warm_ip_target > 0 ? "rule" : "rules";
      add("cni.ignored-target",
          fmt::format("WARM_ENI_TARGET={} has no effect beside {}, which {} alone: {}", cni_.warm_eni_target,
                      ip_targets_set(), rules, holds()),
          usage_.mode == AddressMode::prefix
              ? "leave WARM_ENI_TARGET out"
              : fmt::format("leave WARM_ENI_TARGET out; or leave the IP targets out for {}",
                            counted(settled_with(without_ip_targets).usage.total())));
    } else if (usage_.mode == AddressMode::prefix && given("WARM_ENI_TARGET")) {
      add("cni.ignored-target",
          fmt::format("WARM_ENI_TARGET={} has no effect with prefix delegation, where WARM_PREFIX_TARGET={} "
                      "rules: {}",
                      cni_.warm_eni_target, cni_.warm_prefix_target, holds()),
          "leave WARM_ENI_TARGET out");
    }
    if (given("WARM_PREFIX_TARGET")) about_prefix_target();
  }

  void about_prefix_target() {
    if (!cni_.prefix_delegation) {
      const auto prefixes = settled_with([](NodeSetup& other) { other.cni.prefix_delegation = true; });
      const std::string turn_on = setup_.limits.prefix_delegation
                                      ? fmt::format(", or set ENABLE_PREFIX_DELEGATION to \"true\" for {}",
                                                    counted(prefixes.usage.total()))
                                      : "";
      add("cni.ignored-target",
          fmt::format("WARM_PREFIX_TARGET={} has no effect without prefix delegation: {}",
                      cni_.warm_prefix_target, holds()),
          "leave WARM_PREFIX_TARGET out" + turn_on);
    } else if (usage_.mode == AddressMode::prefix && cni_.ip_targets()) {
      add("cni.ignored-target",
          fmt::format("WARM_PREFIX_TARGET={} keeps no prefix warm beside {}: {}", cni_.warm_prefix_target,
                      ip_targets_set(), holds()),
          fmt::format("leave the IP targets out for {}, or WARM_PREFIX_TARGET",
                      counted(settled_with(without_ip_targets).usage.total())));
    }
  }

  /// getDeletableENI() wants WARM_IP_TARGET rounded up to whole prefixes available on the other ENIs, and
  /// WARM_PREFIX_TARGET wholly free prefixes even under IP targets.
  void about_empty_enis() {
    const PodCount down_to = plan_.question.down_to.value_or(PodCount(1));
    if (pods() <= down_to) return;
    const auto empty_after = [&](const NodeSetup& node) {
      return EniCount(std::ranges::count_if(settle_after_leaving(node, down_to).enis, [](const EniUse& eni) {
        return !eni.primary && eni.network_card == 0 && eni.slots == 0;
      }));
    };
    const EniCount empty = empty_after(setup_);
    if (empty == EniCount(0)) return;
    const EniCount fewest = empty_after(with([](NodeSetup& other) { other.cni.warm_prefix_target = 0; }));
    add("cni.empty-enis-stay",
        fmt::format("{} without a prefix stay{} attached after going down from {} to {}, each with an ENI "
                    "slot and an "
                    "address: the other ENIs lack {} in available addresses or WARM_PREFIX_TARGET={} in "
                    "wholly free prefixes",
                    counted(empty), empty == EniCount(1) ? "s" : "", counted(pods()), down_to,
                    ip_targets_set(), cni_.warm_prefix_target),
        fewest < empty
            ? fmt::format("set WARM_PREFIX_TARGET to \"0\", which IP targets allow: {} stay", fewest)
            : "count them in; they go when whole prefixes are free again");
  }

  void about_minimum_alone() {
    const IpCount pool = usage_.pool();
    if (pool >= capacity() || several_cards()) return;
    const PodCount most = std::max(pods(), most_pods());
    if (PodCount(pool.value()) >= most || pool.value() < cni_.minimum_ip_target) return;
    const auto warm = settled_with([](NodeSetup& other) { other.cni.warm_ip_target = 1; });
    const std::string who =
        PodCount(pool.value()) < pods()
            ? fmt::format("{} of its {} never get one", usage_.pods_without_address, counted(pods()))
            : fmt::format("of the {} that max Pods {} lets onto it {} would never get one", counted(most),
                          max_pods(), most - PodCount(pool.value()));
    add("cni.minimum-without-warm",
        fmt::format(
            "with MINIMUM_IP_TARGET={} and no WARM_IP_TARGET the node gets {} for Pods and no more: {}",
            cni_.minimum_ip_target, counted(pool), who),
        fmt::format("set WARM_IP_TARGET too; with 1 the node holds {} for {}", counted(warm.usage.total()),
                    counted(pods())));
  }

  /// Small steps are many calls. A minimum that covers the Pods makes ENIs of one piece at the start.
  void about_calls() {
    if (cni_.warm_ip_target == 0 || cni_.minimum_ip_target > 0 || !usage_.settles) return;
    const std::int64_t minimum = pods().value() + cni_.warm_ip_target;
    const NodeSetup other = with([&](NodeSetup& node) { node.cni.minimum_ip_target = minimum; });
    const SettledNode otherwise = settle(other, PodArrival::one_by_one);
    const bool serves_the_same = otherwise.usage.pods_without_address == usage_.pods_without_address;
    if (!serves_the_same || otherwise.calls.mutating() >= plan_.answer.calls.mutating()) return;
    std::string calls = fmt::format(
        "from 0 to {} WARM_IP_TARGET={} takes {} EC2 calls, {} of them mutating; with MINIMUM_IP_TARGET={} "
        "beside it {}, "
        "{} of them mutating",
        counted(pods()), cni_.warm_ip_target, plan_.answer.calls.total(), plan_.answer.calls.mutating(),
        minimum, otherwise.calls.total(), otherwise.calls.mutating());
    const std::string remedy = fmt::format("set MINIMUM_IP_TARGET to {}", minimum);
    if (plan_.fleet && plan_.fleet->start.last_ms > plan_.fleet->start.alone_ms) {
      const FleetStart& fleet = plan_.fleet->start;
      const FleetStart faster =
          fleet_start(call_timeline(other, PodArrival::all_at_once), plan_.fleet->nodes);
      if (faster.last_ms < fleet.last_ms) {
        const std::string held_up =
            fleet.bucket.empty() ? ""
                                 : fmt::format(" ({} {}, {} at once and {} a second)", fleet.calls,
                                               fleet.bucket, fleet.bucket_size, fleet.refill_per_second);
        add("cni.warm-ip-target-throttled",
            fmt::format("{}; {} that start together take {} under EC2's request limits{} in place of {}",
                        calls, counted(plan_.fleet->nodes), duration_text(fleet.last_ms), held_up,
                        duration_text(faster.last_ms)),
            remedy);
        return;
      }
    }
    add("cni.warm-ip-target-calls", std::move(calls), remedy + " where many nodes start together");
  }

  void about_missing_nitro() {
    if (cni_.prefix_delegation && usage_.mode == AddressMode::secondary_ip) {
      const auto prefixes = settled_with([](NodeSetup& other) { other.limits.prefix_delegation = true; });
      const std::string rules =
          cni_.ip_targets() ? ip_targets_set() : fmt::format("WARM_ENI_TARGET={}", cni_.warm_eni_target);
      add("cni.prefixes-need-nitro",
          fmt::format("{} is neither Nitro nor bare metal: prefix delegation falls back to secondary IP mode "
                      "under {}, {} "
                      "on {} for {}; with prefixes {} on {}",
                      plan_.question.type, rules, counted(usage_.total()), counted(usage_.enis),
                      counted(pods()), prefixes.usage.total(), counted(prefixes.usage.enis)),
          "use a Nitro instance type");
    }
  }

  void about_no_warm_prefix() {
    if (usage_.mode == AddressMode::prefix && !cni_.ip_targets() && cni_.warm_prefix_target == 0) {
      const auto warm = settled_with([](NodeSetup& other) { other.cni.warm_prefix_target = 1; });
      add("cni.no-warm-prefix",
          fmt::format("WARM_PREFIX_TARGET counts as 0: where it is literally 0 or unset aws-node refuses to "
                      "start; where it "
                      "is no number aws-node starts and keeps no prefix warm: {}, and a Pod that finds them "
                      "all taken waits "
                      "for the next turn",
                      holds()),
          fmt::format("set WARM_PREFIX_TARGET to \"1\": {}", counted(warm.usage.total())));
    }
  }

  void about_settling() {
    const Ec2Calls& hourly = plan_.answer.calls_per_hour;
    if (!usage_.settles) {
      const PoolLow low = plan_.answer.low.value_or(PoolLow{});
      add("cni.never-settles",
          fmt::format("with {} the pool for {} goes up and down for ever: {}, {} to {} addresses, {} EC2 "
                      "calls an hour, {} of "
                      "them mutating",
                      restless_setting(), counted(pods()),
                      low.enis == usage_.enis ? counted(low.enis)
                                              : fmt::format("{} to {} ENIs", low.enis, usage_.enis),
                      low.total, usage_.total(), hourly.total(), hourly.mutating()),
          settling_remedy());
    } else if (hourly.mutating() > 0) {
      std::string remedy = "give the subnet more free addresses, or the node lower targets";
      const SettledNode pausing =
          settle(with([](NodeSetup& other) { other.cni.subnet_discovery = false; }), PodArrival::one_by_one);
      if (cni_.subnet_discovery && !cni_.custom_networking &&
          pausing.calls_per_hour.mutating() < hourly.mutating()) {
        remedy += fmt::format("; ENABLE_SUBNET_DISCOVERY=false pauses for two minutes each time, {} an hour",
                              pausing.calls_per_hour.mutating());
      }
      add("node.asks-full-subnet",
          fmt::format("its pool is short and the subnet is full: refused calls go on, {} an hour ({})",
                      hourly.mutating(), mutating_calls(hourly)),
          std::move(remedy));
    }
  }

  [[nodiscard]] bool nothing_to_keep_warm() const {
    if (cni_.ip_targets()) return false;
    return (usage_.mode == AddressMode::prefix ? cni_.warm_prefix_target : cni_.warm_eni_target) == 0;
  }
  [[nodiscard]] std::string restless_setting() const {
    if (!nothing_to_keep_warm()) return "ENABLE_MULTI_NIC and prefix delegation";
    return usage_.mode == AddressMode::prefix ? "WARM_PREFIX_TARGET=0" : "WARM_ENI_TARGET=0";
  }
  [[nodiscard]] std::string settling_remedy() const {
    if (!nothing_to_keep_warm())
      return "leave one of the two off: idle network cards gain and lose a prefix in turn";
    const bool prefixes = usage_.mode == AddressMode::prefix;
    const auto quiet = settled_with(
        [&](NodeSetup& other) { (prefixes ? other.cni.warm_prefix_target : other.cni.warm_eni_target) = 1; });
    const auto lean = settled_with([](NodeSetup& other) { other.cni.warm_ip_target = 1; });
    return fmt::format("set {} to 1 for {}, or WARM_IP_TARGET to 1 for {}",
                       prefixes ? "WARM_PREFIX_TARGET" : "WARM_ENI_TARGET", counted(quiet.usage.total()),
                       lean.usage.total());
  }

  [[nodiscard]] bool primary_is_excluded() const {
    return setup_.conditions.node_subnet.excluded && cni_.subnet_discovery;
  }

  /// No subnet is open to new ENIs, whatever their free addresses.
  [[nodiscard]] bool subnets_are_closed() const {
    const NodeConditions& around = setup_.conditions;
    if (cni_.custom_networking) return around.eni_config_subnet.excluded;
    const bool no_other =
        !cni_.subnet_discovery || std::ranges::all_of(around.tagged_subnets, &NodeSubnet::excluded);
    return around.node_subnet.excluded && no_other;
  }
  [[nodiscard]] std::string closed_subnets() const {
    return cni_.custom_networking
               ? "the ENIConfig's subnet is excluded by its tags"
               : "the node's subnet is excluded by its tags and no other is open to new ENIs";
  }
  [[nodiscard]] std::string closed_subnets_remedy() const {
    return cni_.custom_networking
               ? "take the tag kubernetes.io/role/cni=0 off that subnet, or name another in the ENIConfig"
               : "take the tag kubernetes.io/role/cni=0 off that subnet, or tag another of its zone with 1";
  }

  /// nodeInit() fails when the primary ENI serves no Pods and the one growth step at the start gave nothing.
  [[nodiscard]] bool is_not_ready() const {
    return (cni_.custom_networking || primary_is_excluded()) && usage_.settles &&
           usage_.pool() == IpCount(0) && cni_.provisioning && setup_.conditions.schedulable;
  }

  void about_start() {
    if (!is_not_ready()) return;
    const std::string why_idle =
        cni_.custom_networking ? "with custom networking" : "in a subnet excluded from discovery";
    std::string cause = "its new ENIs' subnet has no room";
    std::string remedy = "give that subnet more free addresses";
    if (usage_.usable_enis <= EniCount(0)) {
      cause = fmt::format("no other may serve them ({}{}{})", counted(EniCount(enis_to_manage())),
                          setup_.conditions.unmanaged_enis == EniCount(0)
                              ? ""
                              : fmt::format(", {} unmanaged", setup_.conditions.unmanaged_enis),
                          keeps_trunk_slot() ? ", a slot kept for the trunk" : "");
      remedy = cni_.max_enis ? "raise MAX_ENI, or use a type with more ENIs" : "use a type with more ENIs";
    } else if (subnets_are_closed()) {
      cause = closed_subnets();
      remedy = closed_subnets_remedy();
    }
    add("node.not-ready",
        fmt::format("the primary ENI serves no Pods {}, and {}: node init fails and the node stays NotReady",
                    why_idle, cause),
        std::move(remedy));
  }

  void about_max_pods() {
    if (several_cards() || is_not_ready()) return;
    const PodCount most = most_pods();
    const PodCount served(capacity().value());
    if (most <= served) return;
    add("max-pods.above-addresses",
        fmt::format(
            "max Pods {} lets {} onto a node with {} for them on {}: {} would hang in ContainerCreating",
            max_pods(), counted(most), counted(capacity()),
            counted(usage_.usable_enis, "usable ENI", "usable ENIs"), most - served),
        fmt::format("set max Pods to {}", max_pods() - (most - served)));
  }

  void about_ipv6() {
    if (!setup_.limits.prefix_delegation) {
      add("cni.refuses-to-start",
          fmt::format("aws-node refuses to start: IPv6 needs prefix delegation, and {} is neither Nitro nor "
                      "bare metal",
                      plan_.question.type),
          "use a Nitro instance type");
    }
    std::string ignored;
    const auto ignore = [&](std::string_view name, std::int64_t value) {
      if (given(name)) ignored += fmt::format("{}{}={}", ignored.empty() ? "" : ", ", name, value);
    };
    ignore("WARM_ENI_TARGET", cni_.warm_eni_target);
    ignore("WARM_IP_TARGET", cni_.warm_ip_target);
    ignore("MINIMUM_IP_TARGET", cni_.minimum_ip_target);
    // aws-node insists on some target above 0 in IPv6 as well, and the manifest's is this one.
    if (cni_.warm_prefix_target != 1) ignore("WARM_PREFIX_TARGET", cni_.warm_prefix_target);
    if (ignored.empty()) return;
    add("cni.ignored-target",
        fmt::format("{} without effect: a node of an IPv6 cluster has one /80 for all its Pods, and {} of "
                    "IPv4 for itself",
                    ignored, counted(usage_.total())),
        "leave warm targets at the manifest's");
  }

  [[nodiscard]] bool keeps_trunk_slot() const { return cni_.pod_eni && setup_.limits.keeps_trunk_slot; }

  void about_trunk() {
    if (!cni_.pod_eni) return;
    if (!setup_.limits.trunking) {
      if (!keeps_trunk_slot() || usage_.mode == AddressMode::ipv6) return;
      const auto free = settled_with([](NodeSetup& other) { other.limits.keeps_trunk_slot = false; });
      if (free.usage.usable_enis == usage_.usable_enis) return;
      add("cni.trunk-slot-lost",
          fmt::format("ENABLE_POD_ENI keeps an ENI slot for a trunk that {} never gets: {} with {} for Pods, "
                      "{} with {} "
                      "without it",
                      plan_.question.type, counted(usage_.usable_enis, "usable ENI", "usable ENIs"),
                      counted(capacity()), free.usage.usable_enis,
                      free.usage.usable_enis.value() * ips_per_eni()),
          "leave ENABLE_POD_ENI off on such nodes, or use a type that the VPC resource controller's table "
          "lists");
      return;
    }
    if (has_trunk()) return;
    const std::int64_t room = enis_to_manage() - setup_.conditions.unmanaged_enis.value();
    std::string cause = "no ENI slot or no address of its subnet was left for it";
    if (cni_.max_enis && cni_.max_enis->value() <= 1) {
      cause = fmt::format("MAX_ENI={} leaves only the primary ENI", cni_.max_enis->value());
    } else if (room <= 1) {
      cause = fmt::format("of {} the primary one and {} unmanaged leave none",
                          counted(EniCount(enis_to_manage())), setup_.conditions.unmanaged_enis);
    }
    const auto free = settled_with([](NodeSetup& other) { other.cni.pod_eni = false; });
    add("cni.trunk-never-comes",
        fmt::format(
            "ENABLE_POD_ENI is on and the trunk never comes: {}{}", cause,
            free.usage.usable_enis > usage_.usable_enis ? "; its slot stays reserved all the same" : ""),
        cni_.max_enis && room <= 1 ? "raise MAX_ENI, or leave ENABLE_POD_ENI off on such nodes"
                                   : "leave ENABLE_POD_ENI off on such nodes, or make room for the trunk");
  }

  void about_pods() {
    if (usage_.pods_without_address > PodCount(0) && !said_of_minimum() && !is_not_ready())
      about_missing_addresses();
    if (usage_.branch_pods_without_eni > PodCount(0)) about_missing_branch_enis();
  }

  [[nodiscard]] bool said_of_minimum() const {
    return std::ranges::any_of(found_, [](const Finding& finding) {
      return finding.rule == "cni.minimum-without-warm" || finding.rule == "windows.minimum-without-warm";
    });
  }

  void about_missing_addresses() {
    std::string cause;
    std::string remedy;
    const IpCount pool = usage_.pool();
    if (pool >= capacity()) {
      cause = setup_.os == NodeOs::windows
                  ? fmt::format("Windows uses the primary ENI alone, with {}", counted(capacity()))
                  : fmt::format("{} for Pods on {}", counted(capacity()),
                                counted(usage_.usable_enis, "usable ENI", "usable ENIs"));
      remedy = "plan fewer Pods a node, or use a larger instance type";
      if (ips_per_slot() == 1 && setup_.limits.prefix_delegation) {
        remedy = setup_.os == NodeOs::windows
                     ? "set enable-windows-prefix-delegation in the ConfigMap, or plan fewer Pods a node"
                     : "turn prefix delegation on, or plan fewer Pods a node";
      }
    } else if (!cni_.provisioning) {
      cause = "DISABLE_NETWORK_RESOURCE_PROVISIONING or ENABLE_IMDS_ONLY_MODE keeps ipamd from adding any";
      remedy = "leave both off, or attach ENIs with their addresses otherwise";
    } else if (!setup_.conditions.schedulable && !cni_.manages_cordoned_nodes) {
      cause = "the node is cordoned, and ipamd adds none to it";
      remedy = "uncordon it, or set AWS_MANAGE_ENIS_NON_SCHEDULABLE to \"true\"";
    } else if (PodCount(pool.value()) >= max_pods()) {
      cause = fmt::format("the pool stops growing at max Pods {}, with {}", max_pods(), counted(pool));
      remedy = "plan at most max Pods a node, or raise max Pods";
    } else if (subnets_are_closed()) {
      cause = closed_subnets();
      remedy = closed_subnets_remedy();
    } else {
      cause = fmt::format("the subnet gives no more than {} for Pods", counted(pool));
      remedy = "give the subnet more free addresses, or plan fewer Pods a node";
    }
    add("pods.without-address",
        fmt::format("no address for {} of its {}: {}", usage_.pods_without_address, counted(pods()), cause),
        std::move(remedy));
  }

  void about_missing_branch_enis() {
    const IpCount branch_enis = usage_.node_subnet.branch + usage_.pod_subnet.branch;
    std::string cause = fmt::format("{} can have {}", plan_.question.type, setup_.limits.branch_enis);
    std::string remedy = "use an instance type with more branch ENIs, or more nodes";
    if (setup_.os == NodeOs::windows) {
      cause = "Windows nodes have no trunk";
      remedy = "run these Pods on Linux nodes";
    } else if (!cni_.pod_eni) {
      cause = "ENABLE_POD_ENI is off";
      remedy = "set ENABLE_POD_ENI to \"true\"";
    } else if (!setup_.limits.trunking) {
      cause = fmt::format("{} cannot have a trunk", plan_.question.type);
      remedy = "use an instance type that can";
    } else if (!has_trunk()) {
      cause = "the trunk never comes";
      remedy = "make room for the trunk";
    } else if (branch_enis < IpCount(setup_.limits.branch_enis)) {
      cause = fmt::format("their subnet has room for {}", branch_enis);
      remedy = "give that subnet more free addresses";
    }
    add("pods.without-branch-eni",
        fmt::format("no branch ENI for {} of {} with security groups of their own: {}",
                    usage_.branch_pods_without_eni, counted(setup_.load.branch_pods), cause),
        std::move(remedy));
  }

  void about_windows() {
    const WindowsIpam& ipam = cni_.windows;
    const bool prefixes = usage_.mode == AddressMode::windows_prefix;
    if (ipam.prefix_delegation && !prefixes) {
      const auto with_prefixes =
          settled_with([](NodeSetup& other) { other.limits.prefix_delegation = true; });
      add("windows.prefixes-need-nitro",
          fmt::format("{} is neither Nitro nor bare metal: it stays in secondary IP mode, {} for {}; with "
                      "prefixes {}",
                      plan_.question.type, counted(usage_.total()), counted(pods()),
                      with_prefixes.usage.total()),
          "use a Nitro instance type");
      ignore_keys({"warm-ip-target", "minimum-ip-target", "warm-prefix-target"},
                  "without effect on a type without prefixes, which keeps 3 warm and at least 3");
    } else if (!prefixes) {
      ignore_keys({"warm-prefix-target"}, "without effect without enable-windows-prefix-delegation");
    } else if (ipam.warm_prefix_target == 0 && (given("warm-ip-target") || given("minimum-ip-target"))) {
      ignore_keys({"warm-prefix-target"}, "without effect beside warm-ip-target or minimum-ip-target");
    } else if (ipam.warm_prefix_target > 0) {
      ignore_keys({"warm-ip-target", "minimum-ip-target"},
                  "without effect, as neither is above 0 and warm-prefix-target is");
    }
    if (!ipam.prefix_delegation && ipam.warm_ip_target == 0) about_windows_minimum();
    std::string linux_only;
    for (const std::string_view name :
         {"WARM_ENI_TARGET", "WARM_IP_TARGET", "MINIMUM_IP_TARGET", "WARM_PREFIX_TARGET"}) {
      if (given(name)) linux_only += fmt::format("{}{}", linux_only.empty() ? "" : ", ", name);
    }
    if (!linux_only.empty()) {
      add("cni.ignored-target",
          fmt::format("{} without effect: aws-node does not run on Windows", linux_only),
          "set warm-ip-target, minimum-ip-target or warm-prefix-target in the ConfigMap amazon-vpc-cni");
    }
  }

  void ignore_keys(std::initializer_list<std::string_view> keys, std::string_view why) {
    std::string ignored;
    for (const std::string_view key : keys) {
      if (given(key)) ignored += fmt::format("{}{}", ignored.empty() ? "" : ", ", key);
    }
    if (ignored.empty()) return;
    add("windows.ignored-key", fmt::format("{} {}: {}", ignored, why, holds()),
        "leave out what has no effect");
  }

  void about_windows_minimum() {
    const IpCount pool = usage_.pool();
    const PodCount most = std::max(pods(), std::min(max_pods(), PodCount(capacity().value())));
    if (pool >= capacity() || PodCount(pool.value()) >= most) return;
    const auto warm = settled_with([](NodeSetup& other) { other.cni.windows.warm_ip_target = 1; });
    const std::string who =
        usage_.pods_without_address > PodCount(0)
            ? fmt::format("{} of its {} wait for ever", usage_.pods_without_address, counted(pods()))
            : fmt::format("of the {} that it could hold {} would wait for ever", counted(most),
                          most - PodCount(pool.value()));
    add("windows.minimum-without-warm",
        fmt::format(
            "minimum-ip-target {} without warm-ip-target leaves that at 0: {} for Pods and no more, {}",
            cni_.windows.minimum_ip_target, counted(pool), who),
        fmt::format("set warm-ip-target too; with 1 the node holds {} for {}", counted(warm.usage.total()),
                    counted(pods())));
  }

  const NodePlan& plan_;
  const NodeSetup& setup_;
  const CniConfig& cni_;
  const NodeIpUsage& usage_;
  std::vector<Finding> found_;
};

}  // namespace

std::vector<Finding> node_findings(const NodePlan& plan) {
  return Findings(plan).run();
}

std::vector<Finding> setting_findings(NodeQuestion question, SettledNode answer) {
  const NodePlan plan{.question = std::move(question), .answer = std::move(answer)};
  return Findings(plan).about_settings();
}

bool settings_may_matter(const CniConfig& cni, std::span<const std::string> given) {
  const bool minimum_alone = cni.warm_ip_target == 0 && cni.minimum_ip_target > 0;
  const bool no_warm_prefix = cni.prefix_delegation && !cni.ip_targets() && cni.warm_prefix_target == 0;
  const bool may_be_ignored = std::ranges::any_of(
      given, [](const std::string& name) { return name == "WARM_ENI_TARGET" || name == "WARM_PREFIX_TARGET"; });
  return cni.ip_family == IpFamily::ipv6 || cni.custom_networking || cni.pod_eni || minimum_alone || no_warm_prefix ||
         may_be_ignored;
}

}  // namespace cniplan
