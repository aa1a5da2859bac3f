#include "planner/report/svg_chart.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "planner/core/count.hpp"
#include "planner/core/proportion.hpp"

namespace cniplan::report {
namespace {

/// Of a whole, in thousandths of a percent.
constexpr std::int64_t kWhole = 100'000;

std::int64_t place(std::int64_t value, std::int64_t end) { return end == 0 ? 0 : proportion(kWhole, value, end); }

/// "12.345%"
std::string percent(std::int64_t thousandths) { return fmt::format("{}.{:03}%", thousandths / 1'000, thousandths % 1'000); }

std::string basis_points_text(std::int64_t value) {
  constexpr std::int64_t kPercent = 100;
  return value % kPercent == 0 ? fmt::format("{} %", value / kPercent)
                               : fmt::format("{}.{:02} %", value / kPercent, value % kPercent);
}

void write_data(HtmlWriter& html, const std::vector<ChartDatum>& data) {
  for (const auto& [name, value] : data) html.attribute(fmt::format("data-{}", name), value);
}

/// Its <title> has to come right behind, before anything else in it.
void open_svg(HtmlWriter& html, std::string_view css_class, const std::vector<ChartDatum>& data) {
  html.open("svg").attribute("class", css_class).attribute("role", "img");
  write_data(html, data);
}

/// A point of a whole that is 100,000 wide and high, y downwards.
std::string point_text(std::int64_t x, std::int64_t y) { return fmt::format("{} {}", x, kWhole - y); }

class PlotWriter {
 public:
  PlotWriter(HtmlWriter& html, const PlotChart& chart) : html_(html), chart_(chart) {
    std::map<std::int64_t, std::int64_t> stacked;
    std::int64_t most = 0;
    for (const ChartSeries& series : chart.series) {
      for (const ChartPoint& point : series.points) {
        x_end_ = std::max(x_end_, point.x);
        std::int64_t& height = stacked[point.x];
        height = chart.shape == ChartShape::areas ? height + point.y : point.y;
        most = std::max(most, height);
      }
    }
    for (const ChartThreshold& threshold : chart.thresholds) most = std::max(most, threshold.y);
    for (const ChartMark& mark : chart.marks) x_end_ = std::max(x_end_, mark.x);
    y_axis_ = axis_of(most);
  }

  void run() {
    html_.open("div").attribute("class", "plot");
    html_.element("p", "axis-title", chart_.y_title);
    open_svg(html_, "plot-area", chart_.data);
    html_.element("title", chart_.title);
    html_.element("desc", chart_.description);
    grid();
    html_.open("svg")
        .attribute("viewBox", fmt::format("0 0 {} {}", kWhole, kWhole))
        .attribute("preserveAspectRatio", "none")
        .attribute("width", "100%")
        .attribute("height", "100%");
    if (chart_.shape == ChartShape::areas) {
      areas();
    } else {
      for (const ChartSeries& series : chart_.series) line(series);
    }
    html_.close();
    for (const ChartThreshold& made : chart_.thresholds) threshold(made);
    for (std::size_t i = 0; i < chart_.marks.size(); ++i) mark(chart_.marks[i], i);
    if (chart_.shape == ChartShape::areas) {
      columns();
    } else {
      for (const ChartSeries& series : chart_.series) dots(series);
    }
    html_.close();
    html_.element("p", "axis-title x-title", chart_.x_title);
    html_.close();
  }

 private:
  [[nodiscard]] std::int64_t x(std::int64_t value) const { return place(value, x_end_); }
  [[nodiscard]] std::int64_t y(std::int64_t value) const { return place(value, y_axis_.end); }
  /// Where SVG has it, from the top.
  [[nodiscard]] std::string top(std::int64_t value) const { return percent(kWhole - y(value)); }

