#include "planner/plan/size.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "planner/core/counted.hpp"
#include "planner/core/format.hpp"
#include "planner/core/proportion.hpp"
#include "planner/net/ipv4_set.hpp"
#include "planner/capacity/prefix_supply.hpp"
#include "planner/capacity/subnet_capacity.hpp"
#include "planner/plan/exhaustion.hpp"
#include "planner/plan/growth.hpp"
#include "planner/plan/plan_cluster.hpp"
#include "planner/plan/plan_findings.hpp"
#include "planner/plan/subnet_layout.hpp"

namespace cniplan {
namespace {

/// What EKS and Elastic Load Balancing ask of a subnet at least. Sources:
/// docs.aws.amazon.com/eks/latest/userguide/network-reqs.html (6 addresses);
/// elasticloadbalancing/latest/application/application-load-balancers.html (a /27).
constexpr std::int64_t kLeastClusterIps = 6;
constexpr int kSmallestAlbSubnet = 27;

/// RFC 6598. Private in the VPC, and seldom routed: https://docs.aws.amazon.com/eks/latest/best-practices/custom-networking.html
constexpr Cidr kSharedRange = Cidr::containing(Ipv4Address(0x64400000), 10);

/// A subnet by what stands in it. Subnets of one use differ in nothing but their zone.
enum class User { nodes, pods, discovered, fargate, control_plane, alb, nlb, endpoint };
using Use = std::vector<std::pair<User, std::size_t>>;

std::vector<Use> uses_of(const ClusterModel& model) {
  std::vector<Use> uses(model.subnets.size());
  const auto add = [&](SubnetIndex subnet, User user, std::size_t which) { uses[subnet].emplace_back(user, which); };
  for (NodeGroupIndex g = 0; g < model.node_groups.size(); ++g) {
    for (const Placement& place : model.node_groups[g].placements) {
      add(place.nodes, User::nodes, g);
      if (place.pods != place.nodes) add(place.pods, User::pods, g);
      for (const SubnetIndex subnet : place.discovered) {
        if (subnet != place.nodes) add(subnet, User::discovered, g);
      }
    }
  }
  for (std::size_t i = 0; i < model.fargate_profiles.size(); ++i) {
    for (const SubnetIndex subnet : model.fargate_profiles[i].subnets) add(subnet, User::fargate, i);
  }
  for (const SubnetIndex subnet : model.control_plane_subnets) add(subnet, User::control_plane, 0);
  for (std::size_t i = 0; i < model.load_balancers.size(); ++i) {
    const User user = model.load_balancers[i].type == LoadBalancerType::alb ? User::alb : User::nlb;
    for (const SubnetIndex subnet : model.load_balancers[i].subnets) add(subnet, user, i);
  }
  for (std::size_t i = 0; i < model.endpoints.size(); ++i) {
    for (const SubnetIndex subnet : model.endpoints[i].subnets) add(subnet, User::endpoint, i);
  }
  for (Use& use : uses) {
    std::ranges::sort(use);
    const auto same = std::ranges::unique(use);
    use.erase(same.begin(), same.end());
  }
  return uses;
}

std::string_view word(User user) {
  switch (user) {
    case User::nodes: return "nodes";
    case User::pods: return "Pods";
    case User::discovered: return "Pods (subnet discovery)";
    case User::fargate: return "Fargate";
    case User::control_plane: return "control plane";
    case User::alb: return "load balancers";
    case User::nlb: return "load balancers";
    case User::endpoint: return "endpoints";
  }
  return "";
}

std::string uses_text(const Use& use) {
  std::vector<std::string_view> words;
  for (const auto& [user, which] : use) {
    if (std::ranges::find(words, word(user)) == words.end()) words.push_back(word(user));
  }
  return words.empty() ? "nothing" : fmt::format("{}", fmt::join(words, ", "));
}

bool has(const Use& use, User user) {
  return std::ranges::any_of(use, [&](const auto& entry) { return entry.first == user; });
}

/// What a subnet's part for prefixes has to go by.
struct ReservationNeed {
  PrefixCount prefixes;  // in the scenario that wants most
  IpCount singles;       // likewise
};

/// A part of a subnet for its prefixes, at its end: at least as many whole blocks as they are, and of what nobody needs
/// the share that the prefixes have of the demand; in the fewest CIDRs that this leaves room for. The last /28 is in it
/// and yields no prefix, as AWS keeps an address of it, and four of the first.
std::vector<Cidr> reservations_for(const Cidr& subnet, const ReservationNeed& need) {
  constexpr std::int64_t kKeptAtStart = 4;
  const std::int64_t all = subnet.size().value() / kIpsPerPrefix;
  const std::int64_t least = need.prefixes.value() + 1;
  const IpCount total = need.singles + ips_in(need.prefixes);
  const std::int64_t spare = std::max<std::int64_t>(0, (usable_ips(subnet) - total).value());
  const std::int64_t fair = least + proportion(spare, need.prefixes.value(), total.value());
  const std::int64_t leaves_singles = all - ceil_div(need.singles.value() + kKeptAtStart, kIpsPerPrefix);
  const std::int64_t most = std::max(least, std::min(fair, leaves_singles));
  std::int64_t blocks = least;
  for (std::int64_t unit = all / 2; unit > 0; unit /= 2) {
    blocks = most / unit * unit;
    if (blocks >= least) break;
  }
  const auto size = static_cast<std::uint32_t>(blocks * kIpsPerPrefix);
  return Ipv4Set::of({Ipv4Range(Ipv4Address(subnet.last().value() - (size - 1)), subnet.last())}).blocks();
}

void put(SubnetModel& subnet, const Cidr& cidr, const std::vector<Cidr>& reservations) {
  subnet.cidr = cidr;
  subnet.prefix_reservations = reservations;
  subnet.prefix_reserved = IpCount(0);
  // AWS keeps the last address of those that end where the subnet does.
  for (const Cidr& part : reservations) {
    subnet.prefix_reserved += part.size() - IpCount(part.last() == cidr.last() ? 1 : 0);
  }
}

class Sizer {
 public:
  explicit Sizer(const SizeRequest& request)
      : request_(request), model_(request.model), uses_(uses_of(request.model)), lengths_(model_.subnets.size()) {
    for (const NodeGroupModel& group : model_.node_groups) {
      max_pods_.push_back(group_max_pods(model_, group));
      if (group.manager != NodeManager::hybrid) most_nodes_ += group.nodes.max;
    }
    planned_ = planned_scenarios(model_, max_pods_);
    for (SubnetIndex i = 0; i < model_.subnets.size(); ++i) {
      if (!model_.subnets[i].cidr) open_.push_back(i);
    }
    group_zones();
  }

