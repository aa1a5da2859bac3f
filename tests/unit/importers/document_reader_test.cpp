#include "planner/importers/document_reader.hpp"

#include <functional>
#include <string>

#include "planner/report/diagnostic_text.hpp"
#include "tests/support/catch.hpp"

using namespace cniplan;

namespace {

constexpr std::array<std::string_view, 3> kWords = {"managed", "self-managed", "karpenter"};

/// What is said when `read` reads `text`; every line and caret left out.
std::string said(const std::string& text, const std::function<void(MappingReader&)>& read,
                 EmptyValues empty_values = EmptyValues::absent) {
  Sources sources;
  const int source = sources.add("f", text);
  const auto documents = read_documents(sources.text(source), source);
  REQUIRE(documents.has_value());
  Diagnostics diagnostics;
  MappingReader reader(documents->front(), "thing", diagnostics, empty_values);
  read(reader);
  std::string out;
  for (const Diagnostic& diagnostic : diagnostics) {
    const std::string shown = report::to_text(diagnostic, sources);
    out += shown.substr(0, shown.find('\n') + 1);
  }
  return out;
}

}  // namespace

TEST_CASE("each kind of value is read, or said to be wrong") {
  struct Row {
    const char* name;
    const char* text;
    std::function<void(MappingReader&)> read;
    const char* said;
  };
  const auto text = [](MappingReader& in) { in.text("k"); };
  const auto boolean = [](MappingReader& in) { in.boolean("k"); };
  const auto integer = [](MappingReader& in) { in.integer("k", 0, 100); };
  const auto share = [](MappingReader& in) { in.share("k"); };
  const auto cidr = [](MappingReader& in) { in.cidr("k"); };
  const auto texts = [](MappingReader& in) { in.texts("k"); };
  const auto choice = [](MappingReader& in) { in.choice("k", kWords); };
  const std::vector<Row> rows = {
      {"text", "k: m5.large", text, ""},
      {"quoted number as text", "k: '8'", text, ""},
      {"word like a number", "k: 1a", text, ""},
      {"time", "k: 12:30", text, ""},
      {"number as text", "k: 8", text,
       "f:1:4: thing: k must be text, but is a number; write \"8\" with quotes\n"},
      {"float as text", "k: 1.30", text,
       "f:1:4: thing: k must be text, but is a number; write \"1.30\" with quotes\n"},
      {"truth value as text", "k: true", text,
       "f:1:4: thing: k must be text, but is true or false; write \"true\" with quotes\n"},
      {"list as text", "k: [a]", text, "f:1:4: thing: k must be text, but is a list\n"},
      {"boolean", "k: true", boolean, ""},
      {"yes", "k: yes", boolean, "f:1:4: thing: k: \"yes\" is neither true nor false; write true or false\n"},
      {"on", "k: on", boolean, "f:1:4: thing: k: \"on\" is neither true nor false; write true or false\n"},
      {"True", "k: True", boolean,
       "f:1:4: thing: k: \"True\" is neither true nor false; write true or false\n"},
      {"quoted true", "k: \"true\"", boolean,
       "f:1:4: thing: k: \"true\" is neither true nor false; remove the quotes\n"},
      {"mapping as boolean", "k: {}", boolean,
       "f:1:4: thing: k must be true or false, but is a mapping; write true or false\n"},
      {"integer", "k: 100", integer, ""},
      {"integer too large", "k: 101", integer,
       "f:1:4: thing: k: 101 is out of range; write a whole number from 0 to 100\n"},
      {"integer below", "k: -1", integer,
       "f:1:4: thing: k: -1 is out of range; write a whole number from 0 to 100\n"},
      {"integer beyond 64 bits", "k: 99999999999999999999", integer,
       "f:1:4: thing: k: \"99999999999999999999\" is not a whole number; write a whole number from 0 to "
       "100\n"},
      {"quoted integer", "k: \"5\"", integer,
       "f:1:4: thing: k: \"5\" is not a whole number; remove the quotes\n"},
      {"fraction", "k: 5.0", integer,
       "f:1:4: thing: k: \"5.0\" is not a whole number; write a whole number from 0 to 100\n"},
      {"octal", "k: 010", integer,
       "f:1:4: thing: k: \"010\" is not a whole number; write a whole number from 0 to 100\n"},
      {"underscore", "k: 1_0", integer,
       "f:1:4: thing: k: \"1_0\" is not a whole number; write a whole number from 0 to 100\n"},
      {"share", "k: 80%", share, ""},
      {"share with decimals", "k: \"33.25%\"", share, ""},
      {"share without %", "k: 80", share, "f:1:4: thing: k: \"80\" is not a share; write 80%\n"},
      {"share with three decimals", "k: 1.125%", share,
       "f:1:4: thing: k: \"1.125%\" is not a share; write a percentage with at most two decimals, 80% or "
       "33.25%\n"},
      {"negative share", "k: -5%", share,
       "f:1:4: thing: k: \"-5%\" is not a share; write a percentage with at most two decimals, 80% or "
       "33.25%\n"},
      {"CIDR", "k: 10.0.0.0/8", cidr, ""},
      {"CIDR with host bits", "k: 10.20.33.0/19", cidr,
       "f:1:4: thing: 10.20.33.0/19 has host bits set; did you mean 10.20.32.0/19?\n"},
      {"list as CIDR", "k: [10.0.0.0/8]", cidr,
       "f:1:4: thing: k must be a CIDR, but is a list; write 10.0.0.0/16\n"},
      {"texts", "k: [a, 'b']", texts, ""},
      {"text instead of texts", "k: m5.large", texts,
       "f:1:4: thing: k must be a list, but is text; write [m5.large]\n"},
      {"mapping instead of texts", "k: {a: b}", texts,
       "f:1:4: thing: k must be a list, but is a mapping; begin each item with \"- \"\n"},
      {"number among texts", "k: [a, 1]", texts,
       "f:1:8: thing: an item of k must be text, but is a number; write \"1\" with quotes\n"},
      {"empty item", "k:\n- a\n-\n", texts, "f:3:1: thing: k has an empty item; fill it in, or remove it\n"},
      {"choice", "k: karpenter", choice, ""},
      {"choice misspelt", "k: mangaed", choice,
       "f:1:4: thing: k: unknown value \"mangaed\"; did you mean \"managed\"?\n"},
      {"choice unknown", "k: x", choice,
       "f:1:4: thing: k: unknown value \"x\"; it is one of managed, self-managed, karpenter\n"},
      {"list as choice", "k: []", choice,
       "f:1:4: thing: k must be one of managed, self-managed, karpenter, but is a list\n"},
      {"no value", "k:", text, ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK(said(row.text, row.read) == row.said);
  }
}

TEST_CASE("shares keep what is written, to the hundredth of a percent") {
  const auto documents = read_documents("{a: 80%, b: 33.2%, c: 33.25%, d: 0%, e: 0.05%}", 0);
  Diagnostics diagnostics;
  MappingReader in(documents->front(), "", diagnostics);
  CHECK(in.share("a")->value == Share::from_percent(80));
  CHECK(in.share("b")->value == Share::from_basis_points(3320));
  CHECK(in.share("c")->value == Share::from_basis_points(3325));
  CHECK(in.share("d")->value == Share::from_percent(0));
  CHECK(in.share("e")->value == Share::from_basis_points(5));
}

TEST_CASE("keys that nobody asked for are errors with the nearest key, at the key") {
  const auto read = [](MappingReader& in) {
    in.text("name");
    in.texts("subnets");
    in.reject_unknown_keys();
  };
  CHECK(said("name: a\nsubnet: []\nzzz: 1\n", read) ==
        "f:2:1: thing: unknown key \"subnet\"; did you mean \"subnets\"?\n"
        "f:3:1: thing: unknown key \"zzz\"; the keys here are name, subnets\n");
}

TEST_CASE("where an empty value is wrong, it is said once") {
  const auto read = [](MappingReader& in) {
    in.text("k");
    in.text("k");
  };
  CHECK(said("k:\n", read, EmptyValues::wrong) ==
        "f:1:1: thing: k has no value; give one, or remove the key\n");
}

TEST_CASE("what is no mapping is said so, and reads as if it were empty") {
  const auto read = [](MappingReader& in) {
    CHECK_FALSE(in.valid());
    in.text("k");
    in.reject_unknown_keys();
  };
  CHECK(said("[a]", read) == "f:1:1: thing: must be a mapping, but is a list; write \"key: value\" lines\n");
}
