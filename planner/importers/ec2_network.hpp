#pragma once

#include "planner/core/diagnostic.hpp"
#include "planner/core/result.hpp"
#include "planner/importers/document.hpp"
#include "planner/importers/importer.hpp"

namespace cniplan {

/// Outputs of the AWS CLI about a VPC, each told by the list that it holds.
[[nodiscard]] bool is_describe_subnets(const DocumentNode& document);
[[nodiscard]] bool is_describe_vpcs(const DocumentNode& document);
[[nodiscard]] bool is_describe_network_interfaces(const DocumentNode& document);
[[nodiscard]] bool is_subnet_cidr_reservations(const DocumentNode& document);
/// Outputs about a cluster, by which read_ec2_network() knows its VPC; it reads nothing else of them.
[[nodiscard]] bool tells_vpc_of_cluster(const DocumentNode& document);

/// The VPC's CIDRs, its subnets with their zones, CIDRs and tags, what is reserved in them, and what is in use: the
/// addresses of the network interfaces where they are given, or else how many are not available. A subnet is named by its
/// tag Name where no other subnet has the same. Where any subnet has a tag of Kubernetes or Karpenter, those without one
/// are used for nothing unless somebody names them. Of several VPCs the cluster's counts: by describe-cluster, or by
/// the subnets that it, its node groups and its Fargate profiles name, where these documents stand beside those that are
/// read; what is in the others is noted as ignored. Warnings: addresses in use may be the cluster's own; which of several
/// VPCs is meant; none here is the cluster's. Errors: subnets of several VPCs and nothing that tells which, values that
/// are none.
/// Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Subnet.html, API_Vpc.html,
/// API_NetworkInterface.html, API_SubnetCidrReservation.html
[[nodiscard]] Result<PartialSpec, Diagnostics> read_ec2_network(const ImporterInput& input);

}  // namespace cniplan
