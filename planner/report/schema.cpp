#include "planner/report/schema.hpp"

#include <array>

namespace cniplan::report {
namespace {

constexpr std::string_view kPlan =
#include "plan_schema.inc"
    ;

constexpr std::string_view kSpec =
#include "spec_schema.inc"
    ;

constexpr std::array<Schema, 2> kSchemas = {{{"plan", "what cniplan plan --format json prints", kPlan},
                                            {"spec", "what a cluster spec may hold", kSpec}}};

}  // namespace

std::span<const Schema> schemas() {
  return kSchemas;
}

}  // namespace cniplan::report
