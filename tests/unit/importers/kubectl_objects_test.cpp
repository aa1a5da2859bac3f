#include "planner/importers/kubectl_objects.hpp"

#include <string>

#include "planner/importers/import.hpp"
#include "planner/report/import_report.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/importers/import_text.hpp"
#include "tests/unit/importers/read_text.hpp"

using namespace cniplan;
using test::import_texts;

namespace {

/// The whole spec as a file of ours.
std::string yaml_of(const std::vector<test::NamedText>& inputs) {
  Sources sources;
  std::vector<int> texts;
  for (const auto& input : inputs) texts.push_back(sources.add(input.name, input.text));
  const Catalog catalog = Catalog::embedded();
  const auto imported = import_spec(sources, texts, {.catalog = catalog});
  return imported ? report::to_spec_yaml(*imported, {.sources = sources}) : "";
}

std::string node(const std::string& name, const std::string& labels, const std::string& pods = "29",
                 const std::string& type = "m5.large") {
  return "apiVersion: v1\nkind: Node\nmetadata:\n  name: " + name +
         "\n  labels: {node.kubernetes.io/instance-type: " + type + ", " + labels +
         "}\nspec: {providerID: \"aws:///eu-west-1a/i-0\"}\nstatus: {capacity: {pods: \"" + pods +
         "\"}}\n---\n";
}

std::string object(const std::string& kind, const std::string& space_and_name, const std::string& rest) {
  const auto slash = space_and_name.find('/');
  const std::string group = kind == "Pod" || kind == "Service"  ? "v1"
                            : kind == "Ingress"                 ? "networking.k8s.io/v1"
                            : kind == "HorizontalPodAutoscaler" ? "autoscaling/v2"
                                                                : "apps/v1";
  return "apiVersion: " + group + "\nkind: " + kind +
         "\nmetadata: {namespace: " + space_and_name.substr(0, slash) +
         ", name: " + space_and_name.substr(slash + 1) + "}\n" + rest + "---\n";
}

std::string workload(const std::string& kind, const std::string& name, const std::string& replicas,
                     const std::string& pod = "{containers: []}") {
  return object(kind, name,
                "spec: {" + (replicas.empty() ? "" : "replicas: " + replicas + ", ") +
                    "template: {spec: " + pod + "}}\n");
}

std::string scaler(const std::string& name, const std::string& bounds,
                   const std::string& kind = "Deployment") {
  return object("HorizontalPodAutoscaler", name,
                "spec: {scaleTargetRef: {kind: " + kind + ", name: web}, " + bounds + "}\n");
}

std::string pod(const std::string& name, const std::string& owner,
                const std::string& spec = "{containers: []}", const std::string& labels = "{}",
                const std::string& phase = "Running") {
  return "apiVersion: v1\nkind: Pod\nmetadata:\n  namespace: shop\n  name: " + name +
         "\n  labels: " + labels + "\n  ownerReferences: [" + owner + "]\nspec: " + spec +
         "\nstatus: {phase: " + phase + "}\n---\n";
}

const std::string kReplicaSet = "{kind: ReplicaSet, name: web-5d78, controller: true}";
const std::string kNodes = node("n1", "eks.amazonaws.com/nodegroup: general");

std::string spec_of(const std::string& text) {
  return import_texts({{"c.yaml", text}}).spec;
}
std::string said_of(const std::string& text) {
  return import_texts({{"c.yaml", text}}).said;
}
std::string notes_of(const std::string& text) {
  return import_texts({{"c.yaml", text}}).notes;
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("nodes become groups by the label of whoever made them") {
  const std::string spec =
      spec_of(node("a", "eks.amazonaws.com/nodegroup: web, alpha.eksctl.io/nodegroup-name: web") +
              node("b", "eks.amazonaws.com/nodegroup: web", "35", "m5a.large") +
              node("c", "karpenter.sh/nodepool: burst") +
              node("d", "karpenter.sh/nodepool: general-purpose, eks.amazonaws.com/compute-type: auto") +
              node("e", "alpha.eksctl.io/nodegroup-name: old") + node("f", "x: y") +
              node("g", "eks.amazonaws.com/compute-type: hybrid") +
              node("h", "eks.amazonaws.com/compute-type: fargate"));
  CHECK(has(spec, "group web managed linux [m5.large m5a.large] nodes -/2/-"));
  CHECK(has(spec, "group burst karpenter linux [m5.large] nodes -/1/-"));
  CHECK(has(spec, "group general-purpose auto linux [m5.large] nodes -/1/-"));
  CHECK(has(spec, "group old self-managed linux [m5.large] nodes -/1/-"));
  CHECK(has(spec, "group nodes self-managed linux [m5.large] nodes -/1/-"));
  CHECK(has(spec, "group hybrid hybrid linux [] nodes -/1/-"));
  CHECK_FALSE(has(spec, "fargate"));
}

TEST_CASE("two groups of one name keep apart") {
  const std::string spec =
      spec_of(node("a", "eks.amazonaws.com/nodegroup: web") + node("b", "karpenter.sh/nodepool: web"));
  CHECK(has(spec, "group web managed"));
  CHECK(has(spec, "group web (Karpenter) karpenter"));
}

TEST_CASE("max Pods of nodes is kept where it is not the default") {
  const auto max_pods = [](const std::string& text) {
    const std::string yaml = yaml_of({{"c.yaml", text}});
    const auto at = yaml.find("maxPods: ");
    return at == std::string::npos ? "none" : yaml.substr(at + 9, yaml.find('\n', at) - at - 9);
  };
  const std::string managed = "eks.amazonaws.com/nodegroup: g";
  CHECK(max_pods(node("a", managed, "29")) == "none");
  CHECK(max_pods(node("a", managed, "110")) == "110");
  // Each is its type's own default.
  CHECK(max_pods(node("a", managed, "29") + node("b", managed, "58", "m5.xlarge")) == "none");
  // 234 by the formula: EKS allows 110 in a managed node group, 8 to 30 vCPUs.
  CHECK(max_pods(node("a", managed, "110", "m5.4xlarge")) == "none");
  CHECK(max_pods(node("a", "x: y", "110", "m5.4xlarge")) == "110");
  CHECK(max_pods(node("a", "x: y", "234", "m5.4xlarge")) == "none");
  // A node that has not reported yet says nothing.
  CHECK(max_pods(node("a", managed, "0") + node("b", managed, "50")) == "50");
  const std::string differing = node("a", managed, "60") + node("b", managed, "50");
  CHECK(max_pods(differing) == "50");
  CHECK(has(said_of(differing),
            "max Pods is 50 on Node \"b\" and 60 on Node \"a\"; planned with the lower one"));
}

TEST_CASE("a group's zones become subnets where other files have them") {
  const std::string vpc =
      "vpc:\n  cidrs: [10.0.0.0/16]\n  subnets:\n"
      "    - {name: a, az: eu-west-1a, cidr: 10.0.0.0/24, uses: [nodes]}\n"
      "    - {name: b, az: eu-west-1b, cidr: 10.0.1.0/24, uses: [nodes]}\n"
      "    - {name: lb, az: eu-west-1a, cidr: 10.0.2.0/24, uses: [loadBalancers]}\n";
  const std::string in_a =
      node("n", "eks.amazonaws.com/nodegroup: g, topology.kubernetes.io/zone: eu-west-1a");
  const std::string in_b =
      node("m", "eks.amazonaws.com/nodegroup: g, topology.kubernetes.io/zone: eu-west-1b");
  CHECK(has(yaml_of({{"c.yaml", in_a}, {"s.yaml", vpc}}), "subnets: [a]"));
  CHECK_FALSE(has(yaml_of({{"c.yaml", in_a + in_b}, {"s.yaml", vpc}}), "subnets: ["));
  CHECK(has(notes_of(in_a),
            "ignored: node group \"g\": zones eu-west-1a (no file lists subnets for nodes in these zones)"));
}

TEST_CASE("what other files say of a node group stays, and what runs is said") {
  const std::string wanted =
      "nodeGroups:\n  - {name: general, instanceTypes: [m5.xlarge], nodes: {desired: 3, max: 5}, maxPods: "
      "40}\n";
  const auto outcome = import_texts(
      {{"c.yaml", node("n1", "eks.amazonaws.com/nodegroup: general", "110")}, {"s.yaml", wanted}});
  CHECK(has(outcome.spec, "group general managed linux [m5.xlarge] nodes -/3/5"));
  CHECK(has(outcome.said, "Nodes of type m5.large run, which no other file names; planned without"));
  CHECK(has(outcome.said, "nodes.desired is 1 in the cluster and 3 in another file, which is planned"));
  CHECK(has(outcome.said, "max Pods is 110 on its Nodes and 40 in another file, which is planned"));
  CHECK_FALSE(has(outcome.said, "no file says how many nodes"));
  CHECK(has(import_texts({{"c.yaml", node("n1", "x: y")}, {"s.yaml", wanted}}).said,
            "node group \"nodes\" has 1 node and no other file names it; planned beside the node groups of "
            "the others"));
  // The order of the files does not matter.
  const auto other = import_texts(
      {{"s.yaml", wanted}, {"c.yaml", node("n1", "eks.amazonaws.com/nodegroup: general", "110")}});
  CHECK(other.spec == outcome.spec);
}

TEST_CASE("Deployments and StatefulSets are workloads") {
  const std::string spec =
      spec_of(kNodes + workload("Deployment", "shop/web", "6") + workload("StatefulSet", "shop/web", "2") +
              workload("Deployment", "test/web", ""));
  CHECK(has(spec, "workload shop/web replicas -/6/- []"));
  CHECK(has(spec, "workload shop/web (StatefulSet) replicas -/2/- []"));
  CHECK(has(spec, "workload test/web replicas -/1/- []"));
}

TEST_CASE("what a Pod asks for is what the scheduler counts") {
  const auto requests = [](const std::string& pod_spec) {
    const std::string yaml =
        yaml_of({{"c.yaml", kNodes + workload("Deployment", "shop/web", "1", pod_spec)}});
    const auto at = yaml.find("requests: ");
    return at == std::string::npos ? "none" : yaml.substr(at + 10, yaml.find('\n', at) - at - 10);
  };
  const auto container = [](const std::string& cpu, const std::string& more = "") {
    return "{name: c, " + more + "resources: {requests: {cpu: " + cpu + "}}}";
  };
  const std::string always = "restartPolicy: Always, ";
  CHECK(requests("{containers: []}") == "none");
  CHECK(requests("{containers: [" + container("250m") + ", " + container("1") + "]}") == "{cpu: \"1250m\"}");
  CHECK(requests("{containers: [" + container("1") + "], initContainers: [" + container("2") + ", " +
                 container("1") + "]}") == "{cpu: \"2000m\"}");
  // A sidecar counts beside the containers, and beside init containers that come after it.
  CHECK(requests("{containers: [" + container("1") + "], initContainers: [" + container("500m", always) +
                 "]}") == "{cpu: \"1500m\"}");
  CHECK(requests("{containers: [" + container("1") + "], initContainers: [" + container("500m", always) +
                 ", " + container("2") + "]}") == "{cpu: \"2500m\"}");
  CHECK(requests("{containers: [" + container("1") + "], overhead: {cpu: 250m, memory: 1Gi}}") ==
        "{cpu: \"1250m\", memory: 1073741824}");
  CHECK(requests("{containers: [" + container("1") + "], resources: {requests: {cpu: 3}}}") ==
        "{cpu: \"3000m\"}");
  CHECK(requests("{containers: [{name: c, resources: {limits: {cpu: 2}}}]}") == "{cpu: \"2000m\"}");
}

TEST_CASE("an autoscaler gives the range of replicas") {
  const auto range = [](const std::string& replicas, const std::string& bounds) {
    const std::string spec =
        spec_of(kNodes + workload("Deployment", "shop/web", replicas) + scaler("shop/web", bounds));
    const auto at = spec.find("replicas ");
    return spec.substr(at + 9, spec.find(" []", at) - at - 9);
  };
  CHECK(range("6", "minReplicas: 4, maxReplicas: 20") == "4/6/20");
  CHECK(range("6", "maxReplicas: 20") == "1/6/20");
  CHECK(range("30", "maxReplicas: 20") == "1/20/20");
  CHECK(range("1", "minReplicas: 4, maxReplicas: 20") == "4/4/20");
  // It is off.
  CHECK(range("0", "minReplicas: 4, maxReplicas: 20") == "-/0/-");
  CHECK(has(notes_of(kNodes + scaler("shop/web", "maxReplicas: 20")),
            "ignored: HorizontalPodAutoscaler \"shop/web\""));
}

TEST_CASE("Pods of owners that are given are not counted again, others are") {
  const std::string pods = pod("web-5d78-a", kReplicaSet, "{containers: []}", "{pod-template-hash: 5d78}") +
                           pod("web-5d78-b", kReplicaSet);
  CHECK(has(spec_of(kNodes + pods), "workload shop/web replicas -/2/- []"));
  const std::string with_owner = spec_of(kNodes + workload("Deployment", "shop/web", "5") + pods);
  CHECK(has(with_owner, "workload shop/web replicas -/5/- []"));
  CHECK_FALSE(has(with_owner, "replicas -/2/-"));

  const std::string others =
      pod("job-a", "{kind: Job, name: job, controller: true}") +
      pod("job-b", "{kind: Job, name: job, controller: true}", "{containers: []}", "{}", "Succeeded") +
      pod("debug", "") + pod("host", "", "{hostNetwork: true, containers: []}") +
      pod("etcd-n1", "{kind: Node, name: n1, controller: true}") +
      pod("agent-x", "{kind: DaemonSet, name: agent, controller: true}", "{nodeName: n1, containers: []}");
  const std::string yaml = yaml_of({{"c.yaml", kNodes + others}});
  CHECK(has(yaml, "name: shop/job"));
  CHECK(has(yaml, "name: shop/debug"));
  CHECK(has(yaml, "name: shop/agent"));
  CHECK_FALSE(has(yaml, "name: shop/host"));
  CHECK_FALSE(has(yaml, "etcd"));
  const std::string notes = notes_of(kNodes + others);
  CHECK(has(notes, "ignored: 1 Pod (ended"));
  CHECK(has(notes, "ignored: 1 Pod (run by kubelet itself)"));
  CHECK(has(notes, "ignored: 1 Pod (on the host network"));
}

TEST_CASE("Pods on Fargate are counted by their profile, and not on nodes") {
  const std::string on_fargate = "{eks.amazonaws.com/fargate-profile: batch, pod-template-hash: 5d78}";
  const std::string pods = pod("web-5d78-a", kReplicaSet, "{containers: []}", on_fargate) +
                           pod("web-5d78-b", kReplicaSet, "{containers: []}", on_fargate);
  const std::string some = spec_of(kNodes + workload("Deployment", "shop/web", "5") + pods);
  CHECK(has(some, "fargate batch pods -/2/- []"));
  CHECK(has(some, "workload shop/web replicas -/3/- []"));
  const std::string all = spec_of(kNodes + workload("Deployment", "shop/web", "2") + pods);
  CHECK(has(all, "fargate batch pods -/2/- []"));
  CHECK_FALSE(has(all, "workload"));
  CHECK(has(said_of(kNodes + node("h", "eks.amazonaws.com/compute-type: fargate")),
            "1 Pod on Fargate, each with an address: their profiles are on the Pods, which are not given"));
}

TEST_CASE("security groups for Pods are known by the resource or by a Pod's annotation") {
  const std::string asked =
      "{containers: [{name: c, resources: {limits: {vpc.amazonaws.com/pod-eni: \"1\"}}}]}";
  CHECK(has(yaml_of({{"c.yaml", kNodes + workload("Deployment", "shop/web", "2", asked)}}), "podEni: true"));
  CHECK(has(yaml_of({{"c.yaml", kNodes + workload("Deployment", "shop/web", "2") +
                                    pod("web-5d78-a", kReplicaSet, asked)}}),
            "podEni: true"));
}

TEST_CASE("what add-ons run is listed under addons, and counted once") {
  const std::string dns = workload("Deployment", "kube-system/coredns", "2");
  CHECK(has(spec_of(kNodes + dns), "addons [coredns]"));
  CHECK_FALSE(has(spec_of(kNodes + dns), "workload"));
  const std::string more = spec_of(kNodes + workload("Deployment", "kube-system/coredns", "5"));
  CHECK(has(more, "addons [coredns]"));
  CHECK(has(more, "workload kube-system/coredns beyond 2 replicas -/3/- []"));
  // Somebody's own of the same name.
  const std::string own = spec_of(kNodes + workload("Deployment", "shop/coredns", "2"));
  CHECK(has(own, "workload shop/coredns replicas -/2/- []"));
  CHECK_FALSE(has(own, "addons"));
  const std::string sets =
      yaml_of({{"c.yaml", kNodes + workload("DaemonSet", "kube-system/ebs-csi-node", "") +
                              workload("DaemonSet", "kube-system/kube-proxy", "") +
                              workload("DaemonSet", "kube-system/own", "")}});
  CHECK(has(sets, "addons: [aws-ebs-csi-driver, kube-proxy, coredns]"));
  CHECK(has(sets, "name: kube-system/own"));
  CHECK_FALSE(has(sets, "name: kube-system/ebs-csi-node"));
  CHECK(has(spec_of(kNodes + workload("Deployment", "kube-system/coredns", "0") +
                    workload("DaemonSet", "kube-system/kube-proxy", "")),
            "addons [kube-proxy]"));
}

TEST_CASE("manifests in kube-system leave CoreDNS counted, as they are not all that runs there") {
  const auto set = [](const std::string& name, const std::string& metadata, const std::string& rest = "") {
    return "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {namespace: kube-system, name: " + name + metadata +
           "}\nspec: {template: {spec: {containers: []}}}\n" + rest;
  };
  CHECK_FALSE(has(spec_of(set("own", "")), "addons"));
  // What kubectl create --dry-run writes.
  CHECK_FALSE(has(spec_of(set("own", ", creationTimestamp: null", "status: {}\n")), "addons"));
  const std::string added = set("ebs-csi-node", "");
  CHECK(has(spec_of(added), "addons [aws-ebs-csi-driver coredns]"));
  CHECK(has(notes_of(added), "derived: add-on \"coredns\" (EKS installs it, and no manifest says otherwise)"));
  // Somebody else lists them.
  CHECK(has(import_texts({{"c.yaml", added}, {"s.yaml", "addons: [kube-proxy]\n"}}).spec,
            "addons [kube-proxy aws-ebs-csi-driver]"));
  // As a server has them.
  for (const char* const metadata : {", uid: 3f0c", ", creationTimestamp: \"2026-03-01T08:00:00Z\""}) {
    CAPTURE(metadata);
    CHECK(has(yaml_of({{"c.yaml", set("own", metadata)}}), "addons: []"));
    CHECK(has(spec_of(set("ebs-csi-node", metadata)), "addons [aws-ebs-csi-driver]"));
  }
  CHECK(has(yaml_of({{"c.yaml", set("own", "", "status: {numberReady: 1}\n")}}), "addons: []"));
}

TEST_CASE("SecurityGroupPolicies give branch ENIs to the workloads that their labels select") {
  const auto deployment = [](const std::string& name, const std::string& labels) {
    return object("Deployment", name,
                  "spec: {replicas: 2, template: {metadata: {labels: " + labels + "}, spec: {containers: []}}}\n");
  };
  const auto policy = [](const std::string& spec) {
    return "apiVersion: vpcresources.k8s.aws/v1beta1\nkind: SecurityGroupPolicy\nmetadata: {namespace: shop, name: "
           "p}\nspec: {" +
           spec + "}\n---\n";
  };
  const std::string all = kNodes + deployment("shop/db", "{app: db, tier: back}") +
                          deployment("shop/web", "{app: web}") + deployment("test/db", "{app: db}");
  const auto with_enis = [&](const std::string& spec) {
    const std::string yaml = yaml_of({{"c.yaml", policy(spec) + all}});
    std::string out;
    for (const char* const name : {"shop/db", "shop/web", "test/db"}) {
      const auto at = yaml.find("name: " + std::string(name) + "\n");
      REQUIRE(at != std::string::npos);
      if (has(yaml.substr(at, yaml.find("- name", at) - at), "podEni: true")) out += std::string(name) + " ";
    }
    return out;
  };
  CHECK(with_enis("podSelector: {matchLabels: {app: db}}") == "shop/db ");
  CHECK(with_enis("podSelector: {matchLabels: {app: db, tier: front}}").empty());
  CHECK(with_enis("podSelector: {}") == "shop/db shop/web ");
  CHECK(with_enis("podSelector: {matchExpressions: [{key: app, operator: In, values: [web, api]}]}") == "shop/web ");
  CHECK(with_enis("podSelector: {matchExpressions: [{key: app, operator: NotIn, values: [web]}]}") == "shop/db ");
  CHECK(with_enis("podSelector: {matchExpressions: [{key: tier, operator: Exists}]}") == "shop/db ");
  CHECK(with_enis("podSelector: {matchExpressions: [{key: tier, operator: DoesNotExist}]}") == "shop/web ");
  CHECK(with_enis("podSelector: {matchLabels: {app: db}, matchExpressions: [{key: tier, operator: DoesNotExist}]}")
            .empty());
  CHECK(with_enis("serviceAccountSelector: {matchLabels: {app: db}}").empty());

  const std::string selected = policy("podSelector: {matchLabels: {app: db}}") + all;
  CHECK_FALSE(has(said_of(selected), "SecurityGroupPolicy"));
  CHECK(has(notes_of(selected),
            "derived: Deployment \"shop/db\": podEni (SecurityGroupPolicy \"shop/p\" selects its Pods)"));
  const std::string accounts = policy("podSelector: {}, serviceAccountSelector: {matchLabels: {a: b}}") + all;
  CHECK(has(said_of(accounts),
            "SecurityGroupPolicy \"shop/p\": the Pods that it selects have branch ENIs, with an address each, but "
            "which they are is in no file; set podEni: true on their workloads in a spec"));
  CHECK(has(notes_of(accounts), "its serviceAccountSelector asks for labels that are not read"));
  // Pods whose owner is not given are selected by their own labels; nothing on the host network is.
  const std::string job = pod("job-a", "{kind: Job, name: job, controller: true}", "{containers: []}", "{app: db}");
  CHECK(has(yaml_of({{"c.yaml", policy("podSelector: {matchLabels: {app: db}}") + kNodes + job}}), "podEni: true"));
  const std::string on_host = workload("Deployment", "shop/host", "1", "{hostNetwork: true, containers: []}");
  CHECK_FALSE(has(yaml_of({{"c.yaml", policy("podSelector: {}") + kNodes + on_host}}), "podEni"));
  CHECK(has(said_of(policy("podSelector: {matchLabels: [a]}")), "matchLabels"));
}

TEST_CASE("node selectors are followed to the groups whose nodes have the labels") {
  const std::string nodes = node("a", "eks.amazonaws.com/nodegroup: web, team: shop") +
                            node("b", "eks.amazonaws.com/nodegroup: data, team: data") +
                            node("w", "eks.amazonaws.com/nodegroup: win, kubernetes.io/os: windows", "110");
  const auto groups = [&](const std::string& selector) {
    const std::string spec = spec_of(
        nodes + workload("Deployment", "shop/web", "1", "{nodeSelector: " + selector + ", containers: []}"));
    const auto at = spec.find("replicas -/1/- ");
    return spec.substr(at + 15, spec.find('\n', at) - at - 15);
  };
  CHECK(groups("{}") == "[]");
  CHECK(groups("{team: data}") == "[data]");
  CHECK(groups("{eks.amazonaws.com/nodegroup: web}") == "[web]");
  CHECK(groups("{kubernetes.io/os: windows}") == "[win]");
  CHECK(groups("{kubernetes.io/os: linux}") == "[]");
  CHECK(groups("{team: nobody}") == "[]");
  CHECK(has(
      notes_of(nodes + workload("DaemonSet", "shop/x", "", "{nodeSelector: {team: nobody}, containers: []}")),
      "ignored: DaemonSet \"shop/x\": its node selector, affinity and tolerations"));
}

TEST_CASE("taints and required node affinity are followed as well") {
  std::string tainted = node("d", "eks.amazonaws.com/nodegroup: data, team: data");
  const auto at = tainted.find("spec: {");
  REQUIRE(at != std::string::npos);
  tainted.insert(at + 7, "taints: [{key: dedicated, value: data, effect: NoSchedule}], ");
  const std::string nodes = node("a", "eks.amazonaws.com/nodegroup: web, team: shop") + tainted;
  const auto groups = [&](const std::string& pod) {
    const std::string spec =
        spec_of(nodes + workload("Deployment", "shop/web", "1", "{" + pod + "containers: []}"));
    const auto from = spec.find("replicas -/1/- ");
    return spec.substr(from + 15, spec.find('\n', from) - from - 15);
  };
  CHECK(groups("") == "[web]");
  CHECK(groups("tolerations: [{key: dedicated, operator: Exists}], ") == "[]");
  const std::string affinity =
      "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: "
      "[{matchExpressions: [{key: team, operator: In, values: [data]}]}]}}}, ";
  CHECK(groups(affinity + "tolerations: [{operator: Exists}], ") == "[data]");
  CHECK(groups(affinity) == "[]");
  CHECK(has(notes_of(nodes + workload("Deployment", "shop/web", "1", "{" + affinity + "containers: []}")),
            "no node group is known to have Nodes that take its Pods; planned on all"));
}

TEST_CASE("Services of type LoadBalancer and Ingresses of class alb are load balancers") {
  const auto service = [](const std::string& name, const std::string& annotations,
                          const std::string& more = "") {
    return "apiVersion: v1\nkind: Service\nmetadata: {namespace: shop, name: " + name + ", annotations: {" +
           annotations + "}}\nspec: {type: LoadBalancer" + more + "}\n---\n";
  };
  const auto ingress = [](const std::string& name, const std::string& annotations, const std::string& spec) {
    return "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {namespace: shop, name: " + name +
           ", annotations: {" + annotations + "}}\nspec: {" + spec + "}\n---\n";
  };
  const std::string type = "service.beta.kubernetes.io/aws-load-balancer-type: ";
  const std::string group = "alb.ingress.kubernetes.io/group.name: ";
  const std::string text = kNodes + service("one", type + "external") + service("two", type + "nlb") +
                           service("three", "", ", loadBalancerClass: eks.amazonaws.com/nlb") +
                           service("four", "") + service("five", "", ", loadBalancerClass: metallb") +
                           ingress("web", "", "ingressClassName: alb") +
                           ingress("a", group + "public", "ingressClassName: alb") +
                           ingress("b", group + "public, kubernetes.io/ingress.class: alb", "") +
                           ingress("c", "", "ingressClassName: nginx") + ingress("d", "", "") +
                           ingress("one", "", "ingressClassName: alb");
  const std::string yaml = yaml_of({{"c.yaml", text}});
  CAPTURE(yaml);
  const auto count = [&](const std::string& part) {
    int found = 0;
    for (auto at = yaml.find(part); at != std::string::npos; at = yaml.find(part, at + 1)) ++found;
    return found;
  };
  CHECK(count("type: nlb") == 3);
  // The Classic one, web, the group, and the Ingress that has the name of a Service.
  CHECK(count("type: alb") == 4);
  CHECK(has(yaml, "name: public"));
  CHECK(has(yaml, "name: \"shop/one (Ingress)\""));
  const std::string notes = notes_of(text);
  CHECK(has(notes, "derived: Service \"shop/four\": planned as an ALB"));
  CHECK(has(notes, "ignored: Service \"shop/five\""));
  CHECK(has(notes, "ignored: Ingress \"shop/c\""));
  CHECK(has(notes, "ignored: Ingress \"shop/d\""));
  CHECK(has(notes, "derived: Ingress \"shop/b\": load balancer \"public\""));
}

TEST_CASE("whose load balancer an Ingress has is what its IngressClass says") {
  const auto ingress_class = [](const std::string& name, const std::string& controller, bool is_default) {
    return "apiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata: {name: " + name +
           (is_default ? ", annotations: {ingressclass.kubernetes.io/is-default-class: \"true\"}" : "") +
           "}\nspec: {controller: " + controller + "}\n---\n";
  };
  const auto ingress = [](const std::string& name, const std::string& spec, const std::string& metadata = "") {
    return "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {namespace: shop, name: " + name + metadata +
           "}\nspec: {" + spec + "}\n---\n";
  };
  const std::string alb_annotation = ", annotations: {alb.ingress.kubernetes.io/scheme: internal}";
  const std::string lbc = ingress_class("public", "ingress.k8s.aws/alb", false);
  const std::string default_lbc = ingress_class("public", "ingress.k8s.aws/alb", true);
  const std::string default_auto = ingress_class("auto", "eks.amazonaws.com/alb", true);
  const std::string default_nginx = ingress_class("web", "k8s.io/ingress-nginx", true);
  const std::string doubt =
      "no file says whose Ingress shop/a is; planned with an ALB for its annotations alb.ingress.kubernetes.io; give "
      "the IngressClasses too (kubectl get ingressclasses -o yaml)";
  const std::string other_class =
      "its class is none of AWS's: another controller serves it, through a Service of its own";
  struct Row {
    const char* name;
    std::string text;
    bool is_alb;
    std::string said;
    std::string notes;
  };
  const auto row = GENERATE_COPY(values<Row>({
      {"a class of the Load Balancer Controller", lbc + ingress("a", "ingressClassName: public"), true, "", ""},
      {"a class of Auto Mode", default_auto + ingress("a", "ingressClassName: auto"), true, "", ""},
      {"a class of another controller, called alb",
       ingress_class("alb", "k8s.io/ingress-nginx", false) + ingress("a", "ingressClassName: alb"), false, "",
       other_class},
      {"annotations of an ALB do not make up for a class",
       default_nginx + ingress("a", "ingressClassName: web", alb_annotation), false, "", other_class},
      {"the default class", ingress("a", "") + default_lbc, true, "", ""},
      {"another default class", default_nginx + ingress("a", "", alb_annotation), false, "",
       "the default class is none of AWS's: another controller serves it"},
      {"a class that is not the default one", lbc + ingress("a", ""), false, "",
       "it names no class, so that which controller serves it is not known"},
      {"a server gave it no class", default_lbc + ingress("a", "", ", uid: 3f0c"), false, "",
       "it names no class, so that which controller serves it is not known"},
      {"no class, annotations of an ALB", ingress("a", "", alb_annotation), true, doubt, ""},
      {"a class in no file, annotations of an ALB",
       ingress("a", "ingressClassName: x", alb_annotation), true, doubt, ""},
      {"default classes that differ, annotations of an ALB",
       default_lbc + default_nginx + ingress("a", "", alb_annotation), true, doubt, ""},
      {"a class in no file", ingress("a", "ingressClassName: x"), false, "", other_class},
  }));
  CAPTURE(row.name);
  CHECK(has(yaml_of({{"c.yaml", kNodes + row.text}}), "type: alb") == row.is_alb);
  const std::string said = said_of(kNodes + row.text);
  CAPTURE(said);
  CHECK(has(said, "Ingress") == !row.said.empty());
  CHECK(has(said, row.said));
  if (!row.notes.empty()) CHECK(has(notes_of(kNodes + row.text), "ignored: Ingress \"shop/a\" (" + row.notes + ")"));
}

TEST_CASE("Ingresses of no known class are named together") {
  const auto ingress = [](const std::string& name) {
    return "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {namespace: shop, name: " + name +
           ", annotations: {alb.ingress.kubernetes.io/scheme: internal}}\nspec: {}\n---\n";
  };
  CHECK(has(said_of(kNodes + ingress("a") + ingress("b")),
            "no file says whose Ingresses shop/a, shop/b are; planned with ALBs for their annotations "
            "alb.ingress.kubernetes.io"));
}

TEST_CASE("Lists of one kind and of several are the same as their items") {
  const std::string items =
      R"({"metadata": {"name": "n1", "labels": {"node.kubernetes.io/instance-type": "m5.large"}}})";
  const std::string of_kind = R"({"apiVersion": "v1", "kind": "NodeList", "items": [)" + items + "]}";
  CHECK(has(spec_of(of_kind), "group nodes self-managed linux [m5.large] nodes -/1/-"));
}

TEST_CASE("without Pods or their owners nobody knows how many Pods run") {
  CHECK(has(yaml_of({{"c.yaml", kNodes}}), "pods: unknown"));
  CHECK_FALSE(has(yaml_of({{"c.yaml", kNodes + workload("Deployment", "shop/web", "1")}}), "pods: unknown"));
}

TEST_CASE("wrong objects are refused, all at once and without showing their lines") {
  const std::string wrong =
      "apiVersion: v1\nkind: Node\nmetadata: {labels: {a: b}}\n---\n" +
      workload("Deployment", "shop/web", "many") + "apiVersion: v1\nkind: Pod\nmetadata: [x]\n---\n" +
      workload("Deployment", "shop/a", "1", "{containers: {a: b}}") +
      workload("Deployment", "shop/b", "1", "{containers: [{resources: {requests: {cpu: lots}}}]}") +
      "apiVersion: v1\nkind: Node\nmetadata: {name: n}\nstatus: {capacity: {pods: [1]}}\n---\n" + kNodes +
      kNodes;
  const std::string said = said_of(wrong);
  CAPTURE(said);
  CHECK(has(said, "Node: metadata.name is missing"));
  CHECK(has(said, "Deployment \"shop/web\": spec: replicas: \"many\" is not a whole number"));
  CHECK(has(said, "Pod: metadata: must be a mapping, but is a list"));
  CHECK(has(said, "Deployment \"shop/a\": containers must be a list, but is a mapping"));
  CHECK(has(said, "Deployment \"shop/b\": requests: cpu is no quantity of Kubernetes"));
  CHECK(has(said, "Node \"n\": capacity: pods is no quantity from 0 to 100000"));
  CHECK(has(said, "Node \"n1\" is given twice"));
  CHECK(spec_of(wrong).empty());

  Sources sources;
  const int text = sources.add(
      "c.yaml", workload("Deployment", "shop/web", "many", "{containers: [{env: [{value: hunter2}]}]}"));
  const Catalog catalog = Catalog::embedded();
  const std::vector<int> texts = {text};
  const auto refused = import_spec(sources, texts, {.catalog = catalog});
  REQUIRE_FALSE(refused);
  CHECK_FALSE(has(report::to_text(refused.error(), sources), "hunter2"));
}

TEST_CASE("a cluster that is too large for a document is told what to leave out") {
  const std::string large = kNodes + "# " + std::string(std::size_t{16} << 20, 'x') + "\n";
  const std::string said = said_of(large);
  CHECK(
      has(said, "leave the Pods out (kubectl get nodes,deployments,statefulsets,daemonsets,hpa -A -o json)"));
  CHECK(has(said, "\"cniplan check-nodes\" reads Nodes and Pods of any size"));
}

TEST_CASE("CNINodes show settings of the CNI that no file has") {
  const auto cni_node = [](const std::string& name, const std::string& features) {
    return "apiVersion: vpcresources.k8s.aws/v1alpha1\nkind: CNINode\nmetadata: {name: " + name +
           "}\nspec: {features: [" + features + "]}\n---\n";
  };
  const std::string nodes = kNodes + cni_node("a", "") + cni_node("b", "{name: SecurityGroupsForPods}");
  CHECK(has(spec_of(nodes), "env ENABLE_POD_ENI=true"));
  CHECK_FALSE(has(spec_of(nodes), "CUSTOM_NETWORK"));
  CHECK(has(notes_of(nodes), "cni.env.ENABLE_POD_ENI true"));
  CHECK(has(spec_of(kNodes + cni_node("a", "{name: CustomNetworking, value: eu-west-1a}")),
            "env AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG=true"));
  CHECK_FALSE(has(spec_of(kNodes + cni_node("a", "")), "env "));
  const std::string settings =
      "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: aws-node, namespace: kube-system}\nspec: {template: "
      "{spec: {containers: [{name: aws-node, env: [{name: WARM_ENI_TARGET, value: \"1\"}]}]}}}\n---\n";
  CHECK_FALSE(has(spec_of(nodes + settings), "ENABLE_POD_ENI"));
}

TEST_CASE("a real cluster's dump is read without its secrets") {
  const std::string dump = test::project_file("tests/fixtures/kubectl/running-cluster.json");
  REQUIRE(has(dump, "hunter2"));
  const auto outcome = import_texts({{"cluster.json", dump}});
  CHECK(has(outcome.spec, "group general managed linux [m5.large] nodes -/3/-"));
  CHECK(has(outcome.spec, "workload shop/web replicas 4/6/20 []"));
  CHECK_FALSE(has(outcome.notes, "ignored: CNINode"));
  const std::string all = outcome.spec + outcome.said + outcome.notes + yaml_of({{"cluster.json", dump}});
  CHECK_FALSE(has(all, "hunter"));
  CHECK_FALSE(has(all, "vault"));
}
