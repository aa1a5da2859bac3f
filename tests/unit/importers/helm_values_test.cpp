#include "planner/importers/helm_values.hpp"

#include <string>

#include "tests/support/catch.hpp"

using namespace cniplan;

namespace {

DocumentNode document(const std::string& text) {
  return read_documents(text, 0).value().front();
}

}  // namespace

TEST_CASE("a value is rendered as Helm renders it") {
  struct Row {
    std::string value;
    std::string text;
  };
  const auto row = GENERATE(values<Row>({
      {"5", "5"},
      {"\"5\"", "5"},
      {"'05'", "05"},
      {"+5", "5"},
      {"-1", "-1"},
      {"010", "8"},
      {"0x10", "16"},
      {"0o17", "15"},
      {"0", "0"},
      {"08", "8"},
      {"5.0", "5"},
      {"2.5", "2.5"},
      {".5", "0.5"},
      {"1e3", "1000"},
      {"1e300", "1e300"},
      {".inf", ".inf"},
      {"99999999999999999999", "99999999999999999999"},
      {"true", "true"},
      {"True", "true"},
      {"\"True\"", "True"},
      {"yes", "true"},
      {"\"yes\"", "yes"},
      {"Off", "false"},
      {"n", "false"},
      {"INFO", "INFO"},
      {"\"\"", ""},
  }));
  CAPTURE(row.value);
  CHECK(helm_text(*document("v: " + row.value).find("v")) == row.text);
}

TEST_CASE("values of the chart are told from those of others") {
  struct Row {
    std::string text;
    bool ours;
  };
  const auto row = GENERATE(values<Row>({
      {"env: {WARM_IP_TARGET: 5}", true},
      {"env: {WARM_IP_TARGTE: 5, OTHER: 1}", true},
      {"env: {WARM_IP_TARGTE: 5}\nsomething: 1", false},
      {"env: {AWS_VPC_ENI_MTU: 1500}\nsomething: 1", true},
      {"env: {OTHER: 1}\nresources: {}", false},
      {"env: {}\nresources: {}", true},
      {"env:\nresources: {}", true},
      {"env: {OTHER: 1}\ncontroller: {}", false},
      {"env: []", true},
      {"eniConfig: {create: true}\nother: 1", true},
      {"resources: {}", false},
      {"{}", false},
      {"[env]", false},
      {"env", false},
  }));
  CAPTURE(row.text);
  CHECK(is_vpc_cni_values(document(row.text)) == row.ours);
}
