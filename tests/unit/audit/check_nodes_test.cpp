#include "planner/audit/check_nodes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "planner/capacity/max_pods.hpp"
#include "tests/support/catch.hpp"

using namespace cniplan;

namespace {

/// A cluster that is put together node by node.
class Cluster {
 public:
  Cluster& node(const std::string& name, const std::string& type, std::int64_t max_pods,
                const std::string& group = "g") {
    ObservedNode made{.name = name, .instance_type = type, .managed_group = group};
    made.capacity.pods = PodCount(max_pods);
    made.allocatable.pods = PodCount(max_pods);
    return add(made);
  }
  Cluster& add(const ObservedNode& made) {
    REQUIRE(inventory.add(made));
    return *this;
  }
  Cluster& pods(const std::string& node, int pod_network, int host_network, int branch = 0,
                int without_address = 0) {
    inventory.note_pods();
    const auto put = [&](int count, ObservedPod pod) {
      for (int i = 0; i < count; ++i) {
        const std::string name = fmt::format("p{}", number_++);
        pod.name = name;
        pod.node = node;
        pod.owner = pod.host_network && i == 0 ? "aws-node" : "x";
        REQUIRE(inventory.add(pod));
      }
    };
    put(pod_network - without_address, {.has_address = true});
    put(without_address, {});
    put(host_network, {.host_network = true});
    put(branch, {.branch_eni = true, .has_address = true});
    return *this;
  }
  [[nodiscard]] NodeCheck check() const { return check_nodes(inventory, Catalog::embedded(), settings); }

  ClusterInventory inventory;
  NodeCheckSettings settings;

 private:
  int number_ = 0;
};

/// "rule severity" of each finding.
std::vector<std::string> rules_of(const NodeCheck& check) {
  std::vector<std::string> rules;
  for (const Finding& finding : check.findings)
    rules.push_back(fmt::format("{} {}", finding.rule->id, to_string(finding.severity)));
  return rules;
}

using Rules = std::vector<std::string>;

KnownSubnetRoom subnet_with(std::int64_t free) {
  return {.id = "subnet-1", .cidr = *Cidr::parse("10.0.1.0/24"), .free = IpCount(free)};
}

}  // namespace

TEST_CASE("max Pods is held against the ENIs of every mode") {
  struct Row {
    std::string name;
    std::string type;
    std::int64_t max_pods;
    CniConfig cni;
    NodeVerdict verdict;
    std::int64_t addressable;  // -1: no limit
  };
  // m5.large: 3 ENIs of 10 addresses; c5.2xlarge: 4 of 15; m5.4xlarge: 8 of 30, 16 vCPUs.
  const auto row = GENERATE(values<Row>({
      {"secondary IPs", "m5.large", 29, {}, NodeVerdict::fits, 29},
      {"one too many", "m5.large", 30, {}, NodeVerdict::above_addresses, 29},
      {"one too few", "m5.large", 28, {}, NodeVerdict::below_addresses, 29},
      {"prefixes", "m5.large", 110, {.prefix_delegation = true}, NodeVerdict::fits, 434},
      {"prefixes and the old value",
       "m5.large",
       29,
       {.prefix_delegation = true},
       NodeVerdict::older_than_prefixes,
       434},
      {"prefixes and another value",
       "m5.large",
       50,
       {.prefix_delegation = true},
       NodeVerdict::below_addresses,
       434},
      {"custom networking", "m5.large", 20, {.custom_networking = true}, NodeVerdict::fits, 20},
      {"custom networking, the default",
       "m5.large",
       29,
       {.custom_networking = true},
       NodeVerdict::above_addresses,
       20},
      {"MAX_ENI", "m5.large", 29, {.max_enis = EniCount(2)}, NodeVerdict::above_addresses, 20},
      {"the ceiling", "m5.4xlarge", 110, {}, NodeVerdict::fits, 234},
      {"above the ceiling", "m5.4xlarge", 234, {}, NodeVerdict::above_recommended, 234},
      {"above everything", "m5.4xlarge", 235, {}, NodeVerdict::above_addresses, 234},
      {"IPv6",
       "m5.large",
       110,
       {.prefix_delegation = true, .ip_family = IpFamily::ipv6},
       NodeVerdict::fits,
       -1},
      {"IPv6, too few",
       "m5.large",
       29,
       {.prefix_delegation = true, .ip_family = IpFamily::ipv6},
       NodeVerdict::below_addresses,
       -1},
      {"IPv6 on Xen",
       "m4.large",
       20,
       {.prefix_delegation = true, .ip_family = IpFamily::ipv6},
       NodeVerdict::cni_refuses,
       0},
      {"prefixes on Xen", "m4.large", 20, {.prefix_delegation = true}, NodeVerdict::fits, 20},
      {"an unknown type", "m9x.large", 29, {}, NodeVerdict::unknown_type, -2},
  }));
  CAPTURE(row.name);
  Cluster cluster;
  cluster.settings.cni = row.cni;
  const NodeCheck check = cluster.node("a", row.type, row.max_pods).check();
  REQUIRE(check.nodes.size() == 1);
  const CheckedNode& node = check.nodes.front();
  CHECK(node.verdict == row.verdict);
  const std::int64_t addressable = !node.addresses            ? -2
                                   : node.addresses->max_pods ? node.addresses->max_pods->value()
                                                              : -1;
  CHECK(addressable == (row.verdict == NodeVerdict::cni_refuses ? 0 : row.addressable));
  CHECK_FALSE(node.room.has_value());
  CHECK(check.groups.front().verdict == row.verdict);
}

