#include "planner/spec/merge.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <iterator>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <variant>

#include "planner/core/format.hpp"
#include "planner/spec/words.hpp"

namespace cniplan {
namespace {

using Texts = std::vector<Located<std::string>>;

bool written(const Location& location) { return location.source >= 0; }

std::string shown(const std::string& text) { return fmt::format("\"{}\"", text); }
std::string shown(bool value) { return value ? "true" : "false"; }
std::string shown(std::int64_t number) { return std::to_string(number); }
std::string shown(const Cidr& cidr) { return cidr.to_string(); }
std::string shown(IpCount count) { return std::to_string(count.value()); }
std::string shown(PodCount count) { return std::to_string(count.value()); }
std::string shown(NodeCount count) { return std::to_string(count.value()); }
std::string shown(Share share) {
  const auto [whole, part] = std::pair(share.basis_points() / 100, share.basis_points() % 100);
  return part == 0 ? fmt::format("{}%", whole) : fmt::format("{}.{:02}%", whole, part);
}
std::string shown(Platform value) { return std::string(word(kPlatformWords, value)); }
std::string shown(IpFamily value) { return std::string(word(kIpFamilyWords, value)); }
std::string shown(NodeManager value) { return std::string(word(kManagerWords, value)); }
std::string shown(NodeOs value) { return std::string(word(kOsWords, value)); }
std::string shown(UpdateStrategy value) { return std::string(word(kUpdateStrategyWords, value)); }
std::string shown(LoadBalancerType value) { return std::string(word(kLoadBalancerTypeWords, value)); }
std::string shown(ReservationType value) { return std::string(word(kReservationTypeWords, value)); }
std::string shown(EndpointType value) { return std::string(word(kEndpointTypeWords, value)); }
std::string shown(RuleSeverity value) { return std::string(word(kRuleSeverityWords, value)); }
std::string shown(const Amount& value) {
  return std::visit([](const auto& one) { return shown(one); }, value);
}
std::string shown(const std::variant<NodeCount, Share>& value) {
  return std::visit([](const auto& one) { return shown(one); }, value);
}
std::string shown(const MaxPodsSpec& value) {
  if (const auto* const pods = std::get_if<PodCount>(&value)) return shown(*pods);
  if (const auto* const expression = std::get_if<MaxPodsExpression>(&value)) return shown(expression->text);
  return "auto";
}

template <class T>
bool same(const T& a, const T& b) {
  return a == b;
}
bool same(const MaxPodsSpec& a, const MaxPodsSpec& b) { return a.index() == b.index() && shown(a) == shown(b); }

template <class T>
std::string shown(const std::vector<Located<T>>& list) {
  constexpr std::size_t kFew = 4;
  std::string out;
  for (std::size_t i = 0; i < std::min(list.size(), kFew); ++i) {
    if (!out.empty()) out += ", ";
    if constexpr (std::is_same_v<T, std::string>) {
      out += list[i].value;
    } else {
      out += shown(list[i].value);
    }
  }
  if (list.size() > kFew) out += fmt::format(" and {} more", list.size() - kFew);
  return "[" + out + "]";
}

/// Names and ids of subnets that give way to another name.
using Renamings = std::unordered_map<std::string, std::string>;

class Merger {
 public:
  Merger(ClusterSpec& into, const Sources& sources) : into_(into), sources_(sources) {}

