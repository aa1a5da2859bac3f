#include "planner/plan/node_derivations.hpp"

#include <algorithm>

#include "planner/plan/plan_node.hpp"
#include "tests/unit/plan/node_questions.hpp"

using namespace cniplan;

namespace {

/// The derivation of a figure, "formula | values"; empty when there is none.
std::string derived(const NodePlan& plan, std::string_view figure) {
  const auto found = std::ranges::find(plan.derivations, figure, &Derivation::figure);
  return found == plan.derivations.end() ? "" : found->formula + " | " + found->values;
}

/// The last whole number of a text.
std::int64_t last_number(std::string_view text) {
  const auto end = text.find_last_of("0123456789");
  if (end == std::string_view::npos) return -1;
  const auto before = text.substr(0, end + 1).find_last_not_of("0123456789");
  return std::stoll(
      std::string(text.substr(before == std::string_view::npos ? 0 : before + 1, end - before)));
}

}  // namespace

TEST_CASE("every headline figure of a node has its formula with the values filled in") {
  const auto plan = plan_node(test::question({.pods = 20}));
  CHECK(derived(plan, "usable ENIs") == "ENIs of the default card | 3");
  CHECK(derived(plan, "addresses of an ENI for Pods") ==
        "n = IPv4 addresses per ENI - 1, its primary one | 10 - 1 = 9");
  CHECK(derived(plan, "addresses for Pods") ==
        "n * min(usable ENIs, ceil(Pods / n) + WARM_ENI_TARGET) | 9 * min(3, ceil(20 / 9) + 1) = 27");
  CHECK(derived(plan, "ENIs") == "max(1, ceil(addresses / n)) | max(1, ceil(27 / 9)) = 3");
  CHECK(derived(plan, "addresses in all") == "primary addresses + addresses for Pods | 3 + 27 = 30");
  CHECK(derived(plan, "warm addresses") == "addresses for Pods - Pods with one | 27 - 20 = 7");
  CHECK(derived(plan, "Pods without address") == "max(0, Pods - addresses for Pods) | max(0, 20 - 27) = 0");
  CHECK(derived(plan, "EC2 calls until then") ==
        "the sum over the actions | 1 AssignPrivateIpAddresses + 2 AttachNetworkInterface + 2 "
        "CreateNetworkInterface + 1 "
        "CreateTags + 2 DescribeInstances + 1 DescribeNetworkInterfaces + 5 DescribeSubnets + 3 "
        "ModifyNetworkInterfaceAttribute = 17, 9 of them mutating");
}

TEST_CASE("each mode has its formula for what the node holds for Pods") {
  struct Row {
    std::string name;
    test::Asked asked;
    std::string figure;
    std::string derivation;
  };
  const auto row = GENERATE(values<Row>({
      {"nothing to keep warm",
       {.settings = "WARM_ENI_TARGET=0", .pods = 20},
       "addresses for Pods",
       "n * min(usable ENIs, floor(Pods / n) + 1), WARM_ENI_TARGET = 0 | 9 * min(3, floor(20 / 9) + 1) = 27"},
      {"nothing to keep warm, never settling",
       {.settings = "WARM_ENI_TARGET=0", .pods = 9},
       "addresses for Pods",
       "n * min(usable ENIs, floor(Pods / n) + 1), WARM_ENI_TARGET = 0 | 9 * min(3, floor(9 / 9) + 1) = 18 "
       "at its peak"},
      {"IP targets",
       {.settings = "WARM_IP_TARGET=2 MINIMUM_IP_TARGET=10", .pods = 20},
       "addresses for Pods",
       "min(usable ENIs * n, max(Pods + WARM_IP_TARGET, MINIMUM_IP_TARGET)) | min(3 * 9, max(20 + 2, 10)) = "
       "22"},
      {"a minimum alone",
       {.settings = "MINIMUM_IP_TARGET=10", .pods = 20},
       "addresses for Pods",
       "min(usable ENIs * n, MINIMUM_IP_TARGET) | min(3 * 9, 10) = 10"},
      {"prefixes",
       {.settings = "ENABLE_PREFIX_DELEGATION=true", .pods = 20, .max_pods = 110},
       "prefixes for Pods",
       "min(usable ENIs * n, ceil(Pods / 16) + WARM_PREFIX_TARGET) | min(3 * 9, ceil(20 / 16) + 1) = 3"},
      {"prefixes under IP targets",
       {.settings = "ENABLE_PREFIX_DELEGATION=true WARM_IP_TARGET=5", .pods = 28, .max_pods = 110},
       "prefixes for Pods",
       "min(usable ENIs * n, max(ceil((Pods + WARM_IP_TARGET) / 16), ceil(MINIMUM_IP_TARGET / 16))) | min(3 "
       "* 9, "
       "max(ceil((28 + 5) / 16), ceil(0 / 16))) = 3"},
      {"IPv6", {.pods = 20, .ip_family = IpFamily::ipv6}, "addresses in all", "one IPv4 address per ENI | 1"},
      {"Windows",
       {.pods = 5, .os = NodeOs::windows},
       "addresses for Pods",
       "min(n, max(Pods + warm-ip-target, minimum-ip-target)) | min(9, max(5 + 3, 3)) = 8"},
      {"Windows with prefixes",
       {.settings = "enable-windows-prefix-delegation=true", .pods = 20, .os = NodeOs::windows},
       "prefixes for Pods",
       "min(n, max(ceil((Pods + warm-ip-target) / 16), ceil(minimum-ip-target / 16))) | min(9, max(ceil((20 "
       "+ 1) / 16), "
       "ceil(3 / 16))) = 2"},
      {"Windows with a prefix target",
       {.settings = "enable-windows-prefix-delegation=true warm-prefix-target=2",
        .pods = 20,
        .os = NodeOs::windows},
       "prefixes for Pods",
       "min(n, ceil(Pods / 16) + warm-prefix-target) | min(9, ceil(20 / 16) + 2) = 4"},
      {"custom networking",
       {.settings = "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG=true", .pods = 5},
       "usable ENIs",
       "ENIs of the default card - primary ENI with custom networking | 3 - 1 = 2"},
      {"custom networking, ENIs",
       {.settings = "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG=true", .pods = 5},
       "ENIs",
       "primary ENI, which serves no Pods, + ceil(addresses / n) | 1 + ceil(18 / 9) = 3"},
      {"a slot kept for the trunk",
       {.settings = "ENABLE_POD_ENI=true MAX_ENI=2", .pods = 5},
       "usable ENIs",
       "min(ENIs of the default card, MAX_ENI) - slot kept for the trunk | min(3, 2) - 1 = 1"},
      {"the primary ENI serves whatever is kept",
       {.settings = "ENABLE_POD_ENI=true MAX_ENI=1", .pods = 5},
       "usable ENIs",
       "max(1, min(ENIs of the default card, MAX_ENI) - slot kept for the trunk) | max(1, min(3, 1) - 1) = "
       "1"},
      {"trunk and branch ENIs",
       {.settings = "ENABLE_POD_ENI=true", .pods = 5, .branch_pods = 4},
       "addresses in all",
       "primary addresses + addresses for Pods + trunk + branch ENIs | 2 + 18 + 1 + 4 = 25"},
      {"stopped at max Pods",
       {.settings = "WARM_IP_TARGET=5", .pods = 20, .max_pods = 22},
       "addresses for Pods",
       "min(usable ENIs * n, max(Pods + WARM_IP_TARGET, MINIMUM_IP_TARGET)) | min(3 * 9, max(20 + 5, 0)) = "
       "25; growth stops "
       "once the addresses reach max Pods 22: 22"},
  }));
  CAPTURE(row.name);
  CHECK(derived(plan_node(test::question(row.asked)), row.figure) == row.derivation);
}

