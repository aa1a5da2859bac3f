#include "planner/spec/check_spec.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <ranges>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

#include "planner/core/format.hpp"
#include "planner/core/spelling.hpp"

namespace cniplan {
namespace {

/// Prefix lengths that AWS takes, the largest network first.
struct Sizes {
  int largest;
  int smallest;
};
constexpr Sizes kVpcSizes{.largest = 16, .smallest = 28};
constexpr Sizes kServiceSizes{.largest = 12, .smallest = 24};
constexpr IpCount kReservedByAws{5};
constexpr std::int64_t kMostUnavailable = 100;

/// Names that may be referred to, in the order of the file.
struct Names {
  std::vector<std::string_view> in_order;
  std::unordered_set<std::string_view> all;

  void add(std::string_view name) {
    if (all.insert(name).second) in_order.push_back(name);
  }
};

class Checker {
 public:
  explicit Checker(const ClusterSpec& spec) : spec_(spec) {}

  Diagnostics run() {
    gather_names();
    check_networks();
    for (const SubnetSpec& subnet : spec_.vpc.subnets) check_subnet(subnet);
    for (const EniConfigSpec& config : spec_.cni.eni_configs) check_eni_config(config);
    for (const NodeGroupSpec& group : spec_.node_groups) check_node_group(group);
    for (const FargateProfileSpec& profile : spec_.fargate_profiles) {
      const auto subject = subject_of("Fargate profile", profile.name);
      check_range(profile.pods, subject + ": pods");
      check_subnets(profile.subnets, subject);
    }
    for (const DaemonSetSpec& set : spec_.daemon_sets) {
      check_node_groups(set.node_groups, subject_of("DaemonSet", set.name));
    }
    for (const WorkloadSpec& workload : spec_.workloads) {
      const auto subject = subject_of("workload", workload.name);
      check_range(workload.replicas, subject + ": replicas");
      check_node_groups(workload.node_groups, subject);
    }
    for (const LoadBalancerSpec& balancer : spec_.load_balancers) {
      check_subnets(balancer.subnets, subject_of("load balancer", balancer.name));
    }
    for (const EndpointSpec& endpoint : spec_.endpoints) check_endpoint(endpoint);
    check_growth();
    check_policy();
    sort_by_location(errors_);
    return std::move(errors_);
  }

 private:
  void error(std::string code, std::string message, std::string way_out, Location at) {
    errors_.push_back({.code = std::move(code),
                       .message = std::move(message),
                       .way_out = std::move(way_out),
                       .location = at});
  }

  static std::string subject_of(std::string_view kind, const Given<std::string>& name) {
    return name ? fmt::format("{} \"{}\"", kind, name->value) : std::string(kind);
  }
  static std::string subject_of(const SubnetSpec& subnet) {
    return subject_of("subnet", subnet.name ? subnet.name : subnet.id);
  }

  template <class Things, class Name>
  void check_unique(const Things& things, std::string_view kind, Name name) {
    std::map<std::string_view, Location> seen;
    for (const auto& thing : things) {
      const Given<std::string>& given = std::invoke(name, thing);
      if (given) check_new(seen, kind, given->value, given->location);
    }
  }

  void check_new(std::map<std::string_view, Location>& seen, std::string_view kind, std::string_view name,
                 Location at) {
    const auto [first, is_new] = seen.emplace(name, at);
    if (is_new) return;
    error("name.duplicate", fmt::format("{} \"{}\": there are two of this name", kind, name),
          fmt::format("the first is in line {}, column {}: give each its own", first->second.line,
                      first->second.column),
          at);
  }

  void gather_names() {
    for (const SubnetSpec& subnet : spec_.vpc.subnets) {
      for (const auto* name : {&subnet.name, &subnet.id}) {
        if (!*name) continue;
        subnets_.add((*name)->value);
        if (subnet.az) zone_of_[(*name)->value] = subnet.az->value;
      }
      all_subnets_named_ = all_subnets_named_ && (subnet.name || subnet.id);
    }
    for (const NodeGroupSpec& group : spec_.node_groups) {
      if (group.name) node_groups_.add(group.name->value);
      all_groups_named_ = all_groups_named_ && group.name.has_value();
    }
    check_unique(spec_.vpc.subnets, "subnet", &SubnetSpec::name);
    check_unique(spec_.vpc.subnets, "subnet", &SubnetSpec::id);
    check_unique(spec_.node_groups, "node group", &NodeGroupSpec::name);
    check_unique(spec_.fargate_profiles, "Fargate profile", &FargateProfileSpec::name);
    check_unique(spec_.daemon_sets, "DaemonSet", &DaemonSetSpec::name);
    check_unique(spec_.workloads, "workload", &WorkloadSpec::name);
    check_unique(spec_.load_balancers, "load balancer", &LoadBalancerSpec::name);
    check_unique(spec_.endpoints, "endpoint", &EndpointSpec::name);
    check_unique(spec_.vpc.peers, "peer", &PeerSpec::name);
  }

