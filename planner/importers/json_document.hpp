#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "planner/core/diagnostic.hpp"
#include "planner/core/line_index.hpp"
#include "planner/importers/json_library.hpp"

namespace cniplan {

/// What every reader of AWS and kubectl JSON needs around simdjson's On-Demand: places, errors, concatenated pages.
/// The templates take simdjson's types as parameters, so that only the .cpp of a reader includes it.

/// How far behind a text's end simdjson may look.
inline constexpr std::size_t kJsonPadding = 64;

/// A text that simdjson can read: the given one where it has spare capacity for that, else a copy.
class PaddedText {
 public:
  /// `text` has to outlive this.
  explicit PaddedText(const std::string& text);

  [[nodiscard]] std::string_view view() const { return view_; }
  /// Bytes that may be read from the start of a piece of view() on.
  [[nodiscard]] std::size_t readable_from(std::string_view piece) const {
    return readable_ - static_cast<std::size_t>(piece.data() - view_.data());
  }

 private:
  std::string copy_;
  std::string_view view_;
  std::size_t readable_ = 0;
};

/// Gathers diagnostics about pieces of one text, and turns the pieces into places at the end, in one go.
class JsonNotes {
 public:
  /// `text` has to outlive this; `source` is its number in Sources.
  JsonNotes(std::string_view text, int source) : text_(text), source_(source) {}

  /// `at` is a piece of the text; none, {}, stands for the text as a whole.
  void error(std::string code, std::string message, std::string way_out, std::string_view at);
  void warning(std::string code, std::string message, std::string way_out, std::string_view at);
  /// A remark on the text as a whole.
  void info(std::string code, std::string message, std::string way_out);

  [[nodiscard]] std::size_t size() const { return notes_.size(); }
  /// Forgets all but the first `count`.
  void rewind(std::size_t count) { notes_.resize(count); }
  /// Puts `subject: ` in front of all messages from number `first` on.
  void name_subject(std::size_t first, std::string_view subject);

  /// All of them, in the order of the text.
  [[nodiscard]] Diagnostics take();

 private:
  struct Note {
    Diagnostic diagnostic;
    std::optional<std::string_view> at;
  };
  std::string_view text_;
  int source_;
  std::vector<Note> notes_;
};

/// Thrown by take() when a text is no JSON; stays within this library.
struct BrokenJson {
  int error;  ///< simdjson's error code
};

/// What a call of simdjson gives, or BrokenJson.
template <class Result>
auto take(Result&& result) {
  if (const auto error = result.error()) throw BrokenJson{static_cast<int>(error)};
  return std::forward<Result>(result).value_unsafe();
}

/// The text of a value's token without the blanks behind it: `"m5.large"`, `15`, `{`.
template <class Value>
[[nodiscard]] std::string_view token_of(Value& value) {
  std::string_view token = value.raw_json_token();
  // A loop: find_last_not_of() calls a function for every blank.
  while (!token.empty() && (token.back() == ' ' || token.back() == '\n' || token.back() == '\r' || token.back() == '\t')) {
    token.remove_suffix(1);
  }
  return token;
}

/// A field's key as written; one with escapes is cut short, which is no key that anybody looks for.
template <class Field>
[[nodiscard]] std::string_view key_of(Field& field) {
  const char* const start = field.key().raw();
  const char* end = start;
  while (*end != '"') ++end;  // simdjson has seen the closing quote
  return {start, static_cast<std::size_t>(end - start)};
}

/// `a text`, `an object`, ...: what a token stands for.
[[nodiscard]] std::string_view kind_of(std::string_view token);
[[nodiscard]] inline bool is_null(std::string_view token) { return token == "null"; }

/// The whole number that a token writes, within [least, most]; an error is noted when it is anything else. Null
/// counts as absent.
[[nodiscard]] std::optional<std::int64_t> whole_number(JsonNotes& notes, std::string_view key, std::string_view token,
                                                       std::int64_t least, std::int64_t most);
/// true or false; as whole_number().
[[nodiscard]] std::optional<bool> boolean(JsonNotes& notes, std::string_view key, std::string_view token);
/// The text of a token of plain characters; as whole_number(). A text with escapes is an error: no name has any.
[[nodiscard]] std::optional<std::string_view> plain_text(JsonNotes& notes, std::string_view key,
                                                         std::string_view token);
/// Whether a token starts an object or a list; an error is noted when it is anything else but null.
[[nodiscard]] bool starts_object(JsonNotes& notes, std::string_view key, std::string_view token);
[[nodiscard]] bool starts_list(JsonNotes& notes, std::string_view key, std::string_view token);

/// The JSON values that stand one behind the other in a text, with any blanks between: each from its bracket to the
/// bracket that closes it. Where that cannot be, an error is noted and nothing given back.
[[nodiscard]] std::optional<std::vector<std::string_view>> split_json_pages(JsonNotes& notes, std::string_view text);

/// Notes why `page` is no JSON; `where` is the place that simdjson gave up at, or null when it never got that far.
void note_broken_json(JsonNotes& notes, std::string_view page, int error, const char* where);

/// Reads every page of a text: `read(document)` is called once a page, and takes the page's value as a whole. It may say
/// false: then it gave up, which it has noted, and there is no more to read.
/// A text of one page, the usual case, is looked at only once; when it turns out that there are more, `restart()` is
/// called, everything noted meanwhile is forgotten, and reading starts anew, page by page.
template <class Parser, class Read, class Restart>
void read_json_pages(Parser& parser, const PaddedText& text, JsonNotes& notes, Read read, Restart restart) {
  if (std::string fault = json_library_fault(); !fault.empty()) {
    notes.error("json.no-library", std::move(fault), "install the package libsimdjson-dev", {});
    return;
  }
  enum class Outcome { done, more_behind, broken };
  int error = 0;
  const char* where = nullptr;
  const auto read_page = [&](std::string_view page) {
    where = nullptr;
    auto result = parser.iterate(page, text.readable_from(page));
    if (result.error()) {
      error = static_cast<int>(result.error());
      return Outcome::broken;
    }
    auto& document = result.value_unsafe();
    try {
      if constexpr (std::is_same_v<decltype(read(document)), bool>) {
        if (!read(document)) return Outcome::done;
      } else {
        read(document);
      }
      return document.current_location().error() ? Outcome::done : Outcome::more_behind;
    } catch (const BrokenJson& broken) {
      error = broken.error;
      if (auto location = document.current_location(); !location.error()) where = location.value_unsafe();
      return Outcome::broken;
    }
  };

  std::string_view whole = text.view();
  if (whole.starts_with(kUtf8Bom)) whole.remove_prefix(kUtf8Bom.size());
  const auto before = notes.size();
  if (read_page(whole) == Outcome::done) return;
  notes.rewind(before);
  restart();
  const auto pages = split_json_pages(notes, whole);
  if (!pages) return;
  for (const std::string_view page : *pages) {
    if (read_page(page) == Outcome::broken) note_broken_json(notes, page, error, where);
  }
}

}  // namespace cniplan
