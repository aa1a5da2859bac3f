#include "planner/report/instances_report.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "planner/core/decimal.hpp"
#include "planner/core/format.hpp"
#include "planner/report/csv.hpp"
#include "planner/report/grid.hpp"

namespace cniplan::report {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kUnknown = "unknown";
constexpr int kPricePlaces = 6;
constexpr int kPodsPlaces = 2;
constexpr int kGibPlaces = 2;

template <class T>
std::string text_of(const std::optional<T>& value) {
  return value ? std::to_string(*value) : std::string(kUnknown);
}

std::string decimal_of(const std::optional<std::int64_t>& value, int places) {
  return value ? format_decimal(*value, places) : std::string(kUnknown);
}

std::string hypervisor_of(const InstanceType& type) {
  return type.bare_metal ? "none (bare metal)" : std::string(to_string(type.hypervisor));
}

template <class T>
Json json_of(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json json_of_decimal(const std::optional<std::int64_t>& value, double parts) {
  return value ? Json(static_cast<double>(*value) / parts) : Json(nullptr);
}

Json json_of(const InstanceType& type) {
  const auto word = [](std::string_view text) { return text == kUnknown ? Json(nullptr) : Json(text); };
  return {{"instance_type", type.name.view()},
          {"arch", word(to_string(type.arch))},
          {"vcpus", json_of(type.vcpus)},
          {"memory_mib", json_of(type.memory_mib)},
          {"gpus", type.gpus},
          {"hypervisor", word(to_string(type.hypervisor))},
          {"bare_metal", type.bare_metal},
          {"enis", type.enis},
          {"ipv4_per_eni", type.ipv4_per_eni},
          {"max_pods", published_max_pods(type).value()},
          {"prefix_delegation", type.supports_prefix_delegation()},
          {"trunking", type.trunking},
          {"branch_enis", type.branch_enis},
          {"network_cards", type.network_cards},
          {"all_cards_enis", type.all_cards_enis},
          {"price_usd_hour", json_of_decimal(type.price_micro_usd_hour, 1e6)},
          {"pods_per_usd_hour", json_of_decimal(pods_per_usd_hundredths(type), 1e2)}};
}

std::string explanation(const InstanceType& type) {
  const auto pods = published_max_pods(type);
  std::string line = fmt::format("{}: {} ENI{} * ({} - 1) + 2 = {} Pods", type.name.view(), type.enis,
                                 type.enis == 1 ? "" : "s", type.ipv4_per_eni, pods);
  if (const auto per_usd = pods_per_usd_hundredths(type)) {
    line += fmt::format("; {} / {} = {} Pods per USD", pods, decimal_of(type.price_micro_usd_hour, kPricePlaces),
                        format_decimal(*per_usd, kPodsPlaces));
  }
  return line + '\n';
}

}  // namespace

std::string to_table(const InstanceList& list, const InstancesOptions& options) {
  Grid grid({{"instance type"},
             {"arch"},
             {"vCPUs", Align::right},
             {"memory\nGiB", Align::right},
             {"ENIs", Align::right},
             {"IPv4\nper\nENI", Align::right},
             {"max\nPods", Align::right},
             {"USD\nper hour", Align::right}});
  for (const InstanceType& type : list.types) {
    grid.add_row({std::string(type.name.view()), std::string(to_string(type.arch)), text_of(type.vcpus),
                  decimal_of(memory_gib_hundredths(type), kGibPlaces), std::to_string(type.enis), std::to_string(type.ipv4_per_eni),
                  fmt::to_string(published_max_pods(type)), decimal_of(type.price_micro_usd_hour, kPricePlaces)});
  }
  std::string out = grid.to_table();
  if (options.explain && !list.types.empty()) {
    out += "\nmax Pods = ENIs of the default network card * (IPv4 per ENI - 1) + 2\n\n";
    for (const InstanceType& type : list.types) out += explanation(type);
  }
  return out;
}

std::string to_json(const InstanceList& list, const InstancesOptions& options) {
  Json json;
  json["schema"] = "cniplan/instances/v1";
  json["catalog"] = {
      {"version", options.version}, {"date", list.catalog_date}, {"overlaid_types", list.overlaid_types}};
  json["matching"] = list.matching;
  json["left_out_as_unknown"] = Json::array();
  for (const InstanceTypeName& name : list.unknown_left) json["left_out_as_unknown"].push_back(name.view());
  json["types"] = Json::array();
  for (const InstanceType& type : list.types) json["types"].push_back(json_of(type));
  return json.dump(2) + '\n';
}

std::string to_ndjson(const InstanceList& list, const InstancesOptions&) {
  std::string out;
  for (const InstanceType& type : list.types) out += json_of(type).dump() + '\n';
  return out;
}

std::string to_csv(const InstanceList& list, const InstancesOptions&) {
  CsvWriter csv({"instance_type", "arch", "vcpus", "memory_mib", "gpus", "hypervisor", "bare_metal", "enis",
                 "ipv4_per_eni", "max_pods", "prefix_delegation", "trunking", "branch_enis", "network_cards",
                 "all_cards_enis", "price_usd_hour", "pods_per_usd_hour"});
  const auto word = [&csv](std::string_view text) { csv.field(text == kUnknown ? std::string_view() : text); };
  const auto flag = [&csv](bool set) { csv.field(std::string_view(set ? "true" : "false")); };
  const auto decimal = [&csv](const std::optional<std::int64_t>& value, int places) {
    csv.field(std::string_view(value ? format_decimal(*value, places) : std::string()));
  };
  for (const InstanceType& type : list.types) {
    csv.field(type.name.view());
    word(to_string(type.arch));
    csv.field(type.vcpus ? std::optional<std::int64_t>(*type.vcpus) : std::nullopt);
    csv.field(type.memory_mib);
    csv.field(std::int64_t{type.gpus});
    word(to_string(type.hypervisor));
    flag(type.bare_metal);
    csv.field(std::int64_t{type.enis});
    csv.field(std::int64_t{type.ipv4_per_eni});
    csv.field(published_max_pods(type).value());
    flag(type.supports_prefix_delegation());
    flag(type.trunking);
    csv.field(std::int64_t{type.branch_enis});
    csv.field(std::int64_t{type.network_cards});
    csv.field(std::int64_t{type.all_cards_enis});
    decimal(type.price_micro_usd_hour, kPricePlaces);
    decimal(pods_per_usd_hundredths(type), kPodsPlaces);
    csv.end_row();
  }
  return csv.take();
}

std::string to_markdown(const InstanceList& list, const InstancesOptions&) {
  Grid grid({{"instance type"},
             {"arch"},
             {"vCPUs", Align::right},
             {"memory GiB", Align::right},
             {"GPUs", Align::right},
             {"hypervisor"},
             {"ENIs", Align::right},
             {"IPv4 per ENI", Align::right},
             {"max Pods", Align::right},
             {"prefixes"},
             {"branch ENIs", Align::right},
             {"network cards", Align::right},
             {"USD per hour", Align::right},
             {"Pods per USD", Align::right}});
  for (const InstanceType& type : list.types) {
    grid.add_row({std::string(type.name.view()), std::string(to_string(type.arch)), text_of(type.vcpus),
                  decimal_of(memory_gib_hundredths(type), kGibPlaces), std::to_string(type.gpus), hypervisor_of(type), std::to_string(type.enis),
                  std::to_string(type.ipv4_per_eni), fmt::to_string(published_max_pods(type)),
                  type.supports_prefix_delegation() ? "yes" : "no", std::to_string(type.branch_enis),
                  std::to_string(type.network_cards), decimal_of(type.price_micro_usd_hour, kPricePlaces),
                  decimal_of(pods_per_usd_hundredths(type), kPodsPlaces)});
  }
  return grid.to_markdown();
}

}  // namespace cniplan::report
