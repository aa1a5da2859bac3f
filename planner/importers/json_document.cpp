#include "planner/importers/json_document.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>

#include "planner/core/integer.hpp"
#include "planner/core/utf8.hpp"

namespace cniplan {
namespace {

static_assert(kJsonPadding >= simdjson::SIMDJSON_PADDING);

constexpr auto kNone = std::string_view::npos;
constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::string_view kWholeOutput = "give the whole output of the command, as JSON";

/// Where a text stops being UTF-8, or kNone.
std::size_t first_bad_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = utf8_character(text.substr(i));
    if (length == 0) return i;
    i += length;
  }
  return kNone;
}

/// Where a string that starts at `text[start]` ends, behind its closing quote; kNone when it is not closed.
std::size_t end_of_string(std::string_view text, std::size_t start) {
  for (std::size_t at = start + 1;;) {
    at = text.find_first_of("\"\\", at);
    if (at == kNone) return kNone;
    if (text[at] == '"') return at + 1;
    at += 2;  // an escape and what it escapes
  }
}

/// A control character inside a string, or kNone. The strings are closed.
std::size_t first_control_character(std::string_view text) {
  for (auto start = text.find('"'); start != kNone;) {
    const auto end = end_of_string(text, start);
    if (end == kNone) return kNone;
    const auto string = text.substr(start, end - start);
    const auto found = std::ranges::find_if(string, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
    if (found != string.end()) return start + static_cast<std::size_t>(found - string.begin());
    start = text.find('"', end);
  }
  return kNone;
}

std::string_view piece_at(std::string_view text, const char* where) {
  const auto offset = where >= text.data() && where <= text.data() + text.size()
                          ? static_cast<std::size_t>(where - text.data())
                          : text.size();
  return text.substr(offset, 1);
}

bool wrong_kind(JsonNotes& notes, std::string_view key, std::string_view token, std::string_view wanted) {
  if (!is_null(token)) {
    notes.error("json.wrong-type", fmt::format("{} is {} instead of {}", key, kind_of(token), wanted), "", token);
  }
  return false;
}

}  // namespace

PaddedText::PaddedText(const std::string& text) {
  if (text.capacity() - text.size() >= kJsonPadding) {
    view_ = text;
    readable_ = text.capacity();
  } else {
    copy_.reserve(text.size() + kJsonPadding);
    copy_ = text;
    view_ = copy_;
    readable_ = copy_.capacity();
  }
}

void JsonNotes::error(std::string code, std::string message, std::string way_out, std::string_view at) {
  notes_.push_back({{.code = std::move(code), .message = std::move(message), .way_out = std::move(way_out)},
                    at.data() == nullptr ? std::nullopt : std::optional(at)});
}

void JsonNotes::warning(std::string code, std::string message, std::string way_out, std::string_view at) {
  error(std::move(code), std::move(message), std::move(way_out), at);
  notes_.back().diagnostic.severity = Severity::warning;
}

void JsonNotes::info(std::string code, std::string message, std::string way_out) {
  error(std::move(code), std::move(message), std::move(way_out), {});
  notes_.back().diagnostic.severity = Severity::info;
}

void JsonNotes::name_subject(std::size_t first, std::string_view subject) {
  for (std::size_t i = first; i < notes_.size(); ++i) {
    notes_[i].diagnostic.message = fmt::format("{}: {}", subject, notes_[i].diagnostic.message);
  }
}

Diagnostics JsonNotes::take() {
  Diagnostics diagnostics;
  if (notes_.empty()) return diagnostics;
  const LineIndex lines(text_, source_);
  for (Note& note : notes_) {
    Location& location = note.diagnostic.location;
    location.source = source_;
    if (note.at) location = lines.at(static_cast<std::size_t>(note.at->data() - text_.data()), note.at->size());
    diagnostics.push_back(std::move(note.diagnostic));
  }
  notes_.clear();
  sort_by_location(diagnostics);
  return diagnostics;
}

std::string_view kind_of(std::string_view token) {
  if (token.empty()) return "nothing";
  switch (token.front()) {
    case '{': return "an object";
    case '[': return "a list";
    case '"': return "a text";
    case 't':
    case 'f': return "true or false";
    case 'n': return "null";
    default: return "a number";
  }
}

