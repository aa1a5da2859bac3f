#pragma once

#include <array>
#include <cstddef>
#include <iterator>
#include <string_view>

#include "planner/spec/cluster_spec.hpp"

namespace cniplan {

/// The words of our own format, each list in the order of its enumerators. data/schema/spec.schema.json has the same.
inline constexpr std::array<std::string_view, 4> kPlatformWords = {"eks", "eks-auto", "eks-anywhere", "eks-distro"};
inline constexpr std::array<std::string_view, 2> kIpFamilyWords = {"ipv4", "ipv6"};
inline constexpr std::array<std::string_view, 6> kSubnetUseWords = {"controlPlane", "nodes",   "loadBalancers",
                                                                    "pods",         "fargate", "cni"};
inline constexpr std::array<std::string_view, 2> kReservationTypeWords = {"prefix", "explicit"};
inline constexpr std::array<std::string_view, 5> kManagerWords = {"managed", "self-managed", "karpenter", "auto",
                                                                  "hybrid"};
inline constexpr std::array<std::string_view, 3> kOsWords = {"linux", "bottlerocket", "windows"};
inline constexpr std::array<std::string_view, 2> kUpdateStrategyWords = {"default", "minimal"};
inline constexpr std::array<std::string_view, 2> kLoadBalancerTypeWords = {"alb", "nlb"};
inline constexpr std::array<std::string_view, 7> kEndpointTypeWords = {
    "interface-endpoint", "nat-gateway", "transit-gateway", "efs", "lambda", "rds", "other"};
inline constexpr std::array<std::string_view, 4> kRuleSeverityWords = {"error", "warning", "info", "off"};
inline constexpr std::array<std::string_view, 5> kCniModeWords = {
    "secondary-ip", "secondary-ip+custom-networking", "prefix-delegation", "prefix-delegation+custom-networking",
    "ipv6"};
inline constexpr std::array<std::string_view, 9> kObjectiveWords = {
    "addresses", "steady-addresses", "waste", "price", "ready", "calls", "nodes", "nau", "space"};
inline constexpr auto kScenarioWords = [] {
  std::array<std::string_view, std::size(kScenarioKinds)> words;
  for (std::size_t i = 0; i < words.size(); ++i) words[i] = to_string(kScenarioKinds[i]);
  return words;
}();

/// The word of an enumerator.
template <class Enum, std::size_t size>
[[nodiscard]] constexpr std::string_view word(const std::array<std::string_view, size>& words, Enum value) {
  return words[static_cast<std::size_t>(value)];
}

}  // namespace cniplan
