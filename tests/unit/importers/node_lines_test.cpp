#include "planner/importers/node_lines.hpp"

#include <fstream>

#include "planner/plan/node_batch.hpp"
#include "planner/report/node_batch_writer.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/input_mutator.hpp"
#include "tests/support/node_vectors.hpp"

using namespace cniplan;
using test::Json;

namespace {

std::string padded(std::string line) {
  line.reserve(line.size() + NodeLineReader::kPadding);
  return line;
}

/// The line that comes out for a line that goes in.
std::string answer(std::string_view line, const NodeBatchFields& fields = {}) {
  static const Catalog catalog = Catalog::embedded();
  static NodeLineReader reader;
  const std::string text = padded(std::string(line));
  std::string out;
  const auto question = reader.read(text);
  if (!question) {
    report::append_node_error(out, question.error().id, question.error().message);
  } else if (const auto node = resolve(**question, catalog)) {
    report::append_node_answer(out, (*question)->id, answer_node(*node, fields), fields);
  } else {
    report::append_node_error(out, (*question)->id, node.error());
  }
  REQUIRE(out.ends_with('\n'));
  out.pop_back();
  return out;
}

std::string error_of(std::string_view line) {
  const Json out = Json::parse(answer(line));
  return out.value("error", "no error");
}

}  // namespace

TEST_CASE("lines of 2,000 random nodes are answered as ipamd and the resource controller would have it") {
  for (const Json& vector : test::json_lines("tests/upstream/warm-pool.jsonl")) {
    CAPTURE(vector.dump());
    const Json out = Json::parse(answer(vector.dump()));
    CHECK(out.at("id") == vector.at("id"));
    CHECK(out.at("answer") == vector.at("answer"));
    CHECK(out.contains("burst") == vector.contains("burst"));
    if (vector.contains("burst")) CHECK(out.at("burst") == vector.at("burst"));
    CHECK(out.contains("call_totals") == vector.contains("call_totals"));
    if (vector.contains("call_totals")) CHECK(out.at("call_totals") == vector.at("call_totals"));
    CHECK(out.contains("range") == vector.contains("range"));
    CHECK(out.contains("down") == vector.contains("down"));
    if (vector.contains("down")) CHECK(out.at("down").at("answer") == vector.at("down").at("answer"));

    // Without what takes the state machine the rest is the same.
    const Json brief = Json::parse(answer(vector.dump(), {.down = false, .call_totals = false}));
    CHECK(brief.at("answer") == vector.at("answer"));
    CHECK(brief.contains("burst") == vector.contains("burst"));
    if (vector.contains("burst")) CHECK(brief.at("burst") == vector.at("burst"));
  }
}

