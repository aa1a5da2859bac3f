#include "planner/catalog/pattern.hpp"

#include "tests/support/catch.hpp"

using namespace cniplan;

namespace {

std::vector<std::string> names(const std::vector<const InstanceType*>& types) {
  std::vector<std::string> out;
  for (const InstanceType* const type : types) out.emplace_back(type->name.view());
  return out;
}

}  // namespace

TEST_CASE("a pattern matches as in a shell") {
  struct Row {
    const char* pattern;
    const char* name;
    bool matches;
  };
  const auto row = GENERATE(values<Row>({
      {"m6i.*", "m6i.large", true},
      {"m6i.*", "m6id.large", false},
      {"*.metal", "c5.metal", true},
      {"*.metal", "c8g.metal-24xl", false},
      {"*metal*", "c8g.metal-24xl", true},
      {"c[67]g.?xlarge", "c6g.2xlarge", true},
      {"c[67]g.?xlarge", "c7g.8xlarge", true},
      {"c[67]g.?xlarge", "c8g.2xlarge", false},
      {"c[67]g.?xlarge", "c6g.12xlarge", false},
      {"c[67]g.?xlarge", "c6g.xlarge", false},
      {"m[5-7]i.large", "m6i.large", true},
      {"m[5-7]i.large", "m8i.large", false},
      {"m[!5-7]i.large", "m8i.large", true},
      {"m[!5-7]i.large", "m6i.large", false},
      {"m[]x]i", "m]i", true},
      {"m[!]x]i", "myi", true},
      {"m[9-1]i", "m5i", false},
      {"m[5-]i", "m-i", true},
      {"m[5", "m[5", true},
      {"m[", "m5", false},
      {"*", "", true},
      {"**", "x", true},
      {"", "", true},
      {"", "x", false},
      {"?", "", false},
      {"*a*b*c", "xxaxxbxxc", true},
      {"*a*b*c", "xxaxxcxxb", false},
      {"*.large", "m5.large.large", true},
      {"M5.*", "m5.large", false},
      {"m5.large", "m5.large", true},
      {"m5.larg", "m5.large", false},
  }));
  CAPTURE(row.pattern, row.name);
  CHECK(matches_pattern(row.pattern, row.name) == row.matches);
}

TEST_CASE("a pattern of many stars against a long name does not take for ever") {
  std::string pattern;
  for (int i = 0; i < 200; ++i) pattern += "*a";
  CHECK_FALSE(matches_pattern(pattern + "b", std::string(20'000, 'a')));
}

TEST_CASE("names keep their order, patterns give theirs in natural order, and each type comes once") {
  const Catalog catalog = Catalog::embedded();
  const auto types = select_types(catalog, {"t3.large", "m5.*", "m5.large", "t3.nano"});
  REQUIRE(types.has_value());
  CHECK(names(*types) == std::vector<std::string>{"t3.large", "m5.large", "m5.xlarge", "m5.2xlarge", "m5.4xlarge",
                                                  "m5.8xlarge", "m5.12xlarge", "m5.16xlarge", "m5.24xlarge",
                                                  "m5.metal", "t3.nano"});
}

TEST_CASE("everything that stands for no type is said, with the nearest that does") {
  const auto types = select_types(Catalog::embedded(), {"m5.large", "m6i.2xlage", "m6x.*", "quantum?", "", "m5.*xl"});
  REQUIRE_FALSE(types.has_value());
  std::vector<std::string> said;
  for (const Diagnostic& error : types.error()) said.push_back(error.code + ": " + error.message + "; " + error.way_out);
  CHECK(said == std::vector<std::string>{
                    "catalog.unknown-type: unknown instance type \"m6i.2xlage\"; did you mean \"m6i.2xlarge\"?",
                    "catalog.no-match: no instance type matches \"m6x.*\"; did you mean \"m6a.*\"?",
                    "catalog.no-match: no instance type matches \"quantum?\"; \"cniplan instances\" lists what there is, "
                    "--instance-types FILE adds to it",
                    "catalog.unknown-type: the name of an instance type is empty; \"cniplan instances\" lists what there "
                    "is, --instance-types FILE adds to it",
                    "catalog.no-match: no instance type matches \"m5.*xl\"; \"cniplan instances\" lists what there is, "
                    "--instance-types FILE adds to it"});
}

TEST_CASE("all types come in natural order") {
  const Catalog catalog = Catalog::embedded();
  const auto types = all_types(catalog);
  REQUIRE(types.size() == 1433);
  for (std::size_t i = 0; i < types.size(); ++i) CHECK(types[i]->natural_order == i);
}
