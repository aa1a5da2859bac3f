#include "planner/importers/kubectl_reader.hpp"

#include <fmt/format.h>

#include <string>
#include <vector>

#include "planner/report/diagnostic_text.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/input_mutator.hpp"
#include "tests/unit/importers/read_text.hpp"

using namespace cniplan;

namespace {

struct Read {
  ClusterInventory inventory;
  std::string said;
  std::optional<CniSettings> settings;
};

/// Reads files, each in pieces of `piece` bytes.
Read read(const std::vector<std::string>& texts, std::size_t piece = 1U << 18U) {
  Read out;
  KubectlReader reader(out.inventory);
  Sources sources;
  for (const std::string& text : texts) {
    const std::string name = fmt::format("f{}.json", sources.size());
    reader.begin(sources.add(name, ""), name);
    for (std::size_t at = 0; at < text.size(); at += piece) {
      const std::string part = text.substr(at, piece);  // its own memory, so that a look behind it is seen
      if (!reader.feed(part)) break;
    }
    reader.end();
  }
  Diagnostics said = reader.take_diagnostics();
  if (auto settings = reader.cni_settings()) {
    out.settings = std::move(settings->value);
    said.insert(said.end(), settings->warnings.begin(), settings->warnings.end());
  } else {
    said.insert(said.end(), settings.error().begin(), settings.error().end());
  }
  out.said = report::to_text(said, sources);
  return out;
}

std::string node(const std::string& more_labels = "",
                 const std::string& spec = R"("providerID":"aws:///a/i-1")",
                 const std::string& status = R"("capacity":{"pods":"29"},"allocatable":{"pods":"28"})") {
  return fmt::format(
      R"({{"kind":"Node","metadata":{{"name":"n1","labels":{{{}}}}},"spec":{{{}}},"status":{{{}}}}})",
      more_labels, spec, status);
}

const ObservedNode& only_node(const Read& read) {
  REQUIRE(read.inventory.nodes().size() == 1);
  return read.inventory.nodes().front();
}

}  // namespace

TEST_CASE("a node's labels and provider say what it runs on") {
  struct Row {
    std::string name;
    std::string labels;
    std::string spec;
    NodeHost host;
  };
  const auto row = GENERATE(values<Row>({
      {"EC2", R"("node.kubernetes.io/instance-type":"m5.large")", R"("providerID":"aws:///eu-west-1a/i-1")",
       NodeHost::ec2},
      {"Auto Mode", R"("eks.amazonaws.com/compute-type":"auto")", R"("providerID":"aws:///eu-west-1a/i-1")",
       NodeHost::auto_mode},
      {"Fargate", R"("eks.amazonaws.com/compute-type":"fargate")",
       R"("providerID":"aws:///a/b/fargate-ip-1")", NodeHost::fargate},
      {"Fargate without its label", "", R"("providerID":"aws:///a/b/fargate-ip-1")", NodeHost::fargate},
      {"hybrid", R"("eks.amazonaws.com/compute-type":"hybrid")", R"("providerID":"eks-hybrid:///r/c/mi-1")",
       NodeHost::hybrid},
      {"hybrid without its label", "", R"("providerID":"eks-hybrid:///r/c/mi-1")", NodeHost::hybrid},
      {"a type alone", R"("beta.kubernetes.io/instance-type":"m5.large")", "", NodeHost::ec2},
      {"another cluster", R"("node.kubernetes.io/instance-type":"k3s")", R"("providerID":"k3s://x")",
       NodeHost::elsewhere},
      {"nothing", "", "", NodeHost::elsewhere},
  }));
  CAPTURE(row.name);
  CHECK(only_node(read({node(row.labels, row.spec)})).host == row.host);
}

TEST_CASE("all of a node that concerns addresses is read, in any order of keys") {
  const std::string text =
      R"({"status":{"nodeInfo":{"osImage":"Bottlerocket OS 1.40","operatingSystem":"linux"},
    "addresses":[{"type":"InternalIP","address":"10.0.0.7"},{"type":"Hostname","address":"h"}],
    "allocatable":{"vpc.amazonaws.com/pod-eni":"9","pods":28},"capacity":{"pods":"29","cpu":"2"}},
    "spec":{"unschedulable":true,"providerID":"aws:\/\/\/eu-west-1a\/i-1"},
    "metadata":{"creationTimestamp":"2026-03-01T00:00:00Z","annotations":{"k8s.amazonaws.com/eniConfig":"pods-a"},
    "labels":{"beta.kubernetes.io/instance-type":"old","node.kubernetes.io/instance-type":"m5.large",
    "topology.kubernetes.io/zone":"eu-west-1a","failure-domain.beta.kubernetes.io/zone":"other",
    "eks.amazonaws.com/nodegroup":"g","alpha.eksctl.io/nodegroup-name":"e","karpenter.sh/nodepool":"p"},"name":"n1"},"kind":"Node"})";
  const Read result = read({text});
  CHECK(result.said.empty());
  const ObservedNode& found = only_node(result);
  CHECK(found.name == "n1");
  CHECK(found.os == NodeOs::bottlerocket);
  CHECK(found.instance_type == "m5.large");
  CHECK(found.zone == "eu-west-1a");
  CHECK(found.managed_group == "g");
  CHECK(found.eksctl_group == "e");
  CHECK(found.node_pool == "p");
  CHECK(found.eni_config == "pods-a");
  CHECK(found.capacity.pods == PodCount(29));
  CHECK(found.allocatable.pods == PodCount(28));
  CHECK(found.allocatable.branch_enis == EniCount(9));
  CHECK(to_string(*found.created) == "2026-03-01T00:00:00Z");
  CHECK(found.address == *Ipv4Address::parse("10.0.0.7"));
  CHECK_FALSE(found.schedulable);
}

