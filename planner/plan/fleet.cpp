#include "planner/plan/fleet.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <numeric>

#include "planner/core/ensure.hpp"
#include "planner/core/proportion.hpp"

namespace cniplan {
namespace {

/// Shares `total` out in proportion to the weights: no share above its weight as long as the total is not above their
/// sum; shares add up to the total. Largest remainders first, earlier ones before later ones.
std::vector<std::int64_t> in_proportion(std::int64_t total, const std::vector<std::int64_t>& weights) {
  const std::int64_t sum = std::accumulate(weights.begin(), weights.end(), std::int64_t{0});
  std::vector<std::int64_t> shares(weights.size());
  if (sum == 0) return shares;
  struct Remainder {
    std::int64_t size;
    std::size_t index;
  };
  std::vector<Remainder> remainders;
  std::int64_t shared = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    shares[i] = proportion(total, weights[i], sum);
    remainders.push_back(
        {static_cast<std::int64_t>(static_cast<Wide>(total) * weights[i] - static_cast<Wide>(shares[i]) * sum), i});
    shared += shares[i];
  }
  std::ranges::stable_sort(remainders, std::greater{}, &Remainder::size);
  for (std::size_t i = 0; shared < total; ++i, ++shared) ++shares[remainders[i].index];
  return shares;
}

/// The nodes that an amount in a spec means.
std::int64_t amount_of(const Amount& amount, std::int64_t own) {
  if (const auto* number = std::get_if<std::int64_t>(&amount)) return *number;
  return scaled_up(own, std::get<Share>(amount));
}

constexpr std::int64_t kNoLimit = std::numeric_limits<std::int64_t>::max();

/// What the nodes of one group still have for Pods to come, all together.
struct Room {
  bool all_counted = false;  // a number of Pods a node is given, and what would be placed is in it
  std::int64_t nodes = 0;
  std::int64_t pods = 0;         // under max Pods
  std::int64_t branch_enis = 0;
  std::int64_t cpu_millis = kNoLimit;
  std::int64_t memory_bytes = kNoLimit;

  struct Fit {
    std::int64_t pods;
    NodeResource limit;
  };
  /// How many Pods of a workload fit, and what stops the next one.
  [[nodiscard]] Fit for_pods_of(const WorkloadModel& workload) const {
    if (nodes == 0) return {0, NodeResource::nodes};
    Fit fit{pods, NodeResource::max_pods};
    const auto at_most = [&](std::int64_t most, NodeResource resource) {
      if (most < fit.pods) fit = {most, resource};
    };
    if (workload.pod_eni) at_most(branch_enis, NodeResource::branch_enis);
    // A Pod stands on one node: what several nodes have left over does not add up.
    const auto of_nodes = [&](std::int64_t all, std::int64_t request) {
      return all == kNoLimit || request == 0 ? kNoLimit : std::max<std::int64_t>(0, all / nodes / request) * nodes;
    };
    at_most(of_nodes(cpu_millis, workload.cpu_millis), NodeResource::cpu);
    at_most(of_nodes(memory_bytes, workload.memory_bytes), NodeResource::memory);
    return fit;
  }

  void take(const WorkloadModel& workload, std::int64_t count) {
    pods -= count;
    if (workload.pod_eni) branch_enis -= count;
    if (cpu_millis != kNoLimit) cpu_millis -= count * workload.cpu_millis;
    if (memory_bytes != kNoLimit) memory_bytes -= count * workload.memory_bytes;
  }
};

class Placer {
 public:
  Placer(const ClusterModel& model, const ScenarioModel& scenario, const std::vector<GroupMaxPods>& max_pods,
         std::optional<ZoneIndex> lost_zone)
      : model_(model), scenario_(scenario), max_pods_(max_pods), lost_zone_(lost_zone) {}

  Fleet run() {
    for (std::size_t i = 0; i < model_.node_groups.size(); ++i) add_group(i);
    if (scenario_.kind == ScenarioKind::cold_start) return std::move(fleet_);
    for (const WorkloadModel& workload : model_.workloads) place(workload);
    for (std::size_t i = 0; i < model_.node_groups.size(); ++i) scale_placed(i);
    if (scenario_.kind == ScenarioKind::full) {
      for (std::size_t i = 0; i < model_.node_groups.size(); ++i) fill(i);
    }
    return std::move(fleet_);
  }

 private:
  [[nodiscard]] bool at_most() const {
    return scenario_.kind == ScenarioKind::max || scenario_.kind == ScenarioKind::full;
  }

  [[nodiscard]] const ScenarioGroupModel* own_of(std::size_t index) const {
    return scenario_.node_groups.empty() ? nullptr : &scenario_.node_groups[index];
  }

