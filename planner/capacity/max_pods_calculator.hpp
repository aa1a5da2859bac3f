#pragma once

#include <optional>

#include "planner/capacity/cni_version.hpp"
#include "planner/catalog/instance_type.hpp"
#include "planner/core/count.hpp"
#include "planner/core/diagnostic.hpp"
#include "planner/core/result.hpp"

namespace cniplan {

/// What AWS's removed max-pods-calculator.sh was given, beside the instance type.
struct CalculatorInput {
  CniVersion cni_version;
  bool prefix_delegation = false;
  bool custom_networking = false;
  bool show_max_allowed = false;     ///< without the ceiling of 110 or 250
  std::optional<EniCount> max_enis;  ///< the script took it as it came: 0 is no ENI, not "no limit"
};

/// The number that the script printed for valid input, with a warning where a node would do otherwise:
///   (min(enis, max_enis) - custom networking) * (ipv4_per_eni - 1) [* 16] + 2
/// and at most 110 up to 30 vCPUs, 250 above. The script prefixed only types whose hypervisor is nitro, so never bare
/// metal, from CNI 1.9 on. An error where it printed a negative number, and where the vCPUs decide but are unknown.
/// Source: awslabs/amazon-eks-ami templates/al2/runtime/max-pods-calculator.sh, b2289030^.
[[nodiscard]] Result<WithWarnings<PodCount>, Diagnostic> calculator_max_pods(const InstanceType& type,
                                                                             const CalculatorInput& input);

}  // namespace cniplan
