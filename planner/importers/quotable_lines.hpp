#pragma once

#include <span>
#include <unordered_set>

#include "planner/core/location.hpp"
#include "planner/importers/document.hpp"

namespace cniplan {

/// Which lines of a file messages may show: those on which no value stands but names, kinds and settings of
/// the VPC CNI. A container's environment, a ConfigMap or a whole `kubectl get` on one line may hold secrets.
class QuotableLines {
 public:
  /// Adds what stands in a document. `read_texts` are texts in it that were read as documents themselves,
  /// which are added on their own.
  void add(const DocumentNode& document, std::span<const DocumentNode* const> read_texts = {});

  /// The place, with length 0 when its line is not to be shown.
  [[nodiscard]] Location shown(Location at) const;

 private:
  std::unordered_set<int> other_;
};

}  // namespace cniplan
