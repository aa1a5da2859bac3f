#include "planner/report/size_report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "planner/core/format.hpp"
#include "planner/report/derivations_json.hpp"
#include "planner/report/findings_json.hpp"
#include "planner/report/findings_text.hpp"
#include "planner/report/json_writer.hpp"
#include "planner/report/markdown_page.hpp"
#include "planner/report/printable.hpp"
#include "planner/report/size_layout.hpp"
#include "planner/report/wrap.hpp"

namespace cniplan::report {
namespace {

constexpr auto kOneLine = JsonWriter::Layout::one_line;

struct TableSections {
  const Paint& paint;
  std::string& out;
  void heading(std::string_view text) const { out += paint.heading(text); }
  void text(std::string_view text) const { out += wrapped(text, kTableWidth, "  ", "  "); }
  void grid(const Grid& grid) const { out += indented(grid.to_table(kTableWidth - 2)); }
};

struct MarkdownSections {
  std::string& out;
  void heading(std::string_view text) const { out += fmt::format("\n### {}\n\n", text); }
  void text(std::string_view text) const { out += fmt::format("- {}\n", markdown_cell(text)); }
  void grid(const Grid& grid) const { out += grid.to_markdown(); }
};

class JsonSize {
 public:
  JsonSize(const SizeResult& result, const SizeReportOptions& options) : result_(result), options_(options) {}

  std::string run() {
    json_.begin_object();
    json_.member("schema", "cniplan/size/v1");
    json_.member("cluster", result_.name);
    json_.begin_object("catalog", kOneLine);
    json_.member("date", options_.catalog_date);
    json_.end_object();
    json_.begin_object("request");
    cidrs("vpc_cidrs", result_.vpc_cidrs);
    cidrs("exclude", result_.exclude);
    json_.member("layout", to_string(result_.layout));
    json_.member("fragmentation", to_string(result_.fragmentation));
    json_.member("zone_sizes", to_string(result_.zone_sizes));
    json_.member("warn_at_basis_points", result_.warn_at.basis_points());
    json_.end_object();
    json_.member("fits", result_.fits);
    json_.member("verdict", result_.verdict);
    json_.member("used", result_.demand);
    json_.member("nodes", result_.nodes);
    json_.member("space", result_.space);
    json_.member("lacking", result_.lacking);
    json_.member("space_with_reservations", result_.space_with_reservations);
    json_.text_or_null("least_vpc", result_.least_vpc ? result_.least_vpc->to_string() : "");
    json_.begin_array("subnets");
    for (const SizedSubnet& subnet : result_.subnets) write(subnet);
    json_.end_array();
    cidrs("free", result_.free);
    beyond();
    json_.begin_array("ways_out");
    for (const WayOut& way : result_.ways_out) write(way);
    json_.end_array();
    write_findings(json_, result_.findings, options_.sources);
    write_derivations(json_, result_.derivations);
    json_.end_object();
    return json_.take();
  }

 private:
  void cidrs(std::string_view name, const std::vector<Cidr>& list) {
    json_.begin_array(name, kOneLine);
    for (const Cidr& cidr : list) json_.element(cidr.to_string());
    json_.end_array();
  }

  void write(const SizedSubnet& subnet) {
    json_.begin_object();
    json_.member("name", subnet.label);
    json_.text_or_null("az", subnet.az);
    json_.member("uses", subnet.uses);
    json_.member("given", subnet.given);
    json_.member("prefix_length",
                 subnet.prefix_length ? std::optional<std::int64_t>(*subnet.prefix_length) : std::nullopt);
    json_.text_or_null("cidr", subnet.cidr ? subnet.cidr->to_string() : "");
    json_.member("usable", subnet.usable);
    cidrs("reservations", subnet.reservations);
    json_.member("used", subnet.demand);
    json_.member("prefixes", subnet.prefixes);
    json_.member("scenario", result_.scenarios[subnet.scenario]);
    json_.text_or_null("variant", subnet.variant);
    if (subnet.given) {
      json_.member("because", nullptr);
    } else {
      json_.begin_object("because", kOneLine);
      json_.member("cause", to_string(subnet.reason.cause));
      json_.member("scenario", result_.scenarios[subnet.reason.scenario]);
      json_.text_or_null("variant", subnet.reason.variant);
      json_.end_object();
    }
    json_.end_object();
  }

  /// The most nodes that fit, all node groups growing in proportion.
  void beyond() {
    if (!result_.plan || !result_.plan->exhaustion) return json_.member("most", nullptr);
    json_.begin_object("most", kOneLine);
    json_.member("nodes", result_.plan->exhaustion->nodes);
    json_.member("pods", result_.plan->exhaustion->pods);
    json_.end_object();
  }

  void write(const WayOut& way) {
    json_.begin_object(kOneLine);
    json_.member("change", way.change);
    json_.member("fits", way.fits);
    json_.member("nodes", way.nodes);
    json_.member("used", way.demand);
    json_.member("space", way.space);
    json_.end_object();
  }

  const SizeResult& result_;
  const SizeReportOptions& options_;
  JsonWriter json_;
};

}  // namespace

std::string to_table(const SizeResult& result, const SizeReportOptions& options) {
  const Paint paint(options.colour);
  std::string out = paint(result.fits ? Paint::kGreen : Paint::kRed, wrapped(printable(result.verdict), kTableWidth));
  out += wrapped(size_question_text(result), kTableWidth);
  TableSections sections{paint, out};
  write_size_sections(result, sections);
  if (const auto findings = size_findings_to_show(result); !findings.empty()) {
    sections.heading("Findings");
    out += findings_table(findings, paint);
  }
  if (options.explain) {
    sections.heading("How the figures came about");
    out += derivations_table(size_derivations_to_show(result));
  }
  return out;
}

std::string to_markdown(const SizeResult& result, const SizeReportOptions& options) {
  std::string out = fmt::format("**{}**\n\n{}\n", markdown_cell(printable(result.verdict)),
                                markdown_cell(size_question_text(result)));
  MarkdownSections sections{out};
  write_size_sections(result, sections);
  if (const auto findings = size_findings_to_show(result); !findings.empty()) {
    sections.heading("Findings");
    out += findings_markdown(findings);
  }
  if (options.explain) {
    out += markdown_details("How the figures came about", derivations_markdown(size_derivations_to_show(result)));
  }
  return to_markdown_page({.command = "size",
                           .of = result.name,
                           .heading = fmt::format("Subnets of {}", result.name),
                           .frame = options.frame},
                          out);
}

std::string to_json(const SizeResult& result, const SizeReportOptions& options) { return JsonSize(result, options).run(); }

}  // namespace cniplan::report
