#include "planner/report/html_charts.hpp"

#include <fmt/format.h>

#include <array>

#include "planner/core/counted.hpp"
#include "planner/core/format.hpp"

namespace cniplan::report {
namespace {

/// Points of a chart that can be pointed at; more of them are too narrow to hit.
constexpr std::size_t kMostColumns = 120;

template <class Tag>
std::string number(Count<Tag> count) {
  return fmt::format("{}", count);
}

/// A swatch and, by the caller, what it stands for.
void open_entry(HtmlWriter& html) {
  html.open("li").open("svg").attribute("class", "swatch").attribute("aria-hidden", "true");
}

void full_rectangle(HtmlWriter& html, std::string_view css_class) {
  html.open("rect");
  if (!css_class.empty()) html.attribute("class", css_class);
  html.attribute("width", "100%").attribute("height", "100%").close();
}

}  // namespace

std::string owner_class(AddressOwner owner) { return fmt::format("o-{}", to_string(owner)); }

bool is_hatched(AddressOwner owner) {
  return owner == AddressOwner::warm || owner == AddressOwner::branch || owner == AddressOwner::nlb ||
         owner == AddressOwner::nat;
}

std::string_view owner_text(AddressOwner owner) {
  switch (owner) {
    case AddressOwner::primary: return "primary of ENIs";
    case AddressOwner::pods: return "Pods";
    case AddressOwner::warm: return "warm";
    case AddressOwner::trunk: return "trunk ENIs";
    case AddressOwner::branch: return "branch ENIs";
    case AddressOwner::fargate: return "Fargate";
    case AddressOwner::control_plane: return "control plane";
    case AddressOwner::alb: return "ALB";
    case AddressOwner::nlb: return "NLB";
    case AddressOwner::endpoints: return "endpoints";
    case AddressOwner::nat: return "NAT gateways";
    case AddressOwner::others: return "others";
  }
  return "";
}

std::string curve_class(std::size_t index) { return fmt::format("s-{}", index); }

void write_legend(HtmlWriter& html, std::span<const LegendEntry> entries) {
  html.open("ul").attribute("class", "legend");
  for (const LegendEntry& entry : entries) {
    open_entry(html);
    html.open("g").attribute("class", entry.css_class);
    full_rectangle(html, "");
    if (entry.is_hatched) full_rectangle(html, "hatch");
    html.close();
    html.close();
    html.text(entry.text).close();
  }
  html.close();
}

void write_curve_legend(HtmlWriter& html, std::span<const std::string> names) {
  html.open("ul").attribute("class", "legend");
  for (std::size_t i = 0; i < names.size(); ++i) {
    open_entry(html);
    html.open("line").attribute("class", fmt::format("line {}", curve_class(i)));
    html.attribute("x1", "0").attribute("x2", "100%").attribute("y1", "50%").attribute("y2", "50%").close();
    html.close();
    html.name(names[i]).close();
  }
  html.close();
}

void write_bars(HtmlWriter& html, std::span<const LabelledBar> bars) {
  html.open("ul").attribute("class", "bars");
  for (const LabelledBar& made : bars) {
    html.open("li");
    if (made.is_lacking) html.attribute("class", "lacking");
    html.open("span").attribute("class", "bar-label").name(made.label).close();
    html.element("span", "bar-figures", made.figures);
    write_chart(html, made.bar);
    for (const std::string& note : made.notes) html.element("p", "note", note);
    html.close();
  }
  html.close();
}

void write_warm_pool_legend(HtmlWriter& html) {
  const std::array<LegendEntry, 4> entries = {{{"o-primary", "primary of ENIs"},
                                               {"o-pods", "Pods"},
                                               {"o-warm-area", "warm, and the rest of prefixes"},
                                               {"o-trunk", "trunk and branch ENIs"}}};
  write_legend(html, entries);
}

void write_warm_pool(HtmlWriter& html, const WarmPoolCurve& curve, std::string_view description) {
  PlotChart chart{.title = fmt::format("What {} holds by its Pods", curve.instance_type),
                  .description = std::string(description),
                  .data = {{"chart", "warm-pool"}, {"instance-type", curve.instance_type}},
                  .x_title = "Pods on the Pod network",
                  .y_title = "addresses",
                  .shape = ChartShape::areas,
                  .series = {{.css_class = "o-primary"},
                             {.css_class = "o-pods"},
                             {.css_class = "o-warm-area"},
                             {.css_class = "o-trunk"}}};
  const std::size_t every = curve.points.size() / kMostColumns + 1;
  for (std::size_t i = 0; i < curve.points.size(); ++i) {
    const WarmPoolPoint& point = curve.points[i];
    const std::array<IpCount, 4> layers = {point.primary, point.assigned, point.warm, point.trunk};
    for (std::size_t layer = 0; layer < layers.size(); ++layer) {
      chart.series[layer].points.push_back(
          {.x = point.pods.value(), .y = layers[layer].value(), .title = {}, .data = {}});
    }
    if (i % every != 0 && i + 1 != curve.points.size()) continue;
    ChartPoint& first = chart.series.front().points.back();
    first.title =
        fmt::format("{}: {} on {}: {} primary, {} of Pods, {} warm, {} trunk and branch", counted(point.pods),
                    counted(point.total()), counted(point.enis), point.primary, point.assigned, point.warm, point.trunk);
    first.data = {{"pods", number(point.pods)},         {"enis", number(point.enis)}, {"primary", number(point.primary)},
                  {"assigned", number(point.assigned)}, {"warm", number(point.warm)}, {"trunk", number(point.trunk)}};
  }
  write_chart(html, chart);
}

}  // namespace cniplan::report
