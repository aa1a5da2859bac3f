#include "planner/importers/import.hpp"

#include <string>

#include "tests/support/catch.hpp"
#include "tests/support/input_mutator.hpp"
#include "tests/unit/importers/import_text.hpp"
#include "tests/unit/importers/read_text.hpp"

using namespace cniplan;
using namespace cniplan::test;

namespace {

const std::string kEksctl =
    "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {name: shop, region: eu-west-1}\n"
    "availabilityZones: [eu-west-1a, eu-west-1b]\n"
    "managedNodeGroups: [{name: web, instanceType: m5.large}]\naddonsConfig: {disableDefaultAddons: true}\n"
    "addons: [{name: vpc-cni}]\n";

std::string lines_with(const std::string& text, const std::string& word) {
  std::string out;
  for (std::size_t start = 0; start < text.size();) {
    const auto end = text.find('\n', start) + 1;
    if (text.compare(start, word.size(), word) == 0) out += text.substr(start, end - start);
    start = end;
  }
  return out;
}

}  // namespace

TEST_CASE("a file beside another one says what that leaves open, in any order") {
  const NamedText eksctl{"eksctl.yaml", kEksctl};
  const NamedText spec{"more.yaml", "nodeGroups: [{name: web, nodes: {desired: 7, max: 9}, podsPerNode: 20}]\n"};
  const auto one = import_texts({eksctl, spec});
  const auto other = import_texts({spec, eksctl});
  CHECK(lines_with(one.spec, "group") ==
        "group web managed linux [m5.large] nodes -/7/9 [public-eu-west-1a public-eu-west-1b]\n");
  CHECK(lines_with(other.spec, "group") == lines_with(one.spec, "group"));
  CHECK(one.said.empty());
}

TEST_CASE("two files that contradict each other are told with both places") {
  const auto out = import_texts({{"eksctl.yaml", kEksctl},
                                 {"more.yaml", "cluster: {name: store}\nnodeGroups:\n  - {name: web, instanceTypes: [c5.large]}\n"}});
  CHECK(out.spec.empty());
  CHECK(out.said ==
        "more.yaml:1:17: cluster: name is \"store\" here and \"shop\" in eksctl.yaml:3:18; give the files of one "
        "cluster, or make the names equal\n"
        "more.yaml:3:33: node group \"web\": instanceTypes is [c5.large] here and [m5.large] in eksctl.yaml:5:47; keep "
        "one of the two, or make them equal\n");
}

TEST_CASE("what two files say in the same words merges in silence") {
  CHECK(import_texts({{"a.yaml", kEksctl}, {"b.yaml", kEksctl}}).said.empty());
  CHECK(import_texts({{"a.yaml", kEksctl}, {"b.yaml", kEksctl}}).spec == import_texts({{"a.yaml", kEksctl}}).spec);
}

TEST_CASE("documents that nobody reads are ignored beside others, and a fault alone") {
  const std::string service = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\n";
  const auto beside = import_texts({{"all.yaml", kEksctl + "---\n" + service + "---\n" + service}});
  CHECK(beside.said == "all.yaml: info: not read: 2 Service\n");
  CHECK(lines_with(beside.notes, "ignored: Service") ==
        "ignored: Service (2 of them) (only one of type LoadBalancer takes addresses of the VPC)\n");
  CHECK(import_texts({{"service.yaml", service}}).said ==
        "service.yaml:2:7: this is a Kubernetes Service (v1), which this version does not read; give a spec (\"cniplan "
        "schema spec\") or a file that \"cniplan import --help\" names\n");
  CHECK(import_texts({{"a.yaml", kEksctl}, {"b.yaml", "- 1\n"}}).said ==
        "b.yaml:1:1: this is a list, which this version does not read; give a spec (\"cniplan schema spec\") or a file "
        "that \"cniplan import --help\" names\n");
}

