#pragma once

#include <cstdint>
#include <string_view>

#include "planner/core/result.hpp"

namespace cniplan {

enum class QuantityError {
  malformed,
  negative,
  out_of_range,  ///< does not fit into 64 bits
};

/// CPU in thousandths of a core: "500m", "2", "0.5", "1e3m" is none. Rounded up as Kubernetes does.
///   value * 1000 * suffix
/// Suffixes: n u m (none) k M G T P E, Ki Mi Gi Ti Pi Ei, or an exponent "e3".
/// Source: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
[[nodiscard]] Result<std::int64_t, QuantityError> parse_cpu_millis(std::string_view text);

/// Memory in bytes: "1Gi", "1500M", "128974848". Rounded up; the suffixes are those of parse_cpu_millis().
[[nodiscard]] Result<std::int64_t, QuantityError> parse_memory_bytes(std::string_view text);

}  // namespace cniplan
