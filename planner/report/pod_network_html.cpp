#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "planner/core/counted.hpp"
#include "planner/core/format.hpp"
#include "planner/report/html_charts.hpp"
#include "planner/report/html_page.hpp"
#include "planner/report/pod_network_report.hpp"

namespace cniplan::report {
namespace {

LabelledBar nodes_bar(const PodNetworkPlan& plan, std::string_view label, std::string_view key, NodeCount nodes) {
  const std::int64_t room = plan.node_blocks.value();
  const std::string figures = fmt::format("{} of {}", nodes, counted(plan.node_blocks.value(), "block", "blocks"));
  return {.label = std::string(label),
          .figures = figures,
          .notes = {},
          .is_lacking = nodes > plan.node_blocks,
          .bar = {.title = fmt::format("{}: {}", label, figures),
                  .data = {{"chart", "node-blocks"}, {"blocks", fmt::format("{}", plan.node_blocks)}},
                  .parts = {{.css_class = "o-pods",
                             .title = counted(nodes),
                             .value = nodes.value(),
                             .data = {{std::string_view(key), fmt::format("{}", nodes)}}}},
                  .room = room,
                  .scale = std::max({std::int64_t{1}, room, plan.nodes_max.value(), plan.nodes_desired.value()}),
                  .marks = {}}};
}

}  // namespace

std::string to_html(const PodNetworkPlan& plan, const PodNetworkReportOptions& options) {
  HtmlPage page({.what = "Pod network",
                 .name = plan.name,
                 .frame = options.frame,
                 .tone = tone_of(plan.fits, plan.findings),
                 .verdict = plan.verdict,
                 .lead = {"Pods have addresses of their own network, none of a VPC."}});
  page.change_first(plan.findings);
  page.section("figures", "Figures");
  if (!plan.pod_cidrs.empty()) {
    page.paragraph("A bar is the blocks that the Pod network has for nodes.");
    const std::array<LabelledBar, 2> bars = {nodes_bar(plan, "nodes desired", "nodes-desired", plan.nodes_desired),
                                             nodes_bar(plan, "nodes at most", "nodes-max", plan.nodes_max)};
    write_bars(page.html(), bars);
  }
  page.table(pod_network_grid(plan), "Pod network");
  page.findings_section(plan.findings, options.sources);
  page.derivations_section(plan.derivations);
  page.inputs_section(options.sources, options.imported);
  return page.take();
}

}  // namespace cniplan::report
