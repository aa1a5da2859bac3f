#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "planner/core/count.hpp"

namespace cniplan::report {

/// A result's figures as a table for machines: CSV, NDJSON. Whole, never cut; names as the user wrote them.

/// A figure, a text, yes or no; or nothing: it is unknown, or has none here.
class DataCell {
 public:
  DataCell() = default;
  DataCell(std::int64_t number) : value_(number) {}  // NOLINT(google-explicit-constructor): rows are lists of figures
  DataCell(int number) : value_(std::int64_t{number}) {}              // NOLINT(google-explicit-constructor)
  DataCell(std::string text) : value_(std::move(text)) {}             // NOLINT(google-explicit-constructor)
  DataCell(std::string_view text) : value_(std::string(text)) {}      // NOLINT(google-explicit-constructor)
  DataCell(const char* text) : value_(std::string(text)) {}           // NOLINT(google-explicit-constructor)
  template <std::same_as<bool> Bool>
  DataCell(Bool yes) : value_(yes) {}  // NOLINT(google-explicit-constructor)
  template <class Tag>
  DataCell(Count<Tag> count) : value_(count.value()) {}  // NOLINT(google-explicit-constructor)
  template <class Value>
  DataCell(const std::optional<Value>& value) {  // NOLINT(google-explicit-constructor)
    if (value) *this = DataCell(*value);
  }
  /// Nothing for an empty text.
  [[nodiscard]] static DataCell text_or_none(std::string_view text) { return text.empty() ? DataCell() : DataCell(text); }

  [[nodiscard]] const std::variant<std::monostate, std::int64_t, bool, std::string>& value() const { return value_; }

 private:
  std::variant<std::monostate, std::int64_t, bool, std::string> value_;
};

struct DataTable {
  std::string_view name;  ///< "node-groups": its CSV is node-groups.csv
  std::vector<std::string> columns;
  std::vector<std::vector<DataCell>> rows;  ///< each as long as columns
};

/// A CSV file for each table.
struct CsvFile {
  std::string name;  ///< "subnets.csv"
  std::string text;
};

/// RFC 4180 with lines that end in a newline; what is nothing is an empty field, yes and no are true and false.
[[nodiscard]] std::string to_csv(const DataTable& table);
[[nodiscard]] std::vector<CsvFile> to_csv_files(std::span<const DataTable> tables);

/// A line for each row of each table, an object with the table's name first; what is nothing is null.
[[nodiscard]] std::string to_ndjson(std::span<const DataTable> tables);

}  // namespace cniplan::report
