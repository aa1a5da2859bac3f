#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace cniplan::bench {

/// A cluster as `kubectl get nodes -o json --show-managed-fields` and `kubectl get pods -A ...` print it:
/// real key order, four blanks of indentation, managedFields, annotations, images, conditions. About 20 kB a
/// node and 10 kB a Pod. Same numbers and seed, same bytes.
struct KubectlDump {
  std::int64_t nodes = 5'000;
  std::int64_t pods = 150'000;  ///< spread evenly, in random order
  std::uint64_t seed = 1;
};

using WriteText = std::function<void(std::string_view)>;

/// Writes the list of nodes, piece by piece.
void write_nodes(const KubectlDump& dump, const WriteText& write);
/// Writes the list of Pods, piece by piece.
void write_pods(const KubectlDump& dump, const WriteText& write);

}  // namespace cniplan::bench
