#pragma once

#include <string>

#include "planner/catalog/query.hpp"

namespace cniplan::report {

/// What every format says about the list beside its types.
struct InstancesOptions {
  std::string_view version;  ///< of the program, and so of the table compiled in
  bool explain = false;      ///< table: how max Pods and Pods per dollar come about, type by type
};

/// The types in columns, at most 80 wide.
[[nodiscard]] std::string to_table(const InstanceList& list, const InstancesOptions& options);
/// The whole list: `cniplan/instances/v1`.
[[nodiscard]] std::string to_json(const InstanceList& list, const InstancesOptions& options);
/// One JSON object a line, one line a type.
[[nodiscard]] std::string to_ndjson(const InstanceList& list, const InstancesOptions& options);
/// Every column; what is unknown is empty.
[[nodiscard]] std::string to_csv(const InstanceList& list, const InstancesOptions& options);
/// A pipe table with every column.
[[nodiscard]] std::string to_markdown(const InstanceList& list, const InstancesOptions& options);

}  // namespace cniplan::report
