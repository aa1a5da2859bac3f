#include "planner/plan/scale_findings.hpp"

#include <fmt/format.h>

#include "planner/capacity/node_limits.hpp"
#include "planner/capacity/warm_pool.hpp"
#include "planner/plan/group_max_pods.hpp"
#include "tests/support/specs.hpp"

using namespace cniplan;
using namespace cniplan::test;

namespace {

using Lines = std::vector<std::string>;

/// A plan of one scenario, `max`, with the figures of its nodes and nothing else.
ClusterPlan plan_of(const ClusterModel& model) {
  ClusterPlan plan;
  plan.scenarios.push_back({.name = "max", .kind = ScenarioKind::max});
  for (const NodeGroupModel& group : model.node_groups) {
    const GroupMaxPods max_pods = group_max_pods(model, group);
    NodeGroupPlan made{.name = group.name, .max_pods = max_pods.value};
    if (!group.types.empty()) made.max_pods_type = group.types[max_pods.type].name.view();
    NodeGroupScenario scenario{.nodes = group.nodes.max,
                               .most_pods = group.pods_per_node.value_or(PodCount(0))};
    if (!group.types.empty() && group.manager != NodeManager::hybrid) {
      scenario.type = group.types.front().name.view();
      scenario.fullest =
          settle_without_calls({.limits = limits_of(group.types.front()),
                                .cni = cni_of(model, group),
                                .os = group.os,
                                .load = {.pods = scenario.most_pods, .max_pods = max_pods.value}})
              .usage;
    }
    made.scenarios.push_back(scenario);
    plan.scenarios.front().nodes += group.nodes.max;
    plan.node_groups.push_back(std::move(made));
  }
  return plan;
}

ClusterSpec spec_of(std::vector<NodeGroupSpec> groups) {
  ClusterSpec spec;
  spec.vpc.subnets = {subnet("a", "10.0.0.0/16", "eu-west-1a")};
  spec.node_groups = std::move(groups);
  return spec;
}

Lines said(const ClusterModel& model, const ClusterPlan& plan, std::string_view rule) {
  Lines lines;
  for (const Finding& finding : scale_findings(model, plan)) {
    if (finding.rule->id != rule) continue;
    lines.push_back(fmt::format("{} {}: {}; {}", to_string(finding.severity), finding.subject,
                                finding.message, finding.remedy));
  }
  return lines;
}
Lines said(const ClusterSpec& spec, std::string_view rule) {
  const ClusterModel model = resolved(spec);
  return said(model, plan_of(model), rule);
}

/// Every id, in order.
Lines ids(const ClusterSpec& spec) {
  const ClusterModel model = resolved(spec);
  Lines found;
  for (const Finding& finding : scale_findings(model, plan_of(model))) found.emplace_back(finding.rule->id);
  return found;
}

RuleSettingSpec setting(std::string rule, std::int64_t threshold) {
  return {.rule = {std::move(rule)}, .threshold = Located<Amount>{Amount(threshold)}};
}

NodeGroupSpec with_max_pods(NodeGroupSpec group, std::int64_t max_pods) {
  group.max_pods = Located<MaxPodsSpec>{PodCount(max_pods), Location{.source = 0, .line = 33}};
  return group;
}

}  // namespace

TEST_CASE("a quota is an error above it and a warning near it") {
  struct Row {
    const char* name;
    std::int64_t enis;
    Lines said;
  };
  const auto row = GENERATE(values<Row>({
      {"far", 3999, {}},
      {"near",
       4000,
       {"warning Region: 4000 ENIs of this cluster in scenario az-loss without eu-west-1a are 80 % of the quota of "
        "5000; have the quota raised and set quotas.networkInterfacesPerRegion"}},
      {"at",
       5000,
       {"warning Region: 5000 ENIs of this cluster in scenario az-loss without eu-west-1a are 100 % of the quota "
        "of "
        "5000; have the quota raised and set quotas.networkInterfacesPerRegion"}},
      {"above",
       5001,
       {"error Region: 5001 ENIs of this cluster in scenario az-loss without eu-west-1a, 1 above the quota of "
        "5000; have the quota raised and set quotas.networkInterfacesPerRegion"}},
  }));
  CAPTURE(row.name);
  const ClusterModel model = resolved(spec_of({}));
  ClusterPlan plan = plan_of(model);
  plan.scenarios.front().network_interfaces = EniCount(3000);
  plan.scenarios.push_back({.name = "az-loss",
                            .kind = ScenarioKind::az_loss,
                            .variant = "eu-west-1a",
                            .network_interfaces = EniCount(row.enis)});
  CHECK(said(model, plan, "region.enis-above-quota") == row.said);
}

