#include "planner/report/schema.hpp"

#include <array>

namespace cniplan::report {
namespace {

constexpr std::string_view kCheckNodes =
#include "check-nodes_schema.inc"
    ;

constexpr std::string_view kCompare =
#include "compare_schema.inc"
    ;

constexpr std::string_view kDiff =
#include "diff_schema.inc"
    ;

constexpr std::string_view kPlan =
#include "plan_schema.inc"
    ;

constexpr std::string_view kSize =
#include "size_schema.inc"
    ;

constexpr std::string_view kSpec =
#include "spec_schema.inc"
    ;

constexpr std::array<Schema, 6> kSchemas = {
    {{"check-nodes", "what cniplan check-nodes --format json prints", kCheckNodes},
     {"compare", "what cniplan compare --format json prints", kCompare},
     {"diff", "what cniplan diff --format json prints", kDiff},
     {"plan", "what cniplan plan --format json prints", kPlan},
     {"size", "what cniplan size --format json prints", kSize},
     {"spec", "what a cluster spec may hold", kSpec}}};

}  // namespace

std::span<const Schema> schemas() {
  return kSchemas;
}

}  // namespace cniplan::report
