#include "planner/importers/json_library.hpp"

namespace cniplan {

std::string json_library_fault() { return {}; }

}  // namespace cniplan
