#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "planner/net/cidr.hpp"
#include "planner/plan/plan_charts.hpp"
#include "planner/report/html_writer.hpp"

namespace cniplan::report {

/// Charts of a report as SVG in its HTML. They know nothing of plans: they place values between 0 and an end, in whole
/// thousandths of a percent, and give each of them its <title> (which browsers show as a tooltip) and its data-* attributes,
/// which are the figures of the JSON. Colours are classes of report.css. Only what scales stands in a viewBox, so that texts
/// are as large on a telephone as on a wall.

/// data-NAME="value"
using ChartDatum = std::pair<std::string_view, std::string>;

struct BarPart {
  std::string css_class;
  std::string title;
  std::int64_t value = 0;
  bool is_hatched = false;
  std::vector<ChartDatum> data{};
};
/// A vertical line through a bar, where that is long enough.
struct BarMark {
  std::string_view css_class;
  std::int64_t value = 0;
};
/// Parts after each other, those of no value left out.
struct StackedBar {
  std::string title;
  std::vector<ChartDatum> data;
  std::vector<BarPart> parts;
  std::int64_t room = 0;   ///< what there is for them; 0: unknown
  std::int64_t scale = 0;  ///< the value at the end of the bar, at least that of all parts and the room
  std::vector<BarMark> marks;
};
void write_chart(HtmlWriter& html, const StackedBar& bar);

struct ChartPoint {
  std::int64_t x = 0;
  std::int64_t y = 0;
  std::string title;
  std::vector<ChartDatum> data;
};
struct ChartSeries {
  std::string css_class;
  std::vector<ChartPoint> points{};  ///< by x
};
struct ChartThreshold {
  std::string_view css_class;
  std::string label;
  std::int64_t y = 0;
};
/// A vertical line at a value of x.
struct ChartMark {
  std::string label;
  std::int64_t x = 0;
};
enum class ChartShape : std::uint8_t {
  lines,  ///< each series from point to point
  steps,  ///< each series level up to its next point
  areas,  ///< steps on top of each other; the points of all series have the same x
};
/// What an axis counts.
enum class ChartUnit : std::uint8_t { count, basis_points };
struct PlotChart {
  std::string title;
  std::string description;
  std::vector<ChartDatum> data;
  std::string x_title;
  std::string y_title;
  ChartUnit y_unit = ChartUnit::count;
  ChartShape shape = ChartShape::lines;
  std::vector<ChartSeries> series;
  std::vector<ChartThreshold> thresholds{};
  std::vector<ChartMark> marks{};
};
void write_chart(HtmlWriter& html, const PlotChart& chart);

/// Blocks that are wanted, drawn into those of the states that they can come from, the first ones first.
struct BlockWish {
  std::string_view css_class;
  std::string title;
  std::int64_t blocks = 0;
  std::vector<BlockState> from;  ///< the states, in the order in which they are taken
};
struct BlockMap {
  std::string title;
  std::vector<ChartDatum> data;
  Cidr cidr;
  std::vector<BlockRun> runs;
  std::vector<BlockWish> wishes;
};
void write_chart(HtmlWriter& html, const BlockMap& map);
/// The hatching of all charts, once in a page.
void write_hatching(HtmlWriter& html);
/// How many blocks of a subnet a row of its map has: 16, 32 or 64.
[[nodiscard]] std::int64_t blocks_per_row(const Cidr& cidr);

/// "10.0.0.16 to 10.0.0.63", the addresses of consecutive blocks of a subnet.
[[nodiscard]] std::string block_range_text(const Cidr& cidr, std::int64_t first, std::int64_t blocks);

/// What is said of such blocks: "reserved for prefixes".
[[nodiscard]] std::string_view block_state_text(BlockState state);

/// The end of an axis from 0 on that holds `most`, and the distance of its ticks: 1, 2 or 5 times a power of ten, so that
/// there are 2 to 6 of them.
struct Axis {
  std::int64_t end = 1;
  std::int64_t step = 1;
};
[[nodiscard]] Axis axis_of(std::int64_t most);

}  // namespace cniplan::report
