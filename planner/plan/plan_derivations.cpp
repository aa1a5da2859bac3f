#include "planner/plan/plan_derivations.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "planner/capacity/max_pods.hpp"
#include "planner/core/format.hpp"
#include "planner/plan/demand.hpp"

namespace cniplan {
namespace {

class Derivations {
 public:
  Derivations(const PlanInputs& inputs, const ClusterPlan& plan) : in_(inputs), plan_(plan) {}

  std::vector<Derivation> run() {
    for (std::size_t i = 0; i < plan_.node_groups.size(); ++i) {
      if (in_.model.node_groups[i].manager == NodeManager::hybrid) continue;
      of_max_pods(i);
      // Equal nodes of several scenarios come about in one way.
      const auto& scenarios = plan_.node_groups[i].scenarios;
      for (auto scenario = scenarios.begin(); scenario != scenarios.end(); ++scenario) {
        const auto same = [&](const NodeGroupScenario& other) {
          return other.nodes > NodeCount(0) && other.most_pods == scenario->most_pods && other.fullest == scenario->fullest;
        };
        if (std::none_of(scenarios.begin(), scenario, same)) of_node(i, *scenario);
      }
    }
    for (SubnetIndex i = 0; i < plan_.subnets.size(); ++i) of_subnet(i);
    of_exhaustion();
    return std::move(made_);
  }

 private:
  void of_max_pods(std::size_t index) {
    const NodeGroupPlan& group = plan_.node_groups[index];
    const InstanceType& type = in_.model.node_groups[index].types[in_.max_pods[index].type];
    std::string formula;
    std::string values;
    switch (group.max_pods_source) {
      case MaxPodsSource::eni_formula:
        formula = "enis * (ipv4_per_eni - 1) + 2, what nodeadm sets when nobody else does";
        values = fmt::format("{} * ({} - 1) + 2 = {}", type.enis, type.ipv4_per_eni, group.max_pods);
        break;
      case MaxPodsSource::given:
        formula = "maxPods of the node group";
        values = fmt::format("{}", group.max_pods);
        break;
      case MaxPodsSource::expression:
        formula = std::get<MaxPodsExpression>(in_.model.node_groups[index].max_pods).text;
        values = fmt::format("default_enis = {}, ips_per_eni = {}, max_pods = {}: {}", type.enis, type.ipv4_per_eni,
                             nodeadm_max_pods(type), group.max_pods);
        break;
      case MaxPodsSource::windows_default:
        formula = "kubelet's default";
        values = fmt::format("{}", group.max_pods);
        break;
      case MaxPodsSource::managed_cap:
        formula = "enforced on managed node groups: 110 up to 30 vCPUs, else 250";
        values = fmt::format("{} vCPUs: {}", type.vcpus.value_or(0), group.max_pods);
        break;
      case MaxPodsSource::auto_mode:
        formula = "min(110, enis * (ipv4_per_eni - 1) * 16 + 2)";
        values = fmt::format("min(110, {} * ({} - 1) * 16 + 2) = {}", type.enis, type.ipv4_per_eni, group.max_pods);
        break;
    }
    if (group.types.size() > 1) values += fmt::format(", the lowest over {} instance types ({})", group.types.size(), group.max_pods_type);
    made_.push_back({fmt::format("node group \"{}\": max Pods", group.name), std::move(formula), std::move(values)});
  }

