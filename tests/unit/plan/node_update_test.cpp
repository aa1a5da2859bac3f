#include "planner/plan/node_update.hpp"

#include "tests/support/catch.hpp"

using namespace cniplan;

namespace {

NodeGroupModel group_of(NodeManager manager, std::int64_t zones, std::variant<NodeCount, Share> unavailable,
                        bool launches_first = true) {
  NodeGroupModel group{.name = "g", .manager = manager, .zones = zones};
  group.update = {.max_unavailable = unavailable, .launches_first = launches_first};
  return group;
}

}  // namespace

TEST_CASE("an update adds the larger of two nodes a zone and maxUnavailable on managed nodes, the budget with Karpenter") {
  struct Row {
    std::string name;
    NodeManager manager;
    std::int64_t zones;
    std::variant<NodeCount, Share> unavailable;
    bool launches_first;
    std::int64_t nodes;
    std::int64_t away;
    std::int64_t extra;
  };
  using enum NodeManager;
  const Share tenth = Share::from_percent(10);
  const auto row = GENERATE_COPY(values<Row>({
      // docs.aws.amazon.com/eks/latest/userguide/managed-node-update-behavior.html: 5 zones and maxUnavailable 1 are up to
      // 10 new nodes, maxUnavailable 20 are 20.
      {"AWS's first example", managed, 5, NodeCount(1), true, 30, 1, 10},
      {"AWS's second example", managed, 5, NodeCount(20), true, 30, 20, 20},
      {"a share is rounded up", managed, 3, Share::from_percent(33), true, 31, 11, 11},
      {"a share of 1 % is a node", managed, 3, Share::from_percent(1), true, 3, 1, 6},
      {"at most 100 at a time", managed, 3, Share::from_percent(50), true, 1'000, 100, 100},
      {"more than there are", managed, 3, NodeCount(20), true, 4, 4, 20},
      {"minimal terminates first", managed, 3, NodeCount(2), false, 10, 2, 0},
      {"Karpenter's budget", karpenter, 3, tenth, true, 11, 2, 2},
      {"Karpenter, one node", karpenter, 3, tenth, true, 1, 1, 1},
      {"Karpenter's budget of nodes", karpenter, 3, NodeCount(5), true, 3, 3, 3},
      {"Karpenter's budget of none", karpenter, 3, NodeCount(0), true, 30, 0, 0},
      {"Auto Mode", auto_mode, 3, tenth, true, 30, 3, 3},
      {"a batch", self_managed, 3, NodeCount(4), true, 30, 4, 4},
      {"a batch that goes first", self_managed, 3, NodeCount(4), false, 30, 4, 0},
      {"no nodes", managed, 3, NodeCount(1), true, 0, 0, 0},
      {"hybrid nodes", hybrid, 0, NodeCount(1), true, 5, 0, 0},
  }));
  CAPTURE(row.name);
  const UpdateStep step =
      update_step(group_of(row.manager, row.zones, row.unavailable, row.launches_first), NodeCount(row.nodes));
  CHECK(step.away == NodeCount(row.away));
  CHECK(step.extra == NodeCount(row.extra));
}

TEST_CASE("drained nodes hold their addresses while their Pods run on the new ones") {
  NodeGroupModel group = group_of(NodeManager::managed, 1, NodeCount(2));
  group.daemon_pods = PodCount(1);
  // 5 nodes with 23 Pods: 5, 5, 5, 4, 4. Two go, with 4 Pods each beside the DaemonSet's.
  const UpdatedGroup updated =
      updated_group(group, {.nodes = NodeCount(5), .pods = PodCount(23), .branch_pods = PodCount(5)}, PodCount(27));
  CHECK(updated.nodes == NodeCount(7));
  CHECK(updated.extra == NodeCount(2));
  CHECK(updated.pending == PodCount(0));
  const auto runs = updated.runs.all();
  REQUIRE(runs.size() == 4);
  CHECK(runs[0] == NodeRun{0, NodeCount(2), PodCount(5), PodCount(1), true});
  CHECK(runs[1] == NodeRun{2, NodeCount(1), PodCount(5), PodCount(1), false});
  CHECK(runs[2] == NodeRun{3, NodeCount(2), PodCount(4), PodCount(1), false});
  CHECK(runs[3] == NodeRun{0, NodeCount(2), PodCount(5), PodCount(1), false});
}

TEST_CASE("new nodes take what they have room for") {
  NodeGroupModel group = group_of(NodeManager::karpenter, 1, NodeCount(1));
  const UpdatedGroup updated = updated_group(group, {.nodes = NodeCount(3), .pods = PodCount(60)}, PodCount(12));
  CHECK(updated.pending == PodCount(8));
  CHECK(updated.runs.all().back() == NodeRun{0, NodeCount(1), PodCount(12), PodCount(0), false});
}

TEST_CASE("with the strategy minimal the Pods go to the nodes that stay, and then to those that come") {
  NodeGroupModel group = group_of(NodeManager::managed, 3, NodeCount(1), false);
  group.daemon_pods = PodCount(1);
  // 4 nodes with 10 Pods each; 3 stay, and 9 moved Pods are 3 more on each.
  UpdatedGroup updated = updated_group(group, {.nodes = NodeCount(4), .pods = PodCount(40)}, PodCount(27));
  CHECK(updated.nodes == NodeCount(4));
  CHECK(updated.extra == NodeCount(0));
  REQUIRE(updated.runs.all().size() == 2);
  CHECK(updated.runs.all()[0] == NodeRun{0, NodeCount(3), PodCount(13), PodCount(0), false});
  CHECK(updated.runs.all()[1] == NodeRun{3, NodeCount(1), PodCount(1), PodCount(0), false});

  // With room for 11, three Pods move and six wait for the new node.
  updated = updated_group(group, {.nodes = NodeCount(4), .pods = PodCount(40)}, PodCount(11));
  CHECK(updated.runs.all()[0] == NodeRun{0, NodeCount(3), PodCount(11), PodCount(0), false});
  CHECK(updated.runs.all()[1] == NodeRun{3, NodeCount(1), PodCount(7), PodCount(0), false});

  // All at once: the new ones run what the old ones ran.
  updated = updated_group(group, {.nodes = NodeCount(1), .pods = PodCount(10)}, PodCount(27));
  CHECK(updated.runs.all().size() == 1);
  CHECK(updated.runs.all()[0] == NodeRun{0, NodeCount(1), PodCount(10), PodCount(0), false});
}
