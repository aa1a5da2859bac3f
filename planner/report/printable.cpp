#include "planner/report/printable.hpp"

#include <algorithm>

#include "planner/core/utf8.hpp"
#include "planner/report/display_width.hpp"

namespace cniplan::report {
namespace {

/// Whether a character makes text run the other way, or ends a line, without a glyph of its own: U+061C, U+200E, U+200F,
/// U+2028 to U+202E, U+2066 to U+2069. Source: Unicode Standard Annex 9, section 2; The Unicode Standard, section 23.2.
bool steers_direction(std::string_view character) {
  if (character == "\xD8\x9C") return true;
  if (character.size() != 3 || !character.starts_with('\xE2')) return false;
  const auto second = static_cast<unsigned char>(character[1]);
  const auto third = static_cast<unsigned char>(character[2]);
  if (second == 0x80) return third == 0x8E || third == 0x8F || (third >= 0xA8 && third <= 0xAE);
  return second == 0x81 && third >= 0xA6 && third <= 0xA9;
}

}  // namespace

std::string printable(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t size = utf8_character(text);
    const auto first = static_cast<unsigned char>(text.front());
    const bool c1_control = size == 2 && first == 0xC2 && static_cast<unsigned char>(text[1]) < 0xA0;
    if (first == '\t') {
      out += ' ';
    } else if (size > 0 && first >= 0x20 && first != 0x7F && !c1_control && !steers_direction(text.substr(0, size))) {
      out += text.substr(0, size);
    } else if (size > 0 || (first & 0xC0U) != 0x80U) {
      out += '?';
    }  // a continuation byte on its own has no column, as display_width() counts it
    text.remove_prefix(std::max<std::size_t>(size, 1));
  }
  return out;
}

std::string shortened(std::string_view text, std::size_t width) {
  constexpr std::string_view kGap = "...";
  if (display_width(text) <= width) return std::string(text);
  const std::size_t kept = width - kGap.size();
  const std::string_view head = first_columns(text, kept - kept / 3);
  std::string_view tail = text.substr(head.size());
  // Each character is measured once, as texts may be of any length.
  for (std::size_t left = display_width(tail); left > kept / 3;) {
    const std::string_view first = first_columns(tail, 1);
    left -= display_width(first);
    tail.remove_prefix(first.size());
  }
  return std::string(head) + std::string(kGap) + std::string(tail);
}

}  // namespace cniplan::report
