#include "planner/findings/rules.hpp"

#include <optional>
#include <string>
#include <vector>

#include "planner/findings/finding.hpp"
#include "tests/support/catch.hpp"

using namespace cniplan;

namespace {

bool is_id(std::string_view text) {
  const auto dot = text.find('.');
  const bool words = text.find_first_not_of("abcdefghijklmnopqrstuvwxyz-.") == std::string_view::npos;
  return words && dot > 0 && dot + 1 < text.size() && text.find('.', dot + 1) == std::string_view::npos;
}

bool is_sentence(std::string_view text) {
  return text.ends_with('.') && !text.contains("  ");
}

}  // namespace

TEST_CASE("rules stand in the order of their ids, each once") {
  CHECK(std::ranges::is_sorted(kRules, std::ranges::less_equal{}, &Rule::id));
}

TEST_CASE("every rule says all that it has to say") {
  for (const Rule& rule : kRules) {
    CAPTURE(rule.id);
    CHECK(is_id(rule.id));
    CHECK(is_sentence(rule.meaning));
    CHECK(is_sentence(rule.threshold));
    CHECK(is_sentence(rule.remedy));
    CHECK_FALSE(rule.source.front().empty());
    for (const std::string_view source : rule.source) CHECK(source.find('\n') == std::string_view::npos);
    if (rule.milder) CHECK(*rule.milder > rule.severity);
  }
}

TEST_CASE("a rule is found by its whole id, and a misspelt one by its nearest neighbour") {
  REQUIRE(find_rule("subnet.full") != nullptr);
  CHECK(find_rule("subnet.full")->severity == Severity::error);
  CHECK(find_rule("subnet.ful") == nullptr);
  CHECK(find_rule("") == nullptr);
  CHECK(find_rule("zzz") == nullptr);
  CHECK(suggestion_for_rule("subnet.ful") == "did you mean \"subnet.full\"?");
  CHECK(suggestion_for_rule("frobnicate").empty());
}

TEST_CASE("a rule with two thresholds can be of either severity") {
  const Rule& room = *RuleRef("control-plane.room");
  CHECK(room.can_be(Severity::error));
  CHECK(room.can_be(Severity::warning));
  CHECK_FALSE(room.can_be(Severity::info));
  CHECK_FALSE(RuleRef("subnet.full")->can_be(Severity::warning));
}

TEST_CASE("a threshold is the rule's own, or the user's") {
  struct Setting {
    std::string_view rule;
    std::optional<std::int64_t> threshold{};
  };
  std::vector<Setting> settings;
  CHECK(threshold_of("zone.unbalanced", settings) == 7500);
  settings = {{"cluster.nodes-untested", 1000}, {"zone.unbalanced"}};
  CHECK(threshold_of("zone.unbalanced", settings) == 7500);
  CHECK(threshold_of("cluster.nodes-untested", settings) == 1000);
  CHECK_THROWS_WITH(threshold_of("subnet.full", settings),
                    "broken promise: only a threshold that can be set is looked up");
}

TEST_CASE("a threshold that can be set has a unit, and stands in the rule's text") {
  for (const Rule& rule : kRules) {
    if (!rule.setting) continue;
    CAPTURE(rule.id);
    CHECK_FALSE(to_string(rule.setting->unit).empty());
    CHECK(rule.setting->value > 0);
    const std::int64_t figure =
        rule.setting->unit == ThresholdUnit::percent ? rule.setting->value / 100 : rule.setting->value;
    std::string text(rule.threshold);
    std::erase(text, ',');
    CHECK(text.contains(std::to_string(figure)));
  }
}

TEST_CASE("a finding has the severity of its rule") {
  const Finding finding = {.rule = "pods.none-given", .subject = "nodeGroups", .message = "", .remedy = ""};
  CHECK(finding.severity == Severity::info);
  CHECK(finding.rule->id == "pods.none-given");
  CHECK(finding.rule == RuleRef("pods.none-given"));
}
