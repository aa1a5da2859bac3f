#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "planner/core/integer.hpp"

namespace cniplan {

/// A decimal amount such as "0.0255", as a whole number of its smallest parts: parse_decimal("0.0255", 6) is 25500.
/// Digits, then at most `places` decimals behind a point; no sign, exponent or blanks. Nothing when it is anything
/// else or does not fit into 64 bits.
[[nodiscard]] inline std::optional<std::int64_t> parse_decimal(std::string_view text, int places) {
  const auto point = text.find('.');
  const auto whole = text.substr(0, point);
  const auto fraction = point == std::string_view::npos ? std::string_view() : text.substr(point + 1);
  if (whole.starts_with('-') || fraction.starts_with('-') || fraction.size() > static_cast<std::size_t>(places)) {
    return std::nullopt;
  }
  const auto units = parse_integer(whole);
  auto parts = point == std::string_view::npos ? std::optional<std::int64_t>(0) : parse_integer(fraction);
  if (!units || !parts) return std::nullopt;
  std::int64_t scale = 1;
  for (int place = 0; place < places; ++place) {
    scale *= 10;
    if (place >= static_cast<int>(fraction.size())) *parts *= 10;
  }
  if (*units > (std::numeric_limits<std::int64_t>::max() - *parts) / scale) return std::nullopt;
  return *units * scale + *parts;
}

/// The shortest decimal for so many parts, the reverse of parse_decimal: format_decimal(25500, 6) is "0.0255".
/// `value` is not negative.
[[nodiscard]] inline std::string format_decimal(std::int64_t value, int places) {
  std::string digits = std::to_string(value);
  const auto decimals = static_cast<std::size_t>(places);
  if (digits.size() <= decimals) digits.insert(0, decimals + 1 - digits.size(), '0');
  const std::size_t point = digits.size() - decimals;
  std::string text = digits.substr(0, point);
  text += '.';
  text += digits.substr(point);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

}  // namespace cniplan
