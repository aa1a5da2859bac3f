#include "planner/plan/size.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "planner/capacity/max_pods.hpp"
#include "tests/support/random.hpp"
#include "tests/support/specs.hpp"

using namespace cniplan;
using namespace cniplan::test;

namespace {

/// A subnet whose size is asked for.
SubnetSpec open_subnet(std::string name, std::string az, std::vector<SubnetUse> uses) {
  SubnetSpec made = subnet(std::move(name), "10.0.0.0/16", std::move(az), std::move(uses));
  made.cidr.reset();
  return made;
}

const std::vector<std::string> kZones = {"eu-west-1a", "eu-west-1b", "eu-west-1c"};

/// Node subnets and a subnet of the control plane in each zone.
ClusterSpec cluster(std::string_view vpc, NodeGroupSpec nodes, std::size_t zones = 3) {
  ClusterSpec spec;
  spec.vpc.cidrs = {{cidr(vpc)}};
  for (std::size_t z = 0; z < zones; ++z) {
    spec.vpc.subnets.push_back(open_subnet("nodes-" + kZones[z], kZones[z], {SubnetUse::nodes}));
  }
  for (std::size_t z = 0; z < zones; ++z) {
    spec.vpc.subnets.push_back(open_subnet("control-" + kZones[z], kZones[z], {SubnetUse::control_plane}));
  }
  spec.node_groups = {std::move(nodes)};
  return spec;
}

SizeResult sized(const ClusterSpec& spec, Fragmentation fragmentation = Fragmentation::expected,
                 ZoneSizes zones = ZoneSizes::equal) {
  return size_subnets({.model = resolved(spec), .fragmentation = fragmentation, .zone_sizes = zones});
}

const SizedSubnet& of(const SizeResult& result, std::string_view label) {
  for (const SizedSubnet& subnet : result.subnets) {
    if (subnet.label == label) return subnet;
  }
  FAIL("no subnet " << label);
  return result.subnets.front();
}

/// The spec with the CIDRs and reservations of the result in it.
ClusterSpec applied(ClusterSpec spec, const SizeResult& result) {
  for (std::size_t i = 0; i < spec.vpc.subnets.size(); ++i) {
    SubnetSpec& subnet = spec.vpc.subnets[i];
    REQUIRE(result.subnets[i].cidr.has_value());
    subnet.cidr = Located<Cidr>{*result.subnets[i].cidr};
    for (const Cidr& part : result.subnets[i].reservations) {
      subnet.reservations.push_back({.cidr = Located<Cidr>{part}, .type = Located<ReservationType>{ReservationType::prefix}});
    }
  }
  return spec;
}

/// What there is to mend in a plan.
std::string to_mend(const ClusterPlan& plan) {
  std::string text;
  for (const Finding& found : plan.findings) {
    if (found.severity != Severity::info) text += fmt::format("{} {}: {}\n", found.rule->id, found.subject, found.message);
  }
  return text;
}

}  // namespace

TEST_CASE("node subnets are as small as 80 % of them allows, in every zone alike") {
  // 54 nodes of m6i.2xlarge with 56 Pods: 4 ENIs, 60 addresses a node; losing a zone leaves 27 nodes in each.
  const SizeResult result = sized(cluster("10.20.0.0/16", group("general", {"m6i.2xlarge"}, {.desired = 54, .pods_per_node = 56})));
  REQUIRE(result.fits);
  CHECK(of(result, "nodes-eu-west-1a").demand == IpCount(27 * 60));
  CHECK(of(result, "nodes-eu-west-1a").cidr == cidr("10.20.0.0/21"));
  CHECK(of(result, "nodes-eu-west-1b").cidr == cidr("10.20.8.0/21"));
  CHECK(of(result, "nodes-eu-west-1c").cidr == cidr("10.20.16.0/21"));
  CHECK(of(result, "nodes-eu-west-1a").reason.cause == SizeCause::addresses);
  CHECK(of(result, "control-eu-west-1a").prefix_length == 28);
  CHECK(of(result, "control-eu-west-1a").cidr == cidr("10.20.24.0/28"));
  CHECK(of(result, "control-eu-west-1a").reason.cause == SizeCause::smallest);
  CHECK(result.verdict == "Fits: 6 subnets of 6192 addresses in 10.20.0.0/16; 59344 addresses stay free, and 10.20.0.0/19 would do.");
  CHECK(to_mend(*result.plan) == "");
}