  Diagnostics run(ClusterSpec from) {
    if (!written(into_.location)) into_.location = from.location;
    value(into_.name, from.name, "cluster: name");
    // Two clusters have much else that differs.
    for (Diagnostic& fault : errors_) fault.way_out = "give the files of one cluster, or make the names equal";
    value(into_.platform, from.platform, "cluster: platform");
    value(into_.ip_family, from.ip_family, "cluster: ipFamily");
    value(into_.service_cidr, from.service_cidr, "cluster: serviceCidr");
    value(into_.control_plane_nodes, from.control_plane_nodes, "cluster: controlPlaneNodes");
    list(into_.pod_network.cidrs, from.pod_network.cidrs, "podNetwork: cidrs");
    value(into_.pod_network.node_prefix_length, from.pod_network.node_prefix_length, "podNetwork: nodePrefixLength");
    if (!written(into_.pod_network.location)) into_.pod_network.location = from.pod_network.location;
    merge_vpc(from);
    merge_cni(from.cni);
    things(into_.node_groups, from.node_groups, &NodeGroupSpec::name, "node group",
           [&](NodeGroupSpec& a, NodeGroupSpec& b, const std::string& subject) { node_group(a, b, subject); });
    things(into_.fargate_profiles, from.fargate_profiles, &FargateProfileSpec::name, "Fargate profile",
           [&](FargateProfileSpec& a, FargateProfileSpec& b, const std::string& subject) {
             list(a.subnets, b.subnets, subject + ": subnets");
             range(a.pods, b.pods, subject + ": pods");
           });
    things(into_.daemon_sets, from.daemon_sets, &DaemonSetSpec::name, "DaemonSet",
           [&](DaemonSetSpec& a, DaemonSetSpec& b, const std::string& subject) {
             value(a.host_network, b.host_network, subject + ": hostNetwork");
             list(a.node_groups, b.node_groups, subject + ": nodeGroups");
           });
    things(into_.workloads, from.workloads, &WorkloadSpec::name, "workload",
           [&](WorkloadSpec& a, WorkloadSpec& b, const std::string& subject) { workload(a, b, subject); });
    things(into_.load_balancers, from.load_balancers, &LoadBalancerSpec::name, "load balancer",
           [&](LoadBalancerSpec& a, LoadBalancerSpec& b, const std::string& subject) {
             value(a.type, b.type, subject + ": type");
             list(a.subnets, b.subnets, subject + ": subnets");
           });
    things(into_.endpoints, from.endpoints, &EndpointSpec::name, "endpoint",
           [&](EndpointSpec& a, EndpointSpec& b, const std::string& subject) {
             value(a.type, b.type, subject + ": type");
             list(a.subnets, b.subnets, subject + ": subnets");
           });
    merge_addons(from.addons);
    value(into_.growth.pods_per_month, from.growth.pods_per_month, "growth: podsPerMonth");
    value(into_.growth.months, from.growth.months, "growth: months");
    merge_quotas(from.quotas);
    merge_policy(from.policy);
    merge_compare(from.compare);
    // Whoever names workloads knows the Pods; a file without a notion of them then adds none.
    into_.pods_unknown = (into_.pods_unknown || from.pods_unknown) && into_.workloads.empty();
    return std::move(errors_);
  }

 private:
  void conflict(std::string_view what, const std::string& first, const Location& first_at, const std::string& second,
                const Location& second_at) {
    errors_.push_back({.code = "merge.conflict",
                       .message = fmt::format("{} is {} here and {} in {}", what, second, first,
                                              place_name(first_at, sources_)),
                       .way_out = "keep one of the two, or make them equal",
                       .location = second_at});
  }

  /// Which of two values that differ stays, when at most one of them was written.
  enum class Stays { first, second, neither };
  static Stays stays(const Location& first, const Location& second) {
    if (!written(second)) return Stays::first;
    return written(first) ? Stays::neither : Stays::second;
  }

  template <class T>
  void value(Given<T>& into, Given<T>& from, std::string_view what) {
    if (!from) return;
    if (!into) {
      into = std::move(from);
      return;
    }
    if (same(into->value, from->value)) {
      if (!written(into->location)) into->location = from->location;
      return;
    }
    switch (stays(into->location, from->location)) {
      case Stays::first: return;
      case Stays::second: into = std::move(from); return;
      case Stays::neither:
        conflict(what, shown(into->value), into->location, shown(from->value), from->location);
        return;
    }
  }

  /// A list that is one value; an empty one says nothing.
  template <class T>
  void list(std::vector<Located<T>>& into, std::vector<Located<T>>& from, std::string_view what) {
    if (from.empty()) return;
    if (into.empty()) {
      into = std::move(from);
      return;
    }
    const bool equal = std::ranges::equal(into, from, {}, &Located<T>::value, &Located<T>::value);
    switch (stays(into.front().location, from.front().location)) {
      case Stays::first: return;
      case Stays::second: into = std::move(from); return;
      case Stays::neither:
        if (!equal) conflict(what, shown(into), into.front().location, shown(from), from.front().location);
        return;
    }
  }

