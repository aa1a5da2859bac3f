#pragma once

#include <string_view>

#include "planner/importers/json_document.hpp"
#include "planner/importers/json_items.hpp"

namespace cniplan {

/// Readers of objects that were cut out of a long text: each value is read or at least checked, so that an
/// object that is no JSON never passes. As in json_document.hpp the templates take simdjson's types as
/// parameters.

/// Whether a token that is no text, object or list is one of JSON: a number, true, false or null; blanks may
/// follow.
[[nodiscard]] bool is_json_scalar(std::string_view token);

/// The first escape in a text that JSON does not have, from its backslash on; empty when there is none.
[[nodiscard]] std::string_view wrong_escape(std::string_view text);

/// Thrown by check_rest(); stays within this library.
struct WrongScalar {
  std::string_view token;
};

/// Goes through a value that nobody reads, so that every comma, colon and bracket in it is looked at.
template <class Value>
void check_rest(Value& value) {
  const std::string_view token = value.raw_json_token();
  switch (token.front()) {
    case '{': {
      auto object = take(value.get_object());
      for (auto member : object) {
        auto field = take(member);
        check_rest(field.value());
      }
      return;
    }
    case '[': {
      auto list = take(value.get_array());
      for (auto element : list) {
        auto item = take(element);
        check_rest(item);
      }
      return;
    }
    case '"':
      // simdjson takes a text that is left where it is, with a colon behind it, for a key, and passes over
      // more than it.
      static_cast<void>(take(value.get_raw_json_string()));
      return;
    default:
      if (!is_json_scalar(token)) throw WrongScalar{token};
  }
}

/// Calls `read(key, value)` for every member of an object; null counts as an empty one, anything else is an
/// error that names `what`. What `read` leaves alone it has to check_rest().
template <class Value, class Read>
void each_member(JsonNotes& notes, std::string_view what, Value& value, Read read) {
  if (!starts_object(notes, what, token_of(value))) {
    check_rest(value);
    return;
  }
  auto object = take(value.get_object());
  for (auto member : object) {
    auto field = take(member);
    const std::string_view key = key_of(field);
    read(key, field.value());
  }
}

/// The same for the elements of a list.
template <class Value, class Read>
void each_element(JsonNotes& notes, std::string_view what, Value& value, Read read) {
  if (!starts_list(notes, what, token_of(value))) {
    check_rest(value);
    return;
  }
  auto list = take(value.get_array());
  for (auto element : list) {
    auto item = take(element);
    read(item);
  }
}

/// A text that is shown to people: of a value that is none, or that would steer their terminal, an error.
/// Null counts as absent. Valid until the parser reads something else.
template <class Value>
std::optional<std::string_view> shown_text(JsonNotes& notes, std::string_view key, Value& value) {
  const std::string_view token = token_of(value);
  if (!token.starts_with('"')) {
    if (!is_null(token)) {
      notes.error("json.wrong-type",
                  std::string(key) + " is " + std::string(kind_of(token)) + " instead of a text", "", token);
      check_rest(value);
    }
    return std::nullopt;
  }
  const std::string_view text = take(value.get_string());
  for (const char c : text) {
    if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F) continue;
    notes.error("json.control-character", std::string(key) + " holds a control character, which no name has",
                "", token);
    return std::nullopt;
  }
  return text;
}

/// Reads one piece: `read(value)` takes the whole of it. Why it is no JSON is noted.
template <class Parser, class Read>
void read_piece(Parser& parser, const JsonPiece& piece, JsonNotes& notes, Read read) {
  if (piece.unusual_escapes) {
    if (const std::string_view wrong = wrong_escape(piece.text); !wrong.empty()) {
      notes.error("json.syntax", "this escape is none that JSON has", "", wrong.substr(0, 1));
      return;
    }
  }
  auto result = parser.iterate(piece.text.data(), piece.text.size(), piece.readable);
  if (result.error()) {
    note_broken_json(notes, piece.text, static_cast<int>(result.error()), nullptr);
    return;
  }
  auto& document = result.value_unsafe();
  try {
    auto value = take(document.get_value());
    read(value);
  } catch (const BrokenJson& broken) {
    const char* where = nullptr;
    if (auto location = document.current_location(); !location.error()) where = location.value_unsafe();
    note_broken_json(notes, piece.text, broken.error, where);
  } catch (const WrongScalar& wrong) {
    notes.error("json.syntax", "this is not JSON", "", wrong.token.substr(0, 1));
  }
}

}  // namespace cniplan
