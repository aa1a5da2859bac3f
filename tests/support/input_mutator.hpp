#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace cniplan::test {

/// Breaks a text the way editors, merges and disks do: bytes and lines removed, repeated, swapped, replaced
/// or inserted. Same seed, same result on every machine.
class InputMutator {
 public:
  explicit InputMutator(std::uint32_t seed) : random_(seed) {}

  /// `text` with one to four mutations.
  [[nodiscard]] std::string mutate(std::string text) {
    const std::size_t times = 1 + below(4);
    for (std::size_t i = 0; i < times; ++i)
      text = below(2) == 0 ? mutate_bytes(std::move(text)) : mutate_lines(text);
    return text;
  }

 private:
  // Not std::uniform_int_distribution, whose results differ between standard libraries.
  [[nodiscard]] std::size_t below(std::size_t bound) { return bound == 0 ? 0 : random_() % bound; }

  [[nodiscard]] std::string mutate_bytes(std::string text) {
    static const std::string kMarks = "{}[]:,-\"'#&*!|>%@`?~ \t\n\r\\\0\xff\xc3/0123456789.<=";
    const std::size_t at = below(text.size() + 1);
    switch (below(5)) {
      case 0:
        text.insert(at, 1, kMarks[below(kMarks.size())]);
        break;
      case 1:
        text.erase(at, 1 + below(8));
        break;
      case 2:
        if (at < text.size()) text[at] = kMarks[below(kMarks.size())];
        break;
      case 3:
        if (at < text.size())
          text[at] = static_cast<char>(static_cast<unsigned char>(text[at]) ^ (1U << below(8)));
        break;
      case 4:
        text.resize(at);
        break;
    }
    return text;
  }

  [[nodiscard]] std::string mutate_lines(const std::string& text) {
    std::vector<std::string> lines;
    for (std::size_t start = 0; start < text.size();) {
      const auto end = text.find('\n', start);
      const auto stop = end == std::string::npos ? text.size() : end + 1;
      lines.push_back(text.substr(start, stop - start));
      start = stop;
    }
    if (lines.empty()) return text;
    const std::size_t at = below(lines.size());
    switch (below(5)) {
      case 0:
        lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(at));
        break;
      case 1:
        lines[at] += lines[at];
        break;
      case 2:
        std::swap(lines[at], lines[below(lines.size())]);
        break;
      case 3:
        lines[at].insert(0, 1 + below(4), ' ');
        break;
      case 4:
        lines[at].erase(0, 1 + below(4));
        break;
    }
    std::string out;
    for (const std::string& line : lines) out += line;
    return out;
  }

  std::mt19937 random_;
};

}  // namespace cniplan::test
