#include "planner/report/plan_layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <ranges>
#include <tuple>

#include "planner/core/counted.hpp"
#include "planner/core/format.hpp"
#include "planner/report/printable.hpp"

namespace cniplan::report {
namespace {

/// A list with more items than this is cut.
constexpr std::size_t kLongList = 40;
/// To so many items, where each takes several lines or has many like it.
constexpr std::size_t kHeaviest = 10;

constexpr std::string_view kWhereAllIs = "--format json has all";

constexpr std::int64_t kCertain = 1'000'000;

std::string cell_name(std::string_view name, std::size_t width) {
  const std::string shown = printable(name);
  return width == kAnyWidth ? shown : shortened(shown, width);
}

std::string tenths_text(std::int64_t tenths) {
  return fmt::format("{}.{} %", tenths / 10, tenths % 10);
}

std::string hundredths_text(std::int64_t hundredths) {
  return fmt::format("{}.{:02} %", hundredths / 100, hundredths % 100);
}

/// Whether all the prefixes asked for can be had, but not in every case.
bool is_uncertain(const SubnetScenario& scenario) {
  return scenario.prefix_outlook && scenario.demand.prefixes > PrefixCount(0) &&
         scenario.missing_prefixes == PrefixCount(0) && scenario.prefix_outlook->all_millionths < kCertain;
}

std::vector<std::size_t> indices(std::size_t count) {
  std::vector<std::size_t> all(count);
  std::iota(all.begin(), all.end(), std::size_t{0});
  return all;
}

/// The first `most` of them, and how many are left out.
Selection cut(std::vector<std::size_t> sorted, std::size_t most) {
  Selection selection{.shown = std::move(sorted)};
  if (selection.shown.size() > most) {
    selection.left_out = selection.shown.size() - most;
    selection.shown.resize(most);
  }
  return selection;
}

std::string left_out_text(std::size_t count, std::string_view what) {
  return fmt::format("... and {} more {}; {}", count, what, kWhereAllIs);
}

/// Where a subnet stands in the list: the smaller, the earlier.
struct SubnetWeight {
  int rank = 0;  // 0: it lacks something, 1: prefixes are uncertain, 2: it holds all, 3: of unknown size
  std::int64_t fullest = 0;
  std::string_view name;

  explicit SubnetWeight(const SubnetPlan& subnet) : rank(subnet.usable ? 2 : 3), name(subnet.label) {
    for (const SubnetScenario& scenario : subnet.scenarios) {
      if (subnet.usable && !scenario.fits()) rank = 0;
      if (subnet.usable && is_uncertain(scenario)) rank = std::min(rank, 1);
      fullest = std::max(fullest, scenario.utilization ? scenario.utilization->basis_points()
                                                       : scenario.demand.total().value());
    }
  }

  friend bool operator<(const SubnetWeight& a, const SubnetWeight& b) {
    return std::tie(a.rank, b.fullest, a.name) < std::tie(b.rank, a.fullest, b.name);
  }
};

IpCount most_addresses(const NodeGroupPlan& group) {
  IpCount most;
  for (const NodeGroupScenario& scenario : group.scenarios) most = std::max(most, scenario.addresses);
  return most;
}

/// A part of a whole, for comparing.
struct Ratio {
  std::int64_t part = 0;
  std::int64_t whole = 1;

