#pragma once

#include <cstdint>
#include <string>

namespace cniplan {

/// "420 ms", "12.3 s", "20 s", "2 min 5 s", "1 h 4 min": a duration as people read it, rounded down to what
/// is shown. `ms` is not negative.
[[nodiscard]] inline std::string duration_text(std::int64_t ms) {
  const auto both = [](std::int64_t large, const char* large_unit, std::int64_t small,
                       const char* small_unit) {
    std::string text = std::to_string(large) + large_unit;
    if (small > 0) text += " " + std::to_string(small) + small_unit;
    return text;
  };
  if (ms < 1'000) return std::to_string(ms) + " ms";
  const std::int64_t seconds = ms / 1'000;
  if (seconds < 60) {
    const std::int64_t tenths = ms % 1'000 / 100;
    return std::to_string(seconds) + (tenths > 0 ? "." + std::to_string(tenths) : "") + " s";
  }
  if (seconds < 3'600) return both(seconds / 60, " min", seconds % 60, " s");
  return both(seconds / 3'600, " h", seconds % 3'600 / 60, " min");
}

}  // namespace cniplan
