#include "planner/report/node_layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "planner/capacity/wasted_ips.hpp"
#include "planner/core/counted.hpp"
#include "planner/core/format.hpp"

namespace cniplan::report {
namespace {

constexpr std::string_view kNone = "-";

bool is_windows(AddressMode mode) {
  return mode == AddressMode::windows_secondary_ip || mode == AddressMode::windows_prefix;
}

std::string pods_text(const NodeLoad& load) {
  if (load.branch_pods == PodCount(0)) return counted(load.pods);
  return fmt::format("{} and {}", counted(load.pods), counted(load.branch_pods, "branch Pod", "branch Pods"));
}

/// "3 ENIs, the trunk and 2 branch ENIs".
std::string enis_text(const NodeIpUsage& usage) {
  const SubnetShare labels = labels_of(usage);
  std::string text = counted(usage.enis);
  if (labels.trunk == IpCount(0)) return text;
  if (labels.branch == IpCount(0)) return text + " and the trunk";
  return text + fmt::format(", the trunk and {}", counted(labels.branch, "branch ENI", "branch ENIs"));
}

/// "20 assigned, 7 warm, 3 primary".
std::string labels_text(const NodeIpUsage& usage) {
  const SubnetShare labels = labels_of(usage);
  std::string text;
  const auto add = [&](IpCount ips, std::string_view label) {
    if (ips != IpCount(0)) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", ips, label);
  };
  add(labels.assigned, "assigned");
  add(labels.warm, "warm");
  add(labels.cooling, "cooling");
  add(labels.primary, "primary");
  add(labels.trunk, "of the trunk");
  add(labels.branch, "of branch ENIs");
  return text;
}

std::string lacking_text(const NodeIpUsage& usage) {
  std::string text;
  if (usage.pods_without_address > PodCount(0)) {
    text += fmt::format(" {} no address.", counted(usage.pods_without_address, "Pod gets", "Pods get"));
  }
  if (usage.branch_pods_without_eni > PodCount(0)) {
    text += fmt::format(" {} no branch ENI.",
                        counted(usage.branch_pods_without_eni, "branch Pod gets", "branch Pods get"));
  }
  return text;
}

std::string headline(const NodeQuestion& question, const SettledNode& node) {
  const NodeIpUsage& usage = node.usage;
  const std::string who = fmt::format("{} with {}", question.type, pods_text(question.setup.load));
  if (!usage.settles && node.low) {
    return fmt::format(
        "{} never settles: it goes back and forth between {} on {} and {} on {}, with {} an hour. At the "
        "peak: {}.{}",
        who, counted(node.low->total), counted(node.low->enis), counted(usage.total()), counted(usage.enis),
        counted(node.calls_per_hour.total(), "EC2 call", "EC2 calls"), labels_text(usage),
        lacking_text(usage));
  }
  if (usage.mode == AddressMode::ipv6) {
    return fmt::format("{} holds {} on {}: {}. The Pods have IPv6 addresses of one /80.{}", who,
                       counted(usage.total(), "IPv4 address", "IPv4 addresses"), enis_text(usage),
                       labels_text(usage), lacking_text(usage));
  }
  return fmt::format("{} holds {} on {}: {}.{}", who, counted(usage.total()), enis_text(usage),
                     labels_text(usage), lacking_text(usage));
}

std::string targets_text(const CniConfig& cni, AddressMode mode) {
  std::string text;
  const auto add = [&](std::string_view name, std::int64_t value) {
    text += fmt::format(", {}={}", name, value);
  };
  if (is_windows(mode)) {
    const WindowsIpam& windows = cni.windows;
    if (has_prefixes(mode) && windows.warm_prefix_target > 0) {
      add("warm-prefix-target", windows.warm_prefix_target);
    } else {
      add("warm-ip-target", windows.warm_ip_target);
      add("minimum-ip-target", windows.minimum_ip_target);
    }
  } else if (cni.ip_targets()) {
    if (cni.warm_ip_target > 0) add("WARM_IP_TARGET", cni.warm_ip_target);
    if (cni.minimum_ip_target > 0) add("MINIMUM_IP_TARGET", cni.minimum_ip_target);
  } else if (has_prefixes(mode)) {
    add("WARM_PREFIX_TARGET", cni.warm_prefix_target);
  } else {
    add("WARM_ENI_TARGET", cni.warm_eni_target);
  }
  return text;
}

std::string mode_text(AddressMode mode) {
  switch (mode) {
    case AddressMode::secondary_ip:
      return "Secondary IP mode";
    case AddressMode::prefix:
      return "Prefix delegation";
    case AddressMode::ipv6:
      return "IPv6 with prefix delegation";
    case AddressMode::windows_secondary_ip:
      return "Windows, secondary IP mode";
    case AddressMode::windows_prefix:
      return "Windows, prefix delegation";
  }
  return "";
}

std::string free_text(const NodeSubnet& subnet, std::string_view whose) {
  std::string text;
  if (subnet.free) text += fmt::format(", {} free in {}", counted(*subnet.free), whose);
  if (subnet.free_prefixes) {
    text += subnet.free ? fmt::format(" with {}", counted(*subnet.free_prefixes))
                        : fmt::format(", {} free in {}", counted(*subnet.free_prefixes), whose);
  }
  return text;
}

std::string number(IpCount ips) {
  return fmt::format("{}", ips);
}

/// "20 to 40", or one number where chance has no part.
template <class Tag>
std::string bounds_text(const Bounds<Count<Tag>>& bounds) {
  return bounds.least == bounds.most ? fmt::format("{}", bounds.least)
                                     : fmt::format("{} to {}", bounds.least, bounds.most);
}
/// "1 ENI", "2 to 3 ENIs".
template <class Tag>
std::string counted_bounds(const Bounds<Count<Tag>>& bounds) {
  return bounds.least == bounds.most ? counted(bounds.most)
                                     : fmt::format("{} to {}", bounds.least, counted(bounds.most));
}

template <class Tag>
bool is_open(const Bounds<Count<Tag>>& bounds) {
  return bounds.least != bounds.most;
}

/// "2 to 3 ENIs and 33 to 65 addresses, 12 to 44 of them warm"; empty where all is certain.
std::string range_text(const NodeRange& range) {
  if (!is_open(range.enis) && !is_open(range.total) && !is_open(range.warm) &&
      !is_open(range.pods_without_address)) {
    return "";
  }
  std::string text = fmt::format("{} and {}, {} of them warm", counted_bounds(range.enis),
                                 counted_bounds(range.total), bounds_text(range.warm));
  if (range.pods_without_address.most > PodCount(0)) {
    text += fmt::format(", {} without an address", counted_bounds(range.pods_without_address));
  }
  return text;
}

/// "0.2 s", "20 s", "4 min 50 s", "1 h 4 min"; rounded up.
std::string duration_text(std::int64_t ms) {
  const std::int64_t tenths = ceil_div(ms, 100);
  if (tenths < 600)
    return tenths % 10 == 0 ? fmt::format("{} s", tenths / 10)
                            : fmt::format("{}.{} s", tenths / 10, tenths % 10);
  const std::int64_t seconds = ceil_div(ms, 1'000);
  const auto both = [](std::int64_t large, std::string_view unit, std::int64_t small,
                       std::string_view small_unit) {
    return small == 0 ? fmt::format("{} {}", large, unit)
                      : fmt::format("{} {} {} {}", large, unit, small, small_unit);
  };
  if (seconds < 3'600) return both(seconds / 60, "min", seconds % 60, "s");
  const std::int64_t minutes = ceil_div(seconds, 60);
  return both(minutes / 60, "h", minutes % 60, "min");
}

/// What the slowest bucket takes at least, as the next sentence; empty where no bucket runs empty.
std::string floor_text(const FleetStart& start) {
  if (start.bucket.empty()) return "";
  return fmt::format(
      " EC2's request limits allow no less than {}: {} {} of a bucket that holds {} and gets {} a second.",
      duration_text(start.floor_ms), start.calls, start.bucket, start.bucket_size, start.refill_per_second);
}

struct NamedCalls {
  std::string name;
  Ec2Calls calls;
};

/// Actions that any column has called, and sums.
Grid grid_of(std::span<const NamedCalls> columns) {
  std::vector<Grid::Column> headings = {{"Action"}};
  for (const NamedCalls& column : columns) headings.push_back({column.name, Align::right});
  Grid grid(std::move(headings));
  const auto add = [&](std::string label, auto value) {
    std::vector<std::string> row = {std::move(label)};
    for (const NamedCalls& column : columns) row.push_back(fmt::format("{}", value(column.calls)));
    grid.add_row(std::move(row));
  };
  for (std::size_t i = 0; i < kEc2Actions; ++i) {
    const auto action = static_cast<Ec2Action>(i);
    if (std::ranges::none_of(columns, [&](const NamedCalls& column) { return column.calls[action] > 0; }))
      continue;
    add(std::string(to_string(action)), [&](const Ec2Calls& calls) { return calls[action]; });
  }
  if (columns.empty()) return grid;
  add("total", [](const Ec2Calls& calls) { return calls.total(); });
  add("  mutating", [](const Ec2Calls& calls) { return calls.mutating(); });
  return grid;
}

/// A name on two lines.
std::string broken(std::string name) {
  if (const auto blank = name.rfind(' '); blank != std::string::npos) name[blank] = '\n';
  return name;
}

}  // namespace

bool has_prefixes(AddressMode mode) {
  return mode == AddressMode::prefix || mode == AddressMode::windows_prefix;
}

SubnetShare labels_of(const NodeIpUsage& usage) {
  SubnetShare both = usage.node_subnet;
  both += usage.pod_subnet;
  return both;
}

std::vector<NodeState> states_of(const NodePlan& plan) {
  const PodCount pods = plan.question.setup.load.pods;
  std::vector<NodeState> states = {{"one by one", "one-by-one", pods, &plan.answer}};
  if (plan.burst) states.push_back({"all at once", "all-at-once", pods, &*plan.burst});
  if (plan.down)
    states.push_back(
        {fmt::format("down to {}", plan.down->pods), "down", plan.down->pods, &plan.down->answer});
  return states;
}

std::optional<std::int64_t> seconds_to_settle(const SettledNode& node) {
  const bool has_clock =
      node.usage.mode == AddressMode::secondary_ip || node.usage.mode == AddressMode::prefix;
  return has_clock && node.usage.settles ? std::optional(node.turns * kSecondsPerTurn) : std::nullopt;
}

std::optional<Ec2Calls> calls_to_settle(const SettledNode& node) {
  return node.usage.settles && !is_windows(node.usage.mode) ? std::optional(node.calls) : std::nullopt;
}

std::string headline(const NodePlan& plan) {
  return headline(plan.question, plan.answer);
}

std::string settings_text(const NodeQuestion& question, AddressMode mode) {
  const NodeSetup& setup = question.setup;
  const CniConfig& cni = setup.cni;
  std::string text = mode_text(mode);
  if (!is_windows(mode)) {
    if (cni.custom_networking) text += ", custom networking";
    if (cni.pod_eni) text += ", security groups for Pods";
    if (!cni.subnet_discovery) text += ", no subnet discovery";
    if (cni.multi_nic) text += ", a pool for every network card";
    if (!cni.provisioning) text += ", no provisioning";
    if (cni.max_enis) text += fmt::format(", MAX_ENI={}", *cni.max_enis);
  }
  if (mode != AddressMode::ipv6) text += targets_text(cni, mode);
  text += fmt::format(", max Pods {}", setup.load.max_pods);
  const NodeConditions& around = setup.conditions;
  if (around.unmanaged_enis > EniCount(0)) {
    text += fmt::format(", {}", counted(around.unmanaged_enis, "unmanaged ENI", "unmanaged ENIs"));
  }
  if (!around.schedulable) text += ", cordoned";
  text += free_text(around.node_subnet, "its subnet") +
          free_text(around.eni_config_subnet, "the ENIConfig's subnet");
  return text + ".";
}

Grid enis_grid(const SettledNode& node) {
  // Of many ENIs (a pool on every network card) those that are alike share a line.
  constexpr std::size_t kMostLines = 16;
  const AddressMode mode = node.usage.mode;
  const bool for_pods = mode != AddressMode::ipv6;
  const bool cards = std::ranges::any_of(node.enis, [](const EniUse& eni) { return eni.network_card != 0; });
  const bool cooling =
      std::ranges::any_of(node.enis, [](const EniUse& eni) { return eni.cooling != IpCount(0); });
  std::vector<Grid::Column> columns = {{"ENI", Align::right}, {"Role"}};
  const auto add_column = [&](bool wanted, std::string_view heading) {
    if (wanted) columns.push_back({std::string(heading), Align::right});
  };
  add_column(cards, "Card");
  add_column(for_pods, has_prefixes(mode) ? "Prefixes" : "Secondary");
  add_column(true, "Addresses");
  add_column(for_pods, "Assigned");
  add_column(cooling, "Cooling");
  add_column(for_pods, "Warm");
  add_column(true, "Wasted");
  Grid grid(std::move(columns));
  const auto from_to = [](auto first, auto last) {
    return first == last ? fmt::format("{}", first) : fmt::format("{}-{}", first, last);
  };
  for (std::size_t first = 0; first < node.enis.size();) {
    std::size_t last = first;
    const auto same_as_next = [&] {
      EniUse next = node.enis[last + 1];
      next.network_card = node.enis[first].network_card;
      return next == node.enis[first];
    };
    while (node.enis.size() > kMostLines && last + 1 < node.enis.size() && same_as_next()) ++last;
    const EniUse& eni = node.enis[first];
    std::vector<std::string> row = {
        from_to(first + 1, last + 1),
        fmt::format("{}{}", eni.primary ? "primary" : "secondary", last > first ? ", each" : "")};
    const auto add = [&](bool wanted, std::string text) {
      if (wanted) row.push_back(std::move(text));
    };
    add(cards, from_to(eni.network_card, node.enis[last].network_card));
    add(for_pods, fmt::format("{}", eni.slots));
    add(true, number(ips_of(eni)));
    add(for_pods, number(eni.assigned));
    add(cooling, number(eni.cooling));
    add(for_pods, number(eni.warm));
    add(true, number(wasted_ips(eni, mode)));
    grid.add_row(std::move(row));
    first = last + 1;
  }
  if (labels_of(node.usage).trunk > IpCount(0)) {
    std::vector<std::string> row = {fmt::format("{}", node.enis.size() + 1), "trunk"};
    const auto add = [&](bool wanted, std::string_view text) {
      if (wanted) row.emplace_back(text);
    };
    add(cards, "0");
    add(for_pods, "0");
    add(true, "1");
    add(for_pods, "0");
    add(cooling, "0");
    add(for_pods, "0");
    add(true, "1");
    grid.add_row(std::move(row));
  }
  return grid;
}

std::string wasted_legend(AddressMode mode) {
  if (has_prefixes(mode)) {
    return "Wasted: the primary address, and what Pods leave of prefixes that hold one. That is warm too, a "
           "new Pod can "
           "have it; but the node cannot give it back.";
  }
  return "Wasted: the primary address, which no Pod gets.";
}

Grid states_grid(std::span<const NodeState> states) {
  // The low point of a pool that never settles stands beside its peak.
  struct Column {
    const NodeState* state;
    const PoolLow* low;
  };
  std::vector<Column> columns;
  std::vector<Grid::Column> headings = {{""}};
  for (const NodeState& state : states) {
    columns.push_back({&state, nullptr});
    headings.push_back({state.node->low ? broken(state.name) + ",\npeak" : state.name, Align::right});
    if (state.node->low) {
      columns.push_back({&state, &*state.node->low});
      headings.push_back({"low\npoint", Align::right});
    }
  }
  Grid grid(std::move(headings));
  enum class Zeros { shown, hidden };
  /// `of_low` is empty where the low point's value is not known.
  const auto add = [&](std::string_view label, Zeros zeros, auto value, auto of_low) {
    std::vector<std::string> row = {std::string(label)};
    bool any = zeros == Zeros::shown;
    for (const Column& column : columns) {
      const std::optional<std::int64_t> figure =
          column.low != nullptr ? of_low(*column.low) : value(*column.state);
      any = any || (figure && *figure != 0);
      row.push_back(figure ? fmt::format("{}", *figure) : std::string(kNone));
    }
    if (any) grid.add_row(std::move(row));
  };
  using Figure = std::optional<std::int64_t>;
  const auto unknown = [](const PoolLow&) -> Figure { return std::nullopt; };
  const auto label = [&](std::string_view name, Zeros zeros, IpCount SubnetShare::*member) {
    add(
        name, zeros,
        [&](const NodeState& state) -> Figure { return (labels_of(state.node->usage).*member).value(); },
        unknown);
  };
  if (states.back().word == "down") {
    add(
        "Pods", Zeros::shown, [](const NodeState& state) -> Figure { return state.pods.value(); }, unknown);
  }
  add(
      "ENIs", Zeros::shown, [](const NodeState& state) -> Figure { return state.node->usage.enis.value(); },
      [](const PoolLow& low) -> Figure { return low.enis.value(); });
  if (has_prefixes(states.front().node->usage.mode)) {
    add(
        "prefixes", Zeros::shown,
        [](const NodeState& state) -> Figure { return state.node->usage.prefixes().value(); }, unknown);
    add(
        "  without a Pod", Zeros::shown,
        [](const NodeState& state) -> Figure { return state.node->usage.unused_prefixes.value(); }, unknown);
  }
  if (states.front().node->usage.mode != AddressMode::ipv6) {
    label("assigned", Zeros::shown, &SubnetShare::assigned);
    label("cooling", Zeros::hidden, &SubnetShare::cooling);
    add(
        "warm", Zeros::shown,
        [](const NodeState& state) -> Figure { return labels_of(state.node->usage).warm.value(); },
        [](const PoolLow& low) -> Figure { return low.warm.value(); });
  }
  label("primary", Zeros::shown, &SubnetShare::primary);
  label("of the trunk", Zeros::hidden, &SubnetShare::trunk);
  label("of branch ENIs", Zeros::hidden, &SubnetShare::branch);
  add(
      "total", Zeros::shown,
      [](const NodeState& state) -> Figure { return state.node->usage.total().value(); },
      [](const PoolLow& low) -> Figure { return low.total.value(); });
  add(
      "  wasted", Zeros::shown,
      [](const NodeState& state) -> Figure { return wasted_ips(*state.node).value(); }, unknown);
  add(
      "Pods without address", Zeros::hidden,
      [](const NodeState& state) -> Figure { return state.node->usage.pods_without_address.value(); },
      unknown);
  add(
      "branch Pods without ENI", Zeros::hidden,
      [](const NodeState& state) -> Figure { return state.node->usage.branch_pods_without_eni.value(); },
      unknown);
  add(
      "seconds to settle", Zeros::hidden,
      [](const NodeState& state) { return seconds_to_settle(*state.node); }, unknown);
  return grid;
}

bool has_two_subnets(const NodePlan& plan) {
  return plan.answer.usage.pod_subnet.total() > IpCount(0);
}

Grid subnets_grid(const NodePlan& plan) {
  const bool prefixes = has_prefixes(plan.answer.usage.mode);
  std::vector<Grid::Column> columns = {{"Subnet"}};
  for (const char* heading : {"Primary", "Assigned", "Warm", "Trunk", "Branch", "Total"}) {
    columns.push_back({heading, Align::right});
  }
  if (prefixes) columns.push_back({"Prefixes", Align::right});
  Grid grid(std::move(columns));
  const auto add = [&](std::string name, const SubnetShare& share) {
    std::vector<std::string> row = {std::move(name)};
    for (const IpCount ips : {share.primary, share.assigned, share.cooling + share.warm, share.trunk,
                              share.branch, share.total()}) {
      row.push_back(number(ips));
    }
    if (prefixes) row.push_back(fmt::format("{}", share.prefixes));
    grid.add_row(std::move(row));
  };
  add("the node's own", plan.answer.usage.node_subnet);
  add(plan.question.setup.cni.custom_networking ? "the ENIConfig's" : "tagged for the CNI",
      plan.answer.usage.pod_subnet);
  return grid;
}

std::vector<std::string> chance_texts(const NodePlan& plan) {
  std::vector<std::string> texts;
  if (plan.range) {
    if (const std::string range = range_text(*plan.range); !range.empty()) {
      texts.push_back(fmt::format("On the way up: {}.", range));
    }
  }
  if (plan.down) {
    if (const std::string range = range_text(plan.down->range); !range.empty()) {
      texts.push_back(fmt::format("Down to {}: {}.", counted(plan.down->pods), range));
    }
  }
  if (!texts.empty()) {
    std::string why =
        plan.question.setup.os == NodeOs::windows
            ? "A prefix goes when its last Pod has gone, and nothing determines which Pods leave."
            : "Go iterates over ipamd's maps in random order, so which address a Pod gets, and which ENI "
              "shrinks, is not determined, nor which Pods leave.";
    why += " The figures above are those of the tidiest order; none leads out of these bounds.";
    texts.push_back(std::move(why));
  }
  return texts;
}

Grid calls_grid(std::span<const NodeState> states) {
  std::vector<NamedCalls> columns;
  for (const NodeState& state : states) {
    if (const auto calls = calls_to_settle(*state.node)) columns.push_back({state.name, *calls});
  }
  return grid_of(columns);
}

Grid hourly_calls_grid(std::span<const NodeState> states) {
  std::vector<NamedCalls> columns;
  for (const NodeState& state : states) {
    if (state.node->calls_per_hour.total() > 0) columns.push_back({state.name, state.node->calls_per_hour});
  }
  return grid_of(columns);
}

std::string no_calls_text(const NodePlan& plan) {
  if (!is_windows(plan.answer.usage.mode)) return "";
  return "The VPC resource controller makes them for all Windows nodes together; they are not counted here.";
}

std::vector<std::string> start_texts(const NodePlan& plan) {
  const NodeIpUsage& usage = plan.answer.usage;
  if (is_windows(usage.mode)) return {};
  if (!usage.settles) return {"There is no such time: a pool that never settles makes no last call."};
  std::vector<std::string> texts;
  if (plan.start.alone_ms == 0) {
    texts.emplace_back("Alone the node makes all its calls when it starts.");
  } else {
    texts.push_back(fmt::format("Alone, its Pods all at once, the node makes its last call after {}.{}",
                                duration_text(plan.start.alone_ms), floor_text(plan.start)));
  }
  if (plan.fleet) {
    const FleetStart& start = plan.fleet->start;
    texts.push_back(
        fmt::format("Of {} that start together the first is ready after {}, the last after {}.{}",
                    counted(plan.fleet->nodes), duration_text(start.first_ms), duration_text(start.last_ms),
                    start.bucket.empty() ? " No request limit of EC2's holds them up." : floor_text(start)));
  }
  return texts;
}

}  // namespace cniplan::report