TEST_CASE("a List is taken apart, however deep") {
  const std::string item =
      "{apiVersion: crd.k8s.amazonaws.com/v1alpha1, kind: ENIConfig, metadata: {name: eu-west-1a}, spec: {subnet: "
      "subnet-1}}";
  struct Row {
    const char* name;
    std::string text;
  };
  const auto row = GENERATE_COPY(values<Row>({
      {"alone", item},
      {"a List", "apiVersion: v1\nkind: List\nitems: [" + item + "]\n"},
      {"a List of Lists", "{apiVersion: v1, kind: List, items: [{apiVersion: v1, kind: List, items: [" + item + "]}]}"},
      {"a typed List whose items are not typed",
       "apiVersion: crd.k8s.amazonaws.com/v1alpha1\nkind: ENIConfigList\nitems: [{metadata: {name: eu-west-1a}, spec: "
       "{subnet: subnet-1}}]\n"},
  }));
  CAPTURE(row.name);
  const auto out = import_texts({{"eksctl.yaml", kEksctl}, {"x.yaml", row.text}});
  CHECK(lines_with(out.spec, "eniConfig") == "eniConfig eu-west-1a subnet-1\n");
}

TEST_CASE("inputs without anything to read are faults") {
  CHECK(import_texts({{"x.yaml", ""}}).said ==
        "x.yaml: the file is empty; give a spec (\"cniplan schema spec\") or a file that \"cniplan import --help\" names\n");
  CHECK(import_texts({{"x.yaml", "apiVersion: v1\nkind: List\nitems: []\n"}}).said ==
        "there is no document in the input; give a spec (\"cniplan schema spec\") or a file that \"cniplan import "
        "--help\" names\n");
}

TEST_CASE("every broken file is said in one run") {
  CHECK(import_texts({{"a.yaml", "a: [1\n"}, {"b.yaml", kEksctl + "x: ["}, {"c.yaml", "nodeGruops: []\n"}}).said ==
        "a.yaml:2:1: the bracket of line 1, column 4 is not closed; add the \"]\", or a comma between two items\n"
        "b.yaml:8:5: the bracket of line 8, column 4 is not closed; add the \"]\", or a comma between two items\n"
        "c.yaml:1:1: unknown key \"nodeGruops\"; did you mean \"nodeGroups\"?\n"
        "c.yaml:1:1: nodeGroups is missing; list the node groups, or write [] when there are none\n");
}

TEST_CASE("files of settings leave it to others whether the Pods are known") {
  const NamedText spec{"spec.yaml", "nodeGroups: [{name: web, instanceTypes: [m5.large], nodes: {desired: 1}}]\n"};
  const NamedText settings{"values.yaml", "env: {WARM_IP_TARGET: \"5\"}\n"};
  Sources sources;
  const Catalog catalog = Catalog::embedded();
  const auto unknown = [&](const NamedText& one, const NamedText& other) {
    const std::vector<int> texts = {sources.add(one.name, one.text), sources.add(other.name, other.text)};
    const auto imported = import_spec(sources, texts, {.catalog = catalog, .nodes_per_pool = std::nullopt});
    REQUIRE(imported.has_value());
    return imported->spec.pods_unknown;
  };
  CHECK_FALSE(unknown(spec, settings));
  CHECK(unknown({"eksctl.yaml", kEksctl}, settings));
}

TEST_CASE("what stands in a long line is not shown") {
  Sources sources;
  const std::string secret = "\"token\": \"s3cr3t\", ";
  const std::string text = "{\"apiVersion\": \"eksctl.io/v1alpha5\", \"kind\": \"ClusterConfig\", " + secret +
                           "\"metadata\": {\"name\": \"c\", \"region\": \"eu-west-1\", \"tags\": {\"a\": \"" +
                           std::string(100, 'x') + "\"}}, \"vpc\": {\"cidr\": \"10.0.0.0/33\"}}";
  const std::vector<int> texts = {sources.add("x.json", text)};
  const Catalog catalog = Catalog::embedded();
  const auto imported = import_spec(sources, texts, {.catalog = catalog, .nodes_per_pool = std::nullopt});
  REQUIRE_FALSE(imported.has_value());
  const std::string said = report::to_text(imported.error(), sources);
  CHECK(said.contains("10.0.0.0/33"));
  CHECK_FALSE(said.contains("s3cr3t"));
}