  SizeResult run() {
    start();
    grow_until_all_fit(Reserve::no);
    grow_until_all_fit(Reserve::yes);
    return result();
  }

 private:
  enum class Reserve { no, yes };

  /// What every subnet has to give with the lengths as they are.
  struct Trial {
    ClusterModel model;
    std::vector<ScenarioOutcome> outcomes;
    std::vector<std::optional<SubnetGrowth>> growth;
    std::vector<SubnetRoom> rooms;
  };

  void group_zones() {
    std::map<Use, std::vector<SubnetIndex>> of_use;
    for (const SubnetIndex i : open_) of_use[uses_[i]].push_back(i);
    for (auto& [use, subnets] : of_use) {
      if (request_.zone_sizes == ZoneSizes::equal) {
        classes_.push_back(std::move(subnets));
      } else {
        for (const SubnetIndex subnet : subnets) classes_.push_back({subnet});
      }
    }
  }

  [[nodiscard]] int least_length(SubnetIndex subnet) const {
    return has(uses_[subnet], User::alb) ? kSmallestAlbSubnet : kSmallestSubnet;
  }

  /// The demand of the scenario that is largest; of one that wants prefixes too, the one with most of these decides.
  [[nodiscard]] static std::size_t worst_scenario(const Trial& trial, SubnetIndex subnet) {
    std::size_t worst = 0;
    for (std::size_t s = 1; s < trial.outcomes.size(); ++s) {
      if (trial.outcomes[s].demand[subnet].total() > trial.outcomes[worst].demand[subnet].total()) worst = s;
    }
    return worst;
  }

