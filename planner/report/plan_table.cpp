#include <fmt/format.h>

#include <algorithm>

#include "planner/core/counted.hpp"
#include "planner/core/format.hpp"
#include "planner/report/findings_text.hpp"
#include "planner/report/label_table.hpp"
#include "planner/report/plan_layout.hpp"
#include "planner/report/plan_report.hpp"
#include "planner/report/printable.hpp"
#include "planner/report/wrap.hpp"

namespace cniplan::report {
namespace {

constexpr std::size_t kWidth = kTableWidth;
/// Inside the indentation of grids.
constexpr std::size_t kGridWidth = kWidth - 2;

/// Bars are as long as labels leave room for.
constexpr std::size_t kLongestBar = 24;
constexpr std::size_t kShortestBar = 16;

/// Longer names of scenarios, and of what they are without, lose their middle.
constexpr std::size_t kWidestScenario = 24;
constexpr std::size_t kWidestName = 24;
/// Columns of a scenario's name where it heads figures: eight scenarios with five digits each go side by side.
constexpr std::size_t kWidestHeading = 8;

/// A name over several lines, broken after hyphens and the like, else where a line is full: "control-\nplane-\nupdate".
std::string broken_heading(std::string_view name) {
  std::string out;
  std::size_t column = 0;
  while (!name.empty()) {
    const auto separator = name.find_first_of("-_ ./");
    std::string_view part = name.substr(0, separator == std::string_view::npos ? name.size() : separator + 1);
    part = first_columns(part, kWidestHeading);
    name.remove_prefix(part.size());
    const std::size_t width = display_width(part);
    if (column > 0 && column + width > kWidestHeading) {
      out += '\n';
      column = 0;
    }
    out += part;
    column += width;
  }
  return out;
}

std::size_t widest_line(std::string_view text) {
  std::size_t widest = 0;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    widest = std::max(widest, display_width(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return widest;
}

/// Nothing for what nobody knows: the title says so.
std::string free_text(const SubnetScenario& scenario) {
  return scenario.free ? fmt::format("{} free", *scenario.free) : "";
}

class TableWriter {
 public:
  TableWriter(const ClusterPlan& plan, const PlanReportOptions& options)
      : plan_(plan), options_(options), paint_(options.colour), names_(scenario_names(plan, kWidestScenario)) {}

  std::string run() {
    const bool has_error =
        std::ranges::any_of(plan_.findings, [](const Finding& found) {
          return found.severity == Severity::error && found.state == FindingState::open;
        });
    const std::string_view colour = !plan_.fits ? Paint::kRed : has_error ? Paint::kYellow : Paint::kGreen;
    out_ += paint_(colour, wrapped(printable(plan_.verdict), kWidth));
    out_ += wrapped(fmt::format("Cluster {}, {}.", printable(plan_.name), cni_text(plan_)), kWidth);
    if (!plan_.subnets.empty()) subnets();
    if (!plan_.scenarios.empty()) scenarios();
    if (!plan_.node_groups.empty()) node_groups();
    if (!plan_.scenarios.empty()) owners();
    exhaustion();
    if (plan_.growth) growth();
    if (!plan_.findings.empty()) findings();
    if (options_.explain) {
      heading("How the figures came about");
      out_ += derivations_table(derivations_to_show(plan_));
    }
    return std::move(out_);
  }

 private:
  void heading(std::string_view text) { out_ += paint_.heading(text); }
  void paragraph(std::string_view text) {
    if (!text.empty()) out_ += wrapped(text, kWidth, "  ", "  ");
  }
  void grid(const Grid& grid) { out_ += indented(grid.to_table(kGridWidth)); }

  [[nodiscard]] std::string label(const ScenarioLine& line) const {
    return line_label(plan_, names_, line, kWidestName);
  }

  /// '#' for what is used, a started one counts; the last '.' stays as long as an address is free.
  [[nodiscard]] std::string bar(const SubnetScenario& scenario, std::size_t length) const {
    const auto columns = static_cast<std::int64_t>(length);
    const bool has_room = scenario.free && *scenario.free > IpCount(0);
    const std::int64_t share = std::min(scenario.utilization->basis_points(), Share::kWhole);
    const auto filled = static_cast<std::size_t>(
        std::min(ceil_div(share * columns, Share::kWhole), has_room ? columns - 1 : columns));
    const std::string text = fmt::format("[{}{}]", std::string(filled, '#'), std::string(length - filled, '.'));
    return scenario.fits() ? text : paint_(Paint::kRed, text);
  }

  LabelTable subnets_table(const Selection& selection, std::size_t bar_length) const {
    LabelTable table(kWidth, {}, bar_length + 2);
    for (const std::size_t at : selection.shown) {
      const SubnetPlan& subnet = plan_.subnets[at];
      std::string title = printable(subnet.label);
      if (subnet.cidr) title += fmt::format("  {}", subnet.cidr->to_string());
      if (!subnet.az.empty()) title += fmt::format("  {}", printable(subnet.az));
      title += subnet.usable ? fmt::format("  {} usable", *subnet.usable) : "  size unknown";
      table.title(std::move(title));
      for (const ScenarioLine& line : subnet_lines(subnet)) {
        const SubnetScenario& scenario = subnet.scenarios[line.at];
        table.row({.label = label(line),
                   .cells = {fmt::format("{} used", scenario.demand.total()), free_text(scenario),
                             scenario.utilization ? utilization_text(scenario) : ""},
                   .tail = scenario.utilization ? bar(scenario, bar_length) : "",
                   .notes = subnet_notes(scenario)});
      }
    }
    return table;
  }

  void subnets() {
    heading("Subnets");
    const Selection selection = subnets_to_show(plan_);
    const LabelTable table = subnets_table(selection, kLongestBar);
    const std::size_t room = table.room_for_labels();
    const std::size_t wanted = table.widest_label_part();
    // What labels lack, bars give, as far as they can.
    const std::size_t given = wanted > room ? std::min(wanted - room, kLongestBar - kShortestBar) : 0;
    out_ += given == 0 ? table.to_string() : subnets_table(selection, kLongestBar - given).to_string();
    paragraph(selection.left_out_text);
  }

  void scenarios() {
    heading("Scenarios");
    LabelTable table(kWidth, {"nodes", "Pods", "addresses", "ENIs", "NAU", "fits"});
    for (std::size_t i = 0; i < plan_.scenarios.size(); ++i) {
      const ScenarioPlan& made = plan_.scenarios[i];
      table.row({.label = variant_text(plan_, names_, {i, made.variant}, kWidestName),
                 .cells = {fmt::format("{}", made.nodes), fmt::format("{}", made.pods),
                           fmt::format("{}", made.total.total()), fmt::format("{}", made.network_interfaces),
                           fmt::format("{}", made.network_address_units), made.fits ? "yes" : "NO"}});
    }
    out_ += table.to_string();
  }

  void node_groups() {
    heading("Node groups");
    const Selection selection = groups_to_show(plan_);
    const bool with_extra = has_extra_nodes(plan_);
    // The last three are the fullest node's.
    std::vector<std::string> headings = {"nodes", "Pods", "addresses", "Pods a\nnode", "IPs a\nnode", "ENIs a\nnode"};
    if (with_extra) headings.insert(headings.begin() + 1, "extra");
    LabelTable table(kWidth, std::move(headings));
    for (const std::size_t at : selection.shown) {
      const NodeGroupPlan& group = plan_.node_groups[at];
      std::string title = fmt::format("{}  ({})", printable(group.name), group_text(group));
      if (!group.types.empty()) title += fmt::format("  max Pods {}", group.max_pods);
      if (group.types.size() > 1) title += fmt::format(" by {}", printable(group.max_pods_type));
      table.title(std::move(title));
      for (const ScenarioLine& line : group_lines(plan_, group)) {
        const NodeGroupScenario& made = group.scenarios[line.at];
        std::vector<std::string> cells = {fmt::format("{}", made.nodes), fmt::format("{}", made.pods + made.branch_pods),
                                          range_text(made.least_addresses, made.addresses),
                                          fmt::format("{}", made.most_pods), fullest_text(made),
                                          fmt::format("{}", made.fullest.enis)};
        if (with_extra) cells.insert(cells.begin() + 1, fmt::format("{}", made.extra_nodes));
        table.row({.label = label(line), .cells = std::move(cells)});
      }
    }
    out_ += table.to_string();
    paragraph(selection.left_out_text);
  }

  /// As many scenarios side by side as there is room for, the others below.
  void owners() {
    heading("Addresses by owner");
    std::vector<std::string> headings;
    std::vector<std::size_t> widths;
    for (std::size_t i = 0; i < names_.size(); ++i) {
      headings.push_back(broken_heading(names_[i]));
      widths.push_back(std::max(widest_line(headings[i]),
                                fmt::formatted_size("{}", plan_.scenarios[i].total.total())));
    }
    const std::size_t owner_width = to_string(AddressOwner::control_plane).size();
    for (std::size_t first = 0; first < names_.size();) {
      std::size_t width = owner_width;
      std::size_t count = 0;
      while (first + count < names_.size() && (count == 0 || width + 2 + widths[first + count] <= kGridWidth)) {
        width += 2 + widths[first + count];
        ++count;
      }
      if (first > 0) out_ += '\n';
      grid(owners_grid(plan_, headings, first, count));
      first += count;
    }
  }

  void exhaustion() {
    heading("When it runs out");
    for (const std::string& text : exhaustion_texts(plan_)) paragraph(text);
    if (const Selection groups = exhaustions_to_show(plan_); !groups.shown.empty()) {
      out_ += '\n';
      paragraph("Most nodes of each node group alone:");
      grid(exhaustion_grid(plan_, groups, kWidestName));
      paragraph(groups.left_out_text);
    }
    if (const Selection groups = pod_exhaustions_to_show(plan_); !groups.shown.empty()) {
      out_ += '\n';
      paragraph("Most Pods on the nodes of each node group:");
      grid(pod_exhaustion_grid(plan_, groups, kWidestName));
      paragraph(groups.left_out_text);
    }
  }

  void growth() {
    heading("Growth");
    const Selection subnets = growth_to_show(plan_);
    for (const std::string& text : growth_texts(plan_, subnets)) paragraph(text);
    if (!subnets.shown.empty()) grid(growth_grid(plan_, subnets, kWidestName));
    paragraph(subnets.left_out_text);
  }

  void findings() {
    heading("Findings");
    const FindingSelection selection = findings_to_show(plan_);
    out_ += findings_table(selection.shown, paint_);
    for (const std::string& text : selection.left_out_texts) paragraph(text);
  }

  const ClusterPlan& plan_;
  const PlanReportOptions& options_;
  const Paint paint_;
  const std::vector<std::string> names_;
  std::string out_;
};

}  // namespace

std::string to_table(const ClusterPlan& plan, const PlanReportOptions& options) {
  return TableWriter(plan, options).run();
}

}  // namespace cniplan::report
