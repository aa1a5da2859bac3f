#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "planner/core/diagnostic.hpp"
#include "planner/core/result.hpp"
#include "planner/importers/cni_settings.hpp"
#include "planner/inventory/cluster_inventory.hpp"

namespace cniplan {

/// What KubectlReader takes, for messages about files that are something else.
inline constexpr std::string_view kKubectlFiles = "kubectl get nodes,pods,ds -A -o json";

/// Reads what kubectl prints about a cluster, file after file and piece after piece, into one inventory:
/// Nodes, Pods, ENIConfigs, CNINodes; and the VPC CNI's settings out of the DaemonSet aws-node and the
/// ConfigMap amazon-vpc-cni. Other objects are passed over.
///
/// JSON may be of any length and layout; it is read object by object and checked in full. YAML is read whole,
/// up to 16 MiB. Which of them it is, its first character says. A list's kind stands for the items that have
/// none; where it comes behind them, items that have status.nodeInfo are taken for Nodes, and those with
/// spec.containers for Pods. No message shows a line of a file, which may hold secrets.
class KubectlReader {
 public:
  explicit KubectlReader(ClusterInventory& inventory);
  ~KubectlReader();
  KubectlReader(const KubectlReader&) = delete;
  KubectlReader& operator=(const KubectlReader&) = delete;

  /// What is wrong with this machine's JSON library; empty when all is well.
  [[nodiscard]] static std::string library_fault();

  /// The next file: `source` is its number in Sources, `name` what messages call it.
  void begin(int source, std::string name);
  /// Its next bytes, which must stay until the call returns. False: it is broken, and the rest of it is of no
  /// use.
  bool feed(std::string_view piece);
  /// It is at its end.
  void end();

  /// Everything that is wrong with the files, and warnings; of very many the first ones, and how many more.
  [[nodiscard]] Diagnostics take_diagnostics();

  /// Whether the files hold settings of the VPC CNI.
  [[nodiscard]] bool has_cni_settings() const;
  /// The VPC CNI's settings that the files hold, with warnings; empty when they hold none. Errors are those
  /// of read_cni_settings().
  [[nodiscard]] Result<WithWarnings<std::optional<CniSettings>>, Diagnostics> cni_settings() const;

 private:
  class Reading;
  std::unique_ptr<Reading> reading_;
};

}  // namespace cniplan
