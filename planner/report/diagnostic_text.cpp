#include "planner/report/diagnostic_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace cniplan::report {
namespace {

std::string_view line_of(std::string_view text, int number) {
  for (int line = 1; line < number; ++line) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos) return {};
    text.remove_prefix(end + 1);
  }
  text = text.substr(0, text.find('\n'));
  if (text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

/// Control characters would move the caret or the terminal's cursor; a tab keeps its one column as a blank.
std::string printable(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    out += c == '\t' ? ' ' : byte < 0x20 || byte == 0x7f ? '?' : c;
  }
  return out;
}

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

/// A long line is shown around the place only, so that a one-line JSON file does not flood the terminal.
struct Excerpt {
  std::string text;
  int column;  // of the place, counted from 1
};

Excerpt excerpt(std::string_view line, int column) {
  constexpr std::size_t kLongest = 100;
  constexpr std::size_t kBefore = 40;
  if (line.size() <= kLongest) return {printable(line), column};
  const auto at = std::min(static_cast<std::size_t>(std::max(column - 1, 0)), line.size());
  auto from = at > kBefore ? at - kBefore : 0;
  while (from > 0 && continues_character(line[from])) --from;
  auto to = std::min(from + kLongest, line.size());
  while (to < line.size() && continues_character(line[to])) ++to;
  const std::string_view before = from > 0 ? "..." : "";
  const std::string_view after = to < line.size() ? "..." : "";
  return {fmt::format("{}{}{}", before, printable(line.substr(from, to - from)), after),
          static_cast<int>(at - from + before.size()) + 1};
}

int width_of(std::string_view text) {
  return static_cast<int>(std::ranges::count_if(text, [](char c) { return !continues_character(c); }));
}

}  // namespace

std::string to_text(const Diagnostic& diagnostic, const Sources& sources) {
  std::string out;
  const Location& at = diagnostic.location;
  const bool has_source = at.source >= 0;
  if (has_source) {
    out += printable(sources.name(at.source));
    if (at.line > 0) out += fmt::format(":{}:{}", at.line, at.column);
    out += ": ";
  }
  if (diagnostic.severity != Severity::error) out += fmt::format("{}: ", to_string(diagnostic.severity));
  out += printable(diagnostic.message);
  if (!diagnostic.way_out.empty()) out += fmt::format("; {}", printable(diagnostic.way_out));
  out += '\n';
  if (has_source && at.line > 0) {
    const auto shown = excerpt(line_of(sources.text(at.source), at.line), at.column);
    if (!shown.text.empty()) {
      const auto column = std::clamp<std::size_t>(static_cast<std::size_t>(std::max(shown.column, 1)), 1, shown.text.size() + 1);
      const auto before = std::string_view(shown.text).substr(0, column - 1);
      const auto rest = std::string_view(shown.text).substr(column - 1);
      const auto marked = rest.substr(0, static_cast<std::size_t>(std::max(at.length, 1)));
      const int carets = std::max(width_of(marked), 1);
      out += fmt::format("{:>5} | {}\n", at.line, shown.text);
      out += fmt::format("{:>5} | {:>{}}^{:~>{}}\n", "", "", width_of(before), "", carets - 1);
    }
  }
  return out;
}

std::string to_text(const Diagnostics& diagnostics, const Sources& sources) {
  std::string out;
  for (const Diagnostic& diagnostic : diagnostics) out += to_text(diagnostic, sources);
  return out;
}

}  // namespace cniplan::report
