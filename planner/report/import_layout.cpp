#include "planner/report/import_layout.hpp"

#include <fmt/format.h>

#include "planner/report/printable.hpp"

namespace cniplan::report {
namespace {

std::string line_of(const ImportedDocument& document, const Sources& sources) {
  std::string out = fmt::format("{}: {}", import_place_text(document.location, sources), document.what);
  if (!document.name.empty()) out += fmt::format(" \"{}\"", printable(document.name));
  return out;
}

std::string line_of(const ImportNote& note, const Sources& sources) {
  std::string out = printable(note.what);
  if (note.location.source >= 0) out = fmt::format("{}: {}", import_place_text(note.location, sources), out);
  if (!note.because.empty()) out += fmt::format(" ({})", printable(note.because));
  return out;
}

}  // namespace

std::string import_place_text(const Location& location, const Sources& sources) {
  if (location.source < 0) return "derived";
  const std::string name = printable(sources.name(location.source));
  return location.line > 0 ? fmt::format("{}:{}:{}", name, location.line, location.column) : name;
}

std::vector<ImportSection> import_sections(const SpecImport& imported, const Sources& sources) {
  ImportSection read{.heading = "Read", .lines = {}};
  ImportSection derived{.heading = "Derived", .lines = {}};
  ImportSection ignored{.heading = "Ignored", .lines = {}};
  for (const ImportedDocument& document : imported.documents) read.lines.push_back(line_of(document, sources));
  for (const ImportNote& note : imported.notes) {
    (note.kind == ImportNote::Kind::derived ? derived : ignored).lines.push_back(line_of(note, sources));
  }
  std::vector<ImportSection> sections;
  for (ImportSection* const section : {&read, &derived, &ignored}) {
    if (!section->lines.empty()) sections.push_back(std::move(*section));
  }
  return sections;
}

}  // namespace cniplan::report
