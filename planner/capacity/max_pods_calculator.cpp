#include "planner/capacity/max_pods_calculator.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "planner/capacity/max_pods.hpp"
#include "planner/core/format.hpp"

namespace cniplan {
namespace {

Diagnostic warning(std::string code, const InstanceType& type, std::string_view what, std::string way_out) {
  return {fmt::format("max-pods.{}", code), Severity::warning, fmt::format("{}: {}", type.name.view(), what),
          std::move(way_out)};
}

/// Whether the script counted prefixes; where it did not, though asked, a warning says so.
bool counts_prefixes(const InstanceType& type, const CalculatorInput& input, Diagnostics& warnings) {
  if (!input.prefix_delegation) return false;
  if (type.hypervisor == Hypervisor::nitro && input.cni_version >= kPrefixDelegationSince) return true;
  if (!type.supports_prefix_delegation()) {
    warnings.push_back(warning("prefixes-need-nitro", type,
                               "prefix delegation needs a Nitro type; this is the value of secondary IP mode", ""));
  } else if (input.cni_version < kPrefixDelegationSince) {
    warnings.push_back(warning(
        "prefixes-need-newer-cni", type,
        fmt::format("VPC CNI {} has no prefix delegation; this is the value of secondary IP mode", to_string(input.cni_version)),
        fmt::format("upgrade to {} or later", to_string(kPrefixDelegationSince))));
  } else if (input.cni_version < kBareMetalPrefixDelegationSince) {
    warnings.push_back(warning(
        "prefixes-need-newer-cni-on-bare-metal", type,
        fmt::format("VPC CNI {} has no prefix delegation on bare metal; this is the value of secondary IP mode",
                    to_string(input.cni_version)),
        fmt::format("upgrade to {} or later", to_string(kBareMetalPrefixDelegationSince))));
  } else {
    warnings.push_back(warning("calculator-bare-metal", type,
                               "AWS's script counts no prefixes on bare metal, but the VPC CNI assigns them there",
                               fmt::format("the node's own value: cniplan max-pods {} --prefix-delegation",
                                           type.name.view())));
  }
  return false;
}

}  // namespace

Result<WithWarnings<PodCount>, Diagnostic> calculator_max_pods(const InstanceType& type, const CalculatorInput& input) {
  WithWarnings<PodCount> answer;
  EniCount enis(type.enis);
  if (input.max_enis) {
    enis = std::min(enis, *input.max_enis);
    if (*input.max_enis == EniCount(0) && !input.custom_networking) {
      answer.warnings.push_back(warning("calculator-max-eni-0", type,
                                        "AWS's script counts no ENI with --cni-max-eni 0, but the VPC CNI takes MAX_ENI=0 "
                                        "as no limit",
                                        "leave the option out"));
    }
  }
  if (input.custom_networking) enis -= EniCount(1);
  if (enis < EniCount(0)) {
    return failure(Diagnostic{"max-pods.no-eni-left", Severity::error,
                              fmt::format("{}: --cni-max-eni {} leaves no ENI to custom networking", type.name.view(),
                                          *input.max_enis),
                              "give at least 2: the primary ENI takes no Pods"});
  }
  if (enis == EniCount(0) && input.custom_networking) {
    answer.warnings.push_back(warning("no-eni-left", type,
                                      "custom networking takes the only ENI, so no Pod gets an address: the 2 are "
                                      "host-network Pods",
                                      "allow at least 2 ENIs"));
  }
  const bool prefixes = counts_prefixes(type, input, answer.warnings);
  const std::int64_t slots = std::max(type.ipv4_per_eni - 1, 0);
  answer.value = PodCount(enis.value() * slots * (prefixes ? kIpsPerPrefix : 1)) + kHostNetworkPods;
  if (input.show_max_allowed) return answer;
  const auto cap = pod_cap(type);
  if (!cap && answer.value > kPodCapFewVcpus) {
    return failure(Diagnostic{"max-pods.unknown-vcpus", Severity::error,
                              fmt::format("{}: its vCPUs are unknown, and decide between 110 and {} Pods",
                                          type.name.view(), std::min(answer.value, kPodCapManyVcpus)),
                              "--show-max-allowed prints the value without that ceiling"});
  }
  if (cap) answer.value = std::min(answer.value, *cap);
  return answer;
}

}  // namespace cniplan
