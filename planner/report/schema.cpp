#include "planner/report/schema.hpp"

#include <array>

namespace cniplan::report {
namespace {

constexpr std::string_view kSpec =
#include "spec_schema.inc"
    ;

constexpr std::array<Schema, 1> kSchemas = {{{"spec", "what a cluster spec may hold", kSpec}}};

}  // namespace

std::span<const Schema> schemas() {
  return kSchemas;
}

}  // namespace cniplan::report
