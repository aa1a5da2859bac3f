#pragma once

#include <string>

#include "planner/spec/cluster_spec.hpp"

namespace cniplan {

/// A spec as a few lines of text that tests compare whole: one line for each thing it holds, defaults shown,
/// places left out.
[[nodiscard]] std::string spec_text(const ClusterSpec& spec);

}  // namespace cniplan
