#include "planner/report/wrap.hpp"

#include <algorithm>

#include "planner/report/display_width.hpp"

namespace cniplan::report {

std::string wrapped(std::string_view text, std::size_t width, std::string_view first, std::string_view next) {
  std::string out(first);
  std::size_t column = display_width(first);
  bool line_is_empty = true;
  const auto break_line = [&] {
    out += '\n';
    out += next;
    column = display_width(next);
    line_is_empty = true;
  };
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    std::size_t size = display_width(word);
    if (!line_is_empty && column + 1 + size > width) break_line();
    // An address of the web is of use only in one piece.
    while (column + size > width && width > column && !word.contains("://")) {
      std::string_view piece = first_columns(word, width - column);
      const auto joint = piece.find_last_of("-_./,");
      if (joint != std::string_view::npos && joint >= piece.size() / 2) piece = piece.substr(0, joint + 1);
      out += piece;
      word.remove_prefix(piece.size());
      size = display_width(word);
      break_line();
    }
    if (!line_is_empty) {
      out += ' ';
      ++column;
    }
    out += word;
    column += size;
    line_is_empty = false;
  }
  return out + '\n';
}

}  // namespace cniplan::report
