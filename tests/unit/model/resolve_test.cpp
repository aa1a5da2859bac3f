#include "planner/model/resolve.hpp"

#include "tests/support/specs.hpp"

using namespace cniplan;
using namespace cniplan::test;

namespace {

ClusterSpec two_zones() {
  ClusterSpec spec;
  spec.vpc.subnets = {subnet("a1", "10.0.0.0/24", "a"), subnet("a2", "10.0.1.0/24", "a"),
                      subnet("b1", "10.0.2.0/24", "b")};
  spec.node_groups = {group("web", {"m5.large"}, {.desired = 3})};
  return spec;
}

std::vector<std::string> places(const NodeGroupModel& group, const ClusterModel& model) {
  std::vector<std::string> names;
  for (const Placement& place : group.placements) names.push_back(model.subnets[place.nodes].label);
  return names;
}

}  // namespace

TEST_CASE("nodes go to the zones in turn, and within a zone to its subnets in turn") {
  const ClusterModel model = resolved(two_zones());
  CHECK(places(model.node_groups.front(), model) == std::vector<std::string>{"a1", "b1", "a2", "b1"});
}

TEST_CASE("a group stands in the subnets it names, by name or id") {
  ClusterSpec spec = two_zones();
  spec.vpc.subnets[2].id = Located<std::string>{"subnet-0b"};
  spec.node_groups.front().subnets = {{"subnet-0b"}, {"a2"}};
  const ClusterModel model = resolved(spec);
  CHECK(places(model.node_groups.front(), model) == std::vector<std::string>{"b1", "a2"});
}

TEST_CASE("numbers that are left out follow from those that are there") {
  struct Row {
    std::string name;
    std::optional<std::int64_t> min, desired, max;
    GroupSize range;
  };
  const auto row = GENERATE(values<Row>({
      {"desired", {}, 5, {}, {NodeCount(5), NodeCount(5), NodeCount(5)}},
      {"min and max", 2, {}, 7, {NodeCount(2), NodeCount(2), NodeCount(7)}},
      {"max", {}, {}, 7, {NodeCount(7), NodeCount(7), NodeCount(7)}},
      {"min", 2, {}, {}, {NodeCount(2), NodeCount(2), NodeCount(2)}},
      {"all", 1, 4, 9, {NodeCount(1), NodeCount(4), NodeCount(9)}},
  }));
  CAPTURE(row.name);
  ClusterSpec spec = two_zones();
  RangeSpec& nodes = spec.node_groups.front().nodes;
  nodes = {};
  if (row.min) nodes.min = Located<std::int64_t>{*row.min};
  if (row.desired) nodes.desired = Located<std::int64_t>{*row.desired};
  if (row.max) nodes.max = Located<std::int64_t>{*row.max};
  const GroupSize got = resolved(spec).node_groups.front().nodes;
  CHECK(got.min == row.range.min);
  CHECK(got.desired == row.range.desired);
  CHECK(got.max == row.range.max);
}

TEST_CASE("every fault is found in one run") {
  ClusterSpec spec = two_zones();
  spec.node_groups.push_back(group("batch", {"m5.larg", "c5.xlarge"}, {.desired = 1}));
  spec.node_groups.push_back(group("lost", {"c5.xlarge"}, {.desired = 1}));
  spec.node_groups.back().nodes = {};
  const auto model = resolve(spec, Catalog::embedded());
  REQUIRE_FALSE(model.has_value());
  REQUIRE(model.error().size() == 2);
  CHECK(model.error()[0].message == "node group \"batch\": unknown instance type \"m5.larg\"");
  CHECK(model.error()[0].way_out == "did you mean \"m5.large\"?");
  CHECK(model.error()[1].message == "node group \"lost\": it has no number of nodes");
}

TEST_CASE("a spec that contradicts itself is refused with its own faults only") {
  ClusterSpec spec = two_zones();
  spec.vpc.subnets[1].cidr = Located<Cidr>{cidr("10.0.0.128/25")};
  spec.node_groups.front().instance_types = {{"no.such"}};
  const auto model = resolve(spec, Catalog::embedded());
  REQUIRE_FALSE(model.has_value());
  REQUIRE(model.error().size() == 1);
  CHECK(model.error().front().code == "cidr.overlap");
}

