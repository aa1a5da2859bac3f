#include <fmt/format.h>

#include "planner/core/format.hpp"
#include "planner/report/findings_text.hpp"
#include "planner/report/markdown_page.hpp"
#include "planner/report/plan_layout.hpp"
#include "planner/report/plan_report.hpp"
#include "planner/report/printable.hpp"

namespace cniplan::report {
namespace {

std::string number(const std::optional<IpCount>& ips) { return ips ? fmt::format("{}", *ips) : "unknown"; }

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
  [[nodiscard]] std::string label(const ScenarioLine& line) const { return line_label(plan_, names_, line); }

  void subnets() {
    heading("Subnets");
    const Selection selection = subnets_to_show(plan_);
    Grid grid({{"Subnet"}, {"Zone"}, {"CIDR"}, {"Usable", Align::right}, {"Scenario"}, {"Used", Align::right},
               {"Free", Align::right}, {"Share", Align::right}, {"To know"}});
    for (const std::size_t at : selection.shown) {
      const SubnetPlan& subnet = plan_.subnets[at];
      for (const ScenarioLine& line : subnet_lines(subnet)) {
        const SubnetScenario& scenario = subnet.scenarios[line.at];
        std::string notes;
        for (const std::string& note : subnet_notes(scenario)) notes += (notes.empty() ? "" : "; ") + note;
        grid.add_row({printable(subnet.label), printable(subnet.az), subnet.cidr ? subnet.cidr->to_string() : "unknown",
                      number(subnet.usable), label(line), fmt::format("{}", scenario.demand.total()),
                      number(scenario.free), utilization_text(scenario), std::move(notes)});
      }
    }
    out_ += grid.to_markdown();
    paragraph(selection.left_out_text);
  }

  void scenarios() {
    Grid grid({{"Scenario"}, {"Nodes", Align::right}, {"Pods", Align::right}, {"Addresses", Align::right},
               {"ENIs", Align::right}, {"NAU", Align::right}, {"Fits"}});
    for (std::size_t i = 0; i < plan_.scenarios.size(); ++i) {
      const ScenarioPlan& made = plan_.scenarios[i];
      grid.add_row({variant_text(plan_, names_, {i, made.variant}), fmt::format("{}", made.nodes),
                    fmt::format("{}", made.pods), fmt::format("{}", made.total.total()),
                    fmt::format("{}", made.network_interfaces), fmt::format("{}", made.network_address_units),
                    made.fits ? "yes" : "no"});
    }
    out_ += markdown_details("Scenarios", grid.to_markdown());
  }

  void node_groups() {
    const Selection selection = groups_to_show(plan_);
    Grid grid({{"Node group"}, {"Kind"}, {"Max Pods", Align::right}, {"Scenario"}, {"Nodes", Align::right},
               {"Of them extra", Align::right}, {"Pods", Align::right}, {"Addresses", Align::right},
               {"Pods on the fullest", Align::right}, {"Its addresses", Align::right}, {"Its ENIs", Align::right}});
    for (const std::size_t at : selection.shown) {
      const NodeGroupPlan& group = plan_.node_groups[at];
      for (const ScenarioLine& line : group_lines(plan_, group)) {
        const NodeGroupScenario& made = group.scenarios[line.at];
        grid.add_row({printable(group.name), group_text(group), max_pods_text(group), label(line),
                      fmt::format("{}", made.nodes), fmt::format("{}", made.extra_nodes),
                      fmt::format("{}", made.pods + made.branch_pods),
                      range_text(made.least_addresses, made.addresses), fmt::format("{}", made.most_pods),
                      fullest_text(made), fmt::format("{}", made.fullest.enis)});
      }
    }
    out_ += markdown_details("Node groups", grid.to_markdown() + paragraph_text(selection.left_out_text));
  }

  static std::string max_pods_text(const NodeGroupPlan& group) {
    return group.types.empty() ? "" : fmt::format("{}", group.max_pods);
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
