#include "planner/plan/pod_network.hpp"

#include <fmt/format.h>

#include <string>

#include "tests/support/catch.hpp"

using namespace cniplan;

namespace {

Located<Cidr> network(const char* text) { return {*Cidr::parse(text), {}}; }

PodNetworkNodes group(const char* name, std::int64_t desired, std::int64_t max) {
  return {.name = name, .desired = NodeCount(desired), .max = NodeCount(max), .max_pods = std::nullopt};
}

/// 192.168.0.0/16 in blocks of /24, Services in 10.96.0.0/12, three nodes of the control plane and three others.
PodNetworkModel usual() {
  return {.name = "floor",
          .pod_cidrs = {network("192.168.0.0/16")},
          .node_prefix_length = {24, {}},
          .service_cidr = network("10.96.0.0/12"),
          .nodes = {group("", 3, 3), group("md-0", 3, 5)},
          .node_cidrs = {}};
}

std::string text(const std::vector<Finding>& findings) {
  std::string out;
  for (const Finding& finding : findings) {
    out += fmt::format("{} {}: {}: {}; {}\n", to_string(finding.severity), finding.rule->id, finding.subject,
                       finding.message, finding.remedy);
  }
  return out;
}

}  // namespace

TEST_CASE("a Pod network has a block for each node, and a node an address for each Pod") {
  const PodNetworkPlan plan = plan_pod_network(usual());
  CHECK(plan.addresses == IpCount(65'536));
  CHECK(plan.addresses_per_node == IpCount(256));
  CHECK(plan.node_blocks == NodeCount(256));
  CHECK(plan.nodes_desired == NodeCount(6));
  CHECK(plan.nodes_max == NodeCount(8));
  CHECK(plan.pods_per_node == PodCount(110));
  CHECK(plan.verdict == "Fits: 8 nodes at most for 256 node blocks, each with up to 110 Pods.");
  CHECK(text(plan.findings) ==
        "info pod-network.immutable: Pod network: 192.168.0.0/16 in blocks of /24 cannot be changed once the cluster is "
        "made: it never has more than 256 nodes, each with 110 Pods; choose both for the largest cluster that you "
        "expect\n");
  REQUIRE(plan.derivations.size() == 3);
  CHECK(plan.derivations[0].values == "2^(32 - 24) = 256");
  CHECK(plan.derivations[1].values == "2^(24 - 16) = 256");
  CHECK(plan.derivations[2].values == "min(256, 110) = 110");
}

TEST_CASE("nodes that fit: one block each, the control plane's too") {
  struct Row {
    const char* name;
    const char* pods;
    std::int64_t node_prefix_length;
    std::int64_t blocks;
    std::int64_t addresses_per_node;
  };
  const auto row = GENERATE(values<Row>({
      {"the documentation's example", "192.168.0.0/16", 24, 256, 256},
      {"smaller blocks", "192.168.0.0/16", 26, 1024, 64},
      {"one block less", "10.0.0.0/20", 21, 2, 2048},
      {"the largest difference", "10.0.0.0/8", 24, 65'536, 256},
      {"a block as large as the network", "10.0.0.0/24", 24, 1, 256},
      {"a block larger than the network", "10.0.0.0/25", 24, 0, 256},
      {"single addresses", "10.0.0.0/24", 32, 256, 1},
  }));
  CAPTURE(row.name);
  PodNetworkModel question = usual();
  question.pod_cidrs = {network(row.pods)};
  question.node_prefix_length.value = row.node_prefix_length;
  const PodNetworkPlan plan = plan_pod_network(question);
  CHECK(plan.node_blocks == NodeCount(row.blocks));
  CHECK(plan.addresses_per_node == IpCount(row.addresses_per_node));
}

TEST_CASE("what does not fit into a Pod network is found") {
  struct Row {
    const char* name;
    PodNetworkModel question;
    std::string found;
  };
  const auto with = [](auto change) {
    PodNetworkModel question = usual();
    change(question);
    return question;
  };
  const auto row = GENERATE_COPY(values<Row>({
      {"too many desired nodes", with([](auto& q) { q.nodes.push_back(group("md-1", 300, 300)); }),
       "error pod-network.nodes: Pod network: blocks for 256 nodes, and 306 are to run, those of the control plane among "
       "them; make the cluster with a Pod network of /15 or larger, or with node blocks of /25\n"},
      {"too many at most", with([](auto& q) { q.nodes.push_back(group("md-1", 3, 300)); }),
       "warning pod-network.nodes: Pod network: blocks for 256 nodes, and 308 may run, those of the control plane among "
       "them; make the cluster with a Pod network of /15 or larger, or with node blocks of /25\n"},
      {"Pods beyond a block", with([](auto& q) { q.node_prefix_length.value = 26; }),
       "error pod-network.pods-per-node: node group \"md-0\": 110 Pods are let onto a node whose block has 64 addresses; "
       "the others never get one; set kubelet's maxPods to 64 or less, or make the cluster with larger node blocks\n"},
      {"max Pods of its own", with([](auto& q) {
         q.node_prefix_length.value = 26;
         q.nodes[1].max_pods = PodCount(64);
       }),
       ""},
      {"Services among the Pods", with([](auto& q) { q.service_cidr = network("192.168.64.0/20"); }),
       "error pod-network.overlap: Pod network: the service network 192.168.64.0/20 overlaps the Pod network "
       "192.168.0.0/16; give each addresses of its own before the cluster is made\n"},
      {"nodes among the Pods", with([](auto& q) { q.node_cidrs = {network("192.168.1.0/24"), network("192.168.1.0/25")}; }),
       "error pod-network.overlap: Pod network: the nodes' network 192.168.1.0/24 overlaps the Pod network "
       "192.168.0.0/16; give each addresses of its own before the cluster is made\n"
       "error pod-network.overlap: Pod network: the nodes' network 192.168.1.0/25 overlaps the Pod network "
       "192.168.0.0/16; give each addresses of its own before the cluster is made\n"},
      {"a block like the network", with([](auto& q) { q.pod_cidrs = {network("192.168.0.0/24")}; }),
       "error pod-network.block-size: Pod network: a node's block of /24 is not smaller than 192.168.0.0/24, so that the "
       "cluster is not made; choose a block from /25 to /32\n"
       "error pod-network.nodes: Pod network: blocks for 1 node, and 6 are to run, those of the control plane among them; "
       "make the cluster with a Pod network of /21 or larger, or with node blocks of /27\n"},
      {"a network too large for its blocks", with([](auto& q) {
         q.pod_cidrs = {network("11.0.0.0/8")};
         q.node_prefix_length.value = 25;
       }),
       "error pod-network.block-size: Pod network: 11.0.0.0/8 and a node's block of /25 are 17 bits apart, and Kubernetes "
       "takes at most 16, so that the cluster is not made; choose a block from /9 to /24\n"},
      {"no network at all", with([](auto& q) { q.pod_cidrs.clear(); }),
       "warning pod-network.unknown: Pod network: its CIDR is in no file, so that nothing about it is planned; give it, as "
       "podNetwork.cidrs in a spec\n"},
  }));
  CAPTURE(row.name);
  PodNetworkPlan plan = plan_pod_network(row.question);
  std::erase_if(plan.findings, [](const Finding& finding) { return finding.rule->id == "pod-network.immutable"; });
  CHECK(text(plan.findings) == row.found);
}