std::optional<std::int64_t> whole_number(JsonNotes& notes, std::string_view key, std::string_view token,
                                         std::int64_t least, std::int64_t most) {
  if (kind_of(token) != "a number") {
    wrong_kind(notes, key, token, "a number");
    return std::nullopt;
  }
  const auto number = parse_integer(token);
  const auto digits = token.substr(token.starts_with('-') ? 1 : 0);
  if (!number && digits.find_first_not_of("0123456789") == kNone && !digits.empty()) {
    notes.error("json.out-of-range", fmt::format("{} {} is out of range", key, token),
                fmt::format("it is a number from {} to {}", least, most), token);
    return std::nullopt;
  }
  if (!number || (digits.starts_with('0') && digits.size() > 1)) {
    notes.error("json.wrong-number", fmt::format("{} {} is not a whole number", key, token),
                fmt::format("it is a number from {} to {}", least, most), token);
    return std::nullopt;
  }
  if (*number < least || *number > most) {
    notes.error("json.out-of-range", fmt::format("{} {} is out of range", key, token),
                fmt::format("it is a number from {} to {}", least, most), token);
    return std::nullopt;
  }
  return number;
}

std::optional<bool> boolean(JsonNotes& notes, std::string_view key, std::string_view token) {
  if (token == "true") return true;
  if (token == "false") return false;
  wrong_kind(notes, key, token, "true or false");
  return std::nullopt;
}

std::optional<std::string_view> plain_text(JsonNotes& notes, std::string_view key, std::string_view token) {
  if (!token.starts_with('"')) {
    wrong_kind(notes, key, token, "a text");
    return std::nullopt;
  }
  const auto text = token.substr(1, token.size() < 2 ? 0 : token.size() - 2);
  if (text.find('\\') != kNone) {
    notes.error("json.escaped-text", fmt::format("{} {} holds an escape, which no name has", key, token), "", token);
    return std::nullopt;
  }
  return text;
}

bool starts_object(JsonNotes& notes, std::string_view key, std::string_view token) {
  return token.starts_with('{') || wrong_kind(notes, key, token, "an object");
}

bool starts_list(JsonNotes& notes, std::string_view key, std::string_view token) {
  return token.starts_with('[') || wrong_kind(notes, key, token, "a list");
}

std::optional<std::vector<std::string_view>> split_json_pages(JsonNotes& notes, std::string_view text) {
  std::vector<std::string_view> pages;
  std::vector<std::size_t> open;
  std::size_t start = 0;
  for (std::size_t i = 0;; ++i) {
    if (open.empty()) {
      i = text.find_first_not_of(kBlanks, i);
      if (i == kNone) break;
      if (text[i] != '{' && text[i] != '[') {
        const auto junk = text.substr(i, 1);
        notes.error("json.not-a-page",
                    pages.empty() ? "this is not JSON" : fmt::format("unexpected \"{}\" behind the end of the JSON", junk),
                    std::string(kWholeOutput), junk);
        return std::nullopt;
      }
      start = i;
    } else {
      i = text.find_first_of("\"{}[]", i);
    }
    if (i == kNone || (text[i] == '"' && end_of_string(text, i) == kNone)) {
      const auto from = i == kNone ? open.back() : i;
      const std::string_view what = text[from] == '{' ? "object" : text[from] == '[' ? "list" : "text";
      notes.error("json.truncated", fmt::format("the JSON ends inside the {} that starts here", what),
                  "the file may have been cut off", text.substr(from, 1));
      return std::nullopt;
    }
    switch (text[i]) {
      case '"': i = end_of_string(text, i) - 1; break;
      case '{':
      case '[': open.push_back(i); break;
      default:
        open.pop_back();
        if (open.empty()) pages.push_back(text.substr(start, i + 1 - start));
    }
  }
  if (pages.empty()) {
    notes.error("json.empty", "the file is empty", std::string(kWholeOutput), {});
    return std::nullopt;
  }
  return pages;
}

void note_broken_json(JsonNotes& notes, std::string_view page, int error, const char* where) {
  std::string_view at = piece_at(page, where);
  std::string message = "this is not JSON";
  switch (error) {
    case simdjson::CAPACITY: message = "the text is longer than 4 GiB, which this reader cannot take"; break;
    case simdjson::MEMALLOC: message = "there is not enough memory to read the text"; break;
    case simdjson::UTF8_ERROR:
      message = "this is not UTF-8";
      if (const auto bad = first_bad_utf8(page); bad != kNone) at = page.substr(bad, 1);
      break;
    case simdjson::UNESCAPED_CHARS:
      message = "a control character stands inside a text";
      if (const auto bad = first_control_character(page); bad != kNone) at = page.substr(bad, 1);
      break;
    default: break;
  }
  notes.error("json.syntax", message, "", at);
}

}  // namespace cniplan
