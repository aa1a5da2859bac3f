#include "planner/plan/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <ostream>
#include <string>

#include "planner/capacity/api_throttling.hpp"
#include "planner/capacity/warm_pool.hpp"
#include "planner/core/format.hpp"
#include "planner/plan/cni_mode.hpp"
#include "tests/support/random.hpp"
#include "tests/support/specs.hpp"

using namespace cniplan;
using namespace cniplan::test;

namespace {

const std::vector<std::string> kZones = {"eu-west-1a", "eu-west-1b", "eu-west-1c"};

/// Pods in a workload, on one node group in three zones whose subnets have no CIDR.
ClusterSpec cluster(std::int64_t pods, std::string type, std::int64_t cpu_millis = 0) {
  ClusterSpec spec;
  for (const std::string& zone : kZones) {
    SubnetSpec made = subnet("nodes-" + zone, "10.0.0.0/16", zone);
    made.cidr.reset();
    spec.vpc.subnets.push_back(std::move(made));
  }
  spec.node_groups = {group("general", {std::move(type)}, {.desired = 1})};
  WorkloadSpec workload;
  workload.name = Located<std::string>{"pods"};
  workload.replicas.desired = Located<std::int64_t>{pods};
  if (cpu_millis > 0) workload.requests.cpu_millis = Located<std::int64_t>{cpu_millis};
  spec.workloads = {std::move(workload)};
  spec.addons.emplace();
  return spec;
}

InstanceType type_named(std::string_view name) {
  const InstanceType* const type = Catalog::embedded().find(name);
  REQUIRE(type != nullptr);
  return *type;
}

const Alternative& of(const CompareResult& result, std::string_view type, CniMode mode, std::size_t warm = 0) {
  for (const Alternative& alternative : result.alternatives) {
    if (alternative.type == type && alternative.mode == mode && alternative.warm == warm) return alternative;
  }
  FAIL("no alternative " << type << " " << to_string(mode));
  return result.alternatives.front();
}

std::string text_of(const CompareResult& result) {
  std::string text;
  for (const Alternative& a : result.alternatives) {
    text += fmt::format("{} {} {} {} {} {} {} {}\n", a.type, to_string(a.mode), a.warm, a.nodes, a.addresses, a.ready_ms,
                        a.price_micro_usd.value_or(-1), a.dominated_by ? static_cast<std::int64_t>(*a.dominated_by) : -1);
  }
  return text;
}

}  // namespace

TEST_CASE("a node has as many Pods as AWS recommends for its mode, and the fleet as many nodes as they need") {
  const CompareResult result = compare({.model = resolved(cluster(1000, "m5.large"))});
  // 3 ENIs with 9 addresses each: 29 Pods with the two on the host network, 20 with custom networking; 110 with prefixes.
  const auto check = [&](CniMode mode, std::int64_t max_pods, std::int64_t nodes) {
    CAPTURE(to_string(mode));
    CHECK(of(result, "", mode).max_pods == PodCount(max_pods));
    CHECK(of(result, "", mode).nodes == NodeCount(nodes));
    CHECK(of(result, "", mode).pods == PodCount(1000));
  };
  check(CniMode::secondary_ip, 29, 38);                // ceil(1000 / 27)
  check(CniMode::prefix_delegation, 110, 10);          // ceil(1000 / 108)
  check(CniMode::secondary_ip_custom_networking, 20, 56);           // ceil(1000 / 18)
  check(CniMode::prefix_delegation_custom_networking, 110, 10);
  check(CniMode::ipv6, 110, 10);
  CHECK(of(result, "", CniMode::ipv6).steady_addresses == IpCount(10));
}

TEST_CASE("what a fleet holds in steady is what its nodes hold, one by one") {
  const CompareResult result = compare({.model = resolved(cluster(1000, "m6i.2xlarge"))});
  const InstanceType type = type_named("m6i.2xlarge");
  for (const Alternative& alternative : result.alternatives) {
    CAPTURE(alternative_text(result, alternative));
    CniConfig cni;
    cni.ip_family = alternative.mode == CniMode::ipv6 ? IpFamily::ipv6 : IpFamily::ipv4;
    cni.custom_networking = alternative.mode == CniMode::secondary_ip_custom_networking || alternative.mode == CniMode::prefix_delegation_custom_networking;
    cni.prefix_delegation = alternative.mode != CniMode::secondary_ip && alternative.mode != CniMode::secondary_ip_custom_networking;
    const WarmSetting& warm = result.warm_settings[alternative.warm];
    cni.warm_eni_target = warm.warm_eni_target.value_or(1);
    cni.warm_prefix_target = warm.warm_prefix_target.value_or(1);
    cni.warm_ip_target = warm.warm_ip_target.value_or(0);
    const std::int64_t nodes = alternative.nodes.value();
    if (warm.minimum_is_pods) cni.minimum_ip_target = (1000 + nodes - 1) / nodes;
    IpCount total;
    IpCount held_for_nobody;
    for (std::int64_t n = 0; n < nodes; ++n) {
      const PodCount pods(1000 / nodes + (n < 1000 % nodes ? 1 : 0));
      const NodeIpUsage usage = settle({.limits = limits_of(type),
                                        .cni = cni,
                                        .os = NodeOs::linux,
                                        .load = {.pods = pods, .branch_pods = {}, .max_pods = alternative.max_pods},
                                        .conditions = {}},
                                       PodArrival::one_by_one)
                                    .usage;
      total += usage.total();
      held_for_nobody += usage.node_subnet.warm + usage.pod_subnet.warm;
    }
    CHECK(alternative.steady_addresses == total);
    CHECK(alternative.waste == held_for_nobody);
  }
}

