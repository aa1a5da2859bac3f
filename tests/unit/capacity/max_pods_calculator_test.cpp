#include "planner/capacity/max_pods_calculator.hpp"

#include <fmt/format.h>

#include "planner/catalog/catalog.hpp"
#include "planner/core/format.hpp"
#include "tests/support/catch.hpp"

using namespace cniplan;

namespace {

/// The number, or `error: message; way out`; warnings behind it, one a line.
std::string outcome(const char* name, const CalculatorInput& input) {
  const Catalog catalog = Catalog::embedded();
  const InstanceType* const type = catalog.find(name);
  REQUIRE(type != nullptr);
  const auto answer = calculator_max_pods(*type, input);
  if (!answer) return fmt::format("error: {}; {}", answer.error().message, answer.error().way_out);
  std::string out = fmt::format("{}", answer->value);
  for (const Diagnostic& warning : answer->warnings) out += fmt::format("\n{}; {}", warning.message, warning.way_out);
  return out;
}

}  // namespace

TEST_CASE("AWS's script and this one print the same number") {
  struct Row {
    const char* type;
    CalculatorInput input;
    std::string printed;
  };
  constexpr CniVersion kNew{1, 19, 0};
  // What max-pods-calculator.sh printed, run with canned answers of the EC2 API.
  const auto row = GENERATE_COPY(values<Row>({
      {"m5.large", {kNew}, "29"},
      {"m5.large", {kNew, true}, "110"},
      {"m5.large", {kNew, true, false, true}, "434"},
      {"m5.large", {kNew, false, true}, "20"},
      {"m5.large", {kNew, true, true, true}, "290"},
      {"m5.large", {{1, 9, 0}, true, false, true}, "434"},
      {"m5.large", {{2, 0, 0}, true, false, true}, "434"},
      {"m5.large", {kNew, false, false, false, EniCount(1)}, "11"},
      {"m5.large", {kNew, false, true, false, EniCount(2)}, "11"},
      {"m5.large", {kNew, false, false, false, EniCount(99)}, "29"},
      {"m4.large", {kNew}, "20"},
      {"c5.18xlarge", {kNew}, "250"},
      {"c5.18xlarge", {kNew, false, false, true}, "737"},
      {"p5.48xlarge", {kNew}, "100"},
      {"c6in.32xlarge", {kNew, false, false, true}, "394"},
  }));
  CAPTURE(row.type, row.printed);
  CHECK(outcome(row.type, row.input) == row.printed);
}

TEST_CASE("where AWS's script fell back or differs from a node, the number stays and a warning says so") {
  struct Row {
    const char* type;
    CalculatorInput input;
    std::string printed;
  };
  constexpr CniVersion kNew{1, 19, 0};
  const auto row = GENERATE_COPY(values<Row>({
      {"m4.large", {kNew, true},
       "20\nm4.large: prefix delegation needs a Nitro type; this is the value of secondary IP mode; "},
      {"m5.large", {{1, 8, 0}, true},
       "29\nm5.large: VPC CNI 1.8.0 has no prefix delegation; this is the value of secondary IP mode; upgrade to 1.9.0 or "
       "later"},
      {"m5.metal", {kNew, true},
       "250\nm5.metal: AWS's script counts no prefixes on bare metal, but the VPC CNI assigns them there; the node's own "
       "value: cniplan max-pods m5.metal --prefix-delegation"},
      {"m5.metal", {{1, 10, 0}, true},
       "250\nm5.metal: VPC CNI 1.10.0 has no prefix delegation on bare metal; this is the value of secondary IP mode; "
       "upgrade to 1.11.0 or later"},
      {"m5.large", {kNew, false, true, false, EniCount(1)},
       "2\nm5.large: custom networking takes the only ENI, so no Pod gets an address: the 2 are host-network Pods; allow "
       "at least 2 ENIs"},
      {"m5.large", {kNew, false, false, false, EniCount(0)},
       "2\nm5.large: AWS's script counts no ENI with --cni-max-eni 0, but the VPC CNI takes MAX_ENI=0 as no limit; leave "
       "the option out"},
  }));
  CHECK(outcome(row.type, row.input) == row.printed);
}

TEST_CASE("where AWS's script printed -7, or the vCPUs are unknown, an error says what is wrong") {
  CHECK(outcome("m5.large", {{1, 19, 0}, false, true, false, EniCount(0)}) ==
        "error: m5.large: --cni-max-eni 0 leaves no ENI to custom networking; give at least 2: the primary ENI takes no "
        "Pods");
  CHECK(outcome("mac-m4.metal", {{1, 19, 0}}) ==
        "error: mac-m4.metal: its vCPUs are unknown, and decide between 110 and 234 Pods; --show-max-allowed prints the "
        "value without that ceiling");
  CHECK(outcome("mac-m4.metal", {{1, 19, 0}, false, false, true}) == "234");
}