  void check_size(const Located<Cidr>& cidr, Sizes sizes, std::string_view subject, std::string_view what) {
    const int length = cidr.value.prefix_length();
    if (length >= sizes.largest && length <= sizes.smallest) return;
    error("cidr.size",
          fmt::format("{}: {} is too {} for {}", subject, cidr.value.to_string(),
                      length < sizes.largest ? "large" : "small", what),
          fmt::format("it is /{} to /{}", sizes.largest, sizes.smallest), cidr.location);
  }

  /// Notes each network that overlaps one with a lower address.
  struct Network {
    Located<Cidr> cidr;
    std::string subject;
    std::string name;  // as the other one's message calls it
  };
  void check_disjoint(std::vector<Network> networks) {
    std::ranges::sort(networks, {}, [](const Network& network) {
      const auto& [cidr, at] = network.cidr;
      return std::tuple(cidr, at.line, at.column);
    });
    // The one that reaches furthest so far is the one to compare with: blocks are nested or disjoint.
    const Network* widest = nullptr;
    for (const Network& network : networks) {
      if (widest != nullptr && widest->cidr.value.overlaps(network.cidr.value)) {
        error("cidr.overlap",
              fmt::format("{}: {} overlaps {} of {}", network.subject, network.cidr.value.to_string(),
                          widest->cidr.value.to_string(), widest->name),
              "give each addresses of its own", network.cidr.location);
      } else {
        widest = &network;
      }
    }
  }

  void check_networks() {
    const bool own_cluster = spec_.platform && (spec_.platform->value == Platform::eks_anywhere ||
                                                spec_.platform->value == Platform::eks_distro);
    if (spec_.service_cidr && !own_cluster) {
      check_size(*spec_.service_cidr, kServiceSizes, "cluster", "a service network");
    }
    std::vector<Network> vpc;
    for (const auto& cidr : spec_.vpc.cidrs) {
      check_size(cidr, kVpcSizes, "vpc", "a VPC's CIDR");
      vpc.push_back({cidr, "vpc", "the VPC"});
    }
    if (spec_.service_cidr)
      vpc.push_back({*spec_.service_cidr, "cluster: serviceCidr", "the service network"});
    check_disjoint(std::move(vpc));
    std::vector<Network> subnets;
    for (const SubnetSpec& subnet : spec_.vpc.subnets) {
      if (subnet.cidr) subnets.push_back({*subnet.cidr, subject_of(subnet), subject_of(subnet)});
    }
    check_disjoint(std::move(subnets));
  }

  void check_subnet(const SubnetSpec& subnet) {
    const auto subject = subject_of(subnet);
    if (!subnet.cidr) return;
    const Cidr& cidr = subnet.cidr->value;
    check_size(*subnet.cidr, kVpcSizes, subject, "a subnet");
    const bool in_vpc =
        std::ranges::any_of(spec_.vpc.cidrs, [&](const auto& vpc) { return vpc.value.contains(cidr); });
    if (!spec_.vpc.cidrs.empty() && !in_vpc) {
      error("subnet.outside-vpc",
            fmt::format("{}: {} lies in none of the VPC's CIDRs", subject, cidr.to_string()),
            "add its network to vpc.cidrs, or correct it", subnet.cidr->location);
    }
    const IpCount usable = cidr.size() - kReservedByAws;
    if (subnet.used_count && subnet.used_count->value > usable) {
      error("subnet.used",
            fmt::format("{}: {} used addresses are more than the {} usable ones of {}", subject,
                        subnet.used_count->value, usable, cidr.to_string()),
            "count the addresses of this subnet only", subnet.used_count->location);
    }
    for (const auto& range : subnet.used_ranges) {
      if (cidr.contains(range.value.first()) && cidr.contains(range.value.last())) continue;
      error("subnet.used",
            fmt::format("{}: used {} lies outside of {}", subject, range.value.to_string(), cidr.to_string()),
            "list the addresses of this subnet only", range.location);
    }
    std::vector<Network> reservations;
    for (const ReservationSpec& reservation : subnet.reservations) {
      if (!reservation.cidr) continue;
      if (!cidr.contains(reservation.cidr->value)) {
        error("reservation.outside",
              fmt::format("{}: reservation {} lies outside of {}", subject,
                          reservation.cidr->value.to_string(), cidr.to_string()),
              "reserve a part of the subnet", reservation.cidr->location);
      }
      reservations.push_back({*reservation.cidr, subject + ": reservation", "another reservation"});
    }
    check_disjoint(std::move(reservations));
  }

