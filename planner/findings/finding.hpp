#pragma once

#include <string>

#include "planner/core/diagnostic.hpp"
#include "planner/core/location.hpp"

namespace cniplan {

/// Something about the plan that people should know: a result, not a fault of the input.
struct Finding {
  std::string rule;  ///< stable id, "subnet.full"
  Severity severity = Severity::error;
  std::string subject;  ///< `subnet "private-a"`
  std::string message;  ///< with its figures, without the subject and a full stop
  std::string remedy;   ///< what to do, with figures where they can be had
  Location location{};  ///< of the input that it speaks of

  friend bool operator==(const Finding&, const Finding&) = default;
};

}  // namespace cniplan
