#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "planner/importers/json_document.hpp"
#include "planner/importers/json_index.hpp"
#include "planner/importers/json_items.hpp"

namespace cniplan {

/// A value of a piece of JSON whose grammar has been checked; a place in its index, cheap to copy.
class JsonValue {
 public:
  JsonValue(JsonIndex& index, std::uint32_t first) : index_(&index), first_(first) {}

  /// A text with its quotes, a number, true, false, null; of an object or a list its bracket.
  [[nodiscard]] std::string_view token() const { return index_->token(first_); }
  [[nodiscard]] char first_byte() const { return index_->first_byte(first_); }
  [[nodiscard]] bool is_text() const { return first_byte() == '"'; }
  /// What a text says, without its quotes and escapes; nothing when an escape stands for no character. Valid
  /// as long as what the index is of.
  [[nodiscard]] std::optional<std::string_view> text() const { return index_->string(first_); }

  /// Calls `read(key, value)` for every member of an object; a key is as it was written, without its quotes.
  template <class Read>
  void each_member(Read read) const {
    const std::uint32_t close = index_->close_of(first_);
    // In a broken text the last member may have no value.
    for (std::uint32_t key = first_ + 1; key + 2 < close;) {
      const std::string_view name = index_->token(key);
      const JsonValue value(*index_, key + 2);
      const std::uint32_t behind = index_->behind(key + 2);
      read(name.substr(1, name.size() - 2), value);
      key = behind + 1;
    }
  }
  /// Calls `read(value)` for every element of a list.
  template <class Read>
  void each_element(Read read) const {
    const std::uint32_t close = index_->close_of(first_);
    for (std::uint32_t element = first_ + 1; element < close;) {
      const JsonValue value(*index_, element);
      const std::uint32_t behind = index_->behind(element);
      read(value);
      element = behind + 1;
    }
  }

 private:
  JsonIndex* index_;
  std::uint32_t first_;
};

/// Calls `read(key, value)` for every member of an object; null counts as an empty one, anything else is an
/// error that names `what`.
template <class Read>
void each_member(JsonNotes& notes, std::string_view what, const JsonValue& value, Read read) {
  if (value.first_byte() == '{' || starts_object(notes, what, value.token())) value.each_member(read);
}

/// The same for the elements of a list.
template <class Read>
void each_element(JsonNotes& notes, std::string_view what, const JsonValue& value, Read read) {
  if (value.first_byte() == '[' || starts_list(notes, what, value.token())) value.each_element(read);
}

/// A text that is shown to people: of a value that is none, or that would steer their terminal, an error.
/// Null counts as absent. Valid as long as the piece.
[[nodiscard]] std::optional<std::string_view> shown_text(JsonNotes& notes, std::string_view key,
                                                         const JsonValue& value);

/// Indexes a piece that has no index yet, with `index`, and checks it: where its value is, nothing where
/// there is none at all. What is wrong is noted; of a piece with a fault in its grammar there is a value all
/// the same, which ends at the fault, so that messages can name the object.
struct OpenedPiece {
  std::optional<JsonValue> value;
  std::optional<std::string_view> fault;  ///< where its grammar is wrong
};
[[nodiscard]] OpenedPiece open_piece(JsonIndex& index, const JsonPiece& piece, JsonNotes& notes);

/// Reads one piece: `read(value)` takes the whole of it. Why it is no JSON is noted.
template <class Read>
void read_piece(JsonIndex& index, const JsonPiece& piece, JsonNotes& notes, Read read) {
  const OpenedPiece opened = open_piece(index, piece, notes);
  if (opened.value) read(*opened.value);
  if (opened.fault) notes.error("json.syntax", "this is not JSON", "", *opened.fault);
}

}  // namespace cniplan