TEST_CASE("add-ons and DaemonSets run on every Linux node, and on Windows what an add-on has for it") {
  ClusterSpec spec = two_zones();
  spec.node_groups.push_back(group("windows", {"m5.large"}, {.desired = 1}));
  spec.node_groups.back().os = Located<NodeOs>{NodeOs::windows};
  spec.addons.emplace();
  for (const char* name :
       {"coredns", "aws-ebs-csi-driver", "eks-pod-identity-agent", "vpc-cni", "no-such-addon"}) {
    spec.addons->push_back({name});
  }
  DaemonSetSpec logs;
  logs.name = Located<std::string>{"logs"};
  DaemonSetSpec probe;
  probe.name = Located<std::string>{"probe"};
  probe.host_network = Located<bool>{true};
  spec.daemon_sets = {logs, probe};
  const auto model = resolve(spec, Catalog::embedded());
  REQUIRE(model.has_value());
  const NodeGroupModel& web = model->value.node_groups[0];
  CHECK(web.daemon_pods == PodCount(2));        // the EBS driver's and logs
  CHECK(web.host_network_pods == PodCount(4));  // aws-node, kube-proxy, the identity agent and probe
  CHECK(model->value.node_groups[1].daemon_pods == PodCount(1));  // the EBS driver's own for Windows
  CHECK(model->value.node_groups[1].host_network_pods == PodCount(0));
  REQUIRE(model->value.workloads.size() == 2);
  CHECK(model->value.workloads[0].name == "coredns");
  CHECK(model->value.workloads[1].node_groups == std::vector<NodeGroupIndex>{0});
  REQUIRE(model->warnings.size() == 1);
  CHECK(model->warnings.front().code == "addon.unknown");
}

TEST_CASE("nodes of Auto Mode and hybrid nodes have no Pods of add-ons that keep off them") {
  ClusterSpec spec = two_zones();
  spec.node_groups.push_back(
      group("hybrid", {}, {.desired = 5, .pods_per_node = 10, .manager = NodeManager::hybrid}));
  spec.addons.emplace();
  for (const char* name :
       {"aws-ebs-csi-driver", "aws-efs-csi-driver", "aws-fsx-csi-driver", "eks-pod-identity-agent"}) {
    spec.addons->push_back({name});
  }
  ClusterModel model = resolved(spec);
  CHECK(model.node_groups[0].daemon_pods == PodCount(2));  // the EBS and the FSx driver
  CHECK(model.node_groups[0].host_network_pods ==
        PodCount(4));                                      // aws-node, kube-proxy, EFS, the identity agent
  CHECK(model.node_groups[1].daemon_pods == PodCount(1));  // the FSx driver
  CHECK(model.node_groups[1].host_network_pods == PodCount(2));
  spec.node_groups.pop_back();
  spec.platform = Located<Platform>{Platform::eks_auto};
  spec.node_groups.front().manager.reset();
  model = resolved(spec);
  CHECK(model.node_groups[0].daemon_pods == PodCount(1));        // the FSx driver
  CHECK(model.node_groups[0].host_network_pods == PodCount(1));  // the EFS driver
}

TEST_CASE("a list of add-ons without CoreDNS turns it off, and so does Auto Mode") {
  ClusterSpec spec = two_zones();
  CHECK(resolved(spec).workloads.size() == 1);
  spec.addons.emplace();
  CHECK(resolved(spec).workloads.empty());
  spec.addons.reset();
  spec.platform = Located<Platform>{Platform::eks_auto};
  spec.node_groups.front().manager.reset();
  const ClusterModel model = resolved(spec);
  CHECK(model.workloads.empty());
  CHECK(model.node_groups.front().manager == NodeManager::auto_mode);
}

