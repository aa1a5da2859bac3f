#include "planner/importers/pod_placement.hpp"

#include <fmt/format.h>

#include <string>

#include "tests/support/catch.hpp"

using namespace cniplan;

namespace {

DocumentNode parsed(const std::string& text) {
  const auto documents = read_documents(text, 0);
  REQUIRE(documents);
  return documents->front();
}

/// Whether Pods with this PodSpec may run on a node with these labels and taints.
bool runs(const std::string& pod, const std::string& labels, const std::string& taints) {
  const DocumentNode spec = parsed(pod);
  const DocumentNode node = parsed(fmt::format("labels: {{{}}}\ntaints: [{}]\n", labels, taints));
  return may_run_on({.node_selector = spec.find("nodeSelector"),
                     .required_terms = spec.find("terms"),
                     .tolerations = spec.find("tolerations")},
                    {.name = "a", .labels = node.find("labels"), .taints = node.find("taints")});
}

std::string term(const std::string& expressions) {
  return "{terms: [{matchExpressions: [" + expressions + "]}]}";
}

}  // namespace

TEST_CASE("a node takes the Pods whose selector and required affinity it satisfies") {
  struct Row {
    std::string name;
    std::string pod;
    bool runs;
  };
  const auto row = GENERATE(values<Row>({
      {"nothing asked", "{}", true},
      {"its label", "{nodeSelector: {team: shop}}", true},
      {"another value", "{nodeSelector: {team: data}}", false},
      {"one of two labels", "{nodeSelector: {team: shop, gpu: 'yes'}}", false},
      {"In", term("{key: team, operator: In, values: [data, shop]}"), true},
      {"not In", term("{key: team, operator: In, values: [data]}"), false},
      {"In, no such label", term("{key: gpu, operator: In, values: [a]}"), false},
      {"NotIn", term("{key: team, operator: NotIn, values: [data]}"), true},
      {"NotIn, no such label", term("{key: gpu, operator: NotIn, values: [a]}"), true},
      {"NotIn, its value", term("{key: team, operator: NotIn, values: [shop]}"), false},
      {"Exists", term("{key: team, operator: Exists}"), true},
      {"DoesNotExist", term("{key: team, operator: DoesNotExist}"), false},
      {"Gt", term("{key: cores, operator: Gt, values: ['7']}"), true},
      {"Gt, as much", term("{key: cores, operator: Gt, values: ['8']}"), false},
      {"Lt", term("{key: cores, operator: Lt, values: ['9']}"), true},
      {"Lt, no number", term("{key: team, operator: Lt, values: ['9']}"), false},
      {"all expressions of a term", term("{key: team, operator: Exists}, {key: gpu, operator: Exists}"), false},
      {"one of the terms",
       "{terms: [{matchExpressions: [{key: gpu, operator: Exists}]}, {matchExpressions: [{key: team, operator: "
       "Exists}]}]}",
       true},
      {"an empty term", "{terms: [{}]}", false},
      {"its name", "{terms: [{matchFields: [{key: metadata.name, operator: In, values: [a]}]}]}", true},
      {"another name", "{terms: [{matchFields: [{key: metadata.name, operator: In, values: [b]}]}]}", false},
      {"an operator to come", term("{key: team, operator: Like, values: [s]}"), false},
  }));
  CAPTURE(row.name);
  CHECK(runs(row.pod, "team: shop, cores: '8'", "") == row.runs);
}

TEST_CASE("a taint keeps Pods away that do not tolerate it") {
  struct Row {
    std::string name;
    std::string tolerations;
    std::string taint;
    bool runs;
  };
  const std::string dedicated = "{key: dedicated, value: db, effect: NoSchedule}";
  const auto row = GENERATE_COPY(values<Row>({
      {"none", "", dedicated, false},
      {"equal", "{key: dedicated, operator: Equal, value: db, effect: NoSchedule}", dedicated, true},
      {"equal without an operator and an effect", "{key: dedicated, value: db}", dedicated, true},
      {"another value", "{key: dedicated, value: web}", dedicated, false},
      {"another effect", "{key: dedicated, value: db, effect: NoExecute}", dedicated, false},
      {"exists", "{key: dedicated, operator: Exists}", dedicated, true},
      {"another key", "{key: other, operator: Exists}", dedicated, false},
      {"all", "{operator: Exists}", dedicated, true},
      {"equal without a key", "{value: db}", dedicated, false},
      {"a preference", "", "{key: dedicated, value: db, effect: PreferNoSchedule}", true},
      {"executing", "", "{key: dedicated, effect: NoExecute}", false},
      {"a taint of the node's state", "", "{key: node.kubernetes.io/not-ready, effect: NoExecute}", true},
      {"one that a driver takes away", "", "{key: ebs.csi.aws.com/agent-not-ready, effect: NoExecute}", true},
  }));
  CAPTURE(row.name);
  CHECK(runs(fmt::format("{{tolerations: [{}]}}", row.tolerations), "", row.taint) == row.runs);
}

TEST_CASE("Linux alone is what every Pod is meant for") {
  const auto more = [](const std::string& pod) {
    const DocumentNode spec = parsed(pod);
    return asks_for_more_than_linux({.node_selector = spec.find("nodeSelector"), .required_terms = spec.find("terms")});
  };
  CHECK_FALSE(more("{}"));
  CHECK_FALSE(more("{nodeSelector: {kubernetes.io/os: linux}}"));
  CHECK(more("{nodeSelector: {kubernetes.io/os: windows}}"));
  CHECK(more("{nodeSelector: {kubernetes.io/os: linux, team: shop}}"));
  CHECK_FALSE(more(term("{key: kubernetes.io/os, operator: In, values: [linux]}")));
  CHECK(more(term("{key: kubernetes.io/os, operator: NotIn, values: [linux]}")));
  CHECK(more(term("{key: team, operator: Exists}")));
}
