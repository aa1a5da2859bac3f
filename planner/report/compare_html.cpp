#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "planner/core/counted.hpp"
#include "planner/core/format.hpp"
#include "planner/report/compare_layout.hpp"
#include "planner/report/compare_report.hpp"
#include "planner/report/html_charts.hpp"
#include "planner/report/html_page.hpp"

namespace cniplan::report {
namespace {

/// More alternatives than these have no bar, only a row of the table.
constexpr std::size_t kMostBars = 40;

/// What each alternative holds in `steady`, and how much of that no Pod has.
std::vector<LabelledBar> bars_of(const CompareResult& result, const std::vector<std::size_t>& indices) {
  const std::size_t count = std::min(kMostBars, indices.size());
  std::int64_t scale = 1;
  for (std::size_t i = 0; i < count; ++i) {
    scale = std::max(scale, result.alternatives[indices[i]].steady_addresses.value());
  }
  std::vector<LabelledBar> bars;
  for (std::size_t i = 0; i < count; ++i) {
    const Alternative& made = result.alternatives[indices[i]];
    const IpCount in_use = made.steady_addresses - made.waste;
    const std::string figures = fmt::format("{} in steady, {} wasted", made.steady_addresses, made.waste);
    bars.push_back(
        {.label = fmt::format("{}. {}", i + 1, alternative_name_text(result, made)),
         .figures = figures,
         .notes = {},
         .is_lacking = false,
         .bar = {.title = fmt::format("{}: {}", alternative_name_text(result, made), figures),
                 .data = {{"chart", "alternative"},
                          {"rank", fmt::format("{}", indices[i] + 1)},
                          {"steady-addresses", fmt::format("{}", made.steady_addresses)},
                          {"waste", fmt::format("{}", made.waste)}},
                 .parts = {{.css_class = "o-pods", .title = fmt::format("in use: {}", counted(in_use)), .value = in_use.value()},
                           {.css_class = "o-warm",
                            .title = fmt::format("wasted: {}", counted(made.waste)),
                            .value = made.waste.value(),
                            .is_hatched = true}},
                 .scale = scale,
                 .marks = {}}});
  }
  return bars;
}

}  // namespace

std::string to_html(const CompareResult& result, const CompareReportOptions& options) {
  const auto indices = alternatives_to_show(result, options);
  HtmlPage page({.what = "Alternatives",
                 .name = result.name,
                 .joint = " for ",
                 .frame = options.frame,
                 .tone = Tone::plain,
                 .verdict = compare_summary_text(result, options),
                 .lead = {compare_heading_text(result)}});
  if (options.recommend && result.recommended) {
    page.section("recommended", "Recommended");
    page.list(recommendation_texts(result));
  }
  if (!indices.empty()) {
    page.section("alternatives", "Alternatives");
    page.table(alternatives_grid(result, indices), "All figures of the alternatives");
    page.subheading("Addresses held in steady");
    const std::array<LegendEntry, 2> entries = {{{"o-pods", "in use"}, {"o-warm", "wasted: no Pod has them", true}}};
    write_legend(page.html(), entries);
    write_bars(page.html(), bars_of(result, indices));
    if (indices.size() > kMostBars) {
      page.paragraph(fmt::format("... and {} more, which the table has.", indices.size() - kMostBars));
    }
    page.section("reasons", "Why one beats another");
    page.table(alternative_reasons_grid(result, indices), "Why one beats another");
  }
  page.derivations_section(result.derivations);
  page.section("notes", "Notes");
  page.list(compare_notes(result));
  if (options.sources != nullptr) page.inputs_section(*options.sources, options.imported);
  page.catalog_section(options.catalog_date, "Prices are those of us-east-1 on demand.");
  return page.take();
}

}  // namespace cniplan::report
