#include "planner/plan/plan_cluster.hpp"

#include <algorithm>
#include <random>

#include "planner/plan/demand.hpp"
#include "planner/plan/plan_findings.hpp"
#include "tests/support/specs.hpp"

using namespace cniplan;
using namespace cniplan::test;

namespace {

/// The example of AWS's subnet calculator sheet.
ClusterSpec calculator_sheet() {
  ClusterSpec spec;
  spec.policy = planning({ScenarioKind::steady, ScenarioKind::max});
  spec.vpc.subnets = {subnet("only", "10.0.0.0/23")};
  spec.node_groups = {group("large", {"m5.12xlarge"}, {.desired = 2, .pods_per_node = 100}),
                      group("small", {"c5.2xlarge"}, {.desired = 1, .pods_per_node = 30})};
  return spec;
}

}  // namespace

TEST_CASE("AWS's subnet calculator sheet is wrong about its own example, and the code decides") {
  // aws/aws-eks-best-practices latest/bpg/networking/subnet-calc/subnet-calc.xlsx says 510 usable, 351 used, 159 left
  // with the defaults, and 276 used with WARM_IP_TARGET=1.
  ClusterSpec spec = calculator_sheet();
  const ClusterPlan plan = planned(spec);
  CHECK(plan.subnets.front().usable == IpCount(507));
  CHECK(of_subnet(plan, "only").demand.total() == IpCount(360));
  CHECK(of_subnet(plan, "only").free == IpCount(147));
  CHECK(plan.fits);

  spec.cni.env = {variable("WARM_IP_TARGET", "1")};
  CHECK(of_subnet(planned(spec), "only").demand.total() == IpCount(244));
}

TEST_CASE("three c5.large with one CoreDNS Pod on two of them hold 50 addresses, 43 of them warm") {
  ClusterSpec spec;
  spec.vpc.subnets = {subnet("only", "10.0.0.0/24")};
  spec.node_groups = {group("all", {"c5.large"}, {.desired = 3})};
  const ClusterPlan plan = planned(spec);
  const SubnetDemand& demand = of_subnet(plan, "only").demand;
  CHECK(demand.total() == IpCount(50));
  CHECK(demand[AddressOwner::warm] == IpCount(43));
  CHECK(demand[AddressOwner::pods] == IpCount(2));
  CHECK(demand[AddressOwner::primary] == IpCount(5));
  CHECK(finding(plan, "pods.none-given") != nullptr);
}

TEST_CASE("what does not fit is a finding with its figures and a size that would do") {
  ClusterSpec spec = calculator_sheet();
  spec.vpc.subnets = {subnet("only", "10.0.0.0/24")};
  const ClusterPlan plan = planned(spec);
  CHECK_FALSE(plan.fits);
  CHECK(plan.verdict == "Does not fit: subnet only in scenario steady lacks 109 of 360 addresses.");
  const Finding* full = finding(plan, "subnet.full");
  REQUIRE(full != nullptr);
  CHECK(full->severity == Severity::error);
  CHECK(full->subject == "subnet \"only\"");
  CHECK(full->message == "lacks 109 addresses in scenario steady: 360 wanted, 251 usable");
  CHECK(full->remedy == "a /23 (507 usable) holds it below 80 %; or WARM_IP_TARGET=2 takes 247 here");
}

TEST_CASE("a subnet at its thresholds is warned of and failed") {
  struct Row {
    std::string name;
    std::int64_t others;
    std::string rule;
  };
  // 360 of 507 are taken by the nodes; 80 % are 405.6, 95 % are 481.65.
  const auto row = GENERATE(values<Row>({{"below", 45, ""},
                                         {"warn", 46, "subnet.above-warn-share"},
                                         {"still a warning", 121, "subnet.above-warn-share"},
                                         {"fail", 122, "subnet.above-fail-share"},
                                         {"exactly full", 147, "subnet.above-fail-share"},
                                         {"over", 148, "subnet.full"}}));
  CAPTURE(row.name);
  ClusterSpec spec = calculator_sheet();
  spec.vpc.subnets.front().used_count = Located<IpCount>{IpCount(row.others)};
  const ClusterPlan plan = planned(spec);
  for (const std::string_view rule : {"subnet.above-warn-share", "subnet.above-fail-share", "subnet.full"}) {
    CAPTURE(rule);
    CHECK((finding(plan, rule) != nullptr) == (rule == row.rule));
  }
}

