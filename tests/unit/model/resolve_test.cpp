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
  for (const char* name : {"coredns", "aws-ebs-csi-driver", "eks-pod-identity-agent", "vpc-cni", "no-such-addon"}) {
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
  CHECK(model.node_groups[0].daemon_pods == PodCount(2));        // the EBS and the FSx driver
  CHECK(model.node_groups[0].host_network_pods == PodCount(4));  // aws-node, kube-proxy, EFS, the identity agent
  CHECK(model.node_groups[1].daemon_pods == PodCount(1));        // the FSx driver
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
