#include "planner/importers/embedded_document.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "planner/core/line_index.hpp"
#include "planner/core/utf8.hpp"

namespace cniplan {
namespace {

/// How many columns a character of a scalar takes as it is written.
using Width = int (*)(std::string_view character);

int plain_width(std::string_view) {
  return 1;
}
int single_quoted_width(std::string_view character) {
  return character == "'" ? 2 : 1;
}
/// Source: RFC 8259, section 7: the two-character escapes that writers use, and \u00XX.
int double_quoted_width(std::string_view character) {
  constexpr std::string_view kShort = "\"\\\b\f\n\r\t";
  if (character.size() == 1 && kShort.find(character.front()) != std::string_view::npos) return 2;
  return static_cast<unsigned char>(character.front()) < 0x20 ? 6 : 1;
}

/// From places in a scalar's text to places in the file that it is written in.
class Places {
 public:
  explicit Places(const DocumentNode& text) : outer_(text.location) {
    if (text.scalar.starts_with(kUtf8Bom)) return;
    // How the scalar is quoted is not known, but its length on the line is: where one way of writing gives
    // that length and no other gives different columns, it is known after all.
    std::optional<std::vector<int>> columns;
    const auto consider = [&](Width width, int quote) {
      auto found = columns_of(text.scalar, width, quote);
      if (found.back() + quote != outer_.column + outer_.length) return true;
      if (columns && *columns != found) return false;
      columns = std::move(found);
      return true;
    };
    const bool one_line = text.scalar.find('\n') == std::string_view::npos;
    const bool certain =
        text.quoted ? consider(double_quoted_width, 1) && (!one_line || consider(single_quoted_width, 1))
                    : !one_line || consider(plain_width, 0);
    if (!certain || !columns) return;
    columns_ = *std::move(columns);
    int character = 0;
    line_starts_.push_back(0);
    for (std::size_t i = 0; i < text.scalar.size(); i += length_at(text.scalar, i)) {
      ++character;
      if (text.scalar[i] == '\n') line_starts_.push_back(character);
    }
  }

  /// `inner` counts lines and columns in the text.
  [[nodiscard]] Location outer(const Location& inner) const {
    if (columns_.empty() || inner.line < 1 || static_cast<std::size_t>(inner.line) > line_starts_.size())
      return outer_;
    const auto last = static_cast<int>(columns_.size()) - 1;
    const int start = line_starts_[static_cast<std::size_t>(inner.line) - 1] + inner.column - 1;
    const int from = std::clamp(start, 0, last);
    const int to = std::clamp(start + inner.length, from, last);
    const int column = columns_[static_cast<std::size_t>(from)];
    Location out = outer_;
    out.column = column;
    out.length = std::max(columns_[static_cast<std::size_t>(to)] - column, 1);
    return out;
  }

 private:
  static std::size_t length_at(std::string_view text, std::size_t at) {
    return std::max<std::size_t>(utf8_character(text.substr(at)), 1);
  }

  /// The column of each character in the file, and the column behind the last.
  [[nodiscard]] std::vector<int> columns_of(std::string_view text, Width width, int quote) const {
    std::vector<int> columns;
    int column = outer_.column + quote;
    for (std::size_t i = 0; i < text.size();) {
      const std::size_t length = length_at(text, i);
      columns.push_back(column);
      column += width(text.substr(i, length));
      i += length;
    }
    columns.push_back(column);
    return columns;
  }

  Location outer_;
  std::vector<int> columns_;
  std::vector<int> line_starts_;  // the number of the first character of each line of the text
};

void move_to(DocumentNode& node, const Places& places) {
  node.location = places.outer(node.location);
  for (DocumentNode& item : node.items) move_to(item, places);
  for (DocumentNode::Entry& entry : node.entries) {
    entry.key_location = places.outer(entry.key_location);
    move_to(entry.value, places);
  }
}

}  // namespace

Result<std::vector<DocumentNode>, Diagnostics> read_embedded_documents(const DocumentNode& text) {
  auto documents = read_documents(text.scalar, text.location.source, "a mapping");
  const Places places(text);
  if (!documents) {
    for (Diagnostic& fault : documents.error()) {
      if (fault.location.line > 0) {
        fault.message = fmt::format("line {}: {}", fault.location.line, fault.message);
      }
      fault.location = places.outer(fault.location);
    }
    return documents;
  }
  for (DocumentNode& document : *documents) move_to(document, places);
  return documents;
}

}  // namespace cniplan
