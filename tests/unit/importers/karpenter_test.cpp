#include "planner/importers/karpenter.hpp"

#include <string>

#include "tests/support/catch.hpp"
#include "tests/unit/importers/import_text.hpp"
#include "tests/unit/importers/read_text.hpp"

using namespace cniplan;
using namespace cniplan::test;

namespace {

/// A NodePool of two types with what a row adds below spec, and its EC2NodeClass with what it adds below spec.
std::string pool_with(const std::string& pool, const std::string& node_class = "",
                      const std::string& requirements = "") {
  return "apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: general}\nspec:\n"
         "  template:\n    spec:\n      requirements:\n"
         "        - {key: node.kubernetes.io/instance-type, operator: In, values: [m5.large, m5.xlarge]}\n" +
         requirements + "      nodeClassRef: {group: karpenter.k8s.aws, kind: EC2NodeClass, name: default}\n" + pool +
         "---\napiVersion: karpenter.k8s.aws/v1\nkind: EC2NodeClass\nmetadata: {name: default}\nspec:\n"
         "  amiSelectorTerms: [{alias: al2023@latest}]\n" +
         (node_class.contains("subnetSelectorTerms") ? "" : "  subnetSelectorTerms: [{tags: {discovery: shop}}]\n") +
         node_class;
}

const std::string kVpc =
    "vpc:\n  cidrs: [10.0.0.0/16]\n  subnets:\n"
    "    - {name: a, id: subnet-1, az: z1, cidr: 10.0.0.0/24, tags: {discovery: shop, tier: private}}\n"
    "    - {name: b, id: subnet-2, az: z2, cidr: 10.0.1.0/24, tags: {discovery: shop, tier: public}}\n"
    "    - {name: c, id: subnet-3, az: z3, cidr: 10.0.2.0/24}\n";

std::string group_line(const std::string& spec) {
  const auto at = spec.find("\ngroup ");
  if (at == std::string::npos) return {};
  return spec.substr(at + 1, spec.find('\n', at + 1) - at);
}

}  // namespace

TEST_CASE("a NodePool is a node group with the types that its requirements leave") {
  const auto out = import_texts({{"pool.yaml", pool_with("  limits: {nodes: 8}\n")}, {"vpc.yaml", kVpc}});
  CHECK(group_line(out.spec) ==
        "group general karpenter linux [m5.large m5.xlarge] nodes -/-/8 [a b] unavailable 10%\n");
  CHECK(out.said ==
        "pool.yaml:3:18: warning: NodePool \"general\": how many nodes run is in no file; planned with the 8 that its "
        "limits allow; give --nodes-per-pool N, or a spec with {nodeGroups: [{name: general, nodes: {desired: N}}]}\n");
}

TEST_CASE("the number of nodes is what somebody gives, within the limits") {
  struct Row {
    const char* name;
    std::string pool;
    std::string spec;
    std::optional<NodeCount> per_pool;
    std::string nodes;
  };
  const auto row = GENERATE(values<Row>({
      {"nothing at all", "", "", std::nullopt, "-/-/-"},
      {"an option", "", "", NodeCount(5), "-/5/-"},
      {"an option above the limits", "  limits: {nodes: 3}\n", "", NodeCount(5), "-/3/3"},
      {"a spec", "  limits: {nodes: 9}\n", "nodeGroups: [{name: general, nodes: {desired: 4}}]\n", std::nullopt, "-/4/9"},
      {"replicas", "  replicas: 6\n", "", NodeCount(5), "6/6/6"},
      {"limits of cpu, all nodes of the smallest type", "  limits: {cpu: \"9\"}\n", "", std::nullopt, "-/-/4"},
      {"limits of memory, less what the hypervisor keeps", "  limits: {memory: 16Gi}\n", "", std::nullopt, "-/-/2"},
      {"the lower one of limits", "  limits: {cpu: 1000m, memory: 1Ti}\n", "", std::nullopt, "-/-/0"},
  }));
  CAPTURE(row.name);
  std::vector<NamedText> texts = {{"pool.yaml", pool_with(row.pool)}, {"vpc.yaml", kVpc}};
  if (!row.spec.empty()) texts.push_back({"spec.yaml", row.spec});
  const auto out = import_texts(texts, row.per_pool);
  CHECK(group_line(out.spec).contains(" nodes " + row.nodes + " "));
  const bool silent = row.per_pool || !row.spec.empty() || row.pool.contains("replicas");
  CHECK(out.said.contains("how many nodes run is in no file") == !silent);
}

