#include "planner/importers/instance_selector.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/catch.hpp"

using namespace cniplan;

namespace {

std::vector<std::string> names(const InstanceSelector& selector) {
  std::vector<std::string> out;
  for (const InstanceType* const type : select_instance_types(Catalog::embedded(), selector)) {
    out.emplace_back(type->name.view());
  }
  return out;
}

bool holds(const std::vector<std::string>& types, std::string_view name) {
  return std::ranges::find(types, name) != types.end();
}

}  // namespace

TEST_CASE("a selector's amounts are equal, not at least") {
  const InstanceSelector selector{.vcpus = 2, .memory_mib = 8192};
  const Catalog catalog = Catalog::embedded();
  std::vector<std::string> by_hand;
  for (const InstanceType& type : catalog.types()) {
    if (type.arch == Architecture::amd64 && type.vcpus == 2 && type.memory_mib == 8192) {
      by_hand.emplace_back(type.name.view());
    }
  }
  const auto selected = names(selector);
  CHECK(selected == by_hand);
  CHECK(holds(selected, "m5.large"));
  CHECK(holds(selected, "t3.large"));
  CHECK_FALSE(holds(selected, "m6g.large"));
  CHECK_FALSE(holds(selected, "m5.xlarge"));
}

TEST_CASE("types with accelerators are left out by gpus 0 and neuron_devices 0") {
  CHECK(holds(names({.vcpus = 4, .gpus = 1}), "g4dn.xlarge"));
  const auto without_gpus = names({.vcpus = 4, .gpus = 0});
  CHECK(holds(without_gpus, "m5.xlarge"));
  CHECK_FALSE(holds(without_gpus, "g4dn.xlarge"));
  CHECK_FALSE(holds(without_gpus, "inf1.xlarge"));
  // A part of a GPU counts as none at EC2, and eksctl leaves it out all the same.
  CHECK_FALSE(holds(without_gpus, "g6f.xlarge"));
  const auto without_neuron = names({.vcpus = 4, .no_neuron_devices = true});
  CHECK(holds(without_neuron, "g4dn.xlarge"));
  CHECK_FALSE(holds(without_neuron, "inf1.xlarge"));
  CHECK(holds(names({.vcpus = 4}), "inf1.xlarge"));
}

TEST_CASE("expressions are looked for anywhere in the name") {
  InstanceSelector selector{.vcpus = 2, .arch = Architecture::arm64};
  selector.allow = InstanceTypePattern::make("m[6-7]g\\.");
  CHECK(names(selector) == std::vector<std::string>{"m6g.large", "m7g.large"});
  selector.deny = InstanceTypePattern::make("^m6");
  CHECK(names(selector) == std::vector<std::string>{"m7g.large"});
}

TEST_CASE("expressions that only one of Go and ECMAScript has are refused") {
  struct Row {
    std::string name;
    std::string text;
    bool known;
  };
  const auto row = GENERATE(values<Row>({
      {"eksctl's own example", "m[3-5]\\.*", true},
      {"alternatives", "^(c|m)5\\.(large|xlarge)$", true},
      {"a class by name", "m5[[:alpha:]]*\\.large", true},
      {"not closed", "m5(", false},
      {"flags of RE2", "(?i)M5", false},
      {"a look-ahead", "m5(?!n)", false},
      {"a back-reference", "(m)\\1", false},
      {"a class of Unicode", "\\pL5", false},
      {"too long", std::string(InstanceTypePattern::kLongest + 1, 'm'), false},
      {"too many states", "((((m{100}){100}){100}){100}){100}", false},
      {"deep", std::string(400, '(') + "m" + std::string(400, ')'), true},
  }));
  CAPTURE(row.name);
  CHECK(InstanceTypePattern::make(row.text).has_value() == row.known);
}

TEST_CASE("no expression takes exponential time") {
  const auto pattern = InstanceTypePattern::make("^(([a-z0-9]+)+)+[.]never$");
  REQUIRE(pattern);
  for (const InstanceType& type : Catalog::embedded().types()) CHECK_FALSE(pattern->found_in(type.name.view()));
}

TEST_CASE("memory is in GiB unless it says otherwise") {
  struct Row {
    std::string text;
    std::optional<std::int64_t> mib;
  };
  const auto row = GENERATE(values<Row>({
      {"8", 8192},
      {"8 GiB", 8192},
      {"8g", 8192},
      {"0.5", 512},
      {"1.5TB", 1572864},
      {"512mib", 512},
      {"512.0 m", 512},
      {"512.5m", std::nullopt},
      {"8 ", 8192},
      {"8  GiB", std::nullopt},
      {"8KiB", std::nullopt},
      {"-8", std::nullopt},
      {"", std::nullopt},
      {".5", std::nullopt},
      {"1.2345", std::nullopt},
      {"99999999999999999999", std::nullopt},
  }));
  CAPTURE(row.text);
  CHECK(selector_memory_mib(row.text) == row.mib);
}
