#pragma once

#include <string>

namespace cniplan {

/// Makes sure that simdjson's code is there, and says what is wrong when it is not; empty when all is well.
[[nodiscard]] std::string json_library_fault();

}  // namespace cniplan