TEST_CASE(
    "for every type of the catalog nodeadm's own value fits in secondary IP mode, and one more does not") {
  const Catalog catalog = Catalog::embedded();
  Cluster fits;
  Cluster above;
  for (const InstanceType& type : catalog.types()) {
    if (type.enis == 0 || type.ipv4_per_eni < 2) continue;
    const std::string name(type.name.view());
    fits.node(name, name, nodeadm_max_pods(type).value());
    above.node(name, name, nodeadm_max_pods(type).value() + 1);
  }
  for (const CheckedNode& node : fits.check().nodes) {
    CAPTURE(node.name);
    CHECK((node.verdict == NodeVerdict::fits || node.verdict == NodeVerdict::above_recommended));
  }
  for (const CheckedNode& node : above.check().nodes) {
    CAPTURE(node.name);
    CHECK(node.verdict == NodeVerdict::above_addresses);
  }
}

TEST_CASE("Pods on the host network need no address, and the two that always run are counted unless seen") {
  struct Row {
    std::string name;
    std::int64_t max_pods;
    int host_network;
    NodeVerdict verdict;
    std::int64_t addressable;
  };
  const auto row = GENERATE(values<Row>({
      {"the usual two", 29, 2, NodeVerdict::fits, 29},
      {"four", 31, 4, NodeVerdict::fits, 31},
      {"four, and one too many", 32, 4, NodeVerdict::above_addresses, 31},
      {"only aws-node", 29, 1, NodeVerdict::above_addresses, 28},
      {"kube-system is not listed", 29, 0, NodeVerdict::fits, 29},
  }));
  CAPTURE(row.name);
  Cluster cluster;
  const NodeCheck check = cluster.node("a", "m5.large", row.max_pods).pods("a", 3, row.host_network).check();
  CHECK(check.nodes.front().verdict == row.verdict);
  CHECK(check.nodes.front().addresses->max_pods == PodCount(row.addressable));
}

