#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>

namespace cniplan {

enum class Hypervisor : std::uint8_t { unknown, nitro, xen };
enum class Architecture : std::uint8_t { unknown, amd64, arm64 };

/// The name of an instance type, held in place so that a table of types is one constant block of memory.
class InstanceTypeName {
 public:
  static constexpr std::size_t kCapacity = 31;

  constexpr InstanceTypeName() = default;
  /// Nothing when the text is longer than kCapacity (EC2's longest is 20).
  [[nodiscard]] static constexpr std::optional<InstanceTypeName> make(std::string_view text) {
    if (text.size() > kCapacity) return std::nullopt;
    InstanceTypeName name;
    for (std::size_t i = 0; i < text.size(); ++i) name.text_[i] = text[i];
    name.size_ = static_cast<std::uint8_t>(text.size());
    return name;
  }

  [[nodiscard]] constexpr std::string_view view() const { return {text_.data(), size_}; }

  friend constexpr bool operator==(const InstanceTypeName& a, const InstanceTypeName& b) {
    return a.view() == b.view();
  }
  friend constexpr auto operator<=>(const InstanceTypeName& a, const InstanceTypeName& b) {
    return a.view() <=> b.view();
  }

 private:
  std::array<char, kCapacity> text_{};
  std::uint8_t size_ = 0;
};

/// What the planner knows of an EC2 instance type. An empty optional is "unknown", never 0.
/// Source and date of every value: data/README.md.
struct InstanceType {
  InstanceTypeName name;
  Architecture arch = Architecture::unknown;
  Hypervisor hypervisor = Hypervisor::unknown;
  bool bare_metal = false;
  bool trunking = false;            ///< can have a trunk ENI (security groups for Pods)
  std::uint16_t branch_enis = 0;    ///< branch ENIs of that trunk
  std::uint16_t enis = 0;           ///< ENIs of the default network card; the VPC CNI uses no other
  std::uint16_t ipv4_per_eni = 0;   ///< IPv4 addresses of one ENI, the primary one included
  std::uint16_t network_cards = 1;
  std::uint16_t all_cards_enis = 0;  ///< ENIs over all network cards
  std::uint16_t gpus = 0;
  std::uint32_t natural_order = 0;  ///< rank in natural order: family, then size from nano to metal
  std::optional<std::int32_t> vcpus;
  std::optional<std::int64_t> memory_mib;
  std::optional<std::int64_t> price_micro_usd_hour;  ///< Linux on demand, us-east-1, millionths of a USD

  friend bool operator==(const InstanceType&, const InstanceType&) = default;

  /// The part of the name before the dot, "m6i".
  [[nodiscard]] constexpr std::string_view family() const { return name.view().substr(0, name.view().find('.')); }

  /// Whether an ENI of this type can hold /28 prefixes: Nitro, or bare metal.
  /// Source: aws/amazon-vpc-cni-k8s pkg/awsutils/awsutils.go, IsPrefixDelegationSupported.
  [[nodiscard]] constexpr bool supports_prefix_delegation() const {
    return hypervisor == Hypervisor::nitro || bare_metal;
  }
};

}  // namespace cniplan