  /// Lengths below which no subnet holds its demand: what its scenarios ask of it does not depend on its size, unless
  /// subnet discovery chooses.
  void start() {
    const Trial trial = plan_scenarios(model_);
    for (const SubnetIndex i : open_) {
      int length = least_length(i);
      for (const ScenarioOutcome& outcome : trial.outcomes) {
        length = std::min(length, prefix_length_for(outcome.demand[i], model_.policy.warn_at).value_or(kTooLarge));
      }
      lengths_[i] = length;
    }
    equalize();
  }

  void equalize() {
    for (const auto& subnets : classes_) {
      int least = kSmallestSubnet;
      for (const SubnetIndex i : subnets) least = std::min(least, lengths_[i]);
      for (const SubnetIndex i : subnets) {
        if (!too_large(i)) lengths_[i] = std::max(least, kLargestSubnet);
      }
    }
  }

  [[nodiscard]] bool too_large(SubnetIndex subnet) const { return lengths_[subnet] < kLargestSubnet; }

  [[nodiscard]] Trial plan_scenarios(const ClusterModel& model) const {
    Trial trial{.model = model};
    const NodeDemand demand(trial.model, max_pods_);
    for (const PlannedScenario& planned : planned_) trial.outcomes.push_back(outcome_of(demand, planned));
    trial.growth = subnet_growth(demand, planned_);
    for (SubnetIndex i = 0; i < trial.model.subnets.size(); ++i) trial.rooms.push_back(demand.room(i));
    return trial;
  }

  /// What to reserve for prefixes; nothing where single addresses can break no more blocks than there are to spare.
  [[nodiscard]] std::optional<ReservationNeed> to_reserve(const std::vector<ScenarioOutcome>& outcomes,
                                                          const SubnetRoom& bare, SubnetIndex subnet) const {
    if (request_.fragmentation == Fragmentation::worst) return std::nullopt;
    ReservationNeed need;
    bool breaks = false;
    for (const ScenarioOutcome& outcome : outcomes) {
      const SubnetDemand& demand = outcome.demand[subnet];
      const IpCount singles = bare.singles(demand.total(), demand.prefixes);
      need.prefixes = std::max(need.prefixes, demand.prefixes);
      need.singles = std::max(need.singles, singles);
      breaks = breaks || (demand.prefixes > PrefixCount(0) &&
                          supply_after_singles(bare.space, singles).worst < demand.prefixes);
    }
    return breaks ? std::optional(need) : std::nullopt;
  }

  /// The model with subnets of these lengths. Where they stand does not matter to what they hold.
  [[nodiscard]] ClusterModel with_lengths(const std::vector<int>& lengths, Reserve reserve) const {
    ClusterModel sized = model_;
    for (const SubnetIndex i : open_) {
      put(sized.subnets[i], Cidr::containing(Ipv4Address(0x0A000000), std::max(lengths[i], kLargestSubnet)), {});
    }
    if (reserve == Reserve::no) return sized;
    const Trial bare = plan_scenarios(sized);
    for (const SubnetIndex i : open_) {
      const auto need = to_reserve(bare.outcomes, bare.rooms[i], i);
      if (!need || too_large(i)) continue;
      put(sized.subnets[i], *sized.subnets[i].cidr, reservations_for(*sized.subnets[i].cidr, *need));
    }
    return sized;
  }

  void grow_until_all_fit(Reserve reserve) {
    for (;;) {
      const Trial trial = plan_scenarios(with_lengths(lengths_, reserve));
      bool all_fit = true;
      for (const SubnetIndex i : open_) {
        if (too_large(i) || !fault_of(trial, i)) continue;
        all_fit = false;
        --lengths_[i];
      }
      if (all_fit && reserve == Reserve::yes) {
        if (const auto tight = stops_nodes(trial.model)) {
          all_fit = false;
          --lengths_[*tight];
        }
      }
      equalize();
      if (all_fit) return;
    }
  }

