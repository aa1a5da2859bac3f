#include "planner/importers/cni_settings.hpp"

#include <fmt/format.h>

#include <string>

#include "planner/model/cni_config.hpp"
#include "planner/report/diagnostic_text.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/input_mutator.hpp"
#include "tests/unit/importers/read_text.hpp"

using namespace cniplan;

namespace {

std::string line_of(std::string_view what, const EnvSpec& variable) {
  const Location& name = variable.name.location;
  const Location& value = variable.value.location;
  std::string out = fmt::format("{} {}={}", what, variable.name.value, variable.value.value);
  if (name.source >= 0) out += fmt::format(" {}:{}", name.line, name.column);
  if (value.source >= 0) out += fmt::format(" {}:{}+{}", value.line, value.column, value.length);
  return out + "\n";
}

/// What became of a file: the settings as text, empty when there are none, and everything that was said.
struct Read {
  std::string settings;
  std::string said;
};

Read read(const std::string& text) {
  Sources sources;
  const int source = sources.add("f", text);
  const auto documents = read_documents(sources.text(source), source, kCniFiles);
  if (!documents) return {"", report::to_text(documents.error(), sources)};
  const auto imported = read_cni_settings(*documents);
  if (!imported) return {"", report::to_text(imported.error(), sources)};
  const CniSettings& settings = imported->value;
  std::string out = fmt::format("{}\n", to_string(settings.kind));
  if (settings.env) {
    for (const EnvSpec& variable : *settings.env) out += line_of("env", variable);
  } else {
    out += "no env\n";
  }
  if (settings.configmap) {
    for (const EnvSpec& variable : *settings.configmap) out += line_of("configmap", variable);
  } else {
    out += "no configmap\n";
  }
  return {out, report::to_text(imported->warnings, sources)};
}

/// The first lines of what is said, without those that show the place.
std::string messages(const std::string& said) {
  std::string out;
  for (std::size_t start = 0; start < said.size();) {
    const auto end = said.find('\n', start) + 1;
    if (said.compare(start, 1, "f") == 0) out += said.substr(start, end - start);
    start = end;
  }
  return out;
}

/// A DaemonSet aws-node whose container has `rest`, which begins on line 8, column 11.
std::string daemon_set(const std::string& rest) {
  return "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: aws-node}\nspec:\n  template:\n    spec:\n"
         "      containers:\n        - " +
         rest + "\n          name: aws-node\n";
}

Read read_fixture(const std::string& name) {
  return read(test::project_file("tests/fixtures/cni/" + name));
}

}  // namespace

TEST_CASE(
    "of a manifest the container aws-node and the ConfigMap are read, and what comes from elsewhere is "
    "said") {
  const Read read = read_fixture("manifest.yaml");
  CHECK(read.settings == R"(the DaemonSet aws-node
env ENABLE_PREFIX_DELEGATION=true 50:21 51:22+6
env WARM_IP_TARGET=8 52:21 53:22+3
env MINIMUM_IP_TARGET=16 54:21 55:22+4
env WARM_ENI_TARGET=1 58:21 59:22+3
configmap enable-windows-ipam=true 15:3 15:24+6
configmap enable-windows-prefix-delegation=false 16:3 16:37+7
configmap warm-ip-target=2 17:3 17:19+3
configmap minimum-ip-target=5 18:3 18:22+3
)");
  CHECK(
      read.said ==
      R"(f:58:21: warning: DaemonSet aws-node: WARM_ENI_TARGET is given twice, and the last counts; remove the one that is not meant
   58 |             - name: WARM_ENI_TARGET
      |                     ^~~~~~~~~~~~~~~
f:60:21: warning: DaemonSet aws-node: MAX_ENI comes from a ConfigMap, which is not read: it counts as not set; write its value here to have it counted
   60 |             - name: MAX_ENI
      |                     ^~~~~~~
f:72:13: warning: DaemonSet aws-node: envFrom sets variables from elsewhere, which is not read; write those that concern addresses into env to have them counted
   72 |             - configMapRef: {name: common}
      |             ^
)");
}

TEST_CASE(
    "kubectl's List of DaemonSets holds aws-node among others; a misspelt setting is kept to be warned of") {
  const Read read = read_fixture("list.json");
  CHECK(read.settings == R"(the DaemonSet aws-node
env ENABLE_POD_ENI=true 21:49 22:50+6
env WARM_PREFIX_TARGET=2 25:49 26:50+3
env WARM_IP_TARGT=5 29:49 30:50+0
no configmap
)");
  CHECK(read.said == "");
}