  /// A list that gathers: what it lacks is added.
  template <class T>
  static void gather(std::vector<Located<T>>& into, std::vector<Located<T>>& from) {
    const std::size_t before = into.size();
    for (auto& item : from) {
      const auto end = into.begin() + static_cast<std::ptrdiff_t>(before);
      const auto found = std::ranges::find(into.begin(), end, item.value, &Located<T>::value);
      if (found == end) {
        into.push_back(std::move(item));
      } else if (!written(found->location)) {
        found->location = item.location;
      }
    }
  }

  static bool any_written(const RangeSpec& range) {
    return std::ranges::any_of(std::array{&range.min, &range.desired, &range.max},
                               [](const auto* number) { return *number && written((*number)->location); });
  }

  void range(RangeSpec& into, RangeSpec& from, const std::string& what) {
    // The numbers of a range belong together: defaults do not mix with what somebody wrote.
    const bool first_written = any_written(into);
    const bool second_written = any_written(from);
    if (first_written != second_written) {
      if (second_written) into = from;
      return;
    }
    value(into.min, from.min, what + ".min");
    value(into.desired, from.desired, what + ".desired");
    value(into.max, from.max, what + ".max");
    if (!written(into.location)) into.location = from.location;
  }

  /// Things with names: the same name is the same thing.
  template <class Thing, class MergeOne>
  void things(std::vector<Thing>& into, std::vector<Thing>& from, Given<std::string> Thing::* name,
              std::string_view kind, MergeOne merge_one) {
    std::unordered_map<std::string, std::size_t> known;
    for (std::size_t i = 0; i < into.size(); ++i) {
      if (into[i].*name) known.try_emplace((into[i].*name)->value, i);
    }
    for (Thing& thing : from) {
      const auto found = thing.*name ? known.find((thing.*name)->value) : known.end();
      if (found == known.end()) {
        into.push_back(std::move(thing));
        continue;
      }
      Thing& same_thing = into[found->second];
      merge_one(same_thing, thing, fmt::format("{} \"{}\"", kind, found->first));
      // Another one of this name stays a second one.
      known.erase(found);
    }
  }

  void node_group(NodeGroupSpec& into, NodeGroupSpec& from, const std::string& subject) {
    value(into.manager, from.manager, subject + ": manager");
    value(into.os, from.os, subject + ": os");
    list(into.instance_types, from.instance_types, subject + ": instanceTypes");
    range(into.nodes, from.nodes, subject + ": nodes");
    list(into.subnets, from.subnets, subject + ": subnets");
    value(into.max_pods, from.max_pods, subject + ": maxPods");
    value(into.pods_per_node, from.pods_per_node, subject + ": podsPerNode");
    value(into.update.max_unavailable, from.update.max_unavailable, subject + ": update.maxUnavailable");
    value(into.update.strategy, from.update.strategy, subject + ": update.strategy");
    into.custom_ami = into.custom_ami || from.custom_ami;
  }

  void workload(WorkloadSpec& into, WorkloadSpec& from, const std::string& subject) {
    range(into.replicas, from.replicas, subject + ": replicas");
    value(into.pod_eni, from.pod_eni, subject + ": podEni");
    value(into.host_network, from.host_network, subject + ": hostNetwork");
    value(into.requests.cpu_millis, from.requests.cpu_millis, subject + ": requests.cpu");
    value(into.requests.memory_bytes, from.requests.memory_bytes, subject + ": requests.memory");
    list(into.node_groups, from.node_groups, subject + ": nodeGroups");
  }

  void merge_addons(std::optional<Texts>& from) {
    if (!from) return;
    const auto nobody_wrote = [](const Texts& names) {
      return !names.empty() && std::ranges::none_of(names, [](const auto& name) { return written(name.location); });
    };
    if (!into_.addons || (nobody_wrote(*into_.addons) && !nobody_wrote(*from))) {
      into_.addons = std::move(from);
    } else if (!nobody_wrote(*from) || nobody_wrote(*into_.addons)) {
      gather(*into_.addons, *from);
    }
  }

