#include "planner/report/json_writer.hpp"

#include <array>
#include <charconv>
#include <utility>

#include "planner/core/ensure.hpp"
#include "planner/core/utf8.hpp"

namespace cniplan::report {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

/// Bytes at the front of `text` that stand in a JSON string as they are and are ASCII.
std::size_t plain_bytes(std::string_view text) {
  std::size_t size = 0;
  while (size < text.size()) {
    const auto byte = static_cast<unsigned char>(text[size]);
    if (byte < 0x20 || byte >= 0x80 || byte == '"' || byte == '\\') break;
    ++size;
  }
  return size;
}

void append_escaped(std::string& out, char c) {
  constexpr std::string_view kHex = "0123456789abcdef";
  switch (c) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\b': out += "\\b"; return;
    case '\f': out += "\\f"; return;
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    default: break;
  }
  const auto byte = static_cast<unsigned char>(c);
  out += "\\u00";
  out += kHex[byte >> 4U];
  out += kHex[byte & 0xFU];
}

}  // namespace

void append_json(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    std::size_t size = plain_bytes(text);
    if (size > 0) {
      out += text.substr(0, size);
    } else if (static_cast<unsigned char>(text.front()) < 0x80) {
      append_escaped(out, text.front());
      size = 1;
    } else if (size = utf8_character(text); size > 0) {
      out += text.substr(0, size);
    } else {
      out += kReplacement;
      size = 1;
    }
    text.remove_prefix(size);
  }
  out += '"';
}

std::string JsonWriter::take() {
  ensure(levels_.empty(), "every object and array of a JSON text has an end");
  out_ += '\n';
  return std::move(out_);
}

void JsonWriter::begin(char bracket, Layout layout) {
  out_ += bracket;
  // What stands on one line keeps all that is in it there.
  const bool outer_on_one_line = !levels_.empty() && levels_.back().layout == Layout::one_line;
  levels_.push_back({outer_on_one_line ? Layout::one_line : layout});
}

void JsonWriter::end(char bracket) {
  ensure(!levels_.empty(), "what ends in a JSON text has begun");
  const Level level = levels_.back();
  levels_.pop_back();
  if (level.layout == Layout::lines && !level.empty) new_line(levels_.size());
  out_ += bracket;
}

void JsonWriter::next() {
  if (levels_.empty()) return;
  Level& level = levels_.back();
  if (!level.empty) out_ += ',';
  if (level.layout == Layout::lines) {
    new_line(levels_.size());
  } else if (!level.empty) {
    out_ += ' ';
  }
  level.empty = false;
}

void JsonWriter::key(std::string_view name) {
  next();
  out_ += '"';
  out_ += name;
  out_ += "\": ";
}

void JsonWriter::new_line(std::size_t depth) {
  out_ += '\n';
  out_.append(2 * depth, ' ');
}

void JsonWriter::write(std::string_view text) {
  append_json(out_, text);
}

void JsonWriter::write(std::int64_t number) {
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out_.append(digits.data(), static_cast<std::size_t>(end - digits.data()));
}

}  // namespace cniplan::report
