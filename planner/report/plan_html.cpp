#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <span>
#include <utility>

#include "planner/core/counted.hpp"
#include "planner/core/format.hpp"
#include "planner/core/proportion.hpp"
#include "planner/report/html_charts.hpp"
#include "planner/report/html_page.hpp"
#include "planner/report/plan_chart_layout.hpp"
#include "planner/report/plan_layout.hpp"
#include "planner/report/plan_report.hpp"
#include "planner/report/svg_chart.hpp"

namespace cniplan::report {
namespace {

std::string number(std::int64_t value) { return fmt::format("{}", value); }
template <class Tag>
std::string number(Count<Tag> count) {
  return number(count.value());
}

/// Of a subnet's usable addresses, where a chart has it.
std::int64_t basis_points(IpCount used, const SubnetPlan& subnet) {
  return subnet.usable->value() == 0 ? 0 : proportion(Share::kWhole, used.value(), subnet.usable->value());
}

class PageWriter {
 public:
  PageWriter(const ClusterPlan& plan, const PlanReportOptions& options)
      : plan_(plan),
        options_(options),
        names_(scenario_names(plan)),
        page_({.what = "IP address plan",
               .name = plan.name,
               .frame = options.frame,
               .tone = tone_of(plan.fits, plan.findings),
               .verdict = plan.verdict,
               .lead = {fmt::format("Settings: {}.", cni_text(plan))}}),
        html_(page_.html()) {
    sort_derivations();
  }

  std::string run() {
    page_.change_first(plan_.findings);
    if (!plan_.subnets.empty()) subnets();
    if (!plan_.charts.maps.empty()) maps();
    exhaustion();
    if (!plan_.charts.warm_pools.empty()) warm_pools();
    if (plan_.growth) growth();
    if (!plan_.node_groups.empty()) node_groups();
    if (!plan_.scenarios.empty()) scenarios();
    const FindingSelection found = findings_to_show(plan_);
    page_.findings_section(found.shown, options_.sources, found.left_out_texts);
    page_.derivations_section(other_derivations_);
    page_.inputs_section(options_.sources, options_.imported);
    page_.catalog_section(options_.catalog_date);
    return page_.take();
  }

 private:
  /// Derivations stand with the subnet or node group that they are of; the others have a section of their own.
  void sort_derivations() {
    for (const SubnetPlan& subnet : plan_.subnets) derivations_[fmt::format("subnet \"{}\"", subnet.label)];
    for (const NodeGroupPlan& group : plan_.node_groups) derivations_[fmt::format("node group \"{}\"", group.name)];
    for (const Derivation& made : plan_.derivations) {
      const auto found = derivations_.find(std::string_view(made.figure).substr(0, made.figure.find("\": ") + 1));
      (found == derivations_.end() ? other_derivations_ : found->second).push_back(made);
    }
  }
  std::span<const Derivation> derivations_of(std::string_view kind, std::string_view name) {
    return derivations_[fmt::format("{} \"{}\"", kind, name)];
  }

  [[nodiscard]] std::vector<ChartThreshold> thresholds() const {
    return {{.css_class = "warn", .label = fmt::format("warn at {}", exact_share_text(plan_.warn_at)),
             .y = plan_.warn_at.basis_points()},
            {.css_class = "fail", .label = fmt::format("fail at {}", exact_share_text(plan_.fail_at)),
             .y = plan_.fail_at.basis_points()},
            {.css_class = "full", .label = "", .y = Share::kWhole}};
  }

  // --- Subnets

  void subnets() {
    page_.section("subnets", "Subnets");
    std::vector<LegendEntry> entries;
    for (const AddressOwner owner : owners_to_show(plan_)) {
      entries.push_back({owner_class(owner), owner_text(owner), is_hatched(owner)});
    }
    page_.paragraph(fmt::format("A bar is a subnet's usable addresses in one scenario, by who holds them; the lines across "
                                "it are at {} and {} of them, a red one is at their end.",
                                exact_share_text(plan_.warn_at), exact_share_text(plan_.fail_at)));
    write_legend(html_, entries);
    const Selection selection = subnets_to_show(plan_);
    for (const std::size_t at : selection.shown) subnet(plan_.subnets[at]);
    page_.paragraph(selection.left_out_text);
    page_.table(subnets_grid(plan_, names_, selection), "Subnets by scenario");
  }

