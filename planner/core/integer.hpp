#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

namespace cniplan {

/// A decimal integer that fills the whole text: digits with an optional leading minus, no plus, no spaces.
/// Nothing when it is anything else or does not fit into 64 bits.
[[nodiscard]] inline std::optional<std::int64_t> parse_integer(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}

}  // namespace cniplan
