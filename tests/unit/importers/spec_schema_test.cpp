// The reader and data/schema/spec.schema.json know the same keys and words.

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/unit/importers/read_text.hpp"

using namespace cniplan;

namespace {

/// A mapping of the schema, by its place in it, and a spec with a key in such a mapping that nobody knows.
struct Place {
  std::string pointer;
  std::string spec;
};

const std::vector<Place>& mappings() {
  static const std::vector<Place> rows = {
      {"", "zzzzzzzzzzzz: 1"},
      {"/$defs/nodeRange", "nodeGroups: [{nodes: {zzzzzzzzzzzz: 1}}]"},
      {"/$defs/podRange", "workloads: [{replicas: {zzzzzzzzzzzz: 1}}]"},
      {"/$defs/cluster", "cluster: {zzzzzzzzzzzz: 1}"},
      {"/$defs/podNetwork", "podNetwork: {zzzzzzzzzzzz: 1}"},
      {"/$defs/vpc", "vpc: {zzzzzzzzzzzz: 1}"},
      {"/$defs/peer", "vpc: {peers: [{zzzzzzzzzzzz: 1}]}"},
      {"/$defs/subnet", "vpc: {subnets: [{zzzzzzzzzzzz: 1}]}"},
      {"/$defs/subnet/properties/reservations/items",
       "vpc: {subnets: [{reservations: [{zzzzzzzzzzzz: 1}]}]}"},
      {"/$defs/cni", "cni: {zzzzzzzzzzzz: 1}"},
      {"/$defs/nodeGroup", "nodeGroups: [{zzzzzzzzzzzz: 1}]"},
      {"/$defs/nodeGroup/properties/maxPods/oneOf/2", "nodeGroups: [{maxPods: {zzzzzzzzzzzz: 1}}]"},
      {"/$defs/nodeGroup/properties/update", "nodeGroups: [{update: {zzzzzzzzzzzz: 1}}]"},
      {"/$defs/fargateProfile", "fargateProfiles: [{zzzzzzzzzzzz: 1}]"},
      {"/$defs/daemonSet", "daemonSets: [{zzzzzzzzzzzz: 1}]"},
      {"/$defs/workload", "workloads: [{zzzzzzzzzzzz: 1}]"},
      {"/$defs/workload/properties/requests", "workloads: [{requests: {zzzzzzzzzzzz: 1}}]"},
      {"/$defs/loadBalancer", "loadBalancers: [{zzzzzzzzzzzz: 1}]"},
      {"/$defs/endpoint", "endpoints: [{zzzzzzzzzzzz: 1}]"},
      {"/$defs/growth", "growth: {zzzzzzzzzzzz: 1}"},
      {"/$defs/quotas", "quotas: {zzzzzzzzzzzz: 1}"},
      {"/$defs/policy", "policy: {zzzzzzzzzzzz: 1}"},
      {"/$defs/scenario", "policy: {scenarios: [{zzzzzzzzzzzz: 1}]}"},
      {"/$defs/scenarioGroup", "policy: {scenarios: [{nodeGroups: {web: {zzzzzzzzzzzz: 1}}}]}"},
      {"/$defs/ruleSetting", "policy: {rules: {subnet.full: {zzzzzzzzzzzz: 1}}}"},
      {"/$defs/acceptedFinding", "policy: {accept: [{zzzzzzzzzzzz: 1}]}"},
      {"/$defs/compare", "compare: {zzzzzzzzzzzz: 1}"},
      {"/$defs/compare/properties/warmPools/items", "compare: {warmPools: [{zzzzzzzzzzzz: 1}]}"},
  };
  return rows;
}

/// The same for a value of a closed set of words.
const std::vector<Place>& choices() {
  static const std::vector<Place> rows = {
      {"/properties/pods", "pods: zzzzzzzzzzzz"},
      {"/$defs/cluster/properties/platform", "cluster: {platform: zzzzzzzzzzzz}"},
      {"/$defs/cluster/properties/ipFamily", "cluster: {ipFamily: zzzzzzzzzzzz}"},
      {"/$defs/subnet/properties/uses/items", "vpc: {subnets: [{uses: [zzzzzzzzzzzz]}]}"},
      {"/$defs/subnet/properties/reservations/items/properties/type",
       "vpc: {subnets: [{reservations: [{type: zzzzzzzzzzzz}]}]}"},
      {"/$defs/nodeGroup/properties/manager", "nodeGroups: [{manager: zzzzzzzzzzzz}]"},
      {"/$defs/nodeGroup/properties/os", "nodeGroups: [{os: zzzzzzzzzzzz}]"},
      {"/$defs/nodeGroup/properties/update/properties/strategy",
       "nodeGroups: [{update: {strategy: zzzzzzzzzzzz}}]"},
      {"/$defs/loadBalancer/properties/type", "loadBalancers: [{type: zzzzzzzzzzzz}]"},
      {"/$defs/endpoint/properties/type", "endpoints: [{type: zzzzzzzzzzzz}]"},
      {"/$defs/scenarioName", "policy: {scenarios: [zzzzzzzzzzzz]}"},
      {"/$defs/scenarioName", "policy: {scenarios: [{from: zzzzzzzzzzzz}]}"},
      {"/$defs/ruleSeverity", "policy: {rules: {subnet.full: zzzzzzzzzzzz}}"},
      {"/$defs/ruleSeverity", "policy: {rules: {subnet.full: {severity: zzzzzzzzzzzz}}}"},
      {"/$defs/compare/properties/modes/items", "compare: {modes: [zzzzzzzzzzzz]}"},
      {"/$defs/compare/properties/objectives/items", "compare: {objectives: [zzzzzzzzzzzz]}"},
  };
  return rows;
}

DocumentNode schema() {
  const auto documents = read_documents(test::project_file("data/schema/spec.schema.json"), 0);
  REQUIRE(documents.has_value());
  return documents->front();
}

const DocumentNode& at(const DocumentNode& root, const std::string& pointer) {
  const DocumentNode* node = &root;
  for (std::size_t start = 1; start < pointer.size();) {
    const auto end = std::min(pointer.find('/', start), pointer.size());
    const std::string step = pointer.substr(start, end - start);
    node = node->kind == DocumentNode::Kind::sequence ? &node->items.at(std::stoul(step)) : node->find(step);
    CAPTURE(pointer, step);
    REQUIRE(node != nullptr);
    start = end + 1;
  }
  return *node;
}

/// Places of all schemas below a node that have the keyword, which names are never used for a property.
void find_all(const DocumentNode& node, const std::string& keyword, const std::string& pointer,
              std::set<std::string>& found) {
  const DocumentNode* const value = node.find(keyword);
  const bool is_condition = pointer.ends_with("/if");
  if (value != nullptr && !is_condition) found.insert(pointer);
  for (const auto& entry : node.entries) find_all(entry.value, keyword, pointer + "/" + entry.key, found);
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    find_all(node.items[i], keyword, pointer + "/" + std::to_string(i), found);
  }
}

