#include <fmt/format.h>

#include "planner/report/findings_text.hpp"
#include "planner/report/plan_layout.hpp"
#include "planner/report/plan_report.hpp"
#include "planner/report/printable.hpp"

namespace cniplan::report {
namespace {

class MarkdownWriter {
 public:
  MarkdownWriter(const ClusterPlan& plan, const PlanReportOptions& options)
      : plan_(plan), options_(options), names_(scenario_names(plan)) {}

  std::string run() {
    out_ = fmt::format("## IP address plan of {}\n\n**{}**\n\n{}.\n", markdown_cell(printable(plan_.name)),
                       markdown_cell(printable(plan_.verdict)), markdown_cell(cni_text(plan_)));
    if (!plan_.subnets.empty()) subnets();
    if (!plan_.scenarios.empty()) scenarios();
    if (!plan_.node_groups.empty()) node_groups();
    if (!plan_.scenarios.empty()) {
      heading("Addresses by owner");
      out_ += owners_grid(plan_, names_, 0, names_.size()).to_markdown();
    }
    exhaustion();
    if (plan_.growth) growth();
    if (!plan_.findings.empty()) findings();
    if (options_.explain) {
      heading("How the figures came about");
      out_ += derivations_markdown(derivations_to_show(plan_));
    }
    return std::move(out_);
  }

 private:
  void heading(std::string_view text) { out_ += fmt::format("\n### {}\n\n", text); }
  void paragraph(std::string_view text) {
    if (!text.empty()) out_ += fmt::format("\n{}\n", markdown_cell(text));
  }

  void subnets() {
    heading("Subnets");
    const Selection selection = subnets_to_show(plan_);
    out_ += subnets_grid(plan_, names_, selection).to_markdown();
    paragraph(selection.left_out_text);
  }

  void scenarios() {
    heading("Scenarios");
    out_ += scenarios_grid(plan_, names_).to_markdown();
  }

  void node_groups() {
    heading("Node groups");
    const Selection selection = groups_to_show(plan_);
    out_ += groups_grid(plan_, names_, selection).to_markdown();
    paragraph(selection.left_out_text);
  }

  void exhaustion() {
    out_ += "\n### When it runs out\n";
    for (const std::string& text : exhaustion_texts(plan_)) paragraph(text);
    if (const Selection groups = exhaustions_to_show(plan_); !groups.shown.empty()) {
      paragraph("Most nodes of each node group alone:");
      out_ += '\n' + exhaustion_grid(plan_, groups).to_markdown();
      paragraph(groups.left_out_text);
    }
    if (const Selection groups = pod_exhaustions_to_show(plan_); !groups.shown.empty()) {
      paragraph("Most Pods on the nodes of each node group:");
      out_ += '\n' + pod_exhaustion_grid(plan_, groups).to_markdown();
      paragraph(groups.left_out_text);
    }
  }

  void growth() {
    out_ += "\n### Growth\n";
    const Selection subnets = growth_to_show(plan_);
    for (const std::string& text : growth_texts(plan_, subnets)) paragraph(text);
    if (!subnets.shown.empty()) out_ += '\n' + growth_grid(plan_, subnets).to_markdown();
    paragraph(subnets.left_out_text);
  }

  void findings() {
    heading("Findings");
    const FindingSelection selection = findings_to_show(plan_);
    out_ += findings_markdown(selection.shown);
    for (const std::string& text : selection.left_out_texts) paragraph(text);
  }

  const ClusterPlan& plan_;
  const PlanReportOptions& options_;
  const std::vector<std::string> names_;
  std::string out_;
};

}  // namespace

std::string to_markdown(const ClusterPlan& plan, const PlanReportOptions& options) {
  return MarkdownWriter(plan, options).run();
}

}  // namespace cniplan::report
