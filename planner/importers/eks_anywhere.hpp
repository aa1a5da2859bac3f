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

/// kubelet's configuration, as it stands beside a ClusterConfiguration: maxPods of all nodes of the cluster of EKS
/// Distro that `known` is, where nothing else gives it to a node group. Warnings: podsPerCore, as no file says how many
/// cores such nodes have; maxPods when no file names a node group; a configuration that is of no cluster here.
/// Source: kubernetes/kubernetes staging/src/k8s.io/kubelet/config/v1beta1/types.go;
/// cmd/kubeadm/app/componentconfigs/kubelet.go (one for all nodes); pkg/kubelet/apis/config/v1beta1/defaults.go (0 is
/// 110).
[[nodiscard]] Result<PartialSpec, Diagnostics> read_kubelet_configuration(const ImporterInput& input);

}  // namespace cniplan
