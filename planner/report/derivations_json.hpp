#pragma once

#include <vector>

#include "planner/plan/derivation.hpp"
#include "planner/report/json_writer.hpp"

namespace cniplan::report {

/// The member `derivations` of a result: each figure with its formula, and the formula with its values.
inline void write_derivations(JsonWriter& json, const std::vector<Derivation>& derivations) {
  json.begin_array("derivations");
  for (const Derivation& made : derivations) {
    json.begin_object();
    json.member("figure", made.figure);
    json.member("formula", made.formula);
    json.member("values", made.values);
    json.end_object();
  }
  json.end_array();
}

}  // namespace cniplan::report
