#pragma once

#include <fstream>
#include <iterator>
#include <string>

#include "planner/importers/detect.hpp"
#include "planner/importers/document.hpp"
#include "planner/importers/spec_file.hpp"
#include "planner/report/diagnostic_text.hpp"

namespace cniplan::test {

/// The whole text of a file of this project.
inline std::string project_file(const std::string& path) {
  std::ifstream in(std::string(CNIPLAN_SOURCE_DIR) + "/" + path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// Reads a text as a spec.
inline Result<WithWarnings<ClusterSpec>, Diagnostics> spec_of(std::string_view text) {
  const auto documents = read_documents(text, 0);
  if (!documents) return failure(documents.error());
  return read_spec(documents->front());
}

/// Every message about a spec, without the lines and carets below them.
inline std::string messages_about(const std::string& text) {
  Sources sources;
  const int source = sources.add("f.yaml", text);
  const auto spec = spec_of(sources.text(source));
  const Diagnostics& all = spec ? spec->warnings : spec.error();
  std::string out;
  for (const Diagnostic& diagnostic : all) {
    const std::string shown = report::to_text(diagnostic, sources);
    out += shown.substr(0, shown.find('\n') + 1);
  }
  return out;
}

}  // namespace cniplan::test