TEST_CASE("how many nodes run is what status says, as kubectl prints it, where no file wants a number") {
  struct Row {
    const char* name;
    std::string pool;
    std::string spec;
    std::string nodes;
    std::string note;
  };
  const auto row = GENERATE(values<Row>({
      {"without limits", "", "", "-/5/-", "NodePool \"general\": 5 nodes (status.nodes: so many run now)"},
      {"within limits", "  limits: {nodes: 8}\n", "", "-/5/8", "5 nodes (status.nodes: so many run now)"},
      {"above limits", "  limits: {nodes: 3}\n", "", "-/5/5",
       "5 nodes (status.nodes: so many run now, although its limits allow 3)"},
      {"replicas", "  replicas: 6\n", "", "6/6/6", ""},
      {"a spec", "", "nodeGroups: [{name: general, nodes: {desired: 4}}]\n", "-/4/-", ""},
      {"a spec's maximum", "", "nodeGroups: [{name: general, nodes: {max: 4}}]\n", "-/4/4",
       "4 nodes (5 run now, by status.nodes, and another file allows no more)"},
  }));
  CAPTURE(row.name);
  std::vector<NamedText> texts = {
      {"pool.yaml", pool_with(row.pool + "status: {nodes: 5, resources: {cpu: \"10\"}}\n")},
      {"vpc.yaml", kVpc}};
  if (!row.spec.empty()) texts.push_back({"spec.yaml", row.spec});
  const auto out = import_texts(texts, NodeCount(7));
  CHECK(out.said.empty());
  CHECK(group_line(out.spec).contains(" nodes " + row.nodes + " "));
  CHECK((row.note.empty() ? !out.notes.contains("status.nodes") : out.notes.contains(row.note)));
}

TEST_CASE("GPUs bound the nodes, and devices that the catalog does not count are said") {
  struct Row {
    const char* name;
    std::string types;
    std::string limits;
    std::string nodes;
    std::string said;
    std::string note;
  };
  const std::string not_counted =
      " is not counted, as the catalog does not say how much of it a type has, so that the maximum may be "
      "too large; give "
      "limits.nodes, or nodes: {max: N} in a spec\n";
  const auto row = GENERATE_COPY(values<Row>({
      {"8 of each node", "g5.48xlarge", "cpu: 10000, nvidia.com/gpu: 16", "-/1/2", "",
       "limits.nvidia.com/gpu 16, all of them g5.48xlarge, the type with the fewest"},
      {"the type with the fewest", "g5.48xlarge, g5.12xlarge", "nvidia.com/gpu: 16", "-/1/4", "",
       "at most 4 nodes (limits.nvidia.com/gpu 16, all of them g5.12xlarge"},
      {"a part of a node", "g5.48xlarge", "nvidia.com/gpu: \"15\"", "-/1/1", "", "at most 1 nodes"},
      {"AMD's", "g4ad.16xlarge", "amd.com/gpu: 4", "-/1/1", "",
       "limits.amd.com/gpu 4, all of them g4ad.16xlarge"},
      {"another maker's", "g4ad.16xlarge", "nvidia.com/gpu: 4", "-/1/-", "",
       "limits.nvidia.com/gpu (it bounds no types that are planned)"},
      {"none", "m5.large", "nvidia.com/gpu: 4", "-/1/-", "",
       "limits.nvidia.com/gpu (it bounds no types that are planned)"},
      {"not on each type", "g4ad.16xlarge, g5.48xlarge", "nvidia.com/gpu: 8", "-/1/-", "",
       "limits.nvidia.com/gpu (it does not bound those of its types that have none)"},
      {"Neuron devices", "inf2.48xlarge", "aws.amazon.com/neuron: 24", "-/1/-",
       "limits.aws.amazon.com/neuron" + not_counted, ""},
      {"Neuron devices that no type has", "g5.48xlarge", "aws.amazon.com/neuroncore: 24", "-/1/-", "",
       "limits.aws.amazon.com/neuroncore (it bounds no types that are planned)"},
      {"something else on GPUs", "g5.48xlarge", "vpc.amazonaws.com/efa: 4", "-/1/-",
       "limits.vpc.amazonaws.com/efa" + not_counted, ""},
      {"what each node has", "m5.large", "ephemeral-storage: 1Ti", "-/1/-",
       "limits.ephemeral-storage" + not_counted, ""},
  }));
  CAPTURE(row.name);
  std::string pool = pool_with("  limits: {" + row.limits + "}\n");
  pool.replace(pool.find("m5.large, m5.xlarge"), std::string("m5.large, m5.xlarge").size(), row.types);
  const auto out = import_texts({{"pool.yaml", pool}, {"vpc.yaml", kVpc}}, NodeCount(1));
  CHECK(group_line(out.spec).contains(" nodes " + row.nodes + " "));
  CHECK((row.said.empty() ? out.said.empty() : out.said.contains(row.said)));
  CHECK(out.notes.contains(row.note));
}

