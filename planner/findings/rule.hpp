#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "planner/core/diagnostic.hpp"

namespace cniplan {

/// What a finding is an instance of. Texts are whole sentences.
struct Rule {
  std::string_view id;  ///< stable, "subnet.full"
  Severity severity = Severity::error;
  std::optional<Severity> milder{};          ///< the other one, of a rule that has two thresholds
  std::string_view meaning;                  ///< what it finds, and what that leads to
  std::string_view threshold;                ///< from where on, in figures where there are any
  std::string_view remedy;                   ///< what to do
  std::array<std::string_view, 3> source{};  ///< links, or a repository and paths in it; the rest empty

  /// Whether a finding of this rule can be of that severity.
  [[nodiscard]] constexpr bool can_be(Severity other) const { return other == severity || other == milder; }

  friend constexpr bool operator==(const Rule&, const Rule&) = default;
};

}  // namespace cniplan
