#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "planner/spec/cluster_spec.hpp"

namespace cniplan {

/// The bytes behind a text in base64 (RFC 4648, section 4; blanks and line ends between are skipped). Nothing when it
/// is none.
[[nodiscard]] std::optional<std::string> decode_base64(std::string_view text);

/// What the user data of an EC2 instance tells kubelet about max Pods: nodeadm's NodeConfig (kubelet's own
/// value before the expression), also as a part of a MIME message; kubelet's flag --max-pods in a script, as
/// bootstrap.sh of Amazon Linux 2 and EKS-Bootstrap.ps1 of Windows hand it on; `max-pods` in Bottlerocket's
/// settings. Lines of comment tell nothing. Nothing when it tells nothing. Source: awslabs/amazon-eks-ami
/// nodeadm/api/v1alpha1 and internal/api, doc/usage/al2.md; bottlerocket-os/bottlerocket README.md,
/// settings.kubernetes.max-pods; RFC 2046, section 5.1.
[[nodiscard]] std::optional<MaxPodsSpec> user_data_max_pods(std::string_view text);

}  // namespace cniplan
