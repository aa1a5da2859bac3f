#include "planner/report/markdown_page.hpp"
#include "planner/report/max_pods_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "planner/core/format.hpp"
#include "planner/report/csv.hpp"
#include "planner/report/grid.hpp"
#include "planner/report/max_pods_explain.hpp"
#include "planner/report/wrap.hpp"

namespace cniplan::report {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kSchema = "cniplan/max-pods/v1";
constexpr std::string_view kUnknown = "?";
constexpr std::string_view kNoLimit = "-";
constexpr std::string_view kUnknownLegend = "?      unknown: the vCPUs decide, and the catalog does not know them";
constexpr std::size_t kWidth = 80;

// ---- Table and Markdown

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

/// Branch ENIs and the expression have columns when they are asked for; others then make way, so that the longest name
/// of a type leaves the table within 80 columns.
Grid grid_of(const MaxPodsResult& result) {
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

/// What the signs and short words of this table mean, one line each.
std::vector<std::string> legend_of(const MaxPodsResult& result) {
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

struct NamedLowest {
  std::string_view key;
  std::string_view words;
  const std::optional<LowestPods>* value;
};

std::vector<NamedLowest> lowest_of(const MaxPodsResult& result) {
  const MaxPodsGroup& group = *result.group;
  std::vector<NamedLowest> all = {{"max_pods", "max Pods", &group.max_pods},
                                  {"recommended_max_pods", "recommended", &group.recommended_max_pods},
                                  {"default_max_pods", "default", &group.default_max_pods}};
  if (result.expression) all.push_back({"expression_max_pods", "expression", &group.expression_max_pods});
  return all;
}

Grid group_grid(const MaxPodsResult& result) {
  Grid grid({{"as one group"}, {"Pods", Align::right}, {"bound by"}});
  for (const NamedLowest& lowest : lowest_of(result)) {
    const auto& value = *lowest.value;
    const bool no_limit = lowest.key == "max_pods";
    grid.add_row({std::string(lowest.words),
                  value ? fmt::format("{}", value->value) : std::string(no_limit ? kNoLimit : kUnknown),
                  value ? std::string(value->instance_type.view()) : ""});
  }
  return grid;
}

std::string_view words_of(std::string_view figure) {
  if (figure == "usable_enis") return "usable ENIs";
  if (figure == "pod_ips") return "Pod IPs";
  if (figure == "max_pods") return "max Pods";
  if (figure == "recommended_max_pods") return "recommended";
  if (figure == "default_max_pods") return "default";
  if (figure == "expression_max_pods") return "expression";
  if (figure == "branch_enis") return "branch ENIs";
  return "kube-reserved";
}

// ---- JSON

template <class Tag>
Json number(const std::optional<Count<Tag>>& value) {
  return value ? Json(value->value()) : Json(nullptr);
}

Json catalog_json(const CatalogVersion& catalog) {
  return {{"version", catalog.version}, {"date", catalog.date}, {"overlaid_types", catalog.overlaid_types}};
}

std::string_view word(NodeOs os) {
  switch (os) {
    case NodeOs::linux: return "linux";
    case NodeOs::bottlerocket: return "bottlerocket";
    case NodeOs::windows: return "windows";
  }
  return "";
}

Json cni_json(const MaxPodsSettings& settings) {
  Json json;
  json["version"] = settings.cni_version ? Json(to_string(*settings.cni_version)) : Json(nullptr);
  json["ip_family"] = settings.cni.ip_family == IpFamily::ipv6 ? "ipv6" : "ipv4";
  json["prefix_delegation"] = settings.cni.prefix_delegation;
  json["custom_networking"] = settings.cni.custom_networking;
  json["pod_eni"] = settings.cni.pod_eni;
  json["max_eni"] = number(settings.cni.max_enis);
  json["reserved_enis"] = settings.reserved_enis.value();
  json["host_network_pods"] = settings.host_network_pods.value();
  json["os"] = word(settings.os);
  json["managed_node_group"] = settings.managed_node_group;
  return json;
}

Json remarks_json(MaxPodsRemarks remarks) {
  Json json = Json::array();
  for (std::size_t i = 0; i < kMaxPodsRemarks; ++i) {
    const auto remark = static_cast<MaxPodsRemark>(i);
    if (remarks.contains(remark)) json.push_back(to_string(remark));
  }
  return json;
}

Json row_json(const MaxPodsRow& row, const MaxPodsResult& result, Explain explain_figures) {
  const MaxPods& f = row.figures;
  Json json;
  json["instance_type"] = row.instance_type.view();
  json["enis"] = f.enis.value();
  json["ipv4_per_eni"] = f.ipv4_per_eni.value();
  json["pod_ips"] = number(f.pod_ips);
  json["max_pods"] = number(f.max_pods);
  json["recommended_max_pods"] = number(f.recommended_max_pods);
  json["default_max_pods"] = number(f.default_max_pods);
  if (result.expression) json["expression_max_pods"] = number(f.expression_max_pods);
  json["branch_enis"] = f.branch_enis.value();
  json["kube_reserved_memory_mib"] =
      f.kube_reserved_memory_mib ? Json(*f.kube_reserved_memory_mib) : Json(nullptr);
  json["bound"] = to_string(f.bound);
  json["remarks"] = remarks_json(f.remarks);
  if (explain_figures == Explain::yes) {
    Json& derivation = json["derivation"];
    for (const ExplainedFigure& line : explain(row, result.settings)) derivation[std::string(line.figure)] = line.formula;
  }
  return json;
}

Json row_json(const MaxPodsModesRow& row) {
  Json json;
  json["instance_type"] = row.instance_type.view();
  json["enis"] = row.enis;
  json["ipv4_per_eni"] = row.ipv4_per_eni;
  for (std::size_t i = 0; i < kIpv4CniModes; ++i) {
    const auto& mode = row.modes[i];
    json["modes"][std::string(to_string(static_cast<CniMode>(i)))] = {
        {"max_pods", number(mode.max_pods)},
        {"recommended_max_pods", number(mode.recommended_max_pods)},
        {"bound", to_string(mode.bound)},
        {"remarks", remarks_json(mode.remarks)}};
  }
  return json;
}

std::string dumped(const Json& json, int indent) {
  // A name or an expression may hold any bytes; they must not make the report fail.
  return json.dump(indent, ' ', false, Json::error_handler_t::replace) + '\n';
}

Grid grid_of(const MaxPodsModesResult& result) {
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

bool any_unknown(const MaxPodsModesResult& result) {
  for (std::size_t i = 0; i < result.size(); ++i) {
    const MaxPodsModesRow row = result.row(i);
    if (std::ranges::any_of(row.modes, [](const auto& mode) { return !mode.recommended_max_pods; })) return true;
  }
  return false;
}

template <class Tag>
void append(CsvWriter& csv, const std::optional<Count<Tag>>& value) {
  csv.field(value ? std::optional(value->value()) : std::nullopt);
}

}  // namespace

std::string to_table(const MaxPodsResult& result, Explain explain_figures) {
  std::string out = grid_of(result).to_table();
  for (const std::string& line : legend_of(result)) out += line + '\n';
  if (result.group) out += '\n' + group_grid(result).to_table();
  if (explain_figures == Explain::yes) {
    for (const MaxPodsRow& row : result.types) {
      out += fmt::format("\n{}\n", row.instance_type.view());
      for (const ExplainedFigure& line : explain(row, result.settings)) {
        out += wrapped(line.formula, kWidth, fmt::format("  {:<15}", words_of(line.figure)), std::string(17, ' '));
      }
    }
  }
  return out;
}

std::string to_markdown(const MaxPodsResult& result, Explain explain_figures, const ReportFrame& frame) {
  std::string out = grid_of(result).to_markdown();
  const auto legend = legend_of(result);
  if (!legend.empty()) out += '\n';
  for (const std::string& line : legend) {
    const auto blank = line.find(' ');
    out += fmt::format("- `{}`: {}\n", line.substr(0, blank), line.substr(line.find_first_not_of(' ', blank)));
  }
  if (result.group) out += '\n' + group_grid(result).to_markdown();
  if (explain_figures == Explain::yes) {
    for (const MaxPodsRow& row : result.types) {
      out += fmt::format("\n### {}\n\n", row.instance_type.view());
      for (const ExplainedFigure& line : explain(row, result.settings)) {
        out += fmt::format("- {}: {}\n", words_of(line.figure), markdown_cell(line.formula));
      }
    }
  }
  return to_markdown_page({.command = "max-pods", .heading = "Max Pods", .frame = frame}, out);
}

std::string to_json(const MaxPodsResult& result, Explain explain_figures) {
  Json json;
  json["schema"] = kSchema;
  json["catalog"] = catalog_json(result.catalog);
  json["cni"] = cni_json(result.settings);
  if (result.expression) json["cni"]["expression"] = *result.expression;
  json["types"] = Json::array();
  for (const MaxPodsRow& row : result.types) json["types"].push_back(row_json(row, result, explain_figures));
  if (result.group) {
    for (const NamedLowest& lowest : lowest_of(result)) {
      Json& value = json["group"][std::string(lowest.key)];
      if (*lowest.value) {
        value["value"] = (*lowest.value)->value.value();
        value["instance_type"] = (*lowest.value)->instance_type.view();
      }
    }
  }
  return dumped(json, 2);
}

std::string to_ndjson(const MaxPodsResult& result, Explain explain_figures) {
  std::string out;
  for (const MaxPodsRow& row : result.types) out += dumped(row_json(row, result, explain_figures), -1);
  return out;
}

std::string to_csv(const MaxPodsResult& result) {
  CsvWriter csv({"instance_type", "enis", "ipv4_per_eni", "pod_ips", "max_pods", "recommended_max_pods",
                 "default_max_pods", "expression_max_pods", "branch_enis", "kube_reserved_memory_mib", "bound"},
                result.types.size() * 64 + 256);
  for (const MaxPodsRow& row : result.types) {
    const MaxPods& f = row.figures;
    csv.field(row.instance_type.view());
    csv.field(f.enis.value());
    csv.field(f.ipv4_per_eni.value());
    append(csv, f.pod_ips);
    append(csv, f.max_pods);
    append(csv, f.recommended_max_pods);
    append(csv, f.default_max_pods);
    append(csv, f.expression_max_pods);
    csv.field(f.branch_enis.value());
    csv.field(f.kube_reserved_memory_mib);
    csv.field(to_string(f.bound));
    csv.end_row();
  }
  return csv.take();
}

std::string to_eni_max_pods(const MaxPodsResult& result) {
  std::vector<const MaxPodsRow*> rows;
  for (const MaxPodsRow& row : result.types) rows.push_back(&row);
  std::ranges::sort(rows, {}, [](const MaxPodsRow* row) { return row->instance_type.view(); });
  const MaxPodsSettings& settings = result.settings;
  std::string out = fmt::format(
      "# Max Pods of EC2 instance types, one a line.\n"
      "# cniplan {}, instance types of {}.\n"
      "# ENIs are those of the default network card, less any that take no Pods:\n"
      "#   ENIs * (IPv4 addresses per ENI - 1){} + {} on the host network\n",
      result.catalog.version, result.catalog.date, settings.cni.prefix_delegation ? " * 16 with prefixes" : "",
      settings.os == NodeOs::windows ? PodCount(0) : settings.host_network_pods);
  if (settings.cni.ip_family == IpFamily::ipv6) {
    out += "# IPv6 addresses set no limit: the values are the recommended ones.\n";
  }
  for (const MaxPodsRow* const row : rows) {
    const auto pods = row->figures.max_pods ? row->figures.max_pods : row->figures.recommended_max_pods;
    out += pods ? fmt::format("{} {}\n", row->instance_type.view(), *pods)
                : fmt::format("# {}: unknown, as its vCPUs are\n", row->instance_type.view());
  }
  return out;
}

std::string to_table(const MaxPodsModesResult& result) {
  return "Recommended max Pods by CNI mode: secondary IP or prefix delegation, without and\nwith custom networking\n\n" + grid_of(result).to_table() +
         (any_unknown(result) ? std::string(kUnknownLegend) + '\n' : "");
}

std::string to_markdown(const MaxPodsModesResult& result, const ReportFrame& frame) {
  return to_markdown_page({.command = "max-pods", .heading = "Recommended max Pods by CNI mode", .frame = frame},
                          fmt::format("Secondary IP or prefix delegation, without and with custom networking.\n\n{}",
                                      grid_of(result).to_markdown()));
}

std::string to_json(const MaxPodsModesResult& result) {
  Json json;
  json["schema"] = "cniplan/max-pods-modes/v1";
  json["catalog"] = catalog_json(result.catalog());
  json["cni"] = cni_json(result.settings());
  json["cni"].erase("prefix_delegation");
  json["cni"].erase("custom_networking");
  json["types"] = Json::array();
  for (std::size_t i = 0; i < result.size(); ++i) json["types"].push_back(row_json(result.row(i)));
  return dumped(json, 2);
}

std::string to_ndjson(const MaxPodsModesResult& result) {
  std::string out;
  for (std::size_t i = 0; i < result.size(); ++i) out += dumped(row_json(result.row(i)), -1);
  return out;
}

std::string to_csv(const MaxPodsModesResult& result) {
  CsvWriter csv({"instance_type", "secondary_ip", "secondary_ip_custom_networking", "prefix_delegation",
                 "prefix_delegation_custom_networking"},
                result.size() * 32 + 128);
  for (std::size_t i = 0; i < result.size(); ++i) {
    const MaxPodsModesRow row = result.row(i);
    csv.field(row.instance_type.view());
    for (const auto& mode : row.modes) append(csv, mode.recommended_max_pods);
    csv.end_row();
  }
  return csv.take();
}

}  // namespace cniplan::report