TEST_CASE("Helm values are laid over the chart's, as Helm renders them") {
  const Read read = read_fixture("values.yaml");
  CHECK(read.settings == R"(Helm values of aws-vpc-cni
env WARM_PREFIX_TARGET=1
env ENABLE_PREFIX_DELEGATION=true 3:3 3:29+3
env MINIMUM_IP_TARGET=10 5:3 5:22+4
env WARM_IP_TARGET=6 10:11 11:12+3
configmap enable-windows-ipam=true 12:1 12:20+4
configmap enable-network-policy-controller=false
configmap enable-windows-prefix-delegation=false
configmap warm-prefix-target=0
configmap warm-ip-target=4 13:1 13:22+1
configmap branch-eni-cooldown=60
)");
  CHECK(
      read.said ==
      R"(f:10:11: warning: Helm values: WARM_IP_TARGET is given twice, and the last counts; remove the one that is not meant
   10 |   - name: WARM_IP_TARGET
      |           ^~~~~~~~~~~~~~
f:15:1: warning: Helm values: the chart has no key "extraenv"; did you mean "extraEnv"?
   15 | extraenv: []
      | ^~~~~~~~
)");
}

TEST_CASE("of an EKS add-on the text in configurationValues is read, with places in it") {
  const Read read = read_fixture("addon.json");
  CHECK(read.settings == R"(the add-on vpc-cni
env WARM_PREFIX_TARGET=1
env ENABLE_PREFIX_DELEGATION=true 10:43 10:72+8
env WARM_IP_TARGET=5 10:81 10:100+5
configmap enable-windows-ipam=false
configmap enable-network-policy-controller=false
configmap enable-windows-prefix-delegation=false
configmap warm-prefix-target=0
configmap warm-ip-target=1
configmap minimum-ip-target=3
configmap branch-eni-cooldown=30 10:107 10:129+2
)");
  CHECK(read.said == "");
}