  void grid_line(std::string_view css_class, std::int64_t value) {
    html_.open("line").attribute("class", css_class);
    html_.attribute("x1", "0").attribute("x2", "100%").attribute("y1", top(value)).attribute("y2", top(value));
    html_.close();
  }

  void grid() {
    html_.open("g").attribute("class", "axis").attribute("aria-hidden", "true");
    for (std::int64_t tick = 0; tick <= y_axis_.end; tick += y_axis_.step) {
      grid_line(tick == 0 ? "base" : "tick", tick);
      html_.open("text").attribute("x", "-8").attribute("y", top(tick)).attribute("dy", "0.35em");
      html_.attribute("class", "y");
      html_.text(chart_.y_unit == ChartUnit::count ? fmt::format("{}", tick) : basis_points_text(tick)).close();
    }
    const Axis axis = axis_of(x_end_);
    for (std::int64_t tick = 0; tick <= x_end_; tick += axis.step) {
      html_.open("text").attribute("x", percent(x(tick))).attribute("y", "100%").attribute("dy", "1.5em");
      html_.attribute("class", "x");
      html_.text(fmt::format("{}", tick)).close();
    }
    html_.close();
  }

  void line(const ChartSeries& series) {
    std::string path;
    for (const ChartPoint& point : series.points) {
      if (path.empty()) {
        path = "M" + point_text(x(point.x), y(point.y));
      } else if (chart_.shape == ChartShape::steps) {
        path += fmt::format("H{}V{}", x(point.x), kWhole - y(point.y));
      } else {
        path += "L" + point_text(x(point.x), y(point.y));
      }
    }
    html_.open("path").attribute("class", fmt::format("line {}", series.css_class)).attribute("d", path).close();
  }

  void dots(const ChartSeries& series) {
    html_.open("g").attribute("class", fmt::format("dots {}", series.css_class));
    for (const ChartPoint& point : series.points) {
      html_.open("circle").attribute("cx", percent(x(point.x))).attribute("cy", top(point.y)).attribute("r", "4");
      write_data(html_, point.data);
      html_.element("title", point.title).close();
    }
    html_.close();
  }

  void threshold(const ChartThreshold& made) {
    grid_line(fmt::format("threshold {}", made.css_class), made.y);
    const bool is_left = made.css_class == "warn";
    html_.open("text").attribute("class", fmt::format("threshold {}", made.css_class));
    html_.attribute("x", is_left ? "0.5%" : "99.5%").attribute("y", top(made.y));
    html_.attribute("dy", "1.2em").attribute("aria-hidden", "true");
    html_.text(made.label).close();
  }

  /// Labels of marks stand below each other, so that those of neighbours do not meet.
  void mark(const ChartMark& made, std::size_t row) {
    const std::string at = percent(x(made.x));
    const bool is_left = made.x * 2 <= x_end_;
    html_.open("line").attribute("class", "mark").attribute("x1", at).attribute("x2", at);
    html_.attribute("y1", "0").attribute("y2", "100%").close();
    html_.open("text").attribute("class", is_left ? "mark" : "mark end").attribute("x", at).attribute("y", "0");
    html_.attribute("dx", is_left ? "0.4em" : "-0.4em").attribute("dy", fmt::format("{}.{}em", row + 1, row * 3));
    html_.attribute("aria-hidden", "true");
    html_.text(made.label).close();
  }

  void areas() {
    if (chart_.series.empty()) return;
    std::vector<std::int64_t> lower(chart_.series.front().points.size(), 0);
    for (const ChartSeries& series : chart_.series) {
      const std::vector<ChartPoint>& points = series.points;
      std::vector<std::int64_t> upper = lower;
      for (std::size_t i = 0; i < points.size(); ++i) upper[i] += points[i].y;
      if (upper == lower) continue;
      // Along the upper edge, level up to the next point, then back along the lower one.
      std::string path = "M" + point_text(x(points.front().x), y(upper.front()));
      for (std::size_t i = 1; i < points.size(); ++i) path += fmt::format("H{}V{}", x(points[i].x), kWhole - y(upper[i]));
      for (std::size_t i = points.size(); i-- > 0;) {
        const std::size_t right = std::min(i + 1, points.size() - 1);
        path += fmt::format("H{}V{}", x(points[right].x), kWhole - y(lower[i]));
      }
      path += fmt::format("H{}Z", x(points.front().x));
      html_.open("path").attribute("class", fmt::format("area {}", series.css_class)).attribute("d", path).close();
      lower = std::move(upper);
    }
  }

