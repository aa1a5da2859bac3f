#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "planner/core/counted.hpp"
#include "planner/core/format.hpp"
#include "planner/report/html_charts.hpp"
#include "planner/report/html_page.hpp"
#include "planner/report/max_pods_explain.hpp"
#include "planner/report/max_pods_layout.hpp"
#include "planner/report/max_pods_report.hpp"

namespace cniplan::report {
namespace {

/// Types beyond these have a row of the table and nothing else.
constexpr std::size_t kMostBars = 40;
constexpr std::size_t kMostExplained = 100;

std::string figure(const std::optional<PodCount>& pods) { return pods ? fmt::format("{}", *pods) : "no limit"; }

/// What AWS recommends of what the addresses allow.
std::vector<LabelledBar> bars_of(const MaxPodsResult& result) {
  const std::size_t count = std::min(kMostBars, result.types.size());
  std::int64_t scale = 1;
  for (std::size_t i = 0; i < count; ++i) {
    const MaxPods& made = result.types[i].figures;
    scale = std::max({scale, made.max_pods.value_or(PodCount(0)).value(),
                      made.recommended_max_pods.value_or(PodCount(0)).value()});
  }
  std::vector<LabelledBar> bars;
  for (std::size_t i = 0; i < count; ++i) {
    const MaxPodsRow& row = result.types[i];
    const MaxPods& made = row.figures;
    if (!made.recommended_max_pods) continue;
    const std::string figures = fmt::format("{} recommended, {} at most", *made.recommended_max_pods, figure(made.max_pods));
    LabelledBar bar{.label = std::string(row.instance_type.view()),
                    .figures = figures,
                    .notes = {},
                    .is_lacking = false,
                    .bar = {.title = fmt::format("{}: {}", row.instance_type.view(), figures),
                            .data = {{"chart", "max-pods"},
                                     {"instance-type", std::string(row.instance_type.view())},
                                     {"recommended-max-pods", fmt::format("{}", *made.recommended_max_pods)}},
                            .parts = {{.css_class = "o-pods",
                                       .title = fmt::format("recommended: {}", counted(*made.recommended_max_pods)),
                                       .value = made.recommended_max_pods->value()}},
                            .room = made.max_pods.value_or(PodCount(0)).value(),
                            .scale = scale,
                            .marks = {}}};
    if (made.max_pods) bar.bar.data.emplace_back("max-pods", fmt::format("{}", *made.max_pods));
    bars.push_back(std::move(bar));
  }
  return bars;
}

/// "group  the 110 or 250 that ..." as "group: the 110 or 250 that ...".
std::string legend_text(std::string_view line) {
  const auto blank = line.find(' ');
  return fmt::format("{}: {}", line.substr(0, blank), line.substr(line.find_first_not_of(' ', blank)));
}

/// How Pods get addresses, in one line.
std::string settings_text(const MaxPodsSettings& settings, bool with_mode) {
  std::string text = settings.cni.ip_family == IpFamily::ipv6 ? "IPv6"
                     : settings.cni.prefix_delegation         ? "prefix delegation"
                                                              : "secondary IP mode";
  if (settings.cni.custom_networking) text += ", custom networking";
  if (!with_mode) text = "every mode";
  if (settings.cni.pod_eni) text += ", security groups for Pods";
  if (settings.cni.max_enis) text += fmt::format(", MAX_ENI={}", *settings.cni.max_enis);
  if (settings.reserved_enis > EniCount(0)) text += fmt::format(", {} reserved", counted(settings.reserved_enis));
  if (settings.os == NodeOs::windows) text += ", Windows";
  if (settings.managed_node_group) text += ", managed node group";
  return fmt::format("Settings: {}.", text);
}

std::string catalog_remark(const CatalogVersion& catalog) {
  if (catalog.overlaid_types == 0) return {};
  return fmt::format("Of {} the limits are those of a file that was given.",
                     counted(static_cast<std::int64_t>(catalog.overlaid_types), "type", "types"));
}

std::vector<Derivation> derivations_of(const MaxPodsResult& result) {
  std::vector<Derivation> made;
  const std::size_t count = std::min(kMostExplained, result.types.size());
  for (std::size_t i = 0; i < count; ++i) {
    for (const ExplainedFigure& line : explain(result.types[i], result.settings)) {
      made.push_back({fmt::format("{}: {}", result.types[i].instance_type.view(), max_pods_figure_text(line.figure)),
                      line.formula, line.formula});
    }
  }
  return made;
}

}  // namespace

std::string to_html(const MaxPodsResult& result, const ReportFrame& frame) {
  HtmlPage page({.what = "Max Pods",
                 .name = {},
                 .frame = frame,
                 .tone = Tone::plain,
                 .verdict = fmt::format("Max Pods of {}.",
                                        counted(std::ssize(result.types), "instance type", "instance types")),
                 .lead = {settings_text(result.settings, true)}});
  page.section("types", "Instance types");
  page.table(max_pods_grid(result), "Max Pods by instance type");
  std::vector<std::string> legend;
  for (const std::string& line : max_pods_legend(result)) legend.push_back(legend_text(line));
  page.list(legend);
  if (const auto bars = bars_of(result); !bars.empty()) {
    page.section("bars", "Recommended and allowed");
    const std::array<LegendEntry, 2> entries = {{{"o-pods", "recommended by AWS"}, {"room", "what the addresses allow"}}};
    write_legend(page.html(), entries);
    write_bars(page.html(), bars);
    if (result.types.size() > kMostBars) {
      page.paragraph(fmt::format("... and {} more, which the table has.", result.types.size() - kMostBars));
    }
  }
  if (result.group) {
    page.section("group", "As one node group");
    page.table(max_pods_group_grid(result), "The types as one node group");
  }
  page.derivations_section(derivations_of(result));
  if (result.types.size() > kMostExplained) {
    page.paragraph(fmt::format("... and those of {} more types; --format json --explain has all.",
                               result.types.size() - kMostExplained));
  }
  page.catalog_section(result.catalog.date, catalog_remark(result.catalog));
  return page.take();
}

std::string to_html(const MaxPodsModesResult& result, const ReportFrame& frame) {
  HtmlPage page({.what = "Max Pods by CNI mode",
                 .name = {},
                 .frame = frame,
                 .tone = Tone::plain,
                 .verdict = fmt::format(
                     "Recommended max Pods of {}: secondary IP or prefix delegation, without and with custom networking.",
                     counted(static_cast<std::int64_t>(result.size()), "instance type", "instance types")),
                 .lead = {settings_text(result.settings(), false)}});
  page.section("types", "Instance types");
  page.table(max_pods_grid(result), "Recommended max Pods by instance type and mode");
  if (const std::string legend = max_pods_legend(result); !legend.empty()) page.list({legend_text(legend)});
  page.catalog_section(result.catalog().date, catalog_remark(result.catalog()));
  return page.take();
}

}  // namespace cniplan::report
