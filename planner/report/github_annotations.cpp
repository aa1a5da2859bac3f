#include "planner/report/github_annotations.hpp"

#include <fmt/format.h>

#include <string_view>

#include "planner/report/findings_report.hpp"

namespace cniplan::report {
namespace {

/// What stands behind the two colons.
std::string escaped_data(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '%':
        out += "%25";
        break;
      case '\r':
        out += "%0D";
        break;
      case '\n':
        out += "%0A";
        break;
      default:
        out += c;
    }
  }
  return out;
}

/// What stands behind `file=` and its like.
std::string escaped_property(std::string_view text) {
  std::string out;
  for (const char c : escaped_data(text)) {
    switch (c) {
      case ':':
        out += "%3A";
        break;
      case ',':
        out += "%2C";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string_view command_of(const Finding& finding) {
  if (finding.state != FindingState::open) return "notice";
  switch (finding.severity) {
    case Severity::error:
      return "error";
    case Severity::warning:
      return "warning";
    case Severity::info:
      return "notice";
  }
  return "";
}

}  // namespace

std::string to_github_annotations(std::span<const Finding> findings, const Sources& sources) {
  std::string out;
  for (const Finding& finding : findings) {
    out += fmt::format("::{} ", command_of(finding));
    const Location& at = finding.location;
    if (at.source >= 0 && is_file_name(sources.name(at.source))) {
      out += fmt::format("file={},", escaped_property(sources.name(at.source)));
      if (at.line > 0) out += fmt::format("line={},col={},", at.line, at.column);
    }
    std::string text = fmt::format("{}: {}", finding.subject, finding.message);
    if (!finding.remedy.empty()) text += fmt::format("; {}", finding.remedy);
    if (finding.state != FindingState::open) {
      text += fmt::format(" ({}{}{})", to_string(finding.state), finding.reason.empty() ? "" : ": ",
                          finding.reason);
    }
    out += fmt::format("title={}::{}\n", escaped_property(finding.rule->id), escaped_data(text));
  }
  return out;
}

}  // namespace cniplan::report
