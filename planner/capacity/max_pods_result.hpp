#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "planner/capacity/max_pods.hpp"
#include "planner/capacity/max_pods_expression.hpp"
#include "planner/catalog/instance_type.hpp"
#include "planner/core/diagnostic.hpp"

namespace cniplan {

/// One instance type of a result.
struct MaxPodsRow {
  InstanceTypeName instance_type;
  std::optional<std::int32_t> vcpus;
  MaxPods figures;
};

/// The lowest value of a group, and the type whose it is: the first of those that have it.
struct LowestPods {
  PodCount value;
  InstanceTypeName instance_type;
};

/// Several types as one node group: the smallest value applies to every node, whatever its type. An empty one is
/// unknown, or, of max_pods, no limit.
/// Source: https://docs.aws.amazon.com/eks/latest/userguide/create-managed-node-group.html
struct MaxPodsGroup {
  std::optional<LowestPods> max_pods;
  std::optional<LowestPods> recommended_max_pods;
  std::optional<LowestPods> default_max_pods;
  std::optional<LowestPods> expression_max_pods;
};

/// Which catalog the figures come from.
struct CatalogVersion {
  std::string version;  ///< of the program, which has the table compiled in
  std::string date;     ///< of the table's newest source
  std::size_t overlaid_types = 0;
};

/// The answer of `cniplan max-pods`.
struct MaxPodsResult {
  CatalogVersion catalog;
  MaxPodsSettings settings;
  std::optional<std::string> expression;
  std::vector<MaxPodsRow> types;  ///< in the order given
  std::optional<MaxPodsGroup> group;
};

/// The ways to give Pods addresses.
enum class CniMode : std::uint8_t {
  secondary_ip,                         ///< an address of the node's subnet each
  secondary_ip_custom_networking,       ///< an address of a subnet of their own each (ENIConfig)
  prefix_delegation,                    ///< from /28 prefixes of the node's subnet
  prefix_delegation_custom_networking,  ///< from prefixes of the subnet of their own
  ipv6,                                 ///< an IPv6 address; nodes keep one of IPv4
};
inline constexpr std::array<CniMode, 5> kCniModes = {
    CniMode::secondary_ip, CniMode::secondary_ip_custom_networking, CniMode::prefix_delegation,
    CniMode::prefix_delegation_custom_networking, CniMode::ipv6};
/// Those in which addresses bound the Pods of a node, the first of the modes.
inline constexpr std::size_t kIpv4CniModes = 4;

/// The stable word, "prefix-delegation+custom-networking".
[[nodiscard]] std::string_view to_string(CniMode mode);

/// One instance type in every mode.
struct MaxPodsModesRow {
  InstanceTypeName instance_type;
  std::uint16_t enis = 0;
  std::uint16_t ipv4_per_eni = 0;
  std::array<MaxPodsInBrief, kIpv4CniModes> modes;  ///< in the order of CniMode
};

/// The answer of `cniplan max-pods --every-mode`: a row for each type, worked out when it is read, as the whole
/// catalog's would fill more memory than their text. The types must outlive it.
class MaxPodsModesResult {
 public:
  MaxPodsModesResult(CatalogVersion catalog, const MaxPodsSettings& settings, std::vector<const InstanceType*> types);

  [[nodiscard]] const CatalogVersion& catalog() const { return catalog_; }
  /// Those that every mode shares; the two that make the mode say nothing.
  [[nodiscard]] const MaxPodsSettings& settings() const { return modes_.front(); }
  [[nodiscard]] std::size_t size() const { return types_.size(); }
  [[nodiscard]] MaxPodsModesRow row(std::size_t index) const;

 private:
  CatalogVersion catalog_;
  std::array<MaxPodsSettings, kIpv4CniModes> modes_;
  std::vector<const InstanceType*> types_;
};

/// Max Pods of each type; an error for each type for which the expression has no usable value.
[[nodiscard]] Result<std::vector<MaxPodsRow>, Diagnostics> max_pods_of(std::span<const InstanceType* const> types,
                                                                       const MaxPodsSettings& settings,
                                                                       const CompiledMaxPodsExpression* expression);

/// The smallest values over the types. A value that is unknown is above 110, so it matters only if all known ones are.
[[nodiscard]] MaxPodsGroup group_of(std::span<const MaxPodsRow> rows);

/// One warning for each kind of remark, naming the first types that it concerns and how many more there are.
[[nodiscard]] Diagnostics remarks_of(std::span<const MaxPodsRow> rows);
[[nodiscard]] Diagnostics remarks_of(const MaxPodsModesResult& result);

}  // namespace cniplan
