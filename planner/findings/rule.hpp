#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "planner/core/diagnostic.hpp"

namespace cniplan {

/// What a threshold counts. Shares are in hundredths of a percent, so that 33.25 % is a whole number.
enum class ThresholdUnit : std::uint8_t { addresses, percent, nodes, pods, seconds, months, count };

/// The word for JSON and messages, "seconds".
[[nodiscard]] std::string_view to_string(ThresholdUnit unit);

/// A threshold that the user may set, and what it is when they do not.
struct RuleThreshold {
  ThresholdUnit unit = ThresholdUnit::count;
  std::int64_t value = 0;

  friend constexpr bool operator==(const RuleThreshold&, const RuleThreshold&) = default;
};

/// What a finding is an instance of. Texts are whole sentences.
struct Rule {
  std::string_view id;  ///< stable, "subnet.full"
  Severity severity = Severity::error;
  std::optional<Severity> milder{};          ///< the other one, of a rule that has two thresholds
  std::string_view meaning;                  ///< what it finds, and what that leads to
  std::string_view threshold;                ///< from where on, in figures where there are any
  std::string_view remedy;                   ///< what to do
  std::array<std::string_view, 3> source{};  ///< links, or a repository and paths in it; the rest empty
  std::optional<RuleThreshold> setting{};    ///< empty: the threshold is not for users to set

  /// Whether a finding of this rule can be of that severity.
  [[nodiscard]] constexpr bool can_be(Severity other) const { return other == severity || other == milder; }

  friend constexpr bool operator==(const Rule&, const Rule&) = default;
};

}  // namespace cniplan
