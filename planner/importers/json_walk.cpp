#include "planner/importers/json_walk.hpp"

namespace cniplan {
namespace {

void note_wrong_escape(JsonNotes& notes, std::string_view wrong) {
  notes.error("json.syntax", "this escape is none that JSON has", "", wrong.substr(0, 1));
}

}  // namespace

std::optional<std::string_view> shown_text(JsonNotes& notes, std::string_view key, const JsonValue& value) {
  const std::string_view token = value.token();
  if (!value.is_text()) {
    if (!is_null(token)) {
      notes.error("json.wrong-type",
                  std::string(key) + " is " + std::string(kind_of(token)) + " instead of a text", "", token);
    }
    return std::nullopt;
  }
  const auto text = value.text();
  if (!text) {
    note_wrong_escape(notes, token);
    return std::nullopt;
  }
  for (const char c : *text) {
    if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F) continue;
    notes.error("json.control-character", std::string(key) + " holds a control character, which no name has",
                "", token);
    return std::nullopt;
  }
  return text;
}

OpenedPiece open_piece(JsonIndex& index, const JsonPiece& piece, JsonNotes& notes) {
  if (piece.index != nullptr) return {.value = JsonValue(*piece.index, piece.token)};
  if (const std::string_view wrong = wrong_escape(piece.text); !wrong.empty()) {
    note_wrong_escape(notes, wrong);
    return {};
  }
  if (const int error = index.find_tokens(piece.text)) {
    note_broken_json(notes, piece.text, error, nullptr);
    return {};
  }
  const JsonIndex::Checked checked = index.check_value(0);
  OpenedPiece opened;
  if (checked.end > 0) opened.value = JsonValue(index, 0);
  if (!checked.is_value || checked.end != index.size()) {
    opened.fault = checked.end < index.size() ? piece.text.substr(index.offset(checked.end), 1)
                                              : piece.text.substr(piece.text.size());
  }
  return opened;
}

}  // namespace cniplan
