#pragma once

#include <vector>

#include "planner/core/diagnostic.hpp"
#include "planner/core/result.hpp"
#include "planner/importers/document.hpp"
#include "planner/inventory/pod_network.hpp"

namespace cniplan {

/// What "aws ec2 describe-subnets" says is free in each subnet: AvailableIpAddressCount, with the subnet's id
/// and network. Subnets without an IPv4 network have no room of that kind and are left out. `document` is
/// such an output, see is_describe_subnets(). Errors, all in one run: no id, network or number, values that
/// are none. Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Subnet.html
[[nodiscard]] Result<std::vector<KnownSubnetRoom>, Diagnostics> read_subnet_rooms(
    const DocumentNode& document);

}  // namespace cniplan
