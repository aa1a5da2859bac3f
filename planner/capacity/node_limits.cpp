#include "planner/capacity/node_limits.hpp"

#include "planner/capacity/trunk_table.hpp"

namespace cniplan {

NodeLimits limits_of(const InstanceType& type) {
  return {.enis = type.enis,
          .ipv4_per_eni = type.ipv4_per_eni,
          .branch_enis = type.branch_enis,
          .network_cards = type.network_cards,
          .prefix_delegation = type.supports_prefix_delegation(),
          .trunking = type.trunking,
          .keeps_trunk_slot = type.trunking || !trunk_table_has(type.name.view())};
}

}  // namespace cniplan
