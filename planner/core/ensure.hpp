#pragma once

#include <stdexcept>
#include <string>

namespace cniplan {

/// A promise between two parts of this program. Breaking one is our fault, never the input's: throws
/// std::logic_error, which only `main` catches.
constexpr void ensure(bool holds, const char* promise) {
  if (!holds) throw std::logic_error(std::string("broken promise: ") + promise);
}

}  // namespace cniplan
