#include "planner/report/html_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "planner/report/findings_text.hpp"
#include "planner/report/import_layout.hpp"
#include "planner/report/svg_chart.hpp"

namespace cniplan::report {
namespace {

constexpr std::string_view kStyle =
#include "report_css.inc"
    ;
constexpr std::string_view kStyleHash =
#include "report_css_hash.inc"
    ;
constexpr std::string_view kScript =
#include "report_js.inc"
    ;
constexpr std::string_view kScriptHash =
#include "report_js_hash.inc"
    ;

/// Only such a link is followed; anything else a reader sees as the text that it is.
bool is_web_address(std::string_view link) { return link.starts_with("https://") || link.starts_with("http://"); }

std::string_view css_class(Tone tone) {
  switch (tone) {
    case Tone::good: return "good";
    case Tone::warning: return "warning";
    case Tone::bad: return "bad";
    case Tone::plain: return "plain";
  }
  return "";
}

/// Headings of tables break over lines where a terminal needs it, inside a word after a hyphen: "Ad-\ndresses",
/// "IPs/\nENI".
std::string heading_text(std::string_view heading) {
  std::string out;
  for (const char c : heading) {
    if (c != '\n') {
      out += c;
    } else if (out.ends_with('-')) {
      out.pop_back();
    } else if (!out.ends_with('/')) {
      out += ' ';
    }
  }
  return out;
}

/// Columns of which no cell is so long that it needs more than one line.
std::vector<bool> short_columns(const Grid& grid) {
  constexpr std::size_t kShort = 24;
  std::vector<bool> is_short(grid.columns().size(), true);
  for (const auto& row : grid.rows()) {
    for (std::size_t i = 0; i < row.size(); ++i) is_short[i] = is_short[i] && row[i].size() <= kShort;
  }
  return is_short;
}

}  // namespace

Tone tone_of(bool fits, std::span<const Finding> findings) {
  if (!fits) return Tone::bad;
  const auto has_open = [&](Severity severity) {
    return std::ranges::any_of(findings, [&](const Finding& found) {
      return found.state == FindingState::open && found.severity == severity;
    });
  };
  if (has_open(Severity::error)) return Tone::bad;
  return has_open(Severity::warning) ? Tone::warning : Tone::good;
}

void HtmlPage::change_first(std::span<const Finding> findings) {
  const Finding* first = nullptr;
  for (const Finding& found : findings) {
    if (found.state != FindingState::open || found.severity == Severity::info || found.remedy.empty()) continue;
    // The verdict names a subnet without the quotation marks that a subject has.
    std::string subject = found.subject;
    std::erase(subject, '"');
    const bool is_the_verdicts = found.severity == Severity::error && head_.verdict.contains(subject + ' ');
    if (first == nullptr || is_the_verdicts) first = &found;
    if (is_the_verdicts) break;
  }
  if (first == nullptr) return;
  change_subject_ = first->subject;
  change_ = first->remedy;
}

void HtmlPage::section(std::string_view id, std::string_view heading) {
  if (!sections_.empty()) body_.close();
  sections_.push_back({std::string(id), std::string(heading)});
  body_.open("section").attribute("id", id).attribute("aria-labelledby", fmt::format("{}-heading", id));
  body_.open("h2").attribute("id", fmt::format("{}-heading", id)).text(heading).close();
}

void HtmlPage::subheading(std::string_view heading) { body_.element("h3", heading); }

void HtmlPage::paragraph(std::string_view text) {
  if (!text.empty()) body_.element("p", text);
}

void HtmlPage::list(const std::vector<std::string>& texts) {
  if (texts.empty()) return;
  body_.open("ul");
  for (const std::string& text : texts) body_.element("li", text);
  body_.close();
}

void HtmlPage::table(const Grid& grid, std::string_view caption) {
  const auto columns = grid.columns();
  body_.open("div").attribute("class", "scroll").attribute("role", "region");
  body_.attribute("aria-label", fmt::format("Table: {}", caption)).attribute("tabindex", "0");
  body_.open("table").element("caption", caption);
  body_.open("thead").open("tr");
  for (const Grid::Column& column : columns) {
    if (column.heading.empty()) {
      body_.open("td").close();
      continue;
    }
    body_.open("th").attribute("scope", "col");
    if (column.align == Align::right) body_.attribute("class", "number");
    body_.text(heading_text(column.heading)).close();
  }
  body_.close();
  body_.close();
  const std::vector<bool> is_short = short_columns(grid);
  bool in_group = false;
  for (const auto& row : grid.rows()) {
    // A row without a name of its own goes on with the one above it, wherever that is sorted to.
    const bool goes_on = in_group && row.front().empty();
    if (in_group && !goes_on) body_.close();
    if (!goes_on) body_.open("tbody");
    in_group = true;
    body_.open("tr");
    for (std::size_t i = 0; i < row.size(); ++i) {
      const bool is_name = i == 0 && !row[i].empty();
      body_.open(is_name ? "th" : "td");
      if (is_name) body_.attribute("scope", "row");
      if (columns[i].align == Align::right) {
        body_.attribute("class", "number").text(row[i]).close();
      } else {
        if (is_short[i]) body_.attribute("class", "short");
        if (!row[i].empty()) body_.name(row[i]);
        body_.close();
      }
    }
    body_.close();
  }
  if (in_group) body_.close();
  body_.close();
  body_.close();
}

void HtmlPage::fold(std::string_view summary) { body_.open("details").element("summary", summary); }

void HtmlPage::derivations(std::span<const Derivation> derivations, std::string_view summary) {
  if (derivations.empty()) return;
  fold(summary);
  body_.open("dl").attribute("class", "derivations");
  for (const Derivation& made : derivations) {
    body_.element("dt", made.figure);
    body_.element("dd", "formula", "= " + made.formula);
    if (made.values != made.formula) body_.element("dd", "= " + made.values);
  }
  body_.close();
  fold_end();
}

void HtmlPage::findings_section(std::span<const Finding> findings, const Sources& sources,
                                const std::vector<std::string>& left_out_texts) {
  section("findings", "Findings");
  if (findings.empty()) return paragraph("None: no rule that was looked at has anything to say.");
  body_.open("ol").attribute("class", "findings");
  for (const Finding& found : findings) {
    const std::string_view severity = to_string(found.severity);
    body_.open("li").attribute("class", fmt::format("finding {} {}", severity, to_string(found.state)));
    body_.attribute("data-severity", severity).attribute("data-state", to_string(found.state));
    body_.attribute("data-rule", found.rule->id);
    body_.open("p").attribute("class", "what").element("span", "severity", severity).text(" ");
    body_.open("strong").name(found.subject).close();
    body_.text(": ").text(found.message).close();
    if (const std::string state = state_text(found); !state.empty()) body_.element("p", "state", state);
    if (!found.remedy.empty()) {
      body_.open("p").attribute("class", "remedy").element("b", "What to do:").text(" ").text(found.remedy).close();
    }
    body_.open("p").attribute("class", "rule").element("code", found.rule->id);
    if (found.location.source >= 0) {
      const std::string_view file = sources.name(found.location.source);
      body_.text(" · ").name(found.location.line > 0
                                 ? fmt::format("{}:{}:{}", file, found.location.line, found.location.column)
                                 : std::string(file));
    }
    body_.close();
    body_.open("details").element("summary", "About this rule");
    body_.element("p", found.rule->meaning).element("p", found.rule->threshold);
    body_.open("p").text("Source: ");
    bool is_first = true;
    for (const std::string_view source : found.rule->source) {
      if (source.empty()) continue;
      if (!is_first) body_.text(", ");
      is_first = false;
      if (is_web_address(source)) {
        body_.open("a").attribute("href", source).attribute("rel", "noreferrer").text(source).close();
      } else {
        body_.text(source);
      }
    }
    body_.close();
    body_.close();
    body_.close();
  }
  body_.close();
  for (const std::string& text : left_out_texts) paragraph(text);
}

void HtmlPage::derivations_section(std::span<const Derivation> made) {
  if (made.empty()) return;
  section("derivations", "How the figures came about");
  derivations(made, made.size() == 1 ? "1 figure with its formula and values"
                                     : fmt::format("{} figures with their formulas and values", made.size()));
}

void HtmlPage::inputs_section(const Sources& sources, const SpecImport* imported) {
  if (sources.size() == 0) return;
  section("inputs", "Inputs");
  if (imported == nullptr) {
    body_.open("ul");
    for (int at = 0; at < sources.size(); ++at) body_.open("li").name(sources.name(at)).close();
    body_.close();
    return;
  }
  for (const ImportSection& part : import_sections(*imported, sources)) {
    if (part.lines.empty()) continue;
    subheading(part.heading);
    list(part.lines);
  }
}

void HtmlPage::catalog_section(std::string_view date, std::string_view remark) {
  if (date.empty()) return;
  section("catalog", "Catalog");
  paragraph(fmt::format("Limits of instance types as published up to {}.{}{}", date, remark.empty() ? "" : " ", remark));
}

std::string HtmlPage::take() {
  if (!sections_.empty()) body_.close();
  HtmlWriter page;
  page.open("html").attribute("lang", "en");
  write_head(page);
  page.open("body");
  page.open("a").attribute("class", "skip").attribute("href", "#main").text("Skip to the report").close();
  write_hatching(page);
  page.open("div").attribute("class", "page");
  write_banner(page);
  write_navigation(page);
  page.open("main").attribute("id", "main").attribute("tabindex", "-1").append(std::move(body_)).close();
  page.open("footer").element("p", "Made by cniplan. The file holds everything that it shows.").close();
  page.close();
  page.open("script").source(kScript).close();
  return "<!doctype html>\n" + page.take();
}

void HtmlPage::write_head(HtmlWriter& page) const {
  page.open("head");
  page.open("meta").attribute("charset", "utf-8").close();
  page.open("meta").attribute("http-equiv", "Content-Security-Policy");
  page.attribute("content", fmt::format("default-src 'none'; style-src '{}'; script-src '{}'; img-src data:; base-uri 'none'; "
                                        "form-action 'none'",
                                        kStyleHash, kScriptHash));
  page.close();
  page.open("meta").attribute("name", "viewport").attribute("content", "width=device-width, initial-scale=1").close();
  page.open("meta").attribute("name", "color-scheme").attribute("content", "light dark").close();
  page.open("meta").attribute("name", "generator").attribute("content", "cniplan").close();
  page.open("link").attribute("rel", "icon").attribute("href", "data:,").close();
  const std::string own = head_.name.empty() ? head_.what : head_.what + head_.joint + head_.name;
  page.element("title", head_.frame.title.empty() ? std::string_view(own) : head_.frame.title);
  page.open("style").source(kStyle).close();
  page.close();
}

void HtmlPage::write_banner(HtmlWriter& page) const {
  page.open("header").attribute("class", "banner");
  page.open("h1");
  if (!head_.frame.title.empty()) {
    page.name(head_.frame.title);
  } else {
    page.text(head_.what);
    if (!head_.name.empty()) page.text(head_.joint).name(head_.name);
  }
  page.close();
  page.open("p").attribute("class", fmt::format("verdict {}", css_class(head_.tone))).text(head_.verdict).close();
  if (!change_.empty()) {
    page.open("p").attribute("class", "change").element("b", "Change first:").text(" ");
    page.name(change_subject_).text(": ").text(change_).close();
  }
  for (const std::string& text : head_.lead) page.element("p", "lead", text);
  if (!head_.frame.link.empty()) {
    page.open("p").attribute("class", "lead").text("Made by ");
    if (is_web_address(head_.frame.link)) {
      page.open("a").attribute("href", head_.frame.link).attribute("rel", "noreferrer").text(head_.frame.link).close();
    } else {
      page.name(head_.frame.link);
    }
    page.close();
  }
  page.close();
}

void HtmlPage::write_navigation(HtmlWriter& page) const {
  page.open("nav").attribute("aria-label", "Sections").open("ul");
  for (const Section& section : sections_) {
    page.open("li").open("a").attribute("href", fmt::format("#{}", section.id)).text(section.heading).close();
    page.close();
  }
  page.close();
  page.close();
}

}  // namespace cniplan::report
