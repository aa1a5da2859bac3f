#pragma once

#include <functional>
#include <vector>

#include "planner/catalog/instance_type.hpp"
#include "planner/model/cluster_model.hpp"
#include "planner/plan/compare_result.hpp"

namespace cniplan {

/// What is compared for a cluster's workload: every combination.
struct CompareRequest {
  ClusterModel model;
  std::vector<InstanceType> types;         ///< for the Linux node groups in EC2; empty: those that they have
  std::vector<CniMode> modes;              ///< empty: all
  std::vector<WarmSetting> warm_settings;  ///< empty: default_warm_settings()
  std::vector<Objective> objectives;       ///< empty: kDefaultObjectives
  bool with_current = false;               ///< the cluster as it is takes part
  unsigned threads = 1;                    ///< the result is the same for any number
  /// Called from any thread, one call at a time, with what is done of all.
  std::function<void(std::size_t done, std::size_t all)> progress{};
};

/// The settings that people choose from: the defaults, two spare ENIs or prefixes, and single addresses in some sizes.
[[nodiscard]] std::vector<WarmSetting> default_warm_settings();

/// The workload on other types, in other modes and with other warm pools, and which of these are worth a choice.
///
/// The workload is the Pods that the node groups carry now: their workloads', or nodes * Pods a node where that is given.
/// Each alternative has the fewest nodes that carry it in `steady`, and in `max` as their most: under the max Pods that
/// AWS recommends for the type and mode (or the number that the input gives), the addresses of its ENIs, and Pods' CPU
/// and memory requests; several node groups grow in proportion. Windows and hybrid node groups stay as they are.
///
///   addresses   what plan_cluster() counts, all subnets together
///   ready       max over actions of (calls - bucket) / refill, and of a node alone: a lower bound, see bucket_loads()
///   price       (nodes' prices per hour + 0.10 USD for the cluster) * 730
///   subnets     the longest prefix length below the policy's warnAt with whole /28 blocks at best, see prefix_length_for();
///               `size` says what a choice takes in the end
///
/// An alternative whose objectives are not all known is left out, and so is one that aws-node refuses, or in which no Pod
/// finds an address. Of those with equal objectives the first in order stands for all. IPv6 is chosen when a cluster is made
/// and takes next to nothing: it has a front of its own, and is recommended only where nothing else is compared. Recommended is the one on the front whose worst
/// objective is fewest times the best there is of it, small differences left aside.
/// Cannot fail. Sources: docs.aws.amazon.com/eks/latest/userguide/choosing-instance-type.html;
/// aws.amazon.com/eks/pricing (0.10 USD per cluster and hour).
[[nodiscard]] CompareResult compare(const CompareRequest& request);

}  // namespace cniplan