  void of_node(std::size_t index, const NodeGroupScenario& scenario) {
    if (scenario.nodes == NodeCount(0)) return;
    const NodeGroupModel& group = in_.model.node_groups[index];
    const auto type =
        std::ranges::find_if(group.types, [&](const InstanceType& t) { return t.name.view() == scenario.type; });
    const CniConfig cni = cni_of(in_.model, group);
    const NodeIpUsage& usage = scenario.fullest;
    SubnetShare all = usage.node_subnet;
    all += usage.pod_subnet;
    const std::int64_t n = type->ipv4_per_eni - 1;
    const PodCount pods = scenario.most_pods;
    std::string formula;
    std::string values;
    switch (usage.mode) {
      case AddressMode::ipv6:
        formula = "one IPv4 address per ENI; Pods take IPv6 addresses";
        break;
      case AddressMode::windows_secondary_ip:
        formula = "primary address + min(ipv4_per_eni - 1, max(Pods + 3, 3))";
        values = fmt::format("1 + min({}, max({} + 3, 3))", n, pods);
        break;
      case AddressMode::windows_prefix:
        formula = "primary address + 16 * min(ipv4_per_eni - 1, prefixes of the pool)";
        values = fmt::format("1 + 16 * min({}, {})", n, usage.prefixes());
        break;
      case AddressMode::secondary_ip:
        if (cni.ip_targets()) {
          formula = "ENIs + min(usable ENIs * n, max(Pods + WARM_IP_TARGET, MINIMUM_IP_TARGET)), n = ipv4_per_eni - 1";
          if (cni.warm_ip_target == 0) formula = "ENIs + min(usable ENIs * n, MINIMUM_IP_TARGET), n = ipv4_per_eni - 1";
          values = cni.warm_ip_target == 0
                       ? fmt::format("{} + min({} * {}, {})", usage.enis, usage.usable_enis, n, cni.minimum_ip_target)
                       : fmt::format("{} + min({} * {}, max({} + {}, {}))", usage.enis, usage.usable_enis, n, pods,
                                     cni.warm_ip_target, cni.minimum_ip_target);
        } else {
          formula = "ENIs + n * min(usable ENIs, ceil(Pods / n) + WARM_ENI_TARGET), n = ipv4_per_eni - 1";
          values = fmt::format("{} + {} * min({}, ceil({} / {}) + {})", usage.enis, n, usage.usable_enis, pods, n,
                               cni.warm_eni_target);
        }
        break;
      case AddressMode::prefix:
        if (cni.ip_targets()) {
          formula = "ENIs + 16 * min(usable ENIs * n, max(ceil((Pods + WARM_IP_TARGET) / 16), ceil(MINIMUM_IP_TARGET / 16)))";
          values = fmt::format("{} + 16 * min({} * {}, max(ceil(({} + {}) / 16), ceil({} / 16)))", usage.enis,
                               usage.usable_enis, n, pods, cni.warm_ip_target, cni.minimum_ip_target);
        } else {
          formula = "ENIs + 16 * min(usable ENIs * n, ceil(Pods / 16) + WARM_PREFIX_TARGET), n = ipv4_per_eni - 1";
          values = fmt::format("{} + 16 * min({} * {}, ceil({} / 16) + {})", usage.enis, usage.usable_enis, n, pods,
                               cni.warm_prefix_target);
        }
        break;
    }
    if (all.trunk > IpCount(0)) {
      formula += " + trunk + branch ENIs";
      values += fmt::format(" + {} + {}", all.trunk, all.branch);
    }
    const std::string stops = group.os == NodeOs::windows || usage.mode == AddressMode::ipv6
                                  ? ""
                                  : fmt::format("; the pool stops growing at max Pods {}", plan_.node_groups[index].max_pods);
    values = fmt::format("{}{}{} addresses: {} primary, {} of Pods, {} warm{}", values, values.empty() ? "" : " -> ",
                         usage.total(), all.primary, all.assigned, all.warm, stops);
    made_.push_back({fmt::format("node group \"{}\": addresses of its fullest node ({}) in scenario {}", group.name,
                                 scenario.type, plan_.scenarios[scenario.scenario].name),
                     std::move(formula), std::move(values)});
  }

  void of_subnet(SubnetIndex index) {
    const SubnetPlan& subnet = plan_.subnets[index];
    const std::string subject = fmt::format("subnet \"{}\"", subnet.label);
    if (subnet.usable) {
      const int length = subnet.cidr->prefix_length();
      made_.push_back({subject + ": usable addresses", "2^(32 - prefix length) - 5",
                       fmt::format("2^(32 - {}) - 5 = {}", length, *subnet.usable)});
    }
    for (const SubnetScenario& scenario : subnet.scenarios) {
      const std::string where = fmt::format("in scenario {}", scenario_text(plan_, scenario.scenario, scenario.variant));
      std::string terms;
      for (std::size_t owner = 0; owner < kAddressOwners; ++owner) {
        const IpCount ips = scenario.demand.by_owner[owner];
        if (ips == IpCount(0)) continue;
        terms += fmt::format("{}{} {}", terms.empty() ? "" : " + ", ips, to_string(static_cast<AddressOwner>(owner)));
      }
      if (terms.empty()) terms += '0';
      std::string values = fmt::format("{} = {}", terms, scenario.demand.total());
      if (scenario.free) {
        values += fmt::format("; {} - {} = {} free", *subnet.usable, scenario.demand.total(), *scenario.free);
      }
      made_.push_back({fmt::format("{}: addresses wanted {}", subject, where), "the sum over its owners", std::move(values)});
      if (scenario.prefix_outlook) of_prefixes(index, scenario, subject, where);
    }
    if (subnet.growth) of_growth(subnet, subject);
  }

