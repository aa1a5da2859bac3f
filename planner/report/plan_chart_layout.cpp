#include "planner/report/plan_chart_layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "planner/core/counted.hpp"
#include "planner/core/format.hpp"
#include "planner/report/printable.hpp"
#include "planner/report/svg_chart.hpp"

namespace cniplan::report {
namespace {

constexpr std::size_t kMostMaps = 12;

/// All of them in the order of their weight, as subnets_to_show() has it; those that it leaves out behind.
std::vector<std::size_t> by_weight(const ClusterPlan& plan) {
  std::vector<std::size_t> sorted = subnets_to_show(plan).shown;
  std::vector<bool> is_there(plan.subnets.size(), false);
  for (const std::size_t at : sorted) is_there[at] = true;
  for (std::size_t at = 0; at < plan.subnets.size(); ++at) {
    if (!is_there[at]) sorted.push_back(at);
  }
  return sorted;
}

Selection cut(std::vector<std::size_t> all, std::size_t most, std::string_view what) {
  Selection selection{.shown = std::move(all)};
  if (selection.shown.size() <= most) return selection;
  selection.left_out = selection.shown.size() - most;
  selection.shown.resize(most);
  selection.left_out_text = fmt::format("... and {} more {}; --format json has all", selection.left_out, what);
  return selection;
}

}  // namespace

std::vector<ScenarioLine> subnet_owner_lines(const SubnetPlan& subnet) {
  std::vector<ScenarioLine> lines;
  for (ScenarioLine& line : subnet_lines(subnet)) {
    // Names of a line come in the order of the scenarios, as lines that are told apart here do.
    std::vector<ScenarioLine> parts;
    for (ScenarioVariant& name : line.names) {
      const SubnetScenario& scenario = *std::ranges::find(subnet.scenarios, name.scenario, &SubnetScenario::scenario);
      const auto same = [&](const ScenarioLine& part) {
        return subnet.scenarios[part.at].demand.by_owner == scenario.demand.by_owner;
      };
      auto part = std::ranges::find_if(parts, same);
      if (part == parts.end()) {
        const auto at = static_cast<std::size_t>(&scenario - subnet.scenarios.data());
        part = parts.insert(part, ScenarioLine{.at = at, .names = {}});
      }
      part->names.push_back(std::move(name));
    }
    std::ranges::move(parts, std::back_inserter(lines));
  }
  std::ranges::sort(lines, {}, &ScenarioLine::at);
  return lines;
}

std::vector<AddressOwner> owners_to_show(const ClusterPlan& plan) {
  std::vector<AddressOwner> owners;
  for (std::size_t at = 0; at < kAddressOwners; ++at) {
    const auto owner = static_cast<AddressOwner>(at);
    const auto holds = [&](const SubnetScenario& scenario) { return scenario.demand[owner] > IpCount(0); };
    if (std::ranges::any_of(plan.subnets, [&](const SubnetPlan& subnet) { return std::ranges::any_of(subnet.scenarios, holds); })) {
      owners.push_back(owner);
    }
  }
  return owners;
}

Selection fleet_subnets_to_show(const ClusterPlan& plan) {
  if (!plan.charts.fleet) return {};
  std::map<std::size_t, std::size_t> place;  // of a subnet in the curve
  for (std::size_t i = 0; i < plan.charts.fleet->subnets.size(); ++i) place[plan.charts.fleet->subnets[i]] = i;
  std::vector<std::size_t> sorted;
  for (const std::size_t subnet : by_weight(plan)) {
    if (const auto found = place.find(subnet); found != place.end()) sorted.push_back(found->second);
  }
  return cut(std::move(sorted), kMostCurves, "subnets");
}

Selection growth_curves_to_show(const ClusterPlan& plan) {
  std::vector<std::size_t> sorted = growth_to_show(plan).shown;
  for (const std::size_t subnet : by_weight(plan)) {
    const auto& growth = plan.subnets[subnet].growth;
    const bool is_drawn = growth && !growth->demand.empty() && plan.subnets[subnet].usable;
    if (is_drawn && std::ranges::find(sorted, subnet) == sorted.end()) sorted.push_back(subnet);
  }
  return cut(std::move(sorted), kMostCurves, "subnets");
}

Selection maps_to_show(const ClusterPlan& plan) {
  std::map<std::size_t, std::size_t> place;  // of a subnet among the maps
  for (std::size_t i = 0; i < plan.charts.maps.size(); ++i) place[plan.charts.maps[i].subnet] = i;
  std::vector<std::size_t> sorted;
  for (const std::size_t subnet : by_weight(plan)) {
    if (const auto found = place.find(subnet); found != place.end()) sorted.push_back(found->second);
  }
  return cut(std::move(sorted), kMostMaps, "subnets");
}

Grid fleet_grid(const ClusterPlan& plan, const Selection& subnets) {
  const FleetCurve& fleet = *plan.charts.fleet;
  std::vector<Grid::Column> columns = {{"Nodes", Align::right}};
  for (const std::size_t at : subnets.shown) {
    columns.push_back({printable(plan.subnets[fleet.subnets[at]].label), Align::right});
  }
  Grid grid(std::move(columns));
  for (const FleetCurvePoint& point : fleet.points) {
    std::vector<std::string> row = {fmt::format("{}", point.nodes)};
    for (const std::size_t at : subnets.shown) row.push_back(fmt::format("{}", point.used[at]));
    grid.add_row(std::move(row));
  }
  return grid;
}

Grid growth_months_grid(const ClusterPlan& plan, const Selection& subnets) {
  std::vector<Grid::Column> columns = {{"Month", Align::right}};
  std::size_t months = 0;
  for (const std::size_t at : subnets.shown) {
    columns.push_back({printable(plan.subnets[at].label), Align::right});
    months = std::max(months, plan.subnets[at].growth->demand.size());
  }
  Grid grid(std::move(columns));
  for (std::size_t month = 0; month < months; ++month) {
    std::vector<std::string> row = {fmt::format("{}", month)};
    for (const std::size_t at : subnets.shown) {
      const std::vector<IpCount>& demand = plan.subnets[at].growth->demand;
      row.push_back(month < demand.size() ? fmt::format("{}", demand[month]) : "");
    }
    grid.add_row(std::move(row));
  }
  return grid;
}

Grid warm_pool_grid(const WarmPoolCurve& curve) {
  Grid grid({{"Pods", Align::right}, {"ENIs", Align::right}, {"Primary", Align::right}, {"Of Pods", Align::right},
             {"Warm", Align::right}, {"Trunk and branch", Align::right}, {"Addresses", Align::right}});
  for (std::size_t i = 0; i < curve.points.size(); ++i) {
    const WarmPoolPoint& point = curve.points[i];
    const bool is_step = i == 0 || i + 1 == curve.points.size() || point.enis != curve.points[i - 1].enis;
    if (!is_step) continue;
    grid.add_row({fmt::format("{}", point.pods), fmt::format("{}", point.enis), fmt::format("{}", point.primary),
                  fmt::format("{}", point.assigned), fmt::format("{}", point.warm), fmt::format("{}", point.trunk),
                  fmt::format("{}", point.total())});
  }
  return grid;
}

Grid block_runs_grid(const SubnetPlan& subnet, const AddressMap& map) {
  Grid grid({{"Addresses"}, {"/28 blocks", Align::right}, {"State"}});
  for (std::size_t i = 0; i < std::min(map.runs.size(), kMostRuns); ++i) {
    const BlockRun& run = map.runs[i];
    grid.add_row({block_range_text(*subnet.cidr, run.first, run.blocks), fmt::format("{}", run.blocks),
                  std::string(block_state_text(run.state))});
  }
  return grid;
}

std::string used_of_text(IpCount used, const SubnetPlan& subnet) {
  if (!subnet.usable) return counted(used);
  const std::int64_t share = subnet.usable->value() == 0
                                 ? 0
                                 : ceil_div(used.value() * Share::kWhole, subnet.usable->value());
  return fmt::format("{} of {}, {}", used, counted(*subnet.usable), share_text(Share::from_basis_points(share)));
}

std::string map_text(const ClusterPlan& plan, const AddressMap& map) {
  const std::string scenario = printable(plan.scenarios[map.scenario].name);
  std::string text = fmt::format("Scenario {} wants ", scenario);
  const std::string elsewhere =
      map.without_place > IpCount(0)
          ? fmt::format(" Of {} in use nobody knows the place; {} among the single ones.", counted(map.without_place),
                        map.without_place == IpCount(1) ? "it is" : "they are")
          : "";
  if (map.prefix_blocks == 0 && map.single_blocks == 0) return text + "none of the free blocks." + elsewhere;
  if (map.prefix_blocks > 0) text += counted(map.prefix_blocks, "block for a prefix", "blocks for prefixes");
  if (map.prefix_blocks > 0 && map.single_blocks > 0) text += " and ";
  if (map.single_blocks > 0) text += counted(map.single_blocks, "block", "blocks") + " for single addresses";
  return text + ", at best: single addresses scatter, and take more." + elsewhere;
}

std::string warm_pool_text(const WarmPoolCurve& curve) {
  constexpr std::size_t kNamed = 4;
  const std::size_t named = std::min(kNamed, curve.node_groups.size());
  std::vector<std::string> names;
  for (std::size_t i = 0; i < named; ++i) names.push_back(printable(curve.node_groups[i]));
  const bool has_prefixes = curve.mode == AddressMode::prefix || curve.mode == AddressMode::windows_prefix;
  std::string text = fmt::format("{}, max Pods {}; {} {}", has_prefixes ? "prefix delegation" : "secondary IP mode", curve.max_pods,
                                 curve.node_groups.size() == 1 ? "node group" : "node groups", fmt::join(names, ", "));
  if (named < curve.node_groups.size()) text += fmt::format(" and {} more", curve.node_groups.size() - named);
  text += ".";
  const auto restless = std::ranges::count_if(curve.points, [](const WarmPoolPoint& point) { return !point.settles; });
  if (restless > 0) text += fmt::format(" At {} of these numbers of Pods the pool never settles; drawn is its peak.", restless);
  return text;
}

}  // namespace cniplan::report
