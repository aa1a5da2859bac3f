#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "planner/core/field_change.hpp"
#include "planner/core/share.hpp"
#include "planner/plan/cluster_plan.hpp"
#include "planner/plan/diff_result.hpp"
#include "planner/plan/plan_summary.hpp"

namespace cniplan {

/// What of a plan is compared: what its JSON holds of the same figures. `catalog_date` is that of the instance types.
/// Cannot fail.
[[nodiscard]] PlanSummary summary_of(const ClusterPlan& plan, std::string_view catalog_date);

/// What changed from one plan to another.
///   subnets      belong together by id, then by name
///   findings     by rule and subject, as in a Baseline: another message is a change
///   all others   by name; where several have one, the first with the first
/// A subnet weighs by how far its worst share moved, then by the addresses that it gives more or fewer in the scenario
/// in which that is most; what is in one plan only counts as 0 in the other. Node groups weigh by addresses in their
/// worst scenario, then by their most nodes. Equal weights stand by name.
///
/// `spec_changes` are the fields in which the specs of both differ (see spec_changes()), nothing when one of the plans
/// is a stored result; the input changes are then what results record: decided settings, scenarios, and of subnets and
/// node groups what no plan works out. Cannot fail.
[[nodiscard]] PlanDiff diff_plans(const PlanSummary& before, const PlanSummary& after,
                                  std::optional<std::vector<FieldChange>> spec_changes = std::nullopt);

/// What is worse than before:
///   - the cluster, a scenario that both plans have, or a subnet in such a scenario fitted and does not fit now;
///   - a subnet's worst share (SubnetDiff) rises by more than `allowed`, a share of its usable addresses: of a subnet
///     that both plans have and whose size is known;
///   - an open finding of severity error appeared, or one became so.
/// In this order, and each in that of the diff.
[[nodiscard]] RegressionCheck regressions(const PlanDiff& diff, Share allowed);

}  // namespace cniplan
