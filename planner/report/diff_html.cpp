#include <fmt/format.h>

#include "planner/report/diff_layout.hpp"
#include "planner/report/diff_report.hpp"
#include "planner/report/grid.hpp"
#include "planner/report/html_page.hpp"

namespace cniplan::report {
namespace {

/// What fits still, what never did, and what does not any more.
Tone tone_of(const PlanDiff& diff) {
  if (diff.regression && !diff.regression->found.empty()) return Tone::bad;
  if (!diff.fits) return Tone::bad;
  return diff.fitted ? Tone::plain : Tone::good;
}

/// Figures before and after, "58.9 % -> 103.9 %", which stay on one line.
std::string on_one_line(std::string_view figures) {
  std::string out;
  while (!figures.empty()) {
    if (figures.starts_with("->")) {
      out += "\xE2\x86\x92";
      figures.remove_prefix(2);
      continue;
    }
    out += figures.front() == ' ' ? std::string("\xC2\xA0") : std::string(1, figures.front());
    figures.remove_prefix(1);
  }
  return out;
}

class DiffPage {
 public:
  DiffPage(const PlanDiff& diff, const DiffReportOptions& options)
      : diff_(diff),
        extent_{.all = options.all, .most_items = 300, .widest_name = 200, .widest_text = 2000, .widest_value = 1000},
        page_({.what = "What changed in the IP address plan",
               .name = *diff.name.after,
               .frame = options.frame,
               .tone = tone_of(diff),
               .verdict = diff_headline(diff),
               .lead = lead(diff, options)}) {}

  std::string run() {
    regression();
    input();
    subnets();
    scenarios();
    node_groups();
    exhaustion();
    findings();
    return page_.take();
  }

 private:
  static std::vector<std::string> lead(const PlanDiff& diff, const DiffReportOptions& options) {
    const DiffExtent whole{.widest_name = 2000, .widest_text = 2000};
    std::vector<std::string> texts;
    if (std::string summary = diff_summary(diff); !summary.empty()) texts.push_back(std::move(summary));
    texts.push_back(
        fmt::format("Before ({}): {}", shown_name(options.before, whole), shown_name(diff.verdict_before, whole)));
    texts.push_back(
        fmt::format("Now ({}): {}", shown_name(options.after, whole), shown_name(diff.verdict_after, whole)));
    return texts;
  }

  void regression() {
    const auto texts = regression_texts(diff_, extent_);
    if (texts.empty()) return;
    page_.section("regression", "Worse than before");
    page_.list(texts);
  }

  void input() {
    const std::string cause = cause_text(diff_);
    if (diff_.input.changes.empty() && cause.empty()) return;
    page_.section("input", diff_.input.knowledge == InputKnowledge::specs
                               ? "What changed in the input"
                               : "What changed in the input, as far as recorded");
    fields(diff_.input.changes, "Changes of the input");
    page_.paragraph(cause);
    if (!shows_settings(diff_)) return;
    page_.subheading("Settings that come of it");
    fields(diff_.settings, "Changes of settings");
  }

  void fields(const std::vector<FieldChange>& changes, std::string_view caption) {
    const auto shown = fields_to_show(changes, extent_);
    if (shown.items.empty()) return;
    Grid grid({{"Field"}, {"Change"}});
    for (const FieldChange* const field : shown.items) {
      auto [path, change] = field_line(*field, extent_);
      grid.add_row({std::move(path), std::move(change)});
    }
    page_.table(grid, caption);
    page_.paragraph(shown.left_out_text);
  }

  void subnets() {
    const auto shown = subnets_to_show(diff_, extent_);
    if (shown.items.empty()) return;
    page_.section("subnets", "Subnets");
    Grid grid({{"Subnet"}, {"Place"}, {"Scenario"}, {"Used", Align::right}, {"+/-", Align::right},
               {"Free", Align::right}, {"Share", Align::right}, {"Points", Align::right}, {"To know"}});
    for (const SubnetDiff* const subnet : shown.items) {
      std::string title = shown_name(subnet->subnet.latest().name, extent_);
      if (const std::string mark = subnet_mark(*subnet, extent_); !mark.empty()) title += fmt::format(" ({})", mark);
      const std::string place = subnet_place(*subnet, extent_);
      const std::vector<SubnetDiffRow> rows = subnet_rows(*subnet, extent_);
      if (rows.empty()) grid.add_row({title, place, "", "", "", "", "", "", ""});
      for (const SubnetDiffRow& row : rows) {
        grid.add_row({title, place, row.label, on_one_line(row.used), on_one_line(row.moved), on_one_line(row.free),
                      on_one_line(row.share), on_one_line(row.points), fmt::format("{}", fmt::join(row.notes, "; "))});
      }
    }
    page_.table(grid, "Subnets by scenario, before and now");
    page_.paragraph(shown.left_out_text);
  }

  void scenarios() {
    const auto shown = scenarios_to_show(diff_, extent_);
    if (shown.items.empty()) return;
    page_.section("scenarios", "Scenarios");
    Grid grid({{"Scenario"}, {"Nodes", Align::right}, {"Pods", Align::right}, {"Addresses", Align::right}, {"Fits"}});
    for (const auto* const scenario : shown.items) grid.add_row(scenario_row(*scenario, extent_));
    page_.table(grid, "Scenarios, before and now");
    page_.paragraph(shown.left_out_text);
  }

  void node_groups() {
    const auto shown = groups_to_show(diff_, extent_);
    if (shown.items.empty()) return;
    page_.section("node-groups", "Node groups");
    Grid grid({{"Node group"}, {"What"}, {"Change"}});
    for (const auto* const group : shown.items) {
      std::string title = shown_name(group->latest().name, extent_);
      if (!mark(group->kind).empty()) title += fmt::format(" ({})", mark(group->kind));
      for (auto& [what, change] : group_lines(*group, extent_)) grid.add_row({title, what, change});
    }
    page_.table(grid, "Node groups, before and now");
    page_.paragraph(shown.left_out_text);
  }

  void exhaustion() {
    const auto lines = exhaustion_lines(diff_, extent_);
    if (lines.empty()) return;
    page_.section("exhaustion", "When it runs out");
    Grid grid({{"What"}, {"Change"}});
    for (const auto& [what, change] : lines) grid.add_row({what, change});
    page_.table(grid, "When it runs out, before and now");
  }

  void findings() {
    const auto shown = findings_to_show(diff_, extent_);
    if (shown.items.empty()) return;
    page_.section("findings", "Findings");
    Grid grid({{"State"}, {"Severity"}, {"Finding"}, {"Rule"}, {"To know"}});
    for (const auto* const finding : shown.items) {
      const FindingSummary& latest = finding->latest();
      grid.add_row({std::string(finding_mark(finding->kind)), std::string(to_string(latest.severity)),
                    finding_text(latest, extent_), shown_name(latest.rule, extent_),
                    fmt::format("{}", fmt::join(finding_notes(*finding, extent_), "; "))});
    }
    page_.table(grid, "Findings that appeared, changed and went");
    page_.paragraph(shown.left_out_text);
  }

  const PlanDiff& diff_;
  DiffExtent extent_;
  HtmlPage page_;
};

}  // namespace

std::string to_html(const PlanDiff& diff, const DiffReportOptions& options) { return DiffPage(diff, options).run(); }

}  // namespace cniplan::report
