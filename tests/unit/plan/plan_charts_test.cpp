#include "planner/plan/plan_charts.hpp"

#include <algorithm>
#include <utility>

#include "planner/capacity/subnet_map.hpp"
#include "tests/support/random.hpp"
#include "tests/support/specs.hpp"

using namespace cniplan;
using namespace cniplan::test;

namespace {

ClusterPlan drawn(const ClusterSpec& spec) {
  return plan_cluster(resolved(spec), {.derivations = false, .charts = true});
}

const FleetCurvePoint& point_at(const FleetCurve& curve, NodeCount nodes) {
  const auto found = std::ranges::find(curve.points, nodes, &FleetCurvePoint::nodes);
  REQUIRE(found != curve.points.end());
  return *found;
}

/// Two groups over two zones whose Pods a node are the same at every size.
ClusterSpec two_groups(std::vector<ScenarioKind> scenarios) {
  ClusterSpec spec;
  spec.policy = planning(std::move(scenarios));
  spec.addons.emplace();
  spec.vpc.subnets = {subnet("a", "10.0.0.0/23", "a"), subnet("b", "10.0.2.0/24", "b"),
                      subnet("control", "10.0.3.0/28", "b", {SubnetUse::control_plane})};
  spec.node_groups = {group("x", {"m5.large"}, {.desired = 3, .max = 8, .pods_per_node = 5}),
                      group("y", {"c5.2xlarge"}, {.desired = 5, .pods_per_node = 17})};
  return spec;
}

}  // namespace

TEST_CASE("charts are drawn when they are asked for") {
  const ClusterPlan plan = planned(two_groups({ScenarioKind::steady}));
  CHECK_FALSE(plan.charts.fleet.has_value());
  CHECK(plan.charts.warm_pools.empty());
  CHECK(plan.charts.maps.empty());
}

TEST_CASE("every point of the fleet's curve is what a cluster of that size is planned with") {
  const auto scenarios = GENERATE(values<std::vector<ScenarioKind>>({
      {ScenarioKind::steady},
      {ScenarioKind::steady, ScenarioKind::rolling_update},
      {ScenarioKind::steady, ScenarioKind::az_loss, ScenarioKind::cold_start},
      {ScenarioKind::blue_green},
      {ScenarioKind::control_plane_update, ScenarioKind::rolling_update, ScenarioKind::blue_green},
  }));
  const ClusterSpec spec = two_groups(scenarios);
  const ClusterPlan plan = drawn(spec);
  REQUIRE(plan.charts.fleet.has_value());
  const FleetCurve& curve = *plan.charts.fleet;
  CHECK(curve.subnets == std::vector<std::size_t>{0, 1});
  CHECK(curve.desired == NodeCount(8));
  CHECK(curve.max == NodeCount(13));
  for (const FleetCurvePoint& point : curve.points) {
    CAPTURE(point.nodes.value());
    const auto counts = grown_one_by_one(point.nodes.value(), {3, 5});
    ClusterSpec fixed = spec;
    for (std::size_t g = 0; g < counts.size(); ++g) {
      fixed.node_groups[g].nodes.desired = Located<std::int64_t>{counts[g]};
      fixed.node_groups[g].nodes.max = Located<std::int64_t>{counts[g]};
    }
    const ClusterPlan made = planned(fixed);
    for (std::size_t i = 0; i < curve.subnets.size(); ++i) {
      IpCount worst;
      for (const SubnetScenario& scenario : made.subnets[curve.subnets[i]].scenarios) {
        worst = std::max(worst, scenario.demand.total());
      }
      CHECK(point.used[i] == worst);
    }
  }
}

