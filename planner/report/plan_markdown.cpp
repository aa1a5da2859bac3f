#include <fmt/format.h>

#include "planner/report/findings_text.hpp"
#include "planner/report/markdown_page.hpp"
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
    out_ = fmt::format("**{}**\n\n{}.\n", markdown_cell(printable(plan_.verdict)), markdown_cell(cni_text(plan_)));
    if (!plan_.subnets.empty()) subnets();
    if (!plan_.findings.empty()) findings();
    // What a reviewer looks at first stands open.
    if (!plan_.scenarios.empty()) scenarios();
    if (!plan_.node_groups.empty()) node_groups();
    if (!plan_.scenarios.empty()) {
      out_ += markdown_details("Addresses by owner", owners_grid(plan_, names_, 0, names_.size()).to_markdown());
    }
    exhaustion();
    if (plan_.growth) growth();
    if (options_.explain) {
      out_ += markdown_details("How the figures came about", derivations_markdown(derivations_to_show(plan_)));
    }
    return to_markdown_page({.command = "plan",
                             .of = plan_.name,
                             .heading = fmt::format("IP address plan of {}", plan_.name),
                             .frame = options_.frame},
                            out_);
  }

 private:
  void heading(std::string_view text) { out_ += fmt::format("\n### {}\n\n", text); }
  void paragraph(std::string_view text) { out_ += paragraph_text(text); }
  static std::string paragraph_text(std::string_view text) {
    return text.empty() ? std::string() : fmt::format("\n{}\n", markdown_cell(text));
  }

  void subnets() {
    heading("Subnets");
    const Selection selection = subnets_to_show(plan_);
    out_ += subnets_grid(plan_, names_, selection).to_markdown();
    paragraph(selection.left_out_text);
  }

  void scenarios() {
    out_ += markdown_details("Scenarios", scenarios_grid(plan_, names_).to_markdown());
  }

  void node_groups() {
    const Selection selection = groups_to_show(plan_);
    out_ += markdown_details("Node groups", groups_grid(plan_, names_, selection).to_markdown() +
                                                paragraph_text(selection.left_out_text));
  }

  void exhaustion() {
    std::string text;
    for (const std::string& sentence : exhaustion_texts(plan_)) text += paragraph_text(sentence);
    if (const Selection groups = exhaustions_to_show(plan_); !groups.shown.empty()) {
      text += paragraph_text("Most nodes of each node group alone:");
      text += '\n' + exhaustion_grid(plan_, groups).to_markdown();
      text += paragraph_text(groups.left_out_text);
    }
    if (const Selection groups = pod_exhaustions_to_show(plan_); !groups.shown.empty()) {
      text += paragraph_text("Most Pods on the nodes of each node group:");
      text += '\n' + pod_exhaustion_grid(plan_, groups).to_markdown();
      text += paragraph_text(groups.left_out_text);
    }
    out_ += markdown_details("When it runs out", without_first_line(text));
  }

  void growth() {
    std::string text;
    const Selection subnets = growth_to_show(plan_);
    for (const std::string& sentence : growth_texts(plan_, subnets)) text += paragraph_text(sentence);
    if (!subnets.shown.empty()) text += '\n' + growth_grid(plan_, subnets).to_markdown();
    text += paragraph_text(subnets.left_out_text);
    out_ += markdown_details("Growth", without_first_line(text));
  }

  /// A first paragraph without the empty line above it.
  static std::string_view without_first_line(std::string_view text) {
    if (text.starts_with('\n')) text.remove_prefix(1);
    return text;
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