TEST_CASE("a number of GPUs that is no quantity is a fault") {
  const auto out =
      import_texts({{"pool.yaml", pool_with("  limits: {nvidia.com/gpu: many}\n")}, {"vpc.yaml", kVpc}});
  CHECK(out.said.contains(
      "NodePool \"general\": limits: nvidia.com/gpu: \"many\" is not a quantity of Kubernetes"));
}

TEST_CASE("limits that bound no planned type are no maximum") {
  const auto out =
      import_texts({{"pool.yaml", pool_with("  limits: {nvidia.com/gpu: 4}\n")}, {"vpc.yaml", kVpc}});
  CHECK(out.said.contains("how many nodes run is in no file, and it has no limits that bound its types; "));
}

TEST_CASE("subnets are found by tags and ids, and by the zones that requirements allow") {
  struct Row {
    const char* name;
    std::string terms;
    std::string requirements;
    std::string subnets;
    std::string said;
  };
  const std::string in_z2 = "        - {key: topology.kubernetes.io/zone, operator: In, values: [z2]}\n";
  const auto row = GENERATE_COPY(values<Row>({
      {"a tag", "[{tags: {discovery: shop}}]", "", "[a b]", ""},
      {"two tags, both", "[{tags: {discovery: shop, tier: private}}]", "", "[a]", ""},
      {"any value", "[{tags: {tier: \"*\"}}]", "", "[a b]", ""},
      {"two terms, either", "[{tags: {tier: public}}, {id: subnet-3}]", "", "[b c]", ""},
      {"no subnet has it", "[{tags: {discovery: other}}]", "", "[]",
       "no subnet of the files has the tags discovery=other; planned in all subnets used for nodes"},
      {"a placeholder", "[{tags: {discovery: \"${CLUSTER_NAME}\"}}]", "", "[]",
       "subnetSelectorTerms hold a placeholder, discovery=${CLUSTER_NAME}"},
      {"a placeholder of the documentation", "[{tags: {discovery: <<CLUSTER_NAME>>}}]", "", "[]",
       "subnetSelectorTerms hold a placeholder, discovery=<<CLUSTER_NAME>>; planned in all subnets used for "
       "nodes"},
      {"a placeholder for an id", "[{id: \"${SUBNET}\"}]", "", "[]",
       "subnetSelectorTerms hold a placeholder, id ${SUBNET}; planned in all subnets used for nodes"},
      {"a term beside an id, and no subnet has its tag", "[{tags: {discovery: other}}, {id: subnet-3}]", "",
       "[c]",
       "no subnet of the files has the tags discovery=other; planned in the subnets of the other terms "
       "alone"},
      {"a placeholder beside an id", "[{id: subnet-3}, {tags: {discovery: \"${CLUSTER}\"}}]", "", "[c]",
       "a placeholder, discovery=${CLUSTER}; planned in the subnets of the other terms alone"},
      {"an id that no file lists", "[{id: subnet-9}]", "", "[subnet-9]",
       "subnet subnet-9: no file says how large it is"},
      {"a zone", "[{tags: {discovery: shop}}]", in_z2, "[b]", ""},
      {"a zone, and no tag that matches", "[{tags: {discovery: other}}]", in_z2, "[b]",
       "no subnet of the files"},
  }));
  CAPTURE(row.name);
  const auto out = import_texts({{"pool.yaml", pool_with("  limits: {nodes: 8}\n", "  subnetSelectorTerms: " + row.terms + "\n",
                                                         row.requirements)},
                                 {"vpc.yaml", kVpc}},
                                NodeCount(2));
  CHECK(group_line(out.spec).contains(" nodes -/2/8 " + row.subnets + " "));
  CHECK((row.said.empty() ? out.said.empty() : out.said.contains(row.said)));
}

