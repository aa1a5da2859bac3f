#include "planner/report/findings_report.hpp"

#include "planner/core/ensure.hpp"
#include "planner/report/github_annotations.hpp"
#include "planner/report/gitlab_code_quality.hpp"
#include "planner/report/junit.hpp"
#include "planner/report/sarif.hpp"

namespace cniplan::report {

bool is_findings_format(std::string_view format) {
  return format == "junit" || format == "sarif" || format == "github" || format == "gitlab";
}

std::string to_findings_format(const FindingsReport& report, std::string_view format) {
  ensure(is_findings_format(format), "a format of findings alone");
  if (format == "junit") return to_junit(report);
  if (format == "sarif") return to_sarif(report);
  if (format == "gitlab") return to_gitlab_code_quality(report);
  return to_github_annotations(report.findings, report.sources);
}

}  // namespace cniplan::report
