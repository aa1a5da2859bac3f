#include "planner/catalog/catalog.hpp"

#include <algorithm>
#include <iterator>

#include "planner/catalog/natural_order.hpp"
#include "planner/core/spelling.hpp"

namespace cniplan {
namespace {

#include "instance_types.inc"

std::string_view name_of(const InstanceType& type) { return type.name.view(); }

/// Ranks all types anew. Those of `ranked` are in natural order already and keep theirs; only the others are sorted.
void rank_naturally(std::vector<InstanceType>& types, std::span<const InstanceType> ranked) {
  const auto by_rank = [](const InstanceType* a, const InstanceType* b) { return a->natural_order < b->natural_order; };
  const auto naturally = [](const InstanceType* a, const InstanceType* b) {
    return compare_naturally(name_of(*a), name_of(*b)) < 0;
  };
  std::vector<InstanceType*> known;
  std::vector<InstanceType*> added;
  known.reserve(ranked.size());
  auto base = ranked.begin();
  for (InstanceType& type : types) {
    while (base != ranked.end() && base->name < type.name) ++base;
    if (base != ranked.end() && base->name == type.name) {
      type.natural_order = base->natural_order;
      known.push_back(&type);
    } else {
      added.push_back(&type);
    }
  }
  if (added.empty()) return;
  std::ranges::sort(known, by_rank);
  std::ranges::sort(added, naturally);
  std::vector<InstanceType*> all;
  all.reserve(types.size());
  std::ranges::merge(known, added, std::back_inserter(all), naturally);
  std::uint32_t rank = 0;
  for (InstanceType* const type : all) type->natural_order = rank++;
}

}  // namespace

Catalog Catalog::embedded() {
  Catalog catalog;
  catalog.embedded_ = kTypes;
  return catalog;
}

Catalog Catalog::overlaid(const Catalog& base, std::vector<InstanceType> types) {
  if (types.empty()) return base;
  std::vector<const InstanceType*> overlay;
  overlay.reserve(types.size());
  for (const InstanceType& type : types) overlay.push_back(&type);
  // Of one name the last comes first, and stays.
  std::ranges::sort(overlay, [](const InstanceType* a, const InstanceType* b) {
    return a->name == b->name ? a > b : a->name < b->name;
  });
  const auto repeated =
      std::ranges::unique(overlay, {}, [](const InstanceType* type) { return name_of(*type); });
  overlay.erase(repeated.begin(), repeated.end());

  Catalog catalog;
  catalog.embedded_ = base.embedded_;
  catalog.overlaid_types_ = overlay.size();
  const auto known = base.types();
  auto& merged = catalog.owned_;
  merged.reserve(known.size() + overlay.size());
  auto next = known.begin();
  for (const InstanceType* const type : overlay) {
    while (next != known.end() && next->name < type->name) merged.push_back(*next++);
    if (next != known.end() && next->name == type->name) ++next;
    merged.push_back(*type);
  }
  merged.insert(merged.end(), next, known.end());
  rank_naturally(merged, known);
  return catalog;
}

const InstanceType* Catalog::find(std::string_view name) const {
  const auto all = types();
  const auto found = std::ranges::lower_bound(all, name, {}, name_of);
  return found != all.end() && name_of(*found) == name ? &*found : nullptr;
}

std::string_view Catalog::date() { return kDate; }

std::string Catalog::suggestion(std::string_view name) const {
  std::vector<std::string_view> names;
  names.reserve(types().size());
  for (const InstanceType& type : types()) names.push_back(name_of(type));
  return did_you_mean(name, names);
}

}  // namespace cniplan