TEST_CASE("prefixes need whole blocks, not just addresses") {
  ClusterSpec spec;
  spec.policy = planning({ScenarioKind::steady});
  spec.vpc.subnets = {subnet("only", "10.0.0.0/26")};
  spec.cni.env = {variable("ENABLE_PREFIX_DELEGATION", "true")};
  spec.node_groups = {group("all", {"m5.large"}, {.desired = 1, .pods_per_node = 20})};
  spec.node_groups.front().max_pods = Located<MaxPodsSpec>{PodCount(110)};
  const ClusterPlan plan = planned(spec);
  // 20 Pods: 2 prefixes and a warm one, 48 addresses of 59, but a /26 has only two whole blocks to give.
  CHECK(of_subnet(plan, "only").demand.prefixes == PrefixCount(3));
  CHECK(*of_subnet(plan, "only").free == IpCount(10));
  CHECK(of_subnet(plan, "only").missing_prefixes == PrefixCount(1));
  CHECK_FALSE(plan.fits);
  REQUIRE(finding(plan, "subnet.prefixes-short") != nullptr);
  CHECK(finding(plan, "subnet.prefixes-short")->message ==
        "lacks 1 whole /28 block in scenario steady: 3 prefixes and 1 single addresses, 2 blocks at best");
}

TEST_CASE("custom networking moves everything but the primary address to the zone's Pod subnet") {
  ClusterSpec spec;
  spec.vpc.subnets = {subnet("nodes-a", "10.0.0.0/24", "a"), subnet("pods-a", "100.64.0.0/20", "a", {SubnetUse::pods})};
  spec.cni.env = {variable("AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG", "true")};
  spec.cni.eni_configs = {{{"a"}, {"pods-a"}}};
  spec.node_groups = {group("all", {"m5.large"}, {.desired = 2, .pods_per_node = 10})};
  const ClusterPlan plan = planned(spec);
  CHECK(of_subnet(plan, "nodes-a").demand.total() == IpCount(2));
  // 10 Pods: two ENIs of 9 addresses, and no third for the warm one.
  CHECK(of_subnet(plan, "pods-a").demand.total() == IpCount(2 * 2 * 10));
}

TEST_CASE("custom networking without an ENIConfig for a zone is an error") {
  ClusterSpec spec;
  spec.vpc.subnets = {subnet("nodes-a", "10.0.0.0/24", "a"), subnet("nodes-b", "10.0.1.0/24", "b")};
  spec.cni.env = {variable("AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG", "true")};
  spec.cni.eni_configs = {{{"a"}, {"nodes-a"}}};
  spec.node_groups = {group("all", {"m5.large"}, {.desired = 2, .pods_per_node = 10})};
  const auto model = resolve(spec, Catalog::embedded());
  REQUIRE_FALSE(model.has_value());
  CHECK(model.error().front().message == "node group \"all\": custom networking has no ENIConfig for zone b");
}

