#pragma once

#include <memory>
#include <optional>

#include "planner/importers/json_items.hpp"
#include "planner/inventory/pod_network.hpp"

namespace cniplan {

class JsonNotes;

/// Reads the VPC CNI's own objects, one object of JSON after the other. Source: aws/amazon-vpc-cni-k8s
/// pkg/apis/crd/v1alpha1/eniconfig_types.go; aws/amazon-vpc-resource-controller-k8s
/// apis/vpcresources/v1alpha1/cninode_types.go.
class CniObjectReader {
 public:
  CniObjectReader();
  ~CniObjectReader();
  CniObjectReader(const CniObjectReader&) = delete;
  CniObjectReader& operator=(const CniObjectReader&) = delete;

  /// metadata.name and spec.subnet.
  [[nodiscard]] std::optional<ObservedEniConfig> read_eni_config(const JsonPiece& piece, JsonNotes& notes);
  /// metadata.name and spec.features.
  [[nodiscard]] std::optional<ObservedCniNode> read_cni_node(const JsonPiece& piece, JsonNotes& notes);
  /// Nothing of it: it only has to be JSON.
  void check(const JsonPiece& piece, JsonNotes& notes);
  /// The same of a list that has no items: null is an empty list, and anything else an error.
  void check_list_without_items(const JsonPiece& piece, JsonNotes& notes);

 private:
  class Reading;
  std::unique_ptr<Reading> reading_;
};

}  // namespace cniplan
