#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "planner/core/diagnostic.hpp"
#include "planner/core/location.hpp"
#include "planner/importers/document.hpp"
#include "planner/importers/document_reader.hpp"
#include "planner/spec/cluster_spec.hpp"

namespace cniplan {

/// Values of the Helm chart aws-vpc-cni. The EKS add-on vpc-cni takes the same keys as its configuration.
/// Source: aws/amazon-vpc-cni-k8s charts/aws-vpc-cni/values.yaml and templates/ (v1.23.1).

/// A variable that `env` of the values sets, or takes away from those that the chart sets.
struct ChartVariable {
  Located<std::string> name;
  std::optional<Located<std::string>> value;  ///< empty: null, with which Helm drops the chart's own value
};

/// All of `env`, in order. Errors: it is no mapping, a value is a list or a mapping.
[[nodiscard]] std::vector<ChartVariable> read_chart_env(MappingReader& values);

/// The ENIConfigs that `eniConfig` of the values makes, each with its name and its subnet's id; none unless it says to
/// create them. A key of one letter is a zone of the values' region, else of `region`, which may be empty. `subject`
/// names the values in messages. Errors: values of the wrong kind.
/// Source: aws/amazon-vpc-cni-k8s charts/aws-vpc-cni/templates/eniconfig.yaml (v1.23.1).
[[nodiscard]] std::vector<EniConfigSpec> read_chart_eni_configs(MappingReader& values, const std::string& subject,
                                                                std::string_view region, Diagnostics& diagnostics);

/// A scalar as the chart's templates write it into a manifest (`quote`): 5.0 becomes 5, `yes` true, as Helm's
/// YAML 1.1 has them. Source: sigs.k8s.io/yaml goyaml.v2/resolve.go; Masterminds/sprig strings.go, quote.
[[nodiscard]] std::string helm_text(const DocumentNode& scalar);

/// Whether a mapping holds values of this chart: a key that no other chart has, a variable of aws-node in
/// `env`, or nothing but keys of the chart with an `env` that is empty or holds a misspelt setting.
[[nodiscard]] bool is_vpc_cni_values(const DocumentNode& document);

/// Whether a key is one of the ConfigMap amazon-vpc-cni, or one of the values that it is made from.
[[nodiscard]] bool is_windows_setting(std::string_view key);

/// What the chart makes of values, as far as it concerns addresses: the settings of the container aws-node
/// and the data of the ConfigMap amazon-vpc-cni. What the values leave to the chart has no place.
struct VpcCniChart {
  std::vector<EnvSpec> env;
  std::vector<EnvSpec> configmap;
  std::vector<EniConfigSpec> eni_configs;
};
/// `subject` names the values in messages. Warnings: variables that come from elsewhere or are given twice,
/// `env` with nothing behind it, keys that look misspelt. Errors: values of the wrong kind.
[[nodiscard]] VpcCniChart render_vpc_cni_chart(const DocumentNode& values, std::string subject,
                                               Diagnostics& diagnostics);

}  // namespace cniplan
