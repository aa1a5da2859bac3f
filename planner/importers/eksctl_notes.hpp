#pragma once

#include <vector>

#include "planner/importers/document.hpp"
#include "planner/spec/cluster_spec.hpp"
#include "planner/spec/imported.hpp"

namespace cniplan {

/// What the spec that read_eksctl() made of a ClusterConfig holds without that the file says it, with eksctl's rule; and
/// which of the file's keys say nothing about addresses.
[[nodiscard]] std::vector<ImportNote> eksctl_notes(const DocumentNode& document, const ClusterSpec& spec);

}  // namespace cniplan
