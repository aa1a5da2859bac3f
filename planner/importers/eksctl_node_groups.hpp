#pragma once

#include <optional>
#include <string>
#include <vector>

#include "planner/catalog/catalog.hpp"
#include "planner/core/diagnostic.hpp"
#include "planner/core/terms.hpp"
#include "planner/importers/document_reader.hpp"
#include "planner/importers/eksctl_network.hpp"
#include "planner/spec/cluster_spec.hpp"

namespace cniplan {

/// Reads the items of nodeGroups (self-managed) and managedNodeGroups with eksctl's defaults.
class EksctlNodeGroups {
 public:
  EksctlNodeGroups(EksctlNetwork& network, const EksctlFacts& facts, const Catalog& catalog, Diagnostics& diagnostics)
      : network_(&network), on_outposts_(facts.on_outposts), catalog_(&catalog), diagnostics_(&diagnostics) {}

  /// One node group; nothing when it is wrong, or on an Outpost, which is not planned (a warning then).
  /// A group whose instance types the file does not name has none, and a warning.
  [[nodiscard]] std::optional<NodeGroupSpec> read(const DocumentNode& node, NodeManager manager);

 private:
  void read_size(MappingReader& reader, NodeGroupSpec& group);
  void read_instance_types(MappingReader& reader, NodeGroupSpec& group);
  void select_instance_types(const DocumentNode& node, const std::string& subject, NodeGroupSpec& group);
  void read_os(MappingReader& reader, NodeGroupSpec& group);
  void read_efa(MappingReader& reader, const NodeGroupSpec& group);
  void read_max_pods(MappingReader& reader, NodeGroupSpec& group);
  void read_update(MappingReader& reader, NodeGroupSpec& group);
  void place(MappingReader& reader, NodeGroupSpec& group);
  void check_keys(const DocumentNode& node, std::string_view subject, std::span<const std::string_view> keys);
  void warn(std::string code, std::string message, std::string way_out, Location at);

  EksctlNetwork* network_;
  bool on_outposts_;
  const Catalog* catalog_;
  Diagnostics* diagnostics_;
  std::vector<std::string> names_;
};

}  // namespace cniplan
