#pragma once

#include <fmt/format.h>

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "planner/importers/import.hpp"
#include "planner/report/diagnostic_text.hpp"
#include "tests/support/spec_text.hpp"

namespace cniplan::test {

/// What became of some texts: the spec, empty when there is none, and everything that was said, without the lines and
/// carets.
struct ImportOutcome {
  std::string spec;
  std::string said;
  std::string notes;
};

struct NamedText {
  std::string name;
  std::string text;
};

inline ImportOutcome import_texts(const std::vector<NamedText>& inputs, std::optional<NodeCount> nodes_per_pool = {}) {
  Sources sources;
  std::vector<int> texts;
  for (const NamedText& input : inputs) texts.push_back(sources.add(input.name, input.text));
  const Catalog catalog = Catalog::embedded();
  const auto imported = import_spec(sources, texts, {.catalog = catalog, .nodes_per_pool = nodes_per_pool});
  ImportOutcome out;
  for (const Diagnostic& diagnostic : imported ? imported->warnings : imported.error()) {
    const std::string shown = report::to_text(diagnostic, sources);
    out.said += shown.substr(0, shown.find('\n') + 1);
  }
  if (!imported) return out;
  out.spec = spec_text(imported->spec);
  for (const ImportNote& note : imported->notes) {
    out.notes += fmt::format("{}: {} ({})\n", note.kind == ImportNote::Kind::derived ? "derived" : "ignored", note.what,
                             note.because);
  }
  return out;
}

}  // namespace cniplan::test
