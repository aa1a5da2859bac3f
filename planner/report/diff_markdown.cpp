#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "planner/report/diff_layout.hpp"
#include "planner/report/diff_report.hpp"
#include "planner/report/grid.hpp"
#include "planner/report/markdown_page.hpp"

namespace cniplan::report {
namespace {

/// A sentence as Markdown shows it.
std::string sentence(std::string_view text) { return markdown_cell(text); }

/// A text that Markdown leaves as it is: code, fenced by more backticks than it holds in a row.
std::string code(std::string_view text) {
  std::size_t longest = 0;
  std::size_t run = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  const std::string fence(longest + 1, '`');
  const bool touches = text.starts_with('`') || text.ends_with('`') || text.starts_with(' ');
  return touches || text.empty() ? fmt::format("{} {} {}", fence, text, fence)
                                 : fmt::format("{}{}{}", fence, text, fence);
}

/// The same in a table's cell, which a pipe would end in code as well.
std::string code_in_cell(std::string_view text) {
  std::string out;
  for (const char c : code(text)) {
    if (c == '|') out += '\\';
    out += c;
  }
  return out;
}

/// A pipe table whose cells are Markdown already.
class PipeTable {
 public:
  explicit PipeTable(std::initializer_list<std::string_view> headings) {
    std::string rule = "|";
    out_ = "|";
    for (std::string_view heading : headings) {
      const bool figures = heading.starts_with('>');
      heading.remove_prefix(figures ? 1 : 0);
      out_ += fmt::format(" {} |", heading);
      rule += figures ? " ---: |" : " --- |";
    }
    out_ += fmt::format("\n{}\n", rule);
  }
  void row(std::initializer_list<std::string_view> cells) {
    out_ += "|";
    for (const std::string_view cell : cells) out_ += fmt::format(" {} |", cell);
    out_ += "\n";
  }
  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

class MarkdownWriter {
 public:
  MarkdownWriter(const PlanDiff& diff, const DiffReportOptions& options, const DiffExtent& extent)
      : diff_(diff), options_(options), extent_(extent) {}

  std::string run() {
    head();
    regression();
    input();
    subnets();
    scenarios();
    node_groups();
    exhaustion();
    findings();
    const std::string& before = *diff_.name.before;
    const std::string& after = *diff_.name.after;
    return to_markdown_page({.command = "diff",
                             .of = after,
                             .heading = fmt::format("IP address plan of {}{}: what changed", after,
                                                    before == after ? "" : fmt::format(" (was {})", before)),
                             .frame = options_.frame},
                            out_);
  }

 private:
  void heading(std::string_view text) { out_ += fmt::format("\n### {}\n\n", text); }
  void paragraph(std::string_view text) {
    if (!text.empty()) out_ += fmt::format("\n{}\n", sentence(text));
  }
  [[nodiscard]] std::string name(std::string_view text) const { return code(shown_name(text, extent_)); }
  [[nodiscard]] std::string name_in_cell(std::string_view text) const { return code_in_cell(shown_name(text, extent_)); }

  void head() {
    out_ = fmt::format("**{}**\n", diff_headline(diff_));
    paragraph(diff_summary(diff_));
    DiffExtent whole = extent_;
    whole.widest_name = whole.widest_text;
    out_ += '\n';
    PipeTable table({"", "Plan", "Verdict"});
    table.row({"Before", name_in_cell(options_.before), sentence(shown_name(diff_.verdict_before, whole))});
    table.row({"Now", name_in_cell(options_.after), sentence(shown_name(diff_.verdict_after, whole))});
    out_ += table.take();
  }

  void regression() {
    const auto texts = regression_texts(diff_, extent_);
    if (texts.empty()) return;
    if (diff_.regression->found.empty()) return paragraph(texts.front());
    heading("Worse than before");
    for (const std::string& text : texts) out_ += fmt::format("- {}\n", sentence(text));
  }

  void input() {
    const std::string cause = cause_text(diff_);
    if (diff_.input.changes.empty() && cause.empty()) return;
    heading(diff_.input.knowledge == InputKnowledge::specs ? "What changed in the input"
                                                           : "What changed in the input, as far as recorded");
    fields(diff_.input.changes);
    paragraph(cause);
    if (!shows_settings(diff_)) return;
    heading("Settings that come of it");
    fields(diff_.settings);
  }

