#include "planner/report/compare_report.hpp"

#include <fmt/format.h>

#include <vector>

#include "planner/report/compare_layout.hpp"
#include "planner/report/csv.hpp"
#include "planner/report/derivations_json.hpp"
#include "planner/report/findings_text.hpp"
#include "planner/report/json_writer.hpp"
#include "planner/report/markdown_page.hpp"
#include "planner/report/printable.hpp"
#include "planner/report/wrap.hpp"

namespace cniplan::report {
namespace {

constexpr auto kOneLine = JsonWriter::Layout::one_line;

class JsonCompare {
 public:
  JsonCompare(const CompareResult& result, const CompareReportOptions& options) : result_(result), options_(options) {}

  std::string run() {
    json_.begin_object();
    json_.member("schema", "cniplan/compare/v1");
    json_.member("cluster", result_.name);
    json_.begin_object("catalog", kOneLine);
    json_.member("date", options_.catalog_date);
    json_.end_object();
    strings("scenarios", result_.scenarios);
    json_.begin_array("objectives", kOneLine);
    for (const Objective objective : result_.objectives) json_.element(to_string(objective));
    json_.end_array();
    json_.begin_array("warm_settings", kOneLine);
    for (const WarmSetting& warm : result_.warm_settings) json_.element(warm.to_text());
    json_.end_array();
    json_.member("pods", result_.pods);
    json_.member("compared", std::ssize(result_.alternatives));
    json_.member("on_front", static_cast<std::int64_t>(result_.front));
    json_.begin_array("alternatives");
    for (const std::size_t i : alternatives_to_show(result_, options_)) write(i, JsonWriter::Layout::lines);
    json_.end_array();
    recommendation();
    json_.begin_array("left_out");
    for (const LeftOut& out : result_.left_out) {
      json_.begin_object();
      json_.member("reason", out.reason);
      json_.member("combinations", out.count);
      strings("types", out.types);
      json_.end_object();
    }
    json_.end_array();
    write_derivations(json_, result_.derivations);
    json_.end_object();
    return json_.take();
  }

  /// The elements of "alternatives", one a line.
  std::string run_by_line() {
    std::string out;
    for (const std::size_t i : alternatives_to_show(result_, options_)) {
      json_ = JsonWriter();
      write(i, kOneLine);
      out += json_.take();
    }
    return out;
  }

 private:
  void strings(std::string_view name, const std::vector<std::string>& list) {
    json_.begin_array(name, kOneLine);
    for (const std::string& text : list) json_.element(text);
    json_.end_array();
  }

  static std::optional<std::int64_t> rank(std::optional<std::size_t> index) {
    return index ? std::optional(static_cast<std::int64_t>(*index) + 1) : std::nullopt;
  }
  static std::optional<std::int64_t> length(std::optional<int> length) {
    return length ? std::optional<std::int64_t>(*length) : std::nullopt;
  }

  void write(std::size_t index, JsonWriter::Layout layout) {
    const Alternative& alternative = result_.alternatives[index];
    json_.begin_object(layout);
    json_.member("rank", rank(index));
    json_.text_or_null("type", alternative.type);
    json_.member("mode", to_string(alternative.mode));
    if (alternative.current || alternative.mode == CniMode::ipv6) {
      json_.member("warm", nullptr);
    } else {
      json_.member("warm", result_.warm_settings[alternative.warm].to_text());
    }
    json_.member("current", alternative.current);
    json_.member("on_front", alternative.on_front);
    json_.member("dominated_by", rank(alternative.dominated_by));
    json_.member("same_as", rank(alternative.same_as));
    json_.member("nodes", alternative.nodes);
    json_.member("pods", alternative.pods);
    json_.member("max_pods", alternative.max_pods);
    json_.member("pods_per_node", alternative.pods_per_node);
    json_.member("addresses", alternative.addresses);
    json_.member("scenario", result_.scenarios[alternative.scenario]);
    json_.member("steady_addresses", alternative.steady_addresses);
    json_.member("waste", alternative.waste);
    json_.member("pods_per_24_hundredths", alternative.pods_per_24_hundredths());
    json_.member("ec2_calls", alternative.calls);
    json_.member("ready_ms", alternative.ready_ms);
    json_.member("network_address_units", alternative.address_units);
    json_.member("price_micro_usd_month", alternative.price_micro_usd);
    json_.member("price_micro_usd_pod_month", alternative.price_per_pod_micro_usd());
    json_.member("node_subnet_prefix_length", length(alternative.node_prefix_length));
    json_.member("pod_subnet_prefix_length", length(alternative.pod_prefix_length));
    json_.member("subnets_too_large", alternative.too_large);
    json_.member("space", alternative.space);
    json_.end_object();
  }

  void recommendation() {
    if (!result_.recommended || !options_.recommend) return json_.member("recommended", nullptr);
    json_.begin_object("recommended");
    json_.member("rank", rank(result_.recommended->alternative));
    strings("gives_up", result_.recommended->gives_up);
    json_.end_object();
  }

  const CompareResult& result_;
  const CompareReportOptions& options_;
  JsonWriter json_;
};

std::string paragraphs(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) out += wrapped(text, kTableWidth, "  ", "  ");
  return out;
}

}  // namespace

