#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "planner/findings/rules.hpp"

namespace cniplan {

/// A rule that was looked at for one thing: what reports of checks have a line for, also when all is well.
struct RuleCheck {
  RuleRef rule;
  std::string subject;                ///< of its findings, if any
  std::vector<std::size_t> findings;  ///< their numbers in the result's list; empty: all is well
};

}  // namespace cniplan
