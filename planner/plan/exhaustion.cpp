#include "planner/plan/exhaustion.hpp"

#include <algorithm>
#include <numeric>

#include "planner/core/proportion.hpp"
#include "planner/plan/demand.hpp"

namespace cniplan {
namespace {

struct Shortage {
  SubnetIndex subnet;
  Resource resource;
};

class Growth {
 public:
  Growth(const ClusterModel& model, const Fleet& steady, const std::vector<GroupMaxPods>& max_pods)
      : model_(model), steady_(steady), max_pods_(max_pods), fixed_(fixed_demand(model, ScenarioName::steady)) {
    for (const GroupFleet& group : steady.groups) {
      weights_.push_back(group.nodes.value());
      total_ += group.nodes.value();
    }
  }

  [[nodiscard]] std::int64_t total() const { return total_; }

  /// The fleet of so many nodes.
  [[nodiscard]] Fleet fleet_of(std::int64_t nodes) const {
    std::vector<std::int64_t> counts;
    std::int64_t given = 0;
    for (const std::int64_t weight : weights_) {
      // D'Hondt never gives a group less than its exact share rounded down.
      counts.push_back(proportion(nodes, weight, total_));
      given += counts.back();
    }
    give_in_turn(counts, nodes - given);
    Fleet fleet;
    for (std::size_t i = 0; i < counts.size(); ++i) {
      const auto scaled = [&](PodCount pods) {
        if (weights_[i] == 0) return PodCount(0);
        return PodCount(proportion(pods.value(), counts[i], weights_[i]));
      };
      fleet.groups.push_back({.nodes = NodeCount(counts[i]),
                              .pods = scaled(steady_.groups[i].pods),
                              .branch_pods = scaled(steady_.groups[i].branch_pods)});
    }
    return fleet;
  }

  /// The subnet that lacks most for so many nodes, if any does.
  [[nodiscard]] std::optional<Shortage> shortage(std::int64_t nodes) const {
    const auto demand = fleet_demand(model_, fleet_of(nodes), max_pods_);
    std::optional<Shortage> worst;
    std::int64_t most = 0;
    for (SubnetIndex i = 0; i < model_.subnets.size(); ++i) {
      const auto& cidr = model_.subnets[i].cidr;
      if (!cidr) continue;
      SubnetDemand all = fixed_[i];
      for (std::size_t owner = 0; owner < kAddressOwners; ++owner) all.by_owner[owner] += demand[i].by_owner[owner];
      all.prefixes += demand[i].prefixes;
      const std::int64_t ips = (all.total() - usable_ips(*cidr)).value();
      if (ips > most) {
        most = ips;
        worst = Shortage{i, Resource::addresses};
      }
      const std::int64_t prefix_ips = ips_in(missing_prefixes(*cidr, all)).value();
      if (prefix_ips > most) {
        most = prefix_ips;
        worst = Shortage{i, Resource::prefixes};
      }
      const std::int64_t singles = missing_singles(*cidr, model_.subnets[i].prefix_reserved, all).value();
      if (singles > most) {
        most = singles;
        worst = Shortage{i, Resource::single_addresses};
      }
    }
    return worst;
  }

 private:
  /// So many more nodes, each to the group with the smallest (nodes + 1) / weight, the first of equals.
  void give_in_turn(std::vector<std::int64_t>& counts, std::int64_t nodes) const {
    const auto comes_later = [&](std::size_t a, std::size_t b) {
      const Wide of_a = static_cast<Wide>(counts[a] + 1) * weights_[b];
      const Wide of_b = static_cast<Wide>(counts[b] + 1) * weights_[a];
      return of_a > of_b || (of_a == of_b && a > b);
    };
    std::vector<std::size_t> groups;
    for (std::size_t i = 0; i < counts.size(); ++i) {
      if (weights_[i] > 0) groups.push_back(i);
    }
    std::ranges::make_heap(groups, comes_later);
    for (; nodes > 0; --nodes) {
      std::ranges::pop_heap(groups, comes_later);
      ++counts[groups.back()];
      std::ranges::push_heap(groups, comes_later);
    }
  }

  const ClusterModel& model_;
  const Fleet& steady_;
  const std::vector<GroupMaxPods>& max_pods_;
  std::vector<SubnetDemand> fixed_;
  std::vector<std::int64_t> weights_;  // nodes of each group in `steady`
  std::int64_t total_ = 0;
};

}  // namespace

std::optional<Exhaustion> exhaustion(const ClusterModel& model, const Fleet& steady,
                                     const std::vector<GroupMaxPods>& max_pods) {
  const Growth growth(model, steady, max_pods);
  if (growth.total() == 0) return std::nullopt;
  // Every node takes an address at least, so that no fleet above this fits where nodes stand in known subnets.
  constexpr std::int64_t kLargestFleet = std::int64_t{1} << 33;
  std::int64_t too_many = growth.total();
  while (!growth.shortage(too_many)) {
    too_many *= 2;
    if (too_many > kLargestFleet) return std::nullopt;
  }
  std::int64_t fits = 0;
  if (growth.shortage(0)) {
    too_many = 0;
  }
  while (too_many - fits > 1) {
    const std::int64_t middle = fits + (too_many - fits) / 2;
    (growth.shortage(middle) ? too_many : fits) = middle;
  }
  const auto first = growth.shortage(too_many);
  const Fleet largest = growth.fleet_of(fits);
  Exhaustion found{.nodes = NodeCount(fits),
                   .subnet = model.subnets[first->subnet].label,
                   .resource = first->resource};
  for (const GroupFleet& group : largest.groups) {
    found.pods += group.pods + group.branch_pods;
    found.nodes_of_group.push_back(group.nodes);
  }
  return found;
}

}  // namespace cniplan