TEST_CASE("what stops a pool is said") {
  auto asked = test::question({.settings = "WARM_IP_TARGET=5", .pods = 20});
  asked.setup.conditions.node_subnet.free = IpCount(13);
  CHECK(derived(plan_node(asked), "addresses for Pods").ends_with("= 25; its subnets give no more than 11"));
  asked.setup.conditions.node_subnet.free.reset();
  asked.setup.conditions.schedulable = false;
  CHECK(derived(plan_node(asked), "addresses for Pods")
            .ends_with("= 25; ipamd adds nothing to a cordoned node: 0"));
}

TEST_CASE("the least time of a fleet's start has its bucket") {
  auto asked = test::question({.settings = "WARM_IP_TARGET=2", .pods = 20});
  asked.fleet = NodeCount(2000);
  CHECK(derived(plan_node(asked), "least time for 2000 nodes to start") ==
        "max(0, (calls - bucket) / refill) of AssignPrivateIpAddresses | max(0, (20000 - 100) / 5) = 1 h 6 "
        "min");
  asked.fleet = NodeCount(2);
  CHECK(derived(plan_node(asked), "least time for 2 nodes to start") ==
        "max(0, (calls - bucket) / refill) of the slowest bucket | no bucket runs empty: 0 s");
}

TEST_CASE(
    "the derivations end with the figures of the plan, and in an empty world the formula alone makes them") {
  const auto seed = GENERATE(range(0, 400));
  CAPTURE(seed);
  test::Random random(static_cast<std::uint64_t>(seed));
  NodeQuestion asked = test::random_question(random);
  const auto plan = plan_node(asked);
  const NodeIpUsage& usage = plan.answer.usage;
  const NodeConditions& around = asked.setup.conditions;
  CHECK(last_number(derived(plan, "usable ENIs")) == usage.usable_enis.value());
  const std::string total = derived(plan, "addresses in all");
  CHECK(last_number(total.substr(0, total.find(';'))) == usage.total().value());
  if (usage.mode == AddressMode::ipv6) return;

  const bool prefixes = usage.mode == AddressMode::prefix || usage.mode == AddressMode::windows_prefix;
  const std::string slots = derived(plan, prefixes ? "prefixes for Pods" : "addresses for Pods");
  std::int64_t held = 0;
  for (const EniUse& eni : plan.answer.enis) held += eni.network_card == 0 ? eni.slots : 0;
  CAPTURE(slots);
  CHECK(last_number(slots) == held);
  const bool empty_world = !around.node_subnet.free && !around.node_subnet.excluded &&
                           !around.eni_config_subnet.free && around.schedulable &&
                           asked.setup.cni.provisioning;
  if (empty_world && slots.find(';') != std::string::npos) {
    const bool max_pods = slots.find("; growth stops once the addresses reach max Pods") != std::string::npos;
    const bool first_step = slots.find("; the first step, before any Pod, was larger") != std::string::npos;
    CHECK((max_pods || first_step));
  }
}
