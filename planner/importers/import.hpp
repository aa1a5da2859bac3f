#pragma once

#include <optional>
#include <span>

#include "planner/catalog/catalog.hpp"
#include "planner/core/count.hpp"
#include "planner/core/diagnostic.hpp"
#include "planner/core/location.hpp"
#include "planner/core/result.hpp"
#include "planner/spec/imported.hpp"

namespace cniplan {

/// What an import takes beside the texts.
struct ImportSettings {
  const Catalog& catalog;
  std::optional<NodeCount> nodes_per_pool;  ///< of a NodePool whose number of nodes no file says; at most its limits
  std::string_view cluster{};  ///< which one, of a Terraform or CloudFormation file with several; empty: the only one
};

/// Reads any number of texts, each of any kind that importers() has a row for, into one spec. `texts` are their numbers
/// in `sources`; a text may hold several documents, and Kubernetes Lists are taken apart. A document whose kind nobody
/// reads is noted as long as it is a Kubernetes object and something else is read.
///
/// Warnings: those of the importers, what is ignored, node groups that nobody names. Errors, all in one run: broken
/// texts, documents that are nothing we know, what the importers find wrong, values that contradict each other
/// (spec/merge), and what check_spec() finds in the whole, which is asked only when nothing else is wrong.
[[nodiscard]] Result<SpecImport, Diagnostics> import_spec(const Sources& sources, std::span<const int> texts,
                                                          const ImportSettings& settings);

}  // namespace cniplan
