#include <algorithm>
#include <array>
#include <utility>

#include "planner/core/ensure.hpp"
#include "planner/importers/aws_eks.hpp"
#include "planner/importers/cloudformation.hpp"
#include "planner/importers/cni_part.hpp"
#include "planner/importers/detect.hpp"
#include "planner/importers/ec2_network.hpp"
#include "planner/importers/eks_anywhere.hpp"
#include "planner/importers/eksctl.hpp"
#include "planner/importers/eksctl_notes.hpp"
#include "planner/importers/importer.hpp"
#include "planner/importers/karpenter.hpp"
#include "planner/importers/kubectl_objects.hpp"
#include "planner/importers/nodeadm.hpp"
#include "planner/importers/spec_file.hpp"
#include "planner/importers/terraform_document.hpp"
#include "planner/importers/terraform_plan.hpp"

namespace cniplan {
namespace {

Result<PartialSpec, Diagnostics> read_spec_part(const ImporterInput& input) {
  auto read =
      read_spec(*input.documents.front(), input.whole_input ? SpecExtent::whole : SpecExtent::part);
  if (!read) return failure(std::move(read.error()));
  return PartialSpec{.spec = std::move(read->value), .warnings = std::move(read->warnings), .notes = {}};
}

Result<PartialSpec, Diagnostics> read_eksctl_part(const ImporterInput& input) {
  const DocumentNode& document = *input.documents.front();
  auto read = read_eksctl(document, input.catalog);
  if (!read) return failure(std::move(read.error()));
  auto notes = eksctl_notes(document, read->value);
  return PartialSpec{
      .spec = std::move(read->value), .warnings = std::move(read->warnings), .notes = std::move(notes)};
}

Result<PartialSpec, Diagnostics> read_terraform_part(const ImporterInput& input) {
  return read_terraform(*input.documents.front(), input.cluster);
}

Result<PartialSpec, Diagnostics> read_cloudformation_part(const ImporterInput& input) {
  return read_cloudformation(*input.documents.front(), input.cluster);
}

constexpr auto kImporters = std::to_array<Importer>({
    {.kind = DocumentKind::terraform,
     .name = "a plan or a state of Terraform",
     .is = is_terraform_document,
     .read = read_terraform_part},
    {.kind = DocumentKind::cloudformation,
     .name = "a CloudFormation template",
     .is = is_cloudformation,
     .read = read_cloudformation_part},
    {.kind = DocumentKind::eksctl_cluster_config,
     .name = "an eksctl ClusterConfig",
     .is = is_eksctl_cluster_config,
     .read = read_eksctl_part},
    {.kind = DocumentKind::karpenter_node_pool,
     .name = "a Karpenter NodePool",
     .is = [](const DocumentNode& document) { return is_object(document, "karpenter.sh", "NodePool"); },
     .read = read_karpenter,
     .stage = ImportStage::referring,
     .batch = ImportBatch::together},
    {.kind = DocumentKind::karpenter_ec2_node_class,
     .name = "a Karpenter EC2NodeClass",
     .is = [](const DocumentNode& document) { return is_object(document, "karpenter.k8s.aws", "EC2NodeClass"); },
     .read = read_karpenter,
     .stage = ImportStage::referring,
     .batch = ImportBatch::together},
    {.kind = DocumentKind::auto_mode_node_class,
     .name = "a NodeClass of EKS Auto Mode",
     .is = [](const DocumentNode& document) { return is_object(document, "eks.amazonaws.com", "NodeClass"); },
     .read = read_karpenter,
     .stage = ImportStage::referring,
     .batch = ImportBatch::together},
    {.kind = DocumentKind::nodeadm_node_config,
     .name = "a NodeConfig of nodeadm",
     .is = [](const DocumentNode& document) { return is_object(document, "node.eks.aws", "NodeConfig"); },
     .read = read_node_config,
     .stage = ImportStage::referring},
    {.kind = DocumentKind::eni_config,
     .name = "an ENIConfig",
     .is = [](const DocumentNode& document) { return is_object(document, "crd.k8s.amazonaws.com", "ENIConfig"); },
     .read = read_eni_configs,
     .stage = ImportStage::referring,
     .batch = ImportBatch::together},
    {.kind = DocumentKind::security_group_policy,
     .name = "a SecurityGroupPolicy",
     .is = is_security_group_policy,
     .read = read_kubectl_objects,
     .stage = ImportStage::observed,
     .batch = ImportBatch::together},
    {.kind = DocumentKind::aws_node_daemon_set,
     .name = "the DaemonSet aws-node",
     .is = is_aws_node_daemon_set,
     .read = read_cni_part,
     .batch = ImportBatch::file},
    {.kind = DocumentKind::kubernetes_node,
     .name = "a Node",
     .is = is_node,
     .read = read_kubectl_objects,
     .stage = ImportStage::observed,
     .batch = ImportBatch::together},
    {.kind = DocumentKind::kubernetes_pod,
     .name = "a Pod",
     .is = is_pod,
     .read = read_kubectl_objects,
     .stage = ImportStage::observed,
     .batch = ImportBatch::together},
    {.kind = DocumentKind::kubernetes_deployment,
     .name = "a Deployment",
     .is = is_deployment,
     .read = read_kubectl_objects,
     .stage = ImportStage::observed,
     .batch = ImportBatch::together},
    {.kind = DocumentKind::kubernetes_stateful_set,
     .name = "a StatefulSet",
     .is = is_stateful_set,
     .read = read_kubectl_objects,
     .stage = ImportStage::observed,
     .batch = ImportBatch::together},
    {.kind = DocumentKind::kubernetes_daemon_set,
     .name = "a DaemonSet",
     .is = is_other_daemon_set,
     .read = read_kubectl_objects,
     .stage = ImportStage::observed,
     .batch = ImportBatch::together},
    {.kind = DocumentKind::kubernetes_autoscaler,
     .name = "a HorizontalPodAutoscaler",
     .is = is_autoscaler,
     .read = read_kubectl_objects,
     .stage = ImportStage::observed,
     .batch = ImportBatch::together},
    {.kind = DocumentKind::kubernetes_service,
     .name = "a Service of type LoadBalancer",
     .is = is_load_balancer_service,
     .read = read_kubectl_objects,
     .stage = ImportStage::observed,
     .batch = ImportBatch::together},
    {.kind = DocumentKind::cni_node,
     .name = "a CNINode",
     .is = is_cni_node,
     .read = read_kubectl_objects,
     .stage = ImportStage::observed,
     .batch = ImportBatch::together},
    {.kind = DocumentKind::kubernetes_ingress,
     .name = "an Ingress",
     .is = is_ingress,
     .read = read_kubectl_objects,
     .stage = ImportStage::observed,
     .batch = ImportBatch::together},
    {.kind = DocumentKind::kubernetes_ingress_class,
     .name = "an IngressClass",
     .is = is_ingress_class,
     .read = read_kubectl_objects,
     .stage = ImportStage::observed,
     .batch = ImportBatch::together},
    {.kind = DocumentKind::vpc_cni_config_map,
     .name = "the ConfigMap amazon-vpc-cni",
     .is = is_vpc_cni_config_map,
     .read = read_cni_part,
     .batch = ImportBatch::file},
    {.kind = DocumentKind::eks_addon,
     .name = "the output of \"aws eks describe-addon\"",
     .is = is_eks_addon,
     .read = read_cni_part,
     .batch = ImportBatch::file},
    {.kind = DocumentKind::vpc_cni_helm_values,
     .name = "Helm values of aws-vpc-cni",
     .is = is_vpc_cni_values_file,
     .read = read_cni_part,
     .batch = ImportBatch::file},
    {.kind = DocumentKind::eks_anywhere_cluster,
     .name = "an EKS Anywhere Cluster",
     .is = [](const DocumentNode& document) { return is_object(document, "anywhere.eks.amazonaws.com", "Cluster"); },
     .read = read_eks_anywhere},
    {.kind = DocumentKind::kubeadm_cluster_configuration,
     .name = "a kubeadm ClusterConfiguration",
     .is = [](const DocumentNode& document) { return is_object(document, "kubeadm.k8s.io", "ClusterConfiguration"); },
     .read = read_kubeadm},
    {.kind = DocumentKind::kubelet_configuration,
     .name = "a KubeletConfiguration",
     .is =
         [](const DocumentNode& document) {
           return is_object(document, "kubelet.config.k8s.io", "KubeletConfiguration");
         },
     .read = read_kubelet_configuration,
     .stage = ImportStage::referring},
    {.kind = DocumentKind::eks_cluster,
     .name = "the output of \"aws eks describe-cluster\"",
     .is = is_describe_cluster,
     .read = read_aws_eks,
     .stage = ImportStage::referring,
     .batch = ImportBatch::together},
    {.kind = DocumentKind::eks_nodegroup,
     .name = "the output of \"aws eks describe-nodegroup\"",
     .is = is_describe_nodegroup,
     .read = read_aws_eks,
     .stage = ImportStage::referring,
     .batch = ImportBatch::together},
    {.kind = DocumentKind::eks_fargate_profile,
     .name = "the output of \"aws eks describe-fargate-profile\"",
     .is = is_describe_fargate_profile,
     .read = read_aws_eks,
     .stage = ImportStage::referring,
     .batch = ImportBatch::together},
    {.kind = DocumentKind::ec2_launch_template_versions,
     .name = "the output of \"aws ec2 describe-launch-template-versions\"",
     .is = is_describe_launch_template_versions,
     .read = read_aws_eks,
     .stage = ImportStage::referring,
     .batch = ImportBatch::together},
    {.kind = DocumentKind::ec2_instances,
     .name = "the output of \"aws ec2 describe-instances\"",
     .is = is_describe_instances,
     .read = read_aws_eks,
     .stage = ImportStage::referring,
     .batch = ImportBatch::together},
    {.kind = DocumentKind::ec2_placement,
     .name = "the Placement of one instance, of \"aws ec2 describe-instances --query\"",
     .is = is_instance_placement,
     .read = read_instance_placement},
    {.kind = DocumentKind::ec2_subnets,
     .name = "the output of \"aws ec2 describe-subnets\"",
     .is = is_describe_subnets,
     .read = read_ec2_network,
     .batch = ImportBatch::together,
     .looks_at = tells_vpc_of_cluster},
    {.kind = DocumentKind::ec2_vpcs,
     .name = "the output of \"aws ec2 describe-vpcs\"",
     .is = is_describe_vpcs,
     .read = read_ec2_network,
     .batch = ImportBatch::together,
     .looks_at = tells_vpc_of_cluster},
    {.kind = DocumentKind::ec2_network_interfaces,
     .name = "the output of \"aws ec2 describe-network-interfaces\"",
     .is = is_describe_network_interfaces,
     .read = read_ec2_network,
     .batch = ImportBatch::together,
     .looks_at = tells_vpc_of_cluster},
    {.kind = DocumentKind::ec2_cidr_reservations,
     .name = "the output of \"aws ec2 get-subnet-cidr-reservations\"",
     .is = is_subnet_cidr_reservations,
     .read = read_ec2_network,
     .batch = ImportBatch::together,
     .looks_at = tells_vpc_of_cluster},
    // Last: it takes what merely looks like a spec with a misspelt key.
    {.kind = DocumentKind::spec,
     .name = "a spec of this program",
     .is = is_spec_file,
     .read = read_spec_part},
});

}  // namespace

std::span<const Importer> importers() { return kImporters; }

const Importer& importer_of(DocumentKind kind) {
  const auto row = std::ranges::find(kImporters, kind, &Importer::kind);
  ensure(row != kImporters.end(), "every kind of document has a row");
  return *row;
}

}  // namespace cniplan