TEST_CASE("the labels of older versions serve where there are no others") {
  const auto pool_of = [](const std::string& labels) { return only_node(read({node(labels)})).node_pool; };
  CHECK(pool_of(R"("karpenter.sh/provisioner-name":"old")") == "old");
  CHECK(pool_of(R"("karpenter.sh/provisioner-name":"old","karpenter.sh/nodepool":"new")") == "new");
  CHECK(pool_of(R"("karpenter.sh/nodepool":"new","karpenter.sh/provisioner-name":"old")") == "new");
}

TEST_CASE("a Pod is told by phase, network and resources") {
  struct Row {
    std::string name;
    std::string spec;
    std::string status;
    PodsOnNode expected;
  };
  const auto row = GENERATE(values<Row>({
      {"running",
       R"("nodeName":"n")",
       R"("phase":"Running","podIP":"10.0.0.1")",
       {.pod_network = PodCount(1)}},
      {"no address yet",
       R"("nodeName":"n")",
       R"("phase":"Pending")",
       {.pod_network = PodCount(1), .without_address = PodCount(1)}},
      {"host network",
       R"("nodeName":"n","hostNetwork":true)",
       R"("phase":"Running")",
       {.host_network = PodCount(1)}},
      {"branch ENI",
       R"("nodeName":"n","containers":[{"name":"a"},{"resources":{"limits":{"cpu":"1","vpc.amazonaws.com/pod-eni":"1"}}}])",
       R"("podIP":"10.0.0.1")",
       {.branch = PodCount(1)}},
      {"succeeded", R"("nodeName":"n")", R"("phase":"Succeeded")", {}},
      {"failed", R"("nodeName":"n")", R"("phase":"Failed")", {}},
      {"unscheduled", R"("nodeName":null)", R"("phase":"Pending")", {}},
  }));
  CAPTURE(row.name);
  const Read result = read({fmt::format(
      R"({{"kind":"Pod","metadata":{{"name":"p","namespace":"s"}},"spec":{{{}}},"status":{{{}}}}})", row.spec,
      row.status)});
  CHECK(result.said.empty());
  const PodsOnNode found = result.inventory.pods_on("n").value();
  CHECK(found.pod_network == row.expected.pod_network);
  CHECK(found.host_network == row.expected.host_network);
  CHECK(found.branch == row.expected.branch);
  CHECK(found.without_address == row.expected.without_address);
}

