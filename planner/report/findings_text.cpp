#include "planner/report/findings_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "planner/report/grid.hpp"
#include "planner/report/wrap.hpp"

namespace cniplan::report {
namespace {

std::string finding_text(const Finding& finding) {
  return fmt::format("{}: {}", finding.subject, finding.message);
}

}  // namespace

std::string state_text(const Finding& finding) {
  switch (finding.state) {
    case FindingState::open:
      return "";
    case FindingState::accepted:
      return fmt::format("accepted{}: {}", finding.expires ? " until " + finding.expires->to_string() : "",
                         finding.reason);
    case FindingState::known:
      return "known: it stands in the baseline";
  }
  return "";
}

std::string Paint::operator()(std::string_view colour, std::string_view text) const {
  if (!colour_) return std::string(text);
  const bool ends_line = text.ends_with('\n');
  return fmt::format("{}{}\x1b[0m{}", colour, text.substr(0, text.size() - (ends_line ? 1 : 0)),
                     ends_line ? "\n" : "");
}

std::string Paint::heading(std::string_view text) const {
  return fmt::format("\n{}\n", (*this)(kBold, text));
}

std::string indented(std::string_view lines) {
  std::string out;
  while (!lines.empty()) {
    const auto end = lines.find('\n');
    out += fmt::format("  {}\n", lines.substr(0, end));
    lines.remove_prefix(end == std::string_view::npos ? lines.size() : end + 1);
  }
  return out;
}

std::string findings_table(std::span<const Finding> findings, const Paint& paint) {
  std::string out;
  for (const Finding& finding : findings) {
    const std::string_view colour = finding.severity == Severity::error     ? Paint::kRed
                                    : finding.severity == Severity::warning ? Paint::kYellow
                                                                            : Paint::kBold;
    const std::string severity(to_string(finding.severity));
    std::string lines = wrapped(fmt::format("{} [{}]", finding_text(finding), finding.rule->id), kTableWidth,
                                fmt::format("  {:<8}", severity), std::string(10, ' '));
    if (finding.state == FindingState::open) lines.replace(2, severity.size(), paint(colour, severity));
    out += lines;
    if (const std::string state = state_text(finding); !state.empty())
      out += wrapped(state, kTableWidth, "          ", "          ");
    if (!finding.remedy.empty())
      out += wrapped(finding.remedy, kTableWidth, "          -> ", "             ");
  }
  return out;
}

std::string findings_markdown(std::span<const Finding> findings) {
  std::string out;
  for (const Finding& finding : findings) {
    out += fmt::format("- **{}** {} (`{}`)", to_string(finding.severity),
                       markdown_cell(finding_text(finding)), finding.rule->id);
    if (const std::string state = state_text(finding); !state.empty())
      out += fmt::format("<br>{}", markdown_cell(state));
    if (!finding.remedy.empty()) out += fmt::format("<br>{}", markdown_cell(finding.remedy));
    out += '\n';
  }
  return out;
}

std::string derivations_table(std::span<const Derivation> derivations) {
  std::string out;
  for (const Derivation& derivation : derivations) {
    out += wrapped(derivation.figure, kTableWidth, "  ", "  ");
    out += wrapped(derivation.formula, kTableWidth, "    = ", "      ");
    out += wrapped(derivation.values, kTableWidth, "    = ", "      ");
  }
  return out;
}

std::string derivations_markdown(std::span<const Derivation> derivations) {
  Grid grid({{"Figure"}, {"Formula"}, {"Values"}});
  for (const Derivation& made : derivations) grid.add_row({made.figure, made.formula, made.values});
  return grid.to_markdown();
}

}  // namespace cniplan::report
