#include "planner/importers/document.hpp"

#include <string>
#include <vector>

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

/// Everything that is said of a text, a line each.
std::string said(const std::string& text) {
  Sources sources;
  const int source = sources.add("f.yaml", text);
  const auto documents = read_documents(sources.text(source), source);
  if (documents) return "(none)\n";
  std::string out;
  for (const Diagnostic& diagnostic : documents.error()) {
    const std::string shown = report::to_text(diagnostic, sources);
    out += shown.substr(0, shown.find('\n') + 1);  // without the line and the caret
  }
  return out;
}

/// `text` so many times.
std::string times(int count, const std::string& text) {
  std::string out;
  for (int i = 0; i < count; ++i) out += text;
  return out;
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

TEST_CASE("JSON objects may stand one after the other, as programs print them") {
  const auto documents = read_documents("{\"a\": 1}\n{\"b\": {\"c\": 2}} {\"d\": 3}\n", 0);
  REQUIRE(documents.has_value());
  REQUIRE(documents->size() == 3);
  CHECK((*documents)[1].find("b") != nullptr);
  CHECK((*documents)[1].location.line == 2);
  CHECK((*documents)[2].find("d")->location.column == 23);
  CHECK_FALSE(read_documents("{\"a\": 1}\n[2]\n", 0).has_value());
  CHECK_FALSE(read_documents("{\"a\": 1} text\n", 0).has_value());
}

TEST_CASE("what is wrong with a document is said with its place and a way out") {
  struct Row {
    const char* name;
    std::string text;
    std::string said;
  };
  using namespace std::string_literals;
  const std::vector<Row> rows = {
      {"nothing", "", "f.yaml: the file is empty; give a spec of ours or an eksctl ClusterConfig\n"},
      {"a note only", "# to do\n",
       "f.yaml: the file is empty; give a spec of ours or an eksctl ClusterConfig\n"},
      {"two colons", "a: b: c\n",
       "f.yaml:1:5: a second \": \" in one line, or a key that cannot stand here; put a text that holds \": "
       "\" in "
       "quotes, and each key on its own line\n"},
      {"open list", "a: [1,\n",
       "f.yaml:2:1: the bracket of line 1, column 4 is not closed; add the \"]\", or a comma "
       "between two items\n"},
      {"open mapping", "{\"a\": 1 \"b\": 2}",
       "f.yaml:1:12: the bracket of line 1, column 1 is not closed; add the \"}\", or a comma between two "
       "entries\n"},
      {"open quote", "a: \"x\n", "f.yaml:1:4: a quoted text does not end; add the closing quote\n"},
      {"tab", "a:\n\tb: 1\n\tc: 2\n", "f.yaml:2:3: a tab indents this line; indent with blanks\n"},
      {"list under a key's level", "a: 1\n- b\n",
       "f.yaml:2:1: this line does not continue the mapping above it; indent it like the keys beside it, and "
       "write "
       "keys as \"key: value\"\n"},
      {"word without colon", "a: 1\nb\n",
       "f.yaml:2:1: no \":\" follows the key \"b\"; write \"key: value\"\n"},
      {"at sign", "a: @b\n",
       "f.yaml:1:4: a character that no value can begin with; put the text in quotes\n"},
      {"percent at the start of a line", "a: 1\n%b: 2\n",
       "f.yaml:2:1: a line begins with \"%\", which YAML keeps for directives; indent it, or put the text in "
       "quotes\n"},
      {"escape", "a: \"\\q\"\n",
       "f.yaml:1:7: an escape sequence that does not exist; write a backslash as \"\\\\\", or use single "
       "quotes\n"},
      {"half a character", "[\"\\ud83d\"]",
       "f.yaml:1:9: an escape sequence that is no character; write the character itself\n"},
      {"keys twice", "a: 1\nb: {c: 1, c: 2}\na: 3\n",
       "f.yaml:2:11: the key \"c\" stands here a second time; the first is in line 2, column 5: keep one of "
       "them\n"
       "f.yaml:3:1: the key \"a\" stands here a second time; the first is in line 1, column 1: keep one of "
       "them\n"},
      {"key that is a list", "[a]: 1\n", "f.yaml:1:1: a key has to be a text; put it in quotes\n"},
      {"comma too many", "{a: 1,, b: 2}",
       "f.yaml:1:6: an entry has no key; remove the comma or colon that is too many\n"},
      {"two JSON texts", "{\"a\": 1}\n[2]\n",
       "f.yaml:2:1: text behind the end of the document; remove it, or put a line \"---\" between two "
       "documents\n"},
      {"tag", "a: !Ref b\n",
       "f.yaml:1:4: the YAML tag \"!Ref\" has no meaning here; write the value without it\n"},
      {"alias of nothing", "a: *b\n",
       "f.yaml:1:4: an alias to an anchor that does not exist; define it first with \"&\"\n"},
      {"alias of itself", "a: &b [*b]\n",
       "f.yaml:1:8: the alias stands for a value that holds the alias itself; write the value out\n"},
      {"merge of a text", "a: {<<: [b]}\n",
       "f.yaml:1:10: only a mapping can be merged with \"<<\"; let the alias stand for a mapping\n"},
      {"100 lists", times(100, "[") + times(100, "]"), "(none)\n"},
      {"101 lists", times(101, "[") + times(101, "]"),
       "f.yaml:1:101: values are nested more than 100 deep; no file of a kind that can be read nests so "
       "deep\n"},
      {"100,000 lists by indentation", times(100'000, "- "),
       "f.yaml:1:201: values are nested more than 100 deep; no file of a kind that can be read nests so "
       "deep\n"},
      {"alias bomb",
       "a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]\n"
       "c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]\nd: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]\n"
       "e: [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]\n",
       "f.yaml:5:33: the file's aliases stand for more than 100000 values; use fewer aliases\n"},
      {"NUL", "a: \0b\n"s, "f.yaml:1:4: byte 0x00 does not belong in a text; give a YAML or JSON file\n"},
      {"end of transmission", "a: 1\n\x04\nb: 2\n",
       "f.yaml:2:1: byte 0x04 does not belong in a text; give a YAML or JSON file\n"},
      {"UTF-16, little endian",
       "\xFF\xFE"
       "a\0"s,
       "f.yaml: the file is UTF-16; save it as UTF-8\n"},
      {"UTF-16 without mark", "a\0:\0 \0"s, "f.yaml: the file is UTF-16; save it as UTF-8\n"},
      {"Latin-1", "a: \xFC\n", "f.yaml:1:4: byte 0xfc is not UTF-8; save the file as UTF-8\n"},
      {"overlong", "a: \xC0\x80\n", "f.yaml:1:4: byte 0xc0 is not UTF-8; save the file as UTF-8\n"},
      {"cut character", "a: \xE2\x82", "f.yaml:1:4: byte 0xe2 is not UTF-8; save the file as UTF-8\n"},
      {"old Mac line end", "a: 1\rb: 2\r",
       "f.yaml:1:5: a carriage return stands without a line feed; end lines with a line feed\n"},
      {"too large", std::string((std::size_t{16} << 20) + 1, 'a'),
       "f.yaml: the file has 16777217 bytes; at most 16777216 are read\n"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK(said(row.text) == row.said);
  }
}

TEST_CASE("nesting without end is refused before it exhausts the stack") {
  const auto text = GENERATE(times(100'000, "["), times(100'000, "{\"a\":"), times(100'000, "[{"), times(100'000, "? "),
                             "a: &a " + times(60, "[") + times(60, "]") + "\nb: " + times(60, "[") + "*a" + times(60, "]"));
  const std::string message = said(text);
  CAPTURE(message);
  CHECK(message.ends_with(
      ": values are nested more than 100 deep; no file of a kind that can be read nests so deep\n"));
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

TEST_CASE("a document of one long line is read in time that grows with its length") {
  // Every scalar used to be followed to the end of its line, which a JSON file may not have: minutes for this one.
  std::string text = "[";
  for (int i = 0; i < 200'000; ++i) text += "\"x\",1,";
  text += "0]";
  const auto documents = read_documents(text, 0);
  REQUIRE(documents.has_value());
  CHECK(documents->front().items.size() == 400'001);
  CHECK(documents->front().items.back().location.column == 1'200'002);
}
