#pragma once

#include <string>

namespace cniplan {

/// How a figure came about: `figure = formula`, then the formula with its values filled in.
struct Derivation {
  std::string figure;   ///< `subnet "private-a": usable addresses`
  std::string formula;  ///< "2^(32 - prefix length) - 5"
  std::string values;   ///< "2^(32 - 23) - 5 = 507"

  friend bool operator==(const Derivation&, const Derivation&) = default;
};

}  // namespace cniplan
