#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace cniplan {

/// The actions of the EC2 API that ipamd, and for trunk and branch ENIs the VPC resource controller, call. In
/// the order of their names, so that lists of them are sorted.
enum class Ec2Action : std::uint8_t {
  assign_ipv6_addresses,
  assign_private_ip_addresses,
  associate_trunk_interface,
  attach_network_interface,
  create_network_interface,
  create_network_interface_permission,
  create_tags,
  delete_network_interface,
  describe_instances,
  describe_network_interfaces,
  describe_subnets,
  detach_network_interface,
  modify_network_interface_attribute,
  unassign_private_ip_addresses,
};
inline constexpr std::size_t kEc2Actions = 14;

/// As AWS spells it, "AssignPrivateIpAddresses".
[[nodiscard]] constexpr std::string_view to_string(Ec2Action action) {
  constexpr std::array<std::string_view, kEc2Actions> kNames = {"AssignIpv6Addresses",
                                                                "AssignPrivateIpAddresses",
                                                                "AssociateTrunkInterface",
                                                                "AttachNetworkInterface",
                                                                "CreateNetworkInterface",
                                                                "CreateNetworkInterfacePermission",
                                                                "CreateTags",
                                                                "DeleteNetworkInterface",
                                                                "DescribeInstances",
                                                                "DescribeNetworkInterfaces",
                                                                "DescribeSubnets",
                                                                "DetachNetworkInterface",
                                                                "ModifyNetworkInterfaceAttribute",
                                                                "UnassignPrivateIpAddresses"};
  return kNames[static_cast<std::size_t>(action)];
}

/// Whether the action only reads.
[[nodiscard]] constexpr bool is_describe(Ec2Action action) {
  return to_string(action).starts_with("Describe");
}

/// How often each action was called; refused calls count, EC2 throttles them as well.
struct Ec2Calls {
  std::array<std::int64_t, kEc2Actions> by_action{};

  [[nodiscard]] constexpr std::int64_t& operator[](Ec2Action action) {
    return by_action[static_cast<std::size_t>(action)];
  }
  [[nodiscard]] constexpr std::int64_t operator[](Ec2Action action) const {
    return by_action[static_cast<std::size_t>(action)];
  }
  [[nodiscard]] constexpr std::int64_t total() const {
    std::int64_t sum = 0;
    for (const std::int64_t calls : by_action) sum += calls;
    return sum;
  }
  /// Those that change something, whose API buckets are the smaller ones.
  [[nodiscard]] constexpr std::int64_t mutating() const {
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < kEc2Actions; ++i)
      sum += is_describe(static_cast<Ec2Action>(i)) ? 0 : by_action[i];
    return sum;
  }

  friend constexpr Ec2Calls operator-(Ec2Calls a, const Ec2Calls& b) {
    for (std::size_t i = 0; i < kEc2Actions; ++i) a.by_action[i] -= b.by_action[i];
    return a;
  }
  friend constexpr bool operator==(const Ec2Calls&, const Ec2Calls&) = default;
};

}  // namespace cniplan
