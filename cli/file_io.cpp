#include "cli/file_io.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <optional>

#include "cli/gzip.hpp"
#include "planner/core/utf16.hpp"
#include "planner/importers/json_document.hpp"

namespace cniplan::cli {
namespace {

UsageError cannot(std::string_view what, const std::string& path, int error) {
  return {fmt::format("cannot {} {}: {}", what, display_name(path), std::strerror(error)), ""};
}

/// Hands pieces of a file on as UTF-8.
class TextOfPieces {
 public:
  explicit TextOfPieces(const std::function<bool(std::string_view)>& take) : take_(take) {}

  bool take(std::string_view bytes) {
    if (first_) decoder_ = Utf16Decoder::for_text(bytes);
    first_ = false;
    return decoder_ ? take_(decoder_->feed(bytes)) : take_(bytes);
  }
  void finish() {
    if (!decoder_) return;
    const std::string rest = decoder_->finish();
    if (!rest.empty()) static_cast<void>(take_(rest));
  }

 private:
  const std::function<bool(std::string_view)>& take_;
  std::optional<Utf16Decoder> decoder_;
  bool first_ = true;
};

}  // namespace

std::string display_name(const std::string& path) { return path == "-" ? "<stdin>" : path; }

Result<std::string, UsageError> read_file(const std::string& path) {
  const bool standard_input = path == "-";
  const int descriptor = standard_input ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return failure(cannot("read", path, errno));
  struct stat status {};
  std::string content;
  int error = ::fstat(descriptor, &status) == 0 ? 0 : errno;
  if (error == 0 && S_ISDIR(status.st_mode)) error = EISDIR;
  if (error == 0) {
    constexpr std::size_t kPiece = std::size_t{1} << 16;
    // One byte more would do to see the end; so much more, and JSON is read where it stands.
    std::size_t room = S_ISREG(status.st_mode) ? static_cast<std::size_t>(status.st_size) + kJsonPadding : kPiece;
    std::size_t have = 0;
    for (bool at_end = false; !at_end; room *= 2) {
      content.resize_and_overwrite(room, [&](char* bytes, std::size_t size) {
        while (!at_end && have < size) {
          const ssize_t got = ::read(descriptor, bytes + have, size - have);
          if (got < 0 && errno == EINTR) continue;
          if (got < 0) error = errno;
          at_end = got <= 0;
          if (got > 0) have += static_cast<std::size_t>(got);
        }
        return have;
      });
    }
  }
  if (!standard_input) ::close(descriptor);
  if (error != 0) return failure(cannot("read", path, error));
  if (is_gzip(content)) {
    auto unpacked = gunzip(content, kJsonPadding);
    if (!unpacked) {
      return failure(UsageError{fmt::format("cannot unpack {}: {}", display_name(path), unpacked.error()),
                                "give the whole file, or unpack it with gunzip"});
    }
    content = *std::move(unpacked);
  }
  if (auto decoder = Utf16Decoder::for_text(content)) content = decoder->feed(content) + decoder->finish();
  return content;
}

Result<void, UsageError> read_pieces(const std::string& path, const std::function<bool(std::string_view)>& take_text) {
  TextOfPieces text(take_text);
  const auto take = [&](std::string_view bytes) { return text.take(bytes); };
  // What fits into a core's own cache is read there again by whoever takes it.
  constexpr std::size_t kPiece = std::size_t{1} << 18U;
  const bool standard_input = path == "-";
  const int descriptor = standard_input ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return failure(cannot("read", path, errno));
  const auto piece = std::make_unique_for_overwrite<char[]>(kPiece);
  std::optional<Gunzip> gunzip;
  std::string fault;
  std::size_t have = 0;
  int error = 0;
  for (bool first = true, wanted = true; wanted;) {
    const ssize_t got = ::read(descriptor, piece.get() + have, kPiece - have);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) error = errno;
    if (got > 0) have += static_cast<std::size_t>(got);
    // A pipe may give a byte alone, which does not say yet what it is.
    if (first && got > 0 && have < 2) continue;
    const std::string_view bytes(piece.get(), have);
    if (first && is_gzip(bytes)) gunzip.emplace();
    first = false;
    have = 0;
    if (bytes.empty()) {
      // At the end, or broken.
    } else if (!gunzip) {
      wanted = take(bytes);
    } else if (const auto unpacked = gunzip->feed(bytes, take); unpacked) {
      wanted = *unpacked;
    } else {
      fault = unpacked.error();
    }
    if (got <= 0 && gunzip && wanted && error == 0 && fault.empty()) {
      if (const auto whole = gunzip->finish(); !whole) fault = whole.error();
    }
    if (got <= 0 && wanted && error == 0 && fault.empty()) text.finish();
    if (got <= 0 || !fault.empty()) break;
  }
  if (!standard_input) ::close(descriptor);
  if (error != 0) return failure(cannot("read", path, error));
  if (!fault.empty()) {
    return failure(UsageError{fmt::format("cannot unpack {}: {}", display_name(path), fault),
                              "give the whole file, or unpack it with gunzip"});
  }
  return {};
}

