#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "planner/findings/rule.hpp"

namespace cniplan::report {

/// How much of a rule tables and Markdown show. JSON and CSV have all of it.
enum class RuleDetail : std::uint8_t {
  summary,  ///< id, severity and meaning, in columns
  whole,    ///< a section for each rule, with threshold, remedy and sources
};

struct RulesOptions {
  RuleDetail detail = RuleDetail::summary;
  bool colour = false;  ///< tables only
};

/// For a terminal, 80 columns wide; only a link may be longer.
[[nodiscard]] std::string to_table(std::span<const Rule> rules, const RulesOptions& options);
[[nodiscard]] std::string to_markdown(std::span<const Rule> rules, const RulesOptions& options);
/// Whole rules, schema cniplan/rules/v1. `severities` starts with the gravest. `setting` is the threshold as
/// a number with its unit, shares in hundredths of a percent; null where it is not for users to set.
[[nodiscard]] std::string to_json(std::span<const Rule> rules, const RulesOptions& options);
/// A row for each rule; `setting` and `unit` as in JSON, empty for null; several severities and sources are
/// blank-separated and "; "-separated lists.
[[nodiscard]] std::string to_csv(std::span<const Rule> rules, const RulesOptions& options);

}  // namespace cniplan::report
