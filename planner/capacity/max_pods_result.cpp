#include "planner/capacity/max_pods_result.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace cniplan {
namespace {

/// The lowest of one value over the rows; nothing when a row's value is missing and might be lower.
template <class Value>
std::optional<LowestPods> lowest(std::span<const MaxPodsRow> rows, Value value) {
  std::optional<LowestPods> result;
  bool any_missing = false;
  for (const MaxPodsRow& row : rows) {
    const std::optional<PodCount> pods = value(row.figures);
    any_missing = any_missing || !pods;
    if (pods && (!result || *pods < result->value)) result = LowestPods{*pods, row.instance_type};
  }
  if (any_missing && result && result->value > kPodCapFewVcpus) return std::nullopt;
  return result;
}

template <class Row, class Remarks>
Diagnostics remarks_over(std::span<const Row> rows, Remarks remarks_of_row) {
  Diagnostics diagnostics;
  for (std::size_t i = 0; i < kMaxPodsRemarks; ++i) {
    const auto remark = static_cast<MaxPodsRemark>(i);
    std::string subject;
    std::size_t concerned = 0;
    constexpr std::size_t kNamed = 2;
    for (const Row& row : rows) {
      if (!remarks_of_row(row).contains(remark)) continue;
      if (concerned < kNamed) subject += fmt::format("{}{}", concerned == 0 ? "" : ", ", row.instance_type.view());
      ++concerned;
    }
    if (concerned == 0) continue;
    if (concerned > kNamed) subject += fmt::format(" and {} more", concerned - kNamed);
    diagnostics.push_back({fmt::format("max-pods.{}", to_string(remark)), Severity::warning,
                           fmt::format("{}: {}", subject, describe(remark)), ""});
  }
  return diagnostics;
}

}  // namespace

std::string_view to_string(CniMode mode) {
  switch (mode) {
    case CniMode::secondary_ip: return "secondary-ip";
    case CniMode::secondary_ip_custom_networking: return "secondary-ip+custom-networking";
    case CniMode::prefix_delegation: return "prefix-delegation";
    case CniMode::prefix_delegation_custom_networking: return "prefix-delegation+custom-networking";
  }
  return "";
}

Result<std::vector<MaxPodsRow>, Diagnostics> max_pods_of(std::span<const InstanceType* const> types,
                                                         const MaxPodsSettings& settings,
                                                         const CompiledMaxPodsExpression* expression) {
  std::vector<MaxPodsRow> rows;
  rows.reserve(types.size());
  Diagnostics errors;
  for (const InstanceType* const type : types) {
    std::optional<PodCount> value;
    if (expression != nullptr) {
      auto evaluated = expression->evaluate(*type);
      if (!evaluated) {
        errors.push_back(std::move(evaluated.error()));
        continue;
      }
      value = *evaluated;
    }
    rows.push_back({type->name, type->vcpus, max_pods(*type, settings, value)});
  }
  if (!errors.empty()) return failure(std::move(errors));
  return rows;
}

std::vector<MaxPodsModesRow> max_pods_in_every_mode(std::span<const InstanceType* const> types,
                                                    const MaxPodsSettings& settings) {
  std::array<MaxPodsSettings, kCniModes> modes;
  modes.fill(settings);
  for (std::size_t i = 0; i < kCniModes; ++i) {
    const auto mode = static_cast<CniMode>(i);
    modes[i].cni.prefix_delegation =
        mode == CniMode::prefix_delegation || mode == CniMode::prefix_delegation_custom_networking;
    modes[i].cni.custom_networking =
        mode == CniMode::secondary_ip_custom_networking || mode == CniMode::prefix_delegation_custom_networking;
  }
  std::vector<MaxPodsModesRow> rows;
  rows.reserve(types.size());
  for (const InstanceType* const type : types) {
    MaxPodsModesRow& row = rows.emplace_back();
    row.instance_type = type->name;
    row.enis = type->enis;
    row.ipv4_per_eni = type->ipv4_per_eni;
    for (std::size_t i = 0; i < kCniModes; ++i) {
      const MaxPods figures = max_pods(*type, modes[i]);
      row.modes[i] = {figures.max_pods, figures.recommended_max_pods, figures.bound, figures.remarks};
    }
  }
  return rows;
}

MaxPodsGroup group_of(std::span<const MaxPodsRow> rows) {
  MaxPodsGroup group;
  // No limit is not unknown: it is never the lowest.
  for (const MaxPodsRow& row : rows) {
    const auto pods = row.figures.max_pods;
    if (pods && (!group.max_pods || *pods < group.max_pods->value)) group.max_pods = {*pods, row.instance_type};
  }
  group.recommended_max_pods = lowest(rows, [](const MaxPods& f) { return f.recommended_max_pods; });
  group.default_max_pods = lowest(rows, [](const MaxPods& f) { return f.default_max_pods; });
  group.expression_max_pods = lowest(rows, [](const MaxPods& f) { return f.expression_max_pods; });
  return group;
}

Diagnostics remarks_of(std::span<const MaxPodsRow> rows) {
  return remarks_over(rows, [](const MaxPodsRow& row) { return row.figures.remarks; });
}

Diagnostics remarks_of(std::span<const MaxPodsModesRow> rows) {
  return remarks_over(rows, [](const MaxPodsModesRow& row) {
    MaxPodsRemarks all;
    for (const auto& mode : row.modes) all.add(mode.remarks);
    return all;
  });
}

}  // namespace cniplan