TEST_CASE("the most nodes that fit are a point, and so are the next one, the desired ones and the most") {
  struct Row {
    std::string name;
    std::vector<EnvSpec> env;
    std::vector<SubnetUse> uses_of_b;
  };
  const auto row = GENERATE(values<Row>({
      {"secondary addresses", {}, {SubnetUse::nodes}},
      {"prefixes", {variable("ENABLE_PREFIX_DELEGATION", "true")}, {SubnetUse::nodes}},
      {"IP targets",
       {variable("WARM_IP_TARGET", "2"), variable("MINIMUM_IP_TARGET", "12")},
       {SubnetUse::nodes}},
      {"subnet discovery", {}, {SubnetUse::cni}},
  }));
  CAPTURE(row.name);
  ClusterSpec spec =
      two_groups({ScenarioKind::steady, ScenarioKind::rolling_update, ScenarioKind::blue_green});
  spec.cni.env = row.env;
  spec.vpc.subnets[1] = subnet("b", "10.0.2.0/24", "a", row.uses_of_b);
  const ClusterPlan plan = drawn(spec);
  REQUIRE(plan.exhaustion.has_value());
  REQUIRE(plan.charts.fleet.has_value());
  const FleetCurve& curve = *plan.charts.fleet;
  CHECK(curve.subnets == std::vector<std::size_t>{0, 1});
  const auto lacks_addresses = [&](NodeCount nodes) {
    const FleetCurvePoint& point = point_at(curve, nodes);
    bool lacks = false;
    for (std::size_t i = 0; i < curve.subnets.size(); ++i) {
      lacks = lacks || point.used[i] > *plan.subnets[curve.subnets[i]].usable;
    }
    return lacks;
  };
  CHECK_FALSE(lacks_addresses(plan.exhaustion->nodes));
  // Prefixes run out before the addresses that they are made of.
  if (plan.exhaustion->first.resource == Resource::addresses) {
    CHECK(lacks_addresses(plan.exhaustion->nodes + NodeCount(1)));
  } else {
    CHECK(plan.exhaustion->first.resource == Resource::prefixes);
  }
  point_at(curve, NodeCount(8));
  point_at(curve, NodeCount(13));
  const std::int64_t largest = std::max(plan.exhaustion->nodes, NodeCount(13)).value();
  CHECK(curve.points.front().nodes == NodeCount(0));
  CHECK(curve.points.back().nodes == NodeCount(largest + (largest + 9) / 10));
  CHECK(curve.points.size() <= kMostFleetCurvePoints);
  CHECK(std::ranges::is_sorted(curve.points, std::less_equal<>{}, &FleetCurvePoint::nodes));
}