std::set<std::string> places_of(const std::vector<Place>& rows) {
  std::set<std::string> out;
  for (const Place& row : rows) out.insert(row.pointer);
  return out;
}

/// The names that the reader lists when it meets a wrong one.
std::set<std::string> names_known_to_reader(const std::string& spec, const std::string& lead) {
  const auto result = test::spec_of(spec);
  REQUIRE_FALSE(result.has_value());
  for (const Diagnostic& diagnostic : result.error()) {
    if (!diagnostic.message.contains("zzzzzzzzzzzz")) continue;
    CAPTURE(diagnostic.message, diagnostic.way_out);
    REQUIRE(diagnostic.way_out.starts_with(lead));
    std::set<std::string> names;
    for (std::size_t start = lead.size(); start < diagnostic.way_out.size();) {
      const auto end = std::min(diagnostic.way_out.find(", ", start), diagnostic.way_out.size());
      names.insert(diagnostic.way_out.substr(start, end - start));
      start = end + 2;
    }
    return names;
  }
  FAIL("no message about the wrong name");
  return {};
}

}  // namespace

TEST_CASE("the reader knows exactly the keys of the schema") {
  const DocumentNode root = schema();
  std::set<std::string> all;
  find_all(root, "properties", "", all);
  CHECK(all == places_of(mappings()));
  for (const Place& row : mappings()) {
    CAPTURE(row.pointer);
    std::set<std::string> keys;
    for (const auto& entry : at(root, row.pointer + "/properties").entries) keys.insert(entry.key);
    CHECK(names_known_to_reader(row.spec, "the keys here are ") == keys);
    CHECK(at(root, row.pointer + "/additionalProperties").scalar == "false");
  }
}

TEST_CASE("the reader knows exactly the words of the schema") {
  const DocumentNode root = schema();
  std::set<std::string> all;
  find_all(root, "enum", "", all);
  CHECK(all == places_of(choices()));
  for (const Place& row : choices()) {
    CAPTURE(row.pointer);
    std::set<std::string> words;
    for (const auto& item : at(root, row.pointer + "/enum").items) words.insert(item.scalar);
    CHECK(names_known_to_reader(row.spec, "it is one of ") == words);
  }
}

TEST_CASE("what the schema's fixtures hold is accepted or rejected by the reader too") {
  struct Row {
    const char* file;
    bool accepted;
  };
  // A program that checks JSON Schemas reads the same files: tests/data/validate_specs.py.
  const auto row = GENERATE(values<Row>({{"accepted.yaml", true}, {"rejected.yaml", false}}));
  const auto documents =
      read_documents(test::project_file(std::string("tests/fixtures/spec/") + row.file), 0);
  REQUIRE(documents.has_value());
  REQUIRE(documents->size() > 5);
  for (const DocumentNode& document : *documents) {
    CAPTURE(row.file, document.location.line);
    CHECK(read_spec(document).has_value() == row.accepted);
  }
}

TEST_CASE("the examples read without a word") {
  const auto name = GENERATE(as<std::string>{}, "payments-prod", "custom-networking", "one-subnet");
  CAPTURE(name);
  const std::string text = test::project_file("data/examples/" + name + ".yaml");
  REQUIRE_FALSE(text.empty());
  CHECK(test::spec_of(text).has_value());
  CHECK(test::messages_about(text).empty());
}
