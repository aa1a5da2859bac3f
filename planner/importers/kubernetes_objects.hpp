#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "planner/core/diagnostic.hpp"
#include "planner/core/location.hpp"
#include "planner/core/terms.hpp"
#include "planner/importers/document.hpp"
#include "planner/importers/pod_placement.hpp"
#include "planner/spec/given.hpp"

namespace cniplan {

/// What of Kubernetes' objects concerns addresses, as their documents have it: the Kubernetes API's types,
/// with the labels and annotations of EKS. Every Location has the length 0, as environments and annotations
/// may stand on the same line. Sources: kubernetes/api core/v1, apps/v1, autoscaling/v2, networking/v1
/// types.go.

struct ObjectName {
  std::string space;  ///< the namespace; may be empty
  std::string name;
  Location location{};
  /// A server has stored it, as kubectl prints it: it has a uid, a creationTimestamp or a status. A manifest has
  /// none of them; "creationTimestamp: null" and "status: {}" of kubectl create --dry-run say nothing.
  bool from_server = false;

  /// "shop/web", or "web" without a namespace.
  [[nodiscard]] std::string full() const;
};

/// A PodSpec, of a Pod or of the template of one.
struct PodShape {
  bool host_network = false;
  bool pod_eni = false;  ///< asks for vpc.amazonaws.com/pod-eni, or has the annotation of that name
  /// What the scheduler counts: containers and sidecars together, or an init container with the sidecars
  /// before it when that is more; what the Pod itself asks for in their place; and the overhead. Source:
  /// kubernetes/kubernetes staging/src/k8s.io/component-helpers/resource/helpers.go, PodRequests.
  std::int64_t cpu_millis = 0;
  std::int64_t memory_bytes = 0;
  PodPlacement placement;
  const DocumentNode* labels = nullptr;  ///< of the Pods, a mapping
};

/// What a node is made by, as its labels say.
enum class KubernetesNodeHost : std::uint8_t {
  managed,       ///< eks.amazonaws.com/nodegroup
  karpenter,     ///< karpenter.sh/nodepool
  auto_mode,     ///< eks.amazonaws.com/compute-type: auto
  self_managed,  ///< an EC2 instance without these; alpha.eksctl.io/nodegroup-name
  hybrid,        ///< eks.amazonaws.com/compute-type: hybrid, or a provider ID eks-hybrid:
  fargate,       ///< eks.amazonaws.com/compute-type: fargate: one Pod
  elsewhere,     ///< nothing says that it is on EC2
};

struct KubernetesNode {
  ObjectName name;
  KubernetesNodeHost host = KubernetesNodeHost::self_managed;
  std::string group;  ///< the name in the label above; may be empty
  NodeOs os = NodeOs::linux;
  Given<std::string> instance_type;
  std::string zone;
  Given<std::int64_t> max_pods;          ///< status.capacity.pods
  const DocumentNode* labels = nullptr;  ///< a mapping
  const DocumentNode* taints = nullptr;  ///< a list
};

/// A Deployment or a StatefulSet.
struct KubernetesController {
  std::string_view kind;
  ObjectName name;
  Given<std::int64_t> replicas;
  PodShape pod;
};

struct KubernetesDaemonSet {
  ObjectName name;
  PodShape pod;
};

struct KubernetesAutoscaler {
  ObjectName name;
  std::string target_kind;
  std::string target_name;
  Given<std::int64_t> min;
  Given<std::int64_t> max;
};

struct KubernetesPod {
  ObjectName name;
  std::string owner_kind;  ///< of the controller; a ReplicaSet's is "Deployment", with the Deployment's name
  std::string owner_name;
  std::string node_name;
  std::string fargate_profile;
  bool ended = false;      ///< Succeeded or Failed
  bool is_static = false;  ///< a mirror of one that kubelet runs by itself
  PodShape pod;
};

/// A Service or an Ingress that asks for load balancers.
struct KubernetesBalancer {
  enum class Maker : std::uint8_t {
    nlb,  ///< the AWS Load Balancer Controller's, Auto Mode's, or the cloud provider's Network Load Balancer
    classic,  ///< the cloud provider's Classic Load Balancer
    alb,      ///< an Ingress's; which class is AWS's, IngressClasses say
    other,    ///< some other controller's
  };
  std::string_view kind;
  ObjectName name;
  Maker maker = Maker::other;
  std::string load_balancer_class;
  bool alb_annotations = false;      ///< has any of alb.ingress.kubernetes.io/
  std::string group;                 ///< alb.ingress.kubernetes.io/group.name
  std::vector<std::string> subnets;  ///< names or ids
};

struct KubernetesIngressClass {
  ObjectName name;
  bool is_alb = false;      ///< spec.controller is the AWS Load Balancer Controller's, or Auto Mode's
  bool is_default = false;  ///< ingressclass.kubernetes.io/is-default-class
};

/// Pods that have branch ENIs: those of its namespace whose labels match.
struct KubernetesSecurityGroupPolicy {
  ObjectName name;
  Location location{};                         ///< of the document
  const DocumentNode* pod_selector = nullptr;  ///< a LabelSelector
  /// Whether the labels of Pods alone decide: not with serviceAccountSelector, nor without any selector.
  bool pods_decide = false;
};

/// Whether a LabelSelector matches the labels: all of matchLabels and matchExpressions hold. An operator that is
/// unknown matches nothing. Source: kubernetes/apimachinery pkg/apis/meta/v1/helpers.go, LabelSelectorAsSelector.
[[nodiscard]] bool matches_labels(const DocumentNode& selector, const DocumentNode* labels);

/// What the VPC CNI asked of the VPC resource controller for one node.
struct KubernetesCniNode {
  ObjectName name;
  bool security_groups_for_pods = false;  ///< ENABLE_POD_ENI is set, and the instance type has trunking
  bool custom_networking = false;         ///< AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG is set
};

/// Each reads one document of its kind. Errors are noted: no metadata.name, values of the wrong type. Nothing
/// when there is one.
[[nodiscard]] std::optional<KubernetesNode> read_kubernetes_node(const DocumentNode& document,
                                                                 Diagnostics& said);
[[nodiscard]] std::optional<KubernetesController> read_kubernetes_controller(const DocumentNode& document,
                                                                             Diagnostics& said);
[[nodiscard]] std::optional<KubernetesDaemonSet> read_kubernetes_daemon_set(const DocumentNode& document,
                                                                            Diagnostics& said);
[[nodiscard]] std::optional<KubernetesAutoscaler> read_kubernetes_autoscaler(const DocumentNode& document,
                                                                             Diagnostics& said);
[[nodiscard]] std::optional<KubernetesPod> read_kubernetes_pod(const DocumentNode& document,
                                                               Diagnostics& said);
[[nodiscard]] std::optional<KubernetesBalancer> read_kubernetes_service(const DocumentNode& document,
                                                                        Diagnostics& said);
[[nodiscard]] std::optional<KubernetesBalancer> read_kubernetes_ingress(const DocumentNode& document,
                                                                        Diagnostics& said);
/// Source: kubernetes-sigs/aws-load-balancer-controller docs/guide/ingress/ingress_class.md;
/// https://docs.aws.amazon.com/eks/latest/userguide/auto-configure-alb.html
[[nodiscard]] std::optional<KubernetesIngressClass> read_kubernetes_ingress_class(const DocumentNode& document,
                                                                                  Diagnostics& said);
/// Source: aws/amazon-vpc-resource-controller-k8s apis/vpcresources/v1beta1/securitygrouppolicy_types.go.
[[nodiscard]] std::optional<KubernetesSecurityGroupPolicy> read_kubernetes_security_group_policy(
    const DocumentNode& document, Diagnostics& said);
/// Source: aws/amazon-vpc-resource-controller-k8s apis/vpcresources/v1alpha1/cninode_types.go.
[[nodiscard]] std::optional<KubernetesCniNode> read_kubernetes_cni_node(const DocumentNode& document,
                                                                        Diagnostics& said);

}  // namespace cniplan
