#include "planner/report/markdown_page.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "planner/report/grid.hpp"
#include "planner/report/printable.hpp"

namespace cniplan::report {
namespace {

constexpr std::string_view kOpen = "<details>\n";
constexpr std::string_view kClose = "</details>\n";

/// A name that no HTML comment ends at: "--" would.
std::string marker_name(std::string_view name) {
  std::string out;
  for (const char c : name) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
                       (c == '-' && !out.ends_with('-'));
    out += plain ? c : '_';
  }
  return out;
}

/// An address as Markdown's link takes it: parentheses would end it.
std::string link_target(std::string_view link) {
  std::string out;
  for (const char c : link) {
    switch (c) {
      case '(':
        out += "%28";
        break;
      case ')':
        out += "%29";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::size_t count_of(std::string_view text, std::string_view line) {
  std::size_t count = 0;
  for (auto at = text.find(line); at != std::string_view::npos; at = text.find(line, at + line.size())) ++count;
  return count;
}

/// What of a body fits, with what is open closed and the cut said.
std::string cut(std::string_view body, std::size_t room) {
  const std::string said = fmt::format("\n{} `--format json` and `html` have all.*\n", kMarkdownCut);
  const std::size_t left = room - std::min(room, said.size() + kClose.size() + 1);
  const auto end = body.rfind('\n', left > 0 ? left - 1 : 0);
  const std::string_view kept = end == std::string_view::npos ? std::string_view() : body.substr(0, end + 1);
  std::string out(kept);
  // One is never in another.
  if (count_of(kept, kOpen) > count_of(kept, kClose)) {
    out += '\n';
    out += kClose;
  }
  out += said;
  return out;
}

}  // namespace

std::string markdown_details(std::string_view summary, std::string_view body) {
  return fmt::format("\n{}<summary>{}</summary>\n\n{}\n{}", kOpen, summary, body, kClose);
}

std::string to_markdown_page(const MarkdownPage& page, std::string_view body) {
  std::string out = fmt::format("<!-- cniplan {}", page.command);
  if (!page.of.empty()) out += fmt::format(" {}", marker_name(page.of));
  out += fmt::format(" -->\n## {}\n\n",
                     markdown_cell(printable(page.frame.title.empty() ? page.heading : page.frame.title)));
  std::string end;
  if (!page.frame.link.empty()) end = fmt::format("\n[Where this was made]({})\n", link_target(page.frame.link));
  const std::size_t around = out.size() + end.size();
  if (around + body.size() <= kMostMarkdown) {
    out += body;
  } else {
    out += cut(body, kMostMarkdown - std::min(kMostMarkdown, around));
  }
  return out + end;
}

}  // namespace cniplan::report
