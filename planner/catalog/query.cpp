#include "planner/catalog/query.hpp"

#include <algorithm>

namespace cniplan {
namespace {

enum class Fit { yes, no, unknown };

/// Gathers the answers of all conditions: one "no" decides, else one "unknown".
class Verdict {
 public:
  void require(bool holds) {
    if (!holds) fit_ = Fit::no;
  }
  template <class T>
  void require(const Bounds& bounds, const std::optional<T>& value) {
    if (!bounds.set()) return;
    if (value) {
      require(bounds.hold(*value));
    } else if (fit_ == Fit::yes) {
      fit_ = Fit::unknown;
    }
  }
  void require_known(bool known) {
    if (!known && fit_ == Fit::yes) fit_ = Fit::unknown;
  }
  [[nodiscard]] Fit fit() const { return fit_; }

 private:
  Fit fit_ = Fit::yes;
};

Fit fit_of(const InstanceType& type, const InstanceFilter& filter) {
  Verdict verdict;
  verdict.require(filter.families.empty() || std::ranges::find(filter.families, type.family()) != filter.families.end());
  if (filter.arch) {
    const bool known = type.arch != Architecture::unknown;
    verdict.require_known(known);
    verdict.require(!known || type.arch == *filter.arch);
  }
  if (filter.only_nitro) {
    const bool known = type.hypervisor != Hypervisor::unknown || type.bare_metal;
    verdict.require_known(known);
    verdict.require(!known || type.supports_prefix_delegation());
  }
  if (filter.only_trunking) verdict.require(type.trunking);
  if (filter.only_gpu) verdict.require(type.gpus > 0);
  verdict.require(filter.enis.hold(type.enis));
  verdict.require(filter.ipv4_per_eni.hold(type.ipv4_per_eni));
  verdict.require(filter.max_pods.hold(published_max_pods(type).value()));
  verdict.require(filter.vcpus, type.vcpus);
  verdict.require(filter.memory_mib, type.memory_mib);
  verdict.require(filter.price_micro_usd_hour, type.price_micro_usd_hour);
  return verdict.fit();
}

/// A column's value as a number to sort by; nothing when it is unknown.
std::optional<std::int64_t> sort_key(const InstanceType& type, InstanceColumn column) {
  switch (column) {
    case InstanceColumn::type: return type.natural_order;
    case InstanceColumn::arch:
      if (type.arch == Architecture::unknown) return std::nullopt;
      return static_cast<std::int64_t>(type.arch);
    case InstanceColumn::vcpus: return type.vcpus;
    case InstanceColumn::memory: return type.memory_mib;
    case InstanceColumn::gpus: return type.gpus;
    case InstanceColumn::hypervisor:
      if (type.hypervisor == Hypervisor::unknown) return std::nullopt;
      return static_cast<std::int64_t>(type.hypervisor);
    case InstanceColumn::enis: return type.enis;
    case InstanceColumn::ipv4_per_eni: return type.ipv4_per_eni;
    case InstanceColumn::max_pods: return published_max_pods(type).value();
    case InstanceColumn::branch_enis: return type.branch_enis;
    case InstanceColumn::network_cards: return type.network_cards;
    case InstanceColumn::price: return type.price_micro_usd_hour;
    case InstanceColumn::pods_per_usd: return pods_per_usd_hundredths(type);
  }
  return std::nullopt;
}

}  // namespace

PodCount published_max_pods(const InstanceType& type) {
  return PodCount(std::int64_t{type.enis} * (type.ipv4_per_eni - 1) + 2);
}

std::optional<std::int64_t> pods_per_usd_hundredths(const InstanceType& type) {
  if (!type.price_micro_usd_hour || *type.price_micro_usd_hour <= 0) return std::nullopt;
  constexpr std::int64_t kHundredths = 100;
  constexpr std::int64_t kMicro = 1'000'000;
  const std::int64_t price = *type.price_micro_usd_hour;
  return (published_max_pods(type).value() * kHundredths * kMicro + price / 2) / price;
}

std::optional<std::int64_t> memory_gib_hundredths(const InstanceType& type) {
  if (!type.memory_mib) return std::nullopt;
  constexpr std::int64_t kHundredths = 100;
  constexpr std::int64_t kMibPerGib = 1024;
  return (*type.memory_mib * kHundredths + kMibPerGib / 2) / kMibPerGib;
}

InstanceList list_instances(const Catalog& catalog, const std::vector<const InstanceType*>& types,
                            const InstanceQuery& query) {
  InstanceList list{.catalog_date = Catalog::date(), .overlaid_types = catalog.overlaid_types()};
  struct Entry {
    std::optional<std::int64_t> key;
    const InstanceType* type;
  };
  std::vector<Entry> entries;
  for (const InstanceType* const type : types) {
    switch (fit_of(*type, query.filter)) {
      case Fit::yes: entries.push_back({sort_key(*type, query.sort), type}); break;
      case Fit::no: break;
      case Fit::unknown: list.unknown_left.push_back(type->name); break;
    }
  }
  std::ranges::sort(entries, [&](const Entry& a, const Entry& b) {
    if (a.key.has_value() != b.key.has_value()) return a.key.has_value();
    if (a.key != b.key) return query.direction == SortDirection::ascending ? *a.key < *b.key : *a.key > *b.key;
    return a.type->natural_order < b.type->natural_order;
  });
  list.matching = entries.size();
  if (query.limit) entries.resize(std::min(entries.size(), *query.limit));
  list.types.reserve(entries.size());
  for (const Entry& entry : entries) list.types.push_back(*entry.type);
  return list;
}

std::string_view to_string(Architecture arch) {
  switch (arch) {
    case Architecture::amd64: return "amd64";
    case Architecture::arm64: return "arm64";
    case Architecture::unknown: break;
  }
  return "unknown";
}

std::string_view to_string(Hypervisor hypervisor) {
  switch (hypervisor) {
    case Hypervisor::nitro: return "nitro";
    case Hypervisor::xen: return "xen";
    case Hypervisor::unknown: break;
  }
  return "unknown";
}

}  // namespace cniplan
