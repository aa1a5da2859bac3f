#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "planner/catalog/instance_type.hpp"

namespace cniplan {

/// The instance types that this run knows: the table compiled in, with what an overlay adds or overrides.
class Catalog {
 public:
  /// The table compiled in.
  [[nodiscard]] static Catalog embedded();

  /// `base` with the given types added; one of the same name replaces the whole entry. A later type wins over an
  /// earlier one of the same name.
  [[nodiscard]] static Catalog overlaid(const Catalog& base, std::vector<InstanceType> types);

  /// The type of exactly that name, or null. Allocates nothing; binary search.
  [[nodiscard]] const InstanceType* find(std::string_view name) const;

  /// All types, sorted by name byte by byte.
  [[nodiscard]] std::span<const InstanceType> types() const { return owned_.empty() ? embedded_ : std::span(owned_); }

  /// Date of the newest source of the compiled-in table, "2026-08-21"; what an overlay holds has no date.
  [[nodiscard]] static std::string_view date();

  /// How many types came from the last overlay.
  [[nodiscard]] std::size_t overlaid_types() const { return overlaid_types_; }

  /// `did you mean "m6i.2xlarge"?` for a name that is not there, or empty.
  [[nodiscard]] std::string suggestion(std::string_view name) const;

 private:
  std::span<const InstanceType> embedded_;
  std::vector<InstanceType> owned_;  // empty, or base and overlay merged, sorted by name
  std::size_t overlaid_types_ = 0;
};

}  // namespace cniplan