TEST_CASE("max Pods of a group is the lowest of its types, and EKS's ceiling on managed node groups") {
  struct Row {
    std::string name;
    std::vector<std::string> types;
    MaxPodsSpec asked;
    NodeManager manager;
    std::int64_t max_pods;
    MaxPodsSource source;
  };
  const auto row = GENERATE(values<Row>({
      {"formula", {"m5.large"}, MaxPodsAuto{}, NodeManager::managed, 29, MaxPodsSource::eni_formula},
      {"lowest type", {"m5.2xlarge", "m5.large"}, MaxPodsAuto{}, NodeManager::managed, 29, MaxPodsSource::eni_formula},
      {"capped", {"m5.4xlarge"}, MaxPodsAuto{}, NodeManager::managed, 110, MaxPodsSource::managed_cap},
      {"own nodes", {"m5.4xlarge"}, MaxPodsAuto{}, NodeManager::self_managed, 234, MaxPodsSource::eni_formula},
      {"given", {"m5.large"}, PodCount(17), NodeManager::managed, 17, MaxPodsSource::given},
      {"given above", {"m5.large"}, PodCount(200), NodeManager::managed, 110, MaxPodsSource::managed_cap},
      {"expression", {"m5.large"}, MaxPodsExpression{"(default_enis - 1) * (ips_per_eni - 1) + 2"},
       NodeManager::self_managed, 20, MaxPodsSource::expression},
      {"broken expression", {"m5.large"}, MaxPodsExpression{"default_enis *"}, NodeManager::self_managed, 29,
       MaxPodsSource::eni_formula},
      {"auto mode", {"m5.large"}, MaxPodsAuto{}, NodeManager::auto_mode, 110, MaxPodsSource::auto_mode},
  }));
  CAPTURE(row.name);
  ClusterSpec spec;
  spec.vpc.subnets = {subnet("only", "10.0.0.0/20")};
  spec.node_groups = {group("all", row.types, {.desired = 1, .pods_per_node = 5, .manager = row.manager})};
  spec.node_groups.front().max_pods = Located<MaxPodsSpec>{row.asked};
  const ClusterPlan plan = planned(spec);
  CHECK(plan.node_groups.front().max_pods == PodCount(row.max_pods));
  CHECK(plan.node_groups.front().max_pods_source == row.source);
  CHECK((finding(plan, "max-pods.expression") != nullptr) == (row.name == "broken expression"));
  CHECK((finding(plan, "max-pods.capped") != nullptr) == (row.name == "given above"));
  CHECK((finding(plan, "auto-mode.warm-pool-assumed") != nullptr) == (row.name == "auto mode"));
}

TEST_CASE("a load balancer needs eight free addresses to be made") {
  ClusterSpec spec;
  spec.vpc.subnets = {subnet("only", "10.0.0.0/28", "a", {SubnetUse::nodes, SubnetUse::load_balancers})};
  spec.node_groups = {group("none", {"m5.large"}, {.desired = 0, .pods_per_node = 0})};
  LoadBalancerSpec nlb;
  nlb.type = Located<LoadBalancerType>{LoadBalancerType::nlb};
  spec.load_balancers = {nlb};
  spec.vpc.subnets.front().used_count = Located<IpCount>{IpCount(3)};
  CHECK(finding(planned(spec), "load-balancer.room") == nullptr);

  spec.vpc.subnets.front().used_count = Located<IpCount>{IpCount(4)};
  const ClusterPlan plan = planned(spec);
  REQUIRE(finding(plan, "load-balancer.room") != nullptr);
  CHECK(finding(plan, "load-balancer.room")->message ==
        "7 addresses are left for load balancers in scenario steady; making one needs 8");
}

TEST_CASE("more Pods on a node than max Pods, or than it has addresses for, are errors") {
  ClusterSpec spec;
  spec.vpc.subnets = {subnet("only", "10.0.0.0/20")};
  spec.node_groups = {group("all", {"m5.large"}, {.desired = 1, .pods_per_node = 30})};
  const ClusterPlan plan = planned(spec);
  REQUIRE(finding(plan, "pods.above-max-pods") != nullptr);
  CHECK(finding(plan, "pods.above-max-pods")->message ==
        "32 Pods a node, 2 of them on the host network, are above max Pods 29 of m5.large in scenario steady");
  REQUIRE(finding(plan, "pods.without-address") != nullptr);
  CHECK(finding(plan, "pods.without-address")->message ==
        "the fullest node has no address for 3 of its 30 Pods in scenario steady: m5.large serves Pods with 3 ENIs of 9 "
        "addresses");
}

