#include "planner/report/html_page.hpp"

#include <string>

#include "tests/support/catch.hpp"

using namespace cniplan;
using namespace cniplan::report;

namespace {

Finding finding(Severity severity, FindingState state, std::string subject, std::string remedy) {
  return {.rule = "subnet.full",
          .severity = severity,
          .subject = std::move(subject),
          .message = "lacks 1 address",
          .remedy = std::move(remedy),
          .state = state};
}

HtmlHead head(std::string verdict = "Fits.") {
  return {.what = "IP address plan", .name = "a<b", .frame = {}, .verdict = std::move(verdict)};
}

}  // namespace

TEST_CASE("a page names what it is of, and what the user calls it where they do") {
  CHECK(HtmlPage(head()).take().contains("<title>IP address plan of a&lt;b</title>"));
  CHECK(HtmlPage(head()).take().contains("<h1>IP address plan of <bdi>a&lt;b</bdi></h1>"));
  HtmlHead titled = head();
  titled.frame.title = "Review & release";
  const std::string page = HtmlPage(titled).take();
  CHECK(page.contains("<title>Review &amp; release</title>"));
  CHECK(page.contains("<h1><bdi>Review &amp; release</bdi></h1>"));
}

TEST_CASE("only a web address becomes a link") {
  struct Row {
    const char* link;
    const char* html;
  };
  const auto row = GENERATE(values<Row>({
      {"https://ci.example/1?a=1&b=2", "<a href=\"https://ci.example/1?a=1&amp;b=2\" rel=\"noreferrer\">"},
      {"http://ci.example/1", "<a href=\"http://ci.example/1\" rel=\"noreferrer\">"},
      {"javascript:alert(1)", "Made by <bdi>javascript:alert(1)</bdi>"},
      {"file:///etc/passwd", "Made by <bdi>file:///etc/passwd</bdi>"},
  }));
  CAPTURE(row.link);
  HtmlHead linked = head();
  linked.frame.link = row.link;
  CHECK(HtmlPage(linked).take().contains(row.html));
}