Written write_while_read(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return errno == EPIPE ? Written::reader_went_away : Written::failed;
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return Written::all;
}

bool write_all(int descriptor, std::string_view bytes) {
  return write_while_read(descriptor, bytes) != Written::failed;
}

bool is_present_file(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && !S_ISDIR(status.st_mode);
}

OutputFiles::~OutputFiles() {
  for (const File& file : files_) {
    if (file.descriptor >= 0) ::close(file.descriptor);
    if (!file.temporary.empty()) ::unlink(file.temporary.c_str());
  }
  // One that somebody else put something into stays.
  for (auto folder = folders_.rbegin(); folder != folders_.rend(); ++folder) ::rmdir(folder->c_str());
}

Result<void, UsageError> OutputFiles::make_folder(const std::string& path) {
  for (std::size_t at = 0; at != std::string::npos;) {
    at = path.find('/', at + 1);
    const std::string folder = path.substr(0, at);
    struct stat status {};
    if (::stat(folder.c_str(), &status) == 0) {
      if (!S_ISDIR(status.st_mode)) return failure(cannot("write", path, ENOTDIR));
    } else if (::mkdir(folder.c_str(), 0777) == 0) {
      folders_.push_back(folder);
    } else if (errno != EEXIST) {
      return failure(cannot("write", path, errno));
    }
  }
  return {};
}

Result<std::size_t, UsageError> OutputFiles::open(const std::string& path) {
  File file{.path = path};
  struct stat status {};
  const bool exists = ::stat(path.c_str(), &status) == 0;
  if (exists && S_ISDIR(status.st_mode)) return failure(cannot("write", path, EISDIR));
  if (const auto slash = path.rfind('/'); !exists && slash != std::string::npos && slash > 0) {
    if (auto made = make_folder(path.substr(0, slash)); !made) return failure(made.error());
  }
  if (exists && !S_ISREG(status.st_mode)) {
    file.descriptor = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  } else {
    file.temporary = path + ".XXXXXX";
    file.descriptor = ::mkostemp(file.temporary.data(), O_CLOEXEC);
    if (file.descriptor < 0) {
      file.temporary.clear();
    } else {
      const mode_t mask = ::umask(0);
      ::umask(mask);
      ::fchmod(file.descriptor, exists ? status.st_mode & 0777 : 0666 & ~mask);
    }
  }
  if (file.descriptor < 0) return failure(cannot("write", path, errno));
  files_.push_back(std::move(file));
  return files_.size() - 1;
}

Result<void, UsageError> OutputFiles::write(std::size_t file, std::string_view bytes) {
  if (!write_all(files_[file].descriptor, bytes)) return failure(cannot("write", files_[file].path, errno));
  return {};
}

Result<void, UsageError> OutputFiles::commit() {
  for (File& file : files_) {
    const int closed = ::close(file.descriptor);
    file.descriptor = -1;
    if (closed != 0) return failure(cannot("write", file.path, errno));
  }
  for (File& file : files_) {
    if (file.temporary.empty()) continue;
    if (::rename(file.temporary.c_str(), file.path.c_str()) != 0) return failure(cannot("write", file.path, errno));
    file.temporary.clear();
  }
  folders_.clear();
  return {};
}

}  // namespace cniplan::cli
