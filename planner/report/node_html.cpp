#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "planner/core/counted.hpp"
#include "planner/core/format.hpp"
#include "planner/report/html_charts.hpp"
#include "planner/report/html_page.hpp"
#include "planner/report/node_layout.hpp"
#include "planner/report/node_report.hpp"

namespace cniplan::report {
namespace {

std::string catalog_remark(const CatalogVersion& catalog) {
  if (catalog.overlaid_types == 0) return {};
  return fmt::format("Of {} the limits are those of a file that was given.",
                     counted(static_cast<std::int64_t>(catalog.overlaid_types), "type", "types"));
}

/// What a node holds by label, as parts of a bar.
std::vector<BarPart> parts_of(const SubnetShare& held) {
  struct Label {
    std::string_view name;
    std::string_view css_class;
    IpCount ips;
    bool is_hatched = false;
  };
  const Label labels[] = {{"primary", "o-primary", held.primary},    {"assigned", "o-pods", held.assigned},
                          {"cooling", "o-fargate", held.cooling},    {"warm", "o-warm", held.warm, true},
                          {"trunk", "o-trunk", held.trunk},          {"branch", "o-branch", held.branch, true}};
  std::vector<BarPart> parts;
  for (const Label& label : labels) {
    parts.push_back({.css_class = std::string(label.css_class),
                     .title = fmt::format("{}: {}", label.name, counted(label.ips)),
                     .value = label.ips.value(),
                     .is_hatched = label.is_hatched,
                     .data = {{"label", std::string(label.name)}, {"addresses", fmt::format("{}", label.ips)}}});
  }
  return parts;
}

/// One answer below the other, on one scale.
void write_states(HtmlWriter& html, std::span<const NodeState> states) {
  std::int64_t scale = 1;
  IpCount cooling;
  IpCount trunk;
  for (const NodeState& state : states) {
    scale = std::max(scale, state.node->usage.total().value());
    cooling += labels_of(state.node->usage).cooling;
    trunk += labels_of(state.node->usage).trunk;
  }
  std::vector<LegendEntry> entries = {{"o-primary", "primary of ENIs"}, {"o-pods", "assigned to Pods"}, {"o-warm", "warm", true}};
  if (cooling > IpCount(0)) entries.push_back({"o-fargate", "cooling"});
  if (trunk > IpCount(0)) entries.insert(entries.end(), {{"o-trunk", "trunk ENI"}, {"o-branch", "branch ENIs", true}});
  write_legend(html, entries);
  std::vector<LabelledBar> bars;
  for (const NodeState& state : states) {
    const std::string figures =
        fmt::format("{} on {}", counted(state.node->usage.total()), counted(state.node->usage.enis));
    bars.push_back({.label = fmt::format("{}, {}", state.name, counted(state.pods)),
                    .figures = figures,
                    .notes = {},
                    .is_lacking = state.node->usage.pods_without_address > PodCount(0),
                    .bar = {.title = fmt::format("{}: {}", state.name, figures),
                            .data = {{"chart", "node"},
                                     {"answer", state.word},
                                     {"pods", fmt::format("{}", state.pods)},
                                     {"total", fmt::format("{}", state.node->usage.total())}},
                            .parts = parts_of(labels_of(state.node->usage)),
                            .scale = scale,
                            .marks = {}}});
  }
  write_bars(html, bars);
}

void write_list(HtmlPage& page, std::string_view id, std::string_view heading, const std::vector<std::string>& texts) {
  if (texts.empty()) return;
  page.section(id, heading);
  page.list(texts);
}

HtmlHead head_of(const NodeQuestion& question, std::string headline, AddressMode mode, const NodeReportOptions& options,
                 Tone tone) {
  return {.what = "IP addresses of one",
          .name = question.type,
          .joint = " ",
          .frame = options.frame,
          .tone = tone,
          .verdict = std::move(headline),
          .lead = {settings_text(question, mode)}};
}

}  // namespace

std::string to_html(const NodePlan& plan, const NodeReportOptions& options) {
  const AddressMode mode = plan.answer.usage.mode;
  const bool has_all = plan.answer.usage.pods_without_address == PodCount(0);
  HtmlPage page(head_of(plan.question, headline(plan), mode, options, tone_of(has_all, plan.findings)));
  page.change_first(plan.findings);
  const std::vector<NodeState> states = states_of(plan);
  page.section("holds", "What the node holds");
  write_states(page.html(), states);
  page.table(states_grid(states), "Addresses by label");
  if (has_two_subnets(plan)) page.table(subnets_grid(plan), "Addresses by subnet");
  page.section("enis", "ENIs");
  page.table(enis_grid(plan.answer), plan.answer.low ? "ENIs at the peak" : "ENIs");
  for (const NodeState& state : states) {
    if (state.node->enis != plan.answer.enis) page.table(enis_grid(*state.node), fmt::format("ENIs, {}", state.name));
  }
  page.paragraph(wasted_legend(mode));
  write_list(page, "chance", "What chance decides", chance_texts(plan));
  const Grid calls = calls_grid(states);
  const Grid hourly = hourly_calls_grid(states);
  const std::string no_calls = no_calls_text(plan);
  if (!calls.empty() || !hourly.empty() || !no_calls.empty()) {
    page.section("calls", "EC2 calls");
    page.paragraph(no_calls);
    if (!calls.empty()) page.table(calls, "EC2 calls until the pool is at rest");
    if (!hourly.empty()) page.table(hourly, "EC2 calls that go on every hour");
  }
  write_list(page, "ready", "Time to ready", start_texts(plan));
  page.findings_section(plan.findings, options.sources);
  page.derivations_section(plan.derivations);
  page.inputs_section(options.sources);
  page.catalog_section(options.catalog.date, catalog_remark(options.catalog));
  return page.take();
}

std::string to_html(const NodeCurve& curve, const NodeReportOptions& options) {
  const AddressMode mode = curve.points.back().answer.usage.mode;
  HtmlPage page(head_of(curve.question, headline(curve), mode, options, tone_of(true, curve.findings)));
  page.change_first(curve.findings);
  WarmPoolCurve drawn{.instance_type = curve.question.type, .node_groups = {}, .mode = mode, .max_pods = curve.admitted, .points = {}};
  for (const NodeCurvePoint& point : curve.points) {
    const SubnetShare held = labels_of(point.answer.usage);
    drawn.points.push_back({.pods = point.pods,
                            .enis = point.answer.usage.enis,
                            .primary = held.primary,
                            .assigned = held.assigned,
                            .warm = held.warm + held.cooling,
                            .trunk = held.trunk + held.branch});
  }
  page.section("holds", "What the node holds");
  write_warm_pool_legend(page.html());
  page.html().open("figure");
  write_warm_pool(page.html(), drawn, headline(curve));
  page.html().close();
  page.table(curve_grid(curve, CurveRows::steps), "Numbers of Pods between which ENIs and prefixes stay the same");
  page.paragraph(wasted_legend(mode));
  page.fold("Every number of Pods");
  page.table(curve_grid(curve, CurveRows::every_number), "What the node holds for every number of Pods");
  page.fold_end();
  page.findings_section(curve.findings, options.sources);
  page.inputs_section(options.sources);
  page.catalog_section(options.catalog.date, catalog_remark(options.catalog));
  return page.take();
}

}  // namespace cniplan::report