TEST_CASE("Pods' requests bound the Pods of a node, and a Pod that fits nowhere leaves a type out") {
  const CompareResult result = compare({.model = resolved(cluster(100, "m5.large", 900)),
                                        .types = {type_named("m5.large"), type_named("m5.4xlarge"), type_named("c5.large")},
                                        .modes = {CniMode::secondary_ip}});
  // 2 vCPUs less 70 millicores (6 % and 1 %): 1930 of 900 each are two Pods.
  CHECK(of(result, "m5.large", CniMode::secondary_ip).nodes == NodeCount(50));
  CHECK(of(result, "m5.4xlarge", CniMode::secondary_ip).nodes == NodeCount(6));  // 15.89 cores: 17 Pods
  const CompareResult none = compare({.model = resolved(cluster(100, "m5.4xlarge", 3'000)),
                                      .types = {type_named("m5.large"), type_named("m5.4xlarge")},
                                      .modes = {CniMode::secondary_ip, CniMode::ipv6}});
  REQUIRE(none.left_out.size() == 1);
  CHECK(none.left_out.front().reason == "a Pod's requests do not fit onto a node");
  CHECK(none.left_out.front().count == 7);
  CHECK(none.left_out.front().types == std::vector<std::string>{"m5.large"});
}

TEST_CASE("the price is that of the nodes and of the cluster for 730 hours") {
  const CompareResult result = compare({.model = resolved(cluster(270, "m5.large")), .modes = {CniMode::secondary_ip}});
  const Alternative& alternative = of(result, "", CniMode::secondary_ip);
  const std::int64_t hour = *type_named("m5.large").price_micro_usd_hour;
  CHECK(alternative.nodes == NodeCount(10));
  CHECK(alternative.price_micro_usd == (10 * hour + 100'000) * 730);
  CHECK(alternative.price_per_pod_micro_usd() == ((10 * hour + 100'000) * 730 + 135) / 270);
}

TEST_CASE("a scale-out waits for the bucket of the action that is called most") {
  const CompareResult result = compare({.model = resolved(cluster(27'000, "m5.large")), .modes = {CniMode::secondary_ip}});
  const Alternative& alternative = of(result, "", CniMode::secondary_ip);
  const auto timeline = call_timeline({.limits = limits_of(type_named("m5.large")),
                                       .cni = {},
                                       .os = NodeOs::linux,
                                       .load = {.pods = PodCount(27), .branch_pods = {}, .max_pods = PodCount(29)},
                                       .conditions = {}},
                                      PodArrival::all_at_once);
  const auto loads = bucket_loads(timeline, NodeCount(1000));
  CHECK(alternative.nodes == NodeCount(1000));
  CHECK(alternative.ready_ms == loads.front().floor_ms);
  std::int64_t calls = 0;
  for (const BucketLoad& load : loads) calls += load.calls;
  CHECK(alternative.calls == calls);
}

TEST_CASE("nothing on the front is beaten, and everything else is") {
  std::vector<InstanceType> types;
  for (const char* const name : {"m5.large", "m5.2xlarge", "c5.xlarge", "t3.medium", "m4.large", "r6i.4xlarge", "m7g.large"}) {
    types.push_back(type_named(name));
  }
  const CompareResult result = compare({.model = resolved(cluster(3000, "m5.large", 100)), .types = types});
  const auto beats = [&](const Alternative& a, const Alternative& b) {
    if ((a.mode == CniMode::ipv6) != (b.mode == CniMode::ipv6)) return false;
    bool better = false;
    for (const Objective objective : result.objectives) {
      if (*a.value_of(objective) > *b.value_of(objective)) return false;
      better = better || *a.value_of(objective) < *b.value_of(objective);
    }
    return better;
  };
  std::size_t front = 0;
  for (const Alternative& one : result.alternatives) {
    const bool beaten = std::ranges::any_of(result.alternatives, [&](const Alternative& other) { return beats(other, one); });
    CHECK(one.on_front == (!beaten && !one.same_as));
    if (one.same_as) {
      for (const Objective objective : result.objectives) {
        CHECK(one.value_of(objective) == result.alternatives[*one.same_as].value_of(objective));
      }
    }
    CHECK(one.dominated_by.has_value() == beaten);
    if (one.dominated_by) CHECK(beats(result.alternatives[*one.dominated_by], one));
    front += one.on_front ? 1 : 0;
  }
  CHECK(result.front == front);
  REQUIRE(result.recommended.has_value());
  CHECK(result.alternatives[result.recommended->alternative].on_front);
  CHECK(result.alternatives[result.recommended->alternative].mode != CniMode::ipv6);
  // Not Nitro: its ENIs take no prefixes.
  CHECK(std::ranges::any_of(result.left_out, [](const LeftOut& out) { return out.types == std::vector<std::string>{"m4.large"}; }));
}

TEST_CASE("the result is the same for any number of threads, and each step is told once") {
  std::vector<InstanceType> types;
  for (const InstanceType& type : Catalog::embedded().types()) {
    if (types.size() < 60) types.push_back(type);
  }
  CompareRequest request{.model = resolved(cluster(2000, "m5.large", 250)), .types = types};
  const std::string one = text_of(compare(request));
  std::vector<std::size_t> told;
  request.threads = 3;
  request.progress = [&](std::size_t done, std::size_t all) {
    CHECK(all == types.size() * kCniModes.size());
    told.push_back(done);
  };
  CHECK(text_of(compare(request)) == one);
  CHECK(told.size() == types.size() * kCniModes.size());
  CHECK(std::ranges::is_sorted(told));
}

TEST_CASE("the cluster as it is takes part with the figures of its plan") {
  ClusterSpec spec = cluster(0, "m5.large");
  spec.workloads.clear();
  spec.node_groups = {group("general", {"m5.large"}, {.desired = 9, .max = 12, .pods_per_node = 20})};
  const ClusterModel model = resolved(spec);
  const CompareResult result = compare({.model = model, .with_current = true});
  const auto current = std::ranges::find(result.alternatives, true, &Alternative::current);
  REQUIRE(current != result.alternatives.end());
  const ClusterPlan plan = plan_cluster(model);
  IpCount most;
  for (const ScenarioPlan& scenario : plan.scenarios) most = std::max(most, scenario.total.total());
  CHECK(current->addresses == most);
  CHECK(current->steady_addresses == plan.scenarios.front().total.total());
  CHECK(current->nodes == NodeCount(9));
  // Its 180 Pods fit onto 7 full nodes.
  CHECK(of(result, "", CniMode::secondary_ip).nodes == NodeCount(7));
}

TEST_CASE("the recommended one's figures are derived from its owners, calls and buckets") {
  const CompareResult result =
      compare({.model = resolved(cluster(27'000, "m5.large")), .modes = {CniMode::secondary_ip}, .warm_settings = {{}}});
  const auto values = [&](std::string_view figure) {
    for (const Derivation& made : result.derivations) {
      if (made.figure == figure) return made.values;
    }
    return std::string("none");
  };
  // 1,000 nodes with 27 Pods each on 3 ENIs; the control plane has no subnet here.
  CHECK(values("addresses in scenario steady") == "3000 primary + 27000 pods = 30000");
  CHECK(values("NAU") == "30000 + 0 + 2000 = 32000");
  CHECK(values("EC2 calls").ends_with(fmt::format(" = {}", result.alternatives.front().calls)));
  CHECK(values("ready").ends_with(value_text(Objective::ready, result.alternatives.front().ready_ms)));
  CHECK(values("Pods per /24") == "256 * 27000 / 30000 = 230.4");
}

TEST_CASE("custom networking adds a subnet for Pods in each zone; other modes leave none to Pods") {
  const ClusterModel model = resolved(cluster(100, "m5.large"));
  const ClusterModel custom = in_mode(model, CniMode::prefix_delegation_custom_networking);
  CHECK(custom.subnets.size() == 6);
  CHECK(custom.cni.prefix_delegation);
  for (const Placement& place : custom.node_groups.front().placements) {
    CHECK(custom.subnets[place.pods].label == "pods-" + custom.zones[place.zone]);
  }
  const ClusterModel back = in_mode(custom, CniMode::secondary_ip);
  for (const Placement& place : back.node_groups.front().placements) CHECK(place.pods == place.nodes);
  CHECK(mode_of(back.cni) == CniMode::secondary_ip);
  for (const CniMode mode : kCniModes) CHECK(mode_of(in_mode(model, mode).cni) == mode);
}

TEST_CASE("settings of the warm pool as text") {
  CHECK(WarmSetting{}.to_text() == "defaults");
  CHECK(WarmSetting{.warm_ip_target = 2, .minimum_is_pods = true}.to_text() == "WARM_IP_TARGET=2,MINIMUM_IP_TARGET=pods");
  CHECK(WarmSetting{.warm_eni_target = 2, .warm_prefix_target = 3}.to_text() == "WARM_ENI_TARGET=2,WARM_PREFIX_TARGET=3");
}
