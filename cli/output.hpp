#pragma once

#include <algorithm>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/file_io.hpp"
#include "cli/options.hpp"
#include "planner/report/data_table.hpp"

namespace cniplan::cli {

/// A result as its tables, a CSV each.
using CsvTables = std::function<std::vector<report::CsvFile>()>;

/// Where a command's result goes: standard output in one format, and a file for each -o FORMAT=FILE.
class Outputs {
 public:
  /// Whether `-o csv=NAME` may name a folder, for a file for each of several tables.
  enum class Csv : bool { one_table, several_tables };

  /// Checks the formats and opens the files, before the work starts. With several tables a name that does not end in
  /// ".csv", and is no file that is there, is a folder.
  [[nodiscard]] Result<void, UsageError> open(const OutputOptions& options, std::span<const std::string_view> formats,
                                              Csv csv = Csv::one_table);

  /// Whether a format is asked for of which this holds.
  [[nodiscard]] bool any_format(bool (*holds)(std::string_view)) const {
    return std::ranges::any_of(requests_, [&](const OutputRequest& request) { return holds(request.format); });
  }

  /// Opens one more file, which is no view of the result, and gives its number for put().
  [[nodiscard]] Result<std::size_t, UsageError> add_file(const std::string& path) { return files_.open(path); }
  /// Writes such a file; write() then puts it in its place with the others.
  [[nodiscard]] Result<void, UsageError> put(std::size_t file, std::string_view bytes) {
    return files_.write(file, bytes);
  }

  /// Renders each format and puts it in its place: the files all or none. `tables` are asked for once for each folder.
  [[nodiscard]] Result<void, UsageError> write(Io& io, const std::function<std::string(std::string_view)>& render,
                                               const CsvTables& tables = {});

 private:
  std::vector<OutputRequest> requests_;
  std::vector<std::optional<std::size_t>> numbers_;  // of each request's file; none: standard output, or a folder
  OutputFiles files_;
};

}  // namespace cniplan::cli