TEST_CASE("nothing but the page's own style and script may run") {
  const std::string page = HtmlPage(head()).take();
  CHECK(page.contains("content=\"default-src 'none'; style-src 'sha256-"));
  CHECK_FALSE(page.contains("unsafe-inline"));
  CHECK(page.starts_with("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">"));
}

TEST_CASE("the navigation has the sections in their order") {
  HtmlPage page(head());
  page.section("subnets", "Subnets");
  page.paragraph("one");
  page.section("growth", "Growth");
  page.paragraph("");
  CHECK(page.take().contains("<nav aria-label=\"Sections\">\n<ul>\n<li><a href=\"#subnets\">Subnets</a></li>\n"
                             "<li><a href=\"#growth\">Growth</a></li>\n</ul>\n</nav>\n"
                             "<main id=\"main\" tabindex=\"-1\">"
                             "<section id=\"subnets\" aria-labelledby=\"subnets-heading\">\n"
                             "<h2 id=\"subnets-heading\">Subnets</h2>\n<p>one</p>\n</section>\n"));
}

TEST_CASE("the change to make first is the remedy of what the verdict speaks of, else of the first open finding") {
  const Finding known = finding(Severity::error, FindingState::known, "subnet \"old\"", "leave it");
  const Finding info = finding(Severity::info, FindingState::open, "subnet \"info\"", "look at it");
  const Finding other = finding(Severity::error, FindingState::open, "node group \"web\"", "raise maxPods");
  const Finding named = finding(Severity::error, FindingState::open, "subnet \"small\"", "make it a /24");
  const Finding findings[] = {known, info, other, named};

  HtmlPage of_verdict(head("Does not fit: subnet small in scenario max lacks 1 of 9 addresses."));
  of_verdict.change_first(findings);
  CHECK(of_verdict.take().contains("<b>Change first:</b> <bdi>subnet \"small\"</bdi>: make it a /24"));
  HtmlPage of_first(head("Fits."));
  of_first.change_first(findings);
  CHECK(of_first.take().contains("<b>Change first:</b> <bdi>node group \"web\"</bdi>: raise maxPods"));
  HtmlPage of_none(head("Fits."));
  of_none.change_first(std::span(findings).first(2));
  CHECK_FALSE(of_none.take().contains("Change first"));
}

TEST_CASE("the tone is that of what does not fit, then of open findings") {
  const Finding warning = finding(Severity::warning, FindingState::open, "a", "b");
  const Finding accepted = finding(Severity::error, FindingState::accepted, "a", "b");
  const Finding error = finding(Severity::error, FindingState::open, "a", "b");
  CHECK(tone_of(true, {}) == Tone::good);
  CHECK(tone_of(false, {}) == Tone::bad);
  CHECK(tone_of(true, std::span(&accepted, 1)) == Tone::good);
  CHECK(tone_of(true, std::span(&warning, 1)) == Tone::warning);
  CHECK(tone_of(true, std::span(&error, 1)) == Tone::bad);
}

TEST_CASE("a table has headings with their scope, numbers to the right, and rows that go on with the one above") {
  HtmlPage page(head());
  page.section("a", "A");
  Grid grid({{"Node\ngroup"}, {"Ad-\ndresses", Align::right}, {""}});
  grid.add_row({"<web>", "12", "else"});
  grid.add_row({"", "13", ""});
  grid.add_row({"api", "14", ""});
  page.table(grid, "Groups");
  CHECK(page.take().contains(
      "<div class=\"scroll\" role=\"region\" aria-label=\"Table: Groups\" tabindex=\"0\">\n<table>\n<caption>Groups</caption>\n"
      "<thead>\n<tr>\n<th scope=\"col\">Node group</th>\n<th scope=\"col\" class=\"number\">Addresses</th>\n<td></td>\n"
      "</tr>\n</thead>\n"
      "<tbody>\n<tr>\n<th scope=\"row\" class=\"short\"><bdi>&lt;web&gt;</bdi></th>\n<td class=\"number\">12</td>\n"
      "<td class=\"short\"><bdi>else</bdi></td>\n</tr>\n"
      "<tr>\n<td class=\"short\"></td>\n<td class=\"number\">13</td>\n<td class=\"short\"></td>\n</tr>\n</tbody>\n"
      "<tbody>\n<tr>\n<th scope=\"row\" class=\"short\"><bdi>api</bdi></th>\n"));
}

TEST_CASE("findings have their severity, state, place, rule and source") {
  Sources sources;
  sources.add("a<b>.yaml", "");
  Finding found = finding(Severity::warning, FindingState::accepted, "subnet \"a\"", "make it larger");
  found.reason = "it is replaced";
  found.location = {.source = 0, .line = 3, .column = 7};
  HtmlPage page(head());
  page.findings_section(std::span(&found, 1), sources, {"... and 3 more"});
  const std::string html = page.take();
  CHECK(html.contains("<li class=\"finding warning accepted\" data-severity=\"warning\" data-state=\"accepted\" "
                      "data-rule=\"subnet.full\">"));
  CHECK(html.contains("<strong><bdi>subnet \"a\"</bdi></strong>: lacks 1 address</p>"));
  CHECK(html.contains("<p class=\"state\">accepted: it is replaced</p>"));
  CHECK(html.contains("<b>What to do:</b> make it larger</p>"));
  CHECK(html.contains("<code>subnet.full</code> · <bdi>a&lt;b&gt;.yaml:3:7</bdi></p>"));
  CHECK(html.contains("<p>... and 3 more</p>"));
  HtmlPage none(head());
  none.findings_section({}, sources);
  CHECK(none.take().contains("None: no rule that was looked at has anything to say."));
}

TEST_CASE("derivations are folded, and inputs say what they are where that is known") {
  const Derivation made{.figure = "subnet \"a\": usable addresses", .formula = "2^n - 5", .values = "2^8 - 5 = 251"};
  Sources sources;
  sources.add("cluster.yaml", "");
  SpecImport imported;
  imported.documents = {{.what = "an eksctl ClusterConfig", .name = "payments", .location = {.source = 0, .line = 1, .column = 1}}};
  HtmlPage page(head());
  page.derivations_section(std::span(&made, 1));
  page.inputs_section(sources, &imported);
  page.catalog_section("2026-01-01", "More.");
  const std::string html = page.take();
  CHECK(html.contains("<details><summary>1 figure with its formula and values</summary>"));
  CHECK(html.contains("<dt>subnet \"a\": usable addresses</dt>\n<dd class=\"formula\">= 2^n - 5</dd>\n<dd>= 2^8 - 5 = 251</dd>"));
  CHECK(html.contains("<h3>Read</h3>\n<ul>\n<li>cluster.yaml:1:1: an eksctl ClusterConfig \"payments\"</li>"));
  CHECK(html.contains("published up to 2026-01-01. More.</p>"));
  HtmlPage plain(head());
  plain.inputs_section(sources);
  CHECK(plain.take().contains("<li><bdi>cluster.yaml</bdi></li>"));
  HtmlPage empty(head());
  empty.inputs_section({});
  empty.derivations_section({});
  empty.catalog_section("");
  CHECK_FALSE(empty.take().contains("<section"));
}