  friend bool operator<(const Ratio& a, const Ratio& b) { return a.part * b.whole < b.part * a.whole; }
};

Ratio room_left(const NodeGroupPlan& group) {
  return {group.exhaustion->nodes.value(), std::max<std::int64_t>(1, group.nodes.max.value())};
}

Ratio pod_room_left(const NodeGroupPlan& group) {
  PodCount most(1);
  for (const NodeGroupScenario& scenario : group.scenarios) most = std::max(most, scenario.most_pods);
  return {group.pod_exhaustion->pods_a_node.value(), most.value()};
}

/// Sorted by a weight, then by name.
template <class Weight>
std::vector<std::size_t> by_weight(std::vector<std::size_t> groups, const ClusterPlan& plan, Weight weight) {
  std::ranges::stable_sort(groups, [&](std::size_t a, std::size_t b) {
    const auto of_a = weight(plan.node_groups[a]);
    const auto of_b = weight(plan.node_groups[b]);
    if (of_a < of_b || of_b < of_a) return of_a < of_b;
    return plan.node_groups[a].name < plan.node_groups[b].name;
  });
  return groups;
}

template <class Same>
std::vector<ScenarioLine> merged(std::size_t count, Same same, const auto& variant_of) {
  std::vector<ScenarioLine> lines;
  for (std::size_t i = 0; i < count; ++i) {
    const auto line = std::ranges::find_if(lines, [&](const ScenarioLine& other) { return same(other.at, i); });
    ScenarioLine& to = line == lines.end() ? lines.emplace_back(ScenarioLine{.at = i, .names = {}}) : *line;
    to.names.push_back(variant_of(i));
  }
  for (ScenarioLine& line : lines) {
    // Which variant it is makes no difference where a scenario that has none says the same.
    if (std::ranges::any_of(line.names, [](const auto& name) { return name.variant.empty(); })) {
      for (ScenarioVariant& name : line.names) name.variant.clear();
    }
  }
  return lines;
}

/// "addresses in subnet private-a", as what something lacks.
std::string resource_text(const Limit& limit) {
  const std::string subnet = printable(limit.subnet);
  switch (limit.resource) {
    case Resource::addresses: return fmt::format("addresses in subnet {}", subnet);
    case Resource::prefixes: return fmt::format("whole /28 blocks in subnet {}", subnet);
    case Resource::single_addresses:
      return fmt::format("single addresses outside of the prefix reservations of subnet {}", subnet);
    case Resource::enis: return "addresses on its ENIs";
    case Resource::max_pods: return "room below its max Pods";
    case Resource::branch_enis: return "branch ENIs";
    case Resource::network_interfaces: return "network interfaces in the Region's quota";
    case Resource::network_address_units: return "network address units in the VPC's quota";
  }
  return {};
}

/// The same in few words, without the subnet.
std::string_view resource_word(Resource resource) {
  switch (resource) {
    case Resource::addresses: return "addresses";
    case Resource::prefixes: return "/28 blocks";
    case Resource::single_addresses: return "single addresses";
    case Resource::enis: return "addresses on its ENIs";
    case Resource::max_pods: return "max Pods";
    case Resource::branch_enis: return "branch ENIs";
    case Resource::network_interfaces: return "quota of ENIs";
    case Resource::network_address_units: return "quota of NAU";
  }
  return {};
}

/// Whether a node on its own runs out of it, whatever the scenario.
bool is_of_the_node(Resource resource) {
  return resource == Resource::enis || resource == Resource::max_pods || resource == Resource::branch_enis;
}

/// "/28 blocks in private-a".
std::string lacking_text(const Limit& limit, std::size_t widest_name) {
  std::string text(resource_word(limit.resource));
  if (!limit.subnet.empty()) text += fmt::format(" in {}", cell_name(limit.subnet, widest_name));
  return text;
}

/// "/28 blocks in private-a (az-loss without eu-west-1b)".
std::string limit_cell(const ClusterPlan& plan, std::span<const std::string> names, const Limit& limit,
                       std::size_t widest_name) {
  const std::string text = lacking_text(limit, widest_name);
  if (is_of_the_node(limit.resource)) return text;
  return text + fmt::format(" ({})", variant_text(plan, names, {limit.scenario, limit.variant}, widest_name));
}

std::string limit_sentence(const ClusterPlan& plan, const Limit& limit) {
  if (is_of_the_node(limit.resource)) return resource_text(limit);
  return fmt::format("{}, in scenario {}", resource_text(limit),
                     printable(scenario_text(plan, limit.scenario, limit.variant)));
}

std::string or_unknown(const std::optional<IpCount>& ips) { return ips ? fmt::format("{}", *ips) : "unknown"; }

std::string month_text(const std::optional<std::int64_t>& month) {
  if (!month) return "-";
  return *month == 0 ? "now" : fmt::format("{}", *month);
}

}  // namespace

std::string share_text(const std::optional<Share>& share) {
  if (!share) return "unknown";
  const std::int64_t tenths = ceil_div(share->basis_points(), 10);
  const bool reads_as_whole = share->basis_points() < Share::kWhole && tenths * 10 >= Share::kWhole;
  return reads_as_whole ? hundredths_text(share->basis_points()) : tenths_text(tenths);
}

std::string utilization_text(const SubnetScenario& scenario) {
  // The value itself is rounded up to a hundredth.
  const bool is_not_full = scenario.utilization && scenario.utilization->basis_points() >= Share::kWhole &&
                           scenario.free && *scenario.free > IpCount(0);
  return is_not_full ? hundredths_text(Share::kWhole - 1) : share_text(scenario.utilization);
}

std::string chance_text(std::int64_t millionths) {
  if (millionths >= kCertain) return "100 %";
  if (millionths <= 0) return "0 %";
  const std::int64_t tenths = millionths / 1'000;
  return tenths == 0 ? "below 0.1 %" : tenths_text(tenths);
}

std::string exact_share_text(Share share) {
  const std::int64_t hundredths = share.basis_points();
  if (hundredths % 100 == 0) return fmt::format("{} %", hundredths / 100);
  return hundredths % 10 == 0 ? tenths_text(hundredths / 10) : hundredths_text(hundredths);
}

std::string range_text(IpCount least, IpCount most) {
  return least == most ? fmt::format("{}", most) : fmt::format("{}-{}", least, most);
}

Selection subnets_to_show(const ClusterPlan& plan) {
  std::vector<SubnetWeight> weights;
  weights.reserve(plan.subnets.size());
  for (const SubnetPlan& subnet : plan.subnets) weights.emplace_back(subnet);
  std::vector<std::size_t> sorted = indices(plan.subnets.size());
  std::ranges::stable_sort(sorted, [&](std::size_t a, std::size_t b) { return weights[a] < weights[b]; });
  const std::vector<std::size_t> all = sorted;
  Selection selection = cut(std::move(sorted), kLongList);
  if (selection.left_out == 0) return selection;

  std::size_t lacking = 0;
  const SubnetPlan* fullest = nullptr;
  for (const std::size_t at : all | std::views::drop(kLongList)) {
    if (weights[at].rank == 0) ++lacking;
    if (plan.subnets[at].usable && fullest == nullptr) fullest = &plan.subnets[at];
  }
  std::string what = "subnets";
  if (lacking > 0) {
    what += fmt::format(", of which {} {} something", lacking, lacking == 1 ? "lacks" : "lack");
  } else if (fullest != nullptr) {
    const auto most = std::ranges::max_element(
        fullest->scenarios, {}, [](const SubnetScenario& scenario) { return scenario.demand.total(); });
    if (most != fullest->scenarios.end()) what += fmt::format(", none above {}", utilization_text(*most));
  }
  selection.left_out_text = left_out_text(selection.left_out, what);
  return selection;
}

Selection groups_to_show(const ClusterPlan& plan) {
  const std::size_t most = plan.node_groups.size() > kLongList ? kHeaviest : kLongList;
  Selection selection =
      cut(by_weight(indices(plan.node_groups.size()), plan,
                    [](const NodeGroupPlan& group) { return IpCount(0) - most_addresses(group); }),
          most);
  if (selection.left_out > 0) {
    const IpCount next = most_addresses(plan.node_groups[selection.shown.back()]);
    selection.left_out_text =
        left_out_text(selection.left_out, fmt::format("node groups, none with more than {}", counted(next)));
  }
  return selection;
}

Selection exhaustions_to_show(const ClusterPlan& plan) {
  if (plan.node_groups.size() == 1) return {};
  std::vector<std::size_t> groups = indices(plan.node_groups.size());
  std::erase_if(groups, [&](std::size_t at) { return !plan.node_groups[at].exhaustion; });
  Selection selection = cut(by_weight(std::move(groups), plan, room_left), kHeaviest);
  if (selection.left_out > 0) selection.left_out_text = left_out_text(selection.left_out, "node groups with more room");
  return selection;
}

Selection pod_exhaustions_to_show(const ClusterPlan& plan) {
  std::vector<std::size_t> groups = indices(plan.node_groups.size());
  std::erase_if(groups, [&](std::size_t at) { return !plan.node_groups[at].pod_exhaustion; });
  Selection selection = cut(by_weight(std::move(groups), plan, pod_room_left), kHeaviest);
  if (selection.left_out > 0) selection.left_out_text = left_out_text(selection.left_out, "node groups with more room");
  return selection;
}

Selection growth_to_show(const ClusterPlan& plan) {
  std::vector<std::size_t> crossing = indices(plan.subnets.size());
  std::erase_if(crossing, [&](std::size_t at) {
    const auto& growth = plan.subnets[at].growth;
    return !growth || (!growth->warn_month && !growth->fail_month);
  });
  const auto weight = [&](std::size_t at) {
    const SubnetGrowth& growth = *plan.subnets[at].growth;
    constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();
    return std::tuple(growth.fail_month.value_or(kNever), growth.warn_month.value_or(kNever),
                      std::string_view(plan.subnets[at].label));
  };
  std::ranges::stable_sort(crossing, {}, weight);
  Selection selection = cut(std::move(crossing), kLongList);
  if (selection.left_out > 0) selection.left_out_text = left_out_text(selection.left_out, "subnets that cross one later");
  return selection;
}

FindingSelection findings_to_show(const ClusterPlan& plan) {
  FindingSelection selection;
  std::map<std::string_view, std::size_t> of_rule;
  std::vector<std::string_view> rules;  // in the order of their first finding
  for (const Finding& finding : plan.findings) {
    std::size_t& count = of_rule[finding.rule->id];
    if (count == 0) rules.push_back(finding.rule->id);
    if (++count > kHeaviest && plan.findings.size() > kLongList) continue;
    Finding shown = finding;
    shown.subject = printable(finding.subject);
    shown.message = printable(finding.message);
    shown.remedy = printable(finding.remedy);
    shown.reason = printable(finding.reason);
    selection.shown.push_back(std::move(shown));
  }
  if (plan.findings.size() <= kLongList) return selection;
  for (const std::string_view rule : rules) {
    if (of_rule[rule] <= kHeaviest) continue;
    selection.left_out_texts.push_back(left_out_text(of_rule[rule] - kHeaviest, fmt::format("of {}", rule)));
  }
  return selection;
}

std::vector<Derivation> derivations_to_show(const ClusterPlan& plan) {
  std::vector<Derivation> shown;
  shown.reserve(plan.derivations.size());
  for (const Derivation& made : plan.derivations) {
    shown.push_back({printable(made.figure), printable(made.formula), printable(made.values)});
  }
  return shown;
}

std::vector<std::string> scenario_names(const ClusterPlan& plan, std::size_t widest) {
  std::vector<std::string> names;
  for (const ScenarioPlan& scenario : plan.scenarios) {
    const std::string whole = printable(scenario.name);
    std::string name = shortened(whole, widest);
    if (std::ranges::find(names, name) != names.end()) {
      const std::string number = fmt::format(" #{}", names.size() + 1);
      name = shortened(whole, widest - number.size()) + number;
    }
    names.push_back(std::move(name));
  }
  return names;
}

std::string variant_text(const ClusterPlan& plan, std::span<const std::string> names, const ScenarioVariant& which,
                         std::size_t widest) {
  const std::string& name = names[which.scenario];
  if (which.variant.empty()) return name;
  const bool is_lost = plan.scenarios[which.scenario].kind == ScenarioKind::az_loss;
  return fmt::format("{} {} {}", name, is_lost ? "without" : "of", cell_name(which.variant, widest));
}

std::string line_label(const ClusterPlan& plan, std::span<const std::string> names, const ScenarioLine& line,
                       std::size_t widest) {
  std::string label;
  for (const ScenarioVariant& which : line.names) {
    if (!label.empty()) label += ", ";
    label += variant_text(plan, names, which, widest);
  }
  return label;
}

std::string cni_text(const ClusterPlan& plan) {
  const CniConfig& cni = plan.cni;
  if (plan.platform == Platform::eks_auto) return "EKS Auto Mode, prefix delegation";
  std::string text = cni.ip_family == IpFamily::ipv6 ? "IPv6 with prefix delegation"
                     : cni.prefix_delegation         ? "prefix delegation"
                                                     : "secondary IP mode";
  if (cni.custom_networking) text += ", custom networking";
  if (cni.pod_eni) text += ", security groups for Pods";
  if (cni.max_enis) text += fmt::format(", MAX_ENI={}", *cni.max_enis);
  if (cni.ip_family == IpFamily::ipv6) return text;
  if (cni.ip_targets()) {
    if (cni.warm_ip_target > 0) text += fmt::format(", WARM_IP_TARGET={}", cni.warm_ip_target);
    if (cni.minimum_ip_target > 0) text += fmt::format(", MINIMUM_IP_TARGET={}", cni.minimum_ip_target);
  } else if (cni.prefix_delegation) {
    text += fmt::format(", WARM_PREFIX_TARGET={}", cni.warm_prefix_target);
  } else {
    text += fmt::format(", WARM_ENI_TARGET={}", cni.warm_eni_target);
  }
  return text;
}

std::vector<ScenarioLine> subnet_lines(const SubnetPlan& subnet) {
  const auto& scenarios = subnet.scenarios;
  const auto same = [&](std::size_t a, std::size_t b) {
    return scenarios[a].demand.total() == scenarios[b].demand.total() && scenarios[a].free == scenarios[b].free &&
           subnet_notes(scenarios[a]) == subnet_notes(scenarios[b]);
  };
  return merged(scenarios.size(), same,
                [&](std::size_t i) { return ScenarioVariant{scenarios[i].scenario, scenarios[i].variant}; });
}

std::vector<std::string> subnet_notes(const SubnetScenario& scenario) {
  std::vector<std::string> notes;
  if (scenario.free && *scenario.free < IpCount(0)) {
    notes.push_back(fmt::format("lacks {}", counted(IpCount(0) - *scenario.free)));
  }
  if (scenario.missing_prefixes > PrefixCount(0)) {
    notes.push_back(fmt::format("lacks {} of {}", scenario.missing_prefixes, counted(scenario.demand.prefixes)));
  }
  if (scenario.missing_singles > IpCount(0)) {
    notes.push_back(fmt::format("lacks {} outside of prefix reservations",
                                counted(scenario.missing_singles, "single address", "single addresses")));
  }
  if (is_uncertain(scenario)) {
    const PrefixCount lacking = scenario.demand.prefixes - scenario.prefix_outlook->supply.worst;
    std::string note = fmt::format("{}: {} likely", counted(scenario.demand.prefixes, "prefix", "prefixes"),
                                   chance_text(scenario.prefix_outlook->all_millionths));
    if (scenario.demand.prefixes > PrefixCount(1)) note = "all " + note;
    if (lacking > PrefixCount(0)) note += fmt::format("; at worst {} {}", lacking, lacking == PrefixCount(1) ? "lacks" : "lack");
    notes.push_back(std::move(note));
  }
  if (scenario.sampled_outlook && scenario.demand.prefixes > PrefixCount(0)) {
    const SampledOutlook& sampled = *scenario.sampled_outlook;
    notes.push_back(fmt::format("coming in any order: {} likely ({} samples, standard error {})",
                                chance_text(sampled.outlook.all_millionths), sampled.samples,
                                tenths_text(ceil_div(sampled.all_error_millionths, 1'000))));
  }
  return notes;
}

std::vector<ScenarioLine> group_lines(const ClusterPlan& plan, const NodeGroupPlan& group) {
  const auto said = [&](std::size_t i) {
    const NodeGroupScenario& scenario = group.scenarios[i];
    return std::tuple(scenario.nodes, scenario.extra_nodes, scenario.pods + scenario.branch_pods, scenario.most_pods,
                      scenario.addresses, scenario.least_addresses, scenario.least_ips, scenario.fullest.total(),
                      scenario.fullest.enis);
  };
  return merged(
      group.scenarios.size(), [&](std::size_t a, std::size_t b) { return said(a) == said(b); },
      [&](std::size_t i) {
        const std::size_t scenario = group.scenarios[i].scenario;
        return ScenarioVariant{scenario, plan.scenarios[scenario].variant};
      });
}

Grid subnets_grid(const ClusterPlan& plan, std::span<const std::string> names, const Selection& subnets) {
  Grid grid({{"Subnet"}, {"Zone"}, {"CIDR"}, {"Usable", Align::right}, {"Scenario"}, {"Used", Align::right},
             {"Free", Align::right}, {"Share", Align::right}, {"To know"}});
  for (const std::size_t at : subnets.shown) {
    const SubnetPlan& subnet = plan.subnets[at];
    for (const ScenarioLine& line : subnet_lines(subnet)) {
      const SubnetScenario& scenario = subnet.scenarios[line.at];
      grid.add_row({printable(subnet.label), printable(subnet.az), subnet.cidr ? subnet.cidr->to_string() : "unknown",
                    or_unknown(subnet.usable), line_label(plan, names, line), fmt::format("{}", scenario.demand.total()),
                    or_unknown(scenario.free), utilization_text(scenario),
                    fmt::format("{}", fmt::join(subnet_notes(scenario), "; "))});
    }
  }
  return grid;
}

Grid scenarios_grid(const ClusterPlan& plan, std::span<const std::string> names) {
  Grid grid({{"Scenario"}, {"Nodes", Align::right}, {"Pods", Align::right}, {"Addresses", Align::right},
             {"ENIs", Align::right}, {"NAU", Align::right}, {"Fits"}});
  for (std::size_t i = 0; i < plan.scenarios.size(); ++i) {
    const ScenarioPlan& made = plan.scenarios[i];
    grid.add_row({variant_text(plan, names, {i, made.variant}), fmt::format("{}", made.nodes),
                  fmt::format("{}", made.pods), fmt::format("{}", made.total.total()),
                  fmt::format("{}", made.network_interfaces), fmt::format("{}", made.network_address_units),
                  made.fits ? "yes" : "no"});
  }
  return grid;
}

Grid groups_grid(const ClusterPlan& plan, std::span<const std::string> names, const Selection& groups) {
  Grid grid({{"Node group"}, {"Kind"}, {"Max Pods", Align::right}, {"Scenario"}, {"Nodes", Align::right},
             {"Of them extra", Align::right}, {"Pods", Align::right}, {"Addresses", Align::right},
             {"Pods on the fullest", Align::right}, {"Its addresses", Align::right}, {"Its ENIs", Align::right}});
  for (const std::size_t at : groups.shown) {
    const NodeGroupPlan& group = plan.node_groups[at];
    for (const ScenarioLine& line : group_lines(plan, group)) {
      const NodeGroupScenario& made = group.scenarios[line.at];
      grid.add_row({printable(group.name), group_text(group),
                    group.types.empty() ? "" : fmt::format("{}", group.max_pods), line_label(plan, names, line),
                    fmt::format("{}", made.nodes), fmt::format("{}", made.extra_nodes),
                    fmt::format("{}", made.pods + made.branch_pods), range_text(made.least_addresses, made.addresses),
                    fmt::format("{}", made.most_pods), fullest_text(made), fmt::format("{}", made.fullest.enis)});
    }
  }
  return grid;
}

std::string group_text(const NodeGroupPlan& group) {
  std::string text(to_string(group.manager));
  if (group.os != NodeOs::linux) text += fmt::format(", {}", to_string(group.os));
  if (group.types.size() == 1) text += fmt::format(", {}", printable(group.types.front()));
  if (group.types.size() > 1) text += fmt::format(", {} instance types", group.types.size());
  if (group.manager == NodeManager::hybrid) text += ", which take no address of the VPC";
  return text;
}

std::string fullest_text(const NodeGroupScenario& scenario) {
  return range_text(scenario.least_ips, scenario.fullest.total());
}

bool has_extra_nodes(const ClusterPlan& plan) {
  return std::ranges::any_of(plan.node_groups, [](const NodeGroupPlan& group) {
    return std::ranges::any_of(group.scenarios, [](const auto& scenario) { return scenario.extra_nodes > NodeCount(0); });
  });
}

Grid owners_grid(const ClusterPlan& plan, std::span<const std::string> headings, std::size_t first, std::size_t count) {
  const std::span<const ScenarioPlan> all = plan.scenarios;
  const std::span<const ScenarioPlan> scenarios = all.subspan(first, count);
  std::vector<Grid::Column> columns = {{"Held by"}};
  for (const std::string& heading : headings.subspan(first, count)) columns.push_back({heading, Align::right});
  Grid grid(std::move(columns));
  for (std::size_t at = 0; at < kAddressOwners; ++at) {
    const auto owner = static_cast<AddressOwner>(at);
    if (std::ranges::none_of(all, [&](const ScenarioPlan& made) { return made.total[owner] != IpCount(0); })) continue;
    std::vector<std::string> row = {std::string(to_string(owner))};
    for (const ScenarioPlan& scenario : scenarios) row.push_back(fmt::format("{}", scenario.total[owner]));
    grid.add_row(std::move(row));
  }
  std::vector<std::string> row = {"total"};
  for (const ScenarioPlan& scenario : scenarios) row.push_back(fmt::format("{}", scenario.total.total()));
  grid.add_row(std::move(row));
  return grid;
}

std::vector<std::string> exhaustion_texts(const ClusterPlan& plan) {
  if (plan.node_groups.empty()) return {"There are no node groups whose growth could fill a subnet."};
  if (!plan.exhaustion) return {"These node groups fill no subnet whose size is known."};
  const Exhaustion& point = *plan.exhaustion;
  NodeCount desired;
  NodeCount most;
  for (const NodeGroupPlan& group : plan.node_groups) {
    desired += group.nodes.desired;
    most += group.nodes.max;
  }
  const std::string fits = point.nodes < desired
                               ? fmt::format("Of the {} desired, the node groups in proportion, only {} with {} {}",
                                             counted(desired), point.nodes, counted(point.pods),
                                             point.nodes == NodeCount(1) ? "fits" : "fit")
                               : fmt::format("When the node groups grow in proportion, {} with {} still fit ({} "
                                             "desired, {} at most)",
                                             counted(point.nodes), counted(point.pods), desired, most);
  std::vector<std::string> texts = {
      fmt::format("{}; the next node lacks {}.", fits, limit_sentence(plan, point.first))};
  if (point.second && point.second_nodes) {
    const std::string lacking = limit_sentence(plan, *point.second);
    texts.push_back(*point.second_nodes == point.nodes
                        ? fmt::format("Were that no limit, the next node would lack {}.", lacking)
                        : fmt::format("Were that no limit, {} would fit; the next would lack {}.",
                                      counted(*point.second_nodes), lacking));
  }
  const auto unknown =
      std::ranges::count_if(plan.subnets, [](const SubnetPlan& subnet) { return !subnet.usable; });
  if (unknown > 0) {
    texts.push_back(fmt::format("{} of unknown size may be full before.", counted(unknown, "subnet", "subnets")));
  }
  return texts;
}

Grid exhaustion_grid(const ClusterPlan& plan, const Selection& groups, std::size_t widest_name) {
  const std::vector<std::string> names = scenario_names(plan, widest_name);
  Grid grid({{"Node group"}, {"desired", Align::right}, {"max", Align::right}, {"most", Align::right},
             {"Pods", Align::right}, {"one node more lacks"}});
  for (const std::size_t at : groups.shown) {
    const NodeGroupPlan& group = plan.node_groups[at];
    const Exhaustion& point = *group.exhaustion;
    grid.add_row({cell_name(group.name, widest_name), fmt::format("{}", group.nodes.desired),
                  fmt::format("{}", group.nodes.max), fmt::format("{}", point.nodes), fmt::format("{}", point.pods),
                  limit_cell(plan, names, point.first, widest_name)});
    if (point.second && point.second_nodes) {
      grid.add_row({"", "", "", fmt::format("{}", *point.second_nodes), "",
                    "else " + limit_cell(plan, names, *point.second, widest_name)});
    }
  }
  return grid;
}

Grid pod_exhaustion_grid(const ClusterPlan& plan, const Selection& groups, std::size_t widest_name) {
  Grid grid({{"Node group"}, {"nodes", Align::right}, {"Pods\na node", Align::right}, {"Pods", Align::right},
             {"one Pod more a node lacks"}});
  for (const std::size_t at : groups.shown) {
    const NodeGroupPlan& group = plan.node_groups[at];
    const PodExhaustion& point = *group.pod_exhaustion;
    grid.add_row({cell_name(group.name, widest_name), fmt::format("{}", point.nodes),
                  fmt::format("{}", point.pods_a_node), fmt::format("{}", point.pods),
                  lacking_text(point.limit, widest_name)});
  }
  return grid;
}

std::vector<std::string> growth_texts(const ClusterPlan& plan, const Selection& subnets) {
  std::vector<std::string> texts;
  const std::string rate = fmt::format("With {} more Pods a month", exact_share_text(plan.growth->pods_per_month));
  const std::string span = counted(plan.growth->months, "month", "months");
  const auto crossing = subnets.shown.size() + subnets.left_out;
  const auto unknown = std::ranges::count_if(plan.subnets, [](const SubnetPlan& subnet) { return !subnet.growth; });
  const auto known = static_cast<std::int64_t>(plan.subnets.size()) - unknown;
  const std::int64_t below = known - static_cast<std::int64_t>(crossing);
  if (crossing == 0) {
    texts.push_back(fmt::format("{}, no subnet reaches {} or lacks anything within {}.", rate, exact_share_text(plan.warn_at), span));
  } else {
    texts.push_back(fmt::format("{}, {} {} or {} something within {}{}.", rate,
                                counted(static_cast<std::int64_t>(crossing), "subnet reaches", "subnets reach"),
                                exact_share_text(plan.warn_at), crossing == 1 ? "lacks" : "lack", span,
                                below > 0 ? fmt::format("; {} {} below", below, below == 1 ? "stays" : "stay") : ""));
  }
  if (unknown > 0) {
    texts.push_back(fmt::format("Of {} of unknown size nobody can say it.", counted(unknown, "subnet", "subnets")));
  }
  return texts;
}

Grid growth_grid(const ClusterPlan& plan, const Selection& subnets, std::size_t widest_name) {
  Grid grid({{"Subnet"}, {"usable", Align::right}, {"now", Align::right},
             {fmt::format("in month {}", plan.growth->months), Align::right},
             {fmt::format("{}\nin month", exact_share_text(plan.warn_at)), Align::right},
             {fmt::format("{} or\nlacking\nin month", exact_share_text(plan.fail_at)), Align::right}});
  for (const std::size_t at : subnets.shown) {
    const SubnetPlan& subnet = plan.subnets[at];
    const SubnetGrowth& growth = *subnet.growth;
    grid.add_row({cell_name(subnet.label, widest_name), subnet.usable ? fmt::format("{}", *subnet.usable) : "unknown",
                  growth.demand.empty() ? "" : fmt::format("{}", growth.demand.front()),
                  growth.demand.empty() ? "" : fmt::format("{}", growth.demand.back()), month_text(growth.warn_month),
                  month_text(growth.fail_month)});
  }
  return grid;
}

}  // namespace cniplan::report