TEST_CASE("Fargate Pods, control plane, load balancers and endpoints each have their owner") {
  ClusterSpec spec;
  const std::vector<SubnetUse> uses = {SubnetUse::control_plane, SubnetUse::nodes, SubnetUse::load_balancers,
                                       SubnetUse::fargate};
  spec.vpc.subnets = {subnet("a", "10.0.0.0/24", "a", uses), subnet("b", "10.0.1.0/24", "b", uses),
                      subnet("c", "10.0.2.0/24", "c", uses)};
  spec.node_groups = {group("none", {"m5.large"}, {.desired = 0, .max = 1, .pods_per_node = 0})};
  FargateProfileSpec profile;
  profile.name = Located<std::string>{"batch"};
  profile.pods.desired = Located<std::int64_t>{10};
  profile.pods.max = Located<std::int64_t>{20};
  spec.fargate_profiles = {profile};
  LoadBalancerSpec alb;
  alb.type = Located<LoadBalancerType>{LoadBalancerType::alb};
  LoadBalancerSpec nlb;
  nlb.type = Located<LoadBalancerType>{LoadBalancerType::nlb};
  spec.load_balancers = {alb, nlb};
  EndpointSpec endpoint;
  endpoint.subnets = {{"a"}};
  spec.endpoints = {endpoint};
  const ClusterPlan plan = planned(spec);
  struct Row {
    std::string subnet;
    std::size_t scenario;
    std::int64_t fargate;
    std::int64_t control_plane;
    std::int64_t load_balancers;
    std::int64_t endpoints;
  };
  for (const Row& row : {Row{"a", 0, 4, 2, 8 + 1, 1}, Row{"b", 0, 3, 1, 8 + 1, 0}, Row{"c", 0, 3, 1, 8 + 1, 0},
                         Row{"a", 1, 7, 2, 34 + 1, 1}, Row{"b", 1, 7, 1, 33 + 1, 0}, Row{"c", 1, 6, 1, 33 + 1, 0}}) {
    CAPTURE(row.subnet, row.scenario);
    const SubnetDemand& demand = of_subnet(plan, row.subnet, row.scenario).demand;
    CHECK(demand[AddressOwner::fargate] == IpCount(row.fargate));
    CHECK(demand[AddressOwner::control_plane] == IpCount(row.control_plane));
    CHECK(demand[AddressOwner::alb] + demand[AddressOwner::nlb] == IpCount(row.load_balancers));
    CHECK(demand[AddressOwner::endpoints] == IpCount(row.endpoints));
  }
}

TEST_CASE("workloads go where there is room, and what finds none is said") {
  ClusterSpec spec;
  spec.vpc.subnets = {subnet("only", "10.0.0.0/20")};
  spec.addons.emplace();
  spec.node_groups = {group("small", {"m5.large"}, {.desired = 1}), group("large", {"m5.2xlarge"}, {.desired = 1})};
  WorkloadSpec workload;
  workload.name = Located<std::string>{"api"};
  workload.replicas.desired = Located<std::int64_t>{83};
  workload.replicas.max = Located<std::int64_t>{84};
  spec.workloads = {workload};
  // Room under max Pods: 29 - 2 = 27 and 58 - 2 = 56, 83 in all.
  const ClusterPlan plan = planned(spec);
  CHECK(plan.node_groups[0].scenarios[0].pods == PodCount(27));
  CHECK(plan.node_groups[1].scenarios[0].pods == PodCount(56));
  REQUIRE(finding(plan, "pods.no-room") != nullptr);
  CHECK(finding(plan, "pods.no-room")->message ==
        "no node has room under max Pods for 1 of its Pods in scenario max");
}

TEST_CASE("hybrid nodes take nothing of the VPC, IPv6 nodes one IPv4 address, Windows nodes one ENI") {
  ClusterSpec spec;
  spec.vpc.subnets = {subnet("only", "10.0.0.0/24")};
  spec.node_groups = {group("hybrid", {}, {.desired = 5, .pods_per_node = 10, .manager = NodeManager::hybrid})};
  CHECK(of_subnet(planned(spec), "only").demand.total() == IpCount(0));

  spec.node_groups = {group("six", {"m5.large"}, {.desired = 5, .pods_per_node = 10})};
  spec.ip_family = Located<IpFamily>{IpFamily::ipv6};
  CHECK(of_subnet(planned(spec), "only").demand.total() == IpCount(5));

  spec.ip_family.reset();
  spec.node_groups = {group("windows", {"m5.large"}, {.desired = 2, .pods_per_node = 4})};
  spec.node_groups.front().os = Located<NodeOs>{NodeOs::windows};
  CHECK(of_subnet(planned(spec), "only").demand.total() == IpCount(2 * (1 + 7)));
}