TEST_CASE("what is wrong with an object is said with its place, and no line is shown") {
  struct Row {
    std::string name;
    std::string text;
    std::string said;
  };
  const auto row = GENERATE(values<Row>({
      {"no name", R"({"kind":"Node","metadata":{}})",
       "f0.json:1:1: a Node: this Node has no metadata.name; give what kubectl prints, unchanged\n"},
      {"pods is a word", node("", "", R"("capacity":{"pods":"many"})"),
       "f0.json:1:92: Node n1: status.capacity.pods is no quantity from 0 to 1000000; give what kubectl "
       "prints, unchanged\n"},
      {"negative Pods", node("", "", R"("capacity":{"pods":-3})"),
       "f0.json:1:92: Node n1: status.capacity.pods is no quantity from 0 to 1000000; give what kubectl "
       "prints, unchanged\n"},
      {"labels are a list", R"({"kind":"Node","metadata":{"name":"n","labels":[1]}})",
       "f0.json:1:48: Node n: labels is a list instead of an object\n"},
      {"a key twice", R"({"kind":"Node","metadata":{"name":"n"},"metadata":{"name":"m"}})",
       "f0.json:1:51: Node n: metadata stands twice; leave one of them\n"},
      {"a comma is missing where nobody reads",
       "{\"kind\":\"Node\",\"metadata\":{\"name\":\"n\"},\n\"x\":{\"a\":1 \"b\":2}}",
       "f0.json:2:12: Node n: this is not JSON\n"},
      {"a bracket is wrong where nobody reads", R"({"kind":"Node","metadata":{"name":"n"},"x":{"a":[1}}})",
       "f0.json:1:51: Node n: this is not JSON\n"},
      {"a number is none", R"({"kind":"Node","metadata":{"name":"n"},"x":{"a":01}})",
       "f0.json:1:49: Node n: this is not JSON\n"},
      {"an escape is none", R"({"kind":"Node","metadata":{"name":"n"},"x":"\q"})",
       "f0.json:1:45: a Node: this escape is none that JSON has\n"},
      {"a control character", "{\"kind\":\"Node\",\"metadata\":{\"name\":\"n\"},\"x\":\"\t\"}",
       "f0.json:1:45: a control character stands inside a text; a quote may be missing before it\n"},
      {"a name that would steer the terminal", R"({"kind":"Node","metadata":{"name":"n\u001b[2J"}})",
       "f0.json:1:35: a Node: metadata.name holds a control character, which no name has\n"},
      {"cut off", "[{\"kind\":\"Node\",\n",
       "f0.json:2:1: the JSON ends inside the object that starts in line 1, column 2; the file may have been "
       "cut off\n"},
      {"something else", R"({"kind":"Service","metadata":{"name":"n"}})",
       "f0.json: the file holds no Nodes and no Pods, but Service; give the output of: kubectl get "
       "nodes,pods,ds -A -o json\n"},
      {"empty", "", "f0.json: the file is empty; give the output of: kubectl get nodes,pods,ds -A -o json\n"},
      {"blanks", " \n ",
       "f0.json: the file is empty; give the output of: kubectl get nodes,pods,ds -A -o json\n"},
      {"gzip", std::string("\x1f\x8b\x08\x00 something", 14),
       "f0.json: the file is compressed with gzip; unpack it first: gunzip -c FILE | cniplan check-nodes "
       "-\n"},
  }));
  CAPTURE(row.name);
  CHECK(read({row.text}).said == row.said);
}

TEST_CASE("no message shows a value that may be a secret") {
  const std::string secret = "s3cr3t-value";
  const std::string before = fmt::format(
      R"({{"kind":"Pod","metadata":{{"name":"p","annotations":{{"token":"{0}"}}}},"spec":{{"containers":[{{"env":[{{"name":"A","value":"{0}"}}],)",
      secret);
  for (const std::string fault :
       {R"("resources":{"limits":{"vpc.amazonaws.com/pod-eni":"x"}}}]}})", R"("resources":[]}]}})",
        R"(1}]}})", R"("b":tru}]}})", R"("b":"\q"}]}})", "\"b\":\"\x01\"}]}}"}) {
    const std::string said = read({before + fault}).said;
    CAPTURE(fault, said);
    CHECK_FALSE(said.empty());
    CHECK_FALSE(said.contains(secret));
  }
}

TEST_CASE("very many faults are not all said") {
  std::string text = "[";
  for (int i = 0; i < 5'000; ++i) text += "{\"kind\":\"Node\"},\n";
  text += "{}]";
  const std::string said = read({text}).said;
  CHECK(std::ranges::count(said, '\n') == 101);
  CHECK(said.ends_with("4900 more faults are not shown; mend those above first\n"));
}

TEST_CASE("files come in any number, order and layout") {
  const std::string nodes = test::project_file("tests/fixtures/kubectl/nodes.json");
  const std::string pods = test::project_file("tests/fixtures/kubectl/pods.json");
  const std::string sets = test::project_file("tests/fixtures/kubectl/daemonsets.json");
  const std::string compact = test::project_file("tests/fixtures/kubectl/nodelist-compact.json");
  const auto same = [](const Read& read) {
    CHECK(read.said.empty());
    CHECK(read.inventory.nodes().size() == 2);
    CHECK(read.inventory.node("ip-10-0-1-11.eu-west-1.compute.internal")->allocatable.pods == PodCount(29));
    CHECK(read.inventory.pods_on("ip-10-0-1-10.eu-west-1.compute.internal")->pod_network == PodCount(5));
    CHECK(read.settings.has_value());
  };
  same(read({nodes, pods, sets}));
  same(read({sets, pods, nodes}));
  same(read({pods, compact, sets}));
  same(read({nodes + pods + sets}));
  same(read({nodes + "---\n" + pods + "---\n" + sets}));
  same(read({"\xEF\xBB\xBF" + nodes, pods, sets}));
  for (const std::size_t piece : {1U, 3U, 100U, 4096U}) same(read({nodes, compact + pods, sets}, piece));
  std::string windows_lines;
  for (const char c : nodes) windows_lines += c == '\n' ? std::string("\r\n") : std::string(1, c);
  same(read({windows_lines, pods, sets}));
}

TEST_CASE("the same node said otherwise is a conflict that names both places") {
  const std::string other = node("", R"("providerID":"aws:///a/i-1")", R"("capacity":{"pods":"58"})");
  CHECK(read({node(), "\n" + other}).said ==
        "f1.json:2:1: Node n1 says something else here than at f0.json:1:1; leave out one of the dumps\n");
  CHECK(read({node(), node()}).said.empty());
}

TEST_CASE("YAML is read as JSON is") {
  const std::string yaml =
      "apiVersion: v1\nkind: List\nitems:\n- kind: Node\n  metadata:\n    name: n1\n    creationTimestamp: "
      "\"2026-03-01T00:00:00Z\"\n"
      "    labels:\n      node.kubernetes.io/instance-type: m5.large\n  spec:\n    providerID: "
      "aws:///a/i-1\n  status:\n    capacity:\n"
      "      pods: \"29\"\n---\nkind: Pod\nmetadata: {name: p, namespace: s}\nspec: {nodeName: n1, "
      "hostNetwork: true}\n";
  const Read result = read({yaml});
  CHECK(result.said.empty());
  CHECK(only_node(result).capacity.pods == PodCount(29));
  CHECK(result.inventory.pods_on("n1")->host_network == PodCount(1));

  CHECK(read({"kind: Node\nmetadata:\n  name: n1\nstatus:\n  capacity:\n    pods: [1]\n"}).said ==
        "f0.json:6:11: Node n1: status.capacity.pods is a list instead of a quantity\n");
  CHECK(read({"kind: Node\nmetadata: {name: n1}\n  x: y\n"}).said.starts_with("f0.json:3:"));
}

TEST_CASE("the CNI's own objects and settings are found among all others") {
  const Read result = read({test::project_file("tests/fixtures/kubectl/custom-networking.json")});
  CHECK(result.said.empty());
  CHECK(result.inventory.nodes().size() == 3);
  CHECK(result.inventory.eni_config("eu-west-1b")->subnet == "subnet-0bbb");
  const ObservedCniNode* const cni_node =
      result.inventory.cni_node("ip-10-0-1-10.eu-west-1.compute.internal");
  REQUIRE(cni_node != nullptr);
  CHECK(cni_node->custom_networking);
  CHECK(cni_node->eni_config == "eu-west-1a");
  CHECK(result.inventory.cni_node("ip-10-0-1-12.eu-west-1.compute.internal")->trunk);
  REQUIRE(result.settings.has_value());
  CHECK(result.settings->kind == CniFileKind::daemon_set);
}

TEST_CASE("a list's items need not say that they are DaemonSets") {
  const std::string item =
      R"({"metadata":{"name":"aws-node"},"spec":{"template":{"spec":{"containers":[{"name":"aws-node","env":[{"name":"ENABLE_PREFIX_DELEGATION","value":"true"}]}]}}}})";
  const std::string json = R"({"kind":"DaemonSetList","apiVersion":"apps/v1","items":[)" + item + "]}";
  const std::string yaml = "kind: DaemonSetList\napiVersion: apps/v1\nitems:\n- " + item + "\n";
  for (const std::string& text : {json, yaml}) {
    CAPTURE(text);
    const Read result = read({text});
    CHECK(result.said.empty());
    REQUIRE(result.settings.has_value());
    CHECK(result.settings->env->front().value.value == "true");
  }
}

TEST_CASE("two hundred megabytes of anything end early and in little memory") {
  const auto feed = [](std::string_view start, char filler) {
    ClusterInventory inventory;
    KubectlReader reader(inventory);
    reader.begin(0, "f.json");
    bool good = reader.feed(start);
    const std::string piece(1U << 20U, filler);
    int pieces = 0;
    for (; good && pieces < 200; ++pieces) good = reader.feed(piece);
    reader.end();
    const Diagnostics said = reader.take_diagnostics();
    REQUIRE(said.size() == 1);
    return fmt::format("{} pieces: {}", pieces, said.front().message);
  };
  CHECK(feed("{\"a\":\"", 'x') == "4 pieces: the object that starts here is longer than 4 MiB");
  CHECK(feed("{\"a\":", '[') == "1 pieces: this is nested deeper than 1000 levels");
  CHECK(feed("{\"a\":", '1') == "4 pieces: the object that starts here is longer than 4 MiB");
  CHECK(feed("", 'x') == "17 pieces: this is no JSON, and YAML is read up to 16 MiB only");
  CHECK(feed("", ' ') == "17 pieces: this is no JSON, and YAML is read up to 16 MiB only");
  CHECK(feed("", '\0') == "17 pieces: this is no JSON, and YAML is read up to 16 MiB only");
}

TEST_CASE("a text where a key could stand is no key") {
  // simdjson's way past an unread value took it for one, and left the object.
  for (const std::string inside : {R"(["a": {}], "b": "c")", R"("a": {}, "b": "c")"}) {
    CAPTURE(inside);
    const Read result = read({R"({"kind":"Pod","metadata":{"name":"p"},"x":)" + inside + R"(}, "y": "z")"});
    CHECK_FALSE(result.said.empty());
    CHECK(result.inventory.nodes().empty());
  }
}

TEST_CASE("whatever happens to a file, it is read or refused") {
  const std::string good = test::project_file("tests/fixtures/kubectl/custom-networking.json");
  for (std::uint32_t seed = 0; seed < 1'000; ++seed) {
    const std::string text = test::InputMutator(seed).mutate(good);
    CAPTURE(seed);
    const Read whole = read({text});
    // Small pieces cut every object; of large ones some lie whole in a piece.
    for (const std::size_t piece : {1 + seed % 97, 700 + seed % 3'000}) {
      CAPTURE(piece);
      const Read in_pieces = read({text}, piece);
      CHECK(whole.said == in_pieces.said);
      CHECK(whole.inventory.nodes().size() == in_pieces.inventory.nodes().size());
    }
  }
}
