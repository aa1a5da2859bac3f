#pragma once

#include <optional>
#include <string>
#include <vector>

#include "planner/model/cluster_model.hpp"
#include "planner/plan/demand.hpp"
#include "planner/plan/fleet.hpp"

namespace cniplan {

/// One way in which a scenario can come: of `az_loss` which zone is lost. Every other scenario has one, without a name.
/// (The copies of `blue_green` are variants too, one per node group; they have the same fleet.)
struct ScenarioVariant {
  std::string name;
  std::optional<ZoneIndex> lost_zone;
  Fleet fleet;  ///< before an update or a second copy adds nodes
};

struct PlannedScenario {
  ScenarioModel scenario;
  std::vector<ScenarioVariant> variants;  ///< at least one
};

/// The scenarios of the policy that can be planned, in its order:
///   rolling_update        every group at the worst moment of its update, all at once; see updated_group()
///   az_loss               each zone in turn in which nodes stand or Fargate Pods run; only where there are two
///   blue_green            each group in turn has a second copy, with the same Pods
///   control_plane_update  EKS wants free addresses in every cluster subnet; see fixed_demand()
/// The others are what fleet_in() says. `steady`, when no other is left.
[[nodiscard]] std::vector<PlannedScenario> planned_scenarios(const ClusterModel& model,
                                                             const std::vector<GroupMaxPods>& max_pods);

/// The zones of `az_loss`; fewer than two: no loss of one can be survived.
[[nodiscard]] std::vector<ZoneIndex> zones_with_nodes(const ClusterModel& model);

/// The nodes of a group in a scenario with that load.
struct GroupState {
  NodeCount nodes;
  NodeCount extra;
  GroupRuns runs;
};
[[nodiscard]] GroupState group_state(const NodeDemand& demand, NodeGroupIndex group, ScenarioKind kind,
                                     const GroupLoad& load, std::optional<ZoneIndex> lost_zone);

/// A load of `nodes` nodes that are as full as those of `base`, Pods rounded down; nothing of a base without nodes.
[[nodiscard]] GroupLoad in_proportion(const GroupLoad& base, NodeCount nodes);

/// The worst that a scenario asks of each subnet, and the cluster in the variant in which it is fullest.
struct ScenarioOutcome {
  std::vector<SubnetDemand> demand;   ///< of each subnet, in the variant that is worst for it
  std::vector<std::string> variant;   ///< that variant, by subnet
  std::string fullest_variant;
  std::optional<NodeGroupIndex> copied;  ///< of blue_green, the group that has two copies in that variant
  SubnetDemand total;                 ///< of all subnets in the variant in which the fullest subnet is fullest
  std::vector<GroupLoad> loads;       ///< of each group, in that variant
  std::vector<GroupState> groups;
  NodeCount nodes;
  PodCount pods;
};
[[nodiscard]] ScenarioOutcome outcome_of(const NodeDemand& demand, const PlannedScenario& planned);

/// How badly a subnet is off: first what it lacks, then what it holds.
struct SubnetStress {
  IpCount lacking;  ///< addresses, those of whole blocks with them
  IpCount total;
  IpCount usable;

  [[nodiscard]] bool worse_than(const SubnetStress& other) const;
};
[[nodiscard]] SubnetStress stress_of(const SubnetRoom& room, const SubnetTotal& total);

}  // namespace cniplan