TEST_CASE("reservations keep their addresses from single addresses, explicit ones from everybody") {
  ClusterSpec spec = calculator_sheet();
  ReservationSpec reservation;
  reservation.cidr = Located<Cidr>{cidr("10.0.1.0/25")};
  reservation.type = Located<ReservationType>{ReservationType::explicit_use};
  spec.vpc.subnets.front().reservations = {reservation};
  CHECK(of_subnet(planned(spec), "only").demand[AddressOwner::others] == IpCount(128));

  // 507 usable less 256 reserved leave 252 for 360 single addresses: the last address of the subnet is AWS's anyway.
  spec.vpc.subnets.front().reservations.front().cidr = Located<Cidr>{cidr("10.0.1.0/24")};
  spec.vpc.subnets.front().reservations.front().type = Located<ReservationType>{ReservationType::prefix};
  const ClusterPlan plan = planned(spec);
  CHECK(of_subnet(plan, "only").missing_singles == IpCount(360 - (507 - 255)));
  CHECK_FALSE(plan.fits);
  CHECK(plan.verdict ==
        "Does not fit: subnet only in scenario steady lacks 108 single addresses outside of its reservations.");
  REQUIRE(finding(plan, "subnet.singles-short") != nullptr);
  CHECK(plan.exhaustion->first.resource == Resource::single_addresses);
}

TEST_CASE("where Pods are not known, a node is full when max Pods or its addresses end") {
  struct Row {
    std::string name;
    NodeOs os;
    bool custom_networking;
    std::int64_t pods;
    bool warned;
  };
  const auto row = GENERATE(values<Row>({{"max Pods less two on the host network", NodeOs::linux, false, 27, false},
                                         {"fewer addresses than max Pods", NodeOs::linux, true, 18, true},
                                         {"Windows has one ENI", NodeOs::windows, false, 9, false}}));
  CAPTURE(row.name);
  ClusterSpec spec;
  spec.pods_unknown = true;
  spec.vpc.subnets = {subnet("only", "10.0.0.0/20", "a")};
  spec.node_groups = {group("all", {"m5.large"}, {.desired = 1})};
  spec.node_groups.front().os = Located<NodeOs>{row.os};
  if (row.custom_networking) {
    spec.cni.env = {variable("AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG", "true")};
    spec.cni.eni_configs = {{{"a"}, {"only"}}};
  }
  const ClusterPlan plan = planned(spec);
  CHECK(plan.node_groups.front().scenarios.front().pods == PodCount(row.pods));
  CHECK(finding(plan, "pods.assumed-full") != nullptr);
  CHECK((finding(plan, "max-pods.above-addresses") != nullptr) == row.warned);
}

TEST_CASE("a subnet whose CIDR is not known has a demand and no verdict") {
  ClusterSpec spec = calculator_sheet();
  spec.vpc.subnets.front().cidr.reset();
  const ClusterPlan plan = planned(spec);
  CHECK(of_subnet(plan, "only").demand.total() == IpCount(360));
  CHECK(of_subnet(plan, "only").free == std::nullopt);
  CHECK(plan.verdict == "Cannot say whether it fits: no subnet's CIDR is known.");
  // Nobody knows when the subnet is full; the quotas are known.
  REQUIRE(plan.exhaustion.has_value());
  CHECK(plan.exhaustion->first.subnet.empty());
  CHECK(plan.exhaustion->first.resource == Resource::network_address_units);
  REQUIRE(finding(plan, "subnet.size-unknown") != nullptr);
}

