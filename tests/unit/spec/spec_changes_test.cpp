#include "planner/spec/spec_changes.hpp"

#include <string>

#include "tests/support/specs.hpp"

using namespace cniplan;
using namespace cniplan::test;

namespace {

ClusterSpec cluster() {
  ClusterSpec spec;
  spec.vpc.subnets = {subnet("a", "10.0.0.0/24", "eu-west-1a"), subnet("b", "10.0.1.0/24", "eu-west-1b")};
  spec.node_groups = {group("general", {"m5.large"}, {.desired = 3, .max = 60, .pods_per_node = 20})};
  return spec;
}

/// A line for each change.
std::string changes(const ClusterSpec& before, const ClusterSpec& after) {
  std::string out;
  for (const FieldChange& change : spec_changes(before, after)) {
    out += change.path + ": " + change.before.value_or("(none)") + " -> " + change.after.value_or("(none)") + "\n";
  }
  return out;
}

/// What changes when `change` is made to cluster().
template <class Change>
std::string after(Change change) {
  ClusterSpec changed = cluster();
  change(changed);
  return changes(cluster(), changed);
}

}  // namespace

TEST_CASE("equal specs differ in nothing, wherever their values stand") {
  CHECK(after([](ClusterSpec&) {}).empty());
  CHECK(after([](ClusterSpec& spec) {
          spec.vpc.subnets[0].location = {.source = 3, .line = 7, .column = 1};
          spec.node_groups[0].name->location = {.source = 3, .line = 9, .column = 1};
        }).empty());
}

TEST_CASE("a field that differs is told by its path") {
  CHECK(after([](ClusterSpec& spec) { spec.node_groups[0].nodes.max = Located<std::int64_t>{80}; }) ==
        "nodeGroups[general].nodes.max: 60 -> 80\n");
  CHECK(after([](ClusterSpec& spec) { spec.cni.env = {variable("WARM_IP_TARGET", "5")}; }) ==
        "cni.env.WARM_IP_TARGET: (none) -> 5\n");
  CHECK(after([](ClusterSpec& spec) { spec.node_groups[0].pods_per_node.reset(); }) ==
        "nodeGroups[general].podsPerNode: 20 -> (none)\n");
  CHECK(after([](ClusterSpec& spec) { spec.growth.pods_per_month = Located<Share>{Share::from_percent(8)}; }) ==
        "growth.podsPerMonth: (none) -> 8%\n");
}

TEST_CASE("changes stand in the order of the format, whichever of the two has them") {
  CHECK(after([](ClusterSpec& spec) {
          spec.node_groups[0].nodes.max = Located<std::int64_t>{80};
          spec.cni.env = {variable("WARM_IP_TARGET", "5")};
          spec.name = Located<std::string>{"prod"};
        }) ==
        "cluster.name: (none) -> prod\ncni.env.WARM_IP_TARGET: (none) -> 5\nnodeGroups[general].nodes.max: 60 -> 80\n");
}

TEST_CASE("a thing that one of them has is one change") {
  CHECK(after([](ClusterSpec& spec) { spec.node_groups.push_back(group("gpu", {"g5.xlarge"}, {.desired = 2})); }) ==
        "nodeGroups[gpu]: (none) -> {manager: managed, instanceTypes: [g5.xlarge], nodes: {desired: 2}}\n");
  CHECK(after([](ClusterSpec& spec) { spec.vpc.subnets.pop_back(); }) ==
        "vpc.subnets[b]: {az: eu-west-1b, cidr: 10.0.1.0/24, uses: [nodes]} -> (none)\n");
}

TEST_CASE("a list of words is one value, and an empty one is not none") {
  CHECK(after([](ClusterSpec& spec) { spec.node_groups[0].instance_types.push_back({"m6i.large"}); }) ==
        "nodeGroups[general].instanceTypes: [m5.large] -> [m5.large, m6i.large]\n");
  CHECK(after([](ClusterSpec& spec) { spec.addons.emplace(); }) == "addons: (none) -> []\n");
}

TEST_CASE("things belong together by id, then by name") {
  ClusterSpec before = cluster();
  before.vpc.subnets[0].id = Located<std::string>{"subnet-0a"};
  before.vpc.subnets[1].id = Located<std::string>{"subnet-0b"};
  ClusterSpec renamed = before;
  renamed.vpc.subnets[0].name = Located<std::string>{"c"};
  CHECK(changes(before, renamed) == "vpc.subnets[a].name: a -> c\n");
  ClusterSpec created_anew = before;
  created_anew.vpc.subnets[1].id = Located<std::string>{"subnet-0c"};
  CHECK(changes(before, created_anew) == "vpc.subnets[b].id: subnet-0b -> subnet-0c\n");
}

TEST_CASE("another order of things is a change, since the first ones take what is left over") {
  CHECK(after([](ClusterSpec& spec) { std::swap(spec.vpc.subnets[0], spec.vpc.subnets[1]); }) ==
        "vpc.subnets: [a, b] -> [b, a]\n");
  CHECK(after([](ClusterSpec& spec) {
          spec.vpc.subnets.insert(spec.vpc.subnets.begin(), subnet("z", "10.0.9.0/24"));
        }) == "vpc.subnets[z]: (none) -> {cidr: 10.0.9.0/24, uses: [nodes]}\n");
}

TEST_CASE("scenarios, rules and acceptances of a policy are told apart") {
  ClusterSpec before = cluster();
  before.policy = planning({ScenarioKind::steady, ScenarioKind::max});
  ClusterSpec changed = before;
  ScenarioSpec busy{.name = Located<std::string>{"busy"}, .kind = {ScenarioKind::max}};
  busy.pods = Located<Share>{Share::from_percent(150)};
  changed.policy.scenarios->push_back(busy);
  CHECK(changes(before, changed) == "policy.scenarios[busy]: (none) -> {from: max, pods: 150%}\n");
  changed.policy.scenarios->pop_back();
  changed.policy.scenarios->pop_back();
  CHECK(changes(before, changed) == "policy.scenarios: [steady, max] -> [steady]\n");
  changed = before;
  changed.policy.accept.push_back({.rule = Located<std::string>{"subnet.full"}, .reason = Located<std::string>{"moving"}});
  CHECK(changes(before, changed) == "policy.accept[subnet.full]: (none) -> {reason: moving}\n");
}

TEST_CASE("several things of one name belong together in their order") {
  ClusterSpec before = cluster();
  before.policy.accept = {{.rule = Located<std::string>{"a.b"}, .reason = Located<std::string>{"one"}},
                          {.rule = Located<std::string>{"a.b"}, .reason = Located<std::string>{"two"}}};
  ClusterSpec changed = before;
  changed.policy.accept[1].reason = Located<std::string>{"three"};
  CHECK(changes(before, changed) == "policy.accept[a.b].reason: two -> three\n");
}

TEST_CASE("what is not known is a value, and what plans do not read is none") {
  ClusterSpec unknown = cluster();
  unknown.node_groups[0].nodes = {};
  CHECK(changes(unknown, cluster()) == "nodeGroups[general].nodes: unknown -> {desired: 3, max: 60}\n");
  CHECK(after([](ClusterSpec& spec) { spec.compare.types = {{"m5.large"}}; }).empty());
}
