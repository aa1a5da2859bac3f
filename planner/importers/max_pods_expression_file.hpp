#pragma once

#include <string>
#include <string_view>

#include "planner/core/diagnostic.hpp"
#include "planner/core/result.hpp"

namespace cniplan {

/// The maxPodsExpression that a file holds: the value of that key, wherever it stands in YAML or JSON
/// (nodeadm's NodeConfig, Karpenter's EC2NodeClass with a NodeConfig in its userData) or in a MIME message of
/// user data, or the whole file when it is one plain text. `source` is the text's number in Sources. Errors:
/// the reader's; no expression in the file; several different ones. Source: awslabs/amazon-eks-ami
/// nodeadm/api/v1alpha1/nodeconfig_types.go
[[nodiscard]] Result<std::string, Diagnostics> read_max_pods_expression(std::string_view text, int source);

}  // namespace cniplan
