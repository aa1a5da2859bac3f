// Rules of the registry that no test raises.

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "planner/findings/rules.hpp"
#include "tests/architecture/source_tree.hpp"
#include "tests/support/catch.hpp"

using namespace cniplan;
using namespace cniplan::tests;

namespace {

/// Whether a text names the id, and not just a longer one.
bool names(std::string_view text, std::string_view id) {
  constexpr std::string_view kIdCharacters = "abcdefghijklmnopqrstuvwxyz-.";
  for (auto at = text.find(id); at != std::string_view::npos; at = text.find(id, at + 1)) {
    const bool starts = at == 0 || !kIdCharacters.contains(text[at - 1]);
    const auto end = at + id.size();
    if (starts && (end == text.size() || !kIdCharacters.contains(text[end]))) return true;
  }
  return false;
}

/// Findings are raised by what plans: in the output of golden cases, and in the unit tests of the rooms that
/// make them. What `rules` and `explain` print is no proof.
bool raises_findings(std::string_view path) {
  const bool output = path.contains(".golden") && !path.starts_with("tests/golden/rules/") &&
                      !path.starts_with("tests/golden/explain/");
  return output || path.starts_with("tests/unit/plan/") || path.starts_with("tests/unit/audit/");
}

}  // namespace

TEST_CASE("every rule is raised by a golden case or a unit test") {
  std::vector<SourceFile> files = files_below({"tests/golden", "tests/unit"});
  std::erase_if(files, [](const SourceFile& file) { return !raises_findings(file.path); });
  std::vector<std::string> unproved;
  for (const Rule& rule : kRules) {
    const bool raised =
        std::ranges::any_of(files, [&](const SourceFile& file) { return names(file.text, rule.id); });
    if (!raised) unproved.emplace_back(rule.id);
  }
  CHECK(unproved == std::vector<std::string>{});
}