  void fields(const std::vector<FieldChange>& changes) {
    const auto shown = fields_to_show(changes, extent_);
    for (const FieldChange* const field : shown.items) {
      const auto [path, change] = field_line(*field, extent_);
      out_ += fmt::format("- {}: {}\n", code(path), code(change));
    }
    paragraph(shown.left_out_text);
  }

  void subnets() {
    const auto shown = subnets_to_show(diff_, extent_);
    if (shown.items.empty()) return;
    heading("Subnets");
    PipeTable table({"Subnet", "Place", "Scenario", ">Used", ">+/-", ">Free", ">Share", ">Points", "To know"});
    for (const SubnetDiff* const subnet : shown.items) {
      std::string title = name_in_cell(subnet->subnet.latest().name);
      if (const std::string mark = subnet_mark(*subnet, extent_); !mark.empty()) {
        title += fmt::format(" ({})", sentence(mark));
      }
      const std::string place = sentence(subnet_place(*subnet, extent_));
      const std::vector<SubnetDiffRow> rows = subnet_rows(*subnet, extent_);
      if (rows.empty()) table.row({title, place, "", "", "", "", "", "", ""});
      for (const SubnetDiffRow& row : rows) {
        table.row({title, place, sentence(row.label), row.used, row.moved, row.free, row.share, row.points,
                   sentence(fmt::format("{}", fmt::join(row.notes, "; ")))});
      }
    }
    out_ += table.take();
    paragraph(shown.left_out_text);
  }

  void scenarios() {
    const auto shown = scenarios_to_show(diff_, extent_);
    if (shown.items.empty()) return;
    heading("Scenarios");
    PipeTable table({"Scenario", ">Nodes", ">Pods", ">Addresses", "Fits"});
    for (const auto* const scenario : shown.items) {
      const std::vector<std::string> cells = scenario_row(*scenario, extent_);
      table.row({sentence(cells[0]), cells[1], cells[2], cells[3], cells[4]});
    }
    out_ += table.take();
    paragraph(shown.left_out_text);
  }

  void node_groups() {
    const auto shown = groups_to_show(diff_, extent_);
    if (shown.items.empty()) return;
    heading("Node groups");
    PipeTable table({"Node group", "What", "Change"});
    for (const auto* const group : shown.items) {
      std::string title = name_in_cell(group->latest().name);
      if (!mark(group->kind).empty()) title += fmt::format(" ({})", mark(group->kind));
      for (const auto& [what, change] : group_lines(*group, extent_)) table.row({title, what, sentence(change)});
    }
    out_ += table.take();
    paragraph(shown.left_out_text);
  }

  void exhaustion() {
    const auto lines = exhaustion_lines(diff_, extent_);
    if (lines.empty()) return;
    heading("When it runs out");
    PipeTable table({"What", "Change"});
    for (const auto& [what, change] : lines) table.row({what, sentence(change)});
    out_ += table.take();
  }

  void findings() {
    const auto shown = findings_to_show(diff_, extent_);
    if (shown.items.empty()) return;
    heading("Findings");
    for (const auto* const finding : shown.items) {
      const FindingSummary& latest = finding->latest();
      out_ += fmt::format("- {} **{}** {} ({})", finding_mark(finding->kind), to_string(latest.severity),
                          sentence(finding_text(latest, extent_)), name(latest.rule));
      for (const std::string& note : finding_notes(*finding, extent_)) out_ += fmt::format("<br>{}", sentence(note));
      out_ += '\n';
    }
    paragraph(shown.left_out_text);
  }

  const PlanDiff& diff_;
  const DiffReportOptions& options_;
  const DiffExtent& extent_;
  std::string out_;
};

}  // namespace

std::string to_markdown(const PlanDiff& diff, const DiffReportOptions& options) {
  // With the fewest items, and names and texts cut short, all sections together are a small part of what is allowed.
  constexpr std::array<std::size_t, 5> kMostItems = {40, 20, 10, 5, 2};
  std::string out;
  for (const std::size_t most : kMostItems) {
    const bool is_last = most == kMostItems.back();
    out = MarkdownWriter(diff, options, {.all = options.all && !is_last, .most_items = most, .widest_name = 64}).run();
    if (out.size() < kMostMarkdown && !out.contains(kMarkdownCut)) break;
  }
  return out;
}

}  // namespace cniplan::report
