#pragma once

#include <string_view>

namespace cniplan {

/// Whether the VPC resource controller's table has the type. ipamd keeps an ENI slot for the trunk on types that
/// the table says can trunk, and on those that it lacks, where no trunk ever comes.
/// Source: aws/amazon-vpc-cni-k8s pkg/awsutils/awsutils.go, IsTrunkingCompatible;
/// aws/amazon-vpc-resource-controller-k8s pkg/aws/vpc/limits.go, commit b8d4251, 2026-04-23.
[[nodiscard]] bool trunk_table_has(std::string_view instance_type);

}  // namespace cniplan
