#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "planner/core/diagnostic.hpp"
#include "planner/importers/document.hpp"
#include "planner/spec/cluster_spec.hpp"

namespace cniplan {

/// Whether a variable of aws-node decides about addresses, or looks like a misspelt one that does. Other
/// variables are not read, and no message shows their values, which may be secrets.
[[nodiscard]] bool concerns_addresses(std::string_view variable);

/// Whether YAML 1.1, in which Kubernetes and Helm read, takes a plain word for true or false: yes, off, y...
/// Source: sigs.k8s.io/yaml goyaml.v2/resolve.go.
[[nodiscard]] std::optional<bool> yaml_1_1_boolean(const DocumentNode& scalar);

/// Gathers the settings of the container aws-node as the node will see them: of a name given twice the last.
/// Source: kubernetes/api core/v1/types.go, EnvVar; the container runtime takes the last.
class ContainerEnv {
 public:
  /// A container has a few dozen variables; each may have to be compared with all others.
  static constexpr std::size_t kMostVariables = 1000;

  /// `subject` names what holds the container's environment in messages.
  ContainerEnv(std::string subject, Diagnostics& diagnostics)
      : subject_(std::move(subject)), diagnostics_(&diagnostics) {}

  /// Kubernetes' form: a list of names with `value` or `valueFrom`. `key` is what the list is called. Errors:
  /// no list, an entry without a name, a setting that is no text.
  void add_list(const DocumentNode& list, std::string_view key);
  void add(EnvSpec variable);

  /// What has been gathered; of what is known to be set, but not to what, there is a warning instead.
  [[nodiscard]] std::vector<EnvSpec> take();

 private:
  struct Variable {
    EnvSpec spec;
    std::string unknown_because;  ///< why the value is not in the file; empty: it is
  };
  void add_entry(const DocumentNode& entry, std::string_view what);
  void set(Variable variable);
  void note(Severity severity, std::string code, std::string message, std::string way_out, Location at);

  std::string subject_;
  Diagnostics* diagnostics_;
  std::vector<Variable> variables_;
};

}  // namespace cniplan