TEST_CASE("each term for subnets that matches nothing is said, once for all NodePools of an EC2NodeClass") {
  const std::string terms =
      "  subnetSelectorTerms: [{tags: {discovery: other}}, {id: subnet-3}, {tags: {a: \"{{b}}\"}}]\n";
  const std::string second =
      "---\napiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: second}\nspec:\n  template:\n    "
      "spec:\n"
      "      requirements: [{key: node.kubernetes.io/instance-type, operator: In, values: [m5.large]}]\n"
      "      nodeClassRef: {group: karpenter.k8s.aws, kind: EC2NodeClass, name: default}\n";
  const auto out =
      import_texts({{"pool.yaml", pool_with("", terms) + second}, {"vpc.yaml", kVpc}}, NodeCount(2));
  CHECK(out.said ==
        "pool.yaml:16:25: warning: NodePool \"general\": no subnet of the files has the tags "
        "discovery=other; planned in the "
        "subnets of the other terms alone; list the subnets in a spec with their tags, or give the node "
        "group its subnets "
        "there\n"
        "pool.yaml:16:69: warning: NodePool \"general\": subnetSelectorTerms hold a placeholder, a={{b}}; "
        "planned in the "
        "subnets of the other terms alone; list the subnets in a spec with their tags, or give the node "
        "group its subnets "
        "there\n");
}

TEST_CASE("a zone in which there is no subnet is a fault") {
  const std::string zone = "        - {key: topology.kubernetes.io/zone, operator: NotIn, values: [z1, z2]}\n";
  const auto out = import_texts({{"pool.yaml", pool_with("", "", zone)}, {"vpc.yaml", kVpc}}, NodeCount(2));
  CHECK(out.said.contains("none of its subnets is in a zone that requirement topology.kubernetes.io/zone allows"));
}

TEST_CASE("max Pods are those that kubelet gets from Karpenter") {
  struct Row {
    const char* name;
    std::string node_class;
    std::string max_pods;
    std::string said;
  };
  const auto row = GENERATE(values<Row>({
      {"none", "", "", ""},
      {"a number", "  kubelet: {maxPods: 50}\n", " maxPods 50", ""},
      {"podsPerCore, of the smallest type", "  kubelet: {podsPerCore: 8}\n", " maxPods 16", ""},
      {"the smaller one", "  kubelet: {maxPods: 10, podsPerCore: 8}\n", " maxPods 10", ""},
      {"above what ENIs address", "  kubelet: {podsPerCore: 20}\n", " maxPods 29", ""},
      {"Bottlerocket knows no podsPerCore", "  amiFamily: Bottlerocket\n  kubelet: {podsPerCore: 8}\n", "",
       "podsPerCore of \"default\" has no effect on Bottlerocket"},
      {"an expression", "  kubelet: {maxPods: \"default_enis * 2\"}\n", " maxPods default_enis * 2",
       "only with its feature gate NodeClassCEL"},
      {"user data that Karpenter does not read",
       "  userData: |\n    apiVersion: node.eks.aws/v1alpha1\n    kind: NodeConfig\n    spec: {kubelet: "
       "{config: {maxPods: "
       "30}}}\n",
       " maxPods 30", "of which Karpenter does not know"},
      {"user data of Bottlerocket",
       "  amiFamily: Bottlerocket\n  userData: |\n    [settings.kubernetes]\n    max-pods = 20\n",
       " maxPods 20", "of which Karpenter does not know"},
      {"user data of Amazon Linux 2",
       "  amiFamily: AL2\n  userData: |\n    /etc/eks/bootstrap.sh c --kubelet-extra-args "
       "\"--max-pods=21\"\n",
       " maxPods 21", "of which Karpenter does not know"},
      {"kubelet.maxPods over user data",
       "  kubelet: {maxPods: 50}\n  amiFamily: Bottlerocket\n  userData: |\n    [settings.kubernetes]\n"
       "    max-pods = 20\n",
       " maxPods 50", ""},
      {"user data, below podsPerCore",
       "  kubelet: {podsPerCore: 8}\n  userData: |\n    kubelet --max-pods=9\n", " maxPods 9",
       "of which Karpenter does not know"},
  }));
  CAPTURE(row.name);
  const auto out = import_texts({{"pool.yaml", pool_with("", row.node_class)}, {"vpc.yaml", kVpc}}, NodeCount(2));
  const std::string line = group_line(out.spec);
  CHECK(line.contains("[a b]" + row.max_pods + " unavailable"));
  CHECK((row.said.empty() ? out.said.empty() : out.said.contains(row.said)));
}

