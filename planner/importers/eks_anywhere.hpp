#pragma once

#include "planner/core/diagnostic.hpp"
#include "planner/core/result.hpp"
#include "planner/importers/importer.hpp"

namespace cniplan {

/// A Cluster of EKS Anywhere, whatever its provider: the networks of Pods and Services, the block of a node, the nodes of
/// the control plane and of the worker node groups. The machines (VSphereMachineConfig ...) say nothing about addresses.
/// Errors: wrong types, networks that are none.
/// Source: aws/eks-anywhere pkg/api/v1alpha1/cluster_types.go and cluster.go (validateNetworking, defaults) at aebd9a0.
[[nodiscard]] Result<PartialSpec, Diagnostics> read_eks_anywhere(const ImporterInput& input);

/// kubeadm's ClusterConfiguration, by which clusters of EKS Distro are made: networking.podSubnet and serviceSubnet, and
/// the controller manager's node-cidr-mask-size. It has no nodes.
/// Source: kubernetes/kubernetes cmd/kubeadm/app/apis/kubeadm/v1beta4/types.go.
[[nodiscard]] Result<PartialSpec, Diagnostics> read_kubeadm(const ImporterInput& input);

}  // namespace cniplan