TEST_CASE("a subnet with a CIDR stays, and new ones go around it and what is excluded") {
  ClusterSpec spec = cluster("10.20.0.0/20", group("general", {"m5.large"}, {.desired = 6, .pods_per_node = 20}));
  spec.vpc.subnets[1].cidr = Located<Cidr>{cidr("10.20.0.0/24")};
  const SizeResult result = size_subnets({.model = resolved(spec), .exclude = {cidr("10.20.2.0/23")}});
  REQUIRE(result.fits);
  CHECK(of(result, "nodes-eu-west-1b").given);
  CHECK(of(result, "nodes-eu-west-1b").cidr == cidr("10.20.0.0/24"));
  for (const SizedSubnet& subnet : result.subnets) {
    CAPTURE(subnet.label);
    CHECK_FALSE(subnet.cidr->overlaps(cidr("10.20.2.0/23")));
    CHECK((subnet.given || !subnet.cidr->overlaps(cidr("10.20.0.0/24"))));
  }
}

TEST_CASE("what has its place keeps it when a subnet is added") {
  ClusterSpec spec = cluster("10.20.0.0/18", group("general", {"m5.large"}, {.desired = 30, .pods_per_node = 20}));
  const SizeResult before = sized(spec);
  REQUIRE(before.fits);
  ClusterSpec larger = applied(spec, before);
  larger.vpc.subnets.insert(larger.vpc.subnets.begin(), open_subnet("a-new-one", kZones[0], {SubnetUse::fargate}));
  FargateProfileSpec profile{.name = Located<std::string>{"batch"}};
  profile.pods.desired = Located<std::int64_t>{100};
  larger.fargate_profiles = {profile};
  const SizeResult after = sized(larger);
  REQUIRE(after.fits);
  for (const SizedSubnet& subnet : before.subnets) CHECK(of(after, subnet.label).cidr == subnet.cidr);
  CHECK(of(after, "a-new-one").prefix_length == 24);  // a /25 has 123 usable: 100 are above 80 % of them
}

TEST_CASE("subnets of load balancers hold what AWS asks of them") {
  ClusterSpec spec = cluster("10.20.0.0/16", group("general", {"m5.large"}, {.desired = 3, .pods_per_node = 10}));
  for (std::size_t z = 0; z < 3; ++z) {
    spec.vpc.subnets.push_back(open_subnet("public-" + kZones[z], kZones[z], {SubnetUse::load_balancers}));
  }
  spec.load_balancers = {{.name = Located<std::string>{"web"}, .type = Located<LoadBalancerType>{LoadBalancerType::nlb}}};
  CHECK(of(sized(spec), "public-eu-west-1a").prefix_length == 28);
  spec.load_balancers.front().type = Located<LoadBalancerType>{LoadBalancerType::alb};
  // At most 100 addresses over three subnets: 34 are above 80 % of a /27's 27.
  CHECK(of(sized(spec), "public-eu-west-1a").prefix_length == 26);
  spec.policy = planning({ScenarioKind::steady});
  CHECK(of(sized(spec), "public-eu-west-1a").prefix_length == 27);
  CHECK(of(sized(spec), "public-eu-west-1a").reason.cause == SizeCause::load_balancers);
}

TEST_CASE("prefixes beside single addresses: the more fragmentation, the larger, and a reservation where it helps") {
  ClusterSpec spec = cluster("10.20.0.0/16", group("general", {"m6i.2xlarge"}, {.desired = 30, .pods_per_node = 40}));
  spec.cni.env = {variable("ENABLE_PREFIX_DELEGATION", "true")};
  const SizeResult best = sized(spec, Fragmentation::best);
  const SizeResult expected = sized(spec, Fragmentation::expected);
  const SizeResult worst = sized(spec, Fragmentation::worst);
  REQUIRE((best.fits && expected.fits && worst.fits));
  const auto length = [](const SizeResult& result) { return *of(result, "nodes-eu-west-1a").prefix_length; };
  CHECK(length(best) >= length(expected));
  CHECK(length(expected) >= length(worst));
  CHECK(of(worst, "nodes-eu-west-1a").reservations.empty());
  const SizedSubnet& reserved = of(best, "nodes-eu-west-1a");
  for (const Cidr& part : reserved.reservations) CHECK(reserved.cidr->contains(part));
  for (const SizeResult* result : {&best, &expected, &worst}) CHECK(to_mend(plan_cluster(resolved(applied(spec, *result)))) == "");
}

