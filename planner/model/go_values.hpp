#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "planner/core/integer.hpp"

namespace cniplan {

/// Text as the controllers, which are written in Go, read it.

/// strconv.ParseBool: nothing when it is neither true nor false.
[[nodiscard]] inline std::optional<bool> go_bool(std::string_view text) {
  constexpr std::array<std::string_view, 6> kTrue = {"1", "t", "T", "true", "TRUE", "True"};
  constexpr std::array<std::string_view, 6> kFalse = {"0", "f", "F", "false", "FALSE", "False"};
  if (std::ranges::find(kTrue, text) != kTrue.end()) return true;
  if (std::ranges::find(kFalse, text) != kFalse.end()) return false;
  return std::nullopt;
}

/// strconv.Atoi, within what a node can have: nothing when it is no decimal integer, or one beyond a million
/// either way, which is a slip of the keyboard and would let sums overflow.
[[nodiscard]] inline std::optional<std::int64_t> go_integer(std::string_view text) {
  constexpr std::int64_t kLargest = 1'000'000;
  if (text.size() > 1 && text[0] == '+' && text[1] != '-') text.remove_prefix(1);
  const auto number = parse_integer(text);
  if (!number || *number > kLargest || *number < -kLargest) return std::nullopt;
  return number;
}

}  // namespace cniplan
