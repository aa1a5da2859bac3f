#include "planner/core/line_index.hpp"

#include <algorithm>

namespace cniplan {
namespace {

constexpr std::size_t kPiece = 1024;

}  // namespace

std::size_t characters_in(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

LineIndex::LineIndex(std::string_view text, int source) : text_(text), source_(source) {
  line_starts_.push_back(text.starts_with(kUtf8Bom) ? kUtf8Bom.size() : 0);
  for (auto end = text.find('\n'); end != std::string_view::npos; end = text.find('\n', end + 1)) {
    line_starts_.push_back(end + 1);
  }
  std::size_t characters = 0;
  for (std::size_t piece = 0; piece * kPiece <= text.size(); ++piece) {
    characters_before_piece_.push_back(characters);
    characters += characters_in(text.substr(piece * kPiece, kPiece));
  }
}

std::size_t LineIndex::characters_before(std::size_t offset) const {
  const std::size_t piece = offset / kPiece;
  return characters_before_piece_[piece] + characters_in(text_.substr(piece * kPiece, offset % kPiece));
}

Location LineIndex::at(std::size_t offset, std::size_t length) const {
  offset = std::clamp(offset, line_starts_.front(), text_.size());
  const auto next = std::ranges::upper_bound(line_starts_, offset);
  const std::size_t start = *std::prev(next);
  const std::string_view marked = text_.substr(offset, length);
  return {.source = source_,
          .line = static_cast<int>(next - line_starts_.begin()),
          .column = static_cast<int>(characters_before(offset) - characters_before(start)) + 1,
          .length = std::max(static_cast<int>(characters_in(marked.substr(0, marked.find('\n')))), 1)};
}

}  // namespace cniplan
