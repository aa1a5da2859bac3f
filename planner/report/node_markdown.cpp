#include <fmt/format.h>

#include "planner/core/format.hpp"
#include "planner/report/findings_text.hpp"
#include "planner/report/markdown_page.hpp"
#include "planner/report/node_layout.hpp"
#include "planner/report/node_report.hpp"

namespace cniplan::report {
namespace {

std::string section(std::string_view title, const Grid& grid) {
  return fmt::format("\n### {}\n\n{}", title, grid.to_markdown());
}

std::string list(std::string_view title, const std::vector<std::string>& texts) {
  std::string out = fmt::format("\n### {}\n\n", title);
  for (const std::string& text : texts) out += fmt::format("- {}\n", markdown_cell(text));
  return out;
}

std::string head(std::string_view headline, const NodeQuestion& question, AddressMode mode) {
  return fmt::format("**{}**\n\n{}\n", markdown_cell(headline), markdown_cell(settings_text(question, mode)));
}

std::string page(const NodeQuestion& question, const NodeReportOptions& options, std::string_view body) {
  return to_markdown_page({.command = "node",
                           .of = question.type,
                           .heading = fmt::format("IP addresses of one {}", question.type),
                           .frame = options.frame},
                          body);
}

}  // namespace

std::string to_markdown(const NodePlan& plan, const NodeReportOptions& options) {
  const AddressMode mode = plan.answer.usage.mode;
  std::string out = head(headline(plan), plan.question, mode);
  out += section(plan.answer.low ? "ENIs at the peak" : "ENIs", enis_grid(plan.answer));
  const std::vector<NodeState> states = states_of(plan);
  for (const NodeState& state : states) {
    if (state.node->enis != plan.answer.enis) {
      out += section(fmt::format("ENIs, {}", state.name), enis_grid(*state.node));
    }
  }
  out += fmt::format("\n{}\n", markdown_cell(wasted_legend(mode)));
  out += section("What the node holds", states_grid(states));
  if (has_two_subnets(plan)) out += section("By subnet", subnets_grid(plan));
  if (const auto chance = chance_texts(plan); !chance.empty()) out += list("What chance decides", chance);
  if (const std::string no_calls = no_calls_text(plan); !no_calls.empty()) {
    out += fmt::format("\n### EC2 calls\n\n{}\n", markdown_cell(no_calls));
  }
  if (const Grid calls = calls_grid(states); !calls.empty()) out += section("EC2 calls", calls);
  if (const Grid hourly = hourly_calls_grid(states); !hourly.empty()) {
    out += section("EC2 calls that go on every hour", hourly);
  }
  if (const auto start = start_texts(plan); !start.empty()) out += list("Time to ready", start);
  if (!plan.findings.empty()) out += "\n### Findings\n\n" + findings_markdown(plan.findings);
  if (options.explain) out += markdown_details("How the figures came about", derivations_markdown(plan.derivations));
  return page(plan.question, options, out);
}

std::string to_markdown(const NodeCurve& curve, const NodeReportOptions& options) {
  const AddressMode mode = curve.points.back().answer.usage.mode;
  std::string out = head(headline(curve), curve.question, mode);
  out += section("What the node holds", curve_grid(curve, CurveRows::steps));
  out += fmt::format("\n{}\n", markdown_cell(wasted_legend(mode)));
  if (!curve.findings.empty()) out += "\n### Findings\n\n" + findings_markdown(curve.findings);
  return page(curve.question, options, out);
}

}  // namespace cniplan::report
