#include <fmt/format.h>

#include "planner/report/diff_layout.hpp"
#include "planner/report/diff_report.hpp"
#include "planner/report/findings_text.hpp"
#include "planner/report/grid.hpp"
#include "planner/report/label_table.hpp"
#include "planner/report/wrap.hpp"

namespace cniplan::report {
namespace {

constexpr std::size_t kWidth = kTableWidth;
/// Inside the indentation of grids.
constexpr std::size_t kGridWidth = kWidth - 2;

class TableWriter {
 public:
  TableWriter(const PlanDiff& diff, const DiffReportOptions& options)
      : diff_(diff), options_(options), extent_{.all = options.all, .widest_name = 32}, paint_(options.colour) {}

  std::string run() {
    head();
    regression();
    input();
    subnets();
    scenarios();
    node_groups();
    if (const auto lines = exhaustion_lines(diff_, extent_); !lines.empty()) {
      heading("When it runs out");
      change_grid(lines);
    }
    findings();
    return std::move(out_);
  }

 private:
  void heading(std::string_view text) { out_ += paint_.heading(text); }
  void paragraph(std::string_view text) {
    if (!text.empty()) out_ += wrapped(text, kWidth, "  ", "  ");
  }

  void head() {
    const bool regressed = diff_.regression && !diff_.regression->found.empty();
    const std::string_view colour = diff_.fitted && !diff_.fits ? Paint::kRed
                                    : regressed                 ? Paint::kRed
                                    : !diff_.fitted && diff_.fits ? Paint::kGreen
                                                                  : Paint::kBold;
    out_ += paint_(colour, wrapped(diff_headline(diff_), kWidth));
    const std::string before = shown_name(*diff_.name.before, extent_);
    const std::string after = shown_name(*diff_.name.after, extent_);
    out_ += wrapped(fmt::format("Cluster {}: {} -> {}.", before == after ? after : fmt::format("{} -> {}", before, after),
                                shown_name(options_.before, extent_), shown_name(options_.after, extent_)),
                    kWidth);
    if (const std::string summary = diff_summary(diff_); !summary.empty()) out_ += wrapped(summary, kWidth);
    if (!diff_.plan_changed()) {
      verdict("Verdict: ", diff_.verdict_after);
    } else {
      verdict("Before: ", diff_.verdict_before);
      verdict("Now:    ", diff_.verdict_after);
    }
  }

  void verdict(std::string_view label, std::string_view text) {
    DiffExtent whole = extent_;
    whole.widest_name = whole.widest_text;
    out_ += wrapped(shown_name(text, whole), kWidth, label, std::string(label.size(), ' '));
  }

  void regression() {
    const auto texts = regression_texts(diff_, extent_);
    if (texts.empty()) return;
    if (diff_.regression->found.empty()) {
      out_ += paint_(Paint::kGreen, wrapped(texts.front(), kWidth));
      return;
    }
    heading("Worse than before");
    for (const std::string& text : texts) out_ += paint_(Paint::kRed, wrapped(text, kWidth, "  ", "    "));
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
      out_ += wrapped(fmt::format("{}: {}", path, change), kWidth, "  ", "      ");
    }
    paragraph(shown.left_out_text);
  }

  void subnets() {
    const auto shown = subnets_to_show(diff_, extent_);
    if (shown.items.empty()) return;
    heading("Subnets");
    LabelTable table(kWidth, {"used", "+/-", "free", "share", "points"});
    for (const SubnetDiff* const subnet : shown.items) {
      std::string title = shown_name(subnet->subnet.latest().name, extent_);
      if (const std::string mark = subnet_mark(*subnet, extent_); !mark.empty()) title += fmt::format(" ({})", mark);
      table.title(fmt::format("{}  {}", title, subnet_place(*subnet, extent_)));
      for (SubnetDiffRow& row : subnet_rows(*subnet, extent_)) {
        table.row({.label = std::move(row.label),
                   .cells = {std::move(row.used), std::move(row.moved), std::move(row.free), std::move(row.share),
                             std::move(row.points)},
                   .notes = std::move(row.notes)});
      }
    }
    out_ += table.to_string();
    paragraph(shown.left_out_text);
  }

  void scenarios() {
    const auto shown = scenarios_to_show(diff_, extent_);
    if (shown.items.empty()) return;
    heading("Scenarios");
    LabelTable table(kWidth, {"nodes", "Pods", "addresses", "fits"});
    for (const auto* const scenario : shown.items) {
      std::vector<std::string> cells = scenario_row(*scenario, extent_);
      std::string label = std::move(cells.front());
      cells.erase(cells.begin());
      table.row({.label = std::move(label), .cells = std::move(cells)});
    }
    out_ += table.to_string();
    paragraph(shown.left_out_text);
  }

  void node_groups() {
    const auto shown = groups_to_show(diff_, extent_);
    if (shown.items.empty()) return;
    heading("Node groups");
    for (const auto* const group : shown.items) {
      std::string title = shown_name(group->latest().name, extent_);
      if (!mark(group->kind).empty()) title += fmt::format(" ({})", mark(group->kind));
      out_ += wrapped(title, kWidth, "  ", "  ");
      out_ += indented(grid_of(group_lines(*group, extent_), kGridWidth - 2));
    }
    paragraph(shown.left_out_text);
  }

  static std::string grid_of(const std::vector<ChangeLine>& lines, std::size_t width) {
    Grid grid({{""}, {""}});
    for (const auto& [what, change] : lines) grid.add_row({what, change});
    std::string text = grid.to_table(width);
    text.erase(0, text.find('\n') + 1);  // there are no headings
    return indented(text);
  }

  void change_grid(const std::vector<ChangeLine>& lines) { out_ += grid_of(lines, kGridWidth); }

  void findings() {
    const auto shown = findings_to_show(diff_, extent_);
    if (shown.items.empty()) return;
    heading("Findings");
    for (const auto* const finding : shown.items) {
      const FindingSummary& latest = finding->latest();
      const std::string severity(to_string(latest.severity));
      const std::string head = fmt::format("  {:<8}{:<8}", finding_mark(finding->kind), severity);
      std::string lines = wrapped(fmt::format("{} [{}]", finding_text(latest, extent_), shown_name(latest.rule, extent_)),
                                  kWidth, head, std::string(head.size(), ' '));
      if (finding->kind == ChangeKind::added && latest.state == FindingState::open) {
        const std::string_view colour = latest.severity == Severity::error     ? Paint::kRed
                                        : latest.severity == Severity::warning ? Paint::kYellow
                                                                               : Paint::kBold;
        lines.replace(head.find(severity), severity.size(), paint_(colour, severity));
      }
      out_ += lines;
      const std::string indent(head.size(), ' ');
      for (const std::string& note : finding_notes(*finding, extent_)) {
        out_ += wrapped(note, kWidth, indent + "-> ", indent + "   ");
      }
    }
    paragraph(shown.left_out_text);
  }

  const PlanDiff& diff_;
  const DiffReportOptions& options_;
  const DiffExtent extent_;
  const Paint paint_;
  std::string out_;
};

}  // namespace

std::string to_table(const PlanDiff& diff, const DiffReportOptions& options) { return TableWriter(diff, options).run(); }

}  // namespace cniplan::report
