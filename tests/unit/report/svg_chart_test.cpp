#include "planner/report/svg_chart.hpp"

#include <string>

#include "tests/support/catch.hpp"

using namespace cniplan;
using namespace cniplan::report;

namespace {

template <class Chart>
std::string svg_of(const Chart& chart) {
  HtmlWriter html;
  write_chart(html, chart);
  return html.take();
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

}  // namespace

TEST_CASE("an axis ends at 1, 2 or 5 times a power of ten and has few ticks") {
  struct Row {
    std::int64_t most;
    std::int64_t end;
    std::int64_t step;
  };
  const auto row = GENERATE(values<Row>({{0, 1, 1},
                                         {1, 1, 1},
                                         {6, 6, 1},
                                         {7, 8, 2},
                                         {60, 60, 10},
                                         {61, 80, 20},
                                         {10'700, 12'000, 2'000},
                                         {65'531, 80'000, 20'000},
                                         {5'000'000'000'000, 5'000'000'000'000, 1'000'000'000'000}}));
  CAPTURE(row.most);
  const Axis axis = axis_of(row.most);
  CHECK(axis.end == row.end);
  CHECK(axis.step == row.step);
}

TEST_CASE("parts of a bar stand behind each other with their figures, those of no value are left out") {
  const StackedBar bar{.title = "private-a, steady",
                       .data = {{"subnet", "private-a"}},
                       .parts = {{.css_class = "o-pods", .title = "Pods: 60", .value = 60, .data = {{"addresses", "60"}}},
                                 {.css_class = "o-trunk", .title = "trunk: 0", .value = 0},
                                 {.css_class = "o-warm", .title = "warm: 15", .value = 15, .is_hatched = true}},
                       .room = 150,
                       .scale = 200,
                       .marks = {{.css_class = "warn", .value = 120}, {.css_class = "fail", .value = 201}}};
  CHECK(svg_of(bar) ==
        "<svg class=\"bar\" role=\"img\" data-subnet=\"private-a\"><title>private-a, steady</title>\n"
        "<rect class=\"room\" width=\"75.000%\" height=\"100%\"></rect>\n"
        "<g class=\"o-pods\" data-addresses=\"60\"><title>Pods: 60</title>\n"
        "<rect x=\"0.000%\" width=\"30.000%\" height=\"100%\"></rect>\n"
        "</g>\n"
        "<g class=\"o-warm\"><title>warm: 15</title>\n"
        "<rect x=\"30.000%\" width=\"7.500%\" height=\"100%\"></rect>\n"
        "<rect class=\"hatch\" x=\"30.000%\" width=\"7.500%\" height=\"100%\"></rect>\n"
        "</g>\n"
        "<line class=\"mark warn\" x1=\"60.000%\" x2=\"60.000%\" y1=\"0\" y2=\"100%\"></line>\n"
        "</svg>\n");
}

TEST_CASE("parts of a bar leave no gap, however they are rounded") {
  StackedBar bar{.title = "thirds", .data = {}, .parts = {}, .scale = 3, .marks = {}};
  for (int i = 0; i < 3; ++i) bar.parts.push_back({.css_class = "o-pods", .title = "one", .value = 1});
  const std::string svg = svg_of(bar);
  CHECK(svg.contains("x=\"0.000%\" width=\"33.333%\""));
  CHECK(svg.contains("x=\"33.333%\" width=\"33.333%\""));
  CHECK(svg.contains("x=\"66.666%\" width=\"33.334%\""));
}

TEST_CASE("a bar of nothing draws nothing") {
  CHECK(svg_of(StackedBar{.title = "empty", .data = {}, .parts = {}, .marks = {}}) ==
        "<svg class=\"bar\" role=\"img\"><title>empty</title></svg>\n");
}

TEST_CASE("lines go from point to point, and each point carries its figures") {
  PlotChart chart{.title = "curve",
                  .description = "what it is",
                  .data = {{"chart", "fleet"}},
                  .x_title = "nodes",
                  .y_title = "used",
                  .y_unit = ChartUnit::basis_points,
                  .shape = ChartShape::lines,
                  .series = {{.css_class = "s-0",
                              .points = {{.x = 0, .y = 0, .title = "none", .data = {{"nodes", "0"}}},
                                         {.x = 10, .y = 5'000, .title = "half", .data = {{"nodes", "10"}}}}}},
                  .thresholds = {{.css_class = "warn", .label = "warn at 80 %", .y = 8'000}},
                  .marks = {{.label = "8 fit", .x = 8}, {.label = "20 at most", .x = 20}}};
  const std::string svg = svg_of(chart);
  CAPTURE(svg);
  CHECK(svg.contains("role=\"img\" data-chart=\"fleet\"><title>curve</title>\n<desc>what it is</desc>"));
  // The axes end at 20 nodes and 80 %.
  CHECK(svg.contains("d=\"M0 100000L50000 37500\""));
  CHECK(svg.contains("<circle cx=\"50.000%\" cy=\"37.500%\" r=\"4\" data-nodes=\"10\"><title>half</title></circle>"));
  CHECK(svg.contains("x1=\"0\" x2=\"100%\" y1=\"0.000%\" y2=\"0.000%\""));
  CHECK(svg.contains(">80 %</text>"));
  CHECK(svg.contains(">8 fit</text>"));
  CHECK(svg.contains("class=\"mark end\" x=\"100.000%\""));

  chart.shape = ChartShape::steps;
  CHECK(svg_of(chart).contains("d=\"M0 100000H50000V37500\""));
}

TEST_CASE("shares below a percent have their hundredths on the axis") {
  const PlotChart chart{.y_unit = ChartUnit::basis_points,
                        .series = {{.css_class = "s-0", .points = {{.x = 1, .y = 90, .title = {}, .data = {}}}}}};
  CHECK(svg_of(chart).contains(">0.20 %</text>"));
}

TEST_CASE("areas stand on each other, level up to the next point") {
  const PlotChart chart{
      .shape = ChartShape::areas,
      .series = {{.css_class = "o-primary",
                  .points = {{.x = 0, .y = 10, .title = "0 Pods", .data = {{"pods", "0"}}},
                             {.x = 10, .y = 20, .title = "10 Pods", .data = {{"pods", "10"}}}}},
                 {.css_class = "o-trunk", .points = {{.x = 0, .y = 0, .title = {}, .data = {}}, {.x = 10, .y = 0, .title = {}, .data = {}}}},
                 {.css_class = "o-warm", .points = {{.x = 0, .y = 30, .title = {}, .data = {}}, {.x = 10, .y = 20, .title = {}, .data = {}}}}}};
  const std::string svg = svg_of(chart);
  CAPTURE(svg);
  CHECK(svg.contains("class=\"area o-primary\" d=\"M0 75000H100000V50000H100000V100000H100000V100000H0Z\""));
  CHECK(svg.contains("class=\"area o-warm\" d=\"M0 0H100000V0H100000V50000H100000V75000H0Z\""));
  CHECK_FALSE(svg.contains("o-trunk"));
  CHECK(svg.contains("<rect x=\"0.000%\" width=\"100.000%\" y=\"0\" height=\"100%\" data-pods=\"0\"><title>0 Pods</title></rect>"));
}

TEST_CASE("a map has its blocks row by row") {
  const BlockMap map{.title = "private-a",
                     .data = {},
                     .cidr = *Cidr::parse("10.0.0.0/22"),
                     .runs = {{.state = BlockState::aws, .first = 0, .blocks = 1},
                              {.state = BlockState::free, .first = 1, .blocks = 62},
                              {.state = BlockState::aws, .first = 63, .blocks = 1}},
                     .wishes = {{.css_class = "prefixes", .title = "wanted", .blocks = 20, .from = {BlockState::free}}}};
  const std::string svg = svg_of(map);
  CAPTURE(svg);
  CHECK(svg.contains("viewBox=\"0 0 16 4\""));
  // The rest of the first row, two whole rows, the last one but for its end.
  CHECK(svg.contains("d=\"M1 0h15v1h-15zM0 1h16v2h-16zM0 3h15v1h-15z\" data-state=\"free\" data-first=\"1\" data-blocks=\"62\""));
  CHECK(svg.contains("<title>10.0.0.16 to 10.0.3.239: 62 /28, free</title>"));
  CHECK(svg.contains("class=\"wish prefixes\" d=\"M1 0h15v1h-15zM0 1h5v1h-5z\" data-wanted=\"20\""));
}

TEST_CASE("what is wanted comes from the states in their order, and not twice") {
  const BlockMap map{.title = "a",
                     .data = {},
                     .cidr = *Cidr::parse("10.0.0.0/24"),
                     .runs = {{.state = BlockState::free, .first = 0, .blocks = 4},
                              {.state = BlockState::prefix_reservation, .first = 4, .blocks = 2},
                              {.state = BlockState::used, .first = 6, .blocks = 10}},
                     .wishes = {{.css_class = "singles", .title = "", .blocks = 1, .from = {BlockState::free}},
                                {.css_class = "prefixes",
                                 .title = "",
                                 .blocks = 9,
                                 .from = {BlockState::prefix_reservation, BlockState::free}}}};
  const std::string svg = svg_of(map);
  CHECK(svg.contains("class=\"wish singles\" d=\"M0 0h1v1h-1z\""));
  CHECK(svg.contains("class=\"wish prefixes\" d=\"M4 0h2v1h-2zM1 0h3v1h-3z\" data-wanted=\"9\""));
}

TEST_CASE("larger subnets have longer rows") {
  CHECK(blocks_per_row(*Cidr::parse("10.0.0.0/28")) == 16);
  CHECK(blocks_per_row(*Cidr::parse("10.0.0.0/22")) == 16);
  CHECK(blocks_per_row(*Cidr::parse("10.0.0.0/21")) == 32);
  CHECK(blocks_per_row(*Cidr::parse("10.0.0.0/19")) == 32);
  CHECK(blocks_per_row(*Cidr::parse("10.0.0.0/16")) == 64);
}

TEST_CASE("names in data and titles are escaped") {
  const StackedBar bar{.title = "<b>", .data = {{"subnet", "\"><script>"}}, .parts = {}, .scale = 1, .marks = {}};
  const std::string svg = svg_of(bar);
  CHECK(count(svg, "<script>") == 0);
  CHECK(svg.contains("data-subnet=\"&quot;&gt;&lt;script&gt;\""));
  CHECK(svg.contains("<title>&lt;b&gt;</title>"));
}