  [[nodiscard]] NodeCount nodes_of(std::size_t index) const {
    const NodeGroupModel& group = model_.node_groups[index];
    const bool lost = lost_zone_ && !group.placements.empty() &&
                      std::ranges::all_of(group.placements, [&](const Placement& p) { return p.zone == *lost_zone_; });
    if (lost) return NodeCount(0);
    const std::int64_t own = (at_most() ? group.nodes.max : group.nodes.desired).value();
    const ScenarioGroupModel* const given = own_of(index);
    return NodeCount(given != nullptr && given->nodes ? amount_of(*given->nodes, own) : scaled_up(own, scenario_.nodes));
  }

  void add_group(std::size_t index) {
    const NodeGroupModel& group = model_.node_groups[index];
    const NodeCount nodes = nodes_of(index);
    const PodCount full = full_node(max_pods_[index], group.host_network_pods);
    PodCount per_node = group.daemon_pods;
    bool all_counted = false;  // what is placed on the nodes is in the number already
    if (group.full_nodes || group.pods_per_node) {
      per_node = group.pods_per_node.value_or(full);
      all_counted = true;
      const ScenarioGroupModel* const given = own_of(index);
      const Amount amount = given != nullptr && given->pods_per_node ? *given->pods_per_node : Amount(scenario_.pods);
      per_node = PodCount(amount_of(amount, per_node.value()));
      if (group.full_nodes) per_node = std::min(per_node, full);
    } else if (const ScenarioGroupModel* const given = own_of(index); given != nullptr && given->pods_per_node) {
      if (const auto* number = std::get_if<std::int64_t>(&*given->pods_per_node)) {
        per_node = PodCount(*number);
        all_counted = true;
      }
    }
    if (scenario_.kind == ScenarioKind::cold_start) per_node = PodCount(0);
    fleet_.groups.push_back({.nodes = nodes, .pods = per_node * nodes.value()});

    const PodCount left = max_pods_[index].value - group.host_network_pods - per_node;
    Room room{.all_counted = all_counted,
              .nodes = nodes.value(),
              .pods = std::max<std::int64_t>(0, left.value()) * nodes.value()};
    std::int64_t branch_enis = group.types.empty() ? 0 : group.types.front().branch_enis;
    for (const InstanceType& type : group.types) {
      branch_enis = std::min<std::int64_t>(branch_enis, type.branch_enis);
      const Allocatable node = allocatable_of(type, max_pods_[index].value);
      if (node.cpu_millis) room.cpu_millis = std::min(room.cpu_millis, *node.cpu_millis * nodes.value());
      if (node.memory_bytes) room.memory_bytes = std::min(room.memory_bytes, *node.memory_bytes * nodes.value());
    }
    room.branch_enis = branch_enis * nodes.value();
    room_.push_back(room);
  }

  void place(const WorkloadModel& workload) {
    const std::int64_t replicas = (at_most() ? workload.replicas.max : workload.replicas.desired).value();
    const std::int64_t wanted = scaled_up(replicas, workload.addon ? Share::from_percent(100) : scenario_.pods);
    std::vector<NodeGroupIndex> groups;
    std::ranges::copy_if(workload.node_groups, std::back_inserter(groups),
                         [&](NodeGroupIndex group) { return !room_[group].all_counted; });
    if (groups.empty()) return;
    std::vector<std::int64_t> weights;
    Room::Fit largest{0, NodeResource::nodes};
    std::int64_t most_nodes = 0;
    for (const NodeGroupIndex group : groups) {
      const Room::Fit fit = room_[group].for_pods_of(workload);
      weights.push_back(fit.pods);
      if (room_[group].nodes <= most_nodes) continue;
      most_nodes = room_[group].nodes;
      largest = fit;
    }
    const std::int64_t room = std::accumulate(weights.begin(), weights.end(), std::int64_t{0});
    const std::int64_t placed = std::min(wanted, room);
    const auto shares = in_proportion(placed, weights);
    for (std::size_t i = 0; i < shares.size(); ++i) {
      const NodeGroupIndex group = groups[i];
      room_[group].take(workload, shares[i]);
      if (workload.pod_eni) {
        fleet_.groups[group].branch_pods += PodCount(shares[i]);
      } else if (!workload.host_network) {
        fleet_.groups[group].pods += PodCount(shares[i]);
      }
    }
    if (placed < wanted) {
      fleet_.unplaced.push_back({.workload = workload.name,
                                 .pods = PodCount(wanted - placed),
                                 .lacks = largest.limit,
                                 .node_groups = std::move(groups),
                                 .location = workload.location});
    }
  }