  /// The subnet without a CIDR that keeps the node groups from their most nodes.
  [[nodiscard]] std::optional<SubnetIndex> stops_nodes(const ClusterModel& sized) const {
    if (std::ranges::any_of(open_, [&](SubnetIndex i) { return too_large(i); })) return std::nullopt;
    const NodeDemand demand(sized, max_pods_);
    const Exhaustions exhausted = exhaustions(demand, planned_, max_pods_);
    if (!exhausted.all || exhausted.all->nodes >= most_nodes_) return std::nullopt;
    for (const SubnetIndex i : open_) {
      if (sized.subnets[i].label == exhausted.all->first.subnet) return i;
    }
    return std::nullopt;
  }

  // Whether a subnet is large enough.

  [[nodiscard]] std::optional<SizeReason> fault_of(const Trial& trial, SubnetIndex subnet) const {
    const SubnetRoom& room = trial.rooms[subnet];
    std::optional<SizeReason> found;
    IpCount most;
    const auto note = [&](SizeCause cause, std::size_t scenario, IpCount weight) {
      if (found && (found->cause < cause || (found->cause == cause && weight <= most))) return;
      found = SizeReason{cause, scenario, trial.outcomes[scenario].variant[subnet]};
      most = weight;
    };
    for (std::size_t s = 0; s < trial.outcomes.size(); ++s) {
      const SubnetDemand& demand = trial.outcomes[s].demand[subnet];
      const IpCount total = demand.total();
      const std::int64_t warn = model_.policy.warn_at.basis_points();
      if (total > room.usable || ceil_div(total.value() * Share::kWhole, room.usable.value()) >= warn) {
        note(SizeCause::addresses, s, total);
      }
      if (room.missing_prefixes(total, demand.prefixes) > PrefixCount(0)) {
        note(SizeCause::prefixes, s, total);
      } else if (prefixes_fail(room, demand)) {
        note(SizeCause::prefix_chance, s, total);
      }
      if (room.missing_singles(total, demand.prefixes) > IpCount(0)) note(SizeCause::single_addresses, s, total);
      const IpCount free = room.usable - total;
      const IpCount balancers = demand[AddressOwner::alb] + demand[AddressOwner::nlb];
      const IpCount for_balancers(threshold_of("load-balancer.room", model_.policy.rules));
      if (balancers > IpCount(0) && free + balancers < for_balancers) note(SizeCause::load_balancers, s, total);
      if (control_plane_fails(subnet, free, demand)) note(SizeCause::control_plane, s, total);
    }
    if (!found && trial.growth[subnet] && trial.growth[subnet]->warn_month) {
      note(SizeCause::growth, worst_scenario(trial, subnet), IpCount(0));
    }
    return found;
  }

  [[nodiscard]] bool prefixes_fail(const SubnetRoom& room, const SubnetDemand& demand) const {
    if (demand.prefixes == PrefixCount(0)) return false;
    const SharedDemand wanted{.singles = room.singles(demand.total(), demand.prefixes), .prefixes = demand.prefixes};
    switch (request_.fragmentation) {
      case Fragmentation::best: return false;
      case Fragmentation::worst: return supply_after_singles(room.space, wanted.singles).worst < wanted.prefixes;
      case Fragmentation::expected: break;
    }
    const std::int64_t least =
        threshold_of("subnet.prefixes-unlikely", model_.policy.rules) * (1'000'000 / Share::kWhole);
    return supply_after_singles(room.space, wanted.singles).worst < wanted.prefixes &&
           prefixes_after_singles(room.space, wanted).all_millionths < least;
  }

  [[nodiscard]] bool control_plane_fails(SubnetIndex subnet, IpCount free, const SubnetDemand& demand) const {
    if (model_.platform != Platform::eks && model_.platform != Platform::eks_auto) return false;
    if (!has(uses_[subnet], User::control_plane)) return false;
    const IpCount own = demand[AddressOwner::control_plane];
    const bool of_its_own = demand.total() == own;
    return free + own < IpCount(of_its_own ? kLeastClusterIps : threshold_of("control-plane.room", model_.policy.rules));
  }

