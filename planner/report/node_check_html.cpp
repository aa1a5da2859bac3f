#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "planner/core/counted.hpp"
#include "planner/core/format.hpp"
#include "planner/report/html_charts.hpp"
#include "planner/report/html_page.hpp"
#include "planner/report/node_check_layout.hpp"
#include "planner/report/node_check_report.hpp"

namespace cniplan::report {
namespace {

/// The Pods of each node to show against its max Pods; nothing of those of which one is unknown.
std::vector<LabelledBar> bars_of(const NodeCheck& check) {
  std::vector<LabelledBar> bars;
  std::int64_t scale = 1;
  const std::vector<const CheckedNode*> nodes = nodes_to_show(check);
  for (const CheckedNode* const node : nodes) {
    if (!node->pods || !node->max_pods) continue;
    scale = std::max({scale, node->max_pods->value(), node->pods->total().value()});
  }
  for (const CheckedNode* const node : nodes) {
    if (!node->pods || !node->max_pods) continue;
    const PodsOnNode& pods = *node->pods;
    const std::string figures = fmt::format("{} of {}", pods.total(), counted(*node->max_pods));
    const auto part = [](std::string_view css_class, std::string_view text, std::string_view key, PodCount count) {
      return BarPart{.css_class = std::string(css_class),
                     .title = fmt::format("{}: {}", text, counted(count)),
                     .value = count.value(),
                     .data = {{"pods", std::string(key)}, {"count", fmt::format("{}", count)}}};
    };
    StackedBar bar{.title = fmt::format("{}: {}", node->name, figures),
                   .data = {{"chart", "node"}, {"node", node->name}, {"max-pods", fmt::format("{}", *node->max_pods)}},
                   .parts = {part("o-pods", "on the Pod network", "pod-network", pods.pod_network),
                             part("o-primary", "on the host network", "host-network", pods.host_network),
                             part("o-trunk", "on branch ENIs", "branch", pods.branch)},
                   .room = node->max_pods->value(),
                   .scale = scale,
                   .marks = {}};
    if (node->addresses && node->addresses->max_pods) {
      bar.marks.push_back({.css_class = "fail", .value = node->addresses->max_pods->value()});
      bar.data.emplace_back("addressable", fmt::format("{}", *node->addresses->max_pods));
    }
    const bool is_faulty = node->verdict == NodeVerdict::above_addresses || node->verdict == NodeVerdict::cni_refuses;
    bars.push_back({.label = node->name,
                    .figures = fmt::format("{}, {}", figures, verdict_text(node->verdict)),
                    .notes = {},
                    .is_lacking = is_faulty,
                    .bar = std::move(bar)});
  }
  return bars;
}

}  // namespace

std::string to_html(const NodeCheck& check, const NodeCheckOptions& options) {
  HtmlPage page({.what = "Max Pods of the nodes",
                 .name = {},
                 .frame = options.frame,
                 .tone = tone_of(true, check.findings),
                 .verdict = check.verdict,
                 .lead = {settings_text(check)}});
  page.change_first(check.findings);
  if (!check.groups.empty()) {
    page.section("groups", groups_heading(check));
    page.table(groups_grid(check), "Groups of nodes");
    page.paragraph(other_pods_text(check));
  }
  if (!check.nodes.empty()) {
    page.section("nodes", nodes_heading(check));
    if (const auto bars = bars_of(check); !bars.empty()) {
      page.paragraph("A bar is a node's max Pods; the line across it is at what its ENIs address.");
      const std::array<LegendEntry, 3> entries = {
          {{"o-pods", "on the Pod network"}, {"o-primary", "on the host network"}, {"o-trunk", "on branch ENIs"}}};
      write_legend(page.html(), entries);
      write_bars(page.html(), bars);
    }
    page.table(nodes_grid(check, NodeNames::whole), "Nodes");
    page.paragraph(nodes_legend(check, NodeNames::whole));
  }
  page.findings_section(check.findings, options.sources);
  page.derivations_section(check.derivations);
  page.inputs_section(options.sources);
  page.catalog_section(check.catalog.date);
  return page.take();
}

}  // namespace cniplan::report
