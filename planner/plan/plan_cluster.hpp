#pragma once

#include <optional>

#include "planner/capacity/prefix_supply.hpp"
#include "planner/core/calendar_date.hpp"
#include "planner/findings/baseline.hpp"
#include "planner/model/cluster_model.hpp"
#include "planner/plan/cluster_plan.hpp"

namespace cniplan {

/// What a plan works out beside itself.
struct PlanOptions {
  bool derivations = true;           ///< how every headline figure came about
  bool charts = false;               ///< what its report draws
  std::optional<Sampling> sampling;  ///< simulate how prefixes fare among single addresses that come in any order
  std::optional<CalendarDate> today;   ///< decides which acceptances of the policy have expired
  const Baseline* baseline = nullptr;  ///< findings that are known; null: none
};

/// What a cluster takes of each subnet, against what is there, in the scenarios of the policy; how far it can grow, and
/// when it has grown too large. See planned_scenarios() for the scenarios, fleet_in() for nodes and Pods, NodeDemand and
/// fixed_demand() for addresses, exhaustions() and subnet_growth().
/// Per node: the closed forms of node_ip_usage(). Pods go over a group's nodes as evenly as integers allow, nodes over its
/// zones likewise, the first ones taking what is left over. Of several instance types the lowest max Pods binds, and the
/// one that takes most addresses counts. Of a subnet's /28 blocks those that can be had at best count; the chance to have
/// them is told beside, single addresses coming first, each set of places as likely as the others.
/// Findings are what the policy makes of them (apply_policy()), those of the baseline known; the verdict counts open errors.
/// Cannot fail: what does not fit is a finding.
[[nodiscard]] ClusterPlan plan_cluster(const ClusterModel& model, const PlanOptions& options = {});

}  // namespace cniplan
