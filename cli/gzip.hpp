#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "planner/core/result.hpp"

namespace cniplan::cli {

/// Whether bytes begin as a gzip file does. Source: RFC 1952, section 2.3.1.
[[nodiscard]] bool is_gzip(std::string_view bytes);

/// What a gzip file holds, all of its members one behind the other. `spare` is the capacity that the result has beyond
/// its size. The error is a sentence: the file is damaged or ends early, something stands behind it, or it unpacks to
/// more than 200 times its size (and more than 64 MiB), which no text of a cluster does.
[[nodiscard]] Result<std::string, std::string> gunzip(std::string_view bytes, std::size_t spare);

/// Unpacks a gzip file that comes in pieces, of any length, in little memory.
class Gunzip {
 public:
  Gunzip();
  ~Gunzip();
  Gunzip(const Gunzip&) = delete;
  Gunzip& operator=(const Gunzip&) = delete;

  /// Hands on what the next bytes unpack to, piece by piece; false when `take` wants no more. Errors as gunzip()'s.
  [[nodiscard]] Result<bool, std::string> feed(std::string_view bytes, const std::function<bool(std::string_view)>& take);
  /// There are no more bytes: an error when the file is not at its end.
  [[nodiscard]] Result<void, std::string> finish() const;

 private:
  class Stream;
  std::unique_ptr<Stream> stream_;
};

}  // namespace cniplan::cli