TEST_CASE("groups with a podsPerNode take no further Pods") {
  ClusterSpec spec = two_zones();
  spec.node_groups.push_back(group("fixed", {"m5.large"}, {.desired = 1, .pods_per_node = 5}));
  CHECK(resolved(spec).workloads.front().node_groups == std::vector<NodeGroupIndex>{0});
}

TEST_CASE("without subnets eksctl's layout of the VPC stands in") {
  ClusterSpec spec = two_zones();
  spec.vpc.subnets.clear();
  spec.vpc.cidrs = {{cidr("10.8.0.0/16")}};
  const auto model = resolve(spec, Catalog::embedded());
  REQUIRE(model.has_value());
  CHECK(model->warnings.front().code == "vpc.assumed");
  REQUIRE(model->value.subnets.size() == 6);
  CHECK(model->value.subnets.front().cidr->to_string() == "10.8.0.0/19");
  CHECK(places(model->value.node_groups.front(), model->value) ==
        std::vector<std::string>{"private-zone-a", "private-zone-b", "private-zone-c"});
  CHECK(model->value.control_plane_subnets.size() == 6);
}

TEST_CASE("one threshold alone moves the other when they would cross") {
  ClusterSpec spec = two_zones();
  spec.policy.warn_at = Located<Share>{Share::from_percent(97)};
  CHECK(resolved(spec).policy.fail_at == Share::from_percent(97));
  spec.policy = {};
  spec.policy.fail_at = Located<Share>{Share::from_percent(50)};
  CHECK(resolved(spec).policy.warn_at == Share::from_percent(50));
}

TEST_CASE("subnets of a zone share its index, and one without a zone is alone in its own") {
  ClusterSpec spec = two_zones();
  spec.vpc.subnets.push_back(subnet("c", "10.0.3.0/24"));
  spec.vpc.subnets.push_back(subnet("d", "10.0.4.0/24"));
  const ClusterModel model = resolved(spec);
  CHECK(model.zones == std::vector<std::string>{"a", "b", "zone of c", "zone of d"});
  std::vector<ZoneIndex> zones;
  for (const SubnetModel& made : model.subnets) zones.push_back(made.zone);
  CHECK(zones == std::vector<ZoneIndex>{0, 0, 1, 2, 3});
  std::vector<std::string> of_places;
  for (const Placement& place : model.node_groups.front().placements)
    of_places.push_back(model.zones[place.zone]);
  CHECK(places(model.node_groups.front(), model) ==
        std::vector<std::string>{"a1", "b1", "c", "d", "a2", "b1", "c", "d"});
  CHECK(of_places ==
        std::vector<std::string>{"a", "b", "zone of c", "zone of d", "a", "b", "zone of c", "zone of d"});
}

