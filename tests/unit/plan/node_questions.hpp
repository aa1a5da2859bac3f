#pragma once

#include <algorithm>
#include <sstream>
#include <string>
#include <string_view>

#include "planner/model/cni_config.hpp"
#include "planner/model/windows_ipam.hpp"
#include "planner/plan/node_plan.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/random.hpp"

namespace cniplan::test {

inline constexpr NodeLimits kM5Large{.enis = 3,
                                     .ipv4_per_eni = 10,
                                     .branch_enis = 9,
                                     .prefix_delegation = true,
                                     .trunking = true,
                                     .keeps_trunk_slot = true};
/// Neither Nitro nor able to trunk.
inline constexpr NodeLimits kM4Large{.enis = 2, .ipv4_per_eni = 10};
/// A type that the resource controller's table lacks.
inline constexpr NodeLimits kUnlisted{
    .enis = 4, .ipv4_per_eni = 15, .prefix_delegation = true, .keeps_trunk_slot = true};
/// With four network cards.
inline constexpr NodeLimits kFourCards{
    .enis = 4, .ipv4_per_eni = 50, .network_cards = 4, .prefix_delegation = true};

/// What is asked of a node, in words: "WARM_IP_TARGET=2 ENABLE_POD_ENI=true", for Windows the ConfigMap's
/// entries.
struct Asked {
  NodeLimits limits = kM5Large;
  std::string settings;
  std::int64_t pods = 0;
  std::int64_t max_pods = 29;
  std::int64_t branch_pods = 0;
  NodeOs os = NodeOs::linux;
  IpFamily ip_family = IpFamily::ipv4;
};

inline NodeQuestion question(const Asked& asked) {
  NodeQuestion question{.type = "m5.large"};
  question.setup.limits = asked.limits;
  question.setup.os = asked.os;
  question.setup.load = {.pods = PodCount(asked.pods),
                         .branch_pods = PodCount(asked.branch_pods),
                         .max_pods = PodCount(asked.max_pods)};
  std::vector<EnvSpec> given;
  std::istringstream words{asked.settings};
  for (std::string word; words >> word;) {
    const auto equals = word.find('=');
    given.push_back({.name = {word.substr(0, equals)}, .value = {word.substr(equals + 1)}});
    question.given.push_back(word.substr(0, equals));
  }
  if (asked.os == NodeOs::windows) {
    question.setup.cni.windows = make_windows_ipam(given).value;
  } else {
    const auto made = make_cni_config(given, asked.ip_family);
    REQUIRE(made.has_value());
    question.setup.cni = made->value;
  }
  return question;
}

/// Any question that aws-node would start with, in an empty world or a full one.
inline NodeQuestion random_question(Random& random) {
  NodeQuestion question{.type = "m5.large"};
  NodeSetup& setup = question.setup;
  const auto below = [&](std::uint64_t end) { return static_cast<std::int64_t>(random.below(end)); };
  const auto chance = [&](std::uint64_t one_in) { return random.below(one_in) == 0; };
  setup.limits = {.enis = 1 + below(5),
                  .ipv4_per_eni = 2 + below(14),
                  .branch_enis = below(12),
                  .network_cards = chance(6) ? 2 : 1,
                  .prefix_delegation = !chance(4),
                  .trunking = chance(2)};
  setup.limits.keeps_trunk_slot = setup.limits.trunking || chance(2);
  setup.load = {.pods = PodCount(below(60)),
                .branch_pods = PodCount(chance(3) ? below(12) : 0),
                .max_pods = PodCount(1 + below(80))};
  CniConfig& cni = setup.cni;
  if (chance(8)) {
    setup.os = NodeOs::windows;
    cni.windows = {.prefix_delegation = chance(2),
                   .warm_ip_target = below(6),
                   .minimum_ip_target = below(12),
                   .warm_prefix_target = chance(2) ? below(4) : 0};
    for (const char* name : {"warm-ip-target", "minimum-ip-target", "warm-prefix-target", "WARM_IP_TARGET"}) {
      if (chance(2)) question.given.emplace_back(name);
    }
    return question;
  }
  cni.ip_family = chance(10) ? IpFamily::ipv6 : IpFamily::ipv4;
  cni.prefix_delegation = cni.ip_family == IpFamily::ipv6 || chance(2);
  cni.custom_networking = cni.ip_family == IpFamily::ipv4 && chance(4);
  cni.pod_eni = chance(3);
  cni.subnet_discovery = !chance(4);
  cni.multi_nic = chance(8);
  cni.provisioning = !chance(20);
  if (chance(5)) cni.max_enis = EniCount(1 + below(4));
  cni.warm_eni_target = below(4);
  if (chance(3)) cni.warm_ip_target = below(8);
  if (chance(3)) cni.minimum_ip_target = below(30);
  cni.warm_prefix_target = below(4);
  setup.conditions.unmanaged_enis = EniCount(chance(6) ? below(3) : 0);
  setup.conditions.schedulable = !chance(15);
  if (chance(5)) setup.conditions.node_subnet.free = IpCount(1 + below(40));
  if (chance(20)) setup.conditions.node_subnet.excluded = true;
  if (cni.custom_networking && chance(4)) setup.conditions.eni_config_subnet.free = IpCount(below(30));
  for (const char* name : {"WARM_ENI_TARGET", "WARM_IP_TARGET", "MINIMUM_IP_TARGET", "WARM_PREFIX_TARGET"}) {
    if (chance(2)) question.given.emplace_back(name);
  }
  return question;
}

}  // namespace cniplan::test