TEST_CASE("where chance makes a subnet larger, the result says what a reservation would save") {
  ClusterSpec spec = cluster("10.20.0.0/16", group("general", {"m6i.4xlarge"}, {.desired = 140, .pods_per_node = 60}));
  spec.cni.env = {variable("ENABLE_PREFIX_DELEGATION", "true")};
  spec.policy = planning({ScenarioKind::steady});
  spec.policy.warn_at = Located<Share>{Share::from_percent(95)};
  spec.policy.fail_at = Located<Share>{Share::from_percent(98)};
  // 235 prefixes and 47 single addresses of a /20's 256 blocks: enough only if the single ones stay together.
  const SizeResult chance = sized(spec);
  CHECK(of(chance, "nodes-eu-west-1a").prefix_length == 19);
  CHECK(of(chance, "nodes-eu-west-1a").reason.cause == SizeCause::prefix_chance);
  const SizeResult reserved = sized(spec, Fragmentation::best);
  CHECK(of(reserved, "nodes-eu-west-1a").prefix_length == 20);
  CHECK_FALSE(of(reserved, "nodes-eu-west-1a").reservations.empty());
  CHECK(chance.space_with_reservations == reserved.space);
  CHECK(to_mend(plan_cluster(resolved(applied(spec, reserved)))) == "");
}

TEST_CASE("Pod subnets of custom networking come from 100.64.0.0/10, the others do not") {
  ClusterSpec spec = cluster("10.40.0.0/22", group("general", {"m5.xlarge"}, {.desired = 30, .pods_per_node = 25}));
  spec.node_groups.front().max_pods = Located<MaxPodsSpec>{PodCount(44)};  // nodeadm's 58 are too many without the first ENI
  spec.vpc.cidrs.push_back({cidr("100.64.0.0/16")});
  spec.cni.env = {variable("AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG", "true")};
  for (const std::string& zone : kZones) {
    spec.vpc.subnets.push_back(open_subnet("pods-" + zone, zone, {SubnetUse::pods}));
    spec.cni.eni_configs.push_back({{zone}, {"pods-" + zone}});
  }
  const SizeResult result = sized(spec);
  REQUIRE(result.fits);
  for (const SizedSubnet& subnet : result.subnets) {
    CAPTURE(subnet.label);
    CHECK(cidr("100.64.0.0/10").contains(*subnet.cidr) == subnet.label.starts_with("pods-"));
  }
  CHECK(to_mend(*result.plan) == "");
}

TEST_CASE("growth makes subnets as large as they have to be at its end") {
  ClusterSpec spec = cluster("10.20.0.0/16", group("general", {"m5.large"}, {.desired = 12, .pods_per_node = 20}));
  const int now = *of(sized(spec), "nodes-eu-west-1a").prefix_length;
  spec.growth = {.pods_per_month = Located<Share>{Share::from_percent(8)}, .months = Located<std::int64_t>{24}};
  const SizeResult grown = sized(spec);
  REQUIRE(grown.fits);
  CHECK(*of(grown, "nodes-eu-west-1a").prefix_length < now);
  for (const SubnetPlan& subnet : grown.plan->subnets) CHECK_FALSE(subnet.growth->warn_month.has_value());
}

