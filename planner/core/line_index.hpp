#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "planner/core/location.hpp"

namespace cniplan {

/// UTF-8's byte order mark, which some editors put in front of a text.
inline constexpr std::string_view kUtf8Bom = "\xEF\xBB\xBF";

/// The characters of a UTF-8 text: code points, so that a place reads as most editors show it. A tab is one.
[[nodiscard]] std::size_t characters_in(std::string_view text);

/// Turns byte offsets of a text into lines and columns. A line ends at "\n"; a byte order mark has no column.
class LineIndex {
 public:
  /// `text` has to outlive the index; `source` is its number in Sources.
  LineIndex(std::string_view text, int source);

  /// The place of `length` bytes (at least one character, at most to the end of the line) at `offset`; an
  /// offset behind the text is its end.
  [[nodiscard]] Location at(std::size_t offset, std::size_t length = 1) const;

 private:
  [[nodiscard]] std::size_t characters_before(std::size_t offset) const;

  std::string_view text_;
  int source_;
  std::vector<std::size_t> line_starts_;
  std::vector<std::size_t> characters_before_piece_;  // so that a column of a very long line is found quickly
};

}  // namespace cniplan