TEST_CASE("what a node can still take ends where the first of its limits ends") {
  struct Row {
    std::string name;
    std::int64_t max_pods;
    int pod_network;
    int host_network;
    std::optional<std::int64_t> subnet_free;
    std::int64_t room;
    RoomStop stop;
  };
  const auto row = GENERATE(values<Row>({
      {"max Pods", 20, 10, 2, std::nullopt, 8, RoomStop::max_pods},
      {"addresses", 110, 20, 2, std::nullopt, 7, RoomStop::addresses},
      {"both at once", 29, 20, 2, std::nullopt, 7, RoomStop::max_pods},
      {"full", 29, 27, 2, std::nullopt, 0, RoomStop::max_pods},
      {"more than full", 29, 35, 2, std::nullopt, 0, RoomStop::max_pods},
      // 5 Pods: 2 ENIs with 18 addresses, 13 of them in reserve.
      {"the subnet", 29, 5, 2, 3, 16, RoomStop::subnet},
      {"a subnet with nothing", 29, 5, 2, 0, 13, RoomStop::subnet},
      {"a subnet with enough", 29, 5, 2, 30, 22, RoomStop::max_pods},
  }));
  CAPTURE(row.name);
  Cluster cluster;
  ObservedNode node{.name = "a",
                    .instance_type = "m5.large",
                    .managed_group = "g",
                    .address = *Ipv4Address::parse("10.0.1.9")};
  node.allocatable.pods = PodCount(row.max_pods);
  cluster.add(node).pods("a", row.pod_network, row.host_network);
  if (row.subnet_free) {
    REQUIRE(cluster.inventory.add(subnet_with(*row.subnet_free)));
  }
  const NodeCheck check = cluster.check();
  const NodeRoom room = *check.nodes.front().room;
  CHECK(room.pods == PodCount(row.room));
  CHECK(room.stop == row.stop);
  CHECK(room.by_subnet.has_value() == row.subnet_free.has_value());
}

TEST_CASE("the nodes of a subnet share its room") {
  Cluster cluster;
  for (const std::string name : {"a", "b"}) {
    ObservedNode node{.name = name,
                      .instance_type = "m5.large",
                      .managed_group = "g",
                      .address = *Ipv4Address::parse("10.0.1.9")};
    node.allocatable.pods = PodCount(29);
    cluster.add(node).pods(name, 5, 2);
  }
  REQUIRE(cluster.inventory.add(subnet_with(10)));
  const NodeCheck check = cluster.check();
  CHECK(rules_of(check) == Rules{"nodes.subnet-room warning"});
  CHECK(check.findings.front().message ==
        "2 nodes admit 44 Pods more, and the subnet has 10 free addresses for them, beside 26 in their "
        "reserve (a, b)");
  CHECK(rules_of([&] {
          REQUIRE(cluster.inventory.add(
              KnownSubnetRoom{.id = "subnet-2", .cidr = *Cidr::parse("10.0.2.0/24"), .discovered = true}));
          return cluster.check();
        }())
            .empty());
}

TEST_CASE("a subnet gives prefixes in whole blocks") {
  Cluster cluster;
  cluster.settings.cni.prefix_delegation = true;
  ObservedNode node{.name = "a",
                    .instance_type = "m5.large",
                    .managed_group = "g",
                    .address = *Ipv4Address::parse("10.0.1.9")};
  node.allocatable.pods = PodCount(110);
  cluster.add(node).pods("a", 5, 2);
  REQUIRE(cluster.inventory.add(subnet_with(31)));
  // 2 prefixes for 5 Pods, 27 addresses in reserve; of 31 free addresses one block at most.
  CHECK(cluster.check().nodes.front().room->pods == PodCount(43));
}

TEST_CASE("with custom networking the ENIConfig says the subnet") {
  struct Row {
    std::string name;
    std::string asked;
    std::string cni_node;
    std::string config;
    std::string subnet;
    Rules rules;
  };
  const auto row = GENERATE(values<Row>({
      {"asked for", "x", "", "x", "subnet-1", {}},
      {"by its zone", "", "", "eu-west-1a", "subnet-1", {}},
      {"by default", "", "", "default", "subnet-1", {}},
      {"as aws-node took it", "y", "x", "x", "subnet-1", {}},
      {"one that is not there", "y", "", "x", "", {"nodes.no-eni-config error"}},
      {"nothing fits", "", "", "x", "", {"nodes.no-eni-config warning"}},
  }));
  CAPTURE(row.name);
  Cluster cluster;
  cluster.settings.cni.custom_networking = true;
  ObservedNode node{.name = "a",
                    .instance_type = "m5.large",
                    .zone = "eu-west-1a",
                    .managed_group = "g",
                    .eni_config = row.asked};
  node.allocatable.pods = PodCount(20);
  cluster.add(node);
  cluster.inventory.add(ObservedEniConfig{.name = row.config, .subnet = "subnet-1"});
  if (!row.cni_node.empty()) {
    cluster.inventory.add(
        ObservedCniNode{.name = "a", .custom_networking = true, .eni_config = row.cni_node});
  }
  const NodeCheck check = cluster.check();
  CHECK(check.nodes.front().subnet == row.subnet);
  CHECK(rules_of(check) == row.rules);
}