TEST_CASE("what does not fit says by how much, and what would help") {
  const ClusterSpec spec = cluster("10.20.0.0/20", group("general", {"m6i.2xlarge"}, {.desired = 40, .pods_per_node = 30}));
  const SizeRequest request{.model = resolved(spec)};
  const SizeResult result = size_subnets(request);
  CHECK_FALSE(result.fits);
  CHECK(result.lacking > IpCount(0));
  CHECK_FALSE(result.plan.has_value());
  REQUIRE_FALSE(result.findings.empty());
  CHECK(result.findings.front().rule == RuleRef("vpc.no-room"));
  const std::vector<WayOut> ways = ways_out(request, Catalog::embedded());
  const auto fits = [&](std::string_view start) {
    return std::ranges::any_of(ways, [&](const WayOut& way) { return way.fits && way.change.starts_with(start); });
  };
  CHECK(fits("a VPC of 10.20.0.0/19"));
  CHECK(fits("a secondary CIDR 10.2"));
  CHECK(fits("a secondary CIDR 100.64.0.0/"));
  CHECK(fits("custom networking"));
  CHECK(fits("an IPv6 cluster"));
  CHECK(fits("WARM_IP_TARGET=2 with MINIMUM_IP_TARGET=30"));
  CHECK(std::ranges::is_sorted(ways, [](const WayOut& a, const WayOut& b) { return a.fits && !b.fits; }));
}

TEST_CASE("no ways out are sought where all fits") {
  const ClusterSpec spec = cluster("10.20.0.0/16", group("general", {"m5.large"}, {.desired = 3, .pods_per_node = 10}));
  CHECK(ways_out({.model = resolved(spec)}, Catalog::embedded()).empty());
}

