#pragma once

#include <vector>

#include "planner/catalog/catalog.hpp"
#include "planner/model/cluster_model.hpp"
#include "planner/plan/size_result.hpp"

namespace cniplan {

/// A cluster whose subnets have no CIDR yet, or some of which have none.
struct SizeRequest {
  ClusterModel model;
  std::vector<Cidr> exclude;  ///< of the VPC, not to be used
  LayoutOrder layout = LayoutOrder::best_fit;
  Fragmentation fragmentation = Fragmentation::expected;
  ZoneSizes zone_sizes = ZoneSizes::equal;
};

/// The smallest legal subnets (/28 to /16) that hold every scenario of the policy, and their places in the VPC's CIDRs. A
/// subnet is large enough when plan_cluster() has nothing to say of it above info:
///   used, also after the growth     below the policy's warnAt
///   whole /28 blocks                all that the nodes want, with the fragmentation asked for
///   load balancers                  8 addresses free or theirs; with an ALB at least a /27
///   control plane                   6 addresses free or its own, 16 where others use the subnet too
///   the node groups' most nodes     fit in every scenario
/// and one prefix length longer is not. Where single addresses can break too many blocks, a CIDR reservation for the
/// prefixes is proposed, at the end of the subnet; what is left over is shared in proportion.
/// Subnets that have a CIDR stay as they are, and so do their neighbours' places when one is added. Pod subnets of custom
/// networking prefer CIDRs of 100.64.0.0/10, the others avoid them. What takes no size and what finds no place is a
/// result: SizeResult::lacking, findings. Source of the ALB's size:
/// docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html.
/// Cannot fail.
[[nodiscard]] SizeResult size_subnets(const SizeRequest& request);

/// What could be changed where a result does not fit, each sized in its turn; see WayOut. Other instance types are of the
/// catalog, with the same vCPUs and at least the memory. Empty for a result that fits.
[[nodiscard]] std::vector<WayOut> ways_out(const SizeRequest& request, const Catalog& catalog);

}  // namespace cniplan
