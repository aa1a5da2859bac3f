#pragma once

#include <CLI/CLI.hpp>

#include <optional>
#include <string>
#include <vector>

#include "cli/io.hpp"
#include "cli/output.hpp"
#include "planner/core/calendar_date.hpp"
#include "planner/core/location.hpp"
#include "planner/core/result.hpp"
#include "planner/findings/finding_policy.hpp"

namespace cniplan::cli {

/// --today, --baseline, --write-baseline, as typed.
struct FindingOptions {
  std::string today;
  std::string baseline;
  std::string write_baseline;
};

/// Declares the three in the option group of that name.
void add_finding_options(CLI::App& app, FindingOptions& options, const std::string& group);

/// What becomes of a command's findings: the policy of its input, the day, the baseline.
class FindingReview {
 public:
  /// Reads the day and the baseline, and opens the file of --write-baseline among `outputs`, all before the work
  /// starts. Nothing when something is wrong with them, which then is said in io.err.
  [[nodiscard]] static std::optional<FindingReview> prepare(const FindingOptions& options, Outputs& outputs,
                                                            std::string_view command, Io& io);

  /// The findings as policy and baseline leave them. What the baseline has and is gone is a remark in io.err, unless
  /// `quiet`.
  [[nodiscard]] std::vector<Finding> apply(std::vector<Finding> findings, const FindingPolicy& policy, bool quiet,
                                           Io& io) const;

  /// Writes the baseline of what apply() returned, where one is asked for; Outputs::write() puts it in its place.
  [[nodiscard]] Result<void, UsageError> write(const std::vector<Finding>& findings, Outputs& outputs) const;

 private:
  std::optional<CalendarDate> today_;
  std::optional<Baseline> baseline_;
  Sources sources_;                    // the baseline's text
  std::optional<std::size_t> number_;  // of the file to write
};

}  // namespace cniplan::cli
