#pragma once

#include <fmt/format.h>

#include "planner/core/count.hpp"

/// Counts print as their number.
template <class Tag>
struct fmt::formatter<cniplan::Count<Tag>> : fmt::formatter<std::int64_t> {
  template <class Context>
  auto format(cniplan::Count<Tag> count, Context& context) const {
    return fmt::formatter<std::int64_t>::format(count.value(), context);
  }
};
