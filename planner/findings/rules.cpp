#include "planner/findings/rules.hpp"

#include "planner/core/spelling.hpp"

namespace cniplan {
namespace {

constexpr auto ids() {
  std::array<std::string_view, kRules.size()> all;
  std::ranges::transform(kRules, all.begin(), &Rule::id);
  return all;
}
constexpr auto kIds = ids();
static_assert(std::ranges::is_sorted(kIds, std::ranges::less_equal{}), "by id, each once");

}  // namespace

std::string_view to_string(ThresholdUnit unit) {
  switch (unit) {
    case ThresholdUnit::addresses:
      return "addresses";
    case ThresholdUnit::percent:
      return "percent";
    case ThresholdUnit::nodes:
      return "nodes";
    case ThresholdUnit::pods:
      return "pods";
    case ThresholdUnit::seconds:
      return "seconds";
    case ThresholdUnit::months:
      return "months";
    case ThresholdUnit::count:
      return "count";
  }
  return "";
}

std::string suggestion_for_rule(std::string_view id) {
  return did_you_mean(id, kIds);
}

}  // namespace cniplan
