#include "planner/report/grid.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

#include "planner/core/ensure.hpp"
#include "planner/report/wrap.hpp"

namespace cniplan::report {
namespace {

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  for (;;) {
    const auto end = text.find('\n');
    lines.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return lines;
    text.remove_prefix(end + 1);
  }
}

void append_aligned(std::string& out, std::string_view text, std::size_t width, Align align) {
  const auto padding = width - std::min(display_width(text), width);
  if (align == Align::right) out.append(padding, ' ');
  out += text;
  if (align == Align::left) out.append(padding, ' ');
}

void end_line(std::string& out) {
  out.erase(out.find_last_not_of(' ') + 1);
  out += '\n';
}

}  // namespace

void Grid::add_row(std::vector<std::string> cells) {
  ensure(cells.size() == columns_.size(), "a row has a cell for each column");
  rows_.push_back(std::move(cells));
}

std::string Grid::to_table() const {
  return to_table(std::numeric_limits<std::size_t>::max());
}

std::string Grid::to_table(std::size_t width) const {
  std::vector<std::vector<std::string_view>> headings;
  std::vector<std::size_t> widths;
  std::size_t heading_lines = 0;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    headings.push_back(lines_of(columns_[i].heading));
    heading_lines = std::max(heading_lines, headings.back().size());
    std::size_t widest = 0;
    for (const auto line : headings.back()) widest = std::max(widest, display_width(line));
    for (const auto& row : rows_) widest = std::max(widest, display_width(row[i]));
    widths.push_back(widest);
  }
  // Where the last column starts, and what it may take: it is never squeezed below the width of a short word.
  constexpr std::size_t kLeast = 12;
  const std::size_t last = columns_.size() - 1;
  const std::size_t before = std::accumulate(widths.begin(), widths.end() - 1, 2 * last);
  widths[last] = std::min(widths[last], width > before + kLeast ? width - before : kLeast);
  std::string out;
  // Headings stand on the row below them: a short one leaves its upper lines empty.
  for (std::size_t line = 0; line < heading_lines; ++line) {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (i > 0) out += "  ";
      const auto skipped = heading_lines - headings[i].size();
      append_aligned(out, line < skipped ? std::string_view() : headings[i][line - skipped], widths[i], columns_[i].align);
    }
    end_line(out);
  }
  for (const auto& row : rows_) {
    const std::string text = wrapped(row[last], widths[last]);
    const std::vector<std::string_view> parts = lines_of(std::string_view(text).substr(0, text.size() - 1));
    for (std::size_t i = 0; i < last; ++i) {
      append_aligned(out, row[i], widths[i], columns_[i].align);
      out += "  ";
    }
    append_aligned(out, parts.front(), widths[last], columns_[last].align);
    end_line(out);
    for (std::size_t part = 1; part < parts.size(); ++part) {
      out.append(before, ' ');
      append_aligned(out, parts[part], widths[last], columns_[last].align);
      end_line(out);
    }
  }
  return out;
}

std::string Grid::to_markdown() const {
  std::string out = "|";
  for (const Column& column : columns_) {
    std::string heading = column.heading;
    std::ranges::replace(heading, '\n', ' ');
    out += ' ' + markdown_cell(heading) + " |";
  }
  out += "\n|";
  for (const Column& column : columns_) out += column.align == Align::right ? " ---: |" : " --- |";
  out += '\n';
  for (const auto& row : rows_) {
    out += '|';
    for (const std::string& cell : row) out += ' ' + markdown_cell(cell) + " |";
    out += '\n';
  }
  return out;
}

std::string markdown_cell(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n' || c == '\r') {
      out += ' ';
      continue;
    }
    // Markup, links, entities and formulas stay text; and nobody is mentioned, who would get a mail of it.
    constexpr std::string_view kMarkup = "|\\<*_`[]~&$";
    if (kMarkup.find(c) != std::string_view::npos) out += '\\';
    out += c;
    if (c == '@') out += "<!-- -->";
  }
  return out;
}

}  // namespace cniplan::report
