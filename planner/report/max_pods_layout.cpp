#include "planner/report/max_pods_layout.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "planner/core/format.hpp"

namespace cniplan::report {
namespace {

constexpr std::string_view kUnknown = "?";
constexpr std::string_view kNoLimit = "-";
constexpr std::string_view kUnknownLegend = "?      unknown: the vCPUs decide, and the catalog does not know them";

template <class T>
std::string cell(const std::optional<T>& value, std::string_view otherwise) {
  return value ? fmt::format("{}", *value) : std::string(otherwise);
}

std::string_view short_word(MaxPodsBound bound) {
  switch (bound) {
    case MaxPodsBound::addresses: return "ENIs";
    case MaxPodsBound::vcpu_cap: return "vCPUs";
    case MaxPodsBound::managed_node_group_cap: return "group";
    case MaxPodsBound::no_usable_eni: return "no ENI";
    case MaxPodsBound::cni_refuses: return "CNI";
    case MaxPodsBound::unknown_vcpus: return "?";
  }
  return "";
}

}  // namespace

std::vector<NamedLowest> max_pods_lowest(const MaxPodsResult& result) {
  const MaxPodsGroup& group = *result.group;
  std::vector<NamedLowest> all = {{"max_pods", "max Pods", &group.max_pods},
                                  {"recommended_max_pods", "recommended", &group.recommended_max_pods},
                                  {"default_max_pods", "default", &group.default_max_pods}};
  if (result.expression) all.push_back({"expression_max_pods", "expression", &group.expression_max_pods});
  return all;
}

Grid max_pods_grid(const MaxPodsResult& result) {
  const bool branches = result.settings.cni.pod_eni;
  const bool expression = result.expression.has_value();
  const bool per_eni = !branches && !expression;
  const bool memory = !branches || !expression;
  std::vector<Grid::Column> columns = {{"instance type"}, {"ENIs", Align::right}};
  if (per_eni) columns.push_back({"IPs/\nENI", Align::right});
  columns.push_back({"Pod\nIPs", Align::right});
  columns.push_back({"max\nPods", Align::right});
  columns.push_back({"recom-\nmended", Align::right});
  columns.push_back({"default", Align::right});
  if (expression) columns.push_back({"expr.", Align::right});
  if (branches) columns.push_back({"branch\nENIs", Align::right});
  if (memory) columns.push_back({"kube\nMiB", Align::right});
  columns.push_back({"bound\nby"});
  Grid grid(std::move(columns));
  for (const MaxPodsRow& row : result.types) {
    const MaxPods& f = row.figures;
    std::vector<std::string> cells = {std::string(row.instance_type.view()), fmt::format("{}", f.enis)};
    if (per_eni) cells.push_back(fmt::format("{}", f.ipv4_per_eni));
    cells.push_back(cell(f.pod_ips, kNoLimit));
    cells.push_back(cell(f.max_pods, kNoLimit));
    cells.push_back(cell(f.recommended_max_pods, kUnknown));
    cells.push_back(cell(f.default_max_pods, kUnknown));
    if (expression) cells.push_back(cell(f.expression_max_pods, kUnknown));
    if (branches) cells.push_back(fmt::format("{}", f.branch_enis));
    if (memory) cells.push_back(cell(f.kube_reserved_memory_mib, kUnknown));
    cells.emplace_back(short_word(f.bound));
    grid.add_row(std::move(cells));
  }
  return grid;
}

std::vector<std::string> max_pods_legend(const MaxPodsResult& result) {
  const auto any = [&](auto predicate) {
    return std::ranges::any_of(result.types, [&](const MaxPodsRow& row) { return predicate(row.figures); });
  };
  const auto bound_by = [&](MaxPodsBound bound) { return any([&](const MaxPods& f) { return f.bound == bound; }); };
  std::vector<std::string> lines;
  if (any([](const MaxPods& f) { return !f.max_pods; })) {
    lines.emplace_back("-      one /80 per node: addresses set no limit");
  }
  if (any([](const MaxPods& f) { return !f.recommended_max_pods || !f.default_max_pods; })) {
    lines.emplace_back(kUnknownLegend);
  }
  if (result.settings.os == NodeOs::windows) {
    lines.emplace_back("kube   unknown on Windows, which has no nodeadm");
  }
  if (bound_by(MaxPodsBound::managed_node_group_cap)) {
    lines.emplace_back("group  the 110 or 250 that managed node groups enforce");
  }
  return lines;
}

Grid max_pods_group_grid(const MaxPodsResult& result) {
  Grid grid({{"as one group"}, {"Pods", Align::right}, {"bound by"}});
  for (const NamedLowest& lowest : max_pods_lowest(result)) {
    const auto& value = *lowest.value;
    const bool no_limit = lowest.key == "max_pods";
    grid.add_row({std::string(lowest.words),
                  value ? fmt::format("{}", value->value) : std::string(no_limit ? kNoLimit : kUnknown),
                  value ? std::string(value->instance_type.view()) : ""});
  }
  return grid;
}

std::string_view max_pods_figure_text(std::string_view figure) {
  if (figure == "usable_enis") return "usable ENIs";
  if (figure == "pod_ips") return "Pod IPs";
  if (figure == "max_pods") return "max Pods";
  if (figure == "recommended_max_pods") return "recommended";
  if (figure == "default_max_pods") return "default";
  if (figure == "expression_max_pods") return "expression";
  if (figure == "branch_enis") return "branch ENIs";
  return "kube-reserved";
}

Grid max_pods_grid(const MaxPodsModesResult& result) {
  Grid grid({{"instance type"},
             {"ENIs", Align::right},
             {"IPs/\nENI", Align::right},
             {"secondary\nIP", Align::right},
             {"secondary,\ncustom", Align::right},
             {"prefix", Align::right},
             {"prefix,\ncustom", Align::right}});
  for (std::size_t i = 0; i < result.size(); ++i) {
    const MaxPodsModesRow row = result.row(i);
    std::vector<std::string> cells = {std::string(row.instance_type.view()), std::to_string(row.enis),
                                      std::to_string(row.ipv4_per_eni)};
    for (const auto& mode : row.modes) cells.push_back(cell(mode.recommended_max_pods, kUnknown));
    grid.add_row(std::move(cells));
  }
  return grid;
}

std::string max_pods_legend(const MaxPodsModesResult& result) {
  for (std::size_t i = 0; i < result.size(); ++i) {
    const MaxPodsModesRow row = result.row(i);
    if (std::ranges::any_of(row.modes, [](const auto& mode) { return !mode.recommended_max_pods; })) {
      return std::string(kUnknownLegend);
    }
  }
  return {};
}

}  // namespace cniplan::report
