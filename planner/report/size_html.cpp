#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "planner/core/counted.hpp"
#include "planner/core/format.hpp"
#include "planner/core/proportion.hpp"
#include "planner/report/html_charts.hpp"
#include "planner/report/html_page.hpp"
#include "planner/report/size_layout.hpp"
#include "planner/report/size_report.hpp"

namespace cniplan::report {
namespace {

/// How full each subnet gets.
std::vector<LabelledBar> subnet_bars(const SizeResult& result) {
  std::vector<LabelledBar> bars;
  for (const SizedSubnet& subnet : result.subnets) {
    if (!subnet.usable || !subnet.cidr) continue;
    const std::int64_t room = subnet.usable->value();
    const std::string figures = fmt::format("{} of {} used", subnet.demand, *subnet.usable);
    bars.push_back({.label = fmt::format("{} {}", subnet.label, subnet.cidr->to_string()),
                    .figures = figures,
                    .notes = {},
                    .is_lacking = false,
                    .bar = {.title = fmt::format("{}: {}", subnet.label, figures),
                            .data = {{"chart", "sized-subnet"},
                                     {"subnet", subnet.label},
                                     {"cidr", subnet.cidr->to_string()},
                                     {"usable", fmt::format("{}", *subnet.usable)}},
                            .parts = {{.css_class = "o-pods",
                                       .title = fmt::format("used: {}", counted(subnet.demand)),
                                       .value = subnet.demand.value(),
                                       .data = {{"used", fmt::format("{}", subnet.demand)}}}},
                            .room = room,
                            .scale = std::max(room, subnet.demand.value()),
                            .marks = {{.css_class = "warn",
                                       .value = proportion(room, result.warn_at.basis_points(), Share::kWhole)}}}});
  }
  return bars;
}

/// A block of a VPC's address space, and what stands there.
struct Block {
  Cidr cidr;
  std::string_view css_class;
  std::string what;
  std::string_view kind;
};

/// Each of the VPC's CIDRs from its first address to its last.
std::vector<LabelledBar> vpc_bars(const SizeResult& result) {
  std::vector<LabelledBar> bars;
  for (const Cidr& vpc : result.vpc_cidrs) {
    std::vector<Block> blocks;
    for (const SizedSubnet& subnet : result.subnets) {
      if (!subnet.cidr || !vpc.contains(*subnet.cidr)) continue;
      blocks.push_back({*subnet.cidr, subnet.given ? "o-others" : "o-pods", subnet.label, subnet.given ? "given" : "new"});
    }
    for (const Cidr& free : result.free) {
      if (vpc.contains(free)) blocks.push_back({free, "room", "free", "free"});
    }
    std::ranges::sort(blocks, {}, &Block::cidr);
    StackedBar bar{.title = fmt::format("{} from its first address to its last", vpc.to_string()),
                   .data = {{"chart", "vpc"}, {"cidr", vpc.to_string()}},
                   .parts = {},
                   .scale = vpc.size().value(),
                   .marks = {}};
    std::int64_t at = vpc.first().value();
    for (const Block& block : blocks) {
      const auto first = static_cast<std::int64_t>(block.cidr.first().value());
      // What is between them must not be used, or is somebody else's.
      if (first > at) bar.parts.push_back({.css_class = "gap", .title = "not to be used", .value = first - at});
      at = first + block.cidr.size().value();
      bar.parts.push_back({.css_class = std::string(block.css_class),
                           .title = fmt::format("{}: {}", block.what, block.cidr.to_string()),
                           .value = block.cidr.size().value(),
                           .data = {{"kind", std::string(block.kind)},
                                    {"name", block.what},
                                    {"block", block.cidr.to_string()}}});
    }
    bars.push_back({.label = vpc.to_string(),
                    .figures = counted(vpc.size()),
                    .notes = {},
                    .is_lacking = false,
                    .bar = std::move(bar)});
  }
  return bars;
}

/// Turns headings of the sections that every format has into sections of a page.
struct PageSections {
  HtmlPage& page;
  const SizeResult& result;
  std::string last{};
  int number = 0;

  void heading(std::string_view text) {
    page.section(fmt::format("part-{}", ++number), text);
    last = text;
    if (text == "Subnets") {
      if (const auto bars = subnet_bars(result); !bars.empty()) {
        page.paragraph("A bar is the usable addresses of a subnet; the line across it is at the share that may be used.");
        write_bars(page.html(), bars);
      }
    }
    if (text == "Free in the VPC" && !result.vpc_cidrs.empty()) {
      const LegendEntry entries[] = {{"o-pods", "to create"}, {"o-others", "there already"}, {"room", "free"}};
      write_legend(page.html(), entries);
      write_bars(page.html(), vpc_bars(result));
    }
  }
  void text(std::string_view text) const { page.paragraph(text); }
  void grid(const Grid& grid) const { page.table(grid, last); }
};

}  // namespace

std::string to_html(const SizeResult& result, const SizeReportOptions& options) {
  const std::vector<Finding> findings = size_findings_to_show(result);
  HtmlPage page({.what = "Subnets",
                 .name = result.name,
                 .frame = options.frame,
                 .tone = tone_of(result.fits, findings),
                 .verdict = result.verdict,
                 .lead = {size_question_text(result)}});
  page.change_first(findings);
  PageSections sections{.page = page, .result = result};
  write_size_sections(result, sections);
  page.findings_section(findings, options.sources);
  page.derivations_section(size_derivations_to_show(result));
  page.inputs_section(options.sources, options.imported);
  page.catalog_section(options.catalog_date);
  return page.take();
}

}  // namespace cniplan::report
