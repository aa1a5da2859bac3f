#include "planner/catalog/catalog.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <new>
#include <sstream>
#include <string>

#include "planner/catalog/natural_order.hpp"
#include "planner/core/integer.hpp"
#include "tests/support/catch.hpp"

using namespace cniplan;

namespace {

std::atomic<int> allocations = 0;

}  // namespace

// The whole test program counts what it allocates.
void* operator new(std::size_t size) {
  ++allocations;
  if (void* const memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  ++allocations;
  return std::malloc(size == 0 ? 1 : size);
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace {

std::vector<std::string> split(const std::string& line, char separator) {
  std::vector<std::string> fields;
  std::string field;
  std::istringstream in(line);
  while (std::getline(in, field, separator)) fields.push_back(field);
  if (line.ends_with(separator)) fields.emplace_back();
  return fields;
}

std::vector<std::vector<std::string>> rows_of(const char* file) {
  std::ifstream in(std::string(CNIPLAN_SOURCE_DIR "/data/") + file);
  std::vector<std::vector<std::string>> rows;
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) rows.push_back(split(line, ','));
  return rows;
}

std::int64_t number(const std::string& text) { return parse_integer(text).value(); }

template <class T>
std::string text_of(const std::optional<T>& value) {
  return value ? std::to_string(*value) : "";
}

InstanceType type_named(std::string_view name, std::uint16_t enis) {
  return {.name = InstanceTypeName::make(name).value(), .enis = enis, .ipv4_per_eni = 2};
}

}  // namespace

TEST_CASE("every row of the table is found with every value") {
  const Catalog catalog = Catalog::embedded();
  const auto rows = rows_of("instance-types.csv");
  REQUIRE(rows.size() == 1433);
  REQUIRE(catalog.types().size() == rows.size());
  for (std::size_t rank = 0; rank < rows.size(); ++rank) {
    const auto& row = rows[rank];
    CAPTURE(row[0]);
    const InstanceType* const type = catalog.find(row[0]);
    REQUIRE(type != nullptr);
    CHECK(type->name.view() == row[0]);
    CHECK(type->arch == (row[1] == "amd64"   ? Architecture::amd64
                         : row[1] == "arm64" ? Architecture::arm64
                                             : Architecture::unknown));
    CHECK(text_of(type->vcpus) == row[2]);
    CHECK(text_of(type->memory_mib) == row[3]);
    CHECK(type->gpus == number(row[4]));
    CHECK(type->hypervisor == (row[5] == "nitro" ? Hypervisor::nitro
                               : row[5] == "xen" ? Hypervisor::xen
                                                 : Hypervisor::unknown));
    CHECK(type->bare_metal == (row[6] == "1"));
    CHECK(type->all_cards_enis == number(row[7]));
    CHECK(type->ipv4_per_eni == number(row[8]));
    CHECK(type->network_cards == number(row[9]));
    CHECK(type->enis == number(row[11]));
    CHECK(type->trunking == (row[13] == "1"));
    CHECK(type->branch_enis == number(row[14]));
    CHECK(type->price_micro_usd_hour.has_value() == !row[15].empty());
    if (!row[15].empty()) {
      CHECK(*type->price_micro_usd_hour == std::llround(std::stod(row[15]) * 1e6));
    }
    CHECK(type->natural_order == rank);
    CHECK(type->family() == row[0].substr(0, row[0].find('.')));
    CHECK(type->supports_prefix_delegation() == (row[5] == "nitro" || row[6] == "1"));
  }
}

TEST_CASE("the table is sorted by name, and its file is in natural order") {
  const Catalog catalog = Catalog::embedded();
  CHECK(std::ranges::is_sorted(catalog.types(), {}, &InstanceType::name));
  const auto rows = rows_of("instance-types.csv");
  for (std::size_t i = 1; i < rows.size(); ++i) {
    CAPTURE(rows[i - 1][0], rows[i][0]);
    CHECK(std::is_lt(compare_naturally(rows[i - 1][0], rows[i][0])));
  }
}

TEST_CASE("the catalog's date is that of the newest source") {
  std::string newest;
  for (const auto& source : rows_of("sources.csv")) newest = std::max(newest, source[4]);
  CHECK(Catalog::date() == newest);
}

TEST_CASE("looking a type up allocates nothing") {
  const std::string known = "u7in-32tb.224xlarge";
  const std::string unknown = "u7in-32tb.224xlarge-and-more-than-fits-anywhere";
  const int before = allocations;
  const Catalog catalog = Catalog::embedded();
  const InstanceType* const found = catalog.find(known);
  const InstanceType* const missing = catalog.find(unknown);
  const int after = allocations;
  CHECK(found != nullptr);
  CHECK(missing == nullptr);
  CHECK(after == before);
}

TEST_CASE("a name that is not exactly there is not found, and gets its nearest neighbour") {
  const Catalog catalog = Catalog::embedded();
  for (const std::string_view name : {"", "m5", "m5.", "m5.larg", "m5.largee", "M5.large", " m5.large", "zzz", "a"}) {
    CAPTURE(name);
    CHECK(catalog.find(name) == nullptr);
  }
  CHECK(catalog.suggestion("m6i.2xlage") == "did you mean \"m6i.2xlarge\"?");
  CHECK(catalog.suggestion("M5.LARGE") == "did you mean \"m5.large\"?");
  CHECK(catalog.suggestion("quantum-computer").empty());
}

TEST_CASE("an overlay adds types and replaces whole entries") {
  const Catalog base = Catalog::embedded();
  const Catalog catalog =
      Catalog::overlaid(base, {type_named("x99.large", 7), type_named("m5.large", 1), type_named("m5.large", 2)});
  CHECK(catalog.types().size() == base.types().size() + 1);
  CHECK(catalog.overlaid_types() == 2);
  CHECK(std::ranges::is_sorted(catalog.types(), {}, &InstanceType::name));
  const InstanceType* const replaced = catalog.find("m5.large");
  REQUIRE(replaced != nullptr);
  CHECK(replaced->enis == 2);  // the later one
  CHECK(replaced->vcpus == std::nullopt);
  REQUIRE(catalog.find("x99.large") != nullptr);
  CHECK(catalog.find("x99.large")->enis == 7);
  CHECK(catalog.find("m5.xlarge")->enis == base.find("m5.xlarge")->enis);
  CHECK(base.find("m5.large")->enis == 3);
}

TEST_CASE("an overlay keeps the natural order") {
  const Catalog catalog = Catalog::overlaid(
      Catalog::embedded(), {type_named("m5.3xlarge", 4), type_named("a0.large", 4), type_named("zz9.large", 4),
                            type_named("m5.large", 1)});
  std::vector<const InstanceType*> types;
  for (const InstanceType& type : catalog.types()) types.push_back(&type);
  std::ranges::sort(types, {}, [](const InstanceType* type) { return type->natural_order; });
  for (std::size_t i = 0; i < types.size(); ++i) {
    CHECK(types[i]->natural_order == i);
    if (i > 0) CHECK(std::is_lt(compare_naturally(types[i - 1]->name.view(), types[i]->name.view())));
  }
  CHECK(types.front()->name.view() == "a0.large");
  CHECK(types.back()->name.view() == "zz9.large");
}

TEST_CASE("an overlay of nothing changes nothing") {
  const Catalog catalog = Catalog::overlaid(Catalog::embedded(), {});
  CHECK(catalog.types().data() == Catalog::embedded().types().data());
  CHECK(catalog.overlaid_types() == 0);
}

TEST_CASE("a name of 31 letters fits, one of 32 does not") {
  CHECK(InstanceTypeName::make(std::string(31, 'a')).has_value());
  CHECK_FALSE(InstanceTypeName::make(std::string(32, 'a')).has_value());
}