  void merge_cni(CniSpec& from) {
    const std::size_t variables = into_.cni.env.size();
    for (EnvSpec& variable : from.env) {
      const auto end = into_.cni.env.begin() + static_cast<std::ptrdiff_t>(variables);
      const auto found = std::ranges::find(into_.cni.env.begin(), end, variable.name.value,
                                           [](const EnvSpec& other) { return other.name.value; });
      if (found == end) {
        into_.cni.env.push_back(std::move(variable));
        continue;
      }
      entry(found->name, found->value, variable.name, variable.value, fmt::format("cni.env: {}", found->name.value));
    }
    const std::size_t zones = into_.cni.eni_configs.size();
    for (EniConfigSpec& config : from.eni_configs) {
      const auto end = into_.cni.eni_configs.begin() + static_cast<std::ptrdiff_t>(zones);
      const auto found = std::ranges::find(into_.cni.eni_configs.begin(), end, config.az.value,
                                           [](const EniConfigSpec& other) { return other.az.value; });
      if (found == end) {
        into_.cni.eni_configs.push_back(std::move(config));
        continue;
      }
      entry(found->az, found->subnet, config.az, config.subnet, fmt::format("ENIConfig \"{}\"", config.az.value));
    }
  }

  /// The value under a key of a mapping.
  void entry(Located<std::string>& key, Located<std::string>& into, Located<std::string>& from_key,
             Located<std::string>& from, std::string_view what) {
    if (into.value == from.value) return;
    switch (stays(into.location, from.location)) {
      case Stays::first: return;
      case Stays::second:
        key = std::move(from_key);
        into = std::move(from);
        return;
      case Stays::neither: conflict(what, shown(into.value), into.location, shown(from.value), from.location); return;
    }
  }

  void merge_quotas(QuotaSpec& from) {
    QuotaSpec& into = into_.quotas;
    value(into.cidrs_per_vpc, from.cidrs_per_vpc, "quotas: cidrsPerVpc");
    value(into.subnets_per_vpc, from.subnets_per_vpc, "quotas: subnetsPerVpc");
    value(into.network_interfaces, from.network_interfaces, "quotas: networkInterfacesPerRegion");
    value(into.network_address_units, from.network_address_units, "quotas: networkAddressUnits");
    value(into.peered_network_address_units, from.peered_network_address_units, "quotas: peeredNetworkAddressUnits");
    value(into.nat_gateways_per_zone, from.nat_gateways_per_zone, "quotas: natGatewaysPerZone");
    value(into.interface_endpoints, from.interface_endpoints, "quotas: interfaceEndpointsPerVpc");
  }

  void merge_compare(CompareSpec& from) {
    CompareSpec& into = into_.compare;
    list(into.types, from.types, "compare: types");
    list(into.modes, from.modes, "compare: modes");
    list(into.objectives, from.objectives, "compare: objectives");
    std::ranges::move(from.warm_pools, std::back_inserter(into.warm_pools));
  }

  void merge_policy(PolicySpec& from) {
    PolicySpec& into = into_.policy;
    value(into.warn_at, from.warn_at, "policy: warnAt");
    value(into.fail_at, from.fail_at, "policy: failAt");
    merge_scenarios(from.scenarios);
    const std::size_t rules = into.rules.size();
    for (RuleSettingSpec& setting : from.rules) {
      const auto end = into.rules.begin() + static_cast<std::ptrdiff_t>(rules);
      const auto found = std::ranges::find(into.rules.begin(), end, setting.rule.value,
                                           [](const RuleSettingSpec& other) { return other.rule.value; });
      if (found == end) {
        into.rules.push_back(std::move(setting));
        continue;
      }
      const std::string subject = fmt::format("policy: rules: {}", setting.rule.value);
      value(found->severity, setting.severity, subject + ": severity");
      value(found->threshold, setting.threshold, subject + ": threshold");
    }
    // Each is a decision of its own; two that say the same do no harm.
    into.accept.insert(into.accept.end(), std::make_move_iterator(from.accept.begin()),
                       std::make_move_iterator(from.accept.end()));
  }

