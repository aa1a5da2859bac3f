#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace cniplan::report {

/// Figures under titles for a terminal, each row after a label of any length:
///
///                             nodes  Pods
///       general  (managed, m5.large)                  a title
///         steady                 24   960
///         max, full,             60  2400  [####]     the label goes on below, beside the row's notes
///           rolling-update  lacks 12 addresses
class LabelTable {
 public:
  struct Row {
    std::string label;
    std::vector<std::string> cells;    ///< aligned to the right, as wide as the widest of their column
    std::string tail{};                ///< after the cells; may hold colours
    std::vector<std::string> notes{};  ///< below, from where the cells start
  };

  /// `headings`: one for each cell, with a newline where it breaks; or none at all. `tail_width`: columns that the
  /// longest tail takes.
  LabelTable(std::size_t width, std::vector<std::string> headings, std::size_t tail_width = 0);

  void title(std::string text) { lines_.push_back({.title = std::move(text)}); }
  void row(Row row) { lines_.push_back({.title = {}, .row = std::move(row)}); }

  /// Columns that labels may take before they go on in a further line. Known once all rows are there.
  [[nodiscard]] std::size_t room_for_labels() const;
  /// Columns that the longest of all labels' parts takes, where commas part them: with so many no name is broken.
  [[nodiscard]] std::size_t widest_label_part() const;

  [[nodiscard]] std::string to_string() const;

 private:
  struct Line {
    std::string title;  // empty: a row
    Row row;
  };

  [[nodiscard]] std::vector<std::size_t> cell_widths() const;

  std::size_t width_;
  std::vector<std::vector<std::string>> headings_;  // of each column, its lines
  std::size_t tail_width_;
  std::vector<Line> lines_;
};

}  // namespace cniplan::report