  // The result.

  SizeResult result() {
    SizeResult result{.name = model_.name,
                      .cni = model_.cni,
                      .exclude = request_.exclude,
                      .layout = request_.layout,
                      .fragmentation = request_.fragmentation,
                      .zone_sizes = request_.zone_sizes,
                      .warn_at = model_.policy.warn_at};
    for (const PlannedScenario& planned : planned_) {
      result.scenarios.push_back(planned.scenario.name);
      result.scenario_kinds.push_back(planned.scenario.kind);
    }
    for (const auto& cidr : model_.vpc_cidrs) result.vpc_cidrs.push_back(cidr.value);
    const Trial trial = plan_scenarios(with_lengths(lengths_, Reserve::yes));
    note_demand(trial, result);
    list_subnets(trial, result);
    place(result);
    explain_sizes(result);
    for (SizedSubnet& subnet : result.subnets) {
      if (subnet.prefix_length) subnet.usable = usable_ips(Cidr::containing(Ipv4Address(0), *subnet.prefix_length));
      if (!subnet.given && subnet.prefix_length) result.space += Cidr::containing(Ipv4Address(0), *subnet.prefix_length).size();
      result.fits = result.fits && subnet.cidr.has_value();
    }
    if (result.fits) {
      plan_result(trial, result);
    } else {
      about_missing_room(result);
    }
    result.least_vpc = least_vpc(result);
    result.verdict = verdict_of(result);
    derive(result);
    return result;
  }

  /// Blocks of powers of two fill a larger one without a gap, so that their sum decides.
  [[nodiscard]] std::optional<Cidr> least_vpc(const SizeResult& result) const {
    if (!result.fits || result.vpc_cidrs.empty() || !result.exclude.empty()) return std::nullopt;
    if (result.layout != LayoutOrder::best_fit) return std::nullopt;
    const Cidr& primary = result.vpc_cidrs.front();
    IpCount inside;
    for (const SizedSubnet& subnet : result.subnets) {
      if (!primary.contains(*subnet.cidr)) continue;
      if (subnet.given) return std::nullopt;
      inside += subnet.cidr->size();
    }
    if (inside == IpCount(0)) return std::nullopt;
    int length = kSmallestSubnet;
    while (Cidr::containing(Ipv4Address(0), length).size() < inside) --length;
    return Cidr::containing(primary.first(), length);
  }

  void note_demand(const Trial& trial, SizeResult& result) const {
    for (const ScenarioOutcome& outcome : trial.outcomes) {
      const IpCount total = outcome.total.total();
      if (total < result.demand) continue;
      result.demand = total;
      result.nodes = outcome.nodes;
    }
  }

  void list_subnets(const Trial& trial, SizeResult& result) const {
    for (SubnetIndex i = 0; i < model_.subnets.size(); ++i) {
      const SubnetModel& subnet = model_.subnets[i];
      const std::size_t worst = worst_scenario(trial, i);
      const SubnetDemand& demand = trial.outcomes[worst].demand[i];
      SizedSubnet made{.label = subnet.label,
                       .az = subnet.az,
                       .uses = uses_text(uses_[i]),
                       .given = subnet.cidr.has_value(),
                       .cidr = subnet.cidr,
                       .demand = demand.total(),
                       .prefixes = demand.prefixes,
                       .scenario = worst,
                       .variant = trial.outcomes[worst].variant[i]};
      if (subnet.cidr) made.prefix_length = subnet.cidr->prefix_length();
      if (!subnet.cidr && !too_large(i)) made.prefix_length = lengths_[i];
      result.subnets.push_back(std::move(made));
    }
  }

