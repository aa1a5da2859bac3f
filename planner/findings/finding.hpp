#pragma once

#include <string>

#include "planner/core/diagnostic.hpp"
#include "planner/core/location.hpp"
#include "planner/findings/rules.hpp"

namespace cniplan {

/// Something about the plan that people should know: a result, not a fault of the input.
struct Finding {
  RuleRef rule;                        ///< "subnet.full"
  Severity severity = rule->severity;  ///< one of the rule's
  std::string subject;                 ///< `subnet "private-a"`
  std::string message;                 ///< with its figures, without the subject and a full stop
  std::string remedy;                  ///< what to do, with figures where they can be had
  Location location{};                 ///< of the input that it speaks of

  friend bool operator==(const Finding&, const Finding&) = default;
};

}  // namespace cniplan