TEST_CASE("eksctl's defaults are told, and its keys that say nothing about addresses") {
  const auto out = import_texts({{"eksctl.yaml", kEksctl + "iam: {withOIDC: true}\ncloudWatch: {}\n"}});
  CHECK(out.notes ==
        "derived: cluster: ipFamily ipv4 (eksctl's default)\n"
        "derived: vpc: cidr 192.168.0.0/16 (eksctl's default)\n"
        "derived: vpc: 4 subnets, public-eu-west-1a 192.168.0.0/19, public-eu-west-1b 192.168.32.0/19, "
        "private-eu-west-1a 192.168.64.0/19, private-eu-west-1b 192.168.96.0/19 (eksctl cuts the VPC into equal blocks, "
        "a public and a private subnet a zone (pkg/vpc))\n"
        "derived: endpoint \"nat-gateway\": in public-eu-west-1a (eksctl makes one NAT gateway, with an address in its "
        "subnet)\n"
        "derived: node group \"web\": nodes.min 2 (minSize is desiredCapacity, or 2)\n"
        "derived: node group \"web\": nodes.desired 2 (desiredCapacity is minSize)\n"
        "derived: node group \"web\": nodes.max 2 (maxSize is desiredCapacity, or minSize)\n"
        "derived: node group \"web\": os linux (eksctl takes Amazon Linux 2023 without amiFamily)\n"
        "derived: node group \"web\": subnets public-eu-west-1a, public-eu-west-1b (all private subnets with "
        "privateNetworking, else all public ones)\n"
        "ignored: iam (does not concern addresses)\n");
}

TEST_CASE("a workload that no file gives replicas is a fault, not a zero") {
  const auto out = import_texts({{"eksctl.yaml", kEksctl}, {"x.yaml", "workloads: [{name: api}]\n"}});
  CHECK(out.said ==
        "x.yaml:1:13: workload \"api\": no file says how many replicas it has; write replicas: {desired: 10, max: 20} in "
        "a spec\n");
}

TEST_CASE("files without a node group plan no nodes, which is said") {
  const auto out = import_texts({{"values.yaml", "env: {WARM_IP_TARGET: \"5\"}\ninit: {}\n"}});
  CHECK(out.said.contains("no file names a node group, so that no nodes are planned"));
  CHECK(lines_with(out.spec, "env WARM_IP") == "env WARM_IP_TARGET=5\n");
}

