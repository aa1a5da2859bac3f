#include "planner/findings/finding.hpp"

namespace cniplan {

std::string_view to_string(FindingState state) {
  switch (state) {
    case FindingState::open:
      return "open";
    case FindingState::accepted:
      return "accepted";
    case FindingState::known:
      return "known";
  }
  return "";
}

}  // namespace cniplan