  /// A column to point at for each x, with what the first series says of it.
  void columns() {
    if (chart_.series.empty()) return;
    html_.open("g").attribute("class", "columns");
    const std::vector<ChartPoint>& points = chart_.series.front().points;
    for (std::size_t i = 0; i < points.size(); ++i) {
      if (points[i].data.empty()) continue;
      std::size_t next = i + 1;
      while (next < points.size() && points[next].data.empty()) ++next;
      const std::int64_t from = x(points[i].x);
      const std::int64_t to = next < points.size() ? x(points[next].x) : kWhole;
      html_.open("rect").attribute("x", percent(from)).attribute("width", percent(to - from));
      html_.attribute("y", "0").attribute("height", "100%");
      write_data(html_, points[i].data);
      html_.element("title", points[i].title).close();
    }
    html_.close();
  }

  HtmlWriter& html_;
  const PlotChart& chart_;
  std::int64_t x_end_ = 1;
  Axis y_axis_;
};

/// Blocks [first, first + blocks) of a map as rectangles: the rest of a row, whole rows, the start of a row.
std::string blocks_path(std::int64_t first, std::int64_t blocks, std::int64_t columns) {
  std::string path;
  while (blocks > 0) {
    const std::int64_t column = first % columns;
    const std::int64_t rows = column == 0 && blocks >= columns ? blocks / columns : 1;
    const std::int64_t width = std::min(blocks, columns - column);
    path += fmt::format("M{} {}h{}v{}h-{}z", column, first / columns, width, rows, width);
    first += width * rows;
    blocks -= width * rows;
  }
  return path;
}

}  // namespace

Axis axis_of(std::int64_t most) {
  constexpr std::int64_t kTicks = 6;
  if (most < 1) return {};
  std::int64_t unit = 1;
  for (;;) {
    for (const std::int64_t factor : {1, 2, 5}) {
      const std::int64_t step = unit * factor;
      if (most <= step * kTicks) return {.end = ceil_div(most, step) * step, .step = step};
    }
    unit *= 10;
  }
}

void write_chart(HtmlWriter& html, const StackedBar& bar) {
  open_svg(html, "bar", bar.data);
  html.element("title", bar.title);
  if (bar.room > 0) {
    html.open("rect").attribute("class", "room").attribute("width", percent(place(bar.room, bar.scale)));
    html.attribute("height", "100%").close();
  }
  std::int64_t at = 0;
  for (const BarPart& part : bar.parts) {
    if (part.value == 0) continue;
    const std::string from = percent(place(at, bar.scale));
    const std::string width = percent(place(at + part.value, bar.scale) - place(at, bar.scale));
    at += part.value;
    html.open("g").attribute("class", part.css_class);
    write_data(html, part.data);
    html.element("title", part.title);
    html.open("rect").attribute("x", from).attribute("width", width).attribute("height", "100%").close();
    if (part.is_hatched) {
      html.open("rect").attribute("class", "hatch");
      html.attribute("x", from).attribute("width", width).attribute("height", "100%").close();
    }
    html.close();
  }
  for (const BarMark& mark : bar.marks) {
    if (mark.value > bar.scale) continue;
    const std::string x = percent(place(mark.value, bar.scale));
    html.open("line").attribute("class", fmt::format("mark {}", mark.css_class));
    html.attribute("x1", x).attribute("x2", x).attribute("y1", "0").attribute("y2", "100%").close();
  }
  html.close();
}

void write_hatching(HtmlWriter& html) {
  html.open("svg").attribute("class", "patterns").attribute("aria-hidden", "true").open("pattern").attribute("id", "hatch");
  html.attribute("width", "6").attribute("height", "6").attribute("patternUnits", "userSpaceOnUse");
  html.attribute("patternTransform", "rotate(45)");
  html.open("rect").attribute("width", "3").attribute("height", "6").close();
  html.close();
  html.close();
}

void write_chart(HtmlWriter& html, const PlotChart& chart) { PlotWriter(html, chart).run(); }

std::int64_t blocks_per_row(const Cidr& cidr) {
  constexpr int kLargestOf16 = 22;
  constexpr int kLargestOf32 = 19;
  if (cidr.prefix_length() >= kLargestOf16) return 16;
  return cidr.prefix_length() >= kLargestOf32 ? 32 : 64;
}

std::string block_range_text(const Cidr& cidr, std::int64_t first, std::int64_t blocks) {
  const auto address = [&](std::int64_t offset) {
    return Ipv4Address(static_cast<std::uint32_t>(static_cast<std::int64_t>(cidr.first().value()) + offset)).to_string();
  };
  return fmt::format("{} to {}", address(first * kIpsPerPrefix), address((first + blocks) * kIpsPerPrefix - 1));
}

std::string_view block_state_text(BlockState state) {
  switch (state) {
    case BlockState::free: return "free";
    case BlockState::aws: return "with addresses that AWS reserves";
    case BlockState::used: return "with addresses in use";
    case BlockState::prefix_reservation: return "reserved for prefixes";
    case BlockState::explicit_reservation: return "reserved for those who name an address";
  }
  return "";
}

void write_chart(HtmlWriter& html, const BlockMap& map) {
  const std::int64_t columns = blocks_per_row(map.cidr);
  const std::int64_t blocks = prefixes_covering(map.cidr.size()).value();
  const std::int64_t rows = ceil_div(blocks, columns);
  open_svg(html, fmt::format("map map-{}", columns), map.data);
  html.attribute("viewBox", fmt::format("0 0 {} {}", columns, rows));
  html.element("title", map.title);
  for (const BlockRun& run : map.runs) {
    html.open("path").attribute("class", fmt::format("block {}", to_string(run.state)));
    html.attribute("d", blocks_path(run.first, run.blocks, columns));
    html.attribute("data-state", to_string(run.state)).attribute("data-first", run.first).attribute("data-blocks", run.blocks);
    html.element("title", fmt::format("{}: {} /28, {}", block_range_text(map.cidr, run.first, run.blocks), run.blocks,
                                      block_state_text(run.state)));
    html.close();
  }
  std::vector<BlockRun> left = map.runs;
  for (const BlockWish& wish : map.wishes) {
    std::string path;
    std::int64_t wanted = wish.blocks;
    for (const BlockState state : wish.from) {
      for (BlockRun& run : left) {
        if (run.state != state) continue;
        const std::int64_t taken = std::min(wanted, run.blocks);
        path += blocks_path(run.first, taken, columns);
        run.first += taken;
        run.blocks -= taken;
        wanted -= taken;
      }
    }
    if (path.empty()) continue;
    html.open("path").attribute("class", fmt::format("wish {}", wish.css_class)).attribute("d", path);
    html.attribute("data-wanted", wish.blocks);
    html.element("title", wish.title).close();
  }
  std::string lines;
  for (std::int64_t row = 1; row < rows; ++row) lines += fmt::format("M0 {}h{}", row, columns);
  for (std::int64_t column = 1; column < columns; ++column) lines += fmt::format("M{} 0v{}", column, rows);
  html.open("path").attribute("class", "lines").attribute("d", lines).close();
  html.close();
}

}  // namespace cniplan::report
