#include <fmt/format.h>

#include "planner/capacity/max_pods.hpp"
#include "planner/catalog/catalog.hpp"
#include "planner/importers/document.hpp"
#include "planner/net/cidr.hpp"
#include "planner/report/diagnostic_text.hpp"

using namespace cniplan;

namespace {

/// One question to each library; what does not come out as it should is named and counted.
int faults = 0;

void expect(bool holds, const char* what) {
  if (holds) return;
  ++faults;
  fmt::print(stderr, "wrong: {}\n", what);
}

}  // namespace

int main() {
  const auto cidr = Cidr::parse("10.20.32.0/19");
  expect(cidr.has_value(), "a CIDR parses");

  const Catalog catalog = Catalog::embedded();
  const InstanceType* const type = catalog.find("m5.large");
  expect(type != nullptr, "the catalog knows m5.large");
  if (type != nullptr) expect(max_pods(*type, MaxPodsSettings{}).max_pods == PodCount(29), "m5.large holds 29 Pods");

  Sources sources;
  const int source = sources.add("broken.yaml", "a: [1\n");
  const auto documents = read_documents(sources.text(source), source);
  expect(!documents && report::to_text(documents.error(), sources).starts_with("broken.yaml:"),
         "broken YAML is an error with its place");
  return faults;
}
