#include "planner/catalog/natural_order.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "planner/core/integer.hpp"

namespace cniplan {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The digits at the start of a text without leading zeros, taken off it.
std::string_view take_number(std::string_view& text) {
  const auto end = static_cast<std::size_t>(std::ranges::find_if_not(text, is_digit) - text.begin());
  std::string_view number = text.substr(0, end);
  text.remove_prefix(end);
  number.remove_prefix(std::min(number.find_first_not_of('0'), number.size()));
  return number;
}

/// Numbers by value and before everything else, then '-', then letters: "c7g" < "c7g-flex" < "c7gd".
std::strong_ordering compare_words(std::string_view a, std::string_view b) {
  while (!a.empty() && !b.empty()) {
    if (is_digit(a.front()) && is_digit(b.front())) {
      const auto left = take_number(a);
      const auto right = take_number(b);
      if (const auto order = left.size() <=> right.size(); order != 0) return order;
      if (const auto order = left <=> right; order != 0) return order;
      continue;
    }
    if (is_digit(a.front()) != is_digit(b.front())) {
      return is_digit(a.front()) ? std::strong_ordering::less : std::strong_ordering::greater;
    }
    if (a.front() != b.front()) return a.front() <=> b.front();
    a.remove_prefix(1);
    b.remove_prefix(1);
  }
  return a.size() <=> b.size();
}

/// Where a size stands: its step from nano to metal, then the number in its name.
struct SizeRank {
  std::size_t step = 0;
  std::int64_t number = 0;

  friend auto operator<=>(const SizeRank&, const SizeRank&) = default;
};

SizeRank rank_of(std::string_view size) {
  constexpr std::array<std::string_view, 5> kSmall = {"nano", "micro", "small", "medium", "large"};
  constexpr std::size_t kXlarge = kSmall.size();
  constexpr std::size_t kMetal = kXlarge + 1;
  constexpr std::size_t kOther = kMetal + 1;
  if (const auto small = std::ranges::find(kSmall, size); small != kSmall.end()) {
    return {static_cast<std::size_t>(small - kSmall.begin()), 0};
  }
  const auto times = [](std::string_view text, std::string_view unit) -> std::int64_t {
    if (!text.ends_with(unit)) return 0;
    return parse_integer(text.substr(0, text.size() - unit.size())).value_or(0);
  };
  if (size == "xlarge") return {kXlarge, 1};
  if (const auto number = times(size, "xlarge"); number > 0) return {kXlarge, number};
  if (size == "metal") return {kMetal, 0};
  if (size.starts_with("metal-")) {
    if (const auto number = times(size.substr(6), "xl"); number > 0) return {kMetal, number};
  }
  return {kOther, 0};
}

}  // namespace

std::strong_ordering compare_naturally(std::string_view a, std::string_view b) {
  const auto dot_a = std::min(a.find('.'), a.size());
  const auto dot_b = std::min(b.find('.'), b.size());
  if (const auto order = compare_words(a.substr(0, dot_a), b.substr(0, dot_b)); order != 0) return order;
  const auto size_a = a.substr(std::min(dot_a + 1, a.size()));
  const auto size_b = b.substr(std::min(dot_b + 1, b.size()));
  if (const auto order = rank_of(size_a) <=> rank_of(size_b); order != 0) return order;
  if (const auto order = compare_words(size_a, size_b); order != 0) return order;
  return a <=> b;  // "m06" and "m6"
}

}  // namespace cniplan
