#pragma once

#include <vector>

#include "planner/core/field_change.hpp"
#include "planner/spec/cluster_spec.hpp"

namespace cniplan {

/// The fields in which two specs differ, in the order of our own format, by their paths in it:
/// "nodeGroups[web].nodes.max: 60 -> 80", "cni.env.WARM_IP_TARGET: (none) -> 5".
///   mappings  key by key; a key that only one of them has has its fields listed
///   things    subnets, node groups and their like belong together by id, then by name, id, CIDR or rule; one that only
///             one spec has is one change, with all that is said of it: "nodeGroups[gpu]: (none) -> {...}". Where the
///             order of those that both have differs, that is a change of the list, as order decides who is first.
///   words     a list of words is one value
/// Left out is what plans do not read: the alternatives that `compare` looks at. Values that mean the same and are
/// written otherwise are told apart, places are not.
[[nodiscard]] std::vector<FieldChange> spec_changes(const ClusterSpec& before, const ClusterSpec& after);

}  // namespace cniplan
