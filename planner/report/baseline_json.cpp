#include "planner/report/baseline_json.hpp"

#include <nlohmann/json.hpp>

namespace cniplan::report {

std::string to_json(const Baseline& baseline) {
  std::string out = "{\n  \"schema\": \"cniplan/baseline/v1\",\n  \"findings\": [";
  for (const KnownFinding& finding : baseline.findings) {
    const nlohmann::ordered_json line = {{"rule", finding.rule}, {"subject", finding.subject}};
    out += &finding == baseline.findings.data() ? "\n    " : ",\n    ";
    // Bytes that are no UTF-8 come from a file that was read as it is.
    out += line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  }
  out += baseline.findings.empty() ? "]\n}\n" : "\n  ]\n}\n";
  return out;
}

}  // namespace cniplan::report
