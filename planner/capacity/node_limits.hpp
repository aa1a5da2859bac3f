#pragma once

#include <cstdint>

#include "planner/catalog/instance_type.hpp"

namespace cniplan {

/// What an instance type lets a node hold, as far as ipamd and the VPC resource controller look at it.
struct NodeLimits {
  std::int64_t enis = 1;          ///< of the default network card
  std::int64_t ipv4_per_eni = 1;  ///< addresses of one ENI, the primary one included
  std::int64_t branch_enis = 0;   ///< of the trunk
  std::int64_t network_cards = 1;
  bool prefix_delegation = false;  ///< Nitro or bare metal
  bool trunking = false;           ///< the resource controller attaches a trunk
  bool keeps_trunk_slot =
      false;  ///< ipamd keeps a slot for it: it can trunk, or the controller's table lacks it

  /// Slots of an ENI: a slot holds one secondary address, or one /28.
  [[nodiscard]] constexpr std::int64_t slots_per_eni() const { return ipv4_per_eni - 1; }

  friend bool operator==(const NodeLimits&, const NodeLimits&) = default;
};

/// The limits of a type of the catalog.
[[nodiscard]] NodeLimits limits_of(const InstanceType& type);

}  // namespace cniplan