TEST_CASE("hostile input is refused with its reason") {
  std::string deep;
  for (int i = 0; i < 10'000; ++i) deep += "[";
  CHECK(import_texts({{"deep.json", deep}}).said.contains("values are nested more than 100 deep"));
  std::string bomb = "a: &a [x,x,x,x,x,x,x,x,x,x]\n";
  for (char c = 'b'; c < 'k'; ++c) {
    const char before = static_cast<char>(c - 1);
    bomb += fmt::format("{}: &{} [*{},*{},*{},*{},*{},*{},*{},*{},*{}]\n", c, c, before, before, before, before, before,
                        before, before, before, before);
  }
  CHECK(import_texts({{"bomb.yaml", bomb}}).said.contains("the file's aliases stand for more than 100000 values"));
}

TEST_CASE("mutated files of every kind never crash, and never fail without a word") {
  const auto file = GENERATE(values<std::string>({"karpenter/general.yaml", "karpenter/wrong.yaml",
                                                  "eks-anywhere/cluster.yaml", "eks-anywhere/kubeadm.yaml",
                                                  "cni/manifest.yaml", "cni/addon.json", "eksctl/existing-vpc.yaml"}));
  CAPTURE(file);
  const std::string original = project_file("tests/fixtures/" + file);
  REQUIRE_FALSE(original.empty());
  InputMutator mutator(20'261);
  for (int round = 0; round < 60; ++round) {
    const std::string text = mutator.mutate(original);
    CAPTURE(round, text);
    const auto out = import_texts({{"x.yaml", text}, {"eksctl.yaml", kEksctl}});
    CHECK((!out.spec.empty() || !out.said.empty()));
  }
}

TEST_CASE("no line is shown of a file that cannot be read or that nobody knows") {
  const std::string text = GENERATE(
      as<std::string>{}, "apiVersion: v1\nkind: Secret\nstringData:\n  password: hunter2: x\n",
      "apiVersion: v1\nkind: Secret\nstringData:\n  password: hunter1\n  password: hunter2\n",
      "spec: {containers: [{env: [{name: TOKEN, value: hunter2}], x: }] }}}}\n", "adminPassword: hunter2\nversion: 2\n",
      "dbPassword: hunter2\nhost: x\n", "hunter2\n", "- hunter2\n",
      "nodeGroups: []\n---\nkind: Secret\nstringData: {a: hunter2: x}\n");
  CAPTURE(text);
  Sources sources;
  const std::vector<int> texts = {sources.add("f.yaml", text)};
  const Catalog catalog = Catalog::embedded();
  const auto imported = import_spec(sources, texts, {.catalog = catalog});
  REQUIRE_FALSE(imported.has_value());
  const std::string said = report::to_text(imported.error(), sources);
  CHECK(said.contains("f.yaml:"));
  CHECK_FALSE(said.contains("hunter2"));
}

TEST_CASE("a line of a spec or of eksctl's file that cannot be read is shown") {
  Sources sources;
  const std::vector<int> texts = {sources.add("f.yaml", "nodeGroups:\n  - name: a: b\n")};
  const Catalog catalog = Catalog::embedded();
  const auto imported = import_spec(sources, texts, {.catalog = catalog});
  REQUIRE_FALSE(imported.has_value());
  CHECK(report::to_text(imported.error(), sources).contains("  - name: a: b\n"));
}

TEST_CASE("files that are nearly what is read say so in one sentence") {
  const auto said = [](const std::string& text) { return import_texts({{"f.yaml", text}}).said; };
  CHECK(said("kind: Deployment\nmetadata:\n  {{- if .Values.x }}\n  name: {{ include \"a\" . }}\n  {{- end }}\n") ==
        "f.yaml: this is a template of a Helm chart; give what Helm makes of it: helm template\n");
  CHECK(said("apiVersion: v1\nkind: List\nitems:\n") ==
        "there is no document in the input; give a spec (\"cniplan schema spec\") or a file that \"cniplan import --help\" "
        "names\n");
}

TEST_CASE("ENIConfigs that the CNI's chart makes are the spec's") {
  const std::string spec = R"(version: 1
vpc:
  cidrs: [10.0.0.0/16]
  subnets:
    - {name: a, az: us-west-2a, cidr: 10.0.0.0/20, uses: [nodes, controlPlane]}
    - {name: pa, id: subnet-0aa, az: us-west-2a, cidr: 10.0.32.0/20}
nodeGroups:
  - {name: ng, instanceTypes: [m5.large], nodes: {desired: 4}, podsPerNode: 10}
)";
  const std::string values = R"(env: {AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: "true"}
eniConfig: {create: true, region: us-west-2, subnets: {a: {id: subnet-0aa}}}
)";
  const std::string addon =
      R"({"addon":{"addonName":"vpc-cni","configurationValues":"{\"env\":{\"AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG\":\"true\"},\"eniConfig\":{\"create\":true,\"subnets\":{\"us-west-2a\":{\"id\":\"subnet-0aa\"}}}}"}})";
  for (const std::string& cni : {values, addon}) {
    CAPTURE(cni);
    const auto out = import_texts({{"spec.yaml", spec}, {"cni", cni}});
    CHECK(out.said.empty());
    CHECK(lines_with(out.spec, "eniConfig us-west-2a") != "");
    CHECK(lines_with(out.spec, "subnet pa") != "");
  }
}
