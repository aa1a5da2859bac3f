#pragma once

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>

namespace cniplan {

/// What the parsers of this room need of texts that are wrong.

[[nodiscard]] constexpr bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\v' || c == '\f';
}

[[nodiscard]] constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

[[nodiscard]] inline bool has_blanks(std::string_view text) { return std::ranges::any_of(text, is_blank); }

[[nodiscard]] inline std::string without_blanks(std::string_view text) {
  std::string out;
  std::ranges::copy_if(text, std::back_inserter(out), [](char c) { return !is_blank(c); });
  return out;
}

/// The text as messages show it: control characters replaced, and never so long that it hides the message.
[[nodiscard]] inline std::string shown(std::string_view text) {
  constexpr std::size_t kLongest = 60;
  std::string out;
  for (const char c : text.substr(0, kLongest)) {
    const auto byte = static_cast<unsigned char>(c);
    out += byte < 0x20 || byte == 0x7f ? '?' : c;
  }
  if (text.size() > kLongest) out += "...";
  return out;
}

}  // namespace cniplan
