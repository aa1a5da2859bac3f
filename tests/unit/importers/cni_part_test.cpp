#include "planner/importers/cni_part.hpp"

#include <string>

#include "tests/support/catch.hpp"
#include "tests/unit/importers/import_text.hpp"

using namespace cniplan;
using namespace cniplan::test;

namespace {

const NamedText kSpec{"spec.yaml", "nodeGroups: [{name: web, instanceTypes: [m5.large], nodes: {desired: 1}}]\n"};

std::string daemon_set(const std::string& env) {
  return "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: aws-node}\nspec: {template: {spec: {containers: [{name: "
         "aws-node, env: [" +
         env + "]}]}}}\n";
}

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

TEST_CASE("settings of the VPC CNI become cni.env, from whatever file") {
  struct Row {
    const char* name;
    std::string text;
    std::string env;
  };
  const auto row = GENERATE(values<Row>({
      {"a DaemonSet", daemon_set("{name: WARM_IP_TARGET, value: \"5\"}, {name: WARM_PREFIX_TARGET, value: \"1\"}"),
       "env WARM_IP_TARGET=5\nenv WARM_PREFIX_TARGET=1\n"},
      {"a DaemonSet that leaves a target to ipamd", daemon_set("{name: WARM_IP_TARGET, value: \"5\"}"),
       "env WARM_IP_TARGET=5\nenv WARM_PREFIX_TARGET=0\n"},
      {"an add-on", "{\"addon\": {\"addonName\": \"vpc-cni\", \"configurationValues\": \"{\\\"env\\\":{\\\"WARM_IP_TARGET\\\":\\\"7\\\"}}\"}}",
       "env WARM_IP_TARGET=7\n"},
  }));
  CAPTURE(row.name);
  const auto out = import_texts({kSpec, {"cni", row.text}});
  CHECK(out.said.empty());
  for (std::size_t start = 0; start < row.env.size();) {
    const auto end = row.env.find('\n', start) + 1;
    CHECK(out.spec.contains(row.env.substr(start, end - start)));
    start = end;
  }
}

TEST_CASE("a DaemonSet of an IPv6 cluster makes it one") {
  const auto out = import_texts({kSpec,
                                 {"ds.yaml", daemon_set("{name: ENABLE_IPv6, value: \"true\"}, {name: "
                                                        "ENABLE_PREFIX_DELEGATION, value: \"true\"}, {name: "
                                                        "WARM_PREFIX_TARGET, value: \"1\"}")}});
  CHECK(out.spec.starts_with("cluster - - ipv6\n"));
}

TEST_CASE("two files with different settings contradict each other") {
  const auto out = import_texts({{"spec.yaml", "cni: {env: {WARM_IP_TARGET: \"6\"}}\nnodeGroups: []\n"},
                                 {"ds.yaml", daemon_set("{name: WARM_IP_TARGET, value: \"5\"}")}});
  CHECK(out.said.contains("cni.env: WARM_IP_TARGET is \"5\" here and \"6\" in spec.yaml:1:29"));
}

TEST_CASE("other variables of aws-node and other add-ons are not carried over") {
  const auto out = import_texts(
      {kSpec,
       {"ds.yaml", daemon_set("{name: TOKEN, value: s3cr3t}, {name: WARM_PREFIX_TARGET, value: \"1\"}")},
       {"addon.json", "{\"addon\": {\"addonName\": \"coredns\"}}"}});
  CHECK_FALSE(out.spec.contains("s3cr3t"));
  CHECK(out.said ==
        "addon.json:1:1: warning: add-on \"coredns\": its Pods are not counted by its description; list all add-ons in a "
        "spec: addons: [coredns, ...]\n");
}

TEST_CASE("settings of Windows nodes have no place in a spec, which is noted") {
  const auto out = import_texts({kSpec,
                                 {"cm.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: amazon-vpc-cni}\ndata: "
                                             "{warm-ip-target: \"3\"}\n"}});
  CHECK(out.notes.contains("ignored: data of the ConfigMap amazon-vpc-cni (a spec has no settings of Windows nodes"));
}

TEST_CASE("an ENIConfig is the Pods' subnet of a zone") {
  const std::string config =
      "apiVersion: crd.k8s.amazonaws.com/v1alpha1\nkind: ENIConfig\nmetadata: {name: z1}\nspec: {subnet: subnet-5, "
      "securityGroups: [sg-1]}\n";
  const auto alone = import_texts({kSpec, {"eni.yaml", config}});
  CHECK(lines_with(alone.spec, "eniConfig") == "eniConfig z1 subnet-5\n");
  CHECK(lines_with(alone.spec, "subnet") == "subnet - id subnet-5 az z1 - [pods]\n");
  CHECK(alone.said ==
        "eni.yaml:4:16: warning: ENIConfig \"z1\": no file says how large subnet subnet-5 is; give a spec or another file "
        "that lists it with its CIDR\n");
  const auto listed = import_texts(
      {kSpec, {"eni.yaml", config}, {"vpc.yaml", "vpc: {subnets: [{name: pods-1, id: subnet-5, az: z1, cidr: 10.0.0.0/24, uses: [pods]}]}\n"}});
  CHECK(listed.said.empty());
  CHECK(lines_with(listed.spec, "eniConfig") == "eniConfig z1 pods-1\n");
}

TEST_CASE("ENIConfigs without what makes them one are faults") {
  struct Row {
    const char* name;
    std::string rest;
    std::string said;
  };
  const auto row = GENERATE(values<Row>({
      {"no name", "spec: {subnet: subnet-1}\n", "ENIConfig: it has no metadata.name; name it as its zone"},
      {"no subnet", "metadata: {name: z1}\nspec: {}\n",
       "ENIConfig \"z1\": spec.subnet is missing; give the id of the Pods' subnet"},
      {"no spec", "metadata: {name: z1}\n", "ENIConfig \"z1\": spec.subnet is missing; give the id of the Pods' subnet"},
      {"a list", "metadata: {name: z1}\nspec: {subnet: [a]}\n", "ENIConfig \"z1\": subnet must be text, but is a list"},
  }));
  CAPTURE(row.name);
  CHECK(import_texts({kSpec, {"eni.yaml", "apiVersion: crd.k8s.amazonaws.com/v1alpha1\nkind: ENIConfig\n" + row.rest}})
            .said.contains(row.said));
}

TEST_CASE("SecurityGroupPolicies are noted") {
  const auto out = import_texts(
      {kSpec, {"sgp.yaml", "apiVersion: vpcresources.k8s.aws/v1beta1\nkind: SecurityGroupPolicy\nmetadata: {name: db}\n"}});
  CHECK(out.said ==
        "sgp.yaml:1:1: warning: SecurityGroupPolicy \"db\": the Pods that it selects have branch ENIs, with an address "
        "each, but which they are is in no file; set podEni: true on their workloads in a spec\n");
}
