#include "planner/plan/node_findings.hpp"

#include <algorithm>

#include "planner/plan/plan_node.hpp"
#include "tests/unit/plan/node_questions.hpp"

using namespace cniplan;

namespace {

/// The findings as lines, "error node m5.large: message [rule] -> remedy".
std::vector<std::string> found(const NodeQuestion& question) {
  std::vector<std::string> lines;
  for (const Finding& finding : plan_node(question).findings) {
    lines.push_back(std::string(to_string(finding.severity)) + " " + finding.subject + ": " +
                    finding.message + " [" + std::string(finding.rule->id) + "] -> " + finding.remedy);
  }
  return lines;
}
using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("ordinary settings have no findings") {
  CHECK(found(test::question({.pods = 20})) == Lines{});
  CHECK(found(test::question(
            {.settings = "ENABLE_PREFIX_DELEGATION=true WARM_PREFIX_TARGET=1", .pods = 20})) == Lines{});
  CHECK(found(test::question({.settings = "WARM_IP_TARGET=2 MINIMUM_IP_TARGET=22", .pods = 20})) == Lines{});
  CHECK(found(test::question({.pods = 20, .ip_family = IpFamily::ipv6})) == Lines{});
  CHECK(found(test::question({.pods = 5, .max_pods = 110, .os = NodeOs::windows})) == Lines{});
}

TEST_CASE("a setting of one node is found with this node's figures") {
  struct Row {
    std::string name;
    test::Asked asked;
    Lines lines;
  };
  const auto row = GENERATE(values<Row>({
      {"WARM_ENI_TARGET beside an IP target",
       {.settings = "WARM_ENI_TARGET=2 WARM_IP_TARGET=2 MINIMUM_IP_TARGET=22", .pods = 20},
       {"warning node m5.large: WARM_ENI_TARGET=2 has no effect beside WARM_IP_TARGET=2 and "
        "MINIMUM_IP_TARGET=22, which rule alone: the node holds 25 addresses for 20 Pods "
        "[cni.ignored-target] -> leave WARM_ENI_TARGET out; or leave the IP targets out for 30 addresses"}},
      {"WARM_ENI_TARGET with prefixes",
       {.settings = "ENABLE_PREFIX_DELEGATION=true WARM_ENI_TARGET=2", .pods = 20},
       {"warning node m5.large: WARM_ENI_TARGET=2 has no effect with prefix delegation, where "
        "WARM_PREFIX_TARGET=1 rules: the node holds 33 addresses for 20 Pods [cni.ignored-target] -> "
        "leave WARM_ENI_TARGET out"}},
      {"WARM_PREFIX_TARGET without prefixes",
       {.settings = "WARM_PREFIX_TARGET=1", .pods = 20},
       {"warning node m5.large: WARM_PREFIX_TARGET=1 has no effect without prefix delegation: the node "
        "holds 30 addresses for 20 Pods [cni.ignored-target] -> leave WARM_PREFIX_TARGET out, or set "
        "ENABLE_PREFIX_DELEGATION to \"true\" for 33 addresses"}},
      {"WARM_PREFIX_TARGET beside IP targets",
       {.settings =
            "ENABLE_PREFIX_DELEGATION=true WARM_PREFIX_TARGET=2 WARM_IP_TARGET=5 MINIMUM_IP_TARGET=25",
        .pods = 20},
       {"warning node m5.large: WARM_PREFIX_TARGET=2 keeps no prefix warm beside WARM_IP_TARGET=5 and "
        "MINIMUM_IP_TARGET=25: the node holds 33 addresses for 20 Pods [cni.ignored-target] -> leave the "
        "IP targets out for 33 addresses, or WARM_PREFIX_TARGET"}},
      {"empty ENIs that the IP target keeps",
       {.settings = "ENABLE_PREFIX_DELEGATION=true WARM_IP_TARGET=5", .pods = 200, .max_pods = 434},
       {"info node m5.large: 1 ENI without a prefix stays attached after going down from 200 Pods to 1, "
        "each with an ENI slot and an address: the other ENIs lack WARM_IP_TARGET=5 in available "
        "addresses or WARM_PREFIX_TARGET=1 in wholly free prefixes [cni.empty-enis-stay] -> count them "
        "in; they go when whole prefixes are free again",
        "info node m5.large: from 0 to 200 Pods WARM_IP_TARGET=5 takes 22 EC2 calls, 17 of them "
        "mutating; with MINIMUM_IP_TARGET=205 beside it 11, 6 of them mutating "
        "[cni.warm-ip-target-calls] -> set MINIMUM_IP_TARGET to 205 where many nodes start together"}},
      {"a minimum alone, with Pods beyond it",
       {.settings = "MINIMUM_IP_TARGET=10", .pods = 20},
       {"error node m5.large: with MINIMUM_IP_TARGET=10 and no WARM_IP_TARGET the node gets 10 addresses "
        "for Pods and no more: 10 of its 20 Pods never get one [cni.minimum-without-warm] -> set "
        "WARM_IP_TARGET too; with 1 the node holds 24 addresses for 20 Pods"}},
      {"a minimum alone, with max Pods beyond it",
       {.settings = "MINIMUM_IP_TARGET=10", .pods = 5},
       {"error node m5.large: with MINIMUM_IP_TARGET=10 and no WARM_IP_TARGET the node gets 10 addresses "
        "for Pods and no more: of the 27 Pods that max Pods 29 lets onto it 17 would never get one "
        "[cni.minimum-without-warm] -> set WARM_IP_TARGET too; with 1 the node holds 12 addresses for 5 "
        "Pods"}},
      {"many calls under WARM_IP_TARGET",
       {.settings = "WARM_IP_TARGET=2", .pods = 20},
       {"info node m5.large: from 0 to 20 Pods WARM_IP_TARGET=2 takes 35 EC2 calls, 27 of them mutating; "
        "with MINIMUM_IP_TARGET=22 beside it 17, 9 of them mutating [cni.warm-ip-target-calls] -> set "
        "MINIMUM_IP_TARGET to 22 where many nodes start together"}},
      {"prefixes on a type without",
       {.limits = test::kM4Large, .settings = "ENABLE_PREFIX_DELEGATION=true", .pods = 15, .max_pods = 20},
       {"warning node m5.large: m5.large is neither Nitro nor bare metal: prefix delegation falls back "
        "to secondary IP mode under WARM_ENI_TARGET=1, 20 addresses on 2 ENIs for 15 Pods; with prefixes "
        "33 on 1 ENI [cni.prefixes-need-nitro] -> use a Nitro instance type"}},
      {"a prefix target that is no number",
       {.settings = "ENABLE_PREFIX_DELEGATION=true WARM_PREFIX_TARGET=none", .pods = 20},
       {"warning node m5.large: WARM_PREFIX_TARGET counts as 0: where it is literally 0 or unset "
        "aws-node refuses to start; where it is no number aws-node starts and keeps no prefix warm: the "
        "node holds 33 addresses for 20 Pods, and a Pod that finds them all taken waits for the next "
        "turn [cni.no-warm-prefix] -> set WARM_PREFIX_TARGET to \"1\": 33 addresses"}},
      {"no warm ENI, all addresses taken",
       {.settings = "WARM_ENI_TARGET=0", .pods = 18},
       {"warning node m5.large: with WARM_ENI_TARGET=0 the pool for 18 Pods goes up and down for ever: 2 "
        "to 3 ENIs, 20 to 30 addresses, 501 EC2 calls an hour, 278 of them mutating [cni.never-settles] "
        "-> set WARM_ENI_TARGET to 1 for 30 addresses, or WARM_IP_TARGET to 1 for 22"}},
      {"no warm prefix, all prefixes full",
       {.settings = "ENABLE_PREFIX_DELEGATION=true WARM_PREFIX_TARGET=none", .pods = 32, .max_pods = 110},
       {"warning node m5.large: WARM_PREFIX_TARGET counts as 0: where it is literally 0 or unset "
        "aws-node refuses to start; where it is no number aws-node starts and keeps no prefix warm: the "
        "node holds 49 addresses for 32 Pods, and a Pod that finds them all taken waits for the next "
        "turn [cni.no-warm-prefix] -> set WARM_PREFIX_TARGET to \"1\": 49 addresses",
        "warning node m5.large: with WARM_PREFIX_TARGET=0 the pool for 32 Pods goes up and down for "
        "ever: 1 ENI, 33 to 49 addresses, 205 EC2 calls an hour, 205 of them mutating "
        "[cni.never-settles] -> set WARM_PREFIX_TARGET to 1 for 49 addresses, or WARM_IP_TARGET to 1 for "
        "49"}},
      {"prefixes on several network cards",
       {.limits = test::kFourCards,
        .settings = "ENABLE_MULTI_NIC=true ENABLE_PREFIX_DELEGATION=true",
        .pods = 60,
        .max_pods = 110},
       {"warning node m5.large: with ENABLE_MULTI_NIC and prefix delegation the pool for 60 Pods goes up "
        "and down for ever: 4 ENIs, 84 to 132 addresses, 615 EC2 calls an hour, 615 of them mutating "
        "[cni.never-settles] -> leave one of the two off: idle network cards gain and lose a prefix in "
        "turn"}},
      {"max Pods above the addresses",
       {.pods = 20, .max_pods = 60},
       {"warning node m5.large: max Pods 60 lets 58 Pods onto a node with 27 addresses for them on 3 "
        "usable ENIs: 31 would hang in ContainerCreating [max-pods.above-addresses] -> set max Pods to 29"}},
      {"Pods above the addresses",
       {.pods = 28},
       {"error node m5.large: no address for 1 of its 28 Pods: 27 addresses for Pods on 3 usable ENIs "
        "[pods.without-address] -> turn prefix delegation on, or plan fewer Pods a node"}},
      {"Pods above max Pods",
       {.settings = "WARM_IP_TARGET=1 MINIMUM_IP_TARGET=21", .pods = 20, .max_pods = 15},
       {"error node m5.large: no address for 2 of its 20 Pods: the pool stops growing at max Pods 15, "
        "with 18 addresses [pods.without-address] -> plan at most max Pods a node, or raise max Pods"}},
      {"a trunk slot lost",
       {.limits = test::kUnlisted, .settings = "ENABLE_POD_ENI=true", .pods = 30, .max_pods = 44},
       {"warning node m5.large: ENABLE_POD_ENI keeps an ENI slot for a trunk that m5.large never gets: 3 "
        "usable ENIs with 42 addresses for Pods, 4 with 56 without it [cni.trunk-slot-lost] -> leave "
        "ENABLE_POD_ENI off on such nodes, or use a type that the VPC resource controller's table lists"}},
      {"no trunk under MAX_ENI",
       {.settings = "ENABLE_POD_ENI=true MAX_ENI=1", .pods = 8, .max_pods = 11},
       {"warning node m5.large: ENABLE_POD_ENI is on and the trunk never comes: MAX_ENI=1 leaves only "
        "the primary ENI [cni.trunk-never-comes] -> raise MAX_ENI, or leave ENABLE_POD_ENI off on such "
        "nodes"}},
      {"branch Pods above the type's limit",
       {.settings = "ENABLE_POD_ENI=true", .pods = 8, .max_pods = 29, .branch_pods = 12},
       {"error node m5.large: no branch ENI for 3 of 12 Pods with security groups of their own: m5.large "
        "can have 9 [pods.without-branch-eni] -> use an instance type with more branch ENIs, or more "
        "nodes"}},
      {"branch Pods without ENABLE_POD_ENI",
       {.pods = 8, .branch_pods = 2},
       {"error node m5.large: no branch ENI for 2 of 2 Pods with security groups of their own: "
        "ENABLE_POD_ENI is off [pods.without-branch-eni] -> set ENABLE_POD_ENI to \"true\""}},
      {"custom networking without another ENI",
       {.settings = "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG=true MAX_ENI=1", .pods = 5},
       {"error node m5.large: the primary ENI serves no Pods with custom networking, and no other may "
        "serve them (1 ENI): node init fails and the node stays NotReady [node.not-ready] -> raise "
        "MAX_ENI, or use a type with more ENIs"}},
      {"no provisioning",
       {.settings = "ENABLE_IMDS_ONLY_MODE=true", .pods = 5},
       {"error node m5.large: no address for 5 of its 5 Pods: DISABLE_NETWORK_RESOURCE_PROVISIONING or "
        "ENABLE_IMDS_ONLY_MODE keeps ipamd from adding any [pods.without-address] -> leave both off, or "
        "attach ENIs with their addresses otherwise"}},
      {"IPv6 with warm targets",
       {.settings = "WARM_IP_TARGET=5 WARM_PREFIX_TARGET=1", .pods = 20, .ip_family = IpFamily::ipv6},
       {"warning node m5.large: WARM_IP_TARGET=5 without effect: a node of an IPv6 cluster has one /80 "
        "for all its Pods, and 1 address of IPv4 for itself [cni.ignored-target] -> leave warm targets "
        "at the manifest's"}},
      {"IPv6 on a type without prefixes",
       {.limits = test::kM4Large, .pods = 20, .ip_family = IpFamily::ipv6},
       {"error node m5.large: aws-node refuses to start: IPv6 needs prefix delegation, and m5.large is "
        "neither Nitro nor bare metal [cni.refuses-to-start] -> use a Nitro instance type"}},
      {"Windows with a minimum alone, beyond it",
       {.settings = "minimum-ip-target=4", .pods = 6, .max_pods = 110, .os = NodeOs::windows},
       {"error node m5.large: minimum-ip-target 4 without warm-ip-target leaves that at 0: 4 addresses "
        "for Pods and no more, 2 of its 6 Pods wait for ever [windows.minimum-without-warm] -> set "
        "warm-ip-target too; with 1 the node holds 8 addresses for 6 Pods"}},
      {"Windows with a minimum alone",
       {.settings = "minimum-ip-target=4", .pods = 2, .max_pods = 110, .os = NodeOs::windows},
       {"error node m5.large: minimum-ip-target 4 without warm-ip-target leaves that at 0: 4 addresses "
        "for Pods and no more, of the 9 Pods that it could hold 5 would wait for ever "
        "[windows.minimum-without-warm] -> set warm-ip-target too; with 1 the node holds 5 addresses for "
        "2 Pods"}},
      {"Windows with a prefix target without prefixes",
       {.settings = "warm-prefix-target=1", .pods = 2, .os = NodeOs::windows},
       {"warning node m5.large: warm-prefix-target without effect without "
        "enable-windows-prefix-delegation: the node holds 6 addresses for 2 Pods [windows.ignored-key] "
        "-> leave out what has no effect"}},
      {"Windows with a prefix target beside IP targets",
       {.settings = "enable-windows-prefix-delegation=true warm-prefix-target=1 warm-ip-target=2",
        .pods = 2,
        .os = NodeOs::windows},
       {"warning node m5.large: warm-prefix-target without effect beside warm-ip-target or "
        "minimum-ip-target: the node holds 17 addresses for 2 Pods [windows.ignored-key] -> leave out "
        "what has no effect"}},
      {"Windows with prefixes on a type without",
       {.limits = test::kM4Large,
        .settings = "enable-windows-prefix-delegation=true warm-prefix-target=2",
        .pods = 2,
        .os = NodeOs::windows},
       {"warning node m5.large: m5.large is neither Nitro nor bare metal: it stays in secondary IP mode, "
        "6 addresses for 2 Pods; with prefixes 49 [windows.prefixes-need-nitro] -> use a Nitro instance "
        "type",
        "warning node m5.large: warm-prefix-target without effect on a type without prefixes, which "
        "keeps 3 warm and at least 3: the node holds 6 addresses for 2 Pods [windows.ignored-key] -> "
        "leave out what has no effect"}},
      {"Windows with more Pods than addresses",
       {.pods = 12, .os = NodeOs::windows},
       {"error node m5.large: no address for 3 of its 12 Pods: Windows uses the primary ENI alone, with "
        "9 addresses [pods.without-address] -> set enable-windows-prefix-delegation in the ConfigMap, or "
        "plan fewer Pods a node"}},
  }));
  CAPTURE(row.name);
  CHECK(found(test::question(row.asked)) == row.lines);
}

TEST_CASE("a prefix target keeps ENIs attached even under IP targets") {
  auto asked =
      test::question({.settings = "ENABLE_PREFIX_DELEGATION=true WARM_IP_TARGET=5 MINIMUM_IP_TARGET=21",
                      .pods = 200,
                      .max_pods = 434});
  asked.down_to = PodCount(12);
  CHECK(found(asked) == Lines{});
  asked.setup.cni.warm_prefix_target = 2;
  CHECK(found(asked) == Lines{"info node m5.large: 1 ENI without a prefix stays attached after going down "
                              "from 200 Pods to 12, each with an "
                              "ENI slot and an address: the other ENIs lack WARM_IP_TARGET=5 and "
                              "MINIMUM_IP_TARGET=21 in available addresses "
                              "or WARM_PREFIX_TARGET=2 in wholly free prefixes [cni.empty-enis-stay] -> set "
                              "WARM_PREFIX_TARGET to \"0\", "
                              "which IP targets allow: 0 stay"});
}

TEST_CASE("small growth steps hold up a fleet under EC2's request limits") {
  auto asked = test::question({.settings = "WARM_IP_TARGET=2", .pods = 20});
  asked.fleet = NodeCount(200);
  CHECK(found(asked) == Lines{"warning node m5.large: from 0 to 20 Pods WARM_IP_TARGET=2 takes 35 EC2 calls, "
                              "27 of them mutating; with "
                              "MINIMUM_IP_TARGET=22 beside it 17, 9 of them mutating; 200 nodes that start "
                              "together take 6 min 20 s under "
                              "EC2's request limits (2000 AssignPrivateIpAddresses, 100 at once and 5 a "
                              "second) in place of 1 min 40 s "
                              "[cni.warm-ip-target-throttled] -> set MINIMUM_IP_TARGET to 22"});
  asked.fleet = NodeCount(2);
  REQUIRE(found(asked).size() == 1);
  CHECK(found(asked).front().find("[cni.warm-ip-target-calls]") != std::string::npos);
}

TEST_CASE("a node that asks a full subnet over and over says how often") {
  auto asked = test::question({.limits = {.enis = 1, .ipv4_per_eni = 30, .prefix_delegation = true},
                               .settings = "WARM_IP_TARGET=5",
                               .pods = 20});
  asked.setup.conditions.node_subnet.free = IpCount(13);
  CHECK(found(asked) ==
        Lines{"error node m5.large: no address for 8 of its 20 Pods: the subnet gives no more than 12 "
              "addresses for Pods "
              "[pods.without-address] -> give the subnet more free addresses, or plan fewer Pods a node",
              "warning node m5.large: its pool is short and the subnet is full: refused calls go on, 1440 an "
              "hour (1440 "
              "AssignPrivateIpAddresses) [node.asks-full-subnet] -> give the subnet more free addresses, or "
              "the node lower "
              "targets; ENABLE_SUBNET_DISCOVERY=false pauses for two minutes each time, 58 an hour"});
}

TEST_CASE("a cordoned node and an excluded subnet are causes of their own") {
  auto cordoned = test::question({.pods = 5});
  cordoned.setup.conditions.schedulable = false;
  CHECK(found(cordoned) ==
        Lines{"error node m5.large: no address for 5 of its 5 Pods: the node is cordoned, and ipamd adds "
              "none to it "
              "[pods.without-address] -> uncordon it, or set AWS_MANAGE_ENIS_NON_SCHEDULABLE to \"true\""});
  auto excluded =
      test::question({.settings = "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG=true", .pods = 5, .max_pods = 20});
  excluded.setup.conditions.eni_config_subnet.excluded = true;
  REQUIRE(!found(excluded).empty());
  CHECK(found(excluded).front() ==
        "error node m5.large: the primary ENI serves no Pods with custom networking, and the ENIConfig's "
        "subnet is excluded "
        "by its tags: node init fails and the node stays NotReady [node.not-ready] -> take the tag "
        "kubernetes.io/role/cni=0 off that subnet, or name another in the ENIConfig");
}

TEST_CASE("a finding has a severity of its rule, and says what to do") {
  const auto seed = GENERATE(range(0, 400));
  CAPTURE(seed);
  test::Random random(static_cast<std::uint64_t>(seed));
  NodeQuestion asked = test::random_question(random);
  if (random.below(2) == 0) asked.fleet = NodeCount(static_cast<std::int64_t>(1 + random.below(300)));
  const auto plan = plan_node(asked);
  CHECK(std::ranges::is_sorted(plan.findings, {}, &Finding::severity));
  for (const Finding& finding : plan.findings) {
    CAPTURE(finding.message, finding.remedy);
    CHECK(finding.rule->can_be(finding.severity));
    CHECK_FALSE(finding.message.ends_with('.'));
    CHECK_FALSE(finding.remedy.empty());
    CHECK_FALSE(finding.remedy.ends_with('.'));
  }
  const bool errors = std::ranges::any_of(
      plan.findings, [](const Finding& finding) { return finding.severity == Severity::error; });
  if (plan.answer.usage.pods_without_address > PodCount(0)) CHECK(errors);
  CHECK(!plan.answer.usage.settles == std::ranges::any_of(plan.findings, [](const Finding& finding) {
    return finding.rule == "cni.never-settles";
  }));
}

TEST_CASE("what a plan of a cluster says of settings is what a node's says, and nothing where they cannot matter") {
  const auto seed = GENERATE(range(0, 400));
  CAPTURE(seed);
  test::Random random(static_cast<std::uint64_t>(seed));
  NodeQuestion asked = test::random_question(random);
  asked.setup.conditions = {};
  const std::vector<Finding> of_node = plan_node(asked).findings;
  for (const Finding& finding : setting_findings(asked, settle(asked.setup, PodArrival::one_by_one))) {
    CAPTURE(finding.rule->id, finding.message);
    CHECK(std::ranges::find(of_node, finding) != of_node.end());
  }
  if (!settings_may_matter(asked.setup.cni, asked.given) || asked.setup.os == NodeOs::windows) {
    CHECK(setting_findings(asked, settle_without_calls(asked.setup)).empty());
  }
}
