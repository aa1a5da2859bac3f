#include "planner/report/import_report.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string_view>
#include <vector>

#include "planner/report/findings_text.hpp"
#include "planner/report/import_layout.hpp"
#include "planner/report/printable.hpp"
#include "planner/report/spec_yaml.hpp"
#include "planner/report/wrap.hpp"
#include "planner/spec/spec_tree.hpp"

namespace cniplan::report {
namespace {

using Json = nlohmann::ordered_json;

std::vector<const ImportNote*> notes_of(const SpecImport& imported, ImportNote::Kind kind) {
  std::vector<const ImportNote*> out;
  for (const ImportNote& note : imported.notes) {
    if (note.kind == kind) out.push_back(&note);
  }
  return out;
}

Json place_json(const Location& location, const Sources& sources) {
  if (location.source < 0) return nullptr;
  return {{"file", printable(sources.name(location.source))},
          {"line", location.line > 0 ? Json(location.line) : Json(nullptr)},
          {"column", location.line > 0 ? Json(location.column) : Json(nullptr)}};
}

Json spec_json(const SpecNode& node) {
  switch (node.kind) {
    case SpecNode::Kind::text: return node.scalar;
    case SpecNode::Kind::number: return Json::parse(node.scalar);
    case SpecNode::Kind::boolean: return node.scalar == "true";
    case SpecNode::Kind::sequence: {
      Json out = Json::array();
      for (const SpecNode& item : node.items) out.push_back(spec_json(item));
      return out;
    }
    case SpecNode::Kind::mapping: {
      Json out = Json::object();
      for (const auto& [key, value] : node.entries) out[key] = spec_json(value);
      return out;
    }
  }
  return nullptr;
}

}  // namespace

std::string to_spec_yaml(const SpecImport& imported, const ImportReportOptions& options) {
  std::string out;
  if (!options.explain) return to_yaml(spec_tree(imported.spec), {});
  for (const ImportSection& section : import_sections(imported, options.sources)) {
    out += fmt::format("# {}:\n", section.heading);
    for (const std::string& line : section.lines) out += fmt::format("#   {}\n", line);
  }
  return out + to_yaml(spec_tree(imported.spec), [&](const Location& location) {
           // A value of the format itself, as version, has no place and was not derived from anything.
           return location.source < 0 ? std::string() : import_place_text(location, options.sources);
         });
}

std::string to_table(const SpecImport& imported, const ImportReportOptions& options) {
  const Paint paint(options.colour);
  std::string out;
  const auto section = [&](std::string_view heading, const std::vector<std::string>& lines) {
    const std::string title = paint.heading(heading);
    out += out.empty() ? title.substr(title.find_first_not_of('\n')) : title;
    for (const std::string& line : lines) out += wrapped(line, kTableWidth, "  ", "    ");
  };
  for (const ImportSection& one : import_sections(imported, options.sources)) section(one.heading, one.lines);
  if (options.explain) {
    std::vector<std::string> lines;
    for (const SpecValue& value : spec_values(spec_tree(imported.spec))) {
      lines.push_back(fmt::format("{} = {} [{}]", printable(value.path), printable(value.value),
                                  import_place_text(value.location, options.sources)));
    }
    section("Values", lines);
  }
  return out;
}

std::string to_json(const SpecImport& imported, const ImportReportOptions& options) {
  Json documents = Json::array();
  for (const ImportedDocument& document : imported.documents) {
    documents.push_back({{"kind", document.what},
                         {"name", document.name.empty() ? Json(nullptr) : Json(document.name)},
                         {"place", place_json(document.location, options.sources)}});
  }
  const auto notes = [&](ImportNote::Kind kind) {
    Json out = Json::array();
    for (const ImportNote* note : notes_of(imported, kind)) {
      out.push_back({{"what", note->what},
                     {"because", note->because},
                     {"place", place_json(note->location, options.sources)}});
    }
    return out;
  };
  const SpecNode tree = spec_tree(imported.spec);
  Json out = {{"schema", "cniplan/import/v1"},
              {"spec", spec_json(tree)},
              {"read", std::move(documents)},
              {"derived", notes(ImportNote::Kind::derived)},
              {"ignored", notes(ImportNote::Kind::ignored)}};
  if (options.explain) {
    Json values = Json::array();
    for (const SpecValue& value : spec_values(tree)) {
      values.push_back({{"path", value.path},
                        {"value", value.value},
                        {"place", place_json(value.location, options.sources)}});
    }
    out["values"] = std::move(values);
  }
  return out.dump(2) + "\n";
}

}  // namespace cniplan::report
