#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "planner/report/display_width.hpp"

namespace cniplan::report {

enum class Align : std::uint8_t { left, right };

/// Rows under headings, for terminals, Markdown and HTML.
class Grid {
 public:
  struct Column {
    std::string heading;  ///< a newline breaks it over lines in a table
    Align align = Align::left;
  };

  explicit Grid(std::vector<Column> columns) : columns_(std::move(columns)) {}

  /// A row with one text for each column.
  void add_row(std::vector<std::string> cells);

  [[nodiscard]] bool empty() const { return rows_.empty(); }
  /// For formats that write them elsewhere.
  [[nodiscard]] std::span<const Column> columns() const { return columns_; }
  [[nodiscard]] std::span<const std::vector<std::string>> rows() const { return rows_; }

  /// Columns as wide as their widest text and two blanks apart, headings above; no blanks at the end of a line.
  [[nodiscard]] std::string to_table() const;
  /// The same at most `width` columns wide: the last column takes what the others leave, and a text that is longer goes
  /// on below.
  [[nodiscard]] std::string to_table(std::size_t width) const;

  /// A pipe table, with what would end a cell or start a tag escaped.
  [[nodiscard]] std::string to_markdown() const;

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;  // each as long as columns_
};

/// A text as Markdown shows it literally inside a table's cell: no tag, link, emphasis or entity in it.
[[nodiscard]] std::string markdown_cell(std::string_view text);

}  // namespace cniplan::report
