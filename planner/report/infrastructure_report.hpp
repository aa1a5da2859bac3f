#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "planner/spec/cluster_spec.hpp"

namespace cniplan::report {

/// A spec in which check_spec() and check_sized() find no fault, as a file that makes what it says. What a kind of file
/// cannot say, and what is to be filled in, stands in comments at its head. infrastructure_of() says what is public.

/// The network for Terraform: VPC, subnets with their CIDR reservations and tags, gateways and routes; ids as outputs.
/// Source: hashicorp/terraform-provider-aws website/docs/r/ (v6), a page a resource.
[[nodiscard]] std::string to_terraform(const ClusterSpec& spec);

/// The same in Terraform's JSON syntax, for a file *.tf.json.
[[nodiscard]] std::string to_terraform_json(const ClusterSpec& spec);

/// The same network as a template of CloudFormation, in YAML.
/// Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference, a page a type.
[[nodiscard]] std::string to_cloudformation(const ClusterSpec& spec);

/// The cluster for eksctl, in a VPC and subnets that are there: what to_terraform() or to_cloudformation() make. eksctl
/// finds a subnet by its zone and CIDR in the VPC, whose id is to be filled in; ids of subnets only where it takes
/// nothing else. ENIConfigs follow as further documents, for kubectl. Source: eksctl-io/eksctl pkg/vpc/vpc.go,
/// importSubnetsForTopology, and pkg/apis/eksctl.io/v1alpha5 (99984ad).
[[nodiscard]] std::string to_eksctl(const ClusterSpec& spec);

/// These formats by the names that a command line gives them.
struct InfrastructureFormat {
  std::string_view name;
  std::string (*write)(const ClusterSpec& spec);
};
inline constexpr InfrastructureFormat kInfrastructureFormats[] = {{"terraform", to_terraform},
                                                                  {"terraform-json", to_terraform_json},
                                                                  {"cloudformation", to_cloudformation},
                                                                  {"eksctl", to_eksctl}};

[[nodiscard]] constexpr bool is_infrastructure_format(std::string_view format) {
  return std::ranges::find(kInfrastructureFormats, format, &InfrastructureFormat::name) !=
         std::ranges::end(kInfrastructureFormats);
}

/// A spec in one of these formats.
[[nodiscard]] inline std::string to_infrastructure(const ClusterSpec& spec, std::string_view format) {
  return std::ranges::find(kInfrastructureFormats, format, &InfrastructureFormat::name)->write(spec);
}

}  // namespace cniplan::report
