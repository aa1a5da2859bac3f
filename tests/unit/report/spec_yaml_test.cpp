#include "planner/report/spec_yaml.hpp"

#include <string>

#include "planner/spec/spec_tree.hpp"
#include "tests/support/catch.hpp"

using namespace cniplan;
using namespace cniplan::report;

TEST_CASE("a text is plain only where nobody takes it for something else") {
  struct Row {
    const char* name;
    std::string text;
    std::string yaml;
  };
  const auto row = GENERATE(values<Row>({
      {"a word", "general-purpose", "general-purpose"},
      {"a type", "m5.large", "m5.large"},
      {"a CIDR", "10.0.0.0/16", "10.0.0.0/16"},
      {"an address", "10.0.0.9", "10.0.0.9"},
      {"a share", "33.25%", "33.25%"},
      {"a path", "karpenter.sh/discovery", "karpenter.sh/discovery"},
      {"nothing", "", "\"\""},
      {"a number", "12", "\"12\""},
      {"a number with a fraction", "1.5", "\"1.5\""},
      {"a number with an exponent", "1e3", "\"1e3\""},
      {"a date", "2026-08-22", "\"2026-08-22\""},
      {"a truth value", "true", "\"true\""},
      {"YAML 1.1's truth value", "No", "\"No\""},
      {"null", "null", "\"null\""},
      {"a dash in front", "-a", "\"-a\""},
      {"a colon", "a: b", "\"a: b\""},
      {"a hash", "a #b", "\"a #b\""},
      {"quotes and backslashes", "a\"b\\c", "\"a\\\"b\\\\c\""},
      {"line breaks", "a\nb\tc", "\"a\\nb\\tc\""},
      {"control characters", std::string("a\x1b[31m\x7f"), "\"a\\x1b[31m\\x7f\""},
      {"a C1 control", "a\xc2\x9b" "b", "\"a\\x9bb\""},
      {"other scripts", "größe", "\"größe\""},
      {"a line break of YAML 1.1", "a\u2028b\u2029", "\"a\\u2028b\\u2029\""},
      {"a type of CloudFormation", "AWS::EC2::Subnet", "AWS::EC2::Subnet"},
      {"a function of CloudFormation", "Fn::GetAtt", "Fn::GetAtt"},
      {"a colon at the end", "a::", "\"a::\""},
      {"three colons", "a:::b", "\"a:::b\""},
      {"one colon", "a:b", "\"a:b\""},
      {"colons and a digit", "a::1", "\"a::1\""},
  }));
  CAPTURE(row.name);
  CHECK(yaml_scalar(row.text) == row.yaml);
}

TEST_CASE("an empty spec is a version and no node groups") {
  CHECK(to_yaml(spec_tree(ClusterSpec{}), {}) == "version: 1\nnodeGroups: []\n");
}

TEST_CASE("a comment stands behind each value that has one") {
  ClusterSpec spec;
  spec.name = Located<std::string>{"c", {.source = 0, .line = 2, .column = 3}};
  spec.platform = Located<Platform>{Platform::eks_auto, {}};
  const auto comment = [](const Location& at) { return at.source < 0 ? std::string() : std::to_string(at.line); };
  CHECK(to_yaml(spec_tree(spec), comment) ==
        "version: 1\ncluster:\n  name: c  # 2\n  platform: eks-auto\nnodeGroups: []\n");
}

TEST_CASE("a long list is broken into lines") {
  ClusterSpec spec;
  NodeGroupSpec group;
  group.name = Located<std::string>{"g", {}};
  for (int i = 0; i < 20; ++i) group.instance_types.push_back({"m5.large" + std::string(static_cast<std::size_t>(i % 3), 'x'), {}});
  spec.node_groups.push_back(group);
  const std::string yaml = to_yaml(spec_tree(spec), {});
  CHECK(yaml.starts_with("version: 1\nnodeGroups:\n  - name: g\n    instanceTypes:\n      [m5.large, m5.largex, "));
  std::size_t widest = 0;
  for (std::size_t start = 0; start < yaml.size();) {
    const auto end = yaml.find('\n', start);
    widest = std::max(widest, end - start);
    start = end + 1;
  }
  CHECK(widest <= 100);
  CHECK(yaml.ends_with("]\n    nodes: unknown\n"));
}

TEST_CASE("lines stand below their key as they are") {
  SpecNode inner;
  inner.add("lines", SpecNode::literal_text("a: 1\n  b: 2\n"));
  inner.add("last", SpecNode::number(3));
  SpecNode tree;
  tree.add("outer", std::move(inner));
  CHECK(to_yaml(tree, {}) == "outer:\n  lines: |\n    a: 1\n      b: 2\n  last: 3\n");
}

TEST_CASE("values are listed with their paths, words of one line together") {
  ClusterSpec spec;
  const Location at{.source = 0, .line = 4, .column = 1};
  spec.vpc.cidrs = {{*Cidr::parse("10.0.0.0/16"), at}, {*Cidr::parse("10.1.0.0/16"), at}};
  SubnetSpec subnet;
  subnet.name = Located<std::string>{"a", at};
  subnet.cidr = Located<Cidr>{*Cidr::parse("10.0.0.0/24"), at};
  spec.vpc.subnets = {subnet};
  std::string out;
  for (const SpecValue& value : spec_values(spec_tree(spec))) out += value.path + "=" + value.value + "\n";
  CHECK(out ==
        "version=1\nvpc.cidrs=10.0.0.0/16, 10.1.0.0/16\nvpc.subnets[a].name=a\nvpc.subnets[a].cidr=10.0.0.0/24\n");
}
