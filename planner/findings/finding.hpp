#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "planner/core/calendar_date.hpp"
#include "planner/core/diagnostic.hpp"
#include "planner/core/location.hpp"
#include "planner/findings/rules.hpp"

namespace cniplan {

/// Whether anybody has to do anything about a finding. Only open ones fail a run.
enum class FindingState : std::uint8_t {
  open,
  accepted,  ///< the spec says why it is lived with
  known,     ///< it stands in the baseline: it was there before
};

/// The word for JSON and tables, "accepted".
[[nodiscard]] std::string_view to_string(FindingState state);

/// Something about the plan that people should know: a result, not a fault of the input.
struct Finding {
  RuleRef rule;                        ///< "subnet.full"
  Severity severity = rule->severity;  ///< one of the rule's, unless the policy gives it another
  std::string subject;                 ///< `subnet "private-a"`
  std::string message;                 ///< with its figures, without the subject and a full stop
  std::string remedy;                  ///< what to do, with figures where they can be had
  Location location{};                 ///< of the input that it speaks of
  FindingState state = FindingState::open;
  std::string reason{};                   ///< of accepted ones: why
  std::optional<CalendarDate> expires{};  ///< of accepted ones: the last day; empty: no end

  friend bool operator==(const Finding&, const Finding&) = default;
};

}  // namespace cniplan