TEST_CASE("a file's kind is told from what it holds, and so are the settings") {
  struct Row {
    std::string name;
    std::string text;
    std::string kind;
    std::string env;
  };
  const std::string chart_default = "WARM_PREFIX_TARGET=1";
  const auto row = GENERATE_COPY(values<Row>({
      {"a DaemonSet without any variable", daemon_set("image: x"), "the DaemonSet aws-node", ""},
      {"an env with nothing in it", daemon_set("env:"), "the DaemonSet aws-node", ""},
      {"a variable without a value is set to nothing", daemon_set("env: [{name: MAX_ENI}]"),
       "the DaemonSet aws-node", "MAX_ENI="},
      {"a variable whose source is null", daemon_set("env: [{name: MAX_ENI, value: '3', valueFrom: null}]"),
       "the DaemonSet aws-node", "MAX_ENI=3"},
      {"the DaemonSet of a chart with another name",
       "kind: DaemonSet\nmetadata: {name: cni}\nspec: {template: {spec: {containers: [{name: aws-node}]}}}\n",
       "the DaemonSet aws-node", ""},
      {"a DaemonSetList of the API, whose items have no kind",
       "kind: DaemonSetList\nitems: [{metadata: {name: aws-node}, spec: {template: {spec: {containers: "
       "[{name: aws-node, env: [{name: MAX_ENI, value: '4'}]}]}}}}]\n",
       "the DaemonSet aws-node", "MAX_ENI=4"},
      {"a List in a List",
       "kind: List\nitems: [{kind: List, items: [{kind: ConfigMap, metadata: {name: "
       "amazon-vpc-cni}}]}]\n",
       "the ConfigMap amazon-vpc-cni", "none"},
      {"two DaemonSets that are the same",
       daemon_set("env: [{name: MAX_ENI, value: '3'}]") + "---\n" +
           daemon_set("env: [{name: MAX_ENI, value: '3'}]"),
       "the DaemonSet aws-node", "MAX_ENI=3"},
      {"the ConfigMap alone",
       "kind: ConfigMap\nmetadata: {name: amazon-vpc-cni}\ndata: {warm-ip-target: '2'}\n",
       "the ConfigMap amazon-vpc-cni", "none"},
      {"values with one key", "env: {MAX_ENI: 3}\n", "Helm values of aws-vpc-cni",
       chart_default + " MAX_ENI=3"},
      {"values for Windows only", "enableWindowsIpam: true\n", "Helm values of aws-vpc-cni", chart_default},
      {"values with an empty env", "{\"env\": {}, \"resources\": {}}", "Helm values of aws-vpc-cni",
       chart_default},
      {"values that take the chart's away", "env: {WARM_PREFIX_TARGET: null, MAX_ENI: '2'}\n",
       "Helm values of aws-vpc-cni", "MAX_ENI=2"},
      {"values of a parent chart", "other: {env: {}}\naws-vpc-cni: {env: {WARM_PREFIX_TARGET: 3}}\n",
       "Helm values of aws-vpc-cni", "WARM_PREFIX_TARGET=3"},
      {"the bare configuration of an add-on, as JSON", "{\"env\":{\"WARM_IP_TARGET\":\"5\"}}",
       "Helm values of aws-vpc-cni", chart_default + " WARM_IP_TARGET=5"},
      {"the configuration as a JSON text", "\"{\\\"env\\\":{\\\"WARM_IP_TARGET\\\":\\\"5\\\"}}\"",
       "Helm values of aws-vpc-cni", chart_default + " WARM_IP_TARGET=5"},
      {"an add-on without configuration", "{\"addon\": {\"addonName\": \"vpc-cni\"}}", "the add-on vpc-cni",
       chart_default},
      {"an add-on with an empty configuration", "{\"addonName\": \"vpc-cni\", \"configurationValues\": \"\"}",
       "the add-on vpc-cni", chart_default},
      {"an add-on in YAML",
       "addon:\n  addonName: vpc-cni\n  configurationValues: |\n    env:\n      MAX_ENI: '3'\n",
       "the add-on vpc-cni", chart_default + " MAX_ENI=3"},
      {"vpc-cni among other add-ons", "[{\"addonName\": \"coredns\"}, {\"addonName\": \"vpc-cni\"}]",
       "the add-on vpc-cni", chart_default},
      {"the add-on in an eksctl file",
       "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {name: c}\naddons:\n  - name: "
       "coredns\n"
       "  - {name: vpc-cni, configurationValues: 'env: {MAX_ENI: \"3\"}'}\n",
       "the add-on vpc-cni", chart_default + " MAX_ENI=3"},
  }));
  CAPTURE(row.name);
  const auto documents = read_documents(row.text, 0);
  REQUIRE(documents.has_value());
  const auto read = read_cni_settings(*documents);
  REQUIRE(read.has_value());
  CHECK(read->warnings.empty());
  CHECK(to_string(read->value.kind) == row.kind);
  std::string env = read->value.env ? "" : "none";
  for (const auto& [name, value] : read->value.env.value_or(std::vector<EnvSpec>())) {
    env += fmt::format("{}{}={}", env.empty() ? "" : " ", name.value, value.value);
  }
  CHECK(env == row.env);
}

TEST_CASE("what a file leaves open is a warning") {
  struct Row {
    std::string name;
    std::string text;
    std::string said;
  };
  const auto row = GENERATE(values<Row>({
      {"a Secret", daemon_set("env: [{name: MAX_ENI, valueFrom: {secretKeyRef: {name: s, key: k}}}]"),
       "f:8:24: warning: DaemonSet aws-node: MAX_ENI comes from a Secret, which is not read: it counts as "
       "not set; "
       "write its value here to have it counted\n"},
      {"a reference", daemon_set("env: [{name: MAX_ENI, value: $(ENIS)}]"),
       "f:8:24: warning: DaemonSet aws-node: MAX_ENI refers to another variable, which is not read: it "
       "counts as not "
       "set; write its value here to have it counted\n"},
      {"a Secret that a later value replaces",
       daemon_set("env: [{name: MAX_ENI, valueFrom: {}}, {name: MAX_ENI, value: '3'}]"),
       "f:8:56: warning: DaemonSet aws-node: MAX_ENI is given twice, and the last counts; remove the one "
       "that is not "
       "meant\n"},
      {"a field for a variable that is not read",
       daemon_set("env: [{name: MY_NODE_NAME, valueFrom: {fieldRef: {}}}]"), ""},
      {"envFrom", daemon_set("envFrom: [{secretRef: {name: s}}]"),
       "f:8:20: warning: DaemonSet aws-node: envFrom sets variables from elsewhere, which is not read; write "
       "those "
       "that concern addresses into env to have them counted\n"},
      {"the same DaemonSet twice",
       daemon_set("env: [{name: MAX_ENI, valueFrom: {}}]") + "---\n" +
           daemon_set("env: [{name: MAX_ENI, valueFrom: {}}]"),
       "f:8:24: warning: DaemonSet aws-node: MAX_ENI comes from elsewhere, which is not read: it counts as "
       "not set; "
       "write its value here to have it counted\n"},
      {"an empty envFrom", daemon_set("envFrom: []"), ""},
      {"env with nothing behind it, which Helm takes for none at all",
       "env:\n  # WARM_IP_TARGET: 5\nextraEnv: []\n",
       "f:1:1: warning: Helm values: env has no value, so Helm drops what the chart sets; remove the key, or "
       "write "
       "\"env: {}\"\n"},
      {"a misspelt key", "env: {MAX_ENI: 3}\nenableWindowIpam: true\n",
       "f:2:1: warning: Helm values: the chart has no key \"enableWindowIpam\"; did you mean "
       "\"enableWindowsIpam\"?\n"},
  }));
  CAPTURE(row.name);
  const Read read_row = read(row.text);
  CHECK(messages(read_row.said) == row.said);
}

