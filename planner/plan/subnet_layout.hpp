#pragma once

#include <optional>
#include <vector>

#include "planner/core/count.hpp"
#include "planner/net/cidr.hpp"
#include "planner/plan/size_result.hpp"

namespace cniplan {

/// A block to find a place for.
struct WantedBlock {
  int prefix_length = 28;
  /// Which of the space's CIDRs it may come from, by index, what is preferred first; empty: any, in their order.
  std::vector<std::size_t> from{};
};

struct SubnetLayoutRequest {
  std::vector<Cidr> space;  ///< of the VPC, in order; disjoint
  std::vector<Cidr> taken;  ///< what stays as it is or must not be used: subnets that exist, networks of others
  std::vector<WantedBlock> wanted;
  LayoutOrder order = LayoutOrder::best_fit;
};

struct SubnetLayout {
  std::vector<std::optional<Cidr>> places;  ///< one per wanted block; none: there is no room for it
  std::vector<Cidr> free;                   ///< what is left, as the fewest blocks, in order
  IpCount lacking;                          ///< the addresses of the blocks without a place
};

/// Where blocks go in a VPC. Nothing overlaps what is taken; every place is aligned to its size.
///   best_fit  largest first, equal ones in their order, each into the smallest free block that holds it (the lowest of
///             equals): as sizes are powers of two, what finds no place this way finds none in any order, if blocks
///             may come from anywhere; large free blocks stay whole
///   in_order  in the order given, each at the first fitting place behind the one before
///   eksctl    the first CIDR cut into equal blocks, 8 for up to 8 wanted, else 16, given out in order; a block that is
///             too small, or touches what is taken, is no place, and beyond 16 there is none
/// Sources: hashicorp/terraform-cidr-subnets (in_order); eksctl-io/eksctl pkg/vpc/vpc.go, SetSubnets (eksctl).
[[nodiscard]] SubnetLayout lay_out(const SubnetLayoutRequest& request);

}  // namespace cniplan
