#include "planner/report/github_annotations.hpp"

#include <array>

#include "tests/support/catch.hpp"

using namespace cniplan;

TEST_CASE("a finding is a workflow command with its place") {
  Sources sources;
  sources.add("a.json", "");
  const std::array findings = {
      Finding{.rule = "subnet.full",
              .subject = "subnet \"a\"",
              .message = "full",
              .remedy = "make it larger",
              .location = {.source = 0, .line = 3, .column = 4}},
      Finding{.rule = "cni.never-settles",
              .subject = "m5.large",
              .message = "grows",
              .remedy = "",
              .location = {.source = 0}},
      Finding{.rule = "pods.none-given", .subject = "Pods", .message = "none", .remedy = ""}};
  CHECK(report::to_github_annotations(findings, sources) ==
        "::error file=a.json,line=3,col=4,title=subnet.full::subnet \"a\": full; make it larger\n"
        "::warning file=a.json,title=cni.never-settles::m5.large: grows\n"
        "::notice title=pods.none-given::Pods: none\n");
  CHECK(report::to_github_annotations({}, sources).empty());
}

TEST_CASE("what is accepted or known is a notice") {
  const std::array findings = {Finding{.rule = "subnet.full",
                                       .subject = "a",
                                       .message = "full",
                                       .remedy = "",
                                       .state = FindingState::accepted,
                                       .reason = "grows in May"},
                               Finding{.rule = "subnet.full",
                                       .subject = "b",
                                       .message = "full",
                                       .remedy = "",
                                       .state = FindingState::known}};
  CHECK(report::to_github_annotations(findings, Sources{}) ==
        "::notice title=subnet.full::a: full (accepted: grows in May)\n"
        "::notice title=subnet.full::b: full (known)\n");
}

TEST_CASE("what would end a message or a property is escaped") {
  Sources sources;
  sources.add("a,b:100%\r\n.json", "");
  const std::array findings = {Finding{.rule = "subnet.full",
                                       .subject = "a",
                                       .message = "50%, x:\r\n::error::y",
                                       .remedy = "",
                                       .location = {.source = 0, .line = 1, .column = 1}}};
  CHECK(report::to_github_annotations(findings, sources) ==
        "::error file=a%2Cb%3A100%25%0D%0A.json,line=1,col=1,title=subnet.full::a: 50%25, "
        "x:%0D%0A::error::y\n");
}
