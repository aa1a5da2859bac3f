#include "planner/report/display_width.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "planner/core/utf8.hpp"

namespace cniplan::report {
namespace {

struct Block {
  char32_t first;
  char32_t last;
};

constexpr auto kWide = std::to_array<Block>({
    {0x1100, 0x115F},    // Hangul Jamo, leading consonants
    {0x231A, 0x231B},    // watch, hourglass
    {0x23E9, 0x23F3},    // buttons of players, clocks
    {0x25FD, 0x25FE},    // squares
    {0x2614, 0x2615},    // umbrella, hot beverage
    {0x2648, 0x2653},    // zodiac
    {0x26A1, 0x26A1},    // high voltage
    {0x26AA, 0x26AB},    // circles
    {0x26BD, 0x26D4},    // sports, weather, signs
    {0x26EA, 0x26FD},    // places
    {0x2705, 0x2705},    // check mark
    {0x270A, 0x270B},    // fists
    {0x2728, 0x2728},    // sparkles
    {0x274C, 0x274E},    // crosses
    {0x2753, 0x2757},    // question and exclamation marks
    {0x2795, 0x27B0},    // plus to curly loop
    {0x2B1B, 0x2B1C},    // squares
    {0x2B50, 0x2B55},    // star, circle
    {0x2E80, 0x303E},    // CJK radicals, symbols
    {0x3041, 0xA4CF},    // Hiragana to Yi
    {0xA960, 0xA97F},    // Hangul Jamo Extended-A
    {0xAC00, 0xD7A3},    // Hangul syllables
    {0xF900, 0xFAFF},    // CJK compatibility ideographs
    {0xFE30, 0xFE6F},    // CJK compatibility forms
    {0xFF00, 0xFF60},    // fullwidth forms
    {0xFFE0, 0xFFE6},    // fullwidth signs
    {0x16FE0, 0x18CFF},  // Tangut
    {0x1AFF0, 0x1B2FF},  // Kana supplement, Nushu
    {0x1F004, 0x1F004},  // mahjong tile
    {0x1F0CF, 0x1F0CF},  // playing card
    {0x1F18E, 0x1F19A},  // squared letters
    {0x1F200, 0x1F64F},  // enclosed ideographs, pictographs, faces
    {0x1F680, 0x1F6FF},  // transport
    {0x1F7E0, 0x1F7FF},  // coloured circles
    {0x1F900, 0x1FAFF},  // more pictographs
    {0x20000, 0x3FFFD},  // CJK ideographs of planes 2 and 3
});

constexpr auto kJoining = std::to_array<Block>({
    {0x0300, 0x036F},    // combining diacritical marks
    {0x0483, 0x0489},    // Cyrillic
    {0x0591, 0x05BD},    // Hebrew points
    {0x0610, 0x061A},    // Arabic signs
    {0x064B, 0x065F},    // Arabic vowels
    {0x200B, 0x200F},    // zero width, marks of direction
    {0x202A, 0x202E},    // embeddings and overrides of direction
    {0x2060, 0x206F},    // word joiner, isolates
    {0x20D0, 0x20FF},    // for symbols
    {0xFE00, 0xFE0F},    // variation selectors
    {0xFE20, 0xFE2F},    // half marks
    {0xFEFF, 0xFEFF},    // byte order mark
    {0xE0000, 0xE01EF},  // tags, variation selectors
});

bool is_in(std::span<const Block> blocks, char32_t character) {
  const auto* const block = std::ranges::lower_bound(blocks, character, {}, &Block::last).base();
  return block != blocks.data() + blocks.size() && block->first <= character;
}

/// The character that well-formed UTF-8 of two or more bytes stands for.
char32_t decoded(std::string_view bytes) {
  const auto byte = [&](std::size_t at) { return static_cast<char32_t>(static_cast<unsigned char>(bytes[at])); };
  char32_t character = byte(0) & (0xFFU >> (bytes.size() + 1));
  for (std::size_t at = 1; at < bytes.size(); ++at) character = (character << 6U) | (byte(at) & 0x3FU);
  return character;
}

struct Character {
  std::size_t bytes;
  std::size_t columns;
};

/// The one at the front of a text that is not empty. A byte that is none counts as one, a continuation without a start
/// as part of what stands before.
Character front(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  if (first < 0x80) return {1, 1};
  const std::size_t bytes = utf8_character(text);
  if (bytes == 0) return {1, (first & 0xC0U) == 0x80U ? 0U : 1U};
  const char32_t character = decoded(text.substr(0, bytes));
  if (is_in(kWide, character)) return {bytes, 2};
  return {bytes, is_in(kJoining, character) ? 0U : 1U};
}

}  // namespace

std::size_t display_width(std::string_view text) {
  std::size_t columns = 0;
  while (!text.empty()) {
    const Character character = front(text);
    columns += character.columns;
    text.remove_prefix(character.bytes);
  }
  return columns;
}

std::string_view first_columns(std::string_view text, std::size_t columns) {
  std::size_t end = 0;
  std::size_t taken = 0;
  while (end < text.size()) {
    const Character character = front(text.substr(end));
    if (end > 0 && taken + character.columns > columns) break;
    taken += character.columns;
    end += character.bytes;
  }
  return text.substr(0, end);
}

}  // namespace cniplan::report
