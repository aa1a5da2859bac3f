#include <fmt/format.h>

#include <algorithm>

#include "planner/core/format.hpp"
#include "planner/report/findings_text.hpp"
#include "planner/report/node_layout.hpp"
#include "planner/report/node_report.hpp"
#include "planner/report/wrap.hpp"

namespace cniplan::report {
namespace {

std::string_view colour_of(const NodeIpUsage& usage, std::span<const Finding> findings) {
  const bool lacks = usage.pods_without_address > PodCount(0) || usage.branch_pods_without_eni > PodCount(0);
  if (!usage.settles || lacks) return Paint::kRed;
  const bool remarkable =
      std::ranges::any_of(findings, [](const Finding& f) { return f.severity != Severity::info; });
  return remarkable ? Paint::kYellow : Paint::kGreen;
}

std::string paragraph(std::string_view text) {
  return wrapped(text, kTableWidth, "  ", "  ");
}

std::string enis(std::string_view title, const SettledNode& node, const Paint& paint) {
  return paint.heading(title) + indented(enis_grid(node).to_table());
}

}  // namespace

std::string to_table(const NodePlan& plan, const NodeReportOptions& options) {
  const Paint paint(options.colour);
  const AddressMode mode = plan.answer.usage.mode;
  std::string out = paint(colour_of(plan.answer.usage, plan.findings), wrapped(headline(plan), kTableWidth));
  out += wrapped(settings_text(plan.question, mode), kTableWidth);
  out += enis(plan.answer.low ? "ENIs at the peak" : "ENIs", plan.answer, paint);
  const std::vector<NodeState> states = states_of(plan);
  for (const NodeState& state : states) {
    if (state.node->enis != plan.answer.enis)
      out += enis(fmt::format("ENIs, {}", state.name), *state.node, paint);
  }
  out += paragraph(wasted_legend(mode));
  out += paint.heading("What the node holds") + indented(states_grid(states).to_table());
  if (has_two_subnets(plan)) out += paint.heading("By subnet") + indented(subnets_grid(plan).to_table());
  if (const auto chance = chance_texts(plan); !chance.empty()) {
    out += paint.heading("What chance decides");
    for (const std::string& text : chance) out += paragraph(text);
  }
  if (const std::string no_calls = no_calls_text(plan); !no_calls.empty()) {
    out += paint.heading("EC2 calls") + paragraph(no_calls);
  }
  if (const Grid calls = calls_grid(states); !calls.empty()) {
    out += paint.heading("EC2 calls") + indented(calls.to_table());
  }
  if (const Grid hourly = hourly_calls_grid(states); !hourly.empty()) {
    out += paint.heading("EC2 calls that go on every hour") + indented(hourly.to_table());
  }
  if (const auto start = start_texts(plan); !start.empty()) {
    out += paint.heading("Time to ready");
    for (const std::string& text : start) out += paragraph(text);
  }
  if (!plan.findings.empty()) out += paint.heading("Findings") + findings_table(plan.findings, paint);
  if (options.explain)
    out += paint.heading("How the figures came about") + derivations_table(plan.derivations);
  return out;
}

std::string to_table(const NodeCurve& curve, const NodeReportOptions& options) {
  const Paint paint(options.colour);
  const NodeIpUsage& last = curve.points.back().answer.usage;
  std::string out = paint(colour_of(last, curve.findings), wrapped(headline(curve), kTableWidth));
  out += wrapped(settings_text(curve.question, last.mode), kTableWidth);
  if (options.plot) out += '\n' + plot(curve);
  out += '\n' + curve_grid(curve, CurveRows::every_number).to_table() + '\n' + wrapped(wasted_legend(last.mode), kTableWidth);
  if (!curve.findings.empty()) out += paint.heading("Findings") + findings_table(curve.findings, paint);
  return out;
}

}  // namespace cniplan::report
