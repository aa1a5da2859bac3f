#pragma once

#include <optional>

#include "planner/core/location.hpp"

namespace cniplan {

/// A value that the user may leave out, with the place where they wrote it.
template <class T>
using Given = std::optional<Located<T>>;

}  // namespace cniplan
