#pragma once

#include "planner/core/diagnostic.hpp"
#include "planner/core/result.hpp"
#include "planner/importers/document.hpp"
#include "planner/importers/importer.hpp"

namespace cniplan {

/// What `aws eks describe-cluster` and its likes describe, also as --query of its key prints it; null in any other
/// document.
[[nodiscard]] const DocumentNode* described_cluster(const DocumentNode& document);
[[nodiscard]] const DocumentNode* described_nodegroup(const DocumentNode& document);
[[nodiscard]] const DocumentNode* described_fargate_profile(const DocumentNode& document);

/// Outputs of the AWS CLI about a cluster and its nodes, each told by what it holds.
[[nodiscard]] bool is_describe_cluster(const DocumentNode& document);
[[nodiscard]] bool is_describe_nodegroup(const DocumentNode& document);
[[nodiscard]] bool is_describe_fargate_profile(const DocumentNode& document);
[[nodiscard]] bool is_describe_launch_template_versions(const DocumentNode& document);
[[nodiscard]] bool is_describe_instances(const DocumentNode& document);
/// The Placement of an instance, as `--query` takes it out: AvailabilityZone and Tenancy.
[[nodiscard]] bool is_instance_placement(const DocumentNode& document);

/// An empty part, and a warning that a zone alone says nothing of a cluster.
[[nodiscard]] Result<PartialSpec, Diagnostics> read_instance_placement(const ImporterInput& input);

/// The cluster, its node groups with what their launch templates say, its Fargate profiles. Instances are nodes where a tag
/// names their cluster; those of a node group that is not described make one: as many nodes as there are pending or
/// running, their types, their subnets. Of a launch template the version counts that a node group names, else the default
/// one. Several clusters: the one that is asked for. Warnings and errors are those of to_spec(); what it says of subnets is
/// left out where another file says it.
/// Source: https://docs.aws.amazon.com/eks/latest/APIReference (Cluster, Nodegroup, FargateProfile);
/// https://docs.aws.amazon.com/AWSEC2/latest/APIReference (LaunchTemplateVersion, Instance);
/// docs.aws.amazon.com/eks/latest/userguide/eks-using-tags.html (tags of nodes); karpenter.sh/docs/concepts/nodeclasses
/// (spec.tags).
[[nodiscard]] Result<PartialSpec, Diagnostics> read_aws_eks(const ImporterInput& input);

}  // namespace cniplan
