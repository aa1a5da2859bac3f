#include "planner/importers/large_json.hpp"

#include <fmt/format.h>

#include <string>

#include "tests/support/catch.hpp"
#include "tests/unit/importers/import_text.hpp"
#include "tests/unit/importers/read_text.hpp"

using namespace cniplan;

namespace {

/// A tree with the places of its values, lengths left out.
std::string text_of(const DocumentNode& node) {
  std::string out = fmt::format("{}:{} ", node.location.line, node.location.column);
  switch (node.kind) {
    case DocumentNode::Kind::null:
      return out + "null";
    case DocumentNode::Kind::scalar:
      return out + (node.quoted ? "'" + node.scalar + "'" : node.scalar);
    case DocumentNode::Kind::sequence:
      for (const DocumentNode& item : node.items) out += "[" + text_of(item) + "]";
      return out + "]";
    case DocumentNode::Kind::mapping:
      for (const DocumentNode::Entry& entry : node.entries) out += "{" + entry.key + "=" + text_of(entry.value) + "}";
      return out + "}";
  }
  return out;
}

std::string text_of(const std::vector<DocumentNode>& documents) {
  std::string out;
  for (const DocumentNode& document : documents) out += text_of(document) + "\n";
  return out;
}

std::string fault_of(const std::string& text) {
  const auto documents = read_large_json(text, 0);
  if (documents) return "";
  const Diagnostic& fault = documents.error().front();
  return fmt::format("{}:{} {}", fault.location.line, fault.location.column, fault.message);
}

}  // namespace

TEST_CASE("a large JSON text is the tree that it is as YAML") {
  for (const std::string text :
       {"{\"a\": [1, -2.5e3, true, null, \"1\"], \"b\": {\"c\\u00fc\": \"x\\n\\ud83d\\ude00\"},\n  \"d\": []}\n",
        "{\"Subnets\": [\n  {\"SubnetId\": \"subnet-1\", \"AvailableIpAddressCount\": 250}\n]}\n",
        "{\"a\": 1}\n{\"b\": {\"c\": 2}}\n", "{}\n"}) {
    CAPTURE(text);
    const auto large = read_large_json(text, 0);
    const auto small = read_documents(text, 0);
    REQUIRE(large.has_value());
    REQUIRE(small.has_value());
    CHECK(text_of(*large) == text_of(*small));
  }
}

TEST_CASE("what Kubernetes keeps of an object's history is left out of large texts") {
  const auto documents =
      read_large_json("{\"metadata\": {\"name\": \"a\", \"managedFields\": [{\"f:spec\": {}}], \"labels\": {}}}", 0);
  REQUIRE(documents.has_value());
  const DocumentNode* const metadata = documents->front().find("metadata");
  CHECK(metadata->find("managedFields") == nullptr);
  CHECK(metadata->entries.size() == 2);
}

TEST_CASE("a key that somebody chose is kept, whatever it is called") {
  const auto documents = read_large_json(
      R"({"spec": {"volumes": [], "nodeSelector": {"volumes": "large"}, "containers": [{"ports": [], "name": "a"}]}})", 0);
  REQUIRE(documents.has_value());
  const DocumentNode* const spec = documents->front().find("spec");
  CHECK(spec->find("volumes") == nullptr);
  CHECK(spec->find("nodeSelector")->find("volumes")->scalar == "large");
  CHECK(spec->find("containers")->items.front().entries.size() == 1);
}

TEST_CASE("a cluster in a large file is the cluster that it is in a small one") {
  for (const std::string name : {"running-cluster.json", "cluster.json", "custom-networking.json"}) {
    CAPTURE(name);
    const std::string text = test::project_file("tests/fixtures/kubectl/" + name);
    const test::ImportOutcome small = test::import_texts({{"f.json", text}});
    const test::ImportOutcome large = test::import_texts({{"f.json", text + std::string(kLargestYaml, ' ')}});
    CHECK(large.spec == small.spec);
    CHECK(large.said == small.said);
    CHECK(large.notes == small.notes);
  }
}

TEST_CASE("only a text that is too large for YAML and begins as an object is a large JSON text") {
  const std::string blanks(kLargestYaml, ' ');
  CHECK(is_large_json(blanks + "{}"));
  CHECK(is_large_json("\xEF\xBB\xBF" + blanks + "{}"));
  CHECK_FALSE(is_large_json(blanks + "a: 1"));
  CHECK_FALSE(is_large_json("{}"));
  CHECK_FALSE(is_large_json(blanks));
}

TEST_CASE("faults of large JSON texts have their places") {
  CHECK(fault_of("{\"a\": 1,\n \"a\": 2}") == "2:3 the key \"a\" stands here a second time");
  CHECK(fault_of(fmt::format("{{\"a\": {}1{}}}", std::string(101, '['), std::string(101, ']')))
            .contains("values are nested more than 100 deep"));
  CHECK_FALSE(fault_of("{\"a\": [1, 2}").empty());
  CHECK_FALSE(fault_of("{\"a\": 01}").empty());
  CHECK_FALSE(fault_of("{\"a\": \"").empty());
}

TEST_CASE("a large JSON text holds so many values at most") {
  std::string text = "{\"a\": [";
  for (int i = 0; i < 3'000'000; ++i) text += "0,";
  text += "0]}";
  CHECK(fault_of(text).contains("the file holds more than 3000000 values"));
}
