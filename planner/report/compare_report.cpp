#include "planner/report/compare_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "planner/core/counted.hpp"
#include "planner/core/decimal.hpp"
#include "planner/core/format.hpp"
#include "planner/core/proportion.hpp"
#include "planner/report/csv.hpp"
#include "planner/report/derivations_json.hpp"
#include "planner/report/findings_text.hpp"
#include "planner/report/grid.hpp"
#include "planner/report/json_writer.hpp"
#include "planner/report/markdown_page.hpp"
#include "planner/report/printable.hpp"
#include "planner/report/wrap.hpp"

namespace cniplan::report {
namespace {

constexpr auto kOneLine = JsonWriter::Layout::one_line;

/// The indices of the alternatives to show, best first.
std::vector<std::size_t> shown(const CompareResult& result, const CompareReportOptions& options) {
  std::vector<std::size_t> indices;
  for (std::size_t i = 0; i < result.alternatives.size(); ++i) {
    if (options.top && indices.size() == *options.top) break;
    const Alternative& alternative = result.alternatives[i];
    if (alternative.on_front || options.dominated || alternative.current) indices.push_back(i);
  }
  return indices;
}

/// Its name, and how many others have the same figures as far as they are compared.
std::string name_text(const CompareResult& result, const Alternative& alternative) {
  std::string text = alternative_text(result, alternative);
  if (alternative.alike > 0) text += fmt::format(" (and {} alike)", alternative.alike);
  return text;
}

std::string objectives_text(const CompareResult& result) {
  std::vector<std::string_view> names;
  for (const Objective objective : result.objectives) names.push_back(to_string(objective));
  return fmt::format("{}", fmt::join(names, ", "));
}

std::string usd_text(std::int64_t micro_usd, int places) {
  constexpr int kMicro = 6;
  std::int64_t unit = 1;
  for (int place = places; place < kMicro; ++place) unit *= 10;
  std::string text = format_decimal((micro_usd + unit / 2) / unit, places);
  // Figures of a column have the same places.
  if (places > 0 && !text.contains('.')) text += '.';
  if (places > 0) text.append(static_cast<std::size_t>(places) - (text.size() - 1 - text.find('.')), '0');
  return text;
}

/// As long as the rest of a table leaves room for it.
std::string dollars(const std::optional<std::int64_t>& micro_usd) { return micro_usd ? usd_text(*micro_usd, 0) : "?"; }

std::string seconds(std::int64_t ms) {
  constexpr std::int64_t kMsPerTenth = 100;
  constexpr std::int64_t kTenths = 10;
  const std::int64_t tenths = ceil_div(ms, kMsPerTenth);
  return fmt::format("{}.{}", tenths / kTenths, tenths % kTenths);
}

std::string hundredths(std::int64_t value) {
  constexpr std::int64_t kHundred = 100;
  return fmt::format("{}.{:02}", value / kHundred, value % kHundred);
}

std::string subnets_text(const Alternative& alternative) {
  if (alternative.too_large) return "above /16";
  std::string text = alternative.node_prefix_length ? fmt::format("/{}", *alternative.node_prefix_length) : "";
  if (alternative.pod_prefix_length) text += fmt::format(", Pods /{}", *alternative.pod_prefix_length);
  return text;
}

std::string summary_text(const CompareResult& result, const CompareReportOptions& options) {
  std::string text = fmt::format(
      "{} of {} {} worth a choice by {}: nothing else of the IP family is as good in all of them and better in one.",
      result.front, counted(std::ssize(result.alternatives), "alternative", "alternatives"),
      result.front == 1 ? "is" : "are", objectives_text(result));
  const auto indices = shown(result, options);
  if (options.top && indices.size() == *options.top && result.front > indices.size()) {
    text += fmt::format(" The first {} are shown.", indices.size());
  }
  return text;
}

std::string heading_text(const CompareResult& result) {
  return fmt::format("Cluster {}: {}.", printable(result.name), counted(result.pods));
}

std::vector<std::string> recommendation_texts(const CompareResult& result) {
  if (!result.recommended) return {};
  std::vector<std::string> texts = {
      alternative_text(result, result.alternatives[result.recommended->alternative]) + "."};
  for (const std::string& given_up : result.recommended->gives_up) texts.push_back("It gives up " + given_up + ".");
  if (result.recommended->gives_up.empty()) texts.emplace_back("Nothing is better in anything.");
  return texts;
}

/// "addresses 1200 against 1070 (+12 %)" for each objective in which two differ.
std::string difference_text(const CompareResult& result, const Alternative& one, const Alternative& other) {
  std::vector<std::string> parts;
  for (const Objective objective : result.objectives) {
    const std::int64_t mine = one.value_of(objective).value_or(0);
    const std::int64_t theirs = other.value_of(objective).value_or(0);
    if (mine == theirs) continue;
    std::string part = fmt::format("{} {} against {}", to_string(objective), value_text(objective, mine),
                                   value_text(objective, theirs));
    constexpr std::int64_t kPercent = 100;
    if (theirs > 0) {
      part += fmt::format(" ({}{} %)", mine > theirs ? "+" : "-",
                          proportion(std::max(mine, theirs) - std::min(mine, theirs), kPercent, theirs));
    }
    parts.push_back(std::move(part));
  }
  return parts.empty() ? "the same in all objectives" : fmt::format("{}", fmt::join(parts, "; "));
}

/// Why each alternative that is shown stands where it does.
Grid reasons_grid(const CompareResult& result, const std::vector<std::size_t>& indices) {
  Grid grid({{"#", Align::right}, {"Why"}});
  std::size_t number = 0;
  for (const std::size_t i : indices) {
    const Alternative& alternative = result.alternatives[i];
    std::string why;
    if (alternative.same_as) {
      why = "the same as " + alternative_text(result, result.alternatives[*alternative.same_as]);
    } else if (alternative.dominated_by) {
      const Alternative& better = result.alternatives[*alternative.dominated_by];
      why = fmt::format("beaten by {}: {}", alternative_text(result, better), difference_text(result, alternative, better));
    } else if (result.recommended && result.recommended->alternative == i) {
      why = "recommended: the least above the best in its worst objective";
    } else if (result.recommended) {
      why = "beside the recommended one: " +
            difference_text(result, alternative, result.alternatives[result.recommended->alternative]);
    }
    grid.add_row({fmt::format("{}", ++number), why});
  }
  return grid;
}

Grid figures_grid(const CompareResult& result, const std::vector<std::size_t>& indices) {
  Grid grid({{"#", Align::right},
             {"Nodes", Align::right},
             {"Ad-\ndresses", Align::right},
             {"Wasted", Align::right},
             {"Ready\nin s", Align::right},
             {"USD a\nmonth", Align::right},
             {"Alternative"}});
  std::size_t number = 0;
  for (const std::size_t i : indices) {
    const Alternative& alternative = result.alternatives[i];
    grid.add_row({fmt::format("{}", ++number), fmt::format("{}", alternative.nodes),
                  fmt::format("{}", alternative.addresses), fmt::format("{}", alternative.waste),
                  seconds(alternative.ready_ms), dollars(alternative.price_micro_usd),
                  name_text(result, alternative)});
  }
  return grid;
}

Grid more_grid(const CompareResult& result, const std::vector<std::size_t>& indices) {
  Grid grid({{"#", Align::right},
             {"Pods a\nnode", Align::right},
             {"Max\nPods", Align::right},
             {"In\nsteady", Align::right},
             {"Pods\nper /24", Align::right},
             {"EC2\ncalls", Align::right},
             {"NAU", Align::right},
             {"USD a Pod\nand month", Align::right},
             {"Subnets"}});
  std::size_t number = 0;
  for (const std::size_t i : indices) {
    const Alternative& alternative = result.alternatives[i];
    const auto per_pod = alternative.price_per_pod_micro_usd();
    grid.add_row({fmt::format("{}", ++number), fmt::format("{}", alternative.pods_per_node),
                  fmt::format("{}", alternative.max_pods), fmt::format("{}", alternative.steady_addresses),
                  hundredths(alternative.pods_per_24_hundredths()), fmt::format("{}", alternative.calls),
                  fmt::format("{}", alternative.address_units), per_pod ? usd_text(*per_pod, 2) : "?",
                  subnets_text(alternative)});
  }
  return grid;
}

/// All figures side by side.
Grid wide_grid(const CompareResult& result, const std::vector<std::size_t>& indices) {
  Grid grid({{"#", Align::right},
             {"Alternative"},
             {"Nodes", Align::right},
             {"Pods a node", Align::right},
             {"Addresses", Align::right},
             {"In steady", Align::right},
             {"Wasted", Align::right},
             {"Pods per /24", Align::right},
             {"EC2 calls", Align::right},
             {"Ready in s", Align::right},
             {"NAU", Align::right},
             {"USD a month", Align::right},
             {"USD a Pod", Align::right},
             {"Subnets"}});
  std::size_t number = 0;
  for (const std::size_t i : indices) {
    const Alternative& alternative = result.alternatives[i];
    const auto per_pod = alternative.price_per_pod_micro_usd();
    grid.add_row({fmt::format("{}", ++number), name_text(result, alternative), fmt::format("{}", alternative.nodes),
                  fmt::format("{}", alternative.pods_per_node), fmt::format("{}", alternative.addresses),
                  fmt::format("{}", alternative.steady_addresses), fmt::format("{}", alternative.waste),
                  hundredths(alternative.pods_per_24_hundredths()), fmt::format("{}", alternative.calls),
                  seconds(alternative.ready_ms), fmt::format("{}", alternative.address_units),
                  dollars(alternative.price_micro_usd), per_pod ? usd_text(*per_pod, 2) : "?",
                  subnets_text(alternative)});
  }
  return grid;
}

std::vector<std::string> notes(const CompareResult& result) {
  std::vector<std::string> texts = {
      "Addresses: the most of any scenario. Wasted: held in steady and used by no Pod. Ready: the last node when all start "
      "at once, at least. Prices: on demand in us-east-1, the cluster's 0.10 USD an hour with them. Subnets: the smallest "
      "that can do; \"cniplan size\" says which do."};
  const bool has_ipv6 = std::ranges::any_of(result.alternatives, [](const Alternative& alternative) {
    return alternative.on_front && alternative.mode == CniMode::ipv6 && !alternative.current;
  });
  if (has_ipv6) {
    texts.emplace_back("IPv6 is chosen when a cluster is made and cannot be changed later; its Pods need routes for IPv6.");
  }
  for (const LeftOut& out : result.left_out) {
    constexpr std::size_t kNamed = 5;
    std::string text = fmt::format("Left out: {}, {}", counted(out.count, "combination", "combinations"), out.reason);
    if (!out.types.empty()) {
      const std::size_t named = std::min(kNamed, out.types.size());
      text += fmt::format(" ({}", fmt::join(out.types.begin(), out.types.begin() + static_cast<std::ptrdiff_t>(named), ", "));
      if (named < out.types.size()) {
        text += fmt::format(" and {}", counted(std::ssize(out.types) - static_cast<std::ptrdiff_t>(named), "other type", "other types"));
      }
      text += ")";
    }
    texts.push_back(text + ".");
  }
  return texts;
}

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
    for (const std::size_t i : shown(result_, options_)) write(i, JsonWriter::Layout::lines);
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
    for (const std::size_t i : shown(result_, options_)) {
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
  const auto indices = shown(result, options);
  std::string out = wrapped(heading_text(result), kTableWidth);
  out += wrapped(summary_text(result, options), kTableWidth);
  if (options.recommend && result.recommended) {
    out += paint.heading("Recommended");
    out += paragraphs(recommendation_texts(result));
  }
  if (!indices.empty()) {
    out += paint.heading("Alternatives");
    out += indented(figures_grid(result, indices).to_table(kTableWidth - 2));
    out += paint.heading("More of their figures");
    out += indented(more_grid(result, indices).to_table(kTableWidth - 2));
  }
  if (options.explain && !indices.empty()) {
    out += paint.heading("Why one beats another");
    out += indented(reasons_grid(result, indices).to_table(kTableWidth - 2));
    if (!result.derivations.empty()) {
      out += paint.heading("How the recommended one's figures came about");
      out += derivations_table(result.derivations);
    }
  }
  out += paint.heading("Notes");
  return out + paragraphs(notes(result));
}

std::string to_markdown(const CompareResult& result, const CompareReportOptions& options) {
  const auto indices = shown(result, options);
  std::string out =
      fmt::format("{}\n\n{}\n", markdown_cell(heading_text(result)), markdown_cell(summary_text(result, options)));
  if (options.recommend && result.recommended) {
    out += "\n### Recommended\n\n";
    for (const std::string& text : recommendation_texts(result)) out += fmt::format("- {}\n", markdown_cell(text));
  }
  if (!indices.empty()) out += fmt::format("\n{}", wide_grid(result, indices).to_markdown());
  if (options.explain && !indices.empty()) {
    out += markdown_details("Why one beats another", reasons_grid(result, indices).to_markdown());
    if (!result.derivations.empty()) {
      out += markdown_details("How the recommended one's figures came about", derivations_markdown(result.derivations));
    }
  }
  out += "\n### Notes\n\n";
  for (const std::string& text : notes(result)) out += fmt::format("- {}\n", markdown_cell(text));
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
  for (const std::size_t i : shown(result, options)) {
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
