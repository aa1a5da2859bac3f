#include "planner/report/printable.hpp"

#include <algorithm>

#include "planner/core/utf8.hpp"
#include "planner/report/display_width.hpp"

namespace cniplan::report {
std::string printable(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t size = utf8_character(text);
    const auto first = static_cast<unsigned char>(text.front());
    const bool c1_control = size == 2 && first == 0xC2 && static_cast<unsigned char>(text[1]) < 0xA0;
    if (first == '\t') {
      out += ' ';
    } else if (size > 0 && first >= 0x20 && first != 0x7F && !c1_control) {
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
  while (display_width(tail) > kept / 3) tail.remove_prefix(first_columns(tail, 1).size());
  return std::string(head) + std::string(kGap) + std::string(tail);
}

}  // namespace cniplan::report
