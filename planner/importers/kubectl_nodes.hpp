#pragma once

#include <memory>
#include <optional>

#include "planner/importers/json_items.hpp"
#include "planner/inventory/node.hpp"

namespace cniplan {

class JsonNotes;

/// Reads Kubernetes' Nodes, one object of JSON after the other.
///   host       eks.amazonaws.com/compute-type; else spec.providerID (aws:///, eks-hybrid:///); else whether
///   there is an
///              instance type
///   type       node.kubernetes.io/instance-type, else beta.kubernetes.io/instance-type; zone likewise
///   ENIConfig  vpc.amazonaws.com/externalEniConfig; else the annotation, else the label
///   k8s.amazonaws.com/eniConfig amounts    status.capacity and status.allocatable: pods,
///   vpc.amazonaws.com/pod-eni and /PrivateIPv4Address os         status.nodeInfo.operatingSystem, else
///   kubernetes.io/os; Bottlerocket by status.nodeInfo.osImage
/// What it does not read it checks to be JSON. Errors: broken JSON, no name, values of the wrong type, keys
/// that it reads given twice. Source: kubernetes/api core/v1/types.go; aws/karpenter-provider-aws,
/// aws/amazon-vpc-cni-k8s and eksctl-io/eksctl for the labels;
/// https://docs.aws.amazon.com/eks/latest/userguide/auto-controls.html
class NodeReader {
 public:
  NodeReader();
  ~NodeReader();
  NodeReader(const NodeReader&) = delete;
  NodeReader& operator=(const NodeReader&) = delete;

  /// The node; nothing when there is an error, which is then noted.
  [[nodiscard]] std::optional<ObservedNode> read(const JsonPiece& piece, JsonNotes& notes);

 private:
  class Reading;
  std::unique_ptr<Reading> reading_;
};

}  // namespace cniplan