TEST_CASE("security groups for Pods take a slot, and their Pods stand beside the others") {
  Cluster cluster;
  cluster.settings.cni.pod_eni = true;
  // m5.large: 2 usable ENIs, 18 addresses; 9 branch ENIs.
  cluster.node("a", "m5.large", 29).pods("a", 10, 2, 4);
  const NodeCheck check = cluster.check();
  const CheckedNode& node = check.nodes.front();
  CHECK(node.addresses->pod_ips == IpCount(18));
  CHECK(node.room->branch_pods == PodCount(5));
  CHECK(node.room->by_addresses == PodCount(8));
  CHECK(node.verdict == NodeVerdict::above_addresses);
  // With all 9 branch ENIs in use 29 would be right.
  CHECK(rules_of(check) == Rules{"nodes.above-addresses warning"});
  CHECK(rules_of(Cluster(cluster).node("b", "m5.large", 30).check()) ==
        Rules{"nodes.above-addresses error", "nodes.mixed-max-pods warning"});
}

TEST_CASE("nodes that are older than prefix delegation are told by time or by their fellows") {
  const auto node = [](const std::string& name, std::int64_t max_pods, std::string_view created) {
    ObservedNode made{
        .name = name, .instance_type = "m5.large", .managed_group = "g", .created = parse_timestamp(created)};
    made.allocatable.pods = PodCount(max_pods);
    return made;
  };
  Cluster cluster;
  cluster.settings.cni.prefix_delegation = true;
  cluster.add(node("old", 29, "2026-01-01")).add(node("new", 110, "2026-06-01"));
  const auto message = [](const NodeCheck& check, std::string_view rule) {
    const auto found = std::ranges::find(check.findings, rule, [](const Finding& f) { return f.rule->id; });
    return found == check.findings.end() ? std::string() : found->message;
  };
  CHECK(message(cluster.check(), "nodes.older-than-prefixes") ==
        "1 of 2 nodes still has max Pods 29, the value without prefixes, where 110 fit: it was made before "
        "2026-06-01T00:00:00Z, when the group's first node with more came (old)");
  cluster.settings.since = parse_timestamp("2026-03-01");
  CHECK(message(cluster.check(), "nodes.older-than-prefixes") ==
        "1 of 2 nodes still has max Pods 29, the value without prefixes, where 110 fit: it was made before "
        "2026-03-01T00:00:00Z (old)");
  // A node that is younger than the change has its value from somewhere else.
  cluster.settings.since = parse_timestamp("2025-12-01");
  CHECK(cluster.check().nodes.back().verdict == NodeVerdict::below_addresses);
  CHECK(message(cluster.check(), "nodes.older-than-prefixes").empty());
  // One that is older and has the new value may still have single addresses on its ENIs.
  cluster.settings.since = parse_timestamp("2026-07-01");
  CHECK(rules_of(cluster.check()) == Rules{"nodes.older-than-prefixes warning",
                                           "nodes.mixed-max-pods warning", "nodes.older-than-prefixes info"});
}

TEST_CASE("nodes without ENIs of their own are not judged") {
  Cluster cluster;
  const auto add = [&](const std::string& name, NodeHost host) {
    ObservedNode node{.name = name, .host = host};
    node.allocatable.pods = PodCount(110);
    cluster.add(node);
  };
  add("fargate-1", NodeHost::fargate);
  add("fargate-2", NodeHost::fargate);
  add("mi-1", NodeHost::hybrid);
  add("kind", NodeHost::elsewhere);
  const NodeCheck check = cluster.check();
  CHECK(rules_of(check) == Rules{"nodes.not-judged info", "nodes.not-judged info", "nodes.not-judged info"});
  CHECK(check.groups.size() == 3);
  CHECK(check.verdict == "None of 4 nodes is judged by its ENIs.");
}

