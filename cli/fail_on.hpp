#pragma once

#include <CLI/CLI.hpp>

#include <optional>
#include <span>
#include <string>

#include "cli/io.hpp"
#include "planner/core/result.hpp"
#include "planner/findings/finding.hpp"

namespace cniplan::cli {

/// Declares --fail-on in the option group of that name; `typed` holds the default.
void add_fail_on_option(CLI::App& app, std::string& typed, const std::string& group);

/// From which severity on findings fail a run. Accepted and known ones never do.
class FailOn {
 public:
  [[nodiscard]] static Result<FailOn, UsageError> parse(const std::string& typed);

  /// ExitCode::finding when an open finding is at least as grave, else ExitCode::done.
  [[nodiscard]] ExitCode exit_code(std::span<const Finding> findings) const;

  /// The least grave severity that fails; none for "never".
  [[nodiscard]] std::optional<Severity> threshold() const { return threshold_; }

 private:
  explicit FailOn(std::optional<Severity> threshold) : threshold_(threshold) {}

  std::optional<Severity> threshold_;  // none: never
};

}  // namespace cniplan::cli
