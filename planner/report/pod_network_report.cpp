#include "planner/report/markdown_page.hpp"
#include "planner/report/pod_network_report.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string_view>

#include "planner/core/format.hpp"
#include "planner/report/findings_text.hpp"
#include "planner/report/grid.hpp"
#include "planner/report/wrap.hpp"

namespace cniplan::report {
namespace {

using Json = nlohmann::ordered_json;

std::string_view word(Platform platform) {
  switch (platform) {
    case Platform::eks: return "eks";
    case Platform::eks_auto: return "eks-auto";
    case Platform::eks_anywhere: return "eks-anywhere";
    case Platform::eks_distro: return "eks-distro";
  }
  return {};
}

std::string networks_text(const PodNetworkPlan& plan) {
  std::string out;
  for (const Cidr& cidr : plan.pod_cidrs) out += fmt::format("{}{}", out.empty() ? "" : ", ", cidr.to_string());
  return out.empty() ? "unknown" : out;
}

Json finding_json(const Finding& finding, const Sources& sources) {
  Json place = nullptr;
  if (finding.location.source >= 0) {
    place = {{"file", sources.name(finding.location.source)},
             {"line", finding.location.line},
             {"column", finding.location.column}};
  }
  return {{"rule", finding.rule->id},   {"severity", to_string(finding.severity)}, {"subject", finding.subject},
          {"message", finding.message}, {"remedy", finding.remedy},                {"place", std::move(place)}};
}

}  // namespace

Grid pod_network_grid(const PodNetworkPlan& plan) {
  const bool known = !plan.pod_cidrs.empty();
  Grid grid({{"Pod network"}, {"Figure", Align::right}});
  grid.add_row({"CIDR", networks_text(plan)});
  grid.add_row({"block of a node", fmt::format("/{}", plan.node_prefix_length)});
  grid.add_row({"addresses of a block", fmt::format("{}", plan.addresses_per_node)});
  grid.add_row({"node blocks", known ? fmt::format("{}", plan.node_blocks) : "unknown"});
  grid.add_row({"nodes desired", fmt::format("{}", plan.nodes_desired)});
  grid.add_row({"nodes at most", fmt::format("{}", plan.nodes_max)});
  grid.add_row({"Pods of a node", fmt::format("{}", plan.pods_per_node)});
  grid.add_row({"service network", plan.service_cidr ? plan.service_cidr->to_string() : "unknown"});
  return grid;
}

std::string to_table(const PodNetworkPlan& plan, const PodNetworkReportOptions& options) {
  const Paint paint(options.colour);
  const std::string verdict = wrapped(plan.verdict, kTableWidth);
  std::string out = paint(plan.fits ? Paint::kGreen : Paint::kRed, verdict);
  out += wrapped(fmt::format("Cluster {}, {}: Pods have addresses of their own network.", plan.name, word(plan.platform)),
                 kTableWidth);
  out += fmt::format("\n{}", pod_network_grid(plan).to_table());
  if (!plan.findings.empty()) out += paint.heading("Findings") + findings_table(plan.findings, paint);
  if (options.explain) out += paint.heading("How the figures came about") + derivations_table(plan.derivations);
  return out;
}

std::string to_markdown(const PodNetworkPlan& plan, const PodNetworkReportOptions& options) {
  std::string out = fmt::format("**{}**\n\n{}", markdown_cell(plan.verdict), pod_network_grid(plan).to_markdown());
  if (!plan.findings.empty()) out += "\n### Findings\n\n" + findings_markdown(plan.findings);
  if (options.explain) out += markdown_details("How the figures came about", derivations_markdown(plan.derivations));
  return to_markdown_page({.command = "plan",
                           .of = plan.name,
                           .heading = fmt::format("Pod network of {}", plan.name),
                           .frame = options.frame},
                          out);
}

std::string to_json(const PodNetworkPlan& plan, const PodNetworkReportOptions& options) {
  Json cidrs = Json::array();
  for (const Cidr& cidr : plan.pod_cidrs) cidrs.push_back(cidr.to_string());
  Json findings = Json::array();
  for (const Finding& finding : plan.findings) findings.push_back(finding_json(finding, options.sources));
  Json derivations = Json::array();
  for (const Derivation& made : plan.derivations) {
    derivations.push_back({{"figure", made.figure}, {"formula", made.formula}, {"values", made.values}});
  }
  const bool known = !plan.pod_cidrs.empty();
  const Json root = {{"schema", "cniplan/pod-network/v1"},
                     {"cluster", {{"name", plan.name}, {"platform", word(plan.platform)}}},
                     {"fits", known ? Json(plan.fits) : Json(nullptr)},
                     {"verdict", plan.verdict},
                     {"pod_cidrs", std::move(cidrs)},
                     {"node_prefix_length", plan.node_prefix_length},
                     {"service_cidr", plan.service_cidr ? Json(plan.service_cidr->to_string()) : Json(nullptr)},
                     {"addresses", known ? Json(plan.addresses.value()) : Json(nullptr)},
                     {"addresses_per_node", plan.addresses_per_node.value()},
                     {"node_blocks", known ? Json(plan.node_blocks.value()) : Json(nullptr)},
                     {"nodes_desired", plan.nodes_desired.value()},
                     {"nodes_max", plan.nodes_max.value()},
                     {"pods_per_node", plan.pods_per_node.value()},
                     {"findings", std::move(findings)},
                     {"derivations", std::move(derivations)}};
  return root.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace cniplan::report