  /// A share of what is placed on a group, where the user wants another one for it.
  void scale_placed(std::size_t index) {
    const NodeGroupModel& group = model_.node_groups[index];
    const ScenarioGroupModel* const given = own_of(index);
    if (given == nullptr || !given->pods_per_node || group.pods_per_node || group.full_nodes) return;
    const auto* share = std::get_if<Share>(&*given->pods_per_node);
    if (share == nullptr) return;
    GroupLoad& load = fleet_.groups[index];
    load.pods = PodCount(scaled_up(load.pods.value(), *share));
  }

  /// Every node takes Pods until max Pods or its addresses are used up. Branch Pods have addresses of their own and count
  /// under max Pods; a node with one of them less than the fullest is one Pod short of full.
  void fill(std::size_t index) {
    const NodeGroupModel& group = model_.node_groups[index];
    GroupLoad& load = fleet_.groups[index];
    if (load.nodes == NodeCount(0) || group.manager == NodeManager::hybrid) return;
    const std::int64_t nodes = load.nodes.value();
    const PodCount branch(ceil_div(load.branch_pods.value(), nodes));
    load.pods = std::max(load.pods, full_node(max_pods_[index], group.host_network_pods + branch) * nodes);
  }

  const ClusterModel& model_;
  const ScenarioModel& scenario_;
  const std::vector<GroupMaxPods>& max_pods_;
  std::optional<ZoneIndex> lost_zone_;
  Fleet fleet_;
  std::vector<Room> room_;  // by group
};

}  // namespace

Fleet fleet_in(const ClusterModel& model, const ScenarioModel& scenario, const std::vector<GroupMaxPods>& max_pods,
               std::optional<ZoneIndex> lost_zone) {
  return Placer(model, scenario, max_pods, lost_zone).run();
}

std::int64_t scaled_up(std::int64_t count, Share share) {
  if (share == Share::from_percent(100)) return count;
  const Wide scaled = static_cast<Wide>(count) * share.basis_points();
  return static_cast<std::int64_t>((scaled + Share::kWhole - 1) / Share::kWhole);
}

PodCount full_node(const GroupMaxPods& max_pods, PodCount host_network_pods) {
  const PodCount room = std::max(PodCount(0), max_pods.value - host_network_pods);
  return max_pods.pod_ips ? std::min(room, PodCount(max_pods.pod_ips->value())) : room;
}

Allocatable allocatable_of(const InstanceType& type, PodCount max_pods) {
  Allocatable node;
  if (type.vcpus) {
    // In hundredths of a thousandth of a core, so that a quarter of a percent of one is whole.
    const std::int64_t vcpus = *type.vcpus;
    const auto cores = [&](std::int64_t first, std::int64_t end) {
      return std::max<std::int64_t>(0, std::min(vcpus, end) - first);
    };
    const std::int64_t reserved = cores(0, 1) * 6'000 + cores(1, 2) * 1'000 + cores(2, 4) * 500 +
                                  cores(4, std::numeric_limits<std::int64_t>::max()) * 250;
    node.cpu_millis = vcpus * 1'000 - reserved / 100;
  }
  if (type.memory_mib) {
    constexpr std::int64_t kMebibyte = 1'048'576;
    constexpr std::int64_t kEvictionMebibytes = 100;
    const std::int64_t reserved = 11 * max_pods.value() + 255 + kEvictionMebibytes;
    node.memory_bytes = std::max<std::int64_t>(0, *type.memory_mib - reserved) * kMebibyte;
  }
  return node;
}

void NodeRuns::add(const NodeRun& run) {
  if (run.nodes == NodeCount(0)) return;
  ensure(size_ < kMost, "a node group has no more runs of equal nodes");
  runs_[size_++] = run;
}

NodeRuns spread(const GroupLoad& load) {
  NodeRuns runs;
  const std::int64_t nodes = load.nodes.value();
  if (nodes == 0) return runs;
  const std::int64_t pods = load.pods.value() / nodes;
  const std::int64_t more_pods = load.pods.value() % nodes;
  const std::int64_t branch_pods = load.branch_pods.value() / nodes;
  const std::int64_t more_branch_pods = load.branch_pods.value() % nodes;
  std::int64_t from = 0;
  for (const std::int64_t to : {std::min(more_pods, more_branch_pods), std::max(more_pods, more_branch_pods), nodes}) {
    if (to == from) continue;
    runs.add({.from = from,
              .nodes = NodeCount(to - from),
              .pods = PodCount(pods + (from < more_pods ? 1 : 0)),
              .branch_pods = PodCount(branch_pods + (from < more_branch_pods ? 1 : 0))});
    from = to;
  }
  return runs;
}

NodeCount nodes_at(NodeCount from, NodeCount count, std::size_t place, std::size_t places) {
  const auto n = static_cast<std::int64_t>(places);
  const auto before = [&](std::int64_t end) { return (end + n - 1 - static_cast<std::int64_t>(place)) / n; };
  return NodeCount(before(from.value() + count.value()) - before(from.value()));
}

}  // namespace cniplan
