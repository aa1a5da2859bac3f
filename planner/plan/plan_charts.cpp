#include "planner/plan/plan_charts.hpp"

namespace cniplan {

std::string_view to_string(BlockState state) {
  switch (state) {
    case BlockState::free:
      return "free";
    case BlockState::aws:
      return "aws";
    case BlockState::used:
      return "used";
    case BlockState::prefix_reservation:
      return "prefix-reservation";
    case BlockState::explicit_reservation:
      return "explicit-reservation";
  }
  return "";
}

}  // namespace cniplan
