#include "planner/report/printable.hpp"

#include <algorithm>

#include "planner/core/utf8.hpp"
#include "planner/report/grid.hpp"

namespace cniplan::report {
namespace {

bool continues_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
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
    } else if (size > 0 && first >= 0x20 && first != 0x7F && !c1_control) {
      out += text.substr(0, size);
    } else if (size > 0 || (first & 0xC0U) != 0x80U) {
      out += '?';
    }  // a continuation byte on its own has no column, as display_width() counts them
    text.remove_prefix(std::max<std::size_t>(size, 1));
  }
  return out;
}

std::string_view first_characters(std::string_view text, std::size_t count) {
  std::size_t end = 0;
  for (; end < text.size() && count > 0; --count) {
    do ++end;
    while (end < text.size() && continues_character(text[end]));
  }
  return text.substr(0, end);
}

std::string shortened(std::string_view text, std::size_t width) {
  constexpr std::string_view kGap = "...";
  const std::size_t columns = display_width(text);
  if (columns <= width) return std::string(text);
  const std::size_t kept = width - kGap.size();
  const std::string_view head = first_characters(text, kept - kept / 3);
  const std::string_view before_tail = first_characters(text, columns - kept / 3);
  return std::string(head) + std::string(kGap) + std::string(text.substr(before_tail.size()));
}

}  // namespace cniplan::report
