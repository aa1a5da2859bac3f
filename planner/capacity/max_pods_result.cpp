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

/// The remarks that rows carry, each with the names of the first that do.
class RemarkList {
 public:
  void add(const InstanceTypeName& instance_type, MaxPodsRemarks remarks) {
    if (remarks.empty()) return;
    for (std::size_t i = 0; i < kMaxPodsRemarks; ++i) {
      if (!remarks.contains(static_cast<MaxPodsRemark>(i))) continue;
      Concerned& concerned = concerned_[i];
      if (concerned.count < kNamed) {
        concerned.names += fmt::format("{}{}", concerned.count == 0 ? "" : ", ", instance_type.view());
      }
      ++concerned.count;
    }
  }

  [[nodiscard]] Diagnostics diagnostics() const {
    Diagnostics diagnostics;
    for (std::size_t i = 0; i < kMaxPodsRemarks; ++i) {
      const auto& [names, count] = concerned_[i];
      if (count == 0) continue;
      const auto remark = static_cast<MaxPodsRemark>(i);
      const std::string more = count > kNamed ? fmt::format(" and {} more", count - kNamed) : "";
      diagnostics.push_back({fmt::format("max-pods.{}", to_string(remark)), Severity::warning,
                             fmt::format("{}{}: {}", names, more, describe(remark)), ""});
    }
    return diagnostics;
  }

 private:
  static constexpr std::size_t kNamed = 2;
  struct Concerned {
    std::string names;
    std::size_t count = 0;
  };
  std::array<Concerned, kMaxPodsRemarks> concerned_;
};

}  // namespace

std::string_view to_string(CniMode mode) {
  switch (mode) {
    case CniMode::secondary_ip: return "secondary-ip";
    case CniMode::secondary_ip_custom_networking: return "secondary-ip+custom-networking";
    case CniMode::prefix_delegation: return "prefix-delegation";
    case CniMode::prefix_delegation_custom_networking: return "prefix-delegation+custom-networking";
    case CniMode::ipv6: return "ipv6";
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

MaxPodsModesResult::MaxPodsModesResult(CatalogVersion catalog, const MaxPodsSettings& settings,
                                       std::vector<const InstanceType*> types)
    : catalog_(std::move(catalog)), types_(std::move(types)) {
  modes_.fill(settings);
  for (std::size_t i = 0; i < kIpv4CniModes; ++i) {
    const auto mode = static_cast<CniMode>(i);
    modes_[i].cni.prefix_delegation =
        mode == CniMode::prefix_delegation || mode == CniMode::prefix_delegation_custom_networking;
    modes_[i].cni.custom_networking =
        mode == CniMode::secondary_ip_custom_networking || mode == CniMode::prefix_delegation_custom_networking;
  }
}

MaxPodsModesRow MaxPodsModesResult::row(std::size_t index) const {
  const InstanceType& type = *types_[index];
  MaxPodsModesRow row{type.name, type.enis, type.ipv4_per_eni, {}};
  for (std::size_t i = 0; i < kIpv4CniModes; ++i) row.modes[i] = max_pods_in_brief(type, modes_[i]);
  return row;
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
  RemarkList list;
  for (const MaxPodsRow& row : rows) list.add(row.instance_type, row.figures.remarks);
  return list.diagnostics();
}

Diagnostics remarks_of(const MaxPodsModesResult& result) {
  RemarkList list;
  for (std::size_t i = 0; i < result.size(); ++i) {
    const MaxPodsModesRow row = result.row(i);
    MaxPodsRemarks all;
    for (const auto& mode : row.modes) all.add(mode.remarks);
    list.add(row.instance_type, all);
  }
  return list.diagnostics();
}

}  // namespace cniplan