TEST_CASE("zones with many unlike numbers of subnets take a thousand rounds") {
  ClusterSpec spec = two_zones();
  spec.vpc.subnets.clear();
  std::uint32_t next = 0x0A000000;
  for (const int size : {2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53}) {
    for (int i = 0; i < size; ++i, next += 16) {
      spec.vpc.subnets.push_back(
          subnet(std::to_string(next), Ipv4Address(next).to_string() + "/28", std::to_string(size)));
    }
  }
  const ClusterModel model = resolved(spec);
  CHECK(model.zones.size() == 16);
  // 1,000 rounds over the 16 zones stand for the product of all these primes.
  CHECK(model.node_groups.front().placements.size() == 16'000);
}

TEST_CASE("what others hold of a subnet is known by number or by place, each address once") {
  const auto range = [](std::string_view text) { return Located<Ipv4Range>{Ipv4Range::parse(text).value()}; };
  const auto reserve = [](SubnetSpec& made, std::string_view text, ReservationType type) {
    made.reservations.push_back({.cidr = Located<Cidr>{cidr(text)}, .type = Located<ReservationType>{type}});
  };
  ClusterSpec spec = two_zones();
  SubnetSpec& a1 = spec.vpc.subnets[0];
  a1.used_ranges = {range("10.0.0.0-10.0.0.9"), range("10.0.0.128/28"), range("10.0.0.255")};
  reserve(a1, "10.0.0.136/29", ReservationType::explicit_use);
  reserve(a1, "10.0.0.192/26", ReservationType::prefix);
  spec.vpc.subnets[1].used_count = Located<IpCount>{IpCount(40)};
  reserve(spec.vpc.subnets[1], "10.0.1.240/28", ReservationType::explicit_use);
  const ClusterModel model = resolved(spec);
  // Of the first ten addresses AWS reserves four; the explicit reservation lies in the /28; the last one is
  // AWS's.
  CHECK(model.subnets[0].others == IpCount(6 + 16));
  CHECK(model.subnets[0].used_count == IpCount(0));
  CHECK(model.subnets[0].used_ranges.size() == 3);
  CHECK(model.subnets[0].prefix_reserved == IpCount(63));
  CHECK(model.subnets[0].prefix_reservations == std::vector<Cidr>{cidr("10.0.0.192/26")});
  CHECK(model.subnets[0].explicit_reservations == std::vector<Cidr>{cidr("10.0.0.136/29")});
  CHECK(model.subnets[1].others == IpCount(40 + 15));
  CHECK(model.subnets[1].used_count == IpCount(40));
  CHECK(model.subnets[2].others == IpCount(0));
}

TEST_CASE("nodes are replaced as their manager does it, unless the spec says otherwise") {
  using Size = std::variant<NodeCount, Share>;
  struct Row {
    std::string name;
    NodeManager manager;
    std::optional<Size> given;
    std::optional<UpdateStrategy> strategy;
    Size max_unavailable;
    bool launches_first;
    std::size_t warnings = 0;
  };
  const auto row = GENERATE(values<Row>({
      {"managed", NodeManager::managed, {}, {}, NodeCount(1), true},
      {"managed, a number", NodeManager::managed, NodeCount(20), UpdateStrategy::default_strategy,
       NodeCount(20), true},
      {"managed, minimal", NodeManager::managed, Share::from_percent(33), UpdateStrategy::minimal,
       Share::from_percent(33), false},
      {"self-managed", NodeManager::self_managed, {}, {}, NodeCount(1), true},
      {"self-managed, minimal", NodeManager::self_managed, NodeCount(5), UpdateStrategy::minimal,
       NodeCount(5), false},
      {"Karpenter", NodeManager::karpenter, {}, {}, Share::from_percent(10), true},
      {"Karpenter, never", NodeManager::karpenter, NodeCount(0), {}, NodeCount(0), true},
      {"Karpenter, minimal",
       NodeManager::karpenter,
       {},
       UpdateStrategy::minimal,
       Share::from_percent(10),
       true,
       1},
      {"Auto Mode", NodeManager::auto_mode, {}, {}, Share::from_percent(10), true},
  }));
  CAPTURE(row.name);
  ClusterSpec spec = two_zones();
  NodeGroupSpec& given = spec.node_groups.front();
  given.manager = Located<NodeManager>{row.manager};
  if (row.given) given.update.max_unavailable = Located<Size>{*row.given, {0, 7, 1, 1}};
  if (row.strategy) given.update.strategy = Located<UpdateStrategy>{*row.strategy, {0, 8, 1, 1}};
  const auto model = resolve(spec, Catalog::embedded());
  REQUIRE(model.has_value());
  const UpdateModel& update = model->value.node_groups.front().update;
  CHECK(update.max_unavailable == row.max_unavailable);
  CHECK(update.launches_first == row.launches_first);
  CHECK(update.location.line == (row.given ? 7 : 0));
  REQUIRE(model->warnings.size() == row.warnings);
  if (row.warnings == 1) CHECK(model->warnings.front().code == "update.strategy-unused");
}

TEST_CASE("subnet discovery chooses among the node's subnet and those tagged for it in its zone") {
  struct Row {
    std::string name;
    std::vector<std::string> group_subnets;
    NodeOs os = NodeOs::linux;
    NodeManager manager = NodeManager::managed;
    std::vector<EnvSpec> env{};
    std::vector<std::string> discovered;  // "a1: a1 pods-a", one a place
    std::string warning{};                // of the tagged subnets with a zone, each
  };
  const auto row = GENERATE(values<Row>({
      {"in each zone", {"a1", "b1"}, NodeOs::linux, NodeManager::managed, {}, {"a1: a1 both pods-a", "b1:"}},
      {"the node's own is tagged",
       {"both"},
       NodeOs::linux,
       NodeManager::karpenter,
       {},
       {"both: both pods-a"}},
      {"Windows", {"a1"}, NodeOs::windows, NodeManager::managed, {}, {"a1:"}},
      {"Auto Mode", {"a1"}, NodeOs::linux, NodeManager::auto_mode, {}, {"a1:"}},
      {"turned off",
       {"a1"},
       NodeOs::linux,
       NodeManager::managed,
       {variable("ENABLE_SUBNET_DISCOVERY", "false")},
       {"a1:"},
       "no ENI goes here by subnet discovery: ENABLE_SUBNET_DISCOVERY is off"},
      {"custom networking",
       {"a1"},
       NodeOs::linux,
       NodeManager::managed,
       {variable("AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG", "true")},
       {"a1:"},
       "no ENI goes here by subnet discovery: with custom networking all go to the ENIConfigs' subnets"},
  }));
  CAPTURE(row.name);
  ClusterSpec spec = two_zones();
  spec.vpc.subnets.push_back(subnet("both", "10.0.3.0/24", "a", {SubnetUse::nodes, SubnetUse::cni}));
  spec.vpc.subnets.push_back(subnet("pods-a", "10.0.4.0/24", "a", {SubnetUse::cni}));
  spec.vpc.subnets.push_back(subnet("nowhere", "10.0.5.0/24", "", {SubnetUse::cni}));
  spec.cni.env = row.env;
  spec.cni.eni_configs = {{{"a"}, {"a2"}}};
  NodeGroupSpec& given = spec.node_groups.front();
  for (const std::string& name : row.group_subnets) given.subnets.push_back({name});
  given.os = Located<NodeOs>{row.os};
  given.manager = Located<NodeManager>{row.manager};
  const auto model = resolve(spec, Catalog::embedded());
  REQUIRE(model.has_value());
  std::vector<std::string> discovered;
  for (const Placement& place : model->value.node_groups.front().placements) {
    discovered.push_back(model->value.subnets[place.nodes].label + ":");
    for (const SubnetIndex index : place.discovered)
      discovered.back() += " " + model->value.subnets[index].label;
  }
  CHECK(discovered == row.discovered);
  std::vector<std::string> warnings;
  for (const Diagnostic& said : model->warnings) {
    if (said.code == "subnet.discovery-unused") warnings.push_back(said.message);
  }
  if (row.warning.empty()) {
    CHECK(warnings ==
          std::vector<std::string>{"subnet \"nowhere\": no ENI goes here by subnet discovery: its zone is "
                                   "not known"});
  } else {
    CHECK(warnings == std::vector<std::string>{"subnet \"both\": " + row.warning,
                                               "subnet \"pods-a\": " + row.warning,
                                               "subnet \"nowhere\": " + row.warning});
  }
}

TEST_CASE("nodes of an IPv6 cluster discover no subnet") {
  ClusterSpec spec = two_zones();
  spec.ip_family = Located<IpFamily>{IpFamily::ipv6};
  spec.vpc.subnets[1].uses->push_back({SubnetUse::cni});
  const auto model = resolve(spec, Catalog::embedded());
  REQUIRE(model.has_value());
  REQUIRE(model->warnings.size() == 1);
  CHECK(model->warnings.front().message ==
        "subnet \"a2\": no ENI goes here by subnet discovery: nodes of an IPv6 cluster have one ENI");
  for (const Placement& place : model->value.node_groups.front().placements) CHECK(place.discovered.empty());
}

TEST_CASE("without a policy the worst hours that every cluster meets are planned for") {
  std::vector<std::string> names;
  for (const ScenarioModel& scenario : resolved(two_zones()).policy.scenarios) {
    CHECK(scenario.name == to_string(scenario.kind));
    CHECK(scenario.nodes == Share::from_percent(100));
    CHECK(scenario.pods == Share::from_percent(100));
    CHECK(scenario.node_groups.empty());
    names.push_back(scenario.name);
  }
  CHECK(names == std::vector<std::string>{"steady", "max", "rolling-update", "az-loss"});
}

TEST_CASE("scenarios are those of the policy, each node group with its own numbers") {
  ClusterSpec spec = two_zones();
  spec.node_groups.push_back(group("batch", {"c5.large"}, {.desired = 1}));
  ScenarioSpec own{.name = Located<std::string>{"black-friday"}, .kind = {ScenarioKind::max}};
  own.nodes = Located<Share>{Share::from_percent(150)};
  own.pods = Located<Share>{Share::from_percent(200)};
  own.node_groups = {{.node_group = {"batch"},
                      .nodes = Located<Amount>{Share::from_percent(50)},
                      .pods_per_node = Located<Amount>{std::int64_t{30}}}};
  spec.policy.scenarios = {{.kind = {ScenarioKind::full}}, own};
  const std::vector<ScenarioModel> made = resolved(spec).policy.scenarios;
  REQUIRE(made.size() == 2);
  CHECK(made[0].name == "full");
  CHECK(made[0].node_groups.empty());
  CHECK(made[1].name == "black-friday");
  CHECK(made[1].kind == ScenarioKind::max);
  CHECK(made[1].nodes == Share::from_percent(150));
  CHECK(made[1].pods == Share::from_percent(200));
  REQUIRE(made[1].node_groups.size() == 2);
  CHECK_FALSE(made[1].node_groups[0].nodes);
  CHECK_FALSE(made[1].node_groups[0].pods_per_node);
  CHECK(made[1].node_groups[1].nodes == Amount{Share::from_percent(50)});
  CHECK(made[1].node_groups[1].pods_per_node == Amount{std::int64_t{30}});
}

TEST_CASE("a scenario's numbers for a group that is not planned are left out with it") {
  ClusterSpec spec = two_zones();
  spec.node_groups.push_back(group("template", {}, {.desired = 1}));
  ScenarioSpec own{.name = Located<std::string>{"own"}};
  own.node_groups = {{.node_group = {"template"}, .nodes = Located<Amount>{std::int64_t{9}}}};
  spec.policy.scenarios = {own};
  const auto model = resolve(spec, Catalog::embedded());
  REQUIRE(model.has_value());
  CHECK(model->value.node_groups.size() == 1);
  REQUIRE(model->value.policy.scenarios.front().node_groups.size() == 1);
  CHECK_FALSE(model->value.policy.scenarios.front().node_groups.front().nodes);
}

TEST_CASE("growth looks a year ahead, and is none without a rate") {
  ClusterSpec spec = two_zones();
  CHECK_FALSE(resolved(spec).growth.has_value());
  spec.growth.pods_per_month = Located<Share>{Share::from_percent(8)};
  CHECK(resolved(spec).growth->pods_per_month == Share::from_percent(8));
  CHECK(resolved(spec).growth->months == 12);
  spec.growth.months = Located<std::int64_t>{24};
  CHECK(resolved(spec).growth->months == 24);
}

TEST_CASE("quotas are AWS's defaults where the spec has none") {
  ClusterSpec spec = two_zones();
  const QuotaModel usual = resolved(spec).quotas;
  CHECK(usual.cidrs_per_vpc == 5);
  CHECK(usual.subnets_per_vpc == 200);
  CHECK(usual.network_interfaces == 5'000);
  CHECK(usual.network_address_units == 64'000);
  CHECK(usual.peered_network_address_units == 128'000);
  CHECK(usual.nat_gateways_per_zone == 5);
  CHECK(usual.interface_endpoints == 50);
  const auto number = [](std::int64_t value) { return Located<std::int64_t>{value}; };
  spec.quotas = {.cidrs_per_vpc = number(1),
                 .subnets_per_vpc = number(2),
                 .network_interfaces = number(3),
                 .network_address_units = number(4),
                 .peered_network_address_units = number(5),
                 .nat_gateways_per_zone = number(6),
                 .interface_endpoints = number(7)};
  const QuotaModel raised = resolved(spec).quotas;
  CHECK(raised.cidrs_per_vpc == 1);
  CHECK(raised.subnets_per_vpc == 2);
  CHECK(raised.network_interfaces == 3);
  CHECK(raised.network_address_units == 4);
  CHECK(raised.peered_network_address_units == 5);
  CHECK(raised.nat_gateways_per_zone == 6);
  CHECK(raised.interface_endpoints == 7);
}

TEST_CASE("the networks around the subnets are kept as they are given") {
  ClusterSpec spec = two_zones();
  CHECK(resolved(spec).vpc_cidrs.empty());
  CHECK_FALSE(resolved(spec).service_cidr.has_value());
  spec.vpc.cidrs = {{cidr("10.0.0.0/16")}, {cidr("100.64.0.0/16")}};
  spec.service_cidr = Located<Cidr>{cidr("172.20.0.0/16")};
  spec.vpc.peers = {{.name = Located<std::string>{"shared"},
                     .cidrs = {{cidr("10.30.0.0/16")}, {cidr("10.0.0.0/8")}},
                     .network_address_units = Located<std::int64_t>{1200}},
                    {.name = Located<std::string>{"office"}, .cidrs = {{cidr("10.30.0.0/16")}}}};
  const ClusterModel model = resolved(spec);
  REQUIRE(model.vpc_cidrs.size() == 2);
  CHECK(model.vpc_cidrs[1].value == cidr("100.64.0.0/16"));
  CHECK(model.service_cidr->value == cidr("172.20.0.0/16"));
  REQUIRE(model.peers.size() == 2);
  CHECK(model.peers[0].name == "shared");
  CHECK(model.peers[0].cidrs[1].value == cidr("10.0.0.0/8"));
  CHECK(model.peers[0].network_address_units == 1200);
  CHECK_FALSE(model.peers[1].network_address_units.has_value());
}

TEST_CASE("the network that stands in for a VPC without subnets is the VPC's") {
  ClusterSpec spec = two_zones();
  spec.vpc.subnets.clear();
  const ClusterModel model = resolved(spec);
  REQUIRE(model.vpc_cidrs.size() == 1);
  CHECK(model.vpc_cidrs.front().value == cidr("192.168.0.0/16"));
  CHECK(model.zones == std::vector<std::string>{"zone-a", "zone-b", "zone-c"});
}

TEST_CASE("an endpoint is an interface endpoint in the nodes' subnets unless it says otherwise") {
  ClusterSpec spec = two_zones();
  spec.endpoints = {{.name = Located<std::string>{"ecr.api"}},
                    {.name = Located<std::string>{"files"},
                     .type = Located<EndpointType>{EndpointType::efs},
                     .subnets = {{"b1"}}}};
  const ClusterModel model = resolved(spec);
  CHECK(model.endpoints[0].type == EndpointType::interface_endpoint);
  CHECK(model.endpoints[0].subnets == std::vector<SubnetIndex>{0, 1, 2});
  CHECK(model.endpoints[1].type == EndpointType::efs);
  CHECK(model.endpoints[1].subnets == std::vector<SubnetIndex>{2});
}

TEST_CASE("what a workload requests is kept, and what it leaves out is none") {
  ClusterSpec spec = two_zones();
  WorkloadSpec api;
  api.name = Located<std::string>{"api"};
  api.replicas.desired = Located<std::int64_t>{3};
  WorkloadSpec sized = api;
  sized.name = Located<std::string>{"sized"};
  sized.requests = {.cpu_millis = Located<std::int64_t>{500}, .memory_bytes = Located<std::int64_t>{1 << 20}};
  spec.workloads = {api, sized};
  const ClusterModel model = resolved(spec);
  REQUIRE(model.workloads.size() == 3);  // CoreDNS first
  CHECK(model.workloads[1].cpu_millis == 0);
  CHECK(model.workloads[1].memory_bytes == 0);
  CHECK(model.workloads[2].cpu_millis == 500);
  CHECK(model.workloads[2].memory_bytes == 1 << 20);
}

TEST_CASE("what becomes of findings is kept, a threshold in its rule's unit") {
  ClusterSpec spec = two_zones();
  spec.policy.rules = {
      {.rule = {"subnet.full"}, .severity = Located<RuleSeverity>{RuleSeverity::off}},
      {.rule = {"growth.crosses-fail"}, .threshold = Located<Amount>{std::int64_t{8}}},
      {.rule = {"zone.unbalanced"}, .threshold = Located<Amount>{Share::from_basis_points(9'250)}}};
  spec.policy.accept = {
      {.rule = Located<std::string>{"subnet.full"},
       .subject = Located<std::string>{"a1"},
       .reason = Located<std::string>{"it is replaced"},
       .expires = Located<CalendarDate>{CalendarDate::parse("2027-01-31").value()}},
      {.rule = Located<std::string>{"pods.no-room"}, .reason = Located<std::string>{"known"}}};
  const PolicyModel policy = resolved(spec).policy;
  REQUIRE(policy.rules.size() == 3);
  CHECK(policy.rules[0].rule == "subnet.full");
  CHECK(policy.rules[0].severity == RuleSeverity::off);
  CHECK_FALSE(policy.rules[0].threshold);
  CHECK_FALSE(policy.rules[1].severity);
  CHECK(policy.rules[1].threshold == 8);
  CHECK(policy.rules[2].threshold == 9'250);
  REQUIRE(policy.accept.size() == 2);
  CHECK(policy.accept[0].subject == "a1");
  CHECK(policy.accept[0].reason == "it is replaced");
  CHECK(policy.accept[0].expires->to_string() == "2027-01-31");
  CHECK(policy.accept[1].subject.empty());
  CHECK_FALSE(policy.accept[1].expires);
}

TEST_CASE(
    "a threshold that is not in its rule's unit is refused, and so is one of a rule that has none to set") {
  ClusterSpec spec = two_zones();
  spec.policy.rules = {
      {.rule = {"zone.unbalanced"}, .threshold = Located<Amount>{std::int64_t{60}, {0, 1, 1, 1}}},
      {.rule = {"growth.crosses-fail"}, .threshold = Located<Amount>{Share::from_percent(5), {0, 2, 1, 1}}},
      {.rule = {"subnet.full"}, .threshold = Located<Amount>{std::int64_t{5}, {0, 3, 1, 1}}}};
  const auto model = resolve(spec, Catalog::embedded());
  REQUIRE_FALSE(model.has_value());
  REQUIRE(model.error().size() == 3);
  CHECK(model.error()[0].message == "policy: rules: zone.unbalanced: threshold: 60 is not a share");
  CHECK(model.error()[0].way_out == "write it with its sign, 60%");
  CHECK(model.error()[1].message ==
        "policy: rules: growth.crosses-fail: threshold: this rule takes no share");
  CHECK(model.error()[1].way_out == "write a whole number, as 6");
  CHECK(model.error()[2].message ==
        "policy: rules: subnet.full: threshold: this rule has none that can be set");
  CHECK(model.error()[2].way_out == "remove it; its severity can be set");
}

TEST_CASE("a rule that the registry does not have is refused with the nearest, wherever it is named") {
  ClusterSpec spec = two_zones();
  spec.policy.rules = {{.rule = {"subnet.ful"}, .severity = Located<RuleSeverity>{RuleSeverity::info}}};
  spec.policy.accept = {
      {.rule = Located<std::string>{"everything"}, .reason = Located<std::string>{"we know"}}};
  const auto model = resolve(spec, Catalog::embedded());
  REQUIRE_FALSE(model.has_value());
  REQUIRE(model.error().size() == 2);
  CHECK(model.error()[0].message == "policy: rules: unknown rule \"subnet.ful\"");
  CHECK(model.error()[0].way_out == "did you mean \"subnet.full\"?");
  CHECK(model.error()[1].message == "policy: accept: unknown rule \"everything\"");
  CHECK(model.error()[1].way_out == "`cniplan rules` lists them");
}
