#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "planner/catalog/catalog.hpp"
#include "planner/core/location.hpp"

namespace cniplan {

/// Karpenter's choice of instance types. Sources: kubernetes-sigs/karpenter pkg/scheduling/requirement.go and
/// requirements.go at 2266468; aws/karpenter-provider-aws pkg/providers/instancetype/types.go (computeRequirements),
/// pkg/providers/instance/filter/filter.go (exoticInstanceFilter) at 1d92708.

enum class RequirementOperator : std::uint8_t { in, not_in, exists, does_not_exist, gt, lt, gte, lte };
/// As a NodePool writes them, in the order of the enumeration.
inline constexpr std::string_view kRequirementOperators[] = {"In", "NotIn", "Exists", "DoesNotExist",
                                                             "Gt", "Lt",    "Gte",    "Lte"};

struct KarpenterRequirement {
  std::string key;  ///< as known_label() spells it
  RequirementOperator op = RequirementOperator::in;
  std::vector<std::string> values;
  std::optional<std::int64_t> min_values;
  Location location{};
};

/// A label's key in the spelling that is compared here: EKS Auto Mode's eks.amazonaws.com/instance-* and Kubernetes' old
/// beta.kubernetes.io/* stand for the same labels.
[[nodiscard]] std::string canonical_label(std::string_view key);

/// What is known of one label of a type.
struct TypeLabel {
  enum class State : std::uint8_t {
    known,       ///< it has the value
    absent,      ///< the type has no such label
    unknown,     ///< it has the label or not: the catalog does not know it
    irrelevant,  ///< no label of types: a zone, a capacity type, one of the user's own
  };
  State state = State::irrelevant;
  std::string value;
};
/// The label of an instance type by its canonical key:
/// - category and generation are the first and the third part of `(^[a-z]+)(\-[0-9]+tb)?([0-9]+).*\.` in the name;
/// - memory is in MiB; the hypervisor of bare metal is an empty text.
[[nodiscard]] TypeLabel label_of(const InstanceType& type, std::string_view key);

/// Whether a label satisfies a requirement; an absent label only NotIn and DoesNotExist. Gt, Gte, Lt and Lte compare
/// whole numbers, and what is none satisfies none of them. Nothing is decided by an irrelevant or unknown label.
[[nodiscard]] bool satisfies(const TypeLabel& label, const KarpenterRequirement& requirement);

/// The types that a NodePool may launch.
struct KarpenterTypes {
  std::vector<const InstanceType*> types;  ///< in natural order
  /// Those among the matching that it launches only when a Pod asks for them, or when there are no others: bare metal,
  /// and types with GPUs or other accelerators. None are left out when a requirement has minValues.
  std::vector<const InstanceType*> exotic;
  std::vector<std::string> undecided;   ///< keys of requirements that the catalog cannot answer for all types
  std::vector<const InstanceType*> unknown;  ///< left out as a value that a requirement asks for is unknown
  /// Left out as EKS Auto Mode does not launch them; in natural order.
  std::vector<const InstanceType*> not_launched;
};
/// Who runs Karpenter: the cluster's owner, or EKS, which launches fewer types.
enum class KarpenterOperator : std::uint8_t { own, auto_mode };
/// Types that EC2 does not offer to Karpenter (architectures of macOS) are never among them.
[[nodiscard]] KarpenterTypes resolve_requirements(const Catalog& catalog,
                                                  std::span<const KarpenterRequirement> requirements,
                                                  KarpenterOperator by = KarpenterOperator::own);

/// Whether EKS Auto Mode launches a type, as far as is known: of a category that its list has, of a
/// generation no older than the list's oldest of that category, with more than one vCPU, and of no size nano,
/// micro or small. A type of unknown vCPUs passes, and so does a newer family than those of the list, which
/// grows. Source:
/// https://docs.aws.amazon.com/eks/latest/userguide/automode-learn-instances.html#auto-supported-instances
/// (awsdocs/amazon-eks-user-guide latest/ug/automode/automode-learn-instances.adoc at 06faff1).
[[nodiscard]] bool auto_mode_launches(const InstanceType& type);

/// Whether a type has AWS Neuron devices (Inferentia, Trainium), which the catalog does not count.
/// Source: https://docs.aws.amazon.com/ec2/latest/instancetypes/ac.html
[[nodiscard]] bool has_neuron(const InstanceType& type);

/// Whether Karpenter launches a type only for Pods that ask for it: bare metal, GPUs, Neuron, Gaudi.
/// Source: filter.go, exoticInstanceFilter.
[[nodiscard]] bool is_exotic(const InstanceType& type);

}  // namespace cniplan