TEST_CASE("10,000 nodes with 110 Pods each: no subnet is large enough, and the quota of CIDRs says so") {
  ClusterSpec spec = cluster("10.0.0.0/16", group("huge", {"m6i.4xlarge"}, {.desired = 10'000, .pods_per_node = 108}));
  spec.vpc.cidrs.push_back({cidr("100.64.0.0/16")});
  spec.cni.env = {variable("AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG", "true"), variable("ENABLE_PREFIX_DELEGATION", "true")};
  for (const std::string& zone : kZones) {
    spec.vpc.subnets.push_back(open_subnet("pods-" + zone, zone, {SubnetUse::pods}));
    spec.cni.eni_configs.push_back({{zone}, {"pods-" + zone}});
  }
  const SizeResult result = sized(spec);
  CHECK_FALSE(result.fits);
  CHECK_FALSE(of(result, "pods-eu-west-1a").prefix_length.has_value());
  CHECK(of(result, "nodes-eu-west-1a").cidr.has_value());
  CHECK(std::ranges::any_of(result.findings, [](const Finding& f) { return f.rule == RuleRef("vpc.cidrs-above-quota"); }));
}

namespace {

ClusterSpec random_cluster(Random& random) {
  static const std::vector<std::string> kTypes = {"m5.large", "m6i.2xlarge", "c5.4xlarge", "r6i.xlarge", "t3.medium"};
  const auto pick = [&](std::uint64_t count) { return static_cast<std::int64_t>(random.below(count)); };
  const std::size_t zones = 2 + random.below(2);
  const std::int64_t desired = 2 + pick(40);
  const bool custom = pick(4) == 0;
  const bool prefixes = pick(2) == 0;
  ClusterSpec spec = cluster("10.0.0.0/16", group("general", {kTypes[random.below(kTypes.size())]},
                                                  {.desired = desired, .max = desired + pick(20), .pods_per_node = 1 + pick(8)}), zones);
  if (prefixes) spec.cni.env.push_back(variable("ENABLE_PREFIX_DELEGATION", "true"));
  if (custom) {
    // nodeadm's own value counts the first ENI, which has no Pods here.
    NodeGroupSpec& nodes = spec.node_groups.front();
    nodes.max_pods = Located<MaxPodsSpec>{nodes.pods_per_node->value + kHostNetworkPods};
    spec.vpc.cidrs.push_back({cidr("100.64.0.0/16")});
    spec.cni.env.push_back(variable("AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG", "true"));
    for (std::size_t z = 0; z < zones; ++z) {
      spec.vpc.subnets.push_back(open_subnet("pods-" + kZones[z], kZones[z], {SubnetUse::pods}));
      spec.cni.eni_configs.push_back({{kZones[z]}, {"pods-" + kZones[z]}});
    }
  }
  if (pick(2) == 0) {
    for (std::size_t z = 0; z < zones; ++z) {
      spec.vpc.subnets.push_back(open_subnet("public-" + kZones[z], kZones[z], {SubnetUse::load_balancers}));
    }
    const auto type = pick(2) == 0 ? LoadBalancerType::alb : LoadBalancerType::nlb;
    spec.load_balancers = {{.name = Located<std::string>{"web"}, .type = Located<LoadBalancerType>{type}}};
  }
  if (pick(3) == 0) {
    spec.growth = {.pods_per_month = Located<Share>{Share::from_percent(1 + pick(6))}, .months = Located<std::int64_t>{1 + pick(18)}};
  }
  return spec;
}

}  // namespace

TEST_CASE("500 random requests: plan has nothing above info to say of a size, and something of any smaller one") {
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    CAPTURE(seed);
    Random random(seed);
    const ClusterSpec spec = random_cluster(random);
    const auto fragmentation = static_cast<Fragmentation>(random.below(3));
    const SizeResult result = sized(spec, fragmentation);
    REQUIRE(result.fits);
    CAPTURE(result.verdict);
    const ClusterModel model = resolved(applied(spec, result));
    CHECK(to_mend(plan_cluster(model, {.derivations = false})) == "");
    // One prefix length longer, all subnets of a use at once, without a reservation.
    for (const std::string use : {"nodes-", "pods-", "public-"}) {
      ClusterModel smaller = model;
      bool shrunk = false;
      std::string why;
      for (std::size_t i = 0; i < smaller.subnets.size(); ++i) {
        const SizedSubnet& made = result.subnets[i];
        if (!made.label.starts_with(use) || *made.prefix_length == 28) continue;
        smaller.subnets[i].cidr = Cidr::containing(made.cidr->first(), *made.prefix_length + 1);
        smaller.subnets[i].prefix_reservations.clear();
        smaller.subnets[i].prefix_reserved = IpCount(0);
        shrunk = true;
        why = to_string(made.reason.cause);
      }
      CAPTURE(use, why);
      // An ALB's /27 is AWS's rule and nothing that a plan checks; the end of a growth is told as info.
      const ClusterPlan tight = plan_cluster(smaller, {.derivations = false});
      const bool says_growth = finding(tight, "growth.crosses-warn") != nullptr || finding(tight, "growth.crosses-fail") != nullptr;
      if (shrunk && why != "load-balancers") CHECK((!to_mend(tight).empty() || says_growth));
    }
  }
}

TEST_CASE("with a size for each zone, no subnet alone can be smaller") {
  // Zones of unlike sizes are what is asked for here, and what a plan warns of.
  const auto to_mend_but_zones = [](const ClusterPlan& plan) {
    std::string text;
    for (const Finding& found : plan.findings) {
      if (found.severity != Severity::info && found.rule->id != "zone.unbalanced") text += found.message;
    }
    return text;
  };
  for (std::uint64_t seed = 1'000; seed < 1'060; ++seed) {
    CAPTURE(seed);
    Random random(seed);
    const ClusterSpec spec = random_cluster(random);
    const SizeResult result = sized(spec, Fragmentation::expected, ZoneSizes::exact);
    REQUIRE(result.fits);
    const ClusterModel model = resolved(applied(spec, result));
    CHECK(to_mend_but_zones(plan_cluster(model, {.derivations = false})) == "");
    for (std::size_t i = 0; i < result.subnets.size(); ++i) {
      const SizedSubnet& made = result.subnets[i];
      CAPTURE(made.label);
      // An ALB's /27 is AWS's rule and nothing that a plan checks.
      if (made.reason.cause == SizeCause::smallest || made.reason.cause == SizeCause::load_balancers) continue;
      ClusterModel smaller = model;
      smaller.subnets[i].cidr = Cidr::containing(made.cidr->first(), *made.prefix_length + 1);
      smaller.subnets[i].prefix_reservations.clear();
      smaller.subnets[i].prefix_reserved = IpCount(0);
      const ClusterPlan tight = plan_cluster(smaller, {.derivations = false});
      const bool says_growth = finding(tight, "growth.crosses-warn") != nullptr || finding(tight, "growth.crosses-fail") != nullptr;
      CHECK((!to_mend_but_zones(tight).empty() || says_growth));
    }
  }
}