std::string to_table(const CompareResult& result, const CompareReportOptions& options) {
  const Paint paint(options.colour);
  const auto indices = alternatives_to_show(result, options);
  std::string out = wrapped(compare_heading_text(result), kTableWidth);
  out += wrapped(compare_summary_text(result, options), kTableWidth);
  if (options.recommend && result.recommended) {
    out += paint.heading("Recommended");
    out += paragraphs(recommendation_texts(result));
  }
  if (!indices.empty()) {
    out += paint.heading("Alternatives");
    out += indented(alternative_figures_grid(result, indices).to_table(kTableWidth - 2));
    out += paint.heading("More of their figures");
    out += indented(more_alternative_figures_grid(result, indices).to_table(kTableWidth - 2));
  }
  if (options.explain && !indices.empty()) {
    out += paint.heading("Why one beats another");
    out += indented(alternative_reasons_grid(result, indices).to_table(kTableWidth - 2));
    if (!result.derivations.empty()) {
      out += paint.heading("How the recommended one's figures came about");
      out += derivations_table(result.derivations);
    }
  }
  out += paint.heading("Notes");
  return out + paragraphs(compare_notes(result));
}

std::string to_markdown(const CompareResult& result, const CompareReportOptions& options) {
  const auto indices = alternatives_to_show(result, options);
  std::string out =
      fmt::format("{}\n\n{}\n", markdown_cell(compare_heading_text(result)), markdown_cell(compare_summary_text(result, options)));
  if (options.recommend && result.recommended) {
    out += "\n### Recommended\n\n";
    for (const std::string& text : recommendation_texts(result)) out += fmt::format("- {}\n", markdown_cell(text));
  }
  if (!indices.empty()) out += fmt::format("\n{}", alternatives_grid(result, indices).to_markdown());
  if (options.explain && !indices.empty()) {
    out += markdown_details("Why one beats another", alternative_reasons_grid(result, indices).to_markdown());
    if (!result.derivations.empty()) {
      out += markdown_details("How the recommended one's figures came about", derivations_markdown(result.derivations));
    }
  }
  out += "\n### Notes\n\n";
  for (const std::string& text : compare_notes(result)) out += fmt::format("- {}\n", markdown_cell(text));
  return to_markdown_page({.command = "compare",
                           .of = result.name,
                           .heading = fmt::format("Alternatives for {}", result.name),
                           .frame = options.frame},
                          out);
}

std::string to_json(const CompareResult& result, const CompareReportOptions& options) {
  return JsonCompare(result, options).run();
}

std::string to_ndjson(const CompareResult& result, const CompareReportOptions& options) {
  return JsonCompare(result, options).run_by_line();
}

std::string to_csv(const CompareResult& result, const CompareReportOptions& options) {
  CsvWriter csv({"rank", "type", "mode", "warm", "current", "on_front", "dominated_by", "same_as", "nodes", "pods", "max_pods",
                 "pods_per_node", "addresses", "scenario", "steady_addresses", "waste", "pods_per_24_hundredths",
                 "ec2_calls", "ready_ms", "network_address_units", "price_micro_usd_month", "price_micro_usd_pod_month",
                 "node_subnet_prefix_length", "pod_subnet_prefix_length", "space"});
  for (const std::size_t i : alternatives_to_show(result, options)) {
    const Alternative& alternative = result.alternatives[i];
    const auto yes = [](bool value) { return std::string_view(value ? "true" : "false"); };
    const auto length = [](std::optional<int> value) {
      return value ? std::optional<std::int64_t>(*value) : std::nullopt;
    };
    csv.field(static_cast<std::int64_t>(i) + 1);
    csv.field(alternative.type);
    csv.field(to_string(alternative.mode));
    const bool no_warm = alternative.current || alternative.mode == CniMode::ipv6;
    csv.field(no_warm ? "" : result.warm_settings[alternative.warm].to_text());
    csv.field(yes(alternative.current));
    csv.field(yes(alternative.on_front));
    for (const auto& other : {alternative.dominated_by, alternative.same_as}) {
      csv.field(other ? std::optional(static_cast<std::int64_t>(*other) + 1) : std::nullopt);
    }
    for (const std::int64_t number : {alternative.nodes.value(), alternative.pods.value(), alternative.max_pods.value(),
                                      alternative.pods_per_node.value(), alternative.addresses.value()}) {
      csv.field(number);
    }
    csv.field(result.scenarios[alternative.scenario]);
    for (const std::int64_t number :
         {alternative.steady_addresses.value(), alternative.waste.value(), alternative.pods_per_24_hundredths(),
          alternative.calls, alternative.ready_ms, alternative.address_units}) {
      csv.field(number);
    }
    csv.field(alternative.price_micro_usd);
    csv.field(alternative.price_per_pod_micro_usd());
    csv.field(length(alternative.node_prefix_length));
    csv.field(length(alternative.pod_prefix_length));
    csv.field(alternative.space.value());
    csv.end_row();
  }
  return csv.take();
}

}  // namespace cniplan::report