TEST_CASE("what has no settings of the CNI, or contradictory ones, is an error with a way out") {
  struct Row {
    std::string name;
    std::string text;
    std::string said;
  };
  const std::string way_out =
      "; give the DaemonSet aws-node (kubectl, or the manifest), Helm values of aws-vpc-cni, or \"aws eks "
      "describe-addon\"\n";
  const auto row = GENERATE_COPY(values<Row>({
      {"nothing", "", "f: the file is empty" + way_out},
      {"comments", "# nothing\n", "f: the file is empty" + way_out},
      {"cut off", "{\"kind\": \"DaemonSet\", \"metadata\": {\"name\": \"aws-n",
       "f:1:50: a quoted text does not end; add the closing quote\n"},
      {"a key twice", "env: {MAX_ENI: 1, MAX_ENI: 2}\n",
       "f:1:19: the key \"MAX_ENI\" stands here a second time; the first is in line 1, column 7: keep one of "
       "them\n"},
      {"a text", "hello\n", "f:1:1: this is text, which has no settings of the VPC CNI" + way_out},
      {"an empty list", "[]\n", "f:1:1: this is a list, which has no settings of the VPC CNI" + way_out},
      {"an empty mapping", "{}\n",
       "f:1:1: this is an empty mapping, which has no settings of the VPC CNI" + way_out},
      {"a file of the AWS CLI", "{\"Subnets\": []}",
       "f:1:1: this is the output of \"aws ec2 describe-subnets\", which has no settings of the VPC CNI" +
           way_out},
      {"our spec", "nodeGroups: []\n",
       "f:1:1: this is a spec of this program, which has no settings of the VPC CNI" + way_out},
      {"values of another chart", "image: {tag: v1}\nenv: {LOG: debug}\ncontroller: {}\n",
       "f:1:1: this is a mapping that begins with the key \"image\", which has no settings of the VPC CNI" +
           way_out},
      {"another object", "apiVersion: v1\nkind: Service\nmetadata: {name: dns}\n",
       "f:3:18: this is a Kubernetes Service (v1), which has no settings of the VPC CNI" + way_out},
      {"an eksctl file without the add-on", "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\n",
       "f:1:1: this is an eksctl ClusterConfig, which has no settings of the VPC CNI" + way_out},
      {"several documents",
       "kind: DaemonSet\nmetadata: {name: kube-proxy}\n---\nkind: Secret\n---\n[1]\n---\n"
       "kind: Secret\n",
       "f:1:1: the file holds no settings of the VPC CNI, but DaemonSet \"kube-proxy\", Secret, a number" +
           way_out},
      {"many kinds",
       "kind: List\nitems: [{kind: A}, {kind: B}, {kind: C}, {kind: D}, {kind: E}, {kind: F}, {kind: G}]\n",
       "f:1:1: the file holds no settings of the VPC CNI, but A, B, C, D, E, others" + way_out},
      {"another add-on", "{\"addon\": {\"addonName\": \"coredns\", \"configurationValues\": \"{}\"}}",
       "f:1:25: this is the add-on \"coredns\", not vpc-cni; give the output of \"aws eks describe-addon "
       "--addon-name "
       "vpc-cni\"\n"},
      {"an add-on without a name", "{\"addon\": {\"addonName\": [1]}}",
       "f:1:25: addonName must be a name; give the output of \"aws eks describe-addon --addon-name "
       "vpc-cni\"\n"},
      {"the add-on's schema", "{\"addonName\": \"vpc-cni\", \"configurationSchema\": \"{}\"}",
       "f:1:49: this is the output of \"aws eks describe-addon-configuration\", which has no settings but "
       "their "
       "schema; give the output of \"aws eks describe-addon\"\n"},
      {"a configuration that is no text", "{\"addonName\": \"vpc-cni\", \"configurationValues\": 5}",
       "f:1:49: add-on \"vpc-cni\": configurationValues must be text, but is a number; give the output of "
       "\"aws eks "
       "describe-addon\" as it is\n"},
      {"a configuration that is cut off",
       "{\"addonName\": \"vpc-cni\", \"configurationValues\": \"{\\\"env\\\": {\"}",
       "f:1:61: add-on \"vpc-cni\": configurationValues: line 1: the bracket of line 1, column 9 is not "
       "closed; add "
       "the \"}\", or a comma between two entries\n"},
      {"a configuration that is a list", "{\"addonName\": \"vpc-cni\", \"configurationValues\": \"[1]\"}",
       "f:1:50: add-on \"vpc-cni\": configurationValues: must be a mapping, but is a list; write \"key: "
       "value\" "
       "lines\n"},
      {"two DaemonSets that differ in more than a message holds",
       daemon_set("env: [{name: MAX_ENI, value: '3'}, {name: WARM_IP_TARGET, value: '3'}]") + "---\n" +
           daemon_set("env: [{name: ENABLE_POD_ENI, value: 'true'}, {name: WARM_ENI_TARGET, value: '2'}, "
                      "{name: MINIMUM_IP_TARGET, value: '3'}, {name: WARM_PREFIX_TARGET, value: '2'}]"),
       "f:13:18: the DaemonSet aws-node stands twice in the file, with different ENABLE_POD_ENI, MAX_ENI, "
       "MINIMUM_IP_TARGET, WARM_ENI_TARGET, WARM_IP_TARGET and 1 more; leave one of them\n"},
      {"two DaemonSets that differ",
       daemon_set("env: [{name: MAX_ENI, value: '3'}]") + "---\n" +
           daemon_set("env: [{name: WARM_IP_TARGET, value: '3'}]"),
       "f:13:18: the DaemonSet aws-node stands twice in the file, with different MAX_ENI, WARM_IP_TARGET; "
       "leave one of "
       "them\n"},
      {"a DaemonSet and values", daemon_set("env: []") + "---\nenv: {MAX_ENI: 1}\n",
       "f:11:1: the file holds Helm values as well as the DaemonSet aws-node; give a file with one of "
       "them\n"},
      {"values twice", "env: {MAX_ENI: 1}\n---\nenv: {MAX_ENI: 1}\n",
       "f:3:1: the file holds Helm values twice; give a file with one of them\n"},
      {"no container aws-node",
       "kind: DaemonSet\nmetadata: {name: aws-node}\nspec: {template: {spec: {containers: [{name: "
       "agent}]}}}\n",
       "f:3:38: DaemonSet aws-node: there is no container aws-node; give the whole DaemonSet, as \"kubectl "
       "get ds "
       "aws-node -n kube-system -o yaml\" prints it\n"},
      {"no containers at all", "kind: DaemonSet\nmetadata: {name: aws-node}\nspec: 5\n",
       "f:2:18: DaemonSet aws-node: there is no container aws-node; give the whole DaemonSet, as \"kubectl "
       "get ds "
       "aws-node -n kube-system -o yaml\" prints it\n"},
      {"two containers aws-node",
       "kind: DaemonSet\nspec: {template: {spec: {containers: [{name: aws-node}, {name: aws-node}]}}}\n",
       "f:2:57: DaemonSet aws-node: two containers have the name aws-node; leave one of them\n"},
      {"an env that is a mapping", daemon_set("env: {MAX_ENI: '3'}"),
       "f:8:16: DaemonSet aws-node: env must be a list, but is a mapping; write items with name and value\n"},
      {"wrong entries, all said in one run",
       daemon_set(
           "env: [{value: '3'}, {name: '', value: x}, {name: 5}, MAX_ENI, null, {name: MAX_ENI, value: 3}, "
           "{name: WARM_IP_TARGET, value: [5]}, {name: ENABLE_POD_ENI, value: yes}]"),
       "f:8:17: DaemonSet aws-node: item 1 of env has no name; add \"name:\", or remove the item\n"
       "f:8:31: DaemonSet aws-node: item 2 of env has no name; add \"name:\", or remove the item\n"
       "f:8:60: DaemonSet aws-node: the name of item 3 of env must be text, but is a number; write the name "
       "of a "
       "variable\n"
       "f:8:64: DaemonSet aws-node: item 4 of env must have name and value, but is text; write name: and "
       "value:\n"
       "f:8:73: DaemonSet aws-node: item 5 of env must have name and value, but is nothing; write name: and "
       "value:\n"
       "f:8:102: DaemonSet aws-node: MAX_ENI must be text, but is a number; put the value in quotes: "
       "Kubernetes takes "
       "nothing else\n"
       "f:8:136: DaemonSet aws-node: WARM_IP_TARGET must be text, but is a list; write a text\n"
       "f:8:172: DaemonSet aws-node: ENABLE_POD_ENI must be text, but is true or false; put the value in "
       "quotes: "
       "Kubernetes takes nothing else\n"},
      {"a ConfigMap without quotes",
       "kind: ConfigMap\nmetadata: {name: amazon-vpc-cni}\ndata: {enable-windows-ipam: true, warm-ip-target: "
       "2}\n",
       "f:3:29: ConfigMap amazon-vpc-cni: enable-windows-ipam must be text, but is true or false; put the "
       "value in "
       "quotes: Kubernetes takes nothing else\n"
       "f:3:51: ConfigMap amazon-vpc-cni: warm-ip-target must be text, but is a number; put the value in "
       "quotes: "
       "Kubernetes takes nothing else\n"},
      {"a ConfigMap whose data is a list", "kind: ConfigMap\nmetadata: {name: amazon-vpc-cni}\ndata: []\n",
       "f:3:7: ConfigMap amazon-vpc-cni: data must be a mapping, but is a list; write \"key: value\" "
       "lines\n"},
      {"values with an env that is a list", "env: [{name: MAX_ENI, value: '3'}]\n",
       "f:1:6: Helm values: env must be a mapping of names to values, but is a list; write \"NAME: value\" "
       "lines\n"},
      {"values of the wrong kind", "env: {MAX_ENI: [3]}\nenableWindowsIpam: {}\nextraEnv: 5\n",
       "f:1:7: Helm values: env: MAX_ENI must be one value, but is a list; write text\n"
       "f:2:20: Helm values: enableWindowsIpam must be one value, but is a mapping; write one value\n"
       "f:3:11: Helm values: extraEnv must be a list, but is a number; write items with name and value\n"},
  }));
  CAPTURE(row.name);
  const Read read_row = read(row.text);
  CHECK(read_row.settings.empty());
  CHECK(messages(read_row.said) == row.said);
}

