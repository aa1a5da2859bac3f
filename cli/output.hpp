#pragma once

#include <algorithm>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/file_io.hpp"
#include "cli/options.hpp"

namespace cniplan::cli {

/// Where a command's result goes: standard output in one format, and a file for each -o FORMAT=FILE.
class Outputs {
 public:
  /// Checks the formats and opens the files, before the work starts.
  [[nodiscard]] Result<void, UsageError> open(const OutputOptions& options, std::span<const std::string_view> formats);

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

  /// Renders each format and puts it in its place: the files all or none.
  [[nodiscard]] Result<void, UsageError> write(Io& io, const std::function<std::string(std::string_view)>& render);

 private:
  std::vector<OutputRequest> requests_;
  std::vector<std::size_t> numbers_;  // of the files, in the order of their requests
  OutputFiles files_;
};

}  // namespace cniplan::cli