  /// The list is one value, as it says what to plan for. Scenarios of one's own are told apart by their names.
  void merge_scenarios(std::optional<std::vector<ScenarioSpec>>& from) {
    auto& into = into_.policy.scenarios;
    if (!from) return;
    if (!into) {
      into = std::move(from);
      return;
    }
    const auto names = [](const std::vector<ScenarioSpec>& scenarios) {
      std::string out;
      for (const ScenarioSpec& scenario : scenarios) {
        out += out.empty() ? "" : ", ";
        out += scenario.name ? scenario.name->value : std::string(to_string(scenario.kind.value));
      }
      return "[" + out + "]";
    };
    const bool own = std::ranges::any_of(*from, [](const ScenarioSpec& scenario) { return scenario.name.has_value(); });
    if (own || from->empty() || into->empty() || names(*into) != names(*from)) {
      conflict("policy: scenarios", names(*into), into->empty() ? Location{} : into->front().location, names(*from),
               from->empty() ? Location{} : from->front().location);
    }
  }

  // Subnets.

  void merge_vpc(ClusterSpec& from) {
    if (!written(into_.vpc.location)) into_.vpc.location = from.vpc.location;
    gather(into_.vpc.cidrs, from.vpc.cidrs);
    things(into_.vpc.peers, from.vpc.peers, &PeerSpec::name, "peer",
           [&](PeerSpec& a, PeerSpec& b, const std::string& subject) {
             list(a.cidrs, b.cidrs, subject + ": cidrs");
             value(a.network_address_units, b.network_address_units, subject + ": networkAddressUnits");
           });
    index_subnets();
    std::vector<bool> merged(into_.vpc.subnets.size(), false);
    for (SubnetSpec& subnet : from.vpc.subnets) {
      const auto found = find_subnet(subnet);
      if (!found || merged[*found]) {
        into_.vpc.subnets.push_back(std::move(subnet));
        continue;
      }
      merged[*found] = true;
      merge_subnet(into_.vpc.subnets[*found], subnet);
    }
    // Both call a subnet by the same word, or lists of subnets could not be compared.
    for (const SubnetSpec& subnet : into_.vpc.subnets) {
      if (!subnet.id || !subnet.name) continue;
      renamed_in_into_.try_emplace(subnet.id->value, subnet.name->value);
      renamed_in_from_.try_emplace(subnet.id->value, subnet.name->value);
    }
    rename(into_, renamed_in_into_);
    rename(from, renamed_in_from_);
  }

  void index_subnets() {
    for (std::size_t i = 0; i < into_.vpc.subnets.size(); ++i) {
      const SubnetSpec& subnet = into_.vpc.subnets[i];
      if (subnet.id) by_id_.try_emplace(subnet.id->value, i);
      if (subnet.name) by_name_.try_emplace(subnet.name->value, i);
      if (subnet.cidr) by_cidr_.try_emplace(subnet.cidr->value.to_string(), i);
    }
  }

  std::optional<std::size_t> find_subnet(const SubnetSpec& subnet) const {
    const auto in = [](const auto& map, const std::string& key) -> std::optional<std::size_t> {
      const auto found = map.find(key);
      return found == map.end() ? std::nullopt : std::optional(found->second);
    };
    // Ids that differ are different subnets, whatever else is equal.
    const auto unless_other_id = [&](std::optional<std::size_t> found) -> std::optional<std::size_t> {
      if (!found) return std::nullopt;
      const auto& id = into_.vpc.subnets[*found].id;
      return id && subnet.id && id->value != subnet.id->value ? std::nullopt : found;
    };
    if (subnet.id) {
      if (const auto found = in(by_id_, subnet.id->value)) return found;
      // Some files call a subnet by its id where others give it a name.
      if (const auto found = unless_other_id(in(by_name_, subnet.id->value))) return found;
    }
    if (subnet.name) {
      if (const auto found = unless_other_id(in(by_name_, subnet.name->value))) return found;
      if (const auto found = unless_other_id(in(by_id_, subnet.name->value))) return found;
    }
    return subnet.cidr ? unless_other_id(in(by_cidr_, subnet.cidr->value.to_string())) : std::nullopt;
  }