  /// Whole blocks: what is lacking at best, what is expected, and with what chance all can be had.
  void of_prefixes(SubnetIndex index, const SubnetScenario& scenario, const std::string& subject,
                   const std::string& where) {
    const SharedSpace& space = *plan_.subnets[index].space;
    const IpCount singles = in_.demand.room(index).singles(scenario.demand.total(), scenario.demand.prefixes);
    const IpCount outside = space.singles - ips_in(space.exposed);
    const PrefixOutlook& outlook = *scenario.prefix_outlook;
    const std::string sheltered = space.sheltered > PrefixCount(0) ? fmt::format(" + {} reserved", space.sheltered) : "";
    made_.push_back(
        {fmt::format("{}: whole /28 blocks lacking {}", subject, where),
         "max(0, prefixes - (blocks - ceil(max(0, single addresses - addresses outside of blocks) / 16)))",
         fmt::format("max(0, {} - ({} - ceil(max(0, {} - {}) / 16){})) = {}", scenario.demand.prefixes, space.exposed,
                     singles, outside, sheltered, scenario.missing_prefixes)});
    if (outlook.supply.best == outlook.supply.worst) return;
    made_.push_back(
        {fmt::format("{}: whole /28 blocks beside single addresses {}", subject, where),
         "worst B - k, expected B * C(N - 16, k) / C(N, k), best as above: k single addresses at random places of N, B blocks",
         fmt::format("B = {}, N = {}, k = {}{}: {} at worst, {}.{:02} expected, {} at best; all {} with a chance of {}.{:04} %",
                     space.exposed, space.singles, singles, sheltered, outlook.supply.worst,
                     outlook.supply.expected_millionths / 1'000'000, outlook.supply.expected_millionths / 10'000 % 100,
                     outlook.supply.best, scenario.demand.prefixes, outlook.all_millionths / 10'000,
                     outlook.all_millionths % 10'000)});
  }

  void of_growth(const SubnetPlan& subnet, const std::string& subject) {
    const SubnetGrowth& growth = *subnet.growth;
    const auto month = [](const std::optional<std::int64_t>& at) { return at ? fmt::format("month {}", *at) : "no month"; };
    const std::int64_t points = plan_.growth->pods_per_month.basis_points();
    made_.push_back({subject + ": addresses wanted as Pods grow",
                     "the worst scenario with ceil(Pods * (1 + growth)^month), and nodes in proportion",
                     fmt::format("growth {}.{:02} %: {} now, {} after {} months; warnAt in {}, failAt in {}", points / 100,
                                 points % 100, growth.demand.front(), growth.demand.back(), growth.demand.size() - 1,
                                 month(growth.warn_month), month(growth.fail_month))});
  }

  /// "lacks addresses in subnet "a" in scenario max"
  [[nodiscard]] std::string stopped_by(const Limit& limit) const {
    const std::string_view resource = limit.resource == Resource::prefixes ? "whole /28 blocks" : to_string(limit.resource);
    return fmt::format("{}{} in scenario {}", resource,
                       limit.subnet.empty() ? "" : fmt::format(" in subnet \"{}\"", limit.subnet),
                       scenario_text(plan_, limit.scenario, limit.variant));
  }

  void of_exhaustion() {
    constexpr std::string_view kFormula = "the most nodes with which every scenario fits, as full as they are now";
    for (const NodeGroupPlan& group : plan_.node_groups) {
      if (!group.exhaustion) continue;
      const Exhaustion& point = *group.exhaustion;
      made_.push_back({fmt::format("node group \"{}\": exhaustion point", group.name), std::string(kFormula),
                       fmt::format("{} nodes with {} Pods beside the other groups; node {} would lack {}", point.nodes,
                                   point.pods, point.nodes + NodeCount(1), stopped_by(point.first))});
    }
    if (!plan_.exhaustion) return;
    const Exhaustion& point = *plan_.exhaustion;
    std::string groups;
    for (std::size_t i = 0; i < plan_.node_groups.size(); ++i) {
      groups += fmt::format("{}{} of \"{}\"", groups.empty() ? "" : ", ", point.nodes_of_group[i],
                            plan_.node_groups[i].name);
    }
    made_.push_back({"exhaustion point", fmt::format("{}, groups in proportion to their desired nodes", kFormula),
                     fmt::format("{} nodes ({}) with {} Pods; node {} would lack {}", point.nodes, groups, point.pods,
                                 point.nodes + NodeCount(1), stopped_by(point.first))});
  }

  const PlanInputs& in_;
  const ClusterPlan& plan_;
  std::vector<Derivation> made_;
};

}  // namespace

std::vector<Derivation> plan_derivations(const PlanInputs& inputs, const ClusterPlan& plan) {
  return Derivations(inputs, plan).run();
}

}  // namespace cniplan