TEST_CASE("no value but a setting's is in any message, even when all stands on one line") {
  struct Row {
    std::string name;
    std::string text;
  };
  const std::string kubectl = R"("spec":{"template":{"spec":{"containers":[{"name":"aws-node","env":[)";
  const auto row = GENERATE_COPY(values<Row>({
      {"a DaemonSet in one line",
       R"({"kind":"DaemonSet",)" + kubectl +
           R"({"name":"TOKEN","value":"hunter2"},{"name":"WARM_IP_TARGET","value":"x"},{"name":"MAX_ENI","valueFrom":{}}]}]}}}})"},
      {"entries without a name",
       R"({"kind":"DaemonSet",)" + kubectl + R"({"value":"hunter2"},{"value":5}]}]}}}})"},
      {"a flow of entries", daemon_set("env: [{name: MAX_ENI, value: 3}, {name: TOKEN, value: hunter2}]")},
      {"a number as a name", daemon_set("env: [{name: 5, value: hunter2}]")},
      {"values in one line", "{env: {WARM_IP_TARGET: x, TOKEN: hunter2, WARM_IP_TARGT: 5}, extraenv: 1}"},
      {"a misspelt setting", "env: {WARM_IP_TARGETS: hunter2}\n"},
      {"a variable that is a list", "env:\n  WARM_IP_TARGET: 5\n  TOKEN: [hunter2]\n"},
      {"an add-on",
       R"({"addonName":"vpc-cni","configurationValues":"{\"env\":{\"TOKEN\":\"hunter2\",\"MAX_ENI\":[]}}"})"},
      {"an add-on with one more bracket",
       R"({"addonName":"vpc-cni","configurationValues":"{\"env\":{\"TOKEN\":\"hunter2\",\"MAX_ENI\":1}}}"})"},
      {"something else", R"({"kind":"Secret","data":{"token":"hunter2"},"metadata":{"name":"s"}})"},
  }));
  CAPTURE(row.name);
  Sources sources;
  const int source = sources.add("f", row.text);
  const auto documents = read_documents(sources.text(source), source);
  REQUIRE(documents.has_value());
  const auto imported = read_cni_settings(*documents);
  std::string said = report::to_text(imported ? imported->warnings : imported.error(), sources);
  if (imported) {
    const auto made = make_cni_config(*imported->value.env, IpFamily::ipv4, UnsetVariables::ipamd);
    said += report::to_text(made ? made->warnings : made.error(), sources);
  }
  CAPTURE(said);
  CHECK_FALSE(said.empty());
  CHECK(said.find("hunter2") == std::string::npos);
}

