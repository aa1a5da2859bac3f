#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "planner/catalog/catalog.hpp"
#include "planner/core/count.hpp"
#include "planner/core/diagnostic.hpp"
#include "planner/core/result.hpp"
#include "planner/importers/document.hpp"
#include "planner/spec/cluster_spec.hpp"
#include "planner/spec/imported.hpp"

namespace cniplan {

/// What the program reads, for messages about files that are something else.
inline constexpr std::string_view kReadableFiles =
    "a spec (\"cniplan schema spec\") or a file that \"cniplan import --help\" names";

/// Kinds of documents that can be read into a part of a ClusterSpec. Each has a row in importers().
enum class DocumentKind : std::uint8_t {
  spec,                           ///< our own, see spec_file.hpp
  terraform,                      ///< "terraform show -json" of a plan or a state
  cloudformation,                 ///< a template
  eksctl_cluster_config,          ///< apiVersion eksctl.io/..., kind ClusterConfig
  karpenter_node_pool,            ///< karpenter.sh/v1, also of EKS Auto Mode
  karpenter_ec2_node_class,       ///< karpenter.k8s.aws/v1
  auto_mode_node_class,           ///< eks.amazonaws.com/v1
  nodeadm_node_config,            ///< node.eks.aws/v1alpha1
  eni_config,                     ///< crd.k8s.amazonaws.com/v1alpha1
  kubernetes_node,                ///< v1; what kubectl prints of a cluster, see kubectl_objects.hpp
  kubernetes_pod,                 ///< v1
  kubernetes_deployment,          ///< apps/v1
  kubernetes_stateful_set,        ///< apps/v1
  kubernetes_daemon_set,          ///< apps/v1, any but aws-node
  kubernetes_autoscaler,          ///< autoscaling/v2, HorizontalPodAutoscaler
  kubernetes_service,             ///< v1, of type LoadBalancer
  kubernetes_ingress,             ///< networking.k8s.io/v1
  kubernetes_ingress_class,       ///< networking.k8s.io/v1
  cni_node,                       ///< vpcresources.k8s.aws/v1alpha1
  security_group_policy,          ///< vpcresources.k8s.aws/v1beta1
  aws_node_daemon_set,            ///< apps/v1, DaemonSet aws-node
  vpc_cni_config_map,             ///< v1, ConfigMap amazon-vpc-cni
  vpc_cni_helm_values,            ///< of the chart aws-vpc-cni
  eks_addon,                      ///< "aws eks describe-addon"
  eks_anywhere_cluster,           ///< anywhere.eks.amazonaws.com/v1alpha1
  kubeadm_cluster_configuration,  ///< kubeadm.k8s.io
  kubelet_configuration,          ///< kubelet.config.k8s.io
  eks_cluster,                    ///< "aws eks describe-cluster"
  eks_nodegroup,                  ///< "aws eks describe-nodegroup"
  eks_fargate_profile,            ///< "aws eks describe-fargate-profile"
  ec2_launch_template_versions,   ///< "aws ec2 describe-launch-template-versions"
  ec2_instances,                  ///< "aws ec2 describe-instances"
  ec2_placement,                  ///< where one instance stands, of the same with --query
  ec2_subnets,                    ///< "aws ec2 describe-subnets"
  ec2_vpcs,                       ///< "aws ec2 describe-vpcs"
  ec2_network_interfaces,         ///< "aws ec2 describe-network-interfaces"
  ec2_cidr_reservations,          ///< "aws ec2 get-subnet-cidr-reservations"
};

/// What an importer is given.
struct ImporterInput {
  std::span<const DocumentNode* const> documents;  ///< of its kinds, in the order of the input; never empty
  const Catalog& catalog;
  const ClusterSpec& known;  ///< what the stages before said; empty in the first
  /// Nodes of a NodePool whose number no file says.
  std::optional<NodeCount> nodes_per_pool;
  /// The cluster that is asked for, of a document with several; empty: the only one.
  std::string_view cluster{};
  /// There is no other document: what is missing here is missing altogether.
  bool whole_input = true;
};

using ReadDocuments = Result<PartialSpec, Diagnostics> (*)(const ImporterInput& input);

/// When an importer gets its turn.
enum class ImportStage : std::uint8_t {
  self_contained,  ///< first: all that it needs stands in its documents
  referring,       ///< then: it looks things up in `known` (subnets by tag, the node group that a setting is for)
  observed,        ///< last: what runs in a cluster, which gives way to what all files in `known` want
};

/// What an importer is handed at a time.
enum class ImportBatch : std::uint8_t {
  each,      ///< one document
  file,      ///< all documents of its function that stand in one text
  together,  ///< all documents of its function: they refer to each other
};

/// One kind of document and how it is read. A new kind is an enumerator above and a row in importers.cpp.
struct Importer {
  DocumentKind kind{};
  std::string_view name;                     ///< as messages call it: "an eksctl ClusterConfig"
  bool (*is)(const DocumentNode& document);  ///< told from content alone; at most one row says yes
  ReadDocuments read;                        ///< rows that share a function share its batches
  ImportStage stage = ImportStage::self_contained;
  ImportBatch batch = ImportBatch::each;
  /// Documents of other kinds by which it understands its own: they come behind these, whatever their stage.
  bool (*looks_at)(const DocumentNode& document) = nullptr;
};

/// The row of every kind, in the order in which they are asked.
[[nodiscard]] std::span<const Importer> importers();

/// The row of a kind.
[[nodiscard]] const Importer& importer_of(DocumentKind kind);

}  // namespace cniplan
