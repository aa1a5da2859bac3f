#include "planner/importers/detect.hpp"

#include <string>

#include "planner/importers/document.hpp"
#include "tests/support/catch.hpp"

using namespace cniplan;

namespace {

/// The kind, or what the document seems to be.
std::string kind_of(std::string_view text) {
  const auto documents = read_documents(text, 0);
  if (!documents) return documents.error().front().message;
  const auto kind = detect(documents->front());
  if (!kind) return kind.error().message + "; " + kind.error().way_out;
  return *kind == DocumentKind::spec ? "spec" : "eksctl";
}

std::string not_read(const std::string& what) {
  return "this is " + what +
         ", which this version does not read; give a spec (\"cniplan schema spec\") or a file that "
         "\"cniplan import --help\" names";
}

}  // namespace

TEST_CASE("a document's kind is told from its content") {
  struct Row {
    const char* name;
    const char* text;
    std::string kind;
  };
  const auto row = GENERATE(values<Row>({
      {"our spec", "version: 1\nnodeGroups: []\n", "spec"},
      {"our spec with one key", "policy: {}\n", "spec"},
      {"our spec with a misspelt key", "nodeGruops: []\n", "spec"},
      {"eksctl", "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\n", "eksctl"},
      {"eksctl as JSON", "{\"kind\": \"ClusterConfig\", \"apiVersion\": \"eksctl.io/v1alpha5\"}", "eksctl"},
      {"eksctl, wrong kind", "apiVersion: eksctl.io/v1alpha5\nkind: clusterconfg\n",
       "eksctl has no kind \"clusterconfg\"; did you mean \"ClusterConfig\"?"},
      {"eksctl without a kind", "apiVersion: eksctl.io/v1alpha5\n",
       "eksctl has no kind \"\"; write kind: ClusterConfig"},
      {"eksctl without its first lines", "metadata: {name: x}\nnodeGroups: []\n",
       "this is an eksctl ClusterConfig without its apiVersion and kind, which this version does not read; "
       "add "
       "apiVersion: eksctl.io/v1alpha5 and kind: ClusterConfig"},
      {"Karpenter", "apiVersion: karpenter.sh/v1\nkind: NodePool\n",
       not_read("a Kubernetes NodePool (karpenter.sh/v1)")},
      {"AWS CLI", "{\"Subnets\": []}", not_read("the output of \"aws ec2 describe-subnets\"")},
      {"Terraform", "{\"terraform_version\": \"1.9\"}", not_read("a Terraform plan or state")},
      {"CloudFormation", "Resources: {}\n", not_read("a CloudFormation template")},
      {"our result", "{\"schema\": \"cniplan/plan/v1\"}",
       not_read("a result of this program (cniplan/plan/v1)")},
      {"a list", "- a\n", not_read("a list")},
      {"a text", "hello\n", not_read("text")},
      {"nothing in it", "{}", not_read("an empty mapping")},
      {"something else", "zzz: 1\n", not_read("a mapping that begins with the key \"zzz\"")},
  }));
  CAPTURE(row.name);
  CHECK(kind_of(row.text) == row.kind);
}
