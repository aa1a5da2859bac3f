#include "planner/report/gitlab_code_quality.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <map>
#include <string_view>

#include "planner/report/json_writer.hpp"

namespace cniplan::report {
namespace {

std::string_view severity_of(Severity severity) {
  switch (severity) {
    case Severity::error:
      return "critical";
    case Severity::warning:
      return "major";
    case Severity::info:
      return "info";
  }
  return "info";
}

/// FNV-1a of 64 bits: the fingerprint has to be short, and the same everywhere. Source: RFC 9923.
std::uint64_t hash_of(std::string_view text) {
  constexpr std::uint64_t kBasis = 0xCBF29CE484222325;
  constexpr std::uint64_t kPrime = 0x100000001B3;
  std::uint64_t hash = kBasis;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * kPrime;
  return hash;
}

}  // namespace

std::string to_gitlab_code_quality(const FindingsReport& report) {
  JsonWriter json;
  std::string_view first_file = "cniplan";
  for (int source = report.sources.size(); source-- > 0;) {
    if (is_file_name(report.sources.name(source))) first_file = report.sources.name(source);
  }
  std::map<std::string, std::int64_t> seen;
  json.begin_array();
  for (const Finding& finding : report.findings) {
    if (finding.state == FindingState::accepted) continue;
    std::string known_by = fmt::format("{}\n{}", finding.rule->id, finding.subject);
    // Every line of the report needs one of its own.
    if (const std::int64_t before = seen[known_by]++; before > 0) known_by += fmt::format("\n{}", before);
    std::string text = fmt::format("{}: {}", finding.subject, finding.message);
    if (!finding.remedy.empty()) text += fmt::format("; {}", finding.remedy);
    const Location& at = finding.location;
    const bool has_place = at.source >= 0 && is_file_name(report.sources.name(at.source));
    json.begin_object();
    json.member("description", text);
    json.member("check_name", finding.rule->id);
    json.member("fingerprint", fmt::format("{:016x}", hash_of(known_by)));
    json.member("severity", severity_of(finding.severity));
    json.begin_object("location", JsonWriter::Layout::one_line);
    json.member("path", has_place ? report.sources.name(at.source) : first_file);
    json.begin_object("lines", JsonWriter::Layout::one_line);
    json.member("begin", has_place && at.line > 0 ? std::int64_t{at.line} : std::int64_t{1});
    json.end_object();
    json.end_object();
    json.end_object();
  }
  json.end_array();
  return json.take();
}

}  // namespace cniplan::report
