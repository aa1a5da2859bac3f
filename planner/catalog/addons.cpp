#include "planner/catalog/addons.hpp"

#include <algorithm>

namespace cniplan {
namespace {

#include "addons.inc"

}  // namespace

std::span<const AddonWorkload> addon_workloads() {
  return kWorkloads;
}

std::span<const AddonWorkload> addon_workloads(std::string_view addon) {
  const auto rows = std::ranges::equal_range(addon_workloads(), addon, {}, &AddonWorkload::addon);
  return {rows.begin(), rows.end()};
}

}  // namespace cniplan
