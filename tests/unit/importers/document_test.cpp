#include "planner/importers/document.hpp"

#include <chrono>
#include <string>

#include "planner/report/diagnostic_text.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/input_mutator.hpp"

using namespace cniplan;
using Kind = DocumentNode::Kind;

namespace {

/// A tree in one line, with places: mapping {key@line:column+length=value}, text 'quoted', plain.
std::string shown(const DocumentNode& node) {
  const auto at = [](const Location& l) {
    return "@" + std::to_string(l.line) + ":" + std::to_string(l.column) + "+" + std::to_string(l.length);
  };
  std::string out;
  switch (node.kind) {
    case Kind::null:
      return "null" + at(node.location);
    case Kind::scalar:
      return (node.quoted ? "'" + node.scalar + "'" : node.scalar) + at(node.location);
    case Kind::sequence:
      for (const DocumentNode& item : node.items) out += (out.empty() ? "" : " ") + shown(item);
      return "[" + out + "]" + at(node.location);
    case Kind::mapping:
      for (const DocumentNode::Entry& entry : node.entries) {
        out += (out.empty() ? "" : " ") + entry.key + at(entry.key_location) + "=" + shown(entry.value);
      }
      return "{" + out + "}" + at(node.location);
  }
  return out;
}

std::string tree(std::string_view text) {
  const auto documents = read_documents(text, 0);
  if (!documents) return "error: " + documents.error().front().message;
  std::string out;
  for (const DocumentNode& document : *documents) out += (out.empty() ? "" : " | ") + shown(document);
  return out;
}

/// A tree without places.
std::string values(std::string_view text) {
  std::string out = tree(text);
  for (auto at = out.find('@'); at != std::string::npos; at = out.find('@')) {
    out.erase(at, out.find_first_not_of("@:+0123456789", at) - at);
  }
  return out;
}

/// Everything that is said of a text.
[[maybe_unused]] std::string said(const std::string& text) {
  Sources sources;
  const int source = sources.add("f.yaml", text);
  const auto documents = read_documents(sources.text(source), source);
  return documents ? "(none)\n" : report::to_text(documents.error(), sources);
}

}  // namespace

TEST_CASE("every key and value has its place and its length") {
  CHECK(tree("a: 10.0.0.0/8\nb:\n  - x y # note\n  - \"q\\\"q\"\n  - 'it''s'\nc: {d: 1, e: [2]}\n") ==
        "{a@1:1+1=10.0.0.0/8@1:4+10 "
        "b@2:1+1=[x y@3:5+3 'q\"q'@4:5+6 'it's'@5:5+7]@3:3+1 "
        "c@6:1+1={d@6:5+1=1@6:8+1 e@6:11+1=[2@6:15+1]@6:14+1}@6:4+1}@1:1+1");
}

TEST_CASE("columns count characters, and a byte order mark is none") {
  CHECK(tree("\xEF\xBB\xBF\xc3\xbc: \xe2\x82\xac x\n") == "{\xc3\xbc@1:1+1=\xe2\x82\xac x@1:4+3}@1:1+1");
}

TEST_CASE("a value that is left out stands at its key") {
  CHECK(tree("a:\n  b:\nc: ~\nd: null\n") ==
        "{a@1:1+1={b@2:3+1=null@2:3+1}@2:3+1 c@3:1+1=null@3:4+1 d@4:1+1=null@4:4+4}@1:1+1");
  CHECK(tree("- \n- b\n") == "[null@1:1+1 b@2:3+1]@1:1+1");
}

TEST_CASE("quoted and block texts are told from plain ones") {
  CHECK(values("[8, \"8\", '8', true, \"true\", !!str 8]") == "[8 '8' '8' true 'true' '8']");
  CHECK(values("a: |\n  one\n  two\nb: >-\n  one\n  two\nc: one\n  two\n") ==
        "{a='one\ntwo\n' b='one two' c=one two}");
}

TEST_CASE("Windows line ends read like others") {
  CHECK(tree("a: 1\r\nb:\r\n  - \"x\"\r\n  - y z\r\nc: {d: 1,\r\n  e: 2}\r\n") ==
        tree("a: 1\nb:\n  - \"x\"\n  - y z\nc: {d: 1,\n  e: 2}\n"));
  CHECK(values("a: |\r\n  one\r\n  two\r\nb: 1\r\n") == values("a: |\n  one\n  two\nb: 1\n"));
}

TEST_CASE("several documents come one by one, empty ones not at all") {
  CHECK(values("---\na: 1\n---\n# nothing\n---\nb: 2\n...\n---\n") == "{a=1} | {b=2}");
}

TEST_CASE("JSON reads as the YAML it is") {
  CHECK(values("{\n\t\"a\": [1, 2.5, true, null],\n\t\"b\": {\"c\":\"x\"},\"d\":[]\n}\n") ==
        "{a=[1 2.5 true null] b={c='x'} d=[]}");
}

TEST_CASE("JSON escapes are resolved, and what stands behind them keeps its place") {
  CHECK(tree("{\"a\": \"\\u00fc\\/\\n\\ud83d\\ude00\", \"b\": 1}") ==
        "{a@1:2+3='\xc3\xbc/\n\xf0\x9f\x98\x80'@1:7+24 b@1:33+3=1@1:38+1}@1:1+1");
  CHECK(values("[\"\\\\ud83d\\\\ude00\"]") == "['\\ud83d\\ude00']");
}

TEST_CASE("a key longer than a screen still reads") {
  const std::string key(900, 'k');
  CHECK(values("{\"" + key + "\": 1}") == "{" + key + "=1}");
}

TEST_CASE("an alias stands for what its anchor names, and << merges mappings") {
  CHECK(values("a: &x {k: 1, l: 2}\nb: *x\nc:\n  <<: *x\n  l: 3\n") ==
        "{a={k=1 l=2} b={k=1 l=2} c={l=3 k=1}}");
  CHECK(values("a: &x {k: 1}\nb: &y {k: 2, l: 2}\nc: {<<: [*x, *y]}\n") ==
        "{a={k=1} b={k=2 l=2} c={k=1 l=2}}");
}

TEST_CASE("whatever is done to a document, reading it ends, with a tree or with a place") {
  const std::string yaml =
      "version: 1\nlist: [a, \"b\\u00fc\", 'c']\nmap: &m\n  key: |\n    text\n    more\n  other: {x: 1, y: "
      "[2, 3]}\n"
      "again: *m\nmerged:\n  <<: *m\n  - broken\n# note\n---\n- 1\n- {a: b}\n";
  const std::string json =
      "{\n\t\"a\": [1, 2.5, true, null, \"\\ud83d\\ude00\"],\n\t\"b\": {\"c\": \"x\"}\n}\n";
  for (std::uint32_t seed = 0; seed < 3000; ++seed) {
    CAPTURE(seed);
    const auto text = test::InputMutator(seed).mutate(seed % 2 == 0 ? yaml : json);
    const auto documents = read_documents(text, 0);
    if (documents) continue;
    REQUIRE_FALSE(documents.error().empty());
    for (const Diagnostic& diagnostic : documents.error()) {
      REQUIRE(diagnostic.location.source == 0);
      REQUIRE_FALSE(diagnostic.message.empty());
      REQUIRE_FALSE(diagnostic.way_out.empty());
    }
  }
}
