#pragma once

#include <optional>
#include <string>

#include "planner/catalog/catalog.hpp"
#include "planner/catalog/instance_type.hpp"
#include "planner/core/count.hpp"
#include "planner/core/result.hpp"
#include "planner/core/terms.hpp"
#include "planner/model/cni_config.hpp"
#include "planner/spec/node_line.hpp"

namespace cniplan {

/// One node that a line asks about, with everything decided that the line and the catalog decide.
struct NodeModel {
  InstanceType type;  ///< of the catalog, with the limits of the line in their place
  NodeOs os = NodeOs::linux;
  CniConfig cni;
  std::optional<CniRefusal>
      refused;  ///< aws-node does not start with the environment; `cni` is then not filled
  PodCount pods;
  PodCount branch_pods;
  std::optional<PodCount> max_pods;
  EniCount unmanaged_enis;
  std::optional<IpCount> subnet_free;  ///< in the node's own subnet
  std::optional<PrefixCount> subnet_free_prefixes;
  std::optional<PodCount> down_to;  ///< at most `pods`
};

/// Decides what a line leaves open: os is linux, limits are the catalog's, the environment is laid over the
/// published manifest, the counts are none. The error is a sentence with its way out: an unknown type without
/// limits, an unknown os, more Pods down than up.
[[nodiscard]] Result<NodeModel, std::string> resolve(const NodeLine& line, const Catalog& catalog);

}  // namespace cniplan
