#include "planner/report/findings_text.hpp"

#include <vector>

#include "tests/support/catch.hpp"

using namespace cniplan;

namespace {

std::vector<Finding> one_of_each() {
  const Finding finding = {.rule = "subnet.full",
                           .subject = "subnet \"a|b\"",
                           .message = "lacks 109 addresses in scenario steady: 360 wanted, 251 usable",
                           .remedy = "a /23 (507 usable) holds it below 80 %"};
  std::vector<Finding> findings(4, finding);
  findings[1].state = FindingState::accepted;
  findings[1].reason = "a larger VPC is ordered, and nobody deploys before it is there, as agreed";
  findings[1].expires = CalendarDate::make(2027, 1, 31);
  findings[2].state = FindingState::accepted;
  findings[2].reason = "for good";
  findings[3].state = FindingState::known;
  findings[3].remedy.clear();
  return findings;
}

}  // namespace

TEST_CASE("a table says of every finding that is not open why, and colours only open ones") {
  CHECK(report::findings_table(one_of_each(), report::Paint(true)) ==
        "  \x1b[31merror\x1b[0m   subnet \"a|b\": lacks 109 addresses in scenario steady: 360 wanted, 251\n"
        "          usable [subnet.full]\n"
        "          -> a /23 (507 usable) holds it below 80 %\n"
        "  error   subnet \"a|b\": lacks 109 addresses in scenario steady: 360 wanted, 251\n"
        "          usable [subnet.full]\n"
        "          accepted until 2027-01-31: a larger VPC is ordered, and nobody deploys\n"
        "          before it is there, as agreed\n"
        "          -> a /23 (507 usable) holds it below 80 %\n"
        "  error   subnet \"a|b\": lacks 109 addresses in scenario steady: 360 wanted, 251\n"
        "          usable [subnet.full]\n"
        "          accepted: for good\n"
        "          -> a /23 (507 usable) holds it below 80 %\n"
        "  error   subnet \"a|b\": lacks 109 addresses in scenario steady: 360 wanted, 251\n"
        "          usable [subnet.full]\n"
        "          known: it stands in the baseline\n");
}

TEST_CASE("Markdown says it too") {
  const std::vector<Finding> findings = one_of_each();
  CHECK(report::findings_markdown({&findings[1], 1}) ==
        "- **error** subnet \"a\\|b\": lacks 109 addresses in scenario steady: 360 wanted, 251 usable "
        "(`subnet.full`)<br>accepted until 2027-01-31: a larger VPC is ordered, and nobody deploys before it "
        "is "
        "there, as agreed<br>a /23 (507 usable) holds it below 80 %\n");
}
