#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace cniplan {

/// How many single edits (insert, delete, replace, swap of neighbours; letter case is free) turn `a` into `b`.
[[nodiscard]] int edit_distance(std::string_view a, std::string_view b);

/// The candidate that a misspelt name most likely meant: the fewest edits, the first of equals; none when even
/// that one differs in more than a third of its letters.
[[nodiscard]] std::optional<std::string_view> nearest_name(std::string_view name,
                                                           std::span<const std::string_view> candidates);

/// `did you mean "x"?` for the nearest name, or empty.
[[nodiscard]] std::string did_you_mean(std::string_view name, std::span<const std::string_view> candidates);

}  // namespace cniplan
