#include "planner/importers/eks_anywhere.hpp"

#include <string>

#include "tests/support/catch.hpp"
#include "tests/unit/importers/import_text.hpp"
#include "tests/unit/importers/read_text.hpp"

using namespace cniplan;
using namespace cniplan::test;

TEST_CASE("a Cluster of EKS Anywhere has its networks and its nodes") {
  const auto out = import_texts({{"cluster.yaml", project_file("tests/fixtures/eks-anywhere/cluster.yaml")}});
  CHECK(out.spec ==
        "cluster shop-floor eks-anywhere - service 10.96.0.0/16\n"
        "podNetwork 192.168.0.0/20\nnodeBlock /25\ncontrolPlane 3 nodes\n"
        "group general - - [] nodes 2/4/40 []\n"
        "group small - - [] nodes -/1/- [] maxPods 60\n"
        "group md-2 - - [] nodes 2/2/3 []\n");
  CHECK(out.said == "cluster.yaml: info: not read: VSphereDatacenterConfig, VSphereMachineConfig\n");
  CHECK(out.notes ==
        "ignored: clusterNetwork.cniConfig: routingMode direct (Pods get a block of the Pod network on each node whichever "
        "way they are routed)\n"
        "derived: node group \"small\": nodes.desired 1 (EKS Anywhere's default)\n"
        "derived: node group \"md-2\": its name (EKS Anywhere's default)\n"
        "derived: node group \"md-2\": nodes.desired 2 (minCount, without count)\n"
        "ignored: VSphereDatacenterConfig \"shop-floor\" (this kind is not read)\n"
        "ignored: VSphereMachineConfig \"general\" (this kind is not read)\n");
}

TEST_CASE("a node's block is /24 unless the file says otherwise") {
  const auto out = import_texts(
      {{"c.yaml",
        "apiVersion: anywhere.eks.amazonaws.com/v1alpha1\nkind: Cluster\nmetadata: {name: c}\nspec: {clusterNetwork: {pods: "
        "{cidrBlocks: [192.168.0.0/16]}, services: {cidrBlocks: [10.96.0.0/12]}}, workerNodeGroupConfigurations: [{name: a, "
        "count: 1}]}\n"}});
  CHECK(out.spec.contains("nodeBlock /24\ncontrolPlane 1 nodes\n"));
  CHECK(out.notes ==
        "derived: cluster: controlPlaneNodes 1 (EKS Anywhere's default)\n"
        "derived: podNetwork: nodePrefixLength 24 (a node's block unless set)\n");
}

TEST_CASE("everything that is wrong with a Cluster of EKS Anywhere is said in one run") {
  CHECK(import_texts({{"wrong.yaml", project_file("tests/fixtures/eks-anywhere/wrong.yaml")}}).said ==
        project_file("tests/fixtures/eks-anywhere/wrong.messages"));
}

TEST_CASE("kubeadm's ClusterConfiguration has the networks of a cluster of EKS Distro") {
  const auto out = import_texts({{"kubeadm.yaml", project_file("tests/fixtures/eks-anywhere/kubeadm.yaml")}});
  CHECK(out.spec ==
        "cluster edge eks-distro - service 10.96.0.0/16\npodNetwork 10.244.0.0/16\nnodeBlock /25\n");
  CHECK(out.notes == "ignored: podSubnet fd00:10:244::/56 (networks of IPv6 are not planned)\n");
  CHECK(out.said.contains("no file names a node group"));
}

TEST_CASE("kubeadm's older form and its defaults") {
  struct Row {
    const char* name;
    std::string rest;
    std::string spec;
    std::string said;
  };
  const auto row = GENERATE(values<Row>({
      {"arguments as a mapping",
       "networking: {podSubnet: 10.244.0.0/16}\ncontrollerManager: {extraArgs: {node-cidr-mask-size: \"26\"}}\n",
       "podNetwork 10.244.0.0/16\nnodeBlock /26\n", ""},
      {"no Pod network", "networking: {}\n", "service 10.96.0.0/12", "networking.podSubnet is not set"},
      {"no number", "networking: {podSubnet: 10.244.0.0/16}\ncontrollerManager: {extraArgs: {node-cidr-mask-size: big}}\n",
       "", "node-cidr-mask-size is no prefix length"},
      {"no network", "networking: {podSubnet: 10.244.0.0/40}\n", "", "networking: 10.244.0.0/40 has a prefix length above 32"},
  }));
  CAPTURE(row.name);
  const auto out = import_texts({{"k.yaml", "apiVersion: kubeadm.k8s.io/v1beta3\nkind: ClusterConfiguration\n" + row.rest}});
  CHECK(out.spec.contains(row.spec));
  CHECK(out.spec.empty() == row.spec.empty());
  CHECK(out.said.contains(row.said));
}

TEST_CASE("kubelet's configuration beside kubeadm's holds for all nodes") {
  const std::string cluster =
      "apiVersion: kubeadm.k8s.io/v1beta3\nkind: ClusterConfiguration\nnetworking: {podSubnet: 10.244.0.0/16}\n---\n";
  const auto kubelet = [](const std::string& rest) {
    return "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n" + rest;
  };
  const NamedText spec{
      "spec.yaml", "nodeGroups: [{name: a, nodes: {desired: 1}}, {name: b, nodes: {desired: 1}, maxPods: 30}]\n"};
  const auto out = import_texts({{"k.yaml", cluster + kubelet("maxPods: 60\n")}, spec});
  CHECK(out.spec.contains("group a - - [] nodes -/1/- [] maxPods 60\n"));
  CHECK(out.spec.contains("group b - - [] nodes -/1/- [] maxPods 30\n"));
  CHECK(out.notes.contains(
      "derived: node group \"a\": maxPods 60 (kubeadm gives the KubeletConfiguration to all nodes)\n"));
  CHECK_FALSE(out.notes.contains("node group \"b\""));
  CHECK(out.said.empty());
  CHECK_FALSE(import_texts({{"k.yaml", cluster + kubelet("maxPods: 0\n")}, spec}).spec.contains("maxPods 60"));

  struct Row {
    const char* name;
    std::string text;
    std::string said;
  };
  const auto row = GENERATE_COPY(values<Row>({
      {"no node group", cluster + kubelet("maxPods: 60\n"),
       "k.yaml:7:10: warning: KubeletConfiguration: maxPods 60 is of all nodes, but no file names a node group that "
       "takes it; give nodeGroups in a spec\n"},
      {"Pods by cores", cluster + kubelet("podsPerCore: 10\n"),
       "k.yaml:7:14: warning: KubeletConfiguration: podsPerCore is not planned, as no file says how many cores the "
       "nodes have; set maxPods to the lower of maxPods and podsPerCore times cores\n"},
      {"of no cluster", kubelet("maxPods: 60\n"),
       "k.yaml:1:1: warning: KubeletConfiguration: which nodes have it is in no file, so that it changes no max Pods; "
       "give maxPods of their node groups in a spec, or the ClusterConfiguration of kubeadm beside it\n"},
      {"no number", cluster + kubelet("maxPods: many\n"),
       "KubeletConfiguration: maxPods: \"many\" is not a whole number"},
  }));
  CAPTURE(row.name);
  CHECK(import_texts({{"k.yaml", row.text}}).said.contains(row.said));
}
