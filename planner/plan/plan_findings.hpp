#pragma once

#include <vector>

#include "planner/model/cluster_model.hpp"
#include "planner/plan/cluster_plan.hpp"
#include "planner/plan/fleet.hpp"
#include "planner/plan/group_max_pods.hpp"
#include "planner/plan/scenario.hpp"

namespace cniplan {

/// What a plan is made from.
struct PlanInputs {
  const ClusterModel& model;
  const std::vector<GroupMaxPods>& max_pods;    ///< one per node group
  const NodeDemand& demand;
  const std::vector<PlannedScenario>& planned;  ///< one per scenario of the plan
};

/// Everything about a plan that people should know, errors first, then warnings and remarks; within a severity node
/// groups, workloads and subnets in the order of the spec.
[[nodiscard]] std::vector<Finding> plan_findings(const PlanInputs& inputs, const ClusterPlan& plan);

/// The longest prefix length of a subnet (/28 at most, /16 at least) that holds a demand with its usable addresses
/// used up to `most`, and with enough whole /28 blocks; nothing when none does.
[[nodiscard]] std::optional<int> prefix_length_for(const SubnetDemand& demand, Share most);

}  // namespace cniplan
