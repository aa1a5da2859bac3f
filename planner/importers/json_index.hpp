#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace cniplan {

/// Where the tokens of a JSON text stand, and which bracket closes which: found and checked in two passes
/// over the text, after which its values can be visited in any order and what nobody asks for costs nothing.
///
/// A token is a bracket, a colon, a comma, a string, or a run of other characters (a number, true, false,
/// null). Tokens are counted from 0. simdjson finds them, and checks UTF-8 and control characters; the
/// grammar is checked here.
class JsonIndex {
 public:
  /// Offsets have 32 bits.
  static constexpr std::size_t kLongestText = std::size_t{1} << 30U;
  /// Brackets that may be open at once.
  static constexpr std::uint32_t kDeepest = 1'000;

  JsonIndex();
  ~JsonIndex();
  JsonIndex(const JsonIndex&) = delete;
  JsonIndex& operator=(const JsonIndex&) = delete;

  /// Finds the tokens of a text, which has to stay until the next call; 0, or simdjson's error code: then
  /// there is none.
  [[nodiscard]] int find_tokens(std::string_view text);

  [[nodiscard]] std::string_view text() const { return text_; }
  /// How many tokens there are.
  [[nodiscard]] std::uint32_t size() const { return size_; }
  /// A token's first byte, as the number of bytes before it.
  [[nodiscard]] std::size_t offset(std::uint32_t token) const { return starts_[token]; }
  [[nodiscard]] char first_byte(std::uint32_t token) const { return text_[starts_[token]]; }
  /// The whole of it: of a string with its quotes, of a bracket the bracket alone. Only for checked tokens.
  [[nodiscard]] std::string_view token(std::uint32_t token) const;

  /// What a string says, without its quotes and escapes; nothing when one of its escapes stands for no
  /// character. Valid as long as the text is.
  [[nodiscard]] std::optional<std::string_view> string(std::uint32_t token);

  struct Checked {
    std::uint32_t end =
        0;  ///< the token behind the value; or the one that is wrong, size() where there is none
    bool is_value = false;  ///< it is a value from its first to its last token
  };
  /// Checks the value that starts with the token `first`, in which at most `deepest` brackets may be open at
  /// once, and never more than kDeepest. Also when it is none, all that stands before the
  /// wrong token can be visited: brackets that are open there count as closed by it.
  [[nodiscard]] Checked check_value(std::uint32_t first, std::uint32_t deepest = kDeepest);

  /// Of a bracket that opens, within a value that was checked: the token that closes it.
  [[nodiscard]] std::uint32_t close_of(std::uint32_t open) const { return closes_[open]; }
  /// The token behind a value that was checked.
  [[nodiscard]] std::uint32_t behind(std::uint32_t value) const {
    const char c = first_byte(value);
    return (c == '{' || c == '[' ? closes_[value] : value) + 1;
  }

 private:
  class Finder;
  std::unique_ptr<Finder> finder_;
  std::unique_ptr<std::uint32_t[]> closes_;
  std::size_t room_ = 0;  ///< of closes_
  std::string_view text_;
  std::deque<std::string> unescaped_;
  const std::uint32_t* starts_ = nullptr;
  std::uint32_t size_ = 0;
};

/// Whether a token that is no text, object or list is one of JSON: a number, true, false or null.
[[nodiscard]] bool is_json_scalar(std::string_view token);

/// Whether a byte behind a backslash makes a whole escape: one of "\\/bfnrt.
[[nodiscard]] constexpr bool is_simple_escape(char c) {
  return c == '"' || c == '\\' || c == '/' || c == 'b' || c == 'f' || c == 'n' || c == 'r' || c == 't';
}

/// The first escape in a text that JSON does not have, from its backslash on; empty when there is none.
[[nodiscard]] std::string_view wrong_escape(std::string_view text);

}  // namespace cniplan
