#pragma once

#include <cstddef>
#include <cstdint>

namespace cniplan {

/// Where a pass over the inside of a JSON object or list stands: knows strings, escapes and nesting, nothing
/// else. It may stop at any byte and go on with the next piece.
struct JsonBulk {
  std::int64_t depth = 0;    ///< brackets open; the pass ends where it comes back to 0
  std::int64_t deepest = 0;  ///< it stops behind a bracket that would go deeper
  bool in_string = false;
  bool escaped = false;  ///< the next byte is escaped
};

/// Passes over bytes from `at` on, a string's or a bracket's content: behind the bracket that closes the last
/// one, or behind one that is too deep (then `depth` is above `deepest`), or at `end`.
[[nodiscard]] const char* pass_over(const char* at, const char* end, JsonBulk& bulk);

/// How many newlines stand between two places.
[[nodiscard]] std::size_t newlines_between(const char* at, const char* end);

}  // namespace cniplan
