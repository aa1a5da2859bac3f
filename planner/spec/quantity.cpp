#include "planner/spec/quantity.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "planner/core/integer.hpp"

namespace cniplan {
namespace {

/// factor * 10^exponent.
struct Scale {
  std::int64_t factor = 1;
  std::int64_t exponent = 0;
};

struct Suffix {
  std::string_view text;
  Scale scale;
};

constexpr std::array<Suffix, 16> kSuffixes = {{{"Ki", {std::int64_t{1} << 10, 0}},
                                               {"Mi", {std::int64_t{1} << 20, 0}},
                                               {"Gi", {std::int64_t{1} << 30, 0}},
                                               {"Ti", {std::int64_t{1} << 40, 0}},
                                               {"Pi", {std::int64_t{1} << 50, 0}},
                                               {"Ei", {std::int64_t{1} << 60, 0}},
                                               {"n", {1, -9}},
                                               {"u", {1, -6}},
                                               {"m", {1, -3}},
                                               {"", {1, 0}},
                                               {"k", {1, 3}},
                                               {"M", {1, 6}},
                                               {"G", {1, 9}},
                                               {"T", {1, 12}},
                                               {"P", {1, 15}},
                                               {"E", {1, 18}}}};

std::optional<Scale> parse_suffix(std::string_view text) {
  const auto known = std::ranges::find(kSuffixes, text, &Suffix::text);
  if (known != kSuffixes.end()) return known->scale;
  if (!text.starts_with('e') && !text.starts_with('E')) return std::nullopt;
  text.remove_prefix(1);
  if (text.starts_with('+')) text.remove_prefix(1);
  const auto exponent = parse_integer(text);
  constexpr std::int64_t kMost = 100;
  if (!exponent || *exponent < -kMost || *exponent > kMost) return std::nullopt;
  return Scale{1, *exponent};
}

bool multiply(std::int64_t& value, std::int64_t factor) {
  return !__builtin_mul_overflow(value, factor, &value);
}

/// The quantity in units of 10^-decimals, rounded up.
Result<std::int64_t, QuantityError> parse_quantity(std::string_view text, std::int64_t decimals) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  const auto number = text.substr(0, std::min(text.find_first_not_of("0123456789."), text.size()));
  const auto scale = parse_suffix(text.substr(number.size()));
  const auto point = number.find('.');
  const auto whole = number.substr(0, point);
  const auto fraction = point == std::string_view::npos ? std::string_view() : number.substr(point + 1);
  if (!scale || whole.size() + fraction.size() == 0 || fraction.find('.') != std::string_view::npos) {
    return failure(QuantityError::malformed);
  }
  if (negative) return failure(QuantityError::negative);
  const auto digits = std::string(whole) + std::string(fraction);
  const auto mantissa = parse_integer(digits);
  if (!mantissa) return failure(QuantityError::out_of_range);
  std::int64_t value = *mantissa;
  if (value == 0) return value;
  if (!multiply(value, scale->factor)) return failure(QuantityError::out_of_range);
  std::int64_t exponent = decimals + scale->exponent - static_cast<std::int64_t>(fraction.size());
  for (; exponent > 0; --exponent) {
    if (!multiply(value, 10)) return failure(QuantityError::out_of_range);
  }
  // Rounding up at every step is rounding up once.
  for (; exponent < 0 && value > 1; ++exponent) value = value / 10 + (value % 10 == 0 ? 0 : 1);
  return value;
}

}  // namespace

Result<std::int64_t, QuantityError> parse_cpu_millis(std::string_view text) {
  return parse_quantity(text, 3);
}

Result<std::int64_t, QuantityError> parse_memory_bytes(std::string_view text) {
  return parse_quantity(text, 0);
}

}  // namespace cniplan
