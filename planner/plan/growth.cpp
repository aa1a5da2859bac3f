#include "planner/plan/growth.hpp"

#include <algorithm>

#include "planner/core/proportion.hpp"

namespace cniplan {
namespace {

/// A factor in millionths.
constexpr std::int64_t kOne = 1'000'000;
constexpr std::int64_t kMostFactor = 100'000 * kOne;

std::int64_t times_up(std::int64_t count, std::int64_t factor) {
  return static_cast<std::int64_t>((static_cast<Wide>(count) * factor + kOne - 1) / kOne);
}

GroupLoad grown(const GroupLoad& load, std::int64_t factor) {
  return {.nodes = NodeCount(times_up(load.nodes.value(), factor)),
          .pods = PodCount(times_up(load.pods.value(), factor)),
          .branch_pods = PodCount(times_up(load.branch_pods.value(), factor))};
}

class Forecast {
 public:
  Forecast(const NodeDemand& demand, const std::vector<PlannedScenario>& planned)
      : demand_(demand), model_(demand.model()), planned_(planned) {}

  std::vector<std::optional<SubnetGrowth>> run() {
    std::vector<std::optional<SubnetGrowth>> grown(model_.subnets.size());
    if (!model_.growth) return grown;
    for (SubnetIndex i = 0; i < grown.size(); ++i) {
      if (demand_.room(i).known) grown[i].emplace();
    }
    std::int64_t factor = kOne;
    for (std::int64_t month = 0; month <= model_.growth->months; ++month) {
      const std::vector<SubnetStress> worst = worst_with(factor);
      for (SubnetIndex i = 0; i < grown.size(); ++i) {
        if (grown[i]) note(*grown[i], month, worst[i]);
      }
      const Wide next = static_cast<Wide>(factor) * (Share::kWhole + model_.growth->pods_per_month.basis_points());
      factor = static_cast<std::int64_t>(std::min<Wide>(kMostFactor, (next + Share::kWhole - 1) / Share::kWhole));
    }
    return grown;
  }

 private:
  void note(SubnetGrowth& growth, std::int64_t month, const SubnetStress& worst) const {
    growth.demand.push_back(worst.total);
    const auto reaches = [&](Share share) {
      return static_cast<Wide>(worst.total.value()) * Share::kWhole >=
             static_cast<Wide>(worst.usable.value()) * share.basis_points();
    };
    const bool fails = worst.lacking > IpCount(0) || reaches(model_.policy.fail_at);
    if (!growth.warn_month && (fails || reaches(model_.policy.warn_at))) growth.warn_month = month;
    if (!growth.fail_month && fails) growth.fail_month = month;
  }

  [[nodiscard]] std::vector<SubnetStress> worst_with(std::int64_t factor) const {
    std::vector<SubnetStress> worst(model_.subnets.size());
    const auto see = [&](SubnetIndex subnet, const SubnetTotal& total) {
      const SubnetStress stress = stress_of(demand_.room(subnet), total);
      if (stress.worse_than(worst[subnet])) worst[subnet] = stress;
    };
    for (const PlannedScenario& planned : planned_) {
      for (const ScenarioVariant& variant : planned.variants) {
        FleetTotal total = fixed_with(planned, variant, factor);
        const auto runs = [&](NodeGroupIndex g) {
          return group_state(demand_, g, planned.scenario.kind, grown(variant.fleet.groups[g], factor),
                             variant.lost_zone)
              .runs;
        };
        demand_.add(total, runs);
        for (SubnetIndex i = 0; i < total.subnets.size(); ++i) see(i, total.subnets[i]);
        if (planned.scenario.kind != ScenarioKind::blue_green) continue;
        for (NodeGroupIndex g = 0; g < model_.node_groups.size(); ++g) {
          FleetTotal count;
          for (const auto& more : demand_.on_top(total, g, runs(g), count)) {
            SubnetTotal both = total.subnets[more.subnet];
            both += more.total;
            see(more.subnet, both);
          }
        }
      }
    }
    for (SubnetIndex i = 0; i < worst.size(); ++i) worst[i].usable = demand_.room(i).usable;
    return worst;
  }

  [[nodiscard]] FleetTotal fixed_with(const PlannedScenario& planned, const ScenarioVariant& variant,
                                      std::int64_t factor) const {
    FleetTotal total;
    for (const SubnetDemand& demand : fixed_demand(model_, planned.scenario, variant.lost_zone)) {
      const IpCount fargate = demand[AddressOwner::fargate];
      const IpCount grown_fargate(times_up(fargate.value(), factor));
      total.subnets.push_back({demand.total() - fargate + grown_fargate, demand.prefixes});
    }
    return total;
  }

  const NodeDemand& demand_;
  const ClusterModel& model_;
  const std::vector<PlannedScenario>& planned_;
};

}  // namespace

std::vector<std::optional<SubnetGrowth>> subnet_growth(const NodeDemand& demand,
                                                       const std::vector<PlannedScenario>& planned) {
  return Forecast(demand, planned).run();
}

}  // namespace cniplan
