#include "planner/capacity/trunk_table.hpp"

#include <algorithm>
#include <array>

#include "planner/catalog/catalog.hpp"

namespace cniplan {
namespace {

// The types of our catalog that the controller's table lacks and that no other source gives a trunk: sorted.
constexpr std::array<std::string_view, 32> kMissing = {
    "bmn-sf1.metal",    "c5a.metal",       "c5ad.metal",      "cr1.8xlarge",      "g2.2xlarge",   "g2.8xlarge",
    "g3.16xlarge",      "g3.4xlarge",      "g3.8xlarge",      "g3s.xlarge",       "hpc6a.48xlarge", "hpc6id.32xlarge",
    "hpc7a.12xlarge",   "hpc7a.24xlarge",  "hpc7a.48xlarge",  "hpc7a.96xlarge",   "hpc8a.96xlarge", "hs1.8xlarge",
    "p2.16xlarge",      "p2.8xlarge",      "p2.xlarge",       "trn2.3xlarge",     "trn2.48xlarge", "u-12tb1.112xlarge",
    "u-12tb1.metal",    "u-18tb1.112xlarge", "u-18tb1.metal", "u-24tb1.112xlarge", "u-24tb1.metal", "u-6tb1.metal",
    "u-9tb1.112xlarge", "u-9tb1.metal"};
static_assert(std::ranges::is_sorted(kMissing));

}  // namespace

bool trunk_table_has(std::string_view instance_type) {
  // Limits without a name are no type of EC2's: they say themselves whether there is a trunk.
  if (instance_type.empty()) return true;
  // A type that our own table lacks is newer than the controller's, or none of EC2's.
  return Catalog::embedded().find(instance_type) != nullptr && !std::ranges::binary_search(kMissing, instance_type);
}

}  // namespace cniplan