TEST_CASE("a small fleet has a point for each number of nodes, a large one as many as there is room for") {
  ClusterSpec spec;
  spec.policy = planning({ScenarioKind::steady});
  spec.vpc.subnets = {subnet("only", "10.0.0.0/24")};
  spec.node_groups = {group("all", {"m5.large"}, {.desired = 3, .pods_per_node = 5})};
  // 12 nodes fit; two more are drawn.
  CHECK(drawn(spec).charts.fleet->points.size() == 15);
  spec.vpc.subnets = {subnet("only", "10.0.0.0/16")};
  spec.quotas.network_interfaces = Located<std::int64_t>{1'000'000};
  spec.quotas.network_address_units = Located<std::int64_t>{1'000'000};
  const FleetCurve curve = *drawn(spec).charts.fleet;
  CHECK(curve.points.size() == kMostFleetCurvePoints);
  CHECK(curve.points.back().nodes == NodeCount(3'604));  // 65,531 / 20 = 3,276
  spec.node_groups.clear();
  for (int g = 0; g < 600; ++g) {
    spec.node_groups.push_back(
        group("g" + std::to_string(g), {"m5.large"}, {.desired = 1, .pods_per_node = 5}));
  }
  const auto points = drawn(spec).charts.fleet->points.size();
  CHECK(points <= 16);  // 10,000 / 600; one may fall onto another
  CHECK(points >= 12);
}

TEST_CASE("nothing grows without nodes in subnets of known size") {
  ClusterSpec spec = two_groups({ScenarioKind::steady});
  spec.vpc.subnets[0].cidr.reset();
  spec.vpc.subnets[1].cidr.reset();
  CHECK_FALSE(drawn(spec).charts.fleet.has_value());
  CHECK(drawn(spec).charts.maps.size() == 1);
  spec = two_groups({ScenarioKind::steady});
  for (NodeGroupSpec& made : spec.node_groups) made.nodes.desired = made.nodes.max = Located<std::int64_t>{0};
  CHECK_FALSE(drawn(spec).charts.fleet.has_value());
}

TEST_CASE("a warm pool's curve has the figures of node_ip_usage for every number of Pods") {
  struct Row {
    std::string name;
    std::vector<EnvSpec> env;
    NodeOs os;
    AddressMode mode;
  };
  const auto row = GENERATE(values<Row>({
      {"secondary addresses", {}, NodeOs::linux, AddressMode::secondary_ip},
      {"IP targets", {variable("WARM_IP_TARGET", "3")}, NodeOs::bottlerocket, AddressMode::secondary_ip},
      {"prefixes", {variable("ENABLE_PREFIX_DELEGATION", "true")}, NodeOs::linux, AddressMode::prefix},
      {"a trunk", {variable("ENABLE_POD_ENI", "true")}, NodeOs::linux, AddressMode::secondary_ip},
      {"Windows", {}, NodeOs::windows, AddressMode::windows_secondary_ip},
  }));
  CAPTURE(row.name);
  ClusterSpec spec = two_groups({ScenarioKind::steady});
  spec.cni.env = row.env;
  for (NodeGroupSpec& made : spec.node_groups) made.os = Located<NodeOs>{row.os};
  const ClusterModel model = resolved(spec);
  const ClusterPlan plan = plan_cluster(model, {.charts = true});
  REQUIRE(plan.charts.warm_pools.size() == 2);
  for (std::size_t g = 0; g < 2; ++g) {
    const WarmPoolCurve& curve = plan.charts.warm_pools[g];
    const NodeGroupModel& group = model.node_groups[g];
    CHECK(curve.instance_type == group.types.front().name.view());
    CHECK(curve.node_groups == std::vector{group.name});
    CHECK(curve.nodes == group.nodes.desired);
    CHECK(curve.mode == row.mode);
    CHECK(curve.max_pods == plan.node_groups[g].max_pods);
    CHECK(curve.admitted == curve.max_pods - group.host_network_pods);
    REQUIRE_FALSE(curve.points.empty());
    for (std::size_t pods = 0; pods < curve.points.size(); ++pods) {
      const WarmPoolPoint& point = curve.points[pods];
      const NodeIpUsage usage =
          node_ip_usage(group.types.front(), model.cni, group.os,
                        {.pods = PodCount(static_cast<std::int64_t>(pods)), .max_pods = curve.max_pods});
      CAPTURE(pods);
      CHECK(point.pods == PodCount(static_cast<std::int64_t>(pods)));
      CHECK(point.enis == usage.enis);
      CHECK(point.primary == usage.node_subnet.primary + usage.pod_subnet.primary);
      CHECK(point.assigned == usage.assigned());
      CHECK(point.trunk == curve.points.front().trunk);
      CHECK(point.warm == usage.pool() - usage.assigned());
      CHECK(point.total() == usage.total());
      CHECK(point.settles == usage.settles);
      CHECK(usage.pods_without_address == PodCount(0));
    }
    if (PodCount(std::ssize(curve.points) - 1) == curve.admitted) continue;
    const NodeIpUsage next =
        node_ip_usage(group.types.front(), model.cni, group.os,
                      {.pods = PodCount(std::ssize(curve.points)), .max_pods = curve.max_pods});
    CHECK(next.pods_without_address == PodCount(1));
  }
}

TEST_CASE("a curve ends where the ENIs have no more addresses") {
  ClusterSpec spec = two_groups({ScenarioKind::steady});
  spec.node_groups[0].manager = Located<NodeManager>{NodeManager::self_managed};
  spec.node_groups[0].max_pods = Located<MaxPodsSpec>{PodCount(50'000)};
  const auto pools = drawn(spec).charts.warm_pools;
  CHECK(pools[0].max_pods == PodCount(50'000));
  CHECK(pools[0].admitted == PodCount(49'998));
  CHECK(pools[0].points.back().pods == PodCount(27));
  CHECK(pools[0].points.back().assigned == IpCount(27));
}

TEST_CASE("equal nodes share a curve, and what has no known warm pool has none") {
  ClusterSpec spec = two_groups({ScenarioKind::steady});
  spec.node_groups = {
      group("x", {"m5.large", "m5a.large"}, {.desired = 3, .pods_per_node = 5}),
      group("auto", {"m5.large"}, {.pods_per_node = 5, .manager = NodeManager::auto_mode}),
      group("y", {"m5.large"}, {.desired = 2, .pods_per_node = 7}),
      group("z", {"m5.large"}, {.desired = 1, .pods_per_node = 7}),
      group("hybrid", {}, {.desired = 1, .pods_per_node = 7, .manager = NodeManager::hybrid})};
  spec.node_groups[3].max_pods = Located<MaxPodsSpec>{PodCount(20)};
  const PlanCharts charts = drawn(spec).charts;
  REQUIRE(charts.warm_pools.size() == 3);
  CHECK(charts.warm_pools[0].instance_type == "m5.large");
  CHECK(charts.warm_pools[0].node_groups == std::vector<std::string>{"x", "y"});
  CHECK(charts.warm_pools[0].nodes == NodeCount(5));
  CHECK(charts.warm_pools[1].instance_type == "m5a.large");
  CHECK(charts.warm_pools[1].node_groups == std::vector<std::string>{"x"});
  CHECK(charts.warm_pools[2].node_groups == std::vector<std::string>{"z"});
  CHECK(charts.warm_pools[2].max_pods == PodCount(20));
  CHECK(charts.warm_pools_left_out == 0);
  spec.ip_family = Located<IpFamily>{IpFamily::ipv6};
  CHECK(drawn(spec).charts.warm_pools.empty());
}

TEST_CASE("of many types those keep their curve that are in most nodes") {
  ClusterSpec spec = two_groups({ScenarioKind::steady});
  spec.node_groups.clear();
  const std::vector<std::string> types = {"m5.large",  "m5a.large", "m5d.large",  "m6i.large", "m6a.large",
                                          "m6g.large", "m7i.large", "m7g.large",  "c5.large",  "c5a.large",
                                          "c6i.large", "c6a.large", "m5.2xlarge", "c5.2xlarge"};
  for (std::size_t i = 0; i < types.size(); ++i) {
    // The third and the ninth are in fewest nodes; of as many desired ones the fewer at most come last.
    const std::int64_t desired = i == 2 ? 0 : i == 8 ? 1 : 2;
    spec.node_groups.push_back(group("g" + std::to_string(i), {types[i]},
                                     {.desired = desired, .max = i == 13 ? 2 : 3, .pods_per_node = 1}));
  }
  const PlanCharts charts = drawn(spec).charts;
  std::vector<std::string> kept;
  for (const WarmPoolCurve& curve : charts.warm_pools) kept.push_back(curve.instance_type);
  std::vector<std::string> expected = types;
  std::erase(expected, "m5d.large");
  std::erase(expected, "c5.large");
  CHECK(kept == expected);
  CHECK(charts.warm_pools_left_out == 2);
}

TEST_CASE("a pool that never settles is drawn at its peak and said to be so") {
  ClusterSpec spec = two_groups({ScenarioKind::steady});
  spec.cni.env = {variable("WARM_ENI_TARGET", "0")};
  const auto pools = drawn(spec).charts.warm_pools;
  // m5.large: 9 slots an ENI.
  std::vector<std::int64_t> unsettled;
  for (const WarmPoolPoint& point : pools[0].points) {
    if (!point.settles) unsettled.push_back(point.pods.value());
  }
  CHECK(unsettled == std::vector<std::int64_t>{9, 18});
}

TEST_CASE("a map tells of every /28 block what is known of it") {
  Random random(GENERATE(range(std::uint64_t{1}, std::uint64_t{30})));
  const auto pick = [&](std::uint64_t end) { return static_cast<std::uint32_t>(random.below(end)); };
  const int length = 20 + static_cast<int>(pick(9));
  const Cidr whole = Cidr::containing(Ipv4Address(0x0A000000), length);
  const auto size = static_cast<std::uint32_t>(whole.size().value());
  ClusterSpec spec;
  spec.policy = planning({ScenarioKind::steady, ScenarioKind::max});
  spec.addons.emplace();
  spec.vpc.subnets = {subnet("only", whole.to_string())};
  SubnetSpec& made = spec.vpc.subnets.front();
  for (std::uint32_t i = pick(12); i > 0; --i) {
    const std::uint32_t first = pick(size);
    const std::uint32_t last = std::min(size - 1, first + pick(40));
    made.used_ranges.push_back({Ipv4Range(Ipv4Address(0x0A000000 + first), Ipv4Address(0x0A000000 + last))});
  }
  std::vector<Cidr> reserved;
  for (std::uint32_t i = pick(8); i > 0; --i) {
    const Cidr block = Cidr::containing(Ipv4Address(0x0A000000 + pick(size)),
                                        std::max(length, 24 + static_cast<int>(pick(9))));
    if (std::ranges::any_of(reserved, [&](const Cidr& other) { return other.overlaps(block); })) continue;
    reserved.push_back(block);
    made.reservations.push_back(
        {.cidr = Located<Cidr>{block},
         .type = Located<ReservationType>{pick(2) == 0 ? ReservationType::prefix
                                                       : ReservationType::explicit_use}});
  }
  spec.node_groups = {group("all", {"m5.large"}, {.desired = 1, .max = 2, .pods_per_node = 5})};
  if (pick(2) == 0) spec.cni.env = {variable("ENABLE_PREFIX_DELEGATION", "true")};
  const ClusterModel model = resolved(spec);
  const ClusterPlan plan = plan_cluster(model, {.charts = true});
  REQUIRE(plan.charts.maps.size() == 1);
  const AddressMap& map = plan.charts.maps.front();

  std::int64_t next = 0;
  for (std::size_t i = 0; i < map.runs.size(); ++i) {
    CHECK(map.runs[i].first == next);
    CHECK(map.runs[i].blocks > 0);
    if (i > 0) CHECK(map.runs[i].state != map.runs[i - 1].state);
    next += map.runs[i].blocks;
  }
  CHECK(next == size / 16);

  SubnetMap addresses(whole, Ipv4Set::of(model.subnets[0].used_ranges),
                      {.prefix = model.subnets[0].prefix_reservations,
                       .explicit_use = model.subnets[0].explicit_reservations});
  std::int64_t free = 0;
  std::int64_t for_prefixes = 0;
  for (const BlockRun& run : map.runs) {
    if (run.state == BlockState::free) free += run.blocks;
    if (run.state == BlockState::prefix_reservation) for_prefixes += run.blocks;
    for (std::int64_t block = run.first; block < run.first + run.blocks; ++block) {
      CAPTURE(block);
      bool aws = false;
      bool used = false;
      bool barred = false;
      for (std::uint32_t i = 0; i < 16; ++i) {
        const Ipv4Address address(0x0A000000 + static_cast<std::uint32_t>(block) * 16 + i);
        aws = aws || addresses.label(address) == AddressLabel::reserved;
        used = used || addresses.label(address) == AddressLabel::foreign;
        for (const ReservationSpec& reservation : made.reservations) {
          const bool whole_blocks = reservation.type->value == ReservationType::prefix &&
                                    reservation.cidr->value.prefix_length() <= 28;
          barred = barred || (reservation.cidr->value.contains(address) && !whole_blocks);
        }
      }
      CHECK(aws == (run.state == BlockState::aws));
      if (!aws) CHECK(used == (run.state == BlockState::used));
      if (!aws && !used) CHECK(barred == (run.state == BlockState::explicit_reservation));
    }
  }
  CHECK(free == addresses.exposed_prefixes().value());
  CHECK(for_prefixes == addresses.sheltered_prefixes().value());

  // The fullest scenario, address by address.
  const SubnetScenario& fullest = plan.subnets[0].scenarios[map.scenario];
  CHECK(map.scenario == 1);
  CHECK(map.prefix_blocks == fullest.demand.prefixes.value());
  if (!fullest.fits()) return;
  AddressPicker packed(PlacementPolicy::packed);
  const IpCount others = fullest.demand[AddressOwner::others];
  for (IpCount taken; taken < fullest.demand.total() - others - ips_in(fullest.demand.prefixes);
       taken += IpCount(1)) {
    REQUIRE(addresses.take_ip(AddressLabel::primary, packed).has_value());
  }
  CHECK(map.single_blocks == free - addresses.exposed_prefixes().value());
}

TEST_CASE("addresses that are only counted have no place, but take room among the single ones") {
  ClusterSpec spec;
  spec.policy = planning({ScenarioKind::steady});
  spec.addons.emplace();
  spec.vpc.subnets = {subnet("only", "10.0.0.0/24")};
  spec.node_groups = {group("all", {"m5.large"}, {.desired = 1, .pods_per_node = 5})};
  CHECK(drawn(spec).charts.maps.front().single_blocks == 0);  // 20 addresses, 27 beside the whole blocks
  spec.vpc.subnets.front().used_count = Located<IpCount>{IpCount(40)};
  const AddressMap map = drawn(spec).charts.maps.front();
  CHECK(map.without_place == IpCount(40));
  CHECK(map.runs ==
        std::vector<BlockRun>{{BlockState::aws, 0, 1}, {BlockState::free, 1, 14}, {BlockState::aws, 15, 1}});
  CHECK(map.single_blocks == 3);  // 33 addresses
}

TEST_CASE("what does not fit wants more blocks than there are") {
  ClusterSpec spec;
  spec.policy = planning({ScenarioKind::steady});
  spec.vpc.subnets = {subnet("only", "10.0.0.0/25")};
  spec.cni.env = {variable("ENABLE_PREFIX_DELEGATION", "true")};
  spec.node_groups = {group("all", {"m5.large"}, {.desired = 9, .pods_per_node = 5})};
  const AddressMap map = drawn(spec).charts.maps.front();
  CHECK(map.runs[1] == BlockRun{BlockState::free, 1, 6});
  CHECK(map.prefix_blocks == 18);
}