TEST_CASE("random clusters: owners add up, nothing is negative, more room never lowers the exhaustion point") {
  const auto seed = GENERATE(range(1U, 41U));
  CAPTURE(seed);
  std::mt19937 random(seed);
  const auto pick = [&](std::int64_t least, std::int64_t most) {
    return std::uniform_int_distribution<std::int64_t>(least, most)(random);
  };
  const std::vector<std::string> types = {"m5.large", "c5.2xlarge", "t3.medium", "m4.xlarge", "r6i.8xlarge"};
  ClusterSpec spec;
  const int zones = static_cast<int>(pick(1, 4));
  for (int zone = 0; zone < zones; ++zone) {
    const std::string name(1, static_cast<char>('a' + zone));
    spec.vpc.subnets.push_back(
        subnet(name, "10." + std::to_string(zone) + ".0.0/" + std::to_string(pick(20, 26)), name));
    spec.vpc.subnets.back().used_count = Located<IpCount>{IpCount(pick(0, 20))};
  }
  if (pick(0, 1) == 1) spec.cni.env.push_back(variable("ENABLE_PREFIX_DELEGATION", "true"));
  if (pick(0, 1) == 1) spec.cni.env.push_back(variable("WARM_IP_TARGET", std::to_string(pick(0, 9))));
  if (pick(0, 2) == 1) spec.cni.env.push_back(variable("MINIMUM_IP_TARGET", std::to_string(pick(0, 30))));
  if (pick(0, 2) == 1) spec.cni.env.push_back(variable("ENABLE_POD_ENI", "true"));
  for (int i = 0; i < 3; ++i) {
    const auto desired = pick(0, 30);
    GroupOptions options{.desired = desired, .max = std::max<std::int64_t>(1, desired + pick(0, 20))};
    if (pick(0, 1) == 1) options.pods_per_node = pick(0, 27);
    spec.node_groups.push_back(group("g" + std::to_string(i), {types[static_cast<std::size_t>(pick(0, 4))]}, options));
  }
  WorkloadSpec workload;
  workload.name = Located<std::string>{"w"};
  workload.replicas.desired = Located<std::int64_t>{pick(0, 100)};
  workload.pod_eni = Located<bool>{pick(0, 1) == 1};
  spec.workloads = {workload};

  const ClusterPlan plan = planned(spec);
  for (const SubnetPlan& made : plan.subnets) {
    for (const SubnetScenario& scenario : made.scenarios) {
      IpCount sum;
      for (const IpCount ips : scenario.demand.by_owner) {
        CHECK(ips >= IpCount(0));
        sum += ips;
      }
      CHECK(scenario.demand.total() == sum);
      CHECK(*scenario.free == *made.usable - sum);
      CHECK(ips_in(scenario.demand.prefixes) <=
            scenario.demand[AddressOwner::pods] + scenario.demand[AddressOwner::warm]);
    }
  }
  for (std::size_t s = 0; s < plan.scenarios.size(); ++s) {
    // As a whole, as the subnets' worst may be of different variants; no group has a DaemonSet that new nodes add.
    CHECK(plan.scenarios[s].total[AddressOwner::pods].value() <= plan.scenarios[s].pods.value());
    CHECK(plan.scenarios[s].fits ==
          std::ranges::all_of(plan.subnets, [&](const SubnetPlan& made) { return made.scenarios[s].fits(); }));
  }
  if (plan.exhaustion) {
    ClusterSpec roomier = spec;
    for (SubnetSpec& made : roomier.vpc.subnets) {
      made.cidr = Located<Cidr>{Cidr::containing(made.cidr->value.network(), made.cidr->value.prefix_length() - 1)};
    }
    const ClusterPlan better = planned(roomier);
    REQUIRE(better.exhaustion.has_value());
    CHECK(better.exhaustion->nodes >= plan.exhaustion->nodes);
  }
}

TEST_CASE("the size that is proposed is the smallest that does") {
  for (const std::int64_t ips : {1, 8, 9, 40, 47, 48, 360, 405, 406, 50'000}) {
    CAPTURE(ips);
    SubnetDemand demand;
    demand[AddressOwner::pods] = IpCount(ips);
    const auto length = prefix_length_for(demand, Share::from_percent(80));
    REQUIRE(length.has_value());
    const auto holds = [&](int prefix_length) {
      return ips * 100 < usable_ips(Cidr::containing(Ipv4Address(0), prefix_length)).value() * 80;
    };
    CHECK(holds(*length));
    if (*length < 28) CHECK_FALSE(holds(*length + 1));
  }
  SubnetDemand too_much;
  too_much[AddressOwner::pods] = IpCount(60'000);
  CHECK(prefix_length_for(too_much, Share::from_percent(80)) == std::nullopt);
}
