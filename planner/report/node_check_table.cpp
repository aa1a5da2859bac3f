#include <fmt/format.h>

#include "planner/report/findings_text.hpp"
#include "planner/report/markdown_page.hpp"
#include "planner/report/node_check_layout.hpp"
#include "planner/report/node_check_report.hpp"
#include "planner/report/wrap.hpp"

namespace cniplan::report {
namespace {

std::string_view colour_of(NodeVerdict verdict) {
  switch (verdict) {
    case NodeVerdict::above_addresses:
    case NodeVerdict::cni_refuses:
      return Paint::kRed;
    case NodeVerdict::below_addresses:
    case NodeVerdict::older_than_prefixes:
    case NodeVerdict::unknown_type:
    case NodeVerdict::unknown_max_pods:
      return Paint::kYellow;
    case NodeVerdict::fits:
    case NodeVerdict::above_recommended:
    case NodeVerdict::not_judged:
      return Paint::kGreen;
  }
  return Paint::kBold;
}

NodeVerdict worst_of(const NodeCheck& check) {
  NodeVerdict worst = NodeVerdict::fits;
  for (const CheckedGroup& group : check.groups) {
    if (colour_of(group.verdict) == Paint::kRed) return group.verdict;
    if (colour_of(group.verdict) == Paint::kYellow) worst = group.verdict;
  }
  return worst;
}

}  // namespace

std::string to_table(const NodeCheck& check, const NodeCheckOptions& options) {
  const Paint paint(options.colour);
  std::string out = paint(colour_of(worst_of(check)), wrapped(check.verdict, kTableWidth));
  out += wrapped(settings_text(check), kTableWidth);
  if (const std::string others = other_pods_text(check); !others.empty()) out += wrapped(others, kTableWidth);
  if (!check.groups.empty()) out += paint.heading(groups_heading(check));
  for (const CheckedGroup* const group : groups_to_show(check)) {
    const std::string kind = kind_text(*group);
    out += wrapped(fmt::format("{}{}{}: {}", name_of(*group), kind.empty() ? "" : ", ", kind,
                               verdict_text(group->verdict)),
                   kTableWidth, "  ", "    ");
    for (const std::string& line : figures_of(*group)) out += wrapped(line, kTableWidth, "    ", "    ");
  }
  if (!check.nodes.empty()) {
    out += paint.heading(nodes_heading(check));
    out += indented(nodes_grid(check, NodeNames::short_ones).to_table());
    out += wrapped(nodes_legend(check, NodeNames::short_ones), kTableWidth, "  ", "  ");
  }
  if (!check.findings.empty()) {
    out += paint.heading("Findings");
    out += findings_table(check.findings, paint);
  }
  if (options.explain && !check.derivations.empty()) {
    out += paint.heading("How the figures came about");
    out += derivations_table(check.derivations);
  }
  return out;
}

std::string to_markdown(const NodeCheck& check, const NodeCheckOptions& options) {
  std::string out = fmt::format("**{}**\n\n{}\n", markdown_cell(check.verdict), markdown_cell(settings_text(check)));
  if (const std::string others = other_pods_text(check); !others.empty())
    out += fmt::format("\n{}\n", markdown_cell(others));
  if (!check.groups.empty()) {
    out += fmt::format("\n### {}\n\n{}", groups_heading(check), groups_grid(check).to_markdown());
  }
  if (!check.findings.empty()) out += fmt::format("\n### Findings\n\n{}", findings_markdown(check.findings));
  if (!check.nodes.empty()) {
    out += markdown_details(nodes_heading(check),
                            fmt::format("{}\n{}\n", nodes_grid(check, NodeNames::whole).to_markdown(),
                                        markdown_cell(nodes_legend(check, NodeNames::whole))));
  }
  if (options.explain && !check.derivations.empty()) {
    out += markdown_details("How the figures came about", derivations_markdown(check.derivations));
  }
  return to_markdown_page({.command = "check-nodes", .heading = "Max Pods of the nodes", .frame = options.frame}, out);
}

}  // namespace cniplan::report