TEST_CASE(
    "a whole environment without WARM_PREFIX_TARGET has ipamd's 0, Helm values without it the chart's 1") {
  const auto target = [](const std::string& text) {
    const auto settings = read_cni_settings(read_documents(text, 0).value()).value().value;
    return make_cni_config(*settings.env, IpFamily::ipv4, UnsetVariables::ipamd)
        .value()
        .value.warm_prefix_target;
  };
  CHECK(target(daemon_set("env: []")) == 0);
  CHECK(target("env: {MAX_ENI: 3}\n") == 1);
  CHECK(target("env: {WARM_PREFIX_TARGET: ~}\n") == 0);
}

TEST_CASE("a thousand variables are read, more are refused") {
  const auto with = [](int count) {
    std::string env = "env: [";
    for (int i = 0; i < count; ++i) env += fmt::format("{{name: A{}, value: x}}, ", i);
    return read(daemon_set(env + "]"));
  };
  CHECK(with(1000).said == "");
  CHECK(messages(with(1001).said) ==
        "f:8:16: DaemonSet aws-node: env has 1001 items; at most 1000 are read\n");
  const auto values = [](int count) {
    std::string env = "env:\n";
    for (int i = 0; i < count; ++i) env += fmt::format("  WARM_IP_TARG{:04}: 1\n", i);
    return env;
  };
  CHECK(read(values(999)).said == "");  // and the chart's own
  CHECK(messages(read(values(1000) + "  MAX_ENI: 1\n").said) ==
        "f:2:3: Helm values: env has 1001 variables; at most 1000 are read\n");
  CHECK(messages(read(values(999) + "extraEnv: [{name: MAX_ENI, value: '1'}]\n").said) ==
        "f:1001:19: Helm values: there are too many variables; at most 1000 are read\n");
}

TEST_CASE("a file of settings that ends anywhere is read or refused, never more") {
  for (const char* const name : {"manifest.yaml", "list.json", "values.yaml", "addon.json"}) {
    const std::string text = test::project_file(std::string("tests/fixtures/cni/") + name);
    for (std::size_t length = 0; length < text.size(); length += 7) {
      CAPTURE(name, length);
      const Read cut = read(text.substr(0, length));
      CHECK((!cut.settings.empty() || !cut.said.empty()));
    }
  }
}

TEST_CASE("broken files of settings are read or refused, the same way each time") {
  constexpr std::uint32_t kSeed = 20261123;
  CAPTURE(kSeed);
  test::InputMutator mutator(kSeed);
  for (const char* const name : {"manifest.yaml", "list.json", "values.yaml", "addon.json"}) {
    const std::string text = test::project_file(std::string("tests/fixtures/cni/") + name);
    for (int i = 0; i < 250; ++i) {
      const std::string broken = mutator.mutate(text);
      CAPTURE(name, i, broken);
      const Read once = read(broken);
      CHECK((!once.settings.empty() || !once.said.empty()));
      const Read again = read(broken);
      CHECK(again.settings == once.settings);
      CHECK(again.said == once.said);
    }
  }
}
