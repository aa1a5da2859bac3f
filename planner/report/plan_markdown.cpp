#include <fmt/format.h>

#include "planner/core/format.hpp"
#include "planner/report/findings_text.hpp"
#include "planner/report/plan_layout.hpp"
#include "planner/report/plan_report.hpp"

namespace cniplan::report {
namespace {

std::string number(const std::optional<IpCount>& ips) { return ips ? fmt::format("{}", *ips) : "unknown"; }

std::string subnets(const ClusterPlan& plan) {
  Grid grid({{"Subnet"}, {"Zone"}, {"CIDR"}, {"Usable", Align::right}, {"Scenario"}, {"Used", Align::right},
             {"Free", Align::right}, {"Share", Align::right}});
  for (const SubnetPlan& subnet : plan.subnets) {
    for (const SubnetScenario& scenario : subnet.scenarios) {
      grid.add_row({subnet.label, subnet.az, subnet.cidr ? subnet.cidr->to_string() : "unknown", number(subnet.usable),
                    std::string(to_string(scenario.scenario)), fmt::format("{}", scenario.demand.total()),
                    number(scenario.free), share_text(scenario.utilization)});
    }
  }
  return grid.to_markdown();
}

std::string node_groups(const ClusterPlan& plan) {
  Grid grid({{"Node group"}, {"Kind"}, {"Max Pods", Align::right}, {"Scenario"}, {"Nodes", Align::right},
             {"Pods", Align::right}, {"Pods on the fullest", Align::right}, {"Its addresses", Align::right}});
  for (const NodeGroupPlan& group : plan.node_groups) {
    for (const NodeGroupScenario& scenario : group.scenarios) {
      grid.add_row({group.name, group_text(group), fmt::format("{}", group.max_pods),
                    std::string(to_string(scenario.scenario)), fmt::format("{}", scenario.nodes),
                    fmt::format("{}", scenario.pods + scenario.branch_pods), fmt::format("{}", scenario.most_pods),
                    fmt::format("{}", scenario.fullest.total())});
    }
  }
  return grid.to_markdown();
}

}  // namespace

std::string to_markdown(const ClusterPlan& plan, const PlanReportOptions& options) {
  std::string out = fmt::format("## IP address plan of {}\n\n**{}**\n\n{}.\n", markdown_cell(plan.name),
                                markdown_cell(plan.verdict), markdown_cell(cni_text(plan)));
  if (!plan.subnets.empty()) out += fmt::format("\n### Subnets\n\n{}", subnets(plan));
  if (!plan.node_groups.empty()) out += fmt::format("\n### Node groups\n\n{}", node_groups(plan));
  out += fmt::format("\n### Addresses by owner\n\n{}", owners_grid(plan).to_markdown());
  out += fmt::format("\n### When it runs out\n\n{}\n", markdown_cell(exhaustion_text(plan)));
  if (!plan.findings.empty()) out += "\n### Findings\n\n" + findings_markdown(plan.findings);
  if (options.explain) out += "\n### How the figures came about\n\n" + derivations_markdown(plan.derivations);
  return out;
}

}  // namespace cniplan::report
