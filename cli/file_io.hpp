#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/io.hpp"
#include "planner/core/result.hpp"

namespace cniplan::cli {

/// The whole content of a file, unpacked when it is gzip'ed, as UTF-8 when it is UTF-16 with its mark; "-" is
/// standard input.
[[nodiscard]] Result<std::string, UsageError> read_file(const std::string& path);

/// Hands a file on in pieces as they are read, so that it need not fit into memory; "-" is standard input. What
/// is packed with gzip is unpacked, what is UTF-16 becomes UTF-8. It ends early, without an error, when `take`
/// returns false.
[[nodiscard]] Result<void, UsageError> read_pieces(const std::string& path,
                                                   const std::function<bool(std::string_view)>& take);

/// The name under which a file appears in messages: itself, or "<stdin>".
[[nodiscard]] std::string display_name(const std::string& path);

/// Writes everything to a file descriptor; false when it cannot, but true when the reader went away.
bool write_all(int descriptor, std::string_view bytes);

/// The same, told apart, for who would go on writing.
enum class Written { all, reader_went_away, failed };
[[nodiscard]] Written write_while_read(int descriptor, std::string_view bytes);

/// Whether there is something of that name that is no folder: a file, a pipe, a device.
[[nodiscard]] bool is_present_file(const std::string& path);

/// Files that are all written or not at all: each goes to a new file beside the old one, which commit() then
/// replaces. Folders that are not there are made. What is not committed is removed, those folders with it.
class OutputFiles {
 public:
  OutputFiles() = default;
  OutputFiles(const OutputFiles&) = delete;
  OutputFiles& operator=(const OutputFiles&) = delete;
  ~OutputFiles();

  /// Opens a file for writing before the work starts, and gives its number.
  [[nodiscard]] Result<std::size_t, UsageError> open(const std::string& path);
  /// Makes the folder and those above it, as far as they are not there.
  [[nodiscard]] Result<void, UsageError> make_folder(const std::string& path);
  /// The descriptor to write to.
  [[nodiscard]] int descriptor(std::size_t file) const { return files_[file].descriptor; }
  [[nodiscard]] Result<void, UsageError> write(std::size_t file, std::string_view bytes);
  /// Puts every file in its place.
  [[nodiscard]] Result<void, UsageError> commit();

 private:
  struct File {
    std::string path;
    std::string temporary;  // empty when written in place (a pipe or a device)
    int descriptor = -1;
  };
  std::vector<File> files_;
  std::vector<std::string> folders_;  // made here, the outer ones first; not yet committed
};

}  // namespace cniplan::cli