  /// Which CIDRs of the VPC a subnet may come from: Pods' own ones rather from 100.64.0.0/10, the others rather not.
  [[nodiscard]] std::vector<std::size_t> spaces_for(SubnetIndex subnet) const {
    const bool of_pods = has(uses_[subnet], User::pods) && !has(uses_[subnet], User::nodes);
    std::vector<std::size_t> spaces;
    for (const bool preferred : {true, false}) {
      for (std::size_t i = 0; i < model_.vpc_cidrs.size(); ++i) {
        if ((kSharedRange.contains(model_.vpc_cidrs[i].value) == of_pods) == preferred) spaces.push_back(i);
      }
    }
    return spaces;
  }

  void place(SizeResult& result) const {
    SubnetLayoutRequest wanted{.space = result.vpc_cidrs, .taken = request_.exclude, .order = request_.layout};
    std::vector<SubnetIndex> indices;
    for (SubnetIndex i = 0; i < model_.subnets.size(); ++i) {
      if (model_.subnets[i].cidr) {
        wanted.taken.push_back(*model_.subnets[i].cidr);
      } else if (!too_large(i)) {
        indices.push_back(i);
        wanted.wanted.push_back({.prefix_length = lengths_[i], .from = spaces_for(i)});
      }
    }
    const SubnetLayout layout = lay_out(wanted);
    for (std::size_t at = 0; at < indices.size(); ++at) {
      SizedSubnet& subnet = result.subnets[indices[at]];
      subnet.cidr = layout.places[at];
      if (subnet.cidr) subnet.prefix_length = subnet.cidr->prefix_length();
    }
    result.free = layout.free;
    result.lacking = layout.lacking;
    for (const SubnetIndex i : open_) {
      if (too_large(i)) result.lacking += result.subnets[i].demand;
    }
  }

  /// What one prefix length longer lacks.
  void explain_sizes(SizeResult& result) const {
    std::vector<int> longer = lengths_;
    for (const SubnetIndex i : open_) longer[i] = std::min(lengths_[i] + 1, kSmallestSubnet);
    const Trial bare = plan_scenarios(with_lengths(longer, Reserve::no));
    for (const SubnetIndex i : open_) {
      SizeReason& reason = result.subnets[i].reason;
      const auto& placed = result.subnets[i].cidr;
      if (too_large(i)) {
        reason = {SizeCause::addresses, result.subnets[i].scenario, result.subnets[i].variant};
      } else if (placed && placed->prefix_length() < lengths_[i]) {
        reason.cause = SizeCause::layout;
      } else if (lengths_[i] == kSmallestSubnet) {
        reason.cause = SizeCause::smallest;
      } else if (const auto fault = fault_of(bare, i)) {
        reason = *fault;
      } else if (lengths_[i] == least_length(i)) {
        reason.cause = SizeCause::load_balancers;
      } else {
        reason.cause = another_zone_needs_it(bare, i) ? SizeCause::zones : SizeCause::most_nodes;
      }
    }
  }

  [[nodiscard]] bool another_zone_needs_it(const Trial& longer, SubnetIndex subnet) const {
    for (const auto& subnets : classes_) {
      if (std::ranges::find(subnets, subnet) == subnets.end()) continue;
      return std::ranges::any_of(subnets, [&](SubnetIndex i) { return fault_of(longer, i).has_value(); });
    }
    return false;
  }

  void plan_result(const Trial& trial, SizeResult& result) const {
    ClusterModel sized = model_;
    for (const SubnetIndex i : open_) {
      SizedSubnet& subnet = result.subnets[i];
      put(sized.subnets[i], *subnet.cidr, {});
      const auto need = to_reserve(trial.outcomes, room_of(sized.subnets[i]), i);
      if (!need) continue;
      subnet.reservations = reservations_for(*subnet.cidr, *need);
      put(sized.subnets[i], *subnet.cidr, subnet.reservations);
    }
    result.plan = plan_cluster(sized);
    result.findings = result.plan->findings;
  }