  void subnet(const SubnetPlan& subnet) {
    html_.open("article").attribute("class", "subnet");
    html_.open("h3").name(subnet.label).close();
    html_.open("p").attribute("class", "meta").text(subnet.cidr ? subnet.cidr->to_string() : "CIDR unknown");
    if (!subnet.az.empty()) html_.text(" · ").name(subnet.az);
    html_.text(subnet.usable ? fmt::format(" · {} usable", *subnet.usable) : " · size unknown").close();
    std::int64_t scale = subnet.usable.value_or(IpCount(0)).value();
    for (const SubnetScenario& scenario : subnet.scenarios) scale = std::max(scale, scenario.demand.total().value());
    std::vector<LabelledBar> bars;
    for (const ScenarioLine& line : subnet_owner_lines(subnet)) bars.push_back(bar(subnet, line, scale));
    write_bars(html_, bars);
    page_.derivations(derivations_of("subnet", subnet.label), "How these figures came about");
    html_.close();
  }

  LabelledBar bar(const SubnetPlan& subnet, const ScenarioLine& line, std::int64_t scale) {
    const SubnetScenario& scenario = subnet.scenarios[line.at];
    const IpCount used = scenario.demand.total();
    const std::string label = line_label(plan_, names_, line);
    std::string figures = fmt::format("{} used", used);
    if (scenario.free && *scenario.free >= IpCount(0)) figures += fmt::format(", {} free", *scenario.free);
    if (scenario.utilization) figures += fmt::format(", {}", utilization_text(scenario));
    StackedBar made{.title = fmt::format("{}, {}: {}", subnet.label, label, figures),
                    .data = {{"chart", "subnet"},
                             {"subnet", subnet.label},
                             {"scenario", plan_.scenarios[scenario.scenario].name},
                             {"used", number(used)}},
                    .parts = {},
                    .room = subnet.usable.value_or(IpCount(0)).value(),
                    .scale = scale,
                    .marks = {}};
    if (scenario.free) made.data.emplace_back("free", number(*scenario.free));
    for (std::size_t at = 0; at < kAddressOwners; ++at) {
      const auto owner = static_cast<AddressOwner>(at);
      const IpCount held = scenario.demand[owner];
      made.parts.push_back({.css_class = owner_class(owner),
                            .title = fmt::format("{}: {}", owner_text(owner), counted(held)),
                            .value = held.value(),
                            .is_hatched = is_hatched(owner),
                            .data = {{"owner", std::string(to_string(owner))}, {"addresses", number(held)}}});
    }
    if (subnet.usable) {
      const auto share = [&](Share of) { return proportion(subnet.usable->value(), of.basis_points(), Share::kWhole); };
      made.marks = {{.css_class = "warn", .value = share(plan_.warn_at)}, {.css_class = "fail", .value = share(plan_.fail_at)}};
      if (scale > made.room) made.marks.push_back({.css_class = "full", .value = made.room});
    }
    return {.label = label,
            .figures = std::move(figures),
            .notes = subnet_notes(scenario),
            .is_lacking = subnet.usable && !scenario.fits(),
            .bar = std::move(made)};
  }

  // --- Address space

  void maps() {
    page_.section("maps", "Address space");
    page_.paragraph(
        "A square is a /28, 16 addresses: what a prefix takes. What the fullest scenario wants is drawn into the first free "
        "ones; which ones EC2 will take is not known.");
    std::vector<LegendEntry> entries;
    for (const BlockState state : {BlockState::free, BlockState::aws, BlockState::used, BlockState::prefix_reservation,
                                   BlockState::explicit_reservation}) {
      const auto has_state = [&](const AddressMap& made) {
        return std::ranges::find(made.runs, state, &BlockRun::state) != made.runs.end();
      };
      if (!std::ranges::any_of(plan_.charts.maps, has_state)) continue;
      entries.push_back({fmt::format("block {}", to_string(state)), block_state_text(state)});
    }
    entries.push_back({"wish prefixes", "wanted for prefixes"});
    entries.push_back({"wish singles", "wanted for single addresses"});
    write_legend(html_, entries);
    const Selection selection = maps_to_show(plan_);
    html_.open("div").attribute("class", "figures");
    for (const std::size_t at : selection.shown) map(plan_.charts.maps[at]);
    html_.close();
    page_.paragraph(selection.left_out_text);
  }

