#include "planner/importers/cloudformation.hpp"

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <string>

#include "planner/report/diagnostic_text.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/input_mutator.hpp"
#include "tests/support/spec_text.hpp"

using namespace cniplan;

namespace {

/// What became of a file: the spec as text, empty when there is none, and everything that was said.
struct Read {
  std::string spec;
  std::string said;
};

Read read_text(const std::string& name, const std::string& text, std::string_view cluster = {}) {
  Sources sources;
  const int source = sources.add(name, text);
  const auto documents = read_documents(sources.text(source), source, "a template", YamlTags::kept);
  if (!documents) return {"", report::to_text(documents.error(), sources)};
  const auto imported = read_cloudformation(documents->front(), cluster);
  if (!imported) return {"", report::to_text(imported.error(), sources)};
  return {spec_text(imported->spec), report::to_text(imported->warnings, sources)};
}

std::string fixture(const std::string& name) {
  std::ifstream file(fmt::format("{}/tests/fixtures/cloudformation/{}", CNIPLAN_SOURCE_DIR, name));
  REQUIRE(file);
  return {std::istreambuf_iterator<char>(file), {}};
}

Read read_fixture(const std::string& name) {
  return read_text(name, fixture(name));
}

}  // namespace

TEST_CASE("cfdump") {
  for (const char* name : {"private-subnets.yaml","functions.yaml","nodegroup.yaml","template.json","wrong.yaml"}) {
    const Read r = read_fixture(name);
    fmt::print("=== {}\n{}--\n{}\n", name, r.spec, r.said);
  }
}
