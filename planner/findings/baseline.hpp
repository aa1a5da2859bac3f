#pragma once

#include <string>
#include <vector>

#include "planner/core/location.hpp"

namespace cniplan {

/// What a finding is known by from run to run: its rule and its subject, not its figures, which change with
/// every node more.
struct KnownFinding {
  std::string rule;
  std::string subject;
  Location location{};  ///< in the baseline's file

  friend bool operator==(const KnownFinding&, const KnownFinding&) = default;
};

/// Findings that were there before, and that are not to fail a run again.
struct Baseline {
  std::vector<KnownFinding> findings;

  friend bool operator==(const Baseline&, const Baseline&) = default;
};

}  // namespace cniplan
