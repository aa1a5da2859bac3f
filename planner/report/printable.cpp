#include "planner/report/printable.hpp"

#include <algorithm>

#include "planner/core/utf8.hpp"
#include "planner/report/display_width.hpp"

namespace cniplan::report {
namespace {

/// What a text leaves open of Unicode's marks of direction (UAX #9): embeddings and overrides, and isolates.
class OpenDirections {
 public:
  void see(std::string_view character) {
    if (character.size() != 3 || character[0] != '\xE2') return;
    const auto second = static_cast<unsigned char>(character[1]);
    const auto third = static_cast<unsigned char>(character[2]);
    if (second == 0x80 && third >= 0xAA && third <= 0xAE) {
      if (third == 0xAC) {
        if (open_.ends_with('e')) open_.pop_back();
      } else {
        open_ += 'e';
      }
    } else if (second == 0x81 && third >= 0xA6 && third <= 0xA8) {
      open_ += 'i';
    } else if (second == 0x81 && third == 0xA9) {
      // Closes what is open inside the isolate too.
      if (const auto isolate = open_.rfind('i'); isolate != std::string::npos) open_.resize(isolate);
    }
  }

  /// The marks that close them.
  [[nodiscard]] std::string closing() const {
    std::string out;
    for (auto open = open_.rbegin(); open != open_.rend(); ++open) {
      out += *open == 'e' ? "\xE2\x80\xAC" : "\xE2\x81\xA9";
    }
    return out;
  }

 private:
  std::string open_;
};

}  // namespace

std::string printable(std::string_view text) {
  std::string out;
  OpenDirections directions;
  while (!text.empty()) {
    const std::size_t size = utf8_character(text);
    const auto first = static_cast<unsigned char>(text.front());
    const bool c1_control = size == 2 && first == 0xC2 && static_cast<unsigned char>(text[1]) < 0xA0;
    if (first == '\t') {
      out += ' ';
    } else if (size > 0 && first >= 0x20 && first != 0x7F && !c1_control) {
      out += text.substr(0, size);
      directions.see(text.substr(0, size));
    } else if (size > 0 || (first & 0xC0U) != 0x80U) {
      out += '?';
    }  // a continuation byte on its own has no column, as display_width() counts it
    text.remove_prefix(std::max<std::size_t>(size, 1));
  }
  return out + directions.closing();
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
