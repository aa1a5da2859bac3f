#include "planner/catalog/query.hpp"

#include "planner/catalog/pattern.hpp"
#include "tests/support/catch.hpp"

using namespace cniplan;

namespace {

InstanceType made(std::string_view name) {
  return {.name = InstanceTypeName::make(name).value(), .enis = 2, .ipv4_per_eni = 4};
}

/// Four types that differ where filters look; "blank" knows nothing that can be unknown.
Catalog small_catalog(std::vector<const InstanceType*>& types) {
  InstanceType small = made("aa1.small");
  small.arch = Architecture::arm64;
  small.hypervisor = Hypervisor::nitro;
  small.vcpus = 2;
  small.memory_mib = 2048;
  small.price_micro_usd_hour = 20'000;
  InstanceType large = made("aa1.large");
  large.arch = Architecture::amd64;
  large.hypervisor = Hypervisor::xen;
  large.enis = 4;
  large.ipv4_per_eni = 10;
  large.vcpus = 8;
  large.memory_mib = 32'768;
  large.gpus = 1;
  large.price_micro_usd_hour = 400'000;
  InstanceType metal = made("aa1.metal");
  metal.bare_metal = true;
  metal.arch = Architecture::amd64;
  metal.enis = 8;
  metal.ipv4_per_eni = 30;
  metal.trunking = true;
  metal.branch_enis = 100;
  metal.vcpus = 96;
  metal.memory_mib = 393'216;
  metal.price_micro_usd_hour = 5'000'000;
  Catalog catalog = Catalog::overlaid(Catalog::embedded(), {small, large, metal, made("aa2.blank")});
  types = select_types(catalog, {"aa?.*"}).value();
  return catalog;
}

std::string names(const InstanceList& list) {
  std::string out;
  for (const InstanceType& type : list.types) out += std::string(out.empty() ? "" : " ") + std::string(type.name.view());
  return out;
}

std::string unknown_names(const InstanceList& list) {
  std::string out;
  for (const InstanceTypeName& name : list.unknown_left) {
    out += std::string(out.empty() ? "" : " ") + std::string(name.view());
  }
  return out;
}

}  // namespace