TEST_CASE("a line that cannot be answered says why, with its id and the place") {
  struct Row {
    const char* name;
    const char* line;
    const char* id;
    const char* error;
  };
  const auto row = GENERATE(values<Row>({
      {"no JSON", "{\"id\":7,", "7", "is not JSON"},
      {"no JSON at all", "x", "null", "is "},
      {"a list", "[1]", "null", "is a list; write an object with id, type and pods"},
      {"more behind", "{\"id\":1,\"type\":\"m5.large\",\"pods\":1} {}", "1", "more behind its object"},
      {"no Pods", "{\"id\":\"a\",\"type\":\"m5.large\"}", "\"a\"", "pods is missing"},
      {"no type", "{\"id\":\"a\",\"pods\":1}", "\"a\"",
       "type is missing; name an instance type, or give limits"},
      {"unknown type", "{\"id\":\"a\",\"type\":\"m5.larg\",\"pods\":1}", "\"a\"",
       "unknown instance type \"m5.larg\"; did you mean \"m5.large\"?"},
      {"misspelt key", "{\"id\":\"a\",\"pod\":1}", "\"a\"", "nobody knows the key \"pod\"; did you mean "},
      {"Pods of another kind", "{\"id\":\"a\",\"pods\":\"3\"}", "\"a\"",
       "column 18: pods is \"3\"; write a whole number from 0 to 100000"},
      {"too many Pods", "{\"id\":\"a\",\"pods\":100001}", "\"a\"", "from 0 to 100000"},
      {"limits that nobody has", "{\"pods\":1,\"limits\":{\"max_enis\":0}}", "null", "max_enis is 0"},
      {"an environment of another kind", "{\"pods\":1,\"env\":[]}", "null", "env is a list"},
      {"a value of another kind", "{\"pods\":1,\"env\":{\"MAX_ENI\":{}}}", "null",
       "env: MAX_ENI is an object"},
      {"unknown os", "{\"id\":2,\"pods\":1,\"type\":\"m5.large\",\"os\":\"plan9\"}", "2",
       "unknown os \"plan9\""},
      {"more Pods down than up", "{\"id\":2,\"pods\":1,\"type\":\"m5.large\",\"down\":{\"to\":2}}", "2",
       "down.to is 2, more than the 1 Pods"},
  }));
  CAPTURE(row.name);
  const Json out = Json::parse(answer(row.line));
  CHECK(out.at("id").dump() == row.id);
  CAPTURE(out.dump());
  CHECK(out.value("error", "no error").find(row.error) != std::string::npos);
  CHECK(out.size() == 2);
}

TEST_CASE("what a line leaves out comes from the catalog, and values may be numbers or truths") {
  const Json by_catalog = Json::parse(answer(R"({"id":"a","type":"m5.large","pods":20})"));
  CHECK(by_catalog.at("answer").at("addresses").at("node") == 30);
  const Json with_values = Json::parse(
      answer(R"({"id":"a","type":"m5.large","env":{"WARM_IP_TARGET":5,"ENABLE_POD_ENI":true},"pods":4})"));
  CHECK(with_values.at("answer").at("pool_ips") == 9);
  CHECK(with_values.at("answer").at("trunk_enis") == 1);
  const Json escaped = Json::parse(answer(R"({"id":"a\u00e9","type":"m5\u002elarge","pods":4})"));
  CHECK(escaped.at("id") == "a\u00e9");
  CHECK(escaped.at("answer").at("pool_ips") == 18);
}

TEST_CASE("settings with which aws-node does not start are an answer, not an error") {
  const Json out = Json::parse(answer(
      R"({"id":1,"type":"m5.large","pods":4,"env":{"ENABLE_PREFIX_DELEGATION":"true","WARM_PREFIX_TARGET":"0"}})"));
  CHECK(out.at("answer").at("mode") == "refused");
  const Json ipv6_on_xen =
      Json::parse(answer(R"({"id":1,"type":"m4.large","pods":4,"env":{"ENABLE_IPv6":"true"}})"));
  CHECK(ipv6_on_xen.at("answer").at("refused").at(0) == "IPv6 without prefix delegation");
}

TEST_CASE("a broken line is answered or refused, never more") {
  const std::string line =
      R"({"id":"v","os":"linux","type":"i3.2xlarge","limits":{"max_enis":4,"ipv4_per_eni":15,"prefix_delegation":false},)"
      R"("env":{"MAX_ENI":"4"},"configmap":null,"max_pods":110,"pods":26,"branch_pods":2,"unmanaged_enis":1,"down":{"to":3}})";
  for (std::size_t cut = 0; cut < line.size(); ++cut) {
    CHECK(Json::parse(answer(line.substr(0, cut))).contains("error"));
  }
  CHECK(error_of(line) == "no error");
  test::InputMutator mutator(7);
  for (int i = 0; i < 2'000; ++i) {
    std::string mutated = mutator.mutate(line);
    std::erase(mutated, '\n');
    CAPTURE(mutated);
    const std::string out = answer(mutated);
    CHECK(Json::accept(out));
    CHECK(out.find('\n') == std::string::npos);
  }
}
