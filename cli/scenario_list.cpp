#include "cli/scenario_list.hpp"

#include <algorithm>
#include <vector>

#include "cli/options.hpp"

namespace cniplan::cli {

Result<bool, UsageError> choose_scenarios(std::string_view list, PolicySpec& policy) {
  std::vector<ScenarioSpec> known;
  for (const ScenarioKind kind : kScenarioKinds) known.push_back({.kind = {kind}});
  for (const ScenarioSpec& own : policy.scenarios.value_or(std::vector<ScenarioSpec>{})) {
    if (own.name) known.push_back(own);
  }
  const auto name_of = [](const ScenarioSpec& scenario) {
    return scenario.name ? std::string_view(scenario.name->value) : to_string(scenario.kind.value);
  };
  if (list == "all") {
    policy.scenarios = std::move(known);
    return true;
  }
  std::vector<std::string_view> names;
  for (const ScenarioSpec& scenario : known) names.push_back(name_of(scenario));
  std::vector<ScenarioSpec> chosen;
  for (std::size_t from = 0; from <= list.size();) {
    const std::size_t comma = std::min(list.find(',', from), list.size());
    const std::string_view word = list.substr(from, comma - from);
    from = comma + 1;
    const auto index = one_of("--scenarios", word, names);
    if (!index) return failure(index.error());
    const auto same = [&](const ScenarioSpec& scenario) { return name_of(scenario) == word; };
    if (std::ranges::none_of(chosen, same)) chosen.push_back(known[*index]);
  }
  policy.scenarios = std::move(chosen);
  return true;
}

}  // namespace cniplan::cli
