#include "planner/importers/nodeadm.hpp"

#include <string>

#include "tests/support/catch.hpp"
#include "tests/unit/importers/import_text.hpp"

using namespace cniplan;
using namespace cniplan::test;

namespace {

std::string shown(const std::optional<MaxPodsSpec>& max_pods) {
  if (!max_pods) return "-";
  if (const auto* pods = std::get_if<PodCount>(&*max_pods)) return std::to_string(pods->value());
  return std::get<MaxPodsExpression>(*max_pods).text;
}

std::string node_config(const std::string& kubelet) {
  return "apiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\nspec: {kubelet: " + kubelet + "}\n";
}

std::string group(const char* name, const char* rest) {
  return std::string("  - {name: ") + name + ", instanceTypes: [m5.large], nodes: {desired: 1}" + rest + "}\n";
}

}  // namespace

TEST_CASE("a NodeConfig in user data tells max Pods") {
  struct Row {
    const char* name;
    std::string text;
    std::string max_pods;
  };
  const std::string mime_start =
      "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"//\"\n\n--//\nContent-Type: application/node.eks.aws\n\n";
  const auto row = GENERATE_COPY(values<Row>({
      {"alone", node_config("{config: {maxPods: 42}}"), "42"},
      {"an expression", node_config("{maxPodsExpression: max_pods - 3}"), "max_pods - 3"},
      {"a number before an expression", node_config("{config: {maxPods: 42}, maxPodsExpression: max_pods}"), "42"},
      {"kubelet's flag before its file", node_config("{config: {maxPods: 42}, flags: [--max-pods=43, --v=2]}"), "43"},
      {"in a MIME message", mime_start + node_config("{config: {maxPods: 42}}") +
                                "\n--//\nContent-Type: text/x-shellscript\n\n#!/bin/bash\necho NodeConfig: {\n--//--\n",
       "42"},
      {"the later part wins", mime_start + node_config("{config: {maxPods: 42}}") +
                                  "\n--//\nContent-Type: application/node.eks.aws\n\n" +
                                  node_config("{config: {maxPods: 50}}") + "--//--\n",
       "50"},
      {"Windows line ends", "boundary=\"x\"\r\n\r\n--x\r\nA: b\r\n\r\n" + node_config("{config: {maxPods: 42}}") + "--x--\r\n", "42"},
      {"nothing about Pods", node_config("{config: {clusterDNS: [10.0.0.10]}}"), "-"},
      {"a script", "#!/bin/bash\n/etc/eks/bootstrap.sh\n", "-"},
      {"broken", node_config("{config: {maxPods: "), "-"},
      {"nothing", "", "-"},
  }));
  CAPTURE(row.name);
  CHECK(shown(max_pods_of_user_data(row.text)) == row.max_pods);
}

TEST_CASE("a NodeConfig of its own is for the only node group that may boot with it") {
  struct Row {
    const char* name;
    std::string groups;
    std::string group_line;
    std::string said;
  };
  const auto row = GENERATE(values<Row>({
      {"one group", group("web", ""), "group web - - [m5.large] nodes -/1/- [] maxPods 42", ""},
      {"one that is not Windows", group("web", "") + group("win", ", os: windows"),
       "group web - - [m5.large] nodes -/1/- [] maxPods 42", ""},
      {"two", group("web", "") + group("db", ""), "group web - - [m5.large] nodes -/1/- []\n",
       "which of the node groups web, db boots with it is in no file"},
      {"none", group("pool", ", manager: karpenter"), "group pool karpenter - [m5.large] nodes -/1/- []\n",
       "no file names a node group whose nodes could boot with it"},
  }));
  CAPTURE(row.name);
  const auto out = import_texts(
      {{"spec.yaml", "nodeGroups:\n" + row.groups}, {"node.yaml", node_config("{config: {maxPods: 42}}")}});
  CHECK(out.spec.contains(row.group_line));
  CHECK((row.said.empty() ? out.said.empty() : out.said.contains(row.said)));
}

TEST_CASE("a NodeConfig with wrong values is a fault") {
  CHECK(import_texts({{"spec.yaml", "nodeGroups: []\n"}, {"n.yaml", node_config("{config: {maxPods: many}}")}}).said ==
        "n.yaml:3:36: NodeConfig: spec.kubelet.config: maxPods: \"many\" is not a whole number; write a whole number from 1 to "
        "1000000\n");
}

TEST_CASE("the NodeConfigs of user data in MIME keep their lines") {
  const std::string text =
      "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"//\"\n\n--//\nContent-Type: text/x-shellscript\n\n"
      "#!/bin/bash\necho a: b: c\n\n--//\nContent-Type: application/node.eks.aws\n\n---\nkind: NodeConfig\n\n--//\r\n"
      "Content-Type: application/node.eks.aws\r\n\r\nkind: Second\r\n--//--\r\n";
  CHECK(node_configs_of_mime(text) ==
        std::string(13, '\n') + "kind: NodeConfig\n\n\n\n---\nkind: Second\n\n");
  CHECK(node_configs_of_mime("MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x--\n") == "");
  CHECK_FALSE(node_configs_of_mime("kind: NodeConfig\n").has_value());
  CHECK_FALSE(node_configs_of_mime("MIME-Version: 1.0\n").has_value());
}
