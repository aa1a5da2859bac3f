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

/// What decides about a command's findings beside the policy of its input: the day and the baseline.
class FindingReview {
 public:
  /// Reads the day and the baseline, and opens the file of --write-baseline among `outputs`, all before the
  /// work starts. Nothing when something is wrong with them, which then is said in io.err.
  [[nodiscard]] static std::optional<FindingReview> prepare(const FindingOptions& options, Outputs& outputs,
                                                            std::string_view command, Io& io);

  [[nodiscard]] std::optional<CalendarDate> today() const { return today_; }
  /// Null: none is given.
  [[nodiscard]] const Baseline* baseline() const { return baseline_ ? &*baseline_ : nullptr; }

  /// Says in io.err what of the baseline is no longer among a result's findings, unless `quiet`, and writes
  /// the new baseline where one is asked for; Outputs::write() puts it in its place.
  [[nodiscard]] Result<void, UsageError> conclude(const std::vector<Finding>& findings, Outputs& outputs,
                                                  bool quiet, Io& io) const;

 private:
  std::optional<CalendarDate> today_;
  std::optional<Baseline> baseline_;
  Sources sources_;                    // the baseline's text
  std::optional<std::size_t> number_;  // of the file to write
};

}  // namespace cniplan::cli