  void merge_subnet(SubnetSpec& into, SubnetSpec& from) {
    const std::string subject =
        fmt::format("subnet \"{}\"", into.name ? into.name->value : into.id ? into.id->value : "");
    merge_subnet_name(into, from);
    value(into.id, from.id, subject + ": id");
    value(into.az, from.az, subject + ": az");
    value(into.cidr, from.cidr, subject + ": cidr");
    if (!into.uses) {
      into.uses = std::move(from.uses);
    } else if (from.uses) {
      gather(*into.uses, *from.uses);
    }
    merge_used(into, from, subject);
    merge_reservations(into, from, subject);
    for (TagSpec& tag : from.tags) {
      const auto found =
          std::ranges::find(into.tags, tag.key.value, [](const TagSpec& other) { return other.key.value; });
      if (found == into.tags.end()) {
        into.tags.push_back(std::move(tag));
      } else {
        entry(found->key, found->value, tag.key, tag.value, fmt::format("{}: tag {}", subject, tag.key.value));
      }
    }
  }

  /// A subnet keeps the first name that somebody wrote.
  void merge_subnet_name(SubnetSpec& into, SubnetSpec& from) {
    if (!from.name) return;
    if (!into.name) {
      into.name = from.name;
      return;
    }
    if (into.name->value == from.name->value) return;
    if (!written(into.name->location) && written(from.name->location)) {
      renamed_in_into_.emplace(into.name->value, from.name->value);
      into.name = from.name;
    } else {
      renamed_in_from_.emplace(from.name->value, into.name->value);
    }
  }

  void merge_used(SubnetSpec& into, SubnetSpec& from, const std::string& subject) {
    const bool counted_and_listed =
        (into.used_count && !from.used_ranges.empty()) || (!into.used_ranges.empty() && from.used_count);
    if (counted_and_listed) {
      // A list says more than a number does, but whether both mean the same addresses nobody can tell.
      const Location first = into.used_count ? into.used_count->location : into.used_ranges.front().location;
      const Location second = from.used_count ? from.used_count->location : from.used_ranges.front().location;
      conflict(subject + ": used", into.used_count ? "a number" : "a list", first,
               from.used_count ? "a number" : "a list", second);
      return;
    }
    value(into.used_count, from.used_count, subject + ": used");
    gather(into.used_ranges, from.used_ranges);
  }

  void merge_reservations(SubnetSpec& into, SubnetSpec& from, const std::string& subject) {
    const std::size_t before = into.reservations.size();
    for (ReservationSpec& reservation : from.reservations) {
      const auto end = into.reservations.begin() + static_cast<std::ptrdiff_t>(before);
      const auto found = std::ranges::find_if(into.reservations.begin(), end, [&](const ReservationSpec& other) {
        return other.cidr && reservation.cidr && other.cidr->value == reservation.cidr->value;
      });
      if (found == end) {
        into.reservations.push_back(std::move(reservation));
      } else {
        value(found->type, reservation.type,
              fmt::format("{}: reservation {}: type", subject, shown(reservation.cidr->value)));
      }
    }
  }

  static void rename(ClusterSpec& spec, const Renamings& renamings) {
    if (renamings.empty()) return;
    const auto rename_one = [&](std::string& name) {
      if (const auto found = renamings.find(name); found != renamings.end()) name = found->second;
    };
    const auto rename_in = [&](Texts& names) {
      for (auto& name : names) rename_one(name.value);
    };
    for (NodeGroupSpec& group : spec.node_groups) rename_in(group.subnets);
    for (FargateProfileSpec& profile : spec.fargate_profiles) rename_in(profile.subnets);
    for (LoadBalancerSpec& balancer : spec.load_balancers) rename_in(balancer.subnets);
    for (EndpointSpec& endpoint : spec.endpoints) rename_in(endpoint.subnets);
    for (EniConfigSpec& config : spec.cni.eni_configs) rename_one(config.subnet.value);
  }

  ClusterSpec& into_;
  const Sources& sources_;
  std::unordered_map<std::string, std::size_t> by_id_;
  std::unordered_map<std::string, std::size_t> by_name_;
  std::unordered_map<std::string, std::size_t> by_cidr_;
  Renamings renamed_in_into_;
  Renamings renamed_in_from_;
  Diagnostics errors_;
};

}  // namespace

Diagnostics merge(ClusterSpec& into, ClusterSpec from, const Sources& sources) {
  return Merger(into, sources).run(std::move(from));
}

std::string place_name(const Location& location, const Sources& sources) {
  if (!written(location)) return "a default";
  const std::string_view name = sources.name(location.source);
  return location.line > 0 ? fmt::format("{}:{}:{}", name, location.line, location.column) : std::string(name);
}

}  // namespace cniplan
