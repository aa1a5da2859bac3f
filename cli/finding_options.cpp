#include "cli/finding_options.hpp"

#include <fmt/format.h>

#include <utility>

#include "cli/file_io.hpp"
#include "planner/core/counted.hpp"
#include "planner/importers/baseline_file.hpp"
#include "planner/report/baseline_json.hpp"
#include "planner/report/diagnostic_text.hpp"

namespace cniplan::cli {
namespace {

Diagnostic no_longer_found(const std::vector<KnownFinding>& gone) {
  const KnownFinding& first = gone.front();
  const auto others = static_cast<std::int64_t>(gone.size()) - 1;
  return {.code = "baseline.gone",
          .severity = Severity::info,
          .message = fmt::format(
              "{} of {} is no longer found{}", first.rule, first.subject,
              others == 0 ? "" : fmt::format(", nor {}", counted(others, "other entry", "other entries"))),
          .way_out = "--write-baseline FILE writes a new one",
          .location = first.location};
}

}  // namespace

void add_finding_options(CLI::App& app, FindingOptions& options, const std::string& group) {
  app.add_option("--today", options.today,
                 "The day that decides whether an acceptance in policy.accept has expired")
      ->type_name("DATE")
      ->group(group);
  app.add_option("--baseline", options.baseline, "Findings that are known; they do not count for --fail-on")
      ->type_name("FILE")
      ->group(group);
  app.add_option("--write-baseline", options.write_baseline,
                 "Write this run's findings to FILE, for --baseline")
      ->type_name("FILE")
      ->group(group);
}

std::optional<FindingReview> FindingReview::prepare(const FindingOptions& options, Outputs& outputs,
                                                    std::string_view command, Io& io) {
  const auto wrong = [&](const UsageError& error) {
    static_cast<void>(refuse(io, command, error));
    return std::nullopt;
  };
  FindingReview review;
  if (!options.today.empty()) {
    review.today_ = CalendarDate::parse(options.today);
    if (!review.today_) {
      return wrong({fmt::format("--today: \"{}\" is no date", options.today), "write it as 2027-01-31"});
    }
  }
  if (!options.baseline.empty()) {
    auto text = read_file(options.baseline);
    if (!text) return wrong(text.error());
    const int source = review.sources_.add(display_name(options.baseline), *std::move(text));
    auto baseline = read_baseline(review.sources_.text(source), source);
    if (!baseline) {
      io.err += report::to_text(baseline.error(), review.sources_);
      return std::nullopt;
    }
    review.baseline_ = *std::move(baseline);
  }
  if (!options.write_baseline.empty()) {
    const auto number = outputs.add_file(options.write_baseline);
    if (!number) return wrong(number.error());
    review.number_ = *number;
  }
  return review;
}

Result<void, UsageError> FindingReview::conclude(const std::vector<Finding>& findings, Outputs& outputs,
                                                 bool quiet, Io& io) const {
  if (baseline_ && !quiet) {
    const std::vector<KnownFinding> gone = compare_with(findings, *baseline_).gone;
    if (!gone.empty()) io.err += report::to_text(no_longer_found(gone), sources_);
  }
  if (!number_) return {};
  return outputs.put(*number_, report::to_json(baseline_of(findings)));
}

}  // namespace cniplan::cli
