#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "planner/core/count.hpp"
#include "planner/core/share.hpp"
#include "planner/findings/finding.hpp"
#include "planner/net/cidr.hpp"
#include "planner/plan/cluster_plan.hpp"
#include "planner/plan/derivation.hpp"

namespace cniplan {

/// In which order subnets take their places; see lay_out().
enum class LayoutOrder { best_fit, in_order, eksctl };

/// How single addresses are thought to scatter over the /28 blocks of a subnet that gives out prefixes too; see
/// PrefixSupply.
enum class Fragmentation {
  expected,  ///< all prefixes can be had with the chance of rule subnet.prefixes-unlikely
  worst,     ///< every single address breaks a block of its own
  best,      ///< none breaks more than it must: what a CIDR reservation sees to
};

/// Whether subnets of one use have one size in every zone, or each the smallest that does.
enum class ZoneSizes { equal, exact };

[[nodiscard]] std::string_view to_string(LayoutOrder order);
[[nodiscard]] std::string_view to_string(Fragmentation fragmentation);
[[nodiscard]] std::string_view to_string(ZoneSizes sizes);

/// Why a subnet is not one prefix length longer.
enum class SizeCause {
  addresses,         ///< its share used would reach the policy's
  prefixes,          ///< whole /28 blocks would lack, whatever the places of single addresses
  prefix_chance,     ///< they would lack with the fragmentation that is planned for
  single_addresses,  ///< too few would be left outside of the prefix reservation
  load_balancers,    ///< what AWS asks of a subnet of load balancers
  control_plane,     ///< what EKS asks of a subnet of the control plane
  growth,            ///< the share would be reached as Pods grow
  most_nodes,        ///< the node groups could not grow to their most nodes
  zones,             ///< a subnet of the same use in another zone needs it
  layout,            ///< eksctl's blocks are of one size
  smallest,          ///< AWS makes no smaller subnet
};
[[nodiscard]] std::string_view to_string(SizeCause cause);

struct SizeReason {
  SizeCause cause = SizeCause::smallest;
  std::size_t scenario = 0;  ///< index into SizeResult::scenarios; of causes that have one
  std::string variant;
};

struct SizedSubnet {
  std::string label;
  std::string az;
  std::string uses;    ///< "nodes, load balancers"
  bool given = false;  ///< it had a CIDR, which stays
  std::optional<int> prefix_length;  ///< none: not even the largest subnet would do
  std::optional<Cidr> cidr;          ///< none: there is no room for it
  std::optional<IpCount> usable;     ///< size less the five that AWS reserves
  std::vector<Cidr> reservations;    ///< to be made, of type prefix
  SizeReason reason;                 ///< of those that had no CIDR
  IpCount demand;                    ///< in the scenario that is worst for it
  PrefixCount prefixes;              ///< whole /28 blocks among them
  std::size_t scenario = 0;          ///< that scenario
  std::string variant;
};

/// Something to change so that it fits, with what it comes to; computed by sizing it.
struct WayOut {
  std::string change;  ///< "WARM_IP_TARGET=2 with MINIMUM_IP_TARGET=56"
  bool fits = false;   ///< everything has a place then, without a finding above info
  IpCount demand;      ///< of all subnets in the scenario in which it is largest
  IpCount space;       ///< the sizes of the subnets to create, together
  NodeCount nodes;     ///< in that scenario
};

/// The subnets to create.
struct SizeResult {
  std::string name;
  CniConfig cni;
  std::vector<std::string> scenarios;
  std::vector<ScenarioKind> scenario_kinds;  ///< of each
  std::vector<Cidr> vpc_cidrs;
  std::vector<Cidr> exclude;
  LayoutOrder layout = LayoutOrder::best_fit;
  Fragmentation fragmentation = Fragmentation::expected;
  ZoneSizes zone_sizes = ZoneSizes::equal;
  Share warn_at;
  std::vector<SizedSubnet> subnets;  ///< in the order of the spec
  std::vector<Cidr> free;            ///< of the VPC, when all are placed that can be
  IpCount demand;                    ///< of all subnets, in the scenario in which it is largest
  NodeCount nodes;                   ///< in that scenario
  IpCount space;                     ///< the sizes of the subnets to create, together
  /// The smallest VPC that has room for its share of them: for all in the first of the VPC's CIDRs. Empty: the others hold
  /// everything, it holds more than these subnets, or something does not fit.
  std::optional<Cidr> least_vpc;
  bool fits = true;                  ///< every subnet has a place
  IpCount lacking;                   ///< the sizes of those without one
  /// What the subnets would come to with CIDR reservations in place of chance (Fragmentation::best), where that is less.
  std::optional<IpCount> space_with_reservations;
  std::string verdict;               ///< in one sentence
  std::optional<ClusterPlan> plan;   ///< of the result; empty when it does not fit
  std::vector<Finding> findings;     ///< the plan's, or why it does not fit
  std::vector<WayOut> ways_out;      ///< when it does not fit: those that fit first, then those that take least
  std::vector<Derivation> derivations;
};

/// "az-loss without eu-west-1a": a scenario of the result in one of its variants.
[[nodiscard]] std::string scenario_text(const SizeResult& result, std::size_t scenario, std::string_view variant);

}  // namespace cniplan
