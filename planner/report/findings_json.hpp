#pragma once

#include <span>
#include <string_view>

#include "planner/core/location.hpp"
#include "planner/findings/finding.hpp"
#include "planner/report/json_writer.hpp"

namespace cniplan::report {

/// The member `findings` of a result: each with its rule, severity, subject, message, remedy, state, and place.
inline void write_findings(JsonWriter& json, std::span<const Finding> findings, const Sources& sources) {
  json.begin_array("findings");
  for (const Finding& found : findings) {
    json.begin_object();
    json.member("rule", found.rule->id);
    json.member("severity", to_string(found.severity));
    json.member("subject", found.subject);
    json.member("message", found.message);
    json.text_or_null("remedy", found.remedy);
    json.member("state", to_string(found.state));
    json.text_or_null("reason", found.reason);
    json.text_or_null("expires", found.expires ? found.expires->to_string() : "");
    if (found.location.source >= 0) {
      json.begin_object("place", JsonWriter::Layout::one_line);
      json.member("file", sources.name(found.location.source));
      json.member("line", std::int64_t{found.location.line});
      json.member("column", std::int64_t{found.location.column});
      json.end_object();
    } else {
      json.member("place", nullptr);
    }
    json.end_object();
  }
  json.end_array();
}

}  // namespace cniplan::report
