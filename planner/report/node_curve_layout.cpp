#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "planner/capacity/wasted_ips.hpp"
#include "planner/core/counted.hpp"
#include "planner/core/format.hpp"
#include "planner/report/findings_text.hpp"
#include "planner/report/node_layout.hpp"

namespace cniplan::report {
namespace {

constexpr std::int64_t kMostRows = 16;
constexpr std::int64_t kMostColumnsPerPoint = 4;

/// The smallest of 1, 2, 5, 10, 20, 50, ... of which kMostRows cover `highest`.
std::int64_t row_height(std::int64_t highest) {
  for (std::int64_t power = 1;; power *= 10) {
    for (const std::int64_t step : {1, 2, 5}) {
      if (step * power * kMostRows >= highest) return step * power;
    }
  }
}

/// Writes `text` into the line so that its middle stands at `column`, within the line.
void put_centred(std::string& line, std::size_t column, const std::string& text) {
  const std::size_t half = text.size() / 2;
  const std::size_t start =
      std::min(column - std::min(half, column), line.size() - std::min(text.size(), line.size()));
  line.replace(start, text.size(), text);
}

}  // namespace

std::string headline(const NodeCurve& curve) {
  const NodeCurvePoint& last = curve.points.back();
  std::string text = fmt::format("{} holds {} without Pods and {} with {}.", curve.question.type,
                                 counted(curve.points.front().answer.usage.total()),
                                 last.answer.usage.total(), counted(last.pods));
  const auto lacking = std::ranges::find_if(curve.points, [&](const NodeCurvePoint& point) {
    return point.pods <= curve.admitted && point.answer.usage.pods_without_address > PodCount(0);
  });
  if (lacking != curve.points.end())
    text += fmt::format(" From {} on, Pods lack addresses.", counted(lacking->pods));
  const auto restless = std::ranges::count_if(
      curve.points, [](const NodeCurvePoint& point) { return !point.answer.usage.settles; });
  if (restless > 0) {
    text += fmt::format(" It never settles at {} of these Pod counts.", restless);
  }
  return text;
}

Grid curve_grid(const NodeCurve& curve, CurveRows rows) {
  const auto lacks = [](const NodeCurvePoint& point) {
    return point.answer.usage.pods_without_address > PodCount(0);
  };
  const auto same = [&](const NodeCurvePoint& a, const NodeCurvePoint& b) {
    return a.answer.usage.enis == b.answer.usage.enis &&
           a.answer.usage.prefixes() == b.answer.usage.prefixes() &&
           a.answer.usage.settles == b.answer.usage.settles && lacks(a) == lacks(b) &&
           (a.pods <= curve.admitted) == (b.pods <= curve.admitted);
  };
  const bool prefixes = has_prefixes(curve.points.front().answer.usage.mode);
  const bool chance = std::ranges::any_of(curve.points, [](const NodeCurvePoint& point) {
    return point.range && point.range->total.least != point.range->total.most;
  });
  std::vector<Grid::Column> columns = {{"Pods", Align::right}, {"ENIs", Align::right}};
  if (prefixes) columns.push_back({"Prefixes", Align::right});
  columns.push_back({"Addresses", Align::right});
  columns.push_back({"Warm", Align::right});
  if (chance) columns.push_back({"At most,\nby chance", Align::right});
  columns.push_back({"Wasted", Align::right});
  const auto is_admitted = [&](const NodeCurvePoint& point) { return point.pods <= curve.admitted; };
  const bool remarks = std::ranges::any_of(curve.points, [&](const NodeCurvePoint& point) {
    return !point.answer.usage.settles || lacks(point) || !is_admitted(point);
  });
  if (remarks) columns.push_back({""});
  Grid grid(std::move(columns));
  for (std::size_t first = 0; first < curve.points.size();) {
    std::size_t end = first + 1;
    while (rows == CurveRows::steps && end < curve.points.size() &&
           same(curve.points[first], curve.points[end])) {
      ++end;
    }
    const auto run = std::span(curve.points).subspan(first, end - first);
    // From the first Pod count of the run to its last.
    const auto from_to = [&](auto value) {
      const auto from = value(run.front());
      const auto to = value(run.back());
      return from == to ? fmt::format("{}", from) : fmt::format("{}-{}", from, to);
    };
    std::vector<std::string> row = {from_to([](const NodeCurvePoint& point) { return point.pods; }),
                                    fmt::format("{}", run.front().answer.usage.enis)};
    if (prefixes) row.push_back(fmt::format("{}", run.front().answer.usage.prefixes()));
    row.push_back(from_to([](const NodeCurvePoint& point) { return point.answer.usage.total(); }));
    row.push_back(from_to([](const NodeCurvePoint& point) { return labels_of(point.answer.usage).warm; }));
    if (chance) {
      row.push_back(from_to([](const NodeCurvePoint& point) {
        return point.range ? point.range->total.most : point.answer.usage.total();
      }));
    }
    row.push_back(from_to([](const NodeCurvePoint& point) { return wasted_ips(point.answer); }));
    if (remarks) {
      row.emplace_back(!is_admitted(run.front())           ? "more than kubelet admits"
                       : !run.front().answer.usage.settles ? "never settles: its peak"
                       : lacks(run.front())                ? "Pods lack addresses"
                                                           : "");
    }
    grid.add_row(std::move(row));
    first = end;
  }
  return grid;
}

std::string plot(const NodeCurve& curve) {
  const std::vector<NodeCurvePoint>& points = curve.points;
  const auto most_of = [](const NodeCurvePoint& point) { return point.answer.usage.total().value(); };
  const std::int64_t highest = std::ranges::max(points, {}, most_of).answer.usage.total().value();
  const std::int64_t unit = row_height(highest);
  const std::int64_t rows = std::max<std::int64_t>(1, ceil_div(highest, unit));
  const auto gutter = static_cast<std::int64_t>(fmt::formatted_size("{}", rows * unit)) + 4;

  const auto count = static_cast<std::int64_t>(points.size());
  const std::int64_t room = static_cast<std::int64_t>(kTableWidth) - gutter;
  const std::int64_t width = count > room ? room : count * std::min(kMostColumnsPerPoint, room / count);
  // Of the points that share a column the highest is drawn.
  const auto point_of = [&](std::int64_t column) -> const NodeCurvePoint& {
    const auto first = static_cast<std::size_t>(column * count / width);
    const auto end = std::max(first + 1, static_cast<std::size_t>((column + 1) * count / width));
    return *std::ranges::max_element(points.begin() + static_cast<std::ptrdiff_t>(first),
                                     points.begin() + static_cast<std::ptrdiff_t>(end), {}, most_of);
  };

  std::string out = "  addresses\n";
  for (std::int64_t row = rows; row > 0; --row) {
    const bool labelled = row == rows || row % 4 == 0;
    const std::string label = labelled ? fmt::format("{}", row * unit) : "";
    std::string line = fmt::format("  {:>{}} {}", label, gutter - 4, labelled ? '+' : '|');
    for (std::int64_t column = 0; column < width; ++column) {
      const NodeIpUsage& usage = point_of(column).answer.usage;
      const std::int64_t first_of_row = (row - 1) * unit + 1;
      line += first_of_row <= usage.assigned().value() ? '#'
              : first_of_row <= usage.total().value()  ? '.'
                                                       : ' ';
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + '\n';
  }
  out += fmt::format("  {:>{}} +{}\n", 0, gutter - 4, std::string(static_cast<std::size_t>(width), '-'));
  std::string axis(static_cast<std::size_t>(gutter + width), ' ');
  constexpr std::int64_t kTicks = 4;
  for (std::int64_t tick = 0; tick <= kTicks; ++tick) {
    const std::int64_t point = tick * (count - 1) / kTicks;
    const std::int64_t column = (2 * point + 1) * width / (2 * count);
    put_centred(axis, static_cast<std::size_t>(gutter + column),
                fmt::format("{}", points[static_cast<std::size_t>(point)].pods));
  }
  axis.erase(axis.find_last_not_of(' ') + 1);
  return out + axis + "\n  Pods; # addresses that Pods have, . the others that the node holds\n";
}

}  // namespace cniplan::report
