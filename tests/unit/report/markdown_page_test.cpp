#include "planner/report/markdown_page.hpp"

#include "tests/support/catch.hpp"

using namespace cniplan::report;

TEST_CASE("a page starts with a hidden line by which its comment is found again") {
  CHECK(to_markdown_page({.command = "plan", .of = "payments-prod", .heading = "Plan of payments-prod"}, "body\n") ==
        "<!-- cniplan plan payments-prod -->\n## Plan of payments-prod\n\nbody\n");
  CHECK(to_markdown_page({.command = "plan", .of = "a --> <b>\n--", .heading = "x"}, "") ==
        "<!-- cniplan plan a_-____b__-_ -->\n## x\n\n");
  CHECK(to_markdown_page({.command = "max-pods", .heading = "x"}, "").starts_with("<!-- cniplan max-pods -->\n"));
}

TEST_CASE("the title takes the heading's place, and the link stands at the end") {
  CHECK(to_markdown_page({.command = "plan",
                          .heading = "x",
                          .frame = {.title = "<b>|@team", .link = "https://ci.example.com/(1)"}},
                         "body\n") ==
        "<!-- cniplan plan -->\n## \\<b>\\|@<!-- -->team\n\nbody\n\n"
        "[Where this was made](https://ci.example.com/%281%29)\n");
}

TEST_CASE("what is too long for a comment ends at a line, with what is open closed") {
  const std::string line(99, 'x');
  std::string body;
  while (body.size() < kMostMarkdown) body += line + "\n";
  const MarkdownPage page{.command = "plan", .heading = "x", .frame = {.link = "https://ci/1"}};
  const std::string plain = to_markdown_page(page, body);
  CHECK(plain.size() <= kMostMarkdown);
  CHECK(plain.size() > kMostMarkdown - 500);
  CHECK(plain.find(line + "\n\n*Cut at the 65,536 characters") != std::string::npos);
  CHECK(plain.ends_with("\n[Where this was made](https://ci/1)\n"));

  const std::string folded = to_markdown_page(page, "start\n" + markdown_details("More", body));
  CHECK(folded.size() <= kMostMarkdown);
  CHECK(folded.find(line + "\n\n</details>\n\n*Cut at") != std::string::npos);
}

TEST_CASE("a body of one endless line is cut as a whole") {
  const std::string page = to_markdown_page({.command = "plan", .heading = "x"}, std::string(kMostMarkdown, 'x'));
  CHECK(page.starts_with("<!-- cniplan plan -->\n## x\n\n\n*Cut at"));
}
