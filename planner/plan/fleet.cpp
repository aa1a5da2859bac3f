#include "planner/plan/fleet.hpp"

#include <algorithm>
#include <numeric>

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

class Placer {
 public:
  Placer(const ClusterModel& model, ScenarioName scenario, const std::vector<GroupMaxPods>& max_pods)
      : model_(model), scenario_(scenario), max_pods_(max_pods) {}

  Fleet run() {
    for (std::size_t i = 0; i < model_.node_groups.size(); ++i) add_group(i);
    for (const WorkloadModel& workload : model_.workloads) place(workload);
    return std::move(fleet_);
  }

 private:
  void add_group(std::size_t index) {
    const NodeGroupModel& group = model_.node_groups[index];
    const NodeCount nodes = scenario_ == ScenarioName::max ? group.nodes.max : group.nodes.desired;
    const PodCount room_per_node = max_pods_[index].value - group.host_network_pods;
    PodCount per_node = group.daemon_pods;
    if (group.pods_per_node) per_node = *group.pods_per_node;
    if (group.full_nodes) per_node = full_node(max_pods_[index], group.host_network_pods);
    fleet_.groups.push_back({.nodes = nodes, .pods = per_node * nodes.value()});
    const PodCount room = (room_per_node - per_node) * nodes.value();
    room_.push_back(std::max(room.value(), std::int64_t{0}));
    std::int64_t branch_enis = group.types.empty() ? 0 : group.types.front().branch_enis;
    for (const InstanceType& type : group.types) branch_enis = std::min<std::int64_t>(branch_enis, type.branch_enis);
    branch_room_.push_back(branch_enis * nodes.value());
  }

  void place(const WorkloadModel& workload) {
    const PodCount wanted = scenario_ == ScenarioName::max ? workload.replicas.max : workload.replicas.desired;
    std::vector<std::int64_t> weights;
    for (const NodeGroupIndex group : workload.node_groups) {
      weights.push_back(workload.pod_eni ? std::min(room_[group], branch_room_[group]) : room_[group]);
    }
    const std::int64_t room = std::accumulate(weights.begin(), weights.end(), std::int64_t{0});
    const std::int64_t placed = std::min(wanted.value(), room);
    const auto shares = in_proportion(placed, weights);
    for (std::size_t i = 0; i < shares.size(); ++i) {
      const NodeGroupIndex group = workload.node_groups[i];
      room_[group] -= shares[i];
      if (workload.pod_eni) {
        branch_room_[group] -= shares[i];
        fleet_.groups[group].branch_pods += PodCount(shares[i]);
      } else if (!workload.host_network) {
        fleet_.groups[group].pods += PodCount(shares[i]);
      }
    }
    if (placed < wanted.value()) {
      fleet_.unplaced.push_back({workload.name, wanted - PodCount(placed), workload.location});
    }
  }

  const ClusterModel& model_;
  ScenarioName scenario_;
  const std::vector<GroupMaxPods>& max_pods_;
  Fleet fleet_;
  std::vector<std::int64_t> room_;         // Pods that still find room under max Pods, by group
  std::vector<std::int64_t> branch_room_;  // branch Pods that still find a branch ENI, by group
};

}  // namespace

Fleet fleet_in(const ClusterModel& model, ScenarioName scenario, const std::vector<GroupMaxPods>& max_pods) {
  return Placer(model, scenario, max_pods).run();
}

PodCount full_node(const GroupMaxPods& max_pods, PodCount host_network_pods) {
  const PodCount room = std::max(PodCount(0), max_pods.value - host_network_pods);
  return max_pods.pod_ips ? std::min(room, PodCount(max_pods.pod_ips->value())) : room;
}

std::vector<NodesAlike> spread(const GroupFleet& group) {
  const std::int64_t nodes = group.nodes.value();
  if (nodes == 0) return {};
  const std::int64_t more_pods = group.pods.value() % nodes;
  const std::int64_t more_branch_pods = group.branch_pods.value() % nodes;
  std::vector<NodesAlike> runs;
  std::int64_t from = 0;
  for (const std::int64_t to : {std::min(more_pods, more_branch_pods), std::max(more_pods, more_branch_pods), nodes}) {
    if (to == from) continue;
    runs.push_back({.nodes = NodeCount(to - from),
                    .pods = PodCount(group.pods.value() / nodes + (from < more_pods ? 1 : 0)),
                    .branch_pods = PodCount(group.branch_pods.value() / nodes + (from < more_branch_pods ? 1 : 0))});
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
