#include "planner/importers/max_pods_expression_file.hpp"

#include "tests/support/catch.hpp"

using namespace cniplan;

TEST_CASE("an expression is found wherever it stands in a file") {
  struct Row {
    std::string name;
    std::string text;
    std::string expression;
    std::string fault;
  };
  const auto row = GENERATE(values<Row>({
      {"alone", "max_pods - 5\n", "max_pods - 5", ""},
      {"a NodeConfig",
       "apiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\nspec:\n  kubelet:\n    maxPodsExpression: "
       "\"max_pods - 5\"\n",
       "max_pods - 5", ""},
      {"JSON", R"({"spec":{"kubelet":{"maxPodsExpression":"110"}}})", "110", ""},
      {"user data of an EC2NodeClass",
       "kind: EC2NodeClass\napiVersion: karpenter.k8s.aws/v1\nspec:\n  userData: |\n    apiVersion: "
       "node.eks.aws/v1alpha1\n"
       "    kind: NodeConfig\n    spec:\n      kubelet:\n        maxPodsExpression: \"max_pods - 1\"\n",
       "max_pods - 1", ""},
      {"a MIME message",
       "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"B\"\n\n--B\nContent-Type: "
       "application/node.eks.aws\n\n"
       "apiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\nspec:\n  kubelet:\n    maxPodsExpression: "
       "max_pods - 2\n\n--B--\n",
       "max_pods - 2", ""},
      {"twice the same", "a: {maxPodsExpression: \"1\"}\nb: {maxPodsExpression: \"1\"}\n", "1", ""},
      {"two", "a: {maxPodsExpression: \"1\"}\nb: {maxPodsExpression: \"2\"}\n", "",
       "the file has two different values of maxPodsExpression"},
      {"none", "kind: NodeConfig\napiVersion: node.eks.aws/v1alpha1\n", "",
       "this is a Kubernetes NodeConfig (node.eks.aws/v1alpha1) without maxPodsExpression"},
  }));
  CAPTURE(row.name);
  const auto read = read_max_pods_expression(row.text, 0);
  CHECK((read ? *read : "") == row.expression);
  CHECK((read ? "" : read.error().front().message) == row.fault);
}