  void map(const AddressMap& made) {
    const SubnetPlan& subnet = plan_.subnets[made.subnet];
    html_.open("figure").open("h3").name(subnet.label).close();
    html_.open("p").attribute("class", "meta");
    html_.text(fmt::format("{} · a row is {}", subnet.cidr->to_string(),
                           counted(blocks_per_row(*subnet.cidr) * kIpsPerPrefix, "address", "addresses")));
    html_.close();
    write_chart(html_,
                BlockMap{.title = fmt::format("{} in /28 blocks. {}", subnet.label, map_text(plan_, made)),
                         .data = {{"chart", "map"},
                                  {"subnet", subnet.label},
                                  {"scenario", plan_.scenarios[made.scenario].name},
                                  {"prefix-blocks", number(made.prefix_blocks)},
                                  {"single-blocks", number(made.single_blocks)}},
                         .cidr = *subnet.cidr,
                         .runs = made.runs,
                         .wishes = {{.css_class = "singles",
                                     .title = fmt::format("wanted for single addresses: {} /28", made.single_blocks),
                                     .blocks = made.single_blocks,
                                     .from = {BlockState::free}},
                                    {.css_class = "prefixes",
                                     .title = fmt::format("wanted for prefixes: {} /28", made.prefix_blocks),
                                     .blocks = made.prefix_blocks,
                                     .from = {BlockState::prefix_reservation, BlockState::free}}}});
    html_.element("figcaption", map_text(plan_, made));
    page_.fold("The blocks as a table");
    page_.table(block_runs_grid(subnet, made), fmt::format("Blocks of {}", subnet.label));
    if (made.runs.size() > kMostRuns) {
      page_.paragraph(fmt::format("... and {} more; --format json has all", made.runs.size() - kMostRuns));
    }
    page_.fold_end();
    html_.close();
  }

  // --- When it runs out

  void exhaustion() {
    page_.section("exhaustion", "When it runs out");
    for (const std::string& text : exhaustion_texts(plan_)) page_.paragraph(text);
    if (plan_.charts.fleet) fleet();
    if (const Selection groups = exhaustions_to_show(plan_); !groups.shown.empty()) {
      page_.table(exhaustion_grid(plan_, groups), "Most nodes of each node group alone");
      page_.paragraph(groups.left_out_text);
    }
    if (const Selection groups = pod_exhaustions_to_show(plan_); !groups.shown.empty()) {
      page_.table(pod_exhaustion_grid(plan_, groups), "Most Pods on the nodes of each node group");
      page_.paragraph(groups.left_out_text);
    }
  }

  void fleet() {
    const FleetCurve& fleet = *plan_.charts.fleet;
    const Selection selection = fleet_subnets_to_show(plan_);
    PlotChart chart{.title = "How the subnets fill as the fleet grows",
                    .description = "Share of the usable addresses by the nodes of all groups in proportion, each in the "
                                   "scenario that is then the worst.",
                    .data = {{"chart", "fleet"}},
                    .x_title = "nodes of all node groups",
                    .y_title = "used of the usable addresses",
                    .y_unit = ChartUnit::basis_points,
                    .shape = ChartShape::lines,
                    .series = {},
                    .thresholds = thresholds()};
    chart.marks = {{.label = fmt::format("{} desired", fleet.desired), .x = fleet.desired.value()},
                   {.label = fmt::format("{} at most", fleet.max), .x = fleet.max.value()}};
    if (plan_.exhaustion) {
      chart.marks.push_back({.label = counted(plan_.exhaustion->nodes) + " fit", .x = plan_.exhaustion->nodes.value()});
    }
    std::vector<std::string> labels;
    for (const std::size_t at : selection.shown) {
      const SubnetPlan& subnet = plan_.subnets[fleet.subnets[at]];
      ChartSeries series{.css_class = curve_class(labels.size())};
      for (const FleetCurvePoint& point : fleet.points) {
        const IpCount used = point.used[at];
        series.points.push_back(
            {.x = point.nodes.value(),
             .y = basis_points(used, subnet),
             .title = fmt::format("{}, {}: {}", subnet.label, counted(point.nodes), used_of_text(used, subnet)),
             .data = {{"subnet", subnet.label}, {"nodes", number(point.nodes)}, {"used", number(used)}}});
      }
      chart.series.push_back(std::move(series));
      labels.push_back(subnet.label);
    }
    html_.open("figure");
    write_chart(html_, chart);
    write_curve_legend(html_, labels);
    page_.paragraph(selection.left_out_text);
    page_.fold("The curves as a table");
    page_.table(fleet_grid(plan_, selection), "Addresses used by the nodes of all groups");
    page_.fold_end();
    html_.close();
  }

  // --- Warm pools