TEST_CASE("network address units count for the VPC, and with those of its peers") {
  ClusterSpec spec = spec_of({});
  PeerSpec peer;
  peer.name = Located<std::string>{"data"};
  peer.cidrs = {{cidr("10.9.0.0/16")}};
  spec.vpc.peers = {peer, peer};
  spec.vpc.peers[1].name = Located<std::string>{"tools"};
  spec.vpc.peers[0].network_address_units = Located<std::int64_t>{80'000};
  ClusterModel model = resolved(spec);
  ClusterPlan plan = plan_of(model);
  plan.scenarios.front().network_address_units = 64'001;
  CHECK(
      said(model, plan, "vpc.nau-above-quota") ==
      Lines{
          "error VPC: 64001 network address units in scenario max, 1 above the quota of 64000; have the "
          "quota raised, "
          "at most to 256000, and set quotas.networkAddressUnits; or turn prefix delegation on, of which 16 "
          "addresses are one unit"});
  CHECK(said(model, plan, "vpc.peered-nau-above-quota") ==
        Lines{"error VPC: 144001 network address units with 1 peer in scenario max (64001 of the VPC), 16001 "
              "above the "
              "quota of 128000; have the quota raised, at most to 512000, and set "
              "quotas.peeredNetworkAddressUnits; or "
              "turn prefix delegation on, of which 16 addresses are one unit"});
  model.quotas.network_address_units = 256'000;
  model.peers[0].network_address_units.reset();
  CHECK(said(model, plan, "vpc.nau-above-quota").empty());
  CHECK(said(model, plan, "vpc.peered-nau-above-quota").empty());
  model.policy.rules = {{.rule = "vpc.nau-above-quota", .threshold = 2500}};
  model.cni.prefix_delegation = true;
  CHECK(said(model, plan, "vpc.nau-above-quota") ==
        Lines{"warning VPC: 64001 network address units in scenario max are 25 % of the quota of 256000; "
              "have the quota "
              "raised, at most to 256000, and set quotas.networkAddressUnits"});
}

TEST_CASE("Kubernetes' tested scale") {
  const ClusterModel model = resolved(spec_of({}));
  ClusterPlan plan = plan_of(model);
  plan.scenarios.front().nodes = NodeCount(5000);
  plan.scenarios.front().pods = PodCount(150'000);
  CHECK(said(model, plan, "cluster.nodes-untested").empty());
  CHECK(said(model, plan, "cluster.pods-untested").empty());
  plan.scenarios.front().nodes = NodeCount(5001);
  plan.scenarios.front().pods = PodCount(150'001);
  CHECK(said(model, plan, "cluster.nodes-untested") ==
        Lines{"warning cluster: 5001 nodes in scenario max; Kubernetes is designed for 5000; split the "
              "workload over "
              "several clusters, or use larger instance types"});
  CHECK(said(model, plan, "cluster.pods-untested") ==
        Lines{"warning cluster: 150001 Pods in scenario max; Kubernetes is designed for 150000; split the "
              "workload over "
              "several clusters"});
}

TEST_CASE("EKS's quotas of node groups, nodes of one and Fargate profiles hold on EKS alone") {
  ClusterSpec spec = spec_of({group("large", {"m5.large"}, {.desired = 451})});
  CHECK(said(spec, "node-group.nodes-above-quota") ==
        Lines{"warning node group \"large\": up to 451 nodes; the quota of a managed node group is 450; have "
              "the quota "
              "raised and set the threshold in policy.rules to it, or split the group"});
  spec.policy.rules = {setting("node-group.nodes-above-quota", 451)};
  CHECK(said(spec, "node-group.nodes-above-quota").empty());
  CHECK(said(spec_of({group("own", {"m5.large"}, {.desired = 451, .manager = NodeManager::karpenter})}),
             "node-group.nodes-above-quota")
            .empty());

  for (int i = 0; i < 30; ++i) spec.node_groups.push_back(group(fmt::format("g{}", i), {"m5.large"}, {}));
  CHECK(said(spec, "cluster.node-groups-above-quota") ==
        Lines{"warning cluster: 31 managed node groups; the quota is 30; have the quota raised and set the "
              "threshold in "
              "policy.rules to it, or use fewer and larger groups"});
  spec.vpc.subnets.push_back(subnet("f", "10.1.0.0/24", "eu-west-1a", {SubnetUse::fargate}));
  for (int i = 0; i < 11; ++i) {
    FargateProfileSpec profile;
    profile.name = Located<std::string>{fmt::format("f{}", i)};
    spec.fargate_profiles.push_back(profile);
  }
  CHECK(said(spec, "cluster.fargate-profiles-above-quota") ==
        Lines{"warning cluster: 11 Fargate profiles; the quota is 10; have the quota raised and set the "
              "threshold in "
              "policy.rules to it, or join profiles by more selectors"});
  spec.platform = Located<Platform>{Platform::eks_distro};
  CHECK(said(spec, "cluster.node-groups-above-quota").empty());
  CHECK(said(spec, "cluster.fargate-profiles-above-quota").empty());
}

TEST_CASE("of several types the one with the lowest max Pods is named with what the others could take") {
  const std::vector<std::string> types = {"m5.xlarge",  "m5.large", "m5.2xlarge",
                                          "c5.4xlarge", "t3.large", "m6i.xlarge"};
  CHECK(said(spec_of({group("mixed", types, {.manager = NodeManager::self_managed})}),
             "node-group.lowest-type-binds") ==
        Lines{"info node group \"mixed\": m5.large has the lowest max Pods, 29, with which all nodes are "
              "planned; others "
              "could run more (c5.4xlarge 234, m5.xlarge 58, m5.2xlarge 58 and 2 more); leave m5.large out, "
              "or set "
              "maxPods"});
  // EKS enforces 110 on a managed group.
  CHECK(said(spec_of({group("mixed", {"m5.large", "c5.4xlarge"}, {})}), "node-group.lowest-type-binds") ==
        Lines{"info node group \"mixed\": m5.large has the lowest max Pods, 29, which all nodes of the group "
              "get; others "
              "could run more (c5.4xlarge 110); leave m5.large out, or set maxPods"});
  CHECK(
      said(spec_of({group("same", {"m5.large", "m6i.large"}, {})}), "node-group.lowest-type-binds").empty());
  CHECK(said(spec_of({with_max_pods(group("given", {"m5.large", "m5.xlarge"}, {}), 20)}),
             "node-group.lowest-type-binds")
            .empty());
}

TEST_CASE("max Pods above AWS's recommendation is told where EKS lets it be") {
  const auto self_managed = [](std::vector<std::string> types, std::int64_t max_pods) {
    return spec_of(
        {with_max_pods(group("own", std::move(types), {.manager = NodeManager::self_managed}), max_pods)});
  };
  CHECK(said(self_managed({"c5.4xlarge"}, 110), "max-pods.above-recommended").empty());
  CHECK(said(self_managed({"m5.24xlarge", "c5.4xlarge"}, 111), "max-pods.above-recommended") ==
        Lines{"info node group \"own\": max Pods 111 is above the 110 that AWS recommends for c5.4xlarge "
              "with 16 vCPUs; set "
              "maxPods to 110"});
  CHECK(said(self_managed({"m5.24xlarge"}, 250), "max-pods.above-recommended").empty());
  CHECK(said(self_managed({"m5.24xlarge"}, 251), "max-pods.above-recommended").size() == 1);
  CHECK(said(spec_of({with_max_pods(group("eks", {"c5.4xlarge"}, {}), 200)}), "max-pods.above-recommended")
            .empty());
}

TEST_CASE("a raised max Pods that eats a quarter of the memory is told, with what less would be") {
  struct Row {
    const char* name;
    const char* type;
    std::int64_t max_pods;
    Lines said;
  };
  const auto row = GENERATE(values<Row>({
      // 11 * 69 + 255 = 1014 of 4096 MiB are 24.8 %, 11 * 70 + 255 = 1025 are 25.02 %.
      {"just below", "t3.medium", 69, {}},
      {"just at",
       "t3.medium",
       70,
       {"warning node group \"own\": max Pods 70 reserves 1025 MiB for kubelet, 25 % of the 4096 MiB of "
        "t3.medium; with the "
        "recommended 17 it is 583 MiB less; set maxPods to what the nodes run, or use a type with more "
        "memory"}},
      {"large", "m5.large", 110, {}},
      // nodeadm itself reserves 299 of 1024 MiB.
      {"not raised", "t3.micro", 4, {}},
      {"raised a little",
       "t3.micro",
       5,
       {"warning node group \"own\": max Pods 5 reserves 310 MiB for kubelet, 30.2 % of the 1024 MiB of "
        "t3.micro; with the "
        "recommended 4 it is 11 MiB less; set maxPods to what the nodes run, or use a type with more "
        "memory"}},
  }));
  CAPTURE(row.name);
  CHECK(said(spec_of({with_max_pods(group("own", {row.type}, {}), row.max_pods)}),
             "max-pods.reserves-memory") == row.said);
}

TEST_CASE("with prefixes the recommendation itself may eat the memory") {
  ClusterSpec spec = spec_of({with_max_pods(group("own", {"m5.24xlarge", "t3.medium"}, {}), 110)});
  spec.cni.env = {variable("ENABLE_PREFIX_DELEGATION", "true")};
  CHECK(said(spec, "max-pods.reserves-memory") ==
        Lines{"warning node group \"own\": max Pods 110 reserves 1465 MiB for kubelet, 35.7 % of the 4096 "
              "MiB of t3.medium; "
              "with nodeadm's own 17 it is 1023 MiB less; set maxPods to what the nodes run, or use a type "
              "with more "
              "memory"});
  spec.policy.rules = {RuleSettingSpec{.rule = {"max-pods.reserves-memory"}, .threshold = Located<Amount>{Share::from_basis_points(4000)}}};
  CHECK(said(spec, "max-pods.reserves-memory").empty());
}

TEST_CASE("a node group that grows at once is held up by the slowest of EC2's buckets") {
  // Of m5.large each node sets up 3 ENIs for 20 Pods: 3 ModifyNetworkInterfaceAttribute; (3 * n - 100) / 5
  // seconds.
  CHECK(said(spec_of({group("web", {"m5.large"}, {.desired = 10, .max = 143, .pods_per_node = 20})}),
             "node-group.scale-out-throttled")
            .empty());
  CHECK(said(spec_of({group("web", {"m5.large"}, {.desired = 10, .max = 144, .pods_per_node = 20})}),
             "node-group.scale-out-throttled") ==
        Lines{"warning node group \"web\": from 10 to 144 nodes at once, 134 make 402 calls of "
              "ModifyNetworkInterfaceAttribute, of which EC2 grants 100 at once and 5 a second: the last one "
              "is ready after "
              "1 min, one alone after 10 s; let it grow by at most 100 nodes a minute; or turn prefix "
              "delegation on, for 33.6 s"});
}

TEST_CASE("a lone WARM_IP_TARGET is told what MINIMUM_IP_TARGET would do to the growth") {
  ClusterSpec spec = spec_of({group("web", {"m5.large"}, {.desired = 10, .max = 510, .pods_per_node = 20})});
  spec.cni.env = {variable("WARM_IP_TARGET", "2")};
  const Lines throttled = said(spec, "node-group.scale-out-throttled");
  REQUIRE(throttled.size() == 1);
  CHECK(throttled.front() ==
        "warning node group \"web\": from 10 to 510 nodes at once, 500 make 5000 calls of "
        "AssignPrivateIpAddresses, of "
        "which EC2 grants 100 at once and 5 a second: the last one is ready after 16 min 20 s, one alone "
        "after 55 s; let "
        "it grow by at most 30 nodes a minute; or set MINIMUM_IP_TARGET to 22, for 4 min 40 s");
  CHECK(said(spec, "cni.warm-ip-target-calls").size() == 1);
}

TEST_CASE("a threshold in seconds moves what counts as held up, and nodes that make no calls never are") {
  ClusterSpec spec = spec_of({group("web", {"m5.large"}, {.desired = 10, .max = 144, .pods_per_node = 20})});
  spec.policy.rules = {setting("node-group.scale-out-throttled", 61)};
  CHECK(said(spec, "node-group.scale-out-throttled").empty());
  ClusterSpec quiet =
      spec_of({group("auto", {"m5.large"}, {.desired = 1, .max = 900, .manager = NodeManager::auto_mode}),
               group("still", {"m5.large"}, {.desired = 900})});
  CHECK(said(quiet, "node-group.scale-out-throttled").empty());
  quiet.cni.env.clear();
  quiet.ip_family = Located<IpFamily>{IpFamily::ipv6};
  quiet.node_groups = {group("six", {"m5.large"}, {.desired = 1, .max = 900})};
  CHECK(said(quiet, "node-group.scale-out-throttled").empty());
}

TEST_CASE("beyond the calls that are played through the floor stands") {
  std::vector<NodeGroupSpec> groups;
  for (int i = 0; i < 4; ++i) {
    groups.push_back(
        group(fmt::format("g{}", i), {"m5.large"}, {.desired = 0, .max = 2000, .pods_per_node = 20}));
  }
  const Lines lines = said(spec_of(std::move(groups)), "node-group.scale-out-throttled");
  REQUIRE(lines.size() == 4);
  CHECK(lines[0].contains("the last one is ready after 19 min 40 s, one alone after 10 s"));
  CHECK(lines[3].contains("the last one is ready after 19 min 40 s at least"));
}

TEST_CASE("settings of the cluster are said of the first node group, those of a type of each") {
  ClusterSpec spec = spec_of({group("one", {"m5.large"}, {.pods_per_node = 10}),
                              group("two", {"m5.large"}, {.pods_per_node = 10}),
                              group("three", {"c5.xlarge", "t3.medium"}, {.pods_per_node = 10})});
  spec.cni.env = {variable("WARM_IP_TARGET", "2"), variable("MINIMUM_IP_TARGET", "10"),
                  variable("WARM_ENI_TARGET", "1"), variable("ENABLE_POD_ENI", "true"),
                  variable("MAX_ENI", "1")};
  CHECK(said(spec, "cni.ignored-target") ==
        Lines{"warning node group \"one\": on m5.large: WARM_ENI_TARGET=1 has no effect beside "
              "WARM_IP_TARGET=2 and "
              "MINIMUM_IP_TARGET=10, which rule alone: the node holds 10 addresses for 10 Pods (and so in 2 "
              "other node "
              "groups); leave WARM_ENI_TARGET out; or leave the IP targets out for 10 addresses"});
  const Lines trunks = said(spec, "cni.trunk-never-comes");
  REQUIRE(trunks.size() == 3);
  CHECK(trunks[2].starts_with(
      "warning node group \"three\": on c5.xlarge: ENABLE_POD_ENI is on and the trunk never comes: "
      "MAX_ENI=1 leaves only the primary ENI"));
}

TEST_CASE("defaults are nobody's setting, and a plain cluster has nothing to be told") {
  CHECK(ids(spec_of({group("one", {"m5.large"}, {.desired = 3, .max = 30, .pods_per_node = 20}),
                     group("win", {"m5.large"}, {.pods_per_node = 5})})) == Lines{});
}

TEST_CASE("hybrid nodes, groups without nodes and IPv6 nodes are passed over or told their own") {
  ClusterSpec spec = spec_of(
      {group("empty", {"m5.large"}, {.desired = 0}), group("far", {}, {.manager = NodeManager::hybrid})});
  CHECK(ids(spec) == Lines{});
  ClusterSpec six = spec_of({group("old", {"m4.large"}, {.pods_per_node = 5})});
  six.ip_family = Located<IpFamily>{IpFamily::ipv6};
  CHECK(ids(six) == Lines{"cni.refuses-to-start"});
}
