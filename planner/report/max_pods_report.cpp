#include "planner/report/markdown_page.hpp"
#include "planner/report/max_pods_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "planner/core/format.hpp"
#include "planner/report/csv.hpp"
#include "planner/report/grid.hpp"
#include "planner/report/max_pods_explain.hpp"
#include "planner/report/max_pods_layout.hpp"
#include "planner/report/wrap.hpp"

namespace cniplan::report {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kSchema = "cniplan/max-pods/v1";
constexpr std::size_t kWidth = 80;

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

template <class Tag>
void append(CsvWriter& csv, const std::optional<Count<Tag>>& value) {
  csv.field(value ? std::optional(value->value()) : std::nullopt);
}

}  // namespace

std::string to_table(const MaxPodsResult& result, Explain explain_figures) {
  std::string out = max_pods_grid(result).to_table();
  for (const std::string& line : max_pods_legend(result)) out += line + '\n';
  if (result.group) out += '\n' + max_pods_group_grid(result).to_table();
  if (explain_figures == Explain::yes) {
    for (const MaxPodsRow& row : result.types) {
      out += fmt::format("\n{}\n", row.instance_type.view());
      for (const ExplainedFigure& line : explain(row, result.settings)) {
        out += wrapped(line.formula, kWidth, fmt::format("  {:<15}", max_pods_figure_text(line.figure)), std::string(17, ' '));
      }
    }
  }
  return out;
}

std::string to_markdown(const MaxPodsResult& result, Explain explain_figures, const ReportFrame& frame) {
  std::string out = max_pods_grid(result).to_markdown();
  const auto legend = max_pods_legend(result);
  if (!legend.empty()) out += '\n';
  for (const std::string& line : legend) {
    const auto blank = line.find(' ');
    out += fmt::format("- `{}`: {}\n", line.substr(0, blank), line.substr(line.find_first_not_of(' ', blank)));
  }
  if (result.group) out += '\n' + max_pods_group_grid(result).to_markdown();
  if (explain_figures == Explain::yes) {
    for (const MaxPodsRow& row : result.types) {
      out += fmt::format("\n### {}\n\n", row.instance_type.view());
      for (const ExplainedFigure& line : explain(row, result.settings)) {
        out += fmt::format("- {}: {}\n", max_pods_figure_text(line.figure), markdown_cell(line.formula));
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
    for (const NamedLowest& lowest : max_pods_lowest(result)) {
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
  const std::string legend = max_pods_legend(result);
  return fmt::format("{}\n\n{}{}{}", kMaxPodsModesHeading, max_pods_grid(result).to_table(), legend,
                     legend.empty() ? "" : "\n");
}

std::string to_markdown(const MaxPodsModesResult& result, const ReportFrame& frame) {
  return to_markdown_page({.command = "max-pods", .heading = "Recommended max Pods by CNI mode", .frame = frame},
                          fmt::format("Secondary IP or prefix delegation, without and with custom networking.\n\n{}",
                                      max_pods_grid(result).to_markdown()));
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
