#include "planner/core/diagnostic.hpp"

#include <string>
#include <vector>

#include "tests/support/catch.hpp"

using namespace cniplan;

namespace {

Diagnostic at(std::string message, Location location) {
  return {.code = "test.rule", .message = std::move(message), .way_out = "", .location = location};
}

std::vector<std::string> messages(const Diagnostics& diagnostics) {
  std::vector<std::string> out;
  for (const Diagnostic& diagnostic : diagnostics) out.push_back(diagnostic.message);
  return out;
}

}  // namespace

TEST_CASE("diagnostics sort by source, line and column, and keep their order within one place") {
  Diagnostics diagnostics = {
      at("second file", {.source = 1, .line = 1, .column = 1}),
      at("line 10", {.source = 0, .line = 10, .column = 1}),
      at("line 2, column 9, first", {.source = 0, .line = 2, .column = 9}),
      at("line 2, column 9, second", {.source = 0, .line = 2, .column = 9, .length = 4}),
      at("line 2, column 3", {.source = 0, .line = 2, .column = 3}),
      at("the whole file", {.source = 0}),
      at("no file", {}),
  };
  sort_by_location(diagnostics);
  CHECK(messages(diagnostics) == std::vector<std::string>{"no file", "the whole file", "line 2, column 3",
                                                          "line 2, column 9, first", "line 2, column 9, second",
                                                          "line 10", "second file"});
}

TEST_CASE("only errors count as errors") {
  Diagnostic warning = at("careful", {});
  warning.severity = Severity::warning;
  Diagnostic info = at("by the way", {});
  info.severity = Severity::info;
  CHECK_FALSE(has_errors({}));
  CHECK_FALSE(has_errors({warning, info}));
  CHECK(has_errors({warning, at("wrong", {})}));
}

TEST_CASE("severities have names") {
  CHECK(to_string(Severity::error) == "error");
  CHECK(to_string(Severity::warning) == "warning");
  CHECK(to_string(Severity::info) == "info");
}
