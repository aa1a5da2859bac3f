#include "planner/report/rules_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "planner/report/csv.hpp"
#include "planner/report/findings_text.hpp"
#include "planner/report/grid.hpp"
#include "planner/report/wrap.hpp"

namespace cniplan::report {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kSeverityWidth = std::string_view("warning").size();
constexpr std::size_t kGap = 2;

std::vector<std::string> severities_of(const Rule& rule) {
  std::vector<std::string> words = {std::string(to_string(rule.severity))};
  if (rule.milder) words.emplace_back(to_string(*rule.milder));
  return words;
}

std::vector<std::string> sources_of(const Rule& rule) {
  std::vector<std::string> sources;
  for (const std::string_view source : rule.source) {
    if (!source.empty()) sources.emplace_back(source);
  }
  return sources;
}

/// "25 %", "60 seconds", "30".
std::string text_of(const RuleThreshold& threshold) {
  if (threshold.unit == ThresholdUnit::count) return std::to_string(threshold.value);
  if (threshold.unit != ThresholdUnit::percent)
    return fmt::format("{} {}", threshold.value, to_string(threshold.unit));
  const std::int64_t hundredths = threshold.value % 100;
  if (hundredths == 0) return fmt::format("{} %", threshold.value / 100);
  return fmt::format("{}.{:02} %", threshold.value / 100, hundredths);
}

std::string setting_text(const RuleThreshold& threshold) {
  return fmt::format("{} unless policy.rules says otherwise", text_of(threshold));
}

std::string_view colour_of(std::string_view severity) {
  if (severity == "error") return Paint::kRed;
  return severity == "warning" ? Paint::kYellow : Paint::kBold;
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const auto end = text.find('\n');
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end, text.size() - 1) + 1);
  }
  return lines;
}

/// One rule in columns: a second severity stands below the first, beside the meaning's next line.
std::string rule_rows(const Rule& rule, std::size_t id_width, const Paint& paint) {
  const std::vector<std::string> severities = severities_of(rule);
  const std::size_t left = id_width + kGap + kSeverityWidth + kGap;
  const std::vector<std::string> meaning = lines_of(wrapped(rule.meaning, kTableWidth - left));
  std::string out;
  for (std::size_t i = 0; i < std::max(severities.size(), meaning.size()); ++i) {
    const std::string severity = i < severities.size() ? severities[i] : "";
    const std::string padding(kSeverityWidth - severity.size(), ' ');
    const std::string text = i < meaning.size() ? fmt::format("  {}", meaning[i]) : "";
    out += fmt::format("{:<{}}  {}{}\n", i == 0 ? rule.id : "", id_width,
                       severity.empty() ? severity : paint(colour_of(severity), severity),
                       text.empty() ? text : padding + text);
  }
  return out;
}

std::string summary_table(std::span<const Rule> rules, const Paint& paint) {
  std::size_t id_width = 0;
  for (const Rule& rule : rules) id_width = std::max(id_width, rule.id.size());
  std::string out;
  for (const Rule& rule : rules) out += rule_rows(rule, id_width, paint);
  return out;
}

std::string section_table(const Rule& rule, const Paint& paint) {
  std::string severities;
  for (const std::string& severity : severities_of(rule)) {
    severities += (severities.empty() ? "" : " or ") + paint(colour_of(severity), severity);
  }
  std::string out = fmt::format("{}  ({})\n", paint(Paint::kBold, rule.id), severities);
  out += wrapped(rule.meaning, kTableWidth, "  ", "  ");
  const std::string indent(12, ' ');
  out += wrapped(rule.threshold, kTableWidth, "  when      ", indent);
  if (rule.setting) out += wrapped(setting_text(*rule.setting), kTableWidth, "  setting   ", indent);
  out += wrapped(rule.remedy, kTableWidth, "  remedy    ", indent);
  // Links stay whole, and are too long to stand beside a word.
  out += "  source\n";
  for (const std::string& source : sources_of(rule)) out += wrapped(source, kTableWidth, "  ", "    ");
  return out;
}

Json json_of(const std::optional<RuleThreshold>& setting) {
  if (!setting) return nullptr;
  return {{"unit", to_string(setting->unit)}, {"default", setting->value}};
}

Json json_of(const Rule& rule) {
  return {{"id", rule.id},
          {"severities", severities_of(rule)},
          {"meaning", rule.meaning},
          {"threshold", rule.threshold},
          {"setting", json_of(rule.setting)},
          {"remedy", rule.remedy},
          {"sources", sources_of(rule)}};
}

}  // namespace

std::string to_table(std::span<const Rule> rules, const RulesOptions& options) {
  const Paint paint(options.colour);
  if (options.detail == RuleDetail::summary) return summary_table(rules, paint);
  std::string out;
  for (const Rule& rule : rules) {
    if (!out.empty()) out += '\n';
    out += section_table(rule, paint);
  }
  return out;
}

std::string to_markdown(std::span<const Rule> rules, const RulesOptions& options) {
  if (options.detail == RuleDetail::summary) {
    Grid grid({{"Rule"}, {"Severity"}, {"Meaning"}});
    for (const Rule& rule : rules) {
      grid.add_row({std::string(rule.id), fmt::format("{}", fmt::join(severities_of(rule), " or ")),
                    std::string(rule.meaning)});
    }
    return grid.to_markdown();
  }
  std::string out;
  for (const Rule& rule : rules) {
    out += fmt::format("{}### {}\n\n**{}**: {}\n\n- When: {}\n{}- What to do: {}\n", out.empty() ? "" : "\n",
                       rule.id, fmt::join(severities_of(rule), " or "), markdown_cell(rule.meaning),
                       markdown_cell(rule.threshold),
                       rule.setting ? fmt::format("- Setting: {}\n", setting_text(*rule.setting)) : "",
                       markdown_cell(rule.remedy));
    for (const std::string& source : sources_of(rule)) {
      const bool link = source.starts_with("https://");
      out += link ? fmt::format("- Source: <{}>\n", source)
                  : fmt::format("- Source: {}\n", markdown_cell(source));
    }
  }
  return out;
}

std::string to_json(std::span<const Rule> rules, const RulesOptions& /*options*/) {
  Json json;
  json["schema"] = "cniplan/rules/v1";
  json["rules"] = Json::array();
  for (const Rule& rule : rules) json["rules"].push_back(json_of(rule));
  return json.dump(2) + '\n';
}

std::string to_csv(std::span<const Rule> rules, const RulesOptions& /*options*/) {
  CsvWriter csv({"rule", "severities", "meaning", "threshold", "setting", "unit", "remedy", "sources"});
  for (const Rule& rule : rules) {
    csv.field(rule.id);
    csv.field(std::string_view(fmt::format("{}", fmt::join(severities_of(rule), " "))));
    csv.field(rule.meaning);
    csv.field(rule.threshold);
    csv.field(std::string_view(rule.setting ? std::to_string(rule.setting->value) : ""));
    csv.field(rule.setting ? to_string(rule.setting->unit) : std::string_view());
    csv.field(rule.remedy);
    csv.field(std::string_view(fmt::format("{}", fmt::join(sources_of(rule), "; "))));
    csv.end_row();
  }
  return csv.take();
}

}  // namespace cniplan::report
