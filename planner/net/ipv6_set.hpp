#pragma once

#include "planner/net/address_set.hpp"

namespace cniplan {

using Ipv6Set = AddressSet<Ipv6Traits>;

}  // namespace cniplan