TEST_CASE("Auto Mode has prefixes and at most 110 Pods, whatever the settings of aws-node") {
  Cluster cluster;
  ObservedNode node{.name = "a",
                    .host = NodeHost::auto_mode,
                    .os = NodeOs::bottlerocket,
                    .instance_type = "m6i.xlarge",
                    .node_pool = "general-purpose"};
  node.allocatable.pods = PodCount(110);
  const NodeCheck check = cluster.add(node).pods("a", 20, 0).check();
  // m6i.xlarge: 4 ENIs of 15 addresses.
  CHECK(check.nodes.front().addresses->pod_ips == IpCount(4 * 14 * 16));
  CHECK(check.nodes.front().addresses->recommended_max_pods == PodCount(110));
  CHECK(check.nodes.front().verdict == NodeVerdict::fits);
  CHECK(check.nodes.front().room->pods == PodCount(90));
  CHECK(rules_of(check).empty());
}

TEST_CASE("on Windows the scheduler counts addresses, so that max Pods is no fault") {
  Cluster cluster;
  ObservedNode node{.name = "a", .os = NodeOs::windows, .instance_type = "m5.large", .managed_group = "win"};
  node.allocatable = {.pods = PodCount(110), .windows_ips = IpCount(9)};
  const NodeCheck check = cluster.add(node).pods("a", 4, 0).check();
  CHECK(check.nodes.front().verdict == NodeVerdict::not_judged);
  CHECK(check.nodes.front().room->pods == PodCount(5));
  CHECK(check.nodes.front().room->stop == RoomStop::addresses);
  CHECK(rules_of(check) == Rules{"nodes.windows info"});
}

TEST_CASE("Pods that wait on a full node are the proof that max Pods is too high") {
  Cluster cluster;
  cluster.node("a", "m5.large", 110).pods("a", 30, 2, 0, 3);
  const NodeCheck check = cluster.check();
  CHECK(rules_of(check) == Rules{"nodes.above-addresses error", "nodes.pods-without-address error"});
  CHECK(check.findings.back().message ==
        "3 Pods on 1 node have no address: every address of the ENIs is taken (a)");
  // A Pod that has only just come to a node with room waits for a moment.
  CHECK(rules_of(Cluster().node("a", "m5.large", 29).pods("a", 3, 2, 0, 3).check()).empty());
}

TEST_CASE("a node that does not say its max Pods is unknown and never 0") {
  Cluster cluster;
  const NodeCheck check =
      cluster.add(ObservedNode{.name = "a", .instance_type = "m5.large", .managed_group = "g"})
          .pods("a", 1, 2)
          .check();
  CHECK(check.nodes.front().verdict == NodeVerdict::unknown_max_pods);
  CHECK_FALSE(check.nodes.front().max_pods.has_value());
  CHECK_FALSE(check.nodes.front().room->pods.has_value());
  CHECK(rules_of(check) == Rules{"nodes.unknown-max-pods warning"});
}

TEST_CASE("each rule that was looked at has a check, and the checks name the findings") {
  Cluster cluster;
  const NodeCheck check = cluster.node("a", "m5.large", 29).node("b", "m5.large", 30).pods("a", 1, 2).check();
  std::size_t listed = 0;
  for (const RuleCheck& looked : check.checks) {
    CHECK(looked.subject == "g (m5.large)");
    for (const std::size_t number : looked.findings) {
      CHECK(check.findings.at(number).rule == looked.rule);
      ++listed;
    }
  }
  CHECK(listed == check.findings.size());
  CHECK(std::ranges::count(check.checks, std::string("nodes.below-addresses"),
                           [](const RuleCheck& c) { return std::string(c.rule->id); }) == 1);
}

TEST_CASE("the expression is worked out for each type") {
  Cluster cluster;
  const auto expression =
      CompiledMaxPodsExpression::compile("default_enis == 3 ? 58 : 10 / (default_enis - 4)");
  REQUIRE(expression.has_value());
  cluster.settings.expression = &*expression;
  const NodeCheck check = cluster.node("a", "m5.large", 29).node("b", "m5.xlarge", 58).check();
  CHECK(check.groups[0].expression == PodCount(58));
  CHECK_FALSE(check.groups[1].expression.has_value());
  CHECK(rules_of(check) == Rules{"max-pods.expression error", "max-pods.above-addresses warning"});
}
