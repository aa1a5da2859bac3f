#include "planner/importers/detect.hpp"

#include <string>

#include "planner/importers/document.hpp"
#include "planner/importers/importer.hpp"
#include "tests/support/catch.hpp"

using namespace cniplan;

namespace {

/// The kind, or what the document seems to be.
std::string kind_of(std::string_view text) {
  const auto documents = read_documents(text, 0);
  if (!documents) return documents.error().front().message;
  const auto kind = detect(documents->front());
  if (!kind) return kind.error().message + "; " + kind.error().way_out;
  return std::string(importer_of(*kind).name);
}

std::string not_read(const std::string& what) {
  return "this is " + what +
         ", which this version does not read; give a spec (\"cniplan schema spec\") or a file that "
         "\"cniplan import --help\" names";
}

}  // namespace

TEST_CASE("a document's kind is told from its content") {
  struct Row {
    const char* name;
    const char* text;
    std::string kind;
  };
  const auto row = GENERATE(values<Row>({
      {"our spec", "version: 1\nnodeGroups: []\n", "a spec of this program"},
      {"our spec with one key", "policy: {}\n", "a spec of this program"},
      {"our spec with a misspelt key", "nodeGruops: []\n", "a spec of this program"},
      {"an instance's place", "{AvailabilityZone: us-east-1c, GroupName: g, Tenancy: default}",
       "the Placement of one instance, of \"aws ec2 describe-instances --query\""},
      {"a CNINode", "apiVersion: vpcresources.k8s.aws/v1alpha1\nkind: CNINode\n", "a CNINode"},
      {"eksctl", "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\n", "an eksctl ClusterConfig"},
      {"eksctl as JSON", "{\"kind\": \"ClusterConfig\", \"apiVersion\": \"eksctl.io/v1alpha5\"}",
       "an eksctl ClusterConfig"},
      {"eksctl, wrong kind", "apiVersion: eksctl.io/v1alpha5\nkind: clusterconfg\n",
       "eksctl has no kind \"clusterconfg\"; did you mean \"ClusterConfig\"?"},
      {"eksctl without a kind", "apiVersion: eksctl.io/v1alpha5\n",
       "eksctl has no kind \"\"; write kind: ClusterConfig"},
      {"eksctl without its first lines", "metadata: {name: x}\nnodeGroups: []\n",
       "this is an eksctl ClusterConfig without its apiVersion and kind, which this version does not read; "
       "add "
       "apiVersion: eksctl.io/v1alpha5 and kind: ClusterConfig"},
      {"Karpenter", "apiVersion: karpenter.sh/v1\nkind: NodePool\n", "a Karpenter NodePool"},
      {"Karpenter's class", "apiVersion: karpenter.k8s.aws/v1\nkind: EC2NodeClass\n", "a Karpenter EC2NodeClass"},
      {"Auto Mode's class", "apiVersion: eks.amazonaws.com/v1\nkind: NodeClass\n", "a NodeClass of EKS Auto Mode"},
      {"nodeadm", "apiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\n", "a NodeConfig of nodeadm"},
      {"ENIConfig", "apiVersion: crd.k8s.amazonaws.com/v1alpha1\nkind: ENIConfig\n", "an ENIConfig"},
      {"SecurityGroupPolicy", "apiVersion: vpcresources.k8s.aws/v1beta1\nkind: SecurityGroupPolicy\n",
       "a SecurityGroupPolicy"},
      {"aws-node", "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: aws-node}\n", "the DaemonSet aws-node"},
      {"aws-node under another name",
       "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: cni}\nspec: {template: {spec: {containers: [{name: "
       "aws-node}]}}}\n",
       "the DaemonSet aws-node"},
      {"another DaemonSet", "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: kube-proxy}\n",
       "a DaemonSet"},
      {"a DaemonSet of another group", "apiVersion: apps.kruise.io/v1alpha1\nkind: DaemonSet\nmetadata: {name: x}\n",
       not_read("a Kubernetes DaemonSet (apps.kruise.io/v1alpha1)")},
      {"Node", "apiVersion: v1\nkind: Node\n", "a Node"},
      {"Pod", "apiVersion: v1\nkind: Pod\n", "a Pod"},
      {"Deployment", "apiVersion: apps/v1\nkind: Deployment\n", "a Deployment"},
      {"StatefulSet", "apiVersion: apps/v1\nkind: StatefulSet\n", "a StatefulSet"},
      {"HorizontalPodAutoscaler", "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\n",
       "a HorizontalPodAutoscaler"},
      {"Ingress", "apiVersion: networking.k8s.io/v1\nkind: Ingress\n", "an Ingress"},
      {"Service with a load balancer", "apiVersion: v1\nkind: Service\nspec: {type: LoadBalancer}\n",
       "a Service of type LoadBalancer"},
      {"another Service", "apiVersion: v1\nkind: Service\nspec: {type: ClusterIP}\n",
       not_read("a Kubernetes Service (v1)")},
      {"ConfigMap", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: amazon-vpc-cni}\n", "the ConfigMap amazon-vpc-cni"},
      {"another ConfigMap", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: coredns}\n",
       not_read("a Kubernetes ConfigMap (v1)")},
      {"Helm values", "env: {WARM_IP_TARGET: \"5\"}\n", "Helm values of aws-vpc-cni"},
      {"Helm values of a parent chart", "aws-vpc-cni: {env: {}}\n", "Helm values of aws-vpc-cni"},
      {"an add-on", "{\"addon\": {\"addonName\": \"vpc-cni\"}}", "the output of \"aws eks describe-addon\""},
      {"an add-on without its cover", "{\"addonName\": \"coredns\"}", "the output of \"aws eks describe-addon\""},
      {"EKS Anywhere", "apiVersion: anywhere.eks.amazonaws.com/v1alpha1\nkind: Cluster\n", "an EKS Anywhere Cluster"},
      {"another Cluster", "apiVersion: cluster.x-k8s.io/v1beta1\nkind: Cluster\n",
       not_read("a Kubernetes Cluster (cluster.x-k8s.io/v1beta1)")},
      {"kubeadm", "apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\n", "a kubeadm ClusterConfiguration"},
      {"describe-subnets", "{\"Subnets\": []}", "the output of \"aws ec2 describe-subnets\""},
      {"describe-vpcs", "{\"Vpcs\": []}", "the output of \"aws ec2 describe-vpcs\""},
      {"describe-network-interfaces", "{\"NetworkInterfaces\": []}",
       "the output of \"aws ec2 describe-network-interfaces\""},
      {"get-subnet-cidr-reservations", "{\"SubnetIpv4CidrReservations\": []}",
       "the output of \"aws ec2 get-subnet-cidr-reservations\""},
      {"describe-instances", "{\"Reservations\": []}", "the output of \"aws ec2 describe-instances\""},
      {"describe-cluster", "{\"cluster\": {\"name\": \"a\", \"resourcesVpcConfig\": {}}}",
       "the output of \"aws eks describe-cluster\""},
      {"describe-nodegroup", "{\"nodegroup\": {\"nodegroupName\": \"a\"}}",
       "the output of \"aws eks describe-nodegroup\""},
      {"describe-nodegroup --query nodegroup", "{\"nodegroupName\": \"a\", \"clusterName\": \"c\", \"version\": \"1.33\"}",
       "the output of \"aws eks describe-nodegroup\""},
      {"describe-cluster --query cluster", "{\"name\": \"a\", \"version\": \"1.33\", \"resourcesVpcConfig\": {}}",
       "the output of \"aws eks describe-cluster\""},
      {"a file of another program with a version", "version: 2\nupdates: []\n",
       not_read("a mapping that begins with the key \"version\"")},
      {"a file of another program with version 1", "version: 1\nfrontend: {}\n",
       not_read("a mapping that begins with the key \"version\"")},
      {"an IAM policy", "{\"Version\": \"2012-10-17\", \"Statement\": []}",
       not_read("a mapping that begins with the key \"Version\"")},
      {"our spec with strange keys", "version: 1\nnodeGroups: []\na: 1\nb: 2\nc: 3\n", "a spec of this program"},
      {"an IngressClass", "apiVersion: networking.k8s.io/v1\nkind: IngressClass\n", "an IngressClass"},
      {"a KubeletConfiguration", "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n",
       "a KubeletConfiguration"},
      {"describe-fargate-profile", "{\"fargateProfile\": {\"fargateProfileName\": \"a\"}}",
       "the output of \"aws eks describe-fargate-profile\""},
      {"describe-launch-template-versions", "{\"LaunchTemplateVersions\": []}",
       "the output of \"aws ec2 describe-launch-template-versions\""},
      {"describe-instance-types", "{\"InstanceTypes\": []}",
       "this is the output of \"aws ec2 describe-instance-types\", which this version does not read; give it as "
       "--instance-types FILE"},
      {"Terraform", "{\"terraform_version\": \"1.9\"}", not_read("a Terraform plan or state")},
      {"CloudFormation", "Resources: {}\n", not_read("a CloudFormation template")},
      {"our result", "{\"schema\": \"cniplan/plan/v1\"}",
       not_read("a result of this program (cniplan/plan/v1)")},
      {"a list", "- a\n", not_read("a list")},
      {"a text", "hello\n", not_read("text")},
      {"nothing in it", "{}", not_read("an empty mapping")},
      {"something else", "zzz: 1\n", not_read("a mapping that begins with the key \"zzz\"")},
  }));
  CAPTURE(row.name);
  CHECK(kind_of(row.text) == row.kind);
}

TEST_CASE("every kind of document has one row, and rows of one function agree on when they are read") {
  for (const Importer& importer : importers()) {
    CAPTURE(importer.name);
    CHECK(&importer_of(importer.kind) == &importer);
    for (const Importer& other : importers()) {
      if (other.read != importer.read) continue;
      CHECK(other.stage == importer.stage);
      CHECK(other.batch == importer.batch);
    }
  }
}
