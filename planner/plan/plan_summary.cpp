#include "planner/plan/plan_summary.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "planner/core/decimal.hpp"

namespace cniplan {

const NodeGroupScenarioSummary* NodeGroupSummary::worst() const {
  const auto most = std::ranges::max_element(scenarios, {}, &NodeGroupScenarioSummary::addresses);
  return most == scenarios.end() ? nullptr : &*most;
}

std::string setting_text(Share share) {
  constexpr int kDecimalsOfPercent = 2;
  return fmt::format("{} %", format_decimal(share.basis_points(), kDecimalsOfPercent));
}

}  // namespace cniplan
