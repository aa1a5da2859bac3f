#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "planner/catalog/instance_type.hpp"
#include "planner/core/count.hpp"
#include "planner/core/diagnostic.hpp"
#include "planner/core/result.hpp"

namespace cniplan {

/// nodeadm's maxPodsExpression: the integers and truth values of CEL, and of its operators + - * / %, comparisons,
/// && || !, ?: and parentheses, over default_enis, ips_per_eni and max_pods (nodeadm's own value). Integers have 64
/// bits; overflow and division by zero are errors, except where && or || is decided by its other side, as in CEL.
/// min(...) and max(...) are ours: nodeadm has neither.
/// Source: awslabs/amazon-eks-ami nodeadm/internal/kubelet/eni_max_pods.go; google/cel-spec doc/langdef.md.
class CompiledMaxPodsExpression {
 public:
  /// nodeadm accepts 1 to 2147483647 and sets its default for anything else.
  static constexpr std::int64_t kLeast = 1;
  static constexpr std::int64_t kMost = 2'147'483'647;
  static constexpr std::size_t kLongest = 4'000;  ///< characters
  static constexpr int kDeepest = 250;            ///< nested parentheses, as in cel-go

  /// Reads an expression and checks its types. The location of an error counts from the start of `text` and names no
  /// source.
  [[nodiscard]] static Result<CompiledMaxPodsExpression, Diagnostic> compile(std::string_view text);

  /// Its value for an instance type; an error when it overflows, divides by zero, or is out of range.
  [[nodiscard]] Result<PodCount, Diagnostic> evaluate(const InstanceType& type) const;

  /// A warning for each min or max.
  [[nodiscard]] const Diagnostics& warnings() const { return warnings_; }

  enum class Op : std::uint8_t {
    literal, default_enis, ips_per_eni, max_pods,
    negate, logical_not,
    add, subtract, multiply, divide, modulo,
    less, less_equal, greater, greater_equal, equal, not_equal,
    logical_and, logical_or, conditional,
    minimum, maximum,
  };
  /// One operator or operand; a truth value is 0 or 1. The children's indices are smaller than its own.
  struct Node {
    Op op = Op::literal;
    std::int64_t value = 0;
    int first = -1;
    int second = -1;
    int third = -1;
    Location place{};
  };

 private:
  CompiledMaxPodsExpression(std::vector<Node> nodes, Diagnostics warnings)
      : nodes_(std::move(nodes)), warnings_(std::move(warnings)) {}

  std::vector<Node> nodes_;  // the last one is the root
  Diagnostics warnings_;
};

}  // namespace cniplan
