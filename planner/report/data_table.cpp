#include "planner/report/data_table.hpp"

#include <fmt/format.h>

#include "planner/report/csv.hpp"
#include "planner/report/json_writer.hpp"

namespace cniplan::report {
namespace {

struct CsvField {
  CsvWriter& csv;

  void operator()(std::monostate) const { csv.field(std::string_view()); }
  void operator()(std::int64_t number) const { csv.field(number); }
  void operator()(bool yes) const { csv.field(std::string_view(yes ? "true" : "false")); }
  void operator()(const std::string& text) const { csv.field(std::string_view(text)); }
};

struct JsonMember {
  JsonWriter& json;
  std::string_view name;

  void operator()(std::monostate) const { json.member(name, nullptr); }
  void operator()(std::int64_t number) const { json.member(name, number); }
  void operator()(bool yes) const { json.member(name, yes); }
  void operator()(const std::string& text) const { json.member(name, text); }
};

}  // namespace

std::string to_csv(const DataTable& table) {
  CsvWriter csv(std::vector<std::string_view>(table.columns.begin(), table.columns.end()));
  for (const auto& row : table.rows) {
    for (const DataCell& cell : row) std::visit(CsvField{csv}, cell.value());
    csv.end_row();
  }
  return csv.take();
}

std::vector<CsvFile> to_csv_files(std::span<const DataTable> tables) {
  std::vector<CsvFile> files;
  for (const DataTable& table : tables) {
    files.push_back({.name = fmt::format("{}.csv", table.name), .text = to_csv(table)});
  }
  return files;
}

std::string to_ndjson(std::span<const DataTable> tables) {
  std::string out;
  for (const DataTable& table : tables) {
    for (const auto& row : table.rows) {
      JsonWriter json;
      json.begin_object(JsonWriter::Layout::one_line);
      json.member("table", table.name);
      for (std::size_t at = 0; at < row.size(); ++at) {
        std::visit(JsonMember{json, table.columns[at]}, row[at].value());
      }
      json.end_object();
      out += json.take();
    }
  }
  return out;
}

}  // namespace cniplan::report