TEST_CASE("the smallest budget that is always active and concerns replaced nodes counts") {
  struct Row {
    const char* name;
    std::string budgets;
    std::string unavailable;
  };
  const auto row = GENERATE(values<Row>({
      {"the default", "", " unavailable 10%"},
      {"a number", "[{nodes: \"5\"}]", " unavailable 5"},
      {"the smaller number", "[{nodes: \"5\"}, {nodes: \"3\"}]", " unavailable 3"},
      {"the smaller share", "[{nodes: 20%}, {nodes: 5%}]", " unavailable 5%"},
      {"only at times", "[{nodes: 20%}, {nodes: \"0\", schedule: \"@daily\", duration: 10m}]", " unavailable 20%"},
      {"other reasons", "[{nodes: 20%}, {nodes: \"0\", reasons: [Empty]}]", " unavailable 20%"},
      {"for drift", "[{nodes: 20%}, {nodes: \"1\", reasons: [Drifted]}]", " unavailable 1"},
      {"none that counts", "[{nodes: \"0\", schedule: \"@daily\", duration: 10m}]", ""},
  }));
  CAPTURE(row.name);
  const std::string disruption = row.budgets.empty() ? "" : "  disruption: {budgets: " + row.budgets + "}\n";
  const auto out = import_texts({{"pool.yaml", pool_with(disruption)}, {"vpc.yaml", kVpc}}, NodeCount(2));
  CHECK(group_line(out.spec) ==
        "group general karpenter linux [m5.large m5.xlarge] nodes -/2/- [a b]" + row.unavailable + "\n");
}

TEST_CASE("the AMI decides the operating system") {
  struct Row {
    const char* name;
    std::string node_class;
    std::string os;
  };
  const auto row = GENERATE(values<Row>({
      {"AL2023 by its alias", "", "linux"},
      {"Bottlerocket", "  amiFamily: Bottlerocket\n", "bottlerocket"},
      {"AL2", "  amiFamily: AL2\n", "linux"},
      {"Windows", "  amiFamily: Windows2022\n", "windows"},
      {"an AMI of one's own", "  amiFamily: Custom\n", "linux"},
  }));
  CAPTURE(row.name);
  const auto out = import_texts({{"pool.yaml", pool_with("", row.node_class)}, {"vpc.yaml", kVpc}}, NodeCount(2));
  CHECK(group_line(out.spec).starts_with("group general karpenter " + row.os + " "));
}

TEST_CASE("a NodePool of EKS Auto Mode is one of its node groups") {
  const auto out = import_texts(
      {{"pool.yaml",
        "apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: auto}\nspec: {template: {spec: {requirements: "
        "[{key: eks.amazonaws.com/instance-family, operator: In, values: [m5]}, {key: eks.amazonaws.com/instance-cpu, "
        "operator: Lt, values: [\"5\"]}], nodeClassRef: {group: eks.amazonaws.com, kind: NodeClass, name: default}}}}\n---\n"
        "apiVersion: eks.amazonaws.com/v1\nkind: NodeClass\nmetadata: {name: default}\nspec: {subnetSelectorTerms: [{id: "
        "subnet-1}]}\n"},
       {"vpc.yaml", kVpc}},
      NodeCount(3));
  CHECK(group_line(out.spec) == "group auto auto bottlerocket [m5.large m5.xlarge] nodes -/3/- [a] unavailable 10%\n");
  CHECK(out.said.empty());
}

TEST_CASE("EKS Auto Mode launches no type that is older or smaller than those it supports") {
  const auto pool = [](const std::string& group, const std::string& types) {
    return "apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: auto}\nspec: {template: {spec: "
           "{requirements: "
           "[{key: node.kubernetes.io/instance-type, operator: In, values: [" +
           types + "]}], nodeClassRef: {group: " + group + ", name: default}}}}\n";
  };
  const std::string types = "m3.large, m4.large, t1.micro, t3.small, c6g.medium";
  const auto out =
      import_texts({{"pool.yaml", pool("eks.amazonaws.com", types)}, {"vpc.yaml", kVpc}}, NodeCount(3));
  CHECK(group_line(out.spec).starts_with("group auto auto bottlerocket [m4.large] "));
  CHECK(out.notes.contains(
      "NodePool \"auto\": 1 types without 4 that satisfy its requirements, as c6g.medium (EKS Auto "
      "Mode launches no older or other families, none with one vCPU or of sizes below medium: "
      "https://docs.aws.amazon.com/eks/latest/userguide/"
      "automode-learn-instances.html#auto-supported-instances)"));
  const auto own =
      import_texts({{"pool.yaml", pool("karpenter.k8s.aws", types)}, {"vpc.yaml", kVpc}}, NodeCount(3));
  CHECK(group_line(own.spec).contains(" [c6g.medium m3.large m4.large t1.micro t3.small] "));
  const auto none =
      import_texts({{"pool.yaml", pool("eks.amazonaws.com", "m3.large")}, {"vpc.yaml", kVpc}}, NodeCount(3));
  CHECK(none.said.contains(
      "NodePool \"auto\": its requirements leave only types that EKS Auto Mode does not launch, as "
      "m3.large; allow types of newer families with 2 vCPUs or more: https://docs.aws.amazon.com/"));
}

