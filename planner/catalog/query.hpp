#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "planner/catalog/catalog.hpp"
#include "planner/core/count.hpp"

namespace cniplan {

/// Pods that the type's ENIs address with one secondary IP each and the VPC CNI's defaults, the value that AWS
/// publishes per type: enis * (ipv4_per_eni - 1) + 2. The 2 are Pods on the host network (aws-node, kube-proxy).
/// Source: aws/amazon-vpc-cni-k8s scripts/gen_vpc_ip_limits.go, misc/eni-max-pods.txt.
[[nodiscard]] PodCount published_max_pods(const InstanceType& type);

/// Published max Pods per USD and hour, in hundredths, rounded half up; nothing when the price is unknown.
[[nodiscard]] std::optional<std::int64_t> pods_per_usd_hundredths(const InstanceType& type);

/// Memory in hundredths of a GiB, rounded half up; nothing when it is unknown.
[[nodiscard]] std::optional<std::int64_t> memory_gib_hundredths(const InstanceType& type);

/// Bounds, both inclusive; one that is not set does not bind.
struct Bounds {
  std::optional<std::int64_t> least;
  std::optional<std::int64_t> most;

  [[nodiscard]] bool set() const { return least || most; }
  [[nodiscard]] bool hold(std::int64_t value) const { return (!least || value >= *least) && (!most || value <= *most); }
};

/// Which types are wanted. What is not set does not matter. An unknown value satisfies nothing that is set.
struct InstanceFilter {
  std::vector<std::string> families;  ///< any of them
  std::optional<Architecture> arch;
  Bounds vcpus;
  Bounds memory_mib;
  Bounds enis;
  Bounds ipv4_per_eni;
  Bounds max_pods;  ///< as published_max_pods() has it
  Bounds price_micro_usd_hour;
  bool only_nitro = false;     ///< built on the Nitro System, bare metal included: an ENI can hold prefixes
  bool only_trunking = false;
  bool only_gpu = false;
};

enum class InstanceColumn {
  type,
  arch,
  vcpus,
  memory,
  gpus,
  hypervisor,
  enis,
  ipv4_per_eni,
  max_pods,
  branch_enis,
  network_cards,
  price,
  pods_per_usd,
};

/// The columns' names as --sort takes them, in the order of the enumeration.
inline constexpr std::array<std::string_view, 13> kInstanceColumns = {
    "type",     "arch",        "vcpus",         "memory", "gpus",        "hypervisor", "enis", "ipv4-per-eni",
    "max-pods", "branch-enis", "network-cards", "price",  "pods-per-usd"};

enum class SortDirection { ascending, descending };

struct InstanceQuery {
  InstanceFilter filter;
  InstanceColumn sort = InstanceColumn::type;
  SortDirection direction = SortDirection::ascending;
  std::optional<std::size_t> limit;  ///< at most so many, the first of the order
};

/// The answer of `cniplan instances`.
struct InstanceList {
  std::string_view catalog_date;
  std::size_t overlaid_types = 0;
  std::vector<InstanceType> types;             ///< sorted, limited
  std::size_t matching = 0;                    ///< how many there are without the limit
  std::vector<InstanceTypeName> unknown_left;  ///< left out only because a value that a bound asks for is unknown
};

/// Filters, sorts and limits types. Unknown values come last in either direction; equals are in natural order.
[[nodiscard]] InstanceList list_instances(const Catalog& catalog, const std::vector<const InstanceType*>& types,
                                          const InstanceQuery& query);

/// "amd64", "arm64", "unknown".
[[nodiscard]] std::string_view to_string(Architecture arch);
/// "nitro", "xen", "unknown".
[[nodiscard]] std::string_view to_string(Hypervisor hypervisor);

}  // namespace cniplan
