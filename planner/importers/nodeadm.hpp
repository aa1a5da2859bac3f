#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "planner/core/diagnostic.hpp"
#include "planner/core/result.hpp"
#include "planner/importers/document.hpp"
#include "planner/importers/importer.hpp"
#include "planner/spec/cluster_spec.hpp"

namespace cniplan {

/// The max Pods that a NodeConfig of nodeadm asks for: spec.kubelet.config.maxPods, or else the flag --max-pods of
/// spec.kubelet.flags, which kubelet takes over its file, or else spec.kubelet.maxPodsExpression. Errors are noted.
/// Source: awslabs/amazon-eks-ami nodeadm/api/v1alpha1/nodeconfig_types.go at 81fec2e.
[[nodiscard]] Given<MaxPodsSpec> max_pods_of_node_config(const DocumentNode& document, Diagnostics& diagnostics);

/// The same of user data, in which NodeConfigs stand as parts of a MIME message, or alone. Nothing when there is none, or
/// when it does not read: what it is else, a script say, is not looked at.
[[nodiscard]] std::optional<MaxPodsSpec> max_pods_of_user_data(std::string_view user_data);

/// Of a file of user data in MIME the NodeConfigs, as documents whose lines stand where they stood; all other lines are
/// empty. Nothing when it is none; an empty text when no NodeConfig is in it.
[[nodiscard]] std::optional<std::string> node_configs_of_mime(std::string_view text);

/// A NodeConfig as a document of its own. Which nodes boot with it is in no file: it sets the max Pods of the only Linux
/// node group that could be meant, and is a warning where there are several or none.
[[nodiscard]] Result<PartialSpec, Diagnostics> read_node_config(const ImporterInput& input);

}  // namespace cniplan
