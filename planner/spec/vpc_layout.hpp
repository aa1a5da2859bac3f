#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "planner/core/result.hpp"
#include "planner/core/terms.hpp"
#include "planner/net/cidr.hpp"

namespace cniplan {

/// The VPC that eksctl makes when none is given: 192.168.0.0/16.
/// Source: eksctl-io/eksctl pkg/apis/eksctl.io/v1alpha5/vpc.go, DefaultCIDR.
inline constexpr Cidr kDefaultVpcCidr = Cidr::containing(Ipv4Address(0xC0A80000), 16);

/// The zones a layout is made for when nobody names any. eksctl picks them at random among those of the
/// region: three, but two in us-east-1, and never more than there are (us-west-1 shows an account only two).
/// We take the first letters, so that the same input gives the same plan; an empty region gives "zone-a" and
/// so on. Source: eksctl-io/eksctl pkg/az/az.go, GetAvailabilityZones and randomSelectionOfZones;
/// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-regions-availability-zones.html (us-west-1).
[[nodiscard]] std::vector<std::string> assumed_zones(std::string_view region);

/// The block of one subnet.
struct ZoneBlock {
  std::string az;
  Cidr cidr;

  friend bool operator==(const ZoneBlock&, const ZoneBlock&) = default;
};

/// A VPC cut into equal blocks: one public and one private subnet a zone, in the order of the zones, and the
/// blocks that stay free.
struct VpcLayout {
  std::vector<ZoneBlock> public_subnets;
  std::vector<ZoneBlock> private_subnets;
  std::vector<Cidr> spare;
};

enum class VpcLayoutError {
  no_zones,
  vpc_size,          ///< the VPC is not /16 to /24
  too_many_zones,    ///< more than 16 subnets
  blocks_too_small,  ///< a block would be smaller than /28
};

/// The sentence for an error, without a subject.
[[nodiscard]] std::string describe(VpcLayoutError error);

/// The subnets that eksctl makes in a VPC of its own. With n zones (a local zone is one) there are 2n
/// subnets:
///   IPv4: up to 8 subnets, 8 blocks (prefix length + 3); up to 16 subnets, 16 blocks (+ 4)
///   IPv6: the largest blocks of which 2n + 2 fit
/// Blocks go to the public subnets of the zones first, then to the private ones. A zone named twice keeps the
/// later of its blocks; the earlier one stays spare.
/// Errors: see VpcLayoutError.
/// Source: eksctl-io/eksctl pkg/vpc/vpc.go, SetSubnets and getSubnetNetworkSize; for IPv6
/// pkg/cfn/builder/vpc_ipv6.go, CreateTemplate, and vpc.go, calculateDesiredMask.
[[nodiscard]] Result<VpcLayout, VpcLayoutError> default_vpc_layout(const Cidr& vpc,
                                                                   std::span<const std::string> zones,
                                                                   IpFamily ip_family);

}  // namespace cniplan
