#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "planner/catalog/catalog.hpp"
#include "planner/core/result.hpp"

namespace cniplan {

/// A regular expression over names of instance types, as Go's regexp finds it anywhere in the name. Go's syntax is RE2's
/// (github.com/google/re2/wiki/Syntax); what both it and ECMAScript have is known here, and means the same. Matching takes
/// polynomial time.
class InstanceTypePattern {
 public:
  /// Nothing for a text that is no expression, is longer than kLongest, or uses what only RE2 knows.
  [[nodiscard]] static std::optional<InstanceTypePattern> make(std::string_view text);
  static constexpr std::size_t kLongest = 1000;

  [[nodiscard]] bool found_in(std::string_view name) const;

 private:
  struct Compiled;
  explicit InstanceTypePattern(std::shared_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}

  std::shared_ptr<const Compiled> compiled_;  // never null
};

/// eksctl's instanceSelector: what it asks of an instance type. An empty one asks nothing.
struct InstanceSelector {
  std::optional<std::int64_t> vcpus;
  std::optional<std::int64_t> memory_mib;
  std::optional<std::int64_t> gpus;
  bool no_neuron_devices = false;  ///< neuron_devices: 0
  Architecture arch = Architecture::amd64;
  std::optional<InstanceTypePattern> allow;
  std::optional<InstanceTypePattern> deny;
};

/// "8", "8 GiB", "512mb", "1.5t" in MiB; GiB without a unit. Nothing for anything else.
/// Source: aws/amazon-ec2-instance-selector pkg/bytequantity/bytequantity.go at 71c31e5.
[[nodiscard]] std::optional<std::int64_t> selector_memory_mib(std::string_view text);

/// The types of the catalog that a selector asks for, by name. vCPUs, memory and GPUs are equal, not at least. 0 GPUs
/// leaves out all types with accelerators, also those whose GPU is a part of one, which EC2 counts as none.
/// Which zones offer a type the catalog does not know.
/// Source: eksctl-io/eksctl pkg/eks/nodegroup_service.go, expandInstanceSelector, at 99984ad;
/// aws/amazon-ec2-instance-selector pkg/selector/selector.go at 71c31e5.
[[nodiscard]] std::vector<const InstanceType*> select_instance_types(const Catalog& catalog,
                                                                     const InstanceSelector& selector);

}  // namespace cniplan
