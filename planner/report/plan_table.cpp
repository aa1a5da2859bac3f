#include <fmt/format.h>

#include <algorithm>

#include "planner/core/counted.hpp"
#include "planner/core/format.hpp"
#include "planner/report/findings_text.hpp"
#include "planner/report/plan_layout.hpp"
#include "planner/report/plan_report.hpp"
#include "planner/report/wrap.hpp"

namespace cniplan::report {
namespace {

constexpr std::size_t kWidth = kTableWidth;
constexpr std::int64_t kBarWidth = 24;

/// Columns of the scenarios' names.
constexpr std::size_t kLabel = 12;

class TableWriter {
 public:
  TableWriter(const ClusterPlan& plan, const PlanReportOptions& options)
      : plan_(plan), options_(options), paint_(options.colour) {}

  std::string run() {
    const bool has_error = std::ranges::find(plan_.findings, Severity::error, &Finding::severity) != plan_.findings.end();
    const std::string_view colour = !plan_.fits ? Paint::kRed : has_error ? Paint::kYellow : Paint::kGreen;
    out_ += paint_(colour, wrapped(plan_.verdict, kWidth));
    out_ += wrapped(fmt::format("Cluster {}, {}.", plan_.name, cni_text(plan_)), kWidth);
    if (!plan_.subnets.empty()) subnets();
    if (!plan_.node_groups.empty()) node_groups();
    heading("Addresses by owner");
    out_ += indented(owners_grid(plan_).to_table());
    heading("When it runs out");
    out_ += wrapped(exhaustion_text(plan_), kWidth, "  ", "  ");
    if (!plan_.findings.empty()) {
      heading("Findings");
      out_ += findings_table(plan_.findings, paint_);
    }
    if (options_.explain) {
      heading("How the figures came about");
      out_ += derivations_table(plan_.derivations);
    }
    return std::move(out_);
  }

 private:
  void heading(std::string_view text) { out_ += paint_.heading(text); }

  [[nodiscard]] std::string bar(const SubnetScenario& scenario) const {
    const std::int64_t share = scenario.utilization->basis_points();
    const auto filled = static_cast<std::size_t>(std::min(kBarWidth, ceil_div(share * kBarWidth, Share::kWhole)));
    const std::string text =
        fmt::format("[{}{}]", std::string(filled, '#'), std::string(static_cast<std::size_t>(kBarWidth) - filled, '.'));
    return scenario.fits() ? text : paint_(Paint::kRed, text);
  }

  /// Scenarios in which the same is said, as one line: its label ("steady, max"), and which one to print.
  template <class Scenario, class Same>
  static std::vector<std::pair<std::string, std::size_t>> merged(const std::vector<Scenario>& scenarios, Same same) {
    std::vector<std::pair<std::string, std::size_t>> lines;
    for (std::size_t i = 0; i < scenarios.size(); ++i) {
      const auto found = std::ranges::find_if(
          lines, [&](const auto& line) { return same(scenarios[line.second], scenarios[i]); });
      if (found == lines.end()) {
        lines.emplace_back(to_string(scenarios[i].scenario), i);
      } else {
        found->first += fmt::format(", {}", to_string(scenarios[i].scenario));
      }
    }
    return lines;
  }

  static bool same_in_subnet(const SubnetScenario& a, const SubnetScenario& b) {
    return a.demand.total() == b.demand.total() && a.missing_prefixes == b.missing_prefixes &&
           a.missing_singles == b.missing_singles;
  }

  static bool same_in_group(const NodeGroupScenario& a, const NodeGroupScenario& b) {
    return a.nodes == b.nodes && a.pods == b.pods && a.branch_pods == b.branch_pods;
  }

  void subnets() {
    heading("Subnets");
    std::size_t used_width = 1;
    std::size_t free_width = 1;
    for (const SubnetPlan& subnet : plan_.subnets) {
      for (const SubnetScenario& scenario : subnet.scenarios) {
        used_width = std::max(used_width, fmt::formatted_size("{}", scenario.demand.total()));
        if (scenario.free) free_width = std::max(free_width, fmt::formatted_size("{}", *scenario.free));
      }
    }
    for (const SubnetPlan& subnet : plan_.subnets) {
      std::string title = subnet.label;
      if (subnet.cidr) title += fmt::format("  {}", subnet.cidr->to_string());
      if (!subnet.az.empty()) title += fmt::format("  {}", subnet.az);
      title += subnet.usable ? fmt::format("  {} usable", *subnet.usable) : "  size unknown";
      out_ += wrapped(title, kWidth, "  ", "    ");
      for (const auto& [label, at] : merged(subnet.scenarios, same_in_subnet)) {
        const SubnetScenario& scenario = subnet.scenarios[at];
        out_ += fmt::format("    {:<{}} {:>{}} used", label, kLabel, scenario.demand.total(), used_width);
        if (scenario.free) {
          out_ += fmt::format("  {:>{}} free  {:>8}  {}", *scenario.free, free_width, share_text(scenario.utilization),
                              bar(scenario));
        }
        if (scenario.missing_prefixes > PrefixCount(0)) {
          out_ += fmt::format("\n    {:{}} {} lacking", "", kLabel, counted(scenario.missing_prefixes));
        }
        out_ += '\n';
      }
    }
  }

  void node_groups() {
    heading("Node groups");
    for (const NodeGroupPlan& group : plan_.node_groups) {
      std::string title = fmt::format("{}  ({})", group.name, group_text(group));
      if (!group.types.empty()) title += fmt::format("  max Pods {}", group.max_pods);
      if (group.types.size() > 1) title += fmt::format(" by {}", group.max_pods_type);
      out_ += wrapped(title, kWidth, "  ", "    ");
      for (const auto& [label, at] : merged(group.scenarios, same_in_group)) {
        node_group_in(group, group.scenarios[at], label);
      }
    }
  }

  void node_group_in(const NodeGroupPlan& group, const NodeGroupScenario& scenario, const std::string& label) {
    std::string text = fmt::format("{}, {}", counted(scenario.nodes), counted(scenario.pods + scenario.branch_pods));
    if (group.manager == NodeManager::hybrid) {
      text += "; hybrid nodes take no address of the VPC";
    } else if (scenario.nodes > NodeCount(0)) {
      const NodeIpUsage& usage = scenario.fullest;
      text += fmt::format("; the fullest holds {} on {} for {}", counted(usage.total()), counted(usage.enis),
                          counted(scenario.most_pods));
      if (scenario.least_ips != usage.total()) {
        text += fmt::format(" as {} ({} at least)", scenario.type, scenario.least_ips);
      }
    }
    out_ += wrapped(text, kWidth, fmt::format("    {:<{}} ", label, kLabel), std::string(kLabel + 5, ' '));
  }

  const ClusterPlan& plan_;
  const PlanReportOptions& options_;
  const Paint paint_;
  std::string out_;
};

}  // namespace

std::string to_table(const ClusterPlan& plan, const PlanReportOptions& options) {
  return TableWriter(plan, options).run();
}

}  // namespace cniplan::report
