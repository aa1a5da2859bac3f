#include "planner/report/wrap.hpp"

#include <algorithm>

#include "planner/report/grid.hpp"

namespace cniplan::report {

std::string wrapped(std::string_view text, std::size_t width, std::string_view first, std::string_view next) {
  std::string out(first);
  std::size_t column = display_width(first);
  bool line_is_empty = true;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    const auto word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::size_t size = display_width(word);
    if (!line_is_empty && column + 1 + size > width) {
      out += '\n';
      out += next;
      column = display_width(next);
      line_is_empty = true;
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