  void check_subnets(const std::vector<Located<std::string>>& names, const std::string& subject) {
    for (const auto& name : names) check_subnet_name(name, subject);
  }

  void check_subnet_name(const Located<std::string>& name, const std::string& subject) {
    // Without a list the default layout names the subnets; and a subnet whose name did not read may be the
    // one.
    if (subnets_.all.empty() || !all_subnets_named_) return;
    check_name(name, subject, "subnet", subnets_, "list it in vpc.subnets");
  }

  void check_node_groups(const std::vector<Located<std::string>>& names, const std::string& subject) {
    if (!all_groups_named_) return;
    for (const auto& name : names)
      check_name(name, subject, "node group", node_groups_, "name one of nodeGroups");
  }

  void check_name(const Located<std::string>& name, const std::string& subject, std::string_view kind,
                  const Names& known, std::string_view otherwise) {
    if (known.all.contains(name.value)) return;
    // Where everything is unknown, nobody reads a thousand suggestions.
    constexpr std::size_t kMostSuggestions = 100;
    std::string fix =
        errors_.size() < kMostSuggestions ? did_you_mean(name.value, known.in_order) : std::string();
    if (fix.empty()) fix = otherwise;
    error("name.unknown", fmt::format("{}: unknown {} \"{}\"", subject, kind, name.value), std::move(fix),
          name.location);
  }

  void check_eni_config(const EniConfigSpec& config) {
    const auto subject = fmt::format("ENIConfig \"{}\"", config.az.value);
    check_subnet_name(config.subnet, subject);
    const auto zone = zone_of_.find(config.subnet.value);
    if (zone == zone_of_.end() || zone->second == config.az.value) return;
    error("eni-config.zone",
          fmt::format("{}: subnet \"{}\" lies in {}", subject, config.subnet.value, zone->second),
          fmt::format("name a subnet of {}", config.az.value), config.subnet.location);
  }

  void check_range(const RangeSpec& range, const std::string& subject) {
    const auto in_order = [&](std::string_view lower_name, const Given<std::int64_t>& lower,
                              std::string_view upper_name, const Given<std::int64_t>& upper) {
      if (!lower || !upper || lower->value <= upper->value) return true;
      error("range.order",
            fmt::format("{}: {} {} is above {} {}", subject, lower_name, lower->value, upper_name,
                        upper->value),
            fmt::format("lower {}, or raise {}", lower_name, upper_name), lower->location);
      return false;
    };
    const bool first = in_order("min", range.min, "desired", range.desired);
    const bool second = in_order("desired", range.desired, "max", range.max);
    if (first && second) in_order("min", range.min, "max", range.max);
  }

  void check_node_group(const NodeGroupSpec& group) {
    const auto subject = subject_of("node group", group.name);
    check_range(group.nodes, subject + ": nodes");
    check_subnets(group.subnets, subject);
    const bool on_auto = spec_.platform && spec_.platform->value == Platform::eks_auto;
    const bool managed = group.manager ? group.manager->value == NodeManager::managed : !on_auto;
    const bool in_batches = group.manager && group.manager->value == NodeManager::self_managed;
    const auto& unavailable = group.update.max_unavailable;
    if (!unavailable) return;
    const auto* const nodes = std::get_if<NodeCount>(&unavailable->value);
    const auto* const share = std::get_if<Share>(&unavailable->value);
    const bool none = (nodes != nullptr && nodes->value() < 1) || (share != nullptr && *share <= Share());
    if (managed && (none || (nodes != nullptr && nodes->value() > kMostUnavailable) ||
                    (share != nullptr && *share < Share::from_percent(1)))) {
      error("update.max-unavailable",
            subject + ": EKS does not take this maxUnavailable for a managed node group",
            fmt::format("write a number from 1 to {}, or 1% to 100%", kMostUnavailable),
            unavailable->location);
    } else if (in_batches && none) {
      error("update.max-unavailable",
            subject + ": maxUnavailable is the size of a batch here, and one of no nodes replaces none",
            "write 1 or more", unavailable->location);
    }
  }

