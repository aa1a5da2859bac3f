#include "planner/report/size_layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "planner/core/counted.hpp"
#include "planner/core/format.hpp"
#include "planner/report/plan_layout.hpp"
#include "planner/report/printable.hpp"

namespace cniplan::report {
namespace {

/// What one prefix length longer lacks.
std::string why_text(const SizeResult& result, const SizedSubnet& subnet) {
  if (subnet.given) return "there already";
  const std::string where = printable(scenario_text(result, subnet.reason.scenario, subnet.reason.variant));
  switch (subnet.reason.cause) {
    case SizeCause::addresses: return "addresses in " + where;
    case SizeCause::prefixes: return "whole /28 blocks in " + where;
    case SizeCause::prefix_chance: return "the chance of whole /28 blocks in " + where;
    case SizeCause::single_addresses: return "single addresses in " + where;
    case SizeCause::load_balancers: return "room for load balancers";
    case SizeCause::control_plane: return "room for the control plane in " + where;
    case SizeCause::growth: return "growth";
    case SizeCause::most_nodes: return "the most nodes of the node groups";
    case SizeCause::zones: return "as large as in the other zones";
    case SizeCause::layout: return "a block of eksctl's layout";
    case SizeCause::smallest: return "the smallest there is";
  }
  return "";
}

std::string block_text(const SizedSubnet& subnet) {
  if (subnet.cidr) return subnet.cidr->to_string();
  return subnet.prefix_length ? fmt::format("no place for a /{}", *subnet.prefix_length) : "larger than a /16";
}

}  // namespace

std::string size_question_text(const SizeResult& result) {
  ClusterPlan settings{.name = result.name, .cni = result.cni};
  std::string text = fmt::format("Cluster {}, {}; less than {} of a subnet used", printable(result.name), cni_text(settings),
                                 exact_share_text(result.warn_at));
  if (result.zone_sizes == ZoneSizes::exact) text += ", zones of unlike sizes";
  if (result.layout != LayoutOrder::best_fit) text += fmt::format(", layout {}", to_string(result.layout));
  if (result.fragmentation != Fragmentation::expected) text += fmt::format(", fragmentation {}", to_string(result.fragmentation));
  return text + ".";
}

Grid sized_subnets_grid(const SizeResult& result) {
  Grid grid({{"Subnet"}, {"CIDR"}, {"Usable", Align::right}, {"Used", Align::right}, {"For"}});
  for (const SizedSubnet& subnet : result.subnets) {
    grid.add_row({printable(subnet.label), block_text(subnet), subnet.usable ? fmt::format("{}", *subnet.usable) : "",
                  fmt::format("{}", subnet.demand), subnet.uses});
  }
  return grid;
}

std::vector<std::string> reason_texts(const SizeResult& result) {
  std::vector<std::pair<std::string, std::vector<std::string>>> reasons;  // each with the subnets that have it
  for (const SizedSubnet& subnet : result.subnets) {
    std::string why = why_text(result, subnet);
    const auto same = [&](const auto& other) { return other.first == why; };
    auto found = std::ranges::find_if(reasons, same);
    if (found == reasons.end()) found = reasons.insert(found, {std::move(why), {}});
    found->second.push_back(printable(subnet.label));
  }
  std::vector<std::string> texts;
  for (const auto& [why, names] : reasons) {
    constexpr std::size_t kNamed = 12;
    const std::size_t named = std::min(kNamed, names.size());
    std::string text =
        fmt::format("{}", fmt::join(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(named), ", "));
    if (named < names.size()) text += fmt::format(" and {} more", names.size() - named);
    texts.push_back(text + ": " + why + ".");
  }
  if (result.space_with_reservations) {
    texts.push_back(fmt::format("With CIDR reservations for prefixes in place of chance, {} would do in place of {}: "
                                "--fragmentation best.",
                                counted(*result.space_with_reservations), result.space));
  }
  return texts;
}

Grid reservations_grid(const SizeResult& result) {
  Grid grid({{"Subnet"}, {"CIDR"}, {"Whole /28 blocks wanted of the subnet", Align::right}});
  for (const SizedSubnet& subnet : result.subnets) {
    for (const Cidr& reservation : subnet.reservations) {
      grid.add_row({printable(subnet.label), reservation.to_string(), fmt::format("{}", subnet.prefixes)});
    }
  }
  return grid;
}

std::vector<std::string> beyond_texts(const SizeResult& result) {
  if (!result.plan) return {};
  return exhaustion_texts(*result.plan);
}

std::string free_text(const SizeResult& result) {
  constexpr std::size_t kShown = 8;
  if (result.free.empty()) return "none";
  std::vector<Cidr> largest = result.free;
  std::ranges::stable_sort(largest, {}, &Cidr::prefix_length);
  std::string text;
  for (std::size_t i = 0; i < std::min(kShown, largest.size()); ++i) {
    text += (i == 0 ? "" : ", ") + largest[i].to_string();
  }
  if (largest.size() > kShown) {
    text += fmt::format(" and {}; --format json has all", counted(static_cast<std::int64_t>(largest.size() - kShown), "smaller block", "smaller blocks"));
  }
  return text;
}

Grid ways_out_grid(const SizeResult& result) {
  Grid grid({{"Fits"}, {"Nodes", Align::right}, {"Used", Align::right}, {"Subnets of", Align::right}, {"With"}});
  for (const WayOut& way : result.ways_out) {
    grid.add_row({way.fits ? "yes" : "no", fmt::format("{}", way.nodes), fmt::format("{}", way.demand),
                  fmt::format("{}", way.space), printable(way.change)});
  }
  return grid;
}

std::vector<Finding> size_findings_to_show(const SizeResult& result) {
  std::vector<Finding> findings = result.findings;
  for (Finding& found : findings) {
    found.subject = printable(found.subject);
    found.message = printable(found.message);
    found.remedy = printable(found.remedy);
  }
  return findings;
}

std::vector<Derivation> size_derivations_to_show(const SizeResult& result) {
  std::vector<Derivation> derivations = result.derivations;
  for (Derivation& made : derivations) {
    made.figure = printable(made.figure);
    made.values = printable(made.values);
  }
  return derivations;
}

}  // namespace cniplan::report
