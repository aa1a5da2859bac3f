#pragma once

#include "planner/core/count.hpp"
#include "planner/net/address_set.hpp"

namespace cniplan {

using Ipv4Set = AddressSet<Ipv4Traits>;

/// The aligned /28 blocks that lie wholly in the set.
[[nodiscard]] PrefixCount whole_prefixes(const Ipv4Set& set);

}  // namespace cniplan
