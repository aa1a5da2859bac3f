#include "planner/report/diagnostic_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "planner/core/line_index.hpp"
#include "planner/core/utf8.hpp"
#include "planner/report/printable.hpp"

namespace cniplan::report {
namespace {

std::string_view line_of(std::string_view text, int number) {
  if (text.starts_with(kUtf8Bom)) text.remove_prefix(kUtf8Bom.size());
  for (int line = 1; line < number; ++line) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos) return {};
    text.remove_prefix(end + 1);
  }
  text = text.substr(0, text.find('\n'));
  if (text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

bool continues_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

/// The first `count` characters of a text.
std::string_view first_characters(std::string_view text, std::size_t count) {
  std::size_t end = 0;
  for (; end < text.size() && count > 0; --count) {
    do ++end;
    while (end < text.size() && continues_character(text[end]));
  }
  return text.substr(0, end);
}

/// A line in three parts, the marked one in the middle.
struct Excerpt {
  std::string before;
  std::string marked;
  std::string after;
};

/// A long line is shown around the place only, so that a one-line JSON file does not flood the terminal.
Excerpt excerpt(std::string_view line, const Location& at) {
  constexpr std::size_t kLongest = 100;
  constexpr std::size_t kBefore = 40;
  std::string_view before = first_characters(line, static_cast<std::size_t>(std::max(at.column - 1, 0)));
  std::string_view after = line.substr(before.size());
  std::string_view marked = first_characters(after, static_cast<std::size_t>(std::max(at.length, 1)));
  after.remove_prefix(marked.size());
  if (characters_in(line) <= kLongest) return {printable(before), printable(marked), printable(after)};
  const std::size_t hidden = characters_in(before) > kBefore ? characters_in(before) - kBefore : 0;
  before.remove_prefix(first_characters(before, hidden).size());
  const std::size_t room = kLongest - characters_in(before);
  const bool cut = characters_in(marked) + characters_in(after) > room;
  marked = first_characters(marked, room);
  after = first_characters(after, room - characters_in(marked));
  return {fmt::format("{}{}", hidden > 0 ? "..." : "", printable(before)), printable(marked),
          fmt::format("{}{}", printable(after), cut ? "..." : "")};
}

}  // namespace

std::string to_text(const Diagnostic& diagnostic, const QuotedLine& quoted) {
  std::string out;
  const Location& at = diagnostic.location;
  const bool has_source = at.source >= 0;
  if (has_source) {
    out += printable(quoted.source);
    if (at.line > 0) out += fmt::format(":{}:{}", at.line, at.column);
    out += ": ";
  }
  if (diagnostic.severity != Severity::error) out += fmt::format("{}: ", to_string(diagnostic.severity));
  out += printable(diagnostic.message);
  if (!diagnostic.way_out.empty()) out += fmt::format("; {}", printable(diagnostic.way_out));
  out += '\n';
  if (has_source && at.line > 0 && at.length > 0 && !quoted.line.empty()) {
    Location place = at;
    place.column = quoted.column;
    const Excerpt shown = excerpt(quoted.line, place);
    const std::size_t carets = std::max<std::size_t>(characters_in(shown.marked), 1);
    out += fmt::format("{:>5} | {}{}{}\n", at.line, shown.before, shown.marked, shown.after);
    out += fmt::format("{:>5} | {:>{}}^{:~>{}}\n", "", "", characters_in(shown.before), "", carets - 1);
  }
  return out;
}

std::string to_text(const Diagnostic& diagnostic, const Sources& sources) {
  const Location& at = diagnostic.location;
  if (at.source < 0) return to_text(diagnostic, QuotedLine{});
  const std::string_view line = at.line > 0 ? line_of(sources.text(at.source), at.line) : std::string_view();
  return to_text(diagnostic, {.source = sources.name(at.source), .line = line, .column = at.column});
}

std::string to_text(const Diagnostics& diagnostics, const Sources& sources) {
  std::string out;
  for (const Diagnostic& diagnostic : diagnostics) out += to_text(diagnostic, sources);
  return out;
}

}  // namespace cniplan::report
