#pragma once

#include <memory>
#include <optional>

#include "planner/importers/json_items.hpp"
#include "planner/inventory/pod.hpp"

namespace cniplan {

class JsonNotes;

/// Reads Kubernetes' Pods, one object of JSON after the other: namespace and name, spec.nodeName,
/// spec.hostNetwork, status.phase, status.podIP, the name of the controller among metadata.ownerReferences,
/// and whether a container asks for vpc.amazonaws.com/pod-eni. What it does not read it checks to be JSON,
/// and never shows: environments and annotations hold secrets. Errors: broken JSON, no name, values of the
/// wrong type, keys that it reads given twice. Source: kubernetes/api core/v1/types.go;
/// aws/amazon-vpc-resource-controller-k8s pkg/config/type.go (the resource).
class PodReader {
 public:
  PodReader();
  ~PodReader();
  PodReader(const PodReader&) = delete;
  PodReader& operator=(const PodReader&) = delete;

  /// The Pod, whose texts stay until the next call; nothing when there is an error, which is then noted.
  [[nodiscard]] std::optional<ObservedPod> read(const JsonPiece& piece, JsonNotes& notes);

 private:
  class Reading;
  std::unique_ptr<Reading> reading_;
};

}  // namespace cniplan
