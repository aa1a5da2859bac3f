#include "cli/fail_on.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/options.hpp"

namespace cniplan::cli {
namespace {

constexpr std::string_view kWords[] = {"never", "error", "warning", "info"};

}  // namespace

void add_fail_on_option(CLI::App& app, std::string& typed, const std::string& group) {
  app.add_option("--fail-on", typed,
                 fmt::format("Exit 1 on findings: never, error, warning, info [{}]", typed))
      ->type_name("SEVERITY")
      ->group(group);
}

Result<FailOn, UsageError> FailOn::parse(const std::string& typed) {
  const auto word = one_of("--fail-on", typed, kWords);
  if (!word) return failure(word.error());
  return FailOn(*word == 0 ? std::nullopt : std::optional(static_cast<Severity>(*word - 1)));
}

ExitCode FailOn::exit_code(std::span<const Finding> findings) const {
  const bool reached = threshold_ && std::ranges::any_of(findings, [&](const Finding& finding) {
                         return finding.state == FindingState::open && finding.severity <= *threshold_;
                       });
  return reached ? ExitCode::finding : ExitCode::done;
}

}  // namespace cniplan::cli