  void warm_pools() {
    page_.section("warm-pools", "What a node holds");
    page_.paragraph("The addresses of one node by the Pods on it: what Pods do not have is held all the same.");
    write_warm_pool_legend(html_);
    html_.open("div").attribute("class", "figures");
    for (const WarmPoolCurve& curve : plan_.charts.warm_pools) warm_pool(curve);
    html_.close();
    if (plan_.charts.warm_pools_left_out > 0) {
      page_.paragraph(fmt::format("... and {} of fewer nodes", counted(plan_.charts.warm_pools_left_out, "more kind of node",
                                                                       "more kinds of nodes")));
    }
  }

  void warm_pool(const WarmPoolCurve& curve) {
    html_.open("figure").open("h3").name(curve.instance_type).close();
    html_.element("p", "meta", warm_pool_text(curve));
    write_warm_pool(html_, curve, warm_pool_text(curve));
    page_.fold("The curve as a table");
    page_.table(warm_pool_grid(curve), fmt::format("What {} holds where it takes one more ENI", curve.instance_type));
    page_.fold_end();
    html_.close();
  }

  // --- Growth

  void growth() {
    page_.section("growth", "Growth");
    const Selection crossing = growth_to_show(plan_);
    for (const std::string& text : growth_texts(plan_, crossing)) page_.paragraph(text);
    if (const Selection curves = growth_curves_to_show(plan_); !curves.shown.empty()) growth_curves(curves);
    if (!crossing.shown.empty()) page_.table(growth_grid(plan_, crossing), "Months in which subnets cross the thresholds");
    page_.paragraph(crossing.left_out_text);
  }

  void growth_curves(const Selection& selection) {
    PlotChart chart{.title = "How the subnets fill as Pods grow",
                    .description = "Share of the usable addresses by month, each in the scenario that is then the worst.",
                    .data = {{"chart", "growth"}},
                    .x_title = "months from now",
                    .y_title = "used of the usable addresses",
                    .y_unit = ChartUnit::basis_points,
                    .shape = ChartShape::lines,
                    .series = {},
                    .thresholds = thresholds()};
    std::vector<std::string> labels;
    for (const std::size_t at : selection.shown) {
      const SubnetPlan& subnet = plan_.subnets[at];
      ChartSeries series{.css_class = curve_class(labels.size())};
      for (std::size_t month = 0; month < subnet.growth->demand.size(); ++month) {
        const IpCount used = subnet.growth->demand[month];
        series.points.push_back(
            {.x = static_cast<std::int64_t>(month),
             .y = basis_points(used, subnet),
             .title = fmt::format("{}, month {}: {}", subnet.label, month, used_of_text(used, subnet)),
             .data = {{"subnet", subnet.label}, {"month", fmt::format("{}", month)}, {"used", number(used)}}});
      }
      chart.series.push_back(std::move(series));
      labels.push_back(subnet.label);
    }
    html_.open("figure");
    write_chart(html_, chart);
    write_curve_legend(html_, labels);
    page_.paragraph(selection.left_out_text);
    page_.fold("The curves as a table");
    page_.table(growth_months_grid(plan_, selection), "Addresses used by month");
    page_.fold_end();
    html_.close();
  }

  // --- Node groups and scenarios

  void node_groups() {
    page_.section("node-groups", "Node groups");
    const Selection selection = groups_to_show(plan_);
    page_.table(groups_grid(plan_, names_, selection), "Node groups by scenario");
    page_.paragraph(selection.left_out_text);
    std::vector<Derivation> made;
    for (const std::size_t at : selection.shown) {
      const auto of_group = derivations_of("node group", plan_.node_groups[at].name);
      made.insert(made.end(), of_group.begin(), of_group.end());
    }
    page_.derivations(made, "How these figures came about");
  }

  void scenarios() {
    page_.section("scenarios", "Scenarios");
    page_.table(scenarios_grid(plan_, names_), "Scenarios");
    page_.table(owners_grid(plan_, names_, 0, names_.size()), "Addresses by owner");
  }

  const ClusterPlan& plan_;
  const PlanReportOptions& options_;
  const std::vector<std::string> names_;
  std::map<std::string, std::vector<Derivation>, std::less<>> derivations_;  // by the subject of their figure
  std::vector<Derivation> other_derivations_;
  HtmlPage page_;
  HtmlWriter& html_;
};

}  // namespace

std::string to_html(const ClusterPlan& plan, const PlanReportOptions& options) { return PageWriter(plan, options).run(); }

}  // namespace cniplan::report
