#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "planner/core/count.hpp"

namespace cniplan::report {

/// Writes JSON straight into a text, for results of many megabytes: a tree of values in between takes ten times as
/// long. Objects and arrays put each member on a line of its own, indented by two, or all on one. The caller ends
/// what it begins, and gives members names inside of objects only.
class JsonWriter {
 public:
  enum class Layout : std::uint8_t { lines, one_line };

  void begin_object(Layout layout = Layout::lines) {
    next();
    begin('{', layout);
  }
  void begin_object(std::string_view name, Layout layout = Layout::lines) {
    key(name);
    begin('{', layout);
  }
  void end_object() { end('}'); }

  void begin_array(Layout layout = Layout::lines) {
    next();
    begin('[', layout);
  }
  void begin_array(std::string_view name, Layout layout = Layout::lines) {
    key(name);
    begin('[', layout);
  }
  void end_array() { end(']'); }

  /// An element of an array.
  template <class Value>
  void element(const Value& value) {
    next();
    write(value);
  }

  /// A member of an object. `name` is one of the program's own and needs no escaping.
  template <class Value>
  void member(std::string_view name, const Value& value) {
    key(name);
    write(value);
  }

  /// null for an empty text.
  void text_or_null(std::string_view name, std::string_view text) {
    key(name);
    if (text.empty()) {
      write(nullptr);
    } else {
      write(text);
    }
  }

  /// What was written, ended by a newline. Everything begun must have ended.
  [[nodiscard]] std::string take();

 private:
  struct Level {
    Layout layout;
    bool empty = true;
  };

  void begin(char bracket, Layout layout);
  void end(char bracket);
  void next();
  void key(std::string_view name);
  void new_line(std::size_t depth);

  void write(std::nullptr_t) { out_ += "null"; }
  void write(std::string_view text);
  void write(std::int64_t number);
  template <std::same_as<bool> Bool>
  void write(Bool value) {
    out_ += value ? "true" : "false";
  }
  template <class Tag>
  void write(Count<Tag> count) {
    write(count.value());
  }
  template <class Value>
  void write(const std::optional<Value>& value) {
    if (value) {
      write(*value);
    } else {
      write(nullptr);
    }
  }

  std::string out_;
  std::vector<Level> levels_;
};

/// A text in quotes, as JSON has it. Control characters are escaped; each byte that is no UTF-8 becomes U+FFFD, because
/// names come from the user's files and must not stop a report.
void append_json(std::string& out, std::string_view text);

}  // namespace cniplan::report
