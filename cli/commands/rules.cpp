#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "cli/commands/commands.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "planner/findings/rules.hpp"
#include "planner/report/rules_report.hpp"

namespace cniplan::cli {
namespace {

constexpr std::array<std::string_view, 4> kRulesFormats = {"table", "json", "csv", "markdown"};
constexpr std::array<std::string_view, 3> kExplainFormats = {"table", "json", "markdown"};

constexpr HelpText kRulesHelp = {
    .command = "rules",
    .answers =
        "Every finding that the program can raise: id, severity, meaning. The severity is\n"
        "what --fail-on of other commands goes by.",
    .usage = "cniplan rules [options]",
    .examples =
        "  cniplan rules --severity error\n"
        "  cniplan rules --format markdown > rules.md\n"};

constexpr HelpText kExplainHelp = {
    .command = "explain",
    .answers =
        "What a finding means, from where on it is raised, what to do about it, and whose\n"
        "rule it is. A rule is named as findings name it.",
    .usage = "cniplan explain RULE... [options]",
    .examples =
        "  cniplan explain subnet.full\n"
        "  cniplan explain cni.ignored-target pods.no-room --format markdown\n"};

Result<std::vector<Rule>, UsageError> rules_of(const std::string& severity) {
  std::vector<Rule> rules(kRules.begin(), kRules.end());
  if (severity.empty()) return rules;
  static constexpr std::array kSeverities = {Severity::error, Severity::warning, Severity::info};
  std::array<std::string_view, kSeverities.size()> words;
  std::ranges::transform(kSeverities, words.begin(), [](Severity known) { return to_string(known); });
  const auto word = one_of("--severity", severity, words);
  if (!word) return failure(word.error());
  std::erase_if(rules, [&](const Rule& rule) { return !rule.can_be(kSeverities[*word]); });
  return rules;
}

/// Writes the rules in every format asked for.
ExitCode print(const std::vector<Rule>& rules, report::RuleDetail detail, const OutputOptions& output,
               std::span<const std::string_view> formats, std::string_view command, Io& io) {
  const auto colour = use_colour(output, io);
  if (!colour) return refuse(io, command, colour.error());
  Outputs outputs;
  if (const auto opened = outputs.open(output, formats); !opened) return refuse(io, command, opened.error());
  const report::RulesOptions options = {.detail = detail, .colour = *colour};
  const auto written = outputs.write(io, [&](std::string_view format) {
    if (format == "json") return report::to_json(rules, options);
    if (format == "csv") return report::to_csv(rules, options);
    if (format == "markdown") return report::to_markdown(rules, options);
    return report::to_table(rules, options);
  });
  if (!written) return refuse(io, command, written.error());
  return ExitCode::done;
}

}  // namespace

ExitCode run_rules(Arguments arguments, Io& io) {
  CLI::App app;
  std::string severity;
  OutputOptions output;
  app.add_option("--severity", severity, "Only rules that can be of this severity: error, warning, info")
      ->type_name("SEVERITY")
      ->group("Rules");
  add_format_options(app, output, kRulesFormats);
  add_color_option(app, output);
  if (const auto done = parse(app, arguments, kRulesHelp, io)) return *done;
  const auto rules = rules_of(severity);
  if (!rules) return refuse(io, kRulesHelp.command, rules.error());
  return print(*rules, report::RuleDetail::summary, output, kRulesFormats, kRulesHelp.command, io);
}

ExitCode run_explain(Arguments arguments, Io& io) {
  CLI::App app;
  std::vector<std::string> ids;
  OutputOptions output;
  app.add_option("RULE", ids);
  add_format_options(app, output, kExplainFormats);
  add_color_option(app, output);
  if (const auto done = parse(app, arguments, kExplainHelp, io)) return *done;
  if (ids.empty()) {
    return refuse(io, kExplainHelp.command,
                  {"no rule is named", "name one, for example subnet.full; \"cniplan rules\" lists them"});
  }
  std::vector<Rule> rules;
  for (const std::string& id : ids) {
    if (const Rule* const rule = find_rule(id)) {
      rules.push_back(*rule);
      continue;
    }
    std::string way_out = suggestion_for_rule(id);
    if (way_out.empty()) way_out = "\"cniplan rules\" lists them";
    static_cast<void>(refuse(io, kExplainHelp.command, {fmt::format("unknown rule \"{}\"", id), way_out}));
  }
  if (rules.size() < ids.size()) return ExitCode::usage;
  return print(rules, report::RuleDetail::whole, output, kExplainFormats, kExplainHelp.command, io);
}

}  // namespace cniplan::cli
