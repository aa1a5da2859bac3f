#pragma once

#include <compare>
#include <string_view>

namespace cniplan {

/// The order in which people list instance types: by family with its numbers by value (c5, c5a, c6g; u7i-6tb before
/// u7i-12tb), then by size: nano, micro, small, medium, large, xlarge, 2xlarge ..., metal, metal-24xl ..., and any
/// other size by its letters. Names that differ are never equal.
[[nodiscard]] std::strong_ordering compare_naturally(std::string_view a, std::string_view b);

}  // namespace cniplan