  void about_missing_room(SizeResult& result) const {
    const RuleRef rule = "vpc.no-room";
    std::int64_t largest_subnets = 0;
    for (const SubnetIndex i : open_) {
      const SizedSubnet& subnet = result.subnets[i];
      if (subnet.cidr) continue;
      Finding found{.rule = rule, .subject = fmt::format("subnet \"{}\"", subnet.label), .location = model_.subnets[i].location};
      if (subnet.prefix_length) {
        found.message = fmt::format("it must be a /{}, and no free block of the VPC is as large", *subnet.prefix_length);
        found.remedy = "give the VPC another CIDR, or take one of the ways out";
      } else {
        const Cidr largest = Cidr::containing(Ipv4Address(0), kLargestSubnet);
        const std::int64_t least = usable_ips(largest).value() * model_.policy.warn_at.basis_points() / Share::kWhole;
        const std::int64_t times = ceil_div(subnet.demand.value(), std::max<std::int64_t>(1, least));
        largest_subnets += times;
        found.message = fmt::format("it must hold {} in scenario {}, and AWS makes no subnet larger than a /16", counted(subnet.demand),
                                    scenario_text(result, subnet.scenario, subnet.variant));
        found.remedy = fmt::format("spread them over {} subnets of a /16", times);
      }
      result.findings.push_back(std::move(found));
    }
    const std::int64_t cidrs = largest_subnets + std::ssize(model_.vpc_cidrs);
    if (largest_subnets == 0 || cidrs <= model_.quotas.cidrs_per_vpc) return;
    const RuleRef above_quota = "vpc.cidrs-above-quota";
    result.findings.push_back(
        {.rule = above_quota,
         .subject = "VPC",
         .message = fmt::format("{} CIDRs of a /16 beside the {} it has are above the quota of {}", largest_subnets,
                                model_.vpc_cidrs.size(), model_.quotas.cidrs_per_vpc),
         .remedy = "have the quota raised, at most to 50, or spread the cluster over several VPCs"});
  }

  [[nodiscard]] std::string verdict_of(const SizeResult& result) const {
    std::vector<std::string> vpc;
    for (const Cidr& cidr : result.vpc_cidrs) vpc.push_back(cidr.to_string());
    const std::string where = vpc.empty() ? "the VPC, which has no CIDR" : fmt::format("{}", fmt::join(vpc, ", "));
    if (!result.fits) {
      std::int64_t without = 0;
      for (const SizedSubnet& subnet : result.subnets) without += subnet.cidr ? 0 : 1;
      return fmt::format("Does not fit: {} of {} {} no place in {}.", counted(without, "subnet", "subnets"),
                         counted(result.lacking), without == 1 ? "finds" : "find", where);
    }
    IpCount free;
    for (const Cidr& block : result.free) free += block.size();
    if (open_.empty()) return fmt::format("Nothing to size: every subnet has a CIDR. {} of {} are free; --anew sizes them as if none had one.", counted(free), where);
    std::string text = fmt::format("Fits: {} of {} in {}; {} stay free",
                                   counted(static_cast<std::int64_t>(open_.size()), "subnet", "subnets"),
                                   counted(result.space), where, counted(free));
    if (result.least_vpc && result.least_vpc->prefix_length() > result.vpc_cidrs.front().prefix_length()) {
      text += fmt::format(", and {} would do{}", result.least_vpc->to_string(),
                          result.vpc_cidrs.size() > 1 ? fmt::format(" in place of {}", vpc.front()) : "");
    }
    return text + ".";
  }

  void derive(SizeResult& result) const {
    for (const SubnetIndex i : open_) {
      const SizedSubnet& subnet = result.subnets[i];
      if (!subnet.prefix_length) continue;
      const Cidr size = Cidr::containing(Ipv4Address(0), *subnet.prefix_length);
      result.derivations.push_back(
          {.figure = fmt::format("subnet \"{}\": prefix length", subnet.label),
           .formula = "longest with (size - 5) * warnAt > used, and with room for what else is asked of it",
           .values = fmt::format("({} - 5) * {}.{:02} % > {} in scenario {}: /{}, cause {}", size.size(),
                                 result.warn_at.basis_points() / 100, result.warn_at.basis_points() % 100, subnet.demand,
                                 scenario_text(result, subnet.scenario, subnet.variant), *subnet.prefix_length,
                                 to_string(subnet.reason.cause))});
    }
    derive_space(result);
    if (!result.plan) return;
    result.derivations.insert(result.derivations.end(), result.plan->derivations.begin(), result.plan->derivations.end());
  }

