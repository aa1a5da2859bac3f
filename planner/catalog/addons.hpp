#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace cniplan {

/// The nodes that a DaemonSet of an add-on selects by their operating system.
enum class AddonOs : std::uint8_t { linux_nodes, windows_nodes };

/// A Deployment or a DaemonSet that a known add-on runs with its default values. A DaemonSet has no Pods on
/// Fargate. Source and revision of every row: data/addons.csv.
struct AddonWorkload {
  std::string_view addon;
  std::string_view workload;
  std::uint16_t pods_per_cluster = 0;  ///< replicas of a Deployment; 0 for a DaemonSet
  std::uint16_t pods_per_node = 0;     ///< of a DaemonSet; 0 for a Deployment
  AddonOs os = AddonOs::linux_nodes;
  bool host_network = false;
  bool on_auto_mode = true;     ///< whether nodes of EKS Auto Mode have the DaemonSet's Pod
  bool on_hybrid_nodes = true;  ///< whether hybrid nodes have it

  friend bool operator==(const AddonWorkload&, const AddonWorkload&) = default;
};

/// What every known add-on runs, sorted by add-on and then by workload.
[[nodiscard]] std::span<const AddonWorkload> addon_workloads();

/// What that add-on runs; empty when it is not known.
[[nodiscard]] std::span<const AddonWorkload> addon_workloads(std::string_view addon);

}  // namespace cniplan
