#include "planner/capacity/max_pods_result.hpp"

#include "planner/catalog/catalog.hpp"
#include "planner/catalog/pattern.hpp"
#include "tests/support/catch.hpp"

using namespace cniplan;

namespace {

std::vector<MaxPodsRow> rows_of(const std::vector<std::string>& names, const MaxPodsSettings& settings = {}) {
  static const Catalog catalog = Catalog::embedded();
  return max_pods_of(*select_types(catalog, names), settings, nullptr).value();
}

}  // namespace

TEST_CASE("a group has the lowest value of its types, and names the first type that has it") {
  const MaxPodsGroup group = group_of(rows_of({"m5.xlarge", "m5.large", "c5.large", "c5.18xlarge"}));
  CHECK(group.max_pods->value == PodCount(29));
  CHECK(group.max_pods->instance_type.view() == "m5.large");
  CHECK(group.recommended_max_pods->value == PodCount(29));
  CHECK(group.default_max_pods->instance_type.view() == "m5.large");
  CHECK_FALSE(group.expression_max_pods.has_value());
}

TEST_CASE("an unknown value of a group matters only when it may be the lowest") {
  CHECK(group_of(rows_of({"mac-m4.metal", "m5.large"})).recommended_max_pods->value == PodCount(29));
  CHECK(group_of(rows_of({"mac-m4.metal", "c5.18xlarge"})).recommended_max_pods == std::nullopt);
  CHECK(group_of(rows_of({"mac-m4.metal", "c5.18xlarge"})).max_pods->value == PodCount(234));
}

TEST_CASE("no limit is never a group's lowest value") {
  const MaxPodsSettings ipv6{.cni = {.prefix_delegation = true, .ip_family = IpFamily::ipv6}};
  CHECK(group_of(rows_of({"m5.large", "c5.18xlarge"}, ipv6)).max_pods == std::nullopt);
  CHECK(group_of(rows_of({"m5.large", "m4.large"}, ipv6)).max_pods->value == PodCount(0));
}

TEST_CASE("remarks of one kind are said once, with the first types and how many more") {
  const MaxPodsSettings prefixes{.cni = {.prefix_delegation = true}};
  const auto remarks = remarks_of(rows_of({"m5.large", "m4.*"}, prefixes));
  REQUIRE(remarks.size() == 1);
  CHECK(remarks[0].code == "max-pods.prefixes-need-nitro");
  CHECK(remarks[0].message ==
        "m4.large, m4.xlarge and 4 more: prefix delegation needs a Nitro or bare metal type; the node falls back to "
        "secondary IP mode");
  CHECK(remarks_of(rows_of({"m5.large"}, prefixes)).empty());
}

TEST_CASE("every mode stands side by side") {
  const Catalog catalog = Catalog::embedded();
  const MaxPodsModesResult result({}, {}, {catalog.find("m5.large")});
  REQUIRE(result.size() == 1);
  const MaxPodsModesRow row = result.row(0);
  std::vector<std::int64_t> allowed, recommended;
  for (const auto& mode : row.modes) {
    allowed.push_back(mode.max_pods->value());
    recommended.push_back(mode.recommended_max_pods->value());
  }
  CHECK(allowed == std::vector<std::int64_t>{29, 20, 434, 290});
  CHECK(recommended == std::vector<std::int64_t>{29, 20, 110, 110});
}