TEST_CASE("a group with a version is the group, and said") {
  std::string text = pool_with("");
  text.replace(text.find("group: karpenter.k8s.aws"), std::string("group: karpenter.k8s.aws").size(),
               "group: karpenter.k8s.aws/v1");
  const auto out = import_texts({{"pool.yaml", text}, {"vpc.yaml", kVpc}}, NodeCount(2));
  CHECK(group_line(out.spec) ==
        "group general karpenter linux [m5.large m5.xlarge] nodes -/2/- [a b] unavailable 10%\n");
  CHECK(out.said ==
        "pool.yaml:9:29: warning: NodePool \"general\": nodeClassRef: group \"karpenter.k8s.aws/v1\" has a "
        "version, and "
        "Kubernetes refuses a group with one; read as karpenter.k8s.aws; write group: karpenter.k8s.aws\n");
}

TEST_CASE("requirements that the catalog cannot answer and minValues that cannot be met are said") {
  const std::string more =
      "        - {key: karpenter.k8s.aws/instance-cpu-manufacturer, operator: In, values: [intel]}\n"
      "        - {key: karpenter.k8s.aws/instance-family, operator: Exists, minValues: 5}\n";
  const auto out = import_texts({{"pool.yaml", pool_with("", "", more)}, {"vpc.yaml", kVpc}}, NodeCount(2));
  CHECK(out.said ==
        "pool.yaml:9:17: warning: NodePool \"general\": requirement karpenter.k8s.aws/instance-cpu-manufacturer: the catalog "
        "of instance types does not know this label, so that it rules none out; name the types it leaves in "
        "node.kubernetes.io/instance-type, or in a spec\n"
        "pool.yaml:10:17: warning: NodePool \"general\": requirement karpenter.k8s.aws/instance-family: 1 different values "
        "are left, minValues asks for 5: Karpenter then launches no nodes, unless told to do its best; loosen a "
        "requirement, or lower minValues\n");
}

TEST_CASE("a fixture with limits resolves to the types that stand in the catalog") {
  const auto out = import_texts({{"general.yaml", project_file("tests/fixtures/karpenter/general.yaml")}, {"vpc.yaml", kVpc}});
  CHECK(out.said.contains("no subnet of the files has the tags karpenter.sh/discovery=shop"));
  CHECK(out.notes.contains("limits.cpu 1000, all of them"));
  CHECK(group_line(out.spec).starts_with("group general karpenter linux [c"));
}

TEST_CASE("everything that is wrong with Karpenter's objects is said in one run") {
  const auto out = import_texts({{"wrong.yaml", project_file("tests/fixtures/karpenter/wrong.yaml")}});
  CHECK(out.spec.empty());
  CHECK(out.said == project_file("tests/fixtures/karpenter/wrong.messages"));
}

TEST_CASE("Pods of a node as Karpenter counts them") {
  const Catalog catalog = Catalog::embedded();
  const InstanceType& large = *catalog.find("m5.large");  // 3 ENIs of 10 addresses, 2 vCPUs
  using Family = KarpenterAmiFamily;
  struct Row {
    const char* name;
    KarpenterKubelet kubelet;
    Family family;
    std::int64_t pods;
  };
  const auto row = GENERATE(values<Row>({
      {"by ENIs", {}, Family::al2023, 29},
      {"on Windows kubelet's own", {}, Family::windows, 110},
      {"given", {PodCount(60), std::nullopt}, Family::al2, 60},
      {"by cores", {std::nullopt, 10}, Family::al2023, 20},
      {"cores above ENIs", {std::nullopt, 40}, Family::custom, 29},
      {"cores below what is given", {PodCount(60), 10}, Family::windows, 20},
      {"not on Bottlerocket", {std::nullopt, 1}, Family::bottlerocket, 29},
  }));
  CAPTURE(row.name);
  CHECK(karpenter_pods(large, row.kubelet, row.family) == PodCount(row.pods));
}