  void check_endpoint(const EndpointSpec& endpoint) {
    const auto subject = subject_of("endpoint", endpoint.name);
    check_subnets(endpoint.subnets, subject);
    const bool gateway = endpoint.type && endpoint.type->value == EndpointType::nat_gateway;
    if (gateway && endpoint.subnets.empty()) {
      error("endpoint.subnets", subject + ": where the NAT gateway stands is not said",
            "name its subnets, most often public ones", endpoint.type->location);
    }
  }

  void check_growth() {
    const GrowthSpec& growth = spec_.growth;
    if (!growth.months || growth.pods_per_month) return;
    error("growth.rate", "growth: months without podsPerMonth says nothing", "add podsPerMonth, as 8%",
          growth.months->location);
  }

  void check_policy() {
    check_scenarios();
    check_accepted();
    const auto& warn = spec_.policy.warn_at;
    const auto& fail = spec_.policy.fail_at;
    if (warn && fail && warn->value > fail->value) {
      error("policy.order", "policy: warnAt is above failAt", "a warning comes before a failure",
            warn->location);
    }
  }

  void check_scenarios() {
    if (!spec_.policy.scenarios) return;
    std::map<std::string_view, Location> seen;
    for (const ScenarioSpec& scenario : *spec_.policy.scenarios) {
      if (!scenario.name) {
        check_new(seen, "scenario", to_string(scenario.kind.value), scenario.location);
        continue;
      }
      const std::string subject = subject_of("scenario", scenario.name);
      if (is_built_in(scenario.name->value)) {
        error("scenario.name", subject + ": a built-in scenario has this name",
              fmt::format("choose another; \"from: {}\" starts from that one", scenario.name->value),
              scenario.name->location);
      } else {
        check_new(seen, "scenario", scenario.name->value, scenario.name->location);
      }
      check_numbers(scenario, subject);
    }
  }

  /// Numbers of Pods in a scenario that has its own would count for nothing.
  void check_numbers(const ScenarioSpec& scenario, const std::string& subject) {
    const ScenarioKind kind = scenario.kind.value;
    const auto counts_nothing = [&](std::string_view key, Location at) {
      error("scenario.pods",
            fmt::format("{}: {} counts for nothing: every node of {} is {}", subject, key, to_string(kind),
                        kind == ScenarioKind::full ? "full" : "empty"),
            "remove it, or start from another scenario, as max", at);
    };
    if (scenario.pods && kind == ScenarioKind::cold_start) counts_nothing("pods", scenario.pods->location);
    for (const ScenarioGroupSpec& group : scenario.node_groups) {
      check_node_groups({group.node_group}, subject);
      const bool fixed = kind == ScenarioKind::cold_start || kind == ScenarioKind::full;
      if (group.pods_per_node && fixed) counts_nothing("podsPerNode", group.pods_per_node->location);
    }
  }

  static bool is_built_in(std::string_view name) {
    return std::ranges::any_of(kScenarioKinds, [&](ScenarioKind kind) { return to_string(kind) == name; });
  }

  void check_accepted() {
    std::map<std::pair<std::string_view, std::string_view>, Location> seen;
    for (const AcceptedFindingSpec& accepted : spec_.policy.accept) {
      if (!accepted.rule) continue;
      const auto& [rule, at] = *accepted.rule;
      const std::string_view subject = accepted.subject ? accepted.subject->value : std::string_view();
      const auto [first, is_new] = seen.emplace(std::pair(std::string_view(rule), subject), at);
      if (is_new) continue;
      error("accept.duplicate",
            fmt::format("accepted finding \"{}\": it is accepted twice{}{}", rule,
                        subject.empty() ? "" : " for ", subject),
            fmt::format("the first is in line {}, column {}: keep one of them", first->second.line,
                        first->second.column),
            at);
    }
  }

  const ClusterSpec& spec_;
  Names subnets_;
  Names node_groups_;
  std::unordered_map<std::string_view, std::string_view> zone_of_;  // of a subnet, by its name and id
  bool all_subnets_named_ = true;
  bool all_groups_named_ = true;
  Diagnostics errors_;
};

}  // namespace

Diagnostics check_spec(const ClusterSpec& spec) {
  return Checker(spec).run();
}

}  // namespace cniplan
