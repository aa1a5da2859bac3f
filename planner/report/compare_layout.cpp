#include "planner/report/compare_layout.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "planner/core/counted.hpp"
#include "planner/core/decimal.hpp"
#include "planner/core/format.hpp"
#include "planner/core/proportion.hpp"
#include "planner/report/printable.hpp"

namespace cniplan::report {
namespace {

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

}  // namespace

std::vector<std::size_t> alternatives_to_show(const CompareResult& result, const CompareReportOptions& options) {
  std::vector<std::size_t> indices;
  for (std::size_t i = 0; i < result.alternatives.size(); ++i) {
    if (options.top && indices.size() == *options.top) break;
    const Alternative& alternative = result.alternatives[i];
    if (alternative.on_front || options.dominated || alternative.current) indices.push_back(i);
  }
  return indices;
}

std::string alternative_name_text(const CompareResult& result, const Alternative& alternative) {
  std::string text = alternative_text(result, alternative);
  if (alternative.alike > 0) text += fmt::format(" (and {} alike)", alternative.alike);
  return text;
}

std::string compare_summary_text(const CompareResult& result, const CompareReportOptions& options) {
  std::string text = fmt::format(
      "{} of {} {} worth a choice by {}: nothing else of the IP family is as good in all of them and better in one.",
      result.front, counted(std::ssize(result.alternatives), "alternative", "alternatives"),
      result.front == 1 ? "is" : "are", objectives_text(result));
  const auto indices = alternatives_to_show(result, options);
  if (options.top && indices.size() == *options.top && result.front > indices.size()) {
    text += fmt::format(" The first {} are shown.", indices.size());
  }
  return text;
}

std::string compare_heading_text(const CompareResult& result) {
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

Grid alternative_reasons_grid(const CompareResult& result, const std::vector<std::size_t>& indices) {
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

Grid alternative_figures_grid(const CompareResult& result, const std::vector<std::size_t>& indices) {
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
                  alternative_name_text(result, alternative)});
  }
  return grid;
}

Grid more_alternative_figures_grid(const CompareResult& result, const std::vector<std::size_t>& indices) {
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

Grid alternatives_grid(const CompareResult& result, const std::vector<std::size_t>& indices) {
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
    grid.add_row({fmt::format("{}", ++number), alternative_name_text(result, alternative), fmt::format("{}", alternative.nodes),
                  fmt::format("{}", alternative.pods_per_node), fmt::format("{}", alternative.addresses),
                  fmt::format("{}", alternative.steady_addresses), fmt::format("{}", alternative.waste),
                  hundredths(alternative.pods_per_24_hundredths()), fmt::format("{}", alternative.calls),
                  seconds(alternative.ready_ms), fmt::format("{}", alternative.address_units),
                  dollars(alternative.price_micro_usd), per_pod ? usd_text(*per_pod, 2) : "?",
                  subnets_text(alternative)});
  }
  return grid;
}

std::vector<std::string> compare_notes(const CompareResult& result) {
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

}  // namespace cniplan::report
