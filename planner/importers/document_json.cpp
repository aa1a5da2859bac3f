#include "planner/importers/document_json.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "planner/importers/document_reader.hpp"
#include "planner/importers/json_index.hpp"

namespace cniplan {
namespace {

class Writer {
 public:
  DocumentJson run(const DocumentNode& document) {
    value(document);
    return std::move(out_);
  }

 private:
  void value(const DocumentNode& node) {
    if (!out_.of_line.empty()) out_.text += '\n';
    out_.of_line.push_back(node.location);
    switch (node.kind) {
      case DocumentNode::Kind::null:
        out_.text += "null";
        break;
      case DocumentNode::Kind::scalar:
        if (!is_text(node) && is_json_scalar(node.scalar)) {
          out_.text += node.scalar;
        } else {
          text(node.scalar);
        }
        break;
      case DocumentNode::Kind::sequence:
        out_.text += '[';
        for (std::size_t i = 0; i < node.items.size(); ++i) {
          if (i > 0) out_.text += ',';
          value(node.items[i]);
        }
        out_.text += ']';
        break;
      case DocumentNode::Kind::mapping:
        out_.text += '{';
        for (std::size_t i = 0; i < node.entries.size(); ++i) {
          if (i > 0) out_.text += ',';
          text(node.entries[i].key);
          out_.text += ':';
          value(node.entries[i].value);
        }
        out_.text += '}';
        break;
    }
  }

  void text(std::string_view plain) {
    out_.text += '"';
    for (const char c : plain) {
      if (c == '"' || c == '\\') {
        out_.text += '\\';
        out_.text += c;
      } else if (static_cast<unsigned char>(c) < 0x20) {
        out_.text += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
      } else {
        out_.text += c;
      }
    }
    out_.text += '"';
  }

  DocumentJson out_;
};

}  // namespace

Location DocumentJson::origin(const Location& at) const {
  if (of_line.empty()) return at;
  const auto line = static_cast<std::size_t>(std::clamp(at.line, 1, static_cast<int>(of_line.size())));
  Location found = of_line[line - 1];
  found.length = at.length;
  return found;
}

DocumentJson to_json(const DocumentNode& document) {
  return Writer().run(document);
}

}  // namespace cniplan
