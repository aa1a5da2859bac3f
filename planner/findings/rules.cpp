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

std::string suggestion_for_rule(std::string_view id) {
  return did_you_mean(id, kIds);
}

}  // namespace cniplan
