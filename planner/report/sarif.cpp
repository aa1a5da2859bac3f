#include "planner/report/sarif.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <vector>

#include "planner/report/json_writer.hpp"

namespace cniplan::report {
namespace {

constexpr auto kOneLine = JsonWriter::Layout::one_line;

std::string_view level_of(Severity severity) {
  switch (severity) {
    case Severity::error:
      return "error";
    case Severity::warning:
      return "warning";
    case Severity::info:
      return "note";
  }
  return "none";
}

/// A path as a URI reference: RFC 3986's unreserved characters and slashes as they are, all others as %XX.
std::string uri_of(std::string_view path) {
  std::string out;
  if (path.starts_with('/')) out = "file://";
  // A colon in the first part would be taken for the end of a scheme; it is always encoded.
  for (const char c : path) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                       c == '.' || c == '_' || c == '~' || c == '/';
    if (plain) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

class SarifWriter {
 public:
  explicit SarifWriter(const FindingsReport& report) : report_(report) {
    for (const RuleCheck& check : report_.checks) add_rule(*check.rule);
    for (const Finding& finding : report_.findings) {
      add_rule(*finding.rule);
      if (finding.location.source >= 0) add_artifact(finding.location.source);
      any_suppressed_ = any_suppressed_ || finding.state == FindingState::accepted;
      any_known_ = any_known_ || finding.state == FindingState::known;
    }
    for (int source = 0; artifacts_.empty() && source < report_.sources.size(); ++source) add_artifact(source);
  }

  std::string run() {
    json_.begin_object();
    json_.member("$schema", "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json");
    json_.member("version", "2.1.0");
    json_.begin_array("runs");
    json_.begin_object();
    tool();
    json_.begin_object("automationDetails", kOneLine);
    json_.member("id", report_.of.empty() ? fmt::format("cniplan/{}/", report_.command)
                                          : fmt::format("cniplan/{}/{}/", report_.command, report_.of));
    json_.end_object();
    json_.member("columnKind", "unicodeCodePoints");
    json_.begin_array("artifacts");
    for (const int source : artifacts_) {
      json_.begin_object(kOneLine);
      json_.begin_object("location", kOneLine);
      json_.member("uri", uri_of(report_.sources.name(source)));
      json_.end_object();
      json_.end_object();
    }
    json_.end_array();
    json_.begin_array("results");
    for (const Finding& finding : report_.findings) result(finding);
    json_.end_array();
    if (!report_.frame.title.empty() || !report_.frame.link.empty()) {
      json_.begin_object("properties", kOneLine);
      if (!report_.frame.title.empty()) json_.member("title", report_.frame.title);
      if (!report_.frame.link.empty()) json_.member("link", report_.frame.link);
      json_.end_object();
    }
    json_.end_object();
    json_.end_array();
    json_.end_object();
    return json_.take();
  }

 private:
  void add_rule(const Rule& rule) {
    const auto [found, is_new] = rule_index_.try_emplace(rule.id, static_cast<std::int64_t>(rules_.size()));
    if (is_new) rules_.push_back(&rule);
  }

  void add_artifact(int source) {
    if (!is_file_name(report_.sources.name(source)) || std::ranges::find(artifacts_, source) != artifacts_.end()) return;
    artifacts_.push_back(source);
  }

  void message(std::string_view name, std::string_view text, std::string_view markdown = {}) {
    json_.begin_object(name, kOneLine);
    json_.member("text", text);
    if (!markdown.empty()) json_.member("markdown", markdown);
    json_.end_object();
  }

  void tool() {
    json_.begin_object("tool");
    json_.begin_object("driver");
    json_.member("name", "cniplan");
    if (!report_.version.empty()) json_.member("semanticVersion", report_.version);
    json_.begin_array("rules");
    for (const Rule* const made : rules_) rule(*made);
    json_.end_array();
    json_.end_object();
    json_.end_object();
  }

  void rule(const Rule& rule) {
    json_.begin_object();
    json_.member("id", rule.id);
    message("shortDescription", rule.meaning);
    message("fullDescription", fmt::format("{} {}", rule.meaning, rule.threshold));
    std::string sources;
    for (const std::string_view source : rule.source) {
      if (!source.empty()) sources += fmt::format("{}{}", sources.empty() ? "" : ", ", source);
    }
    message("help", fmt::format("{} {} What to do: {} Source: {}.", rule.meaning, rule.threshold, rule.remedy, sources),
            fmt::format("{}\n\n**From where on:** {}\n\n**What to do:** {}\n\n**Source:** {}", rule.meaning,
                        rule.threshold, rule.remedy, sources));
    const auto link = std::ranges::find_if(rule.source, [](std::string_view source) { return source.starts_with("https://"); });
    if (link != rule.source.end()) json_.member("helpUri", *link);
    json_.begin_object("defaultConfiguration", kOneLine);
    json_.member("level", level_of(rule.severity));
    json_.end_object();
    json_.end_object();
  }

  void result(const Finding& finding) {
    json_.begin_object();
    json_.member("ruleId", finding.rule->id);
    json_.member("ruleIndex", rule_index_.at(finding.rule->id));
    json_.member("level", level_of(finding.severity));
    std::string text = fmt::format("{}: {}.", finding.subject, finding.message);
    if (!finding.remedy.empty()) text += fmt::format(" What to do: {}.", finding.remedy);
    message("message", text);
    locations(finding);
    json_.begin_object("partialFingerprints", kOneLine);
    json_.member("ruleAndSubject/v1", fmt::format("{} {}", finding.rule->id, finding.subject));
    json_.end_object();
    if (any_suppressed_) suppressions(finding);
    if (any_known_) json_.member("baselineState", finding.state == FindingState::known ? "unchanged" : "new");
    json_.end_object();
  }

  void locations(const Finding& finding) {
    const Location& at = finding.location;
    const auto own = std::ranges::find(artifacts_, at.source);
    const bool has_place = own != artifacts_.end();
    const auto artifact = has_place ? own : artifacts_.begin();
    json_.begin_array("locations");
    json_.begin_object();
    if (artifact != artifacts_.end()) {
      json_.begin_object("physicalLocation", kOneLine);
      json_.begin_object("artifactLocation", kOneLine);
      json_.member("uri", uri_of(report_.sources.name(*artifact)));
      json_.member("index", static_cast<std::int64_t>(artifact - artifacts_.begin()));
      json_.end_object();
      json_.begin_object("region", kOneLine);
      const bool has_line = has_place && at.line > 0;
      json_.member("startLine", has_line ? std::int64_t{at.line} : 1);
      if (has_line && at.column > 0) {
        json_.member("startColumn", std::int64_t{at.column});
        json_.member("endColumn", std::int64_t{at.column} + std::max(at.length, 1));
      }
      json_.end_object();
      json_.end_object();
    }
    json_.begin_array("logicalLocations", kOneLine);
    json_.begin_object(kOneLine);
    json_.member("fullyQualifiedName", finding.subject);
    json_.end_object();
    json_.end_array();
    json_.end_object();
    json_.end_array();
  }

  void suppressions(const Finding& finding) {
    json_.begin_array("suppressions", kOneLine);
    if (finding.state == FindingState::accepted) {
      json_.begin_object(kOneLine);
      json_.member("kind", "external");
      json_.member("status", "accepted");
      json_.member("justification", finding.reason);
      json_.end_object();
    }
    json_.end_array();
  }

  const FindingsReport& report_;
  std::vector<const Rule*> rules_;
  std::map<std::string_view, std::int64_t> rule_index_;
  std::vector<int> artifacts_;  // sources that are files: those with findings, or else the first
  bool any_suppressed_ = false;
  bool any_known_ = false;
  JsonWriter json_;
};

}  // namespace

std::string to_sarif(const FindingsReport& report) { return SarifWriter(report).run(); }

}  // namespace cniplan::report
