#pragma once

#include "planner/core/diagnostic.hpp"
#include "planner/core/result.hpp"
#include "planner/importers/importer.hpp"
#include "planner/spec/imported.hpp"

namespace cniplan {

/// A Node, Pod, Deployment, StatefulSet, DaemonSet other than aws-node's, HorizontalPodAutoscaler, Ingress,
/// IngressClass, Service of type LoadBalancer, CNINode or SecurityGroupPolicy.
[[nodiscard]] bool is_node(const DocumentNode& document);
[[nodiscard]] bool is_pod(const DocumentNode& document);
[[nodiscard]] bool is_deployment(const DocumentNode& document);
[[nodiscard]] bool is_stateful_set(const DocumentNode& document);
[[nodiscard]] bool is_other_daemon_set(const DocumentNode& document);
[[nodiscard]] bool is_autoscaler(const DocumentNode& document);
[[nodiscard]] bool is_ingress(const DocumentNode& document);
[[nodiscard]] bool is_ingress_class(const DocumentNode& document);
[[nodiscard]] bool is_security_group_policy(const DocumentNode& document);
[[nodiscard]] bool is_load_balancer_service(const DocumentNode& document);
[[nodiscard]] bool is_cni_node(const DocumentNode& document);

/// What runs in a cluster, of the objects that kubectl prints. What other files say of the same thing
/// (`known`) stays: they say what is wanted.
///   node groups      Nodes by eks.amazonaws.com/nodegroup, karpenter.sh/nodepool, alpha.eksctl.io/nodegroup-name, or
///                    "nodes"; nodes.desired is how many there are; max Pods where it is not the nodes' default
///   workloads        Deployments and StatefulSets, with their HorizontalPodAutoscalers; Pods of owners that are not
///                    given; less those on Fargate; podEni where a SecurityGroupPolicy of the namespace selects them
///   fargateProfiles  Pods by eks.amazonaws.com/fargate-profile
///   daemonSets       DaemonSets, and owners of Pods that are
///   addons           the add-ons of the catalog of which there is a Deployment, DaemonSet or Pod; then not counted
///                    again. Objects of kube-system that a server has stored are taken for all that there are
///   loadBalancers    Services; Ingresses whose IngressClass is AWS's, one for each group.name of their annotations
///                    alb.ingress.kubernetes.io
/// Errors: an object given twice; those of kubernetes_objects.hpp. Never shows environments or annotations.
[[nodiscard]] Result<PartialSpec, Diagnostics> read_kubectl_objects(const ImporterInput& input);

}  // namespace cniplan
