#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "planner/plan/cluster_plan.hpp"
#include "planner/report/html_writer.hpp"
#include "planner/report/svg_chart.hpp"

namespace cniplan::report {

/// Charts with what pages put beside them: labels, figures and legends, in the colours of report.css.

/// Owners in pairs that belong together share a colour, and the second is hatched: eight colours are all that everybody
/// can tell apart.
[[nodiscard]] std::string owner_class(AddressOwner owner);
[[nodiscard]] bool is_hatched(AddressOwner owner);
/// As people call it: "primary of ENIs".
[[nodiscard]] std::string_view owner_text(AddressOwner owner);
/// The colour of the curve of that number, below 8.
[[nodiscard]] std::string curve_class(std::size_t index);

struct LegendEntry {
  std::string css_class;
  std::string_view text;
  bool is_hatched = false;
};
void write_legend(HtmlWriter& html, std::span<const LegendEntry> entries);
/// Of curves, in the order of their colours.
void write_curve_legend(HtmlWriter& html, std::span<const std::string> names);

struct LabelledBar {
  std::string label;
  std::string figures;             ///< "637 used, 3454 free"
  std::vector<std::string> notes;  ///< below the bar, a line each
  bool is_lacking = false;
  StackedBar bar;
};
void write_bars(HtmlWriter& html, std::span<const LabelledBar> bars);

/// What the layers of a warm pool's chart are.
void write_warm_pool_legend(HtmlWriter& html);
/// What a node holds by its Pods. Of many points only some can be pointed at, all are drawn.
void write_warm_pool(HtmlWriter& html, const WarmPoolCurve& curve, std::string_view description);

}  // namespace cniplan::report