TEST_CASE("a filter keeps what satisfies all its bounds") {
  struct Row {
    const char* name;
    InstanceFilter filter;
    const char* kept;
    const char* unknown;
  };
  const auto row = GENERATE(values<Row>({
      {"nothing set", {}, "aa1.small aa1.large aa1.metal aa2.blank", ""},
      {"family", {.families = {"aa2"}}, "aa2.blank", ""},
      {"two families", {.families = {"aa2", "aa1"}}, "aa1.small aa1.large aa1.metal aa2.blank", ""},
      {"a family is no pattern", {.families = {"aa"}}, "", ""},
      {"arch", {.arch = Architecture::amd64}, "aa1.large aa1.metal", "aa2.blank"},
      {"vCPUs from", {.vcpus = {.least = 8}}, "aa1.large aa1.metal", "aa2.blank"},
      {"vCPUs up to", {.vcpus = {.most = 7}}, "aa1.small", "aa2.blank"},
      {"vCPUs exactly", {.vcpus = {8, 8}}, "aa1.large", "aa2.blank"},
      {"memory", {.memory_mib = {2048, 32'768}}, "aa1.small aa1.large", "aa2.blank"},
      {"ENIs", {.enis = {4, 4}}, "aa1.large", ""},
      {"addresses", {.ipv4_per_eni = {.most = 9}}, "aa1.small aa2.blank", ""},
      {"max Pods", {.max_pods = {38, 234}}, "aa1.large aa1.metal", ""},
      {"max Pods just missed", {.max_pods = {39, 233}}, "", ""},
      {"price", {.price_micro_usd_hour = {.most = 400'000}}, "aa1.small aa1.large", "aa2.blank"},
      {"Nitro with bare metal", {.only_nitro = true}, "aa1.small aa1.metal", "aa2.blank"},
      {"trunking", {.only_trunking = true}, "aa1.metal", ""},
      {"GPU", {.only_gpu = true}, "aa1.large", ""},
      {"a known no is not unknown", {.vcpus = {.least = 1}, .only_gpu = true}, "aa1.large", ""},
  }));
  CAPTURE(row.name);
  std::vector<const InstanceType*> types;
  const Catalog catalog = small_catalog(types);
  const auto list = list_instances(catalog, types, {.filter = row.filter});
  CHECK(names(list) == row.kept);
  CHECK(unknown_names(list) == row.unknown);
  CHECK(list.matching == list.types.size());
}

TEST_CASE("sorting puts unknown values last in both directions, and equals in natural order") {
  struct Row {
    InstanceColumn column;
    const char* ascending;
    const char* descending;
  };
  const auto row = GENERATE(values<Row>({
      {InstanceColumn::type, "aa1.small aa1.large aa1.metal aa2.blank", "aa2.blank aa1.metal aa1.large aa1.small"},
      {InstanceColumn::arch, "aa1.large aa1.metal aa1.small aa2.blank", "aa1.small aa1.large aa1.metal aa2.blank"},
      {InstanceColumn::vcpus, "aa1.small aa1.large aa1.metal aa2.blank", "aa1.metal aa1.large aa1.small aa2.blank"},
      {InstanceColumn::memory, "aa1.small aa1.large aa1.metal aa2.blank", "aa1.metal aa1.large aa1.small aa2.blank"},
      {InstanceColumn::gpus, "aa1.small aa1.metal aa2.blank aa1.large", "aa1.large aa1.small aa1.metal aa2.blank"},
      {InstanceColumn::hypervisor, "aa1.small aa1.large aa1.metal aa2.blank",
       "aa1.large aa1.small aa1.metal aa2.blank"},
      {InstanceColumn::enis, "aa1.small aa2.blank aa1.large aa1.metal", "aa1.metal aa1.large aa1.small aa2.blank"},
      {InstanceColumn::ipv4_per_eni, "aa1.small aa2.blank aa1.large aa1.metal",
       "aa1.metal aa1.large aa1.small aa2.blank"},
      {InstanceColumn::max_pods, "aa1.small aa2.blank aa1.large aa1.metal", "aa1.metal aa1.large aa1.small aa2.blank"},
      {InstanceColumn::branch_enis, "aa1.small aa1.large aa2.blank aa1.metal",
       "aa1.metal aa1.small aa1.large aa2.blank"},
      {InstanceColumn::network_cards, "aa1.small aa1.large aa1.metal aa2.blank",
       "aa1.small aa1.large aa1.metal aa2.blank"},
      {InstanceColumn::price, "aa1.small aa1.large aa1.metal aa2.blank", "aa1.metal aa1.large aa1.small aa2.blank"},
      {InstanceColumn::pods_per_usd, "aa1.metal aa1.large aa1.small aa2.blank",
       "aa1.small aa1.large aa1.metal aa2.blank"},
  }));
  CAPTURE(kInstanceColumns[static_cast<std::size_t>(row.column)]);
  std::vector<const InstanceType*> types;
  const Catalog catalog = small_catalog(types);
  CHECK(names(list_instances(catalog, types, {.sort = row.column})) == row.ascending);
  CHECK(names(list_instances(catalog, types, {.sort = row.column, .direction = SortDirection::descending})) ==
        row.descending);
}

TEST_CASE("a limit cuts the sorted list, and the count of matches stays") {
  std::vector<const InstanceType*> types;
  const Catalog catalog = small_catalog(types);
  const auto list = list_instances(
      catalog, types,
      {.sort = InstanceColumn::vcpus, .direction = SortDirection::descending, .limit = std::size_t{2}});
  CHECK(names(list) == "aa1.metal aa1.large");
  CHECK(list.matching == 4);
  CHECK(list.overlaid_types == 4);
  CHECK(list.catalog_date == Catalog::date());
  CHECK(names(list_instances(catalog, types, {.limit = std::size_t{9}})) == "aa1.small aa1.large aa1.metal aa2.blank");
  CHECK(names(list_instances(catalog, types, {.limit = std::size_t{0}})).empty());
}

TEST_CASE("published max Pods follow AWS's formula") {
  const Catalog catalog = Catalog::embedded();
  CHECK(published_max_pods(*catalog.find("m5.large")).value() == 29);
  CHECK(published_max_pods(*catalog.find("p5.48xlarge")).value() == 100);
  CHECK(published_max_pods(*catalog.find("c6in.32xlarge")).value() == 394);
}

TEST_CASE("Pods per dollar are rounded to hundredths") {
  const Catalog catalog = Catalog::embedded();
  CHECK(pods_per_usd_hundredths(*catalog.find("m5.large")) == 30'208);  // 29 / 0.096
  CHECK(pods_per_usd_hundredths(made("aa2.blank")) == std::nullopt);
}

TEST_CASE("memory in GiB is rounded to hundredths") {
  const Catalog catalog = Catalog::embedded();
  CHECK(memory_gib_hundredths(*catalog.find("m5.large")) == 800);
  CHECK(memory_gib_hundredths(*catalog.find("t3.nano")) == 50);
  CHECK(memory_gib_hundredths(*catalog.find("m1.small")) == 170);  // 1740 MiB
  CHECK(memory_gib_hundredths(made("aa2.blank")) == std::nullopt);
}
