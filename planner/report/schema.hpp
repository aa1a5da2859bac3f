#pragma once

#include <span>
#include <string_view>

namespace cniplan::report {

/// A JSON Schema that this program prints.
struct Schema {
  std::string_view name;
  std::string_view describes;
  std::string_view text;  ///< the file in data/schema, byte for byte
};

/// All of them, in the order of their listing.
[[nodiscard]] std::span<const Schema> schemas();

}  // namespace cniplan::report
