#include "planner/spec/vpc_layout.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>

namespace cniplan {
namespace {

constexpr int kLargestVpcLength = 16;
constexpr int kSmallestVpcLength = 24;
constexpr int kSmallestSubnetLength = 28;
constexpr std::size_t kMostSubnets = 16;

int bits_of_blocks(std::size_t zones, IpFamily ip_family) {
  switch (ip_family) {
    case IpFamily::ipv4:
      return zones * 2 <= 8 ? 3 : 4;
    case IpFamily::ipv6:
      return static_cast<int>(std::bit_width(zones * 2 + 1));
  }
  return 0;
}

bool named_again_later(std::span<const std::string> zones, std::size_t index) {
  return std::ranges::find(zones.subspan(index + 1), zones[index]) != zones.subspan(index + 1).end();
}

}  // namespace

std::vector<std::string> assumed_zones(std::string_view region) {
  const bool two = region == "us-east-1" || region == "us-west-1";
  const std::string prefix = region.empty() ? "zone-" : std::string(region);
  std::vector<std::string> zones{prefix + "a", prefix + "b"};
  if (!two) zones.push_back(prefix + "c");
  return zones;
}

std::string describe(VpcLayoutError error) {
  switch (error) {
    case VpcLayoutError::no_zones:
      return "there is no availability zone to make subnets in";
    case VpcLayoutError::vpc_size:
      return "eksctl makes subnets only in a VPC of /16 to /24";
    case VpcLayoutError::too_many_zones:
      return "eksctl makes at most 16 subnets, a public and a private one in each of 8 zones";
    case VpcLayoutError::blocks_too_small:
      return "the subnets would be smaller than /28, the smallest that AWS allows";
  }
  return {};
}

Result<VpcLayout, VpcLayoutError> default_vpc_layout(const Cidr& vpc, std::span<const std::string> zones,
                                                     IpFamily ip_family) {
  if (zones.empty()) return failure(VpcLayoutError::no_zones);
  if (vpc.prefix_length() < kLargestVpcLength || vpc.prefix_length() > kSmallestVpcLength) {
    return failure(VpcLayoutError::vpc_size);
  }
  if (zones.size() * 2 > kMostSubnets) return failure(VpcLayoutError::too_many_zones);
  const int bits = bits_of_blocks(zones.size(), ip_family);
  const int length = vpc.prefix_length() + bits;
  if (length > kSmallestSubnetLength) return failure(VpcLayoutError::blocks_too_small);

  VpcLayout layout;
  const auto block_size = std::uint32_t{1} << (32 - length);
  for (std::size_t index = 0; index < std::size_t{1} << bits; ++index) {
    const auto offset = static_cast<std::uint32_t>(index) * block_size;
    const auto block = Cidr::containing(Ipv4Address(vpc.network().value() + offset), length);
    const auto zone = index % zones.size();
    if (index >= zones.size() * 2 || named_again_later(zones, zone)) {
      layout.spare.push_back(block);
    } else if (index < zones.size()) {
      layout.public_subnets.push_back({zones[zone], block});
    } else {
      layout.private_subnets.push_back({zones[zone], block});
    }
  }
  return layout;
}

}  // namespace cniplan
