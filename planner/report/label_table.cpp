#include "planner/report/label_table.hpp"

#include <algorithm>
#include <numeric>
#include <string_view>
#include <utility>

#include "planner/report/grid.hpp"
#include "planner/report/wrap.hpp"

namespace cniplan::report {
namespace {

constexpr std::string_view kTitleIndent = "  ";
constexpr std::string_view kLabelIndent = "    ";
constexpr std::size_t kGap = 2;
/// Fewer columns than this no label is squeezed into, whatever the width.
constexpr std::size_t kLeastLabel = 8;

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::string padding(std::string_view text, std::size_t width) {
  const std::size_t columns = display_width(text);
  return std::string(width > columns ? width - columns : 0, ' ');
}

void append_line(std::string& out, std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  out += line;
  out += '\n';
}

}  // namespace

LabelTable::LabelTable(std::size_t width, std::vector<std::string> headings, std::size_t tail_width)
    : width_(width), tail_width_(tail_width) {
  for (const std::string& heading : headings) headings_.push_back(lines_of(heading));
}

std::vector<std::size_t> LabelTable::cell_widths() const {
  std::vector<std::size_t> widths(headings_.size());
  for (std::size_t i = 0; i < headings_.size(); ++i) {
    for (const std::string& line : headings_[i]) widths[i] = std::max(widths[i], display_width(line));
  }
  for (const Line& line : lines_) {
    widths.resize(std::max(widths.size(), line.row.cells.size()));
    for (std::size_t i = 0; i < line.row.cells.size(); ++i) {
      widths[i] = std::max(widths[i], display_width(line.row.cells[i]));
    }
  }
  return widths;
}

std::size_t LabelTable::widest_label_part() const {
  std::size_t widest = 0;
  for (const Line& line : lines_) {
    std::string_view rest = line.row.label;
    while (!rest.empty()) {
      const auto end = std::min(rest.find(", "), rest.size());
      widest = std::max(widest, display_width(rest.substr(0, end)));
      rest.remove_prefix(std::min(end + 2, rest.size()));
    }
  }
  return widest;
}

std::size_t LabelTable::room_for_labels() const {
  std::size_t taken = kLabelIndent.size() + (tail_width_ > 0 ? kGap + tail_width_ : 0);
  for (const std::size_t width : cell_widths()) taken += kGap + width;
  return width_ > taken + kLeastLabel ? width_ - taken : kLeastLabel;
}

std::string LabelTable::to_string() const {
  const std::vector<std::size_t> widths = cell_widths();
  std::size_t label_width = kLeastLabel;
  for (const Line& line : lines_) label_width = std::max(label_width, display_width(line.row.label));
  label_width = std::min(label_width, room_for_labels());
  const std::size_t cells_start = kLabelIndent.size() + label_width + kGap;
  std::string out;

  std::size_t heading_lines = 0;
  for (const auto& heading : headings_) heading_lines = std::max(heading_lines, heading.size());
  for (std::size_t at = 0; at < heading_lines; ++at) {
    std::string text(cells_start - kGap, ' ');
    for (std::size_t i = 0; i < headings_.size(); ++i) {
      // Headings stand on the row below them: a short one leaves its upper lines empty.
      const std::size_t skipped = heading_lines - headings_[i].size();
      const std::string_view part = at < skipped ? std::string_view() : std::string_view(headings_[i][at - skipped]);
      text.append(kGap, ' ');
      text += padding(part, widths[i]);
      text += part;
    }
    append_line(out, std::move(text));
  }

  for (const Line& line : lines_) {
    if (!line.title.empty()) {
      out += wrapped(line.title, width_, kTitleIndent, kLabelIndent);
      continue;
    }
    const std::vector<std::string> label = lines_of(wrapped(line.row.label, label_width, "", kTitleIndent));
    std::string text(kLabelIndent);
    if (!label.empty()) text += label.front();
    text += padding(text, cells_start - kGap);
    for (std::size_t i = 0; i < line.row.cells.size(); ++i) {
      text.append(kGap, ' ');
      text += padding(line.row.cells[i], widths[i]);
      text += line.row.cells[i];
    }
    if (!line.row.tail.empty()) {
      text.append(kGap, ' ');
      text += line.row.tail;
    }
    append_line(out, std::move(text));

    std::vector<std::string> notes;
    for (const std::string& note : line.row.notes) {
      for (std::string& part : lines_of(wrapped(note, width_ - cells_start, "", kTitleIndent))) {
        notes.push_back(std::move(part));
      }
    }
    const std::size_t below = std::max(notes.size(), label.size() > 1 ? label.size() - 1 : 0);
    for (std::size_t i = 0; i < below; ++i) {
      std::string more(kLabelIndent);
      if (i + 1 < label.size()) more += label[i + 1];
      more += padding(more, cells_start);
      if (i < notes.size()) more += notes[i];
      append_line(out, std::move(more));
    }
  }
  return out;
}

}  // namespace cniplan::report