  void derive_space(SizeResult& result) const {
    std::map<int, std::int64_t> lengths;  // how many subnets to create have each
    for (const SubnetIndex i : open_) {
      if (result.subnets[i].prefix_length) ++lengths[*result.subnets[i].prefix_length];
    }
    std::vector<std::string> parts;
    for (const auto& [length, count] : lengths) {
      parts.push_back(fmt::format("{} * {} (/{})", count, Cidr::containing(Ipv4Address(0), length).size(), length));
    }
    if (parts.empty()) return;
    result.derivations.push_back({.figure = "addresses of the subnets to create",
                                  .formula = "the sum of their sizes",
                                  .values = fmt::format("{} = {}", fmt::join(parts, " + "), result.space)});
    if (!result.least_vpc) return;
    result.derivations.push_back(
        {.figure = "smallest VPC",
         .formula = "the smallest block for the sum of what stands in the VPC's first CIDR, which fits without a gap",
         .values = fmt::format("{} holds {}", result.least_vpc->to_string(), counted(result.least_vpc->size()))});
  }

  /// A prefix length that no subnet has: even a /16 is too small.
  static constexpr int kTooLarge = kLargestSubnet - 1;

  const SizeRequest& request_;
  const ClusterModel& model_;
  const std::vector<Use> uses_;
  std::vector<GroupMaxPods> max_pods_;
  std::vector<PlannedScenario> planned_;
  NodeCount most_nodes_;
  std::vector<SubnetIndex> open_;                  // subnets without a CIDR
  std::vector<std::vector<SubnetIndex>> classes_;  // of these, those that have one size
  std::vector<int> lengths_;                       // of each subnet; those of open_ count
};

}  // namespace

std::string_view to_string(LayoutOrder order) {
  switch (order) {
    case LayoutOrder::best_fit: return "best-fit";
    case LayoutOrder::in_order: return "in-order";
    case LayoutOrder::eksctl: return "eksctl";
  }
  return "";
}

std::string_view to_string(Fragmentation fragmentation) {
  switch (fragmentation) {
    case Fragmentation::expected: return "expected";
    case Fragmentation::worst: return "worst";
    case Fragmentation::best: return "best";
  }
  return "";
}

std::string_view to_string(ZoneSizes sizes) { return sizes == ZoneSizes::equal ? "equal" : "exact"; }

std::string_view to_string(SizeCause cause) {
  switch (cause) {
    case SizeCause::addresses: return "addresses";
    case SizeCause::prefixes: return "prefixes";
    case SizeCause::prefix_chance: return "prefix-chance";
    case SizeCause::single_addresses: return "single-addresses";
    case SizeCause::load_balancers: return "load-balancers";
    case SizeCause::control_plane: return "control-plane";
    case SizeCause::growth: return "growth";
    case SizeCause::most_nodes: return "most-nodes";
    case SizeCause::zones: return "zones";
    case SizeCause::layout: return "layout";
    case SizeCause::smallest: return "smallest";
  }
  return "";
}

std::string scenario_text(const SizeResult& result, std::size_t scenario, std::string_view variant) {
  return scenario_text(result.scenarios[scenario], result.scenario_kinds[scenario], variant);
}

SizeResult size_subnets(const SizeRequest& request) {
  SizeResult result = Sizer(request).run();
  const bool left_to_chance = std::ranges::any_of(
      result.subnets, [](const SizedSubnet& subnet) { return subnet.reason.cause == SizeCause::prefix_chance; });
  if (!left_to_chance || request.fragmentation != Fragmentation::expected) return result;
  SizeRequest reserved = request;
  reserved.fragmentation = Fragmentation::best;
  const SizeResult smaller = Sizer(reserved).run();
  if (smaller.space < result.space) result.space_with_reservations = smaller.space;
  return result;
}

}  // namespace cniplan
